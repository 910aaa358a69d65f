"""The days off and make-up days of a year (放假安排) as a table that somebody has typed from the State Council's notice.

One day a row, with the columns 年份, 日期, 安排 (放假 or 上班), 节日 and 依据, the notice's name and number. A year's table has
all its days off that are no ordinary Saturdays and Sundays; to name these as well does no harm. UTF-8 (with or without mark) or
GB18030.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence

from huiyin.knowledge.law.calendar import HOLIDAY_NAMES, LAST_WEEK, Arrangement, Calendar, Override

COLUMNS = ("年份", "日期", "安排", "节日", "依据")
_ENGLISH = dict(zip(("year", "date", "day", "holiday", "source"), COLUMNS, strict=True))
_WORKED = {
    "放假": False,
    "休息": False,
    "off": False,
    "上班": True,
    "调休上班": True,
    "补班": True,
    "worked": True,
}
_HOLIDAYS_EN = {zh: en for en, zh in HOLIDAY_NAMES.items()}
_DAY = re.compile(r"([0-9]{4})(?:年|[-/.])([0-9]{1,2})(?:月|[-/.])([0-9]{1,2})日?")
_YEARS = range(1990, 2101)
# Off in every year of which an arrangement is known: a table without one of them lost rows on its way.
_ALWAYS_OFF = ((1, 1), (5, 1), (10, 1))
_SHOWN = 20
Row = dict[str, str]


class ArrangementError(ValueError):
    """The table cannot be taken; the message names rows (1 is the header) and columns."""


def read(content: bytes) -> tuple[Arrangement, ...]:
    """The arrangements of a table's bytes, by year. Raises :class:`ArrangementError` with all that is wrong."""
    faults: list[str] = []
    by_year: dict[int, list[tuple[int, Override, str]]] = {}
    for number, row in _rows(content):
        taken = _taken(number, row, faults)
        if taken is not None:
            year, day, source = taken
            by_year.setdefault(year, []).append((number, day, source))
    if not by_year and not faults:
        faults.append("no row with a day / 没有任何日期行")
    for year, rows in sorted(by_year.items()):
        faults.extend(_together(year, rows, whole=not faults))
    if faults:
        more = (
            f"; and {len(faults) - _SHOWN} more / 另有{len(faults) - _SHOWN}处"
            if len(faults) > _SHOWN
            else ""
        )
        raise ArrangementError("; ".join(faults[:_SHOWN]) + more)
    return tuple(
        Arrangement(year, rows[0][2], tuple(sorted((day for _, day, _ in rows), key=lambda day: day.date)))
        for year, rows in sorted(by_year.items())
    )


def written(arrangement: Arrangement) -> bytes:
    """The table of one arrangement, as :func:`read` takes it."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for day in arrangement.days:
        stands = "上班" if day.working else "放假"
        table.writerow([arrangement.year, day.date.isoformat(), stands, day.name_zh, arrangement.source])
    return text.getvalue().encode("utf-8")


def differing(arrangement: Arrangement, calendar: Calendar) -> list[dt.date]:
    """The days that a calendar holds otherwise than the arrangement says; days that it does not hold are none of them."""
    told, year = Calendar(arrangements=[arrangement]), arrangement.year
    new_year, last_week = dt.date(year, 1, 1), dt.date(year, *LAST_WEEK)
    days = [one.date for one in arrangement.days if one.date < new_year]
    days += [new_year + dt.timedelta(days=number) for number in range((last_week - new_year).days)]
    return [
        day
        for day in days
        if calendar.provisional(day) is None and told.is_working_day(day) != calendar.is_working_day(day)
    ]


def _rows(content: bytes) -> Iterator[tuple[int, Row]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ArrangementError("neither UTF-8 nor GB18030 / 文件编码须为UTF-8或GB18030")
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise ArrangementError(f"no table of comma-separated values: {error} / 不是CSV表格") from error
    heads = [_ENGLISH.get(head.strip().lower(), head.strip()) for head in table[0]] if table else []
    missing = [column for column in COLUMNS if column not in heads]
    if missing:
        raise ArrangementError(
            f"row 1: column {', '.join(missing)} missing / 第1行缺少{'、'.join(missing)}列"
        )
    for number, cells in enumerate(table[1:], start=2):
        row = {head: cell.strip() for head, cell in zip(heads, cells, strict=False)}
        if any(row.values()):
            yield number, {column: row.get(column, "") for column in COLUMNS}


def _taken(number: int, row: Row, faults: list[str]) -> tuple[int, Override, str] | None:
    """A row's year, day and source; what is wrong goes to ``faults``."""
    before = len(faults)
    year = int(row["年份"]) if re.fullmatch("[0-9]{4}", row["年份"]) else 0
    if year not in _YEARS:
        faults.append(f"row {number}, 年份: {row['年份']!r} is no year / 不是年份")
    date = _day(row["日期"])
    if date is None:
        faults.append(f"row {number}, 日期: {row['日期']!r} is no day / 不是日期")
    working = _WORKED.get(row["安排"].lower())
    if working is None:
        faults.append(f"row {number}, 安排: {row['安排']!r} is neither 放假 nor 上班 / 须为放假或上班")
    if not row["依据"]:
        faults.append(f"row {number}, 依据: the notice's name and number are wanted / 须写明通知名称和文号")
    if len(faults) > before or date is None or working is None:
        return None
    if date.year != year and not (date.year == year - 1 and (date.month, date.day) >= LAST_WEEK):
        faults.append(f"row {number}, 日期: {date} lies outside {year} / 不在{year}年内")
    elif working and date.weekday() < 5:
        faults.append(
            f"row {number}, 安排: {date} is no Saturday or Sunday, so not a make-up day / 调休上班日须为周末"
        )
    else:
        name = row["节日"]
        return year, Override(date, working, name, _HOLIDAYS_EN.get(name, name)), row["依据"]
    return None


def _day(text: str) -> dt.date | None:
    found = _DAY.fullmatch(text)
    try:
        return dt.date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _together(year: int, rows: Sequence[tuple[int, Override, str]], *, whole: bool) -> Iterator[str]:
    """What is wrong with the rows of one year beside each other. ``whole``: no row was left out of them."""
    first: dict[dt.date, tuple[int, bool]] = {}
    for number, day, source in rows:
        before, working = first.setdefault(day.date, (number, day.working))
        if before != number:
            both = "both off and worked / 既放假又上班" if working != day.working else "twice / 重复"
            yield f"row {number}, 日期: {day.date} stands in row {before} too, {both}"
        if source != rows[0][2]:
            yield f"row {number}, 依据: differs from row {rows[0][0]}; a year has one notice / 同一年份依据须一致"
    off = {(day.date.month, day.date.day) for _, day, _ in rows if not day.working}
    if whole and (lost := [dt.date(year, *each) for each in _ALWAYS_OFF if each not in off]):
        days = ", ".join(str(day) for day in lost)
        yield f"{year}: {days} not off; the table is not whole / 缺少{days}的放假安排，表不完整"
