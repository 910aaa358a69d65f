"""What follows from what: the one page on which an event of one app calls an action of another.

In the order of the table, in the same transaction. A consequence never refuses: what it cannot do becomes an item on the
exceptions list, or a pending report with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import huiyin.records.cases.actions.alarming
import huiyin.records.cases.actions.stepping
import huiyin.records.reports.actions.answer
import huiyin.records.reports.actions.callback  # noqa: F401 - these are loaded, since actions of them are named below
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.accounts.actions.accounts import Disabled
from huiyin.records.cases.models import Event
from huiyin.records.cases.unsettled import WANTED, together_no_more, waiting
from huiyin.records.joining import follow_merged, join_read, notify, owe_late
from huiyin.records.ledger.action import By, Consequence
from huiyin.records.ledger.actions import clear_exceptions, raise_exceptions
from huiyin.records.ledger.queries import last_positions
from huiyin.records.moving_along import move_along
from huiyin.records.outbox.actions import Post, post
from huiyin.records.problems.actions.assign import Restored, Transferred
from huiyin.records.problems.actions.hand_over import hand_over
from huiyin.records.problems.actions.join import Joined
from huiyin.records.problems.actions.lifecycle import settle
from huiyin.records.problems.actions.links import Unlinked, remove_links
from huiyin.records.problems.actions.moving import follow, reach_anew
from huiyin.records.problems.actions.opening import Opened
from huiyin.records.problems.actions.redating import date_problems, redate
from huiyin.records.problems.actions.repeat import join_repeats
from huiyin.records.problems.actions.splitting import Split
from huiyin.records.problems.bare import supported_again, waiting_bare
from huiyin.records.problems.hurried import looked_at, unsaid
from huiyin.records.problems.orders import spoken_of
from huiyin.records.problems.queries import groundless, left_bare, reports_answerable, settled_only
from huiyin.records.problems.repeats import may_repeat, meant_by_quotes, repeats
from huiyin.records.registry.actions.amending import NewAlias, add_aliases
from huiyin.records.registry.actions.base import SetUp
from huiyin.records.registry.actions.compounds import Loaded
from huiyin.records.reports import noticing
from huiyin.records.reports.actions.amend import Amended
from huiyin.records.reports.actions.fate import Hold, hold, linked, place
from huiyin.records.reports.actions.judging import Judged
from huiyin.records.reports.actions.recalling import Recalled
from huiyin.records.reports.actions.receive import Receipt
from huiyin.records.reports.actions.recounting import Recounted
from huiyin.records.reports.actions.reply import Again, Answer, owe
from huiyin.records.reports.actions.teaching import Accepted
from huiyin.records.reports.models import Fate, PendingReason, Report
from huiyin.records.reports.originals import quotes_of


def _join_received(by: By, receipt: Receipt) -> None:
    """A received report of which the reader is sure, or that repeats another, is joined; its place is made first if unknown,
    unless it quotes a report whose problem is there."""
    sure = [r for r in receipt.made if not r.read.waits_for]
    pressing = [r for r in sure if quotes_of(r.read.content)]
    named = {r.report_id for r in pressing}
    join_read(by, [r for r in sure if r.report_id not in named])
    # After the others, since an order may come in one set with what it quotes.
    join_read(by, pressing, meant_by_quotes({r.report_id: r.read for r in pressing}))
    waiting = [r for r in receipt.made if r.read.waits_for]
    follow_merged(by, waiting)
    asked = {r.report_id: r.read for r in waiting if may_repeat(r.read)}
    receipt.repeated.update(join_repeats(by, found) if (found := repeats(asked)) else ())


def _join_amended(by: By, amended: Sequence[Amended]) -> None:
    """An amended report of which the reader is sure now is joined; one whose links or answer may be wrong is a person's."""
    join_read(by, [a for a in amended if a.to_join])
    follow_merged(by, [a for a in amended if not a.to_join and "compound_id" in a.changed])
    date_problems(by, spoken_of([a.report_id for a in amended if "created_on" in a.changed]))
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


def _join_judged(by: By, judged: Sequence[Judged]) -> None:
    """A report of which a person has said what it says is joined as if the reader had been sure of it."""
    join_read(by, [one for one in judged if not one.read.waits_for])
    follow_merged(by, [one for one in judged if one.read.waits_for])


def _unjoin_recalled(by: By, recalled: Sequence[Recalled]) -> None:
    """What a judgement joined goes with it, and so does what it alone founded: that is settled as opened by mistake."""
    reports: dict[int, list[int]] = {}
    for one in recalled:
        for problem_id in one.problem_ids:
            reports.setdefault(problem_id, []).append(one.report_id)
    for problem_id, report_ids in sorted(reports.items()):
        remove_links(by, problem_id, report_ids, "判读撤回")
    if mistaken := groundless({pk for one in recalled for pk in one.opened_ids}):
        settle(by, mistaken, "判读撤回，误立", founded=False)


