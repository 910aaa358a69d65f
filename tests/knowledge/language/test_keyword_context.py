"""What stands round a word decides what it is worth: denial, norm, wish, masking, who speaks, and where."""

from __future__ import annotations

import pytest

from huiyin.knowledge.language.figures import with_figures
from huiyin.knowledge.language.keywords import KeywordReader
from huiyin.knowledge.language.marks import mark

reader = KeywordReader()


def confidence(text: str, code: str) -> float:
    return {wrong.code: wrong.confidence for wrong in reader.read(text).violations}.get(code, 0.0)


def codes(text: str) -> set[str]:
    return {wrong.code for wrong in reader.read(text).violations}


def test_what_is_denied_in_the_middle_of_a_finding_is_not_found() -> None:
    assert "load-bearing" in codes("梧桐小区3栋装修，剪力墙已经打穿。")
    assert "load-bearing" not in codes("梧桐小区3栋装修，剪力墙没有打穿。")


def test_a_denial_that_is_asked_with_force_is_an_assertion() -> None:
    assert confidence("梧桐小区楼顶的棚子难道不是违建？", "illegal-construction") >= 0.9


def test_who_cites_what_is_forbidden_says_that_it_is_done() -> None:
    assert "use-change" in codes("梧桐小区住宅不得改为餐馆，5号楼却照开。")


def test_a_question_behind_the_word_makes_it_worth_less() -> None:
    said = confidence("梧桐小区门口的岗亭属于违建。", "illegal-construction")
    asked = confidence("梧桐小区门口的岗亭属于违建吗？", "illegal-construction")

    assert said >= 0.9
    assert asked < said


@pytest.mark.parametrize("far", ["，" + "好" * 30, "。"])
def test_a_wish_takes_back_only_what_stands_near_it(far: str) -> None:
    wish = "希望修剪树枝"

    assert "greenery" not in codes(f"梧桐小区{wish}，绿化带被占用了一点。")
    assert "greenery" in codes(f"梧桐小区绿化带被占用{far}{wish}。")


def test_a_wish_inside_the_word_that_complains_takes_nothing_back() -> None:
    assert "greenery" in codes("梧桐小区的香樟被过度修剪，只剩树干。")


def test_an_answer_is_known_by_the_moment_and_the_office_alone() -> None:
    told = "梧桐小区门口噪音大。市民再次来电反映：那里有违建。"
    answered = "梧桐小区门口噪音大。2021-03-04 10:11某区城管局：经查那里有违建。"

    assert confidence(told, "illegal-construction") >= 0.9
    assert confidence(answered, "illegal-construction") == 0.0


def test_a_word_half_hidden_by_asterisks_is_read() -> None:
    assert "illegal-construction" in codes("梧桐小区楼顶有违章****没人拆除。")
    assert "renovation-waste" in codes("梧桐小区门口堆放着****垃圾，没人清理。")


def test_things_left_without_a_person_beside_them_weigh_less_than_with_one() -> None:
    alone = confidence("梧桐小区对面路边垃圾堆放。", "litter")
    done = confidence("梧桐小区对面路边有人堆放垃圾。", "litter")

    assert alone < done


def test_smells_alone_are_no_neglect_of_cleaning() -> None:
    assert "pm-sanitation" not in codes("梧桐小区里晚上有一股臭味飘来。")
    assert "pm-sanitation" in codes("梧桐小区里有一股臭味，物业长期不清理。")


def test_charging_at_home_occupies_no_common_part() -> None:
    assert "ebike-common-parts" not in codes("梧桐小区有人把电动车电池拿回家充电。")
    assert "ebike-common-parts" in codes("梧桐小区有人从窗口飞线给电动车充电。")


def test_a_trade_outside_a_compound_is_no_changed_dwelling() -> None:
    assert "use-change" not in codes("某商场二楼有一家酒吧营业到半夜。")
    assert "use-change" in codes("梧桐小区5栋二楼住户开了酒吧营业到半夜。")


def test_a_shed_counts_where_something_is_said_against_it() -> None:
    assert "illegal-construction" not in codes("路口铁皮棚的小卖部卖假烟。")
    assert "illegal-construction" in codes("路口铁皮棚占道，要求拆除。")


def test_weak_evidence_of_building_counts_only_in_a_compound() -> None:
    assert "illegal-construction" not in codes("村口公路边的山坡上，平台被包起来了。")
    assert "illegal-construction" in codes("梧桐小区2栋楼上，平台被包起来了。")


def test_something_told_to_an_office_is_pressed_again_and_to_the_firm_is_not() -> None:
    assert reader.read("梧桐小区3栋楼顶有违建，多次向街道反映，至今没有结果。").act == "repeat"
    assert reader.read("梧桐小区3栋楼顶有违建，多次向物业反映。").act == "report"


def test_a_bus_line_is_no_matter_of_the_compound_whose_people_ask_for_it() -> None:
    text = "我是梧桐小区业主，小区附近公交线路少，希望增加公交班次，方便出行。"

    assert reader.read(text).scope == "elsewhere"


def test_two_ideas_close_together_in_one_sentence_make_a_figure() -> None:
    assert "told-to-office" in with_figures(mark("已经反映给街道。"))
    assert "told-to-office" not in with_figures(mark("已经反映。街道很长。"))


def test_work_goes_on_where_now_stands_before_a_word_of_building() -> None:
    assert reader.read("梧桐小区3栋业主正在楼顶违章搭建。").in_progress is True
    assert reader.read("梧桐小区3栋的违章搭建正在处理。").in_progress is False


def test_words_of_one_idea_that_overlap_are_both_read() -> None:
    assert "group-renting" in codes("中介把客厅隔成卧室出租，要求拆除。")
