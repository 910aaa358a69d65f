"""Looking at who a reporter is (调阅): shown to a person, and kept for good that it was."""

from __future__ import annotations

from collections.abc import Collection

from huiyin.records.ledger import vault
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.reports.identity import Identity, identities
from huiyin.records.reports.locking import locked
from huiyin.records.reports.models import Look

REASON = SHOWN = 255


class LookRefused(ValueError):
    """What cannot be shown; the message says why."""


@action("report.look")
def look(by: By, report_ids: Collection[int], reason: str) -> dict[int, tuple[Identity, ...]]:
    """Show who the reporters of these reports are, as received; each look is kept, with who looked and why.

    What was shown is named, not repeated: neither the look nor the ledger holds a name or a number. The reason stands in
    the ledger, which cannot forget: no person's name belongs there. A report whose source told nobody gives an empty tuple.

    Raises :class:`LookRefused`, and shows nothing of the set, without a reason, for an unknown report, and for one that was
    erased or whose rows cannot be opened.
    """
    said = reason.strip()
    if not said:
        raise LookRefused("looking at who a reporter is needs a reason / 调阅反映人身份须写明理由")
    if len(said) > REASON:
        raise LookRefused(f"a reason has at most {REASON} characters / 理由不得超过{REASON}字")
    reports = locked(report_ids, LookRefused)
    for report in reports:
        if report.erased_at is not None:
            raise LookRefused(
                f"report {report.pk} was erased: who reported it is not known any more / "
                f"诉件{report.number or report.pk}内容已删除，反映人身份不复存在"
            )
    try:
        found = identities([report.pk for report in reports])
    except vault.Unreadable as error:
        raise LookRefused(f"a row as received cannot be opened: {error} / 原始行无法解密") from error
    looks = []
    for report in reports:
        if report.pk not in found:
            raise LookRefused(
                f"report {report.pk} has no row that can be opened / "
                f"诉件{report.number or report.pk}没有可读的原始行"
            )
        shown = ",".join(one.column for one in found[report.pk])[:SHOWN]
        looks.append(Look(report=report, actor=by.actor, at=by.at, reason=said, shown=shown))
        enter("report", report.pk, {"shown": shown, "reason": said})
    Look.objects.bulk_create(looks)
    return found
