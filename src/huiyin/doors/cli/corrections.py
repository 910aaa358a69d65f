"""``huiyin corrections``: what people said of readings, as labelled texts."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from huiyin.doors.cli.common import as_option, emit, json_option, unit_named, with_django


@click.command("corrections")
@click.option(
    "--unit", default="sh-bureau", show_default=True, help="Code of the unit whose reports they are."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write, for your eyes alone; without it they are printed.",
)
@click.option(
    "--rejected",
    is_flag=True,
    help="Also those in which a person found nothing that is ours, or confirmed that.",
)
@as_option
@json_option
@with_django
def corrections_command(unit: str, out: Path | None, rejected: bool, actor: str, as_json: bool) -> None:
    """Write the confirmed and corrected readings as JSON lines, by which a reader can be taught.

    Each line has the text with its numbers masked, what a person said that it says, who and when, and which reader's reading
    was judged. The ledger tells who had them written. With --json what is said of the file written is JSON too.
    """
    from huiyin.doors.clock import now
    from huiyin.records.ledger.action import By
    from huiyin.records.reports.actions.teaching import export
    from huiyin.records.reports.corrections import corrections

    of = unit_named(unit)
    lines = [json.dumps(one, ensure_ascii=False) for one in corrections(of, rejected=rejected)]
    export(By(actor, now(), "cli"), of.pk, len(lines))
    whole = "".join(f"{line}\n" for line in lines)
    if out is None:
        sys.stdout.write(whole)
        return
    out.touch(mode=0o600)
    out.write_text(whole, encoding="utf-8")
    if as_json:
        emit({"file": str(out), "texts": len(lines)})
    else:
        click.echo(f"{out}  {len(lines):,} 件")
