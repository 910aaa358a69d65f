"""What reporters said when they were called back after their answer (回访)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.reports.actions.reply import Again, ReplyRefused, owe_again
from huiyin.records.reports.clocks import again_due
from huiyin.records.reports.locking import locked
from huiyin.records.reports.models import AgainAfter, CallBack, Reply, ReplyState, Report, Satisfaction


@dataclass(frozen=True, slots=True)
class Said:
    """What one reporter said on a day. ``solved`` is None where they did not say; ``note`` are their words."""

    report_id: int
    on: date
    satisfaction: Satisfaction
    solved: bool | None = None
    note: str = ""


@action("reply.callback")
def call_back(by: By, calls: Sequence[Said]) -> list[Again]:
    """Record call-backs. Who is dissatisfied is owed an answer once more, by the limit of re-handling. Returns those.

    Raises ``ReplyRefused`` for a report whose answer was not given, one that was erased, and for a day before the answer or
    after today.
    """
    wanted = {call.report_id: call for call in calls}
    reports = locked(wanted, ReplyRefused)
    replies = {r.pk: r for r in Reply.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    today = to_shanghai(by.at).date()
    agains = []
    for report in reports:
        call, reply, name = wanted[report.pk], replies[report.pk], report.number or report.pk
        if reply.state != ReplyState.SENT or reply.sent_at is None:
            raise ReplyRefused(
                f"report {report.pk} is not answered: there is nothing to ask about / 诉件 {name} 尚未答复，不能登记回访"
            )
        if report.erased_at is not None:
            raise ReplyRefused(f"report {report.pk} was erased / 诉件 {name} 内容已删除，不再回访")
        if not to_shanghai(reply.sent_at).date() <= call.on <= today:
            raise ReplyRefused(
                f"report {report.pk}: the call was after the answer and not after today / "
                f"诉件 {name} 的回访日期不能早于答复之日，也不能晚于今天"
            )
        solved = None if call.satisfaction == Satisfaction.NOT_REACHED else call.solved
        told: dict[str, object] = {"satisfaction": call.satisfaction.value, "on": call.on.isoformat()}
        enter("report", report.pk, told | ({} if solved is None else {"solved": solved}))
        if call.satisfaction == Satisfaction.DISSATISFIED:
            agains.append(Again(report.pk, call.on, AgainAfter.CALLBACK, again_due(call.on)))
    CallBack.objects.bulk_create(
        [
            CallBack(
                report_id=call.report_id,
                on=call.on,
                at=by.at,
                actor=by.actor,
                satisfaction=call.satisfaction,
                solved=None if call.satisfaction == Satisfaction.NOT_REACHED else call.solved,
                note=call.note.strip(),
            )
            for call in calls
        ]
    )
    for again in agains:
        Report.objects.filter(pk=again.report_id).update(
            handle_due=again.due, handle_due_at=None, handle_due_given=False
        )
    owe_again(by, agains)
    return agains
