import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huiyin.knowledge.places.gazetteer import Entry, Gazetteer
from huiyin.knowledge.places.numbers import arabic, normal_building, normal_room, normal_unit
from huiyin.knowledge.places.resolver import Resolver

DIGITS = "零一二三四五六七八九"


def by_place(value: int) -> str:
    """1 to 9999 as written out, by the school rule."""
    text, gap = "", False
    for scale, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // scale % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + word
            gap = False
        else:
            gap = True
    return text[1:] if 10 <= value < 20 else text


@given(st.integers(1, 9999))
def test_every_number_written_by_place_is_read(value: int) -> None:
    assert arabic(by_place(value)) == str(value)


@given(st.text("0123456789", min_size=1, max_size=6))
def test_every_number_said_digit_by_digit_is_read(digits: str) -> None:
    said = "".join(DIGITS[int(digit)] for digit in digits)

    assert arabic(said) == digits
    assert arabic(said.replace("一", "幺").replace("二", "两")) == digits


CAPITALS = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


# The first example reads the table of sounds.
@settings(deadline=None)
@given(st.integers(1, 9999))
def test_every_numeral_system_resolves_to_the_same_lane_building_and_room(value: int) -> None:
    resolver = Resolver(Gazetteer([Entry("c", "海棠花苑", f"海棠路{value}弄", "闵行区")]))
    digits = str(value)
    spoken = "".join(DIGITS[int(digit)] for digit in digits)
    ways = {
        digits,
        digits.translate(FULL_WIDTH),
        by_place(value),
        by_place(value).translate(CAPITALS),
        spoken,
        spoken.translate(CAPITALS),
        spoken.replace("一", "幺").replace("二", "两"),
    }

    for way in ways:
        assert resolver.resolve(f"投诉海棠路{way}弄8号群租").entry_id == "c"
        assert normal_building(f"{way}号楼") == normal_building(f"第{way}幢") == digits
        assert normal_room(f"{way}室") == digits


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("幺两叁", "123"),
        ("１２", "12"),
        ("三百五", "350"),
        ("三百零五", "305"),
        ("两千二", "2200"),
        ("廿三", "23"),
        ("卅", "30"),
        ("十", "10"),
        ("千百意", "千百意"),
        ("十百", "十百"),
        ("第十二街坊", "第12街坊"),
        ("兰花三村", "兰花3村"),
    ],
)
def test_ways_of_saying_numbers(said: str, read: str) -> None:
    assert arabic(said) == read


@pytest.mark.parametrize(
    ("said", "normal"),
    [
        ("十二号楼", "12"),
        ("12幢", "12"),
        ("12栋", "12"),
        ("12#", "12"),
        ("12＃楼", "12"),
        ("12座", "12"),
        ("12号", "12"),
        ("第十二幢", "12"),
        ("０１２号", "12"),
        ("A座", "A"),
        ("ａ2栋", "A2"),
        ("4-3栋", "4-3"),
        ("望海阁", "望海阁"),
        ("1、2、3栋", None),
        ("**号楼", None),
        ("", None),
        (None, None),
    ],
)
def test_a_building_has_one_normal_form(said: str | None, normal: str | None) -> None:
    assert normal_building(said) == normal


@pytest.mark.parametrize(
    ("said", "normal"),
    [
        ("三单元", "3"),
        ("2 单元", "2"),
        ("D8单元", "D8"),
        ("2门", "2"),
        ("2单元、3单元", None),
        ("*单元", None),
        (None, None),
    ],
)
def test_a_unit_has_one_normal_form(said: str | None, normal: str | None) -> None:
    assert normal_unit(said) == normal


@pytest.mark.parametrize(
    ("said", "normal"),
    [
        ("302室", "302"),
        ("三零二室", "302"),
        ("302", "302"),
        ("102号房", "102"),
        ("11602号", "11602"),
        ("1702b", "1702B"),
        ("704、804房", None),
        ("5**室", None),
        (None, None),
    ],
)
def test_a_room_has_one_normal_form(said: str | None, normal: str | None) -> None:
    assert normal_room(said) == normal
