"""Recording survey forms, and freezing them as the snapshot 'before'."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.problems.columns import SURVEY_FINDINGS
from huiyin.records.problems.models import FrozenPlace, SurveyForm
from huiyin.records.problems.survey import (
    SAID,
    Coverage,
    SurveyedMeanwhile,
    SurveyRefused,
    coverage,
    mark,
    to_freeze,
    why_no_day,
)
from huiyin.records.problems.survey_before import KEPT, as_registered
from huiyin.records.problems.survey_forms import Form, said
from huiyin.records.registry.models import Unit
from huiyin.records.registry.queries import held as compounds_held

_FORM = ("id", "compound_id", "phase", *SAID, "entered_at", "entered_by", "frozen_at")
# Above this many it is cheaper to read a phase's forms than to name each compound to the database.
NAMED = 10_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a set of forms: new, changed, and known as they were."""

    new: int = 0
    changed: int = 0
    known: int = 0


@action("survey.record")
def record(by: By, phase: str, forms: Sequence[Form], seen: Mapping[int, str] | None = None) -> Recorded:
    """Record the survey of compounds in a phase; a compound's later form takes the place of its earlier one.

    The same form again changes nothing. ``seen`` are the marks (:func:`survey.mark`) of the earlier forms that somebody had
    before them, by compound.

    Raises :class:`SurveyedMeanwhile` for one of these that says otherwise by now, and :class:`SurveyRefused` for a phase that
    the campaign does not have, for a form with fewer than two surveyors, with an unknown finding or with a day that is ahead or
    outside the campaign, for a compound that stands twice or was merged into another, and for one whose form is frozen. Nothing
    is changed then.
    """
    _refuse_unknown(phase)
    today = timezone.localdate(by.at)
    wanted = {form.compound_id: _said(form, today) for form in forms}
    if len(wanted) < len(forms):
        raise SurveyRefused("a compound stands twice in the set / 同一小区有两份排摸表")
    _refuse_merged(wanted)
    held = _held(phase, wanted)
    absent = sorted(wanted.keys() - held.keys())
    ids = dict(zip(absent, bulk.reserve(SurveyForm, len(absent)), strict=True))
    if absent:
        rows = [(ids[pk], pk, phase, *wanted[pk], by.at, by.actor, None) for pk in absent]
        bulk.insert_absent(SurveyForm, _FORM, rows, "(compound_id, phase)")
        # Another writer may have entered some of them first; those are found, but not ours.
        held |= _held(phase, absent)
    new = [form for pk in absent if (form := held[pk]).pk == ids[pk]]
    ours = {form.pk for form in new}
    changed = [
        form for form in held.values() if form.pk not in ours and _told(form) != wanted[form.compound_id]
    ]
    frozen = [form.compound_id for form in changed if form.frozen_at is not None]
    if frozen:
        raise SurveyRefused(
            f"the forms of {len(frozen)} compounds are frozen, the first of compound {frozen[0]} / "
            f"有{len(frozen)}个小区的排摸表已冻结，不能再改"
        )
    for form in changed:
        if seen is not None and seen.get(form.compound_id, mark(form)) != mark(form):
            raise SurveyedMeanwhile(
                f"the form of compound {form.compound_id} was recorded by {form.entered_by} meanwhile: compare the two / "
                f"小区{form.compound_id}的排摸表已由{form.entered_by}保存过，请核对两份再保存"
            )
    for form in changed:
        for name, value in zip(SAID, wanted[form.compound_id], strict=True):
            setattr(form, name, value)
        form.entered_at, form.entered_by = by.at, by.actor
    SurveyForm.objects.bulk_update(changed, [*SAID, "entered_at", "entered_by"], batch_size=500)
    for form in (*new, *sorted(changed, key=lambda form: form.pk)):
        enter("survey", form.pk, _content(form), first=form.pk in ours)
    return Recorded(len(new), len(changed), len(forms) - len(new) - len(changed))


