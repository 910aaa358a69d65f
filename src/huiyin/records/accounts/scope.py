"""Where somebody may look and act: the area of an account or client, compiled into the query.

Everybody sees the compounds of what they belong to: a unit its area (``registry.queries.compounds_of``), a committee its own,
a firm those that it manages on the day, a partner body its area. Problems are found through ``problems.reach``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import Q, QuerySet

from huiyin.records.registry.models import Compound, Firm, Mandate, Neighbourhood, Partner, Unit
from huiyin.records.registry.queries import compounds_of


class Seated(Protocol):
    """Whatever has an area: an account, or a client of the programming interface."""

    @property
    def unit(self) -> Unit | None: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """The area of one account or client on a day. Exactly one of the four is given."""

    on: date
    unit: Unit | None = None
    neighbourhood: Neighbourhood | None = None
    firm: Firm | None = None
    partner: Partner | None = None

    @property
    def everywhere(self) -> bool:
        """The whole city."""
        return self.unit is not None and self.unit.everywhere

    def compounds(self) -> QuerySet[Compound]:
        """The compounds in the area, known and provisional. No statement is run."""
        if self.unit is not None:
            return compounds_of(self.unit)
        live = Compound.objects.exclude(status=Compound.Status.MERGED)
        if self.neighbourhood is not None:
            return live.filter(neighbourhood=self.neighbourhood)
        if self.firm is not None:
            managed = Mandate.objects.filter(
                Q(from_date=None) | Q(from_date__lte=self.on),
                Q(until=None) | Q(until__gte=self.on),
                firm=self.firm,
            )
            return live.filter(pk__in=managed.values("compound"))
        assert self.partner is not None
        return live.filter(_area_of(self.partner))

    def units(self) -> QuerySet[Unit]:
        """The units whose work is seen: the own one and its teams; every unit where the area is the city."""
        if self.unit is None:
            return Unit.objects.none()
        if self.unit.everywhere:
            return Unit.objects.all()
        return Unit.objects.filter(Q(pk=self.unit.pk) | Q(parent=self.unit.pk))


def _area_of(partner: Partner) -> Q:
    for place in ("neighbourhood", "subdistrict", "district"):
        if (pk := getattr(partner, f"{place}_id")) is not None:
            return Q(**{place: pk})
    return Q()


def scope_of(seated: Seated, on: date) -> Scope:
    """The area of an account or of a client on a day."""
    return Scope(
        on,
        seated.unit,
        getattr(seated, "neighbourhood", None),
        getattr(seated, "firm", None),
        getattr(seated, "partner", None),
    )
