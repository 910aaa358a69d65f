"""The limits that run on a case at each of its stages: what must be done until when, by whom, and how that was counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from case_driving import BOOK, DECISION, SERVED, Driven, at, day, opened, ordered, standing_long, unpaid
from guarded_cases import (
    added,
    altered,
    asked_for_hearing,
    closed,
    deciding,
    facade,
    heard,
    kept,
    obeyed,
    paid_late,
    ready,
    ready_before,
    seized,
    settled,
    unserved,
    without,
)

from huiyin.knowledge.law.steps.limits import Limit, running


def limits(driven: Driven) -> list[Limit]:
    return list(running(driven.case, BOOK))


def kinds(driven: Driven) -> list[tuple[str, str]]:
    return [(one.kind, str(one.last)) for one in limits(driven)]


def reported() -> Driven:
    return Driven.of(opened("illegal-construction", in_progress=True), "construction-under-way")


def without_penalty() -> Driven:
    driven = obeyed(ready_before()).take("conclude", "2022-09-01 09:00").begin("no-penalty")
    driven.take("decide", "2022-09-02 10:00", amount=0, contents=DECISION, ground="no-fault")
    return driven.take("serve", "2022-09-03 10:00", **SERVED)


DECIDE = ("decide", "2022-11-27")
COURT = [("remedy", "2023-03-16"), ("court", "2023-06-16")]
PAY = ("pay", "2022-10-08")
STAGES: dict[str, tuple[Callable[[], Driven], list[tuple[str, str]]]] = {
    "reported while it is built": (reported, [("arrival", "2022-08-15")]),
    "somebody has come": (lambda: reported().take("arrive", "2022-08-15 10:30"), []),
    "seen by somebody while it is built": (
        lambda: without(added(reported(), "educated", "2022-08-15 09:30"), "reported"),
        [],
    ),
    "nobody must come within hours": (facade, []),
    "ordered": (unserved, [("order", "2022-08-25")]),
    "ordered without a term": (
        lambda: altered(unserved(), "ordered", deadline=None),
        [("order", "2022-08-15")],
    ),
    "re-checked": (lambda: ordered(facade()), []),
    "re-checked at the moment of the order": (
        lambda: altered(ordered(facade()), "rechecked", when="2022-08-15 11:00"),
        [],
    ),
    "ordered again": (
        lambda: altered(ordered(facade()), "rechecked", when="2022-08-15 10:59"),
        [("order", "2022-08-25")],
    ),
    "ordered something else after the re-check": (
        lambda: added(ordered(facade()), "ordered", "2022-08-27 10:00", deadline=day("2022-09-10")),
        [("order", "2022-09-10")],
    ),
    "re-checked again": (
        lambda: added(
            added(ordered(facade()), "ordered", "2022-08-27 10:00", deadline=day("2022-09-10")),
            "rechecked",
            "2022-09-11 10:00",
        ),
        [],
    ),
    "removed": (lambda: added(standing_long(), "removed", "2022-08-30 10:00"), []),
    "ordered to be removed": (standing_long, [("order", "2022-08-31")]),
    "filed": (lambda: ordered(facade()).take("file", "2022-08-29 09:00"), [DECIDE]),
    "kept and seized": (
        lambda: kept(seized()),
        [("preserved", "2022-09-16"), ("seized", "2022-10-05"), DECIDE],
    ),
    "no longer kept": (lambda: kept(heard()).take("end-preservation", "2022-09-07 09:00"), [DECIDE]),
    "kept again": (
        lambda: kept(kept(heard()).take("end-preservation", "2022-09-06 09:00")),
        [("preserved", "2022-09-16"), DECIDE],
    ),
    "kept and seized in turn": (
        lambda: added(
            added(seized(), "seizure-extended", "2022-09-06 09:00"), "seizure-ended", "2022-09-07 09:00"
        ).take("seize", "2022-09-08 09:00", approved_at=at("2022-09-08 08:00"), urgent=False),
        [("seized", "2022-10-08"), DECIDE],
    ),
    "no longer seized": (lambda: seized().take("end-seizure", "2022-09-07 09:00"), [DECIDE]),
    "seized for longer": (
        lambda: seized().take("extend-seizure", "2022-09-20 09:00", approved_at=at("2022-09-20 08:00")),
        [("seized", "2022-11-04"), DECIDE],
    ),
    "decided later with approval": (
        lambda: ready().take(
            "extend-deadline", "2022-09-20 09:00", days=30, approved_at=at("2022-09-20 08:00")
        ),
        [("decide", "2022-12-27")],
    ),
    "said to be decided later by nobody knows how much": (
        lambda: added(ready(), "deadline-extended", "2022-09-20 09:00"),
        [DECIDE],
    ),
    "offered a hearing": (lambda: asked_for_hearing(8_000), [("hearing", "2022-09-09"), DECIDE]),
    "asked for a hearing": (lambda: asked_for_hearing(8_000).take("ask", "2022-09-05 10:00"), [DECIDE]),
    "offered one once more": (
        lambda: added(
            added(
                asked_for_hearing(8_000).take("ask", "2022-09-05 10:00"),
                "notified",
                "2022-09-13 10:00",
                hearing_offered=True,
            ),
            "served",
            "2022-09-14 10:00",
        ),
        [("hearing", "2022-09-21"), DECIDE],
    ),
    "decided before the hearing's days are over": (
        lambda: added(heard(8_000), "decided", "2022-09-08 10:00", kind="penalty", amount=8_000),
        [("serve", "2022-09-20")],
    ),
    "offered none": (lambda: asked_for_hearing(3_000), [DECIDE]),
    "offered one in a notice that was not served": (
        lambda: without(asked_for_hearing(8_000), "served"),
        [DECIDE],
    ),
    "decided": (lambda: heard().take("decide", "2022-09-15 10:00", **deciding()), [("serve", "2022-09-26")]),
    "served": (paid_late, [PAY, *COURT]),
    "paid and not corrected": (
        lambda: paid_late().take("pay", "2022-09-26 10:00", amount=3_000, how="bank"),
        COURT,
    ),
    "corrected and not paid": (
        lambda: paid_late().take("recheck-again", "2022-09-26 10:00", corrected=True),
        [PAY, *COURT],
    ),
    "paid and corrected": (settled, []),
    "closed": (closed, []),
    "closed though nothing was paid": (
        lambda: without(closed(), "paid"),
        [],
    ),
    "before the court": (lambda: unpaid().take("apply", "2023-04-03 10:00"), [PAY]),
    "without penalty": (without_penalty, []),
    "without penalty and not corrected": (
        lambda: altered(without_penalty(), "rechecked", corrected=False),
        [],
    ),
    "under review": (
        lambda: paid_late().take("request-review", "2022-10-11 10:00"),
        [PAY, ("remedy", "2023-03-16")],
    ),
    "reviewed in time": (
        lambda: paid_late().take("request-review", "2022-10-11 10:00").take("end-review", "2022-12-01 10:00"),
        [PAY, *COURT],
    ),
    "sued, and lost after the six months": (
        lambda: paid_late().take("file-suit", "2022-10-11 10:00").take("end-suit", "2023-05-10 10:00"),
        [PAY, ("remedy", "2023-03-16"), ("court", "2023-08-10")],
    ),
}


@pytest.mark.parametrize("stage", STAGES)
def test_at_each_stage_its_limits_run_the_nearest_first(stage: str) -> None:
    make, expected = STAGES[stage]
    assert kinds(make()) == expected


@pytest.mark.parametrize(
    ("make", "kind", "zh", "en", "defect", "start", "whose"),
    [
        (reported, "arrival", "到场", "arrive", "late-arrival", at("2022-08-15 09:00"), "officers"),
        (
            unserved,
            "order",
            "责令期限（届满后复查）",
            "term of the order, then re-check",
            "",
            day("2022-08-15"),
            "officers",
        ),
        (heard, "decide", "作出决定", "decide", "decided-late", day("2022-08-29"), "head"),
        (
            lambda: asked_for_hearing(8_000),
            "hearing",
            "要求听证",
            "ask for a hearing",
            "hearing-refused",
            day("2022-09-02"),
            "party",
        ),
        (
            lambda: kept(heard()),
            "preserved",
            "处理登记保存的证据",
            "deal with what is kept",
            "preservation-too-long",
            day("2022-09-06"),
            "officers",
        ),
        (seized, "seized", "解除扣押", "end the seizure", "seizure-too-long", day("2022-09-05"), "officers"),
        (
            lambda: heard().take("decide", "2022-09-15 10:00", **deciding()),
            "serve",
            "送达决定",
            "serve the decision",
            "served-late",
            day("2022-09-15"),
            "officers",
        ),
        (paid_late, "pay", "缴纳罚款", "pay the fine", "surcharge-in-review", day("2022-09-16"), "party"),
        (
            paid_late,
            "remedy",
            "提起诉讼（此后方可申请法院执行）",
            "file suit; the court may be asked after it",
            "court-too-early",
            day("2022-09-16"),
            "party",
        ),
        (
            paid_late,
            "court",
            "申请法院强制执行",
            "apply to the court",
            "court-too-late",
            day("2023-03-16"),
            "head",
        ),
    ],
)
def test_a_limit_says_what_it_is_for_and_who_must_act(
    make: Callable[[], Driven],
    kind: str,
    zh: str,
    en: str,
    defect: str,
    start: dt.date | dt.datetime,
    whose: str,
) -> None:
    one = next(one for one in limits(make()) if one.kind == kind)
    assert (one.name.zh, one.name.en, one.defect, one.start, one.whose) == (zh, en, defect, start, whose)
    assert not defect or defect in BOOK.defects


def test_a_limit_in_hours_ends_at_a_moment_and_any_other_at_the_end_of_its_day() -> None:
    (arrival,) = limits(reported())
    assert arrival.at == at("2022-08-15 11:00")
    assert [one.at for one in limits(paid_late())] == [None] * 3


def test_where_the_last_day_is_a_saturday_it_is_planned_for_the_friday_before() -> None:
    (decide,) = limits(
        ready().take("extend-deadline", "2022-09-20 09:00", days=6, approved_at=at("2022-09-20 08:00"))
    )
    assert (decide.last, decide.plan) == (day("2022-12-03"), day("2022-12-02"))


def test_where_day_ninety_is_a_sunday_it_is_planned_for_the_friday_before() -> None:
    (decide,) = limits(heard())
    assert (decide.last, decide.plan) == (day("2022-11-27"), day("2022-11-25"))
    (later,) = limits(
        ready().take("extend-deadline", "2022-09-20 09:00", days=30, approved_at=at("2022-09-20 08:00"))
    )
    assert (later.last, later.plan) == (day("2022-12-27"), None)


def test_a_limit_has_the_story_of_its_count() -> None:
    told = {one.kind: one.counted and one.counted.story_zh for one in limits(paid_late())}
    assert told == {
        "pay": "2022年9月16日起算，当日不计；第15日为10月1日；该日为国庆节放假，顺延至10月8日截止。",
        "remedy": "2022年9月16日起算，当日不计；满6个月为2023年3月16日；当日截止，遇休息日不顺延。",
        "court": "2023年3月16日起算，当日不计；满3个月为6月16日；当日截止，遇休息日不顺延。",
    }
    assert [one.counted for one in limits(unserved())] == [None]
