"""What masking hides is found by no search: who tries one number after the other learns nothing from what a page finds."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from crawling import pages
from django.test import Client
from every_address import browser
from planted_identities import Reporter
from planted_world import JINGAN, World

from huiyin.records.reports.models import Report

pytestmark = pytest.mark.django_db
# What stands nowhere, in any form.
NOWHERE = "80808080"
_RECORD = re.compile(r"/(?:reports|problems|compounds|tasks|officers|accounts|imports)/\d+/")


def needles(who: Reporter) -> tuple[str, ...]:
    """Whole numbers and parts of them, each of which holds at least one sign that is hidden; and what no page knows."""
    mailbox = who.mail.partition("@")[0]
    return (
        who.phone,
        who.phone[:4],
        who.phone[3:7],
        who.phone[5:],
        who.spaced[2:8],
        who.spoken[:4],
        who.spoken[4:8],
        who.identity_number,
        who.identity_number[4:10],
        mailbox,
        mailbox[:3],
        mailbox.upper(),
        who.name,
        who.call,
        who.clerk,
    )


def found(client: Client, path: str, words: str) -> set[str] | None:
    """The records to which a page leads that was asked for words; None for one that does not answer with a page."""
    answer = client.get(f"{path}?q={quote(words)}")
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return None
    return set(_RECORD.findall(answer.content.decode()))


@pytest.mark.parametrize(
    "who", ["jingan.team-lead", "jingan.district-supervisor", "sh-bureau.city-supervisor"]
)
def test_no_page_finds_by_what_it_hides(world: World, who: str) -> None:
    client = browser(world, who)
    nothing = {}
    for path in (address.at({}) for address in pages() if not address.holes):
        records = found(client, path, NOWHERE)
        # What shows the same whatever is asked for looks for nothing.
        if records is not None and records != found(client, path, ""):
            nothing[path] = records
    assert {"/triage/", "/lists/problems/", "/compounds/"} <= set(nothing)
    told = [
        f"{path} {needle}"
        for reporter in (JINGAN.reporters[0], JINGAN.reporters[3])
        for needle in needles(reporter)
        for path, records in nothing.items()
        if (found(client, path, needle) or set()) - records
    ]
    assert told == []


def test_what_is_shown_of_a_number_is_found(world: World) -> None:
    # The fourth order of 静安 waits; of its numbers the first three digits and the last two are shown.
    waiting = Report.objects.get(number=JINGAN.orders[3])
    client = browser(world, "jingan.team-lead")
    for shown in (JINGAN.reporters[3].phone[:3], JINGAN.reporters[3].phone[-2:], "@mail"):
        answer = client.get(f"/triage/?reason={waiting.pending_reason}&q={quote(shown)}")
        assert f"/reports/{waiting.pk}/" in answer.content.decode(), shown
