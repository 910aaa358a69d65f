"""The decision: its ninety days, its amount, and what it must say."""

from __future__ import annotations

import pytest

from knowledge.law.review.case_making import (
    DECISION,
    Case,
    bag,
    defects,
    event,
    structure,
    the,
    with_event,
    without,
)
from knowledge.law.review.test_findings_in_words import findings


def undecided(until: str, *extensions: Case) -> Case:
    """A wall whose case was filed on 19 September, told of until a day: ninety days end on 18 December."""
    case = structure()
    case["events"] = case["events"][:6]
    return with_event(case, *extensions, event("educated", f"{until}T09:00"))


def longer(days: int | None, approved: str | None = "2022-12-01T09:00") -> Case:
    return event(
        "deadline-extended", "2022-12-01T10:00", days=days, approved_at=approved and f"{approved}:00+08:00"
    )


@pytest.mark.parametrize(
    ("case", "late"),
    [
        (undecided("2022-12-18"), False),
        (undecided("2022-12-19"), True),
        (undecided("2022-12-19", longer(1)), False),
        (undecided("2022-12-20", longer(1)), True),
        (undecided("2022-12-19", longer(1, None)), True),
        # So many days that nobody said are none.
        (undecided("2022-12-18", longer(None)), False),
        (undecided("2022-12-19", longer(None)), True),
    ],
)
def test_while_nothing_is_decided_the_ninety_days_are_counted_as_far_as_the_file_tells(
    case: Case, late: bool
) -> None:
    told = [("decided-late", "filed 2022-09-19", "应于 2022-12-18 前决定", "to be decided by 2022-12-18")]
    if late and any(
        one["act"] == "deadline-extended" and one["approved_at"] and one["days"] for one in case["events"]
    ):
        told = [("decided-late", "filed 2022-09-19", "应于 2022-12-19 前决定", "to be decided by 2022-12-19")]
    assert findings(case) == (told if late else [])


def dumped(amount: int) -> Case:
    """A bag of a firm, after the code that sets no upper end."""
    case = structure() | {
        "violation": "litter",
        "party": {"kind": "organisation"},
        "act_from": "2026-08-20",
        "act_to": "2026-08-20",
    }
    for one in case["events"]:
        one["at"] = one["at"].replace("2022", "2026")
    the(case, "ordered")["deadline"] = "2026-09-30"
    for act in ("notified", "decided", "paid"):
        the(case, act)["amount"] = amount
    return with_event(case, event("educated", "2026-09-17T10:30"))


def test_a_range_without_an_upper_end_has_only_a_lower_one() -> None:
    assert findings(dumped(99_999)) == [
        (
            "amount-out-of-range",
            "decided 2026-10-21",
            "99999 元，可为 ≥ 100000",
            "99999 yuan; lawful: ≥ 100000",
        )
    ]
    assert [findings(dumped(amount)) for amount in (100_000, 9_000_000)] == [[], []]


@pytest.mark.parametrize(
    ("amount", "within"), [(9999, False), (10000, True), (200000, True), (200001, False)]
)
def test_both_ends_of_a_range_are_within_it(amount: int, within: bool) -> None:
    case = structure()
    for act in ("notified", "decided", "paid"):
        the(case, act)["amount"] = amount
    assert defects(case) == ([] if within else ["amount-out-of-range"])


def test_a_decision_of_no_penalty_says_all_but_how_to_perform() -> None:
    case = without(structure(), "paid")
    the(case, "decided").update(kind="no-penalty", amount=0)
    the(case, "decided")["contents"] = [one for one in DECISION if one not in ("performance", "seal")]
    assert [one[2] for one in findings(case)] == ["缺少：seal"]


def test_on_the_spot_the_form_says_what_must_be_said() -> None:
    case = bag()
    the(case, "decided")["contents"] = []
    assert defects(case) == []


def test_a_fine_of_which_no_rule_is_known_has_no_range() -> None:
    assert defects(structure() | {"violation": "other"}) == []


def test_amounts_are_told_with_all_their_digits() -> None:
    case = structure()
    the(case, "notified")["amount"] = 1_000_000
    for act in ("decided", "paid"):
        the(case, act)["amount"] = 1_234_567.5
    assert [one[2] for one in findings(case)] == [
        "告知 1000000 元，决定 1234567.5 元",
        "1234567.5 元，可为 10000–200000；50000–100000",
    ]


def test_surcharges_that_are_together_the_fine_are_not_above_it() -> None:
    case = structure()
    for act in ("notified", "decided", "paid"):
        the(case, act)["amount"] = 10_000.3
    for day in ("24", "25", "26"):
        surcharged = event("surcharged", f"2022-11-{day}T09:00", amount=3_333.43, days=1)
        case = with_event(case, surcharged)
    the(case, "surcharged")["amount"] = 3_333.44
    assert defects(case) == []
    the(case, "surcharged")["amount"] = 3_333.45
    assert [one[2] for one in findings(case)] == ["加处 10000.31 元，罚款 10000.3 元"]
