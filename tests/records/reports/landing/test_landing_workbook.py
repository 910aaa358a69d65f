import io
import os
import shutil
import signal
import struct
import subprocess
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from huiyin.records.reports.landing.errors import FileRefused
from huiyin.records.reports.landing.frames import Limits, Row
from huiyin.records.reports.landing.workbook import open_rows
from huiyin.records.reports.prepare_process import begin

Writer = Callable[..., Path]

HEADER = ["工单编号", "工单生成时间", "内容描述"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(path: Path, **options: object) -> list[Row]:
    with open_rows(path, **options) as rows:  # type: ignore[arg-type]
        return list(rows)


def refusal(path: Path, **options: object) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read(path, **options)
    problem = refused.value.problem
    for said in (problem.message_zh, problem.message_en, problem.advice_zh, problem.advice_en):
        assert len(said) > 5
    return refused.value


def code(path: Path, **options: object) -> str:
    return refusal(path, **options).problem.code


# What is read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_whatever_its_encoding_and_delimiter(
    write_csv: Writer, encoding: str, delimiter: str
) -> None:
    path = write_csv(
        [HEADER, ["1", "2022/7/15", "㛃家弄䶮先生反映：楼上，敲墙；\n很吵"]],
        encoding=encoding,
        delimiter=delimiter,
    )
    with open_rows(path) as rows:
        assert (rows.source.kind, rows.source.encoding, rows.source.delimiter) == ("csv", encoding, delimiter)
        assert list(rows) == [
            Row(1, tuple(HEADER)),
            Row(2, ("1", "2022/7/15", "㛃家弄䶮先生反映：楼上，敲墙；\n很吵")),
        ]


def test_csv_rows_are_numbered_as_excel_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('标题\r\n\r\n工单编号,内容\r\n1,"两行\r\n的内容"\r\n , \r\n2,树\x00枝\r\n'.encode())
    assert read(path) == [
        Row(1, ("标题",)),
        Row(3, ("工单编号", "内容")),
        Row(4, ("1", "两行\r\n的内容")),
        Row(6, ("2", "树\x00枝")),
    ]


def test_xlsx_and_csv_of_the_same_table_give_the_same_cells(write_csv: Writer, write_xlsx: Writer) -> None:
    book = write_xlsx(
        [
            HEADER,
            ["20240101000072", datetime(2022, 7, 15, 8, 3), "=CMD|' /C calc'!A0"],
            [20240101000073, date(2022, 7, 16), True],
            [1.5, datetime(2022, 7, 17), 15.0],
        ]
    )
    text = write_csv(
        [
            HEADER,
            ["20240101000072", "2022-07-15T08:03:00", "=CMD|' /C calc'!A0"],
            ["20240101000073", "2022-07-16", "TRUE"],
            ["1.5", "2022-07-17", "15"],
        ]
    )
    assert read(book) == read(text)


def test_workbook_rows_keep_their_numbers_below_blank_rows_and_beside_blank_columns(
    write_xlsx: Writer,
) -> None:
    book = write_xlsx([[], [], ["", "", "题"], [], ["", "", " "], ["", "", "x", "y"]])
    assert read(book) == [Row(3, ("", "", "题", "")), Row(6, ("", "", "x", "y"))]


def test_dates_of_the_1904_system_are_the_same_dates(write_xlsx: Writer) -> None:
    book = write_xlsx([["日期"], [date(2022, 7, 15)]], date_1904=True)
    assert read(book)[1] == Row(2, ("2022-07-15",))


def test_the_first_sheet_with_content_is_read_unless_one_is_named(write_xlsx: Writer) -> None:
    book = write_xlsx([], extra_sheets={"七月": [["a"]], "八月": [["b"]]})
    with open_rows(book) as rows:
        assert (rows.source.sheet, rows.source.sheets) == ("七月", ("工单", "七月", "八月"))
        assert next(rows) == Row(1, ("a",))
    assert read(book, sheet="八月") == [Row(1, ("b",))]
    refused = refusal(book, sheet="九月").problem
    assert refused.code == "workbook.sheet"
    assert "工单、七月、八月" in refused.message_zh


def test_numbers_too_long_for_excel_do_not_pretend_to_be_exact(write_xlsx: Writer) -> None:
    assert read(write_xlsx([[1234567890123456]]))[0].cells == ("1.23456789012346E+15",)


