"""Cases brought to the point where a guard speaks, and ways to have them as they should not be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
from case_driving import (
    DECISION,
    NOTICE,
    SERVED,
    VISIT,
    Driven,
    at,
    concluded,
    day,
    decided,
    notified,
    opened,
    ordered,
    penalty_beside,
    performed,
    standing_long,
    to_be_removed,
    under_way,
)

from huiyin.knowledge.law.review.case_file import Event

Make = Callable[[], Driven]


@dataclass(frozen=True)
class Pair:
    """A step that is lawful in the case that ``make`` makes. It is broken by another case, another moment or people, by what
    is stated otherwise, or by nobody's swearing to the guard; ``also`` is refused together with it."""

    make: Make
    act: str
    when: str
    said: Mapping[str, Any] = field(default_factory=dict)
    broken: Make | None = None
    early: str = ""
    by: tuple[str, ...] = ()
    bad: Mapping[str, Any] = field(default_factory=dict)
    unsworn: bool = False
    also: tuple[str, ...] = ()


def facade(kind: str = "person", **facts: Any) -> Driven:
    return Driven.of(opened("facade", kind, **facts))


def refiled(driven: Driven, **facts: Any) -> Driven:
    """The case with other facts, as if the record had been corrected."""
    found = msgspec.structs.replace(driven.case.facts, **facts)
    driven.standing = replace(driven.standing, case=replace(driven.case, facts=found))
    return driven


def said_besides(driven: Driven, **besides: str) -> Driven:
    driven.standing = replace(driven.standing, besides=dict(driven.standing.besides) | besides)
    return driven


def ready(violation: str = "facade", kind: str = "person", **facts: Any) -> Driven:
    return concluded(ordered(Driven.of(opened(violation, kind, **facts))))


def reported_long_after() -> Driven:
    return ordered(facade(act_from="2019-08-01", act_to="2020-08-01"))


def obeyed(driven: Driven) -> Driven:
    return driven.take("recheck-again", "2022-08-27 10:00", corrected=True)


def without_education(driven: Driven) -> Driven:
    kept = tuple(one for one in driven.case.events if one.act != "educated")
    driven.standing = replace(driven.standing, case=replace(driven.case, events=kept))
    return driven


def unserved(violation: str = "facade") -> Driven:
    driven = Driven.of(opened(violation))
    driven.take("inspect", "2022-08-15 10:30", **VISIT)
    return driven.take("order", "2022-08-15 11:00", deadline=day("2022-08-25"))


def told(amount: float, **more: Any) -> dict[str, Any]:
    return {"amount": amount, "contents": NOTICE, "hearing_offered": amount >= 5_000, **more}


def deciding(amount: float = 3_000, **more: Any) -> dict[str, Any]:
    return {"amount": amount, "contents": DECISION, "reason": "初次", **more}


def heard(amount: float = 3_000, **facts: Any) -> Driven:
    return notified(ready(**facts), amount)


def kept(driven: Driven) -> Driven:
    return driven.take("preserve", "2022-09-06 09:00", approved_at=at("2022-09-05 09:00"))


def hearing_called() -> Driven:
    driven = ready()
    driven.take("notify", "2022-09-02 09:00", **told(8_000)).take("serve-paper", "2022-09-02 10:00", **SERVED)
    driven.begin("hearing").take("ask", "2022-09-09 10:00")
    driven.take("call", "2022-09-13 10:00", for_=at("2022-09-23 14:00"))
    return driven.take("serve-paper", "2022-09-13 11:00", **SERVED)


def asked_for_hearing(amount: float) -> Driven:
    driven = ready()
    driven.take("notify", "2022-09-02 09:00", **told(amount)).take(
        "serve-paper", "2022-09-02 10:00", **SERVED
    )
    return driven.begin("hearing")


def to_no_penalty(driven: Driven) -> Driven:
    return driven.begin("no-penalty").within("hearing")


def with_chair_on_visit() -> Driven:
    return with_visitor(hearing_called(), "xie")


