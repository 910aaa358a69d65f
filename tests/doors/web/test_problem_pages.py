"""The page of a problem, and what is done there: shown whole, scoped, refused in the dialog, taken back where it can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from types import ModuleType

import pytest
from django.conf import LazySettings
from django.test import Client
from test_pages import chinese_in

from desk import rows, signed_in, standing, unit
from huiyin.records.accounts.actions.accounts import Seat, open_account
from huiyin.records.accounts.models import Account
from huiyin.records.ledger.models import ExceptionItem
from huiyin.records.problems.actions.assign import assign, return_
from huiyin.records.problems.actions.links import add_links
from huiyin.records.problems.models import (
    Assignment,
    Condition,
    Link,
    Problem,
    ProblemState,
    Role,
    Task,
    Verification,
)
from huiyin.records.registry.actions.amending import Amendment, amend
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.models import Compound, Firm, Mandate, Neighbourhood, Partner
from huiyin.records.reports.models import Fate, Report

pytestmark = pytest.mark.django_db
# Where an act refuses, its transaction ends: such a test has none around it.
refusing = pytest.mark.django_db(transaction=True)
DIALOG = {"HX-Request": "true"}
TEAM_LEAD_ACTS = ("verify", "settle", "link", "split")
TASK_ACTS = ("assign", "transfer", "return", "supplement", "recheck", "extend")


@pytest.fixture(autouse=True)
def _moment(settings: LazySettings) -> None:
    settings.HUIYIN_NOW = (rows.AT + timedelta(hours=2)).isoformat()


@pytest.fixture
def desk() -> Iterator[ModuleType]:
    yield from standing()


def problem_of(number: str = "A1") -> Problem:
    return Problem.objects.get(links__report__number=number, links__removed_at=None)


def task_of(problem: Problem) -> Task:
    return Task.objects.get(problem=problem)


def address(problem: Problem, act: str = "") -> str:
    return f"/problems/{problem.pk}/{act}/" if act else f"/problems/{problem.pk}/"


def page_of(client: Client, problem: Problem) -> str:
    return client.get(address(problem)).content.decode()


def undo_in(page: str) -> str:
    """The way back that the toast offers; the task's own card offers one as well, and longer."""
    return str(re.findall(r'action="(/tasks/undo/[^"]+)"', page)[-1])


def found_true(client: Client, problem: Problem) -> None:
    data = {"outcome": "true", "on": "2022-09-15", "condition": "existing"}
    assert client.post(address(problem, "verify"), data).status_code == 302


# What the page shows.


