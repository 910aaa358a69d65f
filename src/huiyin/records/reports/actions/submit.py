"""Handing in one report under a key: handed in again, after whatever went wrong on the way, it does nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.registry.models import Unit
from huiyin.records.reports.actions.receive import Receipt, Source, receive
from huiyin.records.reports.incoming import Incoming
from huiyin.records.reports.models import Report, Submission
from huiyin.records.reports.standing import standing


class SubmissionRefused(ValueError):
    """A report cannot be handed in so, and nothing was changed."""


class KeyReused(SubmissionRefused):
    """The key was used before, for another content."""


class NumberHeld(SubmissionRefused):
    """The number belongs to a report that a unit outside the area received; it is not for this one to change."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """The report that was handed in, and what handing it in did.

    ``new``: it was made. ``changed``: its number was known, and what is told now is another. ``known``: nothing is new.
    ``replayed``: it was handed in before under this very key.
    """

    report_id: int
    outcome: Literal["new", "changed", "known", "replayed"]


@action("report.submit")
def submit(
    by: By, scope: Scope, client_id: int, key: bytes, digest: bytes, source: Source, row: Incoming
) -> Submitted:
    """Receive one report for a program, once for each key, which are marks of the vault as is the digest of the content.

    Of two at once with one key the table lets one through; the other clashes and is done again (``ledger.clashes``), as is
    one of two with one number. Raises :class:`KeyReused` and :class:`NumberHeld`; then nothing of it stands.
    """
    before = Submission.objects.filter(client_id=client_id, key=key).first()
    if before is not None:
        if bytes(before.digest) != digest:
            raise KeyReused("the key was used before, for another content / 该幂等键已用于其他内容")
        return Submitted(before.report_id, "replayed")
    submitted = _receive(by, source, row)
    if submitted.outcome != "new" and not _held_by(scope, submitted.report_id):
        raise NumberHeld("the number belongs to a report of another unit / 该编号属于其他单位接收的诉件")
    submission = Submission.objects.create(
        client_id=client_id, key=key, digest=digest, report_id=submitted.report_id, at=by.at
    )
    enter(
        "submission",
        submission.pk,
        {"report": submitted.report_id, "outcome": submitted.outcome},
        first=True,
        cause=("report", submitted.report_id),
    )
    return submitted


@action("report.type")
def take_typed(by: By, source: Source, row: Incoming) -> Receipt:
    """Receive one report that a person typed or pasted, for their unit.

    Raises :class:`NumberHeld` where that would change another unit's report; then nothing of it stands.
    """
    receipt = receive(by, source, [row])
    if amends_anothers(receipt, source.unit_id):
        raise NumberHeld("the number belongs to a report of another unit / 该编号属于其他单位接收的诉件")
    return receipt


def amends_anothers(receipt: Receipt, unit_id: int) -> bool:
    """Whether what was received amended a report that neither a unit nor one of its teams had received."""
    amended = {one.unit_id for one in receipt.amended}
    own = (
        Scope(date.min, Unit.objects.get(pk=unit_id)).units() if amended - {unit_id} else Unit.objects.none()
    )
    return bool(amended - {unit_id} - set(own.values_list("pk", flat=True)))


def _receive(by: By, source: Source, row: Incoming) -> Submitted:
    receipt = receive(by, source, [row])
    if receipt.made:
        return Submitted(receipt.made[0].report_id, "new")
    if receipt.amended:
        return Submitted(receipt.amended[0].report_id, "changed")
    report_id = standing([row])[row.name].report_id
    # A row that is known and became no report waits for its correction, at the desk of whoever imported it.
    if report_id is None:
        raise NumberHeld("a row with this number waits for its correction / 该编号的来件正待更正")
    return Submitted(report_id, "known")


def _held_by(scope: Scope, report_id: int) -> bool:
    return Report.objects.filter(pk=report_id, unit__in=scope.units()).exists()
