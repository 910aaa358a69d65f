"""Receiving rows: reports with a fate, joined to their problems, each row kept as it came."""

from __future__ import annotations

from datetime import date

import pytest

from huiyin.records.ledger.models import Entry
from huiyin.records.outbox.models import Message
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.models import Assignment, Condition, Link, Problem, Task, Verification
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.models import Compound
from huiyin.records.reports.models import LandedRow, LandedState, PendingReason, Reply, Report
from huiyin.records.reports.queries import as_received, pending, pending_counts, refused_rows
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, by, causes, compound, history, order, report, unit


def settled(problem: Problem, minutes: int) -> None:
    """Verify a problem and tick it off."""
    verify(by(minutes), [Finding(problem.pk, Verification.TRUE, by(minutes).at.date(), Condition.EXISTING)])
    settle(by(minutes + 1), [problem.pk], "现场复查，已拆除")


def test_a_sure_report_opens_problem_task_lead_link_reply_and_entries_with_their_causes(desk: Desk) -> None:
    before = Entry.objects.count()
    receipt = desk.take(order("1001", rows.SUNROOM))

    assert (dict(receipt.counts), dict(receipt.fates())) == ({"new": 1}, {"linked": 1, "pending": 0})
    one = Report.objects.get()
    assert (one.fate, one.number, one.compound, one.building, one.room, one.pending_owner) == (
        "linked",
        "1001",
        compound("t1"),
        "7",
        "1201",
        None,
    )
    problem = Problem.objects.get()
    assert (problem.violation, problem.compound, problem.place_key, problem.state, problem.first_on) == (
        "illegal-construction",
        compound("t1"),
        "7//1201",
        "open",
        date(2022, 9, 14),
    )
    assert (problem.channel, problem.counting_unit_id, problem.recurrence_of) == (
        "hotline",
        desk.unit_id,
        None,
    )
    task = Task.objects.get()
    assert (task.problem, task.state, task.phase, task.start_on) == (
        problem,
        "open",
        "enforcement",
        date(2022, 9, 15),
    )
    lead = Assignment.objects.get(task=task, role="lead")
    assert lead.unit_id == desk.unit_id
    link = Link.objects.get()
    assert (link.problem, link.report, link.removed_at) == (problem, one, None)
    assert Reply.objects.get().state == "waiting"
    message = Message.objects.get()
    assert (message.recipient, message.record, message.record_id) == (f"unit:{desk.unit_id}", "task", task.pk)

    assert Entry.objects.count() - before == 4
    ((received, content),) = history("report", one.pk)
    assert (received, content["number"], content["wrongs"], content["waits_for"]) == (
        "report.receive",
        "1001",
        ["illegal-construction"],
        "",
    )
    assert causes("report", one.pk) == [""]
    assert [(name, list(said)) for name, said in history("problem", problem.pk)] == [
        ("problem.join", ["compound", "linked", "opened", "place", "recurrence_of", "violation"]),
    ]
    assert causes("problem", problem.pk) == [f"report:{one.pk}#1"]
    assert causes("task", task.pk) == [f"problem:{problem.pk}#1"]
    assert history("message", message.pk) == [
        (
            "message.post",
            {"key": message.key, "kind": "task-notice", "recipient": f"unit:{desk.unit_id}"},
        )
    ]
    assert causes("message", message.pk) == [f"task:{task.pk}#1"]
    moments = set(Entry.objects.order_by("-id").values_list("at", "actor")[:4])
    assert moments == {(by().at, "lin")}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (rows.UNSURE, "reading"),
        (rows.NO_PLACE, "place"),
        (rows.OUTSIDE, "outside"),
        (rows.WITHDRAWN, "withdrawal"),
        (rows.STAFF, "follow-up"),
    ],
)
def test_what_the_reader_is_not_sure_of_waits_with_reason_owner_and_due(
    desk: Desk, text: str, reason: str
) -> None:
    receipt = desk.take(order("1001", text, dispatched="2022-09-14"))

    one = Report.objects.get()
    assert (one.fate, one.pending_reason, one.pending_owner_id, one.pending_due) == (
        "pending",
        reason,
        desk.unit_id,
        date(2022, 9, 15),
    )
    assert dict(receipt.fates()) == {"linked": 0, "pending": 1}
    assert (Problem.objects.count(), Link.objects.count(), Reply.objects.get().state) == (0, 0, "waiting")
    assert list(pending(PendingReason(reason), unit_id=desk.unit_id)) == [one]
    assert pending_counts() == {each.value: int(each == reason) for each in PendingReason}


