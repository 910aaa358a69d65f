"""Loading compounds from a list, and amending what is known of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.registry.actions.firms import MANDATE_COLUMNS, NewFirm, add_firms, succession
from huiyin.records.registry.csv_files import CompoundRow, shortened
from huiyin.records.registry.days import local_day
from huiyin.records.registry.models import Compound, CompoundAlias, CompoundScope, Mandate
from huiyin.records.registry.places import Places
from huiyin.records.registry.refusal import Fault, refuse_if

Said = TypeVar("Said", int, str)
# Above this many it is cheaper and simpler to read them all than to name each to the database.
NAMED = 10_000
POSITION = ("longitude", "latitude", "source_longitude", "source_latitude", "source_system")
LOADED = (
    "name",
    "address",
    "district_id",
    "subdistrict_id",
    "neighbourhood_id",
    "counting_unit_id",
    "households",
    "built",
    *POSITION,
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the rows of a list: compounds new, changed, known as they were, and merged into others since.

    ``elsewhere`` are the ids of those changed that lie elsewhere or are called otherwise since.
    """

    new: int = 0
    changed: int = 0
    known: int = 0
    merged: int = 0
    elsewhere: tuple[int, ...] = field(default=(), compare=False, repr=False)


@dataclass(slots=True)
class _Change:
    """What a list changes about one compound: the fields as the ledger shows them."""

    compound: Compound
    first: bool
    content: dict[str, object]


@action("compound.load")
def load(by: By, rows: Sequence[CompoundRow]) -> Loaded:
    """Bring the known compounds to what a list says, found by their code; firms are found or made.

    What the list leaves empty stays as it is, and scopes are only added. A compound counts for its district's unit
    unless the list says otherwise. The firm that a list names manages the compound on the day of ``by``; another firm's
    mandate ends the day before. Compounds that were merged stay so and are left alone. Again changes nothing.

    Raises ``Refused`` for areas and units that do not exist, with the rows of the file.
    """
    places = Places.read(neighbourhoods=any(row.neighbourhood for row in rows))
    faults: list[Fault] = []
    held = _held([row.code for row in rows])
    ids = iter(bulk.reserve(Compound, sum(row.code not in held for row in rows)))
    changes: list[_Change] = []
    present: list[tuple[CompoundRow, _Change]] = []
    merged = 0
    for row in rows:
        compound = held.get(row.code)
        first = compound is None
        if compound is None:
            compound = Compound(pk=next(ids), code=row.code, status=Compound.Status.KNOWN)
        elif compound.merged_into_id is not None:
            merged += 1
            continue
        change = _Change(compound, first, _apply(compound, places.values(row, compound, faults)))
        present.append((row, change))
        changes.append(change)
    refuse_if(shortened(faults))
    fresh = [change.compound for change in changes if change.first]
    bulk.insert(
        Compound,
        ("id", "code", "status", "scope_unit_id", "provisional_key", "merged_into_id", *LOADED),
        [(c.pk, c.code, c.status, None, "", None, *(getattr(c, column) for column in LOADED)) for c in fresh],
    )
    _rewrite([change.compound for change in changes if change.content and not change.first])
    _scope(present, places)
    _call(present)
    _manage(by, present)
    touched = [change for change in changes if change.content]
    for change in touched:
        enter("compound", change.compound.pk, change.content, first=change.first)
    elsewhere = tuple(c.compound.pk for c in touched if not c.first and _NAMED_AND_PLACED & c.content.keys())
    return Loaded(len(fresh), len(touched) - len(fresh), len(changes) - len(touched), merged, elsewhere)


# As the ledger names them.
_NAMED_AND_PLACED = frozenset({"name", "aliases", "address", "district", "subdistrict", "scopes"})


def _held(codes: Sequence[str]) -> dict[str, Compound]:
    """The compounds of ``codes``, locked in the order of their ids."""
    compounds = Compound.objects.select_for_update().order_by("pk")
    found = compounds.filter(code__in=codes) if len(codes) <= NAMED else compounds.exclude(code="")
    return {compound.code: compound for compound in found}


