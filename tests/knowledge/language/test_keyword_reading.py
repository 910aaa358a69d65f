"""What else a reading says: scope, act, progress, quotes, certainty; and that reading never fails."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.language.keywords import KeywordReader
from huiyin.knowledge.language.lexicon import IDEAS
from huiyin.knowledge.language.reading import ACTS, CODES, SCOPES
from huiyin.knowledge.language.signs import LONGEST

reader = KeywordReader()

FIRST, SECOND, THIRD = "20210304000123", "20210318004567", "20210401007890"
# As FIRST, typed in full width, and with some of its figures so.
WIDE, MIXED = "２０２１０３０４０００１２３", "2０210304000１23"
FOLLOW_UP = (
    f"市民来电咨询：工单编号{FIRST}《关于梧桐小区7号楼有违建的问题》工单结果 "
    "工单内容：市民来电反映：梧桐小区7号楼顶有违建，请城管核实处理。市民再次来电反映：至今未处理。"
)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("我是梧桐小区业主，3号楼2单元楼道里有人停电动车，物业不管。", "compound"),
        ("青竹苑业委会反映地下车库漏水。", "compound"),
        ("某村村民在农田里建房，村委会不管。", "elsewhere"),
        ("解放路路口公交车站旁有人占道经营。", "elsewhere"),
        ("咨询社保卡如何办理。", "unclear"),
        ("青禾公馆2栋楼道里堆满杂物。", "compound"),
        ("梧桐小区6栋二单元住户家里漏水，不敢开窗。", "compound"),
        ("梧桐小区北侧的工地夜间施工，渣土车进出，噪音扰民。", "elsewhere"),
        ("住在梧桐小区，对面一墙之隔的铁路夜里很吵。", "elsewhere"),
        ("柳湾镇东头的路边空地上有人倒土。", "elsewhere"),
        ("建议各地出台规定，提高老年人的补助，引导年轻人就业。", "unclear"),
    ],
)
def test_scope_is_where_the_matter_is(text: str, scope: str) -> None:
    assert reader.read(text).scope == scope


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("市民来电反映：梧桐小区7号楼顶有人搭建铁皮棚。", "report"),
        (FOLLOW_UP, "repeat"),
        ("多次拨打12345投诉楼上违建，街道至今没有处理。", "repeat"),
        (f"市民来电撤销：工单号{FIRST}《关于7号楼违建的问题》。", "withdraw"),
        ("楼上已经改好了，不再追究，要求撤销投诉。", "withdraw"),
        ("请问梧桐小区什么时候可以改造？", "inquiry"),
        ("市民来电咨询：如何办理装修备案？", "inquiry"),
        ("柳树街的道路什么时候开通，规划是什么？", "inquiry"),
        ("路灯不亮，报警后派出所不予受理，一直没有解决。", "repeat"),
        ("之前反映过梧桐小区3栋违建，给的回复说会拆，至今仍在。", "repeat"),
        ("梧桐小区垃圾没人清理，请尽快处理。", "report"),
        ("希望拓宽柳树街，便于出行。", "suggestion"),
        ("市民来电建议：建议在小区增设垃圾桶，完善管理制度。", "suggestion"),
        (f"某区城管来电反馈：工单号{FIRST}《关于7号楼违建的问题》处理结果。", "staff"),
    ],
)
def test_act_is_what_the_text_does(text: str, act: str) -> None:
    assert reader.read(text).act == act


def test_what_was_nearly_found_is_named_beside_what_was() -> None:
    reading = reader.read("梧桐小区楼道里堆放杂物，楼下的垃圾没人清。")

    assert [wrong.code for wrong in reading.violations] == ["common-parts", "pm-waste"]
    assert reading.near == (("litter", 0.42),)


def test_a_follow_up_still_says_what_the_matter_is() -> None:
    reading = reader.read(FOLLOW_UP)

    assert [wrong.code for wrong in reading.violations] == ["illegal-construction"]
    assert reading.quotes == (FIRST,)


def test_a_ticket_typed_in_full_width_makes_the_same_follow_up() -> None:
    assert reader.read(FOLLOW_UP.replace(FIRST, WIDE)) == reader.read(FOLLOW_UP)


def test_a_withdrawal_keeps_its_matter_but_asks_for_a_look() -> None:
    reading = reader.read(f"市民来电撤销：工单号{FIRST}《关于梧桐小区7号楼有违建的问题》。")

    assert [wrong.code for wrong in reading.violations] == ["illegal-construction"]
    assert (reading.sure, reading.why_unsure) == (False, "withdrawn")


@pytest.mark.parametrize(
    ("text", "in_progress"),
    [
        ("7号楼楼顶正在搭建阳光房。", True),
        ("一楼院子里目前在搭铁皮棚，属于违建。", True),
        ("楼上砸承重墙，还在施工。", True),
        ("7号楼楼顶的违建多年前就已建成。", False),
        ("楼顶违建至今未拆除。", False),
        ("楼顶存在违建。", False),
        ("楼上的违建正在出租。", False),
        ("青竹苑3栋业主私自搭建铁皮棚。", None),
        ("青竹苑3栋楼顶的铁皮棚挡了我家采光。", False),
        ("晨曦花园5号202室接着砸承重墙，楼下都在抖。", True),
        ("晨曦花园5号楼顶搭了棚，工人说下周还要接一间。", True),
        ("和悦家园8号楼顶去年搭的鸽棚纹丝不动。", False),
        ("青竹苑3栋有违章搭建。", False),
        ("楼道里正在给电动车充电。", None),
    ],
)
def test_progress_is_told_for_building_only(text: str, in_progress: bool | None) -> None:
    assert reader.read(text).in_progress is in_progress


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        (f"工单号{FIRST}、{SECOND}，再次催办{FIRST}", (FIRST, SECOND)),
        ("电话13800001111，2021年3月4日来电", ()),
        ("证件号310101199001010010", ()),
        (f"（{FIRST}）", (FIRST,)),
        ("工单号202103040001234567", ("202103040001234567",)),
        ("工单号2021030400012", ()),
        (f"工单号{WIDE}，再次催办", (FIRST,)),
        (f"工单号{MIXED}。", (FIRST,)),
        (f"工单号{SECOND}、{WIDE}、{FIRST}、{MIXED}", (SECOND, FIRST)),
        (f"{WIDE}４５６７", (f"{FIRST}4567",)),
        (WIDE[:-1], ()),
        (f"{WIDE}４５６７８９０", ()),
        (f"{FIRST}４５６７８９０", ()),
        (f"ＨＫ{WIDE}", ()),
        (f"１{WIDE}", ()),
        ("电话１３８００００１１１１", ()),
        ("２０２１０３０４　１３８００００１１１１", ()),
        ("20210304 13800001111", ()),
        ("20210304-962121", ()),
        ("2021-03-04 12:30:15", ()),
    ],
)
def test_quotes_are_ticket_numbers_once_each_in_order(text: str, quotes: tuple[str, ...]) -> None:
    assert reader.read(text).quotes == quotes


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("梧桐小区7号楼顶有违建，要求拆除。", ""),
        ("今天天气不错。", ""),
        ("垃圾堆积在路边。", "weak-evidence"),
        ("请问小区门口有违建怎么办？", "weak-evidence"),
        ("请问小区绿地能不能改成停车位？", "near-miss"),
        (f"{FIRST} {SECOND} {THIRD} 三次反映违建", "many-tickets"),
        ("7号楼违建。" + "好" * 300, "too-long"),
        ("好" * LONGEST + "违建", "too-long"),
        ("9号楼902室群租，楼顶还有违建。", "several"),
        ("垃圾房的位置离我家太近了。", "open-topic"),
    ],
)
def test_a_reading_says_why_it_is_unsure(text: str, why: str) -> None:
    reading = reader.read(text)

    assert reading.why_unsure == why
    assert reading.sure is (why == "")


def test_what_stands_behind_the_longest_text_is_not_read() -> None:
    assert reader.read("好" * LONGEST + "违建").violations == ()


def test_violations_come_by_falling_confidence_and_once_each() -> None:
    found = reader.read("6号楼群租，垃圾堆积在楼道，电动车停在大厅，物业公司不打扫。").violations

    assert len(found) >= 3
    assert [w.confidence for w in found] == sorted((w.confidence for w in found), reverse=True)
    assert len({w.code for w in found}) == len(found)


WORDS = sorted({word for words in IDEAS.values() for word in words.split()})
anything = st.one_of(
    st.text(st.characters(), max_size=300),
    st.lists(
        st.sampled_from([*WORDS, "\x00", "\ud800", "\udfff", "😀", "，", "。", "请", "市民再次"]), max_size=60
    ).map("".join),
)


@given(anything)
def test_reading_never_fails_and_spans_lie_in_the_text(text: str) -> None:
    reading = reader.read(text)

    assert reading.scope in SCOPES
    assert reading.act in ACTS
    assert reading.sure is (reading.why_unsure == "")
    for wrong in reading.violations:
        assert wrong.code in CODES
        assert 0 < wrong.confidence < 1
        assert wrong.spans
        assert all(0 <= start < end <= len(text) for start, end in wrong.spans)


@pytest.mark.parametrize(
    "piece", ["违建", "电动车楼道停放，", "\x00", "\ud800", "垃圾乱扔", "20210304000123 ", "请核实处理"]
)
def test_a_megabyte_is_read(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))

    assert reader.read(text).why_unsure == "too-long"


def test_a_lone_surrogate_does_not_move_positions() -> None:
    text = "\ud800😀7号楼违章搭建"

    (wrong,) = reader.read(text).violations

    assert [text[start:end] for start, end in wrong.spans] == ["违章搭建"]
