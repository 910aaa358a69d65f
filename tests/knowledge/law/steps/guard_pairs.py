"""For each guard of the book a step that is refused for it, and the same step when it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
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
    concluding,
    day,
    decided,
    notified,
    on_the_spot,
    opened,
    ordered,
    penalty_beside,
    performed,
    standing_long,
    to_be_removed,
    under_way,
    unpaid,
)

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


def with_chair_on_visit() -> Driven:
    driven = hearing_called()
    inspected = driven.case.first("inspected")
    assert inspected is not None
    events = tuple(
        replace(one, by=("gu", "he", "xie")) if one is inspected else one for one in driven.case.events
    )
    driven.standing = replace(driven.standing, case=replace(driven.case, events=events))
    return driven


def with_visitor(driven: Driven, who: str) -> Driven:
    """The case as if somebody had come along on its visits."""
    events = tuple(
        replace(one, by=(*one.by, who)) if one.act == "inspected" else one for one in driven.case.events
    )
    driven.standing = replace(driven.standing, case=replace(driven.case, events=events))
    return driven


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


GATE = dict.fromkeys(
    ("basis", "legal_review", "technical_review", "sign", "published", "content_reviewed"), True
)
CHOSEN = {"rule": "letting-22", "rule_reason": "通知所引"}

PAIRS: dict[str, Pair] = {
    "source-recorded": Pair(
        facade,
        "inspect",
        "2022-08-15 10:00",
        VISIT,
        broken=lambda: Driven.of(
            opened("facade", events=[{"act": "educated", "at": "2022-08-15T09:00:00+08:00"}])
        ),
    ),
    "two-officers": Pair(facade, "inspect", "2022-08-15 10:00", VISIT, by=("gu",)),
    "id-shown": Pair(facade, "inspect", "2022-08-15 10:00", VISIT, bad={"id_shown": False}),
    "lawful-entry": Pair(facade, "inspect", "2022-08-15 10:00", VISIT, bad={"entry": "refused"}),
    "record-signed": Pair(facade, "inspect", "2022-08-15 10:00", VISIT, bad={"record": "unsigned"}),
    "deadline-stated": Pair(
        lambda: facade().take("inspect", "2022-08-15 10:00", **VISIT),
        "order",
        "2022-08-15 11:00",
        {"deadline": day("2022-08-25")},
        bad={"deadline": day("2022-08-14")},
    ),
    "order-made": Pair(
        lambda: obeyed(ordered(facade())),
        "corrected-minor",
        "2022-08-28 10:00",
        {"minor": True, "first": True, "harmless": True},
        broken=lambda: without(obeyed(ordered(facade())), "ordered"),
    ),
    "order-served": Pair(
        lambda: unserved().take("serve-paper", "2022-08-15 11:10", **SERVED),
        "recheck",
        "2022-08-26 10:00",
        {"corrected": False},
        broken=unserved,
    ),
    "deadline-passed": Pair(
        lambda: unserved().take("serve-paper", "2022-08-15 11:10", **SERVED),
        "recheck",
        "2022-08-26 00:00",
        {"corrected": False},
        early="2022-08-25 23:59",
    ),
    "competent": Pair(
        lambda: ordered(facade()), "file", "2022-08-29 09:00", broken=lambda: unconfirmed(ordered(facade()))
    ),
    "not-barred": Pair(
        lambda: ordered(facade(act_from="2020-08-15", act_to="2020-08-15")),
        "file",
        "2022-08-29 09:00",
        broken=lambda: ordered(facade(act_from="2020-08-14", act_to="2020-08-14")),
    ),
    "no-recusal": Pair(
        lambda: ordered(facade()).take("file", "2022-08-29 09:00"),
        "conclude",
        "2022-09-01 09:00",
        unsworn=True,
    ),
    "parties-examined": Pair(
        lambda: ordered(Driven.of(opened("group-renting"))).take("file", "2022-08-29 09:00"),
        "conclude",
        "2022-09-01 09:00",
        concluding("group-renting"),
        bad={"examined_agent": " "},
        also=("examined-agent",),
    ),
    "expert-found": Pair(
        lambda: ordered(Driven.of(opened("load-bearing"))).take("file", "2022-08-29 09:00"),
        "conclude",
        "2022-09-01 09:00",
        concluding("load-bearing"),
        bad={"expert_finding": ""},
        also=("expert-finding",),
    ),
    "rooms-measured": Pair(
        lambda: ordered(Driven.of(opened("group-renting"))).take("file", "2022-08-29 09:00"),
        "conclude",
        "2022-09-01 09:00",
        concluding("group-renting"),
        bad={"rooms": ""},
        also=("rooms",),
    ),
    "facts-clear": Pair(ready, "notify", "2022-09-02 09:00", told(3_000), unsworn=True),
    "rule-chosen": Pair(
        partial(ready, "group-renting"), "notify", "2022-09-02 09:00", told(5_000, **CHOSEN), bad={"rule": ""}
    ),
    "educated-first": Pair(
        partial(ready, "litter"),
        "notify",
        "2022-09-02 09:00",
        told(200),
        broken=lambda: without_education(ready("litter")),
    ),
    "refusal-shown": Pair(
        partial(ready, "waste-unsorted"),
        "notify",
        "2022-09-02 09:00",
        told(200),
        broken=lambda: without(ready("waste-unsorted"), "rechecked"),
    ),
    "not-exempt": Pair(
        lambda: obeyed(ready_before()).take("conclude", "2022-09-01 09:00"),
        "notify",
        "2022-09-02 09:00",
        told(3_000),
        broken=lambda: (
            obeyed(ready_before())
            .take("corrected-minor", "2022-08-30 10:00", minor=True, first=False, harmless=True)
            .take("conclude", "2022-09-01 09:00")
        ),
    ),
    "in-range": Pair(ready, "notify", "2022-09-02 09:00", told(1_000), bad={"amount": 999}),
    "rule-in-force": Pair(
        partial(ready, "ebike-common-parts"),
        "notify",
        "2022-09-02 09:00",
        told(1_000),
        broken=partial(ready, "ebike-common-parts", detail="in-lift"),
    ),
    "notice-complete": Pair(ready, "notify", "2022-09-02 09:00", told(3_000), bad={"contents": NOTICE[:4]}),
    "papers-served": Pair(
        ready,
        "notify",
        "2022-09-02 09:00",
        told(3_000),
        broken=lambda: unserved().take("file", "2022-08-29 09:00").take("conclude", "2022-09-01 09:00"),
    ),
    "defence-heard": Pair(
        lambda: (
            ready()
            .take("notify", "2022-09-02 09:00", **told(3_000))
            .take("serve-paper", "2022-09-02 10:00", **SERVED)
        ),
        "hear",
        "2022-09-05 10:00",
        {"kind": "made", "defence_review": "不成立"},
        broken=lambda: ready().take("notify", "2022-09-02 09:00", **told(3_000)),
    ),
    "hearing-asked": Pair(
        partial(asked_for_hearing, 8_000),
        "ask",
        "2022-09-09 23:59",
        early="2022-09-10 00:00",
    ),
    "hearing-told": Pair(hearing_called, "hold", "2022-09-23 14:00", early="2022-09-23 13:59"),
    "chair-apart": Pair(hearing_called, "hold", "2022-09-23 14:00", broken=with_chair_on_visit),
    "hearing-done": Pair(partial(heard, 8_000), "review", "2022-09-10 10:00", early="2022-09-09 10:00"),
    "reviewer-apart": Pair(
        partial(heard, 8_000), "review", "2022-09-14 10:00", broken=lambda: with_visitor(heard(8_000), "wen")
    ),
    "legally-reviewed": Pair(
        lambda: heard(8_000).take("review", "2022-09-14 10:00"),
        "decide",
        "2022-09-15 10:00",
        deciding(8_000, discussion="记录"),
        broken=partial(heard, 8_000),
    ),
    "decider-apart": Pair(
        heard, "decide", "2022-09-15 10:00", deciding(), broken=lambda: with_visitor(heard(), "tao")
    ),
    "not-fined-before": Pair(
        heard, "decide", "2022-09-15 10:00", deciding(), broken=lambda: fined_before(heard())
    ),
    "within-ninety-days": Pair(heard, "decide", "2022-11-27 10:00", deciding(), early="2022-11-28 10:00"),
    "measures-ended": Pair(
        lambda: kept(heard()).take("end-preservation", "2022-09-14 10:00"),
        "decide",
        "2022-09-15 10:00",
        deciding(),
        broken=lambda: kept(heard()),
    ),
    "discussed": Pair(
        lambda: heard(8_000).take("review", "2022-09-14 10:00"),
        "decide",
        "2022-09-15 10:00",
        deciding(8_000, discussion="记录 3 号"),
        bad={"discussion": ""},
    ),
    "decision-complete": Pair(
        heard, "decide", "2022-09-15 10:00", deciding(), bad={"contents": DECISION[:-1]}
    ),
    "on-the-spot-limit": Pair(
        partial(spot, 200),
        "decide",
        "2022-08-26 10:15",
        deciding(200),
        bad={"amount": 201},
    ),
    "lawfully-served": Pair(
        lambda: heard().take("decide", "2022-09-15 10:00", **deciding()),
        "serve",
        "2022-09-16 10:00",
        {"mode": "electronic", "consent": True},
        bad={"consent": False},
    ),
    "paid": Pair(
        lambda: performed(decided(ready(), 3_000), 3_000),
        "perform",
        "2022-10-10 11:00",
        broken=lambda: (
            decided(ready(), 3_000)
            .take("pay", "2022-09-26 10:00", amount=2_999, how="bank")
            .take("recheck-again", "2022-10-10 10:00", corrected=True)
        ),
    ),
    "order-met": Pair(
        lambda: performed(decided(ready(), 3_000), 3_000),
        "perform",
        "2022-10-10 11:00",
        broken=lambda: decided(ready(), 3_000).take("pay", "2022-09-26 10:00", amount=3_000, how="bank"),
    ),
    "reporter-answered": Pair(
        settled, "close", "2022-10-11 10:00", broken=lambda: settled().with_around(answered=False)
    ),
    "firm-checked": Pair(
        settled, "close", "2022-10-11 10:00", broken=lambda: settled().with_around(checked=False)
    ),
    "restoration-proved": Pair(
        partial(settled, "load-bearing", "property-83", 20_000),
        "close",
        "2022-10-11 10:00",
        broken=lambda: said_besides(settled("load-bearing", "property-83", 20_000), restoration=""),
    ),
    "not-under-way": Pair(
        lambda: obeyed(ordered(facade())),
        "not-file",
        "2022-08-28 10:00",
        broken=lambda: obeyed(ordered(Driven.of(opened("illegal-construction", in_progress=True)))),
    ),
    "under-way": Pair(
        lambda: Driven.of(opened("illegal-construction", in_progress=True), "construction-under-way").take(
            "arrive", "2022-08-15 10:30"
        ),
        "stop",
        "2022-08-15 10:40",
        VISIT,
        broken=lambda: refiled(
            Driven.of(opened("illegal-construction", in_progress=True), "construction-under-way").take(
                "arrive", "2022-08-15 10:30"
            ),
            in_progress=False,
        ),
    ),
    "stop-refused": Pair(refused_under_way, "remove", "2022-08-15 15:00", broken=under_way),
    "by-day": Pair(refused_under_way, "remove", "2022-08-15 21:59", early="2022-08-15 22:00"),
    "belongings-listed": Pair(refused_under_way, "remove", "2022-08-15 15:00", unsworn=True),
    "penalty-or-not": Pair(
        built_and_gone,
        "close",
        "2022-09-27 10:00",
        broken=lambda: under_way().take("remove-oneself", "2022-08-15 16:00", outcome="removed"),
    ),
    "lawful-outcome": Pair(
        under_way,
        "remove-oneself",
        "2022-08-15 16:00",
        {"outcome": "restored"},
        bad={"outcome": ""},
        also=("outcome",),
    ),
    "removal-announced": Pair(
        standing_long,
        "urge",
        "2023-02-21 10:00",
        broken=lambda: without(standing_long(), "removal-announced"),
    ),
    "remedies-over": Pair(standing_long, "urge", "2023-02-20 10:00", early="2023-02-19 10:00"),
    "government-urged": Pair(
        urged_by_government,
        "decide-removal",
        "2023-03-08 10:00",
        broken=lambda: without(urged_by_government(), "urged"),
    ),
    "answered-after-urging": Pair(urged_by_government, "decide-removal", "2023-03-08 10:00", unsworn=True),
    "removal-reviewed": Pair(urged_by_government, "decide-removal", "2023-03-08 10:00", unsworn=True),
    "exempt": Pair(
        lambda: obeyed(ready_before()).take("conclude", "2022-09-01 09:00").begin("no-penalty"),
        "decide",
        "2022-09-02 10:00",
        {"amount": 0, "contents": DECISION, "ground": "optional"},
        bad={"ground": "minor-corrected-harmless"},
    ),
    "receipt": Pair(
        lambda: Driven.of(opened("facade"), "transfer").take("send", "2022-08-16 10:00"),
        "receive",
        "2022-08-17 10:00",
        {"receipt": "5 号"},
        bad={"receipt": " "},
        also=("receipt",),
    ),
    "overdue": Pair(
        lambda: (
            decided(ready(), 3_000).take("recheck-again", "2022-09-17 10:00", corrected=True).begin("court")
        ),
        "urge",
        "2022-10-09 10:00",
        early="2022-10-08 10:00",
    ),
    "urged": Pair(unpaid, "apply", "2023-04-03 10:00", early="2023-03-31 10:00"),
    "within-three-months": Pair(unpaid, "apply", "2023-06-16 10:00", early="2023-06-17 10:00"),
    "terminable": Pair(
        unpaid, "terminate", "2023-04-03 10:00", {"termination": "party-gone"}, bad={"termination": "revoked"}
    ),
    "order-refused": Pair(
        performing, "decide", "2022-08-26 11:00", broken=partial(performing, refused=False)
    ),
    "performance-allowed": Pair(performing, "decide", "2022-08-26 11:00", unsworn=True),
    "performance-told": Pair(
        lambda: performing().take("decide", "2022-08-26 11:00"), "urge", "2022-08-26 12:00", unsworn=True
    ),
    "performance-urged": Pair(performance_urged, "perform", "2022-08-31 10:00", early="2022-08-30 10:00"),
    "in-pudong": Pair(
        partial(filed_in, "浦东新区"),
        "ask",
        "2022-11-01 09:00",
        early="2022-10-31 09:00",
    ),
    "party-admits": Pair(partial(filed_in, "浦东新区"), "ask", "2022-11-01 09:00", unsworn=True),
    "paper-waits": Pair(
        unserved,
        "serve-paper",
        "2022-08-15 12:00",
        SERVED,
        broken=lambda: unserved().take("serve-paper", "2022-08-15 11:10", **SERVED),
    ),
    "kept-with-approval": Pair(
        heard,
        "preserve",
        "2022-09-06 09:00",
        {"approved_at": at("2022-09-06 09:00")},
        bad={"approved_at": at("2022-09-06 09:01")},
    ),
    "evidence-kept": Pair(lambda: kept(heard()), "end-preservation", "2022-09-07 09:00", broken=heard),
    "seized-with-approval": Pair(
        heard,
        "seize",
        "2022-09-06 09:00",
        {"approved_at": at("2022-09-07 09:00"), "urgent": True},
        bad={"urgent": False},
    ),
    "things-seized": Pair(seized, "end-seizure", "2022-09-07 09:00", broken=heard),
    "seizure-extended-in-time": Pair(
        seized,
        "extend-seizure",
        "2022-10-05 09:00",
        {"approved_at": at("2022-10-05 08:00")},
        early="2022-10-06 09:00",
    ),
    "recording-gated": Pair(heard, "use-recording", "2022-09-06 09:00", GATE, bad={"published": False}),
    "extension-approved": Pair(
        heard,
        "extend-deadline",
        "2022-11-27 09:00",
        {"days": 30, "approved_at": at("2022-11-26 09:00")},
        early="2022-11-28 09:00",
    ),
    "fine-decided": Pair(
        paid_late, "pay", "2022-09-20 10:00", {"amount": 3_000, "how": "bank"}, broken=heard
    ),
    "no-cash": Pair(
        lambda: on_the_spot(opened("litter", role="occupant"), 200),
        "pay",
        "2022-08-29 10:00",
        {"amount": 100, "how": "cash"},
        bad={"amount": 101},
    ),
    "surcharge-capped": Pair(
        paid_late,
        "surcharge",
        "2022-10-18 10:00",
        {"amount": 900, "days": 10},
        bad={"amount": 901},
    ),
    "remediable": Pair(
        paid_late,
        "file-suit",
        "2022-10-18 10:00",
        broken=lambda: paid_late().take("file-suit", "2022-10-17 10:00"),
    ),
    "remedy-open": Pair(
        lambda: paid_late().take("file-suit", "2022-10-17 10:00"),
        "end-suit",
        "2022-11-17 10:00",
        broken=lambda: paid_late().take("request-review", "2022-10-17 10:00"),
    ),
    "residents-supplied": Pair(
        lambda: structure_in("浦东新区"),
        "cut-supplies",
        "2022-11-01 10:00",
        {"residents": False},
        bad={"residents": True},
    ),
    "supplies-by-law": Pair(
        lambda: structure_in("浦东新区"),
        "cut-supplies",
        "2022-11-01 10:00",
        {"residents": False},
        broken=lambda: structure_in("静安区"),
    ),
    "noted-lawfully": Pair(
        standing_long, "annotate", "2022-10-01 10:00", broken=lambda: decided(ready(), 3_000)
    ),
    "noted-before": Pair(
        lambda: (
            standing_long()
            .take("annotate", "2022-08-30 09:00")
            .take("remove-oneself", "2022-08-30 10:00", outcome="removed")
        ),
        "lift-annotation",
        "2022-08-31 10:00",
        broken=lambda: standing_long().take("remove-oneself", "2022-08-30 10:00", outcome="removed"),
    ),
    "decision-served": Pair(
        paid_late,
        "publish",
        "2022-09-20 10:00",
        {"personal_data": False},
        broken=lambda: heard().take("decide", "2022-09-15 10:00", **deciding()),
    ),
    "credit-by-law": Pair(
        paid_late, "refer-credit", "2022-09-20 10:00", {"basis": True}, bad={"basis": False}
    ),
    "personal-data-hidden": Pair(
        paid_late, "publish", "2022-09-20 10:00", {"personal_data": False}, bad={"personal_data": True}
    ),
    "case-ended": Pair(closed, "archive", "2022-10-12 10:00", {"volume": "2022-88"}, broken=settled),
}


def ready_before() -> Driven:
    return ordered(facade()).take("file", "2022-08-26 11:00")
