"""The one fast writer: many rows in one statement on either database, by the same path as a single row.

Statements are put together from the names of our own models alone, which is why S608 is silenced here; every value goes in
as a parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import chain, islice
from operator import itemgetter
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

Row = Sequence[Any]
# Above this many rows PostgreSQL's COPY is worth its own round trip; below it one INSERT is.
COPY_FROM = 40
# SQLite takes 32,766 variables a statement and PostgreSQL 65,535; both hold with room at this size.
VARIABLES = 30_000
# SQLite begins and ends every statement anew, and each that fills the index of words writes a piece of it: some dozen rows
# share one. With more values than this, reading the statement costs what is saved.
BLOCK = 1_000
# What is done with everything there is, is done with so many at a time, each in one transaction.
PART = 500


class _Naive(ValueError):
    """A moment without its time zone; which column it was given for is known further up."""


@lru_cache(maxsize=65_536)
def _sqlite_moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise _Naive
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")


def _columns(model: type[models.Model], names: Sequence[str]) -> list[models.Field[Any, Any]]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return [fields[name] for name in names]


def _adapt(fields: Sequence[models.Field[Any, Any]], rows: Iterable[Row]) -> list[Row]:
    """Rows as the database driver wants them: SQLite keeps dates as text. Raises ``ValueError`` for a naive moment."""
    return list(zip(*_adapted_columns(fields, rows), strict=True))


def _adapted_columns(fields: Sequence[models.Field[Any, Any]], rows: Iterable[Row]) -> list[Sequence[Any]]:
    """The same, column by column: a row has some forty values, of which a few take another form."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    if not columns:
        return columns
    for index, form in _sqlite_forms(fields) if connection.vendor == "sqlite" else _postgresql_forms(fields):
        if _is_empty(columns[index]):
            continue
        column = columns[index]
        try:
            if column.count(column[0]) == len(column):
                # Such as the moment of the act, which is every row's.
                columns[index] = [form(column[0])] * len(column)
            else:
                columns[index] = [None if value is None else form(value) for value in column]
        except _Naive:
            raise ValueError(f"{fields[index].name} was given a moment without time zone") from None
    return columns


def _is_empty(column: Sequence[Any]) -> bool:
    return column[0] is None and column.count(None) == len(column)


Forms = list[tuple[int, Callable[[Any], Any]]]


def _sqlite_forms(fields: Sequence[models.Field[Any, Any]]) -> Forms:
    forms: Forms = []
    for index, field in enumerate(fields):
        if isinstance(field, models.DateTimeField):
            forms.append((index, _sqlite_moment))
        elif isinstance(field, models.DateField):
            forms.append((index, date.isoformat))
        elif isinstance(field, models.BooleanField):
            # The driver looks for an adapter for whatever is not exactly an int, and is slow about it.
            forms.append((index, int))
    return forms


def _postgresql_forms(fields: Sequence[models.Field[Any, Any]]) -> Forms:
    return [(index, _aware) for index, field in enumerate(fields) if isinstance(field, models.DateTimeField)]


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise _Naive
    return value


def _head(model: type[models.Model], fields: Sequence[models.Field[Any, Any]]) -> tuple[str, str]:
    names = ", ".join(_column(field) for field in fields)
    return connection.ops.quote_name(model._meta.db_table), names


def _column(field: models.Field[Any, Any]) -> str:
    return connection.ops.quote_name(str(field.column))


