"""Rows of responsibility as codes resolve to them, those of a file and those of the registry, and how messages name them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from huiyin.knowledge.law import book
from huiyin.knowledge.places.districts import normal_district
from huiyin.records.registry.assisting import KINDS, VALID
from huiyin.records.registry.csv_files import ResponsibilityRow
from huiyin.records.registry.days import overlap, spell
from huiyin.records.registry.models import (
    Compound,
    CompoundAlias,
    District,
    Neighbourhood,
    Responsibility,
    ResponsibilityAssist,
    Subdistrict,
    Unit,
)
from huiyin.records.registry.refusal import Fault

Area = Responsibility.Area
PLACES = ("district", "subdistrict", "neighbourhood", "compound")
_AREA_MODELS = {
    Area.DISTRICT: District,
    Area.SUBDISTRICT: Subdistrict,
    Area.NEIGHBOURHOOD: Neighbourhood,
    Area.COMPOUND: Compound,
}


@dataclass(frozen=True, slots=True)
class Named:
    """A place or unit by id, with its code and name for messages."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its codes resolved. ``pk`` is its number (编号) in the registry, ``line`` its row of a file; 0 is none."""

    violation: str
    area: Responsibility.Area
    place: Named | None
    lead: Named
    from_date: date | None
    until: date | None
    assists: frozenset[tuple[str, int | None]]
    pk: int = 0
    line: int = 0

    @property
    def key(self) -> tuple[str, str, int | None]:
        """Rows with the same key must not share a day."""
        return (self.violation, self.area.value, self.place.pk if self.place else None)

    def clashes(self, other: Row) -> bool:
        """Whether both are for the same violation and area and share a day."""
        return self.key == other.key and overlap(self.from_date, self.until, other.from_date, other.until)

    def differs(self, other: Row) -> tuple[str, ...]:
        """The columns in which two rows say different things."""
        return tuple(
            column
            for column, ours, theirs in (
                ("违法行为", self.violation, other.violation),
                ("区域", self.key[1:], other.key[1:]),
                ("牵头单位", self.lead.pk, other.lead.pk),
                ("配合", self.assists, other.assists),
                ("开始日期", self.from_date, other.from_date),
                ("结束日期", self.until, other.until),
            )
            if ours != theirs
        )

    def zh(self) -> str:
        """Where the row stands and what it says, so that a person finds it."""
        where = f"第{self.line}行" if self.line else f"责任分工编号{self.pk}"
        area = f"{self.area.label}“{self.place.name}”" if self.place else self.area.label
        violations = book.load().violations
        known = violations.get(self.violation)
        violation = (
            f"{known.name.zh if known else ''}（{self.violation}）" if self.violation else "任何违法行为"
        )
        days = f"{self.from_date or '不限'}至{self.until or '不限'}"
        return f"{where}（{area}、{violation}、牵头{self.lead.name}、{days}）"

    def en(self) -> str:
        """The same by codes."""
        where = f"row {self.line}" if self.line else f"responsibility {self.pk}"
        area = f"{self.area.value} {self.place.code}" if self.place else self.area.value
        days = spell(self.from_date, self.until)
        return f"{where} ({area}, {self.violation or 'any violation'}, led by {self.lead.code}, {days})"


def held_rows(ids: Collection[int] | None = None, *, lock: bool = True) -> Iterable[Row]:
    """The rows that the registry holds, or those with these ids, locked unless only looked at, in the order of their ids."""
    rows = Responsibility.objects.select_related(*PLACES, "lead")
    if lock:
        rows = rows.select_for_update(of=("self",))
    assisting = ResponsibilityAssist.objects.all()
    if ids is not None:
        rows, assisting = rows.filter(pk__in=ids), assisting.filter(responsibility__in=ids)
    assists: dict[int, set[tuple[str, int | None]]] = defaultdict(set)
    for row_id, kind, unit in assisting.values_list("responsibility_id", "kind", "unit_id"):
        assists[row_id].add((kind, unit))
    for row in rows.order_by("pk"):
        place = row.district or row.subdistrict or row.neighbourhood or row.compound
        yield Row(
            row.violation,
            Area(row.area),
            Named(place.pk, place.code, place.name) if place else None,
            Named(row.lead_id, row.lead.code, row.lead.name),
            row.from_date,
            row.until,
            frozenset(assists[row.pk]),
            pk=row.pk,
        )


