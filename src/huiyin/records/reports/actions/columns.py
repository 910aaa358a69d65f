"""Which columns of a report come from what it says, and which from what the reader made of it."""

from __future__ import annotations

from typing import Any

import msgspec

from huiyin.records.reports.incoming import Read, Told

TOLD = (
    "text",
    "address",
    "district",
    "urgency",
    "order_type",
    "category",
    "agency",
    "reporter_kind",
    "anonymous",
    "caller",
    "created_on",
    "created_at",
    "dispatched_on",
    "dispatched_at",
    "signed_on",
    "signed_at",
    "reached_on",
    "reached_at",
)
LIKENESS = ("likeness_1", "likeness_2", "likeness_3", "likeness_4")
READ = (
    "reader",
    "reading",
    "scope",
    "act",
    "in_progress",
    "certainty",
    "compound_id",
    "building",
    "dwelling_unit",
    "room",
    *LIKENESS,
)
_UNLIKE = (None, None, None, None)


def told_columns(told: Told) -> tuple[Any, ...]:
    """The values of the columns ``TOLD``, which are the first fields of :class:`Told` in their order."""
    return msgspec.structs.astuple(told)[: len(TOLD)]


def read_columns(read: Read) -> tuple[Any, ...]:
    """The values of the columns ``READ``."""
    place = read.place
    return (
        read.reader,
        read.content,
        read.scope,
        read.act,
        read.in_progress,
        read.certainty,
        place.compound_id,
        place.building,
        place.unit,
        place.room,
        *(read.likeness or _UNLIKE),
    )
