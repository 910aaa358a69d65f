"""The survey's coverage (排摸): how far each area has come, which compounds have no form, and freezing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from huiyin.doors.web.design.shapes import Crumb, Figure, Tone
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import phase_name
from huiyin.doors.web.places.survey_phase import SEES, phase_of, phase_tabs, told
from huiyin.doors.web.presentation import percent
from huiyin.doors.web.registry.words import pager, place_in, size_of, unit_of
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.actions import survey as acts
from huiyin.records.problems.models import FrozenPlace
from huiyin.records.problems.survey import (
    Coverage,
    SurveyRefused,
    compounds_to_survey,
    frozen_for,
    to_freeze,
)
from huiyin.records.problems.survey_places import (
    LEVELS,
    STATES,
    Covered,
    covered_by,
    frozen_page,
    places_page,
    total,
)
from huiyin.records.registry.models import Compound, Unit
from huiyin.records.registry.models.areas import NAME_LENGTH
from huiyin.records.registry.paging import Page

SIZE = 20
UNKNOWN = "unknown"
"""The code in an address for compounds whose area is not known."""


@dataclass(frozen=True, slots=True)
class Area:
    """An area as the page shows it; ``url`` leads into it, empty where there is nothing finer."""

    name: str
    coverage: Coverage
    percent: float
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """A compound as the list shows it; one of the snapshot as it was then. ``pk`` leads to its form."""

    pk: int
    name: str
    address: str
    subdistrict: str
    neighbourhood: str
    surveyed_on: date | None
    surveyors: str
    state: str
    tone: Tone
    done: bool = True
    frozen: bool = False


@needs(*SEES)
@require_safe
def coverage(request: DeskRequest) -> HttpResponse:
    """How far the survey has come in the area, drilled into from the district to the neighbourhood."""
    unit, phase = unit_of(request), phase_of(request)
    compounds, frozen, level, crumbs, kept = _area(request, unit, phase)
    parts = covered_by(compounds, frozen, phase, level)
    whole = total(parts)
    state = request.GET.get("state", "missing")
    state = state if state in (*STATES, "all", "frozen") else "missing"
    q = request.GET.get("q", "").strip()[:NAME_LENGTH]
    size, where = size_of(request, SIZE), place_in(request)
    found: Page[Any] = (
        frozen_page(frozen, size, q=q, **where)
        if state == "frozen"
        else places_page(compounds, phase, size, state="" if state == "all" else state, q=q, **where)
    )
    drilled = len(crumbs) > 1
    context = {
        "phase": phase,
        "phase_name": phase_name(phase),
        "tabs": phase_tabs(phase, "survey"),
        "crumbs": crumbs[:-1],
        "title": crumbs[-1].label,
        "unit": unit,
        "figures": _figures(whole, {**kept, "phase": phase}),
        "whole": whole,
        "whole_percent": percent(whole.surveyed, whole.known),
        "level": level,
        "areas": [_shown(part, level, phase) for part in parts],
        "drilled": drilled,
        "state": state,
        "places_title": _heading(state),
        "q": q,
        "hidden": [*kept.items(), ("phase", phase), ("state", state)],
        "places": [_was(row) if state == "frozen" else _place(row) for row in found.rows],
        "enters": request.user.may(Right.SURVEY_ENTER),
        "freezes": not drilled and request.user.may(Right.SURVEY_FREEZE) and to_freeze(unit, phase).exists(),
        **pager(request, found, SIZE),
    }
    return render(request, "web/survey/coverage.html", context)


@needs(Right.SURVEY_FREEZE)
@require_POST
def freeze(request: DeskRequest) -> HttpResponse:
    """Freeze the forms of the unit's compounds as the snapshot 'before'."""
    phase = phase_of(request)
    try:
        found = acts.freeze(request.by, unit_of(request).pk, phase)
    except SurveyRefused as refused:
        tell(request, told(refused), tone="danger")
    else:
        tell(request, gettext("已冻结 %(count)d 份排摸表，作为整治前底数。") % {"count": found.frozen})
    return redirect(f"{reverse('survey')}?phase={phase}")


