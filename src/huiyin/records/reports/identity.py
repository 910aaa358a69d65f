"""Who a reporter is, as the source told it: the identity columns of a report's row as received."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from tomllib import TOMLDecodeError

from huiyin.records.reports.landing.errors import MappingRefused
from huiyin.records.reports.landing.header import column_key
from huiyin.records.reports.landing.mapping import SHIPPED
from huiyin.records.reports.mappings import load_mapping
from huiyin.records.reports.models import LandedRow
from huiyin.records.reports.queries import as_received

FIELDS = ("reporter_name", "phone", "call_id", "clerk")
"""What tells who a person is: the reporter's name and telephone, the call, the clerk who took it."""
# What one row tells together. A name and another person's telephone would be nobody.
_TOGETHER = (frozenset({"reporter_name", "phone"}), frozenset({"call_id", "clerk"}))


@dataclass(frozen=True, slots=True)
class Identity:
    """One column that tells who a person is. ``column`` is its name in the source, ``value`` what stood in it."""

    field: str
    column: str
    value: str


def identities(report_ids: Collection[int]) -> dict[int, tuple[Identity, ...]]:
    """The identity columns of these reports in the order of :data:`FIELDS`, from the newest row of each that names somebody.

    A later row of a file that names nobody erases nothing; a person who empties the cells does. A report of which no row can
    be opened is left out, one that names nobody has no columns. One statement, and at
    most two for each mapping that people saved. Raises ``vault.Unreadable`` for a row that its own key does not open.
    """
    rows = (
        LandedRow.objects.filter(report__in=report_ids, key__isnull=False)
        .select_related("batch")
        .order_by("report_id", "version", "pk")
    )
    by_report: dict[int, list[LandedRow]] = defaultdict(list)
    for row in rows:
        assert row.report_id is not None
        by_report[row.report_id].append(row)
    # A row that a person corrected has no import of its own: the columns of all that stands behind the report count.
    names = {pk: {row.batch.mapping for row in those if row.batch} for pk, those in by_report.items()}
    keys = {name: _keys(name) for name in {*SHIPPED, *(name for those in names.values() for name in those)}}
    return {
        pk: _identities(those, _merged(keys[name] for name in (*SHIPPED, *sorted(names[pk]))))
        for pk, those in by_report.items()
    }


def _identities(rows: list[LandedRow], fields: Mapping[str, str]) -> tuple[Identity, ...]:
    found: list[Identity] = []
    wanted = list(_TOGETHER)
    for row in reversed(rows):
        if not wanted:
            break
        cells = [
            Identity(fields[key], column, value.strip() and value)
            for column, value in as_received(row).items()
            if (key := column_key(column)) in fields
        ]
        for together in tuple(wanted):
            told = [one for one in cells if one.field in together]
            # A row that is of no file was written by a person: what is empty there is meant to be.
            if any(one.value for one in told) or (told and row.batch is None):
                found += [one for one in told if one.value]
                wanted.remove(together)
    return tuple(sorted(found, key=lambda one: (FIELDS.index(one.field), one.column)))


def _merged(tables: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {key: field for table in tables for key, field in table.items()}


def _keys(name: str) -> dict[str, str]:
    """Which columns of a mapping tell who a person is, by the key of their names; of one that is gone or spoilt, none."""
    try:
        mapping = load_mapping(name)
    except (KeyError, MappingRefused, TOMLDecodeError):
        return {}
    return {
        column_key(written): column.field
        for column in mapping.columns
        if column.identity and column.field in FIELDS
        for written in column.names
    }
