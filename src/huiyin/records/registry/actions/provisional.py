"""Places that texts name and the gazetteer lacks (待核小区): found again, or made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from huiyin.knowledge.places.districts import normal_district
from huiyin.knowledge.places.provisional import key as spelled
from huiyin.knowledge.places.provisional import plausible
from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.registry.models import Compound, Unit
from huiyin.records.registry.models.areas import NAME_LENGTH
from huiyin.records.registry.models.compounds import ADDRESS_LENGTH, KEY_LENGTH
from huiyin.records.registry.queries import district_ids
from huiyin.records.registry.refusal import Fault, Refused

ScopedKey = tuple[int, str]
# As the partial unique index says it; SQLite wants the same words.
TARGET = "(scope_unit_id, provisional_key) WHERE NOT (provisional_key = '')"
# Above this many keys every key of the scopes is read rather than each named to the database.
NAMED = 10_000
_COLUMNS = (
    "id",
    "code",
    "name",
    "address",
    "status",
    "merged_into_id",
    "district_id",
    "subdistrict_id",
    "neighbourhood_id",
    "counting_unit_id",
    "scope_unit_id",
    "provisional_key",
    "households",
    "built",
    "longitude",
    "latitude",
    "source_longitude",
    "source_latitude",
    "source_system",
)


@dataclass(frozen=True, slots=True)
class Provide:
    """A place as a text names it. ``key`` is its normalised name and road (1 to 200 characters), ``name`` and ``road`` are
    as written; ``scope_unit_id`` is the unit whose text it is, ``district_id`` the district if the text shows it.
    """

    key: str
    name: str
    road: str
    scope_unit_id: int
    district_id: int | None = None

    @property
    def scoped(self) -> ScopedKey:
        """What tells the place from others."""
        return (self.scope_unit_id, self.key)


@action("compound.provide")
def provide(by: By, wanted: Sequence[Provide]) -> dict[ScopedKey, int]:
    """Find or make the provisional compounds of ``wanted``. Returns their ids by scope unit and key.

    Of two writers at once one makes the place and both get it. A place that was merged since is answered with what it
    was merged into. One that is made counts for the addressed unit at or above its scope unit; where that is at home
    in the whole city, for the unit of its district if that is known. Names and roads are cut to what the table holds.

    One statement where all are there, five and the ledger's where some are made. Raises ``ValueError`` for a key that is
    empty or too long.
    """
    places = {place.scoped: place for place in wanted}
    for _, key in places:
        if not 1 <= len(key) <= KEY_LENGTH:
            raise ValueError(f"a provisional key has 1 to {KEY_LENGTH} characters, not {len(key)}")
    found = _find(places)
    # In the order of the index, so that two writers wait for each other rather than deadlock.
    absent = sorted(places.keys() - found.keys())
    if not absent:
        return found
    counting = _Counting.read({scope for scope, _ in absent})
    ids = dict(zip(absent, bulk.reserve(Compound, len(absent)), strict=True))
    rows = []
    for scoped in absent:
        place = places[scoped]
        name, road = place.name[:NAME_LENGTH], place.road[:ADDRESS_LENGTH]
        counts = counting.unit(place)
        row = (
            ids[scoped],
            "",
            name,
            road,
            Compound.Status.PROVISIONAL.value,
            None,
            place.district_id,
            None,
            None,
        )
        rows.append((*row, counts, place.scope_unit_id, place.key, None, None, None, None, None, None, ""))
    if bulk.insert_absent(Compound, _COLUMNS, rows, TARGET) == len(rows):
        found |= ids
    else:
        found |= _find({scoped: places[scoped] for scoped in absent})
    for scoped in absent:
        # Another writer may have made some of them first; those are found, but not ours.
        if found[scoped] == ids[scoped]:
            place = places[scoped]
            content: dict[str, object] = {"provisional": place.key, "scope": place.scope_unit_id}
            enter("compound", ids[scoped], content | {"counts_for": counting.unit(place)}, first=True)
    return found


def _find(places: Mapping[ScopedKey, Provide]) -> dict[ScopedKey, int]:
    held = Compound.objects.filter(scope_unit__in={scope for scope, _ in places}).exclude(provisional_key="")
    if len(places) <= NAMED:
        held = held.filter(provisional_key__in={key for _, key in places})
    rows = held.values_list("scope_unit_id", "provisional_key", "pk", "merged_into_id")
    return {(scope, key): into or pk for scope, key, pk, into in rows if (scope, key) in places}


@dataclass(frozen=True, slots=True)
class _Counting:
    """Which unit a new provisional compound counts for."""

    units: Mapping[int, Unit]
    of_district: Mapping[int, int]

    @classmethod
    def read(cls, scopes: set[int]) -> _Counting:
        units = {
            unit.pk: unit for unit in Unit.objects.filter(Q(pk__in=scopes) | Q(kind__in=("district", "city")))
        }
        districts = {
            u.district_id: u.pk for u in units.values() if u.kind == "district" and u.district_id is not None
        }
        return cls(units, districts)

    def unit(self, place: Provide) -> int:
        scope = self.units[place.scope_unit_id]
        if scope.everywhere and place.district_id is not None:
            return self.of_district.get(place.district_id, scope.pk)
        if not scope.addressed and scope.parent_id is not None and self.units[scope.parent_id].addressed:
            return scope.parent_id
        return scope.pk


def unlisted(said_district: str, scope_unit_id: int, name: str, road: str) -> Provide:
    """A compound that the gazetteer lacks, as a person names it: spelled as an import would, so that both find the same one.

    ``said_district`` is the district as a report says it, "" for none. Raises :class:`Refused` for words that no compound is
    called by.
    """
    name, road = name.strip(), road.strip()
    if not plausible(name, road):
        raise Refused(
            Fault(
                f"“{name or road}”不像小区的名称或路弄，请核对",
                f"{name or road!r} is no name or road of a compound",
            )
        )
    district = normal_district(said_district)
    found = spelled(name, road)
    return Provide(
        f"{found}|{district}" if district else found,
        name or road,
        road,
        scope_unit_id,
        district_ids().get(district) if district else None,
    )
