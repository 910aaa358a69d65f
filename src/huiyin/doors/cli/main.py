"""The command ``huiyin``: names its commands and loads only the one that is called.

Exit codes: 0 done; 1 something that must hold does not (``check``, ``ledger verify``); 2 the command was called wrongly;
3 the input was refused and nothing of it was taken after the point named; 4 the machine failed (disk, database, keys, an
output that takes nothing); 130 it was interrupted (Ctrl+C).
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping

import click

from huiyin.doors.cli import common, output
from huiyin.doors.cli.machine import disk_fault

COMMANDS: Mapping[str, tuple[str, str]] = {
    "import": ("huiyin.doors.cli.imports", "Import a hotline export: rows to reports, problems and lists."),
    "lists": ("huiyin.doors.cli.lists", "The three lists: export, freeze, sign, compare."),
    "survey": ("huiyin.doors.cli.survey", "The survey of compounds: forms out and in, coverage, snapshot."),
    "triage": ("huiyin.doors.cli.triage", "Pending reports: list them, transfer, decline, withdraw."),
    "corrections": ("huiyin.doors.cli.corrections", "What people said of readings, to teach a reader by."),
    "report": ("huiyin.doors.cli.report", "Reports: erase what they say and who said it."),
    "registry": ("huiyin.doors.cli.registry", "Compounds, responsibilities, units."),
    "read": ("huiyin.doors.cli.read", "Read complaint texts: what is wrong, and where."),
    "law": (
        "huiyin.doors.cli.law",
        "The law of an act, the end of a limit, the book, the review of case files.",
    ),
    "calendar": ("huiyin.doors.cli.calendar", "The days off and make-up days of further years."),
    "check": ("huiyin.doors.cli.check", "Check everything that must always hold."),
    "ledger": ("huiyin.doors.cli.ledger", "Verify, seal and export the ledger."),
    "user": ("huiyin.doors.cli.user", "Accounts."),
    "tick": ("huiyin.doors.cli.tick", "Do what is due now: seal, retry, mark what stopped."),
    "serve": ("huiyin.doors.cli.serve", "Run the web pages, the task worker and the tick."),
    "demo": ("huiyin.doors.cli.demo", "Set up the demonstration campaign and show it."),
    "backup": ("huiyin.doors.cli.backup", "Back the data up while it is in use; keys apart."),
    "restore": ("huiyin.doors.cli.restore", "Restore a backup into an empty home."),
}


class Lazy(click.Group):
    """A group that imports a command's module when it is called, so that the others cost nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), f"{cmd_name}_command")
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; end in silence when whoever read its output has had enough: the act itself is done."""
        try:
            returned = super().invoke(ctx)
            # What is written at the end is lost without a word.
            sys.stdout.flush()
        except BrokenPipeError:
            output.silence()
            sys.exit(0)
        return returned

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Name every command on the help page without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_text) for name, (_, help_text) in COMMANDS.items()])


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="huiyin")
def cli() -> None:
    """Huiyin 回音: every matter is settled, and everyone who spoke up hears back."""


def main() -> None:
    """Entry point; turns every expected failure into one line and an exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.site.settings")
    output.tell_losses()
    try:
        # What a command returns is nothing; a number is the code with which a help page ends.
        ended = cli.main(prog_name="huiyin", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(common.CALLED_WRONGLY)
    except click.ClickException as error:
        from huiyin.doors.cli.calling import misuse

        common.fail(misuse(error), common.CALLED_WRONGLY)
    except output.OutputLost as error:
        output.silence()
        common.fail(output.lost(error), common.MACHINE)
    except OSError as error:
        common.fail(disk_fault(error), common.MACHINE)
    except click.Abort as stopped:
        if isinstance(stopped.__cause__, KeyboardInterrupt):
            common.fail("已中断 / interrupted", common.INTERRUPTED)
        common.fail(
            "须输入的内容没有输入，请用选项给出 / what was asked for was not given; give it as an option",
            common.CALLED_WRONGLY,
        )
    sys.exit(ended or 0)


if __name__ == "__main__":
    main()
