"""Reads of accounts and clients."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from huiyin.records.accounts.models import SEATS, Account, Client, SavedFilter
from huiyin.records.accounts.roles import Right, roles_with
from huiyin.records.registry.models import Firm, Neighbourhood, Officer, Partner, Unit


def accounts(unit_id: int | None = None) -> QuerySet[Account]:
    """The accounts, those that may sign in first, in the order of lists; of one unit where it is given."""
    listed = Account.objects.select_related("unit", "neighbourhood", "firm", "partner", "officer").order_by(
        F("disabled_at").asc(nulls_first=True), F("unit__rank").asc(nulls_last=True), "username"
    )
    return listed if unit_id is None else listed.filter(unit_id=unit_id)


def found_accounts(
    words: str, role: str = "", unit_id: int | None = None, in_use: bool | None = None
) -> QuerySet[Account]:
    """Those of :func:`accounts` whose username or name holds the words; of a role, of a unit, in use or not."""
    found = accounts(unit_id)
    if in_use is not None:
        found = found.filter(disabled_at__isnull=in_use)
    if words:
        found = found.filter(Q(username__icontains=words) | Q(name__icontains=words))
    return found.filter(_has_one_of([role])) if role else found


def client_of(token: str) -> Client | None:
    """The client whose token this is, unless it was revoked."""
    digest = hashlib.sha256(token.encode()).digest()
    return Client.objects.select_related("unit").filter(digest=digest, revoked_at=None).first()


def clients() -> QuerySet[Client]:
    """The clients, those in use first."""
    return Client.objects.select_related("unit").order_by(F("revoked_at").asc(nulls_first=True), "name")


def filters(account_id: int, page: str) -> QuerySet[SavedFilter]:
    """What somebody has kept for a list, by name."""
    return SavedFilter.objects.filter(account_id=account_id, page=page).order_by("name")


@dataclass(frozen=True, slots=True)
class Belonging:
    """What an account may belong to: ``kind`` is the seat's name; ``within`` says where a committee or body is."""

    kind: str
    pk: int
    name: str
    within: str = ""


def belongings(words: str, kinds: Collection[str] = SEATS, most: int = 8) -> list[Belonging]:
    """Units, committees, firms and partner bodies whose name holds the words, at most so many of each kind."""
    found: list[Belonging] = []
    if "unit" in kinds:
        units = Unit.objects.filter(Q(name__icontains=words) | Q(short_name__icontains=words) | Q(code=words))
        found += [Belonging("unit", unit.pk, unit.name) for unit in units.order_by("rank")[:most]]
    if "neighbourhood" in kinds:
        committees = Neighbourhood.objects.filter(name__icontains=words).select_related(
            "subdistrict__district"
        )
        found += [_committee(each) for each in committees.order_by("code")[:most]]
    for kind, table in (("firm", Firm), ("partner", Partner)):
        if kind in kinds:
            named = table.objects.filter(name__icontains=words).order_by("name")
            found += [Belonging(kind, pk, name) for pk, name in named.values_list("pk", "name")[:most]]
    return found


def belonging(kind: str, pk: int) -> Belonging | None:
    """The unit, committee, firm or body of an id; None where there is none, or no such kind."""
    if kind == "neighbourhood":
        committee = Neighbourhood.objects.select_related("subdistrict__district").filter(pk=pk).first()
        return _committee(committee) if committee else None
    tables: dict[str, type[Unit | Firm | Partner]] = {"unit": Unit, "firm": Firm, "partner": Partner}
    name = (
        tables[kind]._default_manager.filter(pk=pk).values_list("name", flat=True).first()
        if kind in tables
        else None
    )
    return Belonging(kind, pk, name) if name is not None else None


def _committee(each: Neighbourhood) -> Belonging:
    subdistrict = each.subdistrict
    return Belonging("neighbourhood", each.pk, each.name, f"{subdistrict.district.name}{subdistrict.name}")


def free_officers(words: str, most: int = 12) -> QuerySet[Officer]:
    """Officers without an account whose name or certificate holds the words, at most so many, with their units."""
    return (
        Officer.objects.select_related("unit")
        .filter(Q(name__icontains=words) | Q(certificate__icontains=words), account=None)
        .order_by("unit__rank", "certificate")[:most]
    )


def units_of_accounts() -> QuerySet[Unit]:
    """The units that have accounts, in the order of lists."""
    return Unit.objects.filter(pk__in=Account.objects.filter(unit__isnull=False).values("unit")).order_by(
        "rank"
    )


def names(usernames: set[str]) -> dict[str, str]:
    """The persons' names for the actors that entries name; programs and unknown ones are left out."""
    return dict(Account.objects.filter(username__in=usernames).values_list("username", "name"))


def people(usernames: Collection[str]) -> dict[str, str]:
    """The persons with what they belong to, such as 王岚（静安）, as :func:`names` has them. One statement."""
    seats = ("unit__short_name", "neighbourhood__name", "firm__name", "partner__name")
    rows = Account.objects.filter(username__in=usernames).values_list("username", "name", *seats)
    found = {}
    for username, name, *belongs in rows:
        seat = next(filter(None, belongs), "")
        found[username] = f"{name}（{seat}）" if seat else name
    return found


def administrators() -> QuerySet[Account]:
    """Who manages accounts and may sign in."""
    return Account.objects.filter(_has_one_of(roles_with(Right.ACCOUNT_MANAGE)), disabled_at=None)


def successors(account_id: int) -> QuerySet[Account]:
    """Who may take over from an account: those in use that are an officer's, the same unit's first."""
    unit = Account.objects.filter(pk=account_id).values("unit")[:1]
    return (
        accounts()
        .filter(disabled_at=None, officer__isnull=False)
        .exclude(pk=account_id)
        .annotate(colleague=Q(unit=unit))
        .order_by("-colleague", "unit__rank", "username")
    )


def _has_one_of(roles: Iterable[str]) -> Q:
    wanted = "|".join(re.escape(role) for role in sorted(roles))
    return Q(roles__regex=rf"(^| )({wanted})( |$)")
