"""Who decides about a report that waits sees which other one it quotes or says nearly the same as, and links it in one act."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from report_pages import address, main_of, page_of
from wording import chinese_in

from desk import rows, signed_in, unit
from huiyin.records.problems.actions.links import add_links
from huiyin.records.problems.models import Link, Problem
from huiyin.records.problems.numbers import problem_number
from huiyin.records.reports.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
ORIGINAL, AGAIN = "20220901000503", "20220910000611"
SECRET = "13800001111"
SOMEWHERE = (
    "市民来电反映：我家楼上的业主这几天在楼顶违章搭建阳光房，电焊声从早响到晚，要求有关部门上门制止并且拆除。"
)


def take(*cells: dict[str, str], code: str = "jingan") -> None:
    rows.Desk(unit(code).pk).take(*cells, minutes=3)


def report(number: str) -> Report:
    return Report.objects.get(number=number)


def sunroom() -> Problem:
    return Problem.objects.get(violation="illegal-construction")


def two_alike() -> Problem:
    """One that a person has linked, and one with nearly its words by nobody knows whom."""
    take(rows.order(ORIGINAL, f"{SOMEWHERE}电话{SECRET}"), rows.order(AGAIN, SOMEWHERE))
    problem = sunroom()
    add_links(rows.by(5, "wu"), problem.pk, [report(ORIGINAL).pk])
    return problem


def triage(client: Client, reason: str) -> str:
    return main_of(client.get(f"/triage/?reason={reason}").content.decode())


def row_of(page: str, number: str) -> str:
    return next(row for row in page.split("<tr ") if f">{number}</a>" in row and "data-row" in row)


def test_triage_names_the_report_that_says_the_same_and_leads_to_linking(desk: ModuleType) -> None:
    problem = two_alike()
    client, _ = signed_in("wu", "clerk")
    row = row_of(triage(client, "place"), AGAIN)
    assert f"与诉件 {ORIGINAL} 文字几乎相同" in row
    assert f'<a href="{address(AGAIN, "link")}">关联到 {problem_number(problem.pk)} 违法搭建</a>' in row
    assert SECRET not in row


def test_the_report_page_shows_it_with_its_problem(desk: ModuleType) -> None:
    problem = two_alike()
    client, _ = signed_in("wu", "clerk")
    page = main_of(page_of(client, AGAIN))
    card = page.partition('id="alike"')[2].partition("</section>")[0]
    assert f'<a href="{address(ORIGINAL)}">{ORIGINAL}</a>' in card
    assert f'<a href="/problems/{problem.pk}/">{problem_number(problem.pk)} 违法搭建</a>' in card
    assert "楼上的业主" in card
    assert SECRET not in card
    assert 'id="alike"' not in page_of(client, ORIGINAL)


def test_its_problem_is_the_first_that_is_offered_and_one_act_links_it(desk: ModuleType) -> None:
    problem = two_alike()
    client, _ = signed_in("wu", "clerk")
    asked = client.get(address(AGAIN, "link")).content.decode()
    offered = re.findall(r'name="problem" value="(\d+)"', asked)
    assert offered == [str(problem.pk)]
    assert f"与诉件 {ORIGINAL} 文字几乎相同" in asked
    client.post(address(AGAIN, "link"), {"problem": problem.pk})
    assert Link.objects.filter(report__number=AGAIN, problem=problem, removed_at=None).count() == 1


def test_a_quoted_order_is_shown_with_its_problem_while_the_report_waits(desk: ModuleType) -> None:
    take(rows.order(ORIGINAL, rows.OTHER_ROOM))
    take(rows.order(AGAIN, f"市民来电撤销工单：{ORIGINAL}，现要求撤销投诉，不再追究。"))
    problem = Problem.objects.get(links__report__number=ORIGINAL)
    client, _ = signed_in("wu", "clerk")
    card = page_of(client, AGAIN).partition('id="quoted"')[2].partition("</section>")[0]
    assert f'<a href="/problems/{problem.pk}/">{problem_number(problem.pk)} 违法搭建</a>' in card
    assert f"引用诉件 {ORIGINAL}" in row_of(triage(client, "withdrawal"), AGAIN)


def test_what_lies_outside_the_area_is_not_told(desk: ModuleType) -> None:
    take(rows.order(ORIGINAL, SOMEWHERE), code="minhang")
    take(rows.order(AGAIN, SOMEWHERE))
    client, _ = signed_in("wu", "clerk")
    assert "文字几乎相同" not in triage(client, "place")
    assert 'id="alike"' not in page_of(client, AGAIN)


def test_triage_takes_as_many_statements_for_many_that_are_alike_as_for_two(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    two_alike()
    told = []
    for first in (100, 200):
        client.get("/triage/?reason=place")
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/triage/?reason=place&size=200").content.decode()
        told.append(len(queries))
        assert "文字几乎相同" in page
        take(*(rows.order(f"20220911{first + n:06d}", SOMEWHERE) for n in range(20)))
    assert told[0] == told[1]


def test_in_english_nothing_of_it_is_chinese(desk: ModuleType) -> None:
    two_alike()
    client, _ = signed_in("wu", "clerk")
    client.cookies["django_language"] = "en"
    assert "Nearly the same text as report" in triage(client, "place")
    for path in (address(AGAIN), address(AGAIN, "link")):
        page = main_of(client.get(path).content.decode())
        assert "early the same text" in page
        assert chinese_in(re.sub(r'<ol class="timeline".*?</ol>', "", page, flags=re.S)) == []
