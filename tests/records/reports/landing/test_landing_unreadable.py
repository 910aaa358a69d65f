"""Quotes that never close and bytes that no encoding knows: the row is marked, its neighbours are read."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.records.reports.landing.child import Order, read
from huiyin.records.reports.landing.errors import FileRefused
from huiyin.records.reports.landing.frames import PREFIX_BYTES, Batch, Limits, Row, Source, decode_frame
from huiyin.records.reports.landing.workbook import open_rows

HEADER = "编号,时间,地址,内容,类别,单位\n"


def line(number: int, text: str = "楼道堆物") -> str:
    return f"{number},2022-07-15,甲路{number}号,{text},一般,某单位\n"


def cells(number: int, text: str = "楼道堆物") -> tuple[str, ...]:
    return (str(number), "2022-07-15", f"甲路{number}号", text, "一般", "某单位")


def said(content: bytes) -> tuple[Source, list[Row]]:
    """Source and rows of a file, read in this process. Raises `FileRefused`."""
    out = io.BytesIO()
    read(io.BytesIO(content), Order(limits=Limits(), sheet=None, suffix=""), out)
    sent, frames = out.getvalue(), []
    while sent:
        length = int.from_bytes(sent[:PREFIX_BYTES], "big")
        frames.append(decode_frame(sent[PREFIX_BYTES : PREFIX_BYTES + length]))
        sent = sent[PREFIX_BYTES + length :]
    source = frames[0]
    assert isinstance(source, Source)
    return source, [row for frame in frames[1:] if isinstance(frame, Batch) for row in frame.rows]


def rows_of(text: str, encoding: str = "utf-8") -> list[Row]:
    """The rows below the header."""
    return said((HEADER + text).encode(encoding))[1][1:]


# Quotes


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_quote_that_is_never_closed_spoils_its_row_and_none_behind_it(end: str) -> None:
    spoilt = line(2, '"有人群租')
    text = line(1) + spoilt + "".join(line(number) for number in range(3, 40))
    assert rows_of(text.replace("\n", end)) == [
        Row(2, cells(1)),
        Row(3, cells(2)[:3], "row.quote", text=spoilt.rstrip("\n")),
        *(Row(number + 1, cells(number)) for number in range(3, 40)),
    ]


def test_of_two_quotes_amiss_the_rows_between_are_read() -> None:
    text = line(1, '"市民"来电') + line(2) + line(3, '"有人群租') + line(4) + line(5, '"市民"来电') + line(6)
    found = rows_of(text)
    assert [(row.position, row.fault) for row in found] == [
        (2, "row.quote"),
        (3, ""),
        (4, "row.quote"),
        (5, ""),
        (6, "row.quote"),
        (7, ""),
    ]
    # Where leaving the quotes out gives as many cells as the header has, they are offered; else those before the quote.
    assert (found[0].cells, found[2].cells) == (cells(1, "市民来电"), cells(3)[:3])
    assert [row.text for row in found if row.fault] == [
        line(number, text).rstrip("\n")
        for number, text in ((1, '"市民"来电'), (3, '"有人群租'), (5, '"市民"来电'))
    ]


def test_a_row_behind_an_open_quote_whose_own_cell_has_several_lines_is_read_whole() -> None:
    text = line(1, '"有人群租') + line(2, '"第一行\n第二行，""很吵"""') + line(3)
    assert rows_of(text) == [
        Row(2, cells(1)[:3], "row.quote", text=line(1, '"有人群租').rstrip("\n")),
        Row(3, cells(2, '第一行\n第二行，"很吵"')),
        Row(4, cells(3)),
    ]


def test_an_open_quote_that_a_stray_one_further_on_closes_in_another_column_swallows_nothing() -> None:
    stray = '4,2022-07-15,"甲路4号",楼道,5寸",某单位\n'
    text = line(1, '"有人群租') + line(2) + line(3) + '4,2022-07-15,甲路4号",楼道,一般,某单位\n' + line(5)
    found = rows_of(text)
    assert [(row.position, row.fault, row.cells[0]) for row in found] == [
        (2, "row.quote", "1"),
        (3, "", "2"),
        (4, "", "3"),
        (5, "", "4"),
        (6, "", "5"),
    ]
    assert rows_of(stray) == [Row(2, ("4", "2022-07-15", "甲路4号", "楼道", '5寸"', "某单位"))]


