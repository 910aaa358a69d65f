"""CSV as it really comes: unknown encoding, unknown delimiter, any number of rows. Runs in the child.

The file is read twice and never held: once to prove its encoding from first byte to last, once for its rows.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from huiyin.records.reports.landing.errors import AS_CSV_EN, AS_CSV_ZH, AS_XLSX_EN, AS_XLSX_ZH, refuse_file
from huiyin.records.reports.landing.frames import Limits, Row

_CHUNK: Final = 1 << 20
_SAMPLE_CHARS: Final = 1 << 16
_FIELD_CHARS: Final = 16 << 20
"""A "cell" beyond this is a quote that was never closed; csv holds it at 4 bytes a character."""

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PAGE: Final = re.compile(
    rb"\s*(?:<(?:!doctype|html|head|meta|table|style|body|\?xml|!--)|mime-version:)", re.IGNORECASE
)
_BINARY: Final = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"GIF8",
    b"{\\rtf",
)
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')


def decide_encoding(file: BinaryIO) -> str:
    """The encoding of the whole file: by byte-order mark, else UTF-8, else GB18030, each strictly.

    Leaves the file at its end. Raises `FileRefused`: a web page, a picture and the like, or no such encoding;
    then it names the first byte and line that cannot be read.
    """
    start = file.read(4096)
    head = start.removeprefix(codecs.BOM_UTF8)
    if _PAGE.match(head):
        raise refuse_file(
            "file.page",
            zh="这个文件其实是网页或 XML 表格，不是 Excel 工作簿",
            en="this file is really a web page or an XML sheet, not an Excel workbook",
            advice_zh=AS_XLSX_ZH,
            advice_en=AS_XLSX_EN,
        )
    marked = next((name for bom, name in _BOMS if start.startswith(bom)), None)
    if start.startswith(_BINARY) or (marked is None and start.count(0) * 10 > len(start)):
        raise refuse_file(
            "file.kind",
            zh="这个文件不是表格（可能是 PDF、图片或压缩包）",
            en="this file is no table (perhaps a PDF, a picture or an archive)",
            advice_zh="请上传 .xlsx、.xls 或 .csv 文件。",
            advice_en="Upload an .xlsx, .xls or .csv file.",
        )
    furthest, tried = -1, ""
    for name in (marked,) if marked else ("utf-8", "gb18030"):
        wrong = _first_bad_byte(file, name)
        if wrong is None:
            return name
        if wrong > furthest:
            furthest, tried = wrong, name
    line = _line_of(file, furthest)
    raise refuse_file(
        "file.encoding",
        zh=f"文本编码不能识别：按 {tried.upper()} 读到第 {line} 行、第 {furthest} 字节（从 0 计）处出错",
        en=f"unknown text encoding: as {tried.upper()} it fails in line {line}, at byte {furthest} (from 0)",
        advice_zh=f"{AS_CSV_ZH}若仍出错，请检查该行的文字。",
        advice_en=f"{AS_CSV_EN} If that fails too, look at the text of this line.",
        position=line,
    )


def _first_bad_byte(file: BinaryIO, encoding: str) -> int | None:
    """Offset of the first byte that is not `encoding`, or None."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    while True:
        chunk = file.read(_CHUNK)
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return done - held + error.start
        if not chunk:
            return None
        done += len(chunk)


def _line_of(file: BinaryIO, offset: int) -> int:
    """Number of the text line, from 1, that holds the byte at `offset`."""
    file.seek(0)
    line, left = 1, offset
    while left > 0 and (chunk := file.read(min(_CHUNK, left))):
        line += chunk.count(b"\n")
        left -= len(chunk)
    return line


def sniff_delimiter(sample: str) -> str:
    """Comma, semicolon or tab: the most frequent in the first line that has any, quoted cells left aside."""
    for line in _QUOTED.sub("", sample).splitlines()[:20]:
        counts = {mark: line.count(mark) for mark in "\t;,"}
        best = max(counts, key=counts.__getitem__)
        if counts[best]:
            return best
    return ","


def open_text(file: BinaryIO, encoding: str) -> tuple[io.TextIOWrapper, str]:
    """The file as text from its start, and its delimiter."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="strict", newline="")
    delimiter = sniff_delimiter(text.read(_SAMPLE_CHARS))
    text.seek(0)
    return text, delimiter


def read_rows(text: io.TextIOWrapper, delimiter: str, limits: Limits) -> Iterator[Row]:
    """Every record that is not blank; `position` counts blank ones too, as Excel does when it opens the file.

    A record with a cell over the limit, or with a quote that does not end where its cell ends, carries a
    fault instead of being guessed at. Raises `FileRefused` when a quote swallows the rest of a large file.
    """
    csv.field_size_limit(_FIELD_CHARS)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    position = 0
    while True:
        try:
            for cells in reader:
                position += 1
                if any(cells):
                    row = checked(position, cells, limits)
                    if row is not None:
                        yield row
            return
        except csv.Error as error:
            position += 1
            if "field limit" in str(error):
                raise refuse_file(
                    "csv.quote",
                    zh=f"第 {position} 行有一个单元格没有尽头：引号没有闭合，或文件没有换行",
                    en=f"row {position} has a cell without end: an unclosed quote, or no line ends",
                    advice_zh="请补上该行缺少的英文双引号，或在 Excel 中重新另存为 CSV。",
                    advice_en="Add the missing quote in this row, or save the file as CSV again in Excel.",
                    position=position,
                ) from None
            # The reader starts afresh with the next line.
            yield Row(position, (), "row.quote")


def checked(position: int, cells: list[str], limits: Limits) -> Row | None:
    """The row; None when it is only spaces; the row with its fault when it is too large to be passed on."""
    size = sum(map(len, cells))
    if size < 64 and "".join(cells).isspace():
        return None
    if size > limits.cell_chars:
        kept = tuple(cell if len(cell) <= limits.cell_chars else "" for cell in cells)
        if sum(map(len, kept)) > 4 * limits.cell_chars:
            return Row(position, (), "row.large")
        if sum(map(len, kept)) < size:
            return Row(
                position, kept, "cell.large", next(i for i, cell in enumerate(cells) if cell != kept[i])
            )
    return Row(position, tuple(cells))
