"""How often one may try to sign in: by account, by address, and behind a proxy."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.db.models import F
from django.test import Client
from people import person, sign_in
from wrong_passwords import WRONG, let_in, plain

from huiyin.doors.web.signing_in import unlock
from huiyin.records.accounts.models import Account

pytestmark = pytest.mark.usefixtures("fresh_counts")


def tries(client: Client, count: int, username: str = "zhou", **extra: str) -> list[int]:
    return [sign_in(client, username, WRONG, **extra).status_code for _ in range(count)]


def test_five_wrong_passwords_lock_the_account_out_at_this_address(client: Client, zhou: Account) -> None:
    assert tries(client, 5) == [200, 200, 200, 200, 429]
    locked = sign_in(client, "zhou")
    assert locked.status_code == 429
    assert "已锁定30分钟" in locked.content.decode()
    assert not let_in(client)
    # Another account at this address, and this account at another one, may sign in.
    person("lin")
    assert sign_in(client, "lin").status_code == 302
    assert sign_in(Client(), "zhou", REMOTE_ADDR="198.51.100.7").status_code == 302


def test_four_wrong_ones_do_not_and_the_right_one_begins_anew(client: Client, zhou: Account) -> None:
    for _ in range(3):
        assert tries(client, 4) == [200] * 4
        assert sign_in(client, "zhou").status_code == 302
        client.post("/sign-out/")


def test_writings_of_one_username_share_their_five_tries(client: Client, zhou: Account) -> None:
    answers = [
        sign_in(client, typed, WRONG).status_code for typed in ("zhou", "ZHOU", "Zhou", " zhou", "ｚhou")
    ]
    assert answers == [200, 200, 200, 200, 429]


def test_who_does_not_exist_is_locked_out_likewise(client: Client, zhou: Account) -> None:
    assert tries(client, 5, "nobody") == [200, 200, 200, 200, 429]
    theirs = sign_in(client, "nobody").content
    tries(client, 5)
    assert plain(theirs) == plain(sign_in(client, "zhou").content)


@pytest.mark.parametrize(("minutes", "answer"), [(29, 429), (31, 302)])
def test_the_lock_falls_after_half_an_hour(client: Client, zhou: Account, minutes: int, answer: int) -> None:
    tries(client, 5)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=minutes))
    assert sign_in(client, "zhou").status_code == answer


def test_trying_while_locked_out_does_not_lock_for_longer(client: Client, zhou: Account) -> None:
    tries(client, 5)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=29))
    assert sign_in(client, "zhou").status_code == 429
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=2))
    assert sign_in(client, "zhou").status_code == 302


def test_an_administrator_can_open_the_lock(client: Client, zhou: Account) -> None:
    tries(client, 5)
    unlock("zhou")
    assert sign_in(client, "zhou").status_code == 302


def test_behind_a_proxy_each_has_their_own_five_tries_and_nobody_chooses_an_address(
    client: Client, zhou: Account, settings: LazySettings
) -> None:
    settings.HUIYIN_PROXIES = ["127.0.0.1"]
    via = "HTTP_X_FORWARDED_FOR"
    assert tries(client, 5, **{via: "203.0.113.5"}) == [200, 200, 200, 200, 429]
    assert sign_in(client, "zhou", **{via: "203.0.113.6"}).status_code == 302
    client.post("/sign-out/")
    # What the client itself writes stands to the left of what the proxy appends.
    assert sign_in(client, "zhou", **{via: "198.51.100.9, 203.0.113.5"}).status_code == 429


def test_nothing_is_kept_of_a_wrong_password(client: Client, zhou: Account) -> None:
    tries(client, 3)
    kept = repr(list(AccessAttempt.objects.values()))
    assert WRONG not in kept
    assert "zhou" in kept


def test_one_address_has_a_limit_of_its_own_whatever_names_it_tries(
    client: Client, zhou: Account, settings: LazySettings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip", "login_failed": False}
    answers = [sign_in(client, f"name{number}", WRONG) for number in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "请等一分钟再试" in answers[-1].content.decode()
    assert client.get("/sign-in/").status_code == 200
    assert sign_in(Client(), "zhou", REMOTE_ADDR="198.51.100.7").status_code == 302


def test_the_limit_of_an_address_lets_an_office_in(settings: LazySettings) -> None:
    assert settings.ACCOUNT_RATE_LIMITS == {"login": "60/m/ip", "login_failed": False}
