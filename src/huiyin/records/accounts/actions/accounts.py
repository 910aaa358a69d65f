"""Accounts: opened, amended, disabled and enabled again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, models, transaction

from huiyin.records.accounts.actions.passwords import set_password
from huiyin.records.accounts.models import SEATS, Account
from huiyin.records.accounts.queries import administrators
from huiyin.records.accounts.refusal import AccountRefused
from huiyin.records.accounts.roles import ALONE, OUTSIDE, Right, Role, roles_with
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.registry.models import Firm, Neighbourhood, Officer, Partner, Unit

# What can be typed on every keyboard, and Chinese names. Letters of other scripts look like these and are others: nobody is
# to be taken for somebody else in the ledger.
_USERNAME = re.compile(r"[a-z0-9_.@+\-\u3400-\u4dbf\u4e00-\u9fff]{2,64}")
# By these the ledger names the program itself.
_TAKEN = frozenset({"huiyin", "demo", "operator"})
_NAME_LENGTH = 40
_SEATS: dict[str, type[models.Model]] = {
    "unit": Unit,
    "neighbourhood": Neighbourhood,
    "firm": Firm,
    "partner": Partner,
}


@dataclass(frozen=True, slots=True)
class Seat:
    """What a person belongs to: the id of exactly one of the four; and the officer, if they are one."""

    unit_id: int | None = None
    neighbourhood_id: int | None = None
    firm_id: int | None = None
    partner_id: int | None = None
    officer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Disabled:
    """An account that nobody signs in with any more, and who takes its work over: ids of officers, None where there is none."""

    account_id: int
    officer_id: int | None
    successor_id: int | None


def plain_username(typed: str) -> str:
    """A username as it is kept and compared: without blanks around it, in small letters of ordinary width."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


