"""Whatever a browser sends: tokens of forms, methods, headers; and what somebody gets who has not signed in."""

from __future__ import annotations

import pytest
from crawling import AFAR, Answer, pages, tried
from django.conf import settings
from django.test import Client
from every_address import Address, browser, every, whole
from planted_identities import told_of
from planted_world import REPORTERS, World

from huiyin.records.ledger.models import Entry

pytestmark = pytest.mark.django_db
# What the world may read: the way in, the choice of language and theme, and that the installation lives.
PUBLIC = {
    "sign-in": 200,
    "account_login": 200,
    "language": 302,
    "health": 200,
    "health-live": 200,
    "health-ready": 503,
    "theme": 405,
    # Whoever may not see the figures is told that there is no such page.
    "metrics": 404,
    # Its address is its key, and this one was not made here.
    "case-calendar": 404,
    "api:openapi-json": 200,
    "api:api-root": 404,
    "api:nothing": 404,
}
CSP = {
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


def first(address: Address) -> str:
    return address.at(tried(address)[0])


def test_who_has_not_signed_in_gets_nothing_but_the_way_in(world: World) -> None:
    client = Client(REMOTE_ADDR=AFAR, raise_request_exception=False)
    for address in every():
        answer = client.get(first(address))
        if address.name in PUBLIC:
            assert answer.status_code == PUBLIC[address.name], address.name
        elif address.is_api:
            assert answer.status_code == 401, address.name
        else:
            assert answer.status_code == 302, address.name
            assert answer.headers["Location"].startswith("/sign-in/"), address.name
        assert told_of(REPORTERS, answer.content.decode()) == []


def test_no_form_is_taken_from_another_site(world: World) -> None:
    before = Entry.objects.count()
    client = browser(world, "jingan.team-lead", enforce_csrf_checks=True)
    answers = {address.name: client.post(first(address), {"reason": "x"}).status_code for address in pages()}
    stranger = Client(enforce_csrf_checks=True)
    for name in ("sign-in", "language", "theme"):
        assert stranger.post({"sign-in": "/sign-in/"}.get(name, f"/{name}/")).status_code == 403
    assert {name: status for name, status in answers.items() if status != 403} == {}
    assert Entry.objects.count() == before


def test_only_the_programming_interface_goes_without_the_token_of_a_form() -> None:
    exempt = {address.name for address in every() if getattr(address.view, "csrf_exempt", False)}
    assert all(name.startswith("api:") for name in exempt)


def test_a_session_of_the_pages_is_none_for_the_programming_interface(world: World) -> None:
    client = browser(world, "jingan.team-lead")
    for address in every():
        if address.is_api and address.name not in PUBLIC and address.name != "api:create":
            assert client.get(first(address)).status_code == 401
            assert client.post("/api/v1/reports", "{}", "application/json").status_code == 401


@pytest.mark.parametrize("who", ["jingan.team-lead", "sh-bureau.admin"])
def test_other_methods_are_refused(world: World, who: str) -> None:
    client, before, wrong = browser(world, who), Entry.objects.count(), []
    for address in pages():
        path = first(address)
        for method in ("PUT", "DELETE"):
            status = client.generic(method, path).status_code
            # A browser that is signed in is sent on from the sign-in, whatever it sends. Who may not see a page at all is told that, or that it is not there, whatever the method.
            if status not in (403, 404, 405) and address.name not in ("sign-in", "account_login", "language"):
                wrong.append(f"{method} {path}: {status}")
    assert wrong == []
    assert Entry.objects.count() == before


def test_asking_for_headers_alone_changes_nothing(world: World) -> None:
    before = Entry.objects.count()
    client = browser(world, "jingan.team-lead")
    for address in pages():
        whole(client.head(first(address)))  # type: ignore[arg-type]
    assert Entry.objects.count() == before


def test_every_answer_carries_the_headers_that_protect_it(crawl: list[Answer]) -> None:
    for answer in crawl:
        headers = answer.headers
        policy = {part.strip() for part in headers["Content-Security-Policy"].split(";")}
        assert policy == CSP, str(answer)
        assert headers["X-Content-Type-Options"] == "nosniff", str(answer)
        assert headers["X-Frame-Options"] == "DENY", str(answer)
        assert headers["Referrer-Policy"] == "same-origin", str(answer)
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", str(answer)
        assert "Server" not in headers
        assert "X-Powered-By" not in headers


# Answers without data, or with files that are the installation's own.
KEPT = {"map-outlines", "map-tiles", "language", "theme", "sign-out", "sign-in", "account_login", "health"}


def test_no_browser_or_proxy_keeps_a_page_with_data(crawl: list[Answer]) -> None:
    kept = {
        (answer.name, answer.headers.get("Cache-Control", ""))
        for answer in crawl
        if answer.status == 200
        and answer.name not in KEPT
        and "no-store" not in answer.headers.get("Cache-Control", "")
    }
    assert kept == {("map-compounds", "private, no-cache")}


def test_the_settings_are_those_that_the_tests_ran_with() -> None:
    assert settings.DEBUG is False
    assert settings.SESSION_COOKIE_HTTPONLY
    assert "unsafe" not in str(settings.CONTENT_SECURITY_POLICY)
