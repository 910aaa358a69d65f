"""``huiyin check``: everything that must always hold."""

from __future__ import annotations

import sys

import click

from huiyin.doors.cli.common import BREACH, emit, json_option, with_django


@click.command("check")
@json_option
@with_django
def check_command(as_json: bool) -> None:
    """Run every invariant over everything; exit 1 with what breaks."""
    from huiyin.doors.clock import now
    from huiyin.records.invariants import names, run

    breaches = 0
    for breach in run(now()):
        breaches += 1
        if as_json:
            emit({"invariant": breach.invariant, "record": breach.record, "detail": breach.detail})
        else:
            click.echo(f"{breach.invariant}  {breach.record}  {breach.detail}")
    known = names()
    if as_json:
        emit({"invariants": len(known), "breaches": breaches})
    else:
        for name, meaning in known.items():
            click.echo(f"  {name}: {meaning}")
        click.echo(f"{len(known)} 项检查，{breaches} 处不符")
    if breaches:
        sys.exit(BREACH)
