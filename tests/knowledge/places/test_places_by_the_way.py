"""Which of several named places is the wrong's: the reporter's home, the one they turn to, or none that can be told."""

import pytest

from huiyin.knowledge.places.gazetteer import Entry, Gazetteer
from huiyin.knowledge.places.mention import find
from huiyin.knowledge.places.reasons import Reason
from huiyin.knowledge.places.resolver import Resolver

HOME, OTHER = "丁香三村", "木兰花园"
ENTRIES = (
    Entry("home", HOME, "丁香路33弄1-41号", "普陀区"),
    Entry("other", OTHER, "木兰路90弄1-30号", "徐汇区"),
    Entry("alley", "杨巷小区", "玉兰路7弄", "徐汇区"),
)


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(Gazetteer(ENTRIES))


@pytest.mark.parametrize(
    ("text", "building"),
    [
        # What stands beside, behind or within sight of it.
        (f"{HOME}居民反映，3号101室违法搭建，与{OTHER}一墙之隔", "3"),
        (f"丁香路33弄3号201室业主反映，楼上301室违法搭建，靠近{OTHER}一侧", "3"),
        (f"{HOME}业主反映，小区和{OTHER}之间的围墙边，3号101室住户搭了一间铁皮房", "3"),
        (f"{HOME}居民反映，3号楼楼顶搭建鸽棚，站在{OTHER}都能看到", "3"),
        # Whose people, vans and firms it was.
        (f"{HOME}业主投诉：3号楼道停满电动车，都是{OTHER}的外卖员停的", "3"),
        (f"{HOME}居民反映，{OTHER}的施工队把装修垃圾倒在我们3号楼门口", "3"),
        (f"{HOME}居民反映，从{OTHER}方向过来的渣土车把建筑垃圾倒在小区门口", None),
        (f"{HOME}居民反映，消防通道被{OTHER}的商户堵住，我们3号楼的车开不进来", "3"),
        (f"{HOME}居民反映，垃圾厢房旁堆满大件垃圾，是{OTHER}搬家公司丢的", None),
        # Where landlords and builders live, and firms sit.
        (f"我是{HOME}居民，3号101室群租，业主本人在{OTHER}另有住房", "3"),
        (f"{HOME}业主反映，3号101室房东（本人住{OTHER}5号）将房屋隔成8间群租", "3"),
        (f"本人住{HOME}3号201室，楼上301室敲承重墙，装修老板住{OTHER}12号", "3"),
        (f"{HOME}3号201室业主反映，楼上301室违法搭建，物业办公室在{OTHER}", "3"),
        (f"{HOME}居民反映3号101室群租，二房东公司地址在{OTHER}2号楼", "3"),
        (f"{HOME}居民反映，3号101室居改非，执照上的地址是{OTHER}5号", "3"),
        # To whom they turned, what is called after it, and what was done there.
        (f"{HOME}12号业主反映，消防通道被占用，楼道堆物严重，已向{OTHER}物业反映过", "12"),
        (f"{HOME}居民反映，3号101室破墙开门，店名叫“{OTHER}面馆”", "3"),
        (f"市民住在{HOME}3号201室，楼下101室天井搭玻璃房，{OTHER}那边早就拆光了", "3"),
        (f"{HOME}居民来电催办：9号201室敲承重墙，{OTHER}12号同类问题已经处理", "9"),
    ],
)
def test_a_name_said_after_the_wrong_at_home_is_not_its_place(
    resolver: Resolver, text: str, building: str | None
) -> None:
    resolution = resolver.resolve(text)
    assert (resolution.entry_id, resolution.mention.normal.building) == ("home", building)


@pytest.mark.parametrize(
    "text",
    [
        f"{HOME}居民反映，隔壁小区{OTHER}5号楼楼顶搭了一排鸽棚",
        f"来电人家住{HOME}，其母亲居住的{OTHER}5号101室楼上有人违法搭建",
        f"我是{HOME}的业主，我父母住在{OTHER}5号201室，楼上敲承重墙",
        f"{HOME}业主来电：本人名下{OTHER}5号201室出租，承租人擅自隔成8间群租",
        f"{HOME}3号居民来电，要求查处{OTHER}5号101室破墙开店",
        f"{HOME}12号业主发现{OTHER}5号101室在砌墙封天井",
        f"住在{HOME}的市民路过{OTHER}时发现，5号楼前的绿化被铲了种菜",
        f"我住在{HOME}，每天上班路过{OTHER}，发现5号楼门口堆满装修垃圾",
        f"来电人住{HOME}，反映木兰路90弄5号101室群租",
    ],
)
def test_another_place_that_is_complained_of_is_that_of_the_wrong(resolver: Resolver, text: str) -> None:
    resolution = resolver.resolve(text)
    assert (resolution.entry_id, resolution.mention.normal.building) == ("other", "5")


