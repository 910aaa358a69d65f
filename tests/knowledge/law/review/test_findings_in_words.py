"""What a finding says of the file in hand: at which event, and the figure or day that shows it, in both languages."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from huiyin.knowledge.law import book, telling
from huiyin.knowledge.law.review.case_file import case_file
from huiyin.knowledge.law.review.reviewing import review
from knowledge.law.review.case_making import (
    DECISION,
    GATE,
    NOTICE,
    Case,
    bag,
    event,
    structure,
    terrace,
    the,
    unpaid,
    with_event,
    without,
)

Said = tuple[str, str, str, str]


def at(moment: str) -> str:
    return f"{moment}:00+08:00"


def changed(case: Case, act: str, number: int = 0, **said: Any) -> Case:
    the(case, act, number).update(said)
    return case


def findings(case: Case) -> list[Said]:
    """Code, event (its act and day) and words of each finding, in the book's order."""
    found = [one.finding for one in review(case_file(copy.deepcopy(case), book.load()), book.load())]
    return [
        (one.code, f"{one.event.act} {one.event.day}" if one.event else "", one.zh, one.en) for one in found
    ]


SAID: list[tuple[Case, Said]] = [
    (
        structure() | {"act_from": "2019-01-01", "act_to": "2020-09-16"},
        (
            "time-barred",
            "reported 2022-09-17",
            "行为于 2020-09-16 终了，2022-09-17 发现",
            "the act ended on 2020-09-16 and was found on 2022-09-17",
        ),
    ),
    (
        changed(terrace(), "arrived", at=at("2022-07-07T09:01")),
        (
            "late-arrival",
            "arrived 2022-07-07",
            "2022-07-06 09:00 接报，2022-07-07 09:01 到场，限 24 小时",
            "reported 2022-07-06 09:00, arrived 2022-07-07 09:01, within 24 hours",
        ),
    ),
    (
        terrace() | {"events": [event("reported", "2022-07-06T09:00"), event("filed", "2022-07-07T09:01")]},
        ("late-arrival", "reported 2022-07-06", "24 小时内无人到场", "nobody came within 24 hours"),
    ),
    (
        changed(structure(), "rechecked", by=["gu", "tao"]),
        ("one-officer", "rechecked 2022-10-08", "执法人员 1 人", "1 officer(s)"),
    ),
    (
        with_event(
            structure(),
            event("preserved", "2022-09-20T09:00", approved_at=at("2022-09-20T08:00")),
            event("preservation-ended", "2022-09-30T09:00"),
        ),
        (
            "preservation-too-long",
            "preserved 2022-09-20",
            "应于 2022-09-29 前处理",
            "to be dealt with by 2022-09-29",
        ),
    ),
    (
        with_event(
            structure(),
            event("seized", "2022-09-20T09:00", urgent=True, approved_at=None),
            event("seizure-ended", "2022-09-22T09:00"),
        ),
        (
            "seizure-unapproved",
            "seized 2022-09-20",
            "应于 2022-09-21 09:00 前批准",
            "approval by 2022-09-21 09:00",
        ),
    ),
    (
        with_event(
            structure(),
            event("seized", "2022-09-20T09:00", approved_at=at("2022-09-20T09:00")),
            event("seizure-ended", "2022-10-21T09:00"),
        ),
        ("seizure-too-long", "seized 2022-09-20", "应于 2022-10-20 前解除", "to be ended by 2022-10-20"),
    ),
    (
        with_event(
            structure(),
            event("seized", "2022-09-19T09:00", approved_at=at("2022-09-19T09:00")),
            event("seizure-extended", "2022-10-18T09:00", approved_at=at("2022-10-18T09:00")),
            event("seizure-ended", "2022-11-19T09:00"),
        ),
        ("seizure-too-long", "seized 2022-09-19", "应于 2022-11-18 前解除", "to be ended by 2022-11-18"),
    ),
    (
        with_event(
            structure(),
            event(
                "recording-used",
                "2022-09-20T09:00",
                **(dict.fromkeys(GATE, True) | {"sign": False, "basis": False}),
            ),
        ),
        ("recording-ungated", "recording-used 2022-09-20", "未满足：basis、sign", "unmet: basis, sign"),
    ),
    (
        changed(structure(), "notified", contents=[one for one in NOTICE if one not in ("facts", "rights")]),
        ("notice-incomplete", "notified 2022-10-10", "缺少：facts、rights", "lacking: facts, rights"),
    ),
    (
        changed(structure(), "decided", amount=60001),
        (
            "raised-after-defence",
            "decided 2022-10-21",
            "告知 60000 元，决定 60001 元",
            "notified 60000 yuan, decided 60001 yuan",
        ),
    ),
    (
        with_event(
            structure(),
            event("hearing-requested", "2022-10-11T09:00"),
            event("hearing-notified", "2022-10-11T10:00", **{"for": at("2022-10-19T09:00")}),
            event("hearing-held", "2022-10-19T09:00", "xie", chair="xie"),
        ),
        (
            "hearing-notice-short",
            "hearing-held 2022-10-19",
            "最早可于 2022-10-20 举行",
            "not before 2022-10-20",
        ),
    ),
    (
        with_event(
            structure(),
            event("hearing-requested", "2022-10-11T09:00"),
            event("hearing-held", "2022-10-19T09:00", "xie", chair="xie"),
        ),
        (
            "hearing-notice-short",
            "hearing-held 2022-10-19",
            "未通知听证的时间、地点",
            "nobody was told when and where",
        ),
    ),
    (
        changed(structure(), "filed", at=at("2022-07-22T09:00")),
        ("decided-late", "decided 2022-10-21", "应于 2022-10-20 前决定", "to be decided by 2022-10-20"),
    ),
    (
        changed(structure() | {"violation": "use-change"}, "decided", amount=500),
        (
            "amount-out-of-range",
            "decided 2022-10-21",
            "500 元，可为 10000–50000",
            "500 yuan; lawful: 10000–50000",
        ),
    ),
    (
        changed(structure(), "decided", amount=9999.5),
        (
            "amount-out-of-range",
            "decided 2022-10-21",
            "9999.5 元，可为 10000–200000；50000–100000",
            "9999.5 yuan; lawful: 10000–200000；50000–100000",
        ),
    ),
    (
        changed(structure(), "decided", contents=[one for one in DECISION if one not in ("seal", "basis")]),
        ("decision-incomplete", "decided 2022-10-21", "缺少：basis、seal", "lacking: basis, seal"),
    ),
    (
        changed(structure(), "served", 2, at=at("2022-11-02T09:00")),
        ("served-late", "served 2022-11-02", "应于 2022-11-01 前送达", "to be served by 2022-11-01"),
    ),
    (
        with_event(without(structure(), "closed"), event("filed", "2022-11-09T09:00"))
        | {
            "events": [
                *structure()["events"][:11],
                event("published", "2022-11-02T09:00", personal_data=False),
            ]
        },
        ("served-late", "decided 2022-10-21", "应于 2022-11-01 前送达", "to be served by 2022-11-01"),
    ),
    (
        changed(unpaid(), "surcharged", amount=3000.5),
        (
            "surcharge-over-cap",
            "surcharged 2022-11-30",
            "加处 3000.5 元，罚款 3000 元",
            "surcharged 3000.5 yuan on a fine of 3000",
        ),
    ),
    (
        without(unpaid(), "urged"),
        ("no-urging", "court-applied 2023-05-16", "未催告", "nobody was urged"),
    ),
    (
        changed(unpaid(), "urged", at=at("2023-05-04T10:00")),
        ("no-urging", "court-applied 2023-05-16", "最早可于 2023-05-17 申请", "not before 2023-05-17"),
    ),
    (
        with_event(unpaid(), event("suit-filed", "2023-04-20T09:00")),
        (
            "court-too-early",
            "court-applied 2023-05-16",
            "起诉期限至 2023-04-24，或者复议、诉讼未结束",
            "suit may be filed until 2023-04-24, or a review or suit is open",
        ),
    ),
    (
        changed(unpaid(), "court-applied", at=at("2023-07-25T10:00")),
        (
            "court-too-late",
            "court-applied 2023-07-25",
            "应于 2023-07-24 前申请",
            "to be applied for by 2023-07-24",
        ),
    ),
    (
        with_event(terrace(), event("suit-filed", "2023-01-18T09:00")),
        (
            "removal-too-early",
            "removed 2023-02-21",
            "起诉期限至 2023-01-20，或者复议、诉讼未结束",
            "suit may be filed until 2023-01-20, or a review or suit is open",
        ),
    ),
]


