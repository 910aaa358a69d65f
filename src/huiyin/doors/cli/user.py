"""``huiyin user``: accounts."""

from __future__ import annotations

import click

from huiyin.doors.cli.common import emit, fail, json_option, with_django


@click.group("user")
def user_command() -> None:
    """Accounts that sign in to the web pages."""


@user_command.command("add")
@click.argument("name")
@click.option("--admin", is_flag=True, help="May administer accounts.")
@click.password_option(help="Asked for when not given.")
@json_option
@with_django
def add_command(name: str, admin: bool, password: str, as_json: bool) -> None:
    """Add the account NAME."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import IntegrityError

    users = get_user_model()
    try:
        user = users(username=name)
        user.full_clean(exclude=["password"])
        validate_password(password, user)
        users.objects.create_user(name, password=password, is_staff=admin, is_superuser=admin)
    except ValidationError as error:
        fail(" ".join(error.messages), 2)
    except IntegrityError:
        fail(f"there is an account {name!r} already", 2)
    if as_json:
        emit({"user": name, "admin": admin})
    else:
        click.echo(f"已建立账号 {name}")
