"""Cases at the desk: opened from a problem, led step by step, refused with guard and article, reviewed and fed to calendars."""

from __future__ import annotations

import datetime as dt
import re
from types import ModuleType
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from problem_pages import DIALOG, an_officer, found_true, problem_of, refusing
from wording import main, text

from desk import signed_in
from huiyin.knowledge.law.calendar import Calendar, use
from huiyin.records.cases.members import account_key
from huiyin.records.cases.models import Case, Event, Member, MemberRole
from records.cases.case_rows import NOTICE, SERVED, at, do
from records.cases.case_rows import VISIT as RECORDED
from records.reports.new_year import arranged

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
AT = "2022-09-15T11:00"
VISIT = {"id_shown": "yes", "record": "signed", "entry": "consent", "findings": "露台上一处铝合金框"}


def opening(**given: str) -> dict[str, str]:
    return {
        "procedure": "ordinary",
        "party_kind": "person",
        "party_role": "owner",
        "name": "顾澄",
        "address": "云帆路88弄7号楼1201室",
        "act_from": "2022-09-01",
        "competent": "on",
    } | given


def a_case(client: Client, number: str = "A2", **given: str) -> Case:
    """A case from a problem that was found true by the same person."""
    problem = problem_of(number)
    found_true(client, problem)
    answer = client.post(f"/problems/{problem.pk}/case/", opening(**given))
    assert answer.status_code == 302, main(answer)
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/cases/{case.pk}/"
    return case


def take(client: Client, case: Case, step: str, **given: Any) -> Any:
    """Send the form of a step as it is shown."""
    last = Event.objects.filter(case=case).count()
    return client.post(f"/cases/{case.pk}/step/{step}/", {"at": AT, "after": last} | given)