@action("account.open")
def open_account(
    by: By,
    username: str,
    name: str,
    roles: Collection[str],
    seat: Seat,
    password: str,
    *,
    must_change: bool = True,
) -> int:
    """Make an account. Returns its id. Its username is kept in small letters.

    ``password`` is changed at the first sign-in unless ``must_change`` is false. Raises :class:`AccountRefused` for a name
    that cannot be one or is taken, a role that does not go with the seat or the other roles, an officer of another unit or
    with an account, and a password that is too weak.
    """
    username = plain_username(username)
    if not _USERNAME.fullmatch(username):
        raise AccountRefused(
            "用户名为2至64个英文字母、汉字、数字或 . @ + - _",
            "a username has 2 to 64 English letters, Chinese characters, digits or . @ + - _",
        )
    if username in _TAKEN:
        raise AccountRefused(
            f"用户名“{username}”由系统自用", f"the username {username} stands for the program"
        )
    account = Account(username=username, name=_plain_name(name), made_at=by.at, must_change=must_change)
    _seat(account, roles, seat)
    set_password(account, password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        raise AccountRefused(
            f"用户名“{username}”已被使用，或该执法人员已有账号",
            f"there is an account {username} already, or the officer has one",
        ) from error
    enter("account", account.pk, {"username": username, **_told(account)}, first=True)
    return account.pk


@action("account.amend")
def amend_account(by: By, account_id: int, name: str, roles: Collection[str], seat: Seat) -> list[str]:
    """Set name, roles and seat. Returns what changed.

    Raises :class:`AccountRefused` as :func:`open_account` does, for one's own roles and seat, and where nobody would be left
    who manages accounts.
    """
    account, managers = _locked(account_id)
    before = _told(account)
    renamed = account.name != (plain := _plain_name(name))
    account.name = plain
    _seat(account, roles, seat)
    changed = {key: value for key, value in _told(account).items() if before[key] != value}
    if changed and account.username == by.actor:
        raise AccountRefused("不能修改自己的角色与归属", "nobody changes their own roles or seat")
    if not _manages(account):
        _refuse_last(account, managers)
    if changed or renamed:
        try:
            with transaction.atomic():
                account.save(update_fields=["name", "roles", "officer", *SEATS])
        except IntegrityError as error:
            raise AccountRefused("该执法人员已有账号", "the officer has an account already") from error
        enter(
            "account",
            account.pk,
            {**changed, "renamed": renamed, "was": {key: before[key] for key in changed}},
        )
    return [*changed, *(["name"] if renamed else [])]


@action("account.disable")
def disable_account(by: By, account_id: int, reason: str, successor_id: int | None = None) -> Disabled:
    """Let nobody sign in with an account any more; its open work goes to the successor, an account with an officer.

    What stands in the ledger under its name stays. Sessions under way end at their next request.
    Raises :class:`AccountRefused` without a reason, for one that is disabled already, for oneself, for a successor that is
    disabled, no officer or the same, and where nobody would be left who manages accounts.
    """
    if not reason.strip():
        raise AccountRefused("停用账号须写明理由", "disabling an account needs its reason")
    account, managers = _locked(account_id, successor_id)
    if not account.is_active:
        raise AccountRefused("该账号已停用", f"account {account.username} is disabled already")
    if account.username == by.actor:
        raise AccountRefused("不能停用自己的账号", "nobody disables their own account")
    _refuse_last(account, managers)
    heir = None
    if successor_id is not None:
        heir = Account.objects.filter(pk=successor_id, disabled_at=None).exclude(pk=account_id).first()
        if heir is None or heir.officer_id is None:
            raise AccountRefused(
                "接手人须为在用的执法人员账号", "who takes over must be an active account of an officer"
            )
    account.disabled_at = by.at
    account.save(update_fields=["disabled_at"])
    enter("account", account.pk, {"disabled": reason.strip(), "successor": heir.username if heir else ""})
    return Disabled(account.pk, account.officer_id, heir.officer_id if heir else None)


@action("account.enable")
def enable_account(by: By, account_id: int, password: str) -> None:
    """Let somebody sign in again who was disabled, with a password that they change at once.

    Raises :class:`AccountRefused` for one that is in use, and for a password that is too weak.
    """
    account, _ = _locked(account_id)
    if account.is_active:
        raise AccountRefused("该账号未停用", f"account {account.username} is in use")
    account.disabled_at, account.must_change = None, True
    set_password(account, password)
    account.save(update_fields=["disabled_at", "must_change", "password"])
    enter("account", account.pk, {"enabled": True})


def _locked(account_id: int, *others: int | None) -> tuple[Account, list[Account]]:
    """The account, and all that manage accounts. They are locked together in the order of their ids.

    So of two that would take the last administrators away at once, the second sees what the first did.
    """
    wanted = {
        account_id,
        *(pk for pk in others if pk is not None),
        *administrators().values_list("pk", flat=True),
    }
    held = {
        account.pk: account
        for account in Account.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    }
    if account_id not in held:
        raise AccountRefused("账号不存在", f"there is no account {account_id}")
    return held[account_id], [a for a in held.values() if a.is_active and _manages(a)]


def _manages(account: Account) -> bool:
    return not roles_with(Right.ACCOUNT_MANAGE).isdisjoint(account.roles.split())


def _refuse_last(account: Account, managers: Collection[Account]) -> None:
    """Somebody must be left who manages accounts, where somebody does now."""
    pks = {manager.pk for manager in managers}
    if pks == {account.pk}:
        raise AccountRefused("系统至少须保留一名在用的系统管理员", "nobody else manages accounts")


def _plain_name(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > _NAME_LENGTH or not plain.isprintable():
        raise AccountRefused(
            f"须填写姓名，不超过{_NAME_LENGTH}字",
            f"an account needs the person's name, at most {_NAME_LENGTH} characters",
        )
    return plain


def _seat(account: Account, roles: Collection[str], seat: Seat) -> None:
    wanted = sorted({str(role) for role in roles})
    unknown = [role for role in wanted if role not in Role.values]
    if unknown or not wanted:
        raise AccountRefused("须选择有效的角色", f"there is no such role: {', '.join(unknown) or '(none)'}")
    given = [name for name in SEATS if getattr(seat, f"{name}_id") is not None]
    if len(given) != 1:
        raise AccountRefused(
            "账号须且只能归属一处", "an account belongs to one unit, committee, firm or partner"
        )
    for role in map(Role, wanted):
        if OUTSIDE.get(role, "unit") != given[0]:
            raise AccountRefused(
                f"角色“{role.label}”与归属不符", f"role {role} does not go with a {given[0]}"
            )
        if role in ALONE and len(wanted) > 1:
            raise AccountRefused(
                f"角色“{role.label}”不能与其他角色兼任", f"role {role} stands alone: it goes with no other"
            )
    pk = getattr(seat, f"{given[0]}_id")
    if not _SEATS[given[0]]._default_manager.filter(pk=pk).exists():
        raise AccountRefused("归属不存在", f"there is no {given[0]} {pk}")
    if (
        seat.officer_id is not None
        and not Officer.objects.filter(pk=seat.officer_id, unit=seat.unit_id).exists()
    ):
        raise AccountRefused("该执法人员不属于所选单位", "the officer is none of this unit")
    account.roles = " ".join(wanted)
    for name in (*SEATS, "officer"):
        setattr(account, f"{name}_id", getattr(seat, f"{name}_id"))


def _told(account: Account) -> dict[str, object]:
    """What the ledger is told: no person's name beyond the username, since the ledger cannot forget."""
    return {"roles": account.roles, **{name: getattr(account, f"{name}_id") for name in (*SEATS, "officer")}}
