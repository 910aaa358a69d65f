from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.places.spelling import Line, fold, name_key

TEXT = st.text(st.sampled_from("海棠路１２弄aＢz（）－＃ 　\t0号楼，"), max_size=30)


def test_width_case_and_signs_are_made_equal() -> None:
    assert fold("ａＢ－１２（南区）＃邨，") == "AB-12(南区)#村，"
    assert name_key("海棠 花苑（ 南区 ）") == "海棠花苑(南区)"


@given(TEXT)
def test_folding_keeps_every_character_in_its_place_and_is_final(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(TEXT)
def test_each_character_of_a_line_leads_back_to_its_own_in_the_source(text: str) -> None:
    line = Line.of(text)

    for index, char in enumerate(line.text):
        assert fold(line.verbatim(index, index + 1)) == char


def test_idle_spaces_go_and_come_back_but_a_gap_between_numbers_stays() -> None:
    line = Line.of("海棠 路12弄　3号  402 501")

    assert line.text == "海棠路12弄3号402 501"
    assert line.verbatim(0, 3) == "海棠 路"
    start = line.text.index("3号")
    assert line.verbatim(start, start + 2) == "3号"
