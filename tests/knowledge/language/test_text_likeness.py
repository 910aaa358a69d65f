"""Texts that say the same are found by their keys and told by their words; all of them are composed for these tests."""

from __future__ import annotations

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.language.likeness import (
    NEARLY,
    figures,
    first_telling,
    held_in,
    keys,
    keys_of_all,
    plain,
    similarity,
)

TOLD = "市民来电反映：云帆路88弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房，电焊声从早响到晚，要求城管上门制止。"
CORRIDOR = (
    "市民来电反映：听潮路1201弄白鹭新城3号楼二楼走廊堆满纸箱和旧家具，电动车也推进来充电，物业说管不了，"
    "担心起火，请闵行区政府核实处理！（请职能局按规定在30分钟内联系市民，响应处置）"
)

SAME = [
    # A feedback of an office, with the ticket behind its title.
    (
        TOLD,
        f"云帆街道城管来电反馈：工单号20220901000503《关于青梧雅苑违章搭建的问题》处理情况 工单内容：{TOLD}",
    ),
    # A citizen who presses: the ticket, an answer, and new words.
    (
        CORRIDOR,
        (
            f"市民来电催办：（20220902000511）《关于白鹭新城走廊堆物的问题》 工单内容： {CORRIDOR} 2022-09-03 16:20闵行区城管局"
            "答复：已约谈物业。（工单号20220903000588） 市民再次来电反映：纸箱还在原处，没有人搬走，请核实处理。"
        ),
    ),
    # The same words through another channel, to another office.
    (
        TOLD,
        (
            "市民微信反映:云帆路88弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房，电焊声从早响到晚，要求城管上门制止。"
            "请静安区城管部门尽快核实处理，谢谢！"
        ),
    ),
    # A word left out and a stop set otherwise.
    (
        CORRIDOR,
        "市民来电反映: 听潮路1201弄白鹭新城3号楼二楼走廊堆满纸箱、旧家具，电动车也推进来充电，物业说管不了，担心起火。",
    ),
]
ANOTHER = [
    (TOLD, CORRIDOR),
    (
        TOLD,
        "市民来电反映：云帆路166弄丹枫别院有人把垃圾从楼上往下扔，落在一楼的院子里，要求居委张贴告示并查找是谁。",
    ),
    (
        TOLD,
        "市民来电反映：青梧雅苑7号楼楼下的快递柜坏了半个月，取不了件，要求物业修理，城管上门也没有用。",
    ),
    # What offices say is all that they have in common.
    (
        "市民来电反映：小区路灯不亮。请闵行区政府核实处理！（请职能局按规定在30分钟内联系市民，响应处置）",
        "市民来电反映：公交站牌倒了。请闵行区政府核实处理！（请职能局按规定在30分钟内联系市民，响应处置）",
    ),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_texts_that_say_the_same_are_nearly_the_same_and_share_a_key(one: str, other: str) -> None:
    assert similarity(one, other) >= NEARLY
    mine, theirs = keys(one), keys(other)
    assert mine is not None
    assert theirs is not None
    assert any(a == b for a, b in zip(mine, theirs, strict=True))


@pytest.mark.parametrize(("one", "other"), ANOTHER)
def test_texts_about_something_else_are_not(one: str, other: str) -> None:
    assert similarity(one, other) < NEARLY / 2
    mine, theirs = keys(one), keys(other)
    assert mine is None or theirs is None or not any(a == b for a, b in zip(mine, theirs, strict=True))


@pytest.mark.parametrize(("one", "other"), SAME[:2])
def test_a_follow_up_holds_the_whole_ticket_but_the_ticket_not_the_follow_up(one: str, other: str) -> None:
    assert held_in(one, other) == 1.0
    assert len(plain(one)) < len(plain(other))


def test_the_first_telling_is_what_was_said_of_the_matter_and_nothing_else() -> None:
    told = "云帆路88弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房电焊声从早响到晚要求城管上门制止"
    assert [first_telling(text) for text in (TOLD, SAME[0][1], SAME[2][1])] == [told] * 3


def test_a_text_that_says_too_little_has_no_keys() -> None:
    assert keys("") is None
    assert keys("市民来电反映：楼上漏水。请核实处理，谢谢！") is None
    assert (similarity("", ""), held_in("", TOLD)) == (0.0, 0.0)


def test_the_keys_are_those_that_were_stored_before() -> None:
    """They stand in the tables of installations: another version must find them."""
    assert keys(TOLD) == STORED


def test_many_texts_have_the_keys_that_each_has_alone() -> None:
    few = "哈" * 300
    texts = [one for pair in SAME + ANOTHER for one in pair] + ["", few, f"{few}{TOLD}", "😀🙂" * 40, TOLD]
    assert keys_of_all(texts * 40) == [keys(text) for text in texts] * 40
    assert (keys(few), keys_of_all([])) == (None, [])


def test_the_keys_are_by_the_first_checksums_after_fixed_points_of_a_ring() -> None:
    told = first_telling(CORRIDOR).encode("utf-16-le")
    ring = sorted({crc32(told[at : at + 6]) for at in range(0, len(told) - 4, 2)})
    points = [n * (1 << 32) // 12 for n in range(12)]
    least = [next((one for one in ring if one >= point), ring[0]) for point in points]
    bands = [crc32(repr(least[start : start + 3]).encode()) - (1 << 31) for start in (0, 3, 6, 9)]
    assert keys(CORRIDOR) == tuple(bands)


def test_texts_that_differ_in_a_number_alone_differ_in_their_figures() -> None:
    assert figures(TOLD) == ("88", "7", "1201")
    assert figures(TOLD.replace("1201室", "1202室")) == ("88", "7", "1202")
    assert figures("三号楼二单元和B座门口") == ("三", "二", "b")
    assert figures(SAME[0][1]) == figures(TOLD)


@given(st.text(max_size=400))
def test_whatever_the_text_it_is_nearly_the_same_as_itself(text: str) -> None:
    assert keys(text) == keys(text)
    assert similarity(text, text) == (1.0 if len(first_telling(text).encode("utf-16-le")) >= 6 else 0.0)
    assert 0.0 <= held_in(text, TOLD) <= 1.0


@given(st.lists(st.text(max_size=80), max_size=12))
def test_whatever_the_texts_together_their_keys_are_those_of_each(texts: list[str]) -> None:
    assert keys_of_all(texts) == [keys(text) for text in texts]


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_likeness_is_mutual(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one)


STORED = (496684860, 996332868, 554081645, 1612108543)
