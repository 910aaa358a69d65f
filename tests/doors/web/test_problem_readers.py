"""Who sees what of a problem: another district, each role, other units, and those outside enforcement."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from django.test import Client
from problem_pages import (
    PUT_RIGHT,
    TASK_ACTS,
    TEAM_LEAD_ACTS,
    address,
    an_officer,
    found_true,
    page_of,
    problem_of,
    task_of,
)

from desk import rows, signed_in, unit
from huiyin.records.accounts.actions.accounts import Seat, open_account
from huiyin.records.accounts.models import Account
from huiyin.records.problems.models import Assignment, Problem, Role
from huiyin.records.registry.actions.amending import Amendment, amend
from huiyin.records.registry.models import Firm, Mandate, Neighbourhood, Partner
from huiyin.records.reports.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]


def test_another_districts_people_find_neither_the_page_nor_its_acts(desk: ModuleType) -> None:
    problem, task = problem_of(), task_of(problem_of())
    report = Report.objects.get(number="A1")
    client, _ = signed_in("other", "team-lead", code="minhang")
    addresses = [address(problem), address(problem, "neighbours"), address(problem, f"unlink/{report.pk}")]
    addresses += [address(problem, act) for act in TEAM_LEAD_ACTS]
    addresses += [f"/tasks/{task.pk}/{act}/" for act in TASK_ACTS if act != "extend"]
    assert {(one, client.get(one).status_code) for one in addresses} == {(one, 404) for one in addresses}
    posted = [one for one in addresses if one.count("/") > 3 and "neighbours" not in one]
    assert {client.post(one, {"reason": "x", "basis": "x"}).status_code for one in posted} == {404}


@pytest.mark.parametrize(
    ("role", "offered", "withheld"),
    [
        ("team-lead", ("verify", "settle", "link", "split", "assign", "transfer", "return"), ("extend",)),
        ("officer", ("verify", "recheck"), ("settle", "link", "split", "assign", "transfer", "return")),
        ("clerk", ("link", "split"), ("verify", "settle", "assign", "recheck")),
        ("approver", ("extend",), ("verify", "settle", "link", "assign")),
        ("inspector", (), ("verify", "settle", "link", "split", *TASK_ACTS)),
    ],
)
def test_a_role_sees_the_acts_that_it_may_do_and_may_do_no_others(
    desk: ModuleType, role: str, offered: tuple[str, ...], withheld: tuple[str, ...]
) -> None:
    problem = problem_of()
    lead, _ = signed_in("lead", "team-lead")
    found_true(lead, problem)
    client, _ = signed_in("somebody", role)
    page = page_of(client, problem)

    def at(act: str) -> str:
        return f"/tasks/{task_of(problem).pk}/{act}/" if act in TASK_ACTS else address(problem, act)

    assert all(at(act) in page for act in offered)
    assert not any(f'"{at(act)}"' in page for act in withheld)
    assert {act: client.post(at(act), {"reason": "x"}).status_code for act in withheld} == dict.fromkeys(
        withheld, 403
    )


def test_what_another_unit_leads_is_seen_and_not_acted_upon(desk: ModuleType) -> None:
    task = task_of(problem_of())
    Assignment.objects.filter(task=task).update(unit=unit("sh-bureau"))
    client, _ = signed_in("lead", "team-lead")
    assert {
        client.post(f"/tasks/{task.pk}/{act}/", {"reason": "x", "on": "2022-09-20"}).status_code
        for act in ("assign", "transfer", "return", "supplement", "recheck")
    } == {403}
    Assignment.objects.filter(task=task).update(unit=unit())


def test_who_may_not_read_reports_sees_the_problem_without_them(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("audit", "auditor")
    page = page_of(client, problem)
    assert "青梧雅苑" in page
    assert 'href="/reports/' not in page
    assert "楼顶违章搭建阳光房" not in page
    assert "收到诉件" not in page


# People outside enforcement.

INTERNAL = (
    "缺复查照片",
    "室内无人应门",
    "须等测绘",
    "已拆除，见影像",
    "A1",
    "2022年9月20日",
    "周队长",
    "郑分管",
)


def internal_in(page: str) -> list[str]:
    """What is internal on a page; a number only where it is not part of a token by chance."""
    return [word for word in INTERNAL if re.search(rf"(?<![0-9A-Za-z]){word}(?![0-9A-Za-z])", page)]


def outsider(role: str, problem: Problem) -> Client:
    """The firm's manager, the committee's contact or a partner of the problem's place."""
    compound = problem.compound
    if role == "property-manager":
        firm = Firm.objects.create(name="碧岩物业")
        Mandate.objects.create(compound=compound, firm=firm)
        seat = Seat(firm_id=firm.pk)
    elif role == "neighbourhood-contact":
        place = Neighbourhood.objects.filter(subdistrict__district=compound.district).order_by("pk")[0]
        amend(rows.by(1), [Amendment(compound.pk, {"neighbourhood_id": place.pk})])
        seat = Seat(neighbourhood_id=place.pk)
    else:
        body = Partner.objects.create(name="静安房管", district=compound.district)
        seat = Seat(partner_id=body.pk)
    by = rows.by(1, "operator:test")
    pk = open_account(by, role, "物业赵", (role,), seat, "a-long-enough-word-17", must_change=False)
    client = Client()
    client.force_login(Account.objects.get(pk=pk))
    return client