def test_an_inquiry_about_a_wrong_at_a_known_place_waits_for_its_answer(desk: Desk) -> None:
    (row,) = rows.prepared(order("1001", rows.SUNROOM))
    assert row.read is not None
    asked = rows.changed_read(row, act="inquiry", waits_for="inquiry")
    desk.receive([asked])

    assert (report("1001").fate, report("1001").pending_reason) == ("pending", "inquiry")
    assert Problem.objects.count() == 0


def test_a_compound_that_is_not_known_becomes_a_provisional_one(desk: Desk) -> None:
    desk.take(order("1001", rows.NOT_KNOWN), order("1002", rows.NOT_KNOWN))

    place = Compound.objects.get(status="provisional")
    assert (place.name, place.scope_unit_id, place.counting_unit_id) == (
        "碧岩花苑",
        desk.unit_id,
        desk.unit_id,
    )
    problem = Problem.objects.get()
    assert (problem.compound, problem.place_key) == (place, "9//602")
    assert set(Report.objects.values_list("compound", "fate")) == {(place.pk, "linked")}
    assert Link.objects.filter(problem=problem).count() == 2
    for one in Report.objects.all():
        assert history("report", one.pk)[1:] == [("report.place", {"compound": place.pk})]
        assert causes("report", one.pk) == ["", f"report:{one.pk}#1"]


def test_a_name_longer_than_any_compounds_waits_for_a_person_and_keeps_nothing_else_out(desk: Desk) -> None:
    endless = rows.NOT_KNOWN.replace("碧岩花苑", "碧岩花苑" + "东苑" * 110)
    receipt = desk.take(order("1001", endless), order("1002", rows.SUNROOM))

    assert dict(receipt.counts) == {"new": 2}
    assert (report("1001").fate, report("1001").pending_reason) == ("pending", "place")
    assert report("1002").fate == "linked"
    assert not Compound.objects.filter(status="provisional").exists()


def test_a_provisional_place_is_apart_by_district_and_counts_for_that_districts_unit(desk: Desk) -> None:
    bureau = Desk(unit("sh-bureau").pk)
    bureau.take(
        order("1001", rows.NOT_KNOWN, district="闵行区"),
        order("1002", rows.NOT_KNOWN, district="静安"),
        order("1003", rows.NOT_KNOWN, district="外省"),
        order("1004", rows.NOT_KNOWN, district="上海市闵行区"),
    )

    at = {number: report(number).compound for number in ("1001", "1002", "1003", "1004")}
    assert at["1001"] == at["1004"]
    assert {
        number: (place.district and place.district.name, place.counting_unit.code)
        for number, place in at.items()
        if place is not None
    } == {
        "1001": ("闵行区", "minhang"),
        "1002": ("静安区", "jingan"),
        "1003": (None, "sh-bureau"),
        "1004": ("闵行区", "minhang"),
    }
    leads = Assignment.objects.filter(role="lead").values_list("task__problem__compound", "unit__code")
    assert dict(leads)[at["1001"].pk if at["1001"] else 0] == "minhang"


def test_two_wrongs_in_one_text_are_two_problems_of_one_report(desk: Desk) -> None:
    (row,) = rows.prepared(order("1001", rows.SUNROOM))
    desk.receive([rows.with_wrongs(row, "illegal-construction", "facade")])

    assert set(Problem.objects.values_list("violation", flat=True)) == {"illegal-construction", "facade"}
    assert Link.objects.filter(report=report("1001")).count() == 2
    assert Task.objects.count() == Assignment.objects.filter(role="lead").count() == 2
    assert Message.objects.count() == 1


