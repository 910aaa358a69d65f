"""Amending what is known of compounds: their facts, other names, and the brigades in whose area they lie."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.registry.models import Compound, CompoundAlias, CompoundScope, Unit
from huiyin.records.registry.models.areas import NAME_LENGTH
from huiyin.records.registry.places import Places
from huiyin.records.registry.refusal import Fault, Refused, refuse_if

AMENDABLE = frozenset(
    {
        "name",
        "address",
        "district_id",
        "subdistrict_id",
        "neighbourhood_id",
        "counting_unit_id",
        "households",
        "built",
    }
)


@dataclass(frozen=True, slots=True)
class Amendment:
    """New values for columns of a compound, by attname; those that :data:`AMENDABLE` names."""

    compound_id: int
    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class NewAlias:
    """Another name of a compound, and whence it is known ('person' or the name of a list)."""

    compound_id: int
    name: str
    source: str = "person"


@action("compound.amend")
def amend(by: By, amendments: Sequence[Amendment]) -> list[int]:
    """Amend compounds. Returns the ids of those that changed. Each change is entered with the value before and after.

    A smaller area brings the larger ones with it, a larger one takes away the smaller that do not lie in it, and a
    compound that counted for its former district's unit counts for the new one's.

    Raises ``Refused`` for a compound that is unknown or merged, an area or unit that does not exist and an empty name;
    ``ValueError`` for a column that cannot be amended.
    """
    for amendment in amendments:
        if not amendment.changes.keys() <= AMENDABLE:
            raise ValueError(f"cannot be amended: {sorted(amendment.changes.keys() - AMENDABLE)}")
    compounds = _locked(amendment.compound_id for amendment in amendments)
    places = Places.read(neighbourhoods=any(a.changes.get("neighbourhood_id") for a in amendments))
    changed = []
    for amendment in amendments:
        compound = compounds[amendment.compound_id]
        values = _whole(amendment.changes, compound, places)
        content = {
            column.removesuffix("_id"): [getattr(compound, column), value]
            for column, value in values.items()
            if getattr(compound, column) != value
        }
        if not content:
            continue
        for column, value in values.items():
            setattr(compound, column, value)
        compound.save(update_fields=[column.removesuffix("_id") for column in values])
        enter("compound", compound.pk, dict(content))
        changed.append(compound.pk)
    return changed


def _whole(changes: Mapping[str, object], compound: Compound, places: Places) -> dict[str, object]:
    """The changes with what follows from them for the areas and the unit that counts."""
    values = dict(changes)
    name = values.get("name", compound.name)
    if not isinstance(name, str) or not name.strip() or len(name) > NAME_LENGTH:
        raise Refused(
            Fault(f"小区名称须为1至{NAME_LENGTH}字", f"a compound's name has 1 to {NAME_LENGTH} characters")
        )
    unit = values.get("counting_unit_id", compound.counting_unit_id)
    if unit not in places.units.values():
        raise Refused(Fault(f"没有单位{unit}", f"there is no unit {unit}"))
    areas = {column: values[column] for column in _LEVELS if column in values}
    if not areas:
        return values
    # From the smallest that is given up; each must exist, and lie in the larger one if that is given too.
    district, subdistrict, neighbourhood = (_number(areas.get(column)) for column in _LEVELS)
    if neighbourhood is not None:
        subdistrict = _above(neighbourhood, subdistrict, places.subdistrict_of)
    elif subdistrict is None and not {"district_id", "subdistrict_id"} & areas.keys():
        subdistrict = compound.subdistrict_id
    if subdistrict is not None:
        district = _above(subdistrict, district, places.district_of)
        if (
            neighbourhood is None
            and "neighbourhood_id" not in areas
            and subdistrict == compound.subdistrict_id
        ):
            neighbourhood = compound.neighbourhood_id
    elif "district_id" not in areas:
        district = compound.district_id
    elif district is not None and district not in places.districts.values():
        raise Refused(Fault(f"没有区{district}", f"there is no district {district}"))
    values |= {"district_id": district, "subdistrict_id": subdistrict, "neighbourhood_id": neighbourhood}
    if "counting_unit_id" not in values:
        values["counting_unit_id"] = places.counting_after(compound, district)
    return values


_LEVELS = ("district_id", "subdistrict_id", "neighbourhood_id")


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _above(area: int, given: int | None, above: Mapping[int, int]) -> int:
    """The larger area of ``area``. Raises ``Refused`` if there is none or another one was given."""
    larger = above.get(area)
    if larger is None or given not in (None, larger):
        raise Refused(
            Fault(
                f"区域{area}不存在或不在所给的上级区域内",
                f"area {area} is unknown or not within the one given",
            )
        )
    return larger


@action("alias.add")
def add_aliases(by: By, aliases: Sequence[NewAlias]) -> list[int]:
    """Add names by which compounds are called. Returns the compound of each that was new; it is entered there.

    Raises ``Refused`` for a compound that is unknown or merged, and for a name that is empty or too long.
    """
    compounds = _locked(alias.compound_id for alias in aliases)
    wanted = {
        (alias.compound_id, alias.name.strip()): alias.source
        for alias in aliases
        if alias.name.strip() != compounds[alias.compound_id].name
    }
    if any(not 1 <= len(name) <= NAME_LENGTH for _, name in wanted):
        raise Refused(Fault(f"别名须为1至{NAME_LENGTH}字", f"an alias has 1 to {NAME_LENGTH} characters"))
    # The compounds are locked, so that nobody else adds a name between this look and the insert.
    held = set(CompoundAlias.objects.filter(compound__in=compounds).values_list("compound_id", "name"))
    absent = sorted(wanted.keys() - held)
    bulk.insert(CompoundAlias, ("compound_id", "name", "source"), [(*pair, wanted[pair]) for pair in absent])
    for compound_id, name in absent:
        enter("compound", compound_id, {"alias": name, "source": wanted[compound_id, name]})
    return [compound_id for compound_id, _ in absent]


@action("alias.remove")
def remove_aliases(by: By, compound_id: int, names: Collection[str]) -> list[int]:
    """Take names from a compound by which it is not called. Returns the compound, once for each; it is entered there.

    What was joined by them stays so; imports find the compound by them no more. Raises ``Refused`` for a compound that is
    unknown or merged, and for a name that is none of its other names.
    """
    _locked([compound_id])
    held = {alias.name: alias for alias in CompoundAlias.objects.filter(compound=compound_id, name__in=names)}
    refuse_if(
        [
            Fault(f"“{name}”不是这个小区的别名，或已移除", f"{name} is no other name of this compound")
            for name in sorted(set(names) - held.keys())
        ]
    )
    CompoundAlias.objects.filter(pk__in=[alias.pk for alias in held.values()]).delete()
    for name in sorted(held):
        enter("compound", compound_id, {"alias_removed": name, "source": held[name].source})
    return [compound_id] * len(held)


@action("compound.scope.set")
def set_scopes(by: By, scopes: Mapping[int, Collection[int]]) -> list[int]:
    """Say in the areas of which units each compound lies, beside its district's. Returns the ids of those that changed.

    Raises ``Refused`` for a compound that is unknown or merged and for an unknown unit.
    """
    compounds = _locked(scopes)
    wanted = {unit for units in scopes.values() for unit in units}
    unknown = wanted - set(Unit.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    refuse_if([Fault(f"没有单位{unit}", f"there is no unit {unit}") for unit in sorted(unknown)])
    held: dict[int, set[int]] = {compound_id: set() for compound_id in compounds}
    for compound_id, unit in CompoundScope.objects.filter(compound__in=compounds).values_list(
        "compound_id", "unit_id"
    ):
        held[compound_id].add(unit)
    changed = [compound_id for compound_id in sorted(scopes) if held[compound_id] != set(scopes[compound_id])]
    for compound_id in changed:
        gone = held[compound_id] - set(scopes[compound_id])
        CompoundScope.objects.filter(compound=compound_id, unit__in=gone).delete()
        enter(
            "compound",
            compound_id,
            {"scopes": sorted(scopes[compound_id]), "before": sorted(held[compound_id])},
        )
    added = [(c, unit) for c in changed for unit in sorted(set(scopes[c]) - held[c])]
    bulk.insert(CompoundScope, ("compound_id", "unit_id"), added)
    return changed


def _locked(compound_ids: Iterable[int]) -> dict[int, Compound]:
    """Compounds that can be changed, locked in the order of their ids. Raises ``Refused`` for any other."""
    wanted = set(compound_ids)
    found = {c.pk: c for c in Compound.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    faults = [Fault(f"没有小区{pk}", f"there is no compound {pk}") for pk in sorted(wanted - found.keys())]
    faults += [
        Fault(
            f"“{c.name}”已并入小区{c.merged_into_id}", f"{c.name} was merged into compound {c.merged_into_id}"
        )
        for c in found.values()
        if c.merged_into_id is not None
    ]
    refuse_if(faults)
    return found
