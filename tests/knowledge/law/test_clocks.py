"""Time limits: the bureau's own scenarios, vectors by hand, and rules that must hold for every start."""

import calendar as month_lengths
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.law.book import load
from huiyin.knowledge.law.calendar import Calendar, Override, is_working_day
from huiyin.knowledge.law.clocks import SHANGHAI, due, due_date, months_after

STARTS = st.dates(dt.date(2003, 1, 1), dt.date(2030, 12, 31))
LIMITS = st.integers(1, 120)
DAY_UNITS = st.sampled_from(["working_days", "calendar_days", "months"])
MOMENTS = st.datetimes(dt.datetime(2004, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(SHANGHAI))


def at(month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2022, month, day, hour, minute, tzinfo=SHANGHAI)


def test_a_hotline_order_before_national_day_counts_the_make_up_days():
    clocks = load().clocks
    dispatched = at(9, 29, 16, 55)

    contact, first, again = (
        due(start, clocks[name].limit, clocks[name].unit)
        for name, start in (
            ("contact", dispatched),
            ("first-handling", dispatched),
            ("re-handling", at(10, 12, 9)),
        )
    )

    assert [each.date for each in (contact, first, again)] == [
        dt.date(2022, 9, 30),
        dt.date(2022, 10, 11),
        dt.date(2022, 10, 17),
    ]
    assert first.story_zh == (
        "2022年9月29日起算，当日不计；9月30日为第1个工作日；10月1日至7日国庆节放假不计；"
        "10月8日、9日调休上班计入；10月11日为第5个工作日，当日截止。"
    )
    assert first.story_en == (
        "counted from 2022-09-29, that day left out; 2022-09-30 is working day 1; "
        "2022-10-01 to 2022-10-07 National Day, not counted; 2022-10-08 to 2022-10-09 make-up working, counted; "
        "2022-10-11 is working day 5 and the last."
    )
    assert first.provisional is None


def test_arrival_at_a_building_under_way_is_due_two_hours_after_the_report():
    limit = due(at(9, 30, 16, 40), 2, "hours")

    assert limit.moment == at(9, 30, 18, 40)
    assert limit.story_zh == "2022年9月30日16:40起算2小时，夜间和节假日照算，至2022年9月30日18:40。"
    assert (limit.is_late(at(9, 30, 18, 40)), limit.is_late(at(9, 30, 18, 41))) == (False, True)


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        ("2022-07-11", "07-14 07-18 07-20 07-25 07-21 07-26 09-09 10-09"),
        ("2022-08-31", "09-05 09-07 09-09 09-15 09-13 09-15 10-31 11-29"),
        ("2022-09-05", "09-08 09-13 09-15 09-20 09-15 09-20 11-04 12-05"),
        ("2022-09-26", "09-29 10-08 10-10 10-13 10-08 10-11 11-25 12-26"),
        ("2022-09-28", "10-08 10-10 10-12 10-17 10-08 10-13 11-28 12-27"),
        ("2022-09-30", "10-10 10-12 10-14 10-19 10-10 10-17 11-29 12-29"),
    ],
)
def test_limits_around_the_holidays_of_2022_end_where_counting_by_hand_ends(start: str, ends: str):
    limits = [(number, "working_days") for number in (3, 5, 7, 10)]
    limits += [(number, "calendar_days") for number in (10, 15, 60, 90)]

    counted = [due_date(dt.date.fromisoformat(start), number, unit) for number, unit in limits]

    assert [f"{day:%m-%d}" for day in counted] == ends.split()


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (dt.date(2022, 1, 31), 1, dt.date(2022, 2, 28)),
        (dt.date(2024, 1, 31), 1, dt.date(2024, 2, 29)),
        (dt.date(2022, 8, 31), 3, dt.date(2022, 11, 30)),
        (dt.date(2022, 7, 20), 6, dt.date(2023, 1, 20)),
        (dt.date(2022, 11, 30), 14, dt.date(2024, 1, 30)),
    ],
)
def test_a_month_ends_on_the_same_day_or_at_its_end(start: dt.date, months: int, end: dt.date):
    assert due_date(start, months, "months") == end


