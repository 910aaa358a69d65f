"""The pages of accounts: who may see them, the list, and what is done to one account."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from account_forms import BY, errors, refusing, secret_of, seen_of
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from people import PASSWORD, bureau, person, sign_in

from desk import rows
from huiyin.records.accounts.actions.accounts import disable_account
from huiyin.records.accounts.models import Account
from huiyin.records.accounts.roles import Role
from huiyin.records.ledger.models import Entry
from huiyin.records.problems.actions.assign import assign
from huiyin.records.problems.models import Assignment, Task
from huiyin.records.problems.models import Role as AssignmentRole
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.models import Unit
from records.accounts.account_rows import AT
from records.reports.report_rows import history

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counts")]


# Who.

PAGES = ("/accounts/", "/accounts/new/", "/accounts/1/", "/accounts/1/disable/", "/accounts/1/enable/")
ACTS = ("/accounts/1/reset/", "/accounts/belongings/", "/clients/", "/clients/new/", "/clients/1/revoke/")


@pytest.mark.parametrize("path", [*PAGES, *ACTS])
def test_only_who_manages_accounts_and_clients_gets_there(client: Client, path: str) -> None:
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"
    for role in Role:
        if role in (Role.ADMIN, Role.PROPERTY_MANAGER, Role.NEIGHBOURHOOD_CONTACT, Role.PARTNER):
            continue
        client.force_login(person(f"as-{role}", role))
        for answer in (client.get(path), client.post(path, {})):
            assert answer.status_code == 403, (role, answer)
            assert "没有权限" in answer.content.decode()
    assert not Entry.objects.exclude(action="account.open").exists()


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/99/",
        "/accounts/99/disable/",
        "/accounts/99/reset/",
        "/clients/99/revoke/",
        f"/accounts/{10**30}/",
    ],
)
def test_what_is_not_there_is_not_found(admin: Client, path: str) -> None:
    assert admin.get(path).status_code == admin.post(path, {"reason": "退休"}).status_code == 404


def test_hostile_words_are_shown_and_not_run(admin: Client) -> None:
    hostile = "<script>alert(1)</script>"
    Account.objects.bulk_create(
        [Account(username="x", name=hostile, roles="clerk", unit=bureau(), password="!", made_at=AT)]
    )
    pk = Account.objects.get(username="x").pk
    for path in ("/accounts/", f"/accounts/{pk}/", f"/accounts/{pk}/reset/", f"/accounts/{pk}/disable/"):
        page = admin.get(path).content.decode()
        assert hostile not in page
        assert "&lt;script&gt;" in page
    found = admin.get("/accounts/belongings/", {"seat-words": hostile}).content.decode()
    assert hostile not in found
    assert hostile not in admin.get("/accounts/", {"q": hostile}).content.decode()


# The list.


def listed(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/accounts/{query}").content.decode()
    return re.findall(r'class="row-link" href="[^"]+">([^<]+)</a>', page)


def test_accounts_are_found_by_words_role_unit_and_state(admin: Client, district: Unit) -> None:
    person("wu", "clerk", name="吴内勤", unit=district)
    person("chen", "officer", name="陈队员", unit=district)
    disable_account(BY, person("gone", "clerk", name="吴某", unit=district).pk, "退休")
    assert listed(admin) == ["wei", "chen", "wu", "gone"]
    assert listed(admin, "?q=吴") == ["wu", "gone"]
    assert listed(admin, "?q=CHEN") == ["chen"]
    assert listed(admin, "?role=clerk&state=in-use") == ["wu"]
    assert listed(admin, f"?unit={district.pk}&state=disabled") == ["gone"]
    assert listed(admin, "?q=nobody") == []
    # What cannot be read is no filter.
    assert len(listed(admin, "?role=mayor&unit=x&state=0&page=-1")) == 4
    assert listed(admin, "?q=chen&page=99999999999999999999") == ["chen"]
    # What no database takes is refused before anything is asked.
    assert admin.get("/accounts/?q=chen%00").status_code == 400
    page = admin.get("/accounts/?role=clerk&q=吴").content.decode()
    assert 'href="?q=%E5%90%B4"' in page.replace("role=&amp;", "")


def test_where_the_clock_stands_the_last_sign_in_is_said_to_be_of_the_real_one(
    admin: Client, settings: LazySettings
) -> None:
    pages = ("/accounts/", f"/accounts/{Account.objects.get(username='wei').pk}/")
    assert not any("真实时间" in admin.get(page).content.decode() for page in pages)
    settings.HUIYIN_NOW = "2022-09-15T09:00:00+08:00"
    assert all("真实时间" in admin.get(page).content.decode() for page in pages)


def test_a_long_list_has_pages_and_as_many_statements_as_a_short_one(admin: Client, district: Unit) -> None:
    # The first request of a session notes when it was.
    admin.get("/accounts/")
    with CaptureQueriesContext(connection) as few:
        admin.get("/accounts/")
    Account.objects.bulk_create(
        [
            Account(
                username=f"u{number:03}", name="某", roles="clerk", unit=district, password="!", made_at=AT
            )
            for number in range(120)
        ]
    )
    with CaptureQueriesContext(connection) as many:
        first = listed(admin)
    # The session, the account, the units of the filter, the accounts.
    assert (len(few), len(many)) == (4, 4)
    pages = [first, listed(admin, "?page=2"), listed(admin, "?page=3")]
    assert [len(page) for page in pages] == [50, 50, 21]
    assert len({name for page in pages for name in page}) == 121
    assert 'rel="next" href="?page=2"' in admin.get("/accounts/").content.decode()
    assert 'rel="next"' not in admin.get("/accounts/?page=3").content.decode()


# One account.


def test_one_account_is_amended_and_its_history_says_by_whom(admin: Client, district: Unit) -> None:
    account = person("wu", "clerk", name="吴内勤", unit=district)
    path = f"/accounts/{account.pk}/"
    answer = admin.post(
        path, {"name": "吴内勤", "roles": ["team-lead"], "seat": f"unit:{district.pk}"}, follow=True
    )
    page = answer.content.decode()
    assert "已保存。" in page
    assert Account.objects.get(pk=account.pk).roles == "team-lead"
    acts = re.findall(r'<p class="moment-act">(.*?)</p>\s*<p class="moment-by"><span>(.*?)</span>', page)
    assert acts == [("修改账号", "魏管理"), ("开通账号", "operator:test")]
    assert "原为：内勤" in page
    nothing = admin.post(
        path, {"name": "吴内勤", "roles": ["team-lead"], "seat": f"unit:{district.pk}"}, follow=True
    )
    assert "没有改动。" in nothing.content.decode()


@refusing
def test_an_administrator_cannot_give_themselves_more(admin: Client) -> None:
    me = Account.objects.get(username="wei")
    person("qin", "admin")
    answer = admin.post(
        f"/accounts/{me.pk}/", {"name": "魏管理", "roles": ["team-lead"], "seat": f"unit:{bureau().pk}"}
    )
    assert (answer.status_code, errors(answer)) == (400, "不能修改自己的角色与归属。")
    page = admin.get(f"/accounts/{me.pk}/").content.decode()
    assert f"/accounts/{me.pk}/disable/" not in page
    assert f"/accounts/{me.pk}/reset/" not in page
    asked = admin.get(f"/accounts/{me.pk}/disable/").content.decode()
    assert "不能停用自己的账号，请由另一名系统管理员办理。" in asked
    assert 'name="reason"' not in asked
    assert "不能停用自己的账号" in errors(admin.post(f"/accounts/{me.pk}/disable/", {"reason": "退休"}))
    own = f"/accounts/{me.pk}/reset/"
    assert admin.post(own, seen_of(admin, own)).status_code == 400


@refusing
def test_disabling_takes_a_reason_and_offers_colleagues(admin: Client, district: Unit) -> None:
    a, b = add_officers(BY, [NewOfficer("陈", district.pk, "A-1"), NewOfficer("林", district.pk, "A-2")])
    chen, lin = person("chen", "officer", unit=district), person("lin", "officer", name="林", unit=district)
    Account.objects.filter(pk=chen.pk).update(officer=a)
    Account.objects.filter(pk=lin.pk).update(officer=b)
    path = f"/accounts/{chen.pk}/disable/"
    page = admin.get(path).content.decode()
    assert re.findall(r'<option value="(\d*)"', page) == ["", str(lin.pk)]
    assert "停用理由" in errors(admin.post(path, {"reason": " "}))
    answer = admin.post(path, {"reason": "调离岗位", "successor": str(lin.pk)}, follow=True)
    assert "已停用账号 chen。" in answer.content.decode()
    assert "起停用，不能登录" in answer.content.decode()
    assert history("account", chen.pk)[-1][1] == {"disabled": "调离岗位", "successor": "lin"}
    assert re.search(r"<dt>接手人</dt>\s*<dd>林<", answer.content.decode())
    again = admin.get(path).content.decode()
    assert "该账号已停用，不必再办。" in again
    assert 'name="reason"' not in again
    assert "该账号已停用" in errors(admin.post(path, {"reason": "再停用"}))


def test_how_much_is_handed_over_is_told_before_and_after(admin: Client, desk: ModuleType) -> None:
    tasks = list(Task.objects.order_by("pk")[:2])
    unit_id = Assignment.objects.get(task=tasks[0], role=AssignmentRole.LEAD).unit_id
    a, b = add_officers(BY, [NewOfficer("陈", unit_id, "A-1"), NewOfficer("林", unit_id, "A-2")])
    unit = Unit.objects.get(pk=unit_id)
    chen, lin = person("chen", "officer", unit=unit), person("lin", "officer", name="林", unit=unit)
    Account.objects.filter(pk=chen.pk).update(officer=a)
    Account.objects.filter(pk=lin.pk).update(officer=b)
    assign(rows.by(5), [task.pk for task in tasks], officer_id=a)

    path = f"/accounts/{chen.pk}/disable/"
    assert "名下有 2 项未完成任务。选了接手人的转给接手人" in admin.get(path).content.decode()
    page = admin.post(path, {"reason": "调离岗位", "successor": str(lin.pk)}, follow=True).content.decode()
    assert f"已停用账号 chen。2 项未完成任务已转给林（lin，{unit.short_name}）。" in page
    # What nobody takes over is told as well.
    page = admin.post(f"/accounts/{lin.pk}/disable/", {"reason": "调离岗位"}, follow=True).content.decode()
    assert "已停用账号 lin。2 项未完成任务没有责任人，已列入例外清单。" in page


def test_asking_changes_nothing(admin: Client, district: Unit) -> None:
    account = person("wu", "clerk", unit=district)
    before = Account.objects.filter(pk=account.pk).values().get()
    for act in ("", "disable/", "reset/", "enable/"):
        assert admin.get(f"/accounts/{account.pk}/{act}").status_code == 200
    assert Account.objects.filter(pk=account.pk).values().get() == before


def test_a_reset_shows_the_password_once_ends_sessions_and_the_lock(admin: Client, district: Unit) -> None:
    account = person("wu", "clerk", unit=district)
    theirs = Client()
    assert [sign_in(theirs, "wu", "wrong-word-1").status_code for _ in range(5)][-1] == 429
    path = f"/accounts/{account.pk}/reset/"
    sent = seen_of(admin, path)
    answer = admin.post(path, sent)
    password = secret_of(answer)
    assert "no-store" in answer["Cache-Control"]
    assert sign_in(theirs, "wu", PASSWORD).status_code == 200
    assert sign_in(theirs, "wu", password).status_code == 302
    assert theirs.get("/")["Location"] == "/account/password/"
    assert history("account", account.pk)[-1] == ("account.password.reset", {"password": "reset"})
    # Sent again by a reload, the form gives no other password.
    acts = len(history("account", account.pk))
    again = admin.post(path, sent, follow=True)
    assert again.redirect_chain == [(f"/accounts/{account.pk}/", 302)]
    assert "没有再次办理：打开那一页以后，这个账号已有改动。" in again.content.decode()
    assert len(history("account", account.pk)) == acts
    assert Account.objects.get(pk=account.pk).check_password(password)


@refusing
def test_a_disabled_account_is_enabled_with_another_password(admin: Client, district: Unit) -> None:
    account = person("wu", "clerk", unit=district)
    path = f"/accounts/{account.pk}/enable/"
    assert "该账号未停用" in admin.post(path, seen_of(admin, path)).content.decode()
    disable_account(BY, account.pk, "退休")
    password = secret_of(admin.post(path, seen_of(admin, path)))
    assert sign_in(Client(), "wu", password).status_code == 302