def _apply(compound: Compound, values: Mapping[str, object]) -> dict[str, object]:
    """Set fields of a compound. Returns those that changed, as the ledger shows them: without fractions."""
    content: dict[str, object] = {}
    for column, value in values.items():
        if getattr(compound, column) != value:
            setattr(compound, column, value)
            content[column.removesuffix("_id")] = str(value) if isinstance(value, float) else value
    if content and compound._state.adding:
        content["code"] = compound.code
    return content


def _rewrite(compounds: Sequence[Compound]) -> None:
    """Write every loaded column of compounds that exist, a few statements for any number."""
    Compound.objects.bulk_create(
        compounds,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[_field(column) for column in LOADED],
    )


def _field(column: str) -> str:
    return column.removesuffix("_id")


def _scope(present: Sequence[tuple[CompoundRow, _Change]], places: Places) -> None:
    """Put compounds into the scopes that the list names."""
    wanted = {
        (change.compound.pk, places.units[code]): change
        for row, change in present
        for code in row.scope_units
    }
    if wanted:
        held = set(CompoundScope.objects.values_list("compound_id", "unit_id"))
        absent = sorted(wanted.keys() - held)
        bulk.insert_absent(CompoundScope, ("compound_id", "unit_id"), absent, "(compound_id, unit_id)")
        _note("scopes", absent, wanted)


def _call(present: Sequence[tuple[CompoundRow, _Change]]) -> None:
    """Add the other names that the list gives."""
    wanted = {
        (change.compound.pk, alias): change
        for row, change in present
        for alias in row.aliases
        if alias != change.compound.name
    }
    if wanted:
        held = set(CompoundAlias.objects.values_list("compound_id", "name"))
        absent = sorted(wanted.keys() - held)
        rows = [(*pair, "list") for pair in absent]
        bulk.insert_absent(CompoundAlias, ("compound_id", "name", "source"), rows, "(compound_id, name)")
        _note("aliases", absent, wanted)


def _note(what: str, pairs: Iterable[tuple[int, Said]], changes: Mapping[tuple[int, Said], _Change]) -> None:
    """Tell the ledger entries of compounds what was added to them."""
    added: dict[int, list[Said]] = defaultdict(list)
    for pair in pairs:
        added[pair[0]].append(pair[1])
        changes[pair].content[what] = added[pair[0]]


def _manage(by: By, present: Sequence[tuple[CompoundRow, _Change]]) -> None:
    """Give compounds the firms that the list names."""
    named = [(row, change) for row, change in present if row.firm]
    if not named:
        return
    firms = add_firms(by, [NewFirm(row.firm, row.credit_code) for row, _ in named])
    mandates = _mandates([change.compound.pk for _, change in named if not change.first])
    day = local_day(by.at)
    added: list[tuple[object, ...]] = []
    for row, change in named:
        firm_id = firms[row.firm]
        running, (since, until) = succession(mandates.get(change.compound.pk, ()), day)
        if running is not None and running.firm_id == firm_id:
            continue
        if running is not None and running.from_date == day:
            Mandate.objects.filter(pk=running.pk).update(firm_id=firm_id, manager="")
        else:
            if running is not None:
                Mandate.objects.filter(pk=running.pk).update(until=day - timedelta(days=1))
            added.append((change.compound.pk, firm_id, since, until, ""))
        change.content["firm"] = firm_id
    bulk.insert(Mandate, MANDATE_COLUMNS, added)


def _mandates(compound_ids: Sequence[int]) -> Mapping[int, list[Mandate]]:
    held: dict[int, list[Mandate]] = defaultdict(list)
    mandates = Mandate.objects.order_by("pk")
    for mandate in mandates.filter(compound_id__in=compound_ids) if len(compound_ids) <= NAMED else mandates:
        held[mandate.compound_id].append(mandate)
    return held
