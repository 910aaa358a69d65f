"""An order that was pasted is read field by field, as a row of a file; what is no labelled order stays what it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.records.reports.landing.header import column_key
from huiyin.records.reports.landing.labelled import LONG, SeveralOrders, read_labelled
from huiyin.records.reports.landing.mapping import Column, Mapping

GENERIC = Mapping.load("generic")
COLUMNS = {name: column for column in GENERIC.columns for name in column.names}
NUMBER, CALLED, DUE, WHO, PHONE, TEXT = (
    "20220915000123",
    "2022-09-14 10:05:00",
    "2022-09-20",
    "张三",
    "13800001111",
    "市民来电反映：云帆路88弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房，要求拆除。",
)
ORDER = {
    "number": NUMBER,
    "received": CALLED,
    "deadline": DUE,
    "reporter_name": WHO,
    "phone": PHONE,
    "text": TEXT,
}


def read(text: str) -> dict[str, str] | None:
    found = read_labelled(text, GENERIC)
    return None if found is None else {column.field: value for column, value in found.items()}


@pytest.mark.parametrize(
    "text",
    [
        f"工单编号：{NUMBER}\n来电时间：{CALLED}\n办理时限：{DUE}\n来电人：{WHO}\n联系电话：{PHONE}\n内容：{TEXT}",
        f"工单编号:{NUMBER}\r\n来电时间: {CALLED}\r\n办理时限 :{DUE}\r\n姓 名：{WHO}\r\n手机：{PHONE}\r\n诉求内容:{TEXT}",
        f"工单编号\t{NUMBER}\n来电时间\t{CALLED}\n办理时限\t{DUE}\n来电人\t{WHO}\n联系电话\t{PHONE}\n内容\t{TEXT}",
        f"工单编号\t{NUMBER}\t来电时间\t{CALLED}\n办理时限\t{DUE}\t来电人\t{WHO}\n联系电话：\t{PHONE}\n内容\t{TEXT}",
        f"工单编号\t来电时间\t办理时限\t来电人\t联系电话\t内容\n{NUMBER}\t{CALLED}\t{DUE}\t{WHO}\t{PHONE}\t{TEXT}",
        f"工单编号：{NUMBER}  来电时间：{CALLED}；办理时限：{DUE}\n来电人：{WHO}，联系电话：{PHONE}\n内容：{TEXT}",
        f"【工单编号】{NUMBER}【来电时间】{CALLED}【办理时限】{DUE}\n【来电人】{WHO} 【联系电话】{PHONE}\n【内容】{TEXT}",
        f"1、工单编号：{NUMBER}\n2. 来电时间：{CALLED}\n- 办理时限：{DUE}\n· 来电人：{WHO}\n· 联系电话：{PHONE}\n{TEXT}",
    ],
    ids=["lines", "half width", "table", "table of four", "header and row", "on one line", "boxed", "list"],
)
def test_an_order_is_read_from_every_way_of_pasting_it(text: str) -> None:
    assert read(text) == ORDER


def test_content_of_several_lines_goes_on_until_the_next_label() -> None:
    assert read("编号：1\n内容：第一行，\n\n电话亭旁：无人\n第三行\n地址：云帆路") == {
        "number": "1",
        "text": "第一行，\n\n电话亭旁：无人\n第三行",
        "address": "云帆路",
    }


def test_a_cell_of_several_lines_is_read_without_its_quotes() -> None:
    text = '编号\t1\n内容\t"第一行\n说“""好""”"\n地址\t云帆路'
    assert read(text) == {"number": "1", "text": '第一行\n说“"好"”', "address": "云帆路"}
    assert read('编号\t地址\t内容\n1\t云帆路\t"第一行\n第二行"') == {
        "number": "1",
        "address": "云帆路",
        "text": "第一行\n第二行",
    }


def test_labels_within_the_content_belong_to_it() -> None:
    assert read("编号：1\n内容：市民称，地址：云帆路，电话：不详") == {
        "number": "1",
        "text": "市民称，地址：云帆路，电话：不详",
    }


def test_what_no_column_takes_is_kept_in_the_text() -> None:
    assert read("某热线工单\n编号：1\n回访方式：短信\n地址：云帆路\n内容：违章搭建") == {
        "number": "1",
        "address": "云帆路",
        "text": "违章搭建\n某热线工单\n回访方式：短信",
    }
    assert read("编号：1\n来源编号：2\n内容：违章搭建") == {"number": "1", "text": "违章搭建\n来源编号：2"}


def test_every_telephone_is_kept_apart_from_the_text() -> None:
    assert read(f"编号：1\n联系电话：{PHONE}\n手机：13911112222\n内容：违章搭建") == {
        "number": "1",
        "phone": f"{PHONE}、13911112222",
        "text": "违章搭建",
    }


def test_words_that_stand_for_nothing_are_nothing() -> None:
    assert read("编号：1\n姓名：无\n电话：\n内容：违章搭建") == {"number": "1", "text": "违章搭建"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        TEXT,
        f"内容：{TEXT}",
        "他说：“不拆。”\n答复：再看",
        "10:05 到场\n11:20 离开",
        "甲\t乙\n丙\t丁",
    ],
)
def test_a_text_without_labels_is_none(text: str) -> None:
    assert read(text) is None


def test_several_orders_at_once_are_refused() -> None:
    with pytest.raises(SeveralOrders):
        read("编号\t地址\t内容\n1\t云帆路\t甲\n2\t听潮路\t乙")


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=12).filter(
    lambda word: word not in GENERIC.absent and column_key(word) not in map(column_key, COLUMNS)
)
VALUES = st.lists(WORDS, min_size=1, max_size=3).map("，".join)
# One name for each column; of a field with several levels each level.
ROWS = st.lists(
    st.sampled_from(GENERIC.columns), min_size=2, max_size=8, unique_by=lambda column: column.field
).flatmap(
    lambda columns: st.tuples(
        *(
            st.tuples(
                st.just(column),
                st.sampled_from(column.names),
                st.lists(VALUES, min_size=1, max_size=3).map("\n".join) if column.field in LONG else VALUES,
            )
            for column in columns
        )
    )
)


@given(ROWS, st.sampled_from(["：", ":", "： ", "\t"]))
def test_a_row_that_is_written_as_labelled_lines_is_read_back(
    row: tuple[tuple[Column, str, str], ...], between: str
) -> None:
    text = "\n".join(f"{name}{between}{value}" for _, name, value in row)
    assert read_labelled(text, GENERIC) == {column: value for column, _, value in row}


@given(
    st.lists(
        st.text(max_size=20)
        | st.sampled_from(
            [*COLUMNS, "：", ":", "\t", "\n", "\r", '"', "【", "】", " ", "，", "\u2028", "\x00"]
        ),
        max_size=40,
    ).map("".join)
)
def test_whatever_is_pasted_is_read_or_not_and_breaks_nothing(text: str) -> None:
    try:
        found = read_labelled(text, GENERIC)
    except SeveralOrders:
        return
    assert found is None or all(value == value.strip() and value for value in found.values())


@pytest.mark.parametrize(
    "text",
    [
        "编号：1\n" + " " * 200_000 + "：",
        "编号：" + "a " * 200_000,
        "编号：" + "【" * 200_000,
        "编号\t地址\n" + '"' * 200_000,
        "：" * 200_000,
        "编号：1\n" * 50_000,
        "编号：1\n内容：" + "甲\n" * 300_000,
        "".join(f"电话：{n}\n" for n in range(50_000)),
    ],
)
def test_no_text_takes_long(text: str) -> None:
    begun = time.process_time()
    read(text)
    assert time.process_time() - begun < 5
