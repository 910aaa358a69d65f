"""The people of the journeys: one account for each role, in 静安, its team and the bureau, and a lead of another district."""

from __future__ import annotations

from dataclasses import dataclass

from huiyin.records.accounts.actions.accounts import Seat, open_account
from huiyin.records.ledger.action import By
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.models import Compound, Mandate, Officer, Partner, Unit

PASSWORD = "a-long-enough-word-17"
CITY = "sh-bureau"


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the desk.

    ``belongs`` is the code of a unit, or what is around a compound: ``team``, ``firm``, ``neighbourhood``, ``partner``.
    """

    username: str
    name: str
    role: str
    belongs: str = "jingan"
    certificate: str = ""


PEOPLE = (
    Person("leader", "周队长", "team-lead", "team", certificate="沪A001"),
    Person("officer", "陈队员", "officer", "team", certificate="沪A002"),
    Person("officer2", "林队员", "officer", "team", certificate="沪A003"),
    Person("clerk", "吴内勤", "clerk"),
    Person("callback", "许回访", "callback-clerk"),
    Person("approver", "郑分管", "approver"),
    Person("legal", "韩法审", "legal-reviewer"),
    Person("district", "沈督办", "district-supervisor"),
    Person("city", "顾督办", "city-supervisor", CITY),
    Person("inspector", "钱督察", "inspector", CITY),
    Person("auditor", "冯审计", "auditor", CITY),
    Person("admin", "魏管理", "admin", CITY),
    Person("manager", "蒋经理", "property-manager", "firm"),
    Person("contact", "石联络", "neighbourhood-contact", "neighbourhood"),
    Person("partner", "何协同", "partner", "partner"),
    Person("elsewhere", "孟队长", "team-lead", "minhang"),
)


def enrol(by: By, compound: Compound) -> None:
    """Open everybody's account; those outside the service belong to what is around ``compound``."""
    units = dict(Unit.objects.values_list("code", "pk"))
    units["team"] = Unit.objects.get(kind=Unit.Kind.TEAM, subdistrict=compound.subdistrict).pk
    certified = [one for one in PEOPLE if one.certificate]
    add_officers(by, [NewOfficer(one.name, units[one.belongs], one.certificate) for one in certified])
    officers = dict(Officer.objects.values_list("certificate", "pk"))
    outside = {
        "firm": Seat(firm_id=Mandate.objects.get(compound=compound).firm_id),
        "neighbourhood": Seat(neighbourhood_id=compound.neighbourhood_id),
        "partner": Seat(partner_id=Partner.objects.filter(district=compound.district).order_by("pk")[0].pk),
    }
    for one in PEOPLE:
        seat = outside.get(one.belongs) or Seat(
            unit_id=units[one.belongs], officer_id=officers.get(one.certificate)
        )
        open_account(by, one.username, one.name, [one.role], seat, PASSWORD, must_change=False)
