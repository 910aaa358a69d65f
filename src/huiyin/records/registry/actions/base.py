"""Setting up the registry with the facts that ship: divisions, units, partner bodies, default responsibility."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import models

from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.registry import base_data
from huiyin.records.registry.models import (
    Assisting,
    District,
    Neighbourhood,
    Partner,
    Responsibility,
    Subdistrict,
    Unit,
)

# Bodies that every district has, called by what they do: their official names differ and change.
BODIES = {
    Assisting.HOUSING: "房管部门",
    Assisting.PLANNING: "规划资源部门",
    Assisting.POLICE: "公安机关",
    Assisting.OPERATIONS: "城运中心",
    Assisting.GREENING: "绿化市容部门",
    Assisting.FIRE: "消防救援机构",
}


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a set-up added, and how many rows a newer package renamed; all zero when everything was there."""

    divisions: int = 0
    units: int = 0
    partners: int = 0
    responsibilities: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class _Synced:
    """The ids of a table's rows by code, and which of them were added or changed just now."""

    ids: Mapping[str, int]
    added: Collection[str]
    changed: Collection[str]


@action("registry.load")
def set_up(by: By, data: base_data.BaseData | None = None) -> SetUp:
    """Load what ships with the package; see :func:`load_divisions` and :func:`load_units`. Again changes nothing."""
    divisions = load_divisions(by, data)
    units = load_units(by, data)
    return SetUp(
        divisions=divisions.divisions,
        units=units.units,
        partners=divisions.partners,
        responsibilities=units.responsibilities,
        changed=divisions.changed + units.changed,
    )


@action("division.load")
def load_divisions(by: By, data: base_data.BaseData | None = None) -> SetUp:
    """Load the 16 districts, their subdistricts and neighbourhoods, and for a new district its partner bodies.

    ``data`` names others than those that ship, each with all above it. A district is entered in the ledger with a digest of
    everything below it.
    """
    data = data or base_data.load()
    districts = _sync(District, ("name",), {code: (name,) for code, name in data.districts})
    subdistricts = _sync(
        Subdistrict,
        ("name", "district_id"),
        {code: (name, districts.ids[code[:6]]) for code, name in data.subdistricts},
    )
    neighbourhoods = _sync(
        Neighbourhood,
        ("name", "subdistrict_id"),
        {code: (name, subdistricts.ids[code[:9]]) for code, name in data.neighbourhoods},
    )
    levels = (districts, subdistricts, neighbourhoods)
    touched = {code[:6] for level in levels for code in (*level.added, *level.changed)}
    everything_below: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in data.subdistricts + data.neighbourhoods:
        everything_below[row[0][:6]].append(row)
    for code, name in data.districts:
        if code in touched:
            below = everything_below[code]
            digest = hashlib.sha256(json.dumps(below, ensure_ascii=False).encode()).hexdigest()
            content: dict[str, object] = {"code": code, "name": name, "below": len(below), "sha256": digest}
            enter("district", districts.ids[code], content, first=code in districts.added)
    return SetUp(
        divisions=sum(len(level.added) for level in levels),
        partners=_add_bodies(
            {code: name for code, name in data.districts if code in districts.added}, districts.ids
        ),
        changed=sum(len(level.changed) for level in levels),
    )


