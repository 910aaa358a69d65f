"""Every reason for which a decision is refused, with a penalty or without, in both languages, and what no reason stands against."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from case_driving import (
    DECISION,
    VISIT,
    Driven,
    day,
    opened,
    unpaid,
)
from guarded_cases import (
    Make,
    deciding,
    heard,
    obeyed,
    ready,
    ready_before,
    spot,
    without,
)

from huiyin.knowledge.law.steps.to_the_end import GROUNDS

NO_PENALTY = {"amount": 0, "contents": DECISION}
NOT_OPTIONAL = ("exempt", "规定不是“可处”，罚款不得免", "the rule does not leave the fine open")
NOT_MINOR = (
    "exempt",
    "没有轻微、及时改正、无危害后果的认定",
    "it was not found minor, corrected in time and harmless",
)
NOT_FIRST = (
    "exempt",
    "没有初次违法、轻微并及时改正的认定",
    "it was not found a first one, minor and corrected in time",
)


def exempting(**corrected: bool) -> Driven:
    """Investigated, with what an officer found of the correction, and begun without penalty."""
    driven = obeyed(ready_before())
    if corrected:
        driven.take("corrected-minor", "2022-08-30 10:00", **corrected)
    return driven.take("conclude", "2022-09-01 09:00").begin("no-penalty")


def exempting_for(violation: str, *, met: bool = True) -> Driven:
    driven = ready(violation)
    if met:
        driven.take("recheck-again", "2022-09-01 10:00", corrected=True)
    return driven.begin("no-penalty")


def to_order_removal() -> Driven:
    driven = Driven.of(
        opened("illegal-construction", act_from="2016-05-01", in_progress=False), "existing-construction"
    )
    return driven.take("inspect", "2022-08-15 10:30", **VISIT).take("review", "2022-08-17 10:00")


REFUSED: list[tuple[Make, str, str, dict[str, Any], tuple[str, str, str]]] = [
    (
        lambda: without(to_order_removal(), "legal-reviewed"),
        "order",
        "2022-08-18 10:00",
        {"deadline": day("2022-08-31"), "expert_finding": "认定函"},
        (
            "legally-reviewed",
            "责令限期拆除已建成的违法建筑，须先经法制审核",
            "an order to remove what stands is reviewed first",
        ),
    ),
    (
        exempting,
        "decide",
        "2022-09-02 10:00",
        NO_PENALTY | {"amount": 1, "ground": "no-fault"},
        ("exempt", "不予处罚不能有罚款", "without penalty there is no fine"),
    ),
    (
        exempting,
        "decide",
        "2022-09-02 10:00",
        NO_PENALTY,
        ("exempt", "未写明不予处罚的情形", "it is not said why no penalty is decided"),
    ),
    (
        lambda: exempting(minor=True, first=True, harmless=False),
        "decide",
        "2022-09-02 10:00",
        NO_PENALTY | {"ground": "minor-corrected-harmless"},
        NOT_MINOR,
    ),
    (
        lambda: exempting(minor=False, first=True, harmless=True),
        "decide",
        "2022-09-02 10:00",
        NO_PENALTY | {"ground": "minor-corrected-harmless"},
        NOT_MINOR,
    ),
    (
        exempting,
        "decide",
        "2022-09-02 10:00",
        NO_PENALTY | {"ground": "first-minor-corrected"},
        NOT_FIRST,
    ),
    (
        lambda: exempting(minor=True, first=False, harmless=True),
        "decide",
        "2022-09-02 10:00",
        NO_PENALTY | {"ground": "first-minor-corrected"},
        NOT_FIRST,
    ),
    (
        lambda: exempting(minor=False, first=True, harmless=True),
        "decide",
        "2022-09-02 10:00",
        NO_PENALTY | {"ground": "first-minor-corrected"},
        NOT_FIRST,
    ),
    *[
        (
            partial(exempting_for, violation),
            "decide",
            "2022-09-02 10:00",
            NO_PENALTY | {"ground": "optional"},
            NOT_OPTIONAL,
        )
        for violation in ("load-bearing", "waste-unsorted", "litter")
    ],
    (
        lambda: ready("ebike-common-parts", detail="in-lift").begin("no-penalty"),
        "decide",
        "2022-09-02 10:00",
        NO_PENALTY | {"ground": "optional"},
        ("exempt", "规定不是“可处”，罚款不得免", "the rule does not leave the fine open"),
    ),
    (
        partial(exempting_for, "facade", met=False),
        "decide",
        "2022-09-02 10:00",
        NO_PENALTY | {"ground": "optional"},
        ("exempt", "责令事项尚未完成，不宜免罚", "what was ordered is not done"),
    ),
    *[
        (
            spot,
            "decide",
            "2022-08-26 10:15",
            deciding(200, contents=[one for one in DECISION if one != lacking]),
            ("decision-complete", f"缺少：{lacking}", f"lacking: {lacking}"),
        )
        for lacking in ("facts", "kind", "basis", "remedies", "agency")
    ],
    (
        spot,
        "decide",
        "2022-08-26 10:15",
        deciding(200, contents=["facts", "basis", "agency"]),
        ("decision-complete", "缺少：kind、remedies", "lacking: kind, remedies"),
    ),
    (
        lambda: heard(5_000).take("review", "2022-09-14 10:00"),
        "decide",
        "2022-09-15 10:00",
        deciding(5_000),
        (
            "discussed",
            "未写明集体讨论记录，或者不需要的理由",
            "neither the record of a discussion nor why none is needed is said",
        ),
    ),
    (
        unpaid,
        "terminate",
        "2023-04-03 10:00",
        {},
        ("terminable", "未写明终结的情形", "it is not said why it ends"),
    ),
    (
        lambda: unpaid().take("request-review", "2023-04-01 10:00"),
        "terminate",
        "2023-04-03 10:00",
        {"termination": "revoked"},
        ("terminable", "没有已经终结的复议、诉讼", "no review or suit has ended"),
    ),
]


@pytest.mark.parametrize(("make", "act", "when", "said", "told"), REFUSED)
def test_each_reason_about_a_decision_is_told(
    make: Make, act: str, when: str, said: dict[str, Any], told: tuple[str, str, str]
) -> None:
    assert told in [(one.guard, one.zh, one.en) for one in make().refused(act, when, **said)]


HELD: list[tuple[Make, str, str, dict[str, Any]]] = [
    (heard, "decide", "2022-09-15 10:00", deciding(contents=tuple(DECISION))),
    *[
        (exempting, "decide", "2022-09-02 10:00", NO_PENALTY | {"ground": ground})
        for ground in GROUNDS
        if "corrected" not in ground
    ],
    (
        lambda: exempting(minor=True, first=False, harmless=True),
        "decide",
        "2022-09-02 10:00",
        NO_PENALTY | {"ground": "minor-corrected-harmless"},
    ),
    (
        lambda: exempting(minor=True, first=True, harmless=False),
        "decide",
        "2022-09-02 10:00",
        NO_PENALTY | {"ground": "first-minor-corrected"},
    ),
    (
        spot,
        "decide",
        "2022-08-26 10:15",
        deciding(200, contents=["facts", "kind", "basis", "remedies", "agency"]),
    ),
    (partial(heard, 4_999), "decide", "2022-09-15 10:00", deciding(4_999)),
    (unpaid, "terminate", "2023-04-03 10:00", {"termination": "subject-gone"}),
]


@pytest.mark.parametrize(("make", "act", "when", "said"), HELD)
def test_what_no_reason_about_a_decision_stands_against_is_not_refused(
    make: Make, act: str, when: str, said: dict[str, Any]
) -> None:
    assert make().keys(act, when, **said) == []