def _area(
    request: DeskRequest, unit: Unit, phase: str
) -> tuple[QuerySet[Compound], QuerySet[FrozenPlace], str, list[Crumb], dict[str, str]]:
    """The compounds of the area that the address names, what of the snapshot lay there, the level below it, the way to it,
    and its parameters."""
    compounds, frozen = compounds_to_survey(unit), frozen_for(unit, phase)
    start = {"city": 0, "brigade": 0, "district": 1, "team": 2}[unit.kind]
    crumbs = [Crumb(gettext("排摸"), f"{reverse('survey')}?phase={phase}")]
    level = LEVELS[start]
    kept: dict[str, str] = {}
    for above, below in zip(LEVELS[start:], LEVELS[start + 1 :], strict=False):
        code = request.GET.get(above, "")
        if not code:
            break
        if code == UNKNOWN:
            wanted: dict[str, str | None] = {above: None}
        else:
            wanted = {f"{above}__code": code}
        compounds, frozen = compounds.filter(**wanted), frozen.filter(**wanted)
        name = gettext("区域待定") if code == UNKNOWN else _called(compounds, frozen, above)
        kept[above] = code
        crumbs.append(Crumb(name, f"{reverse('survey')}?{urlencode({'phase': phase, **kept})}"))
        level = below
    return compounds, frozen, level, crumbs, kept


def _called(compounds: QuerySet[Compound], frozen: QuerySet[FrozenPlace], level: str) -> str:
    """The name of the area in which these lie. Raises ``Http404`` where nothing does."""
    name = compounds.values_list(f"{level}__name", flat=True).first()
    # All may have come elsewhere since.
    name = name or frozen.values_list(f"{level}_name", flat=True).first()
    if name is None:
        raise Http404
    return str(name)


def _shown(part: Covered, level: str, phase: str) -> Area:
    found = part.coverage
    finer = level != LEVELS[-1]
    url = f"?{urlencode({'phase': phase, level: part.code or UNKNOWN})}" if finer else ""
    return Area(part.name or gettext("区域待定"), found, percent(found.surveyed, found.known), url)


def _figures(whole: Coverage, kept: dict[str, str]) -> list[Figure]:
    """The key figures; each leads to its compounds."""

    def figure(state: str, label: str, count: int, tone: Tone = "neutral") -> Figure:
        return Figure(label, count, f"?{urlencode({**kept, 'state': state})}#places", tone=tone)

    return [
        figure("all", gettext("已核小区"), whole.known),
        figure("done", gettext("已排摸"), whole.surveyed, "accent" if whole.surveyed else "neutral"),
        figure("zero", gettext("其中零报告"), whole.zero),
        figure("missing", gettext("未排摸"), whole.missing, "waiting" if whole.missing else "done"),
        figure("frozen", gettext("已冻结"), whole.frozen),
    ]


def _heading(state: str) -> str:
    return {
        "all": gettext("全部已核小区"),
        "done": gettext("已排摸的小区"),
        "zero": gettext("零报告的小区"),
        "missing": gettext("未排摸的小区"),
        "frozen": gettext("已冻结的小区"),
    }[state]


def _place(row: Any) -> Place:
    state, tone = _state(row)
    return Place(
        row.pk,
        row.name,
        row.address,
        row.subdistrict.name if row.subdistrict else "",
        row.neighbourhood.name if row.neighbourhood else "",
        row.form_on,
        row.form_by or "",
        state,
        tone,
        done=row.form_on is not None,
        frozen=row.form_frozen is not None,
    )


def _state(row: Any) -> tuple[str, Tone]:
    if row.form_on is None:
        return gettext("未排摸"), "waiting"
    if row.form_frozen is not None:
        return gettext("已冻结"), "neutral"
    return (gettext("零报告") if row.form_counts == "{}" else gettext("已排摸")), "done"


def _was(place: FrozenPlace) -> Place:
    form = place.form
    return Place(
        form.compound_id,
        place.name,
        place.address,
        place.subdistrict_name,
        place.neighbourhood_name,
        form.surveyed_on,
        form.surveyors,
        gettext("已冻结"),
        "neutral",
        frozen=True,
    )
