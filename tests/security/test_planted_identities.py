"""Every page and endpoint, as every role: none tells who a reporter is."""

from __future__ import annotations

import html
import logging
import re

import pytest
from crawling import Answer
from django.test import Client
from every_address import browser, every, filled, words_in
from planted_identities import Reporter, told_of
from planted_world import AREAS, BRIGADE, JINGAN, REPORTERS, World

from huiyin.records.reports.models import LandedRow, Report

pytestmark = pytest.mark.django_db


def leaks(answers: list[Answer]) -> list[str]:
    return [f"{answer} tells {told}" for answer in answers if (told := told_of(REPORTERS, answer.words))]


def test_what_is_looked_for_would_be_found() -> None:
    someone = JINGAN.reporters[0]
    assert set(told_of(REPORTERS, f"<td>{someone.said} {someone.columns}</td>")) == set(someone.secrets)
    assert told_of([someone], f"{someone.phone[:3]}<b>{someone.phone[3:7]}</b> {someone.phone[7:]}")
    assert told_of(REPORTERS, "查无此人，139******01") == []


def test_the_identities_are_really_there(world: World) -> None:
    for area in AREAS:
        said = list(Report.objects.filter(number__in=area.orders[:7]).values_list("text", flat=True))
        assert len(said) == 7
        assert all(told_of([who], "".join(said)) for who in area.reporters[:7])
        assert LandedRow.objects.filter(number__in=area.orders[7:]).count() == 2


def test_no_page_tells_an_identity_to_any_role(crawl: list[Answer]) -> None:
    assert leaks(crawl) == []


def test_no_page_that_links_lead_to_tells_one(linked: list[Answer]) -> None:
    assert leaks(linked) == []
    assert len(linked) > 120


def test_no_page_breaks(crawl: list[Answer], linked: list[Answer]) -> None:
    # Whether an installation is ready depends on who runs it; here nobody seals or delivers.
    broken = [
        str(answer) for answer in (*crawl, *linked) if answer.status >= 500 and answer.name != "health-ready"
    ]
    assert broken == []
    assert [str(answer) for answer in linked if answer.status not in (200, 302)] == []


def test_the_programming_interface_tells_none(world: World) -> None:
    tried = 0
    for area in AREAS:
        sent = {"Authorization": f"Bearer {world.tokens[area.unit]}"}
        for address in every():
            if not address.is_api or address.name in ("api:create", "api:nothing", "api:api-root"):
                continue
            for ids in filled(address, area):
                response = Client().get(address.at(ids), headers=sent)
                assert response.status_code == 200, (address.at(ids), response.content)
                assert told_of(REPORTERS, words_in(response)) == [], address.at(ids)
                tried += 1
    assert tried >= 3 * 18


def test_files_tell_none(world: World) -> None:
    client = browser(world, "jingan.team-lead")
    for path in (
        "/lists/export/?kind=problem",
        "/lists/export/?kind=task",
        "/lists/export/?kind=responsibility",
        "/survey/table.xlsx",
        "/responsibilities/table.csv",
        "/map/compounds.geojson",
    ):
        response = client.get(path)
        assert response.status_code == 200, path
        assert told_of(REPORTERS, words_in(response)) == [], path


def test_nobody_is_found_by_what_identifies_them(world: World) -> None:
    client = browser(world, "jingan.team-lead")
    someone = JINGAN.reporters[0]
    for secret in (
        someone.name,
        someone.phone,
        someone.spaced,
        someone.identity_number,
        someone.mail,
        someone.call,
    ):
        for path in ("/reports/", "/lists/problems/", "/compounds/", "/search/"):
            response = client.get(path, {"q": secret}, follow=True)
            assert response.status_code == 200
            shown = response.content.decode().split("<main")[1].split("</main>")[0]
            assert re.findall(r'href="/(?:reports|problems)/\d+/"', shown) == [], (path, secret)


def test_the_log_tells_none(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    someone: Reporter = JINGAN.reporters[0]
    client = browser(world, "jingan.clerk")
    report = Report.objects.get(number=JINGAN.orders[0])
    client.get(f"/reports/{report.pk}/")
    client.get("/reports/", {"q": someone.phone})
    client.post(f"/reports/{report.pk}/identity/", {"reason": "回访"})
    client.post(
        "/imports/paste/",
        {"channel": "hotline", "text": someone.said, "phone": someone.phone, "received": "?"},
    )
    lines = "\n".join(
        record.getMessage() + str(record.__dict__)
        for record in caplog.records
        if not record.name.startswith("django.db")
    )
    assert "/identity/" in lines
    assert told_of(REPORTERS, lines) == []


def test_a_row_is_corrected_without_seeing_whom_it_names_and_loses_nothing(world: World) -> None:
    # Of the brigade, whose rows no other test needs.
    client = browser(world, "lingang.clerk")
    row = LandedRow.objects.get(number=BRIGADE.orders[7], state="refused")
    path = f"/imports/{row.batch_id}/rows/{row.pk}/correct/"
    page = client.get(path).content.decode()
    assert told_of(REPORTERS, page) == []
    columns = re.findall(r'name="column" value="([^"]*)"', page)
    values = [
        html.unescape(one) for one in re.findall(r'name="value"[^>]*?(?: value="([^"]*)")?(?: [^>]*)?>', page)
    ]
    typed = dict(zip(columns, values, strict=True))
    body = next(name for name in columns if name == "内容描述")
    shown = html.unescape(
        page.split(f'value="{body}"')[1].split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    )
    assert "139******08" in shown
    typed |= {"工单生成时间": "2022-02-28 10:00:00", body: f"{shown}又来电补充。"}
    client.post(path, {"column": list(typed), "value": list(typed.values())})
    report = Report.objects.get(number=BRIGADE.orders[7])
    assert report.text.endswith("又来电补充。")
    assert report.text.count("*") == 0
    assert told_of([BRIGADE.reporters[7]], report.text)
