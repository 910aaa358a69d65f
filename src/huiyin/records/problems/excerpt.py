"""The words of a complaint that a list shows: those that speak of the wrong, without numbers that lead to a person."""

from __future__ import annotations

import msgspec

from huiyin.records.reports.masking import masked

LIMIT = 120

_ENDS = "。！？；!?;\n"


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