def test_rows_within_a_cell_that_is_written_as_it_should_be_wait_for_a_person() -> None:
    inner = "有人群租,一般,某单位\n2,2022-07-15,甲路2号,堆物,一般,某单位\n3,2022-07-15,甲路3号,堆物"
    text = f'1,2022-07-15,甲路1号,"{inner}",一般,某单位\n'
    assert rows_of(text + line(4)) == [
        Row(2, cells(1, inner), "row.lines", text=text.rstrip("\n"), lines=(2, 4)),
        Row(3, cells(4)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "第一行\n第二行",
        "一,二\n三,四,五\n\n六",
        "名单：\n张三,101,男\n李四,102,女\n王五,103,男",
        "\n" * 100,
        "a,b,c,d,e,f\n第二行",
    ],
)
def test_a_cell_of_several_lines_stays_as_it_is(text: str) -> None:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(cells(1, text))
    assert rows_of(written.getvalue() + line(2)) == [Row(2, cells(1, text)), Row(3, cells(2))]


def test_a_list_within_a_cell_of_a_narrow_table_stays_in_it() -> None:
    content = '编号,内容\n1,"名单\n张三,101\n李四,102\n王五,103\n赵六,104\n孙七,105"\n2,好\n'
    assert said(content.encode())[1][1:] == [
        Row(2, ("1", "名单\n张三,101\n李四,102\n王五,103\n赵六,104\n孙七,105")),
        Row(3, ("2", "好")),
    ]


def orders(*texts: str, first: int = 1) -> str:
    """Lines of a table of three columns: the order's number, when it was made, and a text as it is given."""
    return "".join(
        f"20220801{number:06},2022-08-01 09:{number:02},{text}\n" for number, text in enumerate(texts, first)
    )


ORDERS = "工单编号,工单生成时间,内容描述\n"


def test_rows_that_an_open_quote_has_taken_up_to_a_stray_one_come_through_in_a_narrow_table() -> None:
    spoilt, good = orders('"有人充电'), orders("有人群租", "楼顶搭建", '门缝只剩5"', first=2)
    found = said((ORDERS + spoilt + good).encode())[1][1:]
    assert found[0] == Row(
        2, ("20220801000001", "2022-08-01 09:01", "有人充电"), "row.quote", text=spoilt.rstrip("\n")
    )
    assert [(row.fault, row.cells[2]) for row in found[1:]] == [
        ("", "有人群租"),
        ("", "楼顶搭建"),
        ("", '门缝只剩5"'),
    ]


def test_one_line_of_another_width_between_does_not_hide_the_rows_that_a_quote_has_taken() -> None:
    header = "工单编号,工单生成时间,诉求地址,诉求区域,内容描述\n"
    texts = ('"有人充电', "有人群租", "楼顶搭建", '楼道堆物,门缝只剩5"', "有人群租")
    lines = orders(*(f"甲路{number}号,徐汇区,{text}" for number, text in enumerate(texts)))
    found = said((header + lines).encode())[1][1:]
    assert [(row.fault, len(row.cells), row.cells[0][-1]) for row in found] == [
        ("row.quote", 5, "1"),
        ("", 5, "2"),
        ("", 5, "3"),
        ("", 6, "4"),
        ("", 5, "5"),
    ]


def test_a_single_row_within_a_cell_of_a_narrow_table_waits_for_a_person() -> None:
    text = orders('"有人充电', '门缝只剩5"')
    found = said((ORDERS + text + orders("有人群租", first=3)).encode())[1][1:]
    assert [(row.fault, row.lines, row.text) for row in found] == [
        ("row.lines", (2, 3), text.rstrip("\n")),
        ("", None, ""),
    ]


def test_a_list_of_orders_that_its_cell_announces_waits_for_a_person() -> None:
    text = orders('"此前的工单：', "有人群租", '楼顶搭建"')
    found = said((ORDERS + text).encode())[1][1:]
    assert [(row.fault, row.lines, row.text) for row in found] == [("row.lines", (2, 4), text.rstrip("\n"))]


def test_a_row_of_too_many_cells_directly_below_the_header_does_not_say_how_long_rows_are() -> None:
    text = orders("有人充电,请处理") + orders('"有人充电', "有人群租", '门缝只剩5"', first=2)
    found = said((ORDERS + text).encode())[1][1:]
    assert [row.fault for row in found] == ["", "row.quote", "", ""]


