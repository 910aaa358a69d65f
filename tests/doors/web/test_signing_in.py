"""Signing in and out: what is told and what is not, whose session it is, and where it leads."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from people import NOW, PASSWORD, person, sign_in
from wrong_passwords import WRONG, let_in, plain

from huiyin.records.accounts.actions.accounts import disable_account
from huiyin.records.accounts.models import Account
from huiyin.records.ledger.action import By
from huiyin.site import settings as shipped
from quick_hashing import QuickArgon2

pytestmark = pytest.mark.usefixtures("fresh_counts")
BY = By("operator:test", NOW, "cli")


# What is told.


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


# Sessions.


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
    settings.PASSWORD_HASHERS = shipped.PASSWORD_HASHERS
    zhou.set_password(PASSWORD)
    other = person("lin")
    assert re.match(r"argon2\$argon2id\$v=19\$m=102400,t=2,p=8\$", zhou.password)
    assert zhou.password != other.password


# Where it leads.


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
