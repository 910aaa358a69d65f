"""The paper 案卷评查意见书: what each kind of defect weighs, and the page as it is printed."""

from __future__ import annotations

from typing import Any

import pytest

from huiyin.knowledge.law import book
from huiyin.knowledge.law.review import opinion

BOOK = book.load()


def told(code: str, zh: str, *, at: str = "") -> dict[str, Any]:
    """A defect as JSON has it."""
    event = {"at": at} if at else None
    return {"code": code, "article": "《行政处罚法》第四十四条", "event": event, "explanation": {"zh": zh}}


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


FOUND = [
    told("no-notice", "处罚前未告知<b>。", at="2022-10-21T10:00:00+08:00"),
    told("not-filed", "未立案。"),
    told("not-filed", "再次未立案。"),
]
BLANK = "\u3000" * 6


def test_the_paper_groups_by_weight_and_lets_no_markup_through() -> None:
    paper = opinion.opinion([("A<1>", FOUND), ("B", [])])
    assert paper.split("</style>")[1] == (
        "<section><h1>案卷评查意见书</h1><p>案卷编号：A&lt;1&gt;</p>"
        "<h2>否决性瑕疵（1）</h2><ol>"
        "<li>处罚前未告知&lt;b&gt;。（2022-10-21 10:00）<br><span>《行政处罚法》第四十四条</span></li></ol>"
        "<h2>重大瑕疵（2）</h2><ol>"
        "<li>未立案。<br><span>《行政处罚法》第四十四条</span></li>"
        "<li>再次未立案。<br><span>《行政处罚法》第四十四条</span></li></ol>"
        f"<p class=verdict>评查结果：不合格（有否决项）</p><p>评查人：{BLANK}日期：{BLANK}</p></section>"
        "<section><h1>案卷评查意见书</h1><p>案卷编号：B</p><p>未发现不合法之处。</p>"
        f"<p class=verdict>评查结果：100 分</p><p>评查人：{BLANK}日期：{BLANK}</p></section></html>\n"
    )


def test_the_paper_is_a_page_in_chinese_without_a_script() -> None:
    paper = opinion.opinion([("B", [])])
    assert paper.startswith(
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>案卷评查意见书</title><style>'
    )
    assert paper.count("</style><section>") == 1
    assert "<script" not in paper


def test_what_is_lost_is_at_most_all() -> None:
    assert opinion.score(["no-notice", "not-filed", "served-late"]) == (0, True)
