"""What the reading child says of a file, said here in this process: its frames, and its word on any bytes at all."""

from __future__ import annotations

import csv
import hashlib
import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.records.reports.landing.child import Order, read
from huiyin.records.reports.landing.errors import FileRefused
from huiyin.records.reports.landing.excel import as_text
from huiyin.records.reports.landing.frames import (
    PREFIX_BYTES,
    Batch,
    Frame,
    Limits,
    Refusal,
    Row,
    Source,
    decode_frame,
)
from huiyin.records.reports.landing.workbook import open_rows

Writer = Callable[..., Path]

HEADER = ["工单编号", "工单生成时间", "内容描述"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def said_here(
    file: io.BytesIO, *, sheet: str | None = None, suffix: str = "", limits: Limits | None = None
) -> list[Frame]:
    """The frames for a file, read in this process; a refusal is the last of them."""
    out = io.BytesIO()
    order = Order(limits=limits or Limits(), sheet=sheet, suffix=suffix)
    refused: list[Frame] = []
    try:
        read(file, order, out)
    except FileRefused as refusal:
        refused = [Refusal(refusal.problem)]
    sent, frames = memoryview(out.getvalue()), []
    while sent:
        length = int.from_bytes(sent[:PREFIX_BYTES], "big")
        frames.append(decode_frame(bytes(sent[PREFIX_BYTES : PREFIX_BYTES + length])))
        sent = sent[PREFIX_BYTES + length :]
    return [*frames, *refused]


def rows_in(frames: list[Frame]) -> list[Row]:
    return [row for frame in frames if isinstance(frame, Batch) for row in frame.rows]


def refusal_in(frames: list[Frame]) -> str:
    last = frames[-1]
    assert isinstance(last, Refusal), last
    return last.problem.code


# In this process and in the child's own: the same


def test_the_child_says_of_a_table_what_is_said_here(write_csv: Writer, write_xlsx: Writer) -> None:
    table = [HEADER, *([str(n), "2022-07-15", "楼道堆物" * (n % 7)] for n in range(2_500))]
    for path in (write_csv(table, encoding="gb18030", delimiter=";"), write_xlsx(table)):
        here = said_here(io.BytesIO(path.read_bytes()))
        with open_rows(path) as stream:
            assert [stream.source, *stream] == [here[0], *rows_in(here)]
        # Three frames of at most a thousand rows, so that neither side holds the file.
        assert [len(frame.rows) for frame in here if isinstance(frame, Batch)] == [1000, 1000, 501]


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 ...",
        b"PK\x03\x04" + b"x" * 100,
        OLE + bytes(600),
        OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        b"<html><table></table></html>",
        "编号,内容\n1,".encode("gb18030") + b"\xff\xff,\n",
        "工单编号,内容\n1,扰民\n".encode(),
        b"\n\n",
    ],
)
def test_the_child_refuses_with_the_words_that_are_said_here(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.xls"
    path.write_bytes(content)
    here = said_here(io.BytesIO(content), suffix=".xls")[-1]
    with pytest.raises(FileRefused) as there, open_rows(path) as stream:
        list(stream)
    assert here == Refusal(there.value.problem)


# Text


# What a cell of a CSV file can hold: any character but half of a pair; none but spaces would be a blank row.
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"), max_size=12)


@given(
    st.lists(st.lists(CELL, min_size=2, max_size=5), min_size=1, max_size=12),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_every_table_written_as_csv_comes_back_cell_by_cell(table: list[list[str]], encoding: str) -> None:
    # The first line decides the delimiter, so it is one that leaves no doubt.
    table = [["a", "b"], *table]
    written = io.StringIO()
    csv.writer(written).writerows(table)
    found = rows_in(said_here(io.BytesIO(written.getvalue().encode(encoding))))
    expected = [
        Row(number, tuple(cells))
        for number, cells in enumerate(table, 1)
        if any(cells) and not "".join(cells).isspace()
    ]
    assert found == expected


@given(st.binary(min_size=1, max_size=400))
def test_of_any_bytes_comes_a_table_or_a_refusal_that_says_what_to_do(content: bytes) -> None:
    frames = said_here(io.BytesIO(content))
    if isinstance(frames[-1], Refusal):
        problem = frames[-1].problem
        assert all((problem.message_zh, problem.message_en, problem.advice_zh, problem.advice_en))
    else:
        assert rows_in(frames)
        numbers = [row.position for row in rows_in(frames)]
        assert numbers == sorted(set(numbers))


def test_text_that_cannot_be_read_is_placed_at_its_furthest_reading() -> None:
    content = "编号,内容\n1,噪声\n2,".encode("gb18030") + b"\xff\xff,\n3,\xff\n4,\xff\n"
    last = said_here(io.BytesIO(content))[-1]
    assert isinstance(last, Refusal)
    assert (last.problem.code, last.problem.position) == ("file.encoding", 3)


def test_what_is_too_large_is_left_out_of_its_row_and_named() -> None:
    limits = Limits(cell_chars=100)
    content = "\n".join(["a,b", f"1,{'长' * 101}", ",".join(["x" * 90] * 5), '2,"坏"了', "3,好"]).encode()
    assert rows_in(said_here(io.BytesIO(content), limits=limits)) == [
        Row(1, ("a", "b")),
        Row(2, ("1", ""), "cell.large", 1, marked("1\t" + "长" * 101, 100)),
        Row(3, (), "row.large", text=marked("\t".join(["x" * 90] * 5), 100)),
        Row(4, ("2", "坏了"), "row.quote", text='2,"坏"了'),
        Row(5, ("3", "好")),
    ]


def marked(text: str, most: int) -> str:
    """What is kept of a text that is too large to be kept."""
    mark = hashlib.sha256(text.encode()).hexdigest()
    return f"{text[:most]}…〔共 {len(text)} 个字符，SHA-256 {mark}〕"


def test_a_quote_that_swallows_the_rest_of_a_large_file_is_named_with_its_row() -> None:
    last = said_here(io.BytesIO(b'a,b\n1,"' + b"xy\n" * (6 << 20)))[-1]
    assert isinstance(last, Refusal)
    assert (last.problem.code, last.problem.position) == ("csv.quote", 2)


@pytest.mark.parametrize(
    ("first", "delimiter"),
    [
        ("标题\na;b", ";"),
        ("a\tb", "\t"),
        ('"a;b;c",d', ","),
        ("一列", ","),
        # A title with marks of its own, above the header and its rows.
        ("导出人:张三;时间:2022-07-16\na,b,c\n1,x,y\n2,x,y", ","),
        ("甲,乙,丙\na;b\n1;x", ";"),
        ("导出人:张三;时间:2022-07-16\na,b,c", ","),
        # Marks in texts are fewer than those between cells, or not in every line.
        ("a;b;c\n1;x,y,z,w;c\n2;x;c", ";"),
    ],
)
def test_the_delimiter_is_the_most_frequent_outside_quotes(first: str, delimiter: str) -> None:
    source = said_here(io.BytesIO(f"{first}\n1\n".encode()))[0]
    assert isinstance(source, Source)
    assert source.delimiter == delimiter


# Workbooks


def test_the_named_sheet_is_read_and_an_unknown_one_refused(write_xlsx: Writer) -> None:
    book = write_xlsx([], extra_sheets={"七月": [["a"]], "八月": [["b", 2]]}).read_bytes()
    source, *_ = said_here(io.BytesIO(book))
    assert source == Source(kind="xlsx", sheet="七月", sheets=("工单", "七月", "八月"))
    assert rows_in(said_here(io.BytesIO(book), sheet="八月")) == [Row(1, ("b", "2"))]
    assert refusal_in(said_here(io.BytesIO(book), sheet="九月")) == "workbook.sheet"


def test_a_workbook_of_empty_sheets_is_empty(write_xlsx: Writer) -> None:
    frames = said_here(io.BytesIO(write_xlsx([]).read_bytes()))
    assert frames[0] == Source(kind="xlsx", sheet="", sheets=("工单",))
    assert refusal_in(frames) == "file.empty"


def test_rows_keep_their_numbers_and_columns_beside_blank_ones(write_xlsx: Writer) -> None:
    book = write_xlsx([[], ["", "", "题"], ["", "", " "], ["", "", "x", 1.5]])
    assert rows_in(said_here(io.BytesIO(book.read_bytes()))) == [
        Row(2, ("", "", "题", "")),
        Row(4, ("", "", "x", "1.5")),
    ]


@pytest.mark.parametrize(
    "limits",
    [Limits(zip_entries=5), Limits(unpacked_bytes=1000), Limits(sheet_bytes=100), Limits(strings_bytes=10)],
)
def test_a_container_over_any_of_its_limits_is_refused_unread(write_xlsx: Writer, limits: Limits) -> None:
    frames = said_here(io.BytesIO(write_xlsx([["住宅楼道堆物"]]).read_bytes()), limits=limits)
    assert (len(frames), refusal_in(frames)) == (1, "workbook.unpacked")


def test_a_sheet_of_too_many_rows_is_refused_with_the_first_beyond(write_xlsx: Writer) -> None:
    last = said_here(io.BytesIO(write_xlsx([["x"]] * 4).read_bytes()), limits=Limits(workbook_rows=3))[-1]
    assert isinstance(last, Refusal)
    assert (last.problem.code, last.problem.position) == ("workbook.rows", 4)


def container(*parts: tuple[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return held.getvalue()


def test_containers_that_are_no_plain_workbook_are_refused_for_what_they_are() -> None:
    book = ("xl/workbook.xml", "<workbook/>")
    sheet = ("xl/worksheets/sheet1.xml", b" " * (49 << 20))
    plain = container(book)
    locked = bytearray(plain)
    locked[plain.index(b"PK\x01\x02") + 8] |= 1  # the directory's flag of encryption
    lying = container(book, sheet).replace(struct.pack("<I", 49 << 20), struct.pack("<I", 1000))
    for content, expected in (
        (container(("word/document.xml", "<document/>")), "file.kind"),
        (container(book, compression=zipfile.ZIP_BZIP2), "workbook.damaged"),
        (container(book, sheet), "workbook.unpacked"),  # a thousand to one
        (lying, "workbook.damaged"),
        (plain[:-10], "workbook.damaged"),
        (plain, "workbook.damaged"),  # whole, yet without what a workbook needs
        (bytes(locked), "workbook.password"),
        (OLE + bytes(600), "file.kind"),
        (OLE + bytes(600) + "Workbook".encode("utf-16-le"), "workbook.damaged"),
        (OLE + bytes((1 << 20) - 20) + "EncryptedPackage".encode("utf-16-le"), "workbook.password"),
    ):
        assert refusal_in(said_here(io.BytesIO(content))) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=1+1", "=1+1"),
        (True, "TRUE"),
        (False, "FALSE"),
        (15.0, "15"),
        (-3, "-3"),
        (0.1, "0.1"),
        (1234567890123456, "1.23456789012346E+15"),
        (-1e15, "-1.00000000000000E+15"),
        (date(2022, 7, 15), "2022-07-15"),
        (datetime(2022, 7, 15, 8, 3), "2022-07-15T08:03:00"),
        # Excel keeps parts of a day: what is short of a second by a rounding error is that second.
        (datetime(2022, 7, 15, 23, 59, 59, 999_996), "2022-07-16T00:00:00"),
        (datetime(2022, 7, 15, 8, 3, 0, 4), "2022-07-15T08:03:00"),
        (time(8, 3, 5, 7), "08:03:05"),
        (timedelta(hours=26, minutes=3, seconds=4), "26:03:04"),
    ],
)
def test_each_kind_of_value_has_one_text(value: object, text: str) -> None:
    assert as_text(value) == text  # type: ignore[arg-type]
