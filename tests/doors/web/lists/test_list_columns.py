"""Which columns the lists show: chosen, kept, and for those alone who may read them."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from list_pages import LATER, LISTS, many, read

from desk import signed_in
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.models import Task, Verification
from records.problems.list_making import by, complain, compound

pytestmark = pytest.mark.django_db


def test_columns_are_chosen_and_kept() -> None:
    client, _ = signed_in("lead", "team-lead")
    complain(compound("T1"), "A1", "litter")
    work = Task.objects.get().work
    assert work not in read(client, "/lists/tasks/")
    chosen = client.post(
        "/lists/tasks/columns/", {"column": ["work", "due_on", "nonsense"], "query": "due=overdue"}
    )
    assert chosen["Location"] == "/lists/tasks/?due=overdue"
    page = read(client, "/lists/tasks/")
    assert re.findall(r'<th scope="col">(.*?)</th>', page) == ["任务编号", "工作任务", "完成时限"]
    assert work in page
    client.post("/lists/tasks/columns/", {"column": ["work"], "usual": "1"})
    assert work not in read(client, "/lists/tasks/")


def test_every_column_can_be_shown(django_assert_max_num_queries: object) -> None:
    client, _ = signed_in("lead", "team-lead")
    complain(compound("T1"), "A1", "load-bearing")
    for name, kind in zip(LISTS, ("problem", "task", "responsibility"), strict=True):
        page = read(client, f"/lists/{name}/")
        keys = re.findall(r'name="column" value="(\w+)"', page)
        client.cookies[f"huiyin_columns_{kind}"] = ".".join(keys)
        assert len(re.findall(r'<th scope="col"', read(client, f"/lists/{name}/"))) == len(keys) + 1


def test_what_the_printed_lists_say_can_be_shown_for_one_page_in_as_many_statements_as_for_one_row() -> None:
    client, _ = signed_in("lead", "team-lead")
    where = compound("T1")
    problem = complain(where, "A1", "litter", text="楼上住户乱扔垃圾，请处理。电话13812345678")
    many(where, 5, "group-renting")
    verify(by("lead", LATER), [Finding(problem.pk, Verification.TRUE, LATER)])
    settle(by("lead", LATER), [problem.pk], "现场已清理")
    keys = ("details", "number", "callers", "verified_on", "firm", "first_version", "remarks")
    client.cookies["huiyin_columns_problem"] = ".".join(keys)
    page = read(client, "/lists/problems/")
    heads = [
        "问题编号",
        "具体情况",
        "来源编号",
        "反映人数",
        "核实日期",
        "物业服务企业",
        "首次入单版本",
        "备注",
    ]
    assert re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page) == heads
    row = next(row for row in page.split("<tr ") if f"/problems/{problem.pk}/" in row)
    assert "乱扔垃圾" in row
    assert "13812345678" not in row
    assert "A1" in row
    assert str(LATER) in row
    assert f"{LATER}销号" in row
    client.cookies["huiyin_columns_responsibility"] = "remarks"
    assert "群租，梧桐苑" in read(client, "/lists/responsibilities/")

    def statements(size: int) -> int:
        with CaptureQueriesContext(connection) as found:
            read(client, f"/lists/problems/?size={size}")
        return len(found)

    assert statements(50) == statements(20)


@pytest.mark.parametrize(("role", "sees"), [("auditor", False), ("inspector", True)])
def test_what_reports_say_is_a_column_for_those_alone_who_may_read_them(role: str, sees: bool) -> None:
    client, _ = signed_in("somebody", role)
    complain(compound("T1"), "A1", "litter", text="楼上住户乱扔垃圾")
    client.cookies["huiyin_columns_problem"] = "details.number.remarks"
    page = read(client, "/lists/problems/")
    assert ("楼上住户" in page, 'value="number"' in page) == (sees, sees)
    assert 'value="remarks"' in page
