"""Long lists page by page."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from huiyin.records.registry.models import Officer, Subdistrict, Unit
from huiyin.records.registry.paging import page

SUBDISTRICTS = ("pk",)
OFFICERS = ("unit__rank", "pk")


@pytest.fixture
def codes(registry: None) -> list[str]:
    return list(Subdistrict.objects.order_by("pk").values_list("code", flat=True))


def test_pages_forward_show_every_row_once_in_order(codes: list[str]) -> None:
    seen: list[str] = []
    after = ""
    while True:
        found = page(Subdistrict.objects.all(), SUBDISTRICTS, 50, after=after)
        seen += [row.code for row in found.rows]
        if not found.after:
            break
        after = found.after

    assert seen == codes


def test_the_way_back_shows_the_same_pages(codes: list[str]) -> None:
    first = page(Subdistrict.objects.all(), SUBDISTRICTS, 12)
    second = page(Subdistrict.objects.all(), SUBDISTRICTS, 12, after=first.after)
    third = page(Subdistrict.objects.all(), SUBDISTRICTS, 12, after=second.after)

    back = page(Subdistrict.objects.all(), SUBDISTRICTS, 12, before=third.before)
    start = page(Subdistrict.objects.all(), SUBDISTRICTS, 12, before=back.before)

    assert [row.code for row in back.rows] == [row.code for row in second.rows]
    assert back.after == second.after
    assert [row.code for row in start.rows] == codes[:12]
    assert (first.before, start.before) == ("", "")


def test_a_last_page_that_is_just_full_has_none_behind_it(codes: list[str]) -> None:
    found = page(Subdistrict.objects.filter(code__in=codes[:3]), SUBDISTRICTS, 3)

    assert (len(found.rows), found.before, found.after) == (3, "", "")


def test_rows_of_one_rank_are_told_apart_by_their_number(registry: None) -> None:
    jingan, putuo = Unit.objects.get(code="jingan"), Unit.objects.get(code="putuo")
    for number, unit in enumerate((putuo, jingan, putuo, jingan, jingan)):
        Officer.objects.create(name=f"甲{number}", unit=unit, certificate=f"C{number}")

    first = page(Officer.objects.select_related("unit"), OFFICERS, 2)
    second = page(Officer.objects.select_related("unit"), OFFICERS, 2, after=first.after)

    assert [row.certificate for row in first.rows] == ["C1", "C3"]
    assert [row.certificate for row in second.rows] == ["C4", "C0"]
    back = page(Officer.objects.select_related("unit"), OFFICERS, 2, before=second.before)
    assert [row.certificate for row in back.rows] == ["C1", "C3"]


@pytest.mark.parametrize("place", ["x", "1-2", "-1", "9" * 19, "٣", "1;2"])
def test_a_place_that_no_page_gave_out_is_the_beginning(codes: list[str], place: str) -> None:
    found = page(Subdistrict.objects.all(), SUBDISTRICTS, 5, after=place)

    assert [row.code for row in found.rows] == codes[:5]


def test_a_page_takes_one_statement(
    codes: list[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        page(Subdistrict.objects.all(), SUBDISTRICTS, 200, after="3")


def test_nothing_found_has_no_pages_beside_it(codes: list[str]) -> None:
    assert page(Subdistrict.objects.filter(code="0"), SUBDISTRICTS, 5, after="3").rows == []
