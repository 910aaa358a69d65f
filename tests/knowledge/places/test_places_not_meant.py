"""What stands in a text and is not the place of the wrong: another city, the reporter's home, another branch, a word."""

import pytest

from huiyin.knowledge.places.beyond import lies_beyond
from huiyin.knowledge.places.gazetteer import Entry, Gazetteer
from huiyin.knowledge.places.reasons import Reason
from huiyin.knowledge.places.resolver import Resolver

ENTRIES = (
    Entry("bay", "星月湾", "海棠路88弄", "浦东新区"),
    Entry("home", "丁香三村", "丁香三村1-41号", "普陀区"),
    Entry("wrong", "木兰花园", "木兰路90弄1-30号", "徐汇区"),
    Entry("lane", "海云苑", "海云路888弄", "长宁区"),
    Entry("branch-38", "金桂苑", "金桂路300弄38支弄", "闵行区"),
    Entry("branch-45", "银桂苑", "金桂路300弄45支弄", "闵行区"),
    Entry("part-3", "静水新城三区", "静水路67弄3区", "闵行区"),
    Entry("part-7", "静水花园", "静水路67弄7区1-48号", "闵行区"),
    Entry("village", "杉林新村", "永安路133弄", "浦东新区"),
    Entry("village-468", "杉林新村(468弄)", "永安路468弄", "浦东新区"),
    Entry("yard", "圣星苑", "齐福路903弄", "宝山区"),
    Entry("yard-2", "圣星苑", "齐福路15弄", "宝山区"),
    Entry("mall", "万象广场", "云南公路", "浦东新区"),
    Entry("mall-jiading", "万象广场(嘉定)", "鹤云路26弄", "嘉定区"),
    Entry("word", "新建小区", "福云路140弄", "黄浦区"),
    Entry("campus", "大学里", "杭云路1199弄", "嘉定区"),
)


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(Gazetteer(ENTRIES))


@pytest.mark.parametrize(
    "text",
    [
        "长沙市岳麓区星月湾3号楼违建",
        "江苏省昆山市花桥镇木兰花园12号楼违建",
        "海口市美兰区海甸岛丁香三村5号有人搭棚",
        "琼山区星月湾有人群租",
        "龙华区坡博东村木兰花园5号楼有人群租",
        "无锡市海棠路88弄3号违建",
    ],
)
def test_a_place_of_another_city_is_none_of_ours(resolver: Resolver, text: str) -> None:
    resolution = resolver.resolve(text)
    assert (resolution.entry_id, resolution.reason) == (None, Reason.OTHER_CITY)


@pytest.mark.parametrize(
    ("text", "entry_id"),
    [
        ("市民是南通市人，租住在普陀区丁香三村12号", "home"),
        ("苏州市民来电反映：木兰花园5号楼群租", "wrong"),
        ("江苏省车牌的车停在上海市徐汇区木兰花园5号楼前的绿化带上", "wrong"),
        ("川沙县星月湾5号违建", "bay"),
    ],
)
def test_another_city_said_of_something_else_changes_nothing(
    resolver: Resolver, text: str, entry_id: str
) -> None:
    assert resolver.resolve(text).entry_id == entry_id


@pytest.mark.parametrize(
    "before",
    [
        "整个小区",
        "张江开发区",
        "动迁住宅区",
        "大居三区",
        "浦东新区",
        "闸北区",
        "临港自贸区",
        "虹桥商务区",
        "中心城区",
        "反映我区",
        "我们街区",
        "历史街区",
        "隔壁区",
        "多层区",
        "拆违区",
        "沪籍，在本市",
    ],
)
def test_a_kind_or_a_part_of_a_place_is_no_other_citys_district(before: str) -> None:
    assert not lies_beyond(f"{before}木兰花园", len(before))


@pytest.mark.parametrize(
    "text",
    [
        "市民住丁香三村12号，反映木兰花园5号楼搭阳光房",
        "本人是丁香三村12号302室业主，举报木兰花园5号楼搭阳光房",
        "我是丁香三村12号的居民，木兰花园5号楼搭阳光房",
        "来电人地址丁香三村12号302室，反映木兰花园5号楼搭阳光房",
        "投诉人地址：丁香三村12号302室。被投诉地址：木兰花园5号楼。",
        "联系地址丁香三村12号302室，诉求：木兰花园5号楼有人搭阳光房",
        "王先生（丁香三村12号302室）反映木兰花园5号楼搭阳光房",
        "丁香三村12号302室住户反映对面木兰花园5号楼搭阳光房",
        "丁香三村12号302室的业主来电投诉木兰路90弄5号楼搭阳光房",
    ],
)
def test_who_says_where_they_live_and_names_another_door_means_that_one(
    resolver: Resolver, text: str
) -> None:
    resolution = resolver.resolve(text)
    assert (resolution.entry_id, resolution.mention.normal.building) == ("wrong", "5")
    assert resolution.mention.room is None


