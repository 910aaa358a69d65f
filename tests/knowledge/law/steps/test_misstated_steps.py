"""What of a stated step cannot be taken is told in both languages, each with the field to change."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from case_driving import BOOK, DECISION, VISIT, Driven, at, concluded, day, opened, ordered, unpaid
from guarded_cases import (
    Make,
    asked_for_hearing,
    facade,
    heard,
    hearing_called,
    paid_late,
    performing,
    ready,
    standing_long,
)

from huiyin.knowledge.law.steps.standing import Step
from huiyin.knowledge.law.steps.stating import misstated, unfit
from huiyin.knowledge.law.steps.taking import beginnings, edge_of, first_of, open_acts, refusals, take

INSPECT = ("inspect", "2022-08-15 10:00")
Told = tuple[str, str, str]


def told(driven: Driven, act: str, when: str, *by: str, **said: Any) -> list[Told]:
    return [(one.field, one.zh, one.en) for one in driven.refused(act, when, *by, **said) if not one.guard]


@pytest.mark.parametrize(
    ("make", "act", "when", "by", "said", "expected"),
    [
        (
            facade,
            "inspect",
            "2022-08-15 08:59",
            (),
            VISIT,
            (
                "at",
                "时间早于上一步（2022-08-15 09:00）",
                "its moment lies before the last step (2022-08-15 09:00)",
            ),
        ),
        (facade, "inspect", "2026-01-01 00:01", (), VISIT, ("at", "时间晚于现在", "its moment lies ahead")),
        (facade, *INSPECT, ("gu", "gu"), VISIT, ("by", "办理人重复", "somebody is named twice")),
        (facade, *INSPECT, ("gu", "he", "lu"), VISIT, ("by", "lu 不是本案人员", "lu is nobody of this case")),
        (facade, *INSPECT, ("gu", "he", "tao"), VISIT, ("by", "tao 不是执法人员", "tao is not an officer")),
        (
            lambda: ordered(facade()),
            "file",
            "2022-08-29 09:00",
            ("gu",),
            {},
            ("by", "gu 不是负责人", "gu is not a head"),
        ),
        (
            lambda: heard(8_000),
            "review",
            "2022-09-14 10:00",
            ("gu",),
            {},
            ("by", "gu 不是法制审核人员", "gu is not a reviewer"),
        ),
        (
            hearing_called,
            "hold",
            "2022-09-23 14:00",
            ("gu",),
            {},
            ("by", "gu 不是听证主持人", "gu is not a chair of hearings"),
        ),
        (
            facade,
            *INSPECT,
            (),
            {"id_shown": True, "record": "signed", "findings": "铝合金框一处"},
            ("entry", "未填写进入", "entry is missing"),
        ),
        (
            heard,
            "decide",
            "2022-09-15 10:00",
            (),
            {"amount": 3_000, "contents": DECISION, "reason": " "},
            ("reason", "未填写裁量理由", "reasons for the amount is missing"),
        ),
        (
            facade,
            *INSPECT,
            (),
            VISIT | {"weather": "rain"},
            ("weather", "这一步不填写 weather", "this step does not ask for weather"),
        ),
        (
            facade,
            *INSPECT,
            (),
            VISIT | {"receipt": "5 号"},
            ("receipt", "这一步不填写 receipt", "this step does not ask for receipt"),
        ),
        (
            lambda: ordered(Driven.of(opened("load-bearing"))),
            "recheck-again",
            "2022-08-27 10:00",
            (),
            {"corrected": False, "restoration": "报告 3 号"},
            (
                "restoration",
                "复查认为未改正，不能同时写明已恢复",
                "what is found not corrected is not restored",
            ),
        ),
        (
            facade,
            *INSPECT,
            (),
            VISIT | {"record": "lost"},
            ("record", "笔录：'lost' 不能填写在此", "record: 'lost' does not fit"),
        ),
        (
            lambda: ready().begin("no-penalty"),
            "decide",
            "2022-09-02 10:00",
            (),
            {"amount": 0, "contents": DECISION, "ground": "luck"},
            ("ground", "不予处罚的情形：'luck' 不能填写在此", "why no penalty: 'luck' does not fit"),
        ),
        (
            facade,
            "close",
            "2022-08-16 10:00",
            (),
            {},
            (
                "",
                "普通程序现处于“线索已登记”，不能结案",
                "the ordinary procedure is at “lead registered”: close is not open",
            ),
        ),
        (
            facade,
            "dance",
            "2022-08-16 10:00",
            (),
            {},
            (
                "",
                "普通程序现处于“线索已登记”，不能dance",
                "the ordinary procedure is at “lead registered”: dance is not open",
            ),
        ),
    ],
)
def test_a_misstated_step_is_told_with_the_field_to_change(
    make: Make, act: str, when: str, by: tuple[str, ...], said: dict[str, Any], expected: Told
) -> None:
    assert told(make(), act, when, *by, **said) == [expected]


def test_what_is_left_blank_is_missing_and_nothing_besides() -> None:
    assert told(facade(), *INSPECT, **(VISIT | {"record": ""})) == [
        ("record", "未填写笔录", "record is missing")
    ]


def test_a_step_is_not_before_the_one_taken_last() -> None:
    driven = facade().take("inspect", "2022-08-15 10:00", **VISIT)
    assert [one[0] for one in told(driven, "order", "2022-08-15 09:59", deadline=day("2022-08-25"))] == ["at"]


def test_what_is_no_visit_is_recorded_by_anybody_of_the_case() -> None:
    assert facade().keys("educate-first", "2022-08-15 10:00", "wen") == []


def test_a_step_without_anybody_is_told() -> None:
    driven = facade()
    step = replace(driven.step(*INSPECT, **VISIT), by=())
    assert [one.zh + one.en for one in refusals(driven.standing, step, BOOK, driven.now) if one.field] == [
        "未写明办理人nobody is named who acts"
    ]


@pytest.mark.parametrize(
    ("procedure", "act", "expected"),
    [
        ("court", "urge", ("本案没有进行中的“court”", "nothing like court is open")),
        ("none-such", "urge", ("本案没有进行中的“none-such”", "nothing like none-such is open")),
        ("", "dance", ("本案没有进行中的“dance”", "nothing like dance is open")),
    ],
)
def test_what_is_of_no_open_procedure_is_told(procedure: str, act: str, expected: tuple[str, str]) -> None:
    driven = facade()
    step = Step(procedure, act, at("2022-08-16 10:00"), ("gu", "he"))
    found = refusals(driven.standing, step, BOOK, driven.now)
    assert [(one.zh, one.en, one.field, one.guard) for one in found] == [(*expected, "", "")]
    with pytest.raises(ValueError, match=f"^{procedure}: {act} is not open$"):
        take(driven.standing, step, BOOK)


def test_what_the_record_has_and_what_the_act_says_may_be_stated_and_count_for_nothing() -> None:
    driven = paid_late()
    edge = next(one for one in BOOK.procedures["ordinary"].edges if one.act == "close")
    step = replace(
        driven.step("close", "2022-10-18 10:00"), said={"order_met": True, "paid": True, "chair": "xie"}
    )
    assert list(misstated(driven.standing, edge, step, BOOK, driven.now)) == []


def test_what_was_said_besides_before_is_not_asked_again() -> None:
    driven = ordered(Driven.of(opened("load-bearing"))).take("file", "2022-08-29 09:00")
    assert [one[0] for one in told(driven, "conclude", "2022-09-01 09:00")] == ["expert-finding"]
    driven.standing = replace(driven.standing, besides={"expert-finding": "检测报告"})
    assert told(driven, "conclude", "2022-09-01 09:00") == []
    driven.standing = replace(driven.standing, besides={"expert-finding": " "})
    assert [one[0] for one in told(driven, "conclude", "2022-09-01 09:00")] == ["expert-finding"]


@pytest.mark.parametrize(
    ("act", "field", "value", "fits"),
    [
        ("extend-deadline", "days", 1, True),
        ("extend-deadline", "days", 0, False),
        ("extend-deadline", "days", True, False),
        ("extend-deadline", "approved_at", at("2022-09-19 09:00"), True),
        ("extend-deadline", "approved_at", dt.datetime(2022, 9, 19, 9), False),
        ("extend-deadline", "approved_at", day("2022-09-19"), False),
        ("pay", "amount", 0, True),
        ("pay", "amount", 0.5, True),
        ("pay", "amount", -0.01, False),
        ("pay", "amount", float("inf"), False),
        ("pay", "how", "bank", True),
        ("pay", "how", "gold", False),
        ("pay", "how", 7, False),
        ("seize", "urgent", False, True),
        ("seize", "urgent", 0, False),
    ],
)
def test_a_value_fits_its_field(act: str, field: str, value: Any, fits: bool) -> None:
    driven = paid_late()
    step = replace(driven.step(act, "2022-09-20 10:00"), said={field: value})
    found = [one.field for one in unfit(driven.standing, BOOK.incidents[act], step, BOOK)]
    assert found == ([] if fits else [field])


@pytest.mark.parametrize(
    ("contents", "fits"),
    [
        (["facts"], True),
        (("facts", "basis"), True),
        ([], True),
        (["facts", "weather"], False),
        ("facts", False),
    ],
)
def test_several_are_each_of_the_choices(contents: Any, fits: bool) -> None:
    edge = next(one for one in BOOK.procedures["ordinary"].edges if one.act == "notify")
    driven = ready()
    step = replace(driven.step("notify", "2022-09-02 09:00"), said={"contents": contents})
    assert [one.field for one in unfit(driven.standing, edge, step, BOOK)] == ([] if fits else ["contents"])


def test_a_day_is_no_moment() -> None:
    edge = next(one for one in BOOK.procedures["ordinary"].edges if one.act == "order")
    driven = facade()
    for deadline, fits in ((day("2022-08-25"), True), (at("2022-08-25 09:00"), False), ("2022-08-25", False)):
        step = replace(driven.step("order", "2022-08-15 11:00"), said={"deadline": deadline})
        assert [one.field for one in unfit(driven.standing, edge, step, BOOK)] == (
            [] if fits else ["deadline"]
        )


def test_beyond_the_published_calendar_nobody_can_tell() -> None:
    driven = unpaid()
    driven.now = at("2028-01-01 00:00")
    urged = driven.refused("apply", "2027-03-02 10:00")[0]
    says = BOOK.guards["urged"].says
    assert (urged.zh, urged.en, urged.articles) == (
        f"{says.zh}：2027年的放假安排尚未收录，暂按周一至周五为工作日推算，收录后重算，不能核定",
        (
            f"{says.en}: no holiday arrangement of 2027 is held yet; counted by the rule of the week, "
            "to be recounted, so that nobody can tell"
        ),
        BOOK.guards["urged"].articles,
    )


def test_an_open_act_names_its_procedure_and_an_incident_none() -> None:
    options = open_acts(facade().standing, BOOK, at("2022-08-15 10:00"))
    assert [(one.procedure, one.act) for one in options][:3] == [
        ("ordinary", "inspect"),
        ("", "serve-paper"),
        ("", "educate-first"),
    ]
    step = facade().step("educate-first", "2022-08-15 10:00")
    assert edge_of(facade().standing, step, BOOK) is BOOK.incidents["educate-first"]
    assert edge_of(facade().standing, replace(step, procedure="ordinary"), BOOK) is None


@pytest.mark.parametrize(
    ("violation", "in_progress", "names"),
    [
        ("facade", None, ["ordinary", "on-the-spot", "transfer"]),
        ("illegal-construction", True, ["construction-under-way", "transfer"]),
        ("illegal-construction", False, ["existing-construction", "transfer"]),
    ],
)
def test_a_case_begins_with_the_special_procedures_first(
    violation: str, in_progress: bool | None, names: list[str]
) -> None:
    assert [one.id for one in first_of(violation, in_progress, BOOK)] == names


def performed_by_oneself() -> Driven:
    driven = performing().take("recheck-again", "2022-08-26 13:00", corrected=True)
    return driven.take("perform-oneself", "2022-08-26 14:00").take("close", "2022-08-26 15:00")


@pytest.mark.parametrize(
    ("make", "names"),
    [
        (facade, ["transfer"]),
        (lambda: ordered(facade()), ["performance-by-others", "transfer"]),
        (ready, ["no-penalty", "performance-by-others", "transfer"]),
        (
            lambda: concluded(ordered(facade(district="浦东新区"))),
            ["no-penalty", "performance-by-others", "pudong-fast", "transfer"],
        ),
        (heard, ["hearing", "no-penalty", "performance-by-others", "transfer"]),
        (paid_late, ["court", "performance-by-others"]),
        (standing_long, ["ordinary"]),
        # A hearing that was asked for is not begun twice, and what has ended does not begin again.
        (
            lambda: asked_for_hearing(8_000).take("ask", "2022-09-05 10:00").within("ordinary"),
            ["no-penalty", "performance-by-others"],
        ),
        (performed_by_oneself, ["transfer"]),
    ],
)
def test_what_may_begin_beside_hangs_on_where_the_case_stands(make: Make, names: list[str]) -> None:
    assert sorted(path.id for path, _ in beginnings(make().standing, BOOK)) == names
