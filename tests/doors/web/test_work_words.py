"""The words of the work and of an empty list: they say what is so, to whom it concerns, in the reader's language."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from django.test import Client
from problem_pages import DIALOG, an_officer, problem_of, refusing, task_of
from test_problem_readers import outsider
from wording import chinese_in

from desk import rows, signed_in, unit
from huiyin.records.problems.models import Assignment, Role, Task
from huiyin.records.problems.numbers import task_number
from huiyin.records.registry.models import Mandate

ENGLISH = {"accept-language": "en"}


def led_elsewhere(number: str) -> int:
    """Let another district's unit lead the task of the problem of which an order speaks."""
    pk = task_of(problem_of(number)).pk
    Assignment.objects.filter(task=pk, role=Role.LEAD).update(unit=unit("minhang"))
    return pk


def work(client: Client, query: str = "tab=all", **headers: str) -> str:
    return client.get(f"/work/?{query}", headers=headers).content.decode()


def heads(page: str) -> list[str]:
    return re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', page)


@refusing
@pytest.mark.parametrize(
    ("act", "given"),
    [("return", {"reason": "缺照片"}), ("recheck", {"on": "2022-09-20"})],
)
def test_tasks_that_another_unit_leads_are_refused_by_their_numbers(
    desk: ModuleType, two_hours_later: None, act: str, given: dict[str, str]
) -> None:
    client, _ = signed_in("lead", "team-lead")
    pks = sorted((led_elsewhere("A1"), led_elsewhere("A2")))
    numbers = "、".join(map(task_number, pks))
    sent = {"pick": pks, **given}
    part = client.post(f"/work/{act}/", sent, headers=DIALOG).content.decode()
    assert f"所选任务都不由本单位牵头，未作改动：{numbers}。" in part
    english = client.post(f"/work/{act}/", sent, headers=DIALOG | ENGLISH).content.decode()
    assert numbers.replace("、", ", ") in english
    assert "Your unit leads none of the chosen tasks; nothing was changed: " in english
    assert Task.objects.exclude(return_reason="", recheck_on=None).count() == 0


@refusing
def test_nothing_chosen_is_said_as_such(desk: ModuleType, two_hours_later: None) -> None:
    client, _ = signed_in("lead", "team-lead")
    part = client.post("/work/recheck/", {"on": "2022-09-20"}, headers=DIALOG).content.decode()
    assert "没有选中任务。" in part


@refusing
def test_of_a_mixed_selection_what_was_left_out_is_named(desk: ModuleType, two_hours_later: None) -> None:
    client, _ = signed_in("lead", "team-lead")
    ours, others = task_of(problem_of("A1")).pk, led_elsewhere("A2")
    client.post("/work/recheck/", {"pick": [ours, others], "on": "2022-09-20"})
    page = work(client)
    assert "已为 1 项任务安排复查。" in page
    assert f"另有 1 项不由本单位牵头，未作改动：{task_number(others)}。" in page
    assert list(Task.objects.exclude(recheck_on=None).values_list("pk", flat=True)) == [ours]


@refusing
def test_dispatching_what_another_unit_leads_is_not_called_a_missing_officer(
    desk: ModuleType, two_hours_later: None
) -> None:
    client, _ = signed_in("lead", "team-lead")
    others = led_elsewhere("A2")
    sent = {"officer-1": an_officer(), "tasks-1": str(others)}
    part = client.post("/work/dispatch/", sent, headers=DIALOG).content.decode()
    assert f"所选任务都不由本单位牵头，未作改动：{task_number(others)}。" in part
    assert "没有选定执法人员" not in part


@pytest.mark.django_db
def test_a_place_without_a_number_is_in_the_readers_language(desk: ModuleType, two_hours_later: None) -> None:
    where = re.sub("[0-9]+号楼", "", rows.EBIKES)
    rows.Desk(unit().pk).take(rows.order("A9", where), minutes=3)
    assert problem_of("A9").building == ""
    client, _ = signed_in("lead", "team-lead")
    assert '<span class="under">未写明楼室号 ·' in work(client)
    english = work(client, **ENGLISH)
    assert '<span class="under">No building or room given ·' in english
    assert "未写明楼室号" not in english


@pytest.mark.django_db
def test_what_was_returned_is_returned_and_the_act_sends_back(
    desk: ModuleType, two_hours_later: None
) -> None:
    client, _ = signed_in("lead", "team-lead")
    Assignment.objects.filter(role=Role.LEAD).update(officer=an_officer())
    pk = task_of(problem_of()).pk
    client.post("/work/return/", {"pick": pk, "reason": "缺照片"})
    work(client)
    assert '<span class="badge badge-waiting">退回</span>' in work(client)
    english = work(client, **ENGLISH)
    assert '<span class="badge badge-waiting">Returned</span>' in english
    assert '<span class="badge badge-waiting">Send back</span>' not in english


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["property-manager", "neighbourhood-contact", "partner"])
def test_people_from_outside_have_no_columns_that_are_always_empty(
    desk: ModuleType, two_hours_later: None, role: str
) -> None:
    page = work(outsider(role, problem_of()))
    assert heads(page) == ["时限", "问题", "小区与位置", "核实", "牵头与责任人"]
    assert 'data-label="复查／退回"' not in page
    assert 'data-label="诉件"' not in page
    inside, _ = signed_in("lead", "team-lead")
    assert heads(work(inside))[-2:] == ["复查／退回", "诉件"]


@pytest.mark.django_db
def test_only_who_may_import_is_told_to_import(desk: ModuleType, two_hours_later: None) -> None:
    manager = outsider("property-manager", problem_of())
    clerk, _ = signed_in("clerk", "clerk", code="minhang")
    Mandate.objects.all().delete()
    page = manager.get("/lists/problems/").content.decode()
    assert "本范围内暂无问题，有了会列在这里。" in page
    assert "导入" not in page[page.index("<main") :]
    english = manager.get("/lists/problems/", headers=ENGLISH).content.decode()
    assert "There are no problems in your area yet." in english
    assert [one for one in chinese_in(english) if "问题" in one] == []
    assert "导入诉件并关联后，问题会列在这里。" in clerk.get("/lists/problems/").content.decode()