def resolved(rows: Sequence[ResponsibilityRow], faults: list[Fault]) -> list[Row]:
    """Rows with codes looked up. Those with a fault, one found before included, are left out; new faults are added.

    A cell that has a fault already gets no second one.
    """
    noted = {(fault.row, fault.column) for fault in faults}
    faulty = {fault.row for fault in faults}
    violations = book.load().violations
    areas = {label: Area(value) for value, label in Area.choices}
    units = {code: Named(pk, code, name) for pk, code, name in Unit.objects.values_list("pk", "code", "name")}
    places = _places(rows, areas)
    found = []
    for row in rows:
        wrong: list[Fault] = []
        area = areas.get(row.area)
        place = places.get((area, row.place)) if area else None
        if row.violation and row.violation not in violations:
            codes = ", ".join(violations)
            wrong.append(
                _fault(
                    row,
                    "违法行为",
                    f"没有“{row.violation}”，可用：{codes}",
                    f"no violation {row.violation!r}; the codes are {codes}",
                )
            )
        if area is None:
            wrong.append(
                _fault(row, "层级", f"须为{'、'.join(areas)}之一", f"must be one of {', '.join(areas)}")
            )
        elif area == Area.CITY and row.place:
            wrong.append(_fault(row, "区域", "全市的行不写区域", "must be empty for the whole city"))
        elif area != Area.CITY and place is None:
            wrong.append(_fault(row, "区域", f"没有代码“{row.place}”", f"no such area code {row.place!r}"))
        if place and row.place_name and not _is_called(place, row.place_name):
            name = place[0].name
            wrong.append(
                _fault(
                    row,
                    "区域名称",
                    f"区域{row.place}是“{name}”，与名称“{row.place_name}”不符，请改正其一",
                    f"area {row.place} is {name}, not {row.place_name}: correct one of them",
                )
            )
        if row.lead not in units:
            wrong.append(_fault(row, "牵头单位", f"没有代码“{row.lead}”", f"no unit with code {row.lead!r}"))
        wrong += [
            _fault(
                row,
                "配合",
                f"没有“{body}”，可用：{VALID}，或单位代码",
                f"no kind of body or unit {body!r}; use one of those or the code of a unit",
            )
            for body in row.assisting
            if body not in KINDS and body not in units
        ]
        if row.from_date and row.until and row.until < row.from_date:
            wrong.append(_fault(row, "结束日期", "早于开始日期", "before the first day"))
        faults.extend(fault for fault in wrong if (fault.row, fault.column) not in noted)
        if wrong or area is None or row.row in faulty:
            continue
        assists = frozenset(
            (KINDS[body], None) if body in KINDS else ("", units[body].pk) for body in row.assisting
        )
        named = place[0] if place else None
        found.append(
            Row(
                *(row.violation, area, named, units[row.lead], row.from_date, row.until, assists),
                pk=row.pk,
                line=row.row,
            )
        )
    return found


_Place = tuple[Named, set[str]]


def _is_called(place: _Place, name: str) -> bool:
    """Whether the name is one of the place's own."""
    named, others = place
    return name == named.name or name in others or normal_district(name) == named.name


def _places(
    rows: Sequence[ResponsibilityRow], areas: Mapping[str, Responsibility.Area]
) -> Mapping[tuple[Responsibility.Area, str], _Place]:
    """The areas that rows name by code, with their other names."""
    codes: dict[Responsibility.Area, set[str]] = defaultdict(set)
    for row in rows:
        if row.area in areas and row.place:
            codes[areas[row.area]].add(row.place)
    found: dict[tuple[Responsibility.Area, str], _Place] = {}
    for area, wanted in codes.items():
        if area == Area.CITY:
            continue
        within = _AREA_MODELS[area]._default_manager.filter(code__in=wanted)
        others: dict[int, set[str]] = defaultdict(set)
        if area == Area.COMPOUND:
            within = within.filter(merged_into__isnull=True)
            aliases = CompoundAlias.objects.filter(compound__code__in=wanted)
            for compound_id, name in aliases.values_list("compound_id", "name"):
                others[compound_id].add(name)
        for pk, code, name in within.values_list("pk", "code", "name"):
            found[area, code] = Named(pk, code, name), others[pk]
    return found


def _fault(row: ResponsibilityRow, column: str, zh: str, en: str) -> Fault:
    return Fault(zh, en, row.row, column)
