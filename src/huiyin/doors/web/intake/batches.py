"""What came of an import: every count opens its rows; what was refused is corrected here."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from huiyin.doors.web.asked import bad_request
from huiyin.doors.web.design.shapes import Figure, Link, Tone
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.problem.words import refusal
from huiyin.records.accounts.roles import Right
from huiyin.records.reports import desk
from huiyin.records.reports.actions.correct import CorrectionRefused
from huiyin.records.reports.correcting import correct_row, correctable
from huiyin.records.reports.models import ImportBatch, LandedRow, LandedState

# Each count of a batch: its title, and the tone in which it stands out when it is not nothing.
OUTCOMES: dict[str, tuple[str | Promise, Tone]] = {
    "new": (gettext_lazy("新增"), "neutral"),
    "linked": (gettext_lazy("已关联问题"), "neutral"),
    "pending": (gettext_lazy("待处理"), "waiting"),
    "changed": (gettext_lazy("变更"), "neutral"),
    "refused": (gettext_lazy("待更正"), "danger"),
}


@needs(Right.REPORT_IMPORT, Right.REPORT_TRIAGE)
@require_safe
def batch(request: DeskRequest, pk: int) -> HttpResponse:
    """One import: how its rows add up, and the rows behind each count."""
    one = _batch(request, pk)
    outcome = request.GET.get("rows", "refused" if one.refused else "new")
    if outcome not in OUTCOMES:
        raise Http404
    address = reverse("imports-batch", args=[pk])
    try:
        page = desk.rows_of(one.pk, outcome, after=request.GET.get("after", ""))
    except desk.BadCursor:
        return bad_request(request)
    tabs = [
        Link(str(title), f"{address}?rows={key}", key == outcome, getattr(one, key))
        for key, (title, _) in OUTCOMES.items()
    ]
    figures = [
        Figure(gettext("读入"), one.read, "", gettext("新增＋变更＋已有＋待更正")),
        *(
            Figure(
                str(title),
                getattr(one, key),
                f"{address}?rows={key}",
                "",
                tone if getattr(one, key) else "neutral",
            )
            for key, (title, tone) in OUTCOMES.items()
        ),
        Figure(gettext("已有"), one.known, "", gettext("以前已导入，未作改动")),
    ]
    context = {
        "batch": one,
        "sub": " · ".join((one.unit.name, one.actor, f"{localtime(one.started_at):%Y-%m-%d %H:%M}")),
        "outcome": outcome,
        "tabs": tabs,
        "figures": figures,
        "page": page,
        "next": f"{address}?rows={outcome}&after={page.after}" if page.after else None,
    }
    return render(request, "web/intake/batch.html", context)


@needs(Right.REPORT_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: DeskRequest, pk: int, row: int) -> HttpResponse:
    """Correct the cells of a refused row; what it was stays kept as it came. Cells that tell who somebody is are not shown."""
    one = _batch(request, pk)
    landed = (
        LandedRow.objects.select_related("batch")
        .filter(batch=one, pk=row, state=LandedState.REFUSED, key__isnull=False)
        .first()
    )
    if landed is None:
        raise Http404
    said = ""
    try:
        shown = correctable(landed)
    except CorrectionRefused as error:
        tell(request, refusal(error), tone="danger")
        return redirect(reverse("imports-batch", args=[pk]) + "?rows=refused")
    values = (value.replace("\x00", "") for value in request.POST.getlist("value"))
    typed = dict(zip(request.POST.getlist("column"), values, strict=False))
    if request.method == "POST":
        try:
            correct_row(request.user.username, request.now, "web", landed.pk, shown.changes(typed))
            tell(request, gettext("第%(row)d行已更正并转为诉件。") % {"row": landed.position})
            return redirect(reverse("imports-batch", args=[pk]) + "?rows=refused")
        except CorrectionRefused as error:
            said = refusal(error)
    cells = [(cell, typed.get(cell.name, cell.value)) for cell in shown.cells]
    context = {"batch": one, "row": landed, "refusal": said, "cells": cells, "problems": shown.problems}
    return render(request, "web/intake/correct.html", context, status=400 if said else 200)


def _batch(request: DeskRequest, pk: int) -> ImportBatch:
    found = desk.batches(request.scope).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
