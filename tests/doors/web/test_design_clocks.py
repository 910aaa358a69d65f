"""What a limit says: how urgent it is, what it rests on, and what it does not know."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from design_parts import TODAY, made

from huiyin.doors.web.design.clocks import ClockChip, clock_chip


@pytest.mark.parametrize(
    ("days", "tone", "words"),
    [
        (-3, "overdue", "已超期 3 天"),
        (-1, "overdue", "已超期 1 天"),
        (0, "today", "今日到期"),
        (1, "tomorrow", "明日到期"),
        (2, "later", "剩 2 天"),
        (10, "later", "剩 10 天"),
        (11, "later", "9月26日"),
        (120, "later", "2023年1月13日"),
    ],
)
def test_a_limit_says_how_urgent_it_is(days: int, tone: str, words: str) -> None:
    chip = clock_chip(TODAY + dt.timedelta(days=days), TODAY)
    assert (chip.tone, chip.words) == (tone, words)


def test_a_limit_that_is_a_moment_counts_by_its_day_in_shanghai() -> None:
    late_evening = dt.datetime(2022, 9, 15, 17, 0, tzinfo=dt.UTC)
    assert clock_chip(late_evening, TODAY).due == dt.date(2022, 9, 16)


def test_a_limit_that_nobody_can_work_out_says_why() -> None:
    chip = clock_chip(None, TODAY, unknown="工单没有派单日期")
    assert (chip.tone, chip.words, chip.why) == ("unknown", "时限无法核定", "工单没有派单日期")


def test_a_provisional_limit_is_marked_until_its_day_comes() -> None:
    ahead = clock_chip(TODAY + dt.timedelta(days=5), TODAY, provisional=True)
    assert (ahead.tone, ahead.words) == ("provisional", "暂定 9月20日")
    assert ahead.why == "该年工作日安排尚未公布，截止日为暂定。"
    past = clock_chip(TODAY - dt.timedelta(days=5), TODAY, provisional=True)
    assert (past.tone, past.why) == ("overdue", ahead.why)


@pytest.mark.parametrize(
    ("due", "done", "words"),
    [
        (TODAY, TODAY, "按期办结"),
        (TODAY, TODAY + dt.timedelta(days=2), "超期 2 天办结"),
        (None, TODAY, "已办结"),
    ],
)
def test_a_matter_that_is_done_is_urgent_no_more(due: dt.date | None, done: dt.date, words: str) -> None:
    chip = clock_chip(due, TODAY + dt.timedelta(days=30), done=done)
    assert (chip.tone, chip.words) == ("done", words)


def test_a_limit_unfolds_to_what_it_rests_on() -> None:
    chip = clock_chip(TODAY, TODAY, basis="某条", starts="派单之日", owner="静安区局", verified=False)
    page = made("{% clock chip %}", chip=chip)
    terms = re.findall(r"<dt>(.+?)</dt>", page)
    assert terms == ["依据", "起算", "截止", "谁负责"]
    for words in ("今日到期", "某条", "未核实", "派单之日", "2022年9月15日", "静安区局"):
        assert words in page


def test_a_limit_says_what_it_does_not_know() -> None:
    page = made("{% clock chip %}", chip=ClockChip("unknown", "时限无法核定"))
    assert re.findall(r"<dd>(?:<span[^>]*>)?(.+?)<", page) == ["未说明", "未说明", "无法核定", "尚未明确"]


def test_a_limit_on_paper_tells_its_day() -> None:
    chip = clock_chip(dt.date(2022, 9, 19), TODAY)
    shown = made("{% clock chip %}", chip=chip)
    assert chip.words == "剩 4 天"
    assert '<span class="clock-day print-only">截止 2022-09-19</span>' in shown
    assert "clock-day" not in made("{% clock chip %}", chip=clock_chip(None, TODAY, unknown="没有时刻"))
