"""The days off of a further year, as somebody types them from the notice."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.law.arrangement import ArrangementError, differing, read, written
from huiyin.knowledge.law.calendar import (
    DEFAULT,
    HOLIDAY_NAMES,
    Arrangement,
    Calendar,
    Override,
    in_force,
    use,
)
from huiyin.knowledge.law.clocks import due, due_date

PUBLISHED = range(2010, 2027)
NOTICE = "放假安排通知 第1号"
# A year that nobody has arranged, and what a notice might say of it: composed for these tests.
TABLE = """年份,日期,安排,节日,依据
2040,2039-12-31,放假,元旦,放假安排通知 第1号
2040,2040-01-01,放假,元旦,放假安排通知 第1号
2040,2040年5月1日,放假,劳动节,放假安排通知 第1号
2040,2040-09-29,上班,国庆节,放假安排通知 第1号
2040,2040/10/1,放假,国庆节,放假安排通知 第1号
2040,2040-10-02,放假,国庆节,放假安排通知 第1号
"""


def table(*rows: str) -> bytes:
    return "\n".join(["年份,日期,安排,节日,依据", *rows]).encode()


def arranged(year: int) -> Arrangement:
    """What is published of a year, as its own notice would have it."""
    from chinese_calendar import holidays, workdays

    days = [
        Override(day, working, HOLIDAY_NAMES.get(name, name), name)
        for known, working in ((holidays, False), (workdays, True))
        for day, name in known.items()
        if day.year == year
    ]
    return Arrangement(year, NOTICE, tuple(sorted(days, key=lambda day: day.date)))


def test_a_table_is_read_with_its_year_days_and_notice() -> None:
    (found,) = read(TABLE.encode())

    assert (found.year, found.source) == (2040, NOTICE)
    assert found.days == (
        Override(dt.date(2039, 12, 31), False, "元旦", "New Year's Day"),
        Override(dt.date(2040, 1, 1), False, "元旦", "New Year's Day"),
        Override(dt.date(2040, 5, 1), False, "劳动节", "Labour Day"),
        Override(dt.date(2040, 9, 29), True, "国庆节", "National Day"),
        Override(dt.date(2040, 10, 1), False, "国庆节", "National Day"),
        Override(dt.date(2040, 10, 2), False, "国庆节", "National Day"),
    )


def test_english_heads_and_gb18030_are_read_and_further_columns_and_empty_rows_left_alone() -> None:
    english = TABLE.replace("年份,日期,安排,节日,依据", "Year,Date,Day,Holiday,Source")
    wider = "\n".join([f"{line},x" if line else ",,,,," for line in TABLE.split("\n")])

    assert read(english.encode("gb18030")) == read(wider.encode("utf-8-sig")) == read(TABLE.encode())


def test_what_is_written_is_read_again_as_it_was() -> None:
    (found,) = read(TABLE.encode())

    assert read(written(found)) == (found,)


def test_a_provisional_date_becomes_firm_and_moves_with_the_arrangement() -> None:
    start, told = dt.date(2040, 9, 28), Calendar(arrangements=read(TABLE.encode()))

    before, after = due(start, 3, "working_days"), due(start, 3, "working_days", calendar=told)

    assert (before.date, before.provisional) == (
        dt.date(2040, 10, 3),
        "2040年的放假安排尚未收录，暂按周一至周五为工作日推算，收录后重算",
    )
    assert (after.date, after.provisional) == (dt.date(2040, 10, 4), None)
    assert after.story_zh == (
        "2040年9月28日起算，当日不计；9月29日为第1个工作日；9月29日调休上班计入；9月30日周末不计；"
        "10月1日、2日国庆节放假不计；10月4日为第3个工作日，当日截止。"
    )


def test_the_last_week_stays_provisional_until_the_next_year_is_arranged() -> None:
    this_year = read(TABLE.encode())
    next_year = Arrangement(2041, NOTICE, (Override(dt.date(2040, 12, 29), True, "元旦", "New Year's Day"),))
    alone, both = Calendar(arrangements=this_year), Calendar(arrangements=[*this_year, next_year])
    eve, last = dt.date(2040, 12, 24), dt.date(2040, 12, 25)

    assert (alone.provisional(eve), both.provisional(last)) == (None, None)
    assert alone.provisional(last) == (
        "2041年的放假安排尚未收录，暂按周一至周五为工作日推算，收录后重算",
        "no holiday arrangement of 2041 is held yet; counted by the rule of the week, to be recounted",
    )
    assert [calendar.is_working_day(dt.date(2040, 12, 29)) for calendar in (alone, both)] == [False, True]


def test_the_last_published_week_becomes_firm_with_the_next_year() -> None:
    from chinese_calendar import holidays

    last = max(holidays).year
    told = Calendar(arrangements=[Arrangement(last + 1, NOTICE, ())])

    assert DEFAULT.provisional(dt.date(last, 12, 31)) is not None
    assert told.provisional(dt.date(last, 12, 31)) is None
    assert told.provisional(dt.date(last + 1, 1, 4)) is None


@pytest.mark.usefixtures("as_published")
def test_the_calendar_in_force_counts_where_none_is_named() -> None:
    start = dt.date(2040, 9, 28)
    assert in_force() == DEFAULT

    use(Calendar(arrangements=read(TABLE.encode())))

    assert due_date(start, 3, "working_days") == dt.date(2040, 10, 4)
    assert due(start, 3, "working_days").provisional is None
    assert due_date(start, 3, "working_days", calendar=DEFAULT) == dt.date(2040, 10, 3)


@pytest.mark.parametrize("year", PUBLISHED)
def test_a_table_of_a_published_year_says_what_is_published(year: int) -> None:
    (taken,) = read(written(arranged(year)))

    assert differing(taken, DEFAULT) == []


@given(
    st.sampled_from(PUBLISHED),
    st.integers(0, 364),
    st.integers(1, 120),
    st.sampled_from(["working_days", "calendar_days", "months"]),
)
def test_a_published_year_taken_from_a_table_gives_the_same_dates(year, after, limit, unit) -> None:
    told = Calendar(arrangements=[arranged(year)])
    start = dt.date(year, 1, 1) + dt.timedelta(days=after)

    counted = due(start, limit, unit, calendar=told)
    published = due(start, limit, unit, calendar=DEFAULT)

    assert (counted.date, counted.provisional, counted.story_zh) == (
        published.date,
        published.provisional,
        published.story_zh,
    )


def lacking(year: int, date: dt.date) -> Arrangement:
    """A year as it is published, but for one day that its table does not have."""
    return Arrangement(year, NOTICE, tuple(day for day in arranged(year).days if day.date != date))


@pytest.mark.parametrize("date", [dt.date(2022, 10, 8), dt.date(2021, 1, 1), dt.date(2022, 12, 24)])
def test_days_that_a_table_has_otherwise_are_named(date: dt.date) -> None:
    year = arranged(date.year).days
    worked = Arrangement(date.year, NOTICE, (*year, Override(date, True, "", "")))

    told = lacking(date.year, date) if any(day.date == date for day in year) else worked

    assert differing(told, DEFAULT) == [date]


def test_a_day_of_the_year_before_that_a_table_has_otherwise_is_named_first() -> None:
    before, new_year = dt.date(2018, 12, 29), dt.date(2019, 1, 1)
    days = tuple(day for day in arranged(2019).days if day.date != new_year)
    told = (Override(before, False, "元旦", "New Year's Day"), Override(new_year, True, "", ""), *days)

    assert differing(Arrangement(2019, NOTICE, told), DEFAULT) == [before, new_year]


def test_no_day_that_a_calendar_does_not_hold_differs() -> None:
    (told,) = read(TABLE.encode())

    assert differing(told, DEFAULT) == []


WHOLE = ("01-01,放假", "05-01,放假", "10-01,放假")


def of_year(year: int, *days: str) -> bytes:
    """A whole table of a year, with further days."""
    return table(*[f"{year},{year}-{day},,通知" for day in (*WHOLE, *days)])


@pytest.mark.parametrize("year", [1990, 2100])
def test_the_first_and_the_last_year_that_are_taken(year: int) -> None:
    assert [one.year for one in read(of_year(year))] == [year]


@pytest.mark.parametrize("year", [1989, 2101])
def test_years_before_and_after_them_are_refused(year: int) -> None:
    with pytest.raises(ArrangementError, match=f"^row 2, 年份: '{year}' is no year / 不是年份; row 3"):
        read(of_year(year))


@pytest.mark.parametrize(
    ("words", "working"),
    [
        ("放假", False),
        ("休息", False),
        ("off", False),
        ("OFF", False),
        ("上班", True),
        ("调休上班", True),
        ("补班", True),
        ("Worked", True),
    ],
)
def test_a_day_is_off_or_worked_in_several_words(words: str, working: bool) -> None:
    # The Saturday before the holiday.
    (found,) = read(of_year(2040, f"09-29,{words}"))

    assert [day.working for day in found.days if day.date == dt.date(2040, 9, 29)] == [working]


def test_only_the_last_week_of_the_year_before_belongs_to_a_year() -> None:
    (found,) = read(table("2040,2039-12-25,放假,元旦,通知", *[f"2040,2040-{day},,通知" for day in WHOLE]))

    assert found.days[0].date == dt.date(2039, 12, 25)
    with pytest.raises(ArrangementError, match=r"^row 2, 日期: 2038-12-31 lies outside 2040 / 不在2040年内$"):
        read(table("2040,2038-12-31,放假,元旦,通知"))


def test_a_friday_is_no_make_up_day() -> None:
    with pytest.raises(ArrangementError, match=r"^row 5, 安排: 2040-10-05 is no Saturday or Sunday"):
        read(of_year(2040, "10-05,上班"))


def test_a_national_day_that_is_worked_is_not_off() -> None:
    rows = ["2033-01-01,放假", "2033-05-01,放假", "2033-10-01,上班"]

    with pytest.raises(ArrangementError, match=r"^2033: 2033-10-01 not off; the table is not whole"):
        read(table(*[f"2033,{row},,通知" for row in rows]))


def test_a_table_of_which_a_row_was_refused_is_not_said_to_lack_days() -> None:
    with pytest.raises(ArrangementError) as refused:
        read(table("2040,2040-10-01,放假,国庆节,通知", "2040,2040-10-02"))

    assert str(refused.value) == (
        "row 3, 安排: '' is neither 放假 nor 上班 / 须为放假或上班; "
        "row 3, 依据: the notice's name and number are wanted / 须写明通知名称和文号"
    )


def test_twenty_faults_are_all_told() -> None:
    with pytest.raises(ArrangementError) as refused:
        read(table(*["2040,,,," for _ in range(6)], "2040,,放假,,"))

    said = str(refused.value).split("; ")
    assert (len(said), said[-1]) == (
        20,
        "row 8, 依据: the notice's name and number are wanted / 须写明通知名称和文号",
    )


def test_an_arrangement_stands_before_what_was_published_of_its_year() -> None:
    told = Calendar(arrangements=[Arrangement(2022, NOTICE, ())])

    assert told.is_working_day(dt.date(2022, 10, 7))
    assert told.describe(dt.date(2022, 10, 8)).nature == "weekend"
    assert told.is_working_day(dt.date(2023, 10, 7))


def test_one_year_has_one_arrangement() -> None:
    with pytest.raises(ValueError, match=r"^two arrangements of the same year$"):
        Calendar(arrangements=[Arrangement(2040, NOTICE, ()), Arrangement(2040, "别的通知", ())])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["二〇四〇,2040-10-01,放假,国庆节,通知"], "row 2, 年份: '二〇四〇' is no year / 不是年份"),
        (["2140,2140-10-01,放假,国庆节,通知"], "row 2, 年份: '2140' is no year / 不是年份"),
        (["2040,2040-02-30,放假,春节,通知"], "row 2, 日期: '2040-02-30' is no day / 不是日期"),
        (["2040,2041-01-01,放假,元旦,通知"], "row 2, 日期: 2041-01-01 lies outside 2040 / 不在2040年内"),
        (["2040,2039-12-24,放假,元旦,通知"], "row 2, 日期: 2039-12-24 lies outside 2040 / 不在2040年内"),
        (
            ["2040,2040-10-01,休假,国庆节,通知"],
            "row 2, 安排: '休假' is neither 放假 nor 上班 / 须为放假或上班",
        ),
        (
            ["2040,2040-10-01,上班,国庆节,通知"],
            "row 2, 安排: 2040-10-01 is no Saturday or Sunday, so not a make-up day / 调休上班日须为周末",
        ),
        (
            ["2040,2040-10-01,放假,国庆节,"],
            "row 2, 依据: the notice's name and number are wanted / 须写明通知名称和文号",
        ),
        (
            ["2040,2040-10-06,放假,国庆节,通知", "", "2040,2040-10-06,上班,国庆节,通知"],
            "row 4, 日期: 2040-10-06 stands in row 2 too, both off and worked / 既放假又上班; 2040: 2040-01-01, 2040-05-01, 2040-10-01 not off; the table is not whole / 缺少2040-01-01, 2040-05-01, 2040-10-01的放假安排，表不完整",
        ),
        (
            ["2040,2040-10-01,放假,国庆节,通知", "2040,2040-10-01,放假,国庆节,通知"],
            "row 3, 日期: 2040-10-01 stands in row 2 too, twice / 重复; 2040: 2040-01-01, 2040-05-01 not off; the table is not whole / 缺少2040-01-01, 2040-05-01的放假安排，表不完整",
        ),
        (
            ["2040,2040-10-01,放假,国庆节,通知", "2040,2040-10-02,放假,国庆节,别的通知"],
            "row 3, 依据: differs from row 2; a year has one notice / 同一年份依据须一致; 2040: 2040-01-01, 2040-05-01 not off; the table is not whole / 缺少2040-01-01, 2040-05-01的放假安排，表不完整",
        ),
        (
            ["2040,2040-01-01,放假,元旦,通知", "2040,2040-05-01,放假,劳动节,通知"],
            "2040: 2040-10-01 not off; the table is not whole / 缺少2040-10-01的放假安排，表不完整",
        ),
        ([], "no row with a day / 没有任何日期行"),
    ],
)
def test_a_bad_table_is_refused_with_row_and_column(rows: list[str], said: str) -> None:
    with pytest.raises(ArrangementError) as refused:
        read(table(*rows))

    assert str(refused.value) == said


def test_all_that_is_wrong_is_told_at_once_and_much_of_it_as_a_number() -> None:
    rows = ["2040,,,," for _ in range(9)]

    with pytest.raises(ArrangementError) as refused:
        read(table(*rows))

    said = str(refused.value).split("; ")
    assert said[:3] == [
        "row 2, 日期: '' is no day / 不是日期",
        "row 2, 安排: '' is neither 放假 nor 上班 / 须为放假或上班",
        "row 2, 依据: the notice's name and number are wanted / 须写明通知名称和文号",
    ]
    assert (len(said), said[-1]) == (21, "and 7 more / 另有7处")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xff\xff", "neither UTF-8 nor GB18030 / 文件编码须为UTF-8或GB18030"),
        (
            "年份,日期\n2040,2040-10-01\n".encode(),
            "row 1: column 安排, 节日, 依据 missing / 第1行缺少安排、节日、依据列",
        ),
        (b"", "row 1: column 年份, 日期, 安排, 节日, 依据 missing / 第1行缺少年份、日期、安排、节日、依据列"),
        (b'a,"b', "no table of comma-separated values: unexpected end of data / 不是CSV表格"),
    ],
)
def test_what_is_no_such_table_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(ArrangementError) as refused:
        read(content)

    assert str(refused.value) == said
