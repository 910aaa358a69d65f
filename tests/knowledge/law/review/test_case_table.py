"""The table 案卷要素表 says the same as JSON; what cannot be read in it is named by row and column."""

from __future__ import annotations

from typing import Any

import pytest

from huiyin.knowledge.law import book
from huiyin.knowledge.law.facts import FactsError
from huiyin.knowledge.law.review.case_file import FIELDS, case_file
from huiyin.knowledge.law.review.sheet import COLUMNS, cases, words
from knowledge.law.review.case_making import Case, bag, defects, structure, terrace, unpaid, without

BOOK = book.load()
BOOK_WORDS = book.BOOK / "case_words.toml"
CASE = {
    "案卷编号": "A1",
    "违法行为": "破坏房屋外貌",
    "区": "静安区",
    "当事人类型": "个人",
    "当事人身份": "业主",
    "行为开始": "2022-08-20",
    "行为终了": "2022/08/21",
    "程序": "普通程序",
    "有管辖权": "是",
}
FILED = CASE | {"事件": "立案", "时间": "2022-09-19 09:00", "人员": "陶"}


def table(*rows: dict[str, str]) -> list[tuple[int, list[str]]]:
    return [
        (1, list(COLUMNS)),
        *((n, [row.get(name, "") for name in COLUMNS]) for n, row in enumerate(rows, 2)),
    ]


def as_rows(case: Case) -> list[dict[str, str]]:
    """A case as the table has it, by the words of the book alone."""
    held = words()
    acts, fields = ({code: zh for zh, code in held_.items()} for held_ in (held.acts, held.fields))
    answers = {code: zh for zh, code in held.answers.items()}

    def told(value: Any) -> str:
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, list):
            return "、".join(answers[one] for one in value)
        return answers.get(value, str(value)) if isinstance(value, str) else str(value)

    facts = {
        "案卷编号": case["id"],
        "违法行为": BOOK.violations[case["violation"]].name.zh,
        "正在实施": told(case["in_progress"]) if "in_progress" in case else "",
        "区": case["district"],
        "当事人类型": answers[case["party"]["kind"]],
        "当事人身份": answers[case["party"]["role"]],
        "行为开始": case["act_from"],
        "行为终了": case.get("act_to") or "",
        "程序": answers[case["procedure"]],
        "有管辖权": told(case["competent"]),
    }
    rows = [
        {"事件": "人员", "人员": who, "要素": f"身份={answers[one['role']]}；有证={told(one['certificate'])}"}
        for who, one in case["people"].items()
    ]
    for one in case["events"]:
        said = {
            name: value
            for name, value in one.items()
            if name not in ("act", "at", "by") and value is not None
        }
        rows.append(
            {
                "事件": acts[one["act"]],
                "时间": one["at"],
                "人员": "、".join(one["by"]),
                "要素": "；".join(f"{fields[name]}={told(value)}" for name, value in said.items()),
            }
        )
    return [facts | rows[0], *rows[1:]]


@pytest.mark.parametrize("make", [structure, terrace, bag, unpaid])
def test_a_case_is_the_same_by_table_and_by_json(make: Any) -> None:
    case = make()
    (read,) = cases(table(*as_rows(case)), BOOK)
    ours, theirs = (case_file(one, BOOK) for one in (case, read))
    assert theirs == ours
    assert defects(read) == []


def test_several_cases_stand_in_one_table() -> None:
    spoilt = without(bag(), "educated")
    read = cases(table(*as_rows(structure()), *as_rows(spoilt)), BOOK)
    assert [one["id"] for one in read] == ["wall", "bag"]
    assert [defects(one) for one in read] == [[], ["no-education"]]


def test_a_moment_without_offset_is_shanghais() -> None:
    (read,) = cases(table(FILED), BOOK)
    assert read["events"] == [{"act": "filed", "at": "2022-09-19T09:00:00+08:00", "by": ["陶"]}]
    assert (read["act_to"], read["violation"]) == ("2022-08-21", "facade")


