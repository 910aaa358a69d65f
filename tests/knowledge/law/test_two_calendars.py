"""The published days off, by two libraries that are kept apart from each other."""

from __future__ import annotations

import datetime as dt

import holidays
import pytest
from chinese_calendar import holidays as known_off

from huiyin.knowledge.law.calendar import is_working_day

LAST = max(known_off).year


@pytest.mark.parametrize("year", range(2010, LAST + 1))
def test_both_calendars_name_the_same_working_days(year: int) -> None:
    other = holidays.country_holidays("CN", years=year)
    days = [dt.date(year, 1, 1) + dt.timedelta(days=number) for number in range(366)]

    differing = [day for day in days if day.year == year and is_working_day(day) != other.is_working_day(day)]

    assert differing == []
