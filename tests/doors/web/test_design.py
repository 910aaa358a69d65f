"""The parts of the design system: what each says, and that the living page shows all of them whole."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

import huiyin.doors.web
from huiyin.doors.web.design import charts, views
from huiyin.doors.web.design.clocks import ClockChip, clock_chip
from huiyin.doors.web.design.evidence import cut
from huiyin.doors.web.design.shapes import Column, Mark
from huiyin.doors.web.design.states import KINDS, codes_of, state_of
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.navigation import GROUPS

WEB = Path(huiyin.doors.web.__file__).parent
TODAY = dt.date(2022, 9, 15)
NOW = dt.datetime(2022, 9, 15, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
HOSTILE = '"><script>alert(1)</script>'
LIVING = ("actions", "lists", "reading", "forms", "states", "tokens")


def made(source: str, request: HttpRequest | None = None, **values: object) -> str:
    """A template that uses the parts, rendered."""
    return Template("{% load parts %}" + source).render(Context({"request": request, **values}))


# Limits


@pytest.mark.parametrize(
    ("days", "tone", "words"),
    [
        (-3, "overdue", "已超期 3 天"),
        (-1, "overdue", "已超期 1 天"),
        (0, "today", "今日到期"),
        (1, "tomorrow", "明日到期"),
        (2, "later", "剩 2 天"),
        (10, "later", "剩 10 天"),
        (11, "later", "9月26日"),
        (120, "later", "2023年1月13日"),
    ],
)
def test_a_limit_says_how_urgent_it_is(days: int, tone: str, words: str) -> None:
    chip = clock_chip(TODAY + dt.timedelta(days=days), TODAY)
    assert (chip.tone, chip.words) == (tone, words)


def test_a_limit_that_is_a_moment_counts_by_its_day_in_shanghai() -> None:
    late_evening = dt.datetime(2022, 9, 15, 17, 0, tzinfo=dt.UTC)
    assert clock_chip(late_evening, TODAY).due == dt.date(2022, 9, 16)


def test_a_limit_that_nobody_can_work_out_says_why() -> None:
    chip = clock_chip(None, TODAY, unknown="工单没有派单日期")
    assert (chip.tone, chip.words, chip.why) == ("unknown", "时限无法核定", "工单没有派单日期")


def test_a_provisional_limit_is_marked_until_its_day_comes() -> None:
    ahead = clock_chip(TODAY + dt.timedelta(days=5), TODAY, provisional=True)
    assert (ahead.tone, ahead.words) == ("provisional", "暂定 9月20日")
    assert ahead.why == "该年工作日安排尚未公布，截止日为暂定。"
    past = clock_chip(TODAY - dt.timedelta(days=5), TODAY, provisional=True)
    assert (past.tone, past.why) == ("overdue", ahead.why)


@pytest.mark.parametrize(
    ("due", "done", "words"),
    [
        (TODAY, TODAY, "按期办结"),
        (TODAY, TODAY + dt.timedelta(days=2), "超期 2 天办结"),
        (None, TODAY, "已办结"),
    ],
)
def test_a_matter_that_is_done_is_urgent_no_more(due: dt.date | None, done: dt.date, words: str) -> None:
    chip = clock_chip(due, TODAY + dt.timedelta(days=30), done=done)
    assert (chip.tone, chip.words) == ("done", words)


def test_a_limit_unfolds_to_what_it_rests_on() -> None:
    chip = clock_chip(TODAY, TODAY, basis="某条", starts="派单之日", owner="静安区局", verified=False)
    page = made("{% clock chip %}", chip=chip)
    terms = re.findall(r"<dt>(.+?)</dt>", page)
    assert terms == ["依据", "起算", "截止", "谁负责"]
    for words in ("今日到期", "某条", "未核实", "派单之日", "2022年9月15日", "静安区局"):
        assert words in page


def test_a_limit_says_what_it_does_not_know() -> None:
    page = made("{% clock chip %}", chip=ClockChip("unknown", "时限无法核定"))
    assert re.findall(r"<dd>(?:<span[^>]*>)?(.+?)<", page) == ["未说明", "未说明", "无法核定", "尚未明确"]


# States


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_of_a_record_has_a_label_in_both_languages(kind: str) -> None:
    for code in codes_of(kind):
        with translation.override("en"):
            english, _ = state_of(kind, code)
        chinese, _ = state_of(kind, code)
        assert (bool(_chinese(chinese)), bool(_chinese(english))) == (True, False)


def test_a_state_without_a_code_is_nothing_and_an_unknown_one_an_error() -> None:
    assert made('{% state "verification" "" %}') == ""
    assert made('{% state "fate" "pending" %}') == '<span class="badge badge-waiting">待处理</span>'
    with pytest.raises(KeyError):
        state_of("weather", "rain")
    with pytest.raises(ValueError):
        state_of("fate", "lost")


# Evidence

_TEXTS = st.text(max_size=30)
_MARKS = st.lists(
    st.builds(Mark, st.integers(-3, 35), st.integers(-3, 35), st.sampled_from(["甲", "乙", "丙"]))
)


@given(_TEXTS, _MARKS)
def test_a_text_that_is_cut_loses_nothing(text: str, marks: list[Mark]) -> None:
    pieces = cut(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    position = 0
    for piece in pieces:
        for at in range(position, position + len(piece.text)):
            assert set(piece.about) == {mark.label for mark in marks if mark.start <= at < mark.end}
        position += len(piece.text)


def test_marks_that_overlap_are_each_named_where_they_end() -> None:
    page = made("{% evidence text marks %}", text="甲乙丙丁", marks=[Mark(0, 2, "搭建"), Mark(1, 3, "噪声")])
    assert page == (
        '<p class="evidence" lang="zh-Hans-CN"><mark class="evidence-mark">甲</mark>'
        '<mark class="evidence-mark">乙<b class="evidence-name" lang="zh-hans">搭建</b></mark>'
        '<mark class="evidence-mark">丙<b class="evidence-name" lang="zh-hans">噪声</b></mark>丁</p>'
    )


def test_a_hostile_text_stays_text() -> None:
    page = made("{% evidence text marks %}", text=HOSTILE, marks=[Mark(0, 4, HOSTILE)])
    assert "<script" not in page
    assert "<script" not in made("{% pick 1 title %}{% badge title %}", title=HOSTILE)
    assert "<script" not in made("{% pagehead title=title %}{{ title }}{% endpagehead %}", title=HOSTILE)
    assert "<script" not in made("{% card title=title %}{{ title }}{% endcard %}", title=HOSTILE)


# Figures


def test_a_line_goes_from_edge_to_edge_with_its_highest_on_top() -> None:
    line = charts.line([2, 4, 3])
    assert line is not None
    assert (line.points, line.last_x, line.last_y) == ("2.0,26.0 60.0,2.0 118.0,14.0", "118.0", "14.0")
    assert charts.line([5]) is None


def test_values_that_are_all_the_same_are_a_level_line() -> None:
    line = charts.line([7, 7])
    assert line is not None
    assert line.points == "2.0,14.0 118.0,14.0"


def test_columns_stand_on_the_foot_and_little_is_not_nothing() -> None:
    heights = [
        (block.x, block.y, block.height)
        for block in charts.blocks([Column("a", 0), Column("b", 1), Column("c", 1000)])
    ]
    assert heights == [(0, "48.0", "0.0"), (16, "47.0", "1.0"), (32, "0.0", "48.0")]
    assert charts.blocks([]) == []


# Forms


class Visit(forms.Form):
    name = forms.CharField(label="小区名称", help_text="按门牌")
    found = forms.ChoiceField(
        label="核实结果", choices=[("a", "属实"), ("b", "不属实")], widget=forms.RadioSelect
    )
    file = forms.FileField(label="照片", required=False)


def test_a_field_names_its_control_hint_and_mistake() -> None:
    form = Visit({"name": ""})
    page = made("{% field form.name %}", form=form)
    assert '<label for="id_name">小区名称<span class="must">必填</span></label>' in page
    described = re.findall(r'<input[^>]* aria-describedby="([^"]+)"', page)
    assert described == ["id_name_helptext id_name_error"]
    assert set(re.findall(r' id="([^"]+)"', page)) == {"id_name", "id_name_helptext", "id_name_error"}
    assert re.findall(r'<input[^>]* aria-invalid="(\w+)"', page) == ["true"]


def test_a_group_of_choices_is_a_fieldset_that_names_its_mistake() -> None:
    page = made("{% field form.found %}", form=Visit({"name": "幸福里"}))
    assert re.findall(r'<fieldset[^>]* aria-describedby="([^"]+)"', page) == ["id_found_error"]
    assert re.findall(r"<legend>(.+?)<", page) == ["核实结果"]
    assert re.findall(r"<span>(.+?)</span></label>", page) == ["属实", "不属实"]


def test_a_file_is_dropped_into_its_zone() -> None:
    page = made("{% field form.file %}", form=Visit())
    assert page.index("data-drop") < page.index('type="file"') < page.index("data-drop-files")
    assert "必填" not in page


def test_the_summary_of_mistakes_leads_to_each_field() -> None:
    page = made("{% form_errors form %}", form=Visit({}))
    assert re.findall(r'<a href="#([^"]+)">(.+?)</a>', page) == [
        ("id_name", "小区名称"),
        ("id_found_0", "核实结果"),
    ]
    assert made("{% form_errors form %}", form=Visit()).strip() == ""


# Lists


def _at(address: str) -> HttpRequest:
    return RequestFactory().get(address)


@pytest.mark.parametrize(
    ("address", "url", "order"),
    [
        ("/?q=x&after=9", "?q=x&amp;order=due", None),
        ("/?q=x&order=due&after=9", "?q=x&amp;order=-due", "ascending"),
        ("/?q=x&order=-due&before=9", "?q=x&amp;order=due", "descending"),
        ("/?order=title", "?order=due", None),
    ],
)
def test_a_head_orders_the_list_and_begins_at_its_start(address: str, url: str, order: str | None) -> None:
    page = made('{% sort_head "期限" "due" %}', _at(address))
    assert re.findall(r'href="([^"]+)"', page) == [url]
    assert (re.findall(r'aria-sort="(\w+)"', page) or [None]) == [order]


def test_a_head_that_knows_one_way_leads_back() -> None:
    page = made('{% sort_head "期限" "due" one_way=True %}', _at("/?q=x&order=due&after=9"))
    assert re.findall(r'href="([^"]+)"', page) == ["?q=x"]


def test_a_pager_offers_only_what_is_there() -> None:
    page = made(
        '{% pager next="?after=9" shown=20 size=20 sizes=sizes %}', _at("/?q=x&after=3"), sizes=[20, 200]
    )
    assert re.findall(r'<a[^>]*href="([^"]+)"', page) == ["?q=x&amp;size=20", "?q=x&amp;size=200", "?after=9"]
    assert re.findall(r'<span class="button[^>]*aria-disabled="true">.*?上一页', page) != []
    assert made("{% pager %}", _at("/")).strip() == ""


def test_the_theme_is_what_the_reader_chose_and_nothing_else() -> None:
    request = _at("/")
    assert made("{% theme_attribute %}", request) == ""
    for chosen, said in (("dark", 'data-theme="dark"'), ("light", 'data-theme="light"'), (HOSTILE, "")):
        request.COOKIES["huiyin_theme"] = chosen
        assert made("{% theme_attribute %}", request) == said


# Messages


def _told(**how: object) -> str:
    request = _at("/")
    request.session = SessionStore()
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    tell(request, "已派发 <3> 项", **how)  # type: ignore[arg-type]
    return render_to_string("web/parts/toasts.html", {"messages": get_messages(request)}, request)


def test_a_word_of_what_was_done_can_be_taken_back_for_a_while() -> None:
    page = _told(undo="/tasks/undo/7/", seconds=15)
    assert "已派发 &lt;3&gt; 项" in page
    assert 'data-seconds="15"' in page
    assert '<form method="post" action="/tasks/undo/7/" data-undo>' in page
    assert 'name="csrfmiddlewaretoken"' in page


def test_a_word_without_a_way_back_offers_none() -> None:
    page = _told(tone="caution")
    assert 'class="toast toast-caution"' in page
    assert "<form" not in page
    assert "data-seconds" not in page


# The living page


class _Page(HTMLParser):
    """Ids, references and nameless controls of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: set[str] = set()
        self.nameless: list[str] = []
        self._button: list[str] | None = None
        self._in_label = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [value for name, value in attrs if name == "id" and value]
        for name in (
            "for",
            "aria-labelledby",
            "aria-describedby",
            "data-dialog",
            "data-takes",
            "data-count-of",
        ):
            self.wanted |= set((values.get(name) or "").split())
        if tag in ("button", "a", "summary"):
            self._button = [values.get("aria-label") or ""]
        self._in_label = self._in_label or tag == "label"
        named = values.get("id") or values.get("aria-label") or self._in_label
        if tag == "input" and values.get("type") != "hidden" and not named:
            self.nameless.append(str(values))

    def handle_data(self, data: str) -> None:
        if self._button is not None:
            self._button.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_label = self._in_label and tag != "label"
        if tag in ("button", "a", "summary") and self._button is not None:
            if not "".join(self._button).strip():
                self.nameless.append(tag)
            self._button = None


