"""A complaint read and placed, and the line that `huiyin read` writes for it. Compounds here are invented."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.complaint import ComplaintReader
from huiyin.knowledge.language.keywords import KeywordReader
from huiyin.knowledge.language.learned.model import shipped
from huiyin.knowledge.language.reading import Found, Reading
from huiyin.knowledge.language.signs import encodable
from huiyin.knowledge.places.gazetteer import Entry, Gazetteer

GAZETTEER = Gazetteer(
    [
        Entry(id="c1", name="青梧雅苑", address="云帆路88弄", district="浦东新区"),
        Entry(id="c2", name="白鹭新城", address="听潮路1201弄", district="闵行区"),
    ]
)
WRONG = "市民来电反映：云帆路88弄青梧雅苑7号楼三单元1201室业主正在楼顶违章搭建阳光房。（20220915001234）"
NO_WRONG = "云帆路88弄青梧雅苑7号楼的电梯坏了。"


@pytest.fixture(scope="module")
def reader() -> ComplaintReader:
    """With the keywords alone: what a line holds is no matter of what a model has learned."""
    return ComplaintReader(GAZETTEER, KeywordReader())


def test_a_line_tells_wrong_place_and_what_to_look_at(reader: ComplaintReader) -> None:
    line = reader.read(WRONG).as_json("t-1")

    assert list(line) == [
        "id",
        "violations",
        "scope",
        "act",
        "in_progress",
        "place",
        "quotes",
        "review",
        "certainty",
        "reader",
    ]
    assert line["id"] == "t-1"
    assert [wrong["code"] for wrong in line["violations"]] == ["illegal-construction"]
    assert line["violations"][0]["confidence"] >= 0.9
    assert line["scope"] == "compound"
    assert line["in_progress"] is True
    assert line["quotes"] == ["20220915001234"]
    assert line["review"] == {"violations": False, "place": False}
    place = line["place"]
    assert list(place) == [
        "compound_id",
        "confidence",
        "reason",
        "compound",
        "road",
        "building",
        "unit",
        "room",
    ]
    assert place["compound_id"] == "c1"
    assert place["confidence"] >= 0.8
    assert type(place["reason"]) is str
    parts = ("compound", "road", "building", "unit", "room")
    assert [place[part] for part in parts] == ["青梧雅苑", "云帆路88弄", "7号楼", "三单元", "1201室"]


def test_without_a_wrong_the_parts_of_the_place_are_null_but_the_compound_is_known(
    reader: ComplaintReader,
) -> None:
    line = reader.read(NO_WRONG).as_json("t-2")

    assert line["violations"] == []
    assert line["in_progress"] is None
    assert line["place"]["compound_id"] == "c1"
    assert {line["place"][part] for part in ("compound", "road", "building", "unit", "room")} == {None}
    assert line["review"] == {"violations": False, "place": False}


def test_a_wrong_in_a_compound_that_is_not_known_wants_a_look_at_the_place(reader: ComplaintReader) -> None:
    line = reader.read("碧岩花苑9号楼楼顶有违建，业主要求拆除。").as_json("t-3")

    assert line["place"]["compound_id"] is None
    assert line["review"]["place"] is True


def test_a_wrong_outside_every_compound_wants_none(reader: ComplaintReader) -> None:
    line = reader.read("某村村民在公路边的农田里违建厂房，村委会不管。").as_json("t-4")

    assert line["scope"] == "elsewhere"
    assert line["place"]["compound_id"] is None
    assert line["review"]["place"] is False


def test_an_unsure_reading_wants_a_look_at_the_violations(reader: ComplaintReader) -> None:
    complaint = reader.read("青梧雅苑门口有一堆东西，垃圾堆放了几天。")

    assert complaint.reading.sure is False
    assert complaint.as_json("t-5")["review"]["violations"] is True


def test_the_tickets_own_address_places_a_text_that_names_none(reader: ComplaintReader) -> None:
    text = "7号楼楼顶有违建。"

    assert reader.read(text).resolution.entry_id is None
    assert reader.read(text, address="听潮路1201弄", district="闵行区").resolution.entry_id == "c2"


def test_without_a_gazetteer_the_parts_are_still_cut_out() -> None:
    place = ComplaintReader().read(WRONG).as_json("t-6")["place"]

    assert place["compound_id"] is None
    assert (place["road"], place["building"], place["room"]) == ("云帆路88弄", "7号楼", "1201室")


def test_lone_surrogates_disturb_neither_reading_nor_place(reader: ComplaintReader) -> None:
    line = reader.read("云帆路88弄青梧雅苑有违建\ud800。", address="\udfff").as_json("t-8")

    assert line["place"]["compound_id"] == "c1"
    assert line["violations"][0]["code"] == "illegal-construction"


def test_the_learned_reader_reads_unless_another_is_given() -> None:
    line = ComplaintReader(GAZETTEER).read(WRONG).as_json("t-9")

    assert line["reader"] == shipped().version
    assert [wrong["code"] for wrong in line["violations"]] == ["illegal-construction"]
    assert 0 <= line["certainty"] <= 1


def test_another_reader_of_the_same_face_takes_the_place_of_the_keywords() -> None:
    class OneWrong:
        version = "one-wrong-1"

        def read_all(self, texts: Sequence[str]) -> list[Reading]:
            return [
                Reading((Found("facade", 0.7, ((0, len(text)),)),), "unclear", "report", None, (), True, "")
                for text in texts
            ]

    line = ComplaintReader(GAZETTEER, OneWrong()).read("青梧雅苑。").as_json("t-7")

    assert line["violations"] == [{"code": "facade", "confidence": 0.7}]
    assert line["reader"] == "one-wrong-1"


@given(
    st.lists(
        st.one_of(
            st.text(max_size=20),
            st.sampled_from(
                [
                    "青梧雅苑",
                    "云帆路88弄",
                    "7号楼",
                    "三单元",
                    "1201室",
                    "违建",
                    "\x00",
                    "\ud800",
                    "。",
                    "对面",
                    "群租",
                ]
            ),
        ),
        max_size=15,
    ).map("".join)
)
def test_every_text_gives_a_line_whose_parts_stand_in_it(text: str) -> None:
    line = ComplaintReader(GAZETTEER).read(text).as_json("t")

    json.dumps(line, ensure_ascii=False).encode()
    for part in ("compound", "road", "building", "unit", "room"):
        assert line["place"][part] is None or (line["violations"] and line["place"][part] in encodable(text))