def test_old_xls_is_read_like_xlsx(write_xlsx: Writer, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice to write an .xls")
    book = write_xlsx(
        [
            HEADER,
            ["20240101000072", datetime(2022, 7, 15, 8, 3), "电动车进楼道"],
            ["", date(2022, 7, 16), "a"],
        ]
    )
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xls", "--outdir", tmp_path, book],
        check=True,
        capture_output=True,
        timeout=120,
    )
    with open_rows(tmp_path / "list.xls") as rows:
        assert rows.source.kind == "xls"
        assert list(rows) == read(book)


def test_type_is_told_by_content_not_by_name(write_xlsx: Writer) -> None:
    book = write_xlsx([["a"]], name="list.csv")
    with open_rows(book) as rows:
        assert rows.source.kind == "xlsx"


def test_an_archive_inside_the_workbook_is_never_opened(write_xlsx: Writer) -> None:
    book = write_xlsx([["a"]])
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/embeddings/more.zip", b"PK\x03\x04 no archive at all")
    assert read(book) == [Row(1, ("a",))]


# Formulas that failed


@pytest.mark.parametrize("many", [0, 30_000])
def test_a_cell_with_an_excel_error_shows_it_and_no_other_sheets(tmp_path: Path, many: int) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        hidden, sheet = book.add_worksheet("旧 & 新"), book.add_worksheet("工单 & 表")
        sheet.activate()
        hidden.hide()
        hidden.write_formula("B3", "=1/0", None, "#NAME?")
        sheet.write_row("B1", HEADER)
        sheet.write_formula("C2", "=NA()", None, "#N/A")
        sheet.write_formula("D2", "=1/0", None, "#DIV/0!")
        sheet.write_row("B3", ["1", "", 't="e"'])
        for row in range(3, 3 + many):
            sheet.write_formula(row, 3, "=REF", None, "#REF!")
    found = read(path)
    assert found[:3] == [
        Row(1, ("", *HEADER)),
        Row(2, ("", "", "#N/A", "#DIV/0!")),
        Row(3, ("", "1", "", 't="e"')),
    ]
    assert found[3:] == [Row(row, ("", "", "", "#REF!")) for row in range(4, 4 + many)]


# What is no file


def test_what_is_no_regular_file_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero"), tmp_path):
        refused = refusal(path).problem
        assert refused.code == "file.irregular"
        assert refused.message_zh == f"{path} 不是普通文件（可能是设备、管道或文件夹）"
        assert begin(path, path.name) is None


# Rows that are marked and not guessed at


def test_a_cell_of_ten_million_characters_spoils_its_row_and_not_the_file(write_csv: Writer) -> None:
    path = write_csv([HEADER, ["1", "", "长" * 10_000_000], ["2", "", "短"]])
    header, large, short = read(path)
    assert (header, short) == (Row(1, tuple(HEADER)), Row(3, ("2", "", "短")))
    assert (large.position, large.cells, large.fault, large.at) == (2, ("1", "", ""), "cell.large", 2)
    assert large.text.startswith("1\t\t长长")
    assert large.text[1_000_000:].startswith("…〔共 10000003 个字符，SHA-256 ")


def test_a_cell_of_a_workbook_with_millions_of_equal_characters_spoils_its_row_and_not_the_file(
    write_xlsx: Writer,
) -> None:
    book = write_xlsx([HEADER, ["1", "", "很长"], ["2", "", "短"]])
    content = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "xl/sharedStrings.xml":
                data = data.replace("很长".encode(), ("长" * 3_400_000).encode())
            new.writestr(entry.filename, data)
    book.write_bytes(content.getvalue())
    # It packs to less than a two hundredth.
    assert book.stat().st_size * 200 < 3 * 3_400_000
    _, large, short = read(book)
    assert (large.position, large.cells, large.fault, large.at) == (2, ("1", "", ""), "cell.large", 2)
    assert short == Row(3, ("2", "", "短"))


def test_a_row_of_many_large_cells_is_left_out(write_csv: Writer) -> None:
    path = write_csv([HEADER, ["x" * 900_000] * 5, ["2", "", "短"]])
    _, large, short = read(path)
    assert (large.position, large.cells, large.fault, large.text[:2]) == (2, (), "row.large", "xx")
    assert short == Row(3, ("2", "", "短"))


