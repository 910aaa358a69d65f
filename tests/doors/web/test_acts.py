"""What entries hold stands in a timeline in words: names for ids, terms for keys, what was before as well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from desk import rows, signed_in, unit
from huiyin.doors.web.entries import moments
from huiyin.doors.web.problem.words import day
from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger.action import By
from huiyin.records.problems.actions.assign import assign, recheck, restore, return_, transfer
from huiyin.records.problems.actions.extending import extend
from huiyin.records.problems.actions.lifecycle import Finding, verify
from huiyin.records.problems.actions.links import add_links
from huiyin.records.problems.actions.lists import freeze
from huiyin.records.problems.actions.opening import open_from
from huiyin.records.problems.actions.recounting import recount as recount_tasks
from huiyin.records.problems.actions.splitting import Where, split
from huiyin.records.problems.audit import history
from huiyin.records.problems.matters import problem_page
from huiyin.records.problems.models import ListKind, Problem, Task, Verification
from huiyin.records.problems.numbers import problem_number
from huiyin.records.problems.outside import page_outside
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.actions.officers import amend_officer
from huiyin.records.reports.actions.fate import transfer as transfer_report
from huiyin.records.reports.actions.recounting import recount as recount_reports
from huiyin.records.reports.models import Report
from records.reports import new_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_desk(db: None) -> Iterator[rows.Desk]:
    yield from rows.standing_desk()


def told(record: str, pk: int) -> list[tuple[str, dict[str, object]]]:
    """The acts upon a record, oldest first, by what they are called and what they tell."""
    return [
        (one.act, {line.term: line.value for line in one.lines})
        for one in reversed(moments(history(record, pk)))
    ]


def test_a_check_that_ends_a_recheck_is_told_of_the_task_as_that(new_desk: rows.Desk) -> None:
    new_desk.take(rows.order("1001", rows.SUNROOM))
    task = Task.objects.get()
    recheck(rows.by(1), [task.pk], rows.AT.date())
    verify(rows.by(2), [Finding(task.problem_id, Verification.UNTRUE, rows.AT.date(), found="未见")])
    assert told("task", task.pk)[-1] == (
        "完成复查",
        {"已复查": "2022年9月15日", "原为": "复查日期：2022年9月15日"},
    )
    assert told("problem", task.problem_id)[-1][0] == "核实"


def test_what_was_done_to_a_task_names_units_officers_and_days(new_desk: rows.Desk) -> None:
    new_desk.take(rows.order("1001", rows.SUNROOM))
    task = Task.objects.get()
    first, second = add_officers(
        rows.by(), [NewOfficer("王岚", unit().pk, "A-1"), NewOfficer("李青", unit().pk, "A-2")]
    )
    assign(rows.by(1), [task.pk], officer_id=first)
    assign(rows.by(2), [task.pk], officer_id=second)
    restore(rows.by(3), [[task.pk, 3]], rows.AT)
    return_(rows.by(4), [task.pk], "缺照片")
    recheck(rows.by(5), [task.pk], date(2022, 9, 20))
    transfer(rows.by(6), [task.pk], unit("sh-bureau").pk, "市局直接办理")
    jingan, bureau = unit().short_name, unit("sh-bureau").short_name
    number = problem_number(task.problem_id)
    acts = told("task", task.pk)
    assert acts[0] == ("生成任务", {"问题": number, "牵头单位": jingan, "时限": day(task.due_on)})
    assert acts[2][0] == "派发任务"
    assert acts[2][1]["责任人"] == "李青"
    assert "责任人：王岚" in str(acts[2][1]["原为"])
    assert acts[3][0] == "撤销上一步"
    assert (acts[3][1]["撤销的一步"], acts[3][1]["责任人"]) == ("派发任务", "王岚")
    assert (acts[4][1]["退回日期"], acts[4][1]["退回理由"]) == ("2022年9月15日", "缺照片")
    assert acts[5][1]["复查日期"] == "2022年9月20日"
    assert (acts[6][1]["单位"], acts[6][1]["理由"]) == (bureau, "市局直接办理")
    assert "单位：" + jingan in str(acts[6][1]["原为"])


def test_what_was_done_to_a_problem_names_reports_places_and_other_problems(new_desk: rows.Desk) -> None:
    new_desk.take(
        rows.order("1001", rows.SUNROOM),
        rows.order("1002", rows.SUNROOM_AGAIN),
        rows.order("1003", rows.UNSURE),
    )
    problem = Problem.objects.get()
    add_links(rows.by(2), problem.pk, [rows.report("1003").pk])
    split(
        rows.by(3), problem.pk, [rows.report("1002").pk],
        Where(problem.violation, rows.compound("t3").pk, "7", "", "1201"), "说的是丹枫别院",
    )  # fmt: skip
    acts = told("problem", problem.pk)
    assert acts[0][1] == {
        "新立": "是",
        "问题类型": "违法搭建",
        "小区": "青梧雅苑",
        "位置": "7号楼1201室",
        "诉件": "1001、1002",
    }
    assert acts[1] == ("关联诉件", {"诉件": "1003"})
    assert acts[2] == ("拆分问题", {"理由": "说的是丹枫别院", "拆出的诉件": "1002"})
    assert acts[3] == ("解除关联", {"理由": "说的是丹枫别院", "解除的诉件": "1002"})

    # When its compound is merged into the one where the other stands
    other = Problem.objects.get(compound=rows.compound("t3"))
    merge(rows.by(5), rows.compound("t1").pk, rows.compound("t3").pk, "同一小区")
    assert told("problem", problem.pk)[-1][1] == {"并入": problem_number(other.pk)}
    assert told("problem", other.pk)[-1][1] == {"诉件": "1001、1003", "并自": problem_number(problem.pk)}
    assert told("report", rows.report("1001").pk)[-1][1] == {"小区": "丹枫别院", "原为": "青梧雅苑"}
    assert told("compound", rows.compound("t1").pk)[-1][1]["并入"] == "丹枫别院"


def test_what_a_report_waited_for_stands_with_its_transfer(new_desk: rows.Desk) -> None:
    new_desk.take(rows.order("1001", rows.OUTSIDE))
    one = rows.report("1001")
    transfer_report(rows.by(2), [one.pk], "燃气管理处", "RQ-1", "非本单位职责")
    waited = dict(told("report", one.pk))["移送"]["原为"]
    assert f"处理单位：{unit().short_name}" in str(waited)
    assert "理由：疑非本单位职责，待分流" in str(waited)


def test_an_act_of_a_person_names_them_and_the_records_by_their_numbers(
    new_desk: rows.Desk, django_assert_num_queries: object
) -> None:
    signed_in("wu", "clerk")
    new_desk.take(rows.order("1001", rows.NO_PLACE))
    one = rows.report("1001").pk
    open_from(rows.by(2, "wu"), [one], Where("facade", rows.compound("t1").pk, "7"), in_progress=False)
    acts = history("report", one)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = moments(acts, naming=True)
    placed, linked, opened, received = found
    assert [each.act for each in (received, opened, linked, placed)] == [
        "诉件 1001 · 收到诉件",
        "诉件 1001 · 立为问题",
        "诉件 1001 · 诉件已关联问题",
        "诉件 1001 · 确定地点",
    ]
    assert (opened.actor, placed.cause) == ("周队长", "诉件 1001")
    assert {line.term: line.value for line in opened.lines}["正在实施"] == "否"
    with translation.override("en"):
        (english,) = [m for m in moments(acts) if m.act == "Problem opened"]
        assert [line.term for line in english.lines] == ["Kind", "Compound", "Place", "Under way now"]


def test_a_value_that_is_no_id_breaks_nothing(new_desk: rows.Desk) -> None:
    (officer,) = add_officers(rows.by(), [NewOfficer("王岚", unit().pk, "A-1")])
    amend_officer(rows.by(1), officer, NewOfficer("王岚", unit("minhang").pk, "A-1"))
    assert told("officer", officer)[-1] == ("修改执法人员", {})
    assert moments([]) == []


def test_a_frozen_list_is_told_by_name_unit_and_phase_and_what_the_program_sent_by_its_door(
    new_desk: rows.Desk,
) -> None:
    by = By("huiyin", rows.AT, "exchange")
    version = freeze(by, unit().pk, ListKind.PROBLEM, "enforcement")
    (moment,) = moments(history("list", version))
    assert (moment.actor, moment.door) == ("系统", "交换目录")
    told = {line.term: line.value for line in moment.lines}
    assert told == {"清单名称": "问题清单", "编号": "1", "单位": unit().short_name, "阶段": "执法整治"}
    with translation.override("en"):
        (moment,) = moments(history("list", version))
        assert (moment.actor, moment.door) == ("System", "Exchange folder")


def test_a_limit_that_was_moved_tells_both_days(new_desk: rows.Desk) -> None:
    new_desk.take(rows.order("1001", rows.EBIKES))
    task = Task.objects.get()
    was, later = task.due_on, task.due_on + timedelta(days=2)
    extend(rows.by(1), [task.pk], later, "等待鉴定")
    act, lines = told("task", task.pk)[-1]
    assert (act, lines["时限"], lines["原为"]) == ("延期", day(later), day(was))


def test_what_was_counted_anew_since_days_off_came_in_tells_both_days(
    new_desk: rows.Desk, as_published: None
) -> None:
    new_year.take(new_year.BEFORE, rows.order("1001", rows.EBIKES))
    task, report = Task.objects.get(), rows.report("1001")
    change = new_year.come_in()
    recount_reports(rows.by(), [report.pk], change)
    recount_tasks(rows.by(), [task.pk], change)
    assert told("task", task.pk)[-1] == (
        "任务时限重新核定",
        {"时限": "2040年1月6日", "原为": "时限：2040年1月4日"},
    )
    assert told("report", report.pk)[-1] == (
        "诉件时限重新核定",
        {"办理时限": "2040年1月6日", "原为": "办理时限：2040年1月4日"},
    )
    with translation.override("en"):
        assert told("report", report.pk)[-1] == (
            "Limits of a report counted anew",
            {"Deadline": "6 January 2040", "Was": "Deadline: 4 January 2040"},
        )


VISITS = tuple(
    datetime(2022, 9, on, hour, minute, tzinfo=SHANGHAI)
    for on, hour, minute in ((12, 9, 0), (13, 19, 30), (14, 14, 0))
)


def nobody_let_them_in(desk: rows.Desk) -> Problem:
    """A problem whose officers were not let in on three days."""
    desk.take(rows.order("1001", rows.SUNROOM))
    Problem.objects.update(first_on=date(2022, 9, 12))
    Report.objects.update(created_on=date(2022, 9, 12))
    problem = Problem.objects.get()
    outcome = Verification.NO_ENTRY
    verify(rows.by(400), [Finding(problem.pk, outcome, rows.TODAY, None, VISITS, slip_posted=True)])
    return problem


def test_that_nobody_let_the_officers_in_tells_when_they_came_and_that_the_slip_was_posted(
    new_desk: rows.Desk,
) -> None:
    problem = nobody_let_them_in(new_desk)
    act, lines = told("problem", problem.pk)[-1]
    assert act == "核实"
    assert lines["上门时间"] == "2022年9月12日 09:00；2022年9月13日 19:30；2022年9月14日 14:00"
    assert lines["已张贴联系单"] == "是"
    with translation.override("en"):
        english = told("problem", problem.pk)[-1][1]
    assert english["Visits"] == "12 September 2022, 09:00; 13 September 2022, 19:30; 14 September 2022, 14:00"
    assert english["Contact slip was posted"] == "Yes"


@pytest.mark.parametrize("page", ["problem", "ledger"])
def test_the_visits_stand_on_the_pages_of_the_problem_and_of_the_ledger(
    new_desk: rows.Desk, page: str
) -> None:
    problem = nobody_let_them_in(new_desk)
    client, _ = signed_in("inspector", "inspector")
    address = f"/problems/{problem.pk}/" if page == "problem" else f"/ledger/problem/{problem.pk}/"
    shown = client.get(address).content.decode()
    assert "2022年9月13日 19:30" in shown
    assert "已张贴联系单" in shown


def test_people_from_outside_hear_that_nobody_let_the_officers_in_but_not_of_the_visits(
    new_desk: rows.Desk,
) -> None:
    problem = nobody_let_them_in(new_desk)
    page = problem_page(Scope(rows.TODAY, unit()), problem.pk, rows.TODAY)
    assert page is not None
    (finding,) = [act for act in page_outside(page).timeline if act.action == "problem.verify"]
    assert finding.content == {"outcome": "unverifiable", "on": "2022-09-15", "condition": ""}


def test_a_transfer_tells_what_it_closed(new_desk: rows.Desk) -> None:
    new_desk.take(rows.order("1001", rows.SUNROOM))
    task = Task.objects.get()
    (officer,) = add_officers(rows.by(), [NewOfficer("王岚", unit().pk, "A-1")])
    assign(rows.by(1), [task.pk], officer_id=officer)
    return_(rows.by(2), [task.pk], "缺照片")
    transfer(rows.by(3), [task.pk], unit("sh-bureau").pk, "市局直接办理")
    act, lines = told("task", task.pk)[-1]
    assert act == "改派单位"
    assert "退回日期：2022年9月15日；退回理由：缺照片" in str(lines["原为"])


@pytest.mark.parametrize("source_says", ["", "2040-01-03 17:00:00"])
def test_people_from_outside_hear_that_a_deadline_was_counted_anew_where_it_moved(
    new_desk: rows.Desk, as_published: None, source_says: str
) -> None:
    new_year.take(new_year.BEFORE, rows.order("1001", rows.EBIKES, deadline=source_says))
    problem = Problem.objects.get()
    assert recount_tasks(rows.by(), list(Task.objects.values_list("pk", flat=True)), new_year.come_in())
    page = problem_page(Scope(new_year.BEFORE, unit()), problem.pk, new_year.BEFORE)
    assert page is not None
    told = [act.content for act in page_outside(page).timeline if act.action == "task.recount"]
    assert told == ([] if source_says else [{"due": "2040-01-06"}])
