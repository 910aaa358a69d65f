"""What a text denies, what only sounds like a denial, and that a person sees whatever holds one."""

from __future__ import annotations

import pytest

from huiyin.knowledge.language.denials import DENIED, LIMITED, said_of
from huiyin.knowledge.language.keywords import KeywordReader
from huiyin.knowledge.language.learned.reader import LearnedReader
from huiyin.knowledge.language.reading import Reading
from huiyin.knowledge.language.signs import signs_of


def read(text: str) -> Reading:
    (reading,) = LearnedReader().read_all([text])
    return reading


def codes(text: str) -> set[str]:
    return {wrong.code for wrong in read(text).violations}


@pytest.mark.parametrize(
    ("text", "denied", "found"),
    [
        ("青梧雅苑5号楼没有群租，不过302室把承重墙敲掉了一大块。", "group-renting", "load-bearing"),
        ("青梧雅苑5号楼并无违建，楼道里停满电瓶车充电。", "illegal-construction", "ebike-common-parts"),
        (
            "青梧雅苑5号楼没有违法搭建，只是装修垃圾堆在大门口没人清运。",
            "illegal-construction",
            "renovation-waste",
        ),
        ("青梧雅苑5号楼没有人乱扔垃圾，但电瓶车推进电梯上楼充电。", "litter", "ebike-common-parts"),
    ],
)
def test_a_denial_never_passes_alone_whatever_else_is_found(text: str, denied: str, found: str) -> None:
    reading = read(text)

    assert denied in signs_of(text).grounds.denied
    assert [wrong.code for wrong in reading.violations] == [found]
    assert not reading.sure
    assert not KeywordReader().read(text).sure


@pytest.mark.parametrize(
    "text",
    [
        "青梧雅苑5号楼原来没有违建，上个月六楼用阳光板把平台包了起来，门厅里还停了一排电瓶车充电。",
        "对面小区没有违建，我们这幢六楼用彩钢板把露台围了一圈，楼道里停满电瓶车充电。",
    ],
)
def test_what_is_denied_of_another_time_or_place_is_not_denied_and_waits_for_a_person(text: str) -> None:
    grounds = signs_of(text).grounds

    assert "illegal-construction" not in grounds.denied
    assert "illegal-construction" in grounds.unsaid
    assert not read(text).sure


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("青梧雅苑5号101室院子盖满了，这不是违建是什么？", "illegal-construction"),
        ("青梧雅苑5号101室怎么可能没有违建，天井都盖满了。", "illegal-construction"),
        ("青梧雅苑5号楼顶并不是没有违建，只是从下面看不到。", "illegal-construction"),
        ("青梧雅苑5号楼顶并非没有违建，只是被广告牌挡住了。", "illegal-construction"),
        ("青梧雅苑5号楼顶那一圈不是违建才怪，请核查。", "illegal-construction"),
        ("青梧雅苑没有任何违建是合法的，5号楼顶的尤其离谱。", "illegal-construction"),
        ("青梧雅苑5号301室不可能没有敲承重墙，楼下墙都裂了。", "load-bearing"),
        ("青梧雅苑5号302室并不是没有群租，只是白天锁门。", "group-renting"),
        ("没有什么群租是查不出来的，请来青梧雅苑5号302室看看。", "group-renting"),
        ("谁说青梧雅苑没有群租，302室一间房住了十二个人。", "group-renting"),
        ("青梧雅苑5号楼没有一户不是违建，露台全都封了。", "illegal-construction"),
        ("除非违建拆除，否则我们会一直投诉青梧雅苑5号101室。", "illegal-construction"),
    ],
)
def test_a_denial_that_is_turned_round_is_an_assertion(text: str, code: str) -> None:
    assert code not in signs_of(text).grounds.denied
    assert code in codes(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("青梧雅苑5号301室没有拆承重墙许可，把承重墙拆了。", "load-bearing"),
        ("青梧雅苑5号301室没有拆承重墙的手续，把承重墙砸掉了。", "load-bearing"),
        ("青梧雅苑5号101室无违建证明，却天天在搭建。", "illegal-construction"),
    ],
)
def test_who_lacks_a_permit_does_not_lack_the_wrong(text: str, code: str) -> None:
    assert code not in signs_of(text).grounds.denied
    assert code in codes(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("青梧雅苑5号楼顶并没有违法搭建，只是放了两把躺椅。", "illegal-construction"),
        ("青梧雅苑5号楼顶现在已经没有违建了，拆干净了。", "illegal-construction"),
        ("我家阳台不是违建是开发商交付时就有的。", "illegal-construction"),
        ("可能不是违建，就是青梧雅苑5号楼的雨棚有点旧。", "illegal-construction"),
        ("楼里是没有群租的，只是青梧雅苑5号楼人来人往有点吵。", "group-renting"),
        ("楼下没有人乱扔垃圾，就是青梧雅苑的路灯坏了。", "litter"),
        ("青梧雅苑没有人毁绿种菜，只是草长得高了。", "greenery"),
        ("青梧雅苑没有装修垃圾堆放点，建议增设一个。", "renovation-waste"),
    ],
)
def test_a_plain_denial_stays_one(text: str, code: str) -> None:
    assert code in signs_of(text).grounds.denied
    assert code not in codes(text)


@pytest.mark.parametrize(
    ("text", "word", "worth"),
    [
        ("没有违建", "违建", DENIED),
        ("没有违法搭建", "搭建", DENIED),
        ("没有人制止敲承重墙", "敲", 1.0),
        ("请查是否擅自拆除", "拆除", 1.0),
        ("至今无违建", "违建", 1.0),
        ("沿街那面没有窗的实墙", "窗", LIMITED),
        ("没有违建整治措施", "违建", LIMITED),
        ("以前从没有违建", "违建", LIMITED),
    ],
)
def test_what_stands_round_a_word_says_what_it_is_worth(text: str, word: str, worth: float) -> None:
    start = text.index(word)

    assert said_of(text, start, start + len(word)) == worth


def test_what_an_office_denies_in_its_answer_is_not_denied_by_the_text() -> None:
    text = (
        "梧桐小区3栋有人砸墙。2021-03-04 10:11某区城管局答复：执法队员到场后向物业和楼上楼下各家都问过，"
        "该处未发现改变承重结构。"
    )

    assert "load-bearing" not in signs_of(text).grounds.denied
