"""Attaching a feedback to the report of which it speaks (归到原诉件), and taking up one that had left and came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from huiyin.records.ledger.action import By, action, enter
from huiyin.records.reports.actions.giving import (
    FateRefused,
    drop_proposals,
    give,
    pend,
    save,
    waited,
)
from huiyin.records.reports.locking import locked
from huiyin.records.reports.models import Disposal, Fate, PendingReason, Reply, ReplyState, Report


@action("report.attach")
def attach(by: By, originals: Mapping[int, int], reason: str) -> list[int]:
    """Attach feedbacks of those who handle a matter to the reports of which they speak: report id to original's id.

    Both are told in the ledger. Who reported the original is answered there; the feedback itself comes from no reporter, so
    that nobody is owed an answer to it. Returns the ids attached.

    Raises :class:`FateRefused` without a reason, for a report that does not wait as a feedback (``follow-up``) or whose answer
    is owed, and for an original that is unknown, a feedback itself, or attached to another one.
    """
    if not reason.strip():
        raise FateRefused("attaching needs a reason / 归并须写明理由")
    held = {report.pk: report for report in locked({*originals, *originals.values()}, FateRefused)}
    reports = [held[pk] for pk in sorted(originals)]
    owed = set(
        Reply.objects.select_for_update()
        .filter(pk__in=originals, state=ReplyState.OWED)
        .values_list("pk", flat=True)
    )
    joined: dict[int, list[int]] = defaultdict(list)
    for report in reports:
        name = report.number or report.pk
        if not _is_feedback(report):
            raise FateRefused(
                f"report {report.pk} does not wait as a feedback; say so first / "
                f"诉件 {name} 不在“承办反馈待归并”，请先改待处理原因"
            )
        if report.pk in owed:
            raise FateRefused(
                f"report {report.pk}: its reporter is owed an answer / 诉件 {name} 应予答复，不能归并"
            )
        original = held[originals[report.pk]]
        if original.fate == Fate.ATTACHED or original.pk in originals or _is_feedback(original):
            raise FateRefused(
                f"report {original.pk} is no original: it is a feedback itself / "
                f"诉件 {original.number or original.pk} 不是原诉件"
            )
        was = waited(report)
        give(report, Fate.ATTACHED)
        enter("report", report.pk, {"fate": Fate.ATTACHED.value, "original": original.pk, "was": was})
        joined[original.pk].append(report.pk)
    for original_id, ids in sorted(joined.items()):
        enter("report", original_id, {"attached": ids}, cause=("report", ids[0]))
    save(reports)
    drop_proposals(originals)
    Disposal.objects.bulk_create(
        [
            Disposal(
                report=report,
                kind=Fate.ATTACHED,
                reason=reason.strip(),
                proposed_by=by.actor,
                proposed_at=by.at,
                original_id=originals[report.pk],
            )
            for report in reports
        ]
    )
    Reply.objects.filter(report__in=reports, state__in=[ReplyState.WAITING, ReplyState.UNREACHABLE]).update(
        state=ReplyState.RELEASED
    )
    return [report.pk for report in reports]


def _is_feedback(report: Report) -> bool:
    return report.fate == Fate.PENDING and report.pending_reason == PendingReason.FOLLOW_UP


@action("report.resume")
def resume(by: By, report_ids: Sequence[int], reason: str) -> list[int]:
    """Take up again reports that had left us and came back: they wait for a person, until their answer is due.

    Why they had left stays in the ledger. Raises :class:`FateRefused` without a reason, for a report that has not left us, and
    for one whose answer is not owed once more, since then nothing has come back.
    """
    if not reason.strip():
        raise FateRefused("taking up again needs a reason / 重新受理须写明理由")
    reports = locked(report_ids, FateRefused)
    replies = Reply.objects.select_for_update().in_bulk([report.pk for report in reports])
    for report in reports:
        reply, name = replies[report.pk], report.number or report.pk
        if report.fate in (Fate.PENDING, Fate.LINKED):
            raise FateRefused(
                f"report {report.pk} is {report.fate}: it is ours / 诉件 {name} 仍在办理，无须重新受理"
            )
        if reply.state != ReplyState.OWED or reply.again_on is None or reply.due is None:
            raise FateRefused(
                f"report {report.pk} has not come back / 诉件 {name} 未再次派单，也未反映不满意"
            )
        was = report.fate
        pend(report, PendingReason.READING, report.unit_id, reply.due)
        enter(
            "report",
            report.pk,
            {
                "fate": Fate.PENDING.value,
                "resumed": was,
                "reason": reason.strip(),
                "due": reply.due.isoformat(),
            },
        )
    save(reports)
    Disposal.objects.filter(report__in=reports).delete()
    return [report.pk for report in reports]
