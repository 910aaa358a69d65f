"""The living page of the design: whole in each language, with every part, and told by the contract."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from design_parts import NOW, request_for
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import translation
from wording import WEB, chinese_parts

from huiyin.doors.web.design import views
from huiyin.doors.web.navigation import GROUPS

LIVING = ("actions", "lists", "reading", "forms", "states", "tokens")


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


def living() -> str:
    request = request_for("/design/")
    return "".join(render_to_string(f"web/design/{name}.html", views.shown(NOW), request) for name in LIVING)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_living_page_is_whole_in_each_language(language: str) -> None:
    with translation.override(language):
        page = living()
    said = re.sub(r'<p class="evidence" lang="zh-Hans-CN">.+?</p>', "", page, flags=re.DOTALL)
    assert len(said) < len(page)
    assert (chinese_parts(said) == []) == (language == "en")


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
    request = request_for("/design/")
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
