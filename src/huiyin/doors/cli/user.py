"""``huiyin user``: accounts that sign in to the web pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from huiyin.doors.cli.common import (
    CALLED_WRONGLY,
    REFUSED,
    as_option,
    emit,
    fail,
    json_option,
    unit_named,
    with_django,
)
from huiyin.doors.cli.registry_parts import by

T = TypeVar("T")


class _Asked(click.Option):
    """What is asked for at the terminal when it is not given; standard output is for what comes of the command."""

    def prompt_for_value(self, ctx: click.Context) -> Any:
        return click.prompt(
            "密码 / Password",
            hide_input=True,
            confirmation_prompt="再输入一次 / Repeat",
            err=True,
            value_proc=lambda typed: self.process_value(ctx, typed),
        )


@click.group("user")
def user_command() -> None:
    """Accounts that sign in to the web pages."""


@user_command.command("add")
@click.argument("username")
@click.option("--name", default="", help="The person's name (default: the username).")
@click.option("--role", "roles", multiple=True, help="A role, such as team-lead; may be given several times.")
@click.option("--admin", is_flag=True, help="May administer accounts: the same as --role admin.")
@click.option("--unit", default="sh-bureau", show_default=True, help="The code of the account's unit.")
@click.password_option(cls=_Asked, help="Asked for when not given.")
@as_option
@json_option
@with_django
def add_command(
    username: str,
    name: str,
    roles: tuple[str, ...],
    admin: bool,
    unit: str,
    password: str,
    actor: str,
    as_json: bool,
) -> None:
    """Add the account USERNAME; the first one of an installation is its administrator's.

    Its password is not asked to be changed: who types it here is its owner.
    """
    from huiyin.records.accounts.actions.accounts import Seat, open_account, plain_username

    wanted = {*roles, *(["admin"] if admin else [])}
    if not wanted:
        fail(
            "请写明账号的用途：--admin，或 --role，如 team-lead、clerk、officer / "
            "say what the account is for: --admin, or --role such as team-lead, clerk, officer",
            CALLED_WRONGLY,
        )
    seat = Seat(unit_id=unit_named(unit).pk)
    _done(
        lambda: open_account(by(actor), username, name or username, wanted, seat, password, must_change=False)
    )
    kept = plain_username(username)
    if as_json:
        emit({"user": kept, "roles": sorted(wanted), "unit": unit})
    else:
        click.echo(f"已建立账号 {kept}")


@user_command.command("list")
@json_option
@with_django
def list_command(as_json: bool) -> None:
    """List the accounts with their roles and what they belong to."""
    from huiyin.records.accounts.queries import accounts

    for account in accounts():
        seat = account.unit or account.neighbourhood or account.firm or account.partner
        told = {
            "user": account.username,
            "name": account.name,
            "roles": account.roles.split(),
            "belongs_to": seat.name if seat else "",
            "disabled": account.disabled_at is not None,
        }
        if as_json:
            emit(told)
        else:
            state = "（停用）" if account.disabled_at else ""
            click.echo(f"{account.username}{state}\t{account.name}\t{account.roles}\t{told['belongs_to']}")


@user_command.command("reset-password")
@click.argument("username")
@as_option
@json_option
@with_django
def reset_command(username: str, actor: str, as_json: bool) -> None:
    """Give USERNAME a temporary password, print it once, and end a lock-out.

    Its sessions end; it is changed at the next sign-in.
    """
    from huiyin.doors.web.signing_in import unlock
    from huiyin.records.accounts.actions.passwords import reset_password, temporary_password

    account = _account(username)
    password = temporary_password()
    _done(lambda: reset_password(by(actor), account.pk, password))
    unlock(account.username)
    if as_json:
        emit({"user": account.username, "password": password})
    else:
        click.echo(f"{account.username} 的临时密码（只显示这一次，登录后须修改）：{password}")


@user_command.command("disable")
@click.argument("username")
@click.option("--reason", required=True, help="Why; it goes into the ledger, so name nobody.")
@click.option("--successor", default="", help="Who takes open tasks over: the username of an officer.")
@as_option
@json_option
@with_django
def disable_command(username: str, reason: str, successor: str, actor: str, as_json: bool) -> None:
    """Let nobody sign in as USERNAME any more."""
    from huiyin.records.accounts.actions.accounts import disable_account

    account = _account(username)
    heir = _account(successor) if successor else None
    _done(lambda: disable_account(by(actor), account.pk, reason, heir.pk if heir else None))
    if as_json:
        emit({"user": account.username, "disabled": True, "successor": heir.username if heir else ""})
    else:
        click.echo(f"已停用账号 {account.username}")


@user_command.command("roles")
@click.argument("username", required=False)
@click.option(
    "--role", "roles", multiple=True, help="The role it has from now on; may be given several times."
)
@as_option
@json_option
@with_django
def roles_command(username: str | None, roles: tuple[str, ...], actor: str, as_json: bool) -> None:
    """Show what each role may do; with USERNAME those of the account; with --role, set them."""
    from huiyin.records.accounts.actions.accounts import amend_account

    if username is None:
        if roles:
            fail(
                "请写明是谁的角色：huiyin user roles 用户名 --role … / "
                "say whose roles they are to be: huiyin user roles USERNAME --role …",
                CALLED_WRONGLY,
            )
        _show_roles(as_json)
        return
    account = _account(username)
    if roles:
        seat = _seat_of(account)
        _done(lambda: amend_account(by(actor), account.pk, account.name, roles, seat))
        account = _account(username)
    if as_json:
        emit({"user": account.username, "roles": account.roles.split(), "rights": sorted(account.rights)})
    else:
        click.echo(f"{account.username}\t{account.roles}")


def _show_roles(as_json: bool) -> None:
    from huiyin.records.accounts.roles import RIGHTS

    for role, rights in RIGHTS.items():
        if as_json:
            emit({"role": role.value, "name": role.label, "rights": sorted(rights)})
        else:
            click.echo(f"{role.value}\t{role.label}\t{'；'.join(right.label for right in sorted(rights))}")


def _seat_of(account: Any) -> Any:
    from huiyin.records.accounts.actions.accounts import Seat
    from huiyin.records.accounts.models import SEATS

    return Seat(**{f"{name}_id": getattr(account, f"{name}_id") for name in (*SEATS, "officer")})


def _account(username: str) -> Any:
    """The account of this name, however written. Ends the command when there is none."""
    from huiyin.records.accounts.actions.accounts import plain_username
    from huiyin.records.accounts.models import Account

    account = Account.objects.filter(username=plain_username(username)).first()
    if account is None:
        fail(
            f"没有账号 {username}，见 huiyin user list / there is no account {username!r}; `huiyin user list` names them",
            CALLED_WRONGLY,
        )
    return account


def _done(act: Callable[[], T]) -> T:
    """What came of an act; ends the command with the fault when it is refused."""
    from huiyin.records.accounts.refusal import AccountRefused

    try:
        return act()
    except AccountRefused as refused:
        fail(str(refused), REFUSED)
