"""Who takes part in cases for the agency: officers by their certificate, others by their account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from huiyin.knowledge.law.procedures import Actor
from huiyin.records.accounts.models import Account
from huiyin.records.cases.models import MemberRole
from huiyin.records.registry.models import Officer

ROLE_OF: Mapping[Actor, MemberRole] = {
    "officers": MemberRole.OFFICER,
    "station": MemberRole.OFFICER,
    "party": MemberRole.OFFICER,
    "court": MemberRole.OFFICER,
    "clerk": MemberRole.OFFICER,
    "district-government": MemberRole.APPROVER,
    "head": MemberRole.APPROVER,
    "reviewer": MemberRole.REVIEWER,
    "chair": MemberRole.CHAIR,
}
"""As what somebody takes part who does, or records, an act of such an actor."""


def officer_key(pk: int) -> str:
    """An officer as cases name them."""
    return f"officer:{pk}"


def account_key(account: Account) -> str:
    """Whoever signs in as cases name them: an officer by that, so that nobody is two people."""
    return (
        officer_key(account.officer_id) if account.officer_id is not None else f"account:{account.username}"
    )


def certified(keys: Iterable[str], day: date) -> dict[str, bool]:
    """Whether each has a certificate that is valid on a day. What is not known of its days does not stand against it."""
    wanted = {key: int(key.partition(":")[2]) for key in keys if key.startswith("officer:")}
    officers = Officer.objects.in_bulk(list(wanted.values()))
    return {
        key: (officer := officers.get(pk)) is not None
        and (officer.valid_from is None or officer.valid_from <= day)
        and (officer.valid_until is None or day <= officer.valid_until)
        for key, pk in wanted.items()
    }


def names(keys: Iterable[str]) -> dict[str, str]:
    """What each is called. Two statements."""
    held = list(keys)
    officers = Officer.objects.in_bulk(
        [int(key.partition(":")[2]) for key in held if key.startswith("officer:")]
    )
    accounts = dict(
        Account.objects.filter(
            username__in=[key.partition(":")[2] for key in held if key.startswith("account:")]
        ).values_list("username", "name")
    )
    return {
        key: (
            officers[int(rest)].name
            if kind == "officer" and int(rest) in officers
            else accounts.get(rest, rest)
        )
        for key in held
        for kind, _, rest in [key.partition(":")]
    }
