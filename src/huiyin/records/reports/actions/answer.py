"""Answering at once what needs no problem: an inquiry or a suggestion (咨询、建议)."""

from __future__ import annotations

from collections.abc import Sequence

from huiyin.records.ledger.action import By, action, enter
from huiyin.records.reports.actions.giving import FateRefused, drop_proposals, give, pending, save
from huiyin.records.reports.actions.reply import Answer, ReplyRefused, digest_of, texts_of
from huiyin.records.reports.clocks import SHORT_ORDERS
from huiyin.records.reports.models import Fate, PendingReason, Reply, ReplyState, Report


def asks(report: Report) -> bool:
    """Whether a report that waits asks or suggests: its source, its reader or a person says so. A person answers it all the
    same; what takes something back or tells of another report does not ask."""
    if report.pending_reason in (PendingReason.WITHDRAWAL, PendingReason.FOLLOW_UP):
        return False
    said = report.order_type in SHORT_ORDERS or report.act in ("inquiry", "suggestion")
    return said or report.pending_reason == PendingReason.INQUIRY


@action("report.answer")
def answer_at_once(by: By, answers: Sequence[Answer]) -> list[int]:
    """Give the final answers to reports that ask or suggest; that is their fate, and their limits end with it. Returns the ids.

    Whom neither number nor telephone reaches may have been answered on the spot. Raises :class:`FateRefused` for a report that
    does not wait or does not ask (:func:`asks`), ``ReplyRefused`` without words and for one that was answered already.
    """
    texts = texts_of(answers)
    reports = pending(texts)
    replies = list(Reply.objects.select_for_update().filter(report__in=reports).order_by("pk"))
    for report, reply in zip(reports, replies, strict=True):
        if not asks(report):
            raise FateRefused(
                f"report {report.pk} does not wait as an inquiry; say so first / "
                f"诉件 {report.number or report.pk} 不是咨询、建议；确属的，请先改为“咨询建议待答复”"
            )
        if reply.state in (ReplyState.SENT, ReplyState.RELEASED):
            raise ReplyRefused(f"report {reply.pk}: its answer is {reply.state} already / 已答复或无需答复")
        give(report, Fate.ANSWERED)
        reply.state, reply.text, reply.sent_at = ReplyState.SENT, texts[reply.pk], by.at
        enter(
            "report",
            report.pk,
            {"fate": Fate.ANSWERED.value, "reply": "sent", "digest": digest_of(reply.text)},
        )
    save(reports)
    drop_proposals(texts)
    Reply.objects.bulk_update(replies, ["state", "text", "sent_at"], batch_size=500)
    return [report.pk for report in reports]
