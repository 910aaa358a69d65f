"""What the pages say: every message of templates and modules of the web door, every translation that there is, and what
a reader sees of a page."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Protocol

from django.utils.translation.template import templatize

import huiyin.doors.web

WEB = Path(huiyin.doors.web.__file__).parent
LOCALE = WEB / "locale/en/LC_MESSAGES"
_CALLS = {"gettext", "gettext_lazy", "_", "ngettext", "ngettext_lazy"}
# These take the context before the message.
_IN_CONTEXT = {"pgettext", "pgettext_lazy"}
_ENTRY = re.compile(
    r'^msgid "(.+)"\n(?:msgid_plural "(.+)"\n)?((?:msgstr(?:\[\d\])? ".*"\n?)+)', re.MULTILINE
)


def said() -> set[str]:
    """Every message that a template or module of the web door asks for, and the labels of choices that the pages show."""
    found: set[str] = set()
    for template in (WEB / "templates").rglob("*.html"):
        found |= set(_of_source(templatize(template.read_text(encoding="utf-8"), origin=template.name)))
    for module in WEB.rglob("*.py"):
        found |= set(_of_module(module.read_text(encoding="utf-8")))
    return found


def _of_source(source: str) -> Iterator[str]:
    """What `templatize` makes of a template: calls of gettext among lines of x."""
    for call in re.finditer(
        r"""(?<![a-z])(?:(?:gettext|ngettext|_)\(|pgettext\([^,]+,)\s*u?(?P<quote>'|")(?P<text>.+?)(?P=quote)[,)\s]""",
        source,
    ):
        yield ast.literal_eval(f"{call['quote']}{call['text']}{call['quote']}")


def _of_module(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            at = {**dict.fromkeys(_CALLS, 0), **dict.fromkeys(_IN_CONTEXT, 1)}.get(node.func.id)
            if at is not None and len(node.args) > at:
                message = node.args[at]
                if isinstance(message, ast.Constant) and isinstance(message.value, str):
                    yield message.value


def translations() -> dict[str, list[str]]:
    """Every message of the catalogue and its parts, with its translations."""
    held: dict[str, list[str]] = {}
    for file in (LOCALE / "django.po", *sorted((LOCALE / "parts").glob("*.po"))):
        for entry in _ENTRY.finditer(file.read_text(encoding="utf-8")):
            held.setdefault(_plain(entry[1]), []).extend(
                _plain(text) for text in re.findall(r'msgstr(?:\[\d\])? "(.*)"', entry[3])
            )
    return held


def _plain(quoted: str) -> str:
    return str(ast.literal_eval(f'"{quoted}"'))


class _Foreign(HTMLParser):
    """Chinese in a page, outside elements that say that they are Chinese."""

    def __init__(self) -> None:
        super().__init__()
        self.within = 0
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if self.within or (tag != "html" and (values.get("lang") or "").startswith("zh")):
            self.within += 1
        else:
            self.found += [
                value for name, value in attrs if value and name != "lang" and chinese_parts(value)
            ]

    def handle_endtag(self, tag: str) -> None:
        self.within -= bool(self.within)

    def handle_data(self, data: str) -> None:
        if not self.within and chinese_parts(data):
            self.found.append(data.strip())


def chinese_in(page: str) -> list[str]:
    """The Chinese of a page, outside elements that say that they are Chinese."""
    parser = _Foreign()
    parser.feed(page)
    return parser.found


def chinese_parts(text: str) -> list[str]:
    """The Chinese of a text, piece by piece."""
    return re.findall(r"[\u3000-\u303f\u4e00-\u9fff]+", text)


class Page(Protocol):
    """What a client got, be it of Django's or of its test client's."""

    @property
    def content(self) -> bytes: ...


def text(response: Page) -> str:
    """What a reader sees of a page."""
    body = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def main(response: Page) -> str:
    """The same without what stands around each page."""
    found = re.search(r"<main.*</main>", response.content.decode(), re.S)
    assert found is not None
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[0])).split())