@pytest.mark.parametrize(
    "text",
    [
        f"{HOME}居民反映，{OTHER}垃圾房没人清运，臭味飘到我们小区",
        f"居住在{HOME}的张先生投诉{OTHER}物业保洁不到位，楼道脏乱",
        f"{HOME}居民反映，隔壁{OTHER}居民高空抛物，砸到我们小区的车",
    ],
)
def test_what_is_complained_of_needs_no_door(resolver: Resolver, text: str) -> None:
    assert resolver.resolve(text).entry_id == "other"


@pytest.mark.parametrize(
    "text",
    [
        f"{HOME}居民反映，{OTHER}业主的电动车停在楼道里充电",
        f"本人住{HOME}，{OTHER}也有一样的情况，3号101室违法搭建",
        f"住在{HOME}，最近{OTHER}动静很大，2号楼在拆承重墙",
        f"{HOME}居民反映3号101室群租，{OTHER}5号102室也群租",
    ],
)
def test_what_nobody_can_tell_is_left_to_a_person_with_both_to_choose_from(
    resolver: Resolver, text: str
) -> None:
    resolution = resolver.resolve(text)
    assert (resolution.entry_id, resolution.reason) == (None, Reason.CONFLICT)
    assert {rival.entry_id for rival in resolution.runners_up} == {"home", "other"}


@pytest.mark.parametrize(
    ("text", "building"),
    [
        (f"{HOME}的居民把垃圾乱扔到{OTHER}10号围墙里面", "10"),
        (f"{HOME}的外卖员把电动车推进{OTHER}3号楼道充电", "3"),
        (f"{HOME}的装修垃圾被偷运到{OTHER}门口倾倒", None),
        (f"从{HOME}搬到{OTHER}后发现，2号302室违章搭建", "2"),
        (f"从{HOME}动迁到{OTHER}的居民反映，3号101室违法搭建", "3"),
        (f"与{HOME}5号楼相邻的{OTHER}3号101室违法搭建", "3"),
        (f"和{HOME}同一家物业的{OTHER}，垃圾三天没清运，5号楼下臭气熏天", "5"),
        (f"搬到{OTHER}以后才发现3号101室是群租房，之前住{HOME}没有这种情况", "3"),
        (f"{OTHER}（靠近{HOME}）2号101室违法搭建", "2"),
        (f"木兰路90弄3号101室群租，房东在{HOME}另有住房", "3"),
        (f"木兰路90弄3号101室敲承重墙，是{HOME}的装修队敲的", "3"),
    ],
)
def test_a_place_that_people_or_things_come_from_or_that_lies_beside_is_not_the_wrongs(
    resolver: Resolver, text: str, building: str | None
) -> None:
    resolution = resolver.resolve(text)
    assert (resolution.entry_id, resolution.mention.normal.building) == ("other", building)


@pytest.mark.parametrize(
    "text",
    [
        f"{HOME}3号201室业主搬到{OTHER}5号101室，201室群租",
        f"{HOME}3号201室业主已搬至{OTHER}5号101室居住，现将201室隔成8间群租",
        f"{HOME}3号201室租客搬到{OTHER}5号后，房东又租给二十多人群租",
        f"{HOME}3号201室业主在{OTHER}5号还有一套房，201室群租",
        f"{HOME}3号201室业主人在{OTHER}5号，房子隔成8间群租",
        f"{HOME}3号201室业主在木兰路90弄5号开店，201室违法搭建阳光房",
        f"{HOME}3号201室的装修队白天在{OTHER}5号施工，晚上来敲承重墙",
    ],
)
def test_where_those_of_a_place_have_moved_or_are_is_not_the_wrongs(resolver: Resolver, text: str) -> None:
    resolution = resolver.resolve(text)
    assert (resolution.entry_id, resolution.mention.building, resolution.mention.room) == (
        "home",
        "3号",
        "201室",
    )


@pytest.mark.parametrize(
    "text",
    [
        f"{HOME}的施工队在{OTHER}5号101室敲承重墙",
        f"{HOME}的业主把车停在{OTHER}5号门口",
        f"{HOME}的居民把旧家具搬到{OTHER}5号门口丢弃",
        f"{HOME}物业把垃圾桶搬到{OTHER}5号门口",
    ],
)
def test_where_those_of_a_place_do_wrong_or_put_something_is_the_wrongs(
    resolver: Resolver, text: str
) -> None:
    resolution = resolver.resolve(text)
    assert (resolution.entry_id, resolution.mention.building) == ("other", "5号")


def test_a_name_right_behind_a_lanes_door_stays_that_of_its_compound(resolver: Resolver) -> None:
    resolution = resolver.resolve("丁香路3弄5号101室，木兰花园，违法搭建")
    assert resolution.mention.compound == "木兰花园"


def test_an_alley_in_a_compounds_name_is_no_road(resolver: Resolver) -> None:
    resolution = resolver.resolve(f"本人住{HOME}12号，反映杨巷小区3号101室违法搭建")
    assert (resolution.entry_id, resolution.mention.road) == ("alley", None)


def test_the_place_is_chosen_alike_without_a_gazetteer() -> None:
    mention = find("丁香花园3号居民反映，3号101室违法搭建，老板以前在木兰花园5号开过店")
    assert (mention.compound, mention.building) == ("丁香花园", "3号")
