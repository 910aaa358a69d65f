"""Extending the deadlines of tasks, on somebody's approval (延期)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.problems.actions.lifecycle import REASON, ProblemRefused, SecondLook, refuse_done
from huiyin.records.problems.models import Condition, Task
from huiyin.records.problems.numbers import task_number
from huiyin.records.problems.tasks import GIVEN_TERM, OWN_TERM, last_day


@action("task.extend")
def extend(
    by: By, task_ids: Sequence[int], due_on: date, reason: str, *, confirmed: bool = False
) -> list[int]:
    """Move the deadline of open tasks, on somebody's approval; the first one stays visible as 原定时限.

    Raises :class:`ProblemRefused` for a task that is done or unknown and for a date that is past or not later, and
    :class:`SecondLook`, unless ``confirmed``, for one beyond the campaign, for a deadline that a law or a source has set, and
    for an extension that is longer than the book's own term.
    """
    if not reason.strip():
        raise ProblemRefused("an extension needs its reason / 延期须写明理由", "reason")
    if len(reason.strip()) > REASON:
        raise ProblemRefused(f"at most {REASON} characters / 不得超过{REASON}字", "reason")
    wanted = Task.objects.select_for_update(of=("self",)).select_related("problem")
    tasks = list(wanted.filter(pk__in=task_ids).order_by("pk"))
    if len(tasks) < len(set(task_ids)):
        raise ProblemRefused("a task that is unknown cannot be extended / 任务不存在，不能延期")
    refuse_done(tasks)
    today = to_shanghai(by.at).date()
    if due_on < today:
        raise ProblemRefused(
            f"{due_on} is past: give a day from {today} on / {due_on}已过，延期须至今日（{today}）或以后",
            "due",
        )
    for task in tasks:
        if due_on <= task.due_on:
            raise ProblemRefused(
                f"task {task.pk} is due {task.due_on}; an extension moves it later / "
                f"任务{task_number(task.pk)}的时限是{task.due_on}，延期须晚于此日",
                "due",
            )
    if not confirmed:
        _look_twice(tasks, due_on, today)
    for task in tasks:
        task.extended_from = task.extended_from or task.due_on
        enter(
            "task",
            task.pk,
            {
                "due": due_on.isoformat(),
                "was": task.due_on.isoformat(),
                "first_due": task.extended_from.isoformat(),
                "reason": reason,
            },
        )
        task.due_on, task.extended_by, task.extended_on = due_on, by.actor, today
    Task.objects.bulk_update(tasks, ["due_on", "extended_by", "extended_on", "extended_from"], batch_size=500)
    return [task.pk for task in tasks]


def _look_twice(tasks: Sequence[Task], due_on: date, today: date) -> None:
    """Raise :class:`SecondLook` with what speaks against moving these tasks' deadline so far. They come with their problems."""
    law = book.load()
    facts: list[tuple[str, str]] = []
    if due_on > law.campaign.end:
        facts.append(
            (
                f"the new date is after the end of the campaign, {law.campaign.end}",
                f"新时限晚于专项行动结束日{law.campaign.end}",
            )
        )
    given = [task for task in tasks if task.due_source == GIVEN_TERM]
    if given:
        first = min(task.extended_from or task.due_on for task in given)
        facts.append(
            (
                f"the sources themselves set the deadline of {len(given)}, the first {first}; that of the reports stays",
                f"{len(given)}项的时限由来源所定（最早{first}），诉件自身的办理时限不因此改变",
            )
        )
    by_law = [t for t in tasks if t not in given and t.due_source != OWN_TERM]
    if by_law:
        facts.append(
            (
                f"a law sets the deadline of {len(by_law)}",
                f"{len(by_law)}项的时限由法规所定：{by_law[0].due_source}",
            )
        )
    beyond = [t for t in tasks if due_on > _one_term_later(t)]
    if beyond:
        facts.append(
            (
                f"{len(beyond)} would get more than their whole term once more",
                f"{len(beyond)}项延长的时间超过原办理期限本身",
            )
        )
    if not facts:
        return
    late = [days for t in tasks if (days := (today - (t.extended_from or t.due_on)).days) > 0]
    if late:
        facts.append(
            (
                f"{len(late)} are late by their first deadline, by up to {max(late)} days",
                f"按原定时限已超期{len(late)}项，最长{max(late)}天",
            )
        )
    en, zh = "; ".join(fact[0] for fact in facts), "；".join(fact[1] for fact in facts)
    raise SecondLook(
        f"{en}; confirm that it is to be extended all the same / {zh}。仍要批准的，请勾选确认", "confirmed"
    )


def _one_term_later(task: Task) -> date:
    """The first deadline of a task, and as long again as the book gives for it."""
    entry = book.load().violations[task.problem.violation]
    underway = entry.in_progress if task.problem.condition == Condition.IN_PROGRESS else None
    first = task.extended_from or task.due_on
    return last_day(underway.deadline if underway else entry.deadline, first)
