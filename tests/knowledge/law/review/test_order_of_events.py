"""Of several papers, visits and acts of one kind a review looks at the one that the law means, and at its moment."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.law.review.case_making import (
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


def at(moment: str) -> str:
    return f"{moment}:00+08:00"


def changed(case: Case, act: str, number: int = 0, **said: Any) -> Case:
    the(case, act, number).update(said)
    return case


def facade(amount: int = 3000, kind: str = "person") -> Case:
    """A façade, fined and put right; nothing in it hangs on an amount."""
    case = structure() | {"violation": "facade", "party": {"kind": kind, "role": "owner"}}
    for act in ("notified", "decided", "paid"):
        the(case, act)["amount"] = amount
    the(case, "notified")["hearing_offered"] = False
    return without(case, "legal-reviewed")


def sorted_waste() -> Case:
    """Waste that was not sorted: education, order, refusal shown, fined."""
    case = facade(100) | {"violation": "waste-unsorted"}
    return with_event(case, event("educated", "2022-09-17T10:30", "gu"))


def test_the_files_that_these_tests_change_are_lawful() -> None:
    assert [defects(case) for case in (facade(), sorted_waste())] == [[], []]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (without(sorted_waste(), "educated"), ["no-education"]),
        (changed(sorted_waste(), "educated", at=at("2022-10-21T11:00")), ["no-education"]),
        # Education is the notice's own gate for two wrongs alone.
        (facade(), []),
        (changed(without(facade(), "rechecked"), "ordered", at=at("2022-10-25T11:00")), ["no-order"]),
        (
            with_event(
                without(facade(), "ordered"),
                event("removal-ordered", "2022-09-18T09:00", deadline="2022-09-30"),
            ),
            [],
        ),
    ],
)
def test_education_and_order_come_before_the_fine(case: Case, expected: list[str]) -> None:
    assert defects(case) == expected


def test_a_penalty_without_a_fine_waits_neither_for_education_nor_for_an_order() -> None:
    case = without(without(changed(sorted_waste(), "decided", amount=0), "educated"), "ordered")
    assert defects(without(case, "paid")) == []


@pytest.mark.parametrize(
    ("ordered", "deadline", "rechecked", "shown"),
    [
        ("2022-09-17T11:00", "2022-09-30", "2022-10-01T09:00", True),
        ("2022-09-17T11:00", "2022-09-30", "2022-09-30T23:59", False),
        # At once: a term that is not said ends with the day of the order.
        ("2022-09-17T11:00", None, "2022-09-18T00:00", True),
        ("2022-09-17T11:00", None, "2022-09-17T23:00", False),
        ("2022-10-09T11:00", "2022-09-30", "2022-10-08T09:00", False),
    ],
)
def test_refusal_is_shown_by_a_visit_after_the_term_of_an_order(
    ordered: str, deadline: str | None, rechecked: str, shown: bool
) -> None:
    case = changed(sorted_waste(), "ordered", at=at(ordered), deadline=deadline)
    case["events"].sort(key=lambda one: one["at"])
    assert defects(changed(case, "rechecked", at=at(rechecked))) == ([] if shown else ["refusal-not-shown"])


def test_the_term_of_any_order_may_be_the_one_that_was_let_pass() -> None:
    case = with_event(
        sorted_waste(),
        event("ordered", "2022-10-09T09:00", deadline="2022-12-31"),
        event("rechecked", "2022-10-09T10:00", "gu", "he", corrected=True),
    )
    assert defects(case) == []
    the(case, "ordered")["deadline"] = "2022-12-31"
    assert defects(case) == ["refusal-not-shown"]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (changed(facade(), "filed", at=at("2022-10-21T10:30")), ["not-filed"]),
        (without(bag(), "filed"), []),
        # Told twice: the last notice counts, for better and for worse.
        (
            with_event(
                changed(facade(), "notified", contents=[], amount=1),
                event("notified", "2022-10-10T11:00", amount=3000, contents=NOTICE, hearing_offered=False),
            ),
            [],
        ),
        (
            with_event(
                facade(),
                event("notified", "2022-10-11T11:00", amount=3000, contents=[], hearing_offered=False),
            ),
            ["notice-incomplete"],
        ),
        (changed(facade(), "notified", at=at("2022-10-25T10:30")), ["no-notice"]),
        (changed(bag(), "notified", contents=[]), []),
        (changed(facade(), "defence", at=at("2022-10-09T10:00")), ["no-defence-chance"]),
        (changed(facade(), "defence", at=at("2022-10-21T10:01")), ["no-defence-chance"]),
        (changed(facade(), "defence", at=at("2022-10-21T10:00")), []),
        (without(bag(), "defence"), []),
        (changed(facade(), "notified", amount=3001), []),
        (changed(bag(), "notified", amount=99), []),
    ],
)
def test_filing_notice_and_defence_come_before_the_decision(case: Case, expected: list[str]) -> None:
    assert defects(case) == expected


def test_a_notice_that_says_no_amount_tells_of_none() -> None:
    case = facade()
    del the(case, "notified")["amount"]
    assert defects(case) == ["raised-after-defence"]


def test_what_is_not_decided_yet_needs_neither_filing_nor_defence() -> None:
    case = facade()
    case["events"] = [one for one in case["events"][:8] if one["act"] != "filed"]
    assert [one["act"] for one in case["events"]][-1] == "served"
    assert defects(case) == []
    assert defects(changed(case, "notified", contents=[])) == ["notice-incomplete"]


@pytest.mark.parametrize(
    ("amount", "kind", "offered", "asked", "held", "expected"),
    [
        (5000, "person", True, "2022-10-17T09:00", None, ["hearing-refused"]),
        (5000, "person", True, "2022-10-18T09:00", None, []),
        (5000, "person", False, None, None, ["hearing-not-offered"]),
        (5000, "person", False, "2022-10-11T09:00", None, ["hearing-not-offered", "hearing-refused"]),
        # Below the threshold, but offered all the same.
        (3000, "person", True, "2022-10-11T09:00", None, ["hearing-refused"]),
        (3000, "person", False, "2022-10-11T09:00", None, []),
        (5000, "person", True, "2022-10-10T11:00", "2022-10-21T09:00", []),
        (5000, "person", True, "2022-10-10T11:00", "2022-10-21T11:00", ["hearing-refused"]),
    ],
)
def test_a_hearing_that_is_asked_for_in_time_is_held_before_the_decision(
    amount: int, kind: str, offered: bool, asked: str | None, held: str | None, expected: list[str]
) -> None:
    case = changed(facade(amount, kind), "notified", hearing_offered=offered)
    case = with_event(case, event("legal-reviewed", "2022-10-20T10:00", "wen"))
    if asked:
        case = with_event(case, event("hearing-requested", asked))
    if held:
        case = with_event(
            case,
            event("hearing-notified", "2022-10-10T11:30", **{"for": at(held)}),
            event("hearing-held", held, "xie", chair="xie"),
        )
    assert defects(case) == expected


def test_five_days_to_ask_for_a_hearing_run_from_the_service_of_the_notice() -> None:
    case = with_event(structure(), event("hearing-requested", "2022-10-18T09:00"))
    assert defects(case) == []
    assert defects(changed(case, "served", 1, at=at("2022-10-11T10:00"))) == ["hearing-refused"]


def test_a_notice_that_nobody_served_is_counted_from_itself() -> None:
    case = with_event(structure(), event("hearing-requested", "2022-10-17T09:00"))
    case["events"].remove(the(case, "served", 1))
    assert defects(case) == ["hearing-refused"]


def test_the_last_call_before_a_hearing_counts_and_a_hearing_that_nobody_called_is_short() -> None:
    case = with_event(
        structure(),
        event("hearing-requested", "2022-10-10T11:00"),
        event("hearing-notified", "2022-10-10T12:00", **{"for": at("2022-10-19T09:00")}),
        event("hearing-notified", "2022-10-12T12:00", **{"for": at("2022-10-21T09:00")}),
        event("hearing-held", "2022-10-20T09:00", "xie", chair="xie"),
        event("hearing-notified", "2022-10-21T09:30", **{"for": at("2022-11-21T09:00")}),
    )
    assert defects(case) == ["hearing-notice-short"]
    assert defects(changed(case, "hearing-held", at=at("2022-10-21T09:00"))) == []


@pytest.mark.parametrize(
    ("amount", "reviewed", "expected"),
    [
        (5000, "2022-10-21T09:59", []),
        (5000, "2022-10-21T10:01", ["no-legal-review"]),
        (4999, None, []),
        (5000, None, ["no-legal-review"]),
    ],
)
def test_legal_review_comes_before_a_decision_of_such_an_amount(
    amount: int, reviewed: str | None, expected: list[str]
) -> None:
    case = changed(facade(amount), "notified", amount=5000, hearing_offered=True)
    if reviewed:
        case = with_event(case, event("legal-reviewed", reviewed, "wen"))
    assert defects(case) == expected


def test_an_order_to_remove_what_stands_is_reviewed_and_one_of_what_is_being_built_is_not() -> None:
    case = without(changed(terrace(), "notified", amount=1), "legal-reviewed")
    the(case, "decided").update(kind="no-penalty", amount=0)
    assert defects(case) == ["no-legal-review"]
    the(case, "removal-ordered")["at"] = at("2022-08-24T10:30")
    assert "no-legal-review" not in defects(case)


@pytest.mark.parametrize(
    ("extensions", "late"),
    [
        ([], True),
        ([("2022-10-19T09:00", 1, "2022-10-19T08:00")], True),
        ([("2022-10-19T09:00", 2, "2022-10-19T08:00")], False),
        ([("2022-10-19T09:00", 2, None)], True),
        ([("2022-10-19T09:00", 2, "2022-10-21T10:00")], False),
        ([("2022-10-19T09:00", 2, "2022-10-21T10:01")], True),
        ([("2022-10-18T09:00", 1, "2022-10-18T08:00"), ("2022-10-19T09:00", 1, "2022-10-19T08:00")], False),
    ],
)
def test_ninety_days_are_longer_by_what_was_approved(
    extensions: list[tuple[str, int, str | None]], late: bool
) -> None:
    case = changed(facade(), "filed", at=at("2022-07-21T09:00"))
    case["events"].sort(key=lambda one: one["at"])
    for told, days, approved in extensions:
        case = with_event(
            case, event("deadline-extended", told, days=days, approved_at=approved and at(approved))
        )
    assert defects(case) == (["decided-late"] if late else [])


def test_filed_twice_the_ninety_days_run_from_the_first() -> None:
    case = with_event(
        changed(facade(), "filed", at=at("2022-07-22T09:00")), event("filed", "2022-10-01T09:00")
    )
    assert defects(case) == ["decided-late"]


def test_what_became_known_first_decides_whether_an_act_was_found_in_time() -> None:
    case = facade() | {"act_from": "2020-01-01", "act_to": "2020-09-16"}
    assert defects(case) == ["time-barred"]
    assert defects(with_event(case, inspected("2022-09-16T09:00"))) == []


@pytest.mark.parametrize(
    ("events", "late"),
    [
        ([event("arrived", "2022-07-07T09:00", "gu", "he")], False),
        ([event("arrived", "2022-07-07T09:01", "gu", "he")], True),
        ([inspected("2022-07-07T09:00")], False),
        ([inspected("2022-07-07T09:01")], True),
        # Before the report nobody came because of it.
        ([inspected("2022-07-01T09:00"), inspected("2022-07-08T09:00")], True),
        ([event("filed", "2022-07-07T09:00")], False),
        ([event("filed", "2022-07-07T09:01")], True),
    ],
)
def test_at_what_stands_somebody_is_within_a_day(events: list[Case], late: bool) -> None:
    case = terrace() | {"events": [event("reported", "2022-07-06T09:00"), *events]}
    case["events"].sort(key=lambda one: one["at"])
    assert defects(case) == (["late-arrival"] if late else [])


def test_nobody_need_hurry_to_other_wrongs() -> None:
    assert defects(changed(facade(), "inspected", at=at("2022-09-30T10:00"))) == []


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (["gu", "he"], []),
        (["gu", "gu"], ["one-officer"]),
        (["gu", "nobody"], ["one-officer"]),
        (["gu", "he", "pan"], ["no-certificate"]),
        (["gu", "he", "tao"], []),
        ([], ["one-officer"]),
    ],
)
def test_two_different_officers_with_certificates_make_a_visit(by: list[str], expected: list[str]) -> None:
    assert defects(changed(facade(), "inspected", by=by)) == expected
    assert defects(changed(facade(), "rechecked", by=by)) == expected


@pytest.mark.parametrize(
    ("gone", "said", "expected"),
    [
        ("2023-02-21T06:00", {}, []),
        ("2023-02-21T05:59", {}, ["removal-night-or-holiday"]),
        ("2023-02-21T21:59", {}, []),
        ("2023-02-21T22:00", {}, ["removal-night-or-holiday"]),
        ("2023-02-25T10:00", {}, ["removal-night-or-holiday"]),
        ("2023-02-25T10:00", {"urgent_approved_at": at("2023-02-25T10:00")}, []),
        ("2023-02-25T10:00", {"urgent_approved_at": at("2023-02-25T10:01")}, ["removal-night-or-holiday"]),
        # A Saturday that is worked.
        ("2023-04-23T10:00", {}, []),
    ],
)
def test_nothing_is_removed_at_rest(gone: str, said: dict[str, str], expected: list[str]) -> None:
    case = changed(without(terrace(), "closed"), "removed", at=at(gone), **said)
    assert defects(case) == expected


def test_what_stands_is_removed_after_the_six_months_of_the_last_order() -> None:
    case = changed(without(terrace(), "closed"), "removed", at=at("2023-02-21T10:00"))
    again = [
        event("removal-ordered", "2022-08-26T11:00", "tao", deadline="2022-09-10"),
        event("served", "2022-08-27T10:00", "gu", mode="direct"),
    ]
    case = with_event(case, *again)
    assert defects(case) == ["removal-too-early"]
    assert defects(changed(case, "removed", at=at("2023-02-27T10:00"))) == ["removal-too-early"]
    assert defects(changed(case, "removed", at=at("2023-02-28T10:00"))) == []


def test_a_decision_of_the_district_stays_one_when_the_agency_says_so_once_more() -> None:
    case = with_event(terrace(), event("removal-decided", "2023-02-08T10:00", by_body="enforcement"))
    assert defects(case) == []
    assert defects(changed(case, "removal-decided", at=at("2023-02-21T11:00"))) == ["removal-wrong-body"]


def test_an_announcement_after_the_removal_is_none() -> None:
    assert defects(changed(terrace(), "removal-announced", at=at("2023-02-21T11:00"))) == [
        "removal-no-announcement"
    ]


@pytest.mark.parametrize(
    ("violation", "district", "on", "expected"),
    [
        ("load-bearing", "静安区", "2022-10-31T09:00", []),
        ("facade", "静安区", "2022-11-02T09:00", ["annotation-not-allowed"]),
        ("facade", "浦东新区", "2022-10-31T09:00", ["annotation-not-allowed"]),
        ("facade", "浦东新区", "2022-11-01T09:00", []),
        ("facade", "pudong", "2022-11-01T09:00", []),
        ("use-change", "浦东新区", "2022-11-02T09:00", ["annotation-not-allowed"]),
    ],
)
def test_the_register_notes_what_the_law_names(
    violation: str, district: str, on: str, expected: list[str]
) -> None:
    amount = 60000 if violation == "load-bearing" else 3000 if violation == "facade" else 10000
    case = facade(amount) | {"violation": violation, "district": district}
    the(case, "notified")["hearing_offered"] = True
    case = with_event(case, event("annotated", on), event("legal-reviewed", "2022-10-20T10:00", "wen"))
    assert defects(case) == expected


def test_the_register_notes_an_order_to_remove_that_was_served() -> None:
    assert defects(changed(terrace(), "annotated", at=at("2022-07-20T10:01"))) == []
    assert defects(changed(terrace(), "annotated", at=at("2022-07-20T10:00"))) == ["annotation-before-effect"]


@pytest.mark.parametrize(
    ("applied", "expected"),
    [
        ("2023-04-25T10:00", []),
        ("2023-07-24T10:00", []),
        ("2023-07-25T10:00", ["court-too-late"]),
    ],
)
def test_the_court_is_asked_in_the_three_months_after_the_remedies(applied: str, expected: list[str]) -> None:
    case = changed(unpaid(), "urged", at=at("2023-03-01T10:00"))
    assert defects(changed(case, "court-applied", at=at(applied))) == expected


def test_after_a_suit_the_three_months_run_from_its_end() -> None:
    case = with_event(
        changed(unpaid(), "court-applied", at=at("2023-09-01T10:00")),
        event("suit-filed", "2023-04-20T09:00"),
        event("suit-ended", "2023-06-01T09:00"),
    )
    assert defects(case) == []
    assert defects(changed(case, "court-applied", at=at("2023-09-02T10:00"))) == ["court-too-late"]
    assert defects(changed(case, "suit-ended", at=at("2023-09-03T09:00"))) == ["court-too-early"]


def test_the_last_urging_counts() -> None:
    case = with_event(unpaid(), event("urged", "2023-05-10T10:00", "gu", by_body="enforcement"))
    assert defects(case) == ["no-urging"]


def test_what_was_kept_is_dealt_with_before_the_decision() -> None:
    kept = event("preserved", "2022-10-20T09:00", approved_at=at("2022-10-20T09:00"))
    before, after = (event("preservation-ended", f"2022-10-21T10:0{minute}") for minute in (0, 1))
    assert defects(with_event(structure(), kept, before)) == []
    assert defects(with_event(structure(), kept, after)) == ["preservation-too-long"]
    assert defects(with_event(structure(), kept)) == ["preservation-too-long"]
    # What is kept after the decision has its seven days all the same.
    later = event("preserved", "2022-10-25T09:00", approved_at=at("2022-10-25T09:00"))
    assert defects(with_event(structure(), later, event("preservation-ended", "2022-11-03T09:00"))) == []


def test_each_keeping_has_its_own_end() -> None:
    first = [
        event("preserved", "2022-09-20T09:00", approved_at=at("2022-09-20T09:00")),
        event("preservation-ended", "2022-09-22T09:00"),
    ]
    second = [
        event("preserved", "2022-10-09T09:00", approved_at=at("2022-10-09T09:00")),
        event("preservation-ended", "2022-10-12T09:00"),
    ]
    assert defects(with_event(structure(), *first, *second)) == []
    assert defects(with_event(structure(), *first, second[0])) == ["preservation-too-long"]


def test_what_is_kept_and_not_decided_may_be_kept_for_seven_working_days() -> None:
    case = structure()
    case["events"] = case["events"][:5]
    case = with_event(case, event("preserved", "2022-09-20T09:00", approved_at=at("2022-09-20T09:00")))
    assert defects(with_event(case, event("educated", "2022-09-29T09:00"))) == []
    assert defects(with_event(case, event("educated", "2022-09-30T09:00"))) == ["preservation-too-long"]


@pytest.mark.parametrize(
    ("extended", "approved", "ended", "expected"),
    [
        (None, None, "2022-10-19T09:00", []),
        (None, None, "2022-10-20T09:00", ["seizure-too-long"]),
        ("2022-10-19T09:00", "2022-10-19T23:00", "2022-11-18T09:00", []),
        ("2022-10-19T09:00", "2022-10-19T23:00", "2022-11-19T09:00", ["seizure-too-long"]),
        # Thirty days are over on the 19th.
        ("2022-10-20T09:00", "2022-10-20T09:00", "2022-11-18T09:00", ["seizure-too-long"]),
        ("2022-10-18T09:00", None, "2022-10-20T09:00", ["seizure-too-long"]),
    ],
)
def test_a_seizure_lasts_thirty_days_or_sixty_with_an_extension_in_time(
    extended: str | None, approved: str | None, ended: str, expected: list[str]
) -> None:
    case = with_event(structure(), event("seized", "2022-09-19T09:00", approved_at=at("2022-09-19T09:00")))
    if extended:
        case = with_event(case, event("seizure-extended", extended, approved_at=approved and at(approved)))
    assert defects(with_event(case, event("seizure-ended", ended))) == expected


def test_each_seizure_has_its_own_end_and_extension() -> None:
    first = [
        event("seized", "2022-08-01T09:00", approved_at=at("2022-08-01T09:00")),
        event("seizure-extended", "2022-08-20T09:00", approved_at=at("2022-08-20T09:00")),
        event("seizure-ended", "2022-09-20T09:00"),
    ]
    second = [
        event("seized", "2022-09-22T09:00", approved_at=at("2022-09-22T09:00")),
        event("seizure-ended", "2022-10-20T09:00"),
    ]
    assert defects(with_event(structure(), *first, *second)) == []
    assert defects(with_event(structure(), *first, second[0])) == ["seizure-too-long"]
    assert defects(
        with_event(structure(), *first, second[0], event("seizure-ended", "2022-10-23T09:00"))
    ) == ["seizure-too-long"]


def test_a_seizure_without_an_end_is_counted_as_far_as_the_file_tells() -> None:
    case = structure()
    case["events"] = case["events"][:5]
    case = with_event(case, event("seized", "2022-09-19T10:00", approved_at=at("2022-09-19T09:00")))
    assert defects(with_event(case, event("educated", "2022-10-19T23:00"))) == []
    assert defects(with_event(case, event("educated", "2022-10-20T00:00"))) == ["seizure-too-long"]


def test_electronic_service_wants_consent_whatever_the_paper() -> None:
    case = changed(facade(), "served", 1, mode="electronic")
    assert defects(case) == ["no-consent-electronic"]
    assert defects(changed(case, "served", 1, consent=True)) == []


def test_a_paper_is_served_by_what_comes_before_the_next_paper() -> None:
    case = with_event(facade(), event("urged", "2022-10-21T11:00", by_body="enforcement"))
    assert defects(changed(case, "closed", at=at("2022-11-02T10:00"))) == ["served-late"]


def test_the_last_correction_before_the_penalty_counts() -> None:
    slight = {"minor": True, "first": True, "harmless": True}
    case = with_event(facade(), event("corrected", "2022-10-09T09:00", **slight))
    assert defects(case) == ["must-not-penalise"]
    assert defects(changed(case, "corrected", minor=False)) == []
    assert defects(changed(case, "corrected", minor=True, at=at("2022-10-21T10:01"))) == []


def test_a_penalty_without_a_fine_is_forbidden_too_where_all_was_put_right() -> None:
    case = with_event(
        changed(facade(), "decided", amount=0),
        event("corrected", "2022-10-09T09:00", minor=True, harmless=True),
    )
    assert defects(without(case, "paid")) == ["must-not-penalise"]


def rented(**said: Any) -> Case:
    """Group renting under the regulations of 2023, of which one rule alone waits for the term."""
    case = facade(20000) | {"violation": "group-renting", "act_to": "2023-03-01"} | said
    for one in case["events"]:
        one["at"] = one["at"].replace("2022", "2023")
    the(case, "ordered")["deadline"] = "2023-09-30"
    the(case, "notified")["hearing_offered"] = True
    return with_event(case, event("legal-reviewed", "2023-10-20T10:00", "wen"))


def test_refusal_is_not_wanted_where_one_rule_does_not_wait_for_it_or_none_is_known() -> None:
    assert defects(without(rented(), "rechecked")) == []
    assert defects(without(facade() | {"violation": "other"}, "rechecked")) == []


def test_a_visit_at_the_moment_of_the_decision_shows_nothing_before_it() -> None:
    assert defects(changed(sorted_waste(), "rechecked", at=at("2022-10-21T10:00"))) == ["refusal-not-shown"]


@pytest.mark.parametrize(
    ("told", "decided", "raised"),
    [(None, 1, True), (None, 0, False), (None, None, False), (0, None, False), (0, 1, True), (2, 1, False)],
)
def test_an_amount_that_is_not_said_is_none(told: int | None, decided: int | None, raised: bool) -> None:
    case = changed(changed(without(facade(), "paid"), "notified", amount=told), "decided", amount=decided)
    assert ("raised-after-defence" in defects(case)) is raised


def test_whether_a_hearing_is_offered_is_told_by_the_last_notice_before_the_decision() -> None:
    case = with_event(
        changed(facade(), "notified", amount=6000),
        event("notified", "2022-10-10T11:00", amount=3000, contents=NOTICE, hearing_offered=False),
        event("notified", "2022-10-25T11:00", amount=6000, contents=NOTICE, hearing_offered=False),
    )
    assert defects(case) == []


def test_a_hearing_may_still_be_held_while_nothing_is_decided() -> None:
    case = structure()
    case["events"] = case["events"][:8]
    assert defects(with_event(case, event("hearing-requested", "2022-10-11T09:00"))) == []


def test_a_hearing_is_asked_for_by_the_first_request_after_the_notice() -> None:
    early, late = (
        event("hearing-requested", "2022-10-11T09:00"),
        event("hearing-requested", "2022-10-20T09:00"),
    )
    assert defects(with_event(structure(), early, late)) == ["hearing-refused"]
    assert defects(with_event(structure(), event("hearing-requested", "2022-10-09T09:00"))) == []


def test_on_the_spot_nothing_is_legally_reviewed_and_undecided_nothing_need_be_yet() -> None:
    case = bag()
    for act in ("notified", "decided"):
        the(case, act)["amount"] = 5000
    assert defects(case) == ["hearing-not-offered", "amount-out-of-range", "over-on-the-spot-limit"]
    standing = without(terrace(), "legal-reviewed")
    standing["events"] = standing["events"][:7]
    assert [one["act"] for one in standing["events"]][-2:] == ["served", "rechecked"]
    assert defects(standing) == []


def test_the_register_in_pudong_notes_group_renting_too() -> None:
    case = refused_rent() | {"district": "浦东"}
    assert defects(with_event(case, event("annotated", "2022-11-01T09:00"))) == []
    case = refused_rent() | {"district": "静安区"}
    assert defects(with_event(case, event("annotated", "2022-11-01T09:00"))) == ["annotation-not-allowed"]


def refused_rent() -> Case:
    case = changed(facade(20000) | {"violation": "group-renting"}, "notified", hearing_offered=True)
    return with_event(case, event("legal-reviewed", "2022-10-20T10:00", "wen"))


def test_an_order_or_decision_after_the_act_that_leans_on_it_is_none() -> None:
    late = [
        event("removal-ordered", "2023-02-22T09:00", "tao", deadline="2023-03-10"),
        event("served", "2023-02-22T10:00", "gu", mode="direct"),
    ]
    assert defects(with_event(without(terrace(), "closed"), *late)) == []
    # An order that is served on the very moment of the removal was not served before.
    moment = changed(without(terrace(), "closed"), "served", 0, at=at("2023-02-21T10:00"))
    assert "removal-too-early" in defects(moment)
    assert defects(changed(terrace(), "removal-decided", at=at("2023-02-21T10:00"))) == ["removal-wrong-body"]


def test_the_register_notes_the_last_paper_before_the_note() -> None:
    again = event(
        "decided",
        "2022-10-28T10:00",
        kind="penalty",
        amount=60000,
        contents=the(structure(), "decided")["contents"],
    )
    noted = event("annotated", "2022-10-28T11:00")
    assert defects(with_event(without(without(structure(), "paid"), "closed"), again, noted)) == [
        "annotation-before-effect"
    ]
    before = event("annotated", "2022-10-26T11:00")
    assert defects(with_event(without(without(structure(), "paid"), "closed"), before, again)) == []


@pytest.mark.parametrize(
    ("events", "late"),
    [
        ([inspected("2022-07-06T15:00")], False),
        ([inspected("2022-07-06T15:00"), inspected("2022-07-09T15:00")], False),
        ([event("arrived", "2022-07-06T15:00"), event("arrived", "2022-07-09T15:00")], False),
        # Reported once more, when somebody has long been there.
        ([event("arrived", "2022-07-06T15:00"), event("reported", "2022-07-08T09:00")], False),
        # So little before the report, that they need not come again at once.
        ([event("arrived", "2022-07-05T09:00")], False),
        ([event("arrived", "2022-07-05T08:59")], True),
        ([event("arrived", "2022-07-05T15:00"), inspected("2022-07-06T15:00")], False),
    ],
)
def test_the_first_who_comes_after_the_first_report_counts(events: list[Case], late: bool) -> None:
    events = [event("reported", "2022-07-06T09:00"), *events, event("filed", "2022-07-12T09:00")]
    case = terrace() | {"events": sorted(events, key=lambda one: one["at"])}
    codes = [code for code in defects(case) if code != "one-officer"]
    assert codes == (["late-arrival"] if late else [])


def test_what_nobody_reported_is_late_for_nobody() -> None:
    case = terrace() | {"events": [inspected("2022-07-06T15:00"), event("filed", "2022-07-12T09:00")]}
    assert defects(case) == []


def test_an_act_that_was_fined_before_may_be_decided_without_a_fine() -> None:
    case = without(facade(), "paid") | {"fined_before": True}
    assert defects(case) == ["double-fine"]
    assert defects(changed(case, "decided", amount=0)) == []


def test_an_act_of_which_nothing_says_when_it_was_found_is_not_barred() -> None:
    case = facade() | {"act_from": "2018-01-01", "act_to": "2018-01-02"}
    assert defects(case | {"events": [event("filed", "2022-09-19T09:00", "tao")]}) == []


@pytest.mark.parametrize(
    ("requested", "ended", "early"),
    [
        ("2022-10-10T10:00", "2023-02-21T09:59", False),
        ("2022-10-10T10:00", "2023-02-21T10:01", True),
        ("2023-02-21T10:01", "2023-03-01T10:00", False),
        ("2023-02-21T09:59", "2023-03-01T10:00", True),
    ],
)
def test_a_review_that_is_open_at_the_moment_stands_against_removal(
    requested: str, ended: str, early: bool
) -> None:
    case = with_event(terrace(), event("review-requested", requested), event("review-ended", ended))
    assert defects(case) == (["removal-too-early"] if early else [])


def test_what_an_order_to_remove_has_decided_waits_for_no_other_decision() -> None:
    case = terrace()
    for act in ("notified", "defence", "decided", "paid", "annotated"):
        without(case, act)
    case["events"] = [one for one in case["events"] if one["at"][:10] not in ("2022-08-10", "2022-08-26")]
    assert defects(case) == []
    without(case, "removal-ordered")
    assert "decided-late" in defects(case)


def test_in_pudong_more_is_noted_however_its_name_is_written() -> None:
    noted = event("annotated", "2022-11-10T10:00")
    for district, expected in (
        ("浦东新区", []),
        (" Pudong New Area", []),
        ("PUDONG", []),
        ("闵行区", ["annotation-not-allowed"]),
    ):
        assert defects(with_event(facade() | {"district": district}, noted)) == expected, district