def test_a_misplaced_quote_spoils_its_row_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"坏"了\n2,好\n3,"没有结尾\n4,x\n')
    assert read(path) == [
        Row(1, ("a", "b")),
        Row(2, ("1", "坏了"), "row.quote", text='1,"坏"了'),
        Row(3, ("2", "好")),
        Row(4, ("3",), "row.quote", text='3,"没有结尾\n4,x', lines=(4, 5)),
    ]


def test_a_quote_that_swallows_a_large_file_is_named_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"' + "xy\n" * (6 << 20))
    refused = refusal(path).problem
    assert (refused.code, refused.position) == ("csv.quote", 2)


# Files that are refused


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "file.empty"),
        (b"%PDF-1.7 ...", "file.kind"),
        (bytes(range(256)) + bytes(4000), "file.kind"),
        ("\ufeff <html><table><tr><td>工单编号</td></tr></table></html>".encode(), "file.page"),
        (b'<?xml version="1.0"?><Workbook></Workbook>', "file.page"),
        ("工单编号,内容\n1,扰民\n".encode(), "file.name"),
        (b"PK\x03\x04" + b"x" * 100, "workbook.damaged"),
        (OLE + bytes(600), "file.kind"),
        (OLE + bytes(600) + "Workbook".encode("utf-16-le") + bytes(600), "workbook.damaged"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600), "workbook.password"),
        (OLE + bytes((1 << 20) - 20) + "EncryptedPackage".encode("utf-16-le"), "workbook.password"),
    ],
)
def test_what_is_no_table_is_refused_for_what_it_is(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "list.xls"
    path.write_bytes(content)
    assert code(path) == expected


@pytest.mark.parametrize("content", ["\ufeff", "\ufeff\r\n , \r\n\t\n", "\n\n"])
def test_a_file_of_blanks_is_empty(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content)
    assert code(path) == "file.empty"


def test_the_name_under_which_a_file_was_sent_counts_and_not_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "upload-0001"
    path.write_text("a,b\n1,2\n")
    assert len(read(path)) == 2
    assert refusal(path, name="七月.XLSX").problem.message_zh == "文件名是 .xlsx，内容却是纯文本"


def test_an_unknown_encoding_is_refused_with_its_first_bad_byte_and_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("编号,内容\n1,噪声\n2,".encode("gb18030") + b"\xff\xff,\n3,\xff\n4,\xff\n")
    problem = refusal(path).problem
    assert (problem.code, problem.position) == ("file.encoding", 3)
    assert problem.message_zh == "文本编码不能识别：按 GB18030 读到第 3 行、第 19 字节（从 0 计）处出错"


def test_a_bad_byte_far_behind_is_found_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    start = ("编号,内容\n" + "1,声音很响\n" * 100_000).encode()
    path.write_bytes(start + b"\xff\n" * 20_000)
    problem = refusal(path).problem
    assert problem.position == 100_002
    assert f"byte {len(start)} " in problem.message_en


def test_a_character_cut_off_at_the_end_of_the_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbf" + "编号".encode()[:-1])
    assert "byte 6 " in refusal(path).problem.message_en


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert code(path) == "file.kind"


def bomb(path: Path, size: int) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * size)
    return path.read_bytes()


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert len(bomb(path, 64 << 20)) < 100_000
    started = time.monotonic()
    problem = refusal(path).problem
    assert (problem.code, time.monotonic() - started < 5) == ("workbook.unpacked", True)
    assert "64 MB" in problem.message_zh


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    honest = bomb(path, 64 << 20)
    size, lie = struct.pack("<I", 64 << 20), struct.pack("<I", 1000)
    assert honest.count(size) == 2  # before the part and in the directory
    path.write_bytes(honest.replace(size, lie))
    assert code(path) == "workbook.damaged"


@pytest.mark.parametrize(
    "limits",
    [
        Limits(zip_entries=5),
        Limits(unpacked_bytes=1000),
        Limits(sheet_bytes=100),
        Limits(strings_bytes=10),
    ],
)
def test_each_limit_of_the_container_counts(write_xlsx: Writer, limits: Limits) -> None:
    book = write_xlsx([["住宅楼道堆物"]])
    assert read(book) == [Row(1, ("住宅楼道堆物",))]
    assert code(book, limits=limits) == "workbook.unpacked"


