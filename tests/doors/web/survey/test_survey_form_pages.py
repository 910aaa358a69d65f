"""The form of a compound: filled in, changed, shown beside the earlier one, and only read where it must be."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from people import person
from small_registry import BY, place, refuses
from survey_pages import address, survey
from wording import main

from desk import unit
from huiyin.records.accounts.models import Account
from huiyin.records.ledger.models import Entry
from huiyin.records.problems.actions.survey import freeze
from huiyin.records.problems.models import SurveyForm
from huiyin.records.registry.models import Unit

pytestmark = pytest.mark.django_db


def filled(**changed: object) -> dict[str, object]:
    return {
        "surveyed_on": "2022-09-14",
        "surveyors": "陈队员、林队员",
        "heard": "12",
        "group_renting": "2",
        "devices": "电梯阻车",
        "main_conflict": "停车难",
        "proposal": "划线",
    } | changed


def seen_in(page: str) -> str:
    """The mark of the form that a page shows; empty where it shows none."""
    found = re.search(r'name="seen"(?: value="([0-9a-f]*)")?', page)
    assert found is not None
    return found[1] or ""


def test_a_form_is_recorded_and_leads_on_to_what_is_missing_nearby(client: Client, officer: Account) -> None:
    answer = client.post(address("T1"), filled())

    assert answer["Location"] == "/survey/?phase=survey&state=missing&district=310106&subdistrict=310106006"
    form = SurveyForm.objects.get(compound=place("T1"))
    assert (form.phase, form.surveyors, form.heard, form.counts) == (
        "survey",
        "陈队员、林队员",
        12,
        '{"group_renting":2}',
    )
    assert (form.devices, form.main_conflict, form.proposal, form.entered_by) == (
        "电梯阻车",
        "停车难",
        "划线",
        "officer",
    )
    entry = Entry.objects.get(record="survey", record_id=form.pk)
    assert (entry.actor, entry.door) == ("officer", "web")


def test_a_recorded_form_is_shown_and_changed(client: Client, officer: Account) -> None:
    client.post(address("T1"), filled())

    shown = client.get(address("T1")).content.decode()
    client.post(address("T1"), filled(group_renting="5", seen=seen_in(shown)))

    assert 'name="group_renting" value="2"' in shown
    assert SurveyForm.objects.get().counts == '{"group_renting":5}'


def test_a_zero_report_takes_one_click_once_the_pair_is_known(client: Client, officer: Account) -> None:
    client.post(address("T1"), filled())

    page = client.get(address("T2")).content.decode()
    offered = dict(re.findall(r'name="(surveyed_on|surveyors)" value="([^"]*)"', page))
    assert offered == {"surveyed_on": "2022-09-15", "surveyors": "陈队员、林队员"}
    client.post(address("T2"), offered | {"zero": "1"})

    assert SurveyForm.objects.get(compound=place("T2")).counts == "{}"
    assert "零报告 1" in main(client.get("/survey/"))


@refuses
@pytest.mark.parametrize("first", [False, True])
def test_what_another_saved_meanwhile_is_told_and_given_up_only_by_a_second_word(
    client: Client, first: bool
) -> None:
    client.force_login(person("officer", "officer", name="陈队员", unit=unit("jingan")))
    clerk = Client()
    clerk.force_login(person("clerk", "clerk", name="吴内勤", unit=unit("jingan")))
    # Given two who have the same form before them, an empty one or one that was recorded before
    if not first:
        survey("T1", group_renting=7)
    mine, theirs = (seen_in(one.get(address("T1")).content.decode()) for one in (client, clerk))
    assert mine == theirs
    saved = filled(group_renting="5", main_conflict="楼道堆物", devices="", seen=theirs)
    assert clerk.post(address("T1"), saved).status_code == 302

    # When the later saves, then they are told who was there, and of each difference, and nothing is changed
    answer = client.post(address("T1"), filled(seen=mine))
    body = answer.content.decode()
    assert answer.status_code == 400
    shown = main(answer)
    assert "吴内勤（静安）在 2022年9月15日 09:00 保存过这份排摸表" in shown
    assert "项目 已保存的 您填的 群租 5 2 智能设备 — 电梯阻车 主要矛盾 楼道堆物 停车难 排摸" in shown
    assert SurveyForm.objects.get().counts == '{"group_renting":5}'
    assert 'name="group_renting" value="2"' in body
    assert "停车难</textarea>" in body
    assert "以我填的为准，保存" in body

    # When they say so, then theirs counts
    assert client.post(address("T1"), filled(seen=seen_in(body))).status_code == 302
    form = SurveyForm.objects.get()
    assert (form.counts, form.main_conflict, form.entered_by) == ('{"group_renting":2}', "停车难", "officer")


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"surveyed_on": "2022-09-16"}, "surveyed_on", "2022-09-16在今天之后，请核对排摸日期。"),
        (
            {"surveyed_on": "1900-01-01"},
            "surveyed_on",
            "1900-01-01不在专项行动期间（2022-07-01至2022-11-30），请核对排摸日期。",
        ),
        ({"proposal": "字" * 2001}, "proposal", "2000"),
        ({"surveyed_on": ""}, "surveyed_on", "这个字段是必填项"),
        ({"surveyors": "陈队员"}, "surveyors", "须有两名排摸人"),
        ({"surveyors": "陈队员、陈队员"}, "surveyors", "须有两名排摸人"),
        ({"group_renting": "-1"}, "group_renting", "大于或等于0"),
        ({"group_renting": "100000"}, "group_renting", "小于或等于99999"),
        ({"zero": "1"}, "group_renting", "已填了数量，不能作零报告"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    client: Client, officer: Account, changed: dict[str, object], field: str, words: str
) -> None:
    answer = client.post(address("T1"), filled(**changed))

    assert answer.status_code == 400
    body = answer.content.decode()
    found = re.search(rf'id="id_{field}_error">(.*?)</div></div>', body, re.S)
    assert found is not None
    assert words in html.unescape(found[1])
    assert "停车难" in body
    assert not SurveyForm.objects.exists()


def test_the_earlier_phase_stands_beside(client: Client, officer: Account) -> None:
    survey("T1", group_renting=7)

    body = main(client.get(address("T1", "enforcement")))

    assert "群租 调查排摸：7" in body
    assert "调查排摸阶段的排摸 排摸日期 2022-09-15 排摸人 王一、李二" in body
    assert "旧矛盾" in body


@refuses
def test_a_frozen_form_is_only_read(client: Client) -> None:
    client.force_login(person("officer", "officer", unit=unit("jingan")))
    survey("T1", group_renting=7)
    freeze(BY, unit("jingan").pk, "survey")

    page = client.get(address("T1"))
    sent = client.post(address("T1"), filled())

    assert "已冻结，只能查看" in main(page)
    assert "群租 7" in main(page)
    assert 'name="group_renting"' not in page.content.decode()
    assert sent.status_code == 400
    assert "排摸表已冻结，不能再改" in main(sent)
    assert SurveyForm.objects.get().counts == '{"group_renting":7}'


def test_a_supervisor_reads_and_does_not_fill_in(client: Client) -> None:
    client.force_login(person("district", "district-supervisor", unit=unit("jingan")))
    survey("T1", group_renting=7)

    assert "群租 7" in main(client.get(address("T1")))
    assert "调查排摸阶段还没有排摸表" in main(client.get(address("T2")))
    assert client.post(address("T2"), filled()).status_code == 403
    assert client.get("/survey/file/").status_code == 403


@pytest.mark.parametrize("who", ["officer", "clerk", "district-supervisor"])
def test_a_compound_of_another_district_is_not_found(client: Client, who: str) -> None:
    client.force_login(person("somebody", who, unit=unit("jingan")))

    assert client.get(address("P1")).status_code == 404
    assert client.post(address("P1"), filled()).status_code == 404
    assert client.get("/survey/table.xlsx?unit=putuo").status_code == 404
    assert not SurveyForm.objects.exists()


def test_a_team_fills_in_its_own_subdistrict_only(client: Client) -> None:
    team = Unit.objects.get(kind="team", subdistrict__code="310106006")
    client.force_login(person("officer", "officer", unit=team))

    assert client.post(address("T1"), filled()).status_code == 302
    assert client.post(address("T2"), filled()).status_code == 404


@pytest.mark.parametrize("path", ["/survey/", "/survey/table.xlsx", "/survey/file/"])
def test_who_has_no_right_gets_403(client: Client, path: str) -> None:
    client.force_login(person("admin", "admin"))

    assert client.get(path).status_code == 403
