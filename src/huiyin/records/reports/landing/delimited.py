"""CSV as it really comes: unknown encoding, unknown delimiter, any number of rows. Runs in the child.

The file is read twice and never held: once to prove its encoding from first byte to last, once for its rows.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

import msgspec

from huiyin.records.reports.landing.encoding import KEPT, Encoding, escaped, unread
from huiyin.records.reports.landing.errors import FileRefused, refuse_file
from huiyin.records.reports.landing.frames import Limits, Row
from huiyin.records.reports.landing.header import SEARCHED_ROWS
from huiyin.records.reports.landing.oversize import checked, shortened
from huiyin.records.reports.landing.quotes import QUOTED, Swallowed, TextLines

_SAMPLE_CHARS: Final = 1 << 16
_SAMPLE_LINES: Final = 20
_FIELD_CHARS: Final = 16 << 20
"""A "cell" beyond this is a quote that was never closed; csv holds it at 4 bytes a character."""

_LINE_ENDS: Final = re.compile("\r\n?|\n")
_MARKS: Final = "\t;,"


def sniff_delimiter(sample: str) -> str:
    """Comma, semicolon or tab, quoted cells left aside: the most frequent in the first line that has any and with whose mark
    half of the lines below it go on; a title may have marks of its own. Where there is no such line, of the one that has most.
    """
    lines = [line for line in _LINE_ENDS.split(QUOTED.sub("", sample))[:_SAMPLE_LINES] if line.strip()]
    counts = [{mark: line.count(mark) for mark in _MARKS} for line in lines]
    most, best = 0, ","
    for index, count in enumerate(counts):
        mark = max(count, key=count.__getitem__)
        below = counts[index + 1 :]
        if count[mark] and below and sum(1 for other in below if other[mark]) * 2 >= len(below):
            return mark
        if count[mark] > most:
            most, best = count[mark], mark
    return best


def open_text(file: BinaryIO, encoding: Encoding) -> tuple[io.TextIOWrapper, str]:
    """The file as text from its start, and its delimiter."""
    file.seek(0)
    errors = KEPT if encoding.damaged else "strict"
    text = io.TextIOWrapper(file, encoding=encoding.name, errors=errors, newline="")
    delimiter = sniff_delimiter(text.read(_SAMPLE_CHARS))
    text.seek(0)
    return text, delimiter


def read_rows(
    text: io.TextIOWrapper, delimiter: str, limits: Limits, *, damaged: bool = False
) -> Iterator[Row]:
    """Every record that is not blank; `position` counts blank ones too, as Excel does when it opens the file.

    A record with a cell over the limit, or with a quote that does not end where its cell ends, carries a
    fault instead of being guessed at. Where such a quote runs on over lines that are plainly rows of their own, these are
    read as such, and positions count on as if the quote were mended. In a `damaged` text, so does a record with bytes
    that cannot be read. Raises `FileRefused` when a quote swallows the rest of a large file.
    """
    lines = TextLines(text, delimiter)
    rows = _records(lines, delimiter, limits)
    return (_without_bytes(row, lines.held, limits) for row in rows) if damaged else rows


def _records(lines: TextLines, delimiter: str, limits: Limits) -> Iterator[Row]:
    csv.field_size_limit(_FIELD_CHARS)
    held = lines.held
    position, line, looked = 0, 1, 0
    while True:
        try:
            for cells in csv.reader(lines.feed(), delimiter=delimiter, strict=True):
                position += 1
                if any(cells):
                    if len(held) > 1 and (swallowed := lines.swallowed(cells)):
                        row = _over_lines(position, line, cells, swallowed, lines, limits)
                    else:
                        row = checked(position, cells, limits)
                        if looked < SEARCHED_ROWS and row is not None and not row.fault:
                            looked += 1
                            lines.look_at(cells)
                    if row is not None:
                        yield row
                line += len(held)
                held.clear()
            return
        except csv.Error as error:
            position += 1
            following = lines.next_row()
            if following is not None:
                lines.give_back(following)
            elif "field limit" in str(error):
                raise _endless(position, line) from None
            # The reader starts afresh with the next line.
            yield _broken(position, line, lines, limits)
            line += len(held)
            held.clear()


def _broken(position: int, line: int, lines: TextLines, limits: Limits) -> Row:
    """The row of the held lines, whose quotes do not end where their cells end."""
    first, *others = lines.held
    cells = lines.before_quote(first) if others else lines.cells_of(first)
    if sum(map(len, cells)) > limits.cell_chars:
        cells = []
    text = shortened("".join(lines.held).rstrip("\r\n"), limits)
    where = (line, line + len(others)) if others else None
    return Row(position, tuple(cells), "row.quote", text=text, lines=where)


def _over_lines(
    position: int, line: int, cells: list[str], swallowed: Swallowed, lines: TextLines, limits: Limits
) -> Row | None:
    """The row of several lines of which some look like rows of their own. Where they plainly are, or do not make up just one
    row, reading goes on with them; else a person has to say which it is.
    """
    if swallowed.plain or len(cells) != lines.width:
        lines.give_back(swallowed.first)
        return _broken(position, line, lines, limits)
    row = checked(position, cells, limits)
    if row is None or row.fault:
        return row
    text = shortened("".join(lines.held).rstrip("\r\n"), limits)
    return Row(position, row.cells, "row.lines", text=text, lines=(line, line + len(lines.held) - 1))


def _without_bytes(row: Row, held: Sequence[str], limits: Limits) -> Row:
    """The row, without the cells in which bytes could not be read; these are its fault where it has no other."""
    bad = [index for index, cell in enumerate(row.cells) if unread(cell)]
    if not bad and not unread(row.text):
        return row
    cells = tuple("" if unread(cell) else cell for cell in row.cells)
    if row.fault:
        return msgspec.structs.replace(row, cells=cells, text=escaped(row.text))
    text = shortened(escaped("".join(held).rstrip("\r\n")), limits)
    return Row(row.position, cells, "row.bytes", bad[0], text)


def _endless(position: int, line: int) -> FileRefused:
    return refuse_file(
        "csv.quote",
        zh=f"第 {position} 行（文本第 {line} 行）有一个单元格没有尽头：引号没有闭合，或文件没有换行",
        en=f"row {position} (line {line} of the text) has a cell without end: an unclosed quote, or no line ends",
        advice_zh="请补上该行缺少的英文双引号，或在 Excel 中重新另存为 CSV，再把整个文件重新上传。",
        advice_en="Add the missing quote in this row, or save the file as CSV again in Excel; then upload all of it again.",
        position=position,
    )
