"""Words that are meant to become something else: markup, attributes, expressions, formulas, writing that runs backwards."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser

MARK = "zzq"
"""What stands in each of them, so that it is known again."""
SCRIPT = f"<script>{MARK}1()</script>"
BROKEN_OUT = f'"><img src={MARK}2 onerror={MARK}2()>'
ATTRIBUTE = f"' onmouseover='{MARK}3()' x='"
EXPRESSION = "{{1919191*7000013}}{% now 'Y' %}${1919191*7000013}"
# So long that no random token on a page holds it by chance.
EXPRESSED = "13434361949483"
CLOSING = f"</textarea></title></style></script><b class={MARK}4>"
ADDRESS = f"javascript:{MARK}5()"
ENTITY = f"&lt;b class={MARK}6&gt;"
FORMULA = f'=HYPERLINK("http://{MARK}7.invalid","x")'
BACKWARDS = f"甲\u202e{MARK}12\u202c"
ALL = (SCRIPT, BROKEN_OUT, ATTRIBUTE, EXPRESSION, CLOSING, ADDRESS, ENTITY)
WHOLE = "".join(ALL)
LINKS = frozenset(
    {"href", "src", "action", "formaction", "hx-get", "hx-post", "data", "poster", "srcset", "xlink:href"}
)


class _Born(HTMLParser):
    """Elements and attributes that hostile words have become."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.born: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if MARK in tag or any(MARK in name or name.startswith("on") or name == "style" for name in given):
            self.born.append(f"<{tag} {given}>")
        if any(
            MARK in value and (name == "class" or (name in LINKS and _leads_astray(value)))
            for name, value in given.items()
        ):
            self.born.append(f"<{tag} {given}>")
        if (
            tag == "script"
            and "src" not in given
            and given.get("type") not in ("application/json", "importmap")
        ):
            self.born.append(f"<{tag} {given}>")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.born.append(f"<!--{data}-->")


def _leads_astray(value: str) -> bool:
    return value.strip().lower().startswith(("javascript:", "data:", "vbscript:", "//")) or value.startswith(
        MARK
    )


def born_of(page: str) -> list[str]:
    """What stands on a page as markup that came from hostile words."""
    reader = _Born()
    reader.feed(page)
    reader.close()
    return reader.born


def shown_on(pages: Iterable[str]) -> set[str]:
    """Which of the hostile words are to be read on some page."""
    seen = set()
    for page in pages:
        if MARK not in page:
            continue
        reader = _Born()
        reader.feed(page)
        words = "".join(reader.text)
        seen |= {one for one in ALL if one in words}
    return seen
