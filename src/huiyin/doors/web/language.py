"""The one of two wordings that is in the reader's language, where both come from the records or the statute book."""

from __future__ import annotations

from django.utils.translation import get_language, gettext

from huiyin.knowledge.law import book


def either(zh: str, en: str) -> str:
    """The wording in the language that is active."""
    return en if (get_language() or "").startswith("en") else zh


def violation_name(code: str) -> str:
    """A violation by its name in the statute book, in English with a capital, as at the head of a page or a cell.

    An empty code is any violation, an unknown one stands as it is.
    """
    if not code:
        return gettext("任何违法行为")
    found = book.load().violations.get(code)
    return either(found.name.zh, f"{found.name.en[:1].upper()}{found.name.en[1:]}") if found else code
