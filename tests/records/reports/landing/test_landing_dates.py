from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.records.reports.landing.dates import SHANGHAI, Moment, SoFar, parse_moment
from huiyin.records.reports.landing.errors import BadValue

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 12, 31, 23, 59, 59)).map(
    lambda moment: moment.replace(microsecond=0)
)
EPOCH = datetime(1899, 12, 30)


def serial(moment: datetime) -> float:
    return (moment - EPOCH) / timedelta(days=1)


def half_day(moment: datetime) -> str:
    return f"{'下午' if moment.hour >= 12 else '上午'}{moment.hour % 12 or 12}:{moment:%M:%S}"


DAY_FORMATS: dict[str, Callable[[date], object]] = {
    "iso": date.isoformat,
    "slashes": lambda d: f"{d.year}/{d.month}/{d.day}",
    "dots": lambda d: f"{d.year}.{d.month:02}.{d.day:02}",
    "compact": lambda d: f"{d:%Y%m%d}",
    "compact number": lambda d: int(f"{d:%Y%m%d}"),
    "chinese": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "spaced": lambda d: f" {d.year} 年 {d.month:02} 月 {d.day:02} 日 ",
    "full width": lambda d: f"{d.year}年{d.month}月{d.day}日".translate(
        {48 + n: 0xFF10 + n for n in range(10)}
    ),
    "padded with midnight": lambda d: f"{d.year}/{d.month}/{d.day} 0:00",
    "padded with seconds": lambda d: f"{d} 00:00:00",
    "serial": lambda d: (d - EPOCH.date()).days,
    "serial as text": lambda d: str((d - EPOCH.date()).days),
    "date": lambda d: d,
    "midnight": lambda d: datetime(d.year, d.month, d.day),
}
MOMENT_FORMATS: dict[str, Callable[[datetime], object]] = {
    "iso": datetime.isoformat,
    "iso with space": lambda m: str(m),
    "database": lambda m: f"{m}.0",
    "slashes": lambda m: f"{m.year}/{m.month}/{m.day} {m.hour}:{m:%M:%S}",
    "compact": lambda m: f"{m:%Y%m%d%H%M%S}",
    "compact with space": lambda m: f"{m:%Y%m%d %H:%M:%S}",
    "chinese": lambda m: f"{m.year}年{m.month}月{m.day}日 {m.hour}时{m.minute}分{m.second}秒",
    "chinese with points": lambda m: f"{m.year}年{m.month}月{m.day}日{m.hour}点{m.minute}分{m.second}",
    "half day": lambda m: f"{m:%Y-%m-%d} {half_day(m)}",
    "half day, no space": lambda m: f"{m.year}年{m.month}月{m.day}日{half_day(m)}",
    "english": lambda m: f"{m:%Y-%m-%d %I:%M:%S %p}",
    "serial": serial,
    "serial as text": lambda m: f"{serial(m):.15g}",
    "datetime": lambda m: m,
    "datetime of another zone": lambda m: m.replace(tzinfo=SHANGHAI).astimezone(UTC),
}


@pytest.mark.parametrize("written", DAY_FORMATS.values(), ids=DAY_FORMATS)
@given(day=DAYS)
def test_a_day_is_read_back_from_every_way_of_writing_it(
    written: Callable[[date], object], day: date
) -> None:
    assert parse_moment(written(day)) == Moment(day.isoformat(), None)  # type: ignore[arg-type]


