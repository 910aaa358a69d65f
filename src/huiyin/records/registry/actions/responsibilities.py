"""The table of responsibility (责任分工): who leads for which violation where, loaded from a file and ended row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.registry.csv_files import ResponsibilityRow, shortened
from huiyin.records.registry.days import covers, spell
from huiyin.records.registry.managing import outside
from huiyin.records.registry.models import Responsibility, ResponsibilityAssist, Unit
from huiyin.records.registry.refusal import Fault, refuse_if
from huiyin.records.registry.responsibility_rows import PLACES, Row, held_rows, resolved

COLUMNS = ("violation", "area", *(f"{place}_id" for place in PLACES), "lead_id", "from_date", "until")


@dataclass(frozen=True, slots=True)
class LoadedRows:
    """What became of the rows of a table: new ones, those that the registry held already, and those that it let end."""

    new: int
    known: int
    ended: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """What loading a table would do: rows to add, rows that would end as they would stand then, and how many are known."""

    new: tuple[Row, ...]
    ended: tuple[Row, ...]
    known: int


def plan(
    rows: Sequence[ResponsibilityRow], faults: Sequence[Fault] = (), within: Unit | None = None
) -> Planned:
    """What :func:`load` would do now, for somebody to look at first. Changes and locks nothing. Raises as it does."""
    return _planned(rows, faults, within, lock=False)


@action("responsibility.load")
def load(
    by: By,
    rows: Sequence[ResponsibilityRow],
    dry_run: bool = False,
    *,
    faults: Sequence[Fault] = (),
    within: Unit | None = None,
) -> LoadedRows:
    """Add the rows of a table; a row that the registry holds as it is counts as known. ``dry_run`` only checks.

    A row with a number (编号) is one of the registry's: where its last day (结束日期) was changed to one on which it
    holds, it ends with that day; nothing else of it can be changed. ``faults`` are those that reading the file found.
    ``within`` is the unit in whose area whoever loads may add rows and end them; None is the whole city.

    Raises ``Refused`` with these and all others: violations, areas, units, bodies and numbers that do not exist, names
    of areas that contradict their codes, days that are not in order, numbered rows that say something else than the
    registry, two rows of one violation and area that share a day, of the file or of the registry, naming both, and rows
    that are not for ``within`` to write.
    """
    planned = _planned(rows, faults, within, lock=True)
    if not dry_run:
        by_day: dict[date, list[int]] = defaultdict(list)
        for row in planned.ended:
            if row.until:
                by_day[row.until].append(row.pk)
        for day, ids in sorted(by_day.items()):
            end(by, ids, day, within=within)
        _add(planned.new)
    return LoadedRows(len(planned.new), planned.known, len(planned.ended))


def _planned(
    rows: Sequence[ResponsibilityRow], faults: Sequence[Fault], within: Unit | None, *, lock: bool
) -> Planned:
    wrong = list(faults)
    wanted = resolved(rows, wrong)
    held = {row.pk: row for row in held_rows(lock=lock)}
    ending = _ending(wanted, held, wrong)
    # What becomes of a row is open while its line of the file is at fault: it clashes with nothing yet.
    faulty = {fault.row for fault in wrong}
    unsure = {row.pk for row in rows if row.row in faulty}
    stands: dict[tuple[str, str, int | None], list[Row]] = defaultdict(list)
    for stood in (held | ending).values():
        if stood.pk not in unsure:
            stands[stood.key].append(stood)
    fresh: list[Row] = []
    for row in wanted:
        beside = stands[row.key]
        if row.pk or any(not row.differs(other) for other in beside):
            continue
        other = next((other for other in beside if row.clashes(other)), None)
        if other is not None:
            wrong.append(
                Fault(
                    f"与{other.zh()}对同一违法行为、同一区域的期间重叠，请先结束该行",
                    f"shares days with {other.en()} of the same violation and area: end that one first",
                    row.line,
                )
            )
        fresh.append(row)
        beside.append(row)
    if within is not None:
        lines = {row.pk: row.line for row in wanted if row.pk}
        written = [*fresh, *(replace(row, line=lines[row.pk]) for row in ending.values())]
        wrong += outside(within, written)
    refuse_if(shortened(sorted(wrong, key=lambda fault: fault.row)))
    return Planned(tuple(fresh), tuple(ending.values()), len(rows) - len(fresh) - len(ending))


def _ending(wanted: Sequence[Row], held: dict[int, Row], faults: list[Fault]) -> dict[int, Row]:
    """The registry's rows as they will stand, by number, where the file lets them end."""
    ending: dict[int, Row] = {}
    lines: dict[int, int] = {}
    for row in wanted:
        if not row.pk:
            continue
        stood = held.get(row.pk)
        if stood is None:
            faults.append(
                Fault(
                    f"没有编号{row.pk}的责任分工，新的一行请把编号留空",
                    f"there is no responsibility {row.pk}; leave the number of a new row empty",
                    row.line,
                    "编号",
                )
            )
            continue
        if row.pk in lines:
            before = lines[row.pk]
            faults.append(Fault(f"与第{before}行重复", f"the same as in row {before}", row.line, "编号"))
            continue
        lines[row.pk] = row.line
        changed = row.differs(stood)
        others = [column for column in changed if column != "结束日期"]
        if others:
            columns = "、".join(others)
            faults.append(
                Fault(
                    f"与{stood.zh()}的{columns}不同：编号所指的行只能改结束日期，其他须另起一行（编号留空）",
                    f"differs from {stood.en()} in {columns}: only its last day can change, "
                    "all else needs a new row without a number",
                    row.line,
                    "编号",
                )
            )
        elif changed and (row.until is None or not covers(stood.from_date, stood.until, row.until)):
            faults.append(
                Fault(
                    f"{row.until or '空'}不在{stood.zh()}的期间内：结束日期只能提前",
                    f"{row.until or 'no day'} is not a day of {stood.en()}: a last day can only become earlier",
                    row.line,
                    "结束日期",
                )
            )
        elif changed:
            ending[row.pk] = replace(stood, until=row.until)
    return ending


