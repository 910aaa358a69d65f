"""Reads of the responsibility table: page by page, rows by number, places for a new row, and who would lead and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from huiyin.records.registry.managing import in_district, places_within, rows_concerning, rows_within
from huiyin.records.registry.models import Compound, District, Responsibility, ResponsibilityAssist, Unit
from huiyin.records.registry.paging import Page, page

Area = Responsibility.Area
NARROWEST_FIRST = (Area.COMPOUND, Area.NEIGHBOURHOOD, Area.SUBDISTRICT, Area.DISTRICT, Area.CITY)
ANY = "any"
"""As a filter of violations: the rows that are for any of them."""
CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of the table are asked for; what is empty or None does not matter.

    ``violation`` is a code or :data:`ANY`; ``on`` a day on which the rows hold.
    """

    violation: str = ""
    area: str = ""
    district_id: int | None = None
    lead_id: int | None = None
    on: date | None = None


def table_page(
    unit: Unit, wanted: Wanted, size: int, *, after: str = "", before: str = ""
) -> Page[Responsibility]:
    """The rows that concern a unit's area, by number, with places, leads and who assists. Two statements."""
    rows = _with_names(Responsibility.objects.filter(rows_concerning(unit)))
    if wanted.violation:
        rows = rows.filter(violation="" if wanted.violation == ANY else wanted.violation)
    if wanted.area:
        rows = rows.filter(area=wanted.area)
    if wanted.district_id is not None:
        rows = rows.filter(in_district(wanted.district_id))
    if wanted.lead_id is not None:
        rows = rows.filter(lead=wanted.lead_id)
    if wanted.on is not None:
        rows = rows.filter(_holds(wanted.on))
    return page(rows, ("pk",), size, after=after, before=before)


def rows_to_end(unit: Unit, ids: Collection[int]) -> list[Responsibility]:
    """Those of these rows that somebody of a unit may end, by number. Two statements."""
    return list(_with_names(Responsibility.objects.filter(rows_within(unit), pk__in=ids)).order_by("pk"))


def manageable(unit: Unit, ids: Collection[int]) -> frozenset[int]:
    """Which of these rows somebody of a unit may end. One statement, none for the whole city."""
    if unit.everywhere or not ids:
        return frozenset(ids)
    return frozenset(
        Responsibility.objects.filter(rows_within(unit), pk__in=ids).values_list("pk", flat=True)
    )


def place_of(row: Responsibility) -> object | None:
    """The place that a row is for; None for the whole city."""
    return row.district or row.subdistrict or row.neighbourhood or row.compound


@dataclass(frozen=True, slots=True)
class Found:
    """A place by code and name, with the area around it."""

    code: str
    name: str
    around: str


def places_called(unit: Unit, area: str, text: str) -> list[Found]:
    """The places of a level with this code or name, for which somebody of a unit may add a row; at most a few.

    One with the very code or name stands for itself; else those whose name holds the text. Two statements at most.
    """
    level = Area(area)
    if level == Area.DISTRICT:
        if unit.kind == Unit.Kind.DISTRICT and unit.district is not None:
            own = Found(unit.district.code, unit.district.name, "")
            return [own] if text in (own.code, own.name, own.name.removesuffix("区")) else []
        if not unit.everywhere:
            return []
        named = District.objects.filter(Q(code=text) | Q(name=text) | Q(name=f"{text}区"))
        return [Found(row.code, row.name, "") for row in named]
    places = places_within(unit).get(level)
    if places is None or not text:
        return []
    around = "subdistrict__name" if level != Area.SUBDISTRICT else "district__name"
    columns = ("code", "name", around)
    exact = places.filter(Q(code=text) | Q(name=text)).order_by("pk").values_list(*columns)[:CANDIDATES]
    found = list(exact) or list(
        places.filter(name__contains=text).order_by("pk").values_list(*columns)[:CANDIDATES]
    )
    return [Found(code, name, near or "") for code, name, near in found]


@dataclass(frozen=True, slots=True)
class Rung:
    """One level around a compound: its place, and the row that holds there, with what it says; None where there is none."""

    area: Responsibility.Area
    place: str
    row: Responsibility | None
    decides: bool = False


@dataclass(frozen=True, slots=True)
class WouldLead:
    """Who would lead for a violation at a compound on a day, and how the table says so, from the narrowest level out.

    ``lead`` is the unit of the deciding row, or the compound's counting unit where no row covers it. ``beside`` are rows
    for any violation at a level where one for the violation by name counts instead.
    """

    compound: Compound
    lead: Unit
    by: Responsibility | None
    rungs: tuple[Rung, ...]
    beside: tuple[Responsibility, ...]


def would_lead(compounds: QuerySet[Compound], compound_id: int, violation: str, on: date) -> WouldLead | None:
    """Who would lead at one of these compounds; None when it is not among them. Three statements.

    The same rule as ``queries.who_leads``, told with the rows that do not decide.
    """
    compound = (
        compounds.select_related("district", "subdistrict", "neighbourhood", "counting_unit")
        .filter(pk=compound_id)
        .first()
    )
    if compound is None:
        return None
    around = {
        Area.COMPOUND: (compound.pk, compound.name),
        Area.NEIGHBOURHOOD: (
            compound.neighbourhood_id,
            compound.neighbourhood and compound.neighbourhood.name,
        ),
        Area.SUBDISTRICT: (compound.subdistrict_id, compound.subdistrict and compound.subdistrict.name),
        Area.DISTRICT: (compound.district_id, compound.district and compound.district.name),
        Area.CITY: (None, ""),
    }
    here = Q(area=Area.CITY)
    for area, (pk, _) in around.items():
        if pk is not None:
            here |= Q(**{area.value: pk})
    rows = _with_names(Responsibility.objects.filter(here, _holds(on), violation__in={"", violation}))
    held = {(row.area, row.violation): row for row in rows.order_by("pk")}
    rungs: list[Rung] = []
    beside: list[Responsibility] = []
    by: Responsibility | None = None
    for area in NARROWEST_FIRST:
        named, general = held.get((area.value, violation)), held.get((area.value, ""))
        row = named or general
        if named is not None and general is not None and named is not general:
            beside.append(general)
        decides = by is None and row is not None
        by = by or row
        rungs.append(Rung(area, around[area][1] or "", row, decides))
    return WouldLead(compound, by.lead if by else compound.counting_unit, by, tuple(rungs), tuple(beside))


def compounds_called(compounds: QuerySet[Compound], text: str, most: int = CANDIDATES) -> list[Compound]:
    """Those of these compounds with this code, name or other name, else whose name or address holds the text; at most
    ``most``. Two statements at most."""
    text = text.strip()
    if not text:
        return []
    listed = compounds.select_related("subdistrict", "neighbourhood").order_by("pk")
    exact = list(listed.filter(Q(code=text) | Q(name=text))[:most])
    return exact or list(
        listed.filter(
            Q(name__contains=text)
            | Q(address__contains=text)
            | Q(pk__in=Compound.objects.filter(aliases__name__contains=text).values("pk"))
        )[:most]
    )


def _holds(on: date) -> Q:
    return Q(Q(from_date=None) | Q(from_date__lte=on), Q(until=None) | Q(until__gte=on))


def _with_names(rows: QuerySet[Responsibility]) -> QuerySet[Responsibility]:
    assists = ResponsibilityAssist.objects.select_related("unit").order_by("pk")
    return rows.select_related(
        "lead", "district", "subdistrict__district", "neighbourhood__subdistrict", "compound"
    ).prefetch_related(Prefetch("assists", queryset=assists))
