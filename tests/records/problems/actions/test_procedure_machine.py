"""Any order of acts leaves every invariant whole: rows in and changed, links, checks, fates, answers and merges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from huiyin.records.invariants import run
from huiyin.records.ledger.verification import verify as verify_ledger
from huiyin.records.problems.actions.extending import extend
from huiyin.records.problems.actions.lifecycle import Finding, ProblemRefused, settle, verify
from huiyin.records.problems.actions.links import add_links, remove_links
from huiyin.records.problems.models import Condition, Link, Problem, Task, Verification
from huiyin.records.problems.pressing import Pressing, pressing, pressing_of
from huiyin.records.problems.queries import last_finding
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.models import Compound
from huiyin.records.registry.refusal import Refused
from huiyin.records.reports.actions.callback import Said, call_back
from huiyin.records.reports.actions.erase import EraseRefused, erase
from huiyin.records.reports.actions.fate import (
    FateRefused,
    decline,
    propose_declining,
    transfer,
    withdraw,
)
from huiyin.records.reports.actions.reply import Answer, ReplyRefused, interim, send
from huiyin.records.reports.incoming import Incoming
from huiyin.records.reports.models import Report, Satisfaction
from records.reports import report_rows as rows
from records.reports.report_rows import AT, LATER, Desk, by, order

REFUSALS = (ProblemRefused, FateRefused, ReplyRefused, EraseRefused, Refused)
TEXTS = st.sampled_from(
    (
        rows.SUNROOM,
        rows.SUNROOM_AGAIN,
        rows.SUNROOM_UNDER_WAY,
        rows.OTHER_ROOM,
        rows.SUNROOM.replace("云帆路88弄青梧雅苑", "云帆路166弄丹枫别院"),
        rows.NOT_KNOWN,
        rows.NOT_KNOWN.replace("碧岩花苑", "松涛名邸"),
        rows.EBIKES,
        rows.OUTSIDE,
        rows.NO_PLACE,
        rows.UNSURE,
        rows.WITHDRAWN,
    )
)
NUMBERS = st.sampled_from([str(5001 + n) for n in range(6)])
ROW = st.builds(
    lambda number, text, deadline, received: order(number, text, received, deadline=deadline),
    NUMBERS | st.just(""),
    TEXTS,
    st.sampled_from(("", "2022-09-22", "2022-09-30 12:00:00")),
    st.sampled_from(("2022-09-14 10:05:00", "2022-09-02 08:00:00", "前天")),
)
SETS = st.lists(ROW, min_size=1, max_size=5)
WHICH = st.integers(0, 20)
OUTCOMES = st.sampled_from((*Verification, Verification.TRUE))
CONDITIONS = st.sampled_from((None, *Condition))


def pressing_both_ways(day: date) -> tuple[dict[int, tuple[Pressing, ...]], dict[int, tuple[Pressing, ...]]]:
    """What presses upon every problem, as the database picks it and as it is picked from the links at hand."""
    links: dict[int, list[Link]] = {}
    for link in Link.objects.select_related("report__unit", "report__reply"):
        links.setdefault(link.problem_id, []).append(link)
    told = {pk: pressing_of(those, day) for pk, those in links.items()}
    return pressing(list(links), day), {pk: those for pk, those in told.items() if those}


class Procedure(RuleBasedStateMachine):
    """The desk, the officers and the registry at work, each on whatever is there."""

    read = Bundle("read")
    desk: Desk

    def __init__(self) -> None:
        super().__init__()
        self.minutes = 0
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self) -> None:
        faults = verify_ledger().faults
        picked = [pressing_both_ways(day) for day in (AT.date(), LATER.date())]
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)
        assert faults == ()
        for by_the_database, from_the_links in picked:
            assert by_the_database == from_the_links

    def tick(self) -> int:
        self.minutes += 7
        return self.minutes

    def attempt(self, act: Callable[[], object]) -> None:
        """Do it; what is refused leaves every table as it was."""
        before = rows.dump() if self.minutes % 3 == 0 else None
        try:
            with transaction.atomic():
                act()
        except REFUSALS:
            assert before is None or rows.dump() == before

    def reports(self, which: int, count: int = 1) -> list[int]:
        ids = list(Report.objects.order_by("pk").values_list("pk", flat=True))
        return [ids[(which + n) % len(ids)] for n in range(min(count, len(ids)))]

    def problem(self, which: int) -> int:
        ids = list(Problem.objects.order_by("pk").values_list("pk", flat=True)) or [1]
        return ids[which % len(ids)]

    @initialize(taken=SETS)
    def begin(self, taken: list[dict[str, str]]) -> None:
        self.desk.take(order("5000", rows.SUNROOM), *taken, minutes=self.tick())

    @rule(taken=SETS)
    def receive(self, taken: list[dict[str, str]]) -> None:
        self.desk.take(*taken, minutes=self.tick())

    @rule(target=read, taken=SETS)
    def read_rows(self, taken: list[dict[str, str]]) -> list[Incoming]:
        """Rows that are read now and written later, as a large import does."""
        return rows.prepared(*taken)

    @rule(taken=consumes(read), before=st.booleans())
    def receive_what_was_read(self, taken: list[Incoming], before: bool) -> None:
        self.desk.receive(taken, self.tick(), taken_to=1000 if before else 0)

    @rule(which=WHICH, outcome=OUTCOMES, condition=CONDITIONS)
    def check(self, which: int, outcome: Verification, condition: Condition | None) -> None:
        attempts = tuple(AT - timedelta(hours=29 * n) for n in (2, 1, 0))
        problem = self.problem(which)
        seen = last_finding(problem)
        finding = Finding(problem, outcome, AT.date(), condition, attempts, True, "现场所见", seen)
        self.attempt(lambda: verify(by(self.tick()), [finding]))

    @rule(which=WHICH)
    def tick_off(self, which: int) -> None:
        problem = self.problem(which)
        seen = last_finding(problem)
        finding = Finding(problem, Verification.TRUE, AT.date(), Condition.EXISTING, found="仍在", after=seen)
        self.attempt(lambda: verify(by(self.tick()), [finding]))
        self.attempt(lambda: settle(by(self.tick()), [problem], "已恢复原状"))

    @rule(which=WHICH)
    def settle_unseen(self, which: int) -> None:
        self.attempt(lambda: settle(by(self.tick()), [self.problem(which)], "已恢复原状"))

    @rule(which=WHICH, days=st.integers(-1, 120), sure=st.booleans())
    def postpone(self, which: int, days: int, sure: bool) -> None:
        tasks = list(Task.objects.order_by("pk")) or [Task(pk=1, due_on=AT.date())]
        task = tasks[which % len(tasks)]
        self.attempt(
            lambda: extend(
                by(self.tick()), [task.pk], task.due_on + timedelta(days=days), "等待认定", confirmed=sure
            )
        )

    @rule(problem=WHICH, report=WHICH, count=st.integers(1, 3))
    def link(self, problem: int, report: int, count: int) -> None:
        self.attempt(lambda: add_links(by(self.tick()), self.problem(problem), self.reports(report, count)))

    @rule(which=WHICH)
    def unlink(self, which: int) -> None:
        links = list(Link.objects.filter(removed_at=None).order_by("pk"))
        if links:
            link = links[which % len(links)]
            self.attempt(lambda: remove_links(by(self.tick()), link.problem_id, [link.report_id], "判读有误"))

    @rule(which=WHICH, through=st.none() | WHICH)
    def take_back(self, which: int, through: int | None) -> None:
        by_way = self.reports(through)[0] if through is not None else None
        self.attempt(lambda: withdraw(by(self.tick()), self.reports(which), "来电人撤回", by_way))

    @rule(which=WHICH, count=st.integers(1, 3))
    def hand_over(self, which: int, count: int) -> None:
        self.attempt(
            lambda: transfer(
                by(self.tick()), self.reports(which, count), "燃气管理处", "RQ-1", "非本单位职责"
            )
        )

    @rule(which=WHICH, who=st.sampled_from(("wu", "shen")))
    def propose_to_decline(self, which: int, who: str) -> None:
        self.attempt(
            lambda: propose_declining(by(self.tick(), who), self.reports(which), "out-of-area", "不在范围")
        )

    @rule(which=WHICH, who=st.sampled_from(("wu", "shen")))
    def confirm_declining(self, which: int, who: str) -> None:
        self.attempt(lambda: decline(by(self.tick(), who), self.reports(which)))

    @rule(which=WHICH, final=st.booleans())
    def answer(self, which: int, final: bool) -> None:
        answers = [Answer(pk, "已到现场查看。") for pk in self.reports(which)]
        if final:
            self.attempt(lambda: send(by(self.tick()), answers))
        else:
            self.attempt(lambda: interim(by(self.tick()), answers))

    @rule(which=WHICH, said=st.sampled_from(Satisfaction))
    def ask_back(self, which: int, said: Satisfaction) -> None:
        calls = [Said(pk, AT.date(), said) for pk in self.reports(which)]
        self.attempt(lambda: call_back(by(self.tick()), calls))

    @rule(which=WHICH)
    def erase_one(self, which: int) -> None:
        self.attempt(lambda: erase(by(self.tick()), self.reports(which), "反映人要求删除"))

    @rule(source=WHICH, into=WHICH)
    def merge_compounds(self, source: int, into: int) -> None:
        ids = list(Compound.objects.order_by("-pk").values_list("pk", flat=True))
        one, other = ids[source % len(ids)], ids[into % len(ids)]
        self.attempt(lambda: merge(by(self.tick()), one, other, "同一小区"))

    @invariant()
    def everything_holds(self) -> None:
        assert list(run(LATER)) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the rules are the same on both; one is enough")
def test_any_order_of_acts_keeps_every_invariant(desk: Desk) -> None:
    Procedure.desk = desk
    run_state_machine_as_test(
        Procedure,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            suppress_health_check=list(HealthCheck),
        ),
    )
