"""The table of responsibility (责任分工): who leads for which violation where, loaded from a file and ended row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from huiyin.knowledge.law import book
from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.registry.csv_files import ResponsibilityRow, shortened
from huiyin.records.registry.days import covers, overlap, spell
from huiyin.records.registry.models import (
    Assisting,
    Compound,
    District,
    Neighbourhood,
    Responsibility,
    ResponsibilityAssist,
    Subdistrict,
    Unit,
)
from huiyin.records.registry.refusal import Fault, refuse_if

Area = Responsibility.Area
PLACES = ("district_id", "subdistrict_id", "neighbourhood_id", "compound_id")
COLUMNS = ("violation", "area", *PLACES, "lead_id", "from_date", "until")
_AREA_MODELS = {
    Area.DISTRICT: District,
    Area.SUBDISTRICT: Subdistrict,
    Area.NEIGHBOURHOOD: Neighbourhood,
    Area.COMPOUND: Compound,
}


@dataclass(frozen=True, slots=True)
class LoadedRows:
    """What became of the rows of a table: new ones, and those that the registry held already."""

    new: int
    known: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with its codes resolved; ``source`` says where it stands."""

    violation: str
    area: str
    place: int | None
    lead: int
    from_date: date | None
    until: date | None
    assists: frozenset[tuple[str, int | None]]
    source: str

    @property
    def key(self) -> tuple[str, str, int | None]:
        """Rows with the same key must not share a day."""
        return (self.violation, self.area, self.place)

    def clashes(self, other: _Row) -> bool:
        return self.key == other.key and overlap(self.from_date, self.until, other.from_date, other.until)

    def same(self, other: _Row) -> bool:
        """Whether both say the same."""
        return (self.key, self.lead, self.from_date, self.until, self.assists) == (
            (other.key, other.lead, other.from_date, other.until, other.assists)
        )


@action("responsibility.load")
def load(by: By, rows: Sequence[ResponsibilityRow], dry_run: bool = False) -> LoadedRows:
    """Add the rows of a table; a row that the registry holds as it is counts as known. ``dry_run`` only checks.

    Raises ``Refused`` for violations, areas, units and bodies that do not exist and days that are not in order, and
    where two rows of one violation and area share a day, of the file or of the registry, naming both.
    """
    faults: list[Fault] = []
    wanted = _resolved(rows, faults)
    held: dict[tuple[str, str, int | None], list[_Row]] = defaultdict(list)
    for stood in _held():
        held[stood.key].append(stood)
    fresh: list[_Row] = []
    for file_row, row in wanted:
        stands = held[row.key]
        if any(row.same(other) for other in stands):
            continue
        other = next((other for other in stands if row.clashes(other)), None)
        if other is not None:
            days = spell(other.from_date, other.until)
            faults.append(
                Fault(
                    f"与{other.source}（{days}）对同一违法行为、同一区域的期间重叠，请先结束该行",
                    f"shares days with {other.source} ({days}) of the same violation and area: end that one first",
                    file_row.row,
                )
            )
        fresh.append(row)
        stands.append(row)
    refuse_if(shortened(faults))
    if not dry_run:
        _add(fresh)
    return LoadedRows(len(fresh), len(rows) - len(fresh))


def _held() -> Iterable[_Row]:
    """The rows that the registry holds."""
    assists: dict[int, set[tuple[str, int | None]]] = defaultdict(set)
    for row_id, kind, unit in ResponsibilityAssist.objects.values_list(
        "responsibility_id", "kind", "unit_id"
    ):
        assists[row_id].add((kind, unit))
    for row in Responsibility.objects.select_for_update().order_by("pk"):
        place = next((getattr(row, column) for column in PLACES if getattr(row, column) is not None), None)
        source = f"registry:{row.pk}"
        days = (row.from_date, row.until)
        yield _Row(row.violation, row.area, place, row.lead_id, *days, frozenset(assists[row.pk]), source)


