"""Scenes from a bureau's desk, played as far as the law alone can play them, with their days and hours."""

from __future__ import annotations

import datetime as dt

import pytest
from case_driving import (
    BOOK,
    DECISION,
    NOTICE,
    SERVED,
    VISIT,
    Driven,
    at,
    day,
    opened,
    penalty_beside,
)

from huiyin.knowledge.law.clocks import due, due_date
from huiyin.knowledge.law.discretion import scored
from huiyin.knowledge.law.explaining import arrival, explain
from huiyin.knowledge.law.review.reviewing import review


def sunroom(arrived: str = "2022-09-30 18:05") -> Driven:
    """Reported on the Friday before the national holiday, stopped, and refused on its first day."""
    case = opened(
        "illegal-construction", in_progress=True, act_from="2022-09-30", reported="2022-09-30 16:40"
    )
    driven = Driven.of(case, "construction-under-way").take("arrive", arrived)
    driven.take("stop", "2022-09-30 18:45", **VISIT)
    driven.take("order", "2022-09-30 19:00", deadline=day("2022-10-01"))
    driven.take("serve-paper", "2022-09-30 19:05", **SERVED)
    return driven.take("recheck-again", "2022-10-01 10:30", corrected=False)


def found(driven: Driven) -> list[str]:
    return [one.defect.id for one in review(driven.case, BOOK)]


def test_1_who_comes_within_two_hours_of_the_report_is_in_time() -> None:
    clock = arrival(sunroom().case.facts, BOOK)
    assert clock is not None
    until = due(at("2022-09-30 16:40"), clock.limit, clock.unit).moment
    assert until == at("2022-09-30 18:40")
    assert found(sunroom("2022-09-30 18:40")) == []
    assert found(sunroom("2022-09-30 18:41")) == ["late-arrival"]


@pytest.mark.parametrize(
    ("when", "keys"),
    [
        ("2022-10-01 11:00", ["by-day"]),
        ("2022-10-07 16:00", ["by-day"]),
        ("2022-10-08 05:59", ["by-day"]),
        ("2022-10-08 09:00", []),
    ],
)
def test_1_nothing_is_pulled_down_during_the_holiday_and_on_the_saturday_that_is_worked_it_is(
    when: str, keys: list[str]
) -> None:
    assert sunroom().keys("remove", when) == keys


def test_1_in_urgency_it_is_pulled_down_with_an_approval_that_came_before_and_says_why() -> None:
    approved = {"urgent_approved_at": at("2022-10-01 11:00"), "urgent_reason": "玻璃悬空，可能坠落"}
    assert sunroom().keys("remove", "2022-10-01 10:59", **approved) == ["by-day"]
    assert sunroom().keys("remove", "2022-10-01 11:00", **(approved | {"urgent_reason": ""})) == ["by-day"]
    assert sunroom().keys("remove", "2022-10-01 11:00", **approved) == []


def test_1_it_is_closed_after_stop_removal_and_a_decision_and_when_the_firm_was_checked() -> None:
    driven = sunroom().take("remove", "2022-10-08 09:00")
    assert driven.with_around(checked=False).keys("close", "2022-10-09 10:00") == [
        "penalty-or-not",
        "firm-checked",
    ]
    driven.with_around().begin("ordinary").take("file", "2022-10-09 11:00")
    driven.take("conclude", "2022-10-10 10:00", expert_finding="规划资源局认定函 31 号").begin("no-penalty")
    # The fine is optional: that none is decided is lawful too.
    driven.take("decide", "2022-10-11 10:00", amount=0, contents=DECISION, ground="optional")
    assert driven.within("construction-under-way").keys("close", "2022-10-11 11:00") == ["penalty-or-not"]
    driven.within("no-penalty").take("serve", "2022-10-11 11:00", **SERVED)
    driven.within("construction-under-way").take("close", "2022-10-11 12:00")
    assert driven.tracks["construction-under-way"] == "closed"
    assert found(driven) == []


