"""Full width, spoken numbers and numbered compounds are read like their plain forms, and stay where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.complaint import ComplaintReader
from huiyin.knowledge.language.learned.reader import LearnedReader
from huiyin.knowledge.language.reading import Reading
from huiyin.knowledge.language.writing import as_read


def read(text: str) -> Reading:
    (reading,) = LearnedReader().read_all([text])
    return reading


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("青梧雅苑１２号１０１室开了一家美容院", "青梧雅苑12号101室开了一家美容院"),
        ("青梧雅苑十二号一零一室开了一家美容院", "青梧雅苑12号101室开了一家美容院"),
        ("青梧雅苑十二号幺零一室开了一家美容院", "青梧雅苑12号101室开了一家美容院"),
        ("青梧雅苑８＃楼５０３室敲承重墙", "青梧雅苑8#楼503室敲承重墙"),
        ("青梧雅苑７号隔成Ｎ＋１出租", "青梧雅苑7号隔成N+1出租"),
        ("青梧雅苑７號樓違法搭建", "青梧雅苑7号楼违法搭建"),
    ],
)
def test_what_is_written_otherwise_is_read_alike(written: str, plain: str) -> None:
    assert as_read(written) == plain
    assert read(written) == read(plain)
    assert read(written).violations
    assert read(written).scope == "compound"


def test_a_number_that_says_more_than_its_figures_keeps_its_length() -> None:
    assert as_read("二十三号三〇二室") == "023号302室"
    assert as_read("一百零二弄") == "0102弄"


@pytest.mark.parametrize(
    "text",
    ["住了二十号人", "十一号线旁边", "两室一厅", "一室户", "二楼三楼都有", "一万二千元", "，：；！？（）"],
)
def test_what_is_no_door_stays_as_it_is(text: str) -> None:
    assert as_read(text) == text


@given(
    st.lists(
        st.one_of(
            st.text(max_size=6),
            st.sampled_from(
                ["曹杨", "二村", "12号", "１０１室", "十", "百", "一零一", "室", "弄", "號", "坊", "村"]
            ),
        ),
        max_size=12,
    ).map("".join)
)
def test_every_text_stays_as_long_as_it_was(text: str) -> None:
    assert len(as_read(text)) == len(text)


def test_what_was_found_is_shown_in_the_text_as_given() -> None:
    text = "鹭杨二村十二号１０１室違法搭建陽光房。"
    (wrong,) = read(text).violations

    assert any("違法搭建" in text[start:end] for start, end in wrong.spans)
    mention = ComplaintReader().read(text).resolution.mention
    assert (mention.building, mention.room) == ("十二号", "１０１室")


@pytest.mark.parametrize(
    "text",
    [
        "鹭杨二村12号101室违法搭建阳光房。",
        "鹭杨2村12号101室违法搭建阳光房。",
        "鹭杨十二村12号101室违法搭建阳光房。",
        "鹭杨二村12号101室天井违法搭建，请城管处理。",
        "鹭杨二村15号门口停满电瓶车充电。",
        "鹭杨二村有人违法搭建阳光房。",
        "鹭杨二村居民反映底楼破墙开店。",
        "鹭明村34号302室敲承重墙。",
        "真杨十街坊8号101室敲承重墙。",
        "春鹭里12号101室违法搭建阳光房。",
    ],
)
def test_a_numbered_village_and_whatever_has_flats_is_a_compound(text: str) -> None:
    assert read(text).scope == "compound"


@pytest.mark.parametrize(
    "text",
    [
        "鹭杨村3组村民在宅基地上违法搭建二层楼房。",
        "前鹭一村村民未经审批在农田里盖房，村委会不管。",
        "前鹭一村25号村民在农田里违法建房。",
        "五鹭镇三村12号村民在自留地上违法建房。",
        "鹭光村12号农民自建房超高违建。",
        "前鹭二村12队鱼塘边有人倾倒建筑垃圾。",
        "某镇五鹭村36号民房违建三层。",
    ],
)
def test_a_village_in_the_country_is_elsewhere(text: str) -> None:
    assert as_read(text) == text
    assert read(text).scope == "elsewhere"
