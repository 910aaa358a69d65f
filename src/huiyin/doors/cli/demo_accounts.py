"""The demonstration's people: one account for each role, of a district whose complaints are invented."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from huiyin.doors.cli.demo_steps import SUBDISTRICT
from huiyin.doors.clock import now
from huiyin.records.ledger.action import By

if TYPE_CHECKING:
    from huiyin.records.accounts.actions.accounts import Seat

DISTRICT = "jingan"
CITY = "sh-bureau"


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up person; with a certificate they are an officer.

    ``belongs`` is the code of a unit, or what else an account may belong to: ``firm``, ``neighbourhood`` or ``partner``.
    """

    username: str
    name: str
    roles: tuple[str, ...]
    belongs: str = DISTRICT
    certificate: str = ""


PEOPLE = (
    Person("leader", "周队长", ("team-lead",), certificate="演示-001"),
    Person("officer", "陈队员", ("officer",), certificate="演示-002"),
    Person("officer2", "林队员", ("officer",), certificate="演示-003"),
    Person("clerk", "吴内勤", ("clerk",)),
    Person("callback", "许回访", ("callback-clerk",)),
    Person("approver", "郑分管", ("approver",)),
    Person("legal", "韩法审", ("legal-reviewer",)),
    Person("district", "沈督办", ("district-supervisor",)),
    Person("supervisor", "顾督办", ("city-supervisor",), CITY),
    Person("inspector", "钱督察", ("inspector",), CITY),
    Person("auditor", "冯审计", ("auditor",), CITY),
    Person("admin", "魏管理", ("admin",), CITY),
    Person("firm", "蒋经理", ("property-manager",), "firm"),
    Person("contact", "石联络", ("neighbourhood-contact",), "neighbourhood"),
    Person("partner", "何协同", ("partner",), "partner"),
)


def open_accounts(passwords: dict[str, str]) -> None:
    """Make the accounts that are not there, each with a random password that is added to ``passwords``."""
    from huiyin.records.accounts.actions.accounts import Seat, open_account
    from huiyin.records.accounts.actions.passwords import reset_password
    from huiyin.records.accounts.models import Account
    from huiyin.records.registry.actions.firms import NewOfficer, add_officers
    from huiyin.records.registry.models import Officer, Unit

    by = By("demo", now(), "cli")
    units = dict(Unit.objects.values_list("code", "pk"))
    certified = [person for person in PEOPLE if person.certificate]
    held = set(Officer.objects.values_list("certificate", flat=True))
    absent = [p for p in certified if p.certificate not in held]
    if absent:
        add_officers(by, [NewOfficer(p.name, units[p.belongs], p.certificate) for p in absent])
    officers = dict(Officer.objects.values_list("certificate", "pk"))
    accounts = dict(Account.objects.values_list("username", "pk"))
    for person in PEOPLE:
        if person.username in accounts and person.username in passwords:
            continue
        # Made at random for this folder: a demonstration that is left running is not an open door.
        passwords[person.username] = f"{secrets.token_hex(4)}-{secrets.token_hex(4)}"
        if person.username in accounts:
            reset_password(by, accounts[person.username], passwords[person.username])
            continue
        seat = _outside(person.belongs) or Seat(
            unit_id=units[person.belongs], officer_id=officers.get(person.certificate)
        )
        open_account(
            by,
            person.username,
            person.name,
            person.roles,
            seat,
            passwords[person.username],
            must_change=False,
        )


def _outside(belongs: str) -> Seat | None:
    """A firm that manages compounds, a committee or a body of the district; None for a unit."""
    from huiyin.records.accounts.actions.accounts import Seat
    from huiyin.records.registry.models import Mandate, Neighbourhood, Partner, Unit

    district = Unit.objects.values_list("district", flat=True).get(code=DISTRICT)
    if belongs == "firm":
        return Seat(firm_id=Mandate.objects.order_by("pk").values_list("firm", flat=True)[0])
    if belongs == "neighbourhood":
        committees = Neighbourhood.objects.filter(subdistrict__code=SUBDISTRICT).order_by("code")
        return Seat(neighbourhood_id=committees[0].pk)
    if belongs == "partner":
        return Seat(partner_id=Partner.objects.filter(district=district).order_by("pk")[0].pk)
    return None