def test_a_month_that_lacks_the_day_says_so():
    assert due(dt.date(2022, 1, 31), 1, "months").story_zh == (
        "2022年1月31日起算，当日不计；满1个月为2月28日（当月无31日，取月末）；当日截止。"
    )


def test_a_last_day_off_rolls_unless_the_limit_does_not_roll():
    start = dt.date(2022, 8, 31)

    rolled, kept = due(start, 10, "calendar_days"), due(start, 10, "calendar_days", roll=False)

    assert (rolled.date, kept.date) == (dt.date(2022, 9, 13), dt.date(2022, 9, 10))
    assert (
        rolled.story_zh
        == "2022年8月31日起算，当日不计；第10日为9月10日；该日为中秋节放假，顺延至9月13日截止。"
    )
    assert kept.story_zh == "2022年8月31日起算，当日不计；第10日为9月10日；当日截止，遇休息日不顺延。"


def test_a_limit_in_days_ends_with_its_last_day():
    limit = due(dt.date(2022, 9, 29), 5, "working_days")

    assert limit.moment is None
    assert limit.expires == at(10, 12, 0)
    assert (limit.is_late(at(10, 11, 23, 59)), limit.is_late(at(10, 12, 0))) == (False, True)


def test_a_moment_elsewhere_is_counted_on_shanghais_day():
    evening_in_london = dt.datetime(2022, 9, 28, 18, 0, tzinfo=dt.UTC)

    assert due(evening_in_london, 1, "working_days").date == dt.date(2022, 9, 30)
    assert not due(dt.date(2022, 9, 29), 1, "working_days").is_late(
        dt.datetime(2022, 9, 30, 15, 59, tzinfo=dt.UTC)
    )


def test_hours_from_a_date_alone_cannot_be_counted_and_are_never_late():
    limit = due(dt.date(2022, 9, 30), 24, "hours")

    assert (limit.date, limit.moment, limit.expires, limit.provisional) == (None, None, None, None)
    assert limit.undetermined == "时限无法核定：起算只有日期，没有时刻"
    assert limit.story_zh == "2022年9月30日起算24小时；时限无法核定：起算只有日期，没有时刻，不计超期。"
    assert not limit.is_late(dt.datetime(2099, 1, 1, tzinfo=SHANGHAI))


def test_a_limit_beyond_the_published_years_is_provisional_and_says_why():
    limit = due(dt.date(2040, 9, 28), 3, "working_days")

    assert limit.date == dt.date(2040, 10, 3)
    assert limit.provisional == "2040年的放假安排尚未收录，暂按周一至周五为工作日推算，收录后重算"
    assert limit.story_zh.endswith(f"；暂定：{limit.provisional}。")
    assert due(dt.date(2040, 9, 28), 3, "calendar_days", roll=False).provisional is None
    assert due(dt.date(2040, 9, 28), 3, "calendar_days").provisional == limit.provisional


def test_a_units_own_day_off_moves_the_end_and_is_told():
    storm = Calendar([Override(dt.date(2022, 9, 14), False, "台风停工", "typhoon stop")])

    limit = due(dt.date(2022, 9, 13), 1, "working_days", calendar=storm)

    assert limit.date == dt.date(2022, 9, 15)
    assert "9月14日台风停工" in limit.story_zh
    assert due_date(dt.date(2022, 9, 13), 1, "working_days") == dt.date(2022, 9, 14)


def test_many_weekends_are_told_as_a_number():
    story = due(dt.date(2022, 9, 1), 60, "working_days").story_zh

    assert "其间周末共20日不计" in story
    assert story.count("周末") == 1


def test_a_span_over_new_year_names_the_year_once_it_changes():
    assert due(dt.date(2022, 12, 28), 5, "working_days").story_zh == (
        "2022年12月28日起算，当日不计；12月29日为第1个工作日；12月31日至2023年1月2日元旦放假不计；"
        "2023年1月5日为第5个工作日，当日截止。"
    )