def _resolved(rows: Sequence[ResponsibilityRow], faults: list[Fault]) -> list[tuple[ResponsibilityRow, _Row]]:
    """Rows with codes looked up; those with a fault are left out."""
    violations = book.load().violations
    areas = {label: Area(value) for value, label in Area.choices}
    kinds = {label: value for value, label in Assisting.choices} | {
        value: value for value in Assisting.values
    }
    units = dict(Unit.objects.values_list("code", "pk"))
    places = _places(rows, areas)
    resolved = []
    for row in rows:
        found: list[Fault] = []
        area = areas.get(row.area)
        place = places.get((area, row.place)) if area else None
        if row.violation and row.violation not in violations:
            found.append(_fault(row, "违法行为", f"没有“{row.violation}”", f"no violation {row.violation!r}"))
        if area is None:
            found.append(
                _fault(row, "层级", f"须为{'、'.join(areas)}之一", f"must be one of {', '.join(areas)}")
            )
        elif area == Area.CITY and row.place:
            found.append(_fault(row, "区域", "全市的行不写区域", "must be empty for the whole city"))
        elif area != Area.CITY and place is None:
            found.append(_fault(row, "区域", f"没有代码“{row.place}”", f"no such area code {row.place!r}"))
        if row.lead not in units:
            found.append(_fault(row, "牵头单位", f"没有代码“{row.lead}”", f"no unit with code {row.lead!r}"))
        found += [
            _fault(row, "配合", f"没有“{body}”", f"no kind of body or unit {body!r}")
            for body in row.assisting
            if body not in kinds and body not in units
        ]
        if row.from_date and row.until and row.until < row.from_date:
            found.append(_fault(row, "结束日期", "早于开始日期", "before the first day"))
        faults.extend(found)
        if not found and area is not None:
            assists = frozenset(
                (kinds[body], None) if body in kinds else ("", units[body]) for body in row.assisting
            )
            lead, source = units[row.lead], f"row {row.row}"
            resolved.append(
                (row, _Row(row.violation, area.value, place, lead, row.from_date, row.until, assists, source))
            )
    return resolved


def _places(
    rows: Sequence[ResponsibilityRow], areas: Mapping[str, Responsibility.Area]
) -> Mapping[tuple[Responsibility.Area, str], int]:
    """Ids of the areas that rows name by code."""
    codes: dict[Responsibility.Area, set[str]] = defaultdict(set)
    for row in rows:
        if row.area in areas and row.place:
            codes[areas[row.area]].add(row.place)
    found: dict[tuple[Responsibility.Area, str], int] = {}
    for area, wanted in codes.items():
        if area == Area.CITY:
            continue
        within = _AREA_MODELS[area]._default_manager.filter(code__in=wanted)
        if area == Area.COMPOUND:
            within = within.filter(merged_into__isnull=True)
        found |= {(area, code): pk for code, pk in within.values_list("code", "pk")}
    return found


def _fault(row: ResponsibilityRow, column: str, zh: str, en: str) -> Fault:
    return Fault(zh, en, row.row, column)


def _add(rows: Sequence[_Row]) -> None:
    ids = bulk.reserve(Responsibility, len(rows))
    numbered = list(zip(ids, rows, strict=True))
    bulk.insert(
        Responsibility,
        ("id", *COLUMNS),
        [
            (
                pk,
                row.violation,
                row.area,
                *(row.place if column == f"{row.area}_id" else None for column in PLACES),
                row.lead,
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
            "area": row.area,
            "place": row.place,
            "lead": row.lead,
            "days": spell(row.from_date, row.until),
            "assists": [kind or unit for kind, unit in sorted(row.assists, key=str)],
        }
        enter("responsibility", pk, content, first=True)


@action("responsibility.end")
def end(by: By, ids: Sequence[int], last_day: date) -> int:
    """Let rows end with a day. Returns how many. Raises ``Refused`` for a row that does not hold on that day."""
    wanted = set(ids)
    rows = list(Responsibility.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    missing = sorted(wanted - {row.pk for row in rows})
    faults = [Fault(f"没有责任分工{pk}", f"there is no row of responsibility {pk}") for pk in missing]
    for row in rows:
        if not covers(row.from_date, row.until, last_day):
            days = spell(row.from_date, row.until)
            faults.append(
                Fault(
                    f"责任分工{row.pk}在{last_day}不适用：{days}",
                    f"row {row.pk} does not hold on {last_day}: {days}",
                )
            )
    refuse_if(faults)
    for row in rows:
        row.until = last_day
        enter("responsibility", row.pk, {"until": last_day.isoformat()})
    Responsibility.objects.bulk_update(rows, ["until"])
    return len(rows)
