"""Texts in which there is nothing to read, and short questions: a person looks, whatever the chances say."""

from __future__ import annotations

import pytest

from huiyin.knowledge.language.keywords import KeywordReader
from huiyin.knowledge.language.learned.reader import LearnedReader
from huiyin.knowledge.language.reading import Reading


def read(text: str) -> Reading:
    (reading,) = LearnedReader().read_all([text])
    return reading


@pytest.mark.parametrize(
    "text", ["", " ", "\u3000", "\n\n", "\t \u200b", "。。。", "😀", "12345", "My neighbour builds."]
)
def test_a_text_without_a_word_to_read_waits_for_a_person(text: str) -> None:
    for reading in (read(text), KeywordReader().read(text)):
        assert (reading.violations, reading.sure, reading.why_unsure) == ((), False, "no-words")


@pytest.mark.parametrize(
    "text",
    [
        "青梧雅苑5号101室有无违建？",
        "青梧雅苑5号楼是否存在违章建筑？",
        "请核实青梧雅苑602室是不是群租？",
        "青梧雅苑5号楼装修算不算破坏承重墙？",
    ],
)
def test_who_asks_in_short_whether_it_is_so_does_not_report_it_alone(text: str) -> None:
    reading = read(text)

    assert not reading.sure
    assert (reading.violations == ()) or reading.why_unsure == "question"


def test_who_asks_whether_anybody_cares_complains() -> None:
    reading = read("投诉青梧雅苑5号101室违法搭建，有没有人管？")

    assert [wrong.code for wrong in reading.violations] == ["illegal-construction"]
    assert reading.sure