@pytest.mark.parametrize("title", ["工单,一览\n", "工单,一览\n徐汇区,八月\n", "八月\n"])
def test_a_title_above_the_header_does_not_say_how_long_rows_are(title: str) -> None:
    text = orders("有人搭建", '"有人充电', "有人群租", '门缝只剩5"')
    header = "工单编号,工单生成时间,内容描述\n" if title.count("\n") == 1 else "编号,时间,内容,地址\n"
    found = said((title + header + text).encode())[1]
    assert [row.fault for row in found if row.cells[0].startswith("2022")] == ["", "row.quote", "", ""]


# What people write into a cell: lists with and without commas. None of these lines begins as a row of the tables here does.
LISTED = st.sampled_from(
    [
        "名单如下：",
        "张三,101,男",
        "1,2022-07-01,群租",
        "1301,2022-07-02 10:00,无人应门",
        "2022-07-01 10:00,来电,未答复",
        "紫兰花苑,2022-07-01,违建",
        "20220701000002号工单,已答复",
        "一、堆物；二、充电",
        "1,2,3",
        "说,“好”",
        "",
    ]
)


@given(st.lists(st.lists(LISTED, min_size=1, max_size=6), min_size=1, max_size=5), st.sampled_from([3, 4, 6]))
def test_lists_within_well_formed_cells_stay_as_they_are(texts: list[list[str]], width: int) -> None:
    table = [["工单编号", "工单生成时间", "内容描述", "类别", "单位", "备注"][:width]]
    for number, lines in enumerate(texts, 1):
        cells = [
            f"20220801{number:06}",
            f"2022-08-01 09:{number:02}",
            "\n".join(lines),
            "一般",
            "某单位",
            "无",
        ]
        table.append(cells[:width])
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(table)
    found = said(written.getvalue().encode())[1]
    assert [row.cells for row in found if any(row.cells)] == [tuple(cells) for cells in table]
    assert {row.fault for row in found} == {""}


@given(st.data(), st.sampled_from([3, 4, 6]), st.integers(0, 8), st.integers(1, 8), st.integers(0, 4))
def test_no_intact_row_between_an_open_quote_and_a_stray_one_is_lost(
    data: st.DataObject, width: int, before: int, between: int, behind: int
) -> None:
    texts = [
        data.draw(st.sampled_from(["有人群租", "楼道堆物，请处理", "门缝只剩5寸", '"第一行\n第二行"', ""]))
        for _ in range(before + between + behind + 2)
    ]
    texts[before], texts[before + between + 1] = '"有人充电', data.draw(st.sampled_from(['5"', '堆物,5"']))
    text_last = data.draw(st.booleans())
    lines = [
        ",".join([f"20220801{n:06}", "2022-08-01", *(["一般"] * (width - 3) if text_last else []), text])
        + ("" if text_last else ",一般" * (width - 3))
        for n, text in enumerate(texts, 1)
    ]
    found = said("\n".join([",".join("编时内类单备"[:width]), *lines, ""]).encode())[1][1:]
    read = [row.cells[0] for row in found if not row.fault and len(row.cells[0]) == 14]
    spoilt = {f"20220801{n:06}" for n in (before + 1, before + between + 2)}
    intact = [f"20220801{n:06}" for n in range(1, len(texts) + 1) if f"20220801{n:06}" not in spoilt]
    assert [number for number in read if number not in spoilt] == intact
    kept = " ".join([*read, *(row.text for row in found if row.fault)])
    assert all(number in kept for number in spoilt)


def test_where_lines_cannot_be_told_from_rows_those_that_the_quote_took_are_named() -> None:
    content = '内容\n第一件\n"第二件没有结尾\n第三件\n第四件\n'
    assert said(content.encode())[1][1:] == [
        Row(2, ("第一件",)),
        Row(3, (), "row.quote", text='"第二件没有结尾\n第三件\n第四件', lines=(3, 5)),
    ]


def test_lines_are_counted_in_the_text_and_rows_as_they_are_shown() -> None:
    content = '内容\n"一\n一"\n\n"二没有结尾\n三\n'
    assert said(content.encode())[1][1:] == [
        Row(2, ("一\n一",)),
        Row(4, (), "row.quote", text='"二没有结尾\n三', lines=(5, 6)),
    ]


