"""The content security policy in a real browser: no page breaks it, and what is injected does not run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from crawling import Answer
from django.conf import settings
from django.db import connection
from every_address import browser as signed_in
from planted_world import CITY, JINGAN, World
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from chromium import CHROMIUM

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-sync",
]
LISTEN = """window.breaches = [];
addEventListener("securitypolicyviolation", (breach) =>
  window.breaches.push(`${breach.violatedDirective} ${breach.blockedURI} ${breach.sourceFile}`));"""
# Who sees most, and whoever sees what they do not.
PEOPLE = {
    "team-lead": JINGAN.unit,
    "admin": CITY,
    "district-supervisor": JINGAN.unit,
    "auditor": CITY,
}
Visit = Callable[[str], Page]


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    """The planted world on a port of this machine."""
    # Its threads keep no connection: on PostgreSQL the database could not be dropped then.
    connected = connection.settings_dict
    kept, connected["CONN_MAX_AGE"] = connected["CONN_MAX_AGE"], 0
    server = LiveServer("localhost")
    yield server.url
    server.stop()
    connected["CONN_MAX_AGE"] = kept


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright runs a loop in this thread, in which Django would refuse the tests' own queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(world: World, chromium: Browser, address: str) -> Iterator[Visit]:
    """A window in which somebody is signed in, and which listens for breaches."""
    with ExitStack() as stack:

        def open_(username: str) -> Page:
            context = stack.enter_context(chromium.new_context(locale="zh-CN"))
            context.add_init_script(LISTEN)
            if username:
                key = signed_in(world, username).cookies[settings.SESSION_COOKIE_NAME].value
                context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}])
            return context.new_page()

        yield open_


def seen_by(crawl: list[Answer], role: str, already: set[str]) -> list[str]:
    """One path of every page that a role sees and nobody before it."""
    paths: dict[str, str] = {}
    for answer in crawl:
        if answer.who == role and answer.status == 200 and "text/html" in answer.headers["Content-Type"]:
            paths.setdefault(answer.name, answer.path)
    new = {name: path for name, path in paths.items() if name not in already}
    already |= set(new)
    return list(new.values())


def test_no_page_breaks_the_policy(crawl: list[Answer], visit: Visit, address: str) -> None:
    breaches: dict[str, list[str]] = {}
    already: set[str] = set()
    for role, unit in PEOPLE.items():
        page, heard = visit(f"{unit}.{role}"), []
        page.on("console", lambda said, heard=heard: heard.append(said.text))
        for path in seen_by(crawl, role, already):
            heard.clear()
            response = page.goto(address + path, wait_until="load")
            assert response is not None
            assert response.status == 200, path
            refused = [text for text in heard if "Content Security Policy" in text or "Refused to" in text]
            if found := [*page.evaluate("window.breaches"), *refused]:
                breaches[path] = found
    assert breaches == {}
    assert len(already) > 70


def test_the_way_in_does_not_either(visit: Visit, address: str) -> None:
    page = visit("")
    for path in ("/sign-in/", "/sign-in/?idle=1&next=/work/", "/no-such-page/"):
        page.goto(address + path, wait_until="load")
        assert page.evaluate("window.breaches") == []


@pytest.mark.parametrize(
    ("markup", "directive"),
    [
        ("<img src=/x.png onerror='window.ran = 1'>", "script-src-attr"),
        ("<p style='color:red'>x</p>", "style-src-attr"),
        ("<img src='http://elsewhere.invalid/x.png'>", "img-src"),
        ("<form action='http://elsewhere.invalid/'><button id='go'>x</button></form>", "form-action"),
        ("<object data='/static/x.swf'></object>", "object-src"),
        ("<base href='http://elsewhere.invalid/'>", "base-uri"),
        ("<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>", "script-src-elem"),
    ],
)
def test_what_is_injected_does_not_run_and_is_heard_of(
    visit: Visit, address: str, markup: str, directive: str
) -> None:
    page = visit("")
    page.goto(f"{address}/sign-in/", wait_until="load")
    page.evaluate("(markup) => document.body.insertAdjacentHTML('beforeend', markup)", markup)
    page.evaluate("document.getElementById('go')?.click()")
    if "srcdoc" not in markup:
        page.wait_for_function(
            "(name) => window.breaches.some((one) => one.startsWith(name))", arg=directive, timeout=5000
        )
    page.wait_for_timeout(50)
    assert page.evaluate("window.ran") is None


def test_no_other_site_frames_a_page(visit: Visit, address: str) -> None:
    page = visit(f"{JINGAN.unit}.team-lead")
    page.goto(f"{address}/work/", wait_until="load")
    framed = page.evaluate(
        """(there) => new Promise((done) => {
             const frame = document.createElement("iframe");
             frame.onload = () => { try { done(frame.contentDocument?.title ?? null); } catch { done(null); } };
             frame.src = there; document.body.append(frame); })""",
        f"{address}/work/",
    )
    assert not framed
