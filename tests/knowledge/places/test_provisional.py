import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.places.provisional import key


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
