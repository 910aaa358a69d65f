"""What follows from what: the one page on which an event of one app calls an action of another.

In the order of the table, in the same transaction. A consequence never refuses: what it cannot do becomes an item on the
exceptions list, or a pending report with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import huiyin.records.registry.actions.amending
import huiyin.records.reports.actions.callback  # noqa: F401 - loaded, like the one above, since actions of theirs are named below
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.knowledge.places.districts import normal_district
from huiyin.records.accounts.actions.accounts import Disabled
from huiyin.records.ledger.action import By, Consequence
from huiyin.records.ledger.actions import clear_exceptions, raise_exceptions
from huiyin.records.ledger.queries import last_positions
from huiyin.records.outbox.actions import Post, post
from huiyin.records.problems.actions.assign import Restored, Transferred
from huiyin.records.problems.actions.hand_over import hand_over
from huiyin.records.problems.actions.join import Claim, join
from huiyin.records.problems.actions.links import Unlinked
from huiyin.records.problems.actions.moving import follow, move, move_surveys, reach_anew
from huiyin.records.problems.actions.opening import Opened
from huiyin.records.problems.actions.redating import redate
from huiyin.records.problems.actions.splitting import Split
from huiyin.records.problems.orders import spoken_of
from huiyin.records.problems.queries import reports_answerable, settled_only
from huiyin.records.problems.unsettled import supported_again
from huiyin.records.registry.actions.base import SetUp
from huiyin.records.registry.actions.compounds import Loaded
from huiyin.records.registry.actions.merging import MergeCounts
from huiyin.records.registry.actions.provisional import Provide, provide
from huiyin.records.registry.queries import district_ids, held
from huiyin.records.reports import noticing
from huiyin.records.reports.actions.amend import Amended
from huiyin.records.reports.actions.fate import Hold, hold, linked, place, relocate
from huiyin.records.reports.actions.receive import Receipt, Received
from huiyin.records.reports.actions.reply import Again, Answer, owe
from huiyin.records.reports.clocks import dues
from huiyin.records.reports.models import Fate, PendingReason, Report


def _join_received(by: By, receipt: Receipt) -> None:
    """A received report of which the reader is sure is joined to its problems; its place is made first if unknown."""
    _join(by, [r for r in receipt.made if not r.read.waits_for])
    _follow(by, [r for r in receipt.made if r.read.waits_for])


def _join_amended(by: By, amended: Sequence[Amended]) -> None:
    """An amended report of which the reader is sure now is joined; one whose links or answer may be wrong is a person's."""
    _join(by, [a for a in amended if a.to_join])
    _follow(by, [a for a in amended if not a.to_join and "compound_id" in a.changed])
    _redate(by, [a.report_id for a in amended if _LIMITS & set(a.changed)])
    raise_exceptions(
        by,
        [
            ("report", a.report_id, "problem.join", "诉件内容已变更，判读结果与原关联问题不同，请核对关联。")
            for a in amended
            if a.to_recheck
        ],
    )
    raise_exceptions(by, [item for a in amended if (item := noticing.of_amendment(a)) is not None])


def _notice_dissatisfied(by: By, agains: Sequence[Again]) -> None:
    """Who was dissatisfied when called back is owed an answer once more: a person decides whether the problem stands again."""
    raise_exceptions(by, [noticing.of_call_back(one) for one in agains])


def _off_the_list(by: By, answers: Sequence[Answer]) -> None:
    """What came back and is answered now needs nobody's look any more."""
    if waiting := noticing.came_back_items([answer.report_id for answer in answers]):
        clear_exceptions(by, waiting, "已重新答复")


def _join(by: By, reports: Sequence[Received | Amended]) -> None:
    provided = _provisional(by, reports)
    claims: list[Claim] = []
    for report in reports:
        where = report.read.place
        compound_id = where.compound_id or provided[report.report_id]
        claims.extend(
            Claim(
                report.report_id,
                wrong.code,
                compound_id,
                where.building,
                where.unit,
                where.room,
                wrong.in_progress,
                report.channel,
                _said_on(report),
                report.told.deadline_on,
                _running(report),
            )
            for wrong in report.read.wrongs
        )
    if claims:
        joined = join(by, claims)
        if joined.moved:
            place(by, joined.moved)
        _notify(by, joined.opened)


def _follow(by: By, reports: Sequence[Received | Amended]) -> None:
    """The compound of a report that is not joined may have been merged since its text was read; it is at that one then."""
    places = held({pk for r in reports if (pk := r.read.place.compound_id) is not None})
    became = {pk: place.merged_into_id for pk, place in places.items() if place.merged_into_id is not None}
    if became:
        place(by, [(r.report_id, became[pk]) for r in reports if (pk := r.read.place.compound_id) in became])


