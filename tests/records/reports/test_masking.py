"""Texts as they are shown to people: no number or address in them leads to a person."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huiyin.records.reports.landing.mapping import SHIPPED, Mapping
from huiyin.records.reports.masking import (
    masked,
    masked_cell,
    masked_in,
    masked_refusal,
    may_be_hidden,
    of_persons,
    without_names,
)

SPOKEN = {
    "0": "〇零○",
    "1": "一幺壹①",
    "2": "二两贰②",
    "3": "三叁③",
    "4": "四肆④",
    "5": "五伍⑤",
    "6": "六陆⑥",
    "7": "七柒⑦",
    "8": "八捌⑧",
    "9": "九玖⑨",
}
VALUES = {char: digit for digit, chars in SPOKEN.items() for char in chars}
GAPS = ["", "", "", " ", "-", "－", ".", "·", "\u3000", "  ", " - ", "\u200b", "\n", "_", "—"]
MOBILES = st.builds(
    "".join,
    st.tuples(st.just("1"), st.sampled_from("3456789"), st.text("0123456789", min_size=9, max_size=9)),
)
AROUND = st.text("电话是请回，。路弄号楼室年月日 -./:0123456789０１一二三AZxX\n", max_size=40)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, str]:
    """A mobile telephone's number, and one of the ways in which people write it."""
    number = draw(MOBILES)
    chars = [
        draw(st.sampled_from([digit, digit, chr(ord(digit) + 0xFEE0), *SPOKEN[digit]]))
        + draw(st.sampled_from(GAPS))
        for digit in number
    ]
    return number, "".join(chars)


def digits(text: str) -> str:
    """The digits of a text, however written; whatever else stands there is a bar between them, gaps are nothing."""
    found = []
    for char in text:
        if char in VALUES:
            found.append(VALUES[char])
        elif char.isdecimal():
            found.append(str(unicodedata.digit(char)))
        elif char not in "".join(GAPS):
            found.append("|")
    return "".join(found)


@settings(max_examples=400)
@given(AROUND, written(), AROUND)
def test_no_mobile_telephone_survives(before: str, phone: tuple[str, str], after: str) -> None:
    number, said = phone
    text = before + said + after
    shown = masked(text)
    assert number not in digits(shown)
    assert len(shown) == len(text)
    assert masked(shown) == shown


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_every_position_stays_and_only_numbers_and_addresses_change(text: str) -> None:
    shown = masked(text)
    assert len(shown) == len(text)
    changed = [was for was, now in zip(text, shown, strict=True) if was != now]
    if "@" not in text and "＠" not in text:
        assert all(digits(char) not in ("", "|") or char in "XxＸｘ" for char in changed)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("电话13812345678。", "电话138******78。"),
        ("电话138-1234-5678。", "电话138-****-**78。"),
        ("电话１３８ １２３４ ５６７８。", "电话１３８ **** **７８。"),
        ("电话一三八一二三四五六七八。", "电话一三八******七八。"),
        ("电话幺三八，", "电话幺三八，"),
        ("座机58889999转12", "座机588***99转12"),
        ("身份证31010119900307123X，", "身份证310*************3X，"),
        ("身份证310101 19900307 1234", "身份证310*** ******** **34"),
        ("邮箱zhang.san@example.com。", "邮箱z********@example.com。"),
        ("邮箱13812345678@example.com", "邮箱1**********@example.com"),
        ("7号楼1201室，1987年建", "7号楼1201室，1987年建"),
        ("2022-09-14 10:05:00 派单", "2022-09-14 10:05:00 派单"),
        ("2022.9.14来电", "2022.9.14来电"),
        ("2022-09-14 13812345678", "202*-**-** *********78"),
        ("1991-2-3 12345", "199*-*-* ***45"),
        ("工单20220914012345。", "工单20220914012345。"),
        ("工单202209140123456", "工单202**********56"),
        ("工单20221314012345", "工单202*********45"),
        ("工单20220914012345 13812345678", "工单202*********** *********78"),
        ("账号A20220914012345", "账号A202*********45"),
        ("二〇二二年九月", "二〇二二年九月"),
        ("", ""),
    ],
)
def test_long_numbers_show_their_first_three_and_last_two_digits(said: str, shown: str) -> None:
    assert masked(said) == shown