def _name_accepted(by: By, accepted: Accepted) -> None:
    """A name that a second person accepted is the compound's from now on."""
    add_aliases(by, [NewAlias(accepted.compound_id, accepted.name, "corrections")])


def _notice_dissatisfied(by: By, agains: Sequence[Again]) -> None:
    """Who was dissatisfied when called back is owed an answer once more: a person decides whether the problem stands again."""
    raise_exceptions(by, [noticing.of_call_back(one) for one in agains])


def _answered_again(by: By, answers: Sequence[Answer]) -> None:
    _off_the_list(by, [answer.report_id for answer in answers], "已重新答复")


def _answered_at_once(by: By, report_ids: list[int]) -> None:
    _off_the_list(by, report_ids, "已重新答复")


def _off_the_list(by: By, report_ids: list[int], why: str) -> None:
    """What came back, and is answered now or was taken back, needs nobody's look any more."""
    if waiting := noticing.came_back_items(report_ids):
        clear_exceptions(by, waiting, why)


def _redate(by: By, report_ids: Iterable[int]) -> None:
    """The tasks of the problems of which reports speak follow these reports' limits."""
    redate(by, spoken_of(list(report_ids)))


def _redate_answered(by: By, answers: Sequence[Answer]) -> None:
    _redate(by, [answer.report_id for answer in answers])


def _redate_recounted(by: By, recounted: Recounted) -> None:
    """The first limit that runs on a problem's reports is another when days off came in."""
    _redate(by, {*recounted.limits, *recounted.answers})


def _end_settled(by: By, settled: list[int]) -> None:
    """When the last problem that a report speaks of is settled, its reporter is owed the answer; what is settled needs no
    report any more."""
    owe(by, {report: ("problem", problem) for report, problem in reports_answerable(settled).items()})
    if waiting := [*waiting_bare(settled), *looked_at()]:
        clear_exceptions(by, waiting, "问题已销号")


def _off_when_checked(by: By, holding: list[int]) -> None:
    """Somebody has looked whether it is under way."""
    if waiting := looked_at():
        clear_exceptions(by, waiting, "问题已核实")


def _end_joined(by: By, joined: Joined) -> None:
    """Who reported what was settled before is owed the answer; a problem with a report again is off the list."""
    owe_late(by, joined)
    if joined.supported:
        clear_exceptions(by, joined.supported, _SUPPORTED)


def _hold_unlinked(by: By, unlinked: Unlinked) -> None:
    """A report that speaks of no problem any more waits for a person, with the unit that received it.

    One of which only settled problems are left is owed its answer. A problem without any report goes on the list, and so does
    one that is held to be under way though none says so any more.
    """
    rows = Report.objects.filter(pk__in=unlinked.reports, fate=Fate.LINKED).values_list("pk", "unit_id")
    date_problems(by, [unlinked.problem_id])
    redate(by, [unlinked.problem_id])
    today = to_shanghai(by.at).date()
    hold(by, [Hold(pk, PendingReason.UNLINKED, unit_id, today) for pk, unit_id in rows])
    owe(by, dict.fromkeys(settled_only(unlinked.others), ("problem", unlinked.problem_id)))
    if unlinked.bare:
        _list_bare(by, [unlinked.problem_id])
    raise_exceptions(by, unsaid([unlinked.problem_id]))


def _let_go(by: By, report_ids: list[int]) -> None:
    """A withdrawn report presses nobody any more, though its matter had come back; a problem that is left without any other
    goes on the list, not away."""
    _redate(by, report_ids)
    _off_the_list(by, report_ids, "诉件已撤回")
    _list_bare(by, left_bare(report_ids))


def _list_bare(by: By, problem_ids: Sequence[int]) -> None:
    raise_exceptions(
        by,
        [
            ("problem", pk, "problem.settle", "已无诉件支持该问题，请核实后销号，或重新关联诉件。")
            for pk in problem_ids
        ],
    )


def _mark_linked(by: By, report_ids: list[int]) -> None:
    """A pending report that a person joined to a problem has found its fate; a problem with a report again is off the list."""
    linked(by, report_ids)
    _redate(by, report_ids)
    _clear_supported(by, report_ids)


def _clear_supported(by: By, report_ids: list[int]) -> None:
    if again := supported_again(report_ids):
        clear_exceptions(by, again, _SUPPORTED)


