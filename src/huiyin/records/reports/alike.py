"""Reports that say the same as others: by a number that they quote, and by texts that are nearly the same.

What is found here may be another matter all the same; who asks decides what follows (``problems.repeats``, ``problems.kin``).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, OuterRef, Subquery, TextField
from django.db.models.sql.compiler import SQLCompiler

from huiyin.knowledge.language import likeness
from huiyin.knowledge.law import book
from huiyin.records.reports.actions.columns import LIKENESS
from huiyin.records.reports.models import Report
from huiyin.records.reports.originals import quotes_of, with_numbers

Likeness = Sequence[int | None]
LATEST = 8
"""Of the reports with one key, so many of the latest are looked at: hundreds may have handed in the same words."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A report, and another one which it quotes or whose text may be nearly the same."""

    report: Report
    other: Report
    quoted: bool


def pairs(reports: Iterable[Report], others: Iterable[Report]) -> list[Pair]:
    """Who of ``reports`` quotes whom of ``others``, or says nearly the same within the window, the likest first.

    ``others`` hold the candidates that ``sharing`` and ``quoting`` name. Only reports of the same source quote one another's
    numbers or are compared. No statement is run.
    """
    held = list(others)
    by_number = {(one.source, one.number): one for one in held if one.number}
    by_key: dict[tuple[str, int, int], list[Report]] = defaultdict(list)
    for one in held:
        for band, key in _keys(one):
            by_key[one.source, band, key].append(one)
    found = []
    for report in reports:
        named = (by_number.get((report.source, number)) for number in quotes_of(report.reading))
        quotes = {one.pk: one for one in named if one is not None and one.pk != report.pk}
        found += [Pair(report, one, quoted=True) for one in quotes.values()]
        near = {one.pk: one for band, key in _keys(report) for one in by_key[report.source, band, key]}
        alike = [
            (share, pk)
            for pk, one in near.items()
            if pk != report.pk
            and pk not in quotes
            and _in_window(report, one)
            and (share := likeness.similarity(report.text, one.text)) >= likeness.NEARLY
        ]
        found += [Pair(report, near[pk], quoted=False) for _, pk in sorted(alike, reverse=True)]
    return found


def quoting(numbers: Collection[str]) -> list[int]:
    """The ids of the reports that have one of these numbers. One statement, none where nothing is quoted."""
    if not numbers:
        return []
    return list(with_numbers(Report.objects.all(), sorted(numbers)).values_list("pk", flat=True))


def sharing(report_ids: Collection[int], but: Collection[int] = (), least: int = 1) -> list[int]:
    """The ids of the latest reports that share at least so many keys, each in its band, with one of these; these are among
    them, ``but`` some. One statement, or none.

    However many share a key, no more than the latest of them are read.
    """
    if not report_ids:
        return []
    latest = (_Latest.sharing(column, but) for column in LIKENESS)
    rows = Report.objects.filter(pk__in=report_ids).order_by().values_list(*latest)
    found: set[int] = set()
    for row in rows:
        shared = Counter(chain.from_iterable(json.loads(ids) for ids in row if ids))
        found.update(pk for pk, bands in shared.items() if bands >= least)
    return sorted(found)


class _Latest(Subquery):
    """The ids that a query selects, as the text of a JSON array; None where it selects none on PostgreSQL."""

    output_field = TextField()

    @classmethod
    def sharing(cls, column: str, but: Collection[int]) -> _Latest:
        alike = Report.objects.filter(**{column: OuterRef(column)}).exclude(pk__in=but)
        # One more, since the report itself may be among them.
        return cls(alike.order_by("-pk").values(one=F("pk"))[: LATEST + 1])

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, Any]:
        template = "(SELECT json_group_array(latest.one) FROM (%(subquery)s) latest)"
        return self.as_sql(compiler, connection, template, **more)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, Any]:
        template = "(SELECT CAST(json_agg(latest.one) AS text) FROM (%(subquery)s) latest)"
        return self.as_sql(compiler, connection, template, **more)


def likeness_of(report: Report) -> Likeness:
    """The keys of a report, null where its text says too little."""
    return tuple(getattr(report, name) for name in LIKENESS)


def _keys(report: Report) -> list[tuple[int, int]]:
    return [(band, key) for band, key in enumerate(likeness_of(report)) if key is not None]


def _in_window(one: Report, other: Report) -> bool:
    """Whether two reports came within the days in which the book counts them as of one matter."""
    same = one.caller is not None and other.caller is not None and bytes(one.caller) == bytes(other.caller)
    window = book.load().windows["same-caller" if same else "different-callers"]
    return abs((one.created_on - other.created_on).days) <= window.days
