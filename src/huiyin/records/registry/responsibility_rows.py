"""Rows of responsibility as codes resolve to them, those of a file and those of the registry, and how messages name them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from huiyin.knowledge.law import book
from huiyin.records.registry.assisting import KINDS, VALID
from huiyin.records.registry.csv_files import ResponsibilityRow
from huiyin.records.registry.days import overlap, spell, spell_zh
from huiyin.records.registry.models import Responsibility, ResponsibilityAssist
from huiyin.records.registry.refusal import Fault
from huiyin.records.registry.table_words import (
    ANY_VIOLATION,
    Named,
    Place,
    places_by_word,
    units_by_word,
    violation_named,
    violations_listed,
    word_of,
)

Area = Responsibility.Area
PLACES = ("district", "subdistrict", "neighbourhood", "compound")


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
            f"{known.name.zh if known else ''}（{self.violation}）" if self.violation else ANY_VIOLATION
        )
        return f"{where}（{area}、{violation}、牵头{self.lead.name}、{spell_zh(self.from_date, self.until)}）"

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
    """Rows with codes and names looked up. Those with a fault, one found before included, are left out; new faults are
    added.

    A cell that has a fault already gets no second one.
    """
    noted = {(fault.row, fault.column) for fault in faults}
    faulty = {fault.row for fault in faults}
    areas = {label: Area(value) for value, label in Area.choices}
    units = units_by_word()
    places = places_by_word(rows, areas)
    found = []
    for row in rows:
        wrong: list[Fault] = []
        area = areas.get(row.area)
        meant = places.get((area, word_of(row)), ()) if area else ()
        place = meant[0] if len(meant) == 1 else None
        violation = violation_named(row.violation)
        if violation is None:
            listed = violations_listed()
            wrong.append(
                _fault(
                    row,
                    "违法行为",
                    f"没有“{row.violation}”，请填名称或代码，任何违法行为则留空。可用：{listed}",
                    f"no violation {row.violation!r}: give a name or a code, or leave it empty for any; there are {listed}",
                )
            )
        if area is None:
            wrong.append(
                _fault(row, "层级", f"须为{'、'.join(areas)}之一", f"must be one of {', '.join(areas)}")
            )
        elif area == Area.CITY and row.place:
            wrong.append(_fault(row, "区域", "全市的行不写区域", "must be empty for the whole city"))
        elif area != Area.CITY and place is None:
            wrong.append(_no_place(row, area, meant))
        if place and row.place_name and not place.is_called(row.place_name):
            name = place.named.name
            wrong.append(
                _fault(
                    row,
                    "区域名称",
                    f"区域{row.place}是“{name}”，与名称“{row.place_name}”不符，请改正其一",
                    f"area {row.place} is {name}, not {row.place_name}: correct one of them",
                )
            )
        leads = units.get(row.lead, ())
        if len(leads) != 1:
            wrong.append(_no_unit(row, "牵头单位", row.lead, leads))
        assists: set[tuple[str, int | None]] = set()
        for body in row.assisting:
            if body in KINDS:
                assists.add((KINDS[body], None))
            elif len(bodies := units.get(body, ())) == 1:
                assists.add(("", bodies[0].pk))
            elif bodies:
                wrong.append(_no_unit(row, "配合", body, bodies))
            else:
                wrong.append(
                    _fault(
                        row,
                        "配合",
                        f"没有“{body}”，可用：{VALID}，或单位的名称、代码",
                        f"no kind of body or unit {body!r}; use one of those or the name or code of a unit",
                    )
                )
        if row.from_date and row.until and row.until < row.from_date:
            wrong.append(_fault(row, "结束日期", "早于开始日期", "before the first day"))
        faults.extend(fault for fault in wrong if (fault.row, fault.column) not in noted)
        if wrong or area is None or violation is None or row.row in faulty:
            continue
        named = place.named if place else None
        found.append(
            Row(
                *(violation, area, named, leads[0], row.from_date, row.until, frozenset(assists)),
                pk=row.pk,
                line=row.row,
            )
        )
    return found


def _no_place(row: ResponsibilityRow, area: Responsibility.Area, meant: Sequence[Place]) -> Fault:
    """Why a row's area cannot be told: it is empty, means several, or means none."""
    word = word_of(row)
    if not word:
        return _fault(
            row,
            "区域",
            f"层级是{area.label}，请填其名称或代码；对全市适用的，层级填全市",
            f"empty: give the name or code of the {area.value}; for the whole city the level is {Area.CITY.label}",
        )
    if meant:
        listed = "、".join(place.zh for place in meant)
        return _fault(
            row,
            "区域",
            f"有{len(meant)}处叫“{word}”，请改填代码：{listed}",
            f"{word} names {len(meant)} areas, give the code: {listed}",
        )
    return _fault(
        row,
        "区域",
        f"没有名称或代码为“{word}”的{area.label}，请核对层级、名称或代码",
        f"no {area.value} with the name or code {word!r}: check the level and the name or code",
    )


def _no_unit(row: ResponsibilityRow, column: str, word: str, meant: Sequence[Named]) -> Fault:
    """Why a cell's unit cannot be told: the word means several, or none."""
    if meant:
        listed = "、".join(f"{unit.name}（{unit.code}）" for unit in meant)
        return _fault(
            row,
            column,
            f"有{len(meant)}家单位简称“{word}”，请填全称或代码：{listed}",
            f"{word} is short for {len(meant)} units, give the name or code: {listed}",
        )
    return _fault(
        row,
        column,
        f"没有名称或代码为“{word}”的单位，请按“单位”页填全称，如静安区城管执法局（jingan）",
        f"no unit with the name or code {word!r}: give its name as the page of units has it",
    )


def _fault(row: ResponsibilityRow, column: str, zh: str, en: str) -> Fault:
    return Fault(zh, en, row.row, column)
