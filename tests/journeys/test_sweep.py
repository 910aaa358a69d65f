"""Everybody opens every page of their navigation: it is in their language, within its window, and all can use it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import translation
from names import untranslated
from playwright.sync_api import expect
from visiting import Visitor

from huiyin.doors.web.navigation import GROUPS, Entry
from huiyin.records.accounts.models import Account
from huiyin.records.accounts.roles import RIGHTS, Role

# Of two neighbouring pages and people no two have the same, so that each page is seen in each of the four.
WINDOWS = ((1440, "light"), (390, "dark"), (1440, "dark"), (390, "light"))
# Whether everybody can use a page takes longest to find out, and follows from its colours in each scheme and its widths.
EXAMINED = WINDOWS[:2]
PEOPLE = {
    "clerk": Role.CLERK,
    "officer": Role.OFFICER,
    "leader": Role.TEAM_LEAD,
    "approver": Role.APPROVER,
    "district": Role.DISTRICT_SUPERVISOR,
    "city": Role.CITY_SUPERVISOR,
    "auditor": Role.AUDITOR,
    "admin": Role.ADMIN,
}


_LOOKED_AT: set[tuple[tuple[int, str], str]] = set()


def pages_of(role: Role) -> list[Entry]:
    """The pages to which a role's navigation leads."""
    entries = [entry for group in GROUPS for entry in group.entries]
    return [entry for entry in entries if RIGHTS[role].intersection(entry.rights)]


@pytest.mark.parametrize("username", PEOPLE)
def test_everybody_can_use_every_page_of_their_navigation(
    username: str, desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    turn = list(PEOPLE).index(username)
    language, locale = (("en", "en-GB"), ("zh-hans", "zh-CN"))[turn // 4 % 2]
    strays: dict[str, list[str]] = {}
    windows = [enter(username, width, scheme, locale) for width, scheme in WINDOWS]
    for at, entry in enumerate(pages_of(PEOPLE[username]), start=turn):
        someone = windows[at % len(windows)]
        page = someone.go(reverse(entry.name))
        with translation.override(language):
            title = str(entry.title)
        chinese = language == "zh-hans"
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans-CN" if chinese else "en")
        current = page.locator(".app-nav, .app-sheet").locator("[aria-current=page]")
        assert set(current.all_text_contents()) == {title}
        assert page.title().endswith(" · 回音" if chinese else " · Huiyin")
        if not chinese and (found := untranslated(someone.strays())):
            strays[entry.name] = found
        expect(page.locator("h1")).to_have_count(1)
        # It is examined once, whoever opens it.
        window = WINDOWS[at % len(windows)]
        if window in EXAMINED and (window, entry.name) not in _LOOKED_AT:
            _LOOKED_AT.add((window, entry.name))
            someone.look(f"sweep-{username}-{entry.name}")
        assert someone.overflow() == 0
    assert strays == {}


@pytest.mark.parametrize("username", ["callback", "legal", "inspector", "manager", "contact", "partner"])
def test_who_sees_less_can_use_what_they_see(
    username: str, desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    someone = enter(username, 390)
    paths = [link.get_attribute("href") for link in someone.go("/").locator(".app-sheet .app-nav-link").all()]
    assert paths == [reverse(entry.name) for entry in pages_of(Role(desk[username].roles))]
    for path in paths:
        expect(someone.go(str(path)).locator("h1")).to_have_count(1)
        assert someone.overflow() == 0