@pytest.mark.parametrize("unit", ["working_days", "hours"])
def test_a_moment_without_its_time_zone_is_refused(unit):
    naive = dt.datetime(2022, 9, 30, 16, 40)

    with pytest.raises(TypeError, match="needs its time zone"):
        due(naive, 2, unit)
    with pytest.raises(TypeError, match="needs its time zone"):
        due(dt.date(2022, 9, 30), 2, unit).is_late(naive)


def test_the_fast_path_takes_dates_only_and_no_hours():
    with pytest.raises(TypeError, match="counts from a date"):
        due_date(at(9, 30, 16), 2, "working_days")
    with pytest.raises(ValueError, match="hours run from a moment"):
        due_date(dt.date(2022, 9, 30), 2, "hours")


@pytest.mark.parametrize("unit", ["working_days", "calendar_days", "months", "hours"])
def test_a_limit_below_one_or_beyond_the_last_year_is_refused(unit):
    with pytest.raises(ValueError, match="at least 1, not 0"):
        due(at(9, 30, 16), 0, unit)
    with pytest.raises(ValueError, match="end after the year 9999"):
        due(dt.datetime(9999, 12, 31, 12, tzinfo=SHANGHAI), 24, unit)


@given(STARTS, LIMITS)
def test_exactly_so_many_working_days_lie_after_the_start(start: dt.date, limit: int):
    end = due_date(start, limit, "working_days")

    passed = [start + dt.timedelta(days=number) for number in range(1, (end - start).days + 1)]
    assert sum(map(is_working_day, passed)) == limit
    assert is_working_day(end)


@given(STARTS, LIMITS, DAY_UNITS)
def test_a_longer_limit_never_ends_earlier(start: dt.date, limit: int, unit):
    assert due_date(start, limit, unit) <= due_date(start, limit + 1, unit)


@given(STARTS, LIMITS, st.sampled_from(["calendar_days", "months"]))
def test_rolling_goes_forward_to_the_first_working_day(start: dt.date, limit: int, unit):
    kept, rolled = due_date(start, limit, unit, roll=False), due_date(start, limit, unit)

    assert rolled >= kept
    assert is_working_day(rolled)
    assert not any(is_working_day(kept + dt.timedelta(days=number)) for number in range((rolled - kept).days))


@given(STARTS, LIMITS)
def test_calendar_days_are_exact_before_rolling(start: dt.date, limit: int):
    assert (due_date(start, limit, "calendar_days", roll=False) - start).days == limit


@given(STARTS, st.integers(1, 60))
def test_months_keep_the_number_of_the_day_or_fall_on_the_months_end(start: dt.date, months: int):
    end = due_date(start, months, "months", roll=False)

    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == min(start.day, month_lengths.monthrange(end.year, end.month)[1])


@given(MOMENTS, st.integers(1, 1000))
def test_hours_are_exact_through_nights_and_holidays(moment: dt.datetime, hours: int):
    limit = due(moment, hours, "hours")

    assert limit.moment is not None
    assert limit.moment - moment == dt.timedelta(hours=hours)
    assert not limit.is_late(limit.moment)
    assert limit.is_late(limit.moment + dt.timedelta(microseconds=1))


@given(STARTS, LIMITS, DAY_UNITS, st.booleans())
def test_the_fast_path_and_the_story_agree(start: dt.date, limit: int, unit, roll: bool):
    told = due(start, limit, unit, roll=roll)

    assert told.date == due_date(start, limit, unit, roll=roll)
    assert told.date is not None
    assert f"{told.date.month}月{told.date.day}日" in told.story_zh
    assert str(told.date) in told.story_en


class _Nowhere(dt.tzinfo):
    """A zone that does not know its offset."""

    def utcoffset(self, _: dt.datetime | None) -> None:
        return None


