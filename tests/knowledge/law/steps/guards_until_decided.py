"""For each guard up to the decision a step that is refused for it, and the same step when it holds."""

from __future__ import annotations

from functools import partial

from case_driving import DECISION, NOTICE, SERVED, VISIT, Driven, concluding, day, opened, ordered
from guarded_cases import (
    Pair,
    asked_for_hearing,
    deciding,
    facade,
    fined_before,
    heard,
    hearing_called,
    kept,
    obeyed,
    ready,
    ready_before,
    spot,
    to_no_penalty,
    told,
    unconfirmed,
    unserved,
    with_chair_on_visit,
    with_visitor,
    without,
    without_education,
)

CHOSEN = {"rule": "letting-22", "rule_reason": "通知所引"}

UNTIL_DECIDED: dict[str, Pair] = {
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
    "hearing-moot": Pair(
        lambda: to_no_penalty(asked_for_hearing(8_000).take("ask", "2022-09-09 10:00")),
        "drop",
        "2022-09-15 10:00",
        broken=lambda: asked_for_hearing(8_000).take("ask", "2022-09-09 10:00"),
    ),
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
}
