"""A limit that runs on a record: its basis, its start, its end, who is responsible, and how urgent it is."""

from __future__ import annotations

import datetime as dt

import pytest

from huiyin.knowledge.law.book import load
from huiyin.knowledge.law.running import Standing, article_en, by_deadline, by_rule, given, tone
from huiyin.knowledge.law.types import Deadline

DAY = dt.date(2022, 9, 15)


@pytest.mark.parametrize(
    ("due_on", "more", "expected"),
    [
        (dt.date(2022, 9, 14), {}, "overdue"),
        (DAY, {}, "today"),
        (DAY, {"provisional": True}, "today"),
        (dt.date(2022, 9, 16), {}, "tomorrow"),
        (dt.date(2022, 9, 17), {}, "later"),
        (dt.date(2022, 9, 17), {"provisional": True}, "provisional"),
        (None, {}, "unknown"),
        (dt.date(2022, 9, 14), {"done": DAY}, "done"),
    ],
)
def test_a_limit_has_one_tone(due_on: dt.date | None, more: dict[str, object], expected: str) -> None:
    assert tone(due_on, DAY, **more) == expected  # type: ignore[arg-type]


def test_a_clock_of_the_book_names_its_article_its_event_and_tells_its_count() -> None:
    clock = by_rule("transfer", "transfer", dt.date(2022, 9, 8), DAY, responsible="静安区局")
    assert (clock.basis, clock.confidence, clock.verified) == (
        load().cite(load().clocks["transfer"].basis[0]),
        "V",
        True,
    )
    assert (clock.starts_by, clock.start, clock.due) == (
        "received",
        dt.date(2022, 9, 8),
        dt.date(2022, 9, 14),
    )
    assert (clock.tone, clock.responsible, clock.provisional) == ("overdue", "静安区局", "")
    assert clock.story_zh.endswith("9月14日为第3个工作日，当日截止。")
    assert clock.story_en.endswith("2022-09-14 is working day 3 and the last.")
    assert clock.basis_en == f"{load().instruments['enforcement-rules'].title.en}, art. 26"


@pytest.mark.parametrize(
    ("article", "cited"),
    [
        ("第二十六条", "art. 26"),
        ("第五十六条第二款第（四）项", "art. 56 para. 2 (4)"),
        ("第二十八条、第六十条第三款", "art. 28, art. 60 para. 3"),
        ("附则", "附则"),
        ("", ""),
    ],
)
def test_an_article_is_cited_in_english_by_its_number(article: str, cited: str) -> None:
    assert article_en(article) == cited


def test_a_rule_of_a_subdistrict_says_that_it_stands_in_for_the_citys() -> None:
    contact = by_rule("contact", "contact", DAY, DAY, responsible="")
    assert contact.stands_in
    assert "暂以此代用" in contact.notes[0].zh
    assert "stands in" in contact.notes[0].en
    own = by_rule("reply", "reporter-informed", DAY, DAY, responsible="")
    assert not own.stands_in
    assert [note.zh for note in own.notes] == ["依2018年文本；2021年修正文本未取得，条号可能变动。"]


def test_a_date_that_the_record_holds_stands_and_is_told_only_where_the_count_comes_to_it() -> None:
    told = by_rule("contact", "contact", DAY, DAY, responsible="", kept=dt.date(2022, 9, 16))
    other = by_rule("contact", "contact", DAY, DAY, responsible="", kept=dt.date(2022, 9, 20))
    assert (told.due, bool(told.story_zh)) == (dt.date(2022, 9, 16), True)
    assert (other.due, other.story_zh, other.story_en, other.tone) == (dt.date(2022, 9, 20), "", "", "later")


def test_a_limit_beyond_the_published_calendar_is_provisional_with_its_reason() -> None:
    clock = by_rule("contact", "first-handling", dt.date(2099, 5, 4), dt.date(2099, 5, 4), responsible="")
    assert clock.tone == "provisional"
    assert clock.provisional != ""