@pytest.mark.parametrize(
    ("text", "building", "room"),
    [
        ("本人是丁香三村12号302室业主，楼上在敲承重墙", "12", "302"),
        ("其是丁香三村12号302室的业主，该小区物业公司不管楼道里的电动车，总共有5栋楼", "12", "302"),
        ("丁香三村12号住户反映楼道堆物", "12", None),
    ],
)
def test_the_reporters_home_is_the_place_where_no_other_is_named(
    resolver: Resolver, text: str, building: str, room: str | None
) -> None:
    resolution = resolver.resolve(text)
    assert resolution.entry_id == "home"
    assert (resolution.mention.normal.building, resolution.mention.normal.room) == (building, room)


@pytest.mark.parametrize(
    ("text", "entry_id", "reason"),
    [
        ("金桂路300弄38支弄2号违建", "branch-38", Reason.LANE),
        ("金桂路300弄60支弄2号违建", None, Reason.NOT_IN_GAZETTEER),
        ("金桂路300弄2号违建", None, Reason.AMBIGUOUS_LANE),
        ("静水路67弄3区12号302室违建", "part-3", Reason.LANE),
        ("静水路67弄7区12号302室违建", "part-7", Reason.LANE),
        ("静水路67弄5区12号302室违建", None, Reason.NOT_IN_GAZETTEER),
        # Every part of the lane has a house 12.
        ("静水路67弄12号302室违建", None, Reason.AMBIGUOUS_LANE),
    ],
)
def test_a_branch_or_a_part_of_a_lane_is_itself_or_nothing(
    resolver: Resolver, text: str, entry_id: str | None, reason: Reason
) -> None:
    resolution = resolver.resolve(text)
    assert (resolution.entry_id, resolution.reason) == (entry_id, reason)


@pytest.mark.parametrize(
    ("text", "entry_id"),
    [
        ("杉林新村12号违建", "village"),
        ("杉林新村468弄16号违建", "village-468"),
        ("杉林新村133弄16号违建", "village"),
        ("杉林新村200弄16号违建", None),
        ("圣星苑903弄8号违建", "yard"),
    ],
)
def test_a_lane_behind_a_name_tells_which_one_is_meant(
    resolver: Resolver, text: str, entry_id: str | None
) -> None:
    assert resolver.resolve(text).entry_id == entry_id


def test_a_name_that_another_district_has_as_well_is_not_decided(resolver: Resolver) -> None:
    resolution = resolver.resolve("万象广场二楼违法搭建")
    assert (resolution.entry_id, resolution.reason) == (None, Reason.AMBIGUOUS_NAME)
    assert {rival.entry_id for rival in resolution.runners_up} == {"mall", "mall-jiading"}
    assert resolver.resolve("嘉定万象广场二楼违法搭建").entry_id == "mall-jiading"


@pytest.mark.parametrize(
    ("text", "entry_id"),
    [
        ("新建小区都没有电动车停放处，居民只好停在楼道里充电", None),
        ("租客还在大学里读书，房东把三房隔成六间出租", None),
        ("黄浦区新建小区楼道里停满电动车", "word"),
        ("福云路140弄新建小区楼道里停满电动车", "word"),
        ("大学里8号楼楼道里停满电动车", "campus"),
    ],
)
def test_a_word_that_is_a_name_too_is_understood_with_a_road_a_district_or_a_door(
    resolver: Resolver, text: str, entry_id: str | None
) -> None:
    assert resolver.resolve(text).entry_id == entry_id


@pytest.mark.parametrize("text", ["云龙南路木兰花园5号楼违建", "云龙南路星月湾群租"])
def test_a_name_on_a_road_that_the_list_does_not_have_is_a_namesakes(resolver: Resolver, text: str) -> None:
    resolution = resolver.resolve(text)
    assert (resolution.entry_id, resolution.reason) == (None, Reason.CONFLICT)
    assert len(resolution.runners_up) == 1
