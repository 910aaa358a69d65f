"""Finding reports by the words of their texts: by those that a reader is shown, and by nothing that masking hides.

The database looks through texts as they were received. If that were all, a list would tell what it hides to whoever tries
one number after the other. So where something of the words could be hidden, each report that the database finds is masked
and looked at once more. That takes about 30 microseconds a report, for no more reports than the database finds among those
that wait in the area; it is as exact as the page, and a search for words without digits and letters does without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from huiyin.records.reports.masking import masked, may_be_hidden
from huiyin.records.reports.models import Report

CHUNK = 200


class Told(NamedTuple):
    """A row of what was found: what was asked for, and the text as it is shown."""

    row: tuple[Any, ...]
    text: str


def holding(reports: QuerySet[Report], words: str) -> QuerySet[Report]:
    """Those of the reports in whose text or address, as received, all words stand that ``words`` holds apart by blanks."""
    # In either case where there are letters; other words are looked for as they are, which takes PostgreSQL less.
    holds = "icontains" if may_be_hidden(words) else "contains"
    for word in words.split():
        reports = reports.filter(Q(**{f"text__{holds}": word}) | Q(**{f"address__{holds}": word}))
    return reports


def told(found: QuerySet[Report], words: str, *columns: str, most: int | None = None) -> Iterator[Told]:
    """The columns of those found by :func:`holding` in whose text or address, as they are shown, the words stand.

    In the order of ``found``, at most so many; one statement, of which no more is read than is taken.
    """
    rows = found.values_list(*columns, "text", "address")
    if not may_be_hidden(words):
        yield from (Told(row[:-2], masked(row[-2])) for row in rows[:most])
        return
    wanted = words.lower().split()
    count = 0
    for row in rows.iterator(chunk_size=CHUNK):
        if most is not None and count >= most:
            return
        text = masked(row[-2])
        if _stand_in(wanted, (text.lower(), masked(row[-1]).lower())):
            count += 1
            yield Told(row[:-2], text)


def _stand_in(words: Iterable[str], shown: Iterable[str]) -> bool:
    return all(any(word in text for text in shown) for word in words)
