"""What every request of somebody signed in passes: idle and old sessions end, a given password is changed first."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from people import PASSWORD, person

from huiyin.doors.web.sessions import SEEN, SINCE, forget_ended
from huiyin.records.accounts.models import Account

PAGE = "/account/password/"
LIMIT = 1800


@pytest.fixture
def zhou(db: None, settings: LazySettings) -> Account:
    settings.HUIYIN_IDLE_SECONDS = LIMIT
    return person("zhou")


@pytest.fixture
def signed_in(client: Client, zhou: Account) -> Client:
    """A browser that was signed in and has looked at a page just now."""
    client.force_login(zhou)
    assert client.get(PAGE).status_code == 200
    return client


def age(client: Client, **seconds: int) -> None:
    """Let the session's marks be so much older."""
    session = client.session
    for mark, by in seconds.items():
        session[mark] -= by
    session.save()


def test_a_session_ends_when_nobody_used_it_for_the_limit(signed_in: Client) -> None:
    age(signed_in, **{SEEN: LIMIT + 2})
    answer = signed_in.get(f"{PAGE}?from=there")
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/sign-in/?idle=1&next=%2Faccount%2Fpassword%2F%3Ffrom%3Dthere",
    )
    assert signed_in.get(PAGE).status_code == 302
    assert "您已较长时间未操作" in signed_in.get(answer["Location"]).content.decode()


def test_a_session_that_is_used_goes_on(signed_in: Client) -> None:
    for _ in range(3):
        age(signed_in, **{SEEN: LIMIT - 5})
        assert signed_in.get(PAGE).status_code == 200
        assert time.time() - signed_in.session[SEEN] < 5


def test_however_busy_a_session_ends_after_its_whole_time(signed_in: Client, settings: LazySettings) -> None:
    since = signed_in.session[SINCE]
    age(signed_in, **{SEEN: LIMIT - 5})
    signed_in.get(PAGE)
    assert signed_in.session[SINCE] == since
    age(signed_in, **{SINCE: settings.SESSION_COOKIE_AGE + 2})
    assert signed_in.get(PAGE)["Location"].startswith("/sign-in/?idle=1")
    assert settings.SESSION_COOKIE_AGE == 12 * 3600


@pytest.mark.parametrize(
    ("old", "kinds"),
    [(0, ["SELECT", "SELECT"]), (LIMIT // 10 - 5, ["SELECT", "SELECT"])],
)
def test_a_page_within_a_tenth_of_the_limit_writes_nothing(
    signed_in: Client, old: int, kinds: list[str]
) -> None:
    age(signed_in, **{SEEN: old})
    with CaptureQueriesContext(connection) as told:
        assert signed_in.get(PAGE).status_code == 200
    # The session, and the account with all that it belongs to; allauth and axes ask nothing.
    assert [query["sql"].split()[0] for query in told] == kinds


def test_beyond_a_tenth_the_moment_is_noted_once(signed_in: Client) -> None:
    age(signed_in, **{SEEN: LIMIT // 10 + 5})
    written = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as told:
            signed_in.get(PAGE)
        written.append(sum(query["sql"].startswith("UPDATE") for query in told))
    assert written == [1, 0]


def test_what_an_account_belongs_to_is_read_with_it(signed_in: Client) -> None:
    with CaptureQueriesContext(connection) as told:
        page = signed_in.get("/profile/")
    assert page.status_code == 200
    assert sum("accounts_account" in query["sql"] for query in told) == 1
    assert sum('FROM "registry_unit"' in query["sql"] for query in told) == 0


def test_a_part_of_a_page_has_the_whole_page_go_to_the_sign_in(signed_in: Client) -> None:
    age(signed_in, **{SEEN: LIMIT + 2})
    htmx = {"HX-Request": "true", "HX-Current-URL": "http://testserver/work/?due=today"}
    for idle in ("idle=1&", ""):
        answer = signed_in.get("/work/rows/" if idle else PAGE, headers=htmx)
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer["HX-Redirect"] == f"/sign-in/?{idle}next=%2Fwork%2F%3Fdue%3Dtoday"


@pytest.mark.parametrize(
    ("referer", "next_"),
    [
        ("http://testserver/work/?due=today", "%2Fwork%2F%3Fdue%3Dtoday"),
        ("https://evil.example/work/", "%2F"),
        ("", "%2F"),
    ],
)
def test_a_form_that_came_too_late_leads_back_to_the_page_on_which_it_stood(
    client: Client, zhou: Account, referer: str, next_: str
) -> None:
    answer = client.post(PAGE, {"old": "x"}, headers={"referer": referer})
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={next_}")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/accounts/", "/clients/", "/profile/"])
def test_a_given_password_is_changed_before_anything_else(client: Client, path: str) -> None:
    client.force_login(person("zhou", must_change=True))
    assert client.get(path)["Location"] == PAGE
    part = client.get(path, headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, PAGE)
    page = client.get(PAGE).content.decode()
    assert "当前密码由他人设置" in page
    assert client.post("/language/", {"language": "en"}).status_code == 302
    client.post(PAGE, {"old": PASSWORD, "new": "my-own-word-in-use-8", "again": "my-own-word-in-use-8"})
    assert not Account.objects.get().must_change
    assert client.get(PAGE).status_code == 200


@pytest.mark.django_db
def test_who_was_given_a_password_may_leave(client: Client) -> None:
    client.force_login(person("zhou", must_change=True))
    assert client.post("/sign-out/")["Location"] == "/sign-in/"


def test_what_has_ended_is_forgotten_and_what_still_counts_is_kept(
    signed_in: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    now = timezone.now()
    ages = {"cooling": timedelta(minutes=29), "cooled": timedelta(minutes=31)}
    for name, since in ages.items():
        AccessAttempt.objects.create(username=name, failures_since_start=5)
        AccessAttempt.objects.filter(username=name).update(attempt_time=now - since)
    for name, days in {"kept": 399, "old": 401}.items():
        AccessLog.objects.create(username=name)
        AccessLog.objects.filter(username=name).update(attempt_time=now - timedelta(days=days))
    for key, hours in {"ended": -1, "open": 1}.items():
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(hours=hours))

    assert forget_ended() == 3

    assert set(AccessAttempt.objects.values_list("username", flat=True)) == {"cooling"}
    assert set(AccessLog.objects.exclude(username="zhou").values_list("username", flat=True)) == {"kept"}
    assert set(Session.objects.values_list("session_key", flat=True)) == {
        "open",
        signed_in.session.session_key,
    }
    assert signed_in.get(PAGE).status_code == 200
    with django_assert_num_queries(3):
        assert forget_ended() == 0
