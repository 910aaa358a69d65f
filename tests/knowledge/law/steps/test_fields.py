"""What a step asks whoever takes it: the fields of its form, their kinds, words and choices."""

from __future__ import annotations

import msgspec
import pytest
from case_driving import BOOK

from huiyin.knowledge.law.procedures import Edge, Incident
from huiyin.knowledge.law.steps.fields import fields_of


def step(procedure: str, act: str) -> Edge | Incident:
    if not procedure:
        return BOOK.incidents[act]
    return next(edge for edge in BOOK.procedures[procedure].edges if edge.act == act)


@pytest.mark.parametrize(
    ("procedure", "act", "asked"),
    [
        (
            "ordinary",
            "inspect",
            [
                "id_shown yes-no 出示证件 *",
                "record choice 笔录 *",
                "entry choice 进入 *",
                "findings words 现场情况（部位、现状、材料、使用情况） * beside",
                "measures words 丈量数据（长、宽、高、面积或者处数；勘验图作为证据添加） beside",
                "present words 在场人员（当事人、见证人、物业、居委，只写身份不写姓名） beside",
            ],
        ),
        ("ordinary", "order", ["deadline day 期限 *"]),
        (
            "ordinary",
            "notify",
            ["amount amount 金额 *", "contents several 载明内容", "hearing_offered yes-no 告知听证 *"],
        ),
        ("ordinary", "hear", ["kind choice 种类 *", "defence-review words 对陈述申辩的复核意见 beside"]),
        (
            "ordinary",
            "serve",
            [
                "mode choice 方式 *",
                "consent yes-no 已同意",
                "posted-on words 公告张贴日期（公告送达的填写，如 2022-09-01） beside",
            ],
        ),
        ("ordinary", "conclude", []),
        ("ordinary", "close", []),
        ("hearing", "call", ["for moment 听证时间 *"]),
        ("hearing", "hold", []),
        ("court", "urge", []),
        (
            "construction-under-way",
            "remove",
            [
                "urgent_approved_at moment 紧急批准时间",
                "urgent-reason words 情况紧急的理由（夜间、法定节假日强制拆除的填写） beside",
            ],
        ),
        (
            "no-penalty",
            "decide",
            ["amount amount 金额 *", "contents several 载明内容", "ground choice 不予处罚的情形 * beside"],
        ),
        ("", "seize", ["approved_at moment 批准时间", "urgent yes-no 情况紧急 *"]),
        ("", "preserve", ["approved_at moment 批准时间 *"]),
        ("", "extend-deadline", ["days count 天数 *", "approved_at moment 批准时间 *"]),
        ("", "pay", ["amount amount 金额 *", "how choice 缴款方式 *"]),
        ("", "recheck-again", ["corrected yes-no 已改正 *", "recheck-findings words 复查情况 beside"]),
    ],
)
def test_a_step_asks_for_its_fields_in_the_order_of_the_form(
    procedure: str, act: str, asked: list[str]
) -> None:
    """With a star where it must be filled in."""
    found = [
        " ".join([one.name, one.kind, one.words.zh, *["*"] * one.required, *["beside"] * one.beside])
        for one in fields_of(step(procedure, act), "facade", BOOK)
        if one.name not in ("rule", "rule-reason")
    ]
    assert found == asked


def test_what_is_asked_of_a_violation_alone_is_not_asked_of_another() -> None:
    conclude = step("ordinary", "conclude")
    asked = {
        kind: [one.name for one in fields_of(conclude, kind, BOOK)]
        for kind in ("facade", "load-bearing", "group-renting")
    }
    assert asked == {
        "facade": [],
        "load-bearing": ["expert-finding"],
        "group-renting": [
            "examined-owner",
            "examined-tenant",
            "examined-sub-lessor",
            "examined-agency",
            "examined-agent",
            "rooms",
        ],
    }


@pytest.mark.parametrize(
    ("procedure", "act", "field", "choices"),
    [
        (
            "ordinary",
            "inspect",
            "record",
            ["signed 已签名 signed", "refusal-noted 注明拒签 refusal noted", "unsigned 未签名 not signed"],
        ),
        (
            "ordinary",
            "notify",
            "contents",
            [
                "facts 事实 facts",
                "reasons 理由 reasons",
                "basis 依据 basis",
                "rights 权利 rights",
                "penalty 处罚 penalty",
            ],
        ),
        ("ordinary", "notify", "amount", []),
    ],
)
def test_a_choice_has_its_words_in_both_languages(
    procedure: str, act: str, field: str, choices: list[str]
) -> None:
    (found,) = [one for one in fields_of(step(procedure, act), "facade", BOOK) if one.name == field]
    assert [f"{name} {words.zh} {words.en}" for name, words in found.choices] == choices


def test_what_the_act_itself_says_is_asked_of_an_act_that_does_not_say_it() -> None:
    urge = step("court", "urge")
    (by,) = fields_of(msgspec.structs.replace(urge, fixed={}), "facade", BOOK)
    assert (by.name, by.kind, by.words.en, by.required, by.choices) == ("by_body", "words", "body", False, ())


def test_every_choice_of_every_step_has_its_words() -> None:
    edges = [edge for procedure in BOOK.procedures.values() for edge in procedure.edges]
    for one in (*edges, *BOOK.incidents.values()):
        for violation in BOOK.violations:
            for field in fields_of(one, violation, BOOK):
                assert field.words.zh
                assert all(words.zh and words.en for _, words in field.choices)
                assert bool(field.choices) == (field.kind in ("choice", "several"))