def test_the_shipped_columns_that_tell_who_somebody_is_are_known_by_their_headings_too() -> None:
    names = [
        name
        for one in SHIPPED
        for column in Mapping.load(one).columns
        if column.identity
        for name in column.names
    ]
    assert len(names) > 15
    assert [name for name in names if not of_persons(name)] == []


@pytest.mark.parametrize(
    "heading", ["经办网格员", "投诉者", "户主", "Contact name", "tel.", " 来电人 ", "租户手机"]
)
def test_headings_of_persons_are_told(heading: str) -> None:
    assert of_persons(heading)


@pytest.mark.parametrize(
    "heading", ["内容描述", "诉求地址", "街镇", "工单编号", "小区", "人数", "楼栋", "问题类型", "派单时间"]
)
def test_headings_of_matters_are_not(heading: str) -> None:
    assert not of_persons(heading)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("张三丰", "张**"),
        (" 王芳 ", "王*"),
        ("李女士", "李**"),
        ("欧阳锋", "欧**"),
        ("陈小明先生", "陈****"),
        ("黄浦区", "黄浦区"),
        ("马路", "马路"),
        ("金山卫镇", "金山卫镇"),
        ("投诉举报", "投诉举报"),
        ("张三丰反映", "张三丰反映"),
        ("13800001234", "138******34"),
        ("", ""),
    ],
)
def test_a_cell_that_holds_a_name_alone_shows_its_first_sign(cell: str, shown: str) -> None:
    assert masked_cell(cell) == shown


@pytest.mark.parametrize(
    ("text", "names", "shown"),
    [
        ("市民顾听澜来电，顾听澜称", "顾听澜", "市民顾**来电，顾**称"),
        ("顾听澜先生来电", "顾听澜先生", "顾**先生来电"),
        ("骆女士来电", "骆女士", "骆**来电"),
        ("亓望舒与顾听澜来电", "亓望舒、顾听澜（业主）", "亓**与顾**来电"),
        ("业主来电：业主不在", "业主", "业主来电：业主不在"),
        ("匿名来电", "匿名", "匿名来电"),
        ("顾家村村口", "顾家", "顾家村村口"),
        ("来电", "顾", "来电"),
        ("Anna says Annabel", "Anna", "A*** says Annabel"),
    ],
)
def test_a_name_is_hidden_wherever_a_text_says_it(text: str, names: str, shown: str) -> None:
    assert without_names(text, names) == shown


@given(AROUND)
def test_what_cannot_be_hidden_stands_where_it_stood(text: str) -> None:
    """Whatever masking changes in a text is among what it says that it may change."""
    changed = [char for char, now in zip(text, masked(text), strict=True) if char != now]
    assert all(map(may_be_hidden, changed))


@pytest.mark.parametrize(
    ("field", "cell", "shown"),
    [
        ("number", "20220914000503", "20220914000503"),
        ("number", "2022091400050312", "2022091400050312"),
        ("number", "13812345678", "138******78"),
        ("number", "138-1234-5678", "138-****-**78"),
        ("number", "02158889999", "021******99"),
        ("number", "31010119900307123X", "310*************3X"),
        ("received", "2022-09-40", "2022-09-40"),
        ("received", "2022-09-40 08:30:00", "2022-09-40 08:30:00"),
        ("received", "20220940083000", "20220940083000"),
        ("deadline", "13812345678", "138******78"),
        ("text", "2022-09-40", "202*-**-40"),
        ("", "2022-09-40", "202*-**-40"),
    ],
)
def test_numbers_and_days_in_their_own_columns_stay_readable(field: str, cell: str, shown: str) -> None:
    assert masked_in(field, cell) == shown


def test_what_is_said_of_a_wrong_day_quotes_it_and_hides_a_telephone() -> None:
    assert masked_refusal("date.impossible", "“2022-09-40”不是存在的日期") == "“2022-09-40”不是存在的日期"
    assert masked_refusal("date.unreadable", "“13812345678”") == "“138******78”"
    assert masked_refusal("value.unknown", "“2022-09-40”") == "“202*-**-40”"