def _provisional(by: By, reports: Iterable[Received | Amended]) -> dict[int, int]:
    """The provisional compound of each report whose place is unknown; where a district is said, places are apart by it."""
    unknown = [r for r in reports if r.read.place.compound_id is None]
    if not unknown:
        return {}
    said = {r.report_id: normal_district(r.told.district) for r in unknown}
    districts = district_ids() if any(said.values()) else {}
    places = {r.report_id: _place(r, said[r.report_id], districts) for r in unknown}
    found = provide(by, list({wanted.scoped: wanted for wanted in places.values()}.values()))
    provided = {report_id: found[wanted.scoped] for report_id, wanted in places.items()}
    place(by, list(provided.items()))
    return provided


def _place(report: Received | Amended, district: str | None, districts: Mapping[str, int]) -> Provide:
    where = report.read.place
    key = f"{where.provisional_key}|{district}" if district else where.provisional_key
    return Provide(
        key,
        where.provisional_name,
        where.provisional_road,
        report.unit_id,
        districts.get(district) if district else None,
    )


def _said_on(report: Received | Amended) -> date:
    return report.told.created_on


def _running(report: Received | Amended) -> date | None:
    """The first limit that runs on a report which was just made. What an older one was told meanwhile is not looked up here."""
    if isinstance(report, Amended):
        return None
    due = dues(report.told)
    return min(due.contact, due.handle) if report.reachable else due.handle


def _redate(by: By, report_ids: Iterable[int]) -> None:
    """The tasks of the problems of which reports speak follow these reports' limits."""
    redate(by, spoken_of(list(report_ids)))


def _redate_answered(by: By, answers: Sequence[Answer]) -> None:
    _redate(by, [answer.report_id for answer in answers])


def _notify(by: By, tasks: Iterable[tuple[int, int]]) -> None:
    """The lead units hear of their new tasks, given as pairs of task and unit: one message a unit for the whole set."""
    units: dict[int, list[int]] = {}
    for task_id, unit_id in tasks:
        units.setdefault(unit_id, []).append(task_id)
    post(
        by,
        [
            Post(
                key=f"task-notice:{unit_id}:{theirs[0]}",
                kind="task-notice",
                recipient=f"unit:{unit_id}",
                record="task",
                record_id=theirs[0],
                body={"tasks": theirs, "on": to_shanghai(by.at).date().isoformat()},
            )
            for unit_id, theirs in sorted(units.items())
        ],
    )


def _owe_answers(by: By, settled: list[int]) -> None:
    """When the last problem that a report speaks of is settled, its reporter is owed the answer."""
    owe(by, {report: ("problem", problem) for report, problem in reports_answerable(settled).items()})


def _hold_unlinked(by: By, unlinked: Unlinked) -> None:
    """A report that speaks of no problem any more waits for a person, with the unit that received it.

    One of which only settled problems are left is owed its answer. A problem without any report goes on the list.
    """
    rows = Report.objects.filter(pk__in=unlinked.reports, fate=Fate.LINKED).values_list("pk", "unit_id")
    redate(by, [unlinked.problem_id])
    today = to_shanghai(by.at).date()
    hold(by, [Hold(pk, PendingReason.UNLINKED, unit_id, today) for pk, unit_id in rows])
    owe(by, dict.fromkeys(settled_only(unlinked.others), ("problem", unlinked.problem_id)))
    if unlinked.bare:
        raise_exceptions(
            by,
            [
                (
                    "problem",
                    unlinked.problem_id,
                    "problem.settle",
                    "已无诉件支持该问题，请核实后销号，或重新关联诉件。",
                )
            ],
        )


def _mark_linked(by: By, report_ids: list[int]) -> None:
    """A pending report that a person joined to a problem has found its fate; a problem with a report again is off the list."""
    linked(by, report_ids)
    _redate(by, report_ids)
    if again := supported_again(report_ids):
        clear_exceptions(by, again, "已重新关联诉件")


def _settle_opened(by: By, opened: Opened) -> None:
    """A report from which a person opened a problem has found its fate and, unless it has one, its place; the lead unit
    of what was opened hears of its task."""
    _mark_linked(by, list(opened.reports))
    if opened.placed:
        place(by, [(pk, opened.compound_id) for pk in opened.placed])
    _notify(by, opened.tasks)


def _notify_opened(by: By, split: Split) -> None:
    """The lead unit of a problem that was opened by splitting hears of its task."""
    _notify(by, split.opened)


def _notify_transferred(by: By, transferred: Transferred) -> None:
    """The unit that leads tasks since hears of them, and why."""
    if transferred.undo:
        _tell_of_tasks(
            by, "task-transfer", transferred.unit_id, transferred.undo, {"reason": transferred.reason}
        )


def _notify_left(by: By, restored: Restored) -> None:
    """A unit that was told of tasks which are not its own after all hears of that as well."""
    units: dict[int, list[int]] = {}
    for task_id, unit_id in restored.left:
        units.setdefault(unit_id, []).append(task_id)
    positions = last_positions("task", [task_id for task_id, _ in restored.left])
    for unit_id, theirs in sorted(units.items()):
        _tell_of_tasks(by, "task-recall", unit_id, [(pk, positions[pk] + 1) for pk in theirs], {})