def with_visitor(driven: Driven, who: str) -> Driven:
    """The case as if somebody had come along on its visits."""
    return altered(driven, "inspected", by=("gu", "he", who))


def fined_before(driven: Driven) -> Driven:
    driven.standing = replace(driven.standing, case=replace(driven.case, fined_before=True))
    return driven


def unconfirmed(driven: Driven) -> Driven:
    driven.standing = replace(driven.standing, case=replace(driven.case, competent=None))
    return driven


def spot(amount: float = 200) -> Driven:
    driven = ordered(Driven.of(opened("litter", role="occupant"), "on-the-spot"))
    driven.take("notify", "2022-08-26 10:10", amount=amount, contents=[], hearing_offered=False)
    return driven.take("hear", "2022-08-26 10:12", kind="none")


def settled(violation: str = "facade", rule: str | None = None, amount: float = 3_000) -> Driven:
    """Decided, paid, corrected and performed; only the closing is left."""
    driven = performed(decided(ready(violation), amount, rule), amount)
    return driven.take("perform", "2022-10-10 11:00")


def built_and_gone() -> Driven:
    driven = under_way().take("remove-oneself", "2022-08-15 16:00", outcome="removed")
    penalty_beside(driven).take("pay", "2022-09-26 10:00", amount=20_000, how="bank")
    return driven.within("construction-under-way")


def refused_under_way() -> Driven:
    return under_way().take("recheck-again", "2022-08-15 14:00", corrected=False)


def with_penalty(driven: Driven) -> Driven:
    return penalty_beside(driven)


def paid_late() -> Driven:
    return decided(ready(), 3_000)


def decided_to_remove() -> Driven:
    return to_be_removed(penalty_beside(standing_long()))


def urged_by_government() -> Driven:
    driven = standing_long()
    driven.take("urge", "2023-02-21 10:00")
    return driven.take("serve-paper", "2023-02-21 11:00", **SERVED)


def without(driven: Driven, act: str) -> Driven:
    """The case as if something had not happened, or had been filed elsewhere."""
    events = tuple(one for one in driven.case.events if one.act != act)
    driven.standing = replace(driven.standing, case=replace(driven.case, events=events))
    return driven


def altered(driven: Driven, act: str, *, when: str = "", by: tuple[str, ...] = (), **said: Any) -> Driven:
    """The case as if something had been said of an act, happened at another moment, or been done by others."""
    events = tuple(
        replace(one, said=one.said | said, at=at(when) if when else one.at, by=by or one.by)
        if one.act == act
        else one
        for one in driven.case.events
    )
    driven.standing = replace(driven.standing, case=replace(driven.case, events=events))
    return driven


def added(driven: Driven, act: str, when: str, **said: Any) -> Driven:
    """The case with one more event that its file has, whatever its procedures say of it."""
    event = Event(len(driven.case.events), act, at(when), ("gu", "he"), said)
    driven.standing = replace(driven.standing, case=driven.case.going_on(event))
    return driven


def performing(refused: bool = True) -> Driven:
    driven = Driven.of(opened("renovation-waste", role="renovator", detail="dumped"))
    ordered(driven)
    if not refused:
        driven.take("recheck-again", "2022-08-26 10:30", corrected=True)
    return driven.begin("performance-by-others")


def performance_urged() -> Driven:
    driven = performing().take("decide", "2022-08-26 11:00").take("urge", "2022-08-26 12:00")
    return driven.take("serve-paper", "2022-08-26 12:10", **SERVED)


def filed_in(district: str) -> Driven:
    driven = ordered(facade(district=district, act_from="2022-08-01"))
    driven.take("file", "2022-08-29 09:00")
    return driven.begin("pudong-fast")


def seized() -> Driven:
    return ready().take("seize", "2022-09-05 09:00", approved_at=at("2022-09-05 08:00"), urgent=False)


def structure_in(district: str) -> Driven:
    return ordered(Driven.of(opened("load-bearing", district=district)))


def closed() -> Driven:
    return settled().take("close", "2022-10-11 10:00")


def ready_before() -> Driven:
    return ordered(facade()).take("file", "2022-08-26 11:00")
