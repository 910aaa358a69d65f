"""The names under which people act: what is not seen is refused, and makes no second person."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from huiyin.records.ledger.persons import LENGTH, can_be_entered, same_person


@pytest.mark.parametrize(
    "name",
    [
        "wu",
        "shen.yi",
        "沈一",
        "operator:root",
        "BUREAU\\wu",
        "沈 一",
        "买买提·吐尔逊",
        "古丽•买买提",
        "古丽・买买提",
        "José",
        "沈（静安）",
        "𠮷田",
        "w" * LENGTH,
    ],
)
def test_what_can_be_read_can_be_entered(name: str) -> None:
    assert can_be_entered(name)


@pytest.mark.parametrize(
    "name", ["", " ", " wu", "wu ", "沈\u3000", "w" * (LENGTH + 1), "\u0441lerk", "w\u0301u", "wu😀"]
)
def test_what_reads_as_another_name_or_as_none_cannot(name: str) -> None:
    assert not can_be_entered(name)


def test_nothing_that_is_not_seen_can_be_entered() -> None:
    unseen = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me"}
    for code in range(sys.maxunicode + 1):
        sign = chr(code)
        if (
            unicodedata.category(sign) in unseen
            and unicodedata.category(unicodedata.normalize("NFKC", sign)[0]) in unseen
        ):
            assert not can_be_entered(f"w{sign}u"), hex(code)
    for filler in "\u115f\u1160\u3164\uffa0\u2800":
        assert not can_be_entered(f"w{filler}u")


@pytest.mark.parametrize(
    "other", ["wu", "WU", "ｗｕ", " wu ", "w u", "wu\u200b", "\u202ewu", "wu\ufe0f", "w\u00adu"]
)
def test_a_name_that_reads_the_same_is_the_same_persons(other: str) -> None:
    assert same_person("wu", other)
    assert same_person(other, "wu")


def test_one_dot_within_a_name_is_as_good_as_another() -> None:
    assert same_person("古丽·买买提", "古丽•买买提")
    assert same_person("古丽・买买提", "古丽‧买买提")


@pytest.mark.parametrize("other", ["wang", "wu2", "吴", "operator:wu", ""])
def test_a_name_that_reads_otherwise_is_somebody_elses(other: str) -> None:
    assert not same_person("wu", other)
