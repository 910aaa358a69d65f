"""``huiyin demo``: the demonstration campaign, from its bundled files to the first page."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from huiyin.demo import record
from huiyin.doors.cli.common import CALLED_WRONGLY, emit, fail, json_option, with_django

if TYPE_CHECKING:
    from huiyin.records.problems.overview import Overview

AS_OF = "2022-09-15T09:00:00+08:00"


@click.command("demo")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help="Set the demonstration up and end.")
@json_option
def demo_command(host: str, port: int, no_serve: bool, as_json: bool) -> None:
    """Set up the demonstration in HUIYIN_HOME (default: huiyin-demo) and serve it. All its complaints are invented.

    With --json it prints one line: how the campaign stands, and the accounts; then that of `huiyin serve --json`.
    """
    os.environ.setdefault("HUIYIN_HOME", str(Path.cwd() / "huiyin-demo"))
    os.environ["HUIYIN_NOW"] = AS_OF
    _show(host, port, no_serve, as_json)


@with_django
def _show(host: str, port: int, no_serve: bool, as_json: bool) -> None:
    from django.conf import settings

    from huiyin.doors.cli.demo_steps import standing, summary
    from huiyin.doors.cli.serve import run

    home = Path(settings.HUIYIN_HOME)
    if not record.notice(home):
        _refuse_other_data(home)
    # Before anything is loaded: a set-up that is cut short is known again, and goes on.
    record.write(home, {**record.read(home), record.AS_OF: AS_OF})
    passwords = _set_up(home, quiet=as_json)
    view = standing()
    if as_json:
        emit(_told(home, view, passwords))
    else:
        summary(view)

    def announce() -> None:
        if not as_json:
            _logins(passwords)

    if no_serve:
        announce()
    else:
        run(host, port, 2, announce, as_json=as_json)


def _refuse_other_data(home: Path) -> None:
    from django.contrib.auth import get_user_model

    from huiyin.records.registry.models import Compound
    from huiyin.records.reports.models import ImportBatch

    if any(table.objects.exists() for table in (ImportBatch, Compound, get_user_model())):
        fail(
            f"{home} 或其数据库中已有其他数据，请为演示另选一个空的 HUIYIN_HOME / "
            f"{home} or its database holds other data; choose an empty HUIYIN_HOME for the demonstration",
            CALLED_WRONGLY,
        )


def _set_up(home: Path, *, quiet: bool) -> dict[str, str]:
    """Load what the demonstration consists of, unless it is there. Returns the passwords of its accounts."""
    from huiyin.doors.cli.demo_accounts import open_accounts
    from huiyin.doors.cli.demo_answers import answer_some, call_some_back
    from huiyin.doors.cli.demo_cases import lead_some
    from huiyin.doors.cli.demo_desk import sign_lists, survey_most
    from huiyin.doors.cli.demo_steps import import_all, load_compounds
    from huiyin.doors.cli.demo_triage import triage_some
    from huiyin.doors.cli.demo_work import prepare_the_day, work_on_some

    load_compounds()
    import_all(quiet=quiet)
    passwords = record.read(home)
    open_accounts(passwords)
    record.write(home, passwords)
    triage_some()
    work_on_some()
    answer_some()
    call_some_back()
    prepare_the_day()
    lead_some()
    survey_most()
    sign_lists()
    return passwords


def _told(home: Path, view: Overview, passwords: Mapping[str, str]) -> dict[str, Any]:
    """How the campaign stands and who can sign in, for a program."""
    from huiyin.doors.cli.demo_accounts import PEOPLE

    return {
        "home": str(home),
        "as_of": AS_OF,
        "reports": view.reports_total,
        "fates": dict(view.fates),
        "pending": dict(view.pending_reasons),
        "problems_open": view.problems_open,
        "problems_settled": view.problems_settled,
        "tasks_overdue": view.tasks_overdue,
        "replies_owed": view.replies_owed,
        "provisional_places": view.provisional_places,
        "accounts": [
            {"user": one.username, "password": passwords[one.username], "roles": one.roles} for one in PEOPLE
        ],
    }


def _logins(passwords: dict[str, str]) -> None:
    from huiyin.doors.cli.demo_accounts import PEOPLE
    from huiyin.records.accounts.roles import Role

    click.echo("演示账号：")
    for person in PEOPLE:
        roles = "、".join(Role(role).label for role in person.roles)
        click.echo(f"  {person.username:<12}{passwords[person.username]:<20}{roles}")
