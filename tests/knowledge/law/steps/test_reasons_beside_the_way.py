"""Every reason for which what happens beside the way is refused, in both languages, and what no reason stands against."""

from __future__ import annotations

from typing import Any

import pytest
from case_driving import Driven, at, decided, opened, ordered, standing_long
from guarded_cases import (
    Make,
    added,
    altered,
    deciding,
    facade,
    heard,
    kept,
    paid_late,
    ready,
    seized,
    structure_in,
    urged_by_government,
    without,
)

APPROVED = {"approved_at": at("2022-09-20 09:00")}
NO_SUPPLIES = (
    "supplies-by-law",
    "仅浦东新区自 2022-11-01 起，对损坏承重结构拒不停止施工的，可以通知暂停施工供应",
    "in Pudong alone, from 2022-11-01 on, of who damages a structure and does not stop",
)
CUT = {"residents": False}


def extended(days: int) -> Driven:
    return heard().take("extend-deadline", "2022-09-20 09:00", days=days, **APPROVED)


def surcharged() -> Driven:
    """Owed since 10-08, and 450 yuan added for the first five days."""
    return paid_late().take("surcharge", "2022-10-18 10:00", amount=450, days=5)


def in_pudong(violation: str, role: str = "owner") -> Driven:
    return ordered(Driven.of(opened(violation, role=role, district="浦东新区")))


def noted_and_gone() -> Driven:
    driven = standing_long().take("annotate", "2022-08-30 09:00")
    return driven.take("remove-oneself", "2022-08-30 10:00", outcome="removed")


def reviewed_twice() -> Driven:
    driven = paid_late().take("request-review", "2022-10-17 10:00").take("end-review", "2022-10-18 10:00")
    return driven.take("request-review", "2022-10-19 10:00")


