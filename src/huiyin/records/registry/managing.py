"""Whose business a row of responsibility is: which rows concern a unit's area, and which it may write."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from huiyin.records.registry.models import Compound, Neighbourhood, Responsibility, Subdistrict, Unit
from huiyin.records.registry.queries import compounds_of
from huiyin.records.registry.refusal import Fault
from huiyin.records.registry.responsibility_rows import Row

Area = Responsibility.Area


def rows_within(unit: Unit) -> Q:
    """The rows for places in a unit's area: those that whoever manages it may end, and its like add."""
    if unit.everywhere:
        return Q()
    if unit.kind == Unit.Kind.DISTRICT:
        return in_district(unit.district_id)
    if unit.kind == Unit.Kind.TEAM:
        return (
            Q(subdistrict=unit.subdistrict_id)
            | Q(neighbourhood__subdistrict=unit.subdistrict_id)
            | Q(compound__subdistrict=unit.subdistrict_id)
        )
    return Q(compound__in=unit.scopes.values("compound"))


def rows_concerning(unit: Unit) -> Q:
    """The rows that somebody of a unit sees: those of its area, the wider ones that hold there too, those that it leads."""
    if unit.everywhere:
        return Q()
    wider = Q(area=Area.CITY)
    if unit.kind == Unit.Kind.TEAM:
        wider |= Q(district=unit.district_id)
    return rows_within(unit) | wider | Q(lead=unit) | Q(lead__parent=unit)


def in_district(district_id: int | None) -> Q:
    """The rows for a district and for places in it."""
    return (
        Q(district=district_id)
        | Q(subdistrict__district=district_id)
        | Q(neighbourhood__subdistrict__district=district_id)
        | Q(compound__district=district_id)
    )


def places_within(unit: Unit) -> dict[Responsibility.Area, QuerySet]:
    """The places of each level for which somebody of a unit may add a row, by level. No statement is run.

    The district itself is among them for a district's unit; a level that is missing has none. Compounds that are not
    established yet have no code by which a row could name them.
    """
    compounds = compounds_of(unit).filter(status=Compound.Status.KNOWN)
    found: dict[Responsibility.Area, QuerySet] = {Area.COMPOUND: compounds}
    subdistricts = Subdistrict.objects.all()
    neighbourhoods = Neighbourhood.objects.all()
    if unit.everywhere:
        return found | {Area.SUBDISTRICT: subdistricts, Area.NEIGHBOURHOOD: neighbourhoods}
    if unit.kind == Unit.Kind.DISTRICT:
        return found | {
            Area.SUBDISTRICT: subdistricts.filter(district=unit.district_id),
            Area.NEIGHBOURHOOD: neighbourhoods.filter(subdistrict__district=unit.district_id),
        }
    if unit.kind == Unit.Kind.TEAM:
        return found | {
            Area.SUBDISTRICT: subdistricts.filter(units=unit),
            Area.NEIGHBOURHOOD: neighbourhoods.filter(subdistrict=unit.subdistrict_id),
        }
    return found


def leads_for(unit: Unit) -> QuerySet[Unit]:
    """The units that somebody of a unit may put in charge, in the order of lists: its own, the city's, no other district's."""
    units = Unit.objects.order_by("rank")
    if unit.everywhere:
        return units
    own = Q(district=None)
    if unit.district_id is not None:
        own |= Q(district=unit.district_id)
    return units.filter(own)


def outside(unit: Unit, rows: Collection[Row]) -> Iterable[Fault]:
    """What somebody of a unit may not write: rows for places outside its area, and new ones that another district would lead.

    At most two statements for any number of rows.
    """
    if unit.everywhere or not rows:
        return
    named = {row.place.pk for row in rows if row.area == Area.COMPOUND and row.place}
    compounds = (
        set(compounds_of(unit).filter(pk__in=named).values_list("pk", flat=True)) if named else set[int]()
    )
    leads = set(leads_for(unit).values_list("pk", flat=True))
    prefix = _code_of(unit)
    for row in rows:
        if row.area == Area.COMPOUND:
            inside = row.place is not None and row.place.pk in compounds
        else:
            inside = row.place is not None and bool(prefix) and row.place.code.startswith(prefix)
        if not inside:
            yield Fault(
                f"{row.zh()}不在{unit.name}的辖区内，请由上级单位办理",
                f"{row.en()} lies outside the area of {unit.code}: leave it to the unit above",
                row.line,
                "区域",
            )
        elif not row.pk and row.lead.pk not in leads:
            yield Fault(
                f"{row.lead.name}是其他区的单位，不能由{unit.name}指定牵头",
                f"{row.lead.code} belongs to another district and cannot be put in charge by {unit.code}",
                row.line,
                "牵头单位",
            )


def _code_of(unit: Unit) -> str:
    """The code with which those of all places in a unit's area begin; empty where its area is made of compounds."""
    if unit.kind == Unit.Kind.TEAM and unit.subdistrict is not None:
        return unit.subdistrict.code
    if unit.kind == Unit.Kind.DISTRICT and unit.district is not None:
        return unit.district.code
    return ""
