"""Traps of the law that only a case on its way can show; their numbers are those of the fact sheet."""

from __future__ import annotations

import datetime as dt

import pytest
from case_driving import (
    BOOK,
    DECISION,
    SERVED,
    VISIT,
    Driven,
    at,
    concluded,
    concluding,
    day,
    decided,
    opened,
    ordered,
    penalty_beside,
    standing_long,
    under_way,
)

from huiyin.knowledge.law.acting import acting
from huiyin.knowledge.law.review.case_file import FIELDS
from huiyin.knowledge.law.steps.fields import fields_of
from huiyin.knowledge.law.steps.taking import beginnings


def test_8_group_renting_is_concluded_by_the_usable_area_of_living_rooms_and_who_is_family() -> None:
    driven = ordered(Driven.of(opened("group-renting"))).take("file", "2022-08-29 09:00")
    said = concluding("group-renting")
    assert driven.keys("conclude", "2022-09-01 09:00", **(said | {"rooms": ""})) == [
        "rooms",
        "rooms-measured",
    ]
    asked = next(
        one
        for edge in BOOK.procedures["ordinary"].leaving("filed")
        for one in fields_of(edge, "group-renting", BOOK)
        if one.name == "rooms"
    )
    assert asked.words.zh == "按原设计为居住空间的房间、其使用面积、各间人数、家庭成员情况"
    driven.take("conclude", "2022-09-01 09:00", **said)
    assert driven.standing.besides["rooms"] == said["rooms"]


def test_15_a_fine_and_a_restoration_go_to_the_court() -> None:
    fine = decided(concluded(ordered(Driven.of(opened("facade")))), 3_000).begin("court")
    assert fine.keys("urge", "2023-03-20 10:00") == []
    fine.take("pay", "2022-09-20 10:00", amount=3_000, how="bank")
    # The façade is not restored: that too is the court's to carry out.
    assert fine.keys("urge", "2023-03-20 10:00") == []


def test_15_the_court_takes_no_application_to_pull_a_building_down() -> None:
    driven = penalty_beside(standing_long()).begin("court")
    assert driven.keys("urge", "2023-03-20 10:00") == []
    driven.take("pay", "2022-09-20 10:00", amount=20_000, how="bank")
    assert driven.keys("urge", "2023-03-20 10:00") == ["overdue"]


@pytest.mark.parametrize(
    ("served", "keys"),
    [("2022-10-15", ["lawfully-served"]), ("2022-11-14", ["lawfully-served"]), ("2022-11-15", [])],
)
def test_22_an_announcement_serves_after_sixty_days_and_not_after_thirty(
    served: str, keys: list[str]
) -> None:
    driven = Driven.of(opened("facade")).take("inspect", "2022-08-15 10:30", **VISIT)
    driven.take("order", "2022-09-14 11:00", deadline=day("2022-12-25"))
    said = {"mode": "announcement", "consent": False}
    assert driven.keys("serve-paper", f"{served} 09:00", posted_on="2022-09-15", **said) == keys
    assert driven.keys("serve-paper", "2022-12-15 09:00", posted_on="2022-09-13", **said) == [
        "lawfully-served"
    ]
    assert driven.keys("serve-paper", "2022-12-15 09:00", **said) == ["lawfully-served"]


@pytest.mark.parametrize(("served", "keys"), [("2022-08-26", ["lawfully-served"]), ("2022-08-27", [])])
def test_22_of_a_building_whose_party_nobody_finds_the_order_is_posted_for_ten_days(
    served: str, keys: list[str]
) -> None:
    driven = Driven.of(opened("illegal-construction", in_progress=True), "construction-under-way")
    driven.take("arrive", "2022-08-15 10:30").take("stop", "2022-08-15 10:40", **VISIT)
    driven.take("order", "2022-08-16 11:00", deadline=day("2022-08-26"))
    said = {"mode": "announcement", "consent": False, "posted_on": "2022-08-16"}
    assert driven.keys("serve-paper", f"{served} 09:00", **said) == keys


@pytest.mark.parametrize(("district", "keys"), [("浦东新区", []), ("静安区", ["lawfully-served"])])
def test_22_in_pudong_a_decision_about_a_building_is_posted_for_ten_days_from_november_2022(
    district: str, keys: list[str]
) -> None:
    driven = under_way(district=district)
    driven.begin("ordinary").take("file", "2022-08-29 09:00")
    driven.take("conclude", "2022-09-01 09:00", expert_finding="认定函").begin("no-penalty")
    driven.take("decide", "2022-11-01 10:00", amount=0, contents=DECISION, ground="not-established")
    said = {"mode": "announcement", "consent": False, "posted_on": "2022-11-02"}
    assert driven.keys("serve", "2022-11-14 09:00", **said) == keys


