"""When a compound is merged its problems and reports go along, and problems of one place become one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.records.ledger import bulk
from huiyin.records.ledger.queries import open_exceptions
from huiyin.records.outbox.models import Message
from huiyin.records.problems.actions.assign import assign, recheck, return_
from huiyin.records.problems.actions.extending import extend
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.links import add_links, remove_links
from huiyin.records.problems.actions.moving import move
from huiyin.records.problems.actions.survey import freeze, record
from huiyin.records.problems.lines import Line
from huiyin.records.problems.models import Assignment, Link, Problem, SurveyForm, Task, Verification
from huiyin.records.problems.survey import coverage
from huiyin.records.problems.survey_forms import Form
from huiyin.records.problems.task_lines import responsibility_lines, task_lines
from huiyin.records.problems.tasks import GIVEN_TERM
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.models import Compound, Responsibility
from huiyin.records.reports.actions.fate import relocate
from huiyin.records.reports.models import Reply, Report
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, causes, compound, history, order, report, unit

PROVISIONAL = rows.SUNROOM.replace("云帆路88弄青梧雅苑", "青梧新苑")
PROVISIONAL_OTHER = rows.OTHER_ROOM.replace("云帆路88弄青梧雅苑", "青梧新苑")


def place() -> Compound:
    return Compound.objects.get(status="provisional")


def test_problems_and_reports_move_and_count_for_the_targets_unit(desk: Desk) -> None:
    bureau = Desk(unit("sh-bureau").pk)
    bureau.take(order("1001", PROVISIONAL, district=""), order("1002", PROVISIONAL_OTHER, district=""))
    assert set(Problem.objects.values_list("counting_unit__code", flat=True)) == {"sh-bureau"}
    source = place()
    counts = merge(by(10), source.pk, compound("t1").pk, "现场核实为同一小区")

    assert counts.moved["problem"] == 2
    assert counts.moved["report"] == 2
    assert "problem" not in counts.dropped
    assert set(Problem.objects.values_list("compound__code", "counting_unit__code")) == {("t1", "jingan")}
    assert set(Report.objects.values_list("compound__code", flat=True)) == {"t1"}
    went = {"compound": compound("t1").pk, "was": source.pk}
    for problem in Problem.objects.all():
        assert history("problem", problem.pk)[-1] == ("problem.move", went)
    for moved in Report.objects.all():
        assert history("report", moved.pk)[-1] == ("report.relocate", went)


def test_twins_become_one_problem_with_all_links_and_one_open_task(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", PROVISIONAL_OTHER))
    desk.take(
        order("1003", PROVISIONAL, "2022-09-10 08:00:00"),
        order("1004", PROVISIONAL, "2022-09-11 08:00:00"),
        minutes=5,
    )
    twin = Problem.objects.get(compound=compound("t1"))
    merged = Problem.objects.get(compound=place(), room="1201")
    counts = merge(by(10), place().pk, compound("t1").pk, "现场核实为同一小区")

    assert (
        counts.moved["problem"],
        counts.dropped["problem"],
        counts.moved["link"],
        counts.moved["report"],
    ) == (
        1,
        1,
        2,
        3,
    )
    merged.refresh_from_db()
    twin.refresh_from_db()
    assert (merged.state, merged.merged_into, twin.state, twin.first_on) == (
        "merged",
        twin,
        "open",
        date(2022, 9, 10),
    )
    active = Link.objects.filter(removed_at=None)
    assert set(active.filter(problem=twin).values_list("report__number", flat=True)) == {
        "1001",
        "1003",
        "1004",
    }
    assert active.filter(problem=merged).count() == 0
    assert (counts.moved["task"], counts.dropped["task"]) == (1, 1)
    stays, goes = Task.objects.get(problem=twin), Task.objects.get(problem=merged)
    assert (stays.state, goes.state, goes.done_on) == ("open", "done", AT.date())
    assert history("problem", merged.pk)[-1] == ("problem.move", {"merged_into": twin.pk})
    position = len(history("problem", merged.pk))
    assert causes("problem", twin.pk)[-1] == f"problem:{merged.pk}#{position}"
    assert history("task", stays.pk)[-1] == ("problem.move", {"from": goes.pk})
    assert history("task", goes.pk)[-1] == ("problem.move", {"done": "2022-09-15", "merged_into": stays.pk})
    assert causes("task", goes.pk)[-1] == f"problem:{merged.pk}#{position}"


def test_a_report_of_both_twins_is_linked_once(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", PROVISIONAL))
    twin = Problem.objects.get(compound=compound("t1"))
    add_links(by(5), twin.pk, [report("1002").pk])
    counts = merge(by(10), place().pk, compound("t1").pk, "同一小区")

    assert "link" not in counts.moved
    assert report("1002").links.filter(removed_at=None).get().problem == twin


def test_work_under_way_at_the_one_is_under_way_at_the_other(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    desk.take(order("1002", rows.SUNROOM_UNDER_WAY.replace("云帆路88弄青梧雅苑", "青梧新苑")), minutes=1)
    merge(by(10), place().pk, compound("t1").pk, "同一小区")

    assert Problem.objects.get(state="open").condition == "in_progress"


def test_work_that_nobody_says_to_be_under_way_any_more_is_looked_at_where_it_went(desk: Desk) -> None:
    under_way = rows.SUNROOM_UNDER_WAY.replace("云帆路88弄青梧雅苑", "青梧新苑")
    desk.take(order("1001", rows.SUNROOM), order("1002", PROVISIONAL), order("1003", under_way))
    source, twin = place(), Problem.objects.get(compound=compound("t1"))
    goes = Problem.objects.get(compound=source)
    remove_links(by(5), goes.pk, [report("1003").pk], "说的是另一处")
    merge(by(10), source.pk, compound("t1").pk, "同一小区")
    twin.refresh_from_db()
    assert twin.condition == "in_progress"
    assert [(item.record_id, item.wanted) for item in open_exceptions()] == [(twin.pk, "problem.verify")]


def test_settled_problems_move_as_they_are_and_a_new_one_names_them(desk: Desk) -> None:
    desk.take(order("1001", PROVISIONAL))
    old = Problem.objects.get()
    verify(by(2), [Finding(old.pk, Verification.UNTRUE, AT.date(), found="未见")])
    settle(by(3), [old.pk], "经核查不属实")
    desk.take(order("1002", rows.SUNROOM), minutes=5)
    counts = merge(by(10), place().pk, compound("t1").pk, "同一小区")
    old.refresh_from_db()

    assert counts.moved["problem"] == 1
    assert (old.state, old.compound) == ("settled", compound("t1"))
    current = Problem.objects.get(state="open")
    verify(by(12), [Finding(current.pk, Verification.UNTRUE, AT.date(), found="未见")])
    settle(by(13), [current.pk], "经核查不属实")
    desk.take(order("1003", PROVISIONAL, "2022-09-15 09:45:00"), minutes=20)
    # The provisional name leads to what its place became, and the latest settled problem there is named.
    assert Problem.objects.get(state="open").recurrence_of == current


def test_settling_the_twin_makes_every_answer_owed(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", PROVISIONAL))
    merge(by(10), place().pk, compound("t1").pk, "同一小区")
    twin = Problem.objects.get(state="open")
    verify(by(12), [Finding(twin.pk, Verification.UNTRUE, AT.date(), found="未见")])
    settle(by(13), [twin.pk], "经核查不属实")

    assert set(Reply.objects.values_list("state", flat=True)) == {"owed"}
    assert set(Task.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.parametrize("text", [rows.SUNROOM, rows.UNSURE], ids=["joined", "waiting"])
def test_a_report_that_was_read_before_the_merge_is_at_what_its_place_became(desk: Desk, text: str) -> None:
    read_before = rows.prepared(order("1001", text))
    merge(by(1), compound("t1").pk, compound("t3").pk, "同一小区")
    desk.receive(read_before, minutes=5)

    assert report("1001").compound == compound("t3")


def test_a_report_amended_by_what_was_read_before_the_merge_is_at_what_its_place_became(desk: Desk) -> None:
    desk.take(order("1001", rows.NO_PLACE))
    read_before = rows.prepared(order("1001", rows.UNSURE))
    merge(by(1), compound("t1").pk, compound("t3").pk, "同一小区")
    desk.receive(read_before, minutes=5)

    assert (report("1001").fate, report("1001").compound) == ("pending", compound("t3"))


@pytest.mark.django_db(transaction=True)
def test_any_number_of_reports_is_relocated_by_as_many_statements(desk: Desk) -> None:
    """More than forty each time, from where on PostgreSQL writes entries by COPY, which is no statement."""
    t1, t3 = compound("t1"), compound("t3")

    def relocating(count: int, first: int) -> int:
        desk.take(*(order(str(first + n), rows.UNSURE) for n in range(count)), minutes=first)
        with CaptureQueriesContext(connection) as told:
            assert relocate(by(first + 1), t1.pk, t3.pk) == count
        return len(told)

    assert bulk.COPY_FROM <= 60
    assert relocating(60, 1000) == relocating(500, 2000)


@pytest.mark.django_db(transaction=True)
def test_any_number_of_twins_and_of_others_goes_along_by_as_many_statements(desk: Desk) -> None:
    """More than forty each time, as above."""
    t1, t3 = compound("t1"), compound("t3")
    elsewhere = rows.SUNROOM.replace("云帆路88弄青梧雅苑", "云帆路166弄丹枫别院")

    def moving(count: int, first: int) -> int:
        twins = [(text, n) for n in range(count) for text in (rows.SUNROOM, elsewhere)]
        told = [*twins, *((rows.SUNROOM, count + n) for n in range(count))]
        desk.take(
            *(
                order(f"{first}-{i}", text.replace("7号楼1201室", f"{first}号楼{1001 + n}室"))
                for i, (text, n) in enumerate(told)
            ),
            minutes=first,
        )
        with CaptureQueriesContext(connection) as asked:
            moved = move(by(first + 1), t1.pk, t3.pk)
        assert (moved.problems_merged, moved.links_moved) == (count, count)
        return len(asked)

    assert moving(50, 10) == moving(100, 20)


class TestTasksOfTwins:
    """Which of two tasks goes on when their problems become one, and what it takes over."""

    def twins(self, desk: Desk, first: str = rows.SUNROOM, second: str = PROVISIONAL) -> tuple[Task, Task]:
        """The target's task and one that is set fifteen days later or, the other way round, before it."""
        desk.take(order("1001", first))
        desk.take(order("1002", second), minutes=15 * 24 * 60)
        return self.stays(), self.goes()

    def stays(self) -> Task:
        return Task.objects.get(problem__compound=compound("t1"), state="open")

    def goes(self) -> Task:
        return Task.objects.exclude(pk=self.stays().pk).get()

    def merge(self) -> tuple[Task, Task]:
        merge(by(20 * 24 * 60), place().pk, compound("t1").pk, "同一小区")
        return self.stays(), self.goes()

    def test_the_earlier_deadline_stands_with_the_start_from_which_it_counts(self, desk: Desk) -> None:
        stays, goes = self.twins(desk, PROVISIONAL, rows.SUNROOM)
        assert goes.due_on < stays.due_on
        after, gone = self.merge()
        assert (after.pk, after.start_on, after.due_on) == (stays.pk, goes.start_on, goes.due_on)
        assert (gone.pk, gone.state, gone.due_on, gone.problem.state) == (
            goes.pk,
            "done",
            goes.due_on,
            "merged",
        )
        assert history("task", stays.pk)[-1] == (
            "problem.move",
            {
                "from": goes.pk,
                "due": goes.due_on.isoformat(),
                "due_source": goes.due_source,
                "was": stays.due_on.isoformat(),
            },
        )

    def test_a_later_deadline_moves_nothing(self, desk: Desk) -> None:
        stays, goes = self.twins(desk)
        assert stays.due_on < goes.due_on
        after, _ = self.merge()
        assert (after.start_on, after.due_on) == (stays.start_on, stays.due_on)

    def test_what_a_person_has_extended_stays(self, desk: Desk) -> None:
        stays, _ = self.twins(desk, PROVISIONAL, rows.SUNROOM)
        later = stays.due_on + timedelta(days=5)
        extend(by(16 * 24 * 60, "zheng"), [stays.pk], later, "等待认定", confirmed=True)
        after, _ = self.merge()
        assert (after.start_on, after.due_on, after.extended_by) == (stays.start_on, later, "zheng")

    def test_an_earlier_deadline_that_a_person_set_comes_with_their_name(self, desk: Desk) -> None:
        stays, goes = self.twins(desk, PROVISIONAL, rows.SUNROOM)
        later = goes.due_on + timedelta(days=1)
        extend(by(16 * 24 * 60, "zheng"), [goes.pk], later, "等待认定", confirmed=True)
        assert later < stays.due_on
        after, _ = self.merge()
        assert (after.due_on, after.extended_by, after.extended_from) == (later, "zheng", goes.due_on)

    def test_a_later_day_that_a_person_set_does_not_move_the_deadline_of_a_source(self, desk: Desk) -> None:
        # Given
        desk.take(order("1001", PROVISIONAL))
        given = order("1002", rows.SUNROOM, deadline="2022-09-26 17:00:00")
        desk.take(given, minutes=5 * 24 * 60, today=AT.date() + timedelta(days=5))
        stays, goes = self.stays(), self.goes()
        later = goes.due_on + timedelta(days=2)
        extend(by(6 * 24 * 60, "zheng"), [goes.pk], later, "等待认定", confirmed=True)
        assert stays.own_due_on is not None
        assert date(2022, 9, 26) < later < stays.own_due_on
        # When
        after, _ = self.merge()
        # Then
        kept = (after.due_on, after.due_source, after.own_due_on, after.extended_by)
        assert kept == (date(2022, 9, 26), GIVEN_TERM, stays.own_due_on, "")
        assert history("task", stays.pk)[-1] == ("problem.move", {"from": goes.pk})

    def test_the_deadline_of_a_source_goes_along_with_its_report(self, desk: Desk) -> None:
        desk.take(order("1001", rows.SUNROOM), order("1002", PROVISIONAL, deadline="2022-10-10 17:00:00"))
        after, _ = self.merge()
        assert (after.due_on, after.due_source) == (date(2022, 10, 10), GIVEN_TERM)

    def test_work_under_way_gives_the_task_its_words(self, desk: Desk) -> None:
        under_way = rows.SUNROOM_UNDER_WAY.replace("云帆路88弄青梧雅苑", "青梧新苑")
        stays, goes = self.twins(desk, rows.SUNROOM, under_way)
        assert stays.work != goes.work
        after, _ = self.merge()
        assert (after.work, after.measure, after.done_mark) == (goes.work, goes.measure, goes.done_mark)

    def test_who_did_the_other_and_its_re_check_are_not_lost(self, desk: Desk) -> None:
        _, goes = self.twins(desk)
        (officer,) = add_officers(by(), [NewOfficer("甲", unit().pk, "A-1")])
        assign(by(16 * 24 * 60), [goes.pk], officer_id=officer, leader="郑科长")
        return_(by(16 * 24 * 60 + 1), [goes.pk], "缺现场照片")
        recheck(by(16 * 24 * 60 + 2), [goes.pk], date(2022, 10, 20))
        after, gone = self.merge()
        lead = after.assignments.get(role="lead")
        assert (lead.officer_id, lead.leader, after.recheck_on) == (officer, "郑科长", date(2022, 10, 20))
        assert (gone.returned_on, history("task", gone.pk)[-1][1]["was"]["return_reason"]) == (
            None,
            "缺现场照片",
        )

    def test_whoever_does_the_targets_task_goes_on_doing_it(self, desk: Desk) -> None:
        stays, goes = self.twins(desk)
        first, second = add_officers(
            by(), [NewOfficer("甲", unit().pk, "A-1"), NewOfficer("乙", unit().pk, "A-2")]
        )
        assign(by(16 * 24 * 60), [stays.pk], officer_id=first)
        assign(by(16 * 24 * 60), [goes.pk], officer_id=second)
        after, _ = self.merge()
        assert after.assignments.get(role="lead").officer_id == first

    @pytest.mark.parametrize("lines", [task_lines, responsibility_lines])
    def test_each_list_holds_the_problem_once(self, desk: Desk, lines: Callable[..., Iterator[Line]]) -> None:
        self.twins(desk)
        after, _ = self.merge()
        on = date(2022, 10, 5)
        assert [line.record_id for line in lines(unit("sh-bureau"), on)] == [after.pk]