@action("unit.load")
def load_units(by: By, data: base_data.BaseData | None = None) -> SetUp:
    """Load the bureau, the 20 units of the notice and a team for each subdistrict, town and township; ``data`` names others.

    A new district unit leads for any violation in its district, a new team in its subdistrict; what was changed or
    ended of these rows since stays. Raises ``KeyError`` when the divisions are not loaded.
    """
    data = data or base_data.load()
    districts = dict(District.objects.values_list("code", "id"))
    subdistricts = dict(Subdistrict.objects.values_list("code", "id"))
    # Parents first: a team's parent is its district's unit, and the bureau that of all others.
    synced: list[_Synced] = []
    parents: dict[str, int] = {}
    for kinds in (("city",), ("district", "brigade"), ("team",)):
        wanted = {}
        for index, unit in enumerate(data.units):
            if unit.kind in kinds:
                # A team's place in lists follows its subdistrict's code, so that a new one moves no other.
                rank = int(unit.subdistrict[-6:]) if unit.subdistrict else index
                parent = parents.get(unit.district if unit.kind == "team" else "")
                wanted[unit.code] = (
                    unit.name,
                    unit.short_name,
                    unit.kind,
                    parent,
                    districts[unit.district] if unit.district else None,
                    subdistricts[unit.subdistrict] if unit.subdistrict else None,
                    unit.everywhere,
                    unit.addressed,
                    rank,
                )
        level = _sync(Unit, _UNIT, wanted)
        synced.append(level)
        parents |= {unit.district: level.ids[unit.code] for unit in data.units if unit.kind in kinds[:1]}
    for unit in data.units:
        for level in synced:
            if unit.code in level.added or unit.code in level.changed:
                content: dict[str, object] = {"code": unit.code, "name": unit.name, "kind": unit.kind}
                enter("unit", level.ids[unit.code], content, first=unit.code in level.added)
    added = {code: level.ids[code] for level in synced for code in level.added}
    defaults = [
        (
            unit.kind,
            districts[unit.district] if unit.kind == "district" else None,
            subdistricts[unit.subdistrict] if unit.kind == "team" else None,
            added[unit.code],
        )
        for unit in data.units
        if unit.code in added and unit.district
    ]
    return SetUp(
        units=len(added),
        responsibilities=_add_defaults(defaults),
        changed=sum(len(level.changed) for level in synced),
    )


_UNIT = (
    "name",
    "short_name",
    "kind",
    "parent_id",
    "district_id",
    "subdistrict_id",
    "everywhere",
    "addressed",
    "rank",
)


def _sync(
    model: type[models.Model], columns: tuple[str, ...], wanted: Mapping[str, tuple[object, ...]]
) -> _Synced:
    """Bring the rows of ``model`` that ``wanted`` names by code to the values wanted; others stay."""
    held = {row[1]: (row[0], row[2:]) for row in model._default_manager.values_list("id", "code", *columns)}
    added = [code for code in wanted if code not in held]
    fresh = dict(zip(added, bulk.reserve(model, len(added)), strict=True))
    bulk.insert(model, ("id", "code", *columns), [(fresh[code], code, *wanted[code]) for code in added])
    changed = [code for code, values in wanted.items() if code in held and held[code][1] != values]
    for code in changed:
        values = dict(zip(columns, wanted[code], strict=True))
        model._default_manager.filter(pk=held[code][0]).update(**values)
    ids = fresh | {code: row[0] for code, row in held.items() if code in wanted}
    return _Synced(ids, frozenset(added), frozenset(changed))


def _add_bodies(districts: Mapping[str, str], ids: Mapping[str, int]) -> int:
    """Add the partner bodies of new districts, given as code to name."""
    rows = [
        (kind.value, f"{name}{body}", ids[code], None, None)
        for code, name in districts.items()
        for kind, body in BODIES.items()
    ]
    partners = bulk.reserve(Partner, len(rows))
    bulk.insert(
        Partner,
        ("id", "kind", "name", "district_id", "subdistrict_id", "neighbourhood_id"),
        [(pk, *row) for pk, row in zip(partners, rows, strict=True)],
    )
    for pk, row in zip(partners, rows, strict=True):
        enter("partner", pk, {"kind": row[0], "name": row[1]}, first=True)
    return len(rows)


def _add_defaults(defaults: list[tuple[str, int | None, int | None, int]]) -> int:
    """Add responsibility for any violation: (kind of unit, district, subdistrict, leading unit)."""
    areas = {"district": Responsibility.Area.DISTRICT.value, "team": Responsibility.Area.SUBDISTRICT.value}
    rows = bulk.reserve(Responsibility, len(defaults))
    bulk.insert(
        Responsibility,
        (
            "id",
            "violation",
            "area",
            "district_id",
            "subdistrict_id",
            "neighbourhood_id",
            "compound_id",
            "lead_id",
            "from_date",
            "until",
        ),
        [
            (pk, "", areas[kind], district, subdistrict, None, None, lead, None, None)
            for pk, (kind, district, subdistrict, lead) in zip(rows, defaults, strict=True)
        ],
    )
    for pk, (kind, district, subdistrict, lead) in zip(rows, defaults, strict=True):
        place = district if district is not None else subdistrict
        enter(
            "responsibility",
            pk,
            {"area": areas[kind], "place": place, "violation": "", "lead": lead},
            first=True,
        )
    return len(defaults)