def test_26_a_case_tells_nobody_who_reported_it_and_publishes_nobody() -> None:
    assert FIELDS["reported"] == {}
    driven = decided(concluded(ordered(Driven.of(opened("facade")))), 3_000)
    reported = driven.case.first("reported")
    assert reported is not None
    assert (reported.by, dict(reported.said)) == ((), {})
    assert driven.keys("publish", "2022-09-20 10:00", personal_data=True) == ["personal-data-hidden"]
    asked = {
        one.name
        for procedure in BOOK.procedures.values()
        for edge in procedure.edges
        for one in fields_of(edge, "facade", BOOK)
    }
    assert not [name for name in asked if "reporter" in name]


@pytest.mark.parametrize(
    ("when", "name", "told"),
    [
        ("2021-07-31", "区城市管理行政执法局", "区城市管理行政执法局（未核实）"),
        ("2021-08-01", "街道办事处、镇人民政府", "街道办事处、镇人民政府"),
        ("2022-09-15", "街道办事处、镇人民政府", "街道办事处、镇人民政府"),
    ],
)
def test_27_a_decision_bears_the_name_of_whoever_acts_on_its_day(when: str, name: str, told: str) -> None:
    found = acting("enforcement", dt.date.fromisoformat(when), BOOK)
    assert found is not None
    assert (found.name.zh, found.told().zh) == (name, told)
    assert "reviewed_by" in found.unread


def test_27_who_fines_an_escape_route_is_not_ours_to_name() -> None:
    assert acting("fire", dt.date(2022, 9, 15), BOOK) is None
    driven = ordered(Driven.of(opened("ebike-common-parts", detail="evacuation-route")))
    found = driven.refused("file", "2022-08-29 09:00")
    assert [one.guard for one in found] == ["competent"]
    assert found[0].zh == "应当移送：规定由消防救援机构处罚"
    assert "transfer" in [path.id for path, _ in beginnings(driven.standing, BOOK)]


@pytest.mark.parametrize("violation", ["load-bearing", "illegal-construction"])
def test_28_who_found_it_is_kept_with_the_case(violation: str) -> None:
    facts = {"in_progress": True} if violation == "illegal-construction" else {}
    driven = under_way() if facts else ordered(Driven.of(opened(violation)))
    if facts:
        driven.begin("ordinary")
    driven.take("file", "2022-08-29 09:00")
    assert driven.keys("conclude", "2022-09-01 09:00") == ["expert-finding", "expert-found"]
    driven.take("conclude", "2022-09-01 09:00", expert_finding="房屋检测站 2022-17 号，8 月 30 日")
    assert driven.standing.besides["expert-finding"] == "房屋检测站 2022-17 号，8 月 30 日"


def test_28_nothing_that_stands_is_ordered_to_go_before_it_is_found_illegal() -> None:
    driven = Driven.of(opened("illegal-construction", in_progress=False), "existing-construction")
    driven.take("inspect", "2022-08-15 10:30", **VISIT).take("review", "2022-08-17 10:00")
    assert driven.keys("order", "2022-08-18 10:00", deadline=day("2022-08-31")) == [
        "expert-finding",
        "expert-found",
    ]


def test_4_an_order_that_never_reached_the_party_shows_no_refusal() -> None:
    driven = Driven.of(opened("waste-unsorted")).take("inspect", "2022-08-15 10:30", **VISIT)
    driven.take("educate-first", "2022-08-15 10:40").take(
        "order", "2022-08-15 11:00", deadline=day("2022-08-15")
    )
    assert driven.keys("recheck-again", "2022-08-16 10:00", corrected=False) == ["order-served"]
    driven.take("serve-paper", "2022-08-16 10:00", **SERVED)
    driven.take("recheck-again", "2022-08-17 10:00", corrected=False)
    assert driven.case.last("rechecked") is not None


@pytest.mark.parametrize(
    ("when", "keys"), [("2022-08-29 09:00", ["not-barred"]), ("2022-08-29 10:00", ["not-barred"])]
)
def test_17_that_five_years_run_is_a_persons_to_say_and_reason(when: str, keys: list[str]) -> None:
    driven = ordered(Driven.of(opened("load-bearing", act_from="2019-01-01", act_to="2019-02-01")))
    assert driven.keys("file", when) == keys
    driven.take("file", when, five_years="楼板开裂，已伤人")
    waste = ordered(Driven.of(opened("litter", act_from="2019-01-01", act_to="2019-02-01")))
    assert waste.keys("file", when) == keys
    assert waste.keys("file", when, five_years="危险") == ["five-years", "not-barred"]


def test_a_moment_of_a_hearing_is_not_before_its_seven_days() -> None:
    driven = concluded(ordered(Driven.of(opened("facade"))))
    said = {
        "amount": 8_000,
        "contents": ["facts", "reasons", "basis", "rights", "penalty"],
        "hearing_offered": True,
    }
    driven.take("notify", "2022-09-26 09:00", **said).take("serve-paper", "2022-09-26 10:00", **SERVED)
    # 09-27 to 09-30 and, since the holiday's weekend was worked, 10-08.
    driven.begin("hearing").take("ask", "2022-10-08 10:00")
    assert driven.keys("call", "2022-10-08 11:00", for_=at("2022-10-14 10:00")) == ["hearing-told"]
    driven.take("call", "2022-10-08 11:00", for_=at("2022-10-17 10:00"))
