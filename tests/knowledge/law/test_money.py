"""Sums of money are exact, and told with all their digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.law.money import fen, yuan


@pytest.mark.parametrize(
    ("amounts", "together"),
    [((), 0), ((None,), 0), ((0.1, 0.2), 30), ((60, 1.8, 1.8, 1.8), 6_540), ((4.35, None, 0), 435)],
)
def test_amounts_are_added_in_fen(amounts: tuple[float | None, ...], together: int) -> None:
    assert fen(*amounts) == together


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "0"),
        (90.5, "90.5"),
        (1.05, "1.05"),
        (200.0, "200"),
        (123_456.78, "123456.78"),
        (1_000_000, "1000000"),
        (1_234_567.5, "1234567.5"),
    ],
)
def test_an_amount_is_told_with_all_its_digits(amount: float, words: str) -> None:
    assert yuan(amount) == words


@given(st.integers(0, 10**11))
def test_what_is_told_is_the_amount(amount: int) -> None:
    assert fen(float(yuan(amount / 100))) == amount


def test_where_somebody_reads_it_a_sum_stands_in_groups_of_three() -> None:
    assert [yuan(one, grouped=True) for one in (0, 999, 1_000_000, 12_345.67, 90.5)] == [
        "0",
        "999",
        "1,000,000",
        "12,345.67",
        "90.5",
    ]