def test_the_page_shows_the_matter_with_its_evidence_its_limit_and_its_past(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")

    page = page_of(client, problem)

    assert "青梧雅苑" in page
    assert "7号楼1201室" in page
    assert f"RW{task_of(problem).pk:07}" in page
    assert all(term in page for term in ("依据", "起算", "截止", "谁负责"))
    assert re.search(r'<mark class="evidence-mark">[^<]*违章搭建', page)
    assert "归入问题" in page
    assert "起因：" in page


def test_the_page_takes_twelve_statements_however_many_reports_speak_of_it(
    desk: ModuleType, django_assert_num_queries: object
) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")
    page_of(client, problem)
    with django_assert_num_queries(12):  # type: ignore[operator]
        page_of(client, problem)
    rows.Desk(unit().pk).take(*(rows.order(f"B{n}", rows.SUNROOM_AGAIN) for n in range(20)), minutes=5)
    assert Link.objects.filter(problem=problem).count() == 21
    with django_assert_num_queries(12):  # type: ignore[operator]
        page_of(client, problem)


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


def test_an_impossible_id_is_not_found(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    for path in (f"/problems/{10**20}/", f"/tasks/{10**20}/assign/", f"/reports/{10**20}/"):
        assert client.get(path).status_code == 404


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
    client, _ = signed_in("somebody", role)
    page = page_of(client, problem)

    def at(act: str) -> str:
        return f"/tasks/{task_of(problem).pk}/{act}/" if act in TASK_ACTS else address(problem, act)

    assert all(at(act) in page for act in offered)
    assert not any(f'"{at(act)}"' in page for act in withheld)
    assert {act: client.post(at(act), {"reason": "x"}).status_code for act in withheld} == dict.fromkeys(
        withheld, 403
    )


def test_who_may_not_read_reports_sees_the_problem_without_them(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("audit", "auditor")
    page = page_of(client, problem)
    assert "青梧雅苑" in page
    assert 'href="/reports/' not in page
    assert "楼顶违章搭建阳光房" not in page
    assert "收到诉件" not in page


def test_words_that_would_harm_a_page_stand_on_it_as_words(desk: ModuleType) -> None:
    # Among them what turns the direction of writing, and one word without end.
    hostile = (
        "<script>alert(1)</script><img src=x onerror=alert(2)>‮\"'&"
        "云帆路88弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房，要求拆除。" + "甲" * 3000
    )
    rows.Desk(unit().pk).take(rows.order("<b>A9</b>", hostile), minutes=5)
    problem = problem_of()
    add_links(rows.by(6), problem.pk, [Report.objects.get(number="<b>A9</b>").pk])
    client, _ = signed_in("lead", "team-lead")
    for path in (address(problem), address(problem, "split")):
        page = client.get(path).content.decode()
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page
        assert "<b>A9</b>" not in page
        assert "&lt;b&gt;A9&lt;/b&gt;" in page
        assert " style=" not in page


def test_the_page_in_english_says_nothing_of_its_own_in_chinese(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")
    client.post("/language/", {"language": "en", "next": "/"})
    for path in (address(problem), address(problem, "verify"), address(problem, "split")):
        page = client.get(path).content.decode()
        own = re.sub(
            r"<ol class=\"timeline\".*?</ol>",
            "",
            page.partition("<main")[2].partition("</main>")[0],
            flags=re.S,
        )
        assert chinese_in(own) == []


def test_the_neighbours_are_the_other_problems_of_the_compound(desk: ModuleType) -> None:
    problem, other = problem_of("A1"), problem_of("A2")
    assert problem.compound_id == other.compound_id
    client, _ = signed_in("lead", "team-lead")
    part = client.get(address(problem, "neighbours")).content.decode()
    assert f'href="{address(other)}"' in part
    assert f'href="{address(problem)}"' not in part


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
    assert "尚未核实，不能销号。" in part
    assert "已拆除，见影像</textarea>" in part
    assert "HX-Redirect" not in answer.headers
    assert client.post(address(problem, "settle"), {"basis": "已拆除"}).status_code == 400


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
        answer = client.post(address(problem, "settle"), {"basis": "已拆除"})
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


def test_the_card_of_a_task_tells_its_days_its_basis_and_its_phase(desk: ModuleType) -> None:
    problem = problem_of()
    task = task_of(problem)
    client, _ = signed_in("lead", "team-lead")
    page = page_of(client, problem)
    card = page[page.index(f'aria-labelledby="task-{task.pk}"') :]
    card = card[: card.index("</section>")]
    assert all(
        term in card
        for term in ("开始日期", "2022年9月15日", "完成时限", task.due_source, "阶段", "执法整治")
    )


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


def test_the_page_shows_the_limits_of_its_reports_that_end_first(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    page = page_of(client, problem_of())
    card = page[page.index('id="limits"') :].partition("</section>")[0]
    assert "先行联系" in card
    assert "办理" in card
    assert card.count("依据") == 2


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
    assert lead.post(address(problem, "settle"), {"basis": "已拆除，见影像"}).status_code == 302
    page = page_of(client, problem)
    assert internal_in(page) == []
    assert "已销号" in page


def test_a_settled_problem_offers_nothing_more_and_says_on_what_basis(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")
    found_true(client, problem)
    assert client.post(address(problem, "settle"), {"basis": "已拆除，已复查"}).status_code == 302
    page = page_of(client, problem)
    assert "已拆除，已复查" in page
    assert f'"{address(problem, "settle")}"' not in page
    assert Report.objects.get(number="A1").reply.state == "owed"
    assert "undo" not in page


# Tasks.


def an_officer(code: str = "jingan", certificate: str = "T-1") -> int:
    (pk,) = add_officers(rows.by(), [NewOfficer("林队员", unit(code).pk, certificate)])
    return pk


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


def test_what_another_unit_leads_is_seen_and_not_acted_upon(desk: ModuleType) -> None:
    task = task_of(problem_of())
    Assignment.objects.filter(task=task).update(unit=unit("sh-bureau"))
    client, _ = signed_in("lead", "team-lead")
    assert {
        client.post(f"/tasks/{task.pk}/{act}/", {"reason": "x", "on": "2022-09-20"}).status_code
        for act in ("assign", "transfer", "return", "supplement", "recheck")
    } == {403}
    Assignment.objects.filter(task=task).update(unit=unit())


# Links.


def test_a_report_is_linked_by_its_number_when_the_area_sees_it(desk: ModuleType) -> None:
    problem = problem_of()
    rows.Desk(unit("minhang").pk).take(rows.order("M1", rows.OTHER_COMPOUND), minutes=3)
    client, _ = signed_in("wu", "clerk")
    refused = client.post(address(problem, "link"), {"number": "M1"})
    assert refused.status_code == 400
    assert "本辖区没有编号为M1的诉件。" in refused.content.decode()
    assert client.post(address(problem, "link"), {"number": " A3 "}).status_code == 302
    assert Report.objects.get(number="A3").fate == Fate.LINKED
    again = client.post(address(problem, "link"), {"number": "A3"})
    assert "诉件A3已关联本问题。" in again.content.decode()


def test_a_link_is_removed_with_a_reason_and_stays_to_be_seen(desk: ModuleType) -> None:
    problem, report = problem_of(), Report.objects.get(number="A1")
    client, _ = signed_in("wu", "clerk")
    at = address(problem, f"unlink/{report.pk}")
    assert client.post(at, {"reason": " "}).status_code == 400
    assert client.post(at, {"reason": "说的是另一户"}).status_code == 302
    report.refresh_from_db()
    assert (report.fate, report.pending_reason) == ("pending", "unlinked")
    page = page_of(client, problem)
    assert "已解除关联的 1 件" in page
    assert "没有诉件支持这一问题" in page
    assert ExceptionItem.objects.get().reason in page
    assert client.get(at).status_code == 404


@refusing
def test_reports_are_split_off_to_another_room(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(rows.order("B1", rows.SUNROOM_AGAIN), minutes=3)
    problem, report = problem_of(), Report.objects.get(number="B1")
    client, _ = signed_in("wu", "clerk")
    data = {
        "reports": [report.pk],
        "violation": problem.violation,
        "building": "7号楼",
        "unit": "",
        "room": "1101室",
        "reason": "是楼下一户",
    }
    same = client.post(address(problem, "split"), data | {"room": "1201"})
    assert same.status_code == 400
    assert "与原问题的违法行为和位置相同。" in same.content.decode()
    assert client.post(address(problem, "split"), data).status_code == 302
    into = problem_of("B1")
    assert (into.building, into.room) == ("7", "1101")
    assert f"已归入新立的 WT{into.pk:07}。" in page_of(client, problem)


def test_reports_of_another_problem_are_not_split_off(desk: ModuleType) -> None:
    problem, foreign = problem_of("A1"), Report.objects.get(number="A2")
    client, _ = signed_in("wu", "clerk")
    data = {"reports": [foreign.pk], "violation": problem.violation, "room": "9", "reason": "x"}
    assert client.post(address(problem, "split"), data).status_code == 400
    assert problem_of("A2") != problem


def test_another_compound_is_found_by_words_and_chosen_where_there_are_several(desk: ModuleType) -> None:
    problem, report = problem_of(), Report.objects.get(number="A1")
    client, _ = signed_in("wu", "clerk")
    data = {"reports": [report.pk], "violation": problem.violation, "reason": "地址记错"}
    several = client.post(address(problem, "split"), data | {"place": "云帆路"})
    assert several.status_code == 400
    assert "找到 2 个小区，请选定一个。" in several.content.decode()
    # Outside the area there is no such compound, by words or by id.
    assert (
        "没有找到这样的小区"
        in client.post(address(problem, "split"), data | {"place": "白鹭新城"}).content.decode()
    )
    outside = client.post(
        address(problem, "split"), data | {"place": "云帆路", "compound": rows.compound("t2").pk}
    )
    assert outside.status_code == 400
    assert client.post(address(problem, "split"), data | {"place": "丹枫别院"}).status_code == 302
    assert problem_of("A1").compound == rows.compound("t3")


def test_words_for_a_compound_bring_its_choices(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    part = client.get("/problems/places/", {"place": "云帆路"}).content.decode()
    assert "青梧雅苑" in part
    assert "丹枫别院" in part
    assert "白鹭新城" not in client.get("/problems/places/", {"place": "白鹭"}).content.decode()


# Merging places.


def test_a_provisional_compound_is_merged_after_its_counts_were_told(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(rows.order("C1", rows.NOT_KNOWN), minutes=3)
    problem = problem_of("C1")
    assert problem.compound.status == Compound.Status.PROVISIONAL
    client, _ = signed_in("shen", "district-supervisor")
    assert address(problem, "merge") in page_of(client, problem)

    asked = client.post(address(problem, "merge"), {"place": "丹枫别院"}).content.decode()
    target = rows.compound("t3")
    assert "确认归并" in asked
    assert "归并不能撤销。" in asked
    assert re.search(r"随迁的问题</dt><dd>1", asked)
    assert re.search(r"随迁的诉件</dt><dd>1", asked)
    problem.compound.refresh_from_db()
    assert problem.compound.status == Compound.Status.PROVISIONAL

    at = address(problem, f"merge/{target.pk}")
    assert f'action="{at}"' in asked
    assert client.post(at, {"reason": ""}).status_code == 400
    assert client.post(at, {"reason": "同一小区"}).status_code == 302
    problem.refresh_from_db()
    assert problem.compound == target
    page = page_of(client, problem)
    assert "问题 1 个随迁，0 个合并，诉件 1 件。" in page
    assert "/undo/" not in page


def test_a_twin_is_merged_and_its_page_leads_on(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(rows.order("C1", rows.NOT_KNOWN), minutes=3)
    problem = problem_of("C1")
    there = rows.order("C2", rows.NOT_KNOWN.replace("碧岩花苑", "云帆路166弄丹枫别院"))
    rows.Desk(unit().pk).take(there, minutes=4)
    twin = problem_of("C2")
    client, _ = signed_in("shen", "district-supervisor")
    at = address(problem, f"merge/{rows.compound('t3').pk}")
    assert "其中 1 个与并入小区的同一问题合并" in client.get(at).content.decode()
    assert client.post(at, {"reason": "同一小区"}).status_code == 302
    problem.refresh_from_db()
    assert (problem.state, problem.merged_into_id) == (ProblemState.MERGED, twin.pk)
    page = page_of(client, problem)
    assert "本问题已并入另一问题" in page
    assert f'href="{address(twin)}"' in page


def test_only_a_provisional_compound_is_merged_and_only_into_one_of_the_area(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(rows.order("C1", rows.NOT_KNOWN), minutes=3)
    client, _ = signed_in("shen", "district-supervisor")
    assert client.get(address(problem_of("A1"), "merge")).status_code == 403
    outside = address(problem_of("C1"), f"merge/{rows.compound('t2').pk}")
    assert client.post(outside, {"reason": "x"}).status_code == 404
    lead, _ = signed_in("lead", "team-lead")
    assert lead.get(address(problem_of("C1"), "merge")).status_code == 403


def test_returned_words_are_shown_as_words(desk: ModuleType) -> None:
    problem = problem_of()
    (officer,) = add_officers(rows.by(), [NewOfficer("王岚", rows.unit().pk, "A-1")])
    assign(rows.by(9), [task_of(problem).pk], officer_id=officer)
    return_(rows.by(10), [task_of(problem).pk], "<script>x</script>")
    client, _ = signed_in("lead", "team-lead")
    page = page_of(client, problem)
    assert "<script>x" not in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
