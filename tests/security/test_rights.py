"""Which role gets which page: as pinned in rights.txt, and as the rights of its gate say."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawling import Answer, pages
from every_address import rights_at
from rights_table import table_of

from huiyin.records.accounts.roles import RIGHTS, Role

pytestmark = pytest.mark.django_db
PINNED = Path(__file__).with_name("rights.txt")
# Pages without a gate: for everybody who is signed in, or for everybody.
UNGATED = {
    "home",
    "sign-in",
    "account_login",
    "sign-out",
    "own-password",
    "language",
    "health",
    "health-live",
    "health-ready",
    "metrics",
    "profile",
    "theme",
    "design",
    # Its gate stands in the view, so that a browser may ask whether its copy is still good.
    "map-compounds",
    # An installation's own files of outlines and base maps: nothing in them is Huiyin's.
    "map-outlines",
    "map-tiles",
    # Its gate is the signed address itself, which a calendar program keeps.
    "case-calendar",
}


def test_every_role_gets_what_is_pinned(crawl: list[Answer]) -> None:
    found = table_of(crawl)
    # Whoever changes a right reads what it opens here, and copies the table that is printed.
    print(found)
    assert found.splitlines() == PINNED.read_text(encoding="utf-8").splitlines()


def test_every_page_has_a_gate_or_is_known_to_need_none() -> None:
    assert {address.name for address in pages() if not rights_at(address)} == UNGATED


def test_a_gate_lets_pass_exactly_those_who_have_one_of_its_rights(crawl: list[Answer]) -> None:
    gates = {address.name: frozenset(rights_at(address)) for address in pages()}
    first = {(answer.name, answer.who): answer.status for answer in reversed(crawl)}
    closed = {
        (name, role.value)
        for name, rights in gates.items()
        if rights
        for role in Role
        if not rights & RIGHTS[role]
    }
    assert {at for at, status in first.items() if status == 403 and gates[at[0]]} - closed == {
        # The lead may take back a proposal of their own; this one is the clerk's.
        ("report-decline-reject", "team-lead"),
        # Each act of a case has its own role; these are the officers'.
        *(
            (step, role)
            for step in ("case-incident", "case-step")
            for role in ("approver", "district-supervisor", "city-supervisor", "legal-reviewer")
        ),
    }
    assert {at for at in closed if first[at] != 403} == set()
