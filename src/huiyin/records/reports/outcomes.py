"""What an import brought: the rows behind each of its counts, and what became of those that did not simply go through."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huiyin.records.ledger.models import Entry
from huiyin.records.reports.desk import EXCERPT, Page, page_of, parts_of
from huiyin.records.reports.masking import masked, masked_refusal
from huiyin.records.reports.models import BatchState, Fate, ImportBatch, KnownRow, LandedRow, LandedState
from huiyin.records.reports.queries import replaced

OUTCOMES = (
    "read",
    "new",
    "linked",
    "pending",
    "changed",
    "known",
    "refused",
    "corrected",
    "replaced",
    "erased",
    "transferred",
)
"""The counts of an import behind which rows stand."""


@dataclass(frozen=True, slots=True)
class Since:
    """What became of an import's rows that did not simply go through. Of those that it refused: how many still wait to be
    corrected, were corrected, were replaced by a later row of their number, can be read no more. Of the reports that it made:
    how many wait for a person now. ``held``: of the rows that it knew, how many wait to be corrected in the import that brought
    them first."""

    refused: int
    corrected: int
    replaced: int
    erased: int
    pending: int
    held: int = 0


def since_then(batch: ImportBatch) -> Since:
    """How an import stands now. Three statements at most, fewer where nothing was refused, known or waited."""
    counted = dict.fromkeys(("refused", "corrected", "replaced", "erased"), 0)
    if batch.refused:
        held_up = LandedRow.objects.filter(
            batch=batch, state__in=(LandedState.REFUSED, LandedState.CORRECTED)
        )
        counted = held_up.aggregate(**{name: Count("pk", filter=_behind(name)) for name in counted})
    made = LandedRow.objects.filter(_behind("new"), batch=batch, report__fate=Fate.PENDING)
    waiting = KnownRow.objects.filter(
        ~replaced("landed__"), batch=batch, landed__state=LandedState.REFUSED, landed__key__isnull=False
    )
    return Since(
        **counted,
        pending=made.count() if batch.new else 0,
        held=waiting.count() if batch.known else 0,
    )


def still_refused(batch_ids: Collection[int]) -> dict[int, int]:
    """How many rows of these imports still wait to be corrected, by import; those without any are left out. One statement."""
    held_up = LandedRow.objects.filter(_behind("refused"), batch_id__in=batch_ids)
    return dict(held_up.order_by().values_list("batch_id").annotate(rows=Count("pk")))


def same_file(batches: QuerySet[ImportBatch], sha256: bytes, before: int | None = None) -> ImportBatch | None:
    """The last of the imports that took this very file in, of those before one (its id) where that is given."""
    found = batches.filter(sha256=sha256).exclude(state=BatchState.REFUSED).order_by("-pk")
    return (found.filter(pk__lt=before) if before is not None else found).first()


def newest(row: LandedRow) -> LandedRow | None:
    """The last row of a replaced row's number; None for a row that nothing has replaced."""
    if not LandedRow.objects.filter(replaced(), pk=row.pk).exists():
        return None
    later = LandedRow.objects.filter(source=row.source, number=row.number).defer("raw", "key")
    return later.select_related("report").latest("version")


