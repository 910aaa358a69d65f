"""``huiyin registry officer`` and ``mandate``: officers with their certificates, and firms' mandates for compounds."""

from __future__ import annotations

from datetime import date, datetime

import click

from huiyin.doors.cli.common import as_option, emit, json_option, unit_named, with_django
from huiyin.doors.cli.registry_parts import DAY, ID, by, compounds_named, done


@click.group("officer")
def officer_command() -> None:
    """Officers and the certificates that papers name."""


@officer_command.command("add")
@click.argument("name")
@click.argument("certificate")
@click.option("--unit", required=True, help="The code of the officer's unit.")
@click.option("--from", "since", type=DAY, help="The certificate's first day (default: not known).")
@click.option("--until", type=DAY, help="The certificate's last day (default: not known).")
@as_option
@json_option
@with_django
def officer_add_command(
    name: str,
    certificate: str,
    unit: str,
    since: datetime | None,
    until: datetime | None,
    actor: str,
    as_json: bool,
) -> None:
    """Add the officer NAME with the enforcement CERTIFICATE (执法证号)."""
    from huiyin.records.registry.actions.firms import NewOfficer, add_officers

    officer = NewOfficer(name, unit_named(unit).pk, certificate, _day(since), _day(until))
    (number,) = done(lambda: add_officers(by(actor), [officer]))
    if as_json:
        emit({"id": number})
    else:
        click.echo(f"已登记执法人员，编号 {number}")


@officer_command.command("list")
@click.option("--unit", default="", help="Only those of the unit with this code.")
@json_option
@with_django
def officer_list_command(unit: str, as_json: bool) -> None:
    """List the officers with their units, certificates and the days on which these are valid."""
    from huiyin.records.registry.queries import officers

    if unit:
        unit_named(unit)
    for officer in officers(unit):
        if as_json:
            emit(
                {
                    "id": officer.pk,
                    "name": officer.name,
                    "certificate": officer.certificate,
                    "unit": officer.unit.code,
                    "valid_from": officer.valid_from,
                    "valid_until": officer.valid_until,
                }
            )
        else:
            days = _days(officer.valid_from, officer.valid_until)
            click.echo(f"{officer.pk}  {officer.name}  {officer.certificate}  {officer.unit.name}  {days}")


@click.group("mandate")
def mandate_command() -> None:
    """The mandates under which property firms manage compounds."""


@mandate_command.command("list")
@click.argument("compound")
@json_option
@with_django
def mandate_list_command(compound: str, as_json: bool) -> None:
    """List the mandates for COMPOUND (its code or name), with the ids that `mandate end` takes."""
    from huiyin.records.registry.queries import mandates_of

    for mandate in mandates_of([place.pk for place in compounds_named(compound)]):
        if as_json:
            emit(
                {
                    "id": mandate.pk,
                    "compound": mandate.compound.name,
                    "firm": mandate.firm.name,
                    "manager": mandate.manager,
                    "from": mandate.from_date,
                    "until": mandate.until,
                }
            )
        else:
            days = _days(mandate.from_date, mandate.until)
            click.echo(f"{mandate.pk}  {mandate.compound.name}  {mandate.firm.name}  {days}")


@mandate_command.command("end")
@click.argument("number", metavar="ID", type=ID)
@click.option("--until", type=DAY, required=True, help="The last day on which the firm manages the compound.")
@as_option
@json_option
@with_django
def mandate_end_command(number: int, until: datetime, actor: str, as_json: bool) -> None:
    """Let the mandate ID end with a day; `registry mandate list COMPOUND` tells the ids."""
    from huiyin.records.registry.actions.firms import end_mandate

    done(lambda: end_mandate(by(actor), number, until.date()))
    if as_json:
        emit({"id": number, "until": until.date()})
    else:
        click.echo(f"合同编号 {number} 至 {until.date()} 为止")


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _days(since: date | None, until: date | None) -> str:
    return f"{since or '不限'}至{until or '不限'}"
