"""What hangs at a compound that is merged goes along: its problems, and the forms of its survey."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.problems import named, reach, returned
from huiyin.records.problems.actions.join import ASSIGNMENT
from huiyin.records.problems.actions.merging_problems import Twins, merge_problems
from huiyin.records.problems.actions.merging_tasks import Merged, merge_tasks
from huiyin.records.problems.models import (
    Assignment,
    Problem,
    ProblemState,
    Role,
    SurveyForm,
    Task,
    TaskState,
)
from huiyin.records.registry.models import Compound
from huiyin.records.registry.queries import who_leads


@dataclass(frozen=True, slots=True)
class Moved:
    """What moving the problems of one compound to another did, in counts; of tasks those that were open.

    ``led`` are the tasks that another unit leads since, each with that unit; ``became`` the problems that were merged, each
    with the one that it became.
    """

    problems_moved: int
    problems_merged: int
    links_moved: int
    tasks_moved: int
    tasks_merged: int
    led: tuple[tuple[int, int], ...]
    became: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class SurveysMoved:
    """The forms that went along, and those that could not, since the target has one of its own for their phase."""

    moved: tuple[int, ...]
    left: tuple[int, ...]


@action("problem.move")
def move(by: By, source_id: int, target_id: int) -> Moved:
    """Move the problems of a merged compound to the one it was merged into.

    They count for the target's unit from now on. An open problem whose wrong and place are open at the target already is
    merged into that one, its links and its finding going along; of their two tasks one goes on (``merging_tasks``). The open
    tasks that went along are led by who leads at the target on the day of ``by``, with those who assist there; where the table
    says the same, nothing changes. The same statements for any number.
    """
    counting_unit_id = Compound.objects.values_list("counting_unit_id", flat=True).get(pk=target_id)
    # Those of both compounds in the order of their ids: whoever settles some of them takes them so.
    wanted = Q(compound_id=source_id) | Q(compound_id=target_id, state=ProblemState.OPEN)
    locked = list(Problem.objects.select_for_update().filter(wanted).order_by("pk"))
    problems = {problem.pk: problem for problem in locked if problem.compound_id == source_id}
    twins = {(p.violation, p.place_key): p for p in locked if p.compound_id == target_id}
    open_tasks = Task.objects.select_for_update().filter(problem__in=locked, state=TaskState.OPEN)
    tasks: dict[int, list[Task]] = defaultdict(list)
    for task in open_tasks.order_by("pk"):
        tasks[task.problem_id].append(task)
    moved: list[Problem] = []
    merged: list[Twins] = []
    for problem in problems.values():
        at = (problem.violation, problem.place_key)
        twin = twins.get(at) if problem.state == ProblemState.OPEN else None
        if twin is None:
            moved.append(problem)
        else:
            merged.append(Twins(twin, problem))
    became = merge_problems(by, merged)
    _go_along(by, moved, source_id, target_id, counting_unit_id)
    both = [
        Merged(tasks[one.stays.pk][0], goes, one.stays.pk in became.hurried)
        for one in merged
        for goes in tasks.pop(one.goes.pk)
    ]
    if both:
        merge_tasks(by, both)
    came = {task.pk: problems[pk] for pk, those in tasks.items() if pk in problems for task in those}
    led = _lead_anew(by, target_id, counting_unit_id, came)
    # The target is called by more names and may lie where the source was known to lie; the source, where merged problems
    # stay, has given its names away.
    follow(by, [source_id, target_id])
    into = {one.goes.pk: one.stays.pk for one in merged}
    return Moved(len(moved), len(merged), became.links, len(came), len(both), led, into)


def _go_along(
    by: By, problems: Sequence[Problem], source_id: int, target_id: int, counting_unit_id: int
) -> None:
    for problem in problems:
        enter("problem", problem.pk, {"compound": target_id, "was": source_id})
    Problem.objects.filter(pk__in=[problem.pk for problem in problems]).update(
        compound_id=target_id, counting_unit_id=counting_unit_id
    )


def _lead_anew(
    by: By, compound_id: int, counting_unit_id: int, tasks: Mapping[int, Problem]
) -> tuple[tuple[int, int], ...]:
    """Give tasks, each with the problem for which it was set, to who leads at a compound. Returns those that changed."""
    pairs = {(compound_id, problem.violation) for problem in tasks.values()}
    leads = who_leads(pairs, to_shanghai(by.at).date())
    changed: list[Assignment] = []
    sent_back: list[Task] = []
    assisting: list[tuple[object, ...]] = []
    for assignment in (
        Assignment.objects.select_for_update(of=("self",))
        .filter(task__in=tasks, role=Role.LEAD)
        .select_related("task")
        .order_by("task_id")
    ):
        problem = tasks[assignment.task_id]
        lead = leads.get((compound_id, problem.violation))
        unit_id = lead.unit_id if lead else counting_unit_id
        if assignment.unit_id == unit_id:
            continue
        now, _ = returned.closed(assignment.task)
        if now:
            sent_back.append(assignment.task)
        enter(
            "task",
            assignment.task_id,
            {
                "lead": unit_id,
                "was": assignment.unit_id,
                **now,
                **({"officer_was": assignment.officer_id} if assignment.officer_id is not None else {}),
            },
            cause=("problem", problem.pk),
        )
        # Whoever did it there does not come along.
        assignment.unit_id, assignment.officer_id, assignment.leader = unit_id, None, ""
        assignment.assigned_at = by.at
        changed.append(assignment)
        assisting.extend(
            (assignment.task_id, Role.ASSIST.value, None, body, "", None, by.at)
            for body in (lead.assisting if lead else ())
        )
    Task.objects.bulk_update(sent_back, returned.FIELDS, batch_size=500)
    Assignment.objects.bulk_update(changed, ["unit", "officer", "leader", "assigned_at"], batch_size=500)
    # Who assists is a part of the row that says who leads.
    Assignment.objects.filter(task__in=[a.task_id for a in changed], role=Role.ASSIST).delete()
    bulk.insert(Assignment, ASSIGNMENT, assisting)
    return tuple((a.task_id, a.unit_id) for a in changed if a.unit_id is not None)


@action("problem.follow")
def follow(by: By, compound_ids: Collection[int]) -> None:
    """Let what is derived from compounds follow them: who sees their problems, and by which words these are found.

    Called when compounds lie elsewhere or are called otherwise. Nothing is entered: what changed the compounds has its own
    entries, and everything else can be made again from them. Four statements, and one for each problem found otherwise.
    """
    reach.follow(compound_ids)
    named.follow(compound_ids)


@action("problem.reach")
def reach_anew(by: By) -> None:
    """Find for every problem anew who sees it, since units have come or lie elsewhere. Nothing is entered."""
    reach.rebuild()


@action("survey.move")
def move_surveys(by: By, source_id: int, target_id: int) -> SurveysMoved:
    """Let the survey forms of a merged compound speak of the one that it was merged into, word for word.

    Frozen ones too: what they say, when they were frozen and what their compound was then stays. Where the target has a form
    for the phase, that one counts, and the source's stays where it is, for the exceptions list.
    """
    forms = list(
        SurveyForm.objects.select_for_update().filter(compound_id__in=(source_id, target_id)).order_by("pk")
    )
    taken = {form.phase for form in forms if form.compound_id == target_id}
    theirs = [form for form in forms if form.compound_id == source_id]
    moved = [form for form in theirs if form.phase not in taken]
    for form in moved:
        form.compound_id = target_id
        enter("survey", form.pk, {"compound": target_id, "was": source_id})
    SurveyForm.objects.bulk_update(moved, ["compound"])
    return SurveysMoved(
        tuple(form.pk for form in moved), tuple(form.pk for form in theirs if form.phase in taken)
    )
