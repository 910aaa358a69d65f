"""The words of a complaint that a list shows: those that speak of the wrong, without numbers that lead to a person."""

from __future__ import annotations

import re

import msgspec

LIMIT = 120

_ENDS = "。！？；!?;\n"
# Telephone, identity and account numbers, also with blanks and hyphens in them; a date is none.
_NUMBER = re.compile(r"\d(?:[ \-－—]?\d){6,}[Xx]?")
_DATE = re.compile(r"(?:19|20)\d\d-\d{1,2}-\d{1,2}")


class _Found(msgspec.Struct):
    code: str
    spans: tuple[tuple[int, int], ...] = ()


class _Reading(msgspec.Struct):
    violations: tuple[_Found, ...] = ()


_decoder = msgspec.json.Decoder(_Reading)


def excerpt(text: str, reading: str, violation: str) -> str:
    """The sentence of ``text`` that speaks of ``violation``, by the spans of its ``reading`` (JSON); at most 120 characters
    of it.

    Where the reading has no words for it, the beginning of the text.
    """
    spans = next(
        (found.spans for found in _decoder.decode(reading).violations if found.code == violation), ()
    )
    first, last = spans[0] if spans else (0, 0)
    # Hidden before it is cut, so that no cut leaves half a number in sight; hiding keeps every position.
    safe = masked(text)
    start = max(safe.rfind(end, 0, first) for end in _ENDS) + 1
    stop = min((at for end in _ENDS if (at := safe.find(end, last)) >= 0), default=len(safe))
    begin = start if stop - start <= LIMIT else max(start, first - LIMIT // 3)
    words = safe[begin : min(stop, begin + LIMIT)]
    return ("…" if begin > start else "") + " ".join(words.split()) + ("…" if stop > begin + LIMIT else "")


def masked(text: str) -> str:
    """``text`` with every long number hidden but for its first three and last two digits."""
    return _NUMBER.sub(_hide, text)


def _hide(found: re.Match[str]) -> str:
    number = found[0]
    if _DATE.fullmatch(number):
        return number
    return number[:3] + "*" * (len(number) - 5) + number[-2:]