def insert(model: type[models.Model], names: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert ``rows``, each holding the values of the columns ``names`` (attnames such as ``unit_id``).

    Every column without a database default must be named. Raises ``IntegrityError`` as an ORM save would.
    """
    if not rows:
        return
    fields = _columns(model, names)
    columns = _adapted_columns(fields, rows)
    if len(rows) >= COPY_FROM:
        # Of many rows whole columns are often empty, such as moments that a source does not give.
        told = [index for index, column in enumerate(columns) if not _is_empty(column)]
        fields, columns = [fields[index] for index in told], [columns[index] for index in told]
    table, head = _head(model, fields)
    values = zip(*columns, strict=True)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) >= COPY_FROM:
            # Django wraps the errors of its own statements only, and COPY is the driver's.
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({head}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        if connection.vendor == "sqlite":
            _insert_blocks(cursor, f"INSERT INTO {table} ({head})", len(rows), len(fields), values)
            return
        every = _marks(len(rows), len(fields))
        cursor.execute(f"INSERT INTO {table} ({head}) VALUES {every}", list(chain.from_iterable(values)))  # noqa: S608 - our models' names


def _insert_blocks(
    cursor: CursorWrapper, into: str, count: int, width: int, rows: Iterable[Row], otherwise: str = ""
) -> int:
    """SQLite's way of inserting ``count`` rows of ``width`` values: by the block, then the rest. Returns how many went in."""
    block = max(1, BLOCK // width)
    blocks, rest = divmod(count, block)
    values = chain.from_iterable(rows)
    inserted = 0
    if blocks:
        each = [list(islice(values, block * width)) for _ in range(blocks)]
        cursor.executemany(f"{into} VALUES {_marks(block, width)} {otherwise}", each)
        inserted += cursor.rowcount
    if rest:
        cursor.execute(f"{into} VALUES {_marks(rest, width)} {otherwise}", list(values))
        inserted += cursor.rowcount
    return inserted


def _marks(rows: int, width: int) -> str:
    one = "(" + ", ".join(["%s"] * width) + ")"
    return ", ".join([one] * rows)


def insert_absent(model: type[models.Model], names: Sequence[str], rows: Sequence[Row], target: str) -> int:
    """Insert those ``rows`` that clash with nothing at the conflict ``target`` (columns, with their condition if any).

    The database decides, not a look beforehand: of two writers at once one row stands. Returns how many went in; when
    they are fewer than ``rows``, read again to learn which. Rows go in by the order of the target's columns, whatever order
    they come in: two writers then never wait for one another.
    """
    if not rows:
        return 0
    fields = _columns(model, names)
    table, columns = _head(model, fields)
    targeted = [part.strip() for part in target[1 : target.index(")")].split(",")]
    order = [index for index, field in enumerate(fields) if field.column in targeted]
    values = sorted(
        _adapt(fields, rows), key=lambda row: [(row[index] is not None, row[index]) for index in order]
    )
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            into = f"INSERT INTO {table} ({columns})"
            clash = f"ON CONFLICT {target} DO NOTHING"
            return _insert_blocks(cursor, into, len(values), len(fields), values, clash)
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT * FROM unnest({_arrays(fields)}) "  # noqa: S608 - our models' names
            f"ON CONFLICT {target} DO NOTHING",
            [list(column) for column in zip(*values, strict=True)],
        )
        return cursor.rowcount


def _arrays(fields: Sequence[models.Field[Any, Any]]) -> str:
    """Marks for one array a column, PostgreSQL's way of taking many rows as a few parameters."""
    return ", ".join(f"%s::{_array(field)}" for field in fields)


def reserve(model: type[models.Model], count: int) -> Sequence[int]:
    """``count`` fresh ids of ``model``, for rows that refer to one another before they are written. Gaps may stay.

    Call it inside the transaction that writes them: on SQLite it is the write lock that keeps others off the numbers.
    """
    if count == 0:
        return ()
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                # OFFSET 0 keeps the name of the sequence from being looked up for every number.
                "SELECT nextval(s.name) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name OFFSET 0) s, "
                "generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq", [count, table]
        )
        row = cursor.fetchone()
        if row is None:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
            return range(1, count + 1)
        return range(row[0] - count + 1, row[0] + 1)


def update(model: type[models.Model], name: str, pairs: Sequence[tuple[int, Any]]) -> None:
    """Set one column of many rows: pairs of primary key and value, in the order of the keys."""
    if not pairs:
        return
    (field,) = _columns(model, [name])
    values = _adapt([field], [(value,) for _, value in pairs])
    ordered = sorted(
        ((row[0], pk) for row, (pk, _) in zip(values, pairs, strict=True)), key=lambda pair: int(pair[1])
    )
    table, key = connection.ops.quote_name(model._meta.db_table), _column(model._meta.pk)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {_column(field)} = %s WHERE {key} = %s", ordered)  # noqa: S608 - our models' names


def parts(found: models.QuerySet[Any], size: int = PART) -> Iterator[list[int]]:
    """The ids of what is found, rising, at most ``size`` at a time; behind each part it is looked again, so that nothing is
    held open while something is done with a part, however much there is. One statement a part, and one that finds no more."""
    last = 0
    while part := list(found.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield part
        last = part[-1]


def matching(
    model: type[models.Model],
    by: Sequence[str],
    keys: Sequence[Row],
    select: Sequence[str],
    where: str = "",
    *,
    lock: bool = False,
) -> list[tuple[Any, ...]]:
    """Rows of ``model`` whose columns ``by`` equal one of ``keys``, as tuples of the columns ``select``, by id.

    One statement for thousands of keys, each found through the index that starts with ``by``. ``where`` is a further
    condition in SQL without parameters: SQLite matches a partial index by its literal words only. ``lock`` holds the rows
    until the transaction ends, taken in the order of their ids.
    """
    if not keys:
        return []
    quote = connection.ops.quote_name
    fields = _columns(model, by)
    names = [quote(f"k{i}") for i in range(len(fields))]
    on = " AND ".join(f"t.{_column(f)} = k.{n}" for f, n in zip(fields, names, strict=True))
    columns = ", ".join(f"t.{_column(f)}" for f in _columns(model, select))
    table = quote(model._meta.db_table)
    condition = f" WHERE {where}" if where else ""
    wanted = _adapt(fields, keys)
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"SELECT {columns} FROM unnest({_arrays(fields)}) AS k({', '.join(names)}) "  # noqa: S608 - our models' names
                f"JOIN {table} t ON {on}{condition} ORDER BY t.id" + (" FOR UPDATE OF t" if lock else ""),
                [list(column) for column in zip(*wanted, strict=True)],
            )
            return list(cursor.fetchall())
        step = VARIABLES // len(fields)
        for start in range(0, len(wanted), step):
            part = wanted[start : start + step]
            cursor.execute(
                f"WITH k({', '.join(names)}) AS (VALUES {_marks(len(part), len(fields))}) "  # noqa: S608 - our models' names
                f"SELECT t.id, {columns} FROM k CROSS JOIN {table} t ON {on}{condition} ORDER BY t.id",
                [value for key in part for value in key],
            )
            found.extend(cursor.fetchall())
    if len(wanted) > step:
        found.sort(key=itemgetter(0))
    return [row[1:] for row in found]


def _array(field: models.Field[Any, Any]) -> str:
    """PostgreSQL's array of a column's values. Text has no length here: a cast to varchar(24) would cut a key short."""
    if isinstance(field, models.CharField | models.TextField):
        return "text[]"
    return f"{field.rel_db_type(connection)}[]"
