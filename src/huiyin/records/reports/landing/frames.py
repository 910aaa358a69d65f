"""What parent and child say to each other: limits down; source, rows, end or refusal up.

Each frame is a 4-byte big-endian length and one msgpack message.
"""

from typing import BinaryIO, Final

import msgspec

from huiyin.records.reports.landing.errors import Problem

PREFIX_BYTES: Final = 4
FRAME_BYTES: Final = 64 << 20
"""No honest frame is larger: a batch holds about 4 million characters of at most 4 bytes."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the machine one file may take. Sizes in bytes, times in seconds.

    `wall_seconds` counts only the time spent waiting for the child, not what the caller does between rows.
    """

    file_bytes: int = 2 << 30
    workbook_bytes: int = 128 << 20
    memory_bytes: int = 1 << 30
    cpu_seconds: int = 120
    wall_seconds: float = 180.0
    workbook_rows: int = 200_000
    cell_chars: int = 1_000_000
    zip_entries: int = 2_000
    unpacked_bytes: int = 1 << 30
    sheet_bytes: int = 640 << 20
    strings_bytes: int = 384 << 20
    zip_ratio: int = 200
    """Unpacked to packed size; asked only of what unpacks to more than 48 MiB."""


class Row(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A row as the user sees it: its number from 1 and its cells as canonical text ("" is an empty cell).

    Dates read `2022-07-15` or `2022-07-15T08:03:00`, whole numbers have no decimal point. `fault` is "" or
    the code of what makes the row unusable: `cell.large`, `row.large`, `row.quote`, `row.lines` (a cell over lines of
    which some look like rows by themselves), `row.bytes`; what was too large or cannot be read is left out. `at` is the place
    of the first cell that was, from 0, and -1 where no one cell is at fault.

    `text` is what stood in the file in the place of a row with a fault, one that is very large with its mark alone
    behind its beginning; a byte that cannot be read stands in it as `\\xff`. `lines` are the first and last line of
    the text, from 1, where a faulty row has several.
    """

    position: int
    cells: tuple[str, ...]
    fault: str = ""
    at: int = -1
    text: str = ""
    lines: tuple[int, int] | None = None


class Source(msgspec.Struct, frozen=True, tag="source", kw_only=True):
    """What the file turned out to be. First frame.

    `kind` is xlsx, xls or csv; `encoding` and `delimiter` are "" for workbooks, `sheet` and `sheets`
    (the visible ones) are empty for csv.
    """

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()


class Sheet(msgspec.Struct, frozen=True, tag="sheet"):
    """The batches that follow are the first rows of this sheet. Sent only where sheets are looked at."""

    name: str


class Batch(msgspec.Struct, frozen=True, tag="rows"):
    """Some rows, in order, none of them blank."""

    rows: list[Row]


class End(msgspec.Struct, frozen=True, tag="end"):
    """The last frame of a file read to its end."""


class Refusal(msgspec.Struct, frozen=True, tag="refusal"):
    """The last frame of a file that is refused."""

    problem: Problem


Frame = Source | Sheet | Batch | End | Refusal

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Frame] = msgspec.msgpack.Decoder(Frame)


def write_frame(stream: BinaryIO, frame: Frame) -> None:
    """Send one frame and flush it."""
    body = _encoder.encode(frame)
    stream.write(len(body).to_bytes(PREFIX_BYTES, "big"))
    stream.write(body)
    stream.flush()


def decode_frame(body: bytes | bytearray) -> Frame:
    """The frame in a message's body. Raises `msgspec.DecodeError` when it is none."""
    return _decoder.decode(body)
