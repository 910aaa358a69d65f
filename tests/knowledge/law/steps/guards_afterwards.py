"""For each guard of the end of a case, and of what happens beside the way, the same."""

from __future__ import annotations

from functools import partial

from case_driving import (
    DECISION,
    SERVED,
    VISIT,
    Driven,
    at,
    decided,
    on_the_spot,
    opened,
    ordered,
    performed,
    standing_long,
    under_way,
    unpaid,
)
from guarded_cases import (
    Pair,
    built_and_gone,
    closed,
    deciding,
    facade,
    filed_in,
    heard,
    kept,
    obeyed,
    paid_late,
    performance_urged,
    performing,
    ready,
    ready_before,
    refiled,
    refused_under_way,
    said_besides,
    seized,
    settled,
    structure_in,
    unserved,
    urged_by_government,
    without,
)

GATE = dict.fromkeys(
    ("basis", "legal_review", "technical_review", "sign", "published", "content_reviewed"), True
)

AFTERWARDS: dict[str, Pair] = {
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