def corrected_by(landed_id: int) -> str:
    """Who corrected a landed row; empty where nobody did."""
    entries = Entry.objects.filter(record="landed", record_id=landed_id, action="landed.correct")
    return entries.order_by("-position").values_list("actor", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A row of an import, with its report as it stands now; the text is masked. One that was ``known`` brought nothing: it is
    told by the landed row, mostly of an earlier import (``landed_in``), that was the same. ``number`` is as it was received;
    its report may have another one (``report_number``) since a person corrected it."""

    landed_id: int
    position: int
    number: str
    version: int
    state: str
    report_id: int | None
    fate: str
    pending_reason: str
    text: str
    refusal: tuple[dict[str, Any], ...]
    erased: bool
    replaced: bool
    report_number: str
    landed_in: int | None
    known: bool = False

    @property
    def waits(self) -> bool:
        """Whether it waits to be corrected, in the import that brought it first."""
        return self.state == LandedState.REFUSED and not self.erased and not self.replaced


_ROW = (
    "position",
    "pk",
    "number",
    "version",
    "state",
    "report_id",
    "report__fate",
    "report__pending_reason",
    "report__text",
    "refusal",
    "key",
    "report__erased_at",
    "report__number",
    "batch_id",
)


def rows_of(batch_id: int, outcome: str, after: str = "", size: int = 50) -> Page[BatchRow]:
    """The rows behind one count of an import, in the order of the file. One statement, two for all that were ``read``.

    ``linked`` and ``pending`` are what the reports were when they came in, as the import counts them, and ``transferred``
    those of the new ones that were transferred since. ``refused`` still wait to be corrected, ``corrected`` were, ``replaced``
    were refused and have a later row of their number since, and ``erased`` were refused and can be read no more: all four make
    up what the import counts as refused. Of imports from before known rows were kept none is found.

    Raises ``ValueError`` for an outcome that is not among :data:`OUTCOMES`, :class:`BadCursor` as ``waiting`` does.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"{outcome!r} is no count of an import; they are {', '.join(OUTCOMES)}")
    if outcome == "read":
        # A position is landed or known, so that the key of either tells where the page ends for both.
        landed = _landed(LandedRow.objects.filter(batch_id=batch_id), after, size)
        both = sorted([*landed, *_known(batch_id, after, size)], key=lambda row: row[0])
        return page_of(both[: size + 1], size, lambda row: row[:2], _batch_row)
    if outcome == "known":
        rows = _known(batch_id, after, size)
    else:
        rows = _landed(LandedRow.objects.filter(_behind(outcome), batch_id=batch_id), after, size)
    return page_of(rows, size, lambda row: row[:2], _batch_row)


def _landed(rows: QuerySet[LandedRow], after: str, size: int) -> list[tuple[Any, ...]]:
    told = rows.annotate(newer=replaced())
    found = told.filter(_beyond(after)).order_by("position", "pk").values_list(*_ROW, "newer")
    return [(*row, False) for row in found[: size + 1]]


def _known(batch_id: int, after: str, size: int) -> list[tuple[Any, ...]]:
    found = KnownRow.objects.filter(_beyond(after), batch_id=batch_id).order_by("position", "pk")
    found = found.annotate(newer=replaced("landed__"))
    columns = ("position", "pk", *(f"landed__{name}" for name in ("pk", *_ROW[2:])), "newer")
    return [
        (position, pk, *row[1:], True, row[0])
        for position, pk, *row in found.values_list(*columns)[: size + 1]
    ]


def _beyond(after: str) -> Q:
    """What comes after the key of a page."""
    if not after:
        return Q()
    position, pk = parts_of(after, int, int)
    return Q(position__gt=position) | Q(position=position, pk__gt=pk)


def _behind(outcome: str) -> Q:
    if outcome == "erased":
        return Q(state=LandedState.REFUSED, key__isnull=True)
    if outcome in ("refused", "replaced"):
        later = replaced()
        return Q(later if outcome == "replaced" else ~later, state=LandedState.REFUSED, key__isnull=False)
    if outcome == "corrected":
        return Q(state=LandedState.CORRECTED)
    earlier = LandedRow.objects.filter(
        report=OuterRef("report"), state=LandedState.PROMOTED, version__lt=OuterRef("version")
    )
    promoted = Q(state=LandedState.PROMOTED)
    if outcome == "changed":
        return promoted & Q(Exists(earlier))
    made = promoted & ~Q(Exists(earlier))
    if outcome == "transferred":
        return made & Q(report__fate=Fate.TRANSFERRED)
    if outcome == "new":
        return made
    # What a report waited for when it came in is in its first entry, which never changes.
    joined = Entry.objects.filter(
        record="report", record_id=OuterRef("report"), position=1, content__contains='"waits_for":""'
    )
    return made & (Q(Exists(joined)) if outcome == "linked" else ~Q(Exists(joined)))


def _batch_row(row: tuple[Any, ...]) -> BatchRow:
    position, pk, number, version, state, report_id, fate, reason, text, refusal, key, *rest = row
    erased_at, report_number, landed_in, newer, known, *landed = rest
    return BatchRow(
        landed[0] if landed else pk,
        position,
        number,
        version,
        state,
        report_id,
        fate or "",
        reason or "",
        masked(text or "")[:EXCERPT],
        tuple(map(_problem, msgspec.json.decode(refusal))) if refusal else (),
        key is None or erased_at is not None,
        newer,
        report_number or "",
        landed_in,
        known,
    )


def _problem(problem: dict[str, Any]) -> dict[str, Any]:
    # What is wrong with a row can quote a cell of it.
    return {
        name: masked_refusal(problem["code"], value) if isinstance(value, str) else value
        for name, value in problem.items()
    }
