"""The traps of the law in which others fall, each as a test of its own; their numbers are those of the fact sheet.

What a case must be kept for (8, 15, 22, 26 to 28) is tested where cases are.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from huiyin.knowledge.law import book, telling
from huiyin.knowledge.law.clocks import SHANGHAI, due, due_date
from huiyin.knowledge.law.explaining import explain
from huiyin.knowledge.law.facts import taken
from knowledge.law.review.case_making import (
    GATE,
    bag,
    defects,
    event,
    structure,
    terrace,
    the,
    unpaid,
    with_event,
    without,
)

BOOK = book.load()


def asked(violation: str, day: str = "2022-09-01", kind: str = "person", **more: Any) -> dict[str, Any]:
    facts = {"violation": violation, "party": {"kind": kind}, "act_from": day, "act_to": day} | more
    return telling.explained(explain(taken(facts, BOOK), BOOK), BOOK)


def test_1_seven_days_are_working_days_and_fifteen_are_of_the_calendar() -> None:
    start = dt.date(2022, 9, 28)
    assert due_date(start, 7, "working_days") == dt.date(2022, 10, 12)
    assert due_date(start, 15, "calendar_days") == dt.date(2022, 10, 13)


@pytest.mark.parametrize("day", [8, 9])
def test_2_the_weekend_after_the_national_holiday_was_worked(day: int) -> None:
    assert due_date(dt.date(2022, 9, 30), day - 7, "working_days") == dt.date(2022, 10, day)


def test_3_the_version_in_force_is_cited_on_each_side_of_a_change() -> None:
    versions = [
        asked("facade", day)["rules"][0]["version"] for day in ("2022-10-27", "2022-10-28", "2023-12-28")
    ]
    assert versions == ["2020-12-30", "2022-10-28", "2023-12-28"]
    amounts = [asked("facade", day)["rules"][0]["fine"]["tiers"] for day in ("2022-10-27", "2022-10-28")]
    assert amounts[0] == amounts[1]


@pytest.mark.parametrize(
    "violation", ["load-bearing", "ebike-common-parts", "use-change", "facade", "litter"]
)
def test_4_refusal_is_no_element_of_what_is_wrong_by_itself(violation: str) -> None:
    assert asked(violation)["needs_refusal"] is False


def test_5_an_optional_fine_is_not_shown_as_due() -> None:
    modes = {
        code: asked(code)["rules"][0]["fine"]["mode"]
        for code in ("facade", "use-change", "load-bearing", "litter")
    }
    assert modes == {
        "facade": "optional",
        "use-change": "optional",
        "load-bearing": "optional",
        "litter": "due",
    }
    assert "可处" in asked("facade")["explanation"]["zh"]


@pytest.mark.parametrize("violation", ["load-bearing", "group-renting"])
def test_6_and_7_of_two_competing_ranges_none_is_picked(violation: str) -> None:
    answer = asked(violation)
    assert (answer["choice_required"], answer["higher_amount_rule"]) == (True, None)
    assert len({rule["instrument_id"] for rule in answer["rules"]}) > 1


def test_9_an_ebike_in_a_corridor_is_no_small_traffic_fine() -> None:
    assert asked("ebike-common-parts", "2024-07-01")["rules"][0]["fine"]["min"] == 1000
    assert {
        rule["competent_body"] for rule in asked("ebike-common-parts", detail="evacuation-route")["rules"]
    } == {"fire"}


def test_10_a_bag_on_the_floor_is_not_mixed_waste() -> None:
    bags, mixed = ({rule["id"] for rule in asked(code)["rules"]} for code in ("litter", "waste-unsorted"))
    assert not bags & mixed


@pytest.mark.parametrize(("amount", "found"), [(200, []), (500, ["over-on-the-spot-limit"])])
def test_11_a_person_fined_five_hundred_needs_the_ordinary_procedure(amount: int, found: list[str]) -> None:
    case = bag()
    for act in ("notified", "decided"):
        the(case, act)["amount"] = amount
    the(case, "paid").update(amount=amount, how="bank")
    assert defects(case) == found


def test_12_thresholds_differ_by_the_kind_of_party() -> None:
    assert [
        asked("facade", kind=kind)["thresholds"]["hearing"]
        for kind in ("person", "individual-business", "organisation")
    ] == [5000, 5000, 50000]


def test_13_an_order_to_remove_what_stands_is_reviewed_whatever_the_fine() -> None:
    assert defects(without(terrace(), "legal-reviewed")) == ["no-legal-review"]
    assert asked("illegal-construction", kind="organisation")["legal_review"] == "always"


def test_14_what_stands_waits_for_six_months_and_what_is_built_does_not() -> None:
    case = terrace()
    the(case, "removed")["at"] = "2022-08-05T10:00:00+08:00"
    assert defects(case)[0] == "removal-too-early"
    the(case, "arrived")["at"] = "2022-07-06T10:00:00+08:00"
    assert defects(case | {"in_progress": True}) == []


@pytest.mark.parametrize("at", ["2023-02-21T23:00", "2023-01-24T10:00"])
def test_16_nothing_is_removed_at_night_or_on_a_holiday(at: str) -> None:
    case = terrace()
    the(case, "removed")["at"] = f"{at}:00+08:00"
    assert "removal-night-or-holiday" in defects(case)


def test_17_what_goes_on_is_not_barred_by_its_age() -> None:
    assert (
        asked("illegal-construction", act_from="1999-01-01", act_to=None, found="2022-07-06")["time_barred"]
        == "no"
    )
    assert defects(terrace()) == []


def test_18_the_register_notes_two_wrongs_and_by_a_served_paper_alone() -> None:
    assert defects(with_event(unpaid(), event("annotated", "2022-11-01T09:00"))) == ["annotation-not-allowed"]
    assert defects(with_event(structure(), event("annotated", "2022-10-20T09:00"))) == [
        "annotation-before-effect"
    ]


def test_19_a_credit_measure_wants_its_basis() -> None:
    assert defects(with_event(structure(), event("credit-referred", "2022-11-01T09:00", basis=False))) == [
        "credit-without-basis"
    ]


def test_20_an_alert_of_a_camera_is_no_evidence_without_its_gate() -> None:
    used = event("recording-used", "2022-09-20T09:00", **(dict.fromkeys(GATE, True) | {"basis": False}))
    assert defects(with_event(structure(), used)) == ["recording-ungated"]


def test_21_a_message_is_no_service_without_consent() -> None:
    case = structure()
    the(case, "served", 2)["mode"] = "electronic"
    assert defects(case) == ["no-consent-electronic"]


def test_23_the_firms_day_runs_through_holidays_by_the_clock() -> None:
    clock = BOOK.clocks["firm-report"]
    begun = dt.datetime(2022, 9, 30, 16, 40, tzinfo=SHANGHAI)
    assert due(begun, clock.limit, clock.unit).moment == dt.datetime(2022, 10, 1, 16, 40, tzinfo=SHANGHAI)


def test_24_what_is_minor_corrected_and_harmless_is_not_punished() -> None:
    made_good = event("corrected", "2022-10-09T09:00", minor=True, first=False, harmless=True)
    assert defects(with_event(structure(), made_good)) == ["must-not-penalise"]


def test_25_the_decision_is_never_above_the_notice() -> None:
    case = structure()
    the(case, "decided")["amount"] = 60001
    assert defects(case) == ["raised-after-defence"]
