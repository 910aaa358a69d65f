"""Cases of a problem that becomes another one when compounds are merged: they are that one's."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.records.cases.actions.following import follow
from huiyin.records.cases.models import Case, Event
from huiyin.records.cases.numbers import case_number
from huiyin.records.cases.queries import of_problem
from huiyin.records.cases.standing import files_of, standing_of
from huiyin.records.ledger.queries import open_exceptions
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.models import Condition, Problem, Verification
from huiyin.records.problems.queries import last_finding
from huiyin.records.registry.actions.merging import merge
from huiyin.records.reports.actions.reply import Answer, send
from huiyin.records.reports.models import Reply
from records.cases.case_rows import SERVED, VISIT, by, do, found_true, opened
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, causes, compound, history, order

HEAD = "account:head"
ELSEWHERE = rows.EBIKES.replace("云帆路88弄青梧雅苑", "云帆路166弄丹枫别院")
THIRD = rows.EBIKES.replace("云帆路88弄青梧雅苑", "听潮路1201弄白鹭新城")


@pytest.fixture
def here(desk: Desk) -> Problem:
    """A problem at the compound t1 that was found true on 15 September."""
    return found_true(desk, rows.EBIKES)


@pytest.fixture
def there(desk: Desk, here: Problem) -> Problem:
    """Its twin at the compound t3, which nobody has checked."""
    desk.take(order("1002", ELSEWHERE))
    return Problem.objects.get(compound=compound("t3"))


def merged(source: str = "t1", target: str = "t3", when: str = "2022-09-16 09:00") -> None:
    merge(by(when), compound(source).pk, compound(target).pk, "同一小区")


def checked(problem: Problem, when: str = "2022-09-15 12:00") -> None:
    finding = Finding(problem.pk, Verification.PARTLY, date(2022, 9, 15), after=last_finding(problem.pk))
    verify(by(when), [finding])


def waiting() -> list[tuple[str, int, str]]:
    return list(open_exceptions().values_list("record", "record_id", "wanted"))


def test_a_case_goes_to_the_problem_that_stays_with_all_that_happened_in_it(
    desk: Desk, here: Problem, there: Problem
) -> None:
    # Given
    case = opened(here)
    do(case, "inspect", "2022-09-15 11:00", **VISIT)
    events = list(Event.objects.values())
    before = len(history("case", case.pk))
    # When
    merged()
    # Then
    assert list(of_problem(there.pk)) == [case]
    assert list(Event.objects.values()) == events
    assert history("case", case.pk)[before:] == [("case.follow", {"problem": there.pk, "was": here.pk})]
    assert causes("case", case.pk)[-1] == f"problem:{here.pk}#{len(history('problem', here.pk))}"
    assert waiting() == []


def test_it_waits_for_the_answers_to_all_who_spoke_of_either(
    desk: Desk, here: Problem, there: Problem
) -> None:
    case = opened(here)
    merged()
    case.refresh_from_db()
    assert standing_of(case).around.reporters_answered is False
    settle(by("2022-09-17 11:00"), [there.pk], "已清除并复查")
    send(by("2022-09-17 12:00"), [Answer(pk, "已处理") for pk in Reply.objects.values_list("pk", flat=True)])
    assert standing_of(case).around.reporters_answered is True


def test_two_open_cases_that_come_together_are_kept_and_put_before_a_person_until_one_is_closed(
    desk: Desk, here: Problem, there: Problem
) -> None:
    # Given
    checked(there)
    ours, theirs = opened(there), opened(here)
    # When
    merged()
    # Then
    assert set(of_problem(there.pk)) == {ours, theirs}
    (item,) = open_exceptions()
    assert (item.record, item.record_id, item.wanted) == ("problem", there.pk, "case.follow")
    assert f"（{case_number(ours.pk)}、{case_number(theirs.pk)}）" in item.reason
    # When one goes on, and is closed
    do(theirs, "inspect", "2022-09-16 11:00", **VISIT)
    do(theirs, "order", "2022-09-16 11:10", deadline=date(2022, 9, 20))
    do(theirs, "serve-paper", "2022-09-16 11:20", procedure="", **SERVED)
    do(theirs, "check-firm", "2022-09-16 11:30", procedure="", besides={"firm-check": "已劝阻并报告"})
    do(theirs, "recheck", "2022-09-21 10:00", corrected=True)
    assert waiting() == [("problem", there.pk, "case.follow")]
    settle(by("2022-09-22 11:00"), [there.pk], "已清除并复查")
    send(by("2022-09-22 12:00"), [Answer(pk, "已处理") for pk in Reply.objects.values_list("pk", flat=True)])
    do(theirs, "not-file", "2022-09-23 10:00", who=[HEAD])
    # Then
    assert waiting() == []
    assert history("problem", there.pk)[-1] == (
        "exception.clear",
        {"wanted": "case.follow", "cleared": "已不再有多个未结案件"},
    )


def test_what_waits_for_a_person_at_a_problem_that_is_merged_waits_at_what_it_became(
    desk: Desk, here: Problem, there: Problem
) -> None:
    checked(there)
    opened(there)
    opened(here)
    merged()
    desk.take(order("1003", THIRD, district="闵行区"))
    third = Problem.objects.get(compound=compound("t2"))
    merged("t3", "t2", "2022-09-17 09:00")
    assert Case.objects.filter(problem=third).count() == 2
    assert waiting() == [("problem", third.pk, "case.follow")]


def test_who_was_fined_for_the_one_is_known_to_be_in_a_case_of_the_other(db: None) -> None:
    # Given
    rows.found(rows.by(-24 * 60))
    desk = Desk(rows.unit().pk)
    here = found_true(desk, rows.EBIKES)
    desk.take(order("1002", ELSEWHERE))
    there = Problem.objects.get(compound=compound("t3"))
    checked(there)
    first, second = opened(here), opened(there)
    do(first, "inspect", "2022-09-15 11:00", **VISIT)
    Event.objects.filter(case=first, position=2).update(
        event="decided", said='{"kind":"penalty","amount":500}'
    )
    # When
    merged()
    # Then
    files = files_of(list(Case.objects.order_by("pk")))
    assert {pk: file.fined_before for pk, file in files.items()} == {first.pk: False, second.pk: True}


def test_any_number_of_cases_follows_by_as_many_statements(desk: Desk, here: Problem, there: Problem) -> None:
    def following(became: dict[int, int]) -> int:
        with CaptureQueriesContext(connection) as asked:
            follow(by("2022-09-16 09:00"), became)
        return len(asked)

    opened(here)
    assert following({here.pk: there.pk}) == 5
    opened(here)
    opened(here)
    # The cases, the change, which are open together; the chains and the entries.
    assert following({there.pk: here.pk}) == 5
    assert Case.objects.filter(problem=here).count() == 3
    assert following({}) == 0


def test_cases_that_were_left_behind_by_earlier_merges_are_brought_after_them(
    desk: Desk, here: Problem, there: Problem
) -> None:
    # Given two merges, after which cases stayed where they were opened
    case = opened(here)
    merged()
    desk.take(order("1003", THIRD, district="闵行区"))
    third = Problem.objects.get(compound=compound("t2"))
    merged("t3", "t2", "2022-09-17 09:00")
    Case.objects.update(problem=here)
    # When
    import_module("huiyin.records.cases.migrations.0002_cases_of_merged_problems").follow(apps, None)
    # Then
    assert list(of_problem(third.pk)) == [case]


class TestFindings:
    """What was found at a problem that becomes another one."""

    def test_the_only_finding_is_that_of_the_problem_that_stays(
        self, desk: Desk, here: Problem, there: Problem
    ) -> None:
        # When
        merged()
        # Then
        there.refresh_from_db()
        now = (there.verification, there.verified_on, there.found, there.condition)
        assert now == ("true", date(2022, 9, 15), "在", "existing")
        assert history("problem", there.pk)[-1][1] == {
            "linked": [rows.report("1001").pk],
            "from": here.pk,
            "outcome": "true",
            "on": "2022-09-15",
            "condition": "existing",
            "found": "在",
            "checked_by": "lin",
            "checked_at": "2022-09-15T02:00:00+00:00",
            "held": True,
            "turned_by": "",
        }

    def test_whoever_checks_again_has_the_finding_that_came_before_them(
        self, desk: Desk, here: Problem, there: Problem
    ) -> None:
        before = last_finding(there.pk)
        merged()
        again = Finding(there.pk, Verification.PARTLY, date(2022, 9, 16))
        with rows.refused(ValueError, r"lin recorded true at 2022-09-15 10:00"):
            verify(by("2022-09-16 10:00", "wang"), [again])
        assert (before, last_finding(there.pk)) == (0, len(history("problem", there.pk)))

    @pytest.mark.parametrize(
        ("ours", "stands"),
        [("2022-09-14", "true"), ("2022-09-15", "partly-true"), ("2022-09-16", "partly-true")],
        ids=["theirs-is-later", "of-one-day-the-last-recorded", "ours-is-later"],
    )
    def test_of_two_findings_the_later_stands_and_the_other_stays_in_the_ledger(
        self, desk: Desk, here: Problem, there: Problem, ours: str, stands: str
    ) -> None:
        # Given
        day = date.fromisoformat(ours)
        finding = Finding(there.pk, Verification.PARTLY, day, Condition.NEW, found="部分")
        verify(by("2022-09-16 08:00"), [finding])
        # When
        merged()
        # Then
        there.refresh_from_db()
        told = history("problem", there.pk)[-1][1]
        assert (there.verification, told["outcome"]) == (stands, stands)
        other = {"true": ("partly-true", ours), "partly-true": ("true", "2022-09-15")}[stands]
        assert (told["gave_way"]["outcome"], told["gave_way"]["on"]) == other
        assert (there.condition, there.found) == (("existing", "在") if stands == "true" else ("new", "部分"))

    def test_who_found_untrue_what_was_found_true_at_the_other_does_not_settle_it(
        self, desk: Desk, here: Problem, there: Problem
    ) -> None:
        # Given
        finding = Finding(there.pk, Verification.UNTRUE, date(2022, 9, 16), found="未见")
        verify(by("2022-09-16 08:00", "wang"), [finding])
        # When
        merged()
        # Then
        there.refresh_from_db()
        assert (there.verification, there.condition) == ("untrue", "")
        with rows.refused(ValueError, "somebody else who may settle"):
            settle(by("2022-09-16 10:00", "wang"), [there.pk], "经核查不属实")
        assert settle(by("2022-09-16 10:00", "zhao"), [there.pk], "经核查不属实") == [there.pk]

    def test_who_turned_a_finding_round_before_the_merge_does_not_settle_it_after(
        self, desk: Desk, here: Problem, there: Problem
    ) -> None:
        turned = Finding(
            here.pk, Verification.UNTRUE, date(2022, 9, 15), found="未见", after=last_finding(here.pk)
        )
        verify(by("2022-09-15 16:00", "wang"), [turned])
        merged()
        with rows.refused(ValueError, "somebody else who may settle"):
            settle(by("2022-09-16 10:00", "wang"), [there.pk], "经核查不属实")

    def test_a_problem_that_stays_keeps_its_own_where_the_other_has_none(
        self, desk: Desk, here: Problem, there: Problem
    ) -> None:
        merged("t3", "t1")
        here.refresh_from_db()
        assert (here.verification, here.verified_on) == ("true", date(2022, 9, 15))
        assert history("problem", here.pk)[-1][1] == {
            "linked": [rows.report("1002").pk],
            "from": there.pk,
        }
