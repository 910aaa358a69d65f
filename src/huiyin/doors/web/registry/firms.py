"""Property firms (物业服务企业) and the mandates under which they manage compounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from huiyin.doors.web.design.shapes import Crumb, Tone
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.registry.fields import FirmFilter, FirmForm, LastDay, MandateForm
from huiyin.doors.web.registry.words import chips, days, pager, place_in, put, size_of, standing, told
from huiyin.records.accounts.roles import Right
from huiyin.records.registry.actions.firms import NewFirm, NewMandate, add_firms, add_mandates, end_mandate
from huiyin.records.registry.directory import firms_page, mandate_within, mandates_page
from huiyin.records.registry.duty_table import compounds_called
from huiyin.records.registry.models import Firm, Mandate
from huiyin.records.registry.models.areas import NAME_LENGTH
from huiyin.records.registry.refusal import Refused


@dataclass(frozen=True, slots=True)
class Line:
    """A mandate as it stands on a day."""

    mandate: Mandate
    days: str
    standing: str
    tone: Tone
    ended: bool


def _line(mandate: Mandate, today: date) -> Line:
    said, tone, ended = standing(mandate.from_date, mandate.until, today, gettext("管理中"))
    known = mandate.from_date or mandate.until
    span = days(mandate.from_date, mandate.until) if known else gettext("起止日期未登记")
    return Line(mandate, span, said, tone, ended)


@needs(Right.REGISTRY_READ)
@require_safe
def firms(request: DeskRequest) -> HttpResponse:
    """The firms, with how many compounds of the area each manages today."""
    form = FirmFilter(request.GET)
    managing = form.is_valid() and form.cleaned_data["managing"]
    q = request.GET.get("q", "").strip()[:NAME_LENGTH]
    found = firms_page(
        request.scope.compounds(),
        request.today,
        size_of(request),
        q=q,
        managing=managing,
        **place_in(request),
    )
    context = {
        "form": form,
        "q": q,
        "chips": chips(request, form) if form.is_valid() else [],
        "firms": found.rows,
        "filtered": bool(q or managing),
        "manages": request.user.may(Right.REGISTRY_MANAGE),
        **pager(request, found),
    }
    return render(request, "web/registry/firms.html", context)


@needs(Right.REGISTRY_READ)
@require_safe
def one(request: DeskRequest, pk: int) -> HttpResponse:
    """A firm and its mandates for compounds of the area."""
    firm = _firm(pk)
    found = mandates_page(pk, request.scope.compounds(), size_of(request), **place_in(request))
    context = {
        "firm": firm,
        "crumbs": _crumbs(),
        "lines": [_line(mandate, request.today) for mandate in found.rows],
        "everywhere": request.scope.everywhere,
        "manages": request.user.may(Right.REGISTRY_MANAGE),
        **pager(request, found),
    }
    return render(request, "web/registry/firm.html", context)


@needs(Right.REGISTRY_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Add a firm; one that is known by this name is found, and its credit code noted where it was missing."""
    form = FirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            ids = add_firms(request.by, [NewFirm(name, form.cleaned_data["credit_code"])])
        except Refused as refused:
            for fault in refused.faults:
                form.add_error("credit_code", told(fault))
        else:
            tell(request, gettext("“%(name)s”已在登记中。") % {"name": name})
            return redirect("firms-one", ids[name])
    context = {"form": form, "crumbs": _crumbs()}
    return render(request, "web/registry/firm-new.html", context, status=400 if form.errors else 200)


@needs(Right.REGISTRY_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def mandate(request: DeskRequest, pk: int) -> HttpResponse:
    """Let a firm manage a compound of the area from one day to another."""
    firm = _firm(pk)
    form = MandateForm(request.POST or None, initial={"from_date": request.today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        found = compounds_called(request.scope.compounds(), given["compound"])
        if len(found) != 1:
            named = "；".join(f"{row.name}（{row.address}）{row.code}" for row in found)
            words = gettext("有多个小区符合，请改填代码：%(places)s") % {"places": named}
            form.add_error("compound", words if found else gettext("本辖区内没有这个小区，请核对名称。"))
        else:
            (compound,) = found
            wanted = NewMandate(compound.pk, pk, given["from_date"], given["until"], given["manager"])
            try:
                add_mandates(request.by, [wanted])
            except Refused as refused:
                put(form, refused, {})
            else:
                tell(
                    request,
                    gettext("已登记：由%(firm)s管理%(place)s。")
                    % {"firm": firm.name, "place": compound.name},
                )
                return redirect("firms-one", pk)
    context = {
        "form": form,
        "firm": firm,
        "crumbs": [*_crumbs(), Crumb(firm.name, reverse("firms-one", args=[pk]))],
    }
    return render(request, "web/registry/mandate-new.html", context, status=400 if form.errors else 200)


@needs(Right.REGISTRY_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: DeskRequest, pk: int, mandate_id: int) -> HttpResponse:
    """Let a mandate end with a day."""
    firm = _firm(pk)
    held = mandate_within(mandate_id, pk, request.scope.compounds())
    if held is None:
        raise Http404
    form = LastDay(request.POST or None, initial={"until": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            end_mandate(request.by, mandate_id, form.cleaned_data["until"])
        except Refused as refused:
            for fault in refused.faults:
                form.add_error("until", told(fault))
        else:
            tell(request, gettext("%(place)s的合同已记录结束日期。") % {"place": held.compound.name})
            return redirect("firms-one", pk)
    context = {
        "form": form,
        "firm": firm,
        "line": _line(held, request.today),
        "crumbs": [*_crumbs(), Crumb(firm.name, reverse("firms-one", args=[pk]))],
    }
    return render(request, "web/registry/mandate-end.html", context, status=400 if form.errors else 200)


def _firm(pk: int) -> Firm:
    firm = Firm.objects.filter(pk=pk).first()
    if firm is None:
        raise Http404
    return firm


def _crumbs() -> list[Crumb]:
    return [Crumb(gettext("物业服务企业"), reverse("firms"))]
