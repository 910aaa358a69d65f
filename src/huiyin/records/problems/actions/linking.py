"""Linking the reports of claims to the problems of which they speak, and what these tell of problems that were there already.

Nothing here is an action; ``problem.join`` uses it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import BigIntegerField, Q, Value

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, enter
from huiyin.records.problems import tasks
from huiyin.records.problems.actions.redating import DUE
from huiyin.records.problems.bare import bare_items
from huiyin.records.problems.claims import Claim
from huiyin.records.problems.models import Condition, Link, Problem, Task, TaskState


class Standing(NamedTuple):
    """A problem as far as a further report may change it, and whether the wrong is back (复发)."""

    pk: int
    first_on: date
    condition: str
    is_back: bool = False


class Linked(NamedTuple):
    """How many links were made, and the items of the exceptions list that say of a problem that no report speaks of it, where
    one does now."""

    links: int
    supported: tuple[int, ...]


def link(by: By, spoken_of: Mapping[Standing, Sequence[Claim]], fresh: set[int], late: set[int]) -> Linked:
    """Link the claims' reports to the problems of which they speak; ``fresh`` were just opened, ``late`` are settled."""
    pairs = {(standing.pk, claim.report_id) for standing, claims in spoken_of.items() for claim in claims}
    asked = {pair for pair in pairs if pair[0] not in fresh}
    linked: set[tuple[int, int]] = set()
    supported = []
    if asked:
        wanted = Q(problem_id__in={p for p, _ in asked}) & Q(report_id__in={r for _, r in asked})
        if late:
            # Whether any report stands at what is settled: its task is done, so that nothing else dates it anew.
            wanted |= Q(problem_id__in=late)
        none = Value(0, BigIntegerField())
        there = Link.objects.filter(wanted, removed_at__isnull=True)
        # In the same statement, since an import has none to spare.
        items = bare_items().order_by().filter(record_id__in={p for p, _ in asked})
        told = there.values_list("problem_id", "report_id", none)
        for problem_id, report_id, item in told.union(items.values_list("record_id", none, "pk"), all=True):
            if item:
                supported.append(item)
            else:
                linked.add((problem_id, report_id))
    new = sorted(pairs - linked)
    bulk.insert(
        Link,
        ("problem_id", "report_id", "added_at", "added_by", "removed_at", "removed_by"),
        [(problem_id, report_id, by.at, by.actor, None, "") for problem_id, report_id in new],
    )
    links: dict[int, list[int]] = defaultdict(list)
    for problem_id, report_id in new:
        links[problem_id].append(report_id)
    bare = late - {problem_id for problem_id, _ in linked}
    changes = _changes({one: those for one, those in spoken_of.items() if one.pk not in fresh}, late, bare)
    for problem_id, report_ids in links.items():
        if problem_id in fresh:
            # Its opening entry names them.
            continue
        content: dict[str, object] = {"linked": report_ids}
        if problem_id in late:
            content["before_settling"] = True
        for name, value in changes.get(problem_id, {}).items():
            content[name] = value.isoformat() if isinstance(value, date) else value
        enter("problem", problem_id, content, cause=("report", report_ids[0]))
    _change(by, changes)
    return Linked(len(new), tuple(sorted(supported)))


def _changes(
    spoken_of: Mapping[Standing, Sequence[Claim]], late: set[int], bare: set[int]
) -> dict[int, dict[str, date | str]]:
    """What further reports tell of problems that were there already: an earlier first day, or, of one that is open, that work
    is under way. The ``bare`` of the settled ones had no report any more: the first of these dates them, earlier or later."""
    changes: dict[int, dict[str, date | str]] = {}
    for standing, claims in spoken_of.items():
        first_on = min(claim.first_on for claim in claims)
        dated = first_on < standing.first_on or (standing.pk in bare and first_on != standing.first_on)
        told: dict[str, date | str] = {"first_on": first_on} if dated else {}
        if standing.pk not in late and not standing.condition and any(claim.in_progress for claim in claims):
            told["condition"] = Condition.IN_PROGRESS.value
        if told:
            changes[standing.pk] = told
    return changes


def _change(by: By, changes: dict[int, dict[str, date | str]]) -> None:
    """Write the changes, and give the tasks of work that turns out to be under way its own, shorter plan."""
    for name in ("first_on", "condition"):
        bulk.update(Problem, name, [(pk, told[name]) for pk, told in changes.items() if name in told])
    underway = [pk for pk, told in changes.items() if "condition" in told]
    if not underway:
        return
    today = to_shanghai(by.at).date()
    open_tasks = Task.objects.select_for_update(of=("self",)).filter(
        problem__in=underway, state=TaskState.OPEN
    )
    hurried = list(open_tasks.select_related("problem").order_by("pk"))
    for task in hurried:
        plan = tasks.plan(task.problem.violation, True, today)
        task.work, task.measure, task.done_mark = plan.work, plan.measure, plan.done_mark
        # A deadline that a person has set stays, and an earlier one of a source.
        if not task.extended_by and plan.due_on < (task.own_due_on or task.due_on):
            given = task.due_on if task.own_due_on else None
            due = tasks.dated(plan.due_on, plan.due_source, given)
            task.due_on, task.due_source, task.own_due_on, task.own_due_source = due
        content = {"under_way": True, "due": task.due_on.isoformat()}
        enter("task", task.pk, content, cause=("problem", task.problem_id))
    Task.objects.bulk_update(hurried, ["work", "measure", "done_mark", *DUE], batch_size=500)