REFUSED: list[tuple[Make, str, str, dict[str, Any], tuple[str, str, str]]] = [
    (
        lambda: heard().take("seize", "2022-09-06 09:00", approved_at=at("2022-09-05 09:00"), urgent=False),
        "decide",
        "2022-09-15 10:00",
        deciding(),
        (
            "measures-ended",
            "2022-09-06 登记保存或者扣押的尚未处理",
            "what was kept or seized on 2022-09-06 is not dealt with",
        ),
    ),
    (
        lambda: kept(kept(heard()).take("end-preservation", "2022-09-06 09:00")),
        "decide",
        "2022-09-15 10:00",
        deciding(),
        (
            "measures-ended",
            "2022-09-06 登记保存或者扣押的尚未处理",
            "what was kept or seized on 2022-09-06 is not dealt with",
        ),
    ),
    (
        heard,
        "extend-seizure",
        "2022-09-20 09:00",
        APPROVED,
        ("seizure-extended-in-time", "没有扣押的物品", "nothing is seized"),
    ),
    (
        lambda: seized().take("end-seizure", "2022-09-19 09:00"),
        "extend-seizure",
        "2022-09-20 09:00",
        APPROVED,
        ("seizure-extended-in-time", "没有扣押的物品", "nothing is seized"),
    ),
    (
        lambda: seized().take("extend-seizure", "2022-09-20 09:00", **APPROVED),
        "extend-seizure",
        "2022-09-21 09:00",
        APPROVED,
        ("seizure-extended-in-time", "已经延长过一次", "it was extended once"),
    ),
    (
        seized,
        "extend-seizure",
        "2022-09-20 08:59",
        APPROVED,
        ("seizure-extended-in-time", "延长未经事先批准", "the extension was not approved beforehand"),
    ),
    (
        lambda: without(heard(), "filed"),
        "extend-deadline",
        "2022-09-20 09:00",
        {"days": 30} | APPROVED,
        ("extension-approved", "尚未立案，没有办案期限", "it is not filed, so that no time runs"),
    ),
    (
        heard,
        "extend-deadline",
        "2022-09-20 08:59",
        {"days": 30} | APPROVED,
        ("extension-approved", "延长未经事先批准", "the extension was not approved beforehand"),
    ),
    (
        heard,
        "extend-deadline",
        "2022-09-20 09:00",
        {"days": 30, "approved_at": None},
        ("extension-approved", "延长未经事先批准", "the extension was not approved beforehand"),
    ),
    (
        lambda: extended(2),
        "extend-deadline",
        "2022-11-30 09:00",
        {"days": 30} | APPROVED,
        ("extension-approved", "办案期限已过，不能再延长", "the time is over and cannot be extended"),
    ),
    (
        lambda: decided(ready(), 3_000),
        "pay",
        "2022-09-20 10:00",
        {"amount": 100, "how": "cash"},
        (
            "no-cash",
            "普通程序决定的罚款不当场收缴",
            "what the ordinary procedure decides is not collected in cash",
        ),
    ),
    (
        lambda: without(paid_late(), "served"),
        "surcharge",
        "2022-10-18 10:00",
        {"amount": 1, "days": 1},
        ("surcharge-capped", "罚款决定尚未送达", "the fine is not served"),
    ),
    (
        paid_late,
        "surcharge",
        "2022-10-08 10:00",
        {"amount": 1, "days": 1},
        (
            "surcharge-capped",
            "缴款期至 2022-10-08，或者已经缴清",
            "it may be paid until 2022-10-08, or is paid",
        ),
    ),
    (
        lambda: paid_late().take("pay", "2022-10-17 10:00", amount=3_000, how="bank"),
        "surcharge",
        "2022-10-18 10:00",
        {"amount": 1, "days": 1},
        (
            "surcharge-capped",
            "缴款期至 2022-10-08，或者已经缴清",
            "it may be paid until 2022-10-08, or is paid",
        ),
    ),
    (
        paid_late,
        "surcharge",
        "2022-10-18 10:00",
        {"amount": 1, "days": 11},
        (
            "surcharge-capped",
            "2022-10-08 后至今 10 日，11 日加处至多 990 元",
            "10 days since 2022-10-08; 11 days make at most 990 yuan",
        ),
    ),
    (
        surcharged,
        "surcharge",
        "2022-10-18 11:00",
        {"amount": 450, "days": 6},
        (
            "surcharge-capped",
            "2022-10-08 后至今 10 日，11 日加处至多 990 元",
            "10 days since 2022-10-08; 11 days make at most 990 yuan",
        ),
    ),
    (
        surcharged,
        "surcharge",
        "2022-10-18 11:00",
        {"amount": 451, "days": 5},
        (
            "surcharge-capped",
            "2022-10-08 后至今 10 日，10 日加处至多 900 元",
            "10 days since 2022-10-08; 10 days make at most 900 yuan",
        ),
    ),
    (
        lambda: altered(paid_late(), "decided", amount=60),
        "surcharge",
        "2022-10-18 10:00",
        {"amount": 1.81, "days": 1},
        (
            "surcharge-capped",
            "2022-10-08 后至今 10 日，1 日加处至多 1.8 元",
            "10 days since 2022-10-08; 1 days make at most 1.8 yuan",
        ),
    ),
    (
        lambda: altered(paid_late(), "decided", amount=50_000_000),
        "surcharge",
        "2022-10-18 10:00",
        {"amount": 1_500_001, "days": 1},
        (
            "surcharge-capped",
            "2022-10-08 后至今 10 日，1 日加处至多 1500000 元",
            "10 days since 2022-10-08; 1 days make at most 1500000 yuan",
        ),
    ),
    (
        facade,
        "file-suit",
        "2022-08-16 10:00",
        {},
        ("remediable", "没有可以复议、诉讼的行为", "there is nothing to seek a remedy against"),
    ),
    (
        lambda: paid_late().take("request-review", "2022-10-17 10:00"),
        "request-review",
        "2022-10-18 10:00",
        {},
        ("remediable", "已有进行中的复议或者诉讼", "such a one is open already"),
    ),
    (
        lambda: paid_late().take("file-suit", "2022-10-17 10:00"),
        "end-review",
        "2022-10-18 10:00",
        {},
        ("remedy-open", "没有进行中的复议、诉讼", "none such is open"),
    ),
    (
        lambda: paid_late().take("file-suit", "2022-10-17 10:00").take("end-suit", "2022-10-18 10:00"),
        "end-suit",
        "2022-10-19 10:00",
        {},
        ("remedy-open", "没有进行中的复议、诉讼", "none such is open"),
    ),
    (lambda: structure_in("浦东新区"), "cut-supplies", "2022-10-31 23:59", CUT, NO_SUPPLIES),
    (lambda: in_pudong("facade"), "cut-supplies", "2022-11-01 10:00", CUT, NO_SUPPLIES),
    (
        lambda: without(structure_in("浦东新区"), "rechecked"),
        "cut-supplies",
        "2022-11-01 10:00",
        CUT,
        NO_SUPPLIES,
    ),
    (
        lambda: altered(structure_in("浦东新区"), "rechecked", corrected=None),
        "cut-supplies",
        "2022-11-01 10:00",
        CUT,
        NO_SUPPLIES,
    ),
    (
        reviewed_twice,
        "request-review",
        "2022-10-20 10:00",
        {},
        ("remediable", "已有进行中的复议或者诉讼", "such a one is open already"),
    ),
    (
        lambda: structure_in("浦东新区").take("recheck-again", "2022-10-01 10:00", corrected=True),
        "cut-supplies",
        "2022-11-01 10:00",
        CUT,
        NO_SUPPLIES,
    ),
    (
        lambda: added(heard(), "deadline-extended", "2022-09-20 09:00"),
        "extend-deadline",
        "2022-11-28 09:00",
        {"days": 30} | APPROVED,
        ("extension-approved", "办案期限已过，不能再延长", "the time is over and cannot be extended"),
    ),
    (
        lambda: altered(paid_late(), "served", when="2022-09-28 10:00"),
        "surcharge",
        "2022-10-13 10:00",
        {"amount": 90, "days": 1},
        (
            "surcharge-capped",
            "缴款期至 2022-10-13，或者已经缴清",
            "it may be paid until 2022-10-13, or is paid",
        ),
    ),
    (
        lambda: noted_and_gone().take("lift-annotation", "2022-08-31 10:00"),
        "lift-annotation",
        "2022-09-01 10:00",
        {},
        ("noted-before", "没有注记", "there is no note"),
    ),
]