def test_blank_rows_are_passed_over_and_a_row_without_a_number_belongs_to_the_case_before() -> None:
    (read,) = cases(table(FILED, {}, {"事件": "接报", "时间": "2022-09-17 09:00"}), BOOK)
    assert [one["act"] for one in read["events"]] == ["filed", "reported"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"违法行为": "停车"}, "第 2 行「违法行为」：“停车”不在法条库中"),
        ({"事件": "跳舞"}, "第 2 行「事件」：“跳舞”不是案卷中的事件"),
        ({"事件": ""}, "第 2 行「事件」：“”不是案卷中的事件"),
        ({"时间": "昨天"}, "第 2 行「时间」：“昨天”不是时间，应如 2022-09-17 10:00"),
        ({"时间": ""}, "第 2 行「时间」：“”不是时间，应如 2022-09-17 10:00"),
        ({"当事人类型": "公司"}, "第 2 行「当事人类型」：“公司”不是可填的内容"),
        ({"当事人身份": "路人"}, "第 2 行「当事人身份」：“路人”不是可填的内容"),
        ({"程序": "快速"}, "第 2 行「程序」：“快速”不是可填的内容"),
        ({"正在实施": "也许"}, "第 2 行「正在实施」：“也许”应为 是 或 否"),
        ({"有管辖权": "也许"}, "第 2 行「有管辖权」：“也许”应为 是 或 否"),
        ({"曾被罚款": "也许"}, "第 2 行「曾被罚款」：“也许”应为 是 或 否"),
        ({"行为开始": "八月"}, "第 2 行「行为开始」：“八月”不是日期"),
        ({"行为终了": "2022-02-30"}, "第 2 行「行为终了」：“2022-02-30”不是日期"),
        (
            {"要素": "期限=2022-09-30"},
            "第 2 行「要素」：“立案”没有“期限”",
        ),
        ({"要素": "天气=晴"}, "第 2 行「要素」：“立案”没有“天气”"),
        ({"要素": "办好了"}, "第 2 行「要素」：“办好了”应写作 名称=内容"),
        ({"事件": "事先告知", "要素": "金额=很多"}, "第 2 行「要素」金额：“很多”不是数字"),
        (
            {"事件": "事先告知", "要素": "载明内容=天气"},
            "第 2 行「要素」载明内容：“天气”不是可填的内容",
        ),
        ({"事件": "责令改正", "要素": "期限=月底"}, "第 2 行「要素」期限：“月底”不是日期"),
        (
            {"事件": "先行登记保存", "要素": "批准时间=早上"},
            "第 2 行「要素」批准时间：“早上”不是时间，应如 2022-09-17 10:00",
        ),
        (
            {"事件": "现场检查", "要素": "出示证件=大概"},
            "第 2 行「要素」出示证件：“大概”应为 是 或 否",
        ),
        (
            {"事件": "人员", "要素": "身份=路人"},
            "第 2 行「要素」：“路人”不是可填的内容",
        ),
        ({"事件": "人员", "要素": ""}, "第 2 行「要素」：“”不是可填的内容"),
        (
            {"事件": "人员", "要素": "身份=执法人员；有证=大概"},
            "第 2 行「要素」：“大概”应为 是 或 否",
        ),
        ({"案卷编号": ""}, "第 2 行「案卷编号」：必填"),
        ({"事件": "延长办案期限", "要素": "天数=1.5"}, "第 2 行「要素」天数：“1.5”不是数字"),
    ],
)
def test_what_cannot_be_read_is_named_by_row_and_column(change: dict[str, str], complaint: str) -> None:
    with pytest.raises(FactsError) as refused:
        cases(table(FILED | change), BOOK)
    assert refused.value.zh == complaint


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (
            [(3, ["案卷编号", "事件"])],
            "第 3 行：表头缺少 违法行为、当事人类型、行为开始、程序、时间",
        ),
        (
            [],
            ("第 1 行：表头缺少 案卷编号、违法行为、当事人类型、行为开始、程序、事件、时间"),
        ),
    ],
)
def test_a_header_that_lacks_columns_names_them(rows: list[tuple[int, list[str]]], complaint: str) -> None:
    with pytest.raises(FactsError) as refused:
        cases(rows, BOOK)
    assert refused.value.zh == complaint


def test_it_is_named_in_english_too() -> None:
    with pytest.raises(FactsError) as refused:
        cases(table(FILED | {"要素": "办好了"}), BOOK)
    assert str(refused.value) == (
        "第 2 行「要素」：“办好了”应写作 名称=内容 / row 2「要素」: write name=value"
    )
    with pytest.raises(FactsError) as refused:
        cases([(3, COLUMNS[:-3])], BOOK)
    assert refused.value.en == "row 3: the header lacks the columns 时间"


def test_columns_stand_in_any_order_and_what_is_no_column_is_passed_over() -> None:
    names = [" 备注", *reversed(COLUMNS)]
    row = ["略", *[FILED.get(name, "") for name in reversed(COLUMNS)]]
    assert cases([(1, names), (2, row)], BOOK) == cases(table(FILED), BOOK)
    assert cases(
        [(1, [f" {name} " for name in COLUMNS]), (2, [f" {FILED.get(name, '')} " for name in COLUMNS])], BOOK
    ) == cases(table(FILED), BOOK)


def test_a_row_may_end_before_the_last_column() -> None:
    short = [FILED.get(name, "") for name in COLUMNS][: COLUMNS.index("时间") + 1]
    (read,) = cases([(1, list(COLUMNS)), (2, short)], BOOK)
    assert read["events"] == [{"act": "filed", "at": "2022-09-19T09:00:00+08:00", "by": []}]


