"""The names under which people act: which can be entered, and when two of them are one person's.

Somebody else is who reads as somebody else. What is not seen, and what only looks like another letter, makes no second person
of a first one. No database is opened here.
"""

from __future__ import annotations

import re
import unicodedata

LENGTH = 64
"""As long as a name may be: what the ledger has room for (``Entry.actor``), on every database alike."""

# Latin letters, Chinese characters, digits, the marks of ASCII and the dot within the names of other peoples; blanks within
# only. Of what other scripts have much looks like these, or like nothing.
_NAME = re.compile(r"(?! )[\x20-\x7eÀ-ÖØ-öø-ÿ·\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]+(?<! )")


_DOTS = str.maketrans(dict.fromkeys("•‧・∙⋅", "·"))


def can_be_entered(name: str) -> bool:
    """Whether an act can be entered under this name: what it says is seen, all of it, and it is not too long."""
    plain = _plain(name)
    known = all(unicodedata.category(one) != "Cn" for one in plain)
    return len(name) <= LENGTH and known and _NAME.fullmatch(plain) is not None


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's: they differ in width, case, blanks or what is not seen, if at all."""
    return _read(one) == _read(other)


def _read(name: str) -> str:
    """As a reader takes it; of names that were entered before they were looked at, too."""
    seen = "".join(one for one in _plain(name) if unicodedata.category(one)[0] not in "CM")
    return "".join(seen.split()).casefold()


def _plain(name: str) -> str:
    """In one width, and with one dot for those that stand in its place."""
    return unicodedata.normalize("NFKC", name).translate(_DOTS)
