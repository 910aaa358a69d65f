"""What many tests begin with: made once in a process by the product's own actions, then put back row by row.

To set a city up takes as long as what most tests do with it. The rows that come back are those that the actions made, entries and
their ids included; where anything is there already, or what is asked for was never made, the actions make it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

R = TypeVar("R")
APPS = ("ledger", "outbox", "registry", "accounts", "reports", "problems", "django_tasks_database")

# By what was asked for: what the actions gave back, and each table's statement with its rows.
_kept: dict[Hashable, tuple[Any, list[tuple[str, Any]]]] = {}


def laid(asked: Hashable, make: Callable[[], R]) -> R:
    """What ``make`` makes when nothing is there; ``asked`` says all that it depends on but the keys. Gives what it gives."""
    if not _nothing_there():
        return make()
    key = (asked, settings.HUIYIN_LEDGER_KEY, settings.HUIYIN_VAULT_KEY, settings.HUIYIN_INDEX_KEY)
    if key not in _kept:
        with transaction.atomic():
            made = make()
            _kept[key] = (made, list(_taken()))
        return made
    made, rows = _kept[key]
    with transaction.atomic():
        for statement, those in rows:
            _put(statement, those)
    return made


def _models() -> Iterator[type[models.Model]]:
    for label in APPS:
        yield from apps.get_app_config(label).get_models(include_auto_created=True)


def _nothing_there() -> bool:
    any_row = " OR ".join(f'EXISTS (SELECT 1 FROM "{model._meta.db_table}")' for model in _models())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {any_row}")
        return not cursor.fetchone()[0]


def _taken() -> Iterator[tuple[str, Any]]:
    for model in _models():
        table = model._meta.db_table
        columns = [f'"{field.column}"' for field in model._meta.local_concrete_fields if not field.generated]
        named = f'"{table}" ({", ".join(columns)})'
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.cursor.copy(f"COPY {named} TO STDOUT") as copy:
                    rows: Any = b"".join(copy)
                statement = f"COPY {named} FROM STDIN"
            else:
                # As an expression a column has no type, and its value comes as it is stored.
                cursor.execute(f'SELECT {", ".join(f"+{column}" for column in columns)} FROM "{table}"')
                rows = cursor.fetchall()
                statement = f"INSERT INTO {named} VALUES ({', '.join(['%s'] * len(columns))})"
        if rows:
            yield statement, rows


def _put(statement: str, rows: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(statement) as copy:
                copy.write(rows)
        else:
            cursor.executemany(statement, rows)
