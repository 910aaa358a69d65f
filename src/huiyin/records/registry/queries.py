"""Reads of the registry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from huiyin.knowledge.places.gazetteer import Entry
from huiyin.records.registry.models import (
    Compound,
    CompoundAlias,
    District,
    Mandate,
    Officer,
    Responsibility,
    Unit,
)

# Above this many it is cheaper and simpler to read them all than to name each to the database.
NAMED = 10_000
Pair = tuple[int, str]
Area = Responsibility.Area
_NARROWEST_FIRST = (Area.COMPOUND, Area.NEIGHBOURHOOD, Area.SUBDISTRICT, Area.DISTRICT, Area.CITY)


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads and who assists, and the row of responsibility that says so.

    ``assisting`` holds ids of kinds of body of the statute book and codes of units; where it is empty, what the book
    says about the violation holds.
    """

    unit_id: int
    assisting: tuple[str, ...]
    responsibility_id: int


def who_leads(pairs: Iterable[Pair], on: date) -> dict[Pair, Lead]:
    """Who leads on a day, for pairs of compound id and violation; pairs that no row covers are left out.

    The row of the narrowest area counts (compound, neighbourhood, subdistrict, district, city); of two for one area
    that for the violation by name. At most two statements for any number of pairs.
    """
    wanted = set(pairs)
    if not wanted:
        return {}
    rows = _in_force(on, {violation for _, violation in wanted})
    if not rows:
        return {}
    ids = {compound_id for compound_id, _ in wanted}
    compounds = Compound.objects.filter(pk__in=ids) if len(ids) <= NAMED else Compound.objects.all()
    areas = {
        pk: (pk, neighbourhood, subdistrict, district, None)
        for pk, neighbourhood, subdistrict, district in compounds.values_list(
            "pk", "neighbourhood_id", "subdistrict_id", "district_id"
        )
    }
    named = {area for area, _, _ in rows}
    levels = [(level, area.value) for level, area in enumerate(_NARROWEST_FIRST) if area.value in named]
    found: dict[Pair, Lead] = {}
    for compound_id, violation in wanted:
        if compound_id not in areas:
            continue
        places = areas[compound_id]
        for level, area_name in levels:
            place = places[level]
            lead = rows.get((area_name, place, violation)) or rows.get((area_name, place, ""))
            if lead is not None:
                found[compound_id, violation] = lead
                break
    return found


def _in_force(on: date, violations: Iterable[str]) -> Mapping[tuple[str, int | None, str], Lead]:
    """The rows that hold on a day, by area, place and violation."""
    rows = (
        Responsibility.objects.filter(
            Q(from_date=None) | Q(from_date__lte=on), Q(until=None) | Q(until__gte=on)
        )
        .filter(violation__in={"", *violations})
        .order_by("pk", "assists__pk")
        .values_list(
            "pk",
            "area",
            "violation",
            "lead_id",
            "district_id",
            "subdistrict_id",
            "neighbourhood_id",
            "compound_id",
            "assists__kind",
            "assists__unit__code",
        )
    )
    leads: dict[tuple[str, int | None, str], Lead] = {}
    assisting: dict[int, list[str]] = defaultdict(list)
    for pk, area, violation, lead, district, subdistrict, neighbourhood, compound, kind, unit in rows:
        if kind or unit:
            assisting[pk].append(kind or unit)
        place = next((p for p in (district, subdistrict, neighbourhood, compound) if p is not None), None)
        leads[area, place, violation] = Lead(lead, tuple(assisting[pk]), pk)
    return leads


def gazetteer() -> list[Entry]:
    """The known compounds for the reader of places, with their other names; an entry's id is the compound's as text."""
    aliases: dict[int, list[str]] = defaultdict(list)
    names = CompoundAlias.objects.order_by("pk").values_list("compound_id", "name")
    for compound_id, name in names:
        aliases[compound_id].append(name)
    compounds = (
        Compound.objects.filter(status=Compound.Status.KNOWN)
        .order_by("pk")
        .values_list("pk", "name", "address", "district__name", "subdistrict__name")
    )
    return [
        Entry(str(pk), name, address, district or "", tuple(aliases[pk]), subdistrict=subdistrict or "")
        for pk, name, address, district, subdistrict in compounds
    ]


# The very lock that the foreign keys take, but they only at the commit, when it is too late to look again. On SQLite nobody
# else writes meanwhile.
HOLD = {"postgresql": " FOR KEY SHARE OF c", "sqlite": ""}
"""By database, what ends a statement that holds the compounds ``c`` which it reads, as :func:`held` does."""


_STANDING = "SELECT c.id, c.counting_unit_id, c.merged_into_id FROM registry_compound c WHERE c.id = ANY(%s) ORDER BY c.id"


class Standing(NamedTuple):
    """The unit for which a compound counts, and what it was merged into, if it was."""

    counting_unit_id: int
    merged_into_id: int | None


