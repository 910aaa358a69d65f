"""谁牵头: who would lead for a violation at a compound on a day, and by which row of the table."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import body_name, label, violation_name
from huiyin.doors.web.registry.fields import WhoLeads
from huiyin.doors.web.registry.responsibilities import Line, line_of, tabs
from huiyin.doors.web.registry.words import without
from huiyin.knowledge.law import book
from huiyin.records.accounts.roles import Right
from huiyin.records.registry.duty_table import WouldLead, compounds_called, would_lead
from huiyin.records.registry.models import Compound


@dataclass(frozen=True, slots=True)
class Step:
    """One level around the compound, from the narrowest out, and what the table says there."""

    area: str
    place: str
    line: Line | None
    decides: bool
    said: str


@dataclass(frozen=True, slots=True)
class Assistant:
    """Who assists, and with what, as far as the statute book says it."""

    name: str
    duty: str


@needs(Right.REGISTRY_READ)
@require_safe
def who_leads(request: DeskRequest) -> HttpResponse:
    """The question, the compounds that it may mean, and the answer."""
    asked = bool(request.GET.get("place") or request.GET.get("compound"))
    form = WhoLeads(request.GET if asked else None, initial={"on": request.today})
    if asked and request.GET.get("compound"):
        form.fields["place"].required = False
    found: list[Compound] = []
    answer: WouldLead | None = None
    if asked and form.is_valid():
        violation, on = form.cleaned_data["violation"], form.cleaned_data["on"]
        chosen = request.GET.get("compound", "")
        within = request.scope.compounds()
        if chosen:
            answer = (
                would_lead(within, int(chosen), violation, on)
                if chosen.isascii() and chosen.isdigit() and len(chosen) < 19
                else None
            )
            if answer is None:
                raise Http404
        else:
            found = compounds_called(within, form.cleaned_data["place"])
            if len(found) == 1:
                answer = would_lead(within, found[0].pk, violation, on)
    context = {
        "tabs": tabs("responsibilities-who"),
        "form": form,
        "asked": asked and form.is_valid(),
        "choices": [(row, without(request, "compound", compound=str(row.pk))) for row in found]
        if not answer
        else [],
        "answer": answer,
        **(_told(answer, request, form) if answer else {}),
    }
    return render(request, "web/registry/who-leads.html", context)


def _told(answer: WouldLead, request: DeskRequest, form: WhoLeads) -> dict[str, object]:
    on = form.cleaned_data["on"]
    violation = form.cleaned_data["violation"]
    steps = []
    decided = False
    for rung in answer.rungs:
        if rung.row is None:
            said = gettext("没有对应的行")
        elif rung.decides:
            said = gettext("由此行决定")
        else:
            said = gettext("范围更大，不起作用") if decided else ""
        decided = decided or rung.decides
        line = line_of(rung.row, on) if rung.row else None
        steps.append(Step(gettext(rung.area.label), rung.place, line, rung.decides, said))
    rows = answer.by.assists.all() if answer.by else ()
    duties = {}
    if (known := book.load().violations.get(violation)) is not None:
        duties = {row.kind: label(row.duty.zh, row.duty.en) for row in known.assisting}
    assisting = [
        Assistant(row.unit.name if row.unit else body_name(row.kind), duties.get(row.kind, ""))
        for row in rows
    ] or [Assistant(body_name(kind), duty) for kind, duty in duties.items()]
    return {
        "steps": steps,
        "beside": [line_of(row, on) for row in answer.beside],
        "assisting": assisting,
        "from_book": not rows,
        "violation": violation_name(violation),
        "on": on,
    }
