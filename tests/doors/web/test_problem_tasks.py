"""Acts upon the task of a problem: given, sent back, supplemented, extended, transferred, and taken back where they can be."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType

import pytest
from django.conf import LazySettings
from problem_pages import address, an_officer, page_of, problem_of, refusing, task_of, undo_in

from desk import rows, signed_in, unit
from huiyin.records.problems.models import Assignment, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]


def test_a_task_is_given_to_an_officer_and_taken_back(desk: ModuleType) -> None:
    problem = problem_of()
    task = task_of(problem)
    officer, foreign = an_officer(), an_officer("minhang", "T-2")
    client, _ = signed_in("lead", "team-lead")
    lead = Assignment.objects.get(task=task, role=Role.LEAD)
    at = f"/tasks/{task.pk}/assign/"

    assert client.post(at, {"officer": foreign}).status_code == 400
    assert client.post(at, {"officer": officer}).status_code == 302
    lead.refresh_from_db()
    assert lead.officer_id == officer
    page = page_of(client, problem)
    assert "已派给林队员。" in page

    undone = client.post(undo_in(page), follow=True)
    assert undone.redirect_chain == [(address(problem), 302)]
    assert "已撤销，任务恢复原状。" in undone.content.decode()
    lead.refresh_from_db()
    assert lead.officer_id is None


@refusing
def test_an_undo_is_good_for_who_did_it_and_until_something_newer_happens(desk: ModuleType) -> None:
    problem = problem_of()
    task = task_of(problem)
    client, _ = signed_in("lead", "team-lead")
    client.post(f"/tasks/{task.pk}/recheck/", {"on": "2022-09-20"})
    undo = undo_in(page_of(client, problem))
    other, _ = signed_in("second", "team-lead")

    assert other.post(undo).status_code == 404
    assert client.get(undo).status_code == 405
    assert client.post(undo[:-3] + "xx/").status_code == 404
    other.post(f"/tasks/{task.pk}/recheck/", {"on": "2022-09-21"})
    told = client.post(undo, follow=True).content.decode()
    assert "之后又有变动，不能撤销。" in told
    task.refresh_from_db()
    assert str(task.recheck_on) == "2022-09-21"


@refusing
def test_an_undo_is_good_for_ten_minutes(desk: ModuleType, settings: LazySettings) -> None:
    problem = problem_of()
    task = task_of(problem)
    client, _ = signed_in("lead", "team-lead")
    client.post(f"/tasks/{task.pk}/recheck/", {"on": "2022-09-20"})
    undo = undo_in(page_of(client, problem))
    settings.HUIYIN_NOW = (rows.AT + timedelta(hours=2, minutes=11)).isoformat()
    assert "已不能撤销。" in client.post(undo, follow=True).content.decode()
    task.refresh_from_db()
    assert str(task.recheck_on) == "2022-09-20"


def test_ones_last_act_upon_a_task_can_be_taken_back_on_its_card_for_ten_minutes(
    desk: ModuleType, settings: LazySettings
) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")
    other, _ = signed_in("second", "team-lead")
    client.post(f"/tasks/{task_of(problem).pk}/recheck/", {"on": "2022-09-20"})
    page_of(client, problem)
    assert "/tasks/undo/" in page_of(client, problem)
    assert "/tasks/undo/" not in page_of(other, problem)
    settings.HUIYIN_NOW = (rows.AT + timedelta(hours=2, minutes=11)).isoformat()
    assert "/tasks/undo/" not in page_of(client, problem)
    settings.HUIYIN_NOW = (rows.AT + timedelta(hours=2, minutes=9)).isoformat()
    client.post(undo_in(page_of(client, problem)))
    assert task_of(problem).recheck_on is None


@refusing
def test_a_task_goes_to_a_unit_whose_area_holds_the_place_and_to_no_other(desk: ModuleType) -> None:
    problem = problem_of()
    task = task_of(problem)
    client, _ = signed_in("lead", "team-lead")
    at = f"/tasks/{task.pk}/transfer/"
    assert client.post(at, {"unit": unit("minhang").pk, "reason": "不归我们"}).status_code == 400
    assert client.post(at, {"unit": unit("sh-bureau").pk, "reason": "市局直接办理"}).status_code == 302
    assert Assignment.objects.get(task=task, role=Role.LEAD).unit.code == "sh-bureau"
    page = page_of(client, problem)
    undo = undo_in(page)
    # It is another's now: seen, but not acted upon, except to take the transfer back.
    assert f'"{at}"' not in page
    assert client.post(at, {"unit": unit().pk, "reason": "拿回"}).status_code == 403
    assert client.post(undo).status_code == 302
    assert Assignment.objects.get(task=task, role=Role.LEAD).unit.code == "jingan"


def test_a_task_that_was_sent_back_says_what_is_missing_until_it_is_supplemented(desk: ModuleType) -> None:
    problem = problem_of()
    task = task_of(problem)
    lead, _ = signed_in("lead", "team-lead")
    Assignment.objects.filter(task=task, role=Role.LEAD).update(officer=an_officer())
    assert lead.post(f"/tasks/{task.pk}/return/", {"reason": "缺复查照片"}).status_code == 302
    officer, _ = signed_in("chen", "officer")
    page = page_of(officer, problem)
    assert "缺复查照片" in page
    assert f"/tasks/{task.pk}/supplement/" in page
    assert officer.post(f"/tasks/{task.pk}/supplement/", {"reason": "已补三张"}).status_code == 302
    task.refresh_from_db()
    assert task.returned_on is None
    assert f'"/tasks/{task.pk}/supplement/"' not in page_of(officer, problem)


@refusing
def test_an_extension_is_approved_for_a_later_day_and_not_taken_back(desk: ModuleType) -> None:
    problem = problem_of()
    task = task_of(problem)
    client, _ = signed_in("zheng", "approver")
    at = f"/tasks/{task.pk}/extend/"
    assert client.post(at, {"due": str(task.due_on), "reason": "业主出国"}).status_code == 400
    later = task.due_on + timedelta(days=10)
    told = {"due": str(later), "reason": "业主出国", "confirmed": "on"}
    assert client.post(at, told).status_code == 302
    task.refresh_from_db()
    assert (task.due_on, task.extended_by) == (later, "zheng")
    page = page_of(client, problem)
    assert "延期，周队长于2022-09-15批准" in page
    assert "/undo/" not in page


@refusing
def test_an_extension_that_much_speaks_against_asks_once_more_and_the_first_deadline_stays(
    desk: ModuleType,
) -> None:
    problem = problem_of("A2")
    task = task_of(problem)
    client, _ = signed_in("approver", "approver")
    at, wanted = f"/tasks/{task.pk}/extend/", {"due": "2023-12-31", "reason": "须等测绘"}

    page = client.post(at, wanted).content.decode()

    assert "新时限晚于专项行动结束日2022-11-30" in page
    assert '<input type="checkbox" name="confirmed"' in page
    task.refresh_from_db()
    assert str(task.due_on) == "2022-09-22"
    assert client.post(at, wanted | {"confirmed": "on"}).status_code == 302
    page = page_of(client, problem)
    assert "原定时限" in page
    assert "2022年9月22日" in page
