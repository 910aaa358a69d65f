"""The snapshot 'before' (整治前底数): frozen forms, each with its compound as the registry had it when the form was frozen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from huiyin.records.ledger.models import Entry
from huiyin.records.problems.columns import Cell
from huiyin.records.problems.lines import CHUNK, firms_on
from huiyin.records.problems.models import FrozenPlace, SurveyForm
from huiyin.records.problems.numbers import compound_number
from huiyin.records.problems.survey import area_of, filled, frozen_for, place_in_order
from huiyin.records.registry.models import Compound, Unit

# What is kept of a compound as the registry has it, but for the firm, by column of a frozen place.
_REGISTERED = {
    "compound_id": "pk",
    "name": "name",
    "address": "address",
    "district_id": "district_id",
    "subdistrict_id": "subdistrict_id",
    "neighbourhood_id": "neighbourhood_id",
    "district_name": "district__name",
    "subdistrict_name": "subdistrict__name",
    "neighbourhood_name": "neighbourhood__name",
    "counting_unit_id": "counting_unit_id",
    "households": "households",
}
_NAMES = ("district_name", "subdistrict_name", "neighbourhood_name")
KEPT = (*_REGISTERED, "firm")
"""The columns of a frozen place beside its form."""


def as_registered(compound_ids: Sequence[int], on: date) -> dict[int, tuple[str | int | None, ...]]:
    """What the registry says of these compounds now, in the order of :data:`KEPT`; the firm is that of a day.

    Two statements for 2,000 compounds.
    """
    found = {}
    for start in range(0, len(compound_ids), CHUNK):
        ids = compound_ids[start : start + CHUNK]
        firms = firms_on(ids, on)
        for row in Compound.objects.filter(pk__in=ids).values_list(*_REGISTERED.values()):
            told = dict(zip(_REGISTERED, row, strict=True))
            # Areas that are not known have no name.
            told |= {key: told[key] or "" for key in _NAMES}
            found[told["compound_id"]] = (*told.values(), firms.get(told["compound_id"], ""))
    return found


def before_rows(unit: Unit, phase: str) -> Iterator[tuple[Cell, ...]]:
    """The snapshot of a unit in a phase as rows of the form, in its order: all as it was when each form was frozen.

    One statement for 2,000 rows, and one.
    """
    places = sorted(frozen_for(unit, phase).select_related("district", "subdistrict"), key=_order)
    for start in range(0, len(places), CHUNK):
        part = places[start : start + CHUNK]
        forms = SurveyForm.objects.in_bulk([place.pk for place in part])
        for place in part:
            known = (place.name, area_of(areas_of(place)), place.firm, place.households)
            yield (*known, *filled(forms[place.pk]), compound_number(place.compound_id))


def _order(place: FrozenPlace) -> tuple[str, str, bytes, int]:
    district, subdistrict = (area.code if area else None for area in (place.district, place.subdistrict))
    return place_in_order(district, subdistrict, place.name, place.compound_id)


def areas_of(place: FrozenPlace) -> tuple[str, str, str]:
    """The names of a frozen place's district, subdistrict and neighbourhood; empty where they were not known."""
    return place.district_name, place.subdistrict_name, place.neighbourhood_name


def content_of(place: FrozenPlace) -> dict[str, object]:
    """A frozen place as the ledger's entry of its freezing has it."""
    return {key: getattr(place, key) for key in KEPT}


def breaches() -> Iterator[tuple[int, str]]:
    """Forms that are frozen without their place or have one without being frozen, and those whose place is not the one that
    was entered; forms that were frozen before places were kept have none entered."""
    frozen = SurveyForm.objects.filter(frozen_at__isnull=False, frozen_place=None)
    for pk in frozen.order_by("pk").values_list("pk", flat=True):
        yield pk, "it is frozen, but what its compound was then is not kept"
    others = FrozenPlace.objects.filter(form__frozen_at=None)
    for pk in others.order_by("pk").values_list("pk", flat=True):
        yield pk, "what its compound was is kept, but it is not frozen"
    entered = {
        pk: place
        for pk, content in Entry.objects.filter(record="survey", action="survey.freeze").values_list(
            "record_id", "content"
        )
        if (place := msgspec.json.decode(content).get("place")) is not None
    }
    for place in FrozenPlace.objects.order_by("pk").iterator():
        if entered.get(place.pk, content_of(place)) != content_of(place):
            yield place.pk, "what is kept of its compound is not what the ledger has"
