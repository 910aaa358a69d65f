"""In whose name a body decides on a day, and how a name is shown that no text was read for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from huiyin.knowledge.law.acting import Acting
from huiyin.knowledge.law.types import Text

SINCE, UNTIL = dt.date(2021, 8, 1), dt.date(2021, 12, 31)


def acting(**said: Any) -> Acting:
    """A body under a name that was read."""
    row: dict[str, Any] = {"confidence": "V", "source": "LRB"} | said
    office, government = (
        Text(zh="街道办事处", en="the subdistrict office"),
        Text(zh="区人民政府", en="the district"),
    )
    return Acting(id="office", body="enforcement", name=office, reviewed_by=government, **row)


@pytest.mark.parametrize(
    ("said", "holding"),
    [
        ({}, [True, True, True, True]),
        ({"since": SINCE}, [False, True, True, True]),
        ({"until": UNTIL}, [True, True, True, False]),
        ({"since": SINCE, "until": UNTIL}, [False, True, True, False]),
    ],
)
def test_a_name_holds_from_its_first_day_to_its_last(said: dict[str, dt.date], holding: list[bool]) -> None:
    days = [dt.date(2021, 7, 31), SINCE, UNTIL, dt.date(2022, 1, 1)]

    assert [acting(**said).holds(day) for day in days] == holding


@pytest.mark.parametrize(
    ("said", "verified"),
    [
        ({}, True),
        ({"confidence": "VX"}, True),
        ({"confidence": "R"}, False),
        ({"unread": ("name",)}, False),
        ({"unread": ("reviewed_by",)}, True),
    ],
)
def test_a_name_that_no_text_was_read_for_says_so(said: dict[str, Any], verified: bool) -> None:
    told = acting(**said).told()

    assert (told.zh, told.en) == (
        ("街道办事处", "the subdistrict office")
        if verified
        else ("街道办事处（未核实）", "the subdistrict office (unverified)")
    )