@pytest.mark.parametrize(("make", "act", "when", "said", "told"), REFUSED)
def test_each_reason_beside_the_way_is_told(
    make: Make, act: str, when: str, said: dict[str, Any], told: tuple[str, str, str]
) -> None:
    assert told in [(one.guard, one.zh, one.en) for one in make().refused(act, when, **said)]


HELD: list[tuple[Make, str, str, dict[str, Any]]] = [
    (seized, "extend-seizure", "2022-09-20 09:00", APPROVED),
    # What was seized later runs by itself.
    (
        lambda: (
            seized()
            .take("extend-seizure", "2022-09-20 09:00", **APPROVED)
            .take("end-seizure", "2022-09-21 09:00")
            .take("seize", "2022-09-22 09:00", approved_at=at("2022-09-22 08:00"), urgent=False)
        ),
        "extend-seizure",
        "2022-10-22 09:00",
        APPROVED,
    ),
    (reviewed_twice, "end-review", "2022-10-20 10:00", {}),
    (
        lambda: (
            structure_in("浦东新区")
            .take("recheck-again", "2022-10-01 10:00", corrected=True)
            .take("recheck-again", "2022-10-02 10:00", corrected=False)
        ),
        "cut-supplies",
        "2022-11-01 10:00",
        CUT,
    ),
    (
        lambda: added(heard(), "deadline-extended", "2022-09-20 09:00"),
        "extend-deadline",
        "2022-11-27 09:00",
        {"days": 30} | APPROVED,
    ),
    (
        lambda: altered(paid_late(), "served", when="2022-09-28 10:00"),
        "surcharge",
        "2022-10-14 10:00",
        {"amount": 90, "days": 1},
    ),
    (
        lambda: added(paid_late(), "surcharged", "2022-10-18 09:00"),
        "surcharge",
        "2022-10-18 10:00",
        {"amount": 900, "days": 10},
    ),
    (lambda: extended(2), "extend-deadline", "2022-11-29 09:00", {"days": 30} | APPROVED),
    (paid_late, "surcharge", "2022-10-09 10:00", {"amount": 90, "days": 1}),
    (surcharged, "surcharge", "2022-10-18 11:00", {"amount": 450, "days": 5}),
    # Three hundredths of sixty are 1.80, though no fraction of two is exactly that.
    (
        lambda: altered(paid_late(), "decided", amount=60),
        "surcharge",
        "2022-10-18 10:00",
        {"amount": 1.8, "days": 1},
    ),
    (lambda: paid_late().take("request-review", "2022-10-17 10:00"), "file-suit", "2022-10-18 10:00", {}),
    (
        lambda: paid_late().take("request-review", "2022-10-17 10:00").take("end-review", "2022-10-18 10:00"),
        "request-review",
        "2022-10-19 10:00",
        {},
    ),
    (lambda: ordered(facade()), "file-suit", "2022-08-29 10:00", {}),
    (lambda: without(seized(), "ordered"), "file-suit", "2022-09-07 10:00", {}),
    (lambda: without(paid_late(), "ordered"), "file-suit", "2022-10-18 10:00", {}),
    (
        lambda: without(urged_by_government().take("decide-removal", "2023-03-08 10:00"), "removal-ordered"),
        "file-suit",
        "2023-03-09 10:00",
        {},
    ),
    (lambda: structure_in("浦东"), "cut-supplies", "2022-11-01 00:00", CUT),
    (
        lambda: (
            noted_and_gone().take("lift-annotation", "2022-08-31 10:00").take("annotate", "2022-09-01 10:00")
        ),
        "lift-annotation",
        "2022-09-02 10:00",
        {},
    ),
]


@pytest.mark.parametrize(("make", "act", "when", "said"), HELD)
def test_what_no_reason_beside_the_way_stands_against_is_not_refused(
    make: Make, act: str, when: str, said: dict[str, Any]
) -> None:
    assert make().keys(act, when, **said) == []
