"""Rules of a fine as JSON, each key of them, in yuan where the facts give it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from huiyin.knowledge.law import book
from huiyin.knowledge.law.telling import rule

BOOK = book.load()
FINES = {fine.id: fine for fines in BOOK.fines.values() for fine in fines}
RULES: list[tuple[str, float | None, dict[str, Any]]] = [
    (
        "property-85-facade",
        None,
        {
            "id": "property-85-facade",
            "instrument": "上海市住宅物业管理规定",
            "instrument_id": "property-rules",
            "version": "2020-12-30",
            "article": "第八十五条",
            "fine": {
                "min": 1000.0,
                "max": 100000.0,
                "mode": "optional",
                "unit": "yuan",
                "tiers": [
                    {
                        "min": 1000.0,
                        "max": 10000.0,
                        "serious": False,
                    },
                    {
                        "min": 10000.0,
                        "max": 100000.0,
                        "serious": True,
                    },
                ],
                "warning": None,
            },
            "needs_refusal": False,
            "needs": None,
            "order": "责令改正，恢复原状",
            "order_en": "Correct and restore",
            "competent_body": "enforcement",
            "bodies": ["housing", "enforcement"],
            "since": "2021-01-01",
            "until": None,
            "confidence": "V",
            "unverified": [],
            "source": "LRB",
            "note": None,
        },
    ),
    (
        "greening-45",
        None,
        {
            "id": "greening-45",
            "instrument": "上海市绿化条例",
            "instrument_id": "greening-rules",
            "version": "2018-12-20",
            "article": "第四十五条",
            "fine": {
                "min": 3.0,
                "max": 5.0,
                "mode": "optional",
                "unit": "times-compensation",
                "tiers": [
                    {
                        "min": 3.0,
                        "max": 5.0,
                        "serious": False,
                    }
                ],
                "warning": None,
            },
            "needs_refusal": False,
            "needs": None,
            "order": "责令改正",
            "order_en": "Correct it",
            "competent_body": "enforcement",
            "bodies": ["enforcement", "greening"],
            "since": "2019-01-01",
            "until": None,
            "confidence": "V",
            "unverified": [],
            "source": "LRB",
            "note": None,
        },
    ),
    (
        "greening-44-occupied",
        6.0,
        {
            "id": "greening-44-occupied",
            "instrument": "上海市绿化条例",
            "instrument_id": "greening-rules",
            "version": "2018-12-20",
            "article": "第四十四条第二款",
            "fine": {
                "min": 3000.0,
                "max": 12000.0,
                "mode": "due",
                "unit": "yuan",
                "tiers": [
                    {
                        "min": 500.0,
                        "max": 2000.0,
                        "serious": False,
                    }
                ],
                "warning": None,
            },
            "needs_refusal": False,
            "needs": None,
            "order": "责令限期改正",
            "order_en": "Correct by a date",
            "competent_body": "enforcement",
            "bodies": ["enforcement", "greening"],
            "since": "2019-01-01",
            "until": None,
            "confidence": "V",
            "unverified": ["mode"],
            "source": "LRB",
            "note": None,
        },
    ),
    (
        "greening-44-occupied",
        None,
        {
            "id": "greening-44-occupied",
            "instrument": "上海市绿化条例",
            "instrument_id": "greening-rules",
            "version": "2018-12-20",
            "article": "第四十四条第二款",
            "fine": {
                "min": 500.0,
                "max": 2000.0,
                "mode": "due",
                "unit": "yuan-per-m2",
                "tiers": [
                    {
                        "min": 500.0,
                        "max": 2000.0,
                        "serious": False,
                    }
                ],
                "warning": None,
            },
            "needs_refusal": False,
            "needs": None,
            "order": "责令限期改正",
            "order_en": "Correct by a date",
            "competent_body": "enforcement",
            "bodies": ["enforcement", "greening"],
            "since": "2019-01-01",
            "until": None,
            "confidence": "V",
            "unverified": ["mode"],
            "source": "LRB",
            "note": None,
        },
    ),
    (
        "ecology-1169-organisation",
        None,
        {
            "id": "ecology-1169-organisation",
            "instrument": "中华人民共和国生态环境法典",
            "instrument_id": "ecology-code",
            "version": None,
            "article": "第一千一百六十九条第三款",
            "fine": {
                "min": 100000.0,
                "max": None,
                "mode": "due",
                "unit": "yuan",
                "tiers": [
                    {
                        "min": 100000.0,
                        "max": None,
                        "serious": False,
                    }
                ],
                "warning": None,
            },
            "needs_refusal": False,
            "needs": None,
            "order": "责令改正",
            "order_en": "Correct it",
            "competent_body": "enforcement",
            "bodies": ["enforcement"],
            "since": "2026-08-15",
            "until": None,
            "confidence": "V",
            "unverified": ["mode"],
            "source": "JL",
            "note": None,
        },
    ),
    (
        "ebike-44-wire-2021",
        None,
        {
            "id": "ebike-44-wire-2021",
            "instrument": "上海市非机动车安全管理条例",
            "instrument_id": "ebike-rules",
            "version": "2021-02-26",
            "article": "第四十四条",
            "fine": {
                "min": None,
                "max": None,
                "mode": "optional",
                "unit": "yuan",
                "tiers": [],
                "warning": None,
            },
            "needs_refusal": False,
            "needs": None,
            "order": "责令改正",
            "order_en": "Correct it",
            "competent_body": "enforcement",
            "bodies": ["enforcement"],
            "since": "2021-05-01",
            "until": "2024-05-31",
            "confidence": "R?",
            "unverified": [],
            "source": "recalled",
            "note": {
                "zh": "2021年文本未取得，数额不详。",
                "en": "The text of 2021 was not obtained, nor is the amount known.",
            },
        },
    ),
    (
        "letting-22",
        None,
        {
            "id": "letting-22",
            "instrument": "商品房屋租赁管理办法",
            "instrument_id": "letting-rules",
            "version": None,
            "article": "第二十二条",
            "fine": {
                "min": 5000.0,
                "max": 30000.0,
                "mode": "optional",
                "unit": "yuan",
                "tiers": [
                    {
                        "min": 5000.0,
                        "max": 30000.0,
                        "serious": False,
                    }
                ],
                "warning": None,
            },
            "needs_refusal": True,
            "needs": "overdue",
            "order": "责令限期改正",
            "order_en": "Correct by a date",
            "competent_body": "enforcement",
            "bodies": ["housing", "enforcement"],
            "since": "2011-02-01",
            "until": "2023-01-31",
            "confidence": "VX",
            "unverified": ["since", "until"],
            "source": "P-letting",
            "note": None,
        },
    ),
    (
        "sanitation-13",
        None,
        {
            "id": "sanitation-13",
            "instrument": "上海市市容环境卫生管理条例",
            "instrument_id": "sanitation-rules",
            "version": "2018-12-20",
            "article": "第十三条第三款",
            "fine": {
                "min": 50.0,
                "max": 500.0,
                "mode": "optional",
                "unit": "yuan",
                "tiers": [
                    {
                        "min": 50.0,
                        "max": 500.0,
                        "serious": False,
                    }
                ],
                "warning": "beside",
            },
            "needs_refusal": True,
            "needs": "refusal",
            "order": "责令改正",
            "order_en": "Correct it",
            "competent_body": "enforcement",
            "bodies": ["enforcement"],
            "since": "2018-12-20",
            "until": "2022-11-30",
            "confidence": "V",
            "unverified": ["since"],
            "source": "LRB",
            "note": None,
        },
    ),
]


@pytest.mark.parametrize(("name", "area", "told"), RULES)
def test_a_rule_is_told_as_json(name: str, area: float | None, told: dict[str, Any]) -> None:
    assert rule(FINES[name], dt.date(2022, 9, 1), BOOK, area) == told
