"""Days and spans of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.records.registry.days import covers, local_day, overlap, spell

FIRST = date(2022, 7, 1)
numbers = st.integers(0, 12)
spans = st.tuples(st.none() | numbers, st.none() | numbers).filter(
    lambda s: s[0] is None or s[1] is None or s[0] <= s[1]
)


def days(span: tuple[int | None, int | None]) -> set[int]:
    low = -20 if span[0] is None else span[0]
    high = 20 if span[1] is None else span[1]
    return set(range(low, high + 1))


def on(number: int | None) -> date | None:
    return None if number is None else FIRST + timedelta(days=number)


@given(spans, spans)
def test_spans_overlap_exactly_when_they_share_a_day(
    a: tuple[int | None, int | None], b: tuple[int | None, int | None]
) -> None:
    assert overlap(on(a[0]), on(a[1]), on(b[0]), on(b[1])) == bool(days(a) & days(b))


@given(spans, numbers)
def test_a_span_covers_the_days_between_its_ends_and_both_of_them(
    span: tuple[int | None, int | None], day: int
) -> None:
    assert covers(on(span[0]), on(span[1]), FIRST + timedelta(days=day)) == (day in days(span))


@pytest.mark.parametrize(("hour", "day"), [(15, date(2022, 7, 4)), (16, date(2022, 7, 5))])
def test_a_day_begins_at_midnight_in_shanghai(hour: int, day: date) -> None:
    assert local_day(datetime(2022, 7, 4, hour, tzinfo=UTC)) == day


def test_open_ends_are_left_out() -> None:
    assert (spell(None, FIRST), spell(FIRST, None)) == ("..2022-07-01", "2022-07-01..")
