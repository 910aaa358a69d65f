"""What of a step cannot be taken whatever the law says: its order, its moment, its people and what was filled in.

Every refusal leaves the case as it was: ``refused`` looks.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from case_driving import (
    BOOK,
    DECISION,
    NOTICE,
    SERVED,
    SWORN,
    VISIT,
    Driven,
    at,
    concluded,
    day,
    decided,
    notified,
    opened,
    ordered,
    standing_long,
    under_way,
    unpaid,
)

from huiyin.knowledge.law.review.case_file import Person
from huiyin.knowledge.law.steps.fields import fields_of
from huiyin.knowledge.law.steps.standing import Step, begun
from huiyin.knowledge.law.steps.taking import (
    LEANING,
    beginnings,
    first_procedures,
    open_acts,
    refusals,
    take,
)

INSPECT = ("inspect", "2022-08-15 10:00")


def facade() -> Driven:
    return Driven.of(opened("facade"))


@pytest.mark.parametrize("act", ["recheck", "file", "notify", "decide", "serve", "close"])
def test_an_act_out_of_its_order_is_refused_with_where_the_case_stands(act: str) -> None:
    found = facade().refused(act, "2022-08-15 10:00")
    assert [(one.guard, one.field) for one in found] == [("", "")]
    assert "线索已登记" in found[0].zh
    assert "lead registered" in found[0].en


def test_an_act_of_a_procedure_that_is_not_open_is_refused() -> None:
    driven = facade()
    driven.procedure = "court"
    assert [one.en for one in driven.refused("urge", "2022-08-15 10:00")] == ["nothing like court is open"]


def test_a_step_that_is_not_open_cannot_be_taken() -> None:
    driven = facade()
    with pytest.raises(ValueError, match="close is not open"):
        take(driven.standing, driven.step("close", "2022-08-15 10:00"), BOOK)


@pytest.mark.parametrize(
    ("when", "keys"),
    [
        ("2022-08-15 08:59", ["at"]),
        ("2022-08-15 09:00", []),
        ("2026-01-01 00:00", []),
        ("2026-01-01 00:01", ["at"]),
    ],
)
def test_a_step_is_neither_before_the_last_nor_ahead_of_now(when: str, keys: list[str]) -> None:
    assert facade().keys("inspect", when, **VISIT) == keys


def test_nobody_somebody_unknown_and_somebody_twice_are_refused() -> None:
    driven = facade()
    step = driven.step(*INSPECT, **VISIT)
    nobody = Step(step.procedure, step.act, step.at, (), step.said, step.besides)
    assert [one.guard or one.field for one in refusals(driven.standing, nobody, BOOK, driven.now)] == [
        "by",
        "two-officers",
    ]
    assert driven.keys(*INSPECT, "gu", "he", "lu", **VISIT) == ["by"]
    assert driven.keys(*INSPECT, "gu", "gu", **VISIT) == ["by", "two-officers"]


def test_who_has_no_certificate_inspects_with_nobody() -> None:
    assert facade().keys(*INSPECT, "gu", "pan", **VISIT) == ["two-officers"]


@pytest.mark.parametrize(("who", "keys"), [("tao", []), ("gu", ["by"]), ("wen", ["by"])])
def test_a_head_files(who: str, keys: list[str]) -> None:
    assert ordered(facade()).keys("file", "2022-08-29 09:00", who) == keys


def test_who_visits_is_an_officer_and_nobody_else_comes_along() -> None:
    """A reviewer or a head on a visit could neither review nor decide any more."""
    for who in ("tao", "wen", "xie"):
        assert facade().keys(*INSPECT, "gu", "he", who, **VISIT) == ["by"]


@pytest.mark.parametrize("missing", ["id_shown", "record", "entry"])
def test_what_is_not_filled_in_is_named(missing: str) -> None:
    said = {name: value for name, value in VISIT.items() if name != missing}
    found = facade().keys(*INSPECT, **said)
    assert missing in found


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"record": "lost"}, "record"),
        ({"record": True}, "record"),
        ({"id_shown": "yes"}, "id_shown"),
        ({"weather": "rain"}, "weather"),
        ({"receipt": "5 号"}, "receipt"),
    ],
)
def test_what_does_not_fit_its_field_is_refused(said: dict[str, Any], field: str) -> None:
    assert field in facade().keys(*INSPECT, **(VISIT | said))


@pytest.mark.parametrize("amount", [-1, float("nan"), float("inf"), True, "3000", None])
def test_an_amount_is_a_sum_of_money(amount: Any) -> None:
    driven = decided(concluded(ordered(facade())), 3_000)
    assert "amount" in driven.keys("pay", "2022-09-20 10:00", amount=amount, how="bank")


@pytest.mark.parametrize("days", [0, -30, 1.5])
def test_a_number_of_days_is_one_at_least(days: Any) -> None:
    driven = concluded(ordered(facade()))
    assert driven.keys(
        "extend-deadline", "2022-09-20 10:00", days=days, approved_at=at("2022-09-19 09:00")
    ) == ["days"]


def test_a_day_is_no_moment_and_a_moment_has_its_offset() -> None:
    driven = facade().take(*INSPECT, **VISIT)
    assert driven.keys("order", "2022-08-15 11:00", deadline=at("2022-08-25 00:00"))[0] == "deadline"
    naive = dt.datetime(2022, 8, 15, 9)
    driven = concluded(ordered(facade()))
    assert driven.keys("extend-deadline", "2022-09-20 10:00", days=5, approved_at=naive)[0] == "approved_at"


def test_what_the_act_itself_says_nobody_states_otherwise() -> None:
    driven = notified(concluded(ordered(facade())), 3_000)
    said = {"amount": 3_000, "contents": DECISION, "reason": "初次"}
    driven.take("decide", "2022-09-15 10:00", **said, kind="no-penalty")
    assert driven.case.penalty is not None


def test_what_the_record_has_nobody_states_otherwise() -> None:
    driven = decided(concluded(ordered(facade())), 3_000)
    driven.take("pay", "2022-09-20 10:00", amount=3_000, how="bank")
    driven.take("recheck-again", "2022-09-21 10:00", corrected=True).take("perform", "2022-09-21 11:00")
    driven.take("recheck-again", "2022-09-22 10:00", corrected=False)
    assert driven.keys("close", "2022-09-23 10:00", order_met=True) == ["order-met"]


def test_a_reason_for_the_amount_is_written() -> None:
    driven = notified(concluded(ordered(facade())), 3_000)
    assert driven.keys("decide", "2022-09-15 10:00", amount=3_000, contents=DECISION, reason=" ") == [
        "reason"
    ]


def test_what_is_found_not_corrected_is_not_restored() -> None:
    driven = ordered(Driven.of(opened("load-bearing")))
    assert driven.keys("recheck-again", "2022-08-27 10:00", corrected=False, restoration="报告 3 号") == [
        "restoration"
    ]


def test_days_are_those_of_shanghai() -> None:
    """The term ended at midnight of Shanghai, which is 16:00 of the day before in UTC."""
    driven = facade().take(*INSPECT, **VISIT)
    driven.take("order", "2022-08-15 11:00", deadline=day("2022-08-25"))
    driven.take("serve-paper", "2022-08-15 11:10", **SERVED)
    step = driven.step("recheck", "2022-08-26 00:30", corrected=False)
    abroad = Step(step.procedure, step.act, step.at.astimezone(dt.UTC), step.by, step.said)
    assert refusals(driven.standing, abroad, BOOK, driven.now) == []
    after, _ = take(driven.standing, abroad, BOOK)
    assert after.case.events[-1].day == dt.date(2022, 8, 26)


def test_beyond_the_published_calendar_what_hangs_on_working_days_is_refused() -> None:
    driven = unpaid()
    driven.now = at("2028-01-01 00:00")
    found = driven.refused("apply", "2027-03-02 10:00")
    assert [one.guard for one in found] == ["urged", "within-three-months"]
    assert "放假安排" in found[0].zh
    standing = standing_long()
    standing.now = driven.now
    # What is counted in months does not hang on it.
    assert standing.keys("urge", "2027-03-02 10:00") == []
    assert {
        "by-day",
        "hearing-told",
        "hearing-done",
        "hearing-asked",
        "overdue",
        "surcharge-capped",
        "urged",
        "performance-urged",
    } == LEANING


def test_what_has_ended_lets_nothing_happen_but_what_comes_after_the_end() -> None:
    driven = decided(concluded(ordered(facade())), 3_000)
    driven.take("pay", "2022-09-20 10:00", amount=3_000, how="bank")
    driven.take("recheck-again", "2022-09-21 10:00", corrected=True).take("perform", "2022-09-21 11:00")
    driven.take("close", "2022-09-22 10:00")
    assert [one.act for one in open_acts(driven.standing, BOOK, at("2022-09-23 10:00"))] == [
        "request-review",
        "end-review",
        "file-suit",
        "end-suit",
        "lift-annotation",
        "refer-credit",
        "publish",
        "archive",
    ]
    assert driven.keys("pay", "2022-09-23 10:00", amount=1, how="bank") == [""]
    driven.take("file-suit", "2022-10-08 10:00").take("end-suit", "2022-12-08 10:00")


@pytest.mark.parametrize(
    ("violation", "facts", "names"),
    [
        ("facade", {}, ["ordinary", "on-the-spot", "transfer"]),
        ("illegal-construction", {"in_progress": True}, ["construction-under-way", "transfer"]),
        ("illegal-construction", {"in_progress": False}, ["existing-construction", "transfer"]),
    ],
)
def test_a_case_begins_with_the_procedures_that_are_meant_for_it(
    violation: str, facts: dict[str, Any], names: list[str]
) -> None:
    assert sorted(one.id for one in first_procedures(opened(violation, **facts), BOOK)) == sorted(names)


def test_an_act_is_decided_upon_in_one_procedure() -> None:
    driven = under_way().begin("ordinary").take("file", "2022-08-16 09:00")
    driven.take("conclude", "2022-08-17 10:00", expert_finding="认定函").begin("no-penalty")
    assert "ordinary" not in [path.id for path, _ in beginnings(driven.standing, BOOK)]
    driven.take("decide", "2022-08-18 10:00", amount=0, contents=DECISION, ground="not-established")
    assert [path.id for path, _ in beginnings(driven.standing, BOOK)] == []


def test_the_penalty_for_a_building_is_not_transferred_away_from_what_is_done_about_it() -> None:
    """What is left could never be closed: it waits for a decision."""
    driven = under_way().begin("ordinary")
    assert "transfer" not in [path.id for path, _ in beginnings(driven.standing, BOOK)]
    assert "transfer" in [path.id for path, _ in beginnings(ordered(facade()).standing, BOOK)]


def test_who_does_not_ask_for_the_fast_procedure_goes_on_in_the_ordinary_one() -> None:
    case = opened("facade", district="浦东新区")
    driven = ordered(Driven.of(case)).take("file", "2022-08-29 09:00").begin("pudong-fast")
    assert driven.keys("ask", "2022-08-30 09:00") == ["in-pudong"]
    assert driven.begin("ordinary").tracks == {"ordinary": "filed"}


def test_the_procedure_that_is_open_is_the_one_by_which_it_is_judged() -> None:
    """Whatever manner the file was begun with, what is decided on the spot is held to its limit."""
    driven = ordered(Driven.of(opened("facade", procedure="ordinary"), "on-the-spot"))
    said = {"amount": 1_000, "contents": NOTICE, "hearing_offered": False}
    assert driven.keys("notify", "2022-08-26 10:10", **said) == ["on-the-spot-limit"]
    path, how = next(one for one in beginnings(driven.standing, BOOK) if one[0].id == "ordinary")
    assert begun(driven.standing, path, how).tracks == {"ordinary": "ordered"}


def test_only_who_acts_can_swear_and_only_for_what_is_asked() -> None:
    driven = concluded(ordered(facade()))
    said = {"amount": 3_000, "contents": NOTICE, "hearing_offered": False}
    assert driven.keys("notify", "2022-09-02 09:00", **said, sworn=SWORN - {"facts-clear"}) == ["facts-clear"]


def test_another_who_is_in_the_record_may_act() -> None:
    driven = facade().with_people(fang=Person("officer", True))
    driven.take(*INSPECT, "gu", "fang", **VISIT)
    assert driven.case.events[-1].by == ("gu", "fang")


def test_without_penalty_there_is_no_fine() -> None:
    driven = concluded(ordered(facade())).begin("no-penalty")
    said = {"contents": DECISION, "ground": "no-fault"}
    assert driven.keys("decide", "2022-09-02 10:00", amount=200, **said) == ["exempt"]
    assert driven.keys("decide", "2022-09-02 10:00", amount=0, **said) == []


@pytest.mark.parametrize(
    ("violation", "detail", "kind"),
    [
        ("pm-duty", "not-patrolled", "organisation"),
        ("pm-duty", "structure-not-reported", "organisation"),
        ("ebike-common-parts", "flying-wire", "person"),
    ],
)
def test_a_rule_that_is_only_recalled_fines_nobody(violation: str, detail: str, kind: str) -> None:
    driven = concluded(ordered(Driven.of(opened(violation, kind, None, detail=detail))))
    said = {"amount": 3_000, "contents": NOTICE, "hearing_offered": False}
    assert "rule-in-force" in driven.keys("notify", "2022-09-02 09:00", **said)


def test_a_penalty_of_nothing_is_a_warning_and_needs_a_rule_that_has_one() -> None:
    said = {"amount": 0, "contents": NOTICE, "hearing_offered": False}
    keys = {
        violation: concluded(ordered(Driven.of(opened(violation, "organisation", None)))).keys(
            "notify", "2022-09-02 09:00", **said
        )
        for violation in ("facade", "pm-sanitation")
    }
    assert keys == {"facade": ["rule-in-force"], "pm-sanitation": []}


def test_who_removes_by_force_is_two_officers() -> None:
    driven = under_way().take("recheck-again", "2022-08-15 14:00", corrected=False)
    assert driven.keys("remove", "2022-08-15 15:00", "gu") == ["two-officers"]


def test_cash_is_for_what_was_decided_on_the_spot() -> None:
    driven = decided(concluded(ordered(Driven.of(opened("litter", role="occupant")))), 100)
    assert driven.keys("pay", "2022-09-20 10:00", amount=100, how="cash") == ["no-cash"]


def test_nothing_is_paid_surcharged_or_published_before_it_was_decided() -> None:
    driven = notified(concluded(ordered(facade())), 3_000)
    tried = {
        "pay": driven.keys("pay", "2022-09-14 10:00", amount=3_000, how="bank"),
        "surcharge": driven.keys("surcharge", "2022-09-14 10:00", amount=90, days=1),
        "publish": driven.keys("publish", "2022-09-14 10:00", personal_data=False),
        "refer-credit": driven.keys("refer-credit", "2022-09-14 10:00", basis=True),
        "annotate": driven.keys("annotate", "2022-09-14 10:00"),
    }
    assert tried == {
        "pay": ["fine-decided"],
        "surcharge": ["fine-decided", "surcharge-capped"],
        "publish": ["decision-served"],
        "refer-credit": ["decision-served"],
        "annotate": ["noted-lawfully"],
    }


def test_after_the_decision_nothing_is_kept_seized_or_extended_any_more() -> None:
    driven = decided(concluded(ordered(facade())), 3_000)
    now = at("2022-09-19 09:00")
    for act, said in (
        ("preserve", {"approved_at": now}),
        ("seize", {"approved_at": now, "urgent": False}),
        ("use-recording", {}),
        ("extend-deadline", {"days": 30, "approved_at": now}),
        ("corrected-minor", {"minor": True, "first": True, "harmless": True}),
    ):
        assert driven.keys(act, "2022-09-20 10:00", **said) == [""], act


def test_a_visit_says_what_was_found_and_may_say_measures_and_who_was_there() -> None:
    asked = {
        act: [field.name for field in fields_of(edge, "illegal-construction", BOOK) if field.beside]
        for procedure in BOOK.procedures.values()
        for edge in procedure.edges
        for act in [f"{procedure.id} {edge.act}"]
        if edge.event == "inspected"
    }
    assert set(asked) == {
        "on-the-spot inspect",
        "ordinary inspect",
        "construction-under-way stop",
        "existing-construction inspect",
    }
    assert all(names[:3] == ["findings", "measures", "present"] for names in asked.values())
    assert facade().keys(*INSPECT, **(VISIT | {"findings": " "})) == ["findings"]