class TestLeads:
    """Who leads the tasks of the problems that came along."""

    def responsible(self, code: str, lead: str, *assisting: str) -> None:
        row = Responsibility.objects.create(area="compound", compound=compound(code), lead=unit(lead))
        for kind in assisting:
            row.assists.create(kind=kind)

    def test_the_targets_row_says_who_leads_what_came_along(self, desk: Desk) -> None:
        self.responsible("t1", "corps", "police")
        self.responsible("t3", "putuo", "fire", "housing")
        desk.take(order("1001", rows.SUNROOM))
        task = Task.objects.get()
        assert task.assignments.get(role="lead").unit == unit("corps")
        before = Message.objects.count()
        counts = merge(by(10), compound("t1").pk, compound("t3").pk, "同一小区")

        assert (counts.moved["lead"], counts.dropped["responsibility"]) == (1, 1)
        lead = task.assignments.get(role="lead")
        assert (lead.unit, lead.assigned_at) == (unit("putuo"), by(10).at)
        assert set(task.assignments.filter(role="assist").values_list("body", flat=True)) == {
            "fire",
            "housing",
        }
        assert history("task", task.pk)[-1] == (
            "problem.move",
            {"lead": unit("putuo").pk, "was": unit("corps").pk},
        )
        told = Message.objects.order_by("pk")[before:]
        assert [(m.recipient, msgspec.json.decode(m.body)["tasks"]) for m in told] == [
            (f"unit:{unit('putuo').pk}", [task.pk])
        ]

    def test_a_task_that_was_sent_back_waits_for_no_supplement_with_another_lead(self, desk: Desk) -> None:
        self.responsible("t1", "corps")
        self.responsible("t3", "putuo")
        desk.take(order("1001", rows.SUNROOM))
        task = Task.objects.get()
        (officer,) = add_officers(by(), [NewOfficer("甲", unit("corps").pk, "A-1")])
        assign(by(5), [task.pk], officer_id=officer)
        return_(by(6), [task.pk], "缺现场照片")
        merge(by(10), compound("t1").pk, compound("t3").pk, "同一小区")

        task.refresh_from_db()
        assert (task.returned_on, task.return_reason) == (None, "")
        assert history("task", task.pk)[-1][1] == {
            "lead": unit("putuo").pk,
            "was": unit("corps").pk,
            "returned_on": "",
            "return_reason": "",
            "officer_was": officer,
        }

    def test_a_row_that_came_along_keeps_its_tasks(self, desk: Desk) -> None:
        self.responsible("t1", "corps", "police")
        desk.take(order("1001", rows.SUNROOM))
        counts = merge(by(10), compound("t1").pk, compound("t3").pk, "同一小区")

        assert (counts.moved["responsibility"], "lead" in counts.moved) == (1, False)
        assigned = Task.objects.get().assignments.order_by("pk")
        assert list(assigned.values_list("role", "unit__code", "body")) == [
            ("lead", "corps", ""),
            ("assist", None, "police"),
        ]

    def test_without_any_row_the_unit_leads_for_which_the_target_counts(self, desk: Desk) -> None:
        Responsibility.objects.all().delete()
        bureau = Desk(unit("sh-bureau").pk)
        bureau.take(order("1001", PROVISIONAL, district=""))
        assert Task.objects.get().assignments.get(role="lead").unit == unit("sh-bureau")
        merge(by(10), place().pk, compound("t1").pk, "现场核实为同一小区")

        assert Task.objects.get().assignments.get(role="lead").unit == unit("jingan")

    def test_tasks_that_are_done_and_the_targets_own_stay(self, desk: Desk) -> None:
        self.responsible("t1", "corps")
        desk.take(
            order("1001", rows.SUNROOM),
            order("1002", rows.SUNROOM.replace("云帆路88弄青梧雅苑", "云帆路166弄丹枫别院")),
        )
        settled = Problem.objects.get(compound=compound("t1"))
        verify(by(2), [Finding(settled.pk, Verification.UNTRUE, AT.date(), found="未见")])
        settle(by(3), [settled.pk], "经核查不属实")
        Responsibility.objects.filter(area="compound").delete()
        self.responsible("t3", "putuo")
        counts = merge(by(10), compound("t1").pk, compound("t3").pk, "同一小区")

        assert "lead" not in counts.moved
        leads = Assignment.objects.filter(role="lead").order_by("task")
        assert set(leads.values_list("task__state", "unit__code")) == {("done", "corps"), ("open", "jingan")}


