"""Lists as they were frozen: their rows, the digest over them, and what differs between two versions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec
from django.db.models import QuerySet

from huiyin.records.ledger.persons import same_person
from huiyin.records.ledger.queries import history
from huiyin.records.problems.columns import LISTS, Cell, Column
from huiyin.records.problems.lines import CHUNK, Line
from huiyin.records.problems.models import ListKind, ListRow, ListVersion
from huiyin.records.registry.models import Unit
from huiyin.records.reports.landing.cleaning import canonical_json

# Position, record and cells as they are stored.
Stored = tuple[int, int, str]


class ListRefused(ValueError):
    """A step that a list does not allow; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one line from an earlier version to a later one. ``columns`` are those that changed."""

    kind: Literal["added", "removed", "changed"]
    record_id: int
    before: tuple[Cell, ...]
    after: tuple[Cell, ...]
    columns: tuple[Column, ...] = ()


def may_sign(version: ListVersion, actor: str) -> bool:
    """Whether somebody may give a list its next signature as far as the earlier ones go.

    Who drafted it (拟制) or reviewed it (审核) gives none of the later ones: each is there to look at the work of these two.
    Who approves (审定) may also issue (签发).
    """
    return not any(same_person(actor, earlier) for earlier in (version.drafted_by, version.reviewed_by))


def versions_of(unit_id: int | None = None) -> QuerySet[ListVersion]:
    """Frozen lists with their units, the newest first; of one unit when it is named."""
    versions = ListVersion.objects.select_related("unit").order_by("-frozen_at", "-pk")
    return versions if unit_id is None else versions.filter(unit_id=unit_id)


def versions_within(units: QuerySet[Unit]) -> QuerySet[ListVersion]:
    """The frozen lists of some units, with the units, the last frozen first."""
    return ListVersion.objects.select_related("unit").filter(unit__in=units).order_by("-pk")


def stored_cells(cells: Sequence[Cell]) -> str:
    """Cells as a frozen line keeps them: canonical JSON, dates as ISO text."""
    return canonical_json([cell.isoformat() if isinstance(cell, date) else cell for cell in cells])


def frozen_lines(version: ListVersion) -> Iterator[Line]:
    """The lines of a frozen list in its order, which is that of their records."""
    dates = _dates(version)
    for _, record_id, cells in _stored(version.pk):
        yield _line(record_id, cells, dates)


@dataclass(frozen=True, slots=True)
class FrozenPage:
    """Some lines of a frozen list with their 序号, and behind or ahead of which of them the pages beside begin; 0: none."""

    lines: tuple[tuple[int, Line], ...]
    after: int = 0
    before: int = 0


def lines_page(version: ListVersion, size: int, *, after: int = 0, before: int = 0) -> FrozenPage:
    """At most ``size`` lines behind a 序号 or, going back, ahead of one; the first ones without either. One statement."""
    rows = ListRow.objects.filter(version_id=version.pk)
    rows = rows.filter(position__lt=before) if before else rows.filter(position__gt=after)
    found = list(
        rows.order_by("-position" if before else "position").values_list("position", "record_id", "cells")[
            : size + 1
        ]
    )
    more, found = len(found) > size, found[:size]
    if before:
        found.reverse()
    if not found:
        return FrozenPage(())
    dates = _dates(version)
    return FrozenPage(
        tuple((position, _line(record_id, cells, dates)) for position, record_id, cells in found),
        found[-1][0] if more or before else 0,
        found[0][0] if (more if before else after) else 0,
    )


def _dates(version: ListVersion) -> list[bool]:
    return [column.kind == "date" for column in LISTS[ListKind(version.kind)]]


def _line(record_id: int, cells: str, dates: Sequence[bool]) -> Line:
    return Line(record_id, tuple(map(_cell, msgspec.json.decode(cells), dates)))


def _cell(value: str | int | None, is_date: bool) -> Cell:
    return date.fromisoformat(value) if is_date and isinstance(value, str) else value


def _stored(version_id: int) -> Iterator[Stored]:
    rows = ListRow.objects.filter(version_id=version_id).order_by("position")
    last = 0
    while chunk := list(rows.filter(position__gt=last).values_list("position", "record_id", "cells")[:CHUNK]):
        yield from chunk
        last = chunk[-1][0]


class Digest:
    """SHA-256 over the rows of a list in their order."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()

    def add(self, rows: Iterable[Stored]) -> None:
        """Take in the next rows."""
        for position, record_id, cells in rows:
            self._sum.update(f"{position}\t{record_id}\t{cells}\n".encode())

    def hex(self) -> str:
        """The digest so far."""
        return self._sum.hexdigest()


def as_entered(version_id: int) -> bool:
    """Whether the rows of a frozen list are those that the ledger's entry of its freezing speaks of."""
    entry = history("list", version_id).filter(action="list.freeze").first()
    if entry is None:
        return False
    digest = Digest()
    digest.add(_stored(version_id))
    entered: str = msgspec.json.decode(entry.content)["sha256"]
    return digest.hex() == entered


def compare(earlier: ListVersion, later: ListVersion) -> Iterator[Difference]:
    """What differs between two versions of a list, by record; memory is that of a piece of each.

    A line that differs only in what changes with the day alone is the same. Raises :class:`ListRefused` when the two are
    not versions of one list.
    """
    if (earlier.unit_id, earlier.kind) != (later.unit_id, later.kind):
        raise ListRefused(
            f"versions {earlier.pk} and {later.pk} are not of the same unit and list / 两个版本须为同一单位的同一清单"
        )
    return _differences(earlier, later)


def _differences(earlier: ListVersion, later: ListVersion) -> Iterator[Difference]:
    columns = LISTS[ListKind(earlier.kind)]
    old, new = frozen_lines(earlier), frozen_lines(later)
    before, after = next(old, None), next(new, None)
    while before is not None or after is not None:
        if after is None or (before is not None and before.record_id < after.record_id):
            assert before is not None
            yield Difference("removed", before.record_id, before.cells, ())
            before = next(old, None)
        elif before is None or after.record_id < before.record_id:
            yield Difference("added", after.record_id, (), after.cells)
            after = next(new, None)
        else:
            changed = tuple(
                column
                for column, was, now in zip(columns, before.cells, after.cells, strict=True)
                if was != now and not column.daily
            )
            if changed:
                yield Difference("changed", after.record_id, before.cells, after.cells, changed)
            before, after = next(old, None), next(new, None)