def test_a_case_is_opened_on_the_page_of_a_problem_found_true_and_not_before(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    problem = problem_of("A2")
    assert "立为案件" not in main(client.get(f"/problems/{problem.pk}/"))
    case = a_case(client)
    page = main(client.get(f"/problems/{problem.pk}/"))
    assert "立为案件" in page
    assert f"/problems/{problem.pk}/cases/" in client.get(f"/problems/{problem.pk}/").content.decode()
    assert f"AJ{case.pk:07} 线索已登记" in text(client.get(f"/problems/{problem.pk}/cases/"))


def test_the_page_says_what_is_lawful_next_and_by_which_article(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    page = main(client.get(f"/cases/{a_case(client).pk}/"))
    assert "普通程序 · 线索已登记" in page
    assert "现场检查 执法人员 · 现场检查（勘验）笔录" in page
    assert "来源已登记，举报人信息已隐藏 （已具备）" in page
    assert "执法人员不少于二人，均有执法资格 （填写时核对） 《中华人民共和国行政处罚法》第四十二条" in page
    assert "到目前为止未发现不合法之处。" in page


@refusing
def test_a_step_by_one_officer_is_refused_in_the_dialog_with_guard_and_article(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    case, first = a_case(client), an_officer()
    answer = take(client, case, "ordinary/inspect", who=[first], **(VISIT | {"id_shown": "no"}))
    assert answer.status_code == 400
    said = main(answer)
    assert "执法人员不少于二人，均有执法资格：检查、复查的执法人员不得少于二人。（执法人员 1 人）" in said
    assert "（《中华人民共和国行政处罚法》第四十二条）" in said
    assert "已主动出示执法证件" in said
    assert Event.objects.count() == 1


@refusing
def test_a_step_is_taken_and_stands_in_the_file(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    case = a_case(client)
    who = [an_officer(), an_officer(certificate="T-2")]
    dialog = client.get(f"/cases/{case.pk}/step/ordinary/inspect/", headers=DIALOG).content.decode()
    assert 'name="id_shown"' in dialog
    assert take(client, case, "ordinary/inspect", who=who, **VISIT).status_code == 302
    page = main(client.get(f"/cases/{case.pk}/"))
    assert "普通程序 · 已现场检查" in page
    # What explains a field to whoever fills it in is not repeated beside what they wrote.
    assert "现场情况 露台上一处铝合金框" in page
    assert "出示证件 是" in page
    order = take(client, case, "ordinary/order", who=who, deadline="2022-09-20")
    assert order.status_code == 302
    assert "责令期限（届满后复查）" in main(client.get(f"/cases/{case.pk}/"))


@refusing
def test_of_two_who_act_at_once_the_second_is_told(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    case = a_case(client)
    who = [an_officer(), an_officer(certificate="T-2")]
    assert take(client, case, "ordinary/inspect", who=who, **VISIT).status_code == 302
    behind = {"at": AT, "after": 1, "who": who, "deadline": "2022-09-20"}
    answer = client.post(f"/cases/{case.pk}/step/ordinary/order/", behind)
    assert answer.status_code == 400
    assert "他人已先行办理" in main(answer)
    assert Event.objects.count() == 2


def test_the_party_is_hidden_until_somebody_says_why_and_the_auditor_sees_that_they_did(
    desk: ModuleType,
) -> None:
    client, _ = signed_in("lead", "team-lead")
    case = a_case(client)
    page = main(client.get(f"/cases/{case.pk}/"))
    assert "当事人 顾**" in page
    assert "顾澄" not in page
    address = f"/cases/{case.pk}/party/look/"
    assert "查看并留痕" in main(client.get(address))
    told = main(client.post(address, {"reason": "邮寄决定书"}))
    assert "姓名或者名称 顾澄" in told
    assert "送达地址 云帆路88弄7号楼1201室" in told
    auditor, _ = signed_in("auditor", "auditor", code="sh-bureau")
    looks = main(auditor.get("/looks/"))
    assert f"AJ{case.pk:07} 邮寄决定书 姓名或者名称、送达地址" in looks
    assert "顾澄" not in looks
    assert auditor.get(address).status_code == 403
    # Who has no part in cases sees the case, and no party.
    seen = main(signed_in("clerk", "clerk")[0].get(f"/cases/{case.pk}/"))
    assert "当事人 顾**" in seen
    assert "查看当事人" not in seen


def test_the_form_of_a_decision_has_the_amount_that_was_notified_to_its_last_digit(
    desk: ModuleType, settings: LazySettings
) -> None:
    case = a_case(signed_in("lead", "team-lead")[0])
    do(case, "inspect", "2022-09-15 11:00", **RECORDED)
    do(case, "order", "2022-09-15 11:10", deadline=dt.date(2022, 9, 20))
    do(case, "serve-paper", "2022-09-15 11:20", procedure="", **SERVED)
    do(case, "recheck", "2022-09-21 10:00", corrected=False)
    do(case, "file", "2022-09-21 15:00", who=["account:head"])
    do(case, "conclude", "2022-09-22 10:00", sworn=["no-recusal"])
    told = {"amount": 12345.67, "contents": NOTICE, "hearing_offered": True}
    do(case, "notify", "2022-09-22 11:00", who=["account:head"], sworn=["facts-clear"], **told)
    do(case, "serve-paper", "2022-09-22 14:00", procedure="", **SERVED)
    do(case, "hear", "2022-09-26 10:00", kind="waived")
    settings.HUIYIN_NOW = "2022-10-11T10:00:00+08:00"
    head, _ = signed_in("head", "approver")

    form = head.get(f"/cases/{case.pk}/step/ordinary/decide/", headers=DIALOG).content.decode()

    assert re.findall(r'name="amount"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="amount"', form) == [
        ("12345.67", "")
    ]
    assert "金额 12,345.67" in main(head.get(f"/cases/{case.pk}/"))


def test_what_another_role_decides_is_not_an_officers_to_take(desk: ModuleType) -> None:
    officer, _ = signed_in("lead", "team-lead")
    case = a_case(officer)
    reviewer, _ = signed_in("legal", "legal-reviewer")
    assert reviewer.get(f"/cases/{case.pk}/").status_code == 200
    assert reviewer.get(f"/cases/{case.pk}/step/ordinary/inspect/").status_code == 403


def test_a_case_outside_the_area_is_not_found(desk: ModuleType) -> None:
    case = a_case(signed_in("lead", "team-lead")[0])
    other, _ = signed_in("elsewhere", "team-lead", code="minhang")
    for address in ("", "review/", "step/ordinary/inspect/", "party/"):
        assert other.get(f"/cases/{case.pk}/{address}").status_code == 404
    assert f"AJ{case.pk:07}" not in main(other.get("/cases/"))


def test_the_paper_of_the_review_names_the_case_and_no_party(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    case = a_case(client)
    paper = client.get(f"/cases/{case.pk}/review/").content.decode()
    assert f"案卷编号：AJ{case.pk:07}" in paper
    assert "顾澄" not in paper


def test_what_stands_is_in_the_inventory_from_the_day_of_its_case(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    a_case(client, "A1", procedure="existing-construction")
    today = main(client.get("/cases/stock/"))
    assert "入库 1" in re.sub(r"\s+", " ", today) or "1 入库" in today
    assert "青梧雅苑" in today
    assert "青梧雅苑" not in main(client.get("/cases/stock/?on=2022-09-14"))


@refusing
def test_a_limit_is_warned_of_two_days_before_it_ends_and_red_when_it_is_over(
    desk: ModuleType, settings: LazySettings
) -> None:
    client, account = signed_in("lead", "team-lead")
    case = a_case(client)
    who = [an_officer(), an_officer(certificate="T-2")]
    take(client, case, "ordinary/inspect", who=who, **VISIT)
    take(client, case, "ordinary/order", who=who, deadline="2022-09-20")
    case.refresh_from_db()
    assert f"{case.due_on}" == "2022-09-20"

    def told(moment: str) -> tuple[str, str, str]:
        """What the first page says of cases, and what my work and the list of pressing cases hold, at a moment."""
        settings.HUIYIN_NOW = f"{moment}:00+08:00"
        client.force_login(account)
        first = main(client.get("/"))
        work, due = main(client.get("/work/")), main(client.get("/cases/?view=due"))
        said = re.search("办理中案件 (.+?) 待核小区", first)
        assert said is not None
        return said[1], "案件时限，已过或将到" if "案件时限，已过或将到" in work else "", due

    number = f"AJ{case.pk:07}"
    early, soon, late = told("2022-09-17T10:00"), told("2022-09-18T10:00"), told("2022-09-21T10:00")
    assert early[:2] == ("1 没有将到的时限", "")
    assert number not in early[2]
    assert soon[:2] == ("1 1 件时限将到", "案件时限，已过或将到")
    assert number in soon[2]
    assert late[:2] == ("1 其中 1 件时限已过 没有将到的时限", "案件时限，已过或将到")
    # Of the area, not of another.
    other, _ = signed_in("elsewhere", "team-lead", code="minhang")
    assert number not in main(other.get("/cases/?view=due"))
    assert number not in main(other.get("/work/"))


def test_the_calendar_of_limits_is_read_without_a_session_and_ends_with_the_password(
    desk: ModuleType,
) -> None:
    client, account = signed_in("lead", "team-lead")
    page = client.get("/cases/limits/").content.decode()
    found = re.search(r"http://testserver(/cases/limits/[^<]+\.ics)", page)
    assert found is not None
    feed = Client().get(found[1])
    assert feed.status_code == 200
    assert feed.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert feed.content.startswith(b"BEGIN:VCALENDAR\r\n")
    account.set_password("another-long-word-18")
    account.save()
    assert Client().get(found[1]).status_code == 404
    assert Client().get("/cases/limits/forged.ics").status_code == 404


def test_a_limit_that_leans_on_days_off_not_published_is_marked_in_the_list_and_the_calendar(
    desk: ModuleType, as_published: None
) -> None:
    use(Calendar(arrangements=[arranged(year=2039)]))
    client, account = signed_in("lead", "team-lead")
    case = a_case(client)
    who = [f"officer:{pk}" for pk in (an_officer(), an_officer(certificate="T-2"))]
    do(case, "inspect", "2039-12-27 11:00", who=who, **RECORDED)
    do(case, "preserve", "2039-12-28 09:00", procedure="", who=who, approved_at=at("2039-12-28 08:30"))
    Member.objects.create(case=case, who=account_key(account), role=MemberRole.OFFICER, certificate=True)
    assert "暂定 2040年1月6日" in main(client.get("/cases/"))
    page = client.get("/cases/limits/").content.decode()
    found = re.search(r"http://testserver(/cases/limits/[^<]+\.ics)", page)
    assert found is not None
    feed = Client().get(found[1]).content.decode().replace("\r\n ", "")
    assert re.search(r"SUMMARY:.* · 暂定 2040年1月6日", feed)
    assert "该年工作日安排尚未公布，截止日为暂定。" in feed