def test_the_facts_of_a_case_are_read_in_words_or_codes() -> None:
    more = {
        "违法行为": "违法搭建",
        "正在实施": "否",
        "曾被罚款": "是",
        "当事人身份": "经纪机构",
        "有管辖权": "否",
    }
    (read,) = cases(table(FILED | more), BOOK)
    assert {key: value for key, value in read.items() if key != "events"} == {
        "id": "A1",
        "people": {},
        "violation": "illegal-construction",
        "in_progress": False,
        "district": "静安区",
        "party": {"kind": "person", "role": "agency"},
        "act_from": "2022-08-20",
        "act_to": "2022-08-21",
        "procedure": "ordinary",
        "competent": False,
        "fined_before": True,
    }
    coded = more | {
        "违法行为": "illegal-construction",
        "当事人身份": "agency",
        "当事人类型": "person",
        "程序": "ordinary",
    }
    assert cases(table(FILED | coded), BOOK) == [read]
    (bare,) = cases(table(FILED | {"当事人身份": "", "区": "", "有管辖权": "", "行为终了": ""}), BOOK)
    assert sorted(bare) == ["act_from", "events", "id", "party", "people", "procedure", "violation"]
    assert bare["party"] == {"kind": "person"}


@pytest.mark.parametrize(
    ("detail", "read"), [("进入电梯轿厢", "in-lift"), ("in-lift", "in-lift"), ("地下室", "地下室")]
)
def test_a_detail_is_read_by_its_name_and_one_that_the_book_does_not_have_is_kept(
    detail: str, read: str
) -> None:
    (case,) = cases(table(FILED | {"违法行为": "ebike-common-parts", "情形": detail}), BOOK)
    assert case["detail"] == read


@pytest.mark.parametrize(
    ("act", "cell", "said"),
    [
        (
            "事先告知",
            "金额=1,000元；载明内容=事实、理由,依据，权利 处罚;告知听证：是",
            {
                "amount": 1000.0,
                "contents": ["facts", "reasons", "basis", "rights", "penalty"],
                "hearing_offered": True,
            },
        ),
        (
            "延长办案期限",
            "天数 = 30天\n批准时间＝2022/09/19 08:00；",
            {"days": 30, "approved_at": "2022-09-19T08:00:00+08:00"},
        ),
        ("先行登记保存", "批准时间: 2022-09-19T01:00+00:00", {"approved_at": "2022-09-19T01:00:00+00:00"}),
        ("责令改正", "期限=2022/09/30 00:00:00", {"deadline": "2022-09-30"}),
        ("送达", "方式=留置；已同意=否", {"mode": "left", "consent": False}),
        ("送达", "方式=left", {"mode": "left"}),
        ("举行听证", "主持人=谢", {"chair": "谢"}),
        (
            "现场检查",
            "出示证件=有；笔录=注明拒签；进入=公共场所",
            {"id_shown": True, "record": "refusal-noted", "entry": "public"},
        ),
        ("立案", " ； ", {}),
    ],
)
def test_what_is_said_of_an_event_is_read_in_its_shape(act: str, cell: str, said: dict[str, Any]) -> None:
    rows = table(FILED | {"事件": act, "要素": cell})
    (read,) = cases(rows, BOOK)
    (event,) = read["events"]
    assert {key: value for key, value in event.items() if key not in ("act", "at", "by")} == said


@pytest.mark.parametrize(
    ("word", "truth"),
    [
        *((word, True) for word in ("是", "有", "Yes", "TRUE", "1")),
        *((word, False) for word in ("否", "无", "no", "False", "0")),
    ],
)
def test_yes_and_no_are_read_in_several_words(word: str, truth: bool) -> None:
    (read,) = cases(table(FILED | {"有管辖权": word}), BOOK)
    assert read["competent"] is truth


def test_who_somebody_is_stands_in_a_row_of_its_own() -> None:
    people = {"事件": "人员", "人员": "甲、乙，丙 丁"}
    (read,) = cases(
        table(
            FILED,
            people | {"要素": "身份=执法人员；有证=是"},
            people | {"人员": "戊", "要素": "身份=负责人"},
        ),
        BOOK,
    )
    officer = {"role": "officer", "certificate": True}
    assert read["people"] == dict.fromkeys("甲乙丙丁", officer) | {
        "戊": {"role": "approver", "certificate": False}
    }
    assert [one["act"] for one in read["events"]] == ["filed"]


def test_no_word_of_the_table_stands_for_two() -> None:
    held = words()
    entries = BOOK_WORDS.read_text(encoding="utf-8")
    for kind, known in (("act", held.acts), ("field", held.fields), ("word", held.answers)):
        assert len(known) == entries.count(f"[[{kind}]]")


def test_the_table_has_a_word_for_all_that_a_case_file_says() -> None:
    held = words()
    assert set(held.acts.values()) == set(FIELDS)
    assert set(held.fields.values()) == {name for said in FIELDS.values() for name in said}
