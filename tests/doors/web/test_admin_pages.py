"""The pages of accounts and clients: who may see them, what they do, and that a secret shows once and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doors.web.people import PASSWORD, bureau, person, sign_in
from huiyin.records.accounts.actions.accounts import disable_account
from huiyin.records.accounts.actions.clients import open_client
from huiyin.records.accounts.models import Account
from huiyin.records.accounts.models import Client as Program
from huiyin.records.accounts.queries import client_of
from huiyin.records.accounts.roles import Right, Role
from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.models import District, Firm, Neighbourhood, Partner, Subdistrict, Unit
from quick_hashing import QUICK
from records.accounts.account_rows import AT
from records.reports.report_rows import history

pytestmark = pytest.mark.django_db
# An action that refuses ends its transaction, which here would be the test's own.
refusing = pytest.mark.django_db(transaction=True)
BY = By("operator:test", AT, "cli")
SECRET = re.compile(r'<code class="command" id="once" tabindex="0">([^<]+)</code>')


@pytest.fixture(autouse=True)
def _fresh_counts(db: None, settings: LazySettings) -> Iterator[None]:
    settings.PASSWORD_HASHERS = QUICK
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def admin(client: Client) -> Client:
    """An administrator's browser."""
    client.force_login(person("wei", "admin", name="魏管理"))
    return client


@pytest.fixture
def district() -> Unit:
    """A district's unit below the bureau."""
    area = District.objects.create(code="310106", name="静安区")
    return Unit.objects.create(
        code="jingan",
        name="静安区城管执法局",
        short_name="静安区",
        kind=Unit.Kind.DISTRICT,
        parent=bureau(),
        district=area,
        rank=2,
    )


def fields(**changed: object) -> dict[str, object]:
    """What the form of a new account sends."""
    return {
        "username": "Wu.Min",
        "name": "吴敏",
        "roles": ["clerk", "officer"],
        "certificate": "",
        "seat": f"unit:{bureau().pk}",
        "seat-words": "",
        **changed,
    }


def errors(answer: HttpResponse) -> str:
    """The words of the page's notice of errors."""
    found = re.search(r'<ul class="wrong-list">(.*?)</ul>', answer.content.decode(), re.DOTALL)
    assert found is not None
    return re.sub(r"<[^>]+>", "", found[1])


def secret_of(answer: HttpResponse) -> str:
    (secret,) = SECRET.findall(answer.content.decode())
    return str(secret)


# --- who --------------------------------------------------------------------------------------------------------------

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


# --- the list ---------------------------------------------------------------------------------------------------------


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


# --- new --------------------------------------------------------------------------------------------------------------


