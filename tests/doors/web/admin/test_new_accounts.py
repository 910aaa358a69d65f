"""A new account: its password shows once and nowhere else, and what it belongs to is found by words."""

from __future__ import annotations

import re

import pytest
from account_forms import BY, SECRET, errors, fields, refusing, secret_of
from django.contrib.sessions.models import Session
from django.test import Client
from people import bureau, sign_in

from huiyin.records.accounts.models import Account
from huiyin.records.accounts.roles import Role
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.models import Firm, Neighbourhood, Partner, Subdistrict, Unit
from records.reports.report_rows import history

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counts")]


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
def test_what_is_chosen_already_is_not_said_to_be_not_found(admin: Client) -> None:
    chosen = fields(roles=["mayor"], **{"seat-words": bureau().name})
    page = admin.post("/accounts/new/", chosen).content.decode()
    assert f'value="unit:{bureau().pk}" checked' in page
    assert "没有找到名称含" not in page
    # Other words that find nothing are said to, beside the choice.
    other = admin.get(
        "/accounts/belongings/", {"seat": chosen["seat"], "seat-words": "月球"}
    ).content.decode()
    assert "没有找到名称含“月球”的单位或机构。" in other


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


# What it belongs to.


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
