"""Fourteen orders of nine people about e-bikes in one lobby: one problem, fourteen fates, each answered once."""

from __future__ import annotations

from datetime import date

from huiyin.records.ledger import vault
from huiyin.records.ledger.queries import open_exceptions
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.models import Link, Problem, Task, Verification
from huiyin.records.reports.actions.fate import withdraw
from huiyin.records.reports.actions.reply import Answer, ReplyRefused, send
from huiyin.records.reports.models import LandedRow, Reply, Report
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, history, order, refused, report

# Nine people; the seventh and eighth want to stay unnamed, and the ninth owns one of the bikes.
CALLERS = (1, 2, 3, 1, 4, 5, 2, 6, 7, 3, 8, 9, 1, 2)
ANSWER = "您反映的12号楼大堂电动自行车停放充电问题，已责令改正并清理。"


def orders() -> list[dict[str, str]]:
    cells = []
    for n, caller in enumerate(CALLERS):
        day = 1 + n * 11 // 13
        phone = "" if caller in (7, 8) else f"1390000{caller:04}"
        cells.append(order(f"2022080{n:03}", rows.EBIKES, f"2022-08-{day:02} 0{n % 10}:15:00", phone=phone))
    return cells


def test_fourteen_orders_of_nine_people_are_one_problem_and_fourteen_fates(desk: Desk) -> None:
    for n, cell in enumerate(orders()):
        desk.take(cell, minutes=n)
    desk.take(order("20220813001", rows.WITHDRAWN), minutes=20)
    withdrawn, through = report("2022080003").pk, report("20220813001").pk
    withdraw(by(30), [withdrawn], "来电人不再追究", through)

    problem = Problem.objects.get()
    assert (problem.violation, problem.place_key, problem.state, problem.first_on) == (
        "ebike-common-parts",
        "12//",
        "open",
        date(2022, 8, 1),
    )
    assert Task.objects.count() == 1
    assert Report.objects.count() == LandedRow.objects.count() == 15
    assert Link.objects.filter(problem=problem, removed_at=None).count() == 14
    fates = list(Report.objects.order_by("pk").values_list("fate", flat=True))
    assert fates == ["linked"] * 3 + ["withdrawn"] + ["linked"] * 10 + ["withdrawn"]
    callers = [bytes(c) for c in Report.objects.exclude(caller=None).values_list("caller", flat=True)]
    assert len(set(callers)) == 7
    # The same caller is found by a mark that tells nobody who it is.
    assert all(len(caller) == 16 for caller in callers)

    verify(by(60), [Finding(problem.pk, Verification.TRUE, AT.date())])
    with refused(ReplyRefused, "its matter is not settled yet"):
        send(by(65), [Answer(report("2022080000").pk, ANSWER)])
    settle(by(70), [problem.pk], "三辆车均已清理，复查无停放")

    states = list(Reply.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["owed"] * 3 + ["released"] + ["owed"] * 10 + ["released"]
    owed = list(Reply.objects.filter(state="owed").values_list("pk", flat=True))
    assert len(send(by(80), [Answer(pk, ANSWER) for pk in owed])) == 13
    digest = vault.blind_index("answer", ANSWER.encode()).hex()
    for pk in owed:
        assert [said for said in history("report", pk) if said[0] == "reply.send"] == [
            ("reply.send", {"reply": "sent", "digest": digest})
        ]
    assert set(Reply.objects.values_list("state", "text")) == {("sent", ANSWER), ("released", "")}
    assert list(open_exceptions()) == []


def test_the_same_fourteen_in_one_export_come_to_the_same(desk: Desk) -> None:
    receipt = desk.take(*orders())

    assert dict(receipt.counts) == {"new": 14}
    problem = Problem.objects.get()
    assert (problem.first_on, problem.links.count()) == (date(2022, 8, 1), 14)
    assert len(history("problem", problem.pk)) == 1
