"""The readable page of the book: what is in force of a violation on a day, for whom, by which body, and from where it is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import get_args

import msgspec

from huiyin.knowledge.law import book
from huiyin.knowledge.law.fines import Body, Role
from huiyin.knowledge.law.page import lines

BOOK = book.load()


def page(code: str, day: str) -> list[str]:
    return list(lines(code, dt.date.fromisoformat(day), BOOK))


def test_a_rule_says_for_whom_how_and_by_which_body_in_both_languages() -> None:
    head, *rest = page("litter", "2022-11-30")
    assert head == "乱扔垃圾 dumped rubbish (litter), 2022-11-30"
    assert rest[:4] == [
        "  《上海市市容环境卫生管理条例》第二十八条第一款第（四）项：责令改正；处 0–200 元（施行日期未核实）",
        "    个人、个体工商户；乱扔小包垃圾；城管执法〔V，法律法规汇编 LawRefBook/Laws（2025-04-19 版本）〕",
        (
            "  Shanghai Regulations on City Appearance and Sanitation, 第二十八条第一款第（四）项: Correct it; is fined 0–200 yuan "
            "(unverified: the day from which it is law)"
        ),
        "    person, individual business; a bag outside the bin; city management [V, LawRefBook/Laws, snapshot of 2025-04-19]",
    ]


def test_what_is_for_everybody_is_not_said_party_by_party_and_roles_and_bodies_are() -> None:
    (facade,) = [line for line in page("facade", "2022-09-01") if "个人和单位" in line]
    assert facade.startswith("    个人和单位；房屋管理、城管执法〔V，")
    letting = page("group-renting", "2022-09-01")
    assert any(
        line.startswith("    个人和单位；业主、使用人、承租人、转租人；房屋管理、城管执法〔V，")
        for line in letting
    )
    assert any(
        line.startswith(
            "    persons and organisations; owner, occupant, tenant, sub-lessor; housing, city management [V,"
        )
        for line in letting
    )


def test_a_rule_stands_from_its_first_day_to_its_last() -> None:
    found = {
        day: [line for line in page("pm-sanitation", day) if line.startswith("  《")]
        for day in ("2022-11-30", "2022-12-01")
    }
    assert ["第十三条第三款" in line for line in found["2022-11-30"]] == [True]
    assert ["第六十条第三款" in line for line in found["2022-12-01"]] == [True]


def test_where_no_rule_is_in_force_that_is_said() -> None:
    assert page("other", "2022-09-01")[1:] == ["  没有当日有效的处罚规定", "  no rule in force on that day"]


def test_every_party_role_and_body_has_its_name_in_both_languages() -> None:
    (rule,) = BOOK.fines["facade"]
    row = msgspec.structs.replace(
        rule, parties=("person", "organisation"), roles=get_args(Role), bodies=get_args(Body)
    )
    found = list(lines("facade", rule.since, replace(BOOK, fines={"facade": (row,)})))
    assert found[2].partition("〔")[0] == (
        "    个人、单位；业主、使用人、承租人、转租人、经纪机构、经纪人员、物业企业、装修人、搭建人；"
        "城管执法、房屋管理、规划资源、建设管理、消防救援、绿化市容"
    )
    assert found[4].partition(" [")[0] == (
        "    person, organisation; owner, occupant, tenant, sub-lessor, agency, agent, property firm, renovator, builder; "
        "city management, housing, planning, construction, fire service, greening"
    )
    alone = msgspec.structs.replace(rule, parties=("individual-business",))
    assert list(lines("facade", rule.since, replace(BOOK, fines={"facade": (alone,)})))[2].startswith(
        "    个体工商户；"
    )