@given(
    st.lists(
        st.sampled_from(["群租", '"楼上"很吵', '"没有结尾', "两行\n的", '说"好"', "", '"好"']), max_size=12
    ),
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
)
def test_whatever_quotes_are_amiss_every_number_is_read_or_stands_in_what_is_kept(
    texts: list[str], encoding: str
) -> None:
    written = "".join(
        line(number, f'"{text}"' if "\n" in text else text) for number, text in enumerate(texts, 1001)
    )
    found = rows_of(written + line(2000), encoding)
    assert [row.position for row in found] == sorted({row.position for row in found})
    kept = [row.text if row.fault else ",".join(row.cells) for row in found]
    for number in (*range(1001, 1001 + len(texts)), 2000):
        assert sum(f"甲路{number}号" in text for text in kept) == 1


def test_a_file_whose_every_second_row_opens_a_quote_is_read_in_one_pass(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        HEADER + "".join(line(n, '"开' if n % 2 else "好") for n in range(20_000)), encoding="utf-8"
    )
    with open_rows(path, limits=Limits(cpu_seconds=5)) as rows:
        faults = [row.fault for row in rows]
    assert (len(faults), faults.count("row.quote")) == (20_001, 10_000)


# Bytes


@pytest.mark.parametrize(
    ("encoding", "bad", "shown"),
    [
        ("utf-8", b"\xe5\xff", "\\xe5\\xff"),
        ("utf-8", b"\xed\xa0\x80", "\\xed\\xa0\\x80"),
        ("gb18030", b"\xff", "\\xff"),
        ("utf-16-le", b"\x00\xd8", "\\x00\\xd8"),
    ],
)
def test_bytes_that_cannot_be_read_spoil_their_row_and_name_its_column(
    encoding: str, bad: bytes, shown: str
) -> None:
    before, after = (HEADER + line(1) + "2,2022-07-15,甲\\路,楼道"), "堆物,一般,某单位\n" + line(3)
    content = before.encode(encoding) + bad + after.encode(encoding)
    source, found = said(b"\xff\xfe" + content if encoding == "utf-16-le" else content)
    assert source.encoding == encoding.removesuffix("-le")
    assert found[1:] == [
        Row(2, cells(1)),
        Row(
            3,
            ("2", "2022-07-15", "甲\\路", "", "一般", "某单位"),
            "row.bytes",
            3,
            # Lossless: each byte as its number, and each backslash doubled.
            f"2,2022-07-15,甲\\\\路,楼道{shown}堆物,一般,某单位",
        ),
        Row(4, cells(3)),
    ]


def test_bytes_in_a_row_with_a_quote_amiss_are_kept_with_it() -> None:
    content = (
        (HEADER + line(1)).encode()
        + line(2, '"群租').encode().replace(b"2022", b"20\xff22")
        + line(3).encode()
    )
    found = said(content)[1]
    assert [row.fault for row in found] == ["", "", "row.quote", ""]
    assert (found[2].cells, found[2].text[:13]) == (("2", "", "甲路2号"), "2,20\\xff22-07")


@pytest.mark.parametrize(
    ("good", "bad", "taken"),
    [(4, 4, True), (4, 6, False), (90, 10, True), (88, 11, False), (200, 20, True), (186, 21, False)],
)
def test_a_file_is_refused_when_more_than_a_tenth_and_ten_or_half_of_its_lines_cannot_be_read(
    good: int, bad: int, taken: bool
) -> None:
    lines = [line(n).encode() for n in range(good)] + [b"%d,\xff,,,,\n" % n for n in range(bad)]
    content = HEADER.encode() + b"".join(lines)
    if taken:
        assert [row.fault for row in said(content)[1]].count("row.bytes") == bad
    else:
        with pytest.raises(FileRefused) as refused:
            said(content)
        assert (refused.value.problem.code, refused.value.problem.position) == ("file.encoding", good + 2)


def test_rows_of_another_encoding_within_a_file_are_marked_and_not_guessed_at() -> None:
    content = (HEADER + line(1) + line(2)).encode() + line(3).encode("gb18030")
    source, found = said(content)
    assert (source.encoding, [row.fault for row in found]) == ("utf-8", ["", "", "", "row.bytes"])
    assert found[3].cells[:3] == ("3", "2022-07-15", "")


def test_the_encoding_in_which_fewest_lines_are_spoilt_is_taken() -> None:
    content = (HEADER + "".join(map(line, range(20)))).encode("gb18030") + b"20,\xff\n"
    source, found = said(content)
    assert (source.encoding, found[-1].fault) == ("gb18030", "row.bytes")


