"""The pages as a browser gets them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from people import NOW, PASSWORD, person
from wording import WEB, chinese_in

from huiyin.doors.web.presentation import first_page
from huiyin.knowledge.law import book
from huiyin.records.accounts.models import Account
from huiyin.records.ledger.action import By
from huiyin.records.problems.overview import Overview
from huiyin.records.reports.models import BatchState
from records.registry.few_divisions import set_up_few

ERRORS = ("400", "403", "403_csrf", "404", "405", "429", "500")


@pytest.fixture
def officer(db: None) -> Account:
    return person("zhou", name="Zhou")


def full_page(overview: Overview) -> str:
    request = RequestFactory().get("/")
    page = first_page(overview, book.load().campaign, NOW.date())
    user = Account(username="zhou", name="Zhou", roles="city-supervisor")
    return render_to_string("web/home.html", {"page": page, "now": NOW, "user": user}, request)


def test_the_first_page_says_every_figure(full_overview: Overview) -> None:
    with translation.override("zh-hans"):
        # Figures lead to their rows; here it is what they say that counts.
        page = re.sub(r"</?a\b[^>]*>", "", full_page(full_overview)).replace("&nbsp;", " ")
    assert "沪城管执〔2022〕52号" in page
    assert "今天是 2022年9月15日，行动第 77 天，共 153 天" in page
    assert "另有 3 项已超期" in page
    assert "其中 47 件已超期" in page
    assert "应答复 260 件，已答复 52 件，占 20.0%" in page
    assert "已核小区 262 个，有排摸表的 19 个" in page
    assert "已销号 105 个，其中核实不属实 8 个。" in page
    assert "最近 4 批，共 13 批。" in page
    assert "其余 1 批" in page
    for name, count in [("已关联问题", "2,000"), ("已移送", "170"), ("不予受理", "0"), ("已撤回", "31")]:
        assert f'<span>{name}</span><span class="count">{count}</span>' in page
    rows = re.findall(
        r'<tr><th scope="row">(.+?)</th><td class="amount[^"]*">(\d+)</td><td class="amount[^"]*">(\d+)', page
    )
    assert sorted(rows) == sorted((row[1], str(row[4]), str(row[5])) for row in full_overview.by_violation)
    assert page.count('class="state state-') == len(BatchState)


def test_the_first_page_is_whole_in_english(full_overview: Overview) -> None:
    with translation.override("en"):
        page = full_page(full_overview)
    assert chinese_in(page) == []
    assert "Illegal construction" in page
    assert "3 more overdue" in page
    assert "52 of 260 answered (20.0%)" in page


def test_time_that_has_gone_looks_otherwise_than_work_that_is_done(full_overview: Overview) -> None:
    with translation.override("zh-hans"):
        page = full_page(full_overview)
    phases = page[page.index('<ol class="phases">') : page.index("</ol>")]
    assert re.findall(r'class="(bar[^"]*)".+?<rect width="([\d.]+)"', phases) == [
        ("bar bar-elapsed", "100"),
        ("bar", "7.3"),
        ("bar bar-elapsed", "59.3"),
        ("bar bar-elapsed", "0"),
    ]
    assert phases.count("时间进度") == 3
    assert phases.count("排摸覆盖") == 1


def test_nothing_late_is_no_alarm_and_all_imports_are_said_to_be_all(full_overview: Overview) -> None:
    calm = replace(full_overview, tasks_overdue=0, replies_late=0, compounds_surveyed=262, batches_total=4)
    with translation.override("zh-hans"):
        page = full_page(calm)
    assert "已超期" not in page
    assert 'class="alarm"' not in page
    assert 'percent alarm"' not in page
    assert "共 4 批。" in page
    assert "最近 4 批" not in page


def test_the_first_page_takes_ten_statements_however_much_there_is(client: Client, officer: Account) -> None:
    client.force_login(officer)
    # The first request of a session notes when it was.
    client.get("/")
    with CaptureQueriesContext(connection) as told:
        client.get("/")
    empty = len(told)
    by = By("page", NOW, "web")
    set_up_few(by)
    with CaptureQueriesContext(connection) as told:
        client.get("/")
    # The session and the account come first.
    assert (empty, len(told)) == (2 + 8, 2 + 8)


def test_the_search_for_chinese_finds_it() -> None:
    assert chinese_in('<p title="总览">Overview</p><b lang="zh-Hans-CN">中文</b><p>to 退出</p>') == [
        "总览",
        "to 退出",
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_no_request_and_speaks_the_language(name: str, language: str) -> None:
    with translation.override(language):
        page = render_to_string(f"{name}.html")
    assert f'<p class="error-code">{name[:3]}</p>' in page
    assert ('lang="zh-Hans-CN"' in page) == (language == "zh-hans")
    assert language == "zh-hans" or chinese_in(page) == []


def test_no_template_carries_an_inline_style_or_script() -> None:
    templates = sorted((WEB / "templates").rglob("*.html"))
    assert len(templates) > 10
    for template in templates:
        text = template.read_text(encoding="utf-8")
        assert not re.search(r'\sstyle=|<style|\son[a-z]+="|<script(?![^>]* src=)|https?:', text), (
            template.name
        )


def test_a_stranger_is_sent_to_sign_in_and_back(client: Client, officer: Account) -> None:
    away = client.get("/?from=elsewhere")
    assert (away.status_code, away["Location"]) == (302, "/sign-in/?next=/%3Ffrom%3Delsewhere")
    back = client.post(away["Location"], {"login": "zhou", "password": PASSWORD, "next": "/?from=elsewhere"})
    assert (back.status_code, back["Location"]) == (302, "/?from=elsewhere")


def test_a_wrong_password_is_refused_without_saying_which_was_wrong(client: Client, officer: Account) -> None:
    pages = [
        client.post("/sign-in/", {"login": name, "password": "wrong"}).content.decode()
        for name in ("zhou", "nobody")
    ]
    notices = [re.findall(r'role="alert" id="refused">(.+?)</p>', page) for page in pages]
    assert notices[0] == notices[1] != []


def test_the_field_to_fill_in_next_has_the_focus(client: Client, officer: Account) -> None:
    pages = [
        client.get("/sign-in/"),
        client.post("/sign-in/", {"login": "zhou", "password": "wrong"}),
        client.post("/sign-in/", {"login": "", "password": "wrong"}),
    ]
    focused = [re.findall(r'<input id="id_(\w+)"[^>]* autofocus', page.content.decode()) for page in pages]
    assert focused == [["login"], ["password"], ["login"]]


def test_the_label_and_the_refusal_call_the_username_the_same(client: Client, officer: Account) -> None:
    for language, word in (("zh-hans", "用户名"), ("en", "username")):
        page = client.post(
            "/sign-in/", {"login": "zhou", "password": "wrong"}, headers={"accept-language": language}
        ).content.decode()
        label = re.findall(r'<label for="id_login">(.+?)</label>', page)
        notice = re.findall(r'role="alert" id="refused">(.+?)</p>', page)
        assert [label[0].lower(), word in notice[0]] == [word, True]


def test_an_empty_installation_shows_how_to_begin(client: Client, officer: Account) -> None:
    client.force_login(officer)
    response = client.get("/")
    page = response.content.decode()
    assert response.status_code == 200
    assert "还没有诉件" in page
    # Who may not import is told who does.
    assert "诉件由内勤导入" in page
    client.force_login(person("wu", "clerk"))
    assert 'href="/imports/">导入诉件</a>' in client.get("/").content.decode()
    assert 'class="demo"' not in page


def test_a_standing_clock_says_so_on_every_page(client: Client, settings: LazySettings) -> None:
    settings.HUIYIN_NOW = "2022-09-15T09:00:00+08:00"
    page = client.get("/sign-in/").content.decode()
    assert "演示数据：时间停在 2022年9月15日，诉件均为虚构" in page


def test_signing_out_is_a_post(client: Client, officer: Account) -> None:
    client.force_login(officer)
    asked = client.get("/sign-out/")
    assert (asked.status_code, "要退出吗？" in asked.content.decode()) == (200, True)
    assert client.get("/").status_code == 200
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert client.get("/").status_code == 302
    assert client.get("/sign-out/")["Location"] == "/sign-in/"


def test_a_method_that_a_page_does_not_take_is_refused_on_a_page_of_ours(
    client: Client, officer: Account
) -> None:
    client.force_login(officer)
    refused = client.post("/")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    assert '<p class="error-code">405</p>' in refused.content.decode()
    machine = client.post("/health", headers={"accept": "application/json"})
    assert (machine.status_code, machine.content) == (405, b"")


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so_in_the_language_that_a_stranger_chooses(client: Client) -> None:
    missing = client.get("/nowhere/")
    page = missing.content.decode()
    assert missing.status_code == 404
    assert '<input type="hidden" name="next" value="/nowhere/">' in page
    assert "管辖范围" not in page
    client.post("/language/", {"language": "en", "next": "/nowhere/"})
    assert "No such page" in client.get("/nowhere/").content.decode()


@pytest.mark.django_db
def test_a_choice_of_language_that_came_too_late_leads_home_and_not_in_circles() -> None:
    refused = Client(enforce_csrf_checks=True).post("/language/", {"language": "en", "next": "/"})
    assert refused.status_code == 403
    assert '<input type="hidden" name="next" value="/">' in refused.content.decode()


@pytest.mark.django_db
def test_the_policy_allows_nothing_inline(client: Client) -> None:
    policy = client.get("/sign-in/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_health_is_ok_while_the_database_answers(client: Client) -> None:
    response = client.get("/health")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_health_is_503_when_the_database_does_not_answer(tmp_path: Path) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "answer = Client().get('/health', headers={'host': 'localhost'})\n"
        "print(answer.status_code, answer.content.decode())\n"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "huiyin.site.settings",
        "HUIYIN_HOME": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/absent/folder/huiyin.sqlite3",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == '503 {"status": "unavailable"}', done.stderr
