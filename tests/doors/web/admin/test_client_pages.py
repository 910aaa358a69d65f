"""The pages of clients: a token shows once and opens until it is revoked."""

from __future__ import annotations

import re

import pytest
from account_forms import BY, errors, refusing, secret_of
from django.contrib.sessions.models import Session
from django.test import Client
from people import bureau

from huiyin.records.accounts.actions.clients import open_client
from huiyin.records.accounts.models import Client as Program
from huiyin.records.accounts.queries import client_of
from huiyin.records.registry.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counts")]


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
