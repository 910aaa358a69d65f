"""The first page: the campaign in the area of who is signed in, each figure leading to its rows."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import LazySettings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk import rows, signed_in
from huiyin.records.problems.models import Problem
from huiyin.records.reports.models import Report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moment(settings: LazySettings) -> None:
    settings.HUIYIN_NOW = (rows.AT + timedelta(days=60)).isoformat()


def home(client: Client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def keys(page: str) -> dict[str, int]:
    found = re.findall(r"<dt>(.+?)</dt>\s*<dd class=\"value\">(?:<a [^>]*>)?([\d,]+)", page)
    return {name: int(count.replace(",", "")) for name, count in found}


def test_the_figures_are_those_of_the_area(desk: ModuleType) -> None:
    ours, _ = signed_in("lead", "team-lead")
    theirs, _ = signed_in("other", "team-lead", code="minhang")
    city, _ = signed_in("city", "city-supervisor", code="sh-bureau")
    mine = keys(home(ours))
    assert mine == {
        "收到诉件": Report.objects.count(),
        "未销号问题": Problem.objects.count(),
        "今日到期任务": 0,
        "待回音诉件": 0,
        "办理中案件": 0,
        "待核小区": 0,
    }
    assert keys(home(city)) == mine
    # Nothing has come to the other district: it is told how to begin.
    assert keys(home(theirs)) == {}
    assert "还没有诉件" in home(theirs)


def test_each_figure_leads_to_its_rows(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    page = home(client)
    late = int(re.findall(r"tab=overdue&amp;whose=unit\">另有 (\d+) 项", page)[0])
    work = client.get("/work/?tab=overdue&whose=unit").content.decode()
    assert late == work.count("<tr data-row") > 0
    for address in set(re.findall(r'href="(/[^"]*\?[^"]*)"', page.split('id="content"')[1])):
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address
    assert 'href="/lists/problems/?state=open"' in page
    assert 'href="/triage/?reason=outside"' in page


def test_who_may_not_read_reports_gets_figures_without_a_way_to_them(desk: ModuleType) -> None:
    client, _ = signed_in("auditor", "auditor", code="sh-bureau")
    page = home(client)
    assert keys(page)["收到诉件"] == Report.objects.count()
    assert not re.search(r'href="/(reports|triage|imports)/', page)


def test_who_manages_accounts_alone_is_led_there(desk: ModuleType) -> None:
    client, _ = signed_in("admin", "admin", code="sh-bureau")
    assert client.get("/")["Location"] == "/accounts/"


def test_no_command_is_named_any_more(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    assert 'class="command"' not in home(client)


def test_an_area_without_reports_offers_the_import_to_who_may(desk: ModuleType) -> None:
    clerk, _ = signed_in("clerk", "clerk", code="minhang")
    officer, _ = signed_in("officer", "officer", code="minhang")
    begins = '<a class="button" href="/imports/">'
    assert begins in home(clerk)
    assert begins not in home(officer)
    assert "诉件由内勤导入" in home(officer)


def test_it_takes_at_most_nine_statements_however_much_there_is(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    client.get("/")
    counts = []
    for number in (0, 6):
        for n in range(number):
            rows.Desk(rows.unit().pk).take(rows.order(f"N{n}", rows.SUNROOM))
        with CaptureQueriesContext(connection) as told:
            client.get("/")
        counts.append(len(told))
    assert counts[0] == counts[1] <= 9


def test_it_weighs_less_than_200_kb_over_the_wire(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    page = home(client)
    assets = set(re.findall(r'(?:src|href)="/static/([^"]+\.(?:css|js|svg))"', page))
    # What the entry module imports comes as well.
    for name in list(assets):
        text = Path(str(finders.find(name))).read_text(encoding="utf-8")
        if name.endswith(".js"):
            folder = name.rpartition("/")[0]
            assets |= {f"{folder}/{part}" for part in re.findall(r'(?:from|import)"\./([^"]+)"', text)}
    weight = len(gzip.compress(page.encode())) + sum(
        len(gzip.compress(Path(str(finders.find(name))).read_bytes())) for name in assets
    )
    assert len(assets) >= 4
    assert weight < 200_000, weight
