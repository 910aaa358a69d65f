"""How a case stands: by which procedure it is judged, what a step would leave behind, and what is done and paid."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from case_driving import BOOK, DECISION, Driven, at, opened, ordered, standing_long
from guarded_cases import added, altered, facade, heard, hearing_called, paid_late, ready, told, without

from huiyin.knowledge.law.procedures import Edge, Incident
from huiyin.knowledge.law.steps.standing import (
    Around,
    Ask,
    Standing,
    fine_paid,
    has_ended,
    moved,
    order_met,
    previewed,
    stated,
)


def edge(procedure: str, act: str) -> Edge | Incident:
    if not procedure:
        return BOOK.incidents[act]
    return next(one for one in BOOK.procedures[procedure].edges if one.act == act)


def asked(driven: Driven, act: str, when: str, *by: str, **said: Any) -> Ask:
    """What a stated step is asked, in the procedure that was begun last."""
    step = driven.step(act, when, *by, **said)
    return stated(driven.standing, edge(step.procedure, act), BOOK, step)


def test_nobody_was_answered_and_no_firm_checked_unless_the_record_says_so() -> None:
    assert (Around().reporters_answered, Around().firm_checked) == (False, False)
    assert Standing(facade().case, {}).around == Around()


@pytest.mark.parametrize("begun", ["ordinary", "on-the-spot"])
@pytest.mark.parametrize(
    ("track", "judged"),
    [
        ("on-the-spot", "on-the-spot"),
        ("ordinary", "ordinary"),
        ("pudong-fast", "ordinary"),
        ("no-penalty", "ordinary"),
        ("transfer", None),
    ],
)
def test_a_case_is_judged_by_the_procedure_that_is_open(begun: str, track: str, judged: str | None) -> None:
    standing = Driven.of(opened("facade", procedure=begun), track).standing
    ask = previewed(standing, edge("", "educate-first"), BOOK, at("2022-08-15 10:00"))
    assert ask.before.procedure == (judged or begun)
    assert (ask.before is standing.case) is (ask.before.procedure == begun)


def test_a_case_decided_on_the_spot_beside_another_procedure_is_held_to_that_limit() -> None:
    driven = Driven.of(opened("facade"), "on-the-spot")
    standing = replace(driven.standing, tracks={"ordinary": "filed", "on-the-spot": "found"})
    assert previewed(standing, edge("", "educate-first"), BOOK, driven.now).before.procedure == "on-the-spot"


def test_a_step_leaves_its_event_behind_and_a_preview_nothing() -> None:
    driven = facade()
    ask = asked(driven, "inspect", "2022-08-15 10:00", id_shown=True)
    assert ask.event is not None
    assert (ask.event.number, ask.event.act, ask.event.by, ask.event.said) == (
        1,
        "inspected",
        ("gu", "he"),
        {"id_shown": True},
    )
    assert ask.after.events == (*driven.case.events, ask.event)
    before = previewed(driven.standing, edge("ordinary", "inspect"), BOOK, at("2022-08-15 10:00"))
    assert (before.event, before.after) == (None, driven.case)


def test_a_notice_and_a_legal_review_are_asked_about_the_decision_that_they_lead_to() -> None:
    notice = asked(ready(), "notify", "2022-09-02 09:00", **told(8_000))
    decided = notice.after.decided
    assert decided is not None
    assert (decided.said, decided.at, decided.number) == (
        {"kind": "penalty", "amount": 8_000},
        at("2022-09-02 09:00"),
        len(notice.before.events) + 1,
    )
    review = asked(heard(8_000), "review", "2022-09-14 10:00")
    assert review.after.decided is not None
    assert review.after.decided.get("amount") == 8_000
    assert review.after.decided.by == ("wen",)


def test_the_decision_that_is_led_to_is_that_of_the_last_notice() -> None:
    again = added(heard(8_000), "notified", "2022-09-13 10:00", amount=9_000)
    assert asked(again, "review", "2022-09-14 10:00").after.decided.get("amount") == 9_000
    unsaid = added(heard(8_000), "notified", "2022-09-13 10:00")
    assert asked(unsaid, "review", "2022-09-14 10:00").after.decided.get("amount") == 0


def test_no_decision_is_led_to_where_there_is_one_or_by_anything_else() -> None:
    decided = added(heard(8_000), "decided", "2022-09-13 10:00", kind="no-penalty", contents=DECISION)
    assert [one.act for one in asked(decided, "review", "2022-09-14 10:00").after.all("decided")] == [
        "decided"
    ]
    assert asked(heard(8_000), "educate-first", "2022-09-14 10:00").after.decided is None
    unnotified = without(heard(8_000), "notified")
    assert asked(unnotified, "review", "2022-09-14 10:00").after.decided is None


def test_what_a_review_has_found_already_is_taken_for_a_preview_and_not_for_a_step() -> None:
    driven = facade()
    assert previewed(driven.standing, edge("ordinary", "inspect"), BOOK, driven.now, {}).found == {}
    ask = asked(driven, "inspect", "2022-08-15 10:00", id_shown=False, record="signed", entry="consent")
    assert "id-not-shown" in replace(ask, known={}).found
    assert previewed(driven.standing, edge("ordinary", "inspect"), BOOK, driven.now).found == {}


def test_what_is_said_besides_counts_in_this_step_or_from_before() -> None:
    driven = facade()
    assert asked(driven, "educate-first", "2022-08-15 10:00").beside("rooms") == ""
    ask = asked(driven, "educate-first", "2022-08-15 10:00", rooms=" 两间 ")
    assert ask.beside("rooms") == "两间"
    after = moved(driven.standing, ask)
    assert dict(after.besides) == {"rooms": " 两间 "}
    later = replace(driven, standing=after)
    assert asked(later, "educate-first", "2022-08-15 11:00").beside("rooms") == "两间"
    assert asked(later, "educate-first", "2022-08-15 11:00", rooms="三间").beside("rooms") == "三间"
    assert previewed(after, edge("", "educate-first"), BOOK, driven.now).beside("rooms") == "两间"
    assert dict(moved(after, asked(later, "educate-first", "2022-08-15 11:00", rooms="")).besides) == {
        "rooms": " 两间 "
    }


def test_an_act_moves_its_procedure_and_what_happens_beside_moves_none() -> None:
    driven = ready()
    assert dict(
        moved(driven.standing, asked(driven, "notify", "2022-09-02 09:00", **told(3_000))).tracks
    ) == {"ordinary": "notified"}
    beside = moved(driven.standing, asked(driven, "educate-first", "2022-09-02 09:00"))
    assert (dict(beside.tracks), beside.case.events[-1].act) == ({"ordinary": "concluded"}, "educated")
    unstated = previewed(driven.standing, edge("ordinary", "notify"), BOOK, driven.now)
    assert moved(driven.standing, unstated).tracks == driven.standing.tracks


def test_what_the_record_has_is_said_for_whoever_acts() -> None:
    driven = hearing_called()
    assert asked(driven, "hold", "2022-09-23 14:00").event.said == {"chair": "xie"}
    two = asked(driven, "hold", "2022-09-23 14:00", "xie", "gu")
    assert two.event.said == {"chair": "xie"}
    step = replace(driven.step("hold", "2022-09-23 14:00"), by=())
    nobody = stated(driven.standing, edge("hearing", "hold"), BOOK, step)
    assert nobody.event.said == {"chair": ""}
    closing = replace(paid_late(), procedure="ordinary")
    assert asked(closing, "close", "2022-10-18 10:00").event.said == {"order_met": False, "paid": False}
    assert asked(ready(), "notify", "2022-09-02 09:00").event.said == {}


def test_moments_that_are_stated_are_shanghais() -> None:
    abroad = dt.datetime(2022, 9, 2, 1, tzinfo=dt.UTC)
    driven = ready()
    step = replace(driven.step("preserve", "2022-09-02 09:00", approved_at=abroad, note="x"), at=abroad)
    ask = stated(driven.standing, edge("", "preserve"), BOOK, step)
    assert ask.event is not None
    assert ask.event.said["approved_at"].isoformat() == ask.at.isoformat() == "2022-09-02T09:00:00+08:00"


@pytest.mark.parametrize(
    ("driven", "met"),
    [
        (facade(), True),
        (ordered(facade()), False),
        (altered(ordered(facade()), "rechecked", corrected=True), True),
        (without(ordered(facade()), "rechecked"), False),
        (added(standing_long(), "removed", "2022-09-01 10:00"), True),
        (
            added(altered(ordered(facade()), "rechecked", corrected=True), "ordered", "2022-08-27 10:00"),
            False,
        ),
        (
            added(
                altered(ordered(facade()), "rechecked", corrected=True),
                "rechecked",
                "2022-08-27 10:00",
                corrected=False,
            ),
            False,
        ),
    ],
)
def test_what_was_ordered_last_is_done_by_a_removal_or_the_last_re_check_after_it(
    driven: Driven, met: bool
) -> None:
    assert order_met(driven.case) is met


def paid(*amounts: float | None, surcharges: tuple[float | None, ...] = ()) -> Driven:
    driven = paid_late()
    for amount in surcharges:
        added(driven, "surcharged", "2022-10-10 10:00", amount=amount)
    for amount in amounts:
        added(driven, "paid", "2022-10-11 10:00", amount=amount)
    return driven


@pytest.mark.parametrize(
    ("driven", "done"),
    [
        (heard(), True),
        (paid(), False),
        (paid(2_999.99), False),
        (paid(3_000), True),
        (paid(2_000, None, 1_000), True),
        (paid(3_000, surcharges=(90,)), False),
        (paid(3_000, 90, surcharges=(45, None, 45)), True),
    ],
)
def test_a_fine_is_paid_with_what_was_added_to_it(driven: Driven, done: bool) -> None:
    assert fine_paid(driven.case) is done


def test_a_case_has_ended_when_each_of_its_procedures_has() -> None:
    standing = facade().standing
    ended = {
        tracks: has_ended(replace(standing, tracks=dict(tracks)), BOOK)
        for tracks in (
            (("ordinary", "closed"),),
            (("ordinary", "served"),),
            (("ordinary", "closed"), ("court", "closed")),
            (("ordinary", "closed"), ("court", "urged")),
        )
    }
    assert list(ended.values()) == [True, False, True, False]