class TestSurveys:
    """The survey forms of a compound that is merged."""

    TWO = ("王一", "李二")

    def survey(self, code: str, phase: str = "survey", **said: object) -> SurveyForm:
        record(by(), phase, [Form(compound(code).pk, AT.date(), self.TWO, **said)])  # type: ignore[arg-type]
        return SurveyForm.objects.get(compound=compound(code), phase=phase)

    def test_a_form_goes_along_word_for_word_and_counts_for_the_target(self, desk: Desk) -> None:
        form = self.survey("t1", counts={"waste": 3}, main_conflict="停车")
        counts = merge(by(10), compound("t1").pk, compound("t3").pk, "同一小区")

        assert (counts.moved["survey"], "survey" in counts.dropped) == (1, False)
        went = SurveyForm.objects.get()
        assert (went.compound, went.counts, went.main_conflict, went.entered_at) == (
            compound("t3"),
            '{"waste":3}',
            "停车",
            form.entered_at,
        )
        assert coverage(unit("jingan"), "survey").surveyed == 1
        assert history("survey", form.pk)[-1] == (
            "survey.move",
            {"compound": compound("t3").pk, "was": compound("t1").pk},
        )

    def test_a_frozen_form_stays_in_the_snapshot(self, desk: Desk) -> None:
        form = self.survey("t1", counts={"waste": 3})
        freeze(by(1), unit("jingan").pk, "survey")
        merge(by(10), compound("t1").pk, compound("t3").pk, "同一小区")

        form.refresh_from_db()
        assert (form.compound, form.frozen_at) == (compound("t3"), by(1).at)
        assert coverage(unit("jingan"), "survey").frozen == 1

    def test_the_targets_form_of_the_same_phase_counts_and_the_other_waits_for_a_person(
        self, desk: Desk
    ) -> None:
        ours, theirs = self.survey("t3"), self.survey("t1", counts={"waste": 3})
        later = self.survey("t1", phase="enforcement")
        counts = merge(by(10), compound("t1").pk, compound("t3").pk, "同一小区")

        assert (counts.moved["survey"], counts.dropped["survey"]) == (1, 1)
        where = dict(SurveyForm.objects.values_list("pk", "compound__code"))
        assert where == {ours.pk: "t3", theirs.pk: "t1", later.pk: "t3"}
        theirs.refresh_from_db()
        assert theirs.counts == '{"waste":3}'
        (item,) = open_exceptions()
        assert (item.record, item.record_id, item.wanted) == ("survey", theirs.pk, "survey.move")
        assert item.reason == (
            f"小区已并入小区{compound('t3').pk}，后者本阶段已有排摸表，以其为准；本表原样保留，请核对两表。"
        )
