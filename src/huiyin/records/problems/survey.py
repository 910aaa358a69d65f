"""The survey of compounds: the rows of its form, how far it has come, and what it found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import NamedTuple

import msgspec
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huiyin.knowledge.law import book
from huiyin.records.ledger import vault
from huiyin.records.problems.columns import SURVEY_FINDINGS, Cell
from huiyin.records.problems.lines import CHUNK, firms_on
from huiyin.records.problems.models import FrozenPlace, SurveyForm
from huiyin.records.problems.numbers import compound_number
from huiyin.records.problems.scope import counted_for
from huiyin.records.problems.wording import UNDECIDED
from huiyin.records.registry.models import Compound, Unit

# What a form holds when nothing was found: a zero report.
NOTHING_FOUND = "{}"


class SurveyRefused(ValueError):
    """A step that the survey does not allow; the message says why and what to do, ``field`` at what of the form."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class SurveyedMeanwhile(SurveyRefused):
    """A form that says otherwise than when it was seen: somebody else has recorded it since."""


SAID = ("surveyed_on", "surveyors", "heard", "counts", "devices", "main_conflict", "proposal")
"""The columns of a form that say what was found."""


def mark(form: SurveyForm | None) -> str:
    """A mark of all that a form says, in hexadecimal; empty for none: whoever saw the same mark saw the same form."""
    if form is None:
        return ""
    return vault.blind_index("survey", "\x00".join(str(getattr(form, name)) for name in SAID).encode()).hex()


def why_no_day(day: date, today: date) -> tuple[str, str] | None:
    """Why nobody surveyed on a day, in English and in Chinese; None where somebody can have.

    A survey is a part of the campaign: it lies within its phases, and it is not ahead. One compound's forms are dated by
    when somebody was there, which need not be the phase to which they are entered.
    """
    campaign = book.load().campaign
    if day > today:
        return f"{day} lies ahead", f"{day}在今天之后"
    if not campaign.start <= day <= campaign.end:
        return (
            f"{day} is not within the campaign, from {campaign.start} to {campaign.end}",
            f"{day}不在专项行动期间（{campaign.start}至{campaign.end}）",
        )
    return None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the survey of a unit has come: its known compounds, those with a form, with a zero report; and how many forms
    were frozen for it.

    The first three follow the registry. ``frozen`` is that of the snapshot, and stays when a compound is merged into another
    or comes to another unit.
    """

    known: int
    surveyed: int
    zero: int
    frozen: int

    @property
    def missing(self) -> int:
        """Known compounds without a form."""
        return self.known - self.surveyed


def compounds_to_survey(unit: Unit) -> QuerySet[Compound]:
    """The known compounds that count for a unit. A place that is not established yet (待核) is settled first."""
    return Compound.objects.filter(counted_for(unit, to_compound=""), status=Compound.Status.KNOWN)


def frozen_for(unit: Unit, phase: str) -> QuerySet[FrozenPlace]:
    """The snapshot of a unit in a phase: the places of the frozen forms that counted for it when they were frozen."""
    return FrozenPlace.objects.filter(counted_for(unit, to_compound=""), form__phase=phase)


def to_freeze(unit: Unit, phase: str) -> QuerySet[SurveyForm]:
    """The forms of a unit's compounds in a phase that are not frozen yet."""
    return SurveyForm.objects.filter(
        phase=phase, frozen_at__isnull=True, compound__in=compounds_to_survey(unit)
    )


def coverage(unit: Unit, phase: str) -> Coverage:
    """How far the survey of a unit's compounds has come in a phase. A zero report counts as a form. Two statements."""
    forms = Q(surveys__phase=phase)
    return Coverage(
        **compounds_to_survey(unit).aggregate(
            known=Count("pk", distinct=True),
            surveyed=Count("surveys", filter=forms),
            zero=Count("surveys", filter=forms & Q(surveys__counts=NOTHING_FOUND)),
        ),
        frozen=frozen_for(unit, phase).count(),
    )


class Surveyed(NamedTuple):
    """A compound as the form names it; None is an area or a number of homes that is not known."""

    pk: int
    name: str
    district: str | None
    subdistrict: str | None
    neighbourhood: str | None
    households: int | None

    @property
    def area(self) -> str:
        """District, subdistrict and neighbourhood in one, so that a street's team finds its own."""
        return area_of((self.district, self.subdistrict, self.neighbourhood))


def area_of(names: Iterable[str | None]) -> str:
    """The names of district, subdistrict and neighbourhood as the form writes them."""
    return "／".join(name or UNDECIDED for name in names)


def unsurveyed(unit: Unit, phase: str) -> list[Surveyed]:
    """The known compounds of a unit without a form in a phase, by district, subdistrict and name. One statement."""
    forms = SurveyForm.objects.filter(compound=OuterRef("pk"), phase=phase)
    return _in_order(compounds_to_survey(unit).filter(~Exists(forms)))


def form_rows(unit: Unit, phase: str, today: date) -> Iterator[tuple[Cell, ...]]:
    """The rows of the form in the order of its columns, a unit's known compounds by district, subdistrict and name.

    What was recorded in the phase stands in them; the rest is left to be filled in. Two statements for 2,000 rows, and one.
    """
    compounds = _in_order(compounds_to_survey(unit))
    for start in range(0, len(compounds), CHUNK):
        part = compounds[start : start + CHUNK]
        ids = [compound.pk for compound in part]
        firms = firms_on(ids, today)
        forms = {form.compound_id: form for form in SurveyForm.objects.filter(phase=phase, compound__in=ids)}
        for compound in part:
            pk = compound.pk
            known = (compound.name, compound.area, firms.get(pk, ""), compound.households)
            yield (*known, *filled(forms.get(pk)), compound_number(pk))


def _in_order(compounds: QuerySet[Compound]) -> list[Surveyed]:
    """Those whose area is not known come last. Both databases give the same order, since neither sorts the names."""
    rows = compounds.values_list(
        "pk",
        "name",
        "district__name",
        "subdistrict__name",
        "neighbourhood__name",
        "households",
        "district__code",
        "subdistrict__code",
    )
    keyed = []
    for pk, name, district, subdistrict, neighbourhood, homes, in_district, in_subdistrict in rows:
        key = place_in_order(in_district, in_subdistrict, name, pk)
        keyed.append((key, Surveyed(pk, name, district, subdistrict, neighbourhood, homes)))
    return [compound for _, compound in sorted(keyed, key=itemgetter(0))]


def place_in_order(
    district: str | None, subdistrict: str | None, name: str, pk: int
) -> tuple[str, str, bytes, int]:
    """What puts compounds in the order of the form, of the codes of their areas, their name and id."""
    # GB 18030 has the common ideographs in the order of their pinyin.
    return (district or "~", subdistrict or "~", name.encode("gb18030", "replace"), pk)


def filled(form: SurveyForm | None) -> tuple[Cell, ...]:
    """The cells of the form that are filled in; empty without one."""
    if form is None:
        return ("",) * (len(SURVEY_FINDINGS) + 6)
    counts: dict[str, int] = msgspec.json.decode(form.counts)
    return (
        form.surveyed_on,
        form.surveyors,
        form.heard,
        *(counts.get(column.key, 0) for column in SURVEY_FINDINGS),
        form.devices,
        form.main_conflict,
        form.proposal,
    )
