"""The parts of the design system: what each says."""

from __future__ import annotations

import re

import pytest
from design_parts import HOSTILE, made, request_for
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from wording import chinese_parts

from huiyin.doors.web.design import charts
from huiyin.doors.web.design.evidence import cut, folded
from huiyin.doors.web.design.shapes import Column, Mark
from huiyin.doors.web.design.states import KINDS, codes_of, state_of
from huiyin.doors.web.design.tell import tell

# States.


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_of_a_record_has_a_label_in_both_languages(kind: str) -> None:
    for code in codes_of(kind):
        with translation.override("en"):
            english, _ = state_of(kind, code)
        chinese, _ = state_of(kind, code)
        assert (bool(chinese_parts(chinese)), bool(chinese_parts(english))) == (True, False)


def test_a_state_without_a_code_is_nothing_and_an_unknown_one_an_error() -> None:
    assert made('{% state "verification" "" %}') == ""
    assert made('{% state "fate" "pending" %}') == '<span class="badge badge-waiting">待处理</span>'
    with pytest.raises(KeyError):
        state_of("weather", "rain")
    with pytest.raises(ValueError):
        state_of("fate", "lost")


# Evidence.

_TEXTS = st.text(max_size=30)
_MARKS = st.lists(
    st.builds(Mark, st.integers(-3, 35), st.integers(-3, 35), st.sampled_from(["甲", "乙", "丙"]))
)


@given(_TEXTS, _MARKS)
def test_a_text_that_is_cut_loses_nothing(text: str, marks: list[Mark]) -> None:
    pieces = cut(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    named = [label for piece in pieces for label in piece.ends]
    assert sorted(named) == sorted({label for piece in pieces for label in piece.about})
    position = 0
    for piece in pieces:
        for at in range(position, position + len(piece.text)):
            said = {mark.label for mark in marks if mark.start <= at < mark.end}
            # Of a number the whole is marked.
            assert set(piece.about) >= said if text[at] in "0123456789*" else set(piece.about) == said
        position += len(piece.text)


def test_marks_that_overlap_are_each_named_where_they_end() -> None:
    page = made("{% evidence text marks %}", text="甲乙丙丁", marks=[Mark(0, 2, "搭建"), Mark(1, 3, "噪声")])
    assert page == (
        '<p class="evidence" lang="zh-Hans-CN"><mark class="evidence-mark" title="搭建">甲</mark>'
        '<mark class="evidence-mark" title="搭建、噪声">乙<b class="evidence-name" lang="zh-hans">搭建</b></mark>'
        '<mark class="evidence-mark" title="噪声">丙<b class="evidence-name" lang="zh-hans">噪声</b></mark>丁</p>'
    )


def test_what_several_marks_speak_for_is_named_once() -> None:
    marks = [Mark(0, 1, "搭建"), Mark(2, 3, "搭建"), Mark(4, 5, "噪声")]
    pieces = cut("甲乙丙丁戊", marks)
    assert [(piece.text, piece.about, piece.ends) for piece in pieces] == [
        ("甲", ("搭建",), ("搭建",)),
        ("乙", (), ()),
        ("丙", ("搭建",), ()),
        ("丁", (), ()),
        ("戊", ("噪声",), ("噪声",)),
    ]


@pytest.mark.parametrize(("start", "end"), [(4, 9), (1, 9), (0, 9), (0, 3), (3, 4)])
def test_a_mark_takes_in_the_whole_of_a_number_though_its_digits_are_hidden(start: int, end: int) -> None:
    marked = "".join(
        piece.text for piece in cut("20**2室搭阳光房", [Mark(start, end, "搭建")]) if piece.about
    )
    assert marked == ("20**2室搭阳光" if end == 9 else "20**2")


def test_a_long_text_is_folded_to_its_beginning_and_what_is_around_its_marks() -> None:
    text = "始" * 400 + "甲" + "中" * 100 + "乙" + "末" * 400
    shown = folded(cut(text, [Mark(400, 401, "搭建"), Mark(501, 502, "搭建")]))
    assert [piece.text or "…" for piece in shown] == [
        "始" * 150,
        "…",
        "始" * 60,
        "甲",
        "中" * 100,
        "乙",
        "末" * 60,
        "…",
    ]
    assert [piece.gap for piece in shown] == [piece.text == "" for piece in shown]


def test_of_a_text_without_a_mark_the_beginning_is_shown() -> None:
    assert [piece.text or "…" for piece in folded(cut("字" * 700, []))] == ["字" * 150, "…"]


def test_a_hostile_text_stays_text() -> None:
    page = made("{% evidence text marks %}", text=HOSTILE, marks=[Mark(0, 4, HOSTILE)])
    assert "<script" not in page
    assert "<script" not in made("{% pick 1 title %}{% badge title %}", title=HOSTILE)
    assert "<script" not in made("{% pagehead title=title %}{{ title }}{% endpagehead %}", title=HOSTILE)
    assert "<script" not in made("{% card title=title %}{{ title }}{% endcard %}", title=HOSTILE)


# Figures.


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


# Forms.


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


# Lists.


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
    page = made('{% sort_head "期限" "due" %}', request_for(address))
    assert re.findall(r'href="([^"]+)"', page) == [url]
    assert (re.findall(r'aria-sort="(\w+)"', page) or [None]) == [order]


def test_a_head_that_knows_one_way_leads_back() -> None:
    page = made('{% sort_head "期限" "due" one_way=True %}', request_for("/?q=x&order=due&after=9"))
    assert re.findall(r'href="([^"]+)"', page) == ["?q=x"]


def test_a_pager_offers_only_what_is_there() -> None:
    page = made(
        '{% pager next="?after=9" shown=20 size=20 sizes=sizes %}',
        request_for("/?q=x&after=3"),
        sizes=[20, 200],
    )
    assert re.findall(r'<a[^>]*href="([^"]+)"', page) == ["?q=x&amp;size=20", "?q=x&amp;size=200", "?after=9"]
    assert re.findall(r'<span class="button[^>]*aria-disabled="true">.*?上一页', page) != []
    assert made("{% pager %}", request_for("/")).strip() == ""


def test_the_theme_is_what_the_reader_chose_and_nothing_else() -> None:
    request = request_for("/")
    assert made("{% theme_attribute %}", request) == ""
    for chosen, said in (("dark", 'data-theme="dark"'), ("light", 'data-theme="light"'), (HOSTILE, "")):
        request.COOKIES["huiyin_theme"] = chosen
        assert made("{% theme_attribute %}", request) == said


# Messages.


def _told(**how: object) -> str:
    request = request_for("/")
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


def test_where_nothing_answers_the_page_holds_what_is_said_in_the_readers_language() -> None:
    for language, words in (("zh-hans", "没有连上服务器"), ("en", "The server could not be reached")):
        with translation.override(language):
            shown = render_to_string("web/parts/toasts.html", {"messages": []})
        assert f'data-lost="{words}' in shown
