"""What the pages of accounts and clients say: codes of the records in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from huiyin.doors.web.acts import door, title
from huiyin.doors.web.design.shapes import Fact, Moment, Tone
from huiyin.doors.web.language import either
from huiyin.records.accounts.models import SEATS, Account
from huiyin.records.accounts.queries import Belonging
from huiyin.records.accounts.roles import ALONE, OUTSIDE, RIGHTS, Right, Role
from huiyin.records.ledger.models import Entry


def role_names(roles: str) -> str:
    """The roles of an account, as its column has them."""
    return either("、", ", ").join(
        gettext(Role(role).label) if role in Role.values else role for role in roles.split()
    )


def right_names(rights: Iterable[str]) -> str:
    """Rights in the order of their table; one that there is not is said as it is."""
    wanted = set(rights)
    known = [gettext(right.label) for right in Right if right in wanted]
    # Names of rights hold commas themselves.
    return either("；", "; ").join([*known, *sorted(wanted - set(Right.values))])


def seat_kind(kind: str) -> str:
    """What kind of body an account belongs to."""
    return {
        "unit": gettext("执法单位"),
        "neighbourhood": gettext("居（村）委会"),
        "firm": gettext("物业服务企业"),
        "partner": gettext("协同单位"),
    }[kind]


def seat_of(account: Account) -> Belonging:
    """What an account belongs to; of a committee without where it is."""
    kind = next(kind for kind in SEATS if getattr(account, f"{kind}_id") is not None)
    body = getattr(account, kind)
    return Belonging(kind, body.pk, body.name)


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role to be chosen: what it may do, and with what it goes."""

    code: str
    name: str
    rights: str
    note: str
    chosen: bool


def role_rows(chosen: Collection[str]) -> list[RoleRow]:
    """Every role in the order of the table."""
    return [
        RoleRow(role.value, gettext(role.label), right_names(RIGHTS[role]), _goes_with(role), role in chosen)
        for role in Role
    ]


def _goes_with(role: Role) -> str:
    if role in ALONE:
        return gettext("不与其他角色兼任")
    return gettext("归属须为%(kind)s") % {"kind": seat_kind(OUTSIDE[role])} if role in OUTSIDE else ""


_TONES: Mapping[str, Tone] = {
    "account.open": "accent",
    "account.disable": "danger",
    "account.enable": "accent",
    "account.password.reset": "waiting",
    "exception.raise": "waiting",
    "exception.clear": "done",
}


def heirs_of(entries: Iterable[Entry]) -> set[str]:
    """The usernames of those who took over, as the entries of an account hold them."""
    told = (json.loads(entry.content) for entry in entries if entry.action == "account.disable")
    return {content["successor"] for content in told if content.get("successor")}


def moments(entries: Iterable[Entry], names: Mapping[str, str]) -> list[Moment]:
    """The entries of an account, the newest first, as a timeline; ``names`` are of those who act or take over."""
    told = [
        Moment(
            at=entry.at,
            act=title(entry.action),
            actor=names.get(entry.actor, entry.actor),
            door=door(entry.door),
            tone=_TONES.get(entry.action, "neutral"),
            lines=_lines(json.loads(entry.content), names),
        )
        for entry in entries
    ]
    return told[::-1]


def _lines(content: Mapping[str, object], names: Mapping[str, str]) -> list[Fact]:
    """What an entry says beyond its act; ids of bodies are told as changes alone."""
    lines = []
    if roles := content.get("roles"):
        was = content.get("was")
        before = was.get("roles") if isinstance(was, dict) else None
        note = gettext("原为：%(roles)s") % {"roles": role_names(str(before))} if before else ""
        lines.append(Fact(gettext("角色"), role_names(str(roles)), note))
    if content.get("was") and any(seat in content for seat in SEATS):
        lines.append(Fact(gettext("归属"), gettext("已改")))
    if content.get("was") and "officer" in content:
        lines.append(Fact(gettext("执法人员"), gettext("已改")))
    if content.get("renamed"):
        lines.append(Fact(gettext("姓名"), gettext("已改")))
    for key, term in (
        ("disabled", gettext("理由")),
        ("reason", gettext("原因")),
        ("cleared", gettext("理由")),
    ):
        if content.get(key):
            lines.append(Fact(term, content[key]))
    if successor := str(content.get("successor", "")):
        name = names.get(successor)
        lines.append(Fact(gettext("接手人"), name or successor, successor if name else ""))
    return lines


@dataclass(frozen=True, slots=True)
class Given:
    """A secret that is shown once: what it is, to whom it goes, and what they do with it."""

    title: str
    sub: str
    label: str
    secret: str
    steps: tuple[str, ...]
