"""What the law answers, in words and as JSON, word by word: rules with their amounts, and what they bring along."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from huiyin.knowledge.law import book
from huiyin.knowledge.law.defects import Article
from huiyin.knowledge.law.explaining import explain
from huiyin.knowledge.law.facts import taken
from huiyin.knowledge.law.review.finding import Finding
from huiyin.knowledge.law.review.reviewing import Found
from huiyin.knowledge.law.telling import explained, found, rule, rule_in_words
from huiyin.knowledge.law.types import Confidence, Text

BOOK = book.load()
FINES = {fine.id: fine for fines in BOOK.fines.values() for fine in fines}
EDUCATE_ZH = (
    "《上海市城市管理综合行政执法条例》第十八条第二款（2018年文本，"
    "2021年文本未取得）：情节较轻或者后果能及时消除的，除法律另有规定外，"
    "先教育、告诫、引导并责令改正。"
)
EDUCATE_EN = (
    "Enforcement regulations, art. 18(2) (text of 2018; that of 2021 was not obtained): what is "
    "slight, or can be undone in time, is first met with education, warning, guidance and an "
    "order to correct, unless a law says otherwise."
)


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        (
            "property-85-facade",
            (
                "《上海市住宅物业管理规定》第八十五条：责令改正，恢复原状；可处 1,000–10,000；"
                "10,000–100,000（情节严重） 元"
            ),
            (
                "Shanghai Rules on Residential Property Management, 第八十五条: Correct and restore; may be "
                "fined 1,000–10,000; 10,000–100,000 (serious) yuan"
            ),
        ),
        (
            "ebike-44-wire-2021",
            "《上海市非机动车安全管理条例》第四十四条（未核实）：责令改正；数额不详",
            (
                "Shanghai Regulations on Safety of Non-motor Vehicles, 第四十四条 (unverified): Correct it; "
                "amount not known"
            ),
        ),
        (
            "ebike-44-lift",
            "《上海市非机动车安全管理条例》第四十四条：责令改正；处 200–500 元",
            (
                "Shanghai Regulations on Safety of Non-motor Vehicles, 第四十四条: Correct it; is fined "
                "200–500 yuan"
            ),
        ),
        (
            "high-rise-47-private",
            (
                "《高层民用建筑消防安全管理规定（应急管理部令第5号）》第四十七条第（七）项：责令改正，"
                "拒不改正的；处 500–1,000 元（施行日期、可处或者应处未核实）"
            ),
            (
                "Rules on Fire Safety in High-rise Buildings, 第四十七条第（七）项: Correct it, on refusal; "
                "is fined 500–1,000 yuan (unverified: the day from which it is law, whether the fine is due)"
            ),
        ),
        (
            "greening-45",
            "《上海市绿化条例》第四十五条：责令改正；可处 3–5 倍绿化补偿标准",
            (
                "Shanghai Greening Regulations, 第四十五条: Correct it; may be fined 3–5 times the standard "
                "of compensation"
            ),
        ),
        (
            "greening-44-occupied",
            (
                "《上海市绿化条例》第四十四条第二款：责令限期改正；处 500–2,000 "
                "元/平方米（可处或者应处未核实）"
            ),
            (
                "Shanghai Greening Regulations, 第四十四条第二款: Correct by a date; is fined 500–2,000 yuan "
                "a square metre (unverified: whether the fine is due)"
            ),
        ),
        (
            "greening-44-temporary",
            ("《上海市绿化条例》第四十四条第一款：责令限期改正；处 10–30 元/平方米·日（可处或者应处未核实）"),
            (
                "Shanghai Greening Regulations, 第四十四条第一款: Correct by a date; is fined 10–30 yuan a "
                "square metre and day (unverified: whether the fine is due)"
            ),
        ),
        (
            "agency-37-agency",
            (
                "《房地产经纪管理办法（第8号令）》第三十七条：责令限期改正，记入信用档案，取消网上签约资格；"
                "处 30,000 元（施行日期、可处或者应处未核实）"
            ),
            (
                "Rules on Real Estate Agency, 第三十七条: Correct by a date; entered in the credit file; "
                "signing online is withdrawn; is fined 30,000 yuan (unverified: the day from which it is "
                "law, whether the fine is due)"
            ),
        ),
        (
            "letting-22",
            (
                "《商品房屋租赁管理办法》第二十二条：责令限期改正，逾期不改正的；可处 5,000–30,000 "
                "元（施行日期、失效日期未核实）"
            ),
            (
                "Ministry Rules on Letting of Housing, 第二十二条: Correct by a date, when the term is over; "
                "may be fined 5,000–30,000 yuan (unverified: the day from which it is law, the day until "
                "which it is law)"
            ),
        ),
        (
            "planning-58-irremovable",
            (
                "《上海市城乡规划条例》第五十八条：责令停止建设；不能拆除的，没收实物或者违法收入；可处 0–10 "
                "%工程造价"
            ),
            (
                "Shanghai Regulations on Urban and Rural Planning, 第五十八条: Stop building; what cannot be "
                "removed is confiscated, or the income of it; may be fined 0–10 % of the cost of the works"
            ),
        ),
        (
            "ecology-1169-organisation",
            (
                "《中华人民共和国生态环境法典》第一千一百六十九条第三款：责令改正；处 ≥ 100,000 "
                "元（可处或者应处未核实）"
            ),
            (
                "Ecological and Environmental Code, 第一千一百六十九条第三款: Correct it; is fined ≥ 100,000 "
                "yuan (unverified: whether the fine is due)"
            ),
        ),
        (
            "house-safety-34-1-2020",
            (
                "《上海市房屋使用安全管理办法》第三十四条第一款（未核实）：责令限期改正，逾期不改正的；处 "
                "3,000–30,000 元"
            ),
            (
                "Shanghai Rules on Safe Use of Houses, 第三十四条第一款 (unverified): Correct by a date, "
                "when the term is over; is fined 3,000–30,000 yuan"
            ),
        ),
        (
            "sanitation-43-tons",
            (
                "《上海市市容环境卫生管理条例》第四十三条：责令改正，可暂扣运输工具；可处 200 "
                "元/吨（施行日期未核实）"
            ),
            (
                "Shanghai Regulations on City Appearance and Sanitation, 第四十三条: Correct it; vehicles "
                "may be held; may be fined 200 yuan a ton (unverified: the day from which it is law)"
            ),
        ),
    ],
)
def test_a_rule_is_told_in_a_sentence_with_what_of_it_was_not_read(name: str, zh: str, en: str) -> None:
    told = rule_in_words(FINES[name], BOOK)
    assert (told.zh, told.en) == (zh, en)


def asked(violation: str, **more: Any) -> dict[str, Any]:
    facts = {
        "violation": violation,
        "party": {"kind": "person"},
        "act_from": "2022-09-01",
        "act_to": "2022-09-01",
    }
    return explained(explain(taken(facts | more, BOOK), BOOK), BOOK)


@pytest.mark.parametrize(
    ("violation", "more", "zh", "en"),
    [
        (
            "litter",
            {
                "detail": "sofa",
            },
            (
                "乱扔垃圾，适用 2022-09-01 的法律。书中没有“sofa”这一情形，列出该行为的全部规定，"
                "由人选择。《上海市市容环境卫生管理条例》第二十八条第一款第（四）项：责令改正；处 0–200 "
                "元（施行日期未核实）。《中华人民共和国固体废物污染环境防治法》第一百一十一条第一款第（一）项：责令改正；"
                "处 100–500 "
                "元（施行日期未核实）。《上海市市容环境卫生管理条例》第二十八条第一款第（二）项：责令改正；"
                "处 0–100 元（施行日期未核实）。通知第二类：加强教育、督促整改，"
                "拒不整改的依法处罚。是否已过追究时效须由人判断（处罚法第三十六条）。"
            ),
            (
                "dumped rubbish, by the law of 2022-09-01. The book does not have 'sofa': all rules of the "
                "violation are listed, for a person to choose. Shanghai Regulations on City Appearance and "
                "Sanitation, 第二十八条第一款第（四）项: Correct it; is fined 0–200 yuan (unverified: the "
                "day from which it is law). Law on Pollution by Solid Waste, 第一百一十一条第一款第（一）项: "
                "Correct it; is fined 100–500 yuan (unverified: the day from which it is law). Shanghai "
                "Regulations on City Appearance and Sanitation, 第二十八条第一款第（二）项: Correct it; is "
                "fined 0–100 yuan (unverified: the day from which it is law). The notice, class B: "
                "educate and urge; a penalty by law on refusal. Whether it is time-barred is for a person to "
                "judge (penalties law, art. 36)."
            ),
        ),
        (
            "ebike-common-parts",
            {
                "detail": "in-lift",
            },
            (
                "电动自行车占用公共部位，适用 2022-09-01 的法律。书中没有当日有效的处罚规定。"
                + EDUCATE_ZH
                + "是否已过追究时效须由人判断（处罚法第三十六条）。"
            ),
            (
                (
                    "e-bikes in common parts, by the law of 2022-09-01. The book has no rule in force on that "
                    "day. "
                )
                + EDUCATE_EN
                + " Whether it is time-barred is for a person to judge (penalties law, art. 36)."
            ),
        ),
        (
            "load-bearing",
            {
                "found": "2022-09-02",
                "decision_date": "2024-01-10",
            },
            (
                (
                    "损坏房屋承重结构，适用 2022-09-01 "
                    "的法律。《上海市住宅物业管理规定》第八十三条：责令立即改正，恢复原状；可处 10,000–100,000；"
                    "100,000–200,000（情节严重） 元。《建设工程质量管理条例》第六十九条：责令改正；处 "
                    "50,000–100,000 元（施行日期未核实）。上列规定相互竞合，由法制审核人员选择并说明理由。"
                )
                + EDUCATE_ZH
                + "行为之后法律有变更；决定时新规定较轻的，适用新规定（处罚法第三十七条），由人判断。"
            ),
            (
                (
                    "damage to load-bearing structure, by the law of 2022-09-01. Shanghai Rules on Residential "
                    "Property Management, 第八十三条: Correct at once and restore; may be fined 10,000–100,000; "
                    "100,000–200,000 (serious) yuan. Regulations on Quality of Construction Works, 第六十九条: "
                    "Correct it; is fined 50,000–100,000 yuan (unverified: the day from which it is law). These "
                    "rules compete: the legal reviewer chooses, with reasons. "
                )
                + EDUCATE_EN
                + (
                    " The law has changed since; whether the new one is milder is for a person (penalties law, "
                    "art. 37)."
                )
            ),
        ),
        (
            "waste-unsorted",
            {
                "found": "2024-09-02",
            },
            (
                "生活垃圾不分类，适用 2022-09-01 "
                "的法律。《上海市生活垃圾管理条例》第五十七条第二款：责令立即改正，拒不改正的；处 50–200 "
                "元。拒不改正、逾期不改正是要件：先责令，"
                "到期复查未改正的才可罚款。通知第二类：加强教育、督促整改，"
                "拒不整改的依法处罚。已过追究时效（处罚法第三十六条）。"
            ),
            (
                "household waste not sorted, by the law of 2022-09-01. Shanghai Regulations on Household "
                "Waste, 第五十七条第二款: Correct at once, on refusal; is fined 50–200 yuan. Refusal is an "
                "element: an order, its term over, and a re-check that shows it. The notice, class B: "
                "educate and urge; a penalty by law on refusal. It is time-barred (penalties law, art. 36)."
            ),
        ),
        (
            "facade",
            {
                "found": "2022-09-02",
            },
            (
                (
                    "破坏房屋外貌，适用 2022-09-01 的法律。《上海市住宅物业管理规定》第八十五条：责令改正，"
                    "恢复原状；可处 1,000–10,000；10,000–100,000（情节严重） 元。"
                )
                + EDUCATE_ZH
            ),
            (
                (
                    "damage to the façade, by the law of 2022-09-01. Shanghai Rules on Residential Property "
                    "Management, 第八十五条: Correct and restore; may be fined 1,000–10,000; 10,000–100,000 "
                    "(serious) yuan. "
                )
                + EDUCATE_EN
            ),
        ),
    ],
)
def test_an_answer_is_explained_sentence_by_sentence(
    violation: str, more: dict[str, Any], zh: str, en: str
) -> None:
    assert asked(violation, **more)["explanation"] == {"zh": zh, "en": en}


def test_an_answer_has_what_the_rules_bring_along() -> None:
    answer = asked("load-bearing", found="2022-09-02", decision_date="2024-01-10")
    told = {
        name: value for name, value in answer.items() if name not in ("rules", "later_law", "explanation")
    }
    assert told == {
        "violation": "load-bearing",
        "detail": None,
        "lapsed": [],
        "on": "2022-09-01",
        "choice_required": True,
        "higher_amount_rule": None,
        "needs_refusal": False,
        "educate_first": "城管条例 18(2)",
        "on_the_spot": "never",
        "hearing": "always",
        "legal_review": "always",
        "thresholds": {"on_the_spot": 200, "hearing": 5000, "legal_review": 5000},
        "time_barred": "no",
        "arrive_hours": None,
    }
    assert [(one["id"], one["version"]) for one in answer["later_law"]] == [
        ("property-83-2023", "2023-12-28")
    ]
    assert asked("litter", detail="small-litter")["detail"] == "small-litter"


def test_a_rule_of_higher_amount_is_named() -> None:
    assert asked("litter")["higher_amount_rule"] == "solid-waste-111-person"


def defect(*confidences: Confidence, finding: tuple[str, str] = ("", "")) -> dict[str, Any]:
    """A defect of notes, against an article of each confidence, as JSON."""
    articles = tuple(
        Article(instrument="penalty-law", article=f"第{number}条", confidence=one, source="LRB")
        for number, one in enumerate(confidences, start=1)
    )
    kind = msgspec.structs.replace(
        BOOK.defects["not-filed"], articles=articles, says=Text(zh="未立案。", en="Not filed.")
    )
    return found(Found(kind, Finding("not-filed", None, *finding)), BOOK, (FINES["letting-22"],))


@pytest.mark.parametrize(
    ("confidences", "weakest", "verified"),
    [
        (("V",), "V", True),
        (("V", "VX"), "VX", True),
        (("VX", "V"), "VX", True),
        (("VX", "R", "V"), "R", False),
        (("R?", "R"), "R?", False),
        ((), "VX", True),
    ],
)
def test_a_defect_is_as_sure_as_its_least_sure_article(
    confidences: tuple[Confidence, ...], weakest: str, verified: bool
) -> None:
    told = defect(*confidences)
    assert told["confidence"] == weakest
    assert told["explanation"] == (
        {"zh": "未立案。", "en": "Not filed."}
        if verified
        else {"zh": "未立案。（未核实）", "en": "Not filed. (unverified)"}
    )


def test_a_defect_names_its_articles_or_those_of_the_fines_rule_and_what_was_found() -> None:
    told = defect("V", "V", finding=("应于 9 月立案", "to be filed in September"))
    assert told == {
        "code": "not-filed",
        "level": "statute",
        "article": "《中华人民共和国行政处罚法》第1条；《中华人民共和国行政处罚法》第2条",
        "event": None,
        "confidence": "V",
        "explanation": {"zh": "未立案。应于 9 月立案。", "en": "Not filed. to be filed in September."},
    }
    assert defect()["article"] == "《商品房屋租赁管理办法》第二十二条"


def test_the_range_of_several_tiers_is_from_the_least_to_the_most_in_any_unit() -> None:
    times = msgspec.structs.replace(FINES["property-85-facade"], unit="times-compensation")
    fine = rule(times, dt.date(2022, 9, 1), BOOK)["fine"]
    assert (fine["min"], fine["max"], fine["unit"]) == (1_000, 100_000, "times-compensation")