def terrace() -> Driven:
    """Of 2016; its order was served on 07-20 with a term until 08-04, and nothing was removed."""
    case = opened(
        "illegal-construction", in_progress=False, act_from="2016-05-01", reported="2022-07-06 09:00"
    )
    driven = Driven.of(case, "existing-construction")
    driven.take("inspect", "2022-07-06 15:00", **VISIT).take("review", "2022-07-18 10:00")
    driven.take(
        "order", "2022-07-19 10:00", deadline=day("2022-08-04"), expert_finding="规划资源局认定函 8 号"
    )
    driven.take("serve-paper", "2022-07-20 10:00", **SERVED)
    return driven.take("announce", "2022-07-20 15:00")


def test_3_the_register_and_a_fine_leave_it_in_the_inventory() -> None:
    driven = terrace()
    assert driven.keys("control", "2022-08-04 10:00") == ["deadline-passed"]
    driven.take("control", "2022-08-05 10:00").take("annotate", "2022-08-08 10:00")
    penalty_beside(driven).take("pay", "2022-09-26 10:00", amount=20_000, how="bank")
    assert driven.tracks["existing-construction"] == "controlled"
    assert driven.within("existing-construction").keys("close", "2022-11-30 10:00") == [""]


def test_3_until_the_suit_period_is_over_nobody_urges_and_nothing_is_removed() -> None:
    driven = terrace().take("control", "2022-08-05 10:00")
    assert driven.keys("remove", "2022-11-25 10:00") == [""]
    refusal = driven.refused("urge", "2022-11-25 10:00")
    assert [one.guard for one in refusal] == ["remedies-over"]
    assert "2023-01-20" in refusal[0].zh
    assert driven.keys("urge", "2023-01-20 10:00") == ["remedies-over"]
    assert driven.keys("urge", "2023-01-21 10:00") == []


@pytest.mark.parametrize("number", [21, 22, 23, 24, 25, 26, 27])
def test_3_nothing_is_removed_during_the_spring_festival(number: int) -> None:
    driven = terrace().take("control", "2022-08-05 10:00").take("urge", "2023-01-21 08:00")
    driven.take("serve-paper", "2023-01-21 08:30", **SERVED).take("decide-removal", "2023-01-21 09:00")
    driven.take("serve-paper", "2023-01-21 09:30", **SERVED)
    assert driven.keys("remove", f"2023-01-{number} 10:00") == ["by-day"]
    assert driven.keys("remove", "2023-01-28 10:00") == []


def test_3_who_sues_in_time_keeps_it_standing_until_the_suit_has_ended() -> None:
    driven = terrace().take("control", "2022-08-05 10:00").take("file-suit", "2023-01-19 10:00")
    assert driven.keys("urge", "2023-03-01 10:00") == ["remedies-over"]
    driven.take("end-suit", "2023-05-10 10:00")
    assert driven.keys("urge", "2023-05-11 10:00") == []


def wall() -> Driven:
    """A structure broken from 08-29 to 09-14, stopped on 09-17, filed on 09-19, restored by the report of 10-19."""
    case = opened("load-bearing", act_from="2022-08-29", act_to="2022-09-14", reported="2022-09-17 09:00")
    driven = Driven.of(case).take("inspect", "2022-09-17 10:00", **VISIT)
    driven.take("order", "2022-09-17 11:00", deadline=day("2022-10-17"))
    driven.take("serve-paper", "2022-09-17 11:10", **SERVED).take("file", "2022-09-19 09:00")
    return driven.take("conclude", "2022-10-08 10:00", expert_finding="检测报告：2 处，5.1 平方米")


def test_4_of_two_places_and_five_square_metres_the_heavier_counts() -> None:
    weighed = scored(BOOK.discretion["load-bearing"].factors[0], places=2, area_m2=5.1)
    assert weighed is not None
    assert (weighed.points, weighed.by) == (30, "area")


def test_4_a_person_chooses_between_the_two_rules_and_says_why() -> None:
    driven, told = wall(), {"amount": 60_000, "contents": NOTICE, "hearing_offered": True}
    assert driven.keys("notify", "2022-10-09 10:00", **told) == ["rule-chosen"]
    assert driven.keys("notify", "2022-10-09 10:00", **told, rule="property-84", rule_reason="？") == [
        "rule-chosen"
    ]
    local = {"rule": "property-83", "rule_reason": "地方性法规"}
    assert driven.keys("notify", "2022-10-09 10:00", **(told | {"amount": 20_000}), **local) == []
    state = {"rule": "building-quality-69", "rule_reason": "行政法规的幅度"}
    # Within the local range and not within the one that was chosen.
    assert driven.keys("notify", "2022-10-09 10:00", **(told | {"amount": 20_000}), **state) == ["in-range"]
    assert driven.keys("notify", "2022-10-09 10:00", **told, **state) == []


