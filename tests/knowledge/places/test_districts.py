import pytest

from huiyin.knowledge.places.districts import DISTRICTS, normal_district, said_district


@pytest.mark.parametrize(
    ("said", "present"),
    [
        ("闸北区", "静安区"),
        ("闸北", "静安区"),
        ("卢湾", "黄浦区"),
        ("南汇县", "浦东新区"),
        ("浦东", "浦东新区"),
        ("浦东新区", "浦东新区"),
        ("上海市闵行区", "闵行区"),
        (" 崇明县 ", "崇明区"),
        ("临海", None),
        ("", None),
        (None, None),
    ],
)
def test_every_name_of_a_district_leads_to_the_present_one(said: str | None, present: str | None) -> None:
    assert normal_district(said) == present


def test_sixteen_districts_are_known_by_their_own_names() -> None:
    assert len(DISTRICTS) == 16
    assert [normal_district(name) for name in DISTRICTS] == list(DISTRICTS)


def test_the_district_a_text_names_in_full_counts_and_a_road_of_that_name_does_not() -> None:
    assert said_district("上海市南汇区海棠路的楼道") == "浦东新区"
    assert said_district("长宁路上的楼道") is None
