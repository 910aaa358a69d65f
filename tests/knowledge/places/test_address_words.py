"""Words of an address before a road or a name that are parts of neither: subdistricts, areas of residents, parts of the city."""

import pytest

from huiyin.knowledge.places.gazetteer import Entry, Gazetteer
from huiyin.knowledge.places.reasons import Reason
from huiyin.knowledge.places.resolver import Resolver

ENTRIES = (
    Entry("lane", "海棠花苑", "海棠路256弄", "长宁区"),
    Entry("name", "丁香三村", "丁香三村1-41号", "普陀区"),
    Entry("garden", "菊园", "晚霞路15弄", "普陀区"),
    Entry("new-town", "福桥新区", "福桥路8弄", "青浦区"),
    Entry("roses", "月季园", "月季路3弄", "闵行区"),
    Entry("corner", "转角楼小区", "转角路9弄", "松江区"),
)


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(Gazetteer(ENTRIES))


@pytest.mark.parametrize(
    ("text", "road"),
    [
        ("长宁区海棠路街道海棠路256弄3号101室违法搭建", "海棠路256弄"),
        ("长宁区云桂路街道海棠路256弄3号101室违法搭建", "海棠路256弄"),
        ("上海市长宁区云桂二路街道办事处海棠路256弄3号有人群租", "海棠路256弄"),
        ("反映云桂路社区海棠路256弄3号楼道堆物", "海棠路256弄"),
        ("长宁区云桂路街道海棠花苑3号101室违法搭建", None),
    ],
)
def test_a_subdistrict_called_after_a_road_is_no_road(
    resolver: Resolver, text: str, road: str | None
) -> None:
    resolution = resolver.resolve(text)
    assert (resolution.entry_id, resolution.mention.road) == ("lane", road)
    assert (resolution.mention.building, resolution.mention.compound) == (
        "3号",
        None if road else "海棠花苑",
    )


@pytest.mark.parametrize("area", ["云桂居民区", "居住区", "云桂路居民区", "度假区"])
def test_a_kind_of_area_before_a_name_is_no_part_of_it(resolver: Resolver, area: str) -> None:
    resolution = resolver.resolve(f"{area}丁香三村3号101室违法搭建")
    assert (resolution.entry_id, resolution.mention.compound) == ("name", "丁香三村")


def test_a_part_of_the_city_is_not_the_compound_with_which_its_name_begins(resolver: Resolver) -> None:
    resolution = resolver.resolve("长宁区菊园新区海棠路256弄3号违建")
    assert (resolution.entry_id, resolution.mention.road) == ("lane", "海棠路256弄")
    assert resolver.resolve("福桥新区3号违建").entry_id == "new-town"
    assert resolver.resolve("菊园3号违建").entry_id == "garden"


@pytest.mark.parametrize(
    ("text", "entry_id"),
    [
        ("小区里的月季园被人铲掉种菜", None),
        ("地下车库转角楼梯堆满杂物", None),
        ("转角楼道内停满电动车", None),
        ("闵行区月季园楼道堆物", "roses"),
        ("转角楼3号楼道停满电动车", "corner"),
    ],
)
def test_a_garden_or_a_corner_is_meant_as_a_name_only_with_a_district_or_a_door(
    resolver: Resolver, text: str, entry_id: str | None
) -> None:
    resolution = resolver.resolve(text)
    assert resolution.entry_id == entry_id
    assert entry_id is not None or resolution.reason is Reason.AMBIGUOUS_NAME


@pytest.mark.parametrize("text", ["位於海棠路256弄3號後門違建", "位於海棠花苑3號裏違建"])
def test_lead_words_in_traditional_characters_stand_before_a_place(resolver: Resolver, text: str) -> None:
    assert resolver.resolve(text).entry_id == "lane"
