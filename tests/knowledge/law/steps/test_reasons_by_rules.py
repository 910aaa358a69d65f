"""What the rules of a fine say of who fines, after what, and whether a warning may stand for the fine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from case_driving import BOOK, DECISION, Driven, ordered
from guarded_cases import altered, facade, ready, told

from huiyin.knowledge.law.book import Book
from huiyin.knowledge.law.fines import Tier
from huiyin.knowledge.law.steps.taking import refusals


def by_rules(*changes: dict[str, Any], violation: str = "facade") -> Book:
    """The book in which a violation has a rule for each change of its first one."""
    rule = BOOK.fines[violation][0]
    rules = tuple(
        msgspec.structs.replace(rule, id=f"rule-{number}", **one) for number, one in enumerate(changes)
    )
    return replace(BOOK, fines={**BOOK.fines, violation: rules})


REFUSAL = (
    "没有责令送达、到期、复查未改正的记录no served order, expired term and re-check show that it was refused"
)


def told_by(book: Book, driven: Driven, act: str, when: str, **said: Any) -> list[str]:
    return [
        one.zh + one.en for one in refusals(driven.standing, driven.step(act, when, **said), book, driven.now)
    ]


@pytest.mark.parametrize(
    ("bodies", "words"),
    [
        (("housing",), "应当移送：规定由房屋管理部门处罚to be transferred: the rules name housing"),
        (("planning",), "应当移送：规定由规划资源部门处罚to be transferred: the rules name planning"),
        (("construction",), "应当移送：规定由建设部门处罚to be transferred: the rules name construction"),
        (("greening",), "应当移送：规定由绿化部门处罚to be transferred: the rules name greening"),
        (
            ("planning", "housing"),
            "应当移送：规定由房屋管理部门、规划资源部门处罚to be transferred: the rules name housing, planning",
        ),
    ],
)
def test_what_others_fine_alone_is_transferred_to_them(bodies: tuple[str, ...], words: str) -> None:
    driven = ordered(facade())
    assert told_by(by_rules({"bodies": bodies}), driven, "file", "2022-08-29 09:00") == [words]
    either = by_rules({"bodies": bodies}, {"bodies": ("enforcement",)})
    assert told_by(either, driven, "file", "2022-08-29 09:00") == []


def test_refusal_is_shown_where_every_rule_wants_it() -> None:
    driven = altered(ready(), "rechecked", corrected=None)
    assert told_by(by_rules({"needs": "refusal"}), driven, "notify", "2022-09-02 09:00", **told(3_000)) == [
        REFUSAL
    ]
    either = by_rules({"needs": "refusal"}, {})
    assert told_by(either, driven, "notify", "2022-09-02 09:00", **told(3_000)) == []


def test_a_warning_is_given_where_one_rule_has_it() -> None:
    either = by_rules({"warning": "instead"}, {})
    assert told_by(either, ready(), "notify", "2022-09-02 09:00", **told(0)) == []


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        (({},), []),
        (({"unread": ("mode",)},), ["规定不是“可处”，罚款不得免the rule does not leave the fine open"]),
        (({}, {"mode": "due"}), ["规定不是“可处”，罚款不得免the rule does not leave the fine open"]),
    ],
)
def test_a_fine_is_left_out_where_every_rule_is_known_to_leave_it_open(
    changes: tuple[dict[str, Any], ...], refused: list[str]
) -> None:
    driven = ready().take("recheck-again", "2022-09-01 10:00", corrected=True).begin("no-penalty")
    said = {"amount": 0, "contents": DECISION, "ground": "optional"}
    assert told_by(by_rules(*changes), driven, "decide", "2022-09-02 10:00", **said) == refused


@pytest.mark.parametrize(
    ("amount", "high", "refused"),
    [
        (1_000, 2_000, []),
        (2_000, 2_000, []),
        (999, 2_000, ["所选规定的幅度为 1000–2000 元the chosen rule has 1000–2000 yuan"]),
        (2_001, 2_000, ["所选规定的幅度为 1000–2000 元the chosen rule has 1000–2000 yuan"]),
        (1_000_000, None, []),
        (999.5, None, ["所选规定的幅度为 1000– 元the chosen rule has 1000– yuan"]),
    ],
)
def test_the_amount_lies_in_the_range_of_the_rule_that_was_chosen(
    amount: float, high: float | None, refused: list[str]
) -> None:
    first = {"competes": "x", "tiers": (Tier(1_000, high),)}
    second = {"competes": "x", "tiers": (Tier(1, 9_000_000),)}
    both = by_rules(first, second, violation="load-bearing")
    said = told(amount, rule="rule-0", rule_reason="通知所引") | {"hearing_offered": True}
    assert told_by(both, ready("load-bearing"), "notify", "2022-09-02 09:00", **said) == refused
