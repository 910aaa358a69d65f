"""Every reason for which serving and carrying out are refused, in both languages, and what no reason stands against."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from case_driving import (
    DECISION,
    Driven,
    at,
    concluded,
    day,
    decided,
    ordered,
    under_way,
    unpaid,
)
from guarded_cases import (
    Make,
    added,
    altered,
    facade,
    performance_urged,
    performing,
    refused_under_way,
    unserved,
    urged_by_government,
    without,
)

POSTED = {"mode": "announcement", "consent": False}
NO_PENALTY = {"amount": 0, "contents": DECISION}
NOT_REFUSED = (
    "order-refused",
    "没有责令到期后复查未履行的记录",
    "no re-check after the order's term found that it was not done",
)
NOTHING_OVERDUE = ("overdue", "没有逾期未履行的义务", "nothing owed is overdue")


def posted_of_building(district: str) -> Driven:
    """A decision about a building, waiting to be served."""
    driven = under_way(district=district)
    driven.begin("ordinary").take("file", "2022-08-29 09:00")
    driven.take("conclude", "2022-09-01 09:00", expert_finding="认定函").begin("no-penalty")
    return driven.take("decide", "2022-10-20 10:00", **NO_PENALTY, ground="not-established")


def going_to_court(**facts: Any) -> Driven:
    return decided(concluded(ordered(facade(**facts))), 3_000).begin("court")


def under_review(driven: Driven, *, over: bool) -> Driven:
    driven.take("request-review", "2023-02-22 10:00")
    return driven.take("end-review", "2023-03-01 10:00") if over else driven


def paid_by_mid_october() -> Driven:
    """Served on 09-28, and corrected."""
    driven = altered(going_to_court(), "served", when="2022-09-28 10:00")
    return driven.take("recheck-again", "2022-09-29 10:00", corrected=True)


REFUSED: list[tuple[Make, str, str, dict[str, Any], tuple[str, str, str]]] = [
    (
        paid_by_mid_october,
        "urge",
        "2022-10-13 10:00",
        {},
        (
            "overdue",
            "没有逾期未履行的义务（缴款期至 2022-10-13）",
            "nothing owed is overdue (it may be paid until 2022-10-13)",
        ),
    ),
    (
        lambda: added(performance_urged(), "urged", "2022-08-31 09:00"),
        "perform",
        "2022-08-31 10:00",
        {},
        (
            "performance-urged",
            "尚未催告，或者催告书尚未送达",
            "nobody was urged, or the urging is not served",
        ),
    ),
    (
        unserved,
        "serve-paper",
        "2022-11-15 10:00",
        POSTED,
        ("lawfully-served", "公告送达须写明张贴日期", "an announcement needs the day on which it was posted"),
    ),
    (
        unserved,
        "serve-paper",
        "2022-11-15 10:00",
        POSTED | {"posted_on": "昨天"},
        ("lawfully-served", "公告送达须写明张贴日期", "an announcement needs the day on which it was posted"),
    ),
    (
        unserved,
        "serve-paper",
        "2022-11-15 10:00",
        POSTED | {"posted_on": "2022-08-14"},
        (
            "lawfully-served",
            "文书于 2022-08-15 制作，不能在此之前张贴",
            "the paper is of 2022-08-15, and was not posted before",
        ),
    ),
    (
        unserved,
        "serve-paper",
        "2022-10-14 10:00",
        POSTED | {"posted_on": "2022-08-15"},
        (
            "lawfully-served",
            "公告自 2022-08-15 起满 60 日（2022-10-14）后才视为送达",
            "posted on 2022-08-15, it serves after 60 days, on 2022-10-14",
        ),
    ),
    (
        partial(posted_of_building, "浦东新区"),
        "serve",
        "2022-11-30 10:00",
        POSTED | {"posted_on": "2022-10-31"},
        (
            "lawfully-served",
            "公告自 2022-10-31 起满 60 日（2022-12-30）后才视为送达",
            "posted on 2022-10-31, it serves after 60 days, on 2022-12-30",
        ),
    ),
    (
        partial(posted_of_building, "浦东新区"),
        "serve",
        "2022-11-11 10:00",
        POSTED | {"posted_on": "2022-11-01"},
        (
            "lawfully-served",
            "公告自 2022-11-01 起满 10 日（2022-11-11）后才视为送达",
            "posted on 2022-11-01, it serves after 10 days, on 2022-11-11",
        ),
    ),
    (
        lambda: without(unserved("illegal-construction"), "ordered"),
        "serve-paper",
        "2022-08-27 10:00",
        POSTED | {"posted_on": "2022-08-15"},
        (
            "lawfully-served",
            "公告自 2022-08-15 起满 60 日（2022-10-14）后才视为送达",
            "posted on 2022-08-15, it serves after 60 days, on 2022-10-14",
        ),
    ),
    (
        lambda: without(urged_by_government(), "removal-ordered"),
        "decide-removal",
        "2023-03-08 10:00",
        {},
        ("remedies-over", "限期拆除决定未送达", "the order to remove is not served"),
    ),
    (
        lambda: under_review(urged_by_government(), over=False),
        "decide-removal",
        "2023-03-08 10:00",
        {},
        (
            "remedies-over",
            "起诉期限至 2023-02-19，或者复议、诉讼未结束",
            "suit may be filed until 2023-02-19, or a review or suit is open",
        ),
    ),
    (
        lambda: altered(urged_by_government(), "urged", by_body="enforcement"),
        "decide-removal",
        "2023-03-08 10:00",
        {},
        ("government-urged", "区政府尚未催告", "the district government has not urged"),
    ),
    (
        performance_urged,
        "perform",
        "2022-09-01 22:00",
        {},
        ("by-day", "夜间或者法定节假日", "at night, or on a day off"),
    ),
    (
        refused_under_way,
        "remove",
        "2022-08-15 22:00",
        {"urgent_approved_at": at("2022-08-15 21:00")},
        ("by-day", "未写明情况紧急的理由", "it is not said why it is urgent"),
    ),
    (
        lambda: without(performance_urged(), "urged"),
        "perform",
        "2022-08-31 10:00",
        {},
        (
            "performance-urged",
            "尚未催告，或者催告书尚未送达",
            "nobody was urged, or the urging is not served",
        ),
    ),
    (
        lambda: without(unpaid(), "served"),
        "apply",
        "2023-04-03 10:00",
        {},
        ("urged", "尚未催告，或者催告书尚未送达", "nobody was urged, or the urging is not served"),
    ),
    (
        lambda: without(going_to_court().take("recheck-again", "2022-09-27 10:00", corrected=True), "served"),
        "urge",
        "2022-10-09 10:00",
        {},
        NOTHING_OVERDUE,
    ),
    (
        lambda: (
            going_to_court()
            .take("pay", "2022-09-26 10:00", amount=3_000, how="bank")
            .take("recheck-again", "2022-09-27 10:00", corrected=True)
        ),
        "urge",
        "2022-10-09 10:00",
        {},
        (
            "overdue",
            "没有逾期未履行的义务（缴款期至 2022-10-08）",
            "nothing owed is overdue (it may be paid until 2022-10-08)",
        ),
    ),
    (
        lambda: altered(going_to_court(), "ordered", deadline=day("2022-10-08")),
        "urge",
        "2022-10-08 23:59",
        {},
        (
            "overdue",
            "没有逾期未履行的义务（缴款期至 2022-10-08）",
            "nothing owed is overdue (it may be paid until 2022-10-08)",
        ),
    ),
    (
        lambda: altered(
            without(going_to_court(), "decided"), "ordered", deadline=None, when="2022-10-08 10:00"
        ),
        "urge",
        "2022-10-08 10:00",
        {},
        NOTHING_OVERDUE,
    ),
    (
        lambda: without(performing(), "ordered"),
        "decide",
        "2022-08-26 11:00",
        {},
        NOT_REFUSED,
    ),
    (
        lambda: without(performing(), "served"),
        "decide",
        "2022-08-26 11:00",
        {},
        NOT_REFUSED,
    ),
    (
        lambda: without(performing(), "rechecked"),
        "decide",
        "2022-08-26 11:00",
        {},
        NOT_REFUSED,
    ),
    (
        lambda: altered(performing(), "ordered", deadline=day("2022-08-26")),
        "decide",
        "2022-08-26 11:00",
        {},
        NOT_REFUSED,
    ),
    (
        lambda: altered(performing(), "rechecked", corrected=None),
        "decide",
        "2022-08-26 11:00",
        {},
        NOT_REFUSED,
    ),
    (
        lambda: altered(performing(), "rechecked", when="2022-08-15 11:00"),
        "decide",
        "2022-08-26 11:00",
        {},
        NOT_REFUSED,
    ),
    (
        lambda: altered(
            altered(performing(), "ordered", deadline=day("2022-08-14")), "rechecked", when="2022-08-15 11:00"
        ),
        "decide",
        "2022-08-26 11:00",
        {},
        NOT_REFUSED,
    ),
    (
        lambda: altered(
            altered(performing(), "ordered", deadline=None), "rechecked", when="2022-08-15 12:00"
        ),
        "decide",
        "2022-08-26 11:00",
        {},
        NOT_REFUSED,
    ),
]


@pytest.mark.parametrize(("make", "act", "when", "said", "told"), REFUSED)
def test_each_reason_about_carrying_out_is_told(
    make: Make, act: str, when: str, said: dict[str, Any], told: tuple[str, str, str]
) -> None:
    assert told in [(one.guard, one.zh, one.en) for one in make().refused(act, when, **said)]


HELD: list[tuple[Make, str, str, dict[str, Any]]] = [
    (paid_by_mid_october, "urge", "2022-10-14 10:00", {}),
    (unserved, "serve-paper", "2022-10-15 10:00", POSTED | {"posted_on": " 2022-08-15 "}),
    (
        partial(posted_of_building, "浦东新区"),
        "serve",
        "2022-11-12 10:00",
        POSTED | {"posted_on": "2022-11-01"},
    ),
    (
        partial(posted_of_building, "静安区"),
        "serve",
        "2023-01-01 10:00",
        POSTED | {"posted_on": "2022-11-01"},
    ),
    (lambda: under_review(urged_by_government(), over=True), "decide-removal", "2023-03-08 10:00", {}),
    (performance_urged, "perform", "2022-09-01 21:59", {}),
    (
        refused_under_way,
        "remove",
        "2022-08-15 22:00",
        {"urgent_approved_at": at("2022-08-15 21:00"), "urgent_reason": "可能坠落"},
    ),
    (going_to_court, "urge", "2022-09-17 10:00", {}),
    (lambda: altered(going_to_court(), "ordered", deadline=None), "urge", "2022-09-17 10:00", {}),
    (
        lambda: going_to_court().take("pay", "2022-09-26 10:00", amount=3_000, how="bank"),
        "urge",
        "2022-10-09 10:00",
        {},
    ),
    (lambda: altered(performing(), "ordered", deadline=None), "decide", "2022-08-26 11:00", {}),
]


@pytest.mark.parametrize(("make", "act", "when", "said"), HELD)
def test_what_no_reason_about_carrying_out_stands_against_is_not_refused(
    make: Make, act: str, when: str, said: dict[str, Any]
) -> None:
    assert make().keys(act, when, **said) == []
