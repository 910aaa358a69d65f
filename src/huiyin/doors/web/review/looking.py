"""Who has which report before them at this moment: two people who read at once get different ones.

It keeps nobody from anything, and may be forgotten at any time. Who judges a reading first is for the records to decide.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.cache import cache

from huiyin.doors.web.gate import DeskRequest

# Seconds for which a report is left to who has it before them; a reading takes some twenty.
LEFT = 120
# Reports from which the next one is chosen: more people than that do not read in one area at once.
CHOICE = 20


def choose(request: DeskRequest, pks: Sequence[int]) -> int | None:
    """The first of the reports that nobody else has before them; where others have all of them, the first."""
    held = cache.get_many([_key(pk) for pk in pks])
    mine = request.user.pk
    free = (pk for pk in pks if held.get(_key(pk), mine) == mine)
    return next(free, next(iter(pks), None))


def look(request: DeskRequest, pk: int) -> None:
    """Note that somebody has a report before them."""
    cache.set(_key(pk), request.user.pk, LEFT)


def _key(pk: int) -> str:
    return f"review-{pk}"