def _chinese(text: str) -> list[str]:
    return re.findall(r"[\u3000-\u303f\u4e00-\u9fff]+", text)


def living() -> str:
    request = _at("/design/")
    return "".join(render_to_string(f"web/design/{name}.html", views.shown(NOW), request) for name in LIVING)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_living_page_is_whole_in_each_language(language: str) -> None:
    with translation.override(language):
        page = living()
    said = re.sub(r'<p class="evidence" lang="zh-Hans-CN">.+?</p>', "", page, flags=re.DOTALL)
    assert len(said) < len(page)
    assert (_chinese(said) == []) == (language == "en")


def test_ids_of_the_living_page_are_unique_and_what_refers_finds() -> None:
    page = _Page()
    page.feed(living() + render_to_string("web/parts/keys.html"))
    assert sorted({one for one in page.ids if page.ids.count(one) > 1}) == []
    assert page.wanted - set(page.ids) == set()
    assert page.nameless == []


def test_the_living_page_shows_every_part() -> None:
    """By the class of its outermost element; what a page has once stands in the shell."""
    shown = living() + render_to_string("web/parts/toasts.html") + render_to_string("web/parts/keys.html")
    elsewhere = {"page-head", "toasts-swap", "signing"}
    for part in sorted((WEB / "templates/web/parts").glob("*.html")):
        found = re.search(r'class="([a-z-]+)', part.read_text(encoding="utf-8"))
        if found and part.stem not in elsewhere:
            assert re.search(rf'class="{found[1]}\b', shown), part.name


