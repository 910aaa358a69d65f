"""A property firm is blamed for what it leaves undone, not for what came of its trying or for what another does not do."""

from __future__ import annotations

import pytest

from huiyin.knowledge.language.keywords import KeywordReader
from huiyin.knowledge.language.learned.reader import LearnedReader
from huiyin.knowledge.language.signs import signs_of

BUILT = "青梧雅苑5号101室违法搭建，"
FULL = "青梧雅苑5号楼道停满电瓶车，"


def codes(text: str) -> set[str]:
    (reading,) = LearnedReader().read_all([text])
    return {wrong.code for wrong in reading.violations}


@pytest.mark.parametrize(
    "text",
    [
        BUILT + "物业已发整改通知书，业主拒不整改。",
        BUILT + "物业发了停工通知，业主不予理睬。",
        BUILT + "物业多次上门制止无果，请城管处理。",
        BUILT + "物业已经上报城管，业主拒不整改。",
        BUILT + "物业劝过好几回，对方置之不理。",
        BUILT + "管家劝了三次都没用，业主照搭。",
        BUILT + "物业反复劝说，未能解决。",
        FULL + "物业贴通知劝过也没用。",
        FULL + "物业贴了好几次告示都没有效果。",
        FULL + "物业清理过几次都没有效果。",
        "青梧雅苑5号302室群租，物业和派出所联合上门清退过，现在又群租了。",
        "青梧雅苑5号302室群租，物业报了警也没用，租客照住。",
    ],
)
def test_a_firm_that_tried_is_not_blamed(text: str) -> None:
    assert "pm-duty" in signs_of(text).cleared
    assert "pm-duty" not in codes(text)
    assert "pm-duty" not in {wrong.code for wrong in KeywordReader().read(text).violations}


@pytest.mark.parametrize(
    "text",
    [
        BUILT + "物业只贴了张通知就不管了。",
        BUILT + "物业劝了一次就再也不管了。",
        BUILT + "找物业也没用，物业从不制止。",
        BUILT + "物业未发整改通知，放任不管。",
        BUILT + "物业没有上门劝阻，也没有报告，一直不处理。",
        BUILT + "物业让我们自己报城管，他们不管。",
        BUILT + "物业对违建业主听之任之，任由其搭建。",
        BUILT + "物业和业主均视而不见。",
        BUILT + "多次向物业反映未果。",
        FULL + "物业口头提醒了一下就算了。",
        FULL + "物业贴个通知了事，不劝也不拦。",
    ],
)
def test_a_firm_that_leaves_it_at_that_is_blamed(text: str) -> None:
    assert signs_of(text).cleared == frozenset()
    assert "pm-duty" in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        BUILT + "物业表示会上报城管，结果至今没有人来管。",
        BUILT + "物业说要去劝，从来没去。",
        BUILT + "物业答应上门劝阻，至今没有人来管。",
        BUILT + "物业承诺多次上门劝阻，没有下文。",
        BUILT + "物业称将上报城管，至今没人来。",
    ],
)
def test_a_firm_that_promised_to_try_is_not_cleared(text: str) -> None:
    assert signs_of(text).cleared == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        BUILT + "物业发了装修通知单给业主，明知违建不制止。",
        BUILT + "物业给他开了出门单，放装修垃圾出去，没人管。",
        BUILT + "物业送了催缴通知单。",
    ],
)
def test_a_permit_or_a_bill_is_no_effort(text: str) -> None:
    assert signs_of(text).cleared == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        BUILT + "物业和居委会多次上门劝阻无果。",
        BUILT + "物业会同城管上门劝阻，业主拒不整改。",
        BUILT + "物业将情况上报城管，业主拒不整改。",
        BUILT + "物业要求停工并发了停工通知，业主不理。",
        BUILT + "物业发了装修整改通知，业主不理。",
        BUILT + "物业开了装修违规告知单，业主不理。",
        BUILT + "物业下发施工停工通知书，业主不理。",
    ],
)
def test_words_that_only_look_like_a_promise_or_a_permit_take_nothing_from_what_was_tried(text: str) -> None:
    assert signs_of(text).cleared == {"pm-duty"}


def test_whose_owner_refuses_says_nothing_of_the_firm() -> None:
    found = {wrong.code for wrong in KeywordReader().read(BUILT + "反映给物业后，业主拒不整改。").violations}

    assert found == {"illegal-construction"}


def test_a_long_text_full_of_firms_and_wrongs_is_weighed_place_by_place() -> None:
    # Out of view of all wrongs the firm is not blamed, however often it is named.
    text = "违法搭建小区" * 1_000 + "好" * 200 + "物业不管" * 1_000

    assert "pm-duty" not in {wrong.code for wrong in signs_of(text).found}
    assert "pm-duty" in {wrong.code for wrong in signs_of(text.replace("好" * 200, "，")).found}
