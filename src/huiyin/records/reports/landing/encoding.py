"""Finds out in which encoding a text file is written, and keeps the bytes that are not. Runs in the child."""

import codecs
import io
import re
from typing import BinaryIO, Final, NamedTuple

from huiyin.records.reports.landing.errors import (
    AS_CSV_EN,
    AS_CSV_ZH,
    AS_XLSX_EN,
    AS_XLSX_ZH,
    FileRefused,
    refuse_file,
)

KEPT: Final = "huiyin.kept"
"""The way of decoding by which a byte that cannot be read becomes one of 256 lone surrogates and is not lost."""

_MOVED_END: Final = re.compile("[\u0a00-\u0aff\u0d00-\u0dff]")
_UNREAD: Final = re.compile("[\udc00-\udcff]")
_CHUNK: Final = 1 << 20
_START: Final = 4096
# Lines without end are counted by such pieces.
_PIECE: Final = 4096
# How often it is asked whether to give up a file that cannot be read so far.
_ENOUGH: Final = 1000
_FEW: Final = 10
"""So many lines that cannot be read are refused one by one, whatever their share of the file up to a half."""

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


def _keep(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(KEPT, _keep)


class Encoding(NamedTuple):
    """The encoding of a file; `damaged`: some of its lines hold bytes that are not in it."""

    name: str
    damaged: bool = False


def unread(text: str) -> bool:
    """Whether a text that was decoded by `KEPT` holds bytes that could not be read."""
    return not text.isascii() and _UNREAD.search(text) is not None


def escaped(text: str) -> str:
    r"""The text with each byte that could not be read as `\xff`, and each backslash doubled, so that nothing is lost."""
    return _UNREAD.sub(lambda found: f"\\x{ord(found[0]) & 0xFF:02x}", text.replace("\\", "\\\\"))


def decide_encoding(file: BinaryIO) -> Encoding:
    """The encoding of the whole file: by byte-order mark, by the zeros of unmarked UTF-16, else UTF-8, else GB18030.

    Where none of them fits the whole file, it is the one in which the fewest lines cannot be read, if they are few: not more
    than a tenth, or than ten, and not more than half of the lines.

    Leaves the file at its end. Raises `FileRefused`: a web page, a picture and the like; no such encoding, naming the first
    byte and line that cannot be read; UTF-16 in which a byte is lacking or too many, naming the line.
    """
    start = file.read(_START)
    if _PAGE.match(start.removeprefix(codecs.BOM_UTF8)):
        raise refuse_file(
            "file.page",
            zh="这个文件其实是网页或 XML 表格，不是 Excel 工作簿",
            en="this file is really a web page or an XML sheet, not an Excel workbook",
            advice_zh=AS_XLSX_ZH,
            advice_en=AS_XLSX_EN,
        )
    marked = next((name for bom, name in _BOMS if start.startswith(bom)), None) or _unmarked(start)
    if start.startswith(_BINARY) or (marked is None and start.count(0) * 10 > len(start)):
        raise refuse_file(
            "file.kind",
            zh="这个文件不是表格（可能是 PDF、图片或压缩包）",
            en="this file is no table (perhaps a PDF, a picture or an archive)",
            advice_zh="请上传 .xlsx、.xls 或 .csv 文件。",
            advice_en="Upload an .xlsx, .xls or .csv file.",
        )
    names = (marked,) if marked else ("utf-8", "gb18030")
    furthest, tried = -1, ""
    for name in names:
        wrong = _first_bad_byte(file, name)
        # Whatever the letters are: in a text of which every byte can be read, two in one line are no chance.
        if marked and (moved := _moved_line(file, marked, ends=1 if wrong is not None else 2)):
            raise _refuse_moved(moved, marked)
        if wrong is None:
            return Encoding(name)
        if wrong > furthest:
            furthest, tried = wrong, name
    share, place = min((_damage(file, name), place) for place, name in enumerate(names))
    if share < 1:
        return Encoding(names[place], damaged=True)
    line = _line_of(file, furthest, tried)
    raise refuse_file(
        "file.encoding",
        zh=f"文本编码不能识别：按 {tried.upper()} 读到第 {line} 行、第 {furthest} 字节（从 0 计）处出错",
        en=f"unknown text encoding: as {tried.upper()} it fails in line {line}, at byte {furthest} (from 0)",
        advice_zh=f"{AS_CSV_ZH}若仍出错，请检查该行的文字。",
        advice_en=f"{AS_CSV_EN} If that fails too, look at the text of this line.",
        position=line,
    )


def _refuse_moved(line: int, encoding: str) -> FileRefused:
    name = encoding.upper()
    return refuse_file(
        "file.moved",
        zh=f"第 {line} 行少了或多了一个字节，此后的文字都错位，不能读取（{name}）",
        en=f"line {line} lacks a byte or has one too many, and all behind it is unreadable ({name})",
        advice_zh="没有收入任何一行。请重新导出或重新下载后再上传；若仍出错，请改存为“CSV UTF-8（逗号分隔）”。",
        advice_en="No row was taken. Export or download the file anew and upload that; if that fails too, save it as "
        "“CSV UTF-8 (comma delimited)”.",
        position=line,
    )


def _unmarked(start: bytes) -> str | None:
    """UTF-16 without its mark: delimiters and line ends have a zero beside them, nearly always on the same side (一 has one
    on the other).
    """
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 20 < len(start) or min(even, odd) * 8 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


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


def _moved_line(file: BinaryIO, encoding: str, ends: int) -> int | None:
    """Number of the line of UTF-16 from which on characters are read from halves of two; None where there is none.

    No line ends there any more: half of each line end (U+000A, U+000D) is read with half of what stands beside it, as a letter
    of India next to a character whose lower byte is zero. So many of those, at least, tell it.
    """
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors=KEPT, newline="")
    line, last, moved = 1, "", 0
    try:
        while piece := text.readline(_PIECE):
            piece = last + piece
            moved += sum(_beside_zero(piece, found.start()) for found in _MOVED_END.finditer(piece))
            if moved >= ends:
                return line
            if piece.endswith(("\n", "\r")):
                line, last, moved = line + 1, "", 0
            else:
                last = piece[-1]
        return None
    finally:
        text.detach()


def _beside_zero(text: str, at: int) -> bool:
    beside = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    return any(ord(char) & 0xFF == 0 and not unread(char) for char in beside)


def _damage(file: BinaryIO, encoding: str) -> float:
    """The share of the lines that cannot be read; 1 where they are too many to refuse them one by one."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors=KEPT, newline="")
    lines = bad = 0
    try:
        while piece := text.readline(_PIECE):
            lines += 1
            bad += unread(piece)
            if lines % _ENOUGH == 0 and _many(bad, lines):
                return 1.0
    finally:
        text.detach()
    return 1.0 if _many(bad, lines) else bad / lines


def _many(bad: int, lines: int) -> bool:
    return bad * 2 > lines or bad > max(_FEW, lines // 10)


def _line_of(file: BinaryIO, offset: int, encoding: str) -> int:
    """Number of the text line, from 1, that holds the byte at `offset`, before which everything can be read."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line, left, last = 1, offset, ""
    while left > 0 and (chunk := file.read(min(_CHUNK, left))):
        text = decoder.decode(chunk)
        # CR alone ends a line too; of CR and LF the LF does.
        line += text.count("\n") + text.count("\r") - text.count("\r\n") - (last == "\r" and text[:1] == "\n")
        last = text[-1:] or last
        left -= len(chunk)
    return line