def test_a_new_account_shows_its_password_once_and_it_is_kept_nowhere(
    admin: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = admin.post("/accounts/new/", fields())
    password = secret_of(answer)
    account = Account.objects.get(username="wu.min")
    assert (account.roles, account.name, account.must_change) == ("clerk officer", "吴敏", True)
    assert account.check_password(password)
    assert "no-store" in answer["Cache-Control"]
    assert "吴敏 · wu.min" in answer.content.decode()

    for page in ("/accounts/", f"/accounts/{account.pk}/", "/accounts/new/", "/profile/"):
        assert password not in admin.get(page).content.decode()
    kept = [str(row) for row in Account.objects.values()]
    kept += [str(session.get_decoded()) for session in Session.objects.all()]
    kept += list(Entry.objects.values_list("content", flat=True))
    kept += [record.getMessage() for record in caplog.records]
    kept += [str(morsel) for morsel in admin.cookies.values()]
    assert not any(password in text for text in kept)
    assert history("account", account.pk)[0][0] == "account.open"
    assert Entry.objects.get(record="account", record_id=account.pk).actor == "wei"

    theirs = Client()
    assert sign_in(theirs, "wu.min", password).status_code == 302
    assert theirs.get("/")["Location"] == "/account/password/"


@refusing
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"username": "w"}, "用户名为2至64个"),
        ({"username": "wei"}, "已被使用"),
        ({"username": ""}, "用户名"),
        ({"name": ""}, "姓名"),
        ({"roles": []}, "角色"),
        ({"roles": ["mayor"]}, "角色"),
        ({"roles": ["admin", "clerk"]}, "不能与其他角色兼任"),
        ({"roles": ["partner"]}, "与归属不符"),
        ({"seat": ""}, "请查找并选择归属"),
        ({"seat": "unit:99999"}, "请查找并选择归属"),
        ({"seat": "moon:1"}, "请查找并选择归属"),
        ({"seat": "unit:-1"}, "请查找并选择归属"),
        ({"seat": "unit:" + "9" * 40}, "请查找并选择归属"),
        ({"certificate": "none-such"}, "没有这个执法证号"),
    ],
)
def test_what_cannot_be_an_account_is_refused_and_what_was_typed_stays(
    admin: Client, changed: dict[str, object], words: str
) -> None:
    answer = admin.post("/accounts/new/", fields(**changed))
    assert answer.status_code == 400
    assert words in errors(answer)
    assert Account.objects.count() == 1
    page = answer.content.decode()
    assert SECRET.search(page) is None
    if "name" not in changed:
        assert 'value="吴敏"' in page
    if "roles" not in changed:
        assert re.findall(r'name="roles" value="([a-z-]+)" checked', page) == ["officer", "clerk"]


@refusing
def test_a_refusal_is_said_in_the_language_of_the_page(admin: Client) -> None:
    admin.cookies["django_language"] = "en"
    answer = admin.post("/accounts/new/", fields(roles=["admin", "clerk"]))
    assert errors(answer) == "Role admin stands alone: it goes with no other."


@refusing
def test_an_officer_is_linked_by_their_certificate(admin: Client) -> None:
    (officer,) = add_officers(BY, [NewOfficer("陈队员", bureau().pk, "沪-001")])
    page = admin.get("/accounts/new/").content.decode()
    assert '<option value="沪-001">陈队员 · 市局</option>' in page
    admin.post("/accounts/new/", fields(certificate=" 沪-001 "))
    assert Account.objects.get(username="wu.min").officer_id == officer
    # Who has an account is not proposed again, and has only one.
    assert "沪-001" not in admin.get("/accounts/new/").content.decode()
    again = admin.post("/accounts/new/", fields(username="other", certificate="沪-001"))
    assert "该执法人员已有账号" in errors(again)


def test_every_role_is_offered_with_what_it_may_do(admin: Client) -> None:
    page = admin.get("/accounts/new/").content.decode()
    offered = re.findall(r'name="roles" value="([a-z-]+)"', page)
    assert offered == [role.value for role in Role]
    cell = re.search(r'<td id="role-callback-clerk"[^>]*>(.*?)</td>', page, re.DOTALL)
    assert cell is not None
    assert re.sub(r"<[^>]+>", "", cell[1]) == "查看问题与小区；查看诉件；查看反映人身份；答复反映人"
    assert page.count("不与其他角色兼任") == 2


# --- what it belongs to -----------------------------------------------------------------------------------------------


@pytest.fixture
def bodies(district: Unit) -> dict[str, str]:
    """One of each that an account may belong to, by the value of its choice."""
    team = Subdistrict.objects.create(code="310106011", name="江宁路街道", district=district.district)
    committee = Neighbourhood.objects.create(code="310106011001", name="静安新村居委会", subdistrict=team)
    firm = Firm.objects.create(name="静安安居物业")
    body = Partner.objects.create(kind="police", name="静安分局", district=district.district)
    return {
        "unit": f"unit:{district.pk}",
        "neighbourhood": f"neighbourhood:{committee.pk}",
        "firm": f"firm:{firm.pk}",
        "partner": f"partner:{body.pk}",
    }


