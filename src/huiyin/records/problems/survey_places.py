"""The survey as the desk shows it: how far each area has come, the compounds with and without a form, one compound's forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import msgspec
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from huiyin.knowledge.law import book
from huiyin.records.problems.lines import firms_on
from huiyin.records.problems.models import SurveyForm
from huiyin.records.problems.survey import NOTHING_FOUND, Coverage, compounds_to_survey
from huiyin.records.registry.models import Compound, Unit
from huiyin.records.registry.paging import Page, page

LEVELS = ("district", "subdistrict", "neighbourhood")
STATES = ("missing", "done", "zero", "frozen")


@dataclass(frozen=True, slots=True)
class Covered:
    """An area and how far its survey has come; an empty ``code`` is that of compounds whose area is not known."""

    code: str
    name: str
    coverage: Coverage


def covered_by(compounds: QuerySet[Compound], phase: str, level: str) -> list[Covered]:
    """How far the survey of these compounds has come in a phase, by ``district``, ``subdistrict`` or ``neighbourhood``,
    in the order of their codes; those of no known area come last. One statement."""
    rows = (
        compounds.annotate(form=FilteredRelation("surveys", condition=Q(surveys__phase=phase)))
        .values_list(f"{level}__code", f"{level}__name")
        .annotate(
            known=Count("pk"),
            surveyed=Count("form"),
            zero=Count("form", filter=Q(form__counts=NOTHING_FOUND)),
            frozen=Count("form", filter=Q(form__frozen_at__isnull=False)),
        )
        .order_by(F(f"{level}__code").asc(nulls_last=True))
    )
    return [Covered(code or "", name or "", Coverage(*counts)) for code, name, *counts in rows]


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
    elif state == "frozen":
        listed = listed.filter(Exists(forms.filter(frozen_at__isnull=False)))
    if q:
        listed = listed.filter(Q(name__contains=q) | Q(address__contains=q))
    return page(listed, ("pk",), size, after=after, before=before)


@dataclass(frozen=True, slots=True)
class PlaceForms:
    """A compound, the firm that manages it, and its forms by phase."""

    compound: Compound
    firm: str
    forms: Mapping[str, SurveyForm]

    def before(self, phase: str) -> SurveyForm | None:
        """The form of the nearest earlier phase that has one."""
        earlier: SurveyForm | None = None
        for known in book.load().campaign.phases:
            if known.id == phase:
                break
            earlier = self.forms.get(known.id, earlier)
        return earlier


def forms_at(unit: Unit, within: QuerySet[Compound], compound_id: int, on: date) -> PlaceForms | None:
    """The forms of a compound that a unit surveys and that lies in an area; None where it is no such. Three statements."""
    compound = (
        compounds_to_survey(unit)
        .filter(pk=compound_id, pk__in=within.values("pk"))
        .select_related("district", "subdistrict", "neighbourhood")
        .first()
    )
    if compound is None:
        return None
    forms = {form.phase: form for form in SurveyForm.objects.filter(compound=compound)}
    return PlaceForms(compound, firms_on([compound.pk], on).get(compound.pk, ""), forms)


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
