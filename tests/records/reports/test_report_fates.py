"""What becomes of a report that waits: transferred, declined by two persons, withdrawn; and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.records.ledger.models import Entry
from huiyin.records.problems.models import Link, Problem
from huiyin.records.reports.actions.fate import (
    FateRefused,
    Hold,
    decline,
    hold,
    place,
    propose_declining,
    transfer,
    withdraw,
)
from huiyin.records.reports.models import Disposal, PendingReason, Reply, Report
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, by, causes, history, order, refused, report


def waiting(desk: Desk, count: int) -> list[int]:
    """Reports that are not ours, waiting for a person."""
    desk.take(*(order(str(1001 + n), rows.OUTSIDE) for n in range(count)))
    return [report(str(1001 + n)).pk for n in range(count)]


def test_a_transfer_of_a_set_has_one_receipt_an_entry_for_each_and_the_answers_are_owed(desk: Desk) -> None:
    ids = waiting(desk, 3)
    before = Entry.objects.count()
    assert transfer(by(10, "wu"), ids, "燃气管理处", "RQ-2022-88", "属燃气管理职责") == ids

    assert set(Report.objects.values_list("fate", "pending_reason", "pending_owner", "pending_due")) == {
        ("transferred", "", None, None)
    }
    told = Disposal.objects.values_list("kind", "body", "receipt", "reason", "proposed_by", "confirmed_at")
    assert set(told) == {("transferred", "燃气管理处", "RQ-2022-88", "属燃气管理职责", "wu", by(10).at)}
    assert set(Reply.objects.values_list("state", "owed_since", "due")) == {
        ("owed", by(10).at, date(2022, 9, 22))
    }
    assert Entry.objects.count() - before == 6
    for pk in ids:
        assert history("report", pk)[1:] == [
            (
                "report.transfer",
                {
                    "fate": "transferred",
                    "body": "燃气管理处",
                    "receipt": "RQ-2022-88",
                    "was": {"reason": "outside", "owner": desk.unit_id, "due": "2022-09-15"},
                },
            ),
            ("reply.owe", {"reply": "owed", "due": "2022-09-22"}),
        ]
        assert causes("report", pk) == ["", "", f"report:{pk}#2"]


@pytest.mark.parametrize(
    ("body", "receipt", "reason", "words"),
    [("", "R", "r", "to whom"), ("B", " ", "r", "the receipt"), ("B", "R", "\n", "the reason")],
)
def test_a_transfer_without_body_receipt_or_reason_is_refused(
    desk: Desk, body: str, receipt: str, reason: str, words: str
) -> None:
    ids = waiting(desk, 1)
    with refused(FateRefused, words):
        transfer(by(10), ids, body, receipt, reason)


def test_one_report_of_a_set_that_does_not_wait_refuses_the_whole_set(desk: Desk) -> None:
    ids = waiting(desk, 2)
    desk.take(order("2001", rows.SUNROOM))
    linked = report("2001").pk
    for act in (
        lambda: transfer(by(10), [*ids, linked], "燃气管理处", "RQ-1", "非本单位职责"),
        lambda: propose_declining(by(10), [*ids, linked], "out-of-area", "不在受理范围"),
        lambda: decline(by(10), [*ids, linked]),
    ):
        with refused(FateRefused, f"report {linked} is linked, not pending"):
            act()
    with refused(FateRefused, f"there is no report {linked + 1000}"):
        transfer(by(10), [*ids, linked + 1000], "燃气管理处", "RQ-1", "非本单位职责")


def test_declining_takes_a_ground_of_the_book_and_another_person(desk: Desk) -> None:
    ids = waiting(desk, 2)
    assert propose_declining(by(10, "wu"), ids, "out-of-area", "不在本市受理范围") == ids
    assert set(Report.objects.values_list("fate", flat=True)) == {"pending"}
    assert set(Reply.objects.values_list("state", flat=True)) == {"waiting"}
    with refused(FateRefused, "wu proposed it; another person must confirm"):
        decline(by(11, "wu"), ids)

    assert decline(by(12, "shen"), ids) == ids
    assert set(Report.objects.values_list("fate", flat=True)) == {"declined"}
    assert set(
        Disposal.objects.values_list("kind", "ground", "proposed_by", "confirmed_by", "confirmed_at")
    ) == {("declined", "out-of-area", "wu", "shen", by(12).at)}
    assert set(Reply.objects.values_list("state", flat=True)) == {"owed"}
    assert history("report", ids[0])[1:] == [
        ("report.decline.propose", {"ground": "out-of-area", "proposed": True}),
        ("report.decline", {"fate": "declined", "ground": "out-of-area"}),
        ("reply.owe", {"reply": "owed", "due": "2022-09-22"}),
    ]


def test_declining_on_no_ground_of_the_book_without_reason_or_unproposed_is_refused(desk: Desk) -> None:
    ids = waiting(desk, 1)
    with refused(FateRefused, "'too-busy' is not a ground for declining; the grounds are out-of-area, "):
        propose_declining(by(10), ids, "too-busy", "人手不足")
    with refused(FateRefused, "declining needs a reason"):
        propose_declining(by(10), ids, "out-of-area", "  ")
    with refused(FateRefused, "nobody has proposed to decline it"):
        decline(by(10), ids)


def test_proposing_to_decline_many_takes_as_many_statements_as_few(desk: Desk) -> None:
    ids = waiting(desk, 33)
    told = []
    for some in (ids[:3], ids[3:]):
        with CaptureQueriesContext(connection) as captured:
            propose_declining(by(10, "wu"), some, "out-of-area", "不在受理范围")
        told.append(len(captured.captured_queries))

    assert told[0] == told[1]
    assert Disposal.objects.filter(proposed_by="wu", proposed_at=by(10).at).count() == 33


def test_a_place_that_is_named_twice_is_entered_once_with_the_last(desk: Desk) -> None:
    (one,) = waiting(desk, 1)
    first, last = rows.compound("t1").pk, rows.compound("t2").pk
    place(by(10), [(one, first), (one, last)])

    assert report("1001").compound_id == last
    assert history("report", one)[1:] == [("report.place", {"compound": last})]


def test_who_proposes_last_is_the_first_person(desk: Desk) -> None:
    ids = waiting(desk, 1)
    propose_declining(by(10, "wu"), ids, "out-of-area", "不在受理范围")
    propose_declining(by(11, "shen"), ids, "beyond-reason", "明显不合理")
    with refused(FateRefused, "shen proposed it"):
        decline(by(12, "shen"), ids)
    decline(by(13, "wu"), ids)

    kept = Disposal.objects.get()
    assert (kept.ground, kept.proposed_by, kept.confirmed_by) == ("beyond-reason", "shen", "wu")


def test_a_proposal_to_decline_gives_way_to_a_transfer(desk: Desk) -> None:
    ids = waiting(desk, 1)
    propose_declining(by(10, "wu"), ids, "out-of-area", "不在受理范围")
    transfer(by(11), ids, "燃气管理处", "RQ-1", "非本单位职责")

    assert Disposal.objects.get().kind == "transferred"


def test_a_withdrawal_releases_the_reply_and_the_problem_goes_on(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.SUNROOM_AGAIN))
    desk.take(order("1003", rows.WITHDRAWN), minutes=5)
    one, through = report("1001").pk, report("1003").pk
    assert withdraw(by(10), [one], "来电人不再追究", through) == [one, through]

    assert list(Report.objects.order_by("number").values_list("fate", flat=True)) == [
        "withdrawn",
        "linked",
        "withdrawn",
    ]
    assert list(Disposal.objects.order_by("pk").values_list("report", "kind", "withdrawn_through")) == [
        (one, "withdrawn", through),
        (through, "withdrawn", None),
    ]
    assert list(Reply.objects.order_by("pk").values_list("state", flat=True)) == [
        "released",
        "waiting",
        "released",
    ]
    problem = Problem.objects.get()
    assert (problem.state, Link.objects.filter(problem=problem, removed_at=None).count()) == ("open", 2)
    assert history("report", one)[1] == ("report.withdraw", {"fate": "withdrawn", "through": through})


def test_what_left_us_once_cannot_leave_us_again(desk: Desk) -> None:
    (one,) = waiting(desk, 1)
    with refused(FateRefused, "a withdrawal needs a reason"):
        withdraw(by(9), [one], "")
    withdraw(by(10), [one], "来电人撤回")
    with refused(FateRefused, f"report {one} is withdrawn already"):
        withdraw(by(11), [one], "来电人撤回")
    with refused(FateRefused, f"report {one} is withdrawn, not pending"):
        transfer(by(11), [one], "燃气管理处", "RQ-1", "非本单位职责")
    with refused(FateRefused, f"report {one} is withdrawn already"):
        hold(by(11), [Hold(one, PendingReason.READING, desk.unit_id, date(2022, 9, 20))])