def _add(rows: Sequence[Row]) -> None:
    ids = bulk.reserve(Responsibility, len(rows))
    numbered = list(zip(ids, rows, strict=True))
    bulk.insert(
        Responsibility,
        ("id", *COLUMNS),
        [
            (
                pk,
                row.violation,
                row.area.value,
                *(row.place.pk if row.place and place == row.area.value else None for place in PLACES),
                row.lead.pk,
                row.from_date,
                row.until,
            )
            for pk, row in numbered
        ],
    )
    bulk.insert(
        ResponsibilityAssist,
        ("responsibility_id", "kind", "unit_id"),
        [(pk, kind, unit) for pk, row in numbered for kind, unit in sorted(row.assists, key=str)],
    )
    for pk, row in numbered:
        content: dict[str, object] = {
            "violation": row.violation,
            "area": row.area.value,
            "place": row.place.pk if row.place else None,
            "lead": row.lead.pk,
            "days": spell(row.from_date, row.until),
            "assists": [kind or unit for kind, unit in sorted(row.assists, key=str)],
        }
        enter("responsibility", pk, content, first=True)


@action("responsibility.end")
def end(by: By, ids: Sequence[int], last_day: date, *, within: Unit | None = None) -> int:
    """Let rows end with a day. Returns how many. Raises ``Refused`` for a row that does not hold on that day.

    ``within`` is the unit in whose area whoever ends them may do so: a row outside it is refused. None is the whole city.
    """
    rows = {row.pk: row for row in held_rows(set(ids))}
    faults = [
        Fault(f"没有编号{pk}的责任分工", f"there is no responsibility {pk}")
        for pk in sorted(set(ids) - set(rows))
    ]
    faults += [
        Fault(f"{row.zh()}在{last_day}不适用", f"{row.en()} does not hold on {last_day}")
        for row in rows.values()
        if not covers(row.from_date, row.until, last_day)
    ]
    if within is not None:
        faults += outside(within, rows.values())
    refuse_if(faults)
    for pk in rows:
        enter("responsibility", pk, {"until": last_day.isoformat()})
    return Responsibility.objects.filter(pk__in=rows).update(until=last_day)