@pytest.mark.parametrize(("end", "size"), [("\r", 100), ("\r\n", 100), ("\n", 100), ("\r\n", 60_000)])
def test_the_line_of_a_byte_is_counted_whatever_ends_the_lines(end: str, size: int) -> None:
    content = ("编号,噪声很大" + end).encode("gb18030") * size + (b"\xff,\xff" + end.encode()) * (size * 2)
    with pytest.raises(FileRefused) as refused:
        said(content)
    assert refused.value.problem.position == size + 1


def test_the_line_of_a_byte_is_counted_in_characters_and_not_in_bytes_of_utf_16() -> None:
    # 上 and 一 have the bytes of line ends in them.
    content = "\ufeff上海,ਊ഍\n".encode("utf-16-le") + b"\x00\xd8\n\x00" * 5
    with pytest.raises(FileRefused) as refused:
        said(content)
    assert refused.value.problem.position == 2


UTF_16 = [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-16-le", b""), ("utf-16-be", b"")]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("encoding", "mark"), UTF_16)
@pytest.mark.parametrize("change", ["lacking", "too many"])
def test_utf_16_with_a_byte_lacking_or_too_many_is_refused_with_the_line_of_it(
    encoding: str, mark: bytes, end: str, change: str
) -> None:
    before, after = (HEADER + "".join(map(line, range(120))), "".join(map(line, range(121, 180))))
    hit = line(120, "一楼堆物").replace("\n", end).encode(encoding)
    hit = hit[:40] + hit[41:] if change == "lacking" else hit[:40] + b"a" + hit[40:]
    content = (
        mark + before.replace("\n", end).encode(encoding) + hit + after.replace("\n", end).encode(encoding)
    )
    with pytest.raises(FileRefused) as refused:
        said(content)
    problem = refused.value.problem
    assert (problem.code, problem.position) == ("file.moved", 122)
    assert problem.message_zh.startswith("第 122 行少了或多了一个字节，此后的文字都错位")


@pytest.mark.parametrize(("encoding", "mark"), UTF_16)
def test_a_byte_lacking_in_the_last_line_of_utf_16_spoils_that_alone(encoding: str, mark: bytes) -> None:
    content = mark + (HEADER + "".join(map(line, range(30)))).encode(encoding)
    hit = line(30).encode(encoding)
    found = said(content + hit[:40] + hit[41:])[1]
    assert [row.fault for row in found] == [""] * 31 + ["row.bytes"]
    assert found[31].cells[:2] == ("30", "2022-07-15")


def test_two_bytes_lacking_in_lines_apart_are_not_taken_for_none() -> None:
    lines = [line(n).encode("utf-16-le") for n in range(60)]
    for n in (20, 40):
        lines[n] = lines[n][:30] + lines[n][31:]
    with pytest.raises(FileRefused) as refused:
        said("\ufeff".encode("utf-16-le") + HEADER.encode("utf-16-le") + b"".join(lines))
    assert (refused.value.problem.code, refused.value.problem.position) == ("file.moved", 22)


def test_letters_of_india_are_no_sign_of_a_byte_that_is_lacking() -> None:
    text = line(1, "ਪੰਜਾਬ和ਅੰਮ੍ਰਿਤਸਰ") + line(2, "楼道?") + line(3, "一ਪ")
    assert [row.fault for row in said((HEADER + text).encode("utf-16"))[1]] == ["", "", "", ""]
    text = line(1, "ਪੰਜਾਬ和ਅੰਮ੍ਰਿਤਸਰ") + line(2, "楼道?")
    content = (b"\xff\xfe" + (HEADER + text).encode("utf-16-le")).replace(
        "?".encode("utf-16-le"), b"\x00\xd8"
    )
    assert [row.fault for row in said(content)[1]] == ["", "", "row.bytes"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read(encoding: str) -> None:
    # 一 has a zero where those of the delimiters are not.
    source, found = said((HEADER + line(1, "一楼一户")).encode(encoding))
    assert (source.encoding, found[1]) == (encoding, Row(2, cells(1, "一楼一户")))


def test_a_file_of_zeros_is_no_table() -> None:
    with pytest.raises(FileRefused) as refused:
        said(bytes(1000))
    assert refused.value.problem.code == "file.kind"