@pytest.mark.parametrize(("case", "said"), SAID, ids=[said[0] for _, said in SAID])
def test_a_finding_says_what_in_the_file_shows_it(case: Case, said: Said) -> None:
    assert said in findings(case)


def test_what_was_never_served_can_neither_be_enforced_nor_noted() -> None:
    case = without(terrace(), "served")
    assert [one for one in findings(case) if one[0] in ("removal-too-early", "annotation-before-effect")] == [
        (
            "removal-too-early",
            "removed 2023-02-21",
            "限期拆除决定未送达",
            "the order to remove was not served",
        ),
        ("annotation-before-effect", "annotated 2022-09-06", "", ""),
    ]
    assert (
        "court-too-early",
        "court-applied 2023-05-16",
        "决定未送达",
        "the decision was not served",
    ) in findings(without(unpaid(), "served"))


@pytest.mark.parametrize(
    ("on", "days", "said"),
    [
        # Due on 8 November; a review from the 20th on until after the surcharge leaves twelve days.
        ("2022-11-20", 12, None),
        ("2022-11-20", 13, "计 13 日，复议、诉讼期间除外应不超过 12 日"),
        # A review that began before the day of payment and is open leaves none.
        ("2022-11-01", 1, "计 1 日，复议、诉讼期间除外应不超过 0 日"),
    ],
)
def test_a_surcharge_leaves_out_the_days_of_a_review(on: str, days: int, said: str | None) -> None:
    case = changed(unpaid(), "surcharged", days=days)
    case = with_event(
        case, event("review-requested", f"{on}T09:00"), event("review-ended", "2023-01-10T09:00")
    )
    told = [one for one in findings(case) if one[0] == "surcharge-in-review"]
    assert [one[2] for one in told] == ([said] if said else [])
    if said:
        assert told[0][1] == "surcharged 2022-11-30"
        assert (
            told[0][3]
            == f"{days} days counted; without those of review or suit at most {12 if days == 13 else 0}"
        )


