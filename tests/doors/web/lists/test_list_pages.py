"""The three lists as pages: which rows, in which order, for whom, and what a page costs."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from list_pages import LATER, LISTS, many, read, shown
from people import person

from desk import signed_in, unit
from huiyin.records.problems.actions.assign import assign
from huiyin.records.problems.actions.extending import extend
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.models import Task, Verification
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from records.problems.list_making import DAY, by, complain, compound

pytestmark = pytest.mark.django_db


def test_the_problem_list_shows_the_newest_first_with_the_columns_of_the_trade() -> None:
    client, _ = signed_in("lead", "team-lead")
    where = compound("T1", subdistrict="江宁路街道")
    first = complain(where, "A1", "group-renting", building="3", room="501", caller=b"x" * 16)
    again = complain(where, "A2", "group-renting", building="3", room="501", caller=b"y" * 16)
    second = complain(where, "A3", "litter")
    page = read(client, "/lists/problems/")
    assert again == first
    assert shown(page) == [second.pk, first.pk]
    row = next(row for row in page.split("<tr ") if f"/problems/{first.pk}/" in row)
    for words in (
        "WT000",
        "梧桐苑",
        "3号楼501室",
        "群租",
        "破坏环境秩序行为",
        "江宁路街道",
        "2022-07-05",
        "至少 2 人",
    ):
        assert words in row
    assert f'href="/compounds/{where.pk}/"' in row


def test_the_task_and_responsibility_lists_show_what_is_open_by_its_date() -> None:
    client, _ = signed_in("lead", "team-lead")
    where = compound("T1")
    late, soon = complain(where, "A1", "group-renting"), complain(where, "A2", "litter")
    done = complain(where, "A3", "greenery")
    verify(by(), [Finding(done.pk, Verification.TRUE, DAY)])
    settle(by(), [done.pk], "已补种")
    Task.objects.filter(problem=late).update(due_on=LATER + timedelta(days=3))
    Task.objects.filter(problem=soon).update(due_on=LATER + timedelta(days=1))
    for name in LISTS[1:]:
        assert shown(read(client, f"/lists/{name}/")) == [soon.pk, late.pk]
    assert shown(read(client, "/lists/problems/")) == [done.pk, soon.pk, late.pk]


def test_a_late_row_says_basis_start_due_day_and_who_is_responsible() -> None:
    client, _ = signed_in("lead", "team-lead")
    problem = complain(compound("T1"), "A1", "litter")
    task = Task.objects.get(problem=problem)
    (officer,) = add_officers(by(), [NewOfficer("林队员", unit().pk, "T-1")])
    assign(by(), [task.pk], officer_id=officer)
    row = read(client, "/lists/tasks/").split("<tbody>")[1]
    assert "已超期" in row
    assert 'class="row-late"' in row
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", row.split("</table>")[0]))
    assert facts == {
        "依据": "单位自定",
        "起算": "2022年7月5日（列入清单之日）",
        "截止": f"{task.due_on.year}年{task.due_on.month}月{task.due_on.day}日",
        "谁负责": "静安 林队员",
    }


def test_a_limit_that_the_book_does_not_count_so_has_no_start() -> None:
    client, _ = signed_in("lead", "team-lead")
    problem = complain(compound("T1"), "A1", "litter")
    Task.objects.filter(problem=problem).update(due_on=DAY + timedelta(days=1))
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", read(client, "/lists/tasks/")))
    assert facts["起算"] == "未说明"


@pytest.mark.parametrize("name", LISTS)
def test_a_unit_sees_the_problems_of_its_own_area_alone(name: str) -> None:
    ours, theirs = complain(compound("T1"), "A1"), complain(compound("T2", "银杏苑", "闵行区"), "A2")
    for code, own in (("jingan", ours), ("minhang", theirs)):
        client, _ = signed_in(code, "team-lead", code=code)
        assert shown(read(client, f"/lists/{name}/")) == [own.pk]
    city, _ = signed_in("city", "city-supervisor", code="sh-bureau")
    assert sorted(shown(read(city, f"/lists/{name}/"))) == [ours.pk, theirs.pk]


@pytest.mark.parametrize("name", LISTS)
def test_who_may_not_read_problems_gets_no_list(name: str) -> None:
    client, _ = signed_in("admin", "admin", code="sh-bureau")
    for address in ("", "filter/", "filters/"):
        read(client, f"/lists/{name}/{address}", 403)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("size", [20, 200])
def test_a_page_takes_five_statements_at_most_whatever_its_size(name: str, size: int) -> None:
    client, _ = signed_in("lead", "team-lead")
    many(compound("T1"), 45)
    address = f"/lists/{name}/?size={size}&state=open&class=B"
    # The first request notes when the session was used.
    read(client, address)
    with CaptureQueriesContext(connection) as told:
        page = read(client, address)
    assert len(shown(page)) == min(size, 45)
    assert len(told) <= 5, [each["sql"] for each in told]


def test_pages_follow_one_another_without_a_gap_and_lead_back() -> None:
    client, _ = signed_in("lead", "team-lead")
    every = [problem.pk for problem in many(compound("T1"), 45)][::-1]
    first = read(client, "/lists/problems/?class=B")
    assert shown(first) == every[:20]
    after = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")  # type: ignore[index]
    assert "class=B" in after
    second = read(client, f"/lists/problems/{after}")
    assert shown(second) == every[20:40]
    before = re.search(r'rel="prev" href="([^"]+)"', second)[1].replace("&amp;", "&")  # type: ignore[index]
    assert shown(read(client, f"/lists/problems/{before}")) == every[:20]


def test_who_extended_a_task_is_called_by_name_and_seat() -> None:
    client, _ = signed_in("lead", "team-lead")
    problem = complain(compound("T1"), "A1", "litter")
    task = Task.objects.get(problem=problem)
    person("chen", "district-supervisor", name="陈明", unit=unit())
    extend(by("chen", LATER), [task.pk], task.due_on + timedelta(days=3), "当事人在外地")
    client.cookies["huiyin_columns_task"] = "extended"
    page = read(client, "/lists/tasks/")
    assert "陈明（静安）" in page
    assert "chen" not in page


def test_hostile_words_stay_words() -> None:
    client, _ = signed_in("lead", "team-lead")
    complain(compound("T1", '<img src=x onerror="1">苑'), "A1", building="<b>7</b>")
    page = read(client, f"/lists/problems/?q={quote('<script>')}") + read(client, "/lists/problems/")
    assert "<img src=x" not in page
    assert "<b>7</b>" not in page
    assert "<script>" not in page.replace('<script type="module"', "")


def test_an_empty_area_is_told_from_a_filter_that_nothing_fits() -> None:
    client, _ = signed_in("lead", "team-lead")
    assert "清单是空的" in read(client, "/lists/problems/")
    assert "没有未完成的任务" in read(client, "/lists/tasks/")
    assert "没有符合条件的问题" in read(client, "/lists/problems/?state=settled")


def test_the_lists_speak_english() -> None:
    client, _ = signed_in("lead", "team-lead")
    complain(compound("T1"), "A1", "litter")
    client.cookies["django_language"] = "en"
    page = read(client, "/lists/responsibilities/")
    assert "<h1>Responsibility list</h1>" in page
    assert "To be checked" in page