def _settle_opened(by: By, opened: Opened) -> None:
    """A report from which a person opened a problem has found its fate and, unless it has one, its place; the lead unit
    of what was opened hears of its task."""
    _mark_linked(by, list(opened.reports))
    if opened.placed:
        place(by, [(pk, opened.compound_id) for pk in opened.placed])
    notify(by, opened.tasks)


def _notify_opened(by: By, split: Split) -> None:
    """The lead unit of a problem that was opened by splitting hears of its task."""
    notify(by, split.opened)


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


def _list_overdue(by: By, case_ids: Sequence[int]) -> None:
    """A case whose limit is over stands on the exceptions list until somebody acts on it."""
    raise_exceptions(by, [("case", pk, WANTED, "案件时限已过，请立即办理或者写明原因。") for pk in case_ids])


def _off_when_acted(by: By, event: Event) -> None:
    """Whoever acts on a case takes it off the list; a limit that is over still brings it back. With one of several that came
    together its problem is off it too, once no two of them are open."""
    if listed := waiting([event.case_id]):
        clear_exceptions(by, list(listed.values()), "已办理")
    if single := together_no_more(event.case_id):
        clear_exceptions(by, single, "已不再有多个未结案件")


_SUPPORTED = "已重新关联诉件"
# What of a report bears upon the deadline of a task.
_LIMITS = frozenset({"contact_due", "handle_due", "handle_due_given"})

CONSEQUENCES: tuple[Consequence, ...] = (
    Consequence(
        "report.receive",
        ("compound.provide", "report.place", "problem.join", "message.post", "problem.join.repeat"),
        _join_received,
    ),
    Consequence("problem.join", ("reply.owe", "exception.clear"), _end_joined),
    Consequence("problem.join.repeat", ("report.link", "task.redate", "exception.clear"), _mark_linked),
    Consequence(
        "report.amend",
        (
            "compound.provide",
            "report.place",
            "problem.join",
            "problem.date",
            "task.redate",
            "message.post",
            "exception.raise",
        ),
        _join_amended,
    ),
    Consequence("compound.amend", ("problem.follow",), _follow_compounds),
    Consequence("alias.accept", ("alias.add",), _name_accepted),
    Consequence("alias.add", ("problem.follow",), _follow_compounds),
    Consequence("alias.remove", ("problem.follow",), _follow_compounds),
    Consequence("compound.scope.set", ("problem.follow",), _follow_compounds),
    Consequence("compound.load", ("problem.follow",), _follow_loaded),
    Consequence("unit.load", ("problem.reach",), _reach_units),
    Consequence("problem.settle", ("reply.owe", "exception.clear"), _end_settled),
    Consequence("problem.verify", ("exception.clear",), _off_when_checked),
    Consequence(
        "problem.link.remove",
        ("problem.date", "task.redate", "report.hold", "reply.owe", "exception.raise"),
        _hold_unlinked,
    ),
    Consequence("problem.link.add", ("report.link", "task.redate", "exception.clear"), _mark_linked),
    Consequence(
        "problem.open",
        ("report.link", "report.place", "task.redate", "exception.clear", "message.post"),
        _settle_opened,
    ),
    Consequence("report.withdraw", ("task.redate", "exception.clear", "exception.raise"), _let_go),
    Consequence("report.answer", ("exception.clear",), _answered_at_once),
    Consequence("report.recount", ("task.redate",), _redate_recounted),
    Consequence(
        "reading.confirm",
        ("compound.provide", "report.place", "problem.join", "message.post"),
        _join_judged,
    ),
    Consequence(
        "reading.correct",
        ("compound.provide", "report.place", "problem.join", "message.post"),
        _join_judged,
    ),
    Consequence("reading.recall", ("problem.link.remove", "problem.settle"), _unjoin_recalled),
    Consequence("reply.interim", ("task.redate",), _redate),
    Consequence("reply.owe.again", ("task.redate",), _redate),
    Consequence("reply.callback", ("exception.raise",), _notice_dissatisfied),
    Consequence("reply.send", ("task.redate",), _redate_answered),
    Consequence("reply.send", ("exception.clear",), _answered_again),
    Consequence("problem.split", ("message.post",), _notify_opened),
    Consequence("task.transfer", ("message.post",), _notify_transferred),
    Consequence("task.restore", ("message.post",), _notify_left),
    Consequence("case.alarm", ("exception.raise",), _list_overdue),
    Consequence("case.step", ("exception.clear",), _off_when_acted),
    Consequence("account.disable", ("task.hand-over", "exception.raise"), _hand_over),
    Consequence(
        "compound.merge",
        (
            "report.relocate",
            "problem.move",
            "case.follow",
            "task.redate",
            "survey.move",
            "message.post",
            "exception.clear",
            "exception.raise",
        ),
        move_along,
    ),
)
