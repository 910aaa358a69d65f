"""Reading and writing the registry's CSV files: compounds and the responsibility table.

A file is UTF-8 (with or without mark) or GB18030, comma-separated, with its header first. Whatever is wrong is gathered
and refused at once, with row and column; row 1 is the header.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from huiyin.knowledge.places.coordinates import System, to_wgs84
from huiyin.knowledge.places.districts import normal_district
from huiyin.records.registry.models.areas import NAME_LENGTH
from huiyin.records.registry.models.compounds import ADDRESS_LENGTH, CODE_LENGTH, CREDIT_CODE_LENGTH
from huiyin.records.registry.refusal import Fault, Refused, refuse_if

SYSTEMS: Final[tuple[System, ...]] = ("wgs84", "gcj02", "bd09")
# What lists write where there is no firm, or none is known.
NO_FIRM: Final = frozenset({"", "无", "暂无", "暂无数据", "业主自管", "-", "--", "/"})
CELL_LENGTH: Final = 1_000
# Any number of so many digits is one that a database can hold.
KEY_DIGITS: Final = 18
YEARS: Final = range(1800, 2101)
HOUSEHOLDS: Final = range(1, 100_001)
COMPOUND_COLUMNS: Final = ("id", "name", "district")
RESPONSIBILITY_COLUMNS: Final = ("违法行为", "层级", "区域", "牵头单位")
SEPARATORS: Final = ";；、|"
# Blanks of other widths, as Excel and Chinese keyboards leave them.
_BLANKS: Final = {0x3000: " ", 0xA0: " "}
# A day as people and spreadsheets write it: 2022-7-1, 2022/7/1, 2022年7月1日.
_DAY: Final = re.compile(
    r"(?P<year>[0-9]{4})(?:(?P<mark>[-/])|年)(?P<month>[0-9]{1,2})(?(mark)(?P=mark)|月)(?P<day>[0-9]{1,2})(?(mark)|日)"
)
# Spreadsheets take a cell that begins so for a formula; behind this mark it is words to them, and to us without it.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
WORDS_MARK: Final = "'"
SHOWN: Final = 50
"""Faults that a refusal lists before it only counts the rest."""


@dataclass(frozen=True, slots=True)
class Position:
    """A point as received, and its WGS-84 place. Degrees."""

    longitude: float
    latitude: float
    source_longitude: float
    source_latitude: float
    source_system: System


@dataclass(frozen=True, slots=True)
class CompoundRow:
    """One compound of a file. Areas and units are named as in the file; empty or None means that the file does not say.

    ``district`` is its present full name. ``counting_unit`` and ``scope_units`` are unit codes.
    """

    code: str
    name: str
    district: str
    address: str = ""
    subdistrict: str = ""
    neighbourhood: str = ""
    households: int | None = None
    built: int | None = None
    firm: str = ""
    credit_code: str = ""
    position: Position | None = None
    counting_unit: str = ""
    scope_units: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    row: int = 0


@dataclass(frozen=True, slots=True)
class CompoundList:
    """The compounds of a file, and the figures in it that are beyond belief and were taken as not known."""

    rows: tuple[CompoundRow, ...]
    notes: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class ResponsibilityRow:
    """One row of the responsibility table. ``area`` is 全市, 区, 街镇, 居（村）委 or 小区, ``place`` the code or name of the
    area; ``violation`` and ``lead`` are codes or names too.

    ``assisting`` holds kinds of body (ids, names or usual short names of the statute book's kinds) and units.
    ``place_name`` is what the file calls the area, empty if it does not; ``pk`` the number of a row of the registry, 0
    for a new one.
    """

    violation: str
    area: str
    place: str
    lead: str
    assisting: tuple[str, ...] = ()
    from_date: date | None = None
    until: date | None = None
    row: int = 0
    place_name: str = ""
    pk: int = 0


@dataclass(frozen=True, slots=True)
class ResponsibilityTable:
    """The rows of a responsibility table and the faults of its cells: a cell at fault is empty in its row."""

    rows: tuple[ResponsibilityRow, ...]
    faults: tuple[Fault, ...]


def read_compounds(data: bytes) -> CompoundList:
    """The compounds of a file with the columns ``id, name, district`` and any of ``address, subdistrict, neighbourhood,
    households, built, firm, credit_code, counting_unit, scope_units, aliases`` and ``lon_S, lat_S`` for a system ``S`` of
    wgs84, gcj02 and bd09. Other columns are left alone. A year or number of households that cannot be is noted and
    counts as not known; noughts alone, such as the year 0000, stand for nothing.

    Raises :class:`Refused`.
    """
    reader = _Reader(data, COMPOUND_COLUMNS)
    systems = [system for system in SYSTEMS if {f"lon_{system}", f"lat_{system}"} & set(reader.header)]
    if len(systems) > 1:
        raise Refused(
            Fault("坐标只能用一种坐标系", "coordinates come in one system only", 1, f"lon_{systems[1]}")
        )
    rows: list[CompoundRow] = []
    notes: list[Fault] = []
    seen: dict[str, int] = {}
    for number, cells in reader.rows():
        row = _Row(number, cells, reader.faults)
        code = row.text("id", CODE_LENGTH, required=True)
        if code and code in seen:
            row.fault("id", f"与第{seen[code]}行重复", f"the same as in row {seen[code]}")
        seen.setdefault(code, number)
        firm = row.text("firm", NAME_LENGTH).rstrip("。.")
        rows.append(
            CompoundRow(
                code=code,
                name=row.text("name", NAME_LENGTH, required=True),
                district=row.district("district"),
                address=row.text("address", ADDRESS_LENGTH),
                subdistrict=row.text("subdistrict", NAME_LENGTH),
                neighbourhood=row.text("neighbourhood", NAME_LENGTH),
                households=row.number("households", HOUSEHOLDS, notes),
                built=row.number("built", YEARS, notes),
                firm="" if firm in NO_FIRM else firm,
                credit_code=row.text("credit_code", CREDIT_CODE_LENGTH),
                position=row.position(systems[0]) if systems else None,
                counting_unit=row.text("counting_unit", NAME_LENGTH),
                scope_units=row.parts("scope_units"),
                aliases=row.parts("aliases"),
                row=number,
            )
        )
    reader.refuse_faults()
    return CompoundList(tuple(rows), tuple(notes))


def read_responsibilities(data: bytes) -> ResponsibilityTable:
    """A responsibility table: columns 违法行为, 层级, 区域, 牵头单位 and any of 编号, 区域名称, 配合, 开始日期, 结束日期.

    Violations, areas and units are named by code or by name; dates are 2022-07-01, 2022/7/1 or 2022年7月1日. Other columns
    are left alone. What is wrong in cells comes back beside the rows, for whoever looks their codes up to tell all of it at
    once. Raises :class:`Refused` for what is no such table.
    """
    reader = _Reader(data, RESPONSIBILITY_COLUMNS)
    rows = []
    for number, cells in reader.rows():
        row = _Row(number, cells, reader.faults)
        rows.append(
            ResponsibilityRow(
                violation=row.text("违法行为", NAME_LENGTH),
                area=row.text("层级", NAME_LENGTH, required=True),
                place=row.text("区域", NAME_LENGTH),
                lead=row.text("牵头单位", NAME_LENGTH, required=True),
                assisting=row.parts("配合"),
                from_date=row.day("开始日期"),
                until=row.day("结束日期"),
                row=number,
                place_name=row.text("区域名称", NAME_LENGTH),
                pk=row.key("编号"),
            )
        )
    return ResponsibilityTable(tuple(rows), tuple(reader.faults))


def write_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file that Excel opens as UTF-8; None is an empty cell, and no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _guarded(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return WORDS_MARK + cell
    return "" if cell is None else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith(WORDS_MARK) and cell[1:].startswith(FORMULA_STARTS) else cell


class _Reader:
    """The rows of one file by column, and the faults found so far."""

    def __init__(self, data: bytes, required: Sequence[str]) -> None:
        self.faults: list[Fault] = []
        self._lines = csv.reader(io.StringIO(_decoded(data), newline=""), strict=True)
        self.header = [cell.strip() for cell in self._next() or []]
        missing = [name for name in required if name not in self.header]
        if missing:
            names = ", ".join(missing)
            raise Refused(Fault(f"表头缺少列：{names}", f"the header lacks the columns {names}", 1))
        twice = [name for index, name in enumerate(self.header) if name and name in self.header[:index]]
        if twice:
            raise Refused(Fault("表头中有重复的列", "the header names this column twice", 1, twice[0]))

    def _next(self) -> list[str] | None:
        try:
            return next(self._lines, None)
        except csv.Error as error:
            line = self._lines.line_num
            raise Refused(Fault(f"不是有效的CSV（{error}）", f"not valid CSV ({error})", line)) from error

    def rows(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Each row that is not empty with its number."""
        number = 1
        while (cells := self._next()) is not None:
            number += 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(self.header):
                have, want = len(cells), len(self.header)
                self.faults.append(
                    Fault(f"有{have}格，表头有{want}列", f"{have} cells, but {want} columns", number)
                )
                continue
            yield number, dict(zip(self.header, cells, strict=True))

    def refuse_faults(self) -> None:
        """Raise :class:`Refused` if anything was wrong."""
        refuse_if(shortened(self.faults))


def shortened(faults: Sequence[Fault]) -> Sequence[Fault]:
    """At most :data:`SHOWN` faults, and a last one that counts those left out."""
    left = len(faults) - SHOWN
    if left <= 0:
        return faults
    return [*faults[:SHOWN], Fault(f"另有{left}处错误未列出", f"{left} more faults are not listed")]


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise Refused(
        Fault(
            "文件不是UTF-8或GB18030编码的CSV，请另存为CSV后重试",
            "not a CSV file in UTF-8 or GB18030: save it as one",
        )
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """Reads the cells of one row, noting what is wrong with them."""

    row: int
    cells: Mapping[str, str]
    faults: list[Fault]

    def fault(self, column: str, zh: str, en: str) -> None:
        """Note a fault of a cell."""
        self.faults.append(Fault(zh, en, self.row, column))

    def text(self, column: str, longest: int, *, required: bool = False) -> str:
        """The cell without blanks around it; empty where the file lacks the column."""
        value = _unguarded(self.cells.get(column, "").translate(_BLANKS).strip())
        if required and not value:
            self.fault(column, "不能为空", "must not be empty")
        if len(value) > longest:
            self.fault(column, f"超过{longest}字", f"longer than {longest} characters")
        if not value.isprintable():
            self.fault(column, "含有控制字符", "holds control characters")
        return value

    def parts(self, column: str) -> tuple[str, ...]:
        """The parts of a cell that are set apart by ; ； 、 or |, each once."""
        value = self.text(column, CELL_LENGTH)
        for separator in SEPARATORS:
            value = value.replace(separator, "\n")
        parts = tuple(dict.fromkeys(part.strip() for part in value.split("\n") if part.strip()))
        for part in parts:
            if len(part) > NAME_LENGTH:
                self.fault(
                    column, f"“{part}”超过{NAME_LENGTH}字", f"{part!r} exceeds {NAME_LENGTH} characters"
                )
        return parts

    def number(self, column: str, among: range, notes: list[Fault]) -> int | None:
        """A whole number; None when the cell is empty or holds only noughts, or, with a note, one that cannot be."""
        value = self.text(column, 20)
        if not value.strip("0"):
            return None
        if not (value.isascii() and value.isdigit()):
            self.fault(column, f"“{value}”不是整数", f"{value!r} is no whole number")
            return None
        if int(value) not in among:
            between = f"{among[0]}–{among[-1]}"
            zh, en = (
                f"“{value}”不在{between}之内，按不详处理",
                f"{value} is not within {between} and counts as not known",
            )
            notes.append(Fault(zh, en, self.row, column))
            return None
        return int(value)

    def key(self, column: str) -> int:
        """The number of a record; 0 when the cell is empty."""
        value = self.text(column, KEY_DIGITS)
        if not value:
            return 0
        if not (value.isascii() and value.isdigit() and int(value)):
            self.fault(column, f"“{value}”不是编号", f"{value!r} is no number of a row")
            return 0
        return int(value)

    def day(self, column: str) -> date | None:
        """A date; None when the cell is empty."""
        value = self.text(column, 20)
        if not value:
            return None
        written = _DAY.fullmatch(value)
        try:
            return (
                date(*map(int, written.group("year", "month", "day")))
                if written
                else date.fromisoformat(value)
            )
        except ValueError:
            self.fault(
                column,
                f"“{value}”不是日期，请写成2022-7-1或2022/7/1",
                f"{value!r} is no date: write it like 2022-07-01 or 2022/7/1",
            )
            return None

    def district(self, column: str) -> str:
        """The present name of a district given by any of its names."""
        value = self.text(column, NAME_LENGTH, required=True)
        name = normal_district(value)
        if value and name is None:
            self.fault(column, f"没有“{value}”这个区", f"{value!r} is no district of Shanghai")
        return name or ""

    def position(self, system: System) -> Position | None:
        """The point in the columns of a system; None when both are empty."""
        columns = (f"lon_{system}", f"lat_{system}")
        texts = [self.text(column, 40) for column in columns]
        if not any(texts):
            return None
        values = []
        for column, text in zip(columns, texts, strict=True):
            try:
                values.append(float(text))
            except ValueError:
                self.fault(column, f"“{text}”不是度数", f"{text!r} is no number of degrees")
                return None
        try:
            longitude, latitude = to_wgs84(values[0], values[1], system)
        except ValueError:
            self.fault(columns[0], "不是地球上的位置", f"no such position: {values[0]}, {values[1]}")
            return None
        return Position(longitude, latitude, values[0], values[1], system)