def held(compound_ids: Collection[int]) -> dict[int, Standing]:
    """How compounds stand, by id, held so until the transaction ends: whoever would merge one of them waits for that.

    Others may hold them at the same time. One that is being merged is waited for. One statement.
    """
    if not compound_ids:
        return {}
    wanted = sorted(compound_ids)
    if connection.vendor != "postgresql":
        columns = ("pk", "counting_unit_id", "merged_into_id")
        return {
            pk: Standing(*rest) for pk, *rest in Compound.objects.filter(pk__in=wanted).values_list(*columns)
        }
    with connection.cursor() as cursor:
        cursor.execute(f"{_STANDING}{HOLD[connection.vendor]}", [wanted])
        return {pk: Standing(*rest) for pk, *rest in cursor.fetchall()}


def district_ids() -> dict[str, int]:
    """The ids of the districts by their present full names."""
    return dict(District.objects.values_list("name", "pk"))


def units() -> QuerySet[Unit]:
    """Every unit in the order of lists: the bureau, the 20 of the notice, the teams."""
    return Unit.objects.order_by("rank")


def units_in_reach(unit_id: int | None) -> QuerySet[Unit]:
    """The units to which somebody of a unit can hand work over: teams and their own district, districts and the city's.

    A team reaches its district's unit and the teams beside it; a district's unit its teams, the bureau and the brigades; a
    brigade the bureau, the other brigades and the districts. From one district to another work goes through those who act
    everywhere (the bureau, the corps): they reach every unit. One statement before the one of the units.
    """
    unit = Unit.objects.filter(pk=unit_id).first() if unit_id is not None else None
    if unit is None:
        return Unit.objects.none()
    if unit.everywhere:
        return units()
    city = Q(everywhere=True) | Q(kind=Unit.Kind.BRIGADE)
    if unit.kind == Unit.Kind.TEAM:
        near = Q(pk=unit.parent_id) | Q(parent=unit.parent_id, kind=Unit.Kind.TEAM)
    elif unit.kind == Unit.Kind.DISTRICT:
        near = Q(parent=unit.pk) | city
    else:
        near = Q(kind=Unit.Kind.DISTRICT) | city
    return units().filter(near).exclude(pk=unit.pk)


def addressed_units() -> QuerySet[Unit]:
    """The 20 units that the notice is addressed to, in its order."""
    return units().filter(addressed=True)


def compounds_of(unit: Unit) -> QuerySet[Compound]:
    """The compounds, known and provisional, in a unit's area: what it may see and act upon.

    A district's unit has its district, a team its subdistrict, the bureau and the corps everything, other brigades what
    is put into their scope. To these come the provisional places that texts of the unit or its teams named.
    """
    live = Compound.objects.exclude(status=Compound.Status.MERGED)
    if unit.everywhere:
        return live
    own = Q(scope_unit=unit) | Q(scope_unit__parent=unit) | Q(pk__in=unit.scopes.values("compound"))
    if unit.kind == Unit.Kind.DISTRICT:
        own |= Q(district=unit.district_id)
    elif unit.kind == Unit.Kind.TEAM:
        own |= Q(subdistrict=unit.subdistrict_id)
    return live.filter(own)


def mandate_on(compound_id: int, day: date) -> Mandate | None:
    """The mandate under which a firm manages a compound on a day, with its firm; None where none is known."""
    return (
        Mandate.objects.select_related("firm")
        .filter(
            Q(from_date=None) | Q(from_date__lte=day), Q(until=None) | Q(until__gte=day), compound=compound_id
        )
        .first()
    )


def mandates_of(compound_ids: Collection[int]) -> QuerySet[Mandate]:
    """The mandates for compounds with their firms, for each compound the earliest first."""
    return (
        Mandate.objects.filter(compound__in=compound_ids)
        .select_related("firm", "compound")
        .order_by("compound__code", "compound_id", F("from_date").asc(nulls_first=True))
    )


def officers(unit_code: str = "") -> QuerySet[Officer]:
    """The officers of one unit, or of all in the order of lists, with their units; by certificate within a unit."""
    listed = Officer.objects.select_related("unit").order_by("unit__rank", "certificate")
    return listed.filter(unit__code=unit_code) if unit_code else listed


def counting_totals() -> dict[int, int]:
    """How many compounds, known and provisional, count for each unit, by unit id; each compound counts once."""
    return dict(
        Compound.objects.exclude(status=Compound.Status.MERGED)
        .values_list("counting_unit_id")
        .annotate(Count("pk"))
        .order_by("counting_unit_id")
    )


TABLE_COLUMNS = (
    "编号",
    "违法行为",
    "层级",
    "区域",
    "区域名称",
    "牵头单位",
    "配合",
    "开始日期",
    "结束日期",
)


def responsibility_rows(
    within: Q | None = None,
) -> Iterator[tuple[int, str, str, str, str, str, str, date | None, date | None]]:
    """The table of responsibility as :data:`TABLE_COLUMNS` name it, such that it can be loaded again; ``within`` gives
    some of its rows alone."""
    rows = (
        Responsibility.objects.filter(within or Q())
        .select_related("district", "subdistrict", "neighbourhood", "compound", "lead")
        .prefetch_related("assists__unit")
        .order_by("pk")
    )
    for row in rows:
        place = row.district or row.subdistrict or row.neighbourhood or row.compound
        assists = "、".join(a.kind or (a.unit.code if a.unit else "") for a in row.assists.all())
        yield (
            row.pk,
            row.violation,
            Area(row.area).label,
            place.code if place else "",
            place.name if place else "",
            row.lead.code,
            assists,
            row.from_date,
            row.until,
        )
