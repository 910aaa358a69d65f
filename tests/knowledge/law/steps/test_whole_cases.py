"""Cases of every violation and kind of party that the law of 2022 fines, from the report to the archive."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import msgspec
import pytest
from case_driving import (
    BOOK,
    DECISION,
    NOTICE,
    SERVED,
    VISIT,
    Driven,
    at,
    concluded,
    concluding,
    decided,
    fast,
    fined,
    notified,
    on_the_spot,
    opened,
    ordered,
    penalty_beside,
    standing_long,
    to_be_removed,
    under_way,
    unpaid,
)
from fined_cases import ALL, CASES

from huiyin.knowledge.law.explaining import explain
from huiyin.knowledge.law.facts import taken
from huiyin.knowledge.law.review.reviewing import review
from huiyin.knowledge.law.steps.taking import beginnings


@pytest.mark.parametrize(("violation", "kind", "role", "detail", "area", "amount", "rule"), CASES)
def test_an_ordinary_case_goes_from_the_report_to_the_archive_without_a_defect(
    violation: str,
    kind: str,
    role: str,
    detail: str | None,
    area: float | None,
    amount: float,
    rule: str | None,
) -> None:
    case = opened(violation, kind, role, detail=detail, area_m2=area)
    driven = fined(Driven.of(case), amount, rule)
    assert driven.tracks == {"ordinary": "closed"}
    assert [one.defect.id for one in review(driven.case, BOOK)] == []


def test_every_violation_and_kind_that_was_fined_in_2022_is_driven() -> None:
    fined_in_2022 = {
        (violation, kind)
        for violation in BOOK.violations
        for kind in ALL
        if explain(
            taken(
                {
                    "violation": violation,
                    "party": {"kind": kind},
                    "act_from": "2022-09-01",
                    "act_to": "2022-09-01",
                },
                BOOK,
            ),
            BOOK,
        ).rules
    }
    driven = {(case[0], case[1]) for case in CASES} | {("illegal-construction", kind) for kind in ALL}
    assert driven == fined_in_2022


SPOT = [
    ("litter", "person", None, 200),
    ("litter", "individual-business", None, 200),
    ("litter", "person", "small-litter", 100),
    ("waste-unsorted", "person", None, 200),
    ("waste-unsorted", "individual-business", None, 200),
    ("ebike-common-parts", "individual-business", None, 1_000),
    ("ebike-common-parts", "organisation", None, 3_000),
    ("facade", "organisation", None, 3_000),
    ("common-parts", "organisation", None, 3_000),
    ("pm-duty", "organisation", None, 3_000),
    ("pm-waste", "organisation", None, 500),
    ("pm-sanitation", "organisation", None, 50),
    ("renovation-waste", "person", None, 200),
    ("renovation-waste", "individual-business", None, 1_000),
    ("renovation-waste", "organisation", None, 1_000),
]


@pytest.mark.parametrize(("violation", "kind", "detail", "amount"), SPOT)
def test_what_the_limit_allows_is_decided_on_the_spot(
    violation: str, kind: str, detail: str | None, amount: float
) -> None:
    driven = on_the_spot(opened(violation, kind, "occupant", detail=detail), amount)
    how = "cash" if amount <= 100 else "electronic"
    driven.take("pay", "2022-08-29 10:00", amount=amount, how=how)
    driven.take("recheck-again", "2022-08-30 10:00", corrected=True)
    driven.take("close", "2022-08-31 10:00").take("archive", "2022-09-01 10:00", volume="2022-90")
    assert driven.tracks == {"on-the-spot": "closed"}
    assert driven.case.procedure == "on-the-spot"
    assert review(driven.case, BOOK) == []


@pytest.mark.parametrize(
    ("kind", "amount"), [("person", 201), ("individual-business", 3_001), ("organisation", 3_001)]
)
def test_a_yuan_more_is_not_decided_on_the_spot_and_goes_on_in_the_ordinary_procedure(
    kind: str, amount: float
) -> None:
    driven = ordered(Driven.of(opened("renovation-waste", kind, "renovator", detail="dumped"), "on-the-spot"))
    told = {"amount": amount, "contents": [], "hearing_offered": False}
    assert "on-the-spot-limit" in driven.keys("notify", "2022-08-26 10:10", **told)
    concluded(driven.begin("ordinary"))
    assert driven.tracks == {"ordinary": "concluded"}


@pytest.mark.parametrize("kind", ALL)
def test_what_is_being_built_is_removed_at_once_when_stopping_is_refused_and_punished_beside(
    kind: str,
) -> None:
    driven = under_way(kind)
    driven.take("recheck-again", "2022-08-15 14:00", corrected=False)
    driven.take("remove", "2022-08-15 15:00")
    assert driven.keys("close", "2022-08-16 10:00") == ["penalty-or-not"]
    amount = 50_000 if kind == "organisation" else 20_000
    penalty_beside(driven, amount)
    assert driven.within("construction-under-way").keys("close", "2022-09-20 10:00") == ["paid"]
    driven.take("pay", "2022-09-26 10:00", amount=amount, how="bank")
    driven.take("close", "2022-09-27 10:00")
    driven.within("ordinary").take("perform", "2022-09-28 10:00").take("close", "2022-09-29 10:00")
    driven.take("archive", "2022-09-30 10:00", volume="2022-91")
    assert driven.tracks == {"construction-under-way": "closed", "ordinary": "closed"}
    assert review(driven.case, BOOK) == []


def test_what_was_being_built_and_is_taken_down_again_ends_without_penalty_by_a_decision() -> None:
    driven = under_way().take("remove-oneself", "2022-08-15 16:00", outcome="removed")
    driven.begin("ordinary").take("file", "2022-08-16 09:00")
    driven.take("corrected-minor", "2022-08-16 10:00", minor=True, first=True, harmless=True)
    driven.take("conclude", "2022-08-17 10:00", expert_finding="规划资源局认定函 9 号").begin("no-penalty")
    driven.take("decide", "2022-08-18 10:00", amount=0, contents=DECISION, ground="minor-corrected-harmless")
    driven.take("serve", "2022-08-18 11:00", **SERVED).take("educate", "2022-08-18 11:10")
    driven.take("close", "2022-08-19 10:00")
    driven.within("construction-under-way").take("close", "2022-08-19 11:00")
    assert driven.tracks == {"construction-under-way": "closed", "no-penalty": "closed"}
    assert review(driven.case, BOOK) == []


@pytest.mark.parametrize("kind", ALL)
def test_what_stands_is_removed_by_the_government_after_six_months(kind: str) -> None:
    amount = 50_000 if kind == "organisation" else 20_000
    driven = penalty_beside(standing_long(kind), amount)
    driven.take("pay", "2022-09-26 10:00", amount=amount, how="bank")
    driven.take("annotate", "2022-09-26 11:00")
    assert driven.within("existing-construction").keys("urge", "2023-02-19 10:00") == ["remedies-over"]
    to_be_removed(driven)
    assert driven.keys("close", "2023-03-09 10:00") == [""]
    driven.take("remove", "2023-03-09 10:00").take("close", "2023-03-10 10:00")
    driven.within("ordinary").take("perform", "2023-03-10 11:00").take("close", "2023-03-10 12:00")
    driven.take("lift-annotation", "2023-03-13 10:00").take("archive", "2023-03-14 10:00", volume="2023-4")
    assert driven.tracks == {"existing-construction": "closed", "ordinary": "closed"}
    assert review(driven.case, BOOK) == []


@pytest.mark.parametrize("outcome", ["removed", "restored", "permitted", "found-lawful"])
@pytest.mark.parametrize("kind", ALL)
def test_what_stands_leaves_the_inventory_by_the_owners_own_act_or_by_becoming_lawful(
    kind: str, outcome: str
) -> None:
    driven = standing_long(kind).take("remove-oneself", "2022-08-30 10:00", outcome=outcome)
    driven.begin("ordinary").take("file", "2022-08-31 09:00")
    driven.take("conclude", "2022-09-01 09:00", expert_finding="规划资源局认定函 8 号").begin("no-penalty")
    driven.take("decide", "2022-09-02 10:00", amount=0, contents=DECISION, ground="optional")
    driven.take("serve", "2022-09-02 11:00", **SERVED).take("educate", "2022-09-02 11:10")
    driven.take("close", "2022-09-05 10:00").within("existing-construction").take("close", "2022-09-05 11:00")
    assert driven.tracks == {"existing-construction": "closed", "no-penalty": "closed"}
    assert review(driven.case, BOOK) == []


@pytest.mark.parametrize(
    ("violation", "ground", "found"),
    [
        ("facade", "minor-corrected-harmless", {"minor": True, "first": False, "harmless": True}),
        ("litter", "first-minor-corrected", {"minor": True, "first": True, "harmless": False}),
        ("ebike-common-parts", "no-fault", None),
        ("use-change", "not-established", None),
        ("common-parts", "time-barred", None),
        ("load-bearing", "no-fault", None),
        ("renovation-waste", "optional", None),
        ("litter", "under-fourteen", None),
        ("facade", "insane", None),
    ],
)
def test_no_penalty_is_decided_on_a_ground_that_the_law_has(
    violation: str, ground: str, found: dict[str, bool] | None
) -> None:
    driven = ordered(Driven.of(opened(violation, "person", "occupant")))
    driven.take("file", "2022-08-29 09:00")
    proof = {"restoration": "检测报告 30 号"} if violation == "load-bearing" else {}
    driven.take("recheck-again", "2022-08-30 09:00", corrected=True, **proof)
    if found:
        driven.take("corrected-minor", "2022-08-30 09:10", **found)
    driven.take("conclude", "2022-09-01 09:00", **concluding(violation)).begin("no-penalty")
    driven.take("decide", "2022-09-02 10:00", amount=0, contents=DECISION, ground=ground)
    driven.take("serve", "2022-09-02 11:00", **SERVED).take("educate", "2022-09-02 11:10")
    driven.take("close", "2022-09-05 10:00")
    assert driven.tracks == {"no-penalty": "closed"}
    assert review(driven.case, BOOK) == []


def test_what_is_another_bodys_is_transferred_with_its_receipt() -> None:
    driven = Driven.of(opened("ebike-common-parts", detail="evacuation-route"))
    driven.take("inspect", "2022-08-15 10:00", **VISIT).begin("transfer")
    driven.take("send", "2022-08-16 10:00").take(
        "receive", "2022-08-17 10:00", receipt="消防回执 5 号，8 月 17 日"
    )
    driven.take("tell-back", "2022-08-30 10:00").take("close", "2022-08-31 10:00")
    assert driven.tracks == {"transfer": "closed"}
    assert review(driven.case, BOOK) == []


def test_a_fine_that_nobody_pays_is_carried_out_through_the_court() -> None:
    driven = unpaid().take("apply", "2023-04-03 10:00")
    driven.take("accept", "2023-04-07 10:00").take("rule", "2023-04-14 10:00")
    assert driven.keys("perform", "2023-05-08 10:00") == ["paid", "order-met"]
    driven.take("pay", "2023-05-08 11:00", amount=3_000, how="bank")
    driven.take("recheck-again", "2023-05-08 12:00", corrected=True)
    driven.take("perform", "2023-05-09 10:00").take("close", "2023-05-10 10:00")
    assert driven.tracks == {"court": "closed"}
    assert review(driven.case, BOOK) == []


def test_what_pollutes_is_cleared_by_others_after_urging() -> None:
    driven = ordered(Driven.of(opened("renovation-waste", role="renovator", detail="dumped")))
    driven.begin("performance-by-others").take("decide", "2022-08-26 11:00").take("urge", "2022-08-26 12:00")
    driven.take("serve-paper", "2022-08-26 12:10", **SERVED)
    driven.take("perform", "2022-08-31 10:00").take("recheck-again", "2022-08-31 16:00", corrected=True)
    driven.take("close", "2022-09-01 10:00")
    driven.within("ordinary").take("file", "2022-09-01 11:00")
    assert driven.tracks == {"ordinary": "filed", "performance-by-others": "closed"}
    assert review(driven.case, BOOK) == []


@pytest.mark.parametrize("amount", [3_000, 5_000])
def test_pudongs_fast_procedure_is_taken_from_november_2022_on(amount: float) -> None:
    driven = fast(amount)
    more = {}
    if amount >= 5_000:
        decision = {"amount": amount, "contents": DECISION, "reason": "认错认罚"}
        # Nobody's right to a hearing is gone before its five working days are over, nor is the review left out.
        assert driven.keys("decide", "2022-11-04 10:00", **decision) == [
            "hearing-done",
            "legally-reviewed",
            "discussed",
        ]
        driven.take("review", "2022-11-11 10:00")
        more = {"discussion": "不需要：单一事实"}
    driven.take("decide", "2022-11-14 10:00", amount=amount, contents=DECISION, reason="认错认罚", **more)
    driven.take("serve", "2022-11-14 11:00", **SERVED).take(
        "pay", "2022-11-15 10:00", amount=amount, how="bank"
    )
    driven.take("recheck-again", "2022-11-15 11:00", corrected=True).take("close", "2022-11-16 10:00")
    assert driven.tracks == {"pudong-fast": "closed"}
    assert review(driven.case, BOOK) == []


def test_a_hearing_is_held_as_called_and_the_case_decided_by_its_record() -> None:
    driven = concluded(ordered(Driven.of(opened("facade"))))
    told = {"amount": 8_000, "contents": NOTICE, "hearing_offered": True}
    driven.take("notify", "2022-09-02 09:00", **told).take("serve-paper", "2022-09-02 10:00", **SERVED)
    driven.begin("hearing").take("ask", "2022-09-09 10:00")
    driven.take("call", "2022-09-13 10:00", for_=at("2022-09-23 14:00"))
    driven.take("serve-paper", "2022-09-13 11:00", **SERVED)
    driven.within("ordinary").take("hear", "2022-09-14 10:00", kind="made", defence_review="理由不成立")
    driven.within("hearing").take("hold", "2022-09-23 14:00")
    assert driven.within("ordinary").keys("review", "2022-09-23 17:00") == ["hearing-done"]
    driven.within("hearing").take("report", "2022-09-26 10:00")
    driven.within("ordinary").take("review", "2022-09-27 10:00")
    driven.take(
        "decide",
        "2022-09-28 10:00",
        amount=7_000,
        contents=DECISION,
        reason="采纳部分申辩",
        discussion="记录 3 号",
    )
    assert review(driven.case, BOOK) == []


def test_a_party_that_does_not_come_to_its_hearing_has_waived_it() -> None:
    driven = concluded(ordered(Driven.of(opened("facade"))))
    told = {"amount": 8_000, "contents": NOTICE, "hearing_offered": True}
    driven.take("notify", "2022-09-02 09:00", **told).take("serve-paper", "2022-09-02 10:00", **SERVED)
    driven.begin("hearing").take("ask", "2022-09-09 10:00")
    driven.take("call", "2022-09-13 10:00", for_=at("2022-09-23 14:00"))
    driven.take("serve-paper", "2022-09-13 11:00", **SERVED).take("stay-away", "2022-09-23 14:30")
    driven.within("ordinary").take("hear", "2022-09-26 10:00", kind="none").take("review", "2022-09-27 10:00")
    driven.take(
        "decide", "2022-09-28 10:00", amount=8_000, contents=DECISION, reason="无", discussion="记录 4 号"
    )
    assert driven.tracks == {"ordinary": "decided", "hearing": "waived"}
    assert review(driven.case, BOOK) == []


def test_new_facts_that_raise_the_amount_are_notified_again() -> None:
    driven = notified(concluded(ordered(Driven.of(opened("facade")))), 1_000)
    decision = {"amount": 2_000, "contents": DECISION, "reason": "查明另有二处"}
    assert driven.keys("decide", "2022-09-08 10:00", **decision) == ["in-range"]
    told = {
        "amount": 2_000,
        "contents": NOTICE,
        "hearing_offered": False,
        "new_facts": "另有二处，见补充笔录",
    }
    driven.take("notify-again", "2022-09-08 10:00", **told).take("serve-paper", "2022-09-08 11:00", **SERVED)
    driven.take("hear", "2022-09-09 10:00", kind="waived").take("decide", "2022-09-12 10:00", **decision)
    assert review(driven.case, BOOK) == []


def test_a_second_notice_has_a_hearing_of_its_own() -> None:
    driven = concluded(ordered(Driven.of(opened("facade"))))
    told = {"amount": 5_000, "contents": NOTICE, "hearing_offered": True}
    driven.take("notify", "2022-09-02 09:00", **told).take("serve-paper", "2022-09-02 10:00", **SERVED)
    driven.begin("hearing").take("waive", "2022-09-05 10:00")
    driven.within("ordinary").take("hear", "2022-09-05 11:00", kind="waived")
    told |= {"amount": 8_000, "new_facts": "另有二处"}
    driven.take("notify-again", "2022-09-13 10:00", **told).take("serve-paper", "2022-09-13 11:00", **SERVED)
    driven.begin("hearing").take("ask", "2022-09-20 10:00")
    assert driven.tracks == {"ordinary": "notified", "hearing": "asked"}


def test_a_quashed_decision_ends_the_case_without_being_carried_out() -> None:
    driven = decided(concluded(ordered(Driven.of(opened("facade")))), 3_000)
    assert driven.keys("terminate", "2022-10-10 10:00", termination="revoked") == ["terminable"]
    driven.take("request-review", "2022-10-11 10:00").take("end-review", "2022-12-01 10:00")
    driven.take("terminate", "2022-12-02 10:00", termination="revoked")
    assert driven.tracks == {"ordinary": "closed"}
    assert review(driven.case, BOOK) == []


def test_a_court_that_declines_leaves_the_fine_to_be_applied_for_again() -> None:
    driven = unpaid().take("apply", "2023-04-03 10:00").take("decline", "2023-04-07 10:00")
    driven.take("apply", "2023-04-10 10:00").take("accept", "2023-04-14 10:00").take(
        "refuse", "2023-04-24 10:00"
    )
    driven.take("terminate", "2023-05-04 10:00", termination="party-gone")
    assert driven.tracks == {"court": "closed"}


def test_what_was_taken_for_building_under_way_and_is_finished_goes_on_as_what_stands() -> None:
    driven = Driven.of(opened("illegal-construction", in_progress=True), "construction-under-way")
    driven.take("arrive", "2022-08-15 10:30")
    assert [path.id for path, _ in beginnings(driven.standing, BOOK)] == ["transfer"]
    facts = msgspec.structs.replace(driven.case.facts, in_progress=False)
    driven.standing = replace(driven.standing, case=replace(driven.case, facts=facts))
    assert driven.keys("stop", "2022-08-15 10:40", **VISIT) == ["under-way"]
    assert driven.begin("existing-construction").tracks == {"existing-construction": "listed"}


def test_who_does_it_after_all_ends_the_performance_by_others_at_any_time() -> None:
    driven = ordered(Driven.of(opened("renovation-waste", role="renovator", detail="dumped")))
    driven.begin("performance-by-others")
    assert driven.keys("perform-oneself", "2022-08-26 12:00") == ["order-met"]
    driven.take("recheck-again", "2022-08-26 13:00", corrected=True).take(
        "perform-oneself", "2022-08-26 14:00"
    )
    assert driven.tracks["performance-by-others"] == "done"


@pytest.mark.parametrize(("district", "offered"), [("浦东新区", True), ("静安区", False), (None, False)])
def test_pudongs_fast_procedure_is_offered_in_pudong_alone(district: str | None, offered: bool) -> None:
    facts = {"act_from": "2022-11-02", "reported": "2022-11-02 09:00", "district": district}
    driven = Driven.of(opened("facade", **facts)).take("inspect", "2022-11-02 10:00", **VISIT)
    driven.take("order", "2022-11-02 10:30", deadline=dt.date(2022, 11, 4))
    driven.take("serve-paper", "2022-11-02 10:31", **SERVED).take("file", "2022-11-03 09:00")
    found = [path.id for path, _ in beginnings(driven.standing, BOOK)]
    assert ("pudong-fast" in found) is offered
