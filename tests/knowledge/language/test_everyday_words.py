"""Everyday words for wrongs, by which people look for them."""

from __future__ import annotations

import pytest

from huiyin.knowledge.language.everyday import EVERYDAY, meant
from huiyin.knowledge.law import book


@pytest.mark.parametrize(
    ("word", "before", "codes"),
    [
        ("违建", "", ("illegal-construction",)),
        ("北方佳苑违建", "北方佳苑", ("illegal-construction",)),
        ("楼道充电", "", ("ebike-common-parts",)),
        ("拆承重墙", "", ("load-bearing",)),
        ("垃圾分类", "", ("waste-unsorted", "pm-waste")),
        ("违建处", "违建处", ()),
        ("", "", ()),
    ],
)
def test_a_word_means_the_wrongs_that_its_longest_ending_names(
    word: str, before: str, codes: tuple[str, ...]
) -> None:
    assert meant(word) == (before, codes)


def test_every_meaning_is_a_violation_of_the_book() -> None:
    assert {code for codes in EVERYDAY.values() for code in codes} <= set(book.load().violations)
