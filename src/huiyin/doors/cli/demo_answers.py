"""How the demonstration's reporters heard back, and what they said when they were called: all of it invented."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from huiyin.doors.clock import now
from huiyin.knowledge.law.clocks import SHANGHAI, to_shanghai
from huiyin.records.ledger.action import By

if TYPE_CHECKING:
    from huiyin.records.reports.models import Satisfaction

# Who was dissatisfied said so on the day before the demonstration's: a person has not looked at it yet.
CALLED_ON = date(2022, 9, 14)
NOT_HAPPY = "来电人称清理后没几天又是老样子，希望再来看看"


def answer_some() -> None:
    """Send two in three of the answers that were owed long enough ago, to reports of what was put right, of what was not so
    and of what went to others; the rest stay owed.
    """
    from huiyin.records.reports.actions.reply import Answer, send
    from huiyin.records.reports.models import Reply, ReplyState

    owed = Reply.objects.filter(state=ReplyState.OWED).order_by("owed_since", "pk")
    sent: dict[datetime, list[Answer]] = defaultdict(list)
    for pk, since in owed.values_list("pk", "owed_since"):
        assert since is not None
        at = to_shanghai(since + timedelta(days=1 + pk % 4)).replace(hour=17, minute=0, second=0)
        words = _answer(pk) if pk % 3 and at < now() else ""
        if words:
            sent[at].append(Answer(pk, words))
    for at, answers in sorted(sent.items()):
        send(By("officer", at, "cli"), answers)


def _answer(report_id: int) -> str:
    """An answer that says no more than the records do, about every problem of which the report speaks, or where it went."""
    from huiyin.records.problems.models import Link, Verification
    from huiyin.records.problems.wording import violation_name
    from huiyin.records.reports.models import Disposal, Fate

    gone = Disposal.objects.filter(report=report_id, kind=Fate.TRANSFERRED).first()
    if gone is not None and gone.confirmed_at is not None:
        on = to_shanghai(gone.confirmed_at)
        return (
            f"您好。您反映的事项不属城管执法职责，已于{on.month}月{on.day}日移送{gone.body}，由其办理答复。"
        )
    links = Link.objects.filter(report=report_id, removed_at=None).order_by("problem_id")
    said = []
    for link in links.select_related("problem__compound"):
        problem = link.problem
        settled = problem.settled_at
        if problem.verified_on is None or settled is None:
            return ""
        wrong = f"您反映的{problem.compound.name}“{violation_name(problem.violation)}”问题"
        checked = f"经{problem.verified_on.month}月{problem.verified_on.day}日核实"
        if problem.verification == Verification.UNTRUE:
            said.append(f"{wrong}，{checked}，未发现所述情况")
        else:
            on = to_shanghai(settled)
            said.append(f"{wrong}，{checked}属实，现已整改，{on.month}月{on.day}日复查符合要求")
    return f"您好。{'；'.join(said)}。如有新的情况，请您再拨打12345反映。" if said else ""


def call_some_back() -> None:
    """One in four of those answered was called back; three in the end were dissatisfied and are owed an answer once more."""
    from huiyin.records.reports.actions.callback import Said, call_back
    from huiyin.records.reports.models import CallBack, Fate, Reply, ReplyState, Satisfaction

    if CallBack.objects.exists():
        return
    answered = Reply.objects.filter(state=ReplyState.SENT, report__fate=Fate.LINKED).order_by("sent_at", "pk")
    turns = list(answered.values_list("pk", "sent_at"))[::4]
    said: dict[datetime, list[Said]] = defaultdict(list)
    for index, (pk, sent_at) in enumerate(turns):
        assert sent_at is not None
        if index >= len(turns) - 3:
            last = datetime(CALLED_ON.year, CALLED_ON.month, CALLED_ON.day, 10, tzinfo=SHANGHAI)
            said[last].append(Said(pk, CALLED_ON, Satisfaction.DISSATISFIED, False, NOT_HAPPY))
            continue
        at = min(to_shanghai(sent_at) + timedelta(days=2), now()).replace(hour=18, minute=0, second=0)
        if at < now():
            satisfaction = _satisfaction(index)
            said[at].append(
                Said(pk, at.date(), satisfaction, True if satisfaction != Satisfaction.NOT_REACHED else None)
            )
    for at, calls in sorted(said.items()):
        call_back(By("callback", at, "cli"), calls)


def _satisfaction(index: int) -> Satisfaction:
    from huiyin.records.reports.models import Satisfaction

    turns = (Satisfaction.SATISFIED, Satisfaction.BASICALLY, Satisfaction.SATISFIED, Satisfaction.NOT_REACHED)
    return turns[index % len(turns)]
