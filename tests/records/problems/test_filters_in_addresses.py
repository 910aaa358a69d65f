"""Filters of the lists stand in an address, and are read from it or refused by name."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlencode

import pytest
from desk_city import TODAY

from huiyin.records.problems.filters import NONE, Filters


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(q="梧桐 7号楼", state=("open", "settled"), violation=("load-bearing",), classes=("A", NONE)),
        Filters(
            condition=(NONE, "new"), verification=("true",), channel=("hotline",), district=(3,), lead=(4, 5)
        ),
        Filters(
            subdistrict=(1,), neighbourhood=(2,), compound=(3,), officer=(4,), unassigned=True, due="week"
        ),
        Filters(q=" ", concentrated=True),
        Filters(recheck=True, returned=True, recurrence=True, first_from=date(2022, 7, 1), first_to=TODAY),
    ],
)
def test_filters_stand_in_an_address_and_are_read_from_it(filters: Filters) -> None:
    address = urlencode(filters.to_query(), doseq=True)
    assert Filters.from_query(parse_qs(address, strict_parsing=bool(address))) == (filters, [])


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"colour": ["red"]}, ["colour"]),
        ({"classes": ["A"]}, ["classes"]),
        ({"state": ["lost"]}, ["state=lost"]),
        ({"violation": ["noise"]}, ["violation=noise"]),
        ({"district": ["0"]}, ["district=0"]),
        ({"district": ["1", "x"]}, ["district=1", "district=x"]),
        ({"compound": ["９"]}, ["compound=９"]),
        ({"due": ["never"]}, ["due=never"]),
        ({"due": ["today", "week"]}, ["due=today", "due=week"]),
        ({"recheck": ["yes"]}, ["recheck=yes"]),
        ({"first_from": ["2022-02-30"]}, ["first_from=2022-02-30"]),
        ({"first_from": ["20220701"]}, ["first_from=20220701"]),
        ({"q": ["桐" * 101]}, [f"q={'桐' * 101}"]),
    ],
)
def test_what_an_address_says_wrongly_is_named(query: dict[str, list[str]], wrong: list[str]) -> None:
    assert Filters.from_query(query) == (Filters(), wrong)


def test_empty_values_and_the_keys_of_paging_are_passed_over() -> None:
    query = {"q": [""], "state": ["", "open"], "after": ["12"], "before": [""], "order": ["due"], "lead": "7"}
    assert Filters.from_query(query) == (Filters(state=("open",), lead=(7,)), [])