def test_surcharges_are_counted_together() -> None:
    case = changed(unpaid(), "surcharged", amount=1500, days=11)
    case = with_event(
        case,
        event("review-requested", "2022-11-20T09:00"),
        event("review-ended", "2022-12-10T09:00"),
        event("surcharged", "2022-12-20T10:00", amount=1501, days=11),
        event("surcharged", "2022-12-21T10:00", amount=0, days=2),
    )
    assert [one for one in findings(case) if one[0].startswith("surcharge")] == [
        (
            "surcharge-over-cap",
            "surcharged 2022-12-21",
            "加处 3001 元，罚款 3000 元",
            "surcharged 3001 yuan on a fine of 3000",
        ),
        (
            "surcharge-in-review",
            "surcharged 2022-12-21",
            "计 24 日，复议、诉讼期间除外应不超过 23 日",
            "24 days counted; without those of review or suit at most 23",
        ),
    ]


def test_cash_up_to_a_hundred_is_taken_on_the_spot() -> None:
    assert findings(changed(bag(), "paid", amount=100)) == []
    assert findings(changed(bag(), "paid", amount=100.5)) == [("cash-collected", "paid 2022-08-01", "", "")]


def test_what_hangs_on_days_off_that_are_not_published_says_so() -> None:
    case = with_event(terrace(), event("removed", "2027-10-09T11:00"))
    case = case | {"events": [one for one in case["events"] if one["at"][:10] != "2023-02-21"]}
    (told,) = [
        telling.found(one, book.load(), ())
        for one in review(case_file(case, book.load()), book.load())
        if one.defect.id == "removal-night-or-holiday"
    ]
    assert told["explanation"]["zh"].endswith(
        "（2027年的放假安排尚未收录，暂按周一至周五为工作日推算，收录后重算）"
    )
    assert "no holiday arrangement of 2027 is held yet" in told["explanation"]["en"]