@pytest.mark.parametrize(
    ("act", "kind", "said"),
    [
        (lambda: due(dt.datetime(2022, 9, 30), 2, "hours"), TypeError, "a moment needs its time zone: datetime.datetime(2022, 9, 30, 0, 0)"),
        (lambda: due_date(at(9, 30, 16), 2, "working_days"), TypeError, "due_date counts from a date; give the day in Shanghai's time"),
        (lambda: due_date(dt.date(2022, 9, 30), 2, "hours"), ValueError, "hours run from a moment: use due()"),
        (lambda: due_date(dt.date(2022, 9, 30), 0, "months"), ValueError, "a limit is at least 1, not 0"),
        (lambda: due(at(9, 30, 16), 0, "hours"), ValueError, "a limit is at least 1, not 0"),
        (
            lambda: due_date(dt.date(9999, 12, 1), 31, "calendar_days"),
            ValueError,
            "31 calendar_days from 9999-12-01 end after the year 9999",
        ),
        (
            lambda: due_date(dt.date(9999, 12, 1), 1, "months"),
            ValueError,
            "1 months from 9999-12-01 end after the year 9999",
        ),
        (
            lambda: due(dt.datetime(9999, 12, 31, 12, tzinfo=SHANGHAI), 12, "hours"),
            ValueError,
            "12 hours from 9999-12-31 12:00:00+08:00 end after the year 9999",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_says_why(act, kind: type[Exception], said: str):
    with pytest.raises(kind) as refused:
        act()

    assert str(refused.value) == said


def test_a_zone_without_an_offset_is_none():
    with pytest.raises(TypeError, match="needs its time zone"):
        due(dt.datetime(2022, 9, 30, tzinfo=_Nowhere()), 2, "hours")


def test_the_last_month_of_the_last_year_can_be_counted():
    assert due_date(dt.date(9998, 12, 31), 12, "months", roll=False) == dt.date(9999, 12, 31)


@pytest.mark.parametrize("limit", [1, 2])
def test_one_is_a_limit(limit: int):
    units = ("working_days", "calendar_days", "months")
    ends = [due_date(dt.date(2022, 9, 19), limit, unit, roll=False) for unit in units]

    assert ends == [dt.date(2022, 9, 19 + limit), dt.date(2022, 9, 19 + limit), dt.date(2022, 9 + limit, 19)]
    assert due(at(9, 19, 9), limit, "hours").moment == at(9, 19, 9 + limit)


def test_a_limit_says_from_what_and_how_it_was_counted():
    in_days, in_hours = due(at(9, 29, 9), 5, "working_days"), due(at(9, 30, 16), 2, "hours")
    unknown = due(dt.date(2022, 9, 30), 2, "hours")

    assert (in_days.start, in_days.limit, in_days.unit, in_days.expires) == (
        at(9, 29, 9),
        5,
        "working_days",
        at(10, 12, 0),
    )
    assert (in_hours.start, in_hours.limit, in_hours.unit, in_hours.date, in_hours.expires) == (
        at(9, 30, 16),
        2,
        "hours",
        dt.date(2022, 9, 30),
        at(9, 30, 18),
    )
    assert (unknown.start, unknown.limit, unknown.unit) == (dt.date(2022, 9, 30), 2, "hours")


def test_hours_are_counted_in_shanghais_time():
    limit = due(dt.datetime(2022, 9, 30, 16, tzinfo=dt.UTC), 2, "hours")

    assert (limit.start, limit.date) == (dt.datetime(2022, 10, 1, 0, tzinfo=SHANGHAI), dt.date(2022, 10, 1))
    assert (SHANGHAI.utcoffset(None), SHANGHAI.tzname(None)) == (dt.timedelta(hours=8), "Asia/Shanghai")


def test_working_days_are_told_alike_whether_their_end_rolls_or_not():
    rolls, stays = (due(dt.date(2022, 9, 29), 5, "working_days", roll=roll) for roll in (True, False))

    assert (stays.date, stays.story_en) == (rolls.date, rolls.story_en)


def test_working_days_are_provisional_when_one_of_them_is():
    across = due(dt.date(2039, 12, 30), 3, "working_days", roll=False)

    assert across.provisional == "2039年的放假安排尚未收录，暂按周一至周五为工作日推算，收录后重算"


def test_months_after_a_day_stay_where_they_fall():
    # The second is a holiday.
    assert months_after(dt.date(2022, 9, 1), 9) == dt.date(2023, 6, 1)
    assert months_after(dt.date(2022, 7, 1), 3) == dt.date(2022, 10, 1)
