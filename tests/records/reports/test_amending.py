"""The same order in a later export: what changed is taken over, and what a person decided stays."""

from __future__ import annotations

from datetime import date

import pytest

from huiyin.knowledge.language import likeness
from huiyin.records.ledger.models import ExceptionItem
from huiyin.records.ledger.queries import open_exceptions
from huiyin.records.problems.actions.links import add_links, remove_links
from huiyin.records.problems.models import Link, Problem
from huiyin.records.reports.actions.columns import LIKENESS
from huiyin.records.reports.actions.fate import decline, propose_declining, transfer, withdraw
from huiyin.records.reports.models import Disposal, Report
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, by, compound, history, order, report


def listed() -> list[tuple[str, int, str]]:
    """What stands on the exceptions list."""
    return list(open_exceptions().values_list("record", "record_id", "wanted"))


def test_a_changed_deadline_changes_the_deadline_alone(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM, dispatched="2022-09-14"))
    before = Report.objects.values().get()
    assert (before["handle_due"], before["handle_due_given"]) == (date(2022, 9, 21), False)
    desk.take(order("1001", rows.SUNROOM, dispatched="2022-09-14", deadline="2022-09-19 18:00:00"), minutes=5)

    after = Report.objects.values().get()
    changed = {name: value for name, value in after.items() if value != before[name]}
    assert set(changed) == {"handle_due", "handle_due_at", "handle_due_given"}
    assert (changed["handle_due"], changed["handle_due_given"]) == (date(2022, 9, 19), True)
    assert history("report", before["id"])[1] == (
        "report.amend",
        {
            "changed": ["handle_due", "handle_due_at", "handle_due_given"],
            "before": {"deadline": "2022-09-21"},
            "after": {"deadline": "2022-09-19T18:00:00+08:00"},
            "reader": "",
            "to_recheck": False,
        },
    )
    assert listed() == []


def test_a_deadline_that_a_later_row_leaves_out_stays(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM, dispatched="2022-09-14", deadline="2022-09-30"))
    desk.take(order("1001", rows.SUNROOM, dispatched="2022-09-14"), minutes=5)

    one = report("1001")
    assert (one.handle_due, one.handle_due_given, one.handle_due_at) == (date(2022, 9, 30), True, None)


