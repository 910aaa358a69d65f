import pytest

from huiyin.knowledge.places.addresses import Access, Houses, read_address

ALL, ODD, EVEN = None, 1, 0


@pytest.mark.parametrize(
    ("address", "accesses"),
    [
        ("淮海中路1285弄4-77号", [Access("淮海中路", "1285", None, (Houses(4, 77),))]),
        ("七莘路3128弄38支弄", [Access("七莘路", "3128", "38")]),
        ("石化十三村1-41号", [Access("石化十三村", None, None, (Houses(1, 41),))]),
        (
            "金杨路685弄,金杨路757弄,金杨路785弄",
            [Access("金杨路", "685"), Access("金杨路", "757"), Access("金杨路", "785")],
        ),
        (
            "奎照路37-39号(单),奎照路4,8弄,车站西路301-305(单)弄",
            [
                Access("奎照路", None, None, (Houses(37, 39, ODD),)),
                Access("奎照路", "4"),
                Access("奎照路", "8"),
                Access("车站西路", "301"),
                Access("车站西路", "303"),
                Access("车站西路", "305"),
            ],
        ),
        (
            "水电路1321弄1-43号(单),10-34号(双)",
            [Access("水电路", "1321", None, (Houses(1, 43, ODD), Houses(10, 34, EVEN)))],
        ),
        (
            "洛川东路260、270、280号",
            [Access("洛川东路", None, None, (Houses(260, 260), Houses(270, 270), Houses(280, 280)))],
        ),
        ("东方路1357-1369(单)", [Access("东方路", None, None, (Houses(1357, 1369, ODD),))]),
        ("通河三村96号-107号", [Access("通河三村", None, None, (Houses(96, 107),))]),
        ("漕宝路1555弄14区", [Access("漕宝路", "1555", "14区")]),
        ("景江苑D区浦秀路518弄", [Access("浦秀路", "518")]),
        ("海棠路１２弄（双）", [Access("海棠路", "12")]),
        ("华丰路", [Access("华丰路")]),
        ("", []),
    ],
)
def test_each_way_in_of_an_address_is_read(address: str, accesses: list[Access]) -> None:
    assert list(read_address(address)) == accesses


def test_a_span_of_one_side_of_the_road_has_only_that_sides_numbers() -> None:
    assert [house for house in range(8, 16) if house in Houses(9, 15, ODD)] == [9, 11, 13, 15]
    assert [house for house in range(8, 16) if house in Houses(9, 15, EVEN)] == [10, 12, 14]


def test_a_span_too_wide_to_be_meant_is_its_first_number() -> None:
    assert read_address("海棠路1-20000号") == (Access("海棠路", None, None, (Houses(1, 1),)),)