def test_parts_of_one_name_are_refused(write_xlsx: Writer) -> None:
    book = write_xlsx([["a"]])
    with zipfile.ZipFile(book, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert code(book) == "workbook.damaged"


def test_a_workbook_cut_short_is_refused(write_xlsx: Writer) -> None:
    book = write_xlsx([["a"]])
    book.write_bytes(book.read_bytes()[:-200])
    assert code(book) == "workbook.damaged"


def test_a_workbook_of_200001_rows_is_refused_with_the_way_out(write_xlsx: Writer) -> None:
    problem = refusal(write_xlsx([["x"]] * 200_001)).problem
    assert (problem.code, problem.position) == ("workbook.rows", 200_001)
    assert "200001 行，超过工作簿上限 200000 行" in problem.message_zh
    assert "CSV UTF-8" in problem.advice_zh


def test_a_csv_has_no_limit_of_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x\n" * 250_000)
    with open_rows(path) as rows:
        assert sum(1 for _ in rows) == 250_000


def test_a_file_over_the_limit_is_not_even_begun(write_xlsx: Writer, write_csv: Writer) -> None:
    limits = Limits(file_bytes=10, workbook_bytes=10)
    assert code(write_csv([HEADER]), limits=limits) == "file.large"
    assert code(write_xlsx([HEADER]), limits=limits) == "file.large"


# The child


def test_a_stray_cell_far_away_ends_the_child_and_not_the_parent(write_xlsx: Writer) -> None:
    book = write_xlsx([["a"]])
    content = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(content, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                stray = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                data = data.replace(b"</sheetData>", stray)
            new.writestr(entry.filename, data)
    book.write_bytes(content.getvalue())
    assert code(book) == "file.memory"


def test_a_text_without_line_ends_is_stopped_by_the_memory_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x," * (24 << 20))
    assert code(path, limits=Limits(memory_bytes=160 << 20)) == "file.memory"


def test_a_file_that_takes_too_much_processor_time_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" * 6_000_000)
    assert code(path, limits=Limits(cpu_seconds=1)) == "file.time"


def test_a_file_that_takes_too_long_is_stopped(write_csv: Writer) -> None:
    assert code(write_csv([HEADER]), limits=Limits(wall_seconds=0)) == "file.time"


def children() -> list[int]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    if not listed.exists():
        pytest.skip("needs /proc to look at the child")
    return [int(pid) for pid in listed.read_text().split()]


def test_the_child_is_confined_and_knows_nothing_of_the_parent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///secret")
    path = tmp_path / "a.csv"
    path.write_text("一,二\n" * 200_000)
    before = children()
    with open_rows(path) as rows:
        next(rows)
        (child,) = set(children()) - set(before)
        proc = Path(f"/proc/{child}")
        assert b"secret" not in (proc / "environ").read_bytes()
        limits = {line[:26].strip(): line[26:].split() for line in (proc / "limits").read_text().splitlines()}
        assert limits["Max address space"][0] == str(1 << 30)
        assert limits["Max cpu time"][0] == "120"
        assert limits["Max core file size"][0] == limits["Max file size"][0] == "0"
        opened = [os.readlink(fd) for fd in (proc / "fd").iterdir()]
        assert sorted(name.split(":")[0] for name in opened) == ["/dev/null", str(path), "pipe"]
    assert not proc.exists()


@pytest.mark.parametrize(
    ("fatal", "expected"),
    [
        # The kernel when the machine's memory runs out, or a person: the refusal must not say which.
        (signal.SIGKILL, "file.killed"),
        # Native code that is refused memory.
        (signal.SIGABRT, "file.memory"),
        (signal.SIGXCPU, "file.time"),
        (signal.SIGSEGV, "file.crash"),
    ],
)
def test_how_the_child_was_ended_tells_why_as_far_as_that_is_known(
    tmp_path: Path, fatal: signal.Signals, expected: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("一,二\n" * 200_000)
    before = children()
    with open_rows(path) as rows:
        next(rows)
        (child,) = set(children()) - set(before)
        os.kill(child, fatal)
        with pytest.raises(FileRefused) as refused:
            list(rows)
    problem = refused.value.problem
    assert problem.code == expected
    assert ("内存" in problem.message_zh) == ("memory" in problem.message_en) == (expected == "file.memory")


def test_leaving_off_early_ends_the_child(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("一,二\n" * 200_000)
    before = children()
    for _ in open_rows(path):
        break
    rows = open_rows(path)
    rows.close()
    assert children() == before
    assert list(rows) == []
