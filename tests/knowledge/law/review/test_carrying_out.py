"""After the decision: what is paid, what is added for delay, and when the court may be asked."""

from __future__ import annotations

import pytest

from knowledge.law.review.case_making import (
    Case,
    bag,
    defects,
    event,
    structure,
    the,
    unpaid,
    with_event,
    without,
)


def at(moment: str) -> str:
    return f"{moment}:00+08:00"


def surcharged(*events: tuple[str, float | None, int | None]) -> Case:
    """A façade whose fine of 3,000 was due on 8 November, with surcharges by day, amount and days."""
    rows = [event("surcharged", f"{day}T10:00", amount=amount, days=days) for day, amount, days in events]
    return with_event(without(without(without(unpaid(), "surcharged"), "urged"), "court-applied"), *rows)


def reviewed(case: Case, begun: str, ended: str | None) -> Case:
    case = with_event(case, event("review-requested", f"{begun}T09:00"))
    return with_event(case, event("review-ended", f"{ended}T09:00")) if ended else case


def test_cash_of_an_amount_that_is_not_said_is_none_too_many() -> None:
    case = bag()
    del the(case, "paid")["amount"]
    assert defects(case) == []


def test_a_surcharge_as_high_as_the_fine_is_the_most() -> None:
    assert defects(surcharged(("2022-11-30", 3000, 22))) == []
    assert defects(surcharged(("2022-11-30", 1500, 11), ("2022-12-30", 1501, 11))) == ["surcharge-over-cap"]
    assert defects(surcharged(("2022-11-30", None, 11), ("2022-12-30", 3000, 11))) == []


def test_a_review_that_began_after_the_surcharge_does_not_shorten_it() -> None:
    sixty = surcharged(("2022-12-08", 3000, 60))
    assert defects(sixty) == []
    after = with_event(sixty, event("review-requested", "2022-12-09T10:00"))
    assert defects(after) == []
    before = with_event(surcharged(("2022-12-08", 3000, 60)), event("review-requested", "2022-12-07T10:00"))
    assert defects(before) == ["surcharge-in-review"]


def test_where_no_fine_was_imposed_a_surcharge_has_no_measure() -> None:
    case = surcharged(("2022-11-30", 100, 1))
    the(case, "decided")["kind"] = "no-penalty"
    assert defects(case) == []


def test_days_of_surcharge_are_counted_against_a_review_alone() -> None:
    # Nothing is said of the days of a surcharge without one.
    assert defects(surcharged(("2022-11-30", 900, 99))) == []
    assert defects(reviewed(surcharged(("2022-11-30", 900, 13)), "2022-11-20", None)) == [
        "surcharge-in-review"
    ]
    assert defects(reviewed(surcharged(("2022-11-30", 900, 12)), "2022-11-20", None)) == []
    assert defects(reviewed(surcharged(("2022-11-30", 900, 12)), "2022-11-20", "2022-11-30")) == []
    assert defects(reviewed(surcharged(("2022-11-30", 900, 13)), "2022-11-20", "2022-11-29")) == []


def test_a_decision_that_nobody_served_has_no_day_of_payment() -> None:
    case = reviewed(surcharged(("2022-10-25", 90, 9)), "2022-10-22", None)
    case["events"].remove(the(case, "served", 2))
    assert defects(case) == []


def test_days_that_are_not_said_are_none() -> None:
    case = surcharged(("2022-11-30", 900, 12), ("2022-11-30", 0, None))
    assert defects(reviewed(case, "2022-11-20", None)) == []


def test_no_days_are_allowed_before_the_day_of_payment_and_none_are_owed() -> None:
    assert defects(reviewed(surcharged(("2022-11-07", 0, 0)), "2022-11-01", None)) == []
    assert defects(reviewed(surcharged(("2022-11-07", 30, 1)), "2022-11-01", None)) == ["surcharge-in-review"]