def test_the_living_page_is_for_those_who_are_signed_in() -> None:
    request = _at("/design/")
    request.user = AnonymousUser()
    assert views.living(request).status_code == 302


def test_the_contract_names_every_tag_and_part() -> None:
    contract = (WEB / "design/README.md").read_text(encoding="utf-8")
    tags = re.findall(
        r"@register\.(?:simple_tag|inclusion_tag|simple_block_tag)[^\n]*\ndef (\w+)",
        (WEB / "templatetags/parts.py").read_text(encoding="utf-8"),
    )
    assert len(tags) > 20
    assert [name for name in tags if name not in contract] == []
    inner = {"dialog-foot", "drawing", "toast", "sort-head", "page-head", "form-errors"}
    parts = {part.stem for part in (WEB / "templates/web/parts").glob("*.html")} - inner
    assert sorted(name for name in parts if name not in contract) == []


def test_the_design_tells_the_key_of_every_page_of_the_navigation_and_of_no_other() -> None:
    told = re.search(
        r"Taken for the pages.*?: `g` \+ (.*?)\. On pages", (WEB / "design/README.md").read_text(), re.DOTALL
    )
    assert told is not None
    pages = [entry for group in GROUPS for entry in group.entries]
    assert re.findall(r"`(\w)` ([^,]+)", " ".join(told[1].split())) == [
        (one.key, str(one.title)) for one in pages
    ]


def test_a_limit_on_paper_tells_its_day() -> None:
    chip = clock_chip(dt.date(2022, 9, 19), TODAY)
    shown = made("{% clock chip %}", chip=chip)
    assert chip.words == "剩 4 天"
    assert '<span class="clock-day print-only">截止 2022-09-19</span>' in shown
    assert "clock-day" not in made("{% clock chip %}", chip=clock_chip(None, TODAY, unknown="没有时刻"))


def test_where_nothing_answers_the_page_holds_what_is_said_in_the_readers_language() -> None:
    for language, words in (("zh-hans", "没有连上服务器"), ("en", "The server could not be reached")):
        with translation.override(language):
            shown = render_to_string("web/parts/toasts.html", {"messages": []})
        assert f'data-lost="{words}' in shown
