"""Checking and settling a problem in the dialogs of its page: refused in words, shown with who and when."""

from __future__ import annotations

import re
from datetime import date
from types import ModuleType

import pytest
from problem_pages import (
    DIALOG,
    PUT_RIGHT,
    address,
    an_officer,
    found_true,
    page_of,
    problem_of,
    refusing,
    task_of,
)

from desk import rows, signed_in, unit
from huiyin.records.problems.models import Condition, Problem, Verification
from huiyin.records.reports.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]


# Dialogs.


def test_an_act_is_a_dialog_for_htmx_and_a_page_without_scripts(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")
    part = client.get(address(problem, "verify"), headers=DIALOG).content.decode()
    assert part.startswith('<dialog class="dialog dialog-wide" id="act"')
    page = client.get(address(problem, "verify")).content.decode()
    assert "<!doctype html>" in page
    assert '<form class="stack prose" method="post"' in page


@refusing
def test_a_refusal_is_said_in_the_dialog_which_keeps_what_was_typed(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")
    answer = client.post(
        address(problem, "settle"), {"basis": "已拆除，见影像"}, headers={**DIALOG, "HX-Current-URL": "/"}
    )
    part = answer.content.decode()
    assert answer.status_code == 200
    assert "尚未核实，不能销号，请先核实。" in part
    assert "已拆除，见影像</textarea>" in part
    assert "HX-Redirect" not in answer.headers
    assert client.post(address(problem, "settle"), {"basis": "已拆除"}).status_code == 400


def test_a_number_that_leads_to_a_person_is_not_taken_into_the_history(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")
    finding = {"outcome": "true", "on": "2022-09-15", "condition": "existing"}
    told = {"found": "现场有阳光房，当事人电话 13812345678，见工单20220914742970"}
    answer = client.post(address(problem, "verify"), finding | told)
    assert answer.status_code == 400
    part = answer.content.decode()
    assert "“138******78”像是电话、证件或账号，请删去" in part
    problem.refresh_from_db()
    assert problem.verification == ""
    without = {"found": "现场有阳光房，见工单20220914742970，7号楼1201室，2022-09-14 10:30 到场"}
    assert client.post(address(problem, "verify"), finding | without).status_code == 302


def test_what_is_done_in_a_dialog_loads_the_page_anew_with_word_of_it(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")
    answer = client.post(
        address(problem, "verify"),
        {"outcome": "true", "on": "2022-09-15", "condition": "existing"},
        headers=DIALOG,
    )
    assert answer.headers["HX-Redirect"] == address(problem)
    assert "已记录核实结果：属实。" in page_of(client, problem)


# Checking and settling.


@refusing
def test_a_finding_wants_the_condition_where_the_book_does(desk: ModuleType) -> None:
    problem = problem_of()
    assert problem.condition == ""
    client, _ = signed_in("chen", "officer")
    answer = client.post(address(problem, "verify"), {"outcome": "true", "on": "2022-09-15"})
    assert answer.status_code == 400
    assert "须注明正在实施、新增或存量。" in answer.content.decode()
    problem.refresh_from_db()
    assert problem.verification == ""
    found_true(client, problem)
    problem.refresh_from_db()
    assert (problem.verification, problem.condition) == (Verification.TRUE, Condition.EXISTING)


@refusing
def test_nobody_let_in_takes_three_visits_at_different_times_and_a_slip(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("chen", "officer")
    Problem.objects.update(first_on=date(2022, 9, 12))
    Report.objects.update(created_on=date(2022, 9, 12))
    visits = {"visit1": "2022-09-12T09:00", "visit2": "2022-09-13T19:30", "visit3": "2022-09-14T14:00"}
    kept_out = {"outcome": "unverifiable", "on": "2022-09-15"}
    for lacking in ({**visits}, {"slip": "on", **dict(list(visits.items())[:2])}):
        answer = client.post(address(problem, "verify"), kept_out | lacking)
        assert answer.status_code == 400
        assert "未能入户须有不少于3次不同日期、不同时段上门并张贴联系单。" in answer.content.decode()
    assert client.post(address(problem, "verify"), kept_out | visits | {"slip": "on"}).status_code == 302
    problem.refresh_from_db()
    assert problem.verification == Verification.NO_ENTRY
    entry = rows.history("problem", problem.pk)[-1]
    assert entry[1]["attempts"] == [
        "2022-09-12T09:00:00+08:00",
        "2022-09-13T19:30:00+08:00",
        "2022-09-14T14:00:00+08:00",
    ]


@refusing
def test_a_finding_is_not_of_a_day_to_come_and_the_field_says_so(desk: ModuleType) -> None:
    client, _ = signed_in("chen", "officer")
    answer = client.post(
        address(problem_of(), "verify"), {"outcome": "untrue", "on": "2022-09-16", "found": "未见"}
    )
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "核实日期不能晚于今天，请核对。" in page
    assert 'id="id_on_error"' in page


@refusing
def test_a_second_finding_is_told_of_the_first_and_becomes_a_further_one(desk: ModuleType) -> None:
    problem = problem_of()
    first, _ = signed_in("chen", "officer")
    second, _ = signed_in("wu", "officer")
    form = second.get(address(problem, "verify")).content.decode()
    assert '<input type="hidden" name="after" value="0" id="id_after">' in form
    untrue = {"outcome": "untrue", "on": "2022-09-15", "found": "未见搭建", "after": "0"}
    assert first.post(address(problem, "verify"), untrue).status_code == 302
    told = {**untrue, "outcome": "true", "condition": "new", "found": "北侧露台已搭"}

    answer = second.post(address(problem, "verify"), told)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "周队长已于2022-09-15 11:30记录核实结果“不属实”" in page
    assert "北侧露台已搭</textarea>" in page
    after = re.findall(r'name="after" value="(\d+)"', page)[0]
    assert second.post(address(problem, "verify"), told | {"after": after}).status_code == 302
    page = page_of(second, problem)
    assert "北侧露台已搭" in page
    assert "未见搭建" in page


@refusing
def test_what_was_settled_meanwhile_is_said_with_who_and_when(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")
    found_true(client, problem)
    for _ in range(2):
        answer = client.post(address(problem, "settle"), PUT_RIGHT)
    assert answer.status_code == 400
    settled = f"WT{problem.pk:07}已由周队长于2022-09-15 11:30销号"
    assert settled in answer.content.decode()
    # So do the acts upon its task.
    approver, _ = signed_in("zheng", "approver")
    at = f"/tasks/{task_of(problem).pk}"
    given = {"officer": an_officer(), "unit": unit("sh-bureau").pk, "reason": "须等测绘"}
    for who, act in ((client, "assign"), (client, "transfer"), (client, "recheck"), (approver, "extend")):
        told = {**given, "on": "2022-09-20", "due": "2022-12-20"}
        answer = who.post(f"{at}/{act}/", told)
        assert answer.status_code == 400
        assert settled in answer.content.decode()


def test_settling_shows_by_what_the_work_is_done(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")
    found_true(client, problem)
    form = client.get(address(problem, "settle")).content.decode()
    shown = form[: form.index('name="basis"')]
    assert "完成标志" in shown
    assert task_of(problem).done_mark in shown


@refusing
def test_what_was_found_true_is_settled_only_with_word_that_it_is_put_right(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")
    under_way = {"outcome": "true", "on": "2022-09-15", "condition": "in_progress"}
    assert client.post(address(problem, "verify"), under_way).status_code == 302
    form = client.get(address(problem, "settle")).content.decode()
    assert "属实，正在实施" in form
    assert "已整改到位，完成标志已达到" in form

    answer = client.post(address(problem, "settle"), {"basis": PUT_RIGHT["basis"]})
    assert answer.status_code == 400
    assert 'id="id_put_right_error"' in answer.content.decode()
    problem.refresh_from_db()
    assert problem.state == "open"
    assert client.post(address(problem, "settle"), PUT_RIGHT).status_code == 302
    problem.refresh_from_db()
    assert (problem.state, problem.basis) == ("settled", PUT_RIGHT["basis"])


@refusing
def test_what_was_found_untrue_is_settled_without_that_word(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")
    untrue = {"outcome": "untrue", "on": "2022-09-15", "found": "未见搭建"}
    assert client.post(address(problem, "verify"), untrue).status_code == 302
    assert "已整改到位" not in client.get(address(problem, "settle")).content.decode()
    assert client.post(address(problem, "settle"), {"basis": "经核实不属实"}).status_code == 302


@pytest.mark.parametrize(
    ("verification", "why"),
    [
        ("", "尚未核实，不能销号，请先核实。"),
        (Verification.NO_ENTRY, "未能核实，不能据此销号，请再次核实。"),
    ],
)
def test_settling_is_not_offered_before_the_problem_was_verified_and_the_page_says_why(
    desk: ModuleType, verification: str, why: str
) -> None:
    problem = problem_of()
    Problem.objects.update(verification=verification, verified_on=date(2022, 9, 15) if verification else None)
    client, _ = signed_in("lead", "team-lead")
    page = page_of(client, problem)
    assert f'"{address(problem, "settle")}"' not in page
    assert why in page
    other, _ = signed_in("chen", "officer")
    assert why not in page_of(other, problem)
    found_true(client, problem)
    page = page_of(client, problem)
    assert f'"{address(problem, "settle")}"' in page
    assert why not in page


@refusing
def test_who_turned_a_finding_round_is_told_that_another_settles(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")
    found_true(client, problem)
    after = re.findall(r'name="after" value="(\d+)"', client.get(address(problem, "verify")).content.decode())
    untrue = {"outcome": "untrue", "on": "2022-09-15", "condition": "in_progress", "after": after[0]}
    answer = client.post(address(problem, "verify"), untrue)
    assert answer.status_code == 400
    assert "改为不属实须在现场情况中写明理由和依据" in answer.content.decode()
    assert 'id="id_found_error"' in answer.content.decode()
    assert client.post(address(problem, "verify"), untrue | {"found": "露台未封"}).status_code == 302
    assert "正在实施" not in page_of(client, problem)
    answer = client.post(address(problem, "settle"), {"basis": "经核实不属实"})
    assert answer.status_code == 400
    assert "须由另一名有销号权限的人员（中队长）销号" in answer.content.decode()
    other, _ = signed_in("lin", "team-lead")
    assert other.post(address(problem, "settle"), {"basis": "经核实不属实"}).status_code == 302


def test_a_settled_problem_offers_nothing_more_and_says_on_what_basis(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")
    found_true(client, problem)
    assert client.post(address(problem, "settle"), PUT_RIGHT).status_code == 302
    page = page_of(client, problem)
    assert PUT_RIGHT["basis"] in page
    assert f'"{address(problem, "settle")}"' not in page
    assert Report.objects.get(number="A1").reply.state == "owed"
    assert "undo" not in page
