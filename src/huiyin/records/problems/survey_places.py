"""The survey as the desk shows it: how far each area has come, the compounds with and without a form, one compound's forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import msgspec
from django.db.models import Count, Exists, F, FilteredRelation, Max, OuterRef, Q, QuerySet

from huiyin.knowledge.law import book
from huiyin.records.problems.lines import firms_on
from huiyin.records.problems.models import FrozenPlace, SurveyForm
from huiyin.records.problems.scope import counted_for
from huiyin.records.problems.survey import NOTHING_FOUND, Coverage, compounds_to_survey
from huiyin.records.problems.survey_before import areas_of
from huiyin.records.registry.models import Compound, Unit
from huiyin.records.registry.paging import Page, page

LEVELS = ("district", "subdistrict", "neighbourhood")
STATES = ("missing", "done", "zero")


@dataclass(frozen=True, slots=True)
class Covered:
    """An area and how far its survey has come; an empty ``code`` is that of compounds whose area is not known."""

    code: str
    name: str
    coverage: Coverage


def covered_by(
    compounds: QuerySet[Compound], frozen: QuerySet[FrozenPlace], phase: str, level: str
) -> list[Covered]:
    """How far the survey of these compounds has come in a phase, by ``district``, ``subdistrict`` or ``neighbourhood``,
    in the order of their codes; those of no known area come last. ``frozen`` is what of the snapshot lies there: an area from
    which all compounds are gone since is told for its frozen forms. Two statements."""
    rows = (
        compounds.annotate(form=FilteredRelation("surveys", condition=Q(surveys__phase=phase)))
        .values_list(f"{level}__code", f"{level}__name")
        .annotate(
            known=Count("pk"),
            surveyed=Count("form"),
            zero=Count("form", filter=Q(form__counts=NOTHING_FOUND)),
        )
        .order_by()
    )
    found = {
        code or "": Covered(code or "", name or "", Coverage(known, surveyed, zero, frozen=0))
        for code, name, known, surveyed, zero in rows
    }
    snapshot = frozen.order_by().values_list(f"{level}__code").annotate(Max(f"{level}_name"), Count("pk"))
    for code, name, count in snapshot:
        area = found.get(code or "") or Covered(code or "", name, Coverage(0, 0, 0, 0))
        found[area.code] = replace(area, coverage=replace(area.coverage, frozen=count))
    return sorted(found.values(), key=lambda area: area.code or "~")


def total(parts: list[Covered]) -> Coverage:
    """The sum of areas that do not overlap."""
    return Coverage(
        sum(part.coverage.known for part in parts),
        sum(part.coverage.surveyed for part in parts),
        sum(part.coverage.zero for part in parts),
        sum(part.coverage.frozen for part in parts),
    )


def places_page(
    compounds: QuerySet[Compound],
    phase: str,
    size: int,
    *,
    state: str = "",
    q: str = "",
    after: str = "",
    before: str = "",
) -> Page[Compound]:
    """These compounds with their areas and, as ``form_on``, ``form_counts`` and ``form_frozen``, what their form in the
    phase says. ``state`` is one of :data:`STATES`, ``q`` part of a name or address. One statement."""
    listed = compounds.select_related("district", "subdistrict", "neighbourhood").annotate(
        form=FilteredRelation("surveys", condition=Q(surveys__phase=phase)),
        form_on=F("form__surveyed_on"),
        form_by=F("form__surveyors"),
        form_counts=F("form__counts"),
        form_frozen=F("form__frozen_at"),
    )
    forms = SurveyForm.objects.filter(compound=OuterRef("pk"), phase=phase)
    if state == "missing":
        listed = listed.filter(~Exists(forms))
    elif state == "done":
        listed = listed.filter(Exists(forms))
    elif state == "zero":
        listed = listed.filter(Exists(forms.filter(counts=NOTHING_FOUND)))
    return page(_called(listed, q), ("pk",), size, after=after, before=before)


def frozen_page(
    frozen: QuerySet[FrozenPlace], size: int, *, q: str = "", after: str = "", before: str = ""
) -> Page[FrozenPlace]:
    """Places of the snapshot, each with its form; ``q`` is part of a name or address as it was then. One statement."""
    listed = _called(frozen.select_related("form"), q)
    return page(listed, ("pk",), size, after=after, before=before)


P = TypeVar("P", Compound, FrozenPlace)


def _called(places: QuerySet[P], q: str) -> QuerySet[P]:
    return places.filter(Q(name__contains=q) | Q(address__contains=q)) if q else places


@dataclass(frozen=True, slots=True)
class Told:
    """What a form says of its compound: id, name, address, the names of its areas as far as they are known, the firm that
    manages it and its homes."""

    pk: int
    name: str
    address: str
    areas: tuple[str, ...]
    firm: str
    households: int | None


@dataclass(frozen=True, slots=True)
class PlaceForms:
    """A compound, the firm that manages it, and its forms by phase.

    ``current`` is false where a unit surveys the compound no more and has only what is frozen of it.
    """

    compound: Compound
    firm: str
    forms: Mapping[str, SurveyForm]
    current: bool = True

    def told(self, phase: str) -> Told:
        """What the form of a phase says of its compound: what was, where the form is frozen, else what the registry says."""
        form = self.forms.get(phase)
        if form is not None and form.frozen_at is not None:
            was = form.frozen_place
            areas = tuple(filter(None, areas_of(was)))
            return Told(was.compound_id, was.name, was.address, areas, was.firm, was.households)
        now = self.compound
        levels = (now.district, now.subdistrict, now.neighbourhood)
        areas = tuple(area.name for area in levels if area is not None)
        return Told(now.pk, now.name, now.address, areas, self.firm, now.households)

    def before(self, phase: str) -> SurveyForm | None:
        """The form of the nearest earlier phase that has one."""
        earlier: SurveyForm | None = None
        for known in book.load().campaign.phases:
            if known.id == phase:
                break
            earlier = self.forms.get(known.id, earlier)
        return earlier


def forms_at(unit: Unit, within: QuerySet[Compound], compound_id: int, on: date) -> PlaceForms | None:
    """The forms of a compound that a unit surveys and that lies in an area; of one that it surveys no more, those of its
    snapshot, which stay to be read. None where it has none. At most three statements."""
    compound = (
        compounds_to_survey(unit)
        .filter(pk=compound_id, pk__in=within.values("pk"))
        .select_related("district", "subdistrict", "neighbourhood")
        .first()
    )
    forms = SurveyForm.objects.filter(compound=compound_id).select_related("frozen_place")
    if compound is None:
        ours = counted_for(unit, "frozen_place__", "frozen_place__")
        frozen = list(forms.filter(ours, frozen_at__isnull=False).select_related("compound", "frozen_place"))
        left = {form.phase: form for form in frozen}
        return PlaceForms(frozen[0].compound, "", left, current=False) if frozen else None
    firm = firms_on([compound.pk], on).get(compound.pk, "")
    return PlaceForms(compound, firm, {form.phase: form for form in forms})


def counts_of(form: SurveyForm) -> dict[str, int]:
    """What a form counts, by key of its columns; what is absent was not found."""
    return msgspec.json.decode(form.counts, type=dict[str, int])


def last_surveyors(actor: str) -> str:
    """The two who surveyed by the form that somebody entered last, as they wrote it; empty where there is none."""
    found = (
        SurveyForm.objects.filter(entered_by=actor)
        .order_by("-entered_at", "-pk")
        .values_list("surveyors", flat=True)
    )
    return found.first() or ""
