"""The form 小区排摸表 of one compound: filled in on the spot, with the earlier phase beside it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from huiyin.doors.web.design.shapes import Crumb, Fact
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import label, phase_name
from huiyin.doors.web.places.survey_fields import Findings, as_initial
from huiyin.doors.web.places.survey_meanwhile import Meanwhile, meanwhile
from huiyin.doors.web.places.survey_phase import SEES, phase_of, phase_tabs, told
from huiyin.doors.web.problem.words import chinese
from huiyin.doors.web.registry.words import unit_of
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.actions.survey import record
from huiyin.records.problems.columns import SURVEY_FINDINGS
from huiyin.records.problems.models import SurveyForm
from huiyin.records.problems.numbers import compound_number
from huiyin.records.problems.survey import SurveyedMeanwhile, SurveyRefused
from huiyin.records.problems.survey_places import PlaceForms, counts_of, forms_at, last_surveyors


@needs(*SEES)
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the form of a phase, and record it; one that is frozen is only read, with its compound as it was then.

    What somebody else has recorded since the form was shown is told, and given up only when it is sent once more.
    """
    unit, phase = unit_of(request), phase_of(request)
    place = forms_at(unit, request.scope.compounds(), pk, request.today)
    if place is None:
        raise Http404
    held = place.forms.get(phase)
    if not place.current and (held is None or request.method == "POST"):
        raise Http404
    enters = request.user.may(Right.SURVEY_ENTER)
    if not enters or (held is not None and held.frozen_at is not None and request.method != "POST"):
        return _read(request, place, phase, held) if request.method != "POST" else _denied(request)
    initial = (
        as_initial(held)
        if held
        else {"surveyed_on": request.today, "surveyors": last_surveyors(request.by.actor)}
    )
    fields = Findings(request.POST or None, today=request.today, initial=initial)
    other: Meanwhile | None = None
    if request.method == "POST" and fields.is_valid():
        try:
            seen = {pk: fields.cleaned_data["seen"]}
            recorded = record(request.by, phase, [fields.told(pk)], seen)
        except SurveyedMeanwhile:
            held = SurveyForm.objects.get(compound=pk, phase=phase)
            other = meanwhile(fields, fields.told(pk), held)
            fields.look_again(held)
        except SurveyRefused as refused:
            fields.add_error(refused.field or None, told(refused))
        else:
            words = (
                gettext("%(place)s的排摸表没有变化。")
                if recorded.known
                else gettext("已记录%(place)s的排摸表。")
            )
            tell(request, words % {"place": place.compound.name})
            return redirect(_back(place, phase))
    before = place.before(phase)
    counts = counts_of(before) if before else {}
    context = {
        **_about(place, phase),
        "form": fields,
        "held": held,
        "meanwhile": other,
        "before": before,
        "before_name": phase_name(before.phase) if before else "",
        "findings": [(field, counts.get(column.key, 0)) for column, field in fields.findings()],
    }
    status = 400 if fields.errors or other else 200
    return render(request, "web/survey/form.html", context, status=status)


def _read(request: DeskRequest, place: PlaceForms, phase: str, held: SurveyForm | None) -> HttpResponse:
    before = place.before(phase)
    forms = [held, before]
    context = {
        **_about(place, phase),
        "held": held,
        "before": before,
        "before_name": phase_name(before.phase) if before else "",
        "rows": [
            (
                label(column.zh, column.en),
                *(counts_of(form).get(column.key, 0) if form else None for form in forms),
            )
            for column in SURVEY_FINDINGS
        ],
    }
    return render(request, "web/survey/read.html", context)


def _denied(request: DeskRequest) -> HttpResponse:
    return render(request, "403.html", {"missing": Right.SURVEY_ENTER.label}, status=403)


def _about(place: PlaceForms, phase: str) -> dict[str, object]:
    told, now = place.told(phase), place.compound
    # One that is surveyed elsewhere has no pages here but those of its frozen forms.
    phases = None if place.current else place.forms.keys()
    facts = [
        Fact(gettext("小区编号"), compound_number(told.pk)),
        Fact(gettext("所在"), chinese("／".join(told.areas))),
        Fact(gettext("地址"), told.address),
        Fact(gettext("物业企业"), told.firm),
        Fact(gettext("户数"), told.households),
    ]
    if place.current and (told.pk, told.name) != (now.pk, now.name):
        facts.append(Fact(gettext("现为小区"), chinese(f"{now.name}（{compound_number(now.pk)}）")))
    return {
        "name": told.name,
        "phase": phase,
        "phase_name": phase_name(phase),
        "tabs": phase_tabs(phase, "survey-form", now.pk, phases=phases),
        "crumbs": [Crumb(gettext("排摸"), f"{reverse('survey')}?phase={phase}")],
        "facts": facts,
    }


def _back(place: PlaceForms, phase: str) -> str:
    """The compounds of the same subdistrict that are still without a form."""
    area = {"phase": phase, "state": "missing"}
    compound = place.compound
    if compound.district is not None:
        area["district"] = compound.district.code
    if compound.subdistrict is not None:
        area["subdistrict"] = compound.subdistrict.code
    return f"{reverse('survey')}?{urlencode(area)}"