def test_what_an_account_belongs_to_is_found_by_words(admin: Client, bodies: dict[str, str]) -> None:
    part = admin.get("/accounts/belongings/", {"seat-words": "静安"})
    page = part.content.decode()
    assert re.findall(r'name="seat" value="([^"]+)"', page) == list(bodies.values())
    assert "静安区江宁路街道" in page
    assert "<html" not in page
    units = admin.get("/accounts/belongings/", {"seat-words": "静安", "kind": "unit"}).content.decode()
    assert re.findall(r'name="seat" value="([^"]+)"', units) == [bodies["unit"]]
    # What was chosen stays, and stands first.
    kept = admin.get("/accounts/belongings/", {"seat-words": "分局", "seat": bodies["unit"]}).content.decode()
    assert re.findall(r'value="([^"]+)"( checked)?>', kept) == [
        (bodies["unit"], " checked"),
        (bodies["partner"], ""),
    ]
    assert (
        "没有找到名称含“月亮”的"
        in admin.get("/accounts/belongings/", {"seat-words": "月亮"}).content.decode()
    )


def test_without_scripts_the_form_itself_finds(admin: Client, bodies: dict[str, str]) -> None:
    answer = admin.post("/accounts/new/", fields(find="1", username="", seat="", **{"seat-words": "安居"}))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'value="{bodies["firm"]}"' in page
    assert 'value="吴敏"' in page
    assert re.findall(r'name="roles" value="([a-z-]+)" checked', page) == ["officer", "clerk"]
    assert "wrong-list" not in page
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("neighbourhood", "neighbourhood-contact"),
        ("firm", "property-manager"),
        ("partner", "partner"),
        ("unit", "clerk"),
    ],
)
def test_an_account_of_each_kind_is_opened_shown_and_amended(
    admin: Client, bodies: dict[str, str], kind: str, role: str
) -> None:
    admin.post("/accounts/new/", fields(roles=[role], seat=bodies[kind]))
    account = Account.objects.get(username="wu.min")
    assert getattr(account, f"{kind}_id") == int(bodies[kind].split(":")[1])
    page = admin.get(f"/accounts/{account.pk}/").content.decode()
    assert f'name="seat" value="{bodies[kind]}" checked' in page
    answer = admin.post(f"/accounts/{account.pk}/", {"name": "吴敏芝", "roles": [role], "seat": bodies[kind]})
    assert answer["Location"] == f"/accounts/{account.pk}/"
    account.refresh_from_db()
    assert account.name == "吴敏芝"
    mine = Client()
    mine.force_login(account)
    account.must_change = False
    account.save(update_fields=["must_change"])
    assert mine.get("/profile/").status_code == 200


# --- one --------------------------------------------------------------------------------------------------------------


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
    assert "不能停用自己的账号" in errors(admin.post(f"/accounts/{me.pk}/disable/", {"reason": "退休"}))
    assert admin.post(f"/accounts/{me.pk}/reset/").status_code == 400


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
    assert "该账号已停用" in errors(admin.post(path, {"reason": "再停用"}))


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
    answer = admin.post(f"/accounts/{account.pk}/reset/")
    password = secret_of(answer)
    assert "no-store" in answer["Cache-Control"]
    assert sign_in(theirs, "wu", PASSWORD).status_code == 200
    assert sign_in(theirs, "wu", password).status_code == 302
    assert theirs.get("/")["Location"] == "/account/password/"
    assert history("account", account.pk)[-1] == ("account.password.reset", {"password": "reset"})


@refusing
def test_a_disabled_account_is_enabled_with_another_password(admin: Client, district: Unit) -> None:
    account = person("wu", "clerk", unit=district)
    path = f"/accounts/{account.pk}/enable/"
    assert "该账号未停用" in admin.post(path).content.decode()
    disable_account(BY, account.pk, "退休")
    password = secret_of(admin.post(path))
    assert sign_in(Client(), "wu", password).status_code == 302


# --- clients ----------------------------------------------------------------------------------------------------------


