"""One's own password is changed, reset or disabled: which sessions end, and what is refused."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from people import NOW, PASSWORD, sign_in
from wrong_passwords import let_in

from huiyin.records.accounts.actions.accounts import disable_account
from huiyin.records.accounts.actions.passwords import reset_password
from huiyin.records.accounts.models import Account
from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry

pytestmark = pytest.mark.usefixtures("fresh_counts")
BY = By("operator:test", NOW, "cli")
# An action that refuses ends its transaction, which here would be the test's own.
refusing = pytest.mark.django_db(transaction=True)


def change(client: Client, old: str = PASSWORD, new: str = "another-word-in-use-8", again: str = "") -> int:
    form = {"old": old, "new": new, "again": again or new}
    return client.post("/account/password/", form).status_code


def test_changing_the_password_ends_all_other_sessions_and_renews_this_one(zhou: Account) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here)
    sign_in(elsewhere)
    before = here.cookies["sessionid"].value
    assert change(here) == 302
    assert let_in(here)
    assert not let_in(elsewhere)
    assert here.cookies["sessionid"].value != before
    assert sign_in(Client(), "zhou", PASSWORD).status_code == 200
    assert sign_in(Client(), "zhou", "another-word-in-use-8").status_code == 302


def test_a_reset_by_the_administrator_ends_the_sessions(client: Client, zhou: Account) -> None:
    sign_in(client)
    reset_password(BY, zhou.pk, "given-word-in-use-9")
    assert not let_in(client)


def test_disabling_ends_the_sessions(client: Client, zhou: Account) -> None:
    sign_in(client)
    assert let_in(client)
    disable_account(BY, zhou.pk, "退休")
    assert not let_in(client)


@refusing
@pytest.mark.parametrize(
    ("form", "zh", "en"),
    [
        ({"old": "wrong"}, "原密码不正确。", "The present password is wrong."),
        ({"new": PASSWORD}, "新密码不能与原密码相同。", "The new password is the old one."),
        ({"new": "short"}, "密码太弱：", "Weak password:"),
        (
            {"again": "something-else-77"},
            "两次输入的新密码不一致。",
            "The two entries of the new password differ.",
        ),
    ],
)
def test_what_cannot_be_the_new_password_is_refused_in_the_readers_language(
    client: Client, zhou: Account, form: dict[str, str], zh: str, en: str
) -> None:
    sign_in(client)
    sent = {"old": PASSWORD, "new": "another-word-in-use-8", **form}
    sent.setdefault("again", sent["new"])
    for language, words in (("zh-hans", zh), ("en", en)):
        client.cookies["django_language"] = language
        answer = client.post("/account/password/", sent)
        notice = re.findall(r'role="alert" id="refused">(.+?)</p>', answer.content.decode())
        assert (answer.status_code, len(notice)) == (400, 1)
        assert words in notice[0]
    assert Account.objects.get().password == zhou.password


@refusing
def test_passwords_are_not_tried_out_on_a_session_that_was_left_open(client: Client, zhou: Account) -> None:
    sign_in(client)
    assert [change(client, old=f"guess-number-{number}") for number in range(6)] == [400] * 5 + [429]
    assert change(client) == 429
    assert Entry.objects.filter(action="account.password.change").count() == 0
