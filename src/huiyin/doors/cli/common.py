"""What every command shares: a home made ready, an actor, output for people or for programs, one-line errors."""

from __future__ import annotations

import fcntl
import functools
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from huiyin.doors.cli.machine import database_fault, disk_fault
from huiyin.doors.cli.output import OutputLost, silence
from huiyin.records.ledger.persons import LENGTH, can_be_entered

F = TypeVar("F", bound=Callable[..., Any])

BREACH = 1
CALLED_WRONGLY = 2
REFUSED = 3
MACHINE = 4
INTERRUPTED = 130
# Ways to write SQLite and PostgreSQL in DATABASE_URL.
ENGINES = ("sqlite", "postgres", "postgresql", "psql", "pgsql")


def operator() -> str:
    """Who acts when nobody is named: the operator of this machine."""
    try:
        name = f"operator:{getpass.getuser()}"
    except (KeyError, OSError):
        return "operator"
    # What the machine calls its accounts may be no name that an act can be entered under.
    return name if can_be_entered(name) else f"operator:{os.getuid()}"


class _Actor(click.ParamType):
    """A name under which an act can be entered."""

    name = "text"
    wanted = f"须为 1 至 {LENGTH} 个汉字、拉丁字母、数字或常用符号，不含看不见的字符"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        name = value.strip()
        if not can_be_entered(name):
            self.fail(
                f"a name of 1 to {LENGTH} Chinese characters, Latin letters, digits and common marks, all of them seen",
                param,
                ctx,
            )
        return name


def as_option(function: F) -> F:
    """Add ``--as NAME``: in whose name the act is entered in the ledger."""
    return click.option(
        "--as",
        "actor",
        type=_Actor(),
        default=operator,
        help=f"In whose name to act, at most {LENGTH} characters (default: the operator).",
    )(function)


def json_option(function: F) -> F:
    """Add ``--json``: one JSON object a line, for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")(function)


def emit(value: dict[str, Any]) -> None:
    """Print one JSON object as one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def fail(message: str, code: int, **facts: Any) -> NoReturn:
    """End with one line on the error stream, and with ``--json`` as one object more on standard output.

    ``facts`` are what a program may want to know besides.
    """
    # The code says it all the same where nobody takes the words.
    with suppress(OSError):
        click.echo(f"huiyin: {message}", err=True)
    if _for_program():
        try:
            emit({"error": message, "code": code, **facts})
        except (BrokenPipeError, OutputLost):
            silence()
    sys.exit(code)


def _for_program() -> bool:
    context = click.get_current_context(silent=True)
    if context is None or isinstance(context.command, click.Group):
        # No command's own options are parsed yet: what was typed must say it.
        return "--json" in sys.argv[1:]
    return bool(context.params.get("as_json"))


def check_settings() -> None:
    """End the command, saying which, when a setting from the environment cannot be meant."""
    from huiyin.knowledge.language.readers import READERS, USUAL

    # Before the colon: what follows may hold a password.
    engine, _, _ = (url := os.environ.get("DATABASE_URL", "")).partition(":")
    if url and engine not in ENGINES:
        fail(
            f"DATABASE_URL 只能是 PostgreSQL（postgres://…）或 SQLite（sqlite://…）的地址；不填则用内置数据库"
            f"（DATABASE_URL names a database of kind {engine!r}; the kinds are {', '.join(ENGINES)}）",
            MACHINE,
        )
    moment = os.environ.get("HUIYIN_NOW", "")
    try:
        if moment:
            datetime.fromisoformat(moment)
    except ValueError:
        fail(
            f"HUIYIN_NOW={moment} 不是时刻，应如 2022-09-15T09:30:00+08:00；不填则用当前时间"
            "（HUIYIN_NOW is no moment in ISO 8601; correct it or leave it out）",
            MACHINE,
        )
    reader = os.environ.get("HUIYIN_READER", "")
    if reader and reader not in READERS:
        fail(
            f"HUIYIN_READER={reader} 不是可用的判读程序，可用的有 {'、'.join(READERS)}；不填则用 {USUAL}"
            f"（HUIYIN_READER names no reader; the readers are {', '.join(READERS)}）",
            MACHINE,
        )


@contextmanager
def machine_told() -> Iterator[None]:
    """End the command with one line when the disk or the database fails it."""
    try:
        yield
    except (BrokenPipeError, OutputLost):
        # No fault of the disk: `main` knows what to do.
        raise
    except OSError as error:
        fail(disk_fault(error), MACHINE)
    except Exception as error:
        _database_or_raise(error)


