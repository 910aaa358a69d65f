"""Which codes are named beside those that a reading claims."""

from __future__ import annotations

from huiyin.knowledge.language.learned.reader import LearnedReader
from huiyin.knowledge.language.reading import nearest_of


def test_the_three_likeliest_from_a_tenth_on_are_named() -> None:
    left_out = [("litter", 0.12), ("facade", 0.09), ("greenery", 0.4), ("use-change", 0.2), ("pm-duty", 0.1)]

    assert nearest_of(left_out) == (("greenery", 0.4), ("use-change", 0.2), ("litter", 0.12))


def test_no_chance_is_told_as_certain() -> None:
    assert nearest_of([("litter", 0.998)]) == (("litter", 0.99),)


def test_the_learned_reader_names_none_that_it_claims() -> None:
    texts = [
        "梧桐苑后楼二单元有户在通风井里焊了层铁板当杂物间，厨房的气排不出去。",
        "梧桐小区楼道里堆放杂物，垃圾没人清，物业不管。",
        "",
    ]
    readings = LearnedReader().read_all(texts)

    for reading in readings:
        claimed = {wrong.code for wrong in reading.violations}
        assert claimed.isdisjoint(code for code, _ in reading.near)
        assert list(reading.near) == sorted(reading.near, key=lambda one: -one[1])
    assert any(reading.near for reading in readings)
