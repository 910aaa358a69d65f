"""Joining reports to problems: find the open problem of the same wrong at the same place, or open it.

A problem's identity is its violation, its compound and the finest place level known. A coarser place joins a finer one only
by a person's act. The database's partial unique index decides between writers at once. What was settled before a report came
is spoken of by its day (``claims``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.problems import reach, tasks
from huiyin.records.problems.actions.linking import Standing, link
from huiyin.records.problems.actions.redating import DUE, redate
from huiyin.records.problems.claims import KEY, Claim, Key, Settled, settled_at, take_late
from huiyin.records.problems.models import (
    Assignment,
    Condition,
    Problem,
    ProblemState,
    Role,
    Task,
    TaskState,
)
from huiyin.records.problems.named import Named, found_by, held
from huiyin.records.registry.queries import who_leads


@dataclass(slots=True)
class Joined:
    """What joining did: tasks opened with their lead units, and links added.

    ``moved`` names the reports whose compound had been merged meanwhile, each with the compound that it became. ``late`` are
    those that came when what they speak of was settled, each with the last such problem. ``supported`` are the items of the
    exceptions list that say of a problem that no report speaks of it, where one does now.
    """

    opened: list[tuple[int, int]] = field(default_factory=list)
    links: int = 0
    moved: list[tuple[int, int]] = field(default_factory=list)
    late: dict[int, int] = field(default_factory=dict)
    supported: list[int] = field(default_factory=list)


@action("problem.join")
def join(by: By, claims: Sequence[Claim], *, afresh: bool = False) -> Joined:
    """Link each claim's report to its open problem, opening what is not there with task and assignment.

    Every problem opened has one task with one lead unit; where the responsibility table names none, it is the unit for
    which the compound counts. Problems of the same place that were settled before are named as 复发. A report that was made
    before the day on which one of them was settled speaks of that one, however late it comes: it is linked to it, and that
    stays settled, without a task. ``afresh`` is a person's word that the wrong is there, whenever it was reported. A place
    that was merged since the text was read is the one that it became.
    """
    joined = Joined()
    if claims:
        _join(by, claims, joined, afresh=afresh)
    return joined


def _join(by: By, claims: Sequence[Claim], joined: Joined, *, afresh: bool) -> None:
    # Places before problems, as merging takes them: nothing is opened at one that is merged at this moment.
    places = held({claim.compound_id for claim in claims})
    became = {pk: place.merged_into_id for pk, place in places.items() if place.merged_into_id is not None}
    if became:
        joined.moved.extend((c.report_id, became[c.compound_id]) for c in claims if c.compound_id in became)
        moved = [replace(c, compound_id=became.get(c.compound_id, c.compound_id)) for c in claims]
        _join(by, moved, joined, afresh=afresh)
        return
    by_key: dict[Key, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_key[claim.key].append(claim)
    found = _open_problems(sorted(by_key))
    ended = settled_at([key for key in sorted(by_key) if _may_be_past(by_key[key], found.get(key))])
    late = {} if afresh else take_late(by_key, ended)
    found = {key: found[key] for key in by_key if key in found}
    absent = sorted(by_key.keys() - found.keys())
    fresh = _open_absent(by, absent, by_key, found, places, ended, joined)
    spoken_of = {found[key]: those for key, those in by_key.items()} | _held(late)
    linked = link(by, spoken_of, fresh, set(late))
    joined.links += linked.links
    joined.supported.extend(linked.supported)
    joined.late.update((c.report_id, pk) for pk, those in sorted(late.items()) for c in those)
    # Of what was just opened the claims tell all, if somebody has looked at the limits of each.
    told = {found[k].pk for k, those in by_key.items() if all(claim.running for claim in those)} & fresh
    redate(by, {standing.pk for standing in found.values()} - told)


def _open_problems(keys: Sequence[Key]) -> dict[Key, Standing]:
    """The open problems of ``keys``, locked in the order of their ids so that their chains grow one act at a time."""
    columns = (*KEY, "id", "first_on", "condition", "recurrence_of_id")
    rows = bulk.matching(Problem, KEY, keys, columns, "t.state = 'open'", lock=True)
    return {
        (violation, compound_id, place): Standing(pk, first_on, condition, before is not None)
        for violation, compound_id, place, pk, first_on, condition, before in rows
    }


def _may_be_past(claims: Sequence[Claim], standing: Standing | None) -> bool:
    """Whether what was settled at a place bears upon claims: nothing is open there, or what is was opened since, and one of
    them is older."""
    return standing is None or (
        standing.is_back and any(claim.first_on < standing.first_on for claim in claims)
    )


def _held(late: Mapping[int, list[Claim]]) -> dict[Standing, list[Claim]]:
    """The settled problems of which claims speak, locked as the open ones are. At most one statement."""
    if not late:
        return {}
    rows = Problem.objects.select_for_update().filter(pk__in=late).order_by("pk")
    told = rows.values_list("pk", "first_on", "condition")
    return {Standing(pk, first_on, condition): late[pk] for pk, first_on, condition in told}


def _open_absent(
    by: By,
    keys: Sequence[Key],
    by_key: dict[Key, list[Claim]],
    found: dict[Key, Standing],
    places: dict[int, Named],
    ended: Mapping[Key, Sequence[Settled]],
    joined: Joined,
) -> set[int]:
    """Open the problems of ``keys``, adding them to ``found``; the last that was settled there is what a new one repeats.

    Returns the ids that this writer opened itself.
    """
    if not keys:
        return set()
    before = {key: ended[key][-1].pk for key in keys if key in ended}
    ids = dict(zip(keys, bulk.reserve(Problem, len(keys)), strict=True))
    rows = []
    standing: dict[Key, Standing] = {}
    for key in keys:
        first = min(by_key[key], key=lambda claim: (claim.first_on, claim.report_id))
        condition = Condition.IN_PROGRESS.value if any(c.in_progress for c in by_key[key]) else ""
        standing[key] = Standing(ids[key], first.first_on, condition)
        rows.append(
            (
                ids[key],
                first.violation,
                first.compound_id,
                first.building,
                first.unit,
                first.room,
                key[2],
                places[first.compound_id].counting_unit_id,
                ProblemState.OPEN.value,
                condition,
                "",
                None,
                first.channel.value,
                first.first_on,
                by.at,
                None,
                "",
                before.get(key),
                None,
                found_by(
                    places[first.compound_id].words,
                    first.violation,
                    first.building,
                    first.unit,
                    first.room,
                ),
            )
        )
    waiting = dict(zip(keys, rows, strict=True))
    while waiting:
        if bulk.insert_absent(Problem, _PROBLEM, list(waiting.values()), _ONE_OPEN) == len(waiting):
            found.update((key, standing[key]) for key in waiting)
            break
        found.update(_open_problems(list(waiting)))
        # One that stood in our way may have been settled before we read again; then ours can be opened after all.
        waiting = {key: row for key, row in waiting.items() if key not in found}
    # Another writer may have opened some of them first; those are found, but not ours.
    ours = [key for key in keys if found[key].pk == ids[key]]
    for key in ours:
        first = min(by_key[key], key=lambda claim: (claim.first_on, claim.report_id))
        enter(
            "problem",
            ids[key],
            {
                "opened": True,
                "violation": key[0],
                "compound": key[1],
                "place": key[2],
                "recurrence_of": before.get(key) or 0,
                "linked": sorted({claim.report_id for claim in by_key[key]}),
            },
            first=True,
            cause=("report", first.report_id),
        )
    _assign(by, ours, by_key, ids, places, joined)
    opened = {ids[key] for key in ours}
    reach.make(opened)
    return opened


def _assign(
    by: By,
    keys: Sequence[Key],
    by_key: dict[Key, list[Claim]],
    ids: dict[Key, int],
    places: dict[int, Named],
    joined: Joined,
) -> None:
    """Give each problem that was just opened its task, and each task its lead."""
    leads = who_leads({(compound, violation) for violation, compound, _ in keys}, to_shanghai(by.at).date())
    task_ids = bulk.reserve(Task, len(keys))
    task_rows: list[tuple[object, ...]] = []
    assignment_rows: list[tuple[object, ...]] = []
    for key, task_id in zip(keys, task_ids, strict=True):
        start = to_shanghai(by.at).date()
        claims = by_key[key]
        plan = tasks.plan(key[0], any(c.in_progress for c in claims), start)
        due = tasks.dated(
            plan.due_on, plan.due_source, min((c.given for c in claims if c.given), default=None)
        )
        lead = leads.get((key[1], key[0]))
        unit_id = lead.unit_id if lead else places[key[1]].counting_unit_id
        task_rows.append(
            (
                task_id,
                ids[key],
                plan.goal,
                plan.work,
                plan.measure,
                plan.done_mark,
                start,
                *due,
                min((c.running for c in claims if c.running), default=None),
                plan.phase,
                TaskState.OPEN.value,
                None,
                "",
                None,
            )
        )
        assignment_rows.append((task_id, Role.LEAD.value, unit_id, "", "", None, by.at))
        assignment_rows.extend(
            (task_id, Role.ASSIST.value, None, body, "", None, by.at)
            for body in (lead.assisting if lead else ())
        )
        enter(
            "task",
            task_id,
            {
                "problem": ids[key],
                "due": due.due_on.isoformat(),
                "lead": unit_id,
                **({"due_source": due.due_source} if due.own_due_on else {}),
            },
            first=True,
            cause=("problem", ids[key]),
        )
        joined.opened.append((task_id, unit_id))
    bulk.insert(Task, _TASK, task_rows)
    bulk.insert(Assignment, ASSIGNMENT, assignment_rows)


_ONE_OPEN = "(violation, compound_id, place_key) WHERE state = 'open'"
_PROBLEM = (
    "id",
    "violation",
    "compound_id",
    "building",
    "dwelling_unit",
    "room",
    "place_key",
    "counting_unit_id",
    "state",
    "condition",
    "verification",
    "verified_on",
    "channel",
    "first_on",
    "opened_at",
    "settled_at",
    "basis",
    "recurrence_of_id",
    "merged_into_id",
    "words",
)
_TASK = (
    "id",
    "problem_id",
    "goal",
    "work",
    "measure",
    "done_mark",
    "start_on",
    *DUE,
    "orders_due_on",
    "phase",
    "state",
    "done_on",
    "extended_by",
    "extended_on",
)
ASSIGNMENT = ("task_id", "role", "unit_id", "body", "leader", "officer_id", "assigned_at")
