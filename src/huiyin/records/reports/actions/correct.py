"""Correcting a landed row that could not become a report, and promoting it."""

from __future__ import annotations

from dataclasses import replace

from huiyin.records.ledger.action import By, action, enter
from huiyin.records.reports.actions.erase import keep_erased
from huiyin.records.reports.actions.receive import Receipt, Source, receive
from huiyin.records.reports.actions.submit import amends_anothers
from huiyin.records.reports.incoming import Incoming
from huiyin.records.reports.models import LandedRow, LandedState
from huiyin.records.reports.queries import replaced
from huiyin.records.reports.standing import standing


class CorrectionRefused(ValueError):
    """A row that cannot be corrected; the message says why."""


@action("landed.correct")
def correct(by: By, landed_id: int, source: Source, corrected: Incoming) -> Receipt:
    """Promote a refused row in its corrected form. The row as received stays, and points at its report. Where that report had
    said it already (``Receipt.already``), nothing but the waiting ends.

    Raises :class:`CorrectionRefused` for a row that is not refused or has a later one of its number, a correction that is
    itself refused, and one that would change another unit's report.
    """
    row = LandedRow.objects.select_for_update().get(pk=landed_id)
    if row.state != LandedState.REFUSED:
        raise CorrectionRefused(
            f"landed row {landed_id} is {row.state}, not waiting for a correction / 该行不在待更正状态"
        )
    if row.key is None:
        raise CorrectionRefused(
            f"landed row {landed_id} was erased and cannot be taken in any more / 该行已删除，不能更正"
        )
    if LandedRow.objects.filter(replaced(), pk=row.pk).exists():
        raise CorrectionRefused(
            f"a later row of the number {row.number} is newer than landed row {landed_id}; correct that where it waits / "
            f"编号{row.number}后来又收到新的一行，以新的为准；新的一行如待更正，请更正新的一行"
        )
    receipt = receive(by, replace(source, batch_id=None), [corrected])
    if amends_anothers(receipt, source.unit_id):
        raise CorrectionRefused(
            "the number belongs to a report of another unit / 该编号属于其他单位接收的诉件"
        )
    made = [r.report_id for r in receipt.made] + [a.report_id for a in receipt.amended]
    if not made:
        receipt.already = standing([corrected])[corrected.name].report_id
        if receipt.already is None:
            raise CorrectionRefused(
                f"landed row {landed_id}: a row that says the same waits for its own correction; correct that / "
                "另有同样内容的一行在等待更正，请更正那一行"
            )
        made = [receipt.already]
    row.state, row.report_id = LandedState.CORRECTED, made[0]
    row.save(update_fields=["state", "report"])
    enter("landed", row.pk, {"report": made[0], "position": row.position}, cause=("report", made[0]))
    # Under the number that it was given, the report may be an erased one.
    keep_erased(made)
    return receipt
