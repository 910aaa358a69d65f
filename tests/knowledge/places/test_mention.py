import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.places.mention import Mention, Normal, find, read_road


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        (
            "市民来电反映：闵行区海棠路1201弄8幢1202室楼道里停满电瓶车。",
            Mention(road="海棠路1201弄", building="8幢", room="1202室"),
        ),
        (
            "市民来电反映:龙江区木兰大道12号丁香花园A2栋三单元706房正在拆墙",
            Mention("丁香花园", "木兰大道12号", "A2栋", "三单元", "706房"),
        ),
        ("投诉松江海棠湾公寓18号底楼破墙开店", Mention("海棠湾公寓", building="18号")),
        ("请问丁香新村二期6号楼401的违建何时能拆", Mention("丁香新村二期", building="6号楼", room="401")),
        ("金桂苑（南区）42号1703有人群租", Mention("金桂苑（南区）", building="42号", room="1703")),
        ("海棠路34号28号1001室隔成了六间", Mention(road="海棠路34号", building="28号", room="1001室")),
        ("海棠路19弄6支弄26号加层", Mention(road="海棠路19弄6支弄", building="26号")),
        (
            "木兰路一七二五弄55号1204敲了承重墙",
            Mention(road="木兰路一七二五弄", building="55号", room="1204"),
        ),
        ("来电人称星河立方6号楼302室养了一屋鸽子", Mention("星河立方", building="6号楼", room="302室")),
        ("其是秀木区长风三期的业主，4-3栋楼道堆满杂物", Mention("长风三期", building="4-3栋")),
        ("青禾区云山镇丁香大厦楼顶搭了铁皮棚", Mention("丁香大厦")),
        ("丁香花园 6 号楼 3 单元有人私搭", Mention("丁香花园", building="6 号楼", unit="3 单元")),
        ("6号楼3单元有人私搭", Mention(building="6号楼", unit="3单元")),
    ],
)
def test_the_parts_are_given_as_they_stand(text: str, mention: Mention) -> None:
    assert find(text) == mention


@pytest.mark.parametrize(
    "text",
    [
        "",
        "小区里的人不分类垃圾，物业也不管",
        "我们小区一楼住户把绿地铲了",
        "政府应当管管公园里的乱停车",
        "消防通道和楼道里都堵住了，道路也不通",
    ],
)
def test_common_words_name_no_place(text: str) -> None:
    assert find(text) == Mention()
    assert not find(text)


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        (
            "海棠路上一个小区6号903室把建筑垃圾拖到后门",
            Mention(road="海棠路", building="6号", room="903室"),
        ),
        (
            "海棠路上靠近木兰路那个大盘63号901室打了隔断",
            Mention(road="海棠路", building="63号", room="901室"),
        ),
        ("装修垃圾谁都往那里倒，连隔壁小区的都来", Mention()),
        ("海棠路西侧某老公房3号401室隔成四间", Mention(road="海棠路", building="3号", room="401室")),
        ("给母亲送饭时看见门里有五道小门", Mention()),
    ],
)
def test_a_place_that_is_pointed_at_or_counted_is_not_named(text: str, mention: Mention) -> None:
    assert find(text) == mention


@pytest.mark.parametrize("landmark", ["旁边", "对面", "附近", "隔壁", "南侧"])
def test_a_compound_that_is_only_a_landmark_is_not_the_place(landmark: str) -> None:
    assert find(f"海棠路丁香花园{landmark}有人违建铁皮棚").compound is None


def test_the_place_of_the_wrong_goes_before_the_reporters_home() -> None:
    assert find("其居住在木兰小区，投诉丁香花园有人群租").compound == "丁香花园"
    assert find("其居住在木兰小区5栋，楼上敲了承重墙").compound == "木兰小区"


def test_the_complaint_goes_before_the_answer_that_is_quoted_behind_it() -> None:
    text = "反映丁香花园有人违建。2022-03-04 城管局答复：已到木兰路8号海棠花园5栋核查"

    assert find(text).compound == "丁香花园"


def test_what_the_source_has_wholly_masked_is_not_given_and_what_is_readable_is() -> None:
    assert find("****小区**号楼三单元5**室群租") == Mention(unit="三单元", room="5**室")
    assert find("丁香****家园群租").compound == "丁香****家园"


@given(
    st.text(
        st.sampled_from(
            "海棠路丁香花园小区新村弄号楼栋单元室一二三十12345９（）()* 　，。的在区镇市旁边住A-"
        ),
        max_size=60,
    )
)
def test_each_part_stands_in_the_text(text: str) -> None:
    mention = find(text)

    for part in (mention.compound, mention.road, mention.building, mention.unit, mention.room):
        assert part is None or (part and part in text)


