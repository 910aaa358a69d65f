"""The table of roles and rights, written out once more: a right is given or taken only where somebody means it."""

from __future__ import annotations

import pytest

from huiyin.records.accounts.roles import (
    ALONE,
    CLIENT_RIGHTS,
    OUTSIDE,
    RIGHTS,
    Right,
    Role,
    rights_of,
    roles_with,
)

# One column a role, in the order of the heads: officer, team lead, approver, district, city, inspector, clerk, call-back,
# legal, property manager, neighbourhood contact, partner, auditor, admin.
HEADS = (
    *("officer", "team-lead", "approver", "district-supervisor", "city-supervisor", "inspector", "clerk"),
    *("callback-clerk", "legal-reviewer", "property-manager", "neighbourhood-contact", "partner"),
    *("auditor", "admin"),
)
TABLE = """
problem.read       x x x x x x x x x x x x x -
problem.verify     x x - - - - - - - - - - - -
problem.settle     - x - - - - - - - - - - - -
problem.link       - x - x x - x - - - - - - -
task.assign        - x - x x - - - - - - - - -
task.extend        - - x x x - - - - - - - - -
report.read        x x x x x x x x x - - - - -
report.identify    x x - x x - x x - - - - - -
report.import      - x - - - - x - - - - - - -
report.triage      - x - - - - x - - - - - - -
report.confirm     - - x x x - - - - - - - - -
report.reply       x x - - - - x x - - - - - -
list.draft         - x - - - - x - - - - - - -
list.review        - - x x x - - - - - - - - -
list.approve       - - - x x - - - - - - - - -
list.issue         - - - x x - - - - - - - - -
case.read          x x x x x x x - x - - - - -
case.investigate   x x - - - - - - - - - - - -
case.approve       - - x x x - - - - - - - - -
case.review        - - - - - - - - x - - - - -
survey.enter       x x - - - - x - - - - - - -
survey.freeze      - - - x x - - - - - - - - -
registry.read      x x x x x x x - x - - - x x
registry.manage    - - - x x - - - - - - - - -
place.merge        - - - x x - - - - - - - - -
exception.read     x x x x x x x - x - - - x -
exception.clear    - x - x x - - - - - - - - -
ledger.read        - - - x x x - - x - - - x -
look.read          - - - - - - - - - - - - x -
account.manage     - - - - - - - - - - - - - x
client.manage      - - - - - - - - - - - - - x
"""


def written() -> dict[str, dict[str, bool]]:
    lines = [line.split() for line in TABLE.strip().splitlines()]
    return {right: dict(zip(HEADS, (cell == "x" for cell in cells), strict=True)) for right, *cells in lines}


def test_every_role_has_exactly_the_rights_of_the_table() -> None:
    assert {
        right.value: {role: right in RIGHTS[Role(role)] for role in HEADS} for right in Right
    } == written()
    assert set(HEADS) == set(Role.values) == set(RIGHTS)


def test_several_roles_bring_the_rights_of_each_and_no_more() -> None:
    assert rights_of(["clerk", "approver"]) == RIGHTS[Role.CLERK] | RIGHTS[Role.APPROVER]
    assert rights_of([]) == frozenset()
    with pytest.raises(ValueError, match="mayor"):
        rights_of(["clerk", "mayor"])


def test_who_administers_sees_no_complaint_and_who_audits_changes_nothing() -> None:
    assert {"admin", "auditor"} == ALONE
    assert roles_with(Right.ACCOUNT_MANAGE) == roles_with(Right.CLIENT_MANAGE) == {"admin"}
    assert {right for right in RIGHTS[Role.ADMIN] if right.startswith(("problem", "report"))} == set()
    assert {right.rsplit(".")[-1] for right in RIGHTS[Role.AUDITOR]} == {"read"}


def test_nobody_from_outside_sees_a_report_or_who_made_it() -> None:
    assert OUTSIDE == {
        "property-manager": "firm",
        "neighbourhood-contact": "neighbourhood",
        "partner": "partner",
    }
    for role in OUTSIDE:
        assert RIGHTS[role] == {Right.PROBLEM_READ}


def test_a_program_neither_identifies_nor_signs() -> None:
    assert {"problem.read", "report.read", "report.import"} == CLIENT_RIGHTS


def test_no_one_person_drafts_reviews_and_approves_a_list() -> None:
    for role, rights in RIGHTS.items():
        assert not {Right.LIST_DRAFT, Right.LIST_REVIEW} <= rights, role
