"""Reads the dates and times that spreadsheets and hotlines write. All are Shanghai time (+08:00)."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta, timezone
from typing import Final, NamedTuple

from huiyin.records.reports.landing.errors import BadValue

SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
# By how much the clock of a source may be ahead of ours.
SKEW: Final = timedelta(minutes=10)

# Excel counts days so that day 60 is the 29 February 1900 that never was; past that, this is day 0.
_EXCEL_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - wall clock of a spreadsheet
_FIRST_SERIAL: Final = (date(FIRST_YEAR, 1, 1) - _EXCEL_EPOCH.date()).days
_AFTER_LAST_SERIAL: Final = (date(LAST_YEAR + 1, 1, 1) - _EXCEL_EPOCH.date()).days

_CLOCK: Final = (
    r"(?P<half>上午|下午|凌晨|中午|晚上|[AaPp][Mm])?\s*"
    r"(?P<hour>\d{1,2})\s*(?:(?:[时点]|:(?=\s*\d))\s*(?P<minute>\d{1,2})?\s*(?:[:分]\s*(?:(?P<second>\d{1,2})(?:\.\d{1,9})?\s*秒?)?)?)"
    r"\s*(?P<late_half>[AaPp][Mm])?"
)
_WRITTEN: Final = re.compile(
    r"(?P<year>\d{4})\s*(?:(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})"
    r"|年\s*(?P<month_zh>\d{1,2})\s*月\s*(?P<day_zh>\d{1,2})\s*日)"
    r"(?:(?:[T\s]+|(?<=日)|(?=\D))" + _CLOCK + r")?"
)
_COMPACT: Final = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[T ]?(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})?|\s+"
    + _CLOCK.replace("P<", "P<w_")
    + r")?"
)
_USUAL: Final = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")


class Moment(NamedTuple):
    """A date, with its time where one is known. Both as ISO text: `2022-07-15`, `08:03:00`; Shanghai time."""

    date: str
    time: str | None

    def iso(self) -> str:
        """`2022-07-15` or `2022-07-15T08:03:00`."""
        return self.date if self.time is None else f"{self.date}T{self.time}"

    def instant(self) -> datetime | None:
        """The moment with its zone; None when only the date is known."""
        return None if self.time is None else datetime.fromisoformat(self.iso()).replace(tzinfo=SHANGHAI)


class SoFar(NamedTuple):
    """The latest day, and the latest moment, that a row which comes now can tell as past. Both as ISO text, Shanghai time."""

    day: str
    moment: str

    @classmethod
    def at(cls, now: datetime) -> "SoFar":
        """What is past at ``now``: the day itself, and moments until ten minutes on, for clocks that are not quite alike."""
        here = now.astimezone(SHANGHAI)
        return cls(here.date().isoformat(), (here + SKEW).replace(tzinfo=None).isoformat(timespec="seconds"))

    def check(self, moment: Moment, value: str) -> None:
        """Raises `BadValue` where the moment, which stood there as `value`, is still to come."""
        if moment.date < self.day:
            return
        if moment.date > self.day if moment.time is None else moment.iso() > self.moment:
            raise BadValue(
                "date.to_come",
                zh=f"“{_shown(value)}”晚于收件时间，不可能已经发生",
                en=f"“{_shown(value)}” is later than the moment of intake and cannot have happened yet",
                advice_zh="请核对后改正；日期无误的，请系统管理员检查服务器时钟。",
                advice_en="Check and correct it; if it is right, have an administrator look at the server's clock.",
            )


def parse_moment(value: str | int | float | date) -> Moment:
    """The moment that `value` means.

    Text may be 2022-07-15, 2022/7/15, 2022.7.15, 20220715 or 2022年7月15日, alone or with a time such as
    08:03, 8:03:22, 下午3:20, 3:20 PM or 8时3分; fractions of a second are dropped. Numbers, also as text, are
    Excel serials (or 20220715). `date` and `datetime` are taken as they are, a zone is converted.

    A time of exactly midnight means "date only": spreadsheets pad dates with it, and a date that passes
    through Excel must not become a time that nobody wrote down. 上午12:xx is just after midnight, as Excel
    writes it.

    Raises `BadValue`: not a date, impossible, or outside the years 2000 to 2100.
    """
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            value = value.astimezone(SHANGHAI)
        return _moment(value.year, value.month, value.day, value.hour, value.minute, value.second, str(value))
    if isinstance(value, date):
        return _moment(value.year, value.month, value.day, 0, 0, 0, str(value))
    if not isinstance(value, bool) and _FIRST_SERIAL <= value < _AFTER_LAST_SERIAL:
        return _from_serial(value)
    return _from_text(str(value))


def _from_text(value: str) -> Moment:
    usual = _USUAL.fullmatch(value)
    if usual is not None and value.isascii():
        year, _, month, day, hour, minute, second = usual.groups()
        return _moment(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), value
        )
    text = unicodedata.normalize("NFKC", value).strip()
    if not text:
        raise _bad("date.empty", "没有填写日期", "no date")
    if _SERIAL.fullmatch(text):
        serial = float(text)
        if not _FIRST_SERIAL <= serial < _AFTER_LAST_SERIAL:
            raise _outside(value)
        return _from_serial(serial)
    if (found := _COMPACT.fullmatch(text)) is not None:
        part = found.groupdict()
        hour = part["hour"] or part["w_hour"]
        minute = part["minute"] or part["w_minute"]
        second = part["second"] or part["w_second"]
        half = part["w_half"] or part["w_late_half"]
    elif (found := _WRITTEN.fullmatch(text)) is not None:
        part = found.groupdict()
        hour, minute, second = part["hour"], part["minute"], part["second"]
        half = part["half"] or part["late_half"]
    else:
        raise _bad(
            "date.unreadable", f"“{_shown(value)}”不是能识别的日期", f"“{_shown(value)}” is not a date"
        )
    return _moment(
        int(part["year"]),
        int(part["month"] or part["month_zh"]),
        int(part["day"] or part["day_zh"]),
        _hour(int(hour or 0), half, value),
        int(minute or 0),
        int(second or 0),
        value,
    )


def _hour(hour: int, half: str | None, value: str) -> int:
    """The hour of 24 for an hour of 12 and the half of the day it is said to be in."""
    if half is None:
        return hour
    half = half.upper()
    if half in ("上午", "凌晨", "AM"):
        if hour > 12:
            raise _impossible(value)
        return hour % 12
    if half == "晚上" and hour in (0, 12):
        # Midnight, but of which day is anyone's guess.
        raise _impossible(value)
    if half == "中午" and hour in (10, 11):
        return hour
    return hour + 12 if hour < 12 else hour


def _from_serial(serial: float) -> Moment:
    moment = _EXCEL_EPOCH + timedelta(days=serial)
    if moment.microsecond >= 500_000:
        moment += timedelta(seconds=1)
    return _moment(
        moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, str(serial)
    )


def _moment(year: int, month: int, day: int, hour: int, minute: int, second: int, value: str) -> Moment:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _outside(value)
    try:
        on = date(year, month, day).isoformat()
        at = time(hour, minute, second).isoformat() if hour or minute or second else None
    except ValueError:
        raise _impossible(value) from None
    return Moment(on, at)


def _shown(value: str) -> str:
    return value if len(value) <= 40 else value[:39] + "…"


def _impossible(value: str) -> BadValue:
    return _bad(
        "date.impossible",
        f"“{_shown(value)}”不是存在的日期或时间",
        f"“{_shown(value)}” is no possible date or time",
    )


def _outside(value: str) -> BadValue:
    return _bad(
        "date.outside",
        f"“{_shown(value)}”不在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间",
        f"“{_shown(value)}” is not within the years {FIRST_YEAR} to {LAST_YEAR}",
    )


def _bad(code: str, zh: str, en: str) -> BadValue:
    return BadValue(
        code,
        zh=zh,
        en=en,
        advice_zh="请改为 2022-07-15 或 2022-07-15 08:03 这样的写法。",
        advice_en="Write it like 2022-07-15 or 2022-07-15 08:03.",
    )
