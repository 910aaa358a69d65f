"""The table 案卷要素表 says the same as JSON; what cannot be read in it is named by row and column."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from huiyin.knowledge.law import book
from huiyin.knowledge.law.facts import FactsError
from huiyin.knowledge.law.review import opinion, template
from huiyin.knowledge.law.review.case_file import FIELDS, case_file
from huiyin.knowledge.law.review.sheet import COLUMNS, cases, words
from knowledge.law.review.case_making import Case, bag, defects, structure, terrace, unpaid, without

BOOK = book.load()
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
    answers = {code: zh for zh, codes in held.answers.items() for code in codes}

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
        ({"违法行为": "停车"}, "第 2 行「违法行为」：“停车”"),
        ({"事件": "跳舞"}, "第 2 行「事件」：“跳舞”"),
        ({"时间": "昨天"}, "第 2 行「时间」：“昨天”"),
        ({"当事人类型": "公司"}, "第 2 行「当事人类型」：“公司”"),
        ({"程序": "快速"}, "第 2 行「程序」：“快速”"),
        ({"正在实施": "也许"}, "第 2 行「正在实施」：“也许”"),
        ({"行为开始": "八月"}, "第 2 行「行为开始」：“八月”"),
        ({"要素": "期限=2022-09-30"}, "第 2 行「要素」：“立案”没有“期限”"),
        ({"要素": "办好了"}, "第 2 行「要素」：“办好了”"),
        ({"事件": "事先告知", "要素": "金额=很多"}, "第 2 行「要素」金额：“很多”"),
        ({"事件": "事先告知", "要素": "载明内容=天气"}, "第 2 行「要素」载明内容：“天气”"),
        ({"事件": "人员", "要素": "身份=路人"}, "第 2 行「要素」：“路人”"),
        ({"案卷编号": ""}, "第 2 行「案卷编号」"),
    ],
)
def test_what_cannot_be_read_is_named_by_row_and_column(change: dict[str, str], complaint: str) -> None:
    with pytest.raises(FactsError, match=f"^{re.escape(complaint)}"):
        cases(table(FILED | change), BOOK)


def test_a_header_that_lacks_columns_names_them() -> None:
    with pytest.raises(FactsError, match="表头缺少 违法行为、"):
        cases([(3, ["案卷编号", "事件"])], BOOK)
    with pytest.raises(FactsError, match="第 1 行"):
        cases([], BOOK)


def test_the_table_has_a_word_for_all_that_a_case_file_says() -> None:
    held = words()
    assert set(held.acts.values()) == set(FIELDS)
    assert set(held.fields.values()) == {name for said in FIELDS.values() for name in said}


def test_the_template_is_made(tmp_path: Path) -> None:
    template.write(tmp_path / "案卷要素表.xlsx", BOOK)
    assert (tmp_path / "案卷要素表.xlsx").stat().st_size > 5000


def test_every_kind_of_defect_has_one_weight() -> None:
    weighed = [code for grade in opinion.grades().values() for code in grade.defects]
    assert sorted(weighed) == sorted(BOOK.defects)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], (100, False)),
        (["served-late"], (95, False)),
        (["served-late", "served-late"], (95, False)),
        (["served-late", "not-filed"], (80, False)),
        (["no-notice"], (0, True)),
    ],
)
def test_each_kind_is_counted_once_and_a_veto_fails_the_file(
    codes: list[str], expected: tuple[int, bool]
) -> None:
    assert opinion.score(codes) == expected


def test_the_paper_groups_by_weight_and_lets_no_markup_through() -> None:
    found = {
        "code": "no-notice",
        "article": "《行政处罚法》第四十四条",
        "event": {"at": "2022-10-21T10:00:00+08:00"},
        "explanation": {"zh": "处罚前未告知<b>。"},
    }
    paper = opinion.opinion([("A<1>", [found]), ("B", [])])
    assert paper.count("<section>") == 2
    assert "案卷编号：A&lt;1&gt;" in paper
    assert "<h2>否决性瑕疵（1）</h2>" in paper
    assert "处罚前未告知&lt;b&gt;。（2022-10-21 10:00）" in paper
    assert "评查结果：不合格（有否决项）" in paper
    assert "未发现不合法之处。" in paper
