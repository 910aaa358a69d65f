"""``huiyin triage``: what waits is listed and dealt with; a refusal is one line and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from doors.cli.homes import Home, on_sqlite

pytestmark = on_sqlite


def fates(home: Home) -> dict[str, str]:
    return dict(home.sql("SELECT number, fate FROM reports_report ORDER BY number"))


def ids(home: Home, *numbers: str) -> list[int]:
    return [home.sql("SELECT id FROM reports_report WHERE number = ?", number)[0][0] for number in numbers]


def test_what_waits_is_listed_by_reason_with_number_and_due_day(home: Home) -> None:
    everything = home.done("triage", "list", "--json").lines
    assert [(line["number"], line["reason"]) for line in everything] == [
        ("1003", "outside"),
        ("1004", "outside"),
        ("1005", "reading"),
        ("1006", "withdrawal"),
    ]
    assert {line["due"] for line in everything} == {"2022-09-15"}
    outside = home.done("triage", "list", "--reason", "outside", "--limit", "1", "--json").lines
    assert [(line["number"], line["agency"]) for line in outside] == [("1003", "燃气管理处")]
    people = home.done("triage", "list").out
    assert "疑非本单位职责，待分流（outside）: 2" in people
    assert "1006" in people


def test_those_of_one_agency_are_transferred_at_once_with_one_receipt(home: Home) -> None:
    call = ("triage", "transfer", "--to", "燃气管理处", "--receipt", "RQ-88", "--why", "非本单位职责")
    done = home.done(*call, "--agency", "燃气管理处", "--as", "wu", "--json").facts

    assert done == {"transferred": 2, "ids": ids(home, "1003", "1004")}
    assert fates(home) == {
        "1001": "linked",
        "1002": "linked",
        "1003": "transferred",
        "1004": "transferred",
        "1005": "pending",
        "1006": "pending",
    }
    assert home.sql("SELECT DISTINCT body, receipt, proposed_by FROM reports_disposal") == [
        ("燃气管理处", "RQ-88", "wu")
    ]
    assert home.sql("SELECT count(*) FROM ledger_entry WHERE action = 'report.transfer'") == [(2,)]
    assert home.done("check", "--json").facts["breaches"] == 0


def test_those_of_a_file_of_ids_are_transferred_or_none_of_them(home: Home, tmp_path: Path) -> None:
    chosen = tmp_path / "ids.txt"
    call = (
        "triage",
        "transfer",
        "--to",
        "燃气管理处",
        "--receipt",
        "RQ-88",
        "--why",
        "非本单位职责",
        "--ids",
        chosen,
    )
    waiting, linked = ids(home, "1003", "1001")
    before = fates(home)
    chosen.write_text(f"{waiting}\n{linked}\n")
    home.run(*call).failed(3, f"report {linked} is linked, not pending")
    chosen.write_text("三\n")
    home.run(*call).failed(3, "ids.txt: a report id a line is expected")
    home.run(*call, "--agency", "燃气管理处").failed(2, "name the reports by --ids or by --agency")
    assert fates(home) == before

    chosen.write_text(f"{waiting}\n")
    assert home.done(*call).out == "已移送 1 件\n"


def test_declining_takes_two_calls_by_two_people(home: Home) -> None:
    (one,) = ids(home, "1005")
    home.run("triage", "decline", one, "--ground", "too-busy", "--why", "忙").failed(
        3, " / 没有代码为 too-busy 的不予受理情形，可用的为 out-of-area, "
    )
    home.run("triage", "decline", one).failed(3, "nobody has proposed to decline it")
    proposed = home.done(
        "triage", "decline", one, "--ground", "out-of-area", "--why", "不在受理范围", "--as", "wu", "--json"
    )
    assert proposed.facts == {"proposed": 1, "ids": [one]}
    home.run("triage", "decline", one, "--as", "wu").failed(3, "wu proposed it; another person must confirm")
    for same in (" wu ", "ｗｕ", "WU", "w u"):
        home.run("triage", "decline", one, "--as", same).failed(3, "proposed it; another person must confirm")
    for unseen in ("wu\u200b", "w\u00adu", "wu\ufe0f", "wu\u3164"):
        home.run("triage", "decline", one, "--as", unseen).failed(2, "不含看不见的字符")
    assert fates(home)["1005"] == "pending"

    assert home.done("triage", "decline", one, "--as", "shen", "--json").facts == {
        "declined": 1,
        "ids": [one],
    }
    assert fates(home)["1005"] == "declined"


def test_an_order_is_withdrawn_through_the_one_that_took_it_back(home: Home) -> None:
    home.run("triage", "withdraw", "8888", "--why", "撤回").failed(
        3, "there is no report with the number 8888"
    )
    home.run("triage", "withdraw", "1002", "--through", "8888", "--why", "撤回").failed(3, "8888")
    call = ("triage", "withdraw", "1002", "--through", "1006", "--why", "来电人撤回")
    done = home.done(*call, "--json").facts

    assert done == {"withdrawn": 2, "ids": ids(home, "1002", "1006")}
    assert (fates(home)["1001"], fates(home)["1002"], fates(home)["1006"]) == (
        "linked",
        "withdrawn",
        "withdrawn",
    )
    assert home.sql("SELECT state FROM problems_problem") == [("open",)]
    home.run(*call).failed(3, "is withdrawn already")


def test_a_reason_that_does_not_exist_is_named_with_those_that_do(home: Home) -> None:
    home.run("triage", "list", "--reason", "boredom").failed(
        2, "the reasons are reading, place, unplaced, outside"
    )


@pytest.mark.parametrize("pk", ["999999", "99999999999999999999999"])
def test_a_report_that_is_not_there_is_refused_in_one_line(home: Home, pk: str) -> None:
    home.run("triage", "decline", pk).failed(3, f"there is no report {pk}")


def test_an_inquiry_is_answered_and_a_feedback_attached_from_the_command_line(
    home: Home, tmp_path: Path
) -> None:
    table = tmp_path / "more.csv"
    table.write_text(
        "工单编号,工单生成时间,诉求区域,内容描述\n"
        "2001,2022-09-14,静安区,市民来电咨询：在楼顶搭建阳光房，请问是否属于违法建筑、由哪个部门管？\n"
        "2002,2022-09-14,静安区,云帆街道城管中队来电：工单20220901000503已到现场查看，请转相关部门知悉。\n"
        "2003,2022-09-14,静安区,云帆街道城管中队来电：工单20220901000999已到现场查看，请转相关部门知悉。\n"
        "20220901000503,2022-09-14,静安区,市民来电反映：楼上业主在楼顶违章搭建阳光房，要求拆除。\n",
        encoding="utf-8",
    )
    home.done("import", table, "--mapping", "generic", "--unit", "jingan")
    assert home.done("triage", "answer", "2001", "--text", "属于违法建筑。", "--json").facts["answered"] == 1
    preview = home.done("triage", "attach", "--all", "--dry-run", "--json").facts
    assert preview == {"ready": 1, "several": 0, "unknown": 1}
    assert home.done("triage", "attach", "--all", "--why", "承办反馈", "--json").facts["attached"] == 1
    assert (
        home.done("triage", "attach", "2003", "--to", "1001", "--why", "承办反馈", "--json").facts["attached"]
        == 1
    )
    assert {number: fate for number, fate in fates(home).items() if number.startswith("2")} == {
        "2001": "answered",
        "2002": "attached",
        "2003": "attached",
        "20220901000503": "pending",
    }
    said = home.done("triage", "callback", "2001", "--said", "dissatisfied", "--unsolved", "--json").facts
    assert said["recorded"] == 1
    assert home.sql("SELECT state, again_after FROM reports_reply WHERE again_on IS NOT NULL") == [
        ("owed", "callback")
    ]
    assert home.done("triage", "resume", "2001", "--why", "反映人不满意", "--json").facts["resumed"] == 1
    assert home.done("check", "--json").facts["breaches"] == 0
    home.run("triage", "answer", "1001", "--text", "已答").failed(3, "is linked, not pending")
