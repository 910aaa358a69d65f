"""The story of a count in both languages, word by word: what was left out, what was counted, where it ends."""

from __future__ import annotations

import datetime as dt

import pytest

from huiyin.knowledge.law.clocks import SHANGHAI, due
from huiyin.knowledge.law.types import LimitUnit


@pytest.mark.parametrize(
    ("start", "limit", "unit", "roll", "zh", "en"),
    [
        (
            "2022-09-14",
            1,
            "working_days",
            True,
            "2022年9月14日起算，当日不计；9月15日为第1个工作日，当日截止。",
            "counted from 2022-09-14, that day left out; 2022-09-15 is working day 1 and the last.",
        ),
        (
            "2022-09-09",
            2,
            "working_days",
            True,
            "2022年9月9日起算，当日不计；9月13日为第1个工作日；9月10日至12日中秋节放假不计；9月14日为第2个工作日，当日截止。",
            (
                "counted from 2022-09-09, that day left out; 2022-09-13 is working day 1; "
                "2022-09-10 to 2022-09-12 Mid-autumn Festival, not counted; "
                "2022-09-14 is working day 2 and the last."
            ),
        ),
        (
            "2022-09-30",
            1,
            "working_days",
            True,
            "2022年9月30日起算，当日不计；10月1日至7日国庆节放假不计；10月8日调休上班计入；10月8日为第1个工作日，当日截止。",
            (
                "counted from 2022-09-30, that day left out; "
                "2022-10-01 to 2022-10-07 National Day, not counted; 2022-10-08 make-up working, counted; "
                "2022-10-08 is working day 1 and the last."
            ),
        ),
        (
            "2022-09-01",
            11,
            "working_days",
            True,
            (
                "2022年9月1日起算，当日不计；9月2日为第1个工作日；9月3日、4日周末不计；9月10日至12日中秋节放假不计；9月17日、18日周末不计；"
                "9月19日为第11个工作日，当日截止。"
            ),
            (
                "counted from 2022-09-01, that day left out; 2022-09-02 is working day 1; "
                "2022-09-03 to 2022-09-04 weekend, not counted; "
                "2022-09-10 to 2022-09-12 Mid-autumn Festival, not counted; "
                "2022-09-17 to 2022-09-18 weekend, not counted; 2022-09-19 is working day 11 and the last."
            ),
        ),
        (
            "2022-03-01",
            14,
            "working_days",
            True,
            "2022年3月1日起算，当日不计；3月2日为第1个工作日；其间周末共6日不计；3月21日为第14个工作日，当日截止。",
            (
                "counted from 2022-03-01, that day left out; 2022-03-02 is working day 1; "
                "6 weekend days between, not counted; 2022-03-21 is working day 14 and the last."
            ),
        ),
        (
            "2020-02-28",
            2,
            "working_days",
            True,
            "2020年2月28日起算，当日不计；3月2日为第1个工作日；2月29日、3月1日周末不计；3月3日为第2个工作日，当日截止。",
            (
                "counted from 2020-02-28, that day left out; 2020-03-02 is working day 1; "
                "2020-02-29 to 2020-03-01 weekend, not counted; 2020-03-03 is working day 2 and the last."
            ),
        ),
        (
            "2022-12-28",
            5,
            "working_days",
            True,
            "2022年12月28日起算，当日不计；12月29日为第1个工作日；12月31日至2023年1月2日元旦放假不计；2023年1月5日为第5个工作日，当日截止。",
            (
                "counted from 2022-12-28, that day left out; 2022-12-29 is working day 1; "
                "2022-12-31 to 2023-01-02 New Year's Day, not counted; "
                "2023-01-05 is working day 5 and the last."
            ),
        ),
        (
            "2022-04-29",
            4,
            "working_days",
            True,
            "2022年4月29日起算，当日不计；5月5日为第1个工作日；4月30日至5月4日劳动节放假不计；5月7日调休上班计入；5月8日周末不计；5月9日为第4个工作日，当日截止。",
            (
                "counted from 2022-04-29, that day left out; 2022-05-05 is working day 1; "
                "2022-04-30 to 2022-05-04 Labour Day, not counted; 2022-05-07 make-up working, counted; "
                "2022-05-08 weekend, not counted; 2022-05-09 is working day 4 and the last."
            ),
        ),
        (
            "2022-01-25",
            9,
            "working_days",
            True,
            "2022年1月25日起算，当日不计；1月26日为第1个工作日；1月29日、30日调休上班计入；1月31日至2月6日春节放假不计；2月10日为第9个工作日，当日截止。",
            (
                "counted from 2022-01-25, that day left out; 2022-01-26 is working day 1; "
                "2022-01-29 to 2022-01-30 make-up working, counted; "
                "2022-01-31 to 2022-02-06 Spring Festival, not counted; "
                "2022-02-10 is working day 9 and the last."
            ),
        ),
        (
            "2022-09-14",
            1,
            "calendar_days",
            True,
            "2022年9月14日起算，当日不计；第1日为9月15日；当日截止。",
            "counted from 2022-09-14, that day left out; day 1 is 2022-09-15; that is the last day.",
        ),
        (
            "2022-09-15",
            2,
            "calendar_days",
            True,
            "2022年9月15日起算，当日不计；第2日为9月17日；该日为周末，顺延至9月19日截止。",
            (
                "counted from 2022-09-15, that day left out; day 2 is 2022-09-17; "
                "that is weekend: moved to 2022-09-19, the last day."
            ),
        ),
        (
            "2022-09-16",
            15,
            "calendar_days",
            True,
            "2022年9月16日起算，当日不计；第15日为10月1日；该日为国庆节放假，顺延至10月8日截止。",
            (
                "counted from 2022-09-16, that day left out; day 15 is 2022-10-01; "
                "that is National Day: moved to 2022-10-08, the last day."
            ),
        ),
        (
            "2022-12-20",
            15,
            "calendar_days",
            True,
            "2022年12月20日起算，当日不计；第15日为2023年1月4日；当日截止。",
            "counted from 2022-12-20, that day left out; day 15 is 2023-01-04; that is the last day.",
        ),
        (
            "2022-09-15",
            2,
            "calendar_days",
            False,
            "2022年9月15日起算，当日不计；第2日为9月17日；当日截止，遇休息日不顺延。",
            (
                "counted from 2022-09-15, that day left out; day 2 is 2022-09-17; "
                "that is the last day, a day off or not."
            ),
        ),
        (
            "2022-08-31",
            1,
            "months",
            True,
            "2022年8月31日起算，当日不计；满1个月为9月30日（当月无31日，取月末）；当日截止。",
            (
                "counted from 2022-08-31, that day left out; "
                "month 1 ends on 2022-09-30 (that month has no day 31: its last day); that is the last day."
            ),
        ),
        (
            "2022-08-31",
            6,
            "months",
            False,
            "2022年8月31日起算，当日不计；满6个月为2023年2月28日（当月无31日，取月末）；当日截止，遇休息日不顺延。",
            (
                "counted from 2022-08-31, that day left out; "
                "month 6 ends on 2023-02-28 (that month has no day 31: its last day); "
                "that is the last day, a day off or not."
            ),
        ),
        (
            "2022-09-16",
            6,
            "months",
            True,
            "2022年9月16日起算，当日不计；满6个月为2023年3月16日；当日截止。",
            ("counted from 2022-09-16, that day left out; month 6 ends on 2023-03-16; that is the last day."),
        ),
        (
            "2022-09-01",
            1,
            "months",
            True,
            "2022年9月1日起算，当日不计；满1个月为10月1日；该日为国庆节放假，顺延至10月8日截止。",
            (
                "counted from 2022-09-01, that day left out; month 1 ends on 2022-10-01; "
                "that is National Day: moved to 2022-10-08, the last day."
            ),
        ),
        (
            "2026-12-20",
            9,
            "working_days",
            True,
            (
                "2026年12月20日起算，当日不计；12月21日为第1个工作日；12月26日、27日周末不计；12月31日为第9个工作日，当日截止；"
                "暂定：2027年的放假安排尚未收录，暂按周一至周五为工作日推算，收录后重算。"
            ),
            (
                "counted from 2026-12-20, that day left out; 2026-12-21 is working day 1; "
                "2026-12-26 to 2026-12-27 weekend, not counted; 2026-12-31 is working day 9 and the last; "
                "provisional: no holiday arrangement of 2027 is held yet; "
                "counted by the rule of the week, to be recounted."
            ),
        ),
        (
            "2027-03-01",
            5,
            "calendar_days",
            True,
            "2027年3月1日起算，当日不计；第5日为3月6日；该日为周末，顺延至3月8日截止；暂定：2027年的放假安排尚未收录，暂按周一至周五为工作日推算，收录后重算。",
            (
                "counted from 2027-03-01, that day left out; day 5 is 2027-03-06; "
                "that is weekend: moved to 2027-03-08, the last day; "
                "provisional: no holiday arrangement of 2027 is held yet; "
                "counted by the rule of the week, to be recounted."
            ),
        ),
        (
            "2022-09-30T16:40",
            1,
            "hours",
            True,
            "2022年9月30日16:40起算1小时，夜间和节假日照算，至2022年9月30日17:40。",
            "1 hour from 2022-09-30 16:40, through nights and holidays, to 2022-09-30 17:40.",
        ),
        (
            "2022-09-30T09:05",
            24,
            "hours",
            True,
            "2022年9月30日09:05起算24小时，夜间和节假日照算，至2022年10月1日09:05。",
            "24 hours from 2022-09-30 09:05, through nights and holidays, to 2022-10-01 09:05.",
        ),
        (
            "2022-09-30",
            1,
            "hours",
            True,
            "2022年9月30日起算1小时；时限无法核定：起算只有日期，没有时刻，不计超期。",
            "1 hour from 2022-09-30: not countable, only the date of the start is known; never late.",
        ),
        (
            "2022-09-30",
            2,
            "hours",
            True,
            "2022年9月30日起算2小时；时限无法核定：起算只有日期，没有时刻，不计超期。",
            "2 hours from 2022-09-30: not countable, only the date of the start is known; never late.",
        ),
    ],
)
def test_a_count_is_told_step_by_step(
    start: str, limit: int, unit: LimitUnit, roll: bool, zh: str, en: str
) -> None:
    at = dt.datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)
    told = due(at if "T" in start else at.date(), limit, unit, roll=roll)
    assert (told.story_zh, told.story_en) == (zh, en)
