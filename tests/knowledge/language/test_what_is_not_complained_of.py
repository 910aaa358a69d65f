"""What a text denies, praises or merely asks about, what it does not take back, and complaints in traditional characters."""

import pytest

from huiyin.knowledge.complaint import ComplaintReader
from huiyin.knowledge.language.keywords import KeywordReader
from huiyin.knowledge.language.learned.reader import LearnedReader
from huiyin.knowledge.language.reading import Reading
from huiyin.knowledge.language.signs import signs_of
from huiyin.knowledge.traditional import SIMPLIFIED, simplified


def read(text: str) -> Reading:
    (reading,) = LearnedReader().read_all([text])
    return reading


def codes(text: str) -> set[str]:
    return {wrong.code for wrong in read(text).violations}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("青梧雅苑3号楼并没有违法搭建，只是装修噪音大。", "illegal-construction"),
        ("青梧雅苑3号楼并无违建，只是装修噪音大。", "illegal-construction"),
        ("青梧雅苑3号楼无违法搭建情况，只是装修噪音大。", "illegal-construction"),
        ("青梧雅苑3号楼不存在违法搭建，只是装修噪音大。", "illegal-construction"),
        ("青梧雅苑3号楼未发现违法搭建，只是装修噪音大。", "illegal-construction"),
        ("青梧雅苑3号楼楼上没动承重墙，但电钻声太吵。", "load-bearing"),
        ("青梧雅苑3号楼楼上没有乱扔垃圾，只是半夜吵闹。", "litter"),
        ("青梧雅苑3号楼没有人乱扔垃圾，只是半夜吵闹。", "litter"),
        ("青梧雅苑3号楼没有群租，请不要再上门查。", "group-renting"),
    ],
)
def test_what_a_text_denies_is_not_found(text: str, code: str) -> None:
    assert code in signs_of(text).grounds.denied
    assert code not in codes(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("难道不是违法搭建吗？青梧雅苑3号楼天井里搭了铁皮棚，要求拆除。", "illegal-construction"),
        ("青梧雅苑3号楼违建至今没动，天井里的铁皮棚还在，要求拆除违建。", "illegal-construction"),
        ("青梧雅苑3号楼无证违法搭建阳光房，要求拆除。", "illegal-construction"),
        ("青梧雅苑3号楼无人管违建，天井搭了铁皮棚。", "illegal-construction"),
        ("居委会说没有群租，其实青梧雅苑3号楼501室隔成八间住了二十人。", "group-renting"),
    ],
)
def test_what_others_deny_or_nobody_does_is_found(text: str, code: str) -> None:
    assert code not in signs_of(text).grounds.denied
    assert code in codes(text)


@pytest.mark.parametrize("text", ["表扬城管队员，拆违建很及时。", "表扬居委会，群租房整治得很好。"])
def test_praise_never_passes_alone_as_a_wrong(text: str) -> None:
    reading = read(text)
    assert reading.violations
    assert (reading.sure, reading.why_unsure) == (False, "praise")


@pytest.mark.parametrize(
    "text", ["请问违建举报电话是多少？", "请问承重墙能拆吗？", "请问违建拆除有没有补偿？"]
)
def test_a_short_question_never_passes_alone_as_a_wrong(text: str) -> None:
    reading = read(text)
    assert reading.act == "inquiry"
    assert reading.violations
    assert (reading.sure, reading.why_unsure) == (False, "question")


@pytest.mark.parametrize(
    "text",
    [
        "不撤销投诉，要求继续处理青梧雅苑3号楼违建。",
        "市民不同意撤销工单20230601000130，要求处理。",
        "物业让我撤诉，我不撤，青梧雅苑3号楼违建。",
        "街道要求市民撤销投诉，市民不服。",
        "投诉被擅自撤销投诉人不知情，工单20230601000130。",
    ],
)
def test_who_refuses_to_take_back_or_is_told_to_does_not(text: str) -> None:
    assert read(text).act != "withdraw"
    assert KeywordReader().read(text).act != "withdraw"


@pytest.mark.parametrize(
    "text",
    [
        "市民来电撤销：工单20230601000130。",
        "问题已解决，要求关闭工单20230601000130。",
        "工单20230601000130的投诉不需要处理了。",
        "申请撤回20230601000130号投诉。",
        "取消之前的投诉，已经处理好了。",
        "之前说不撤诉，现在要求撤销投诉20230601000130。",
    ],
)
def test_plain_words_take_back(text: str) -> None:
    assert read(text).act == "withdraw"


@pytest.mark.parametrize(
    ("traditional", "simple"),
    [
        ("底樓住戶破牆開門開店，把外牆打了一個大洞。", "底楼住户破墙开门开店，把外墙打了一个大洞。"),
        ("樓道裡停滿電瓶車，還拉線充電。", "楼道里停满电瓶车，还拉线充电。"),
        ("有人佔用綠地種菜，破壞綠化。", "有人占用绿地种菜，破坏绿化。"),
        ("青梧雅苑12號樓違章建築，正在搭建陽光房。", "青梧雅苑12号楼违章建筑，正在搭建阳光房。"),
    ],
)
def test_traditional_characters_are_read_as_simplified_ones(traditional: str, simple: str) -> None:
    assert simplified(traditional) == simple
    first, second = (ComplaintReader().read(text) for text in (traditional, simple))
    assert first.reading == second.reading
    assert first.reading.violations
    assert first.resolution.mention.normal == second.resolution.mention.normal


def test_a_place_in_traditional_characters_is_given_as_it_stands() -> None:
    mention = ComplaintReader().read("長雲路88弄青梧雅苑12號樓302室違章搭建").resolution.mention
    assert (mention.road, mention.building) == ("長雲路88弄", "12號樓")
    assert (mention.normal.road, mention.normal.building) == ("长云路", "12")


def test_no_simplified_character_is_changed() -> None:
    assert not set(SIMPLIFIED) & set(SIMPLIFIED.values())
    assert all(len(one) == len(other) == 1 for one, other in SIMPLIFIED.items())
