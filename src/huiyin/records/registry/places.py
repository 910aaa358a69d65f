"""Finding areas and units by the names and codes that files use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from huiyin.records.registry.csv_files import CompoundRow
from huiyin.records.registry.models import Compound, District, Neighbourhood, Subdistrict, Unit
from huiyin.records.registry.refusal import Fault

# The area that a name is looked for in, and the name; a code is looked for anywhere.
Named = tuple[int | None, str]


@dataclass(frozen=True, slots=True)
class Places:
    """Ids of districts by name, of smaller areas by name within the larger and by code, of units by code."""

    districts: Mapping[str, int]
    subdistricts: Mapping[Named, int]
    neighbourhoods: Mapping[Named, int]
    district_of: Mapping[int, int]
    subdistrict_of: Mapping[int, int]
    units: Mapping[str, int]
    district_units: Mapping[int, int]

    @classmethod
    def read(cls, *, neighbourhoods: bool) -> Places:
        """Read them from the database; the 6,500 neighbourhoods only when asked for."""
        subdistricts = list(Subdistrict.objects.values_list("pk", "code", "name", "district_id"))
        below = (
            Neighbourhood.objects.values_list("pk", "code", "name", "subdistrict_id")
            if neighbourhoods
            else ()
        )
        small = list(below)
        units = list(Unit.objects.values_list("pk", "code", "kind", "district_id"))
        return cls(
            districts=dict(District.objects.values_list("name", "pk")),
            subdistricts=_named(subdistricts),
            neighbourhoods=_named(small),
            district_of={pk: district for pk, _, _, district in subdistricts},
            subdistrict_of={pk: subdistrict for pk, _, _, subdistrict in small},
            units={code: pk for pk, code, _, _ in units},
            district_units={
                district: pk
                for pk, _, kind, district in units
                if kind == Unit.Kind.DISTRICT and district is not None
            },
        )

    def values(self, row: CompoundRow, compound: Compound, faults: list[Fault]) -> dict[str, object]:
        """What a row says about a compound, by attname; faults are added to the list."""
        district = self.districts.get(row.district)
        if district is None or district not in self.district_units:
            faults.append(
                Fault(
                    "行政区划尚未载入，请先初始化登记册",
                    "divisions are not loaded: set up first",
                    row.row,
                    "district",
                )
            )
            return {}
        values: dict[str, object] = {"name": row.name, "district_id": district}
        values |= self._below(row, compound, district, faults)
        values |= self._counting(row, compound, district, faults)
        faults += [_no_unit(code, row, "scope_units") for code in row.scope_units if code not in self.units]
        if row.address:
            values["address"] = row.address
        if row.households is not None:
            values["households"] = row.households
        if row.built is not None:
            values["built"] = row.built
        if row.position is not None:
            point = row.position
            values |= {
                "longitude": point.longitude,
                "latitude": point.latitude,
                "source_longitude": point.source_longitude,
                "source_latitude": point.source_latitude,
                "source_system": point.source_system,
            }
        return values

    def _below(
        self, row: CompoundRow, compound: Compound, district: int, faults: list[Fault]
    ) -> dict[str, object]:
        """The subdistrict and neighbourhood: those of the row, else the compound's own as far as they still fit."""
        subdistrict = compound.subdistrict_id
        if subdistrict is not None and self.district_of[subdistrict] != district:
            subdistrict = None
        if row.subdistrict:
            subdistrict = self.subdistricts.get((district, row.subdistrict)) or self.subdistricts.get(
                (None, row.subdistrict)
            )
            if subdistrict is None or self.district_of[subdistrict] != district:
                faults.append(_no_area(row.subdistrict, row.district, row, "subdistrict"))
                return {}
        neighbourhood = compound.neighbourhood_id if subdistrict == compound.subdistrict_id else None
        if row.neighbourhood:
            neighbourhood = self.neighbourhoods.get(
                (subdistrict, row.neighbourhood)
            ) or self.neighbourhoods.get((None, row.neighbourhood))
            within = self.subdistrict_of.get(neighbourhood) if neighbourhood is not None else None
            if within is None or subdistrict not in (None, within) or self.district_of[within] != district:
                faults.append(
                    _no_area(row.neighbourhood, row.subdistrict or row.district, row, "neighbourhood")
                )
                return {}
            subdistrict = within
        return {"subdistrict_id": subdistrict, "neighbourhood_id": neighbourhood}

    def _counting(
        self, row: CompoundRow, compound: Compound, district: int, faults: list[Fault]
    ) -> dict[str, object]:
        """The unit that the compound counts for: the row's, else its own, else its district's."""
        if row.counting_unit:
            if row.counting_unit not in self.units:
                faults.append(_no_unit(row.counting_unit, row, "counting_unit"))
                return {}
            return {"counting_unit_id": self.units[row.counting_unit]}
        return {"counting_unit_id": self.counting_after(compound, district)}

    def counting_after(self, compound: Compound, district: int | None) -> int:
        """The unit that a compound counts for once it lies in ``district``.

        One that counted for its former district's unit, or for none yet, counts for the new one's; a choice that
        somebody made otherwise stays.
        """
        counted: int | None = compound.counting_unit_id
        before = compound.district_id
        own = before is not None and counted == self.district_units.get(before)
        if district is not None and (counted is None or own):
            return self.district_units[district]
        assert counted is not None
        return counted


def _named(rows: list[tuple[int, str, str, int]]) -> dict[Named, int]:
    """Ids by name within the larger area, and by code."""
    found: dict[Named, int] = {(None, code): pk for pk, code, _, _ in rows}
    return found | {(above, name): pk for pk, _, name, above in rows}


def _no_area(name: str, within: str, row: CompoundRow, column: str) -> Fault:
    return Fault(f"{within}没有“{name}”", f"there is no {name!r} in {within}", row.row, column)


def _no_unit(code: str, row: CompoundRow, column: str) -> Fault:
    return Fault(f"没有代码为“{code}”的单位", f"there is no unit with code {code!r}", row.row, column)
