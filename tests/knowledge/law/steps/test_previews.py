"""What an open act shows before anything is stated: what stands against it already, and what only a statement can tell."""

from __future__ import annotations

import pytest
from case_driving import BOOK, VISIT, Driven, at, opened, ordered, unpaid
from guarded_cases import (
    Make,
    asked_for_hearing,
    facade,
    heard,
    hearing_called,
    paid_late,
    performance_urged,
    ready,
    refused_under_way,
    seized,
    settled,
    spot,
    urged_by_government,
)

from huiyin.knowledge.law.steps.guarding import RULES, WHOLE, rule
from huiyin.knowledge.law.steps.standing import OPEN, Ask, Why
from huiyin.knowledge.law.steps.taking import open_acts

ASKED = "?"
"""Where only what is stated can tell."""


def shown(driven: Driven, act: str, when: str) -> dict[str, str | None]:
    """Each guard of an open act with why it does not hold: None where it does."""
    option = next(one for one in open_acts(driven.standing, BOOK, at(when)) if one.act == act)
    return {guard.id: ASKED if why is OPEN else why and why.zh for guard, why in option.guards}


SHOWN: list[tuple[Make, str, str, dict[str, str | None]]] = [
    (
        facade,
        "inspect",
        "2022-08-15 10:00",
        {
            "source-recorded": None,
            "two-officers": ASKED,
            "id-shown": ASKED,
            "lawful-entry": ASKED,
            "record-signed": ASKED,
        },
    ),
    (facade, "preserve", "2022-08-15 10:00", {"kept-with-approval": ASKED, "two-officers": ASKED}),
    (
        facade,
        "cut-supplies",
        "2022-11-01 10:00",
        {
            "residents-supplied": ASKED,
            "supplies-by-law": "仅浦东新区自 2022-11-01 起，对损坏承重结构拒不停止施工的，可以通知暂停施工供应",
        },
    ),
    (
        lambda: facade().take("inspect", "2022-08-15 10:00", **VISIT),
        "order",
        "2022-08-15 11:00",
        {"deadline-stated": ASKED},
    ),
    (
        lambda: ordered(Driven.of(opened("group-renting"))).take("file", "2022-08-29 09:00"),
        "conclude",
        "2022-09-01 10:00",
        {
            "two-officers": ASKED,
            "no-recusal": ASKED,
            "parties-examined": ASKED,
            "expert-found": None,
            "rooms-measured": ASKED,
        },
    ),
    (
        lambda: ordered(Driven.of(opened("load-bearing"))).take("file", "2022-08-29 09:00"),
        "conclude",
        "2022-09-01 10:00",
        {
            "two-officers": ASKED,
            "no-recusal": ASKED,
            "parties-examined": None,
            "expert-found": ASKED,
            "rooms-measured": None,
        },
    ),
    (
        lambda: ready("group-renting"),
        "notify",
        "2022-09-02 09:00",
        {
            "papers-served": None,
            "facts-clear": ASKED,
            "rule-chosen": ASKED,
            "educated-first": ASKED,
            "refusal-shown": ASKED,
            "not-exempt": ASKED,
            "in-range": ASKED,
            "notice-complete": ASKED,
            "rule-in-force": None,
        },
    ),
    (
        ready,
        "notify",
        "2022-09-02 09:00",
        {
            "papers-served": None,
            "facts-clear": ASKED,
            "rule-chosen": None,
            "educated-first": ASKED,
            "refusal-shown": ASKED,
            "not-exempt": ASKED,
            "in-range": ASKED,
            "notice-complete": ASKED,
            "rule-in-force": None,
        },
    ),
    (ready, "extend-deadline", "2022-09-02 09:00", {"extension-approved": ASKED}),
    (lambda: asked_for_hearing(8_000), "hear", "2022-09-05 10:00", {"defence-heard": ASKED}),
    (
        lambda: asked_for_hearing(8_000).take("ask", "2022-09-05 10:00"),
        "call",
        "2022-09-06 10:00",
        {"hearing-told": ASKED, "chair-apart": ASKED},
    ),
    (
        lambda: asked_for_hearing(8_000).take("ask", "2022-09-05 10:00"),
        "drop",
        "2022-09-06 10:00",
        {"hearing-moot": "普通程序仍在进行"},
    ),
    (hearing_called, "hold", "2022-09-23 14:00", {"hearing-told": None, "chair-apart": ASKED}),
    (lambda: heard(8_000), "review", "2022-09-10 10:00", {"hearing-done": ASKED, "reviewer-apart": ASKED}),
    (
        lambda: heard(8_000),
        "decide",
        "2022-09-10 10:00",
        {
            "papers-served": None,
            "hearing-done": ASKED,
            "legally-reviewed": ASKED,
            "decider-apart": ASKED,
            "not-exempt": ASKED,
            "not-fined-before": ASKED,
            "in-range": ASKED,
            "within-ninety-days": ASKED,
            "measures-ended": None,
            "decision-complete": ASKED,
            "discussed": ASKED,
        },
    ),
    (
        lambda: spot(),
        "decide",
        "2022-08-26 10:15",
        {
            "two-officers": ASKED,
            "competent": ASKED,
            "not-barred": None,
            "not-exempt": ASKED,
            "not-fined-before": ASKED,
            "on-the-spot-limit": ASKED,
            "in-range": ASKED,
            "decision-complete": ASKED,
            "measures-ended": None,
        },
    ),
    (
        lambda: ready().begin("no-penalty"),
        "decide",
        "2022-09-02 10:00",
        {
            "papers-served": None,
            "exempt": ASKED,
            "decider-apart": ASKED,
            "decision-complete": ASKED,
            "measures-ended": None,
        },
    ),
    (seized, "extend-seizure", "2022-09-20 09:00", {"seizure-extended-in-time": ASKED}),
    (paid_late, "surcharge", "2022-10-18 10:00", {"fine-decided": None, "surcharge-capped": ASKED}),
    (paid_late, "pay", "2022-10-18 10:00", {"fine-decided": None, "no-cash": ASKED}),
    (
        paid_late,
        "perform",
        "2022-10-18 10:00",
        {"paid": "罚款未缴清", "order-met": "责令事项未经复查确认完成"},
    ),
    (
        settled,
        "close",
        "2022-10-18 10:00",
        {
            "paid": None,
            "order-met": None,
            "restoration-proved": None,
            "reporter-answered": None,
            "firm-checked": None,
        },
    ),
    (
        unpaid,
        "apply",
        "2023-04-04 10:00",
        {"urged": ASKED, "remedies-over": ASKED, "within-three-months": ASKED},
    ),
    (
        unpaid,
        "terminate",
        "2023-04-04 10:00",
        {"terminable": ASKED, "restoration-proved": None, "reporter-answered": None, "firm-checked": None},
    ),
    (
        urged_by_government,
        "decide-removal",
        "2023-03-08 10:00",
        {
            "papers-served": None,
            "government-urged": None,
            "remedies-over": ASKED,
            "answered-after-urging": ASKED,
            "removal-reviewed": ASKED,
        },
    ),
    (
        urged_by_government,
        "remove-oneself",
        "2023-03-08 10:00",
        {"two-officers": ASKED, "lawful-outcome": ASKED},
    ),
    (
        refused_under_way,
        "remove",
        "2022-08-15 22:00",
        {
            "order-served": None,
            "stop-refused": None,
            "two-officers": ASKED,
            "by-day": ASKED,
            "belongings-listed": ASKED,
        },
    ),
    (performance_urged, "perform", "2022-08-31 22:00", {"performance-urged": None, "by-day": ASKED}),
    (
        lambda: Driven.of(opened("facade"), "transfer").take("send", "2022-08-16 10:00"),
        "receive",
        "2022-08-17 10:00",
        {"receipt": ASKED},
    ),
]


@pytest.mark.parametrize(("make", "act", "when", "expected"), SHOWN)
def test_an_act_shows_what_stands_against_it_and_what_is_asked(
    make: Make, act: str, when: str, expected: dict[str, str | None]
) -> None:
    assert shown(make(), act, when) == expected


def test_an_act_is_barred_by_what_stands_against_it_and_not_by_what_is_asked() -> None:
    barred = {one.act: one.barred for one in open_acts(facade().standing, BOOK, at("2022-08-15 10:00"))}
    assert (barred["inspect"], barred["recheck-again"], barred["educate-first"]) == (False, True, False)


def test_a_guard_has_one_rule_which_may_be_its_whole_answer() -> None:
    def never(ask: Ask) -> Why | None:
        return Why("否", "no")

    with pytest.raises(ValueError, match=r"^two rules answer in-range$"):
        rule("in-range")(never)
    try:
        assert rule("none-such")(never) is never
        assert (RULES["none-such"], "none-such" in WHOLE) == (never, False)
        assert rule("none-such-whole", whole=True)(never) is never
        assert "none-such-whole" in WHOLE
    finally:
        for name in ("none-such", "none-such-whole"):
            RULES.pop(name, None)
            WHOLE.discard(name)