def test_the_same_wrong_at_the_same_place_joins_its_problem(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    desk.take(order("1002", rows.SUNROOM_AGAIN), minutes=5)

    problem = Problem.objects.get()
    first, second = Report.objects.order_by("pk")
    assert list(problem.links.order_by("pk").values_list("report", flat=True)) == [first.pk, second.pk]
    assert history("problem", problem.pk)[1] == ("problem.join", {"linked": [second.pk]})
    assert causes("problem", problem.pk)[1] == f"report:{second.pk}#1"
    assert (Task.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.parametrize("text", [rows.OTHER_ROOM, rows.OTHER_BUILDING, rows.OTHER_COMPOUND])
def test_another_room_building_or_compound_is_another_problem(desk: Desk, text: str) -> None:
    desk.take(order("1001", rows.SUNROOM))
    desk.take(order("1002", text, district="" if text != rows.OTHER_COMPOUND else "闵行区"), minutes=5)

    assert Problem.objects.count() == 2
    assert set(Problem.objects.values_list("recurrence_of", flat=True)) == {None}


# Made on the day on which problems are settled here.
SINCE = "2022-09-15 10:05:00"


def test_a_report_of_a_settled_problem_opens_a_new_one_that_names_it(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    old = Problem.objects.get()
    settled(old, 10)
    desk.take(order("1002", rows.SUNROOM_AGAIN, SINCE), minutes=60)

    new = Problem.objects.get(state="open")
    assert (new.recurrence_of, new.place_key) == (old, old.place_key)
    assert history("problem", new.pk)[0][1]["recurrence_of"] == old.pk
    assert Reply.objects.get(report__number="1001").state == "owed"
    assert Reply.objects.get(report__number="1002").state == "waiting"


def test_a_third_problem_of_one_place_names_the_latest_settled(desk: Desk) -> None:
    for number in ("1001", "1002", "1003"):
        desk.take(order(number, rows.SUNROOM, SINCE))
        last = Problem.objects.get(state="open")
        if number != "1003":
            settled(last, 10)

    first, second, third = Problem.objects.order_by("pk")
    assert (first.recurrence_of, second.recurrence_of, third.recurrence_of) == (None, first, second)


def test_a_later_row_of_one_number_in_one_set_changes_the_report_of_the_earlier(desk: Desk) -> None:
    receipt = desk.take(
        order("1001", rows.SUNROOM, deadline="2022-09-20"), order("1001", rows.SUNROOM, deadline="2022-09-22")
    )

    assert dict(receipt.counts) == {"new": 1, "changed": 1}
    one = Report.objects.get()
    assert (one.handle_due, one.fate) == (date(2022, 9, 22), "linked")
    assert list(LandedRow.objects.order_by("version").values_list("version", "position", "report")) == [
        (1, 2, one.pk),
        (2, 3, one.pk),
    ]
    # The amendment was brought about by the receipt of the earlier row.
    assert causes("report", one.pk) == ["", f"report:{one.pk}#1"]


def test_one_row_twice_in_one_set_is_known_the_second_time(desk: Desk) -> None:
    row = order("1001", rows.SUNROOM)
    assert dict(desk.take(row, row).counts) == {"new": 1, "known": 1}
    assert LandedRow.objects.count() == 1


def test_a_known_row_changes_nothing(desk: Desk) -> None:
    row = order("1001", rows.SUNROOM)
    desk.take(row)
    before = rows.dump()

    assert dict(desk.take(row, minutes=30).counts) == {"known": 1}
    assert rows.dump() == before


def test_an_older_version_in_a_new_file_is_a_change_back_and_in_its_own_file_known(desk: Desk) -> None:
    old, new = (order("1001", rows.SUNROOM, deadline=day) for day in ("2022-09-20", "2022-09-22"))
    desk.take(old)
    desk.take(new, minutes=1)

    assert dict(desk.take(old, minutes=2, taken_to=1000).counts) == {"known": 1}
    assert report("1001").handle_due == date(2022, 9, 22)
    assert dict(desk.take(old, minutes=3).counts) == {"changed": 1}
    assert report("1001").handle_due == date(2022, 9, 20)
    assert list(LandedRow.objects.order_by("version").values_list("version", flat=True)) == [1, 2, 3]


def test_a_refused_row_is_kept_and_becomes_a_report_when_it_comes_corrected(desk: Desk) -> None:
    wrong = order("1001", rows.SUNROOM, received="二〇二二年某日")
    assert dict(desk.take(wrong).counts) == {"refused": 1}
    kept = LandedRow.objects.get()
    assert (kept.state, kept.report, kept.version) == (LandedState.REFUSED, None, 1)
    assert as_received(kept)["工单生成时间"] == "二〇二二年某日"
    ((row, problems),) = refused_rows()
    assert (row, problems[0]["column"], problems[0]["position"]) == (kept, "工单生成时间", 2)

    assert dict(desk.take(wrong, minutes=1).counts) == {"known": 1}
    assert dict(desk.take(order("1001", rows.SUNROOM), minutes=2).counts) == {"new": 1}
    assert report("1001").fate == "linked"
    assert list(LandedRow.objects.order_by("version").values_list("version", "state")) == [
        (1, "refused"),
        (2, "promoted"),
    ]
    assert list(refused_rows()) == []


def test_a_refused_newer_version_leaves_the_report_as_it_is(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    before = Report.objects.values().get()
    assert dict(desk.take(order("1001", rows.SUNROOM, deadline="月底"), minutes=1).counts) == {"refused": 1}

    assert Report.objects.values().get() == before
    assert [row.version for row, _ in refused_rows()] == [2]


def test_rows_without_a_number_are_told_apart_by_what_they_say(desk: Desk) -> None:
    one, two = order("", rows.SUNROOM), order("", rows.SUNROOM_AGAIN, phone="021-5550-0137")
    assert dict(desk.take(one, two, one).counts) == {"new": 2, "known": 1}
    assert dict(desk.take(two, minutes=1).counts) == {"known": 1}

    # Without a number nobody can be answered, unless the caller left a telephone.
    assert list(Reply.objects.order_by("pk").values_list("state", flat=True)) == ["unreachable", "waiting"]
    assert Problem.objects.get().links.count() == 2


def test_a_further_report_can_move_the_first_day_back_and_say_that_work_is_under_way(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    problem, task = Problem.objects.get(), Task.objects.get()
    assert (problem.first_on, problem.condition) == (date(2022, 9, 14), "")

    desk.take(order("1002", rows.SUNROOM_UNDER_WAY, "2022-09-12 08:00:00"), minutes=5)
    later = Task.objects.get()
    problem.refresh_from_db()
    assert (problem.first_on, problem.condition) == (date(2022, 9, 12), "in_progress")
    assert later.due_on < task.due_on
    assert later.measure != task.measure
    assert history("problem", problem.pk)[-1][1] == {
        "linked": [report("1002").pk],
        "first_on": "2022-09-12",
        "condition": "in_progress",
    }
    assert history("task", task.pk)[-1] == (
        "problem.join",
        {"under_way": True, "due": later.due_on.isoformat()},
    )


def test_a_place_that_was_merged_after_its_row_was_read_is_the_one_it_became(desk: Desk) -> None:
    desk.take(order("1001", rows.OTHER_COMPOUND.replace("听潮路1201弄白鹭新城", "云帆路166弄丹枫别院")))
    read_before = rows.prepared(order("1002", rows.SUNROOM))
    merge(by(1), compound("t1").pk, compound("t3").pk, "同一小区")
    desk.receive(read_before, 2)

    problem = Problem.objects.get()
    assert (problem.compound, problem.links.count()) == (compound("t3"), 2)
    assert report("1002").compound == compound("t3")


@pytest.mark.parametrize("count", [1, 3])
def test_each_row_kept_can_be_revealed_as_it_was_received(desk: Desk, count: int) -> None:
    desk.take(*(order(f"10{n}", rows.SUNROOM, name="苏予安", phone="13900001234") for n in range(count)))

    for row in LandedRow.objects.all():
        assert as_received(row) == {
            "工单编号": row.number,
            "工单生成时间": "2022-09-14T10:05:00",
            "诉求区域": "静安区",
            "内容描述": rows.SUNROOM,
            "姓名": "苏予安",
            "联系电话": "13900001234",
        } | dict.fromkeys(("派单时间", "签收时间", "办理时限", "诉求地址", "主办单位", "工单类型"), "")
