"""Every reason for which hearing the party, a hearing and what closes the investigation are refused, in both languages."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from case_driving import (
    NOTICE,
    SERVED,
    Driven,
    at,
    opened,
    ordered,
)
from guarded_cases import (
    Make,
    added,
    altered,
    asked_for_hearing,
    filed_in,
    heard,
    hearing_called,
    ready,
    told,
    without,
)


def notified_of(amount: float, *, offered: bool) -> Driven:
    """Notified without a word about the hearing, or with one, and not served."""
    driven = ready()
    driven.take("notify", "2022-09-02 09:00", amount=amount, contents=NOTICE, hearing_offered=True)
    return altered(driven, "notified", hearing_offered=offered)


def at_hearing(driven: Driven, state: str) -> Driven:
    driven.standing = replace(driven.standing, tracks=dict(driven.standing.tracks) | {"hearing": state})
    return driven


def told_again(driven: Driven, *, served: bool = True) -> Driven:
    """Notified a second time, of 8,000 and on 09-13."""
    said = {"amount": 8_000, "contents": NOTICE, "hearing_offered": True}
    added(driven, "notified", "2022-09-13 10:00", **said)
    return added(driven, "served", "2022-09-13 11:00") if served else driven


REFUSED: list[tuple[Make, str, str, dict[str, Any], tuple[str, str, str]]] = [
    (
        lambda: told_again(asked_for_hearing(8_000), served=False).within("ordinary"),
        "hear",
        "2022-09-14 10:00",
        {"kind": "waived"},
        ("defence-heard", "事先告知书尚未送达", "the notice is not served"),
    ),
    (
        lambda: told_again(asked_for_hearing(3_000)),
        "ask",
        "2022-09-21 10:00",
        {},
        ("hearing-asked", "应于 2022-09-20 前提出", "to be asked for by 2022-09-20"),
    ),
    *[
        (
            make,
            "review",
            "2022-09-14 10:00",
            {},
            (
                "hearing-done",
                "当事人可以在 2022-09-20 前要求听证",
                "the party may ask for a hearing until 2022-09-20",
            ),
        )
        for make in (
            lambda: told_again(heard(8_000)),
            lambda: told_again(added(heard(8_000), "hearing-requested", "2022-09-06 10:00")),
        )
    ],
    (
        lambda: added(hearing_called(), "hearing-notified", "2022-09-20 10:00"),
        "hold",
        "2022-09-23 14:00",
        {},
        ("hearing-told", "听证通知尚未送达", "the call to the hearing is not served"),
    ),
    (
        lambda: at_hearing(filed_in("浦东新区").take("ask", "2022-11-01 09:00"), "asked").within("hearing"),
        "drop",
        "2022-11-02 10:00",
        {},
        ("hearing-moot", "浦东快速办理仍在进行", "the Pudong fast procedure goes on"),
    ),
    (
        lambda: without(notified_of(8_000, offered=True), "notified"),
        "hear",
        "2022-09-05 10:00",
        {"kind": "waived"},
        ("defence-heard", "尚未事先告知", "nobody was notified yet"),
    ),
    (
        lambda: asked_for_hearing(3_000).within("ordinary"),
        "hear",
        "2022-09-02 23:00",
        {"kind": "none"},
        (
            "defence-heard",
            "告知当日不能认定未陈述申辩",
            "on the day of the notice nobody can tell that nothing was said",
        ),
    ),
    (
        lambda: asked_for_hearing(8_000).within("ordinary"),
        "hear",
        "2022-09-05 10:00",
        {"kind": "made"},
        (
            "defence-heard",
            "未写明对陈述申辩的复核意见",
            "it is not said what came of looking into the defence",
        ),
    ),
    (
        lambda: asked_for_hearing(8_000).take("ask", "2022-09-09 10:00"),
        "call",
        "2022-09-13 10:00",
        {"for_": at("2022-09-21 23:59")},
        ("hearing-told", "最早可于 2022-09-22 举行", "not before 2022-09-22"),
    ),
    (
        lambda: asked_for_hearing(8_000).take("ask", "2022-09-09 10:00"),
        "call",
        "2022-09-13 10:00",
        {"for_": None},
        ("hearing-told", "最早可于 2022-09-22 举行", "not before 2022-09-22"),
    ),
    (
        lambda: without(hearing_called(), "served"),
        "hold",
        "2022-09-23 14:00",
        {},
        ("hearing-told", "听证通知尚未送达", "the call to the hearing is not served"),
    ),
    (
        lambda: without(hearing_called(), "hearing-notified"),
        "hold",
        "2022-09-23 14:00",
        {},
        ("hearing-told", "听证通知尚未送达", "the call to the hearing is not served"),
    ),
    (
        lambda: altered(hearing_called(), "hearing-notified", **{"for": None}),
        "hold",
        "2022-09-21 14:00",
        {},
        ("hearing-told", "最早可于 2022-09-22 举行", "not before 2022-09-22"),
    ),
    (
        lambda: asked_for_hearing(3_000),
        "ask",
        "2022-09-05 10:00",
        {},
        (
            "hearing-asked",
            "未达到听证标准，也未告知听证权利",
            "the threshold is not reached, and none was offered",
        ),
    ),
    (
        lambda: without(asked_for_hearing(8_000), "notified"),
        "ask",
        "2022-09-05 10:00",
        {},
        (
            "hearing-asked",
            "未达到听证标准，也未告知听证权利",
            "the threshold is not reached, and none was offered",
        ),
    ),
    (
        lambda: without(asked_for_hearing(8_000), "served"),
        "ask",
        "2022-09-05 10:00",
        {},
        ("hearing-asked", "事先告知书尚未送达", "the notice is not served"),
    ),
    *[
        (
            lambda state=state: at_hearing(heard(8_000), state),
            "review",
            "2022-09-14 10:00",
            {},
            (
                "hearing-done",
                "听证尚未结束，或者尚无听证报告",
                "the hearing is not over, or its report is missing",
            ),
        )
        for state in ("asked", "called", "held")
    ],
    (
        lambda: without(heard(8_000), "served"),
        "review",
        "2022-09-14 10:00",
        {},
        ("hearing-done", "事先告知书尚未送达", "the notice is not served"),
    ),
    (
        lambda: ordered(Driven.of(opened("group-renting"))).take("file", "2022-08-29 09:00"),
        "conclude",
        "2022-09-01 09:00",
        {"rooms": "两间"},
        (
            "parties-examined",
            "未写明：业主、承租人、二房东、经纪机构、经纪人员",
            "not said: owner, tenant, sub-lessor, agency, agent",
        ),
    ),
    (
        partial(ready, "group-renting"),
        "notify",
        "2022-09-02 09:00",
        told(5_000, rule="letting-22"),
        ("rule-chosen", "未写明选择的理由", "it is not said why this rule"),
    ),
    (
        lambda: ordered(Driven.of(opened("illegal-construction", in_progress=False))).take(
            "file", "2022-08-29 09:00"
        ),
        "conclude",
        "2022-09-01 09:00",
        {},
        ("expert-found", "没有认定意见", "no expert body has found it"),
    ),
]


@pytest.mark.parametrize(("make", "act", "when", "said", "told"), REFUSED)
def test_each_reason_about_hearings_is_told(
    make: Make, act: str, when: str, said: dict[str, Any], told: tuple[str, str, str]
) -> None:
    people = said.get("by", ())
    found = make().refused(
        act, when, *people, **{name: value for name, value in said.items() if name != "by"}
    )
    assert told in [(one.guard, one.zh, one.en) for one in found]


HELD: list[tuple[Make, str, str, dict[str, Any]]] = [
    (lambda: at_hearing(without(heard(8_000), "notified"), "reported"), "review", "2022-09-08 10:00", {}),
    (lambda: asked_for_hearing(3_000).within("ordinary"), "hear", "2022-09-03 00:00", {"kind": "none"}),
    (
        lambda: asked_for_hearing(8_000).take("ask", "2022-09-09 10:00"),
        "call",
        "2022-09-13 10:00",
        {"for_": at("2022-09-22 00:00")},
    ),
    (lambda: altered(hearing_called(), "hearing-notified", **{"for": None}), "hold", "2022-09-22 00:00", {}),
    (
        lambda: (
            notified_of(3_000, offered=True)
            .take("serve-paper", "2022-09-02 10:00", **SERVED)
            .begin("hearing")
        ),
        "ask",
        "2022-09-05 10:00",
        {},
    ),
    (
        lambda: (
            notified_of(5_000, offered=False)
            .take("serve-paper", "2022-09-02 10:00", **SERVED)
            .begin("hearing")
        ),
        "ask",
        "2022-09-05 10:00",
        {},
    ),
    (lambda: at_hearing(heard(8_000), "reported"), "review", "2022-09-14 10:00", {}),
    (heard, "review", "2022-09-05 11:00", {}),
    *[(partial(filed_in, name), "ask", "2022-11-01 09:00", {}) for name in ("浦东新区", "浦东", "pudong")],
]


@pytest.mark.parametrize(("make", "act", "when", "said"), HELD)
def test_what_no_reason_about_hearings_stands_against_is_not_refused(
    make: Make, act: str, when: str, said: dict[str, Any]
) -> None:
    assert make().keys(act, when, **said) == []