def _tell_of_tasks(
    by: By, kind: str, unit_id: int, tasks: Sequence[tuple[int, int]], more: Mapping[str, object]
) -> None:
    """One message for the set; the place of the act in the first task's chain tells it from others about the same task."""
    first, position = tasks[0]
    post(
        by,
        [
            Post(
                key=f"{kind}:{unit_id}:{first}#{position}",
                kind=kind,
                recipient=f"unit:{unit_id}",
                record="task",
                record_id=first,
                body={"tasks": [pk for pk, _ in tasks], "on": to_shanghai(by.at).date().isoformat(), **more},
            )
        ],
    )


def _hand_over(by: By, disabled: Disabled) -> None:
    """The open work of whoever left goes to the successor; what nobody has now stands on the exceptions list, once."""
    if disabled.officer_id is None:
        return
    left = hand_over(by, disabled.officer_id, disabled.successor_id).left
    if left:
        raise_exceptions(
            by,
            [
                (
                    "account",
                    disabled.account_id,
                    "task.assign",
                    f"账号停用后，有{len(left)}项未完成任务没有责任人，请重新派发。",
                )
            ],
        )


def _move_along(by: By, merged: MergeCounts) -> None:
    """What hangs at a merged compound goes where it went, and its counts tell how much; new lead units hear of it.

    A survey form that cannot go along, since the target has its own for the phase, stays for a person to look at.
    """
    # Reports before problems, as everybody locks them.
    reports = relocate(by, merged.source_id, merged.target_id)
    moved = move(by, merged.source_id, merged.target_id)
    surveys = move_surveys(by, merged.source_id, merged.target_id)
    redate(by, moved.joined)
    went = {
        "problem": moved.problems_moved,
        "link": moved.links_moved,
        "lead": len(moved.led),
        "report": reports,
        "survey": len(surveys.moved),
    }
    stayed = {"problem": moved.problems_merged, "survey": len(surveys.left)}
    merged.moved.update({table: count for table, count in went.items() if count})
    merged.dropped.update({table: count for table, count in stayed.items() if count})
    _notify(by, moved.led)
    raise_exceptions(
        by,
        [
            (
                "survey",
                pk,
                "survey.move",
                f"小区已并入小区{merged.target_id}，后者本阶段已有排摸表，以其为准；本表原样保留，请核对两表。",
            )
            for pk in surveys.left
        ],
    )


def _follow_compounds(by: By, compound_ids: Sequence[int]) -> None:
    """Who sees problems, and by which words they are found, follows their compounds."""
    if compound_ids:
        follow(by, compound_ids)


def _follow_loaded(by: By, loaded: Loaded) -> None:
    """The same after a list was loaded."""
    _follow_compounds(by, loaded.elsewhere)


def _reach_units(by: By, set_up: SetUp) -> None:
    """A new unit sees what lies in its area."""
    if set_up.units or set_up.changed:
        reach_anew(by)


# What of a report bears upon the deadline of a task.
_LIMITS = frozenset({"contact_due", "handle_due", "handle_due_given"})

CONSEQUENCES: tuple[Consequence, ...] = (
    Consequence(
        "report.receive", ("compound.provide", "report.place", "problem.join", "message.post"), _join_received
    ),
    Consequence(
        "report.amend",
        (
            "compound.provide",
            "report.place",
            "problem.join",
            "task.redate",
            "message.post",
            "exception.raise",
        ),
        _join_amended,
    ),
    Consequence("compound.amend", ("problem.follow",), _follow_compounds),
    Consequence("alias.add", ("problem.follow",), _follow_compounds),
    Consequence("compound.scope.set", ("problem.follow",), _follow_compounds),
    Consequence("compound.load", ("problem.follow",), _follow_loaded),
    Consequence("unit.load", ("problem.reach",), _reach_units),
    Consequence("problem.settle", ("reply.owe",), _owe_answers),
    Consequence(
        "problem.link.remove", ("task.redate", "report.hold", "reply.owe", "exception.raise"), _hold_unlinked
    ),
    Consequence("problem.link.add", ("report.link", "task.redate", "exception.clear"), _mark_linked),
    Consequence(
        "problem.open",
        ("report.link", "report.place", "task.redate", "exception.clear", "message.post"),
        _settle_opened,
    ),
    Consequence("report.withdraw", ("task.redate",), _redate),
    Consequence("reply.interim", ("task.redate",), _redate),
    Consequence("reply.owe.again", ("task.redate",), _redate),
    Consequence("reply.callback", ("exception.raise",), _notice_dissatisfied),
    Consequence("reply.send", ("task.redate",), _redate_answered),
    Consequence("reply.send", ("exception.clear",), _off_the_list),
    Consequence("problem.split", ("message.post",), _notify_opened),
    Consequence("task.transfer", ("message.post",), _notify_transferred),
    Consequence("task.restore", ("message.post",), _notify_left),
    Consequence("account.disable", ("task.hand-over", "exception.raise"), _hand_over),
    Consequence(
        "compound.merge",
        ("report.relocate", "problem.move", "task.redate", "survey.move", "message.post", "exception.raise"),
        _move_along,
    ),
)
