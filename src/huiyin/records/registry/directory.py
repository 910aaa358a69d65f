"""Reads of who works where: officers and firms page by page, and the mandates that concern an area."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from huiyin.records.registry.models import Compound, Firm, Mandate, Officer, Partner, Unit
from huiyin.records.registry.paging import Page, page

SOON = timedelta(days=60)
"""So long before its last day a certificate is said to run out soon."""
VALIDITY = ("valid", "soon", "expired", "unknown")


def validity(officer: Officer, on: date) -> str:
    """How a certificate stands on a day: ``valid``, ``soon`` to run out, ``expired`` (or not begun), ``unknown``."""
    if officer.valid_from is not None and on < officer.valid_from:
        return "expired"
    if officer.valid_until is None:
        return "unknown"
    if officer.valid_until < on:
        return "expired"
    return "soon" if officer.valid_until - on <= SOON else "valid"


def _standing(state: str, on: date) -> Q:
    begun = Q(valid_from=None) | Q(valid_from__lte=on)
    return {
        "valid": begun & Q(valid_until__gt=on + SOON),
        "soon": begun & Q(valid_until__gte=on, valid_until__lte=on + SOON),
        "expired": Q(valid_until__lt=on) | Q(valid_from__gt=on),
        "unknown": begun & Q(valid_until=None),
    }[state]


def officers_page(
    units: QuerySet[Unit],
    on: date,
    size: int,
    *,
    q: str = "",
    unit_id: int | None = None,
    state: str = "",
    after: str = "",
    before: str = "",
) -> Page[Officer]:
    """The officers of these units in the order of lists. ``q`` is part of a name or certificate, ``state`` one of
    :data:`VALIDITY`. One statement."""
    listed = Officer.objects.filter(unit__in=units).select_related("unit")
    if q:
        listed = listed.filter(Q(name__contains=q) | Q(certificate__contains=q))
    if unit_id is not None:
        listed = listed.filter(unit=unit_id)
    if state:
        listed = listed.filter(_standing(state, on))
    return page(listed, ("unit__rank", "pk"), size, after=after, before=before)


def firms_page(
    compounds: QuerySet[Compound],
    on: date,
    size: int,
    *,
    q: str = "",
    managing: bool = False,
    after: str = "",
    before: str = "",
) -> Page[Firm]:
    """The firms by number, each with ``managed``: how many of these compounds it manages on the day. One statement.

    ``q`` is part of a name or credit code; ``managing`` leaves out those that manage none of them.
    """
    here = Q(mandates__in=_running(compounds, on))
    listed = Firm.objects.annotate(managed=Count("mandates", filter=here))
    if q:
        listed = listed.filter(Q(name__contains=q) | Q(credit_code__contains=q))
    if managing:
        running = _running(compounds, on).filter(firm=OuterRef("pk"))
        listed = listed.filter(Exists(running))
    return page(listed, ("pk",), size, after=after, before=before)


def mandates_page(
    firm_id: int, compounds: QuerySet[Compound], size: int, *, after: str = "", before: str = ""
) -> Page[Mandate]:
    """A firm's mandates for these compounds, with the compounds and their subdistricts. One statement."""
    listed = Mandate.objects.filter(firm=firm_id, compound__in=compounds).select_related(
        "compound__subdistrict"
    )
    return page(listed, ("pk",), size, after=after, before=before)


def mandate_within(mandate_id: int, firm_id: int, compounds: QuerySet[Compound]) -> Mandate | None:
    """A firm's mandate for one of these compounds, with the compound; None where it is not one of theirs."""
    listed = Mandate.objects.filter(pk=mandate_id, firm=firm_id, compound__in=compounds)
    return listed.select_related("compound").first()


def partners_within(unit: Unit) -> QuerySet[Partner]:
    """The bodies outside the service that work with a unit in its area; for the whole city all of them."""
    listed = Partner.objects.select_related("district", "subdistrict", "neighbourhood").order_by(
        F("district__code").asc(nulls_last=True), "kind", "pk"
    )
    if unit.everywhere:
        return listed
    if unit.kind == Unit.Kind.TEAM:
        return listed.filter(
            Q(district=unit.district_id)
            | Q(subdistrict=unit.subdistrict_id)
            | Q(neighbourhood__subdistrict=unit.subdistrict_id)
        )
    if unit.kind == Unit.Kind.DISTRICT:
        return listed.filter(
            Q(district=unit.district_id)
            | Q(subdistrict__district=unit.district_id)
            | Q(neighbourhood__subdistrict__district=unit.district_id)
        )
    return listed.none()


def _running(compounds: QuerySet[Compound], on: date) -> QuerySet[Mandate]:
    return Mandate.objects.filter(
        Q(from_date=None) | Q(from_date__lte=on), Q(until=None) | Q(until__gte=on), compound__in=compounds
    )