@pytest.mark.parametrize("written", MOMENT_FORMATS.values(), ids=MOMENT_FORMATS)
@given(moment=MOMENTS)
def test_a_moment_is_read_back_from_every_way_of_writing_it(
    written: Callable[[datetime], object], moment: datetime
) -> None:
    read = parse_moment(written(moment))  # type: ignore[arg-type]
    midnight = moment.time() == moment.time().min
    assert read == Moment(moment.date().isoformat(), None if midnight else moment.time().isoformat())
    assert read.instant() == (None if midnight else moment.replace(tzinfo=SHANGHAI))


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2022-07-15 08:03", "08:03:00"),
        ("2022年7月15日 8时3分", "08:03:00"),
        ("2022年7月15日8时", "08:00:00"),
        ("2022-07-15 下午3:20", "15:20:00"),
        ("2022-07-15 下午15:20", "15:20:00"),
        ("2022-07-15 中午11:40", "11:40:00"),
        ("2022-07-15 中午12:10", "12:10:00"),
        ("2022-07-15 上午12:10", "00:10:00"),
        ("2022-07-15 晚上11:59", "23:59:00"),
        ("2022-07-15 凌晨1:05", "01:05:00"),
    ],
)
def test_spoken_hours_are_understood(written: str, time: str) -> None:
    assert parse_moment(written) == Moment("2022-07-15", time)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2022-02-29", "date.impossible"),
        ("2022/13/01", "date.impossible"),
        ("20220631", "date.impossible"),
        ("2022年9月31日", "date.impossible"),
        ("2022-07-15 25:00", "date.impossible"),
        ("2022-07-15 08:61", "date.impossible"),
        ("2022-07-15 晚上12:00", "date.impossible"),
        ("2022-07-15 上午13:00", "date.impossible"),
        ("1022-07-15", "date.outside"),
        ("1999-12-31", "date.outside"),
        ("2101-01-01", "date.outside"),
        ("36525", "date.outside"),
        ("73416", "date.outside"),
        ("昨天", "date.unreadable"),
        ("07-15", "date.unreadable"),
        ("2022-07/15", "date.unreadable"),
        ("2022-7-112:30", "date.unreadable"),
        ("2022-07-15 08:03 左右", "date.unreadable"),
        ("9" * 5000, "date.unreadable"),
        ("  ", "date.empty"),
        (float("nan"), "date.unreadable"),
        (1e300, "date.unreadable"),
        (-1, "date.unreadable"),
        (True, "date.unreadable"),
    ],
)
def test_what_is_no_date_is_refused(written: str | float, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_moment(written)
    assert refused.value.code == code
    assert "2022-07-15" in refused.value.advice_zh
    assert len(refused.value.zh) < 100


@given(
    st.text() | st.from_regex(r"\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?( \d{1,2}[:时]\d{1,2})?", fullmatch=True)
)
def test_any_text_is_either_a_moment_of_our_years_or_refused(text: str) -> None:
    try:
        moment = parse_moment(text)
    except BadValue:
        return
    assert 2000 <= date.fromisoformat(moment.date).year <= 2100
    assert parse_moment(moment.iso()) == moment


def test_iso_text_of_a_moment() -> None:
    assert parse_moment("2022/7/5").iso() == "2022-07-05"
    assert parse_moment("2022/7/5 8:03").iso() == "2022-07-05T08:03:00"


NOW = datetime(2022, 9, 15, 9, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "written", ["2022-09-14", "2022-09-15", "2022-09-15 00:00", "2022-09-15 09:30", "2022-09-15 09:40:00"]
)
def test_what_is_told_as_past_may_be_today_or_ten_minutes_ahead(written: str) -> None:
    SoFar.at(NOW).check(parse_moment(written), written)


@pytest.mark.parametrize("written", ["2022-09-16", "2022-09-15 09:40:01", "2022-09-16 00:01", "2030-01-01"])
def test_what_is_told_as_past_and_lies_ahead_is_refused(written: str) -> None:
    with pytest.raises(BadValue) as refused:
        SoFar.at(NOW).check(parse_moment(written), written)
    assert (refused.value.code, refused.value.zh) == (
        "date.to_come",
        f"“{written}”晚于收件时间，不可能已经发生",
    )


def test_just_before_midnight_a_clock_that_is_ahead_is_in_the_next_day() -> None:
    so_far = SoFar.at(datetime(2022, 9, 15, 15, 55, tzinfo=UTC))
    so_far.check(parse_moment("2022-09-16 00:04"), "2022-09-16 00:04")
    with pytest.raises(BadValue):
        so_far.check(parse_moment("2022-09-16"), "2022-09-16")