@refusing
def test_a_token_shows_once_and_opens_until_it_is_revoked(admin: Client, district: Unit) -> None:
    answer = admin.post(
        "/clients/new/",
        {"name": "城运平台", "seat": f"unit:{district.pk}", "rights": ["problem.read", "report.read"]},
    )
    token = secret_of(answer)
    assert "no-store" in answer["Cache-Control"]
    program = client_of(token)
    assert program is not None
    assert (program.unit, program.made_by) == (district, "wei")
    page = admin.get("/clients/").content.decode()
    assert "城运平台" in page
    assert "查看问题与小区；查看诉件" in page
    assert token not in page
    assert not any(token in str(session.get_decoded()) for session in Session.objects.all())

    path = f"/clients/{program.pk}/revoke/"
    assert admin.get(path).status_code == 200
    assert client_of(token) is not None
    assert "收回理由" in errors(admin.post(path, {"reason": ""}))
    done = admin.post(path, {"reason": "平台停用"}, follow=True)
    assert "已收回“城运平台”的令牌。" in done.content.decode()
    assert client_of(token) is None
    assert "令牌不存在或已收回" in errors(admin.post(path, {"reason": "再收回"}))


@refusing
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "程序名称"),
        ({"name": "平台"}, "已被使用"),
        ({"seat": ""}, "请查找并选择一个单位"),
        ({"seat": "firm:1"}, "请查找并选择一个单位"),
        ({"rights": []}, "权限"),
        ({"rights": ["report.identify"]}, "权限"),
    ],
)
def test_what_cannot_be_a_client_is_refused(admin: Client, changed: dict[str, object], words: str) -> None:
    open_client(BY, "平台", bureau().pk, ["problem.read"])
    sent = {"name": "另一平台", "seat": f"unit:{bureau().pk}", "rights": ["problem.read"], **changed}
    answer = admin.post("/clients/new/", sent)
    assert answer.status_code == 400
    assert words in errors(answer)
    assert Program.objects.count() == 1


def test_only_rights_that_a_program_may_have_are_offered(admin: Client) -> None:
    page = admin.get("/clients/new/").content.decode()
    assert re.findall(r'name="rights" value="([a-z.]+)"', page) == [
        "problem.read",
        "report.read",
        "report.import",
    ]


# --- one's own --------------------------------------------------------------------------------------------------------


def test_everybody_sees_their_own_rights_and_area(client: Client, district: Unit) -> None:
    client.force_login(person("wu", "callback-clerk", name="吴回访", unit=district))
    page = client.get("/profile/").content.decode()
    for words in ("吴回访", "回访员", "静安区城管执法局", "本区的小区，以及本区来件提到的待核小区"):
        assert words in page
    held = {right.label for right in Right if f"</svg> {right.label}</li>" in page}
    assert held == {"查看问题与小区", "查看诉件", "查看反映人身份", "答复反映人"}


@pytest.mark.parametrize(
    ("theme", "cookie", "attribute"),
    [
        ("dark", "dark", ' data-theme="dark"'),
        ("light", "light", ' data-theme="light"'),
        ("auto", "", ""),
        ('"><b>', "", ""),
    ],
)
def test_a_theme_is_kept_by_the_browser_and_read_by_the_pages(
    client: Client, theme: str, cookie: str, attribute: str
) -> None:
    client.force_login(person("wu", "clerk"))
    answer = client.post("/theme/", {"theme": theme, "next": "/profile/"})
    assert answer["Location"] == "/profile/"
    assert client.cookies["huiyin_theme"].value == cookie
    page = client.get("/profile/").content.decode()
    root = re.search(r"<html[^>]*>", page)
    assert root is not None
    assert (attribute.strip() in root[0], "data-theme" in root[0]) == (True, bool(attribute))


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", ""])
def test_a_choice_of_theme_leads_to_our_own_pages_only(client: Client, away: str) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": away})["Location"] == "/"


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
