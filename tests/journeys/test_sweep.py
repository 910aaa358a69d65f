"""Everybody opens every page of their navigation: it is in their language, within its window, and all can use it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import planting
import pytest
from django.conf import LazySettings
from django.urls import reverse
from django.utils import translation
from names import untranslated
from playwright.sync_api import expect
from visiting import Visitor

from huiyin.doors.web.navigation import GROUPS, Entry
from huiyin.records.accounts.models import Account
from huiyin.records.accounts.roles import RIGHTS, Role
from huiyin.records.problems.actions.assign import assign, return_
from huiyin.records.problems.actions.lifecycle import Finding, verify
from huiyin.records.problems.models import Verification

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


def test_the_widest_tables_stand_within_a_small_desk_in_english(
    desk: dict[str, Account], enter: Callable[..., Visitor], settings: LazySettings
) -> None:
    now = planting.NOW + timedelta(days=5)
    settings.HUIYIN_NOW = now.isoformat()
    visits = (now - timedelta(days=4), now - timedelta(days=3, hours=-7), now - timedelta(days=2))
    later = planting.by(minutes=5 * 24 * 60)
    for number in ("A1", "A2", "B1"):
        found = planting.problem(number).pk
        finding = Finding(found, Verification.NO_ENTRY, now.date(), None, visits, slip_posted=True)
        verify(later, [finding])
    returned = [planting.task("B1").pk]
    assign(later, returned, officer_id=desk["officer"].officer_id)
    return_(later, returned, "缺复查照片，请补充。" * 12)
    someone = enter("leader", 1280, locale="en-GB")
    for path in ("/work/?tab=all&whose=unit", "/lists/problems/", "/lists/tasks/"):
        page = someone.go(path)
        expect(page.locator(".data .badge", has_text="no entry").first).to_be_visible()
        wider = someone.overflow()
        someone.shoot(f"narrow-{path.strip('/').partition('?')[0].replace('/', '-')}")
        assert (path, wider) == (path, 0)
