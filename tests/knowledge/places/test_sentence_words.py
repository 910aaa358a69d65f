"""The words of the sentence around a place never belong to its name."""

import pytest

from huiyin.knowledge.places.gazetteer import Entry, Gazetteer
from huiyin.knowledge.places.mention import Mention, find
from huiyin.knowledge.places.provisional import key, plausible
from huiyin.knowledge.places.reasons import Reason
from huiyin.knowledge.places.resolver import Resolver

PREFIXES = (
    "违法搭建",
    "有人违法搭建",
    "擅自搭建阳光房",
    "2022年8月发现",
    "22年8月发现上海市静安区",
    "8月3号下午",
    "2022-08-03",
    "2022.8.3",
    "15点30分左右看到",
    "楼上拆除承重墙",
    "新建",
    "正在施工",
    "存在群租",
    "投诉人发现",
    "静安区",
    "一直没人管",
    "改为",
    "飞线充电",
)


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(
        Gazetteer(
            [
                Entry("lane", "海棠花苑", "海棠路1201弄1-60号", "静安区"),
                Entry("rebuilt", "新建小苑", "新建路20弄", "静安区"),
            ]
        )
    )


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("lane", ["1201弄", "一二零一弄", "１２０１弄"])
def test_a_known_lane_is_found_whatever_stands_before_it(resolver: Resolver, prefix: str, lane: str) -> None:
    resolution = resolver.resolve(f"{prefix}海棠路{lane}8幢1202室阳光房")

    assert (resolution.entry_id, resolution.reason) == ("lane", Reason.LANE)
    assert resolution.mention == Mention(road=f"海棠路{lane}", building="8幢", room="1202室")


@pytest.mark.parametrize(
    "prefix", ["装了", "楼上漏水", "噪音扰民", "开着麻将馆", "盖房", "挖地窖被物业管", "店"]
)
def test_a_known_road_begins_where_no_longer_road_could(resolver: Resolver, prefix: str) -> None:
    assert resolver.resolve(f"{prefix}海棠路1201弄8幢").entry_id == "lane"


@pytest.mark.parametrize("prefix", ["", *PREFIXES])
@pytest.mark.parametrize("road", ["东海棠路", "小海棠路", "北海棠路"])
def test_a_known_road_is_not_taken_out_of_a_longer_one(resolver: Resolver, prefix: str, road: str) -> None:
    resolution = resolver.resolve(f"{prefix}{road}1201弄8幢1202室")

    assert resolution.entry_id is None
    assert resolution.mention.road == f"{road}1201弄"


def test_a_known_road_that_begins_with_a_word_of_building_keeps_it(resolver: Resolver) -> None:
    assert resolver.resolve("有人违法搭建新建路20弄3号").entry_id == "rebuilt"


@pytest.mark.parametrize("prefix", PREFIXES)
def test_an_unknown_lane_written_three_ways_is_one_place(resolver: Resolver, prefix: str) -> None:
    keys = set()
    for lane in ("木樨花路78弄", "木樨花路七十八弄", "木樨花路７８弄"):
        mention = resolver.resolve(f"{prefix}{lane}8幢1202室阳光房").mention
        assert plausible(mention.compound, mention.road)
        keys.add(key(mention.compound, mention.road))

    assert keys == {"|木樨花路|78弄"}


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("name", ["丁香花园", "丁香新村二期", "星河立方"])
def test_an_unknown_compound_is_called_by_its_name_alone(prefix: str, name: str) -> None:
    assert find(f"{prefix}{name}6号楼302室") == Mention(name, building="6号楼", room="302室")


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("风情街违规建设电梯，10号和13号电梯一直在用", Mention(road="风情街", building="13号")),
        ("从前内地来过年，发现B栋19楼有人占用消防通道", Mention(building="B栋")),
        ("这一带的高楼大厦把光都挡住了", Mention()),
        ("其是木兰南路239号商铺的业主，要求拆除", Mention(road="木兰南路239号")),
        ("17年11月发现海口市龙华区金茂西路1号富丽花园加层", Mention("富丽花园", "金茂西路1号")),
        ("22年8月发现上海市静安区共和新路300弄加层", Mention(road="共和新路300弄")),
    ],
)
def test_words_of_the_sentence_are_no_names(text: str, mention: Mention) -> None:
    assert find(text) == mention


@pytest.mark.parametrize(
    "before",
    [
        "之前反映过",
        "多次投诉过",
        "上次举报过",
        "上周来电过",
        "我打过12345反映过",
        "已经打过",
        "城管来看过",
        "去年查处过",
        "街道整治过",
        "每天上班路过",
    ],
)
def test_who_has_called_before_says_so_without_a_change_of_the_name(resolver: Resolver, before: str) -> None:
    resolution = resolver.resolve(f"{before}海棠花苑8幢1202室违法搭建")

    assert (resolution.entry_id, resolution.reason) == ("lane", Reason.NAME)
    assert find(f"{before}木兰花苑8幢1202室违法搭建").compound == "木兰花苑"


@pytest.mark.parametrize(
    "before",
    ["垃圾乱扔到", "把电动车推进", "搬到", "隔壁小区", "北面", "本人系", "我家", "租下", "围墙外"],
)
def test_a_known_name_begins_where_something_comes_to_it_or_lies_beside(
    resolver: Resolver, before: str
) -> None:
    assert resolver.resolve(f"{before}海棠花苑8幢").entry_id == "lane"


@pytest.mark.parametrize(
    "before",
    [
        "规划路旁",
        "规划二路边",
        "无名路上的",
        "消防路边上，",
        "新建规划路边上的",
        "云龙南路旁",
        "从云龙南路拐进去的",
    ],
)
def test_a_road_beside_a_known_name_with_a_door_refuses_it_not(resolver: Resolver, before: str) -> None:
    assert resolver.resolve(f"{before}海棠花苑8幢1202室违法搭建").entry_id == "lane"


def test_a_road_without_a_name_of_its_own_holds_no_name_before_it(resolver: Resolver) -> None:
    resolution = resolver.resolve("海棠花苑内无名路旁，8幢1202室违法搭建铁皮房")
    assert (resolution.entry_id, resolution.mention.road) == ("lane", None)


@pytest.mark.parametrize("road", ["云龙南路", "云龙南路88弄", "云龙南路12号"])
def test_a_road_that_is_the_names_address_and_in_no_list_still_refuses_it(
    resolver: Resolver, road: str
) -> None:
    resolution = resolver.resolve(f"{road}海棠花苑8幢1202室违法搭建")
    assert (resolution.entry_id, resolution.reason) == (None, Reason.CONFLICT)
