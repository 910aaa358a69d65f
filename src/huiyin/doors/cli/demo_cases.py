"""The demonstration's cases: some problems found true are led as far as the weeks allow. Everybody in them is invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from huiyin.doors.clock import now
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger.action import By

if TYPE_CHECKING:
    from huiyin.records.cases.models import Case
    from huiyin.records.problems.models import Problem

_NOTICE = ["facts", "reasons", "basis", "rights", "penalty"]
_DECISION = ["party", "facts", "evidence", "kind", "basis", "performance", "remedies", "agency", "seal"]
_VISIT = {"id_shown": True, "record": "signed", "entry": "consent"}
_SEEN = {
    "findings": "与反映情况一致，现场拍照两张",
    "measures": "长 4.2 米，宽 1.6 米，约 6.7 平方米",
    "present": "当事人、物业保安",
}
_SERVED = {"mode": "direct", "consent": False}
_OFFICERS, _HEAD, _REVIEWER = "officers", "account:approver", "account:legal"


@dataclass(frozen=True, slots=True)
class _Turn:
    """An act so many days after the case was opened, and who does it."""

    act: str
    days: int
    hour: int
    said: Mapping[str, Any] = field(default_factory=dict)
    who: str = _OFFICERS
    besides: Mapping[str, str] = field(default_factory=dict)
    sworn: tuple[str, ...] = ()
    procedure: str = "ordinary"


def _ordinary(amount: float) -> tuple[_Turn, ...]:
    return (
        _Turn("inspect", 0, 10, _VISIT, besides=_SEEN),
        _Turn("educate-first", 0, 10, procedure=""),
        _Turn("order", 0, 11, {"deadline": 7}),
        _Turn("serve-paper", 0, 11, _SERVED, procedure=""),
        _Turn("check-firm", 1, 10, besides={"firm-check": "查阅巡查记录，已劝阻并书面报告"}, procedure=""),
        _Turn("recheck", 8, 10, {"corrected": False}),
        _Turn("file", 9, 9, who=_HEAD),
        _Turn("conclude", 12, 9, sworn=("no-recusal",)),
        _Turn(
            "notify",
            13,
            9,
            {"amount": amount, "contents": _NOTICE, "hearing_offered": amount >= 5000},
            _HEAD,
            sworn=("facts-clear",),
        ),
        _Turn("serve-paper", 13, 14, _SERVED, procedure=""),
        _Turn("hear", 15, 10, {"kind": "waived"}),
        _Turn(
            "decide",
            17,
            10,
            {"amount": amount, "contents": _DECISION},
            _HEAD,
            {"reason": "初次违法，未造成危害后果，取幅度下限"},
        ),
        _Turn("serve", 18, 10, _SERVED),
        _Turn("pay", 26, 10, {"amount": amount, "how": "bank"}, procedure=""),
        _Turn("recheck-again", 27, 10, {"corrected": True}, procedure=""),
        _Turn("perform", 27, 11),
    )


_EXISTING = "existing-construction"
_STANDING = (
    _Turn("inspect", 0, 10, _VISIT, besides=_SEEN, procedure=_EXISTING),
    _Turn("review", 3, 10, {}, _REVIEWER, procedure=_EXISTING),
    _Turn(
        "order",
        4,
        10,
        {"deadline": 15},
        _HEAD,
        {"expert-finding": "规划资源部门认定意见（演示）"},
        procedure=_EXISTING,
    ),
    _Turn("serve-paper", 4, 15, _SERVED, procedure=""),
    _Turn("check-firm", 5, 10, besides={"firm-check": "发现时已书面报告，有登记"}, procedure=""),
    _Turn("announce", 5, 11, procedure=_EXISTING),
    _Turn("control", 22, 10, procedure=_EXISTING),
)
# Which wrongs become cases, by which procedure, and how many of each; every next one is led less far.
_PLANS = {
    "ebike-common-parts": ("ordinary", _ordinary(1000), 3),
    "facade": ("ordinary", _ordinary(1000), 2),
    "illegal-construction": (_EXISTING, _STANDING, 4),
}


def lead_some() -> None:
    """Open cases from problems found true that are still open, and lead each as far as its weeks allow."""
    from huiyin.records.cases.models import Case
    from huiyin.records.problems.models import Condition, Problem, ProblemState, Verification

    if Case.objects.exists():
        return
    for violation, (procedure, turns, most) in _PLANS.items():
        found = Problem.objects.filter(
            violation=violation, state=ProblemState.OPEN, verification=Verification.TRUE
        ).exclude(condition=Condition.IN_PROGRESS)
        for number, problem in enumerate(found.order_by("verified_on", "pk")[:most]):
            case = _open(problem, procedure, number)
            if case is not None:
                _lead(case, turns[: len(turns) - number * (len(turns) // most)])


def _open(problem: Problem, procedure: str, number: int) -> Case | None:
    from huiyin.records.cases.actions.keeping import Party
    from huiyin.records.cases.actions.opening import Opening, open_case
    from huiyin.records.cases.models import PartyKind, PartyRole
    from huiyin.records.registry.models import Unit

    at = _at(problem, 0, 9)
    if at >= now():
        return None
    return open_case(
        By("officer", at, "cli"),
        Opening(
            problem.pk,
            Unit.objects.get(code="jingan").pk,
            procedure,
            PartyKind.PERSON,
            PartyRole.OWNER,
            problem.first_on,
            in_progress=False,
            competent=True,
            party=Party(f"演示当事人{'甲乙丙丁'[number % 4]}", "", "演示地址"),
        ),
    )


def _lead(case: Case, turns: tuple[_Turn, ...]) -> None:
    from huiyin.records.cases.actions.stepping import Taking, step
    from huiyin.records.cases.members import officer_key
    from huiyin.records.registry.models import Officer

    officers = [
        officer_key(pk) for pk in Officer.objects.order_by("certificate").values_list("pk", flat=True)[1:3]
    ]
    for position, turn in enumerate(turns, start=1):
        at = _at(case.problem, turn.days, turn.hour) + timedelta(minutes=position)
        if at >= now():
            return
        said = dict(turn.said)
        if "deadline" in said:
            said["deadline"] = at.date() + timedelta(days=said["deadline"])
        who = officers if turn.who == _OFFICERS else [turn.who]
        actor = "officer" if turn.who == _OFFICERS else turn.who.partition(":")[2]
        step(
            By(actor, at, "cli"),
            Taking(case.pk, turn.procedure, turn.act, at, who, position, said, turn.besides, turn.sworn),
        )


def _at(problem: Problem, days: int, hour: int) -> datetime:
    """A moment so many days after the day on which the problem was checked."""
    assert problem.verified_on is not None
    day = to_shanghai(now()).replace(
        year=problem.verified_on.year, month=problem.verified_on.month, day=problem.verified_on.day
    )
    return day.replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days + 1)