def test_a_text_that_reads_the_same_is_taken_over_without_a_question(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    desk.take(order("1001", rows.SUNROOM + "请尽快联系。"), minutes=5)

    assert report("1001").text.endswith("请尽快联系。")
    assert listed() == []
    assert (Problem.objects.count(), Link.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [(rows.OUTSIDE, rows.SUNROOM), (rows.NO_PLACE, rows.SUNROOM), (rows.UNSURE, rows.NOT_KNOWN)],
)
def test_a_pending_report_that_reads_clearly_now_is_joined(desk: Desk, before: str, after: str) -> None:
    desk.take(order("1001", before))
    assert (report("1001").fate, Problem.objects.count()) == ("pending", 0)
    receipt = desk.take(order("1001", after), minutes=5)

    one, problem = report("1001"), Problem.objects.get()
    assert dict(receipt.counts) == {"changed": 1}
    assert (one.fate, one.pending_reason, one.pending_owner, one.pending_due) == ("linked", "", None, None)
    assert one.compound == problem.compound
    assert list(problem.links.values_list("report", flat=True)) == [one.pk]
    assert listed() == []


def test_an_address_that_comes_later_places_the_report(desk: Desk) -> None:
    desk.take(order("1001", rows.NO_PLACE))
    desk.take(order("1001", rows.NO_PLACE, address="云帆路88弄青梧雅苑7号楼1201室"), minutes=5)

    one = report("1001")
    assert (one.fate, one.compound, one.building, one.room) == ("linked", compound("t1"), "7", "1201")


def test_a_corrected_district_places_the_report(desk: Desk) -> None:
    desk.take(order("1001", rows.OTHER_COMPOUND))
    assert report("1001").pending_reason == "place"
    desk.take(order("1001", rows.OTHER_COMPOUND, district="闵行区"), minutes=5)

    assert (report("1001").fate, report("1001").compound) == ("linked", compound("t2"))


def test_a_pending_report_that_waits_for_something_else_now_says_so(desk: Desk) -> None:
    desk.take(order("1001", rows.OUTSIDE, dispatched="2022-09-14"))
    desk.take(order("1001", rows.NO_PLACE, dispatched="2022-09-14"), minutes=5)

    one = report("1001")
    assert (one.fate, one.pending_reason, one.pending_owner_id, one.pending_due) == (
        "pending",
        "place",
        desk.unit_id,
        date(2022, 9, 15),
    )


@pytest.mark.parametrize("after", [rows.OTHER_ROOM, rows.EBIKES, rows.NOT_KNOWN, rows.OUTSIDE])
def test_a_linked_report_that_reads_otherwise_goes_on_the_list_and_keeps_its_link(
    desk: Desk, after: str
) -> None:
    desk.take(order("1001", rows.SUNROOM))
    problem = Problem.objects.get()
    desk.take(order("1001", after), minutes=5)

    one = report("1001")
    assert listed() == [("report", one.pk, "problem.join")]
    assert ExceptionItem.objects.get().reason == "诉件内容已变更，判读结果与原关联问题不同，请核对关联。"
    assert (one.fate, one.text) == ("linked", after)
    assert list(Link.objects.values_list("problem", "report", "removed_at")) == [(problem.pk, one.pk, None)]
    assert [action for action, _ in history("report", one.pk)] == [
        "report.receive",
        "report.amend",
        "exception.raise",
    ]


def test_a_provisional_place_that_becomes_another_goes_on_the_list(desk: Desk) -> None:
    desk.take(order("1001", rows.NOT_KNOWN))
    desk.take(order("1001", rows.NOT_KNOWN.replace("碧岩花苑", "松涛名邸")), minutes=5)

    assert listed() == [("report", report("1001").pk, "problem.join")]
    assert report("1001").compound == Problem.objects.get().compound


def test_a_known_compound_spelled_otherwise_is_no_question(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    desk.take(order("1001", rows.SUNROOM.replace("云帆路88弄青梧雅苑", "青梧雅苑")), minutes=5)

    assert report("1001").compound == compound("t1")
    assert listed() == []


def test_a_report_that_has_left_us_keeps_its_fate_whatever_it_says_now(desk: Desk) -> None:
    desk.take(*(order(str(number), rows.OUTSIDE) for number in (1001, 1002, 1003)))
    moved, declined, taken_back = (report(str(number)).pk for number in (1001, 1002, 1003))
    transfer(by(1), [moved], "燃气管理处", "RQ-88", "非本单位职责")
    propose_declining(by(1, "wu"), [declined], "out-of-area", "不在受理范围")
    decline(by(2, "shen"), [declined])
    withdraw(by(3), [taken_back], "来电人撤回")
    replies = rows.dump()["reports_reply"]
    desk.take(*(order(str(number), rows.SUNROOM) for number in (1001, 1002, 1003)), minutes=5)

    assert list(Report.objects.order_by("number").values_list("fate", "text")) == [
        ("transferred", rows.SUNROOM),
        ("declined", rows.SUNROOM),
        ("withdrawn", rows.SUNROOM),
    ]
    assert (Problem.objects.count(), Link.objects.count(), listed()) == (0, 0, [])
    assert rows.dump()["reports_reply"] == replies


def test_a_report_that_a_person_took_off_its_problem_is_not_put_back_by_the_next_export(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.SUNROOM_AGAIN))
    problem = Problem.objects.get()
    remove_links(by(5), problem.pk, [report("1001").pk], "说的是另一户")
    desk.take(order("1001", rows.SUNROOM + "请回电。"), minutes=10)

    assert (report("1001").fate, report("1001").pending_reason) == ("pending", "unlinked")
    assert list(problem.links.filter(removed_at=None).values_list("report__number", flat=True)) == ["1002"]


def test_a_declining_that_was_only_proposed_gives_way_when_the_report_finds_its_problem(desk: Desk) -> None:
    desk.take(order("1001", rows.OUTSIDE), order("1002", rows.NO_PLACE), order("1003", rows.SUNROOM))
    ids = [report(number).pk for number in ("1001", "1002")]
    propose_declining(by(1, "wu"), ids, "out-of-area", "不在受理范围")
    desk.take(order("1001", rows.SUNROOM_AGAIN), minutes=5)
    add_links(by(6), Problem.objects.get().pk, [report("1002").pk])

    assert Disposal.objects.count() == 0
    assert set(Report.objects.values_list("fate", flat=True)) == {"linked"}


def test_the_keys_of_likeness_are_those_of_the_newest_text(desk: Desk) -> None:
    def keys() -> tuple[int | None, ...]:
        return Report.objects.values_list(*LIKENESS).get()

    desk.take(order("1001", rows.SUNROOM))
    assert keys() == likeness.keys(rows.SUNROOM)
    desk.take(order("1001", rows.EBIKES), minutes=10)
    assert keys() == likeness.keys(rows.EBIKES)
    desk.take(order("1001", "小区很吵。"), minutes=20)
    assert keys() == (None, None, None, None)
    _, changed = history("report", report("1001").pk)[-1]
    assert set(changed["changed"]).isdisjoint(LIKENESS)
