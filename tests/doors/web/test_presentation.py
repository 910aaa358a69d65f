"""What the first page makes of the figures that it is given."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from huiyin.doors.web.presentation import Covered, first_page, percent
from huiyin.knowledge.law import book
from huiyin.records.problems.overview import Overview

CAMPAIGN = book.load().campaign


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_only_all_is_100_per_cent_and_only_none_is_0(part: int, rest: int) -> None:
    share = percent(part, part + rest)
    assert 0 <= share <= 100
    assert (share == 0) == (part == 0)
    assert (share == 100) == (part > 0 and rest == 0)


@pytest.mark.parametrize(
    ("today", "states", "days", "until", "since"),
    [
        (dt.date(2022, 6, 28), ["coming", "coming", "coming"], [0, 0, 0], 3, 0),
        (dt.date(2022, 7, 1), ["now", "coming", "coming"], [1, 0, 0], 0, 0),
        (dt.date(2022, 7, 10), ["now", "coming", "coming"], [10, 0, 0], 0, 0),
        (dt.date(2022, 7, 11), ["past", "now", "coming"], [10, 1, 0], 0, 0),
        (dt.date(2022, 9, 15), ["past", "now", "coming"], [10, 67, 0], 0, 0),
        (dt.date(2022, 11, 30), ["past", "past", "now"], [10, 113, 30], 0, 0),
        (dt.date(2022, 12, 2), ["past", "past", "past"], [10, 113, 30], 0, 2),
    ],
)
def test_the_phases_follow_the_day(
    full_overview: Overview, today: dt.date, states: list[str], days: list[int], until: int, since: int
) -> None:
    page = first_page(full_overview, CAMPAIGN, today)
    assert [step.state for step in page.steps] == states
    assert [step.day for step in page.steps] == days
    assert (page.days_until, page.days_since) == (until, since)


def test_a_report_has_found_its_way_unless_it_is_pending(full_overview: Overview) -> None:
    page = first_page(full_overview, CAMPAIGN, dt.date(2022, 9, 15))
    assert page.settled_reports == 2000 + 170 + 31
    assert sum(row.count for row in page.fates) == full_overview.reports_total
    assert sum(row.percent for row in page.pending_reasons) == pytest.approx(100, abs=0.5)


def test_each_violation_stands_in_its_class_and_the_most_open_first(full_overview: Overview) -> None:
    page = first_page(full_overview, CAMPAIGN, dt.date(2022, 9, 15))
    assert [(group.whole.key, len(group.parts)) for group in page.groups] == [
        ("A", 5),
        ("B", 4),
        ("C", 3),
        ("none", 3),
    ]
    for group in page.groups:
        opens = [part.open for part in group.parts]
        assert opens == sorted(opens, reverse=True)
        assert sum(opens) == group.whole.open


def test_an_empty_installation_has_shares_of_nothing(full_overview: Overview) -> None:
    empty = replace(
        full_overview,
        reports_total=0,
        fates=[],
        pending_reasons=[],
        problems_open=0,
        problems_settled=0,
        replies_owed=0,
        replies_answered=0,
        compounds_known=0,
        compounds_surveyed=0,
        batches=[],
        batches_total=0,
    )
    page = first_page(empty, CAMPAIGN, dt.date(2022, 9, 15))
    assert (page.settled_reports_percent, page.problems.percent, page.replies_percent) == (0.0, 0.0, 0.0)
    assert [step.covered for step in page.steps] == [None, None, None]
    assert (page.batches, page.batches_folded) == ((), 0)


def test_answered_is_a_share_of_what_was_or_is_owed(full_overview: Overview) -> None:
    page = first_page(full_overview, CAMPAIGN, dt.date(2022, 9, 15))
    assert (page.replies_due, page.replies_percent) == (208 + 52, 20.0)


@pytest.mark.parametrize(
    ("today", "surveyed", "percent", "late"),
    [
        (dt.date(2022, 7, 10), 0, 0.0, False),
        (dt.date(2022, 7, 11), 0, 0.0, True),
        (dt.date(2022, 7, 11), 131, 50.0, True),
        (dt.date(2022, 7, 11), 262, 100.0, False),
    ],
)
def test_the_survey_is_late_when_its_days_are_over_and_a_compound_has_no_form(
    full_overview: Overview, today: dt.date, surveyed: int, percent: float, late: bool
) -> None:
    page = first_page(replace(full_overview, compounds_surveyed=surveyed), CAMPAIGN, today)
    assert page.steps[0].covered == Covered(surveyed, 262, percent, late)
    assert [step.covered for step in page.steps[1:]] == [None, None]


def test_imports_after_the_third_are_folded(full_overview: Overview) -> None:
    page = first_page(full_overview, CAMPAIGN, dt.date(2022, 9, 15))
    assert [line.folded for line in page.batches] == [False, False, False, True]
    assert page.batches_folded == 1


def test_names_are_in_the_language_of_the_reader(full_overview: Overview) -> None:
    with translation.override("zh-hans"):
        zh = first_page(full_overview, CAMPAIGN, dt.date(2022, 9, 15))
    with translation.override("en"):
        en = first_page(full_overview, CAMPAIGN, dt.date(2022, 9, 15))
    assert (zh.steps[1].name, en.steps[1].name) == ("执法整治", "enforcement")
    assert (zh.fates[0].name, en.fates[0].name) == ("待处理", "Pending")
    assert (zh.groups[3].whole.name, en.groups[3].whole.name) == (
        "通知未列明的行为",
        "acts that the notice does not name",
    )