@pytest.mark.parametrize(
    ("door", "building", "unit", "room"),
    [
        ("12号楼302室", "12", None, "302"),
        ("12号302", "12", None, "302"),
        ("12幢三单元706房", "12", "3", "706"),
        ("12#302", "12", None, "302"),
        ("12＃楼３０２室", "12", None, "302"),
        ("12-302", "12", None, "302"),
        ("12-3-302", "12", "3", "302"),
        ("十二号楼三零二室", "12", None, "302"),
        ("12号三零二室", "12", None, "302"),
        ("拾贰号叁零贰室", "12", None, "302"),
        ("12号三百零二室", "12", None, "302"),
        ("12号乙302室", "12乙", None, "302"),
        ("12号甲", "12甲", None, None),
        ("丙楼302室", "丙", None, "302"),
        ("12号的302室", "12", None, "302"),
        ("12号(302室)", "12", None, "302"),
        ("12号/302", "12", None, "302"),
        ("第12幢302室", "12", None, "302"),
        ("12号栋302室", "12", None, "302"),
        ("B2栋1单元B302室", "B2", "1", "B302"),
        ("5B单位", "5B", None, None),
        ("8栋、9栋", None, None, None),
        ("6栋1、2和3单元", "6", None, None),
        ("11楼1103号房", None, None, "1103"),
    ],
)
@pytest.mark.parametrize("name", ["丁香花园", "木兰路88弄"])
def test_a_door_is_read_in_every_spelling(
    name: str, door: str, building: str | None, unit: str | None, room: str | None
) -> None:
    normal = find(f"投诉{name}{door}有人群租").normal

    assert (normal.building, normal.unit, normal.room) == (building, unit, room)


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        # Several buildings, units or rooms are given as the list that they are.
        ("丁香花园A栋B栋的架空层", Mention("丁香花园", building="A栋B栋")),
        ("丁香花园A8栋、A15栋和A16栋私建围墙", Mention("丁香花园", building="A8栋、A15栋和A16栋")),
        ("丁香花园望海阁，玉海阁和金海阁违建", Mention("丁香花园", building="望海阁，玉海阁和金海阁")),
        ("丁香花园6栋2单元、3单元违建", Mention("丁香花园", building="6栋", unit="2单元、3单元")),
        ("丁香花园18栋704、804房改成托管班", Mention("丁香花园", building="18栋", room="704、804房")),
        # A road in a bracket behind the name is the compound's address.
        ("丁香花园（木兰路88弄）6号楼违建", Mention("丁香花园", "木兰路88弄", "6号楼")),
        ("丁香花园（青禾区木兰路88号）违建", Mention("丁香花园", "木兰路88号")),
        # A name has several words, and begins with what elsewhere joins two.
        ("青禾区云山新村映月园17栋违建", Mention("云山新村映月园", building="17栋")),
        ("木兰路和乐家园小区内有人开店", Mention("和乐家园小区", "木兰路")),
        ("云水小区别墅区31栋加盖", Mention("云水小区", building="31栋")),
        ("云水海岸三期听涛居10栋违建", Mention("云水海岸三期", building="10栋")),
        ("青禾区云山镇新城金悦广场楼道充电", Mention("新城金悦广场")),
        ("柳桥口12号院的通道堵了", Mention("柳桥口12号院")),
        # What is said first, as in a title, may be completed by what follows.
        ("【丁香花园2栋违建】 丁香花园2栋302搭了棚", Mention("丁香花园", building="2栋", room="302")),
        ("【丁香花园违建】 丁香花园二期绿地被占", Mention("丁香花园二期")),
        ("美兰路口有人违建，地点是木兰路，在木兰路17号", Mention(road="木兰路17号")),
        # The neighbour's flat, not the reporter's.
        ("其住在丁香花园6号楼301室，楼上401室敲墙", Mention("丁香花园", building="6号楼", room="401室")),
        # Roads and what are none.
        ("望海岛春晖路3号违建", Mention(road="春晖路3号")),
        ("望海岛二东路3号违建", Mention(road="望海岛二东路3号")),
        ("沿江三西路7号违建", Mention(road="沿江三西路7号")),
        ("木兰大道延长线违建", Mention(road="木兰大道延长线")),
        ("村里的一条老路被占，要绕路走", Mention()),
        ("梧桐园小区对面木兰路2号违建", Mention(road="木兰路2号")),
        # Words that only seem to end a name.
        ("里面有人群居，老年人居多", Mention()),
        ("树林里有人搭棚", Mention()),
    ],
)
def test_how_places_are_written(text: str, mention: Mention) -> None:
    assert find(text) == mention


@pytest.mark.parametrize("text", ["*" * 40, "****区", "****路****小区**号楼", "**号楼和**号楼"])
def test_what_is_wholly_hidden_is_no_part(text: str) -> None:
    assert find(text) == Mention()


def test_the_parts_as_keys() -> None:
    mention = Mention("丁香新村（二期）", "木兰路一七二五弄６支弄", "十二号楼", "三单元", "三零二室")

    assert mention.normal == Normal("丁香新村(二期)", "木兰路", "1725", "6", None, "12", "3", "302")
    assert Mention().normal == Normal(None, None, None, None, None, None, None, None)


@pytest.mark.parametrize(
    ("road", "parts"),
    [
        ("锦花路1001弄", ("锦花路", "1001", None, None)),
        ("锦花路一千零一弄", ("锦花路", "1001", None, None)),
        ("锦花路１２号", ("锦花路", None, None, "12")),
        ("锦花路101-103号", ("锦花路", None, None, "101")),
        ("锦花北一路8弄", ("锦花北一路", "8", None, None)),
        ("锦花大道", ("锦花大道", None, None, None)),
    ],
)
def test_a_road_as_written_is_taken_apart(road: str, parts: tuple[str | None, ...]) -> None:
    assert read_road(road) == parts