def with_django(function: F) -> F:
    """Load Django, make the home ready, and turn what the machine may do wrong into one line."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        check_settings()
        try:
            import django

            django.setup()
            ready()
        except OSError as error:
            fail(f"{_HOME}：{disk_fault(error)}", MACHINE)
        except ValueError as error:
            fail(f"{_HOME}：{error}", MACHINE)
        except Exception as error:
            _database_or_raise(error)
        with machine_told():
            return function(*args, **kwargs)

    return run  # type: ignore[return-value]


_HOME = "数据文件夹不能使用（the home folder cannot be used）"


def _database_or_raise(error: Exception) -> NoReturn:
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, InterfaceError

    if isinstance(error, ImproperlyConfigured):
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        fail(f"设置有误，请更正环境变量（the settings cannot be used: {reason}）", MACHINE)
    if isinstance(error, DatabaseError | InterfaceError):
        fail(database_fault(error), MACHINE)
    raise error


def ready() -> None:
    """Make the home ready: tables in place, the notice's units known. Safe to call from several processes at once.

    Raises ``ValueError``, and changes nothing, when the database was written under other keys than the home's, or when it is
    gone or empty though the home was in use with it: a new one in its place would hide the loss.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from huiyin.doors.clock import now
    from huiyin.home import IN_USE
    from huiyin.records.ledger import keys
    from huiyin.records.ledger.action import By
    from huiyin.records.ledger.actions import note_keys
    from huiyin.records.registry.actions.base import set_up
    from huiyin.records.registry.models import Unit

    home = Path(settings.HUIYIN_HOME)
    in_use = home / IN_USE
    by = By("huiyin", now(), "cli")
    # Asked before the tables are looked for: another process may be making them.
    held_records = _held_records(home, connection.vendor)
    if held_records and _is_gone(connection):
        # Before it is opened, which would make it.
        raise _lost()
    executor = MigrationExecutor(connection)
    if held_records and not executor.loader.applied_migrations:
        raise _lost()
    named = ("ledger", "0001_initial") in executor.loader.applied_migrations and keys.noted()
    if executor.migration_plan(executor.loader.graph.leaf_nodes()) or not Unit.objects.exists():
        with in_use.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # There from the start: that it is missing later on is then always a fault, and never a first seal not exported.
            (home / "seals.jsonl").touch()
            call_command("migrate", verbosity=0, interactive=False)
            # The table in which several processes count their rate limits; nothing where they count in memory.
            call_command("createcachetable", verbosity=0)
            # Before anything is written under them.
            note_keys(by)
            if not Unit.objects.exists():
                set_up(by)
            in_use.write_text(connection.vendor)
        return
    if not named:
        note_keys(by)
    if not in_use.exists() or in_use.read_text() != connection.vendor:
        # A restored home, or one that was set up elsewhere: from now on neither its keys nor its database may be lost.
        in_use.write_text(connection.vendor)


def _held_records(home: Path, vendor: str) -> bool:
    """Whether a database of this kind, or one whose seals were exported, had its tables in this home."""
    from huiyin.home import IN_USE

    in_use = home / IN_USE
    # While the first command makes the tables the file is there, and empty.
    return (in_use.exists() and in_use.read_text() == vendor) or _has_content(home / "seals.jsonl")


def _is_gone(connection: Any) -> bool:
    """Whether a database in a file has none, or an empty one. One in memory is there as long as somebody holds it."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return False
    return not _has_content(connection.settings_dict["NAME"])


def _has_content(path: str | Path) -> bool:
    return os.path.exists(path) and os.path.getsize(path) > 0


def _lost() -> ValueError:
    return ValueError(
        "这个数据文件夹已在使用，而数据库没有了或是空的；没有新建，请放回原来的数据库（核对 DATABASE_URL），"
        "或把备份恢复到另一个空的数据文件夹 / this home was in use, but its database is gone or empty; none was made: put it "
        "back (look at DATABASE_URL), or restore a backup into another, empty home"
    )


def unit_named(code: str) -> Any:
    """The unit with this code. Ends the command, naming the codes, when there is none."""
    from huiyin.records.registry.models import Unit

    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        codes = ", ".join(Unit.objects.filter(addressed=True).order_by("rank").values_list("code", flat=True))
        fail(
            f"没有代码为 {code} 的单位；通知所发单位为 {codes} / "
            f"there is no unit {code!r}; the units of the notice are {codes}",
            CALLED_WRONGLY,
        )
    return unit