def test_a_day_of_review_and_suit_is_left_out_once() -> None:
    case = with_event(surcharged(("2022-11-30", 900, 12)), event("suit-filed", "2022-11-25T09:00"))
    assert defects(reviewed(case, "2022-11-20", None)) == []


def applied(*days: str, urged: str = "2023-03-01") -> Case:
    case = without(unpaid(), "court-applied")
    the(case, "urged")["at"] = at(f"{urged}T10:00")
    return with_event(case, *(event("court-applied", f"{day}T10:00", "tao") for day in days))


def test_urging_after_the_court_was_asked_is_none() -> None:
    assert defects(applied("2023-05-16", urged="2023-05-17")) == ["no-urging"]
    case = with_event(applied("2023-05-16"), event("urged", "2023-06-01T09:00", by_body="enforcement"))
    assert defects(case) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2023-03-14", ["no-urging", "court-too-early"]), ("2023-03-15", ["court-too-early"])],
)
def test_ten_working_days_lie_between_urging_and_the_court(day: str, expected: list[str]) -> None:
    assert defects(applied(day)) == expected


def test_each_application_is_held_to_the_time_of_its_own() -> None:
    assert defects(applied("2023-04-24", "2023-07-25")) == ["court-too-early", "court-too-late"]
    assert defects(applied("2023-04-24", "2023-05-16")) == ["court-too-early"]


def test_the_months_run_from_the_last_decision_before_the_court_was_asked() -> None:
    again = [
        event(
            "decided",
            "2022-11-24T10:00",
            kind="penalty",
            amount=3000,
            contents=the(structure(), "decided")["contents"],
        ),
        event("served", "2022-11-24T11:00", mode="direct"),
    ]
    assert defects(with_event(applied("2023-05-24"), *again)) == ["court-too-early"]
    assert defects(with_event(applied("2023-05-25"), *again)) == []
    later = [one | {"at": one["at"].replace("2022-11-24", "2023-06-01")} for one in again]
    assert "court-too-early" not in defects(with_event(applied("2023-05-16"), *later))


def suit(case: Case, filed: str, ended: str | None) -> Case:
    case = with_event(case, event("suit-filed", f"{filed}T09:00"))
    return with_event(case, event("suit-ended", f"{ended}T09:00")) if ended else case


@pytest.mark.parametrize(
    ("day", "filed", "ended", "expected"),
    [
        # On the day on which the suit ends it is over.
        ("2023-09-01", "2023-04-20", "2023-09-01", []),
        ("2023-08-31", "2023-04-20", "2023-09-01", ["court-too-early"]),
        # What comes after the court was asked neither hinders nor helps.
        ("2023-05-16", "2023-05-17", None, []),
        ("2023-08-01", "2023-08-02", "2023-09-01", ["court-too-late"]),
        ("2023-08-01", "2023-01-02", "2023-02-01", ["court-too-late"]),
    ],
)
def test_a_suit_holds_the_court_off_and_gives_three_months_more(
    day: str, filed: str, ended: str | None, expected: list[str]
) -> None:
    assert defects(suit(applied(day), filed, ended)) == expected


def test_a_warning_on_the_spot_may_be_referred_with_a_basis() -> None:
    case = with_event(without(bag(), "paid"), event("credit-referred", "2022-08-01T20:00", basis=True))
    the(case, "decided")["amount"] = 0
    assert defects(case) == []
    the(case, "credit-referred")["basis"] = None
    assert defects(case) == ["credit-without-basis"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, []),
        ({"order_met": None}, ["closed-unfulfilled"]),
        ({"paid": None}, ["closed-unfulfilled"]),
        ({"order_met": False, "paid": False}, ["closed-unfulfilled"]),
    ],
)
def test_a_case_is_closed_when_the_order_is_met_and_the_fine_paid(
    said: dict[str, bool], expected: list[str]
) -> None:
    case = structure()
    the(case, "closed").update(said)
    assert defects(case) == expected
