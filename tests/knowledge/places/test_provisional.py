import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.places.provisional import key, plausible


@pytest.mark.parametrize(
    ("name", "road"),
    [
        ("丁香新村(二期)", "木兰路１２弄"),
        ("丁香新村 （２期）", "木兰路12弄"),
        ("丁香新村二期", "木兰路 十二弄"),
        ("丁香·新村2期", "木兰路一二弄"),
    ],
)
def test_spellings_of_one_compound_fall_together(name: str, road: str) -> None:
    assert key(name, road) == "丁香新村2期|木兰路|12弄"


def test_different_compounds_keep_apart() -> None:
    keys = {
        key("丁香新村二期", "木兰路12弄"),
        key("丁香新村三期", "木兰路12弄"),
        key("丁香新村二期", "木兰路12号"),
        key("丁香新村二期", "木兰路"),
        key("丁香新村二期", None),
        key(None, "木兰路12弄"),
        key(None, "木兰路12弄3支弄"),
    }

    assert len(keys) == 7


def test_the_word_for_compound_may_be_said_or_not() -> None:
    assert key("丁香花园小区", None) == key("丁香花园", "") == "丁香花园||"
    assert key("小区", None) == "小区||"


@pytest.mark.parametrize(("name", "road"), [(None, None), ("", " "), ("·", None)])
def test_a_place_without_any_name_is_refused(name: str | None, road: str | None) -> None:
    with pytest.raises(ValueError, match="needs a name or a road"):
        key(name, road)


@given(
    st.text(st.sampled_from("丁香木兰新村一二三12（）() ａA"), min_size=1, max_size=12).filter(
        lambda name: name.strip(" ()（）")
    )
)
def test_a_key_does_not_change_when_its_name_is_keyed_again(name: str) -> None:
    once = key(name, None)

    assert key(once.split("|")[0], None) == once


@pytest.mark.parametrize(
    ("name", "road"),
    [
        ("丁香花园", None),
        ("丁香新村（二期）", "木兰路１２弄"),
        ("和乐苑", ""),
        ("观海台壹号", "长信路6号"),
        ("星河立方", "锦花北一路"),
        ("时代花园(商住楼)", "新建路"),
        (None, "木兰路十二弄"),
        ("", "浦东大道三千弄"),
    ],
)
def test_what_looks_like_a_place_is_plausible(name: str | None, road: str | None) -> None:
    assert plausible(name, road)


@pytest.mark.parametrize(
    "name",
    [
        "10号和",
        "人违法搭建博山路78弄",
        "丁香302室",
        "2017年12月",
        "8月3日丁香花园",
        "发现",
        "发现丁香花园",
        "搭建丁香花园",
        "静安区丁香花园",
        "商铺",
        "小区",
        "本小区",
        "上一个小区",
        "连隔壁小区",
        "某老公房",
        "个大盘",
        "花园",
        "大厦",
        "苑",
        "丁香****小区",
        "不详",
        "不清楚",
        "第三期",
        "二期",
        "南区",
        "告知",
        "出入",
        "相关部门加紧督促小区",
        "丁香小区管理员",
        "丁香城小区脏乱差且小区",
        "丁香绿洲一楼商铺",
    ],
)
def test_a_name_cut_wrongly_is_not_plausible_even_beside_a_good_road(name: str) -> None:
    assert not plausible(name, None)
    assert not plausible(name, "木兰路12弄")


@pytest.mark.parametrize(
    "words",
    [
        "<script>",
        "丁香<b>花园",
        "{{丁香花园}}",
        "丁香花园；",
        "丁香=花园",
        "丁香\u202e花园",
        "丁香\x00花园",
        "丁香花园😀",
    ],
)
def test_signs_that_no_name_has_make_none(words: str) -> None:
    assert not plausible(words, None)
    assert not plausible(words, "木兰路12弄")
    assert not plausible("丁香花园", words.replace("花园", "路12弄"))


@pytest.mark.parametrize(
    "name", ["世茂·滨江花园", "SOHO中山广场", "“丁香”花园", "丁香花园(Ⅱ期)", "M+公寓", "丁香\u200b花园"]
)
def test_marks_that_names_have_make_no_difference(name: str) -> None:
    assert plausible(name, None)


@pytest.mark.parametrize(
    "road",
    [
        "7年11月发现海口市龙华区金茂西路1号",
        "22年8月发现上海市静安区共和新路12弄",
        "静安区木兰路12弄",
        "上海市木兰路12弄",
        "违法搭建木兰路12弄",
        "8月3日木兰路12弄",
        "3木兰路12弄",
        "前往木兰路12弄",
        "木**路12弄",
        "美兰城文明东板桥横路",
        "路",
    ],
)
def test_a_road_cut_wrongly_is_not_plausible_even_beside_a_good_name(road: str) -> None:
    assert not plausible(None, road)
    assert not plausible("丁香花园", road)


@pytest.mark.parametrize(("name", "road"), [(None, None), ("", "")])
def test_nothing_is_no_plausible_place(name: str | None, road: str | None) -> None:
    assert not plausible(name, road)