def test_4_day_ninety_is_a_sunday_and_does_not_move() -> None:
    assert due_date(day("2022-09-19"), 90, "calendar_days", roll=False) == dt.date(2022, 12, 18)
    state = {"rule": "building-quality-69", "rule_reason": "行政法规的幅度"}
    driven = wall().take(
        "notify", "2022-10-09 10:00", amount=60_000, contents=NOTICE, hearing_offered=True, **state
    )
    driven.take("serve-paper", "2022-10-09 11:00", **SERVED).take("hear", "2022-10-10 10:00", kind="waived")
    driven.take("review", "2022-10-20 10:00")
    said = {"amount": 60_000, "contents": DECISION, "reason": "2 处，5.1 平方米", "discussion": "记录 9 号"}
    assert driven.keys("decide", "2022-12-18 10:00", **said) == []
    assert driven.keys("decide", "2022-12-19 10:00", **said) == ["within-ninety-days"]


def test_4_it_is_not_closed_before_a_report_shows_that_it_is_restored() -> None:
    driven = wall().begin("no-penalty")
    driven.take("decide", "2022-10-18 10:00", amount=0, contents=DECISION, ground="no-fault")
    driven.take("serve", "2022-10-18 11:00", **SERVED).take("educate", "2022-10-18 11:10")
    assert driven.keys("close", "2022-10-18 12:00") == ["order-met", "restoration-proved"]
    driven.take("recheck-again", "2022-10-19 10:00", corrected=True)
    assert driven.keys("close", "2022-10-19 12:00") == ["restoration-proved"]
    driven.take("recheck-again", "2022-10-19 14:00", corrected=True, restoration="检测报告 10 月 19 日")
    assert driven.keys("close", "2022-10-19 15:00") == []


def lift(when: str) -> Driven:
    """A camera in a lift of 静安 has reported an e-bike, and officers have looked."""
    case = opened(
        "ebike-common-parts",
        detail="in-lift",
        district="静安区",
        act_from=when,
        act_to=when,
        reported=f"{when} 09:00",
    )
    driven = Driven.of(case).take("inspect", f"{when} 10:00", **VISIT)
    driven.take("order", f"{when} 10:30", deadline=day(when))
    return driven.take("serve-paper", f"{when} 10:40", **SERVED)


@pytest.mark.parametrize("when", ["2022-08-20", "2024-06-15"])
def test_6_what_the_camera_shows_is_no_evidence_without_every_condition(when: str) -> None:
    gate = dict.fromkeys(
        ("basis", "legal_review", "technical_review", "sign", "published", "content_reviewed"), True
    )
    for lacking in gate:
        refusal = lift(when).refused("use-recording", f"{when} 11:00", **(gate | {lacking: False}))
        assert [one.guard for one in refusal] == ["recording-gated"]
        assert refusal[0].articles[0].article == "第四十一条"


def test_6_in_2022_no_rule_fines_an_ebike_in_a_lift() -> None:
    driven = lift("2022-08-20")
    assert explain(driven.case.facts, BOOK).rules == ()
    driven.take("file", "2022-08-22 09:00").take("conclude", "2022-08-23 09:00")
    told = {"contents": NOTICE, "hearing_offered": False}
    for amount in (200, 1_000):
        assert driven.keys("notify", "2022-08-24 09:00", amount=amount, **told) == ["rule-in-force"]


def test_6_in_2024_a_rule_does() -> None:
    driven = lift("2024-06-15")
    driven.take("file", "2024-06-17 09:00").take("conclude", "2024-06-18 09:00")
    told = {"contents": NOTICE, "hearing_offered": False}
    tried = {
        amount: driven.keys("notify", "2024-06-19 09:00", amount=amount, **told)
        for amount in (199, 200, 500, 501)
    }
    assert tried == {199: ["in-range"], 200: [], 500: [], 501: ["in-range"]}
