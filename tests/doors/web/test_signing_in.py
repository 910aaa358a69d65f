"""Signing in and out: what is told and what is not, how often one may try, and where it leads."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doors.web.people import NOW, PASSWORD, person, sign_in
from huiyin.doors.web.signing_in import unlock
from huiyin.records.accounts.actions.accounts import disable_account
from huiyin.records.accounts.actions.passwords import reset_password
from huiyin.records.accounts.models import Account
from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from quick_hashing import QUICK, QuickArgon2

BY = By("operator:test", NOW, "cli")
WRONG = "not-the-password-1"
# An action that refuses ends its transaction, which here would be the test's own.
refusing = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_counts(db: None, settings: LazySettings) -> Iterator[None]:
    """Tries of other tests do not count."""
    settings.PASSWORD_HASHERS = QUICK
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def zhou(db: None) -> Account:
    return person("zhou")


def let_in(client: Client) -> bool:
    """Whether the client's session is somebody's."""
    return client.get("/account/password/").status_code == 200


def plain(page: bytes) -> str:
    """A page without what differs from request to request: its token and the username that was typed."""
    return re.sub(r'(name="csrfmiddlewaretoken" value|id="id_login"[^>]* value)="[^"]*"', "", page.decode())


# --- what is told -----------------------------------------------------------------------------------------------------


class CountingHasher(QuickArgon2):
    """Argon2, and how often it worked."""

    worked: ClassVar[int] = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).worked += 1
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        type(self).worked += 1
        return super().verify(password, encoded)


def test_unknown_wrong_and_disabled_get_the_same_page_after_the_same_work(
    client: Client, zhou: Account, settings: LazySettings
) -> None:
    disable_account(BY, person("gone").pk, "退休")
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    pages, work, statements = [], [], []
    for username, password in (("nobody", PASSWORD), ("zhou", WRONG), ("gone", PASSWORD), ("gone", WRONG)):
        before = CountingHasher.worked
        with CaptureQueriesContext(connection) as told:
            answer = sign_in(client, username, password)
        pages.append((answer.status_code, plain(answer.content)))
        work.append(CountingHasher.worked - before)
        statements.append(len(told))
        AccessAttempt.objects.all().delete()
    assert len(set(pages)) == 1
    assert pages[0][0] == 200
    assert "用户名或密码不正确，或账号已停用。" in pages[0][1]
    assert work == [1, 1, 1, 1]
    assert len(set(statements)) == 1


@pytest.mark.parametrize(
    "headers", [{}, {"accept": "application/json"}, {"x-requested-with": "XMLHttpRequest"}]
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_have_no_words_but_ours(
    client: Client, zhou: Account, headers: dict[str, str], language: str
) -> None:
    client.cookies["django_language"] = language
    for answer in (
        client.get("/sign-in/", headers=headers),
        sign_in(client, "zhou", WRONG, headers=headers),  # type: ignore[arg-type]
        sign_in(client, "", "", headers=headers),  # type: ignore[arg-type]
        sign_in(client, "x" * 200, WRONG, headers=headers),  # type: ignore[arg-type]
        sign_in(client, "zhou\0", WRONG, headers=headers),  # type: ignore[arg-type]
    ):
        page = answer.content.decode()
        assert answer["Content-Type"].startswith("text/html")
        for theirs in (
            "Remember",
            "Forgot",
            "specified",
            "Ensure this",
            "您的",
            "allauth",
            "Null characters",
        ):
            assert theirs not in page
        assert ("登录" in page) == (language == "zh-hans")


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/sign-up/", "/accounts/password/reset/"]
)
def test_nobody_signs_up_or_has_a_password_mailed(client: Client, zhou: Account, path: str) -> None:
    assert client.get(path).status_code in (302, 404)
    assert client.post(
        path, {"username": "new", "password1": PASSWORD, "password2": PASSWORD}
    ).status_code in (
        302,
        404,
    )
    assert Account.objects.count() == 1


def test_a_username_is_known_in_any_writing(client: Client, zhou: Account) -> None:
    for typed in ("ZHOU", " zhou ", "ｚｈｏｕ"):
        assert sign_in(client, typed).status_code == 302
        client.post("/sign-out/")


# --- how often --------------------------------------------------------------------------------------------------------


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


# --- sessions ---------------------------------------------------------------------------------------------------------


def test_a_session_that_somebody_put_on_the_browser_is_not_the_one_that_signs_in(
    client: Client, zhou: Account
) -> None:
    # Given a session that an attacker knows
    client.cookies["django_language"] = "en"
    session = client.session
    session["planted"] = True
    session.save()
    known = session.session_key
    client.cookies["sessionid"] = known
    # When its browser signs in
    assert sign_in(client).status_code == 302
    # Then the known key opens nothing
    assert client.cookies["sessionid"].value != known
    other = Client()
    other.cookies["sessionid"] = known
    assert not let_in(other)
    assert let_in(client)


def test_the_cookies_are_kept_from_scripts_and_other_sites(client: Client, zhou: Account) -> None:
    client.get("/sign-in/")
    sign_in(client)
    session, token = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert (session["httponly"], session["samesite"], session["path"]) == (True, "Lax", "/")
    # It ends with the browser.
    assert session["max-age"] == ""
    assert (token["httponly"], token["samesite"]) == (True, "Lax")
    client.post("/language/", {"language": "en"})
    language = client.cookies["django_language"]
    assert (language["httponly"], language["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(("tls", "secure"), [("true", True), ("false", False)])
def test_behind_tls_cookies_are_never_sent_without_it(tmp_path: Path, tls: str, secure: bool) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.conf import settings as s\n"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **os.environ,
            "HUIYIN_HOME": str(tmp_path),
            "HUIYIN_TLS": tls,
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [str(secure)] * 4


def test_signing_out_ends_the_session_for_whoever_has_its_cookie(client: Client, zhou: Account) -> None:
    sign_in(client)
    cookie = client.cookies["sessionid"].value
    assert let_in(client)
    gone = client.post("/sign-out/")
    assert (gone["Location"], gone["Clear-Site-Data"]) == ("/sign-in/", '"cache"')
    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert not let_in(thief)
    assert not Session.objects.exists()


def test_a_password_is_argon2_of_full_cost_and_its_salt_is_its_own(
    zhou: Account, settings: LazySettings
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    zhou.set_password(PASSWORD)
    other = person("lin")
    assert re.match(r"argon2\$argon2id\$v=19\$m=102400,t=2,p=8\$", zhou.password)
    assert zhou.password != other.password


# --- one's own password -----------------------------------------------------------------------------------------------


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


# --- where it leads ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "leads"),
    [
        ("/account/password/?from=there", "/account/password/?from=there"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("///evil.example", "/"),
        ("/\\evil.example", "/"),
        ("http:///evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http://localhost/elsewhere", "/"),
        ("http://testserver@evil.example/", "/"),
        ("\thttps://evil.example/", "/"),
    ],
)
def test_a_sign_in_leads_to_our_own_pages_only(
    client: Client, zhou: Account, wanted: str, leads: str
) -> None:
    answer = sign_in(client, next=wanted)
    assert (answer.status_code, answer["Location"]) == (302, leads)
    # Who is signed in already is led on by the same rule.
    assert client.get("/sign-in/", {"next": wanted})["Location"] == leads
    assert client.post("/sign-out/", {"next": "https://evil.example/"})["Location"] == "/sign-in/"


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/sign-in/", {"login": "zhou", "password": PASSWORD}),
        ("/sign-out/", {}),
        (
            "/account/password/",
            {"old": PASSWORD, "new": "another-word-in-use-8", "again": "another-word-in-use-8"},
        ),
        ("/language/", {"language": "en"}),
        ("/theme/", {"theme": "dark"}),
    ],
)
def test_a_form_of_another_site_does_nothing(zhou: Account, path: str, form: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    if path != "/sign-in/":
        client.force_login(zhou)
    answer = client.post(path, form)
    assert answer.status_code == 403
    assert let_in(client) == (path != "/sign-in/")
    assert Account.objects.get().password == zhou.password
