"""Freezing the three lists, and signing them: 拟制 → 审核 → 审定 → 签发."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db.models import Max

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.problems.lines import CHUNK, Line
from huiyin.records.problems.listing import rows
from huiyin.records.problems.models import ListKind, ListRow, ListState, ListVersion
from huiyin.records.problems.versions import Digest, ListRefused, may_sign, stored_cells
from huiyin.records.problems.wording import version_name
from huiyin.records.registry.models import Unit


@action("list.freeze")
def freeze(by: By, unit_id: int, kind: ListKind, phase: str) -> int:
    """Freeze a unit's list as it stands now as its next version in a phase. Returns the version's id.

    The ledger's entry holds a digest over all rows. Raises :class:`ListRefused` for a phase that the campaign does not
    have. A list without any line is frozen like any other: it says that there was nothing.
    """
    if all(known.id != phase for known in book.load().campaign.phases):
        raise ListRefused(f"the campaign has no phase {phase!r} / 专项行动没有“{phase}”阶段")
    # Two who freeze at once take turns at the unit's row, so that each gets a number of its own.
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    earlier = ListVersion.objects.filter(unit=unit, kind=kind, phase=phase)
    number = (earlier.aggregate(last=Max("number"))["last"] or 0) + 1
    name = version_name(phase, number)
    lines = rows(kind, unit, to_shanghai(by.at).date(), upcoming=name)
    version = ListVersion(
        unit=unit, kind=kind, phase=phase, number=number, frozen_at=by.at, drafted_by=by.actor
    )
    version.save(force_insert=True)
    digest = Digest()
    count = 0
    for part in _parts(lines):
        stored = [(count + i, line.record_id, stored_cells(line.cells)) for i, line in enumerate(part, 1)]
        bulk.insert(ListRow, _ROW, [(version.pk, *row) for row in stored])
        digest.add(stored)
        count += len(stored)
    enter(
        "list",
        version.pk,
        {
            "unit": unit.code,
            "kind": kind.value,
            "phase": phase,
            "number": number,
            "rows": count,
            "sha256": digest.hex(),
        },
        first=True,
    )
    return version.pk


_ROW = ("version_id", "position", "record_id", "cells")


def _parts(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while part := list(islice(lines, CHUNK)):
        yield part


@action("list.review")
def review(by: By, version_id: int) -> None:
    """Sign a drafted list as reviewed (审核). Raises :class:`ListRefused` out of turn, and for who drafted it."""
    version = _in_turn(version_id, ListState.DRAFT, ListState.REVIEWED)
    if not may_sign(version, by.actor):
        raise ListRefused(f"{by.actor} drafted it; somebody else reviews it / 拟制人不能审核自己拟制的清单")
    version.reviewed_by = by.actor
    _sign(version, ListState.REVIEWED)


@action("list.approve")
def approve(by: By, version_id: int) -> None:
    """Sign a reviewed list as approved (审定). Raises :class:`ListRefused` out of turn, and for who drafted or reviewed it."""
    version = _in_turn(version_id, ListState.REVIEWED, ListState.APPROVED)
    _refuse_earlier(version, by)
    version.approved_by = by.actor
    _sign(version, ListState.APPROVED)


@action("list.issue")
def issue(by: By, version_id: int) -> None:
    """Issue an approved list (签发). Raises :class:`ListRefused` out of turn, and for who drafted or reviewed it."""
    version = _in_turn(version_id, ListState.APPROVED, ListState.ISSUED)
    _refuse_earlier(version, by)
    version.issued_by, version.issued_at = by.actor, by.at
    _sign(version, ListState.ISSUED)


def _in_turn(version_id: int, wanted: ListState, following: ListState) -> ListVersion:
    """The list, locked, if its next signature is the one that leads to ``following``."""
    version = ListVersion.objects.select_for_update().filter(pk=version_id).first()
    if version is None:
        raise ListRefused(f"there is no list version {version_id} / 没有编号为{version_id}的清单版本")
    if version.state != wanted:
        state = ListState(version.state)
        raise ListRefused(
            f"list version {version_id} is {state.value}; to become {following.value} it must be {wanted.value} first / "
            f"清单处于“{state.label}”，须先“{wanted.label}”方可“{following.label}”"
        )
    return version


def _refuse_earlier(version: ListVersion, by: By) -> None:
    if not may_sign(version, by.actor):
        raise ListRefused(
            f"{by.actor} drafted or reviewed it; somebody else approves and issues it / "
            "拟制人、审核人不能审定、签发同一份清单，须由另一人办理"
        )


def _sign(version: ListVersion, state: ListState) -> None:
    version.state = state
    version.save(update_fields=["state", "reviewed_by", "approved_by", "issued_by", "issued_at"])
    enter("list", version.pk, {"state": state.value})