@action("survey.freeze")
def freeze(by: By, unit_id: int, phase: str) -> Coverage:
    """Freeze the forms of a unit's compounds in a phase as the snapshot 'before': nothing changes them afterwards.

    What the registry says of each form's compound now is kept with it, and entered: whatever is merged, renamed or moved
    later, the snapshot tells what was. Forms that were frozen before keep their moment. Returns how far the survey had come.
    Raises :class:`SurveyRefused` for a phase that the campaign does not have, and when there is no form to freeze.
    """
    _refuse_unknown(phase)
    unit = Unit.objects.get(pk=unit_id)
    # Compounds before forms, as merging takes them: what is kept of them is what they are at this moment.
    places = compounds_held(set(to_freeze(unit, phase).values_list("compound_id", flat=True)))
    forms = [
        form
        for form in to_freeze(unit, phase).select_for_update().order_by("pk")
        # One that came in between waits for the next freezing.
        if form.compound_id in places
    ]
    if not forms:
        raise SurveyRefused(
            f"{unit.name} has no form to freeze in {phase} / {unit.name}在本阶段没有待冻结的排摸表"
        )
    kept = as_registered(sorted({form.compound_id for form in forms}), to_shanghai(by.at).date())
    for form in forms:
        place = dict(zip(KEPT, kept[form.compound_id], strict=True))
        enter("survey", form.pk, {"frozen": True, "place": place})
    bulk.update(SurveyForm, "frozen_at", [(form.pk, by.at) for form in forms])
    bulk.insert(FrozenPlace, ("form_id", *KEPT), [(form.pk, *kept[form.compound_id]) for form in forms])
    return coverage(unit, phase)


def _refuse_merged(compound_ids: Collection[int]) -> None:
    # Compounds before forms, as merging takes them: none is written at one that is merged at this moment.
    places = compounds_held(compound_ids)
    for pk, place in sorted(places.items()):
        if place.merged_into_id is not None:
            raise SurveyRefused(
                f"compound {pk} was merged into {place.merged_into_id}; survey that one / "
                f"小区{pk}已并入{place.merged_into_id}，请排摸后者"
            )


def _refuse_unknown(phase: str) -> None:
    if all(known.id != phase for known in book.load().campaign.phases):
        raise SurveyRefused(f"the campaign has no phase {phase!r} / 专项行动没有“{phase}”阶段")


def _held(phase: str, compounds: Sequence[int] | dict[int, tuple[object, ...]]) -> dict[int, SurveyForm]:
    """The forms of these compounds, locked in the order of their ids."""
    forms = SurveyForm.objects.select_for_update().filter(phase=phase).order_by("pk")
    found = forms.filter(compound__in=list(compounds)) if len(compounds) <= NAMED else forms
    return {form.compound_id: form for form in found if form.compound_id in compounds}


def _said(form: Form, today: date) -> tuple[object, ...]:
    """What a form says, as the columns of its row. Raises :class:`SurveyRefused`."""
    if why := why_no_day(form.surveyed_on, today):
        raise SurveyRefused(
            f"compound {form.compound_id}: {why[0]}; check the day / "
            f"小区{form.compound_id}：{why[1]}，请核对排摸日期",
            "surveyed_on",
        )
    if len(set(form.surveyors)) < 2:
        raise SurveyRefused(
            f"compound {form.compound_id}: two surveyors are needed / 小区{form.compound_id}：须有两名排摸人"
        )
    known = {column.key for column in SURVEY_FINDINGS}
    if not known.issuperset(form.counts) or any(found < 0 for found in form.counts.values()):
        raise SurveyRefused(
            f"compound {form.compound_id}: no such finding / 小区{form.compound_id}：排摸项目有误"
        )
    return said(form)


def _told(form: SurveyForm) -> tuple[object, ...]:
    return tuple(getattr(form, name) for name in SAID)


def _content(form: SurveyForm) -> dict[str, object]:
    """A form as the ledger shows it."""
    return {
        "compound": form.compound_id,
        "phase": form.phase,
        "on": form.surveyed_on.isoformat(),
        "surveyors": form.surveyors,
        "heard": form.heard,
        "counts": form.counts,
        "devices": form.devices,
        "main_conflict": form.main_conflict,
        "proposal": form.proposal,
    }
