"""Officers (执法人员) with the certificates that papers name."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from huiyin.doors.web.design.shapes import Crumb, Tone
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.registry.fields import OfficerFilter, OfficerForm
from huiyin.doors.web.registry.words import chips, days, pager, place_in, put, size_of
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.unit_figures import open_tasks_led
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.actions.officers import amend_officer
from huiyin.records.registry.directory import officers_page, validity
from huiyin.records.registry.models import Officer
from huiyin.records.registry.models.duties import OFFICER_LENGTH
from huiyin.records.registry.refusal import Refused

_TONES: dict[str, Tone] = {"valid": "done", "soon": "waiting", "expired": "danger", "unknown": "neutral"}


@dataclass(frozen=True, slots=True)
class Line:
    """An officer as the list shows one."""

    officer: Officer
    days: str
    state: str
    tone: Tone
    tasks: int
    late: bool


def _states() -> dict[str, str]:
    return {
        "valid": gettext("有效"),
        "soon": gettext("60 天内到期"),
        "expired": gettext("已失效"),
        "unknown": gettext("有效期不详"),
    }


@needs(Right.REGISTRY_READ)
@require_safe
def officers(request: DeskRequest) -> HttpResponse:
    """The officers of the units in the area."""
    states = _states()
    form = OfficerFilter(request.GET, request.scope.units(), list(states.items()))
    asked = form.cleaned_data if form.is_valid() else {}
    unit = asked.get("unit")
    q = request.GET.get("q", "").strip()[:OFFICER_LENGTH]
    found = officers_page(
        request.scope.units(),
        request.today,
        size_of(request),
        q=q,
        unit_id=unit.pk if unit else None,
        state=asked.get("state", ""),
        **place_in(request),
    )
    tasks = open_tasks_led([officer.pk for officer in found.rows])
    lines = []
    for officer in found.rows:
        state = validity(officer, request.today)
        known = officer.valid_from or officer.valid_until
        span = days(officer.valid_from, officer.valid_until) if known else ""
        lines.append(
            Line(officer, span, states[state], _TONES[state], tasks.get(officer.pk, 0), state == "expired")
        )
    context = {
        "form": form,
        "q": q,
        "chips": chips(request, form) if form.is_valid() else [],
        "lines": lines,
        "filtered": bool(q or any(asked.values())),
        "manages": request.user.may(Right.REGISTRY_MANAGE),
        **pager(request, found),
    }
    return render(request, "web/registry/officers.html", context)


@needs(Right.REGISTRY_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Add an officer of a unit in the area."""
    form = OfficerForm(request.POST or None, units=request.scope.units())
    if request.method == "POST" and form.is_valid():
        try:
            add_officers(request.by, [_facts(form)])
        except Refused as refused:
            put(form, refused, {})
        else:
            tell(request, gettext("已登记执法人员%(name)s。") % {"name": form.cleaned_data["name"]})
            return redirect("officers")
    return _form(request, form, None)


@needs(Right.REGISTRY_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: DeskRequest, pk: int) -> HttpResponse:
    """Put an officer's facts right: another unit, a renewed certificate."""
    units = request.scope.units()
    officer = Officer.objects.filter(pk=pk, unit__in=units).select_related("unit").first()
    if officer is None:
        raise Http404
    form = OfficerForm(request.POST or None, units=units, officer=officer)
    if request.method == "POST" and form.is_valid():
        try:
            changed = amend_officer(request.by, pk, _facts(form))
        except Refused as refused:
            put(form, refused, {name: name for name in form.fields})
        else:
            words = gettext("已更新%(name)s的登记。") if changed else gettext("%(name)s的登记没有变化。")
            tell(request, words % {"name": form.cleaned_data["name"]})
            return redirect("officers")
    return _form(request, form, officer)


def _facts(form: OfficerForm) -> NewOfficer:
    given = form.cleaned_data
    return NewOfficer(
        given["name"], given["unit"].pk, given["certificate"], given["valid_from"], given["valid_until"]
    )


def _form(request: DeskRequest, form: OfficerForm, officer: Officer | None) -> HttpResponse:
    context = {
        "form": form,
        "officer": officer,
        "crumbs": [Crumb(gettext("执法人员"), reverse("officers"))],
    }
    return render(request, "web/registry/officer.html", context, status=400 if form.errors else 200)
