"""The one of two wordings that is in the reader's language, where both come from the records or the statute book."""

from __future__ import annotations

from django.utils.translation import get_language, gettext, gettext_lazy

from huiyin.knowledge.law import book


def either(zh: str, en: str) -> str:
    """The wording in the language that is active."""
    return en if (get_language() or "").startswith("en") else zh


def label(zh: str, en: str) -> str:
    """The same, English with a capital, as at the head of a page, a column or a cell."""
    return either(zh, f"{en[:1].upper()}{en[1:]}")


# Columns of sources that tell who a person is, as far as they have a name here; others stand as the source calls them.
_COLUMNS = {
    "姓名": gettext_lazy("姓名"),
    "电话": gettext_lazy("电话"),
    "联系电话": gettext_lazy("联系电话"),
    "通话编号": gettext_lazy("通话编号"),
    "工号": gettext_lazy("工号"),
}


def columns_seen(names: str) -> str:
    """The columns that a look showed, which the records hold with commas between them."""
    return gettext("、").join(str(_COLUMNS.get(name, name)) for name in names.split(",") if name)


def violation_name(code: str) -> str:
    """A violation by its name in the statute book; an empty code is any violation, an unknown one stands as it is."""
    if not code:
        return gettext("任何违法行为")
    found = book.load().violations.get(code)
    return label(found.name.zh, found.name.en) if found else code


def violation_choices() -> list[tuple[str, str]]:
    """Every violation of the statute book, by code and name."""
    return [(code, label(row.name.zh, row.name.en)) for code, row in book.load().violations.items()]


def class_name(code: str) -> str:
    """A class of the notice."""
    found = next((row for row in book.load().campaign.classes if row.id == code), None)
    words = gettext("通知未列明的行为")
    return label(found.name.zh, found.name.en) if found else label(words, words)


def phase_name(phase: str) -> str:
    """A phase of the campaign; its code where the book has none."""
    found = next((row for row in book.load().campaign.phases if row.id == phase), None)
    return label(found.name.zh, found.name.en) if found else phase


def body_name(kind: str) -> str:
    """A kind of body by its name in the statute book."""
    found = book.load().kinds.get(kind)
    return label(found.name.zh, found.name.en) if found else kind


def ground_name(code: str) -> str:
    """A ground for declining by its name in the statute book, as within a sentence."""
    found = book.load().declining.get(code)
    return either(found.name.zh, found.name.en) if found else code
