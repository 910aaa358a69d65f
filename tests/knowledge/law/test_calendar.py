"""Working days: known facts of the published arrangements, overrides, and days that nobody has published."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.law.calendar import (
    DEFAULT,
    HOLIDAY_NAMES,
    Arrangement,
    Calendar,
    Override,
    is_working_day,
)

DAYS_OF_2022 = [dt.date(2022, 1, 1) + dt.timedelta(days=number) for number in range(365)]
MAKE_UP_DAYS_OF_2022 = [(1, 29), (1, 30), (4, 2), (4, 24), (5, 7), (10, 8), (10, 9)]


def test_the_make_up_days_of_2022_are_worked():
    weekends_worked = [day for day in DAYS_OF_2022 if day.weekday() >= 5 and is_working_day(day)]

    assert [(day.month, day.day) for day in weekends_worked] == MAKE_UP_DAYS_OF_2022


def test_national_day_week_and_mid_autumn_of_2022_are_off():
    off = [
        day
        for day in DAYS_OF_2022
        if dt.date(2022, 9, 10) <= day <= dt.date(2022, 10, 9) and not is_working_day(day)
    ]

    assert [(day.month, day.day) for day in off] == [
        *[(9, day) for day in (10, 11, 12, 17, 18, 24, 25)],
        *[(10, day) for day in range(1, 8)],
    ]


@pytest.mark.parametrize(
    ("year", "worked"), [(2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)]
)
def test_each_published_year_has_its_number_of_working_days(year: int, worked: int):
    first = dt.date(year, 1, 1)
    days = [first + dt.timedelta(days=number) for number in range((dt.date(year + 1, 1, 1) - first).days)]

    assert sum(map(is_working_day, days)) == worked


def test_a_day_tells_its_nature_and_the_name_of_its_holiday():
    natures = [
        (day.nature, day.name_zh, day.name_en, day.working, day.published)
        for day in map(DEFAULT.describe, (dt.date(2022, 10, 7), dt.date(2022, 10, 8), dt.date(2022, 10, 10)))
    ]

    assert natures == [
        ("holiday", "国庆节", "National Day", False, True),
        ("make-up", "国庆节", "National Day", True, True),
        ("weekday", "", "", True, True),
    ]


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (dt.date(2022, 1, 3), "元旦", "New Year's Day"),
        (dt.date(2022, 2, 1), "春节", "Spring Festival"),
        (dt.date(2022, 4, 5), "清明节", "Tomb-sweeping Day"),
        (dt.date(2022, 5, 2), "劳动节", "Labour Day"),
        (dt.date(2022, 6, 3), "端午节", "Dragon Boat Festival"),
        (dt.date(2022, 9, 12), "中秋节", "Mid-autumn Festival"),
        (dt.date(2015, 9, 3), "抗战胜利纪念日", "Anti-Fascist 70th Day"),
    ],
)
def test_each_holiday_has_the_name_of_the_notices(day: dt.date, zh: str, en: str):
    described = DEFAULT.describe(day)

    assert (described.nature, described.name_zh, described.name_en) == ("holiday", zh, en)


def test_no_published_holiday_is_without_a_name():
    from chinese_calendar import holidays, workdays

    assert {*holidays.values(), *workdays.values()} == set(HOLIDAY_NAMES)


def test_the_first_published_year_is_published_from_its_first_day():
    from chinese_calendar import holidays

    first = min(holidays).year

    assert DEFAULT.provisional(dt.date(first, 1, 2)) is None
    assert DEFAULT.provisional(dt.date(first - 1, 12, 1)) is not None


def test_an_arranged_year_follows_the_week_where_nothing_is_said():
    calendar = Calendar(arrangements=[Arrangement(2040, "放假安排通知", ())])

    natures = [calendar.describe(day).nature for day in (dt.date(2040, 9, 28), dt.date(2040, 9, 29))]
    assert natures == ["weekday", "weekend"]


@given(st.dates())
def test_every_day_has_an_answer_and_both_questions_agree(day: dt.date):
    described = DEFAULT.describe(day)

    assert described.working is DEFAULT.is_working_day(day)
    assert (DEFAULT.provisional(day) is None) is described.published


def test_days_that_nobody_has_published_follow_the_week_and_say_so():
    saturday, monday, before = dt.date(2040, 9, 29), dt.date(2040, 10, 1), dt.date(2003, 10, 1)

    assert (is_working_day(saturday), is_working_day(monday), is_working_day(before)) == (False, True, True)
    assert DEFAULT.provisional(monday) == (
        "2040年的放假安排尚未收录，暂按周一至周五为工作日推算，收录后重算",
        "no holiday arrangement of 2040 is held yet; counted by the rule of the week, to be recounted",
    )
    assert DEFAULT.provisional(before) == (
        "2003年的放假安排不在已有日历内，暂按周一至周五为工作日推算",
        "no holiday calendar is held for 2003; counted by the rule of the week",
    )


def test_the_last_week_of_the_last_published_year_waits_for_the_next_arrangement():
    from chinese_calendar import holidays

    last = max(holidays).year

    assert DEFAULT.provisional(dt.date(last, 12, 24)) is None
    reason = DEFAULT.provisional(dt.date(last, 12, 25))
    assert reason is not None
    assert reason[0].startswith(f"{last + 1}年的放假安排尚未收录")


def test_an_override_wins_over_the_published_calendar_and_counts_as_published():
    storm = Override(dt.date(2022, 9, 14), False, "台风停工", "typhoon stop")
    made_up = Override(dt.date(2040, 9, 29), True, "国庆节", "National Day")
    calendar = Calendar([storm, made_up])

    assert not calendar.is_working_day(storm.date)
    assert (calendar.describe(storm.date).nature, calendar.describe(storm.date).name_zh) == (
        "holiday",
        "台风停工",
    )
    assert calendar.describe(made_up.date).nature == "make-up"
    assert (
        Calendar([Override(dt.date(2022, 10, 7), True, "", "")]).describe(dt.date(2022, 10, 7)).nature
        == "weekday"
    )
    assert calendar.provisional(made_up.date) is None
    assert calendar.is_working_day(dt.date(2022, 10, 8))
    assert DEFAULT.is_working_day(storm.date)


def test_a_calendar_is_immutable_and_equal_by_its_overrides():
    storm = Override(dt.date(2022, 9, 14), False, "台风停工", "typhoon stop")

    assert Calendar([storm]) == Calendar([storm])
    assert hash(Calendar([storm])) == hash(Calendar([storm]))
    assert Calendar([storm]) != DEFAULT
    assert Calendar() != "published"
    with pytest.raises(AttributeError, match=r"^Calendar is immutable: extra$"):
        Calendar().extra = 1  # type: ignore[attr-defined]


def test_two_overrides_for_one_day_are_refused():
    day = dt.date(2022, 9, 14)

    with pytest.raises(ValueError, match="two overrides for the same day: 2022-09-14"):
        Calendar([Override(day, False, "停工", "stop"), Override(day, True, "上班", "work")])