def test_hours_from_a_date_alone_cannot_be_counted_and_are_never_late() -> None:
    clock = by_rule("arrival", "arrival", dt.date(2022, 9, 1), DAY, responsible="")
    assert (clock.due, clock.due_at, clock.tone) == (None, None, "unknown")
    at = dt.datetime(2022, 9, 14, 9, tzinfo=dt.UTC)
    assert by_rule("arrival", "arrival", at, DAY, responsible="").due_at == at + dt.timedelta(hours=24)


def test_a_task_whose_limit_the_unit_sets_says_so() -> None:
    deadline = load().violations["illegal-construction"].deadline
    clock = by_deadline(deadline, DAY, DAY, kept=dt.date(2022, 12, 14), responsible="静安区局 王岚")
    assert (clock.kind, clock.basis, clock.basis_en) == ("task", "单位自定", "set by the unit itself")
    assert (clock.confidence, clock.verified, clock.due) == ("unit", True, dt.date(2022, 12, 14))
    assert clock.story_zh.startswith("2022年9月15日起算，当日不计；第90日为12月14日")


def test_a_task_whose_limit_is_in_hours_holds_a_day_and_tells_no_count() -> None:
    deadline = Deadline(limit=24, unit="hours", set_by="unit")
    clock = by_deadline(deadline, DAY, DAY, kept=dt.date(2022, 9, 16), responsible="")
    assert (clock.due, clock.tone, clock.story_zh) == (dt.date(2022, 9, 16), "tomorrow", "")


def test_a_law_from_memory_is_marked_as_unverified() -> None:
    recalled = next(
        row for v in load().violations.values() for row in v.legal_basis if row.confidence in ("R", "R?")
    )
    deadline = Deadline(limit=5, unit="working_days", set_by="law", basis=recalled)
    clock = by_deadline(deadline, DAY, DAY, kept=dt.date(2022, 9, 22), responsible="")
    assert not clock.verified
    assert clock.basis.endswith("（未核实）")
    assert clock.basis_en.endswith("(unverified)")


@pytest.mark.parametrize(
    ("confidence", "verified"),
    [
        ("V", True),
        ("VX", True),
        ("R", False),
        ("R?", False),
        ("unit", True),
        ("given", True),
        ("person", True),
    ],
)
def test_what_is_only_remembered_is_not_verified(confidence: Standing, verified: bool) -> None:
    clock = given("task", ("依据", "basis", confidence), DAY, DAY, responsible="")
    assert clock.verified is verified


def test_a_limit_that_the_unit_sets_for_a_clock_has_no_notes() -> None:
    clock = by_rule(
        "arrival", "arrival-structure", dt.datetime(2022, 9, 14, 9, tzinfo=dt.UTC), DAY, responsible=""
    )
    assert (clock.basis, clock.basis_en, clock.confidence) == ("单位自定", "set by the unit itself", "unit")
    assert (clock.notes, clock.stands_in, clock.provisional) == ((), False, "")


def test_a_basis_without_an_article_ends_with_its_title() -> None:
    clock = by_rule("contact", "contact", DAY, DAY, responsible="")
    assert clock.basis_en == "Hotline rules of Xiayang subdistrict, Qingpu, 2022"


def test_a_tasks_limit_is_started_by_no_event_of_the_book() -> None:
    hours = Deadline(limit=24, unit="hours", set_by="unit")
    days = Deadline(limit=5, unit="working_days", set_by="unit")
    told = [by_deadline(one, DAY, DAY, kept=DAY, responsible="何屹", done=DAY) for one in (hours, days)]
    assert [(one.kind, one.starts_by, one.start, one.responsible, one.tone) for one in told] == [
        ("task", "", DAY, "何屹", "done")
    ] * 2
    assert [(one.notes, one.stands_in, one.story_en) for one in told[:1]] == [((), False, "")]


def test_a_date_that_a_person_gave_has_no_count() -> None:
    clock = given("task", ("延期", "extended", "person"), DAY, DAY, responsible="", start=dt.date(2022, 9, 1))
    assert (clock.due, clock.tone, clock.story_zh, clock.verified) == (DAY, "today", "", True)