def test_the_card_of_a_place_has_no_columns_that_are_empty_for_who_is_outside(desk: ModuleType) -> None:
    problem = problem_of()
    address = f"/compounds/{problem.compound_id}/"
    heads = ('<th scope="col">首次反映</th>', '<th scope="col" class="amount">诉件</th>')
    clerk, _ = signed_in("clerk", "clerk")
    within = clerk.get(address).content.decode()
    without = outsider("partner", problem).get(address).content.decode()
    assert [head in within for head in heads] == [True, True]
    assert [head in without for head in heads] == [False, False]
    assert f'href="/problems/{problem.pk}/"' in without
    # No list is frozen for them either.
    assert ("/lists/versions/" in within, "/lists/versions/" in without) == (True, False)


@pytest.mark.parametrize("role", ["property-manager", "neighbourhood-contact", "partner"])
def test_who_is_outside_sees_what_was_found_and_when_it_is_due_and_nothing_internal(
    desk: ModuleType, role: str
) -> None:
    problem = problem_of()
    task = task_of(problem)
    lead, _ = signed_in("lead", "team-lead", "approver")
    told = {"outcome": "true", "on": "2022-09-15", "condition": "existing", "found": "室内无人应门"}
    assert lead.post(address(problem, "verify"), told).status_code == 302
    Assignment.objects.filter(task=task, role=Role.LEAD).update(officer=an_officer())
    assert lead.post(f"/tasks/{task.pk}/return/", {"reason": "缺复查照片"}).status_code == 302
    assert lead.post(f"/tasks/{task.pk}/recheck/", {"on": "2022-09-20"}).status_code == 302
    late = {"due": "2022-12-30", "reason": "须等测绘", "confirmed": "on"}
    assert lead.post(f"/tasks/{task.pk}/extend/", late).status_code == 302
    client = outsider(role, problem)

    page = page_of(client, problem)

    assert "属实" in page
    assert "2022年12月30日" in page
    assert task.work in page
    card = f"/compounds/{problem.compound_id}/"
    for where in (address(problem), "/work/?tab=all", "/lists/task/", "/lists/problem/", card):
        shown = client.get(where).content.decode()
        assert internal_in(shown) == [], where
    for tab in ("recheck", "returned", "orders"):
        assert f"tab={tab}" not in client.get("/work/").content.decode()
    assert lead.post(address(problem, "settle"), PUT_RIGHT).status_code == 302
    page = page_of(client, problem)
    assert internal_in(page) == []
    assert "已销号" in page
