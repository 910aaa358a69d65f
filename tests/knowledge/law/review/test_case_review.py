"""A review finds what is not lawful in a case file and nothing else; every file here is composed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from huiyin.knowledge.law import book, telling
from huiyin.knowledge.law.facts import FactsError
from huiyin.knowledge.law.review.case_file import case_file
from huiyin.knowledge.law.review.reviewing import review
from knowledge.law.review.case_making import (
    DECISION,
    GATE,
    NOTICE,
    Case,
    bag,
    defects,
    event,
    inspected,
    structure,
    terrace,
    the,
    unpaid,
    with_event,
    without,
)

Make = Callable[[], Case]


@pytest.mark.parametrize("make", [structure, terrace, bag, unpaid])
def test_a_lawful_file_has_no_defect(make: Make) -> None:
    assert defects(make()) == []


def changed(make: Make, act: str, number: int = 0, **said: Any) -> Case:
    case = make()
    the(case, act, number).update(said)
    return case


def at(day: str) -> str:
    return f"{day}:00+08:00"


def of(make: Make, **said: Any) -> Case:
    return make() | said


DEFECTIVE = [
    ("not-competent", of(structure, competent=False)),
    ("double-fine", of(structure, fined_before=True)),
    ("time-barred", of(structure, act_from="2019-01-01", act_to="2020-09-16")),
    ("late-arrival", changed(terrace, "arrived", at=at("2022-07-07T09:01"))),
    ("one-officer", changed(structure, "inspected", by=["gu"])),
    ("one-officer", changed(structure, "rechecked", by=["gu", "tao"])),
    ("no-certificate", changed(structure, "inspected", by=["gu", "pan"])),
    ("id-not-shown", changed(structure, "inspected", id_shown=False)),
    ("unsigned-record", changed(structure, "inspected", record="unsigned")),
    ("unlawful-entry", changed(structure, "inspected", entry="refused")),
    ("no-education", without(bag(), "educated")),
    ("no-order", without(structure(), "ordered")),
    (
        "preservation-unapproved",
        with_event(
            structure(),
            event("preserved", "2022-09-20T09:00"),
            event("preservation-ended", "2022-09-22T09:00"),
        ),
    ),
    (
        "preservation-unapproved",
        with_event(
            structure(),
            event("preserved", "2022-09-20T09:00", approved_at=at("2022-09-20T09:01")),
            event("preservation-ended", "2022-09-22T09:00"),
        ),
    ),
    (
        "preservation-too-long",
        with_event(
            structure(),
            event("preserved", "2022-09-20T09:00", approved_at=at("2022-09-20T08:00")),
            event("preservation-ended", "2022-09-30T09:00"),
        ),
    ),
    (
        "preservation-too-long",
        with_event(
            structure(),
            event("preserved", "2022-10-20T09:00", approved_at=at("2022-10-20T08:00")),
            event("preservation-ended", "2022-10-24T09:00"),
        ),
    ),
    (
        "seizure-unapproved",
        with_event(
            structure(),
            event("seized", "2022-09-20T09:00", urgent=False, approved_at=at("2022-09-20T10:00")),
            event("seizure-ended", "2022-09-22T09:00"),
        ),
    ),
    (
        "seizure-unapproved",
        with_event(
            structure(),
            event("seized", "2022-09-20T09:00", urgent=True, approved_at=at("2022-09-21T09:01")),
            event("seizure-ended", "2022-09-22T09:00"),
        ),
    ),
    (
        "seizure-too-long",
        with_event(
            structure(),
            event("seized", "2022-09-20T09:00", approved_at=at("2022-09-20T08:00")),
            event("seizure-ended", "2022-10-21T09:00"),
        ),
    ),
    (
        "seizure-too-long",
        with_event(
            structure(),
            event("seized", "2022-09-19T09:00", approved_at=at("2022-09-19T08:00")),
            event("seizure-extended", "2022-10-18T09:00", approved_at=None),
            event("seizure-ended", "2022-10-20T09:00"),
        ),
    ),
    *(
        (
            "recording-ungated",
            with_event(
                structure(),
                event("recording-used", "2022-09-20T09:00", **(dict.fromkeys(GATE, True) | {unmet: False})),
            ),
        )
        for unmet in GATE
    ),
    ("not-filed", without(structure(), "filed")),
    ("no-notice", without(structure(), "notified")),
    ("no-notice", without(bag(), "notified")),
    *(
        (
            "notice-incomplete",
            changed(structure, "notified", contents=[one for one in NOTICE if one != lacking]),
        )
        for lacking in NOTICE
    ),
    ("no-defence-chance", without(structure(), "defence")),
    ("raised-after-defence", changed(structure, "decided", amount=60001)),
    ("hearing-not-offered", changed(structure, "notified", hearing_offered=False)),
    ("hearing-refused", with_event(structure(), event("hearing-requested", "2022-10-17T09:00"))),
    (
        "hearing-notice-short",
        with_event(
            structure(),
            event("hearing-requested", "2022-10-11T09:00"),
            event("hearing-notified", "2022-10-11T10:00", **{"for": at("2022-10-19T09:00")}),
            event("hearing-held", "2022-10-19T09:00", "xie", chair="xie"),
        ),
    ),
    (
        "chair-investigated",
        with_event(
            structure(),
            event("hearing-requested", "2022-10-10T11:00"),
            event("hearing-notified", "2022-10-10T12:00", **{"for": at("2022-10-19T09:00")}),
            event("hearing-held", "2022-10-19T09:00", "he", chair="he"),
        ),
    ),
    ("no-legal-review", without(structure(), "legal-reviewed")),
    ("no-legal-review", without(terrace(), "legal-reviewed")),
    ("reviewer-on-case", changed(structure, "legal-reviewed", by=["he"])),
    ("decided-late", changed(structure, "filed", at=at("2022-07-22T09:00"))),
    ("amount-out-of-range", changed(structure, "decided", amount=9999)),
    (
        "must-not-penalise",
        with_event(
            structure(), event("corrected", "2022-10-09T09:00", minor=True, first=True, harmless=True)
        ),
    ),
    *(
        (
            "decision-incomplete",
            changed(structure, "decided", contents=[one for one in DECISION if one != lacking]),
        )
        for lacking in DECISION
    ),
    ("served-late", changed(structure, "served", 2, at=at("2022-11-02T09:00"))),
    ("no-consent-electronic", changed(structure, "served", 2, mode="electronic")),
    ("cash-collected", changed(bag, "paid", amount=101)),
    ("surcharge-over-cap", changed(unpaid, "surcharged", amount=3001)),
    (
        "surcharge-in-review",
        with_event(
            unpaid(), event("review-requested", "2022-11-20T09:00"), event("review-ended", "2023-01-10T09:00")
        ),
    ),
    ("no-urging", without(unpaid(), "urged")),
    ("no-urging", changed(unpaid, "urged", at=at("2023-05-04T10:00"))),
    (
        "court-too-early",
        with_event(without(unpaid(), "court-applied"), event("court-applied", "2023-04-24T10:00", "tao")),
    ),
    ("court-too-early", with_event(unpaid(), event("suit-filed", "2023-04-20T09:00"))),
    ("court-too-late", changed(unpaid, "court-applied", at=at("2023-07-25T10:00"))),
    ("removal-too-early", changed(terrace, "removed", at=at("2023-01-20T10:00"))),
    ("removal-too-early", with_event(terrace(), event("suit-filed", "2023-01-18T09:00"))),
    ("removal-wrong-body", changed(terrace, "removal-decided", by_body="enforcement")),
    ("removal-no-announcement", without(terrace(), "removal-announced")),
    ("removal-night-or-holiday", changed(terrace, "removed", at=at("2023-02-21T22:00"))),
    ("removal-night-or-holiday", changed(terrace, "removed", at=at("2023-02-25T10:00"))),
    (
        "residents-utilities-cut",
        with_event(terrace(), event("utilities-cut", "2023-02-20T09:00", residents=True)),
    ),
    ("annotation-not-allowed", with_event(unpaid(), event("annotated", "2022-11-01T09:00"))),
    ("annotation-before-effect", changed(terrace, "annotated", at=at("2022-07-20T09:59"))),
    (
        "credit-without-basis",
        with_event(structure(), event("credit-referred", "2022-11-01T09:00", basis=False)),
    ),
    ("credit-without-basis", with_event(bag(), event("credit-referred", "2022-08-01T20:00", basis=True))),
    (
        "published-personal-data",
        with_event(structure(), event("published", "2022-11-01T09:00", personal_data=True)),
    ),
    ("closed-unfulfilled", changed(structure, "closed", order_met=False)),
    ("closed-unfulfilled", changed(structure, "closed", paid=False)),
]


@pytest.mark.parametrize(("code", "case"), DEFECTIVE)
def test_a_file_with_one_defect_has_that_alone(code: str, case: Case) -> None:
    expected = [code]
    if code == "court-too-early" and case["events"][-1]["act"] == "urged":
        # Who goes to the court so early has not urged either.
        expected = ["no-urging", code]
    if code == "removal-too-early" and the(case, "removed")["at"] < the(case, "removal-decided")["at"]:
        # Nor is anything decided or announced.
        expected = [code, "removal-wrong-body", "removal-no-announcement"]
    assert defects(case) == expected


LAWFUL = [
    # Nobody is barred while the act goes on, nor on the last day of two years.
    of(structure, act_from="2019-01-01", act_to="2020-09-17"),
    of(structure, act_from="2010-01-01", act_to=None),
    changed(terrace, "arrived", at=at("2022-07-07T09:00")),
    # The certificate that is lacking counts, and the second officer stands.
    changed(structure, "inspected", record="refusal-noted"),
    with_event(
        structure(),
        event("preserved", "2022-09-20T09:00", approved_at=at("2022-09-20T09:00")),
        event("preservation-ended", "2022-09-29T09:00"),
    ),
    with_event(
        structure(),
        event("seized", "2022-09-20T09:00", urgent=True, approved_at=at("2022-09-21T09:00")),
        event("seizure-ended", "2022-10-20T09:00"),
    ),
    with_event(
        structure(),
        event("seized", "2022-09-19T09:00", approved_at=at("2022-09-19T08:00")),
        event("seizure-extended", "2022-10-18T09:00", approved_at=at("2022-10-17T09:00")),
        event("seizure-ended", "2022-11-10T09:00"),
    ),
    with_event(structure(), event("recording-used", "2022-09-20T09:00", **dict.fromkeys(GATE, True))),
    # Asked for on the sixth working day.
    with_event(structure(), event("hearing-requested", "2022-10-18T09:00")),
    with_event(
        structure(),
        event("hearing-requested", "2022-10-10T11:00"),
        event("hearing-notified", "2022-10-10T12:00", **{"for": at("2022-10-19T09:00")}),
        event("hearing-held", "2022-10-19T09:00", "xie", chair="xie"),
    ),
    changed(structure, "filed", at=at("2022-07-23T09:00")),
    with_event(
        changed(structure, "filed", at=at("2022-07-22T09:00")),
        event("deadline-extended", "2022-10-10T09:00", days=1, approved_at=at("2022-10-10T08:00")),
    ),
    with_event(structure(), event("corrected", "2022-10-09T09:00", minor=True, first=True, harmless=False)),
    changed(structure, "served", 2, at=at("2022-11-01T09:00")),
    changed(structure, "served", 2, mode="electronic", consent=True),
    changed(unpaid, "urged", at=at("2023-04-28T10:00")),
    changed(unpaid, "court-applied", at=at("2023-07-24T10:00")),
    with_event(
        unpaid(), event("review-requested", "2022-12-10T09:00"), event("review-ended", "2023-01-10T09:00")
    ),
    changed(terrace, "removed", at=at("2023-02-25T10:00"), urgent_approved_at=at("2023-02-25T09:00")),
    changed(terrace, "annotated", at=at("2022-07-20T10:01")),
    with_event(of(unpaid, district="浦东新区"), event("annotated", "2022-11-01T09:00")),
    with_event(terrace(), event("utilities-cut", "2023-02-20T09:00", residents=False)),
    with_event(structure(), event("credit-referred", "2022-11-01T09:00", basis=True)),
]


@pytest.mark.parametrize("case", LAWFUL)
def test_what_keeps_just_within_the_law_is_no_defect(case: Case) -> None:
    assert defects(case) == []


def refused(kind: str = "organisation", amount: int = 3000) -> Case:
    """Bins that a firm did not put up, fined when its term was over."""
    case = structure() | {"violation": "pm-waste", "party": {"kind": kind, "role": "property-firm"}}
    the(case, "notified").update(amount=amount)
    the(case, "decided").update(amount=amount)
    return case


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (refused(), []),
        (without(refused(), "rechecked"), ["refusal-not-shown"]),
        (changed(refused, "rechecked", corrected=True), ["refusal-not-shown"]),
        # On the last day the term still runs.
        (changed(refused, "rechecked", at=at("2022-09-30T18:00")), ["refusal-not-shown"]),
        (changed(refused, "rechecked", at=at("2022-10-24T09:00")), ["refusal-not-shown"]),
        (without(without(refused(), "ordered"), "rechecked"), ["no-order", "refusal-not-shown"]),
        # The rule has two amounts of which one alone waits for nothing: none is wanted.
        (without(structure(), "rechecked"), []),
    ],
)
def test_where_every_rule_waits_for_refusal_it_must_be_shown(case: Case, expected: list[str]) -> None:
    assert defects(case) == expected


@pytest.mark.parametrize(
    ("kind", "amount", "expected"),
    [
        ("person", 200, []),
        ("person", 201, ["over-on-the-spot-limit"]),
        ("individual-business", 500, []),
        ("organisation", 5000, ["over-on-the-spot-limit"]),
    ],
)
def test_on_the_spot_the_limit_is_by_the_kind_of_party(kind: str, amount: int, expected: list[str]) -> None:
    case = bag() | {"party": {"kind": kind}}
    for act in ("notified", "decided"):
        the(case, act)["amount"] = amount
    the(case, "paid").update(amount=amount, how="bank")
    assert defects(case) == expected


@pytest.mark.parametrize(
    ("kind", "amount", "wanted"),
    [
        ("person", 5000, True),
        ("person", 4999, False),
        ("individual-business", 5000, True),
        ("organisation", 5000, False),
        ("organisation", 50000, True),
    ],
)
def test_hearing_and_legal_review_are_wanted_from_the_threshold_of_the_party_on(
    kind: str, amount: int, wanted: bool
) -> None:
    case = without(structure() | {"violation": "facade", "party": {"kind": kind}}, "legal-reviewed")
    the(case, "notified").update(amount=amount, hearing_offered=False)
    the(case, "decided")["amount"] = amount
    the(case, "paid")["amount"] = amount
    assert defects(case) == (["hearing-not-offered", "no-legal-review"] if wanted else [])


@pytest.mark.parametrize(("hour", "late"), [("11:00", False), ("11:01", True)])
def test_at_what_is_being_built_somebody_is_within_two_hours(hour: str, late: bool) -> None:
    case = terrace() | {"in_progress": True}
    the(case, "arrived")["at"] = at(f"2022-07-06T{hour}")
    the(case, "inspected")["at"] = at("2022-07-06T15:10")
    assert ("late-arrival" in defects(case)) is late


def test_what_is_being_built_is_removed_at_once_but_not_at_night() -> None:
    case = terrace() | {"in_progress": True}
    the(case, "arrived")["at"] = at("2022-07-06T10:00")
    the(case, "removed")["at"] = at("2022-07-20T11:00")
    assert defects(case) == []
    the(case, "removed")["at"] = at("2022-07-21T05:59")
    assert defects(case) == ["removal-night-or-holiday"]


def test_a_file_without_decision_is_held_to_what_was_due_so_far() -> None:
    case = structure()
    case["events"] = case["events"][:6]
    assert defects(case) == []
    assert defects(with_event(case, event("educated", "2022-12-19T09:00"))) == ["decided-late"]


def test_no_penalty_leaves_out_what_only_a_penalty_has() -> None:
    case = changed(
        structure,
        "decided",
        kind="no-penalty",
        amount=0,
        contents=[one for one in DECISION if one != "performance"],
    )
    the(case, "paid")["amount"] = 0
    assert defects(without(case, "defence")) == []


def test_an_act_that_goes_on_is_judged_by_the_law_of_the_decision() -> None:
    case = structure() | {"act_to": None}
    for one in case["events"]:
        one["at"] = one["at"].replace("2022", "2024")
    the(case, "ordered")["deadline"] = "2024-09-30"
    assert defects(case) == []
    for act in ("notified", "decided"):
        the(case, act)["amount"] = 20000
    assert defects(case) == ["amount-out-of-range"]


def test_what_a_file_says_besides_changes_nothing() -> None:
    case = changed(structure, "filed", note="x", weather="rain") | {"archive": 7}
    assert defects(case) == []


def test_each_defect_names_article_event_and_how_well_it_is_known() -> None:
    held = book.load()
    case = case_file(changed(structure, "decided", amount=9999), held)
    (one,) = review(case, held)
    told = telling.found(one, held, held.fines["load-bearing"][:1])
    assert (told["code"], told["level"], told["confidence"]) == ("amount-out-of-range", "statute", "V")
    assert told["article"] == "《上海市住宅物业管理规定》第八十三条"
    assert told["event"] == {"number": 10, "act": "decided", "at": "2022-10-21T10:00:00+08:00"}
    assert "9999 元" in told["explanation"]["zh"]


def test_what_rests_on_memory_says_so() -> None:
    held = book.load()
    (one,) = review(case_file(changed(structure, "legal-reviewed", by=["he"]), held), held)
    told = telling.found(one, held, ())
    assert told["confidence"] == "R"
    assert told["explanation"]["zh"].endswith("（未核实）")


@pytest.mark.parametrize(
    ("case", "key"),
    [
        (of(structure, violation="parking"), "violation"),
        (of(structure, party={"kind": "firm"}), "party"),
        (of(structure, procedure="quick"), "procedure"),
        (of(structure, events=[]), "events"),
        (of(structure, events=[event("danced", "2022-09-01T09:00")]), "events[0].act"),
        (of(structure, events=[{"act": "filed", "at": "2022-09-01T09:00"}]), "events[0].at"),
        (of(structure, events=[inspected("2022-09-01T09:00", record="lost")]), "events[0].record"),
        (of(structure, events=[event("decided", "2022-09-01T09:00", amount=True)]), "events[0].amount"),
        (of(structure, events=[event("ordered", "2022-09-01T09:00", deadline="soon")]), "events[0].deadline"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_with_its_key(case: Case, key: str) -> None:
    with pytest.raises(FactsError, match=f"^{re.escape(key)}"):
        case_file(case, book.load())
