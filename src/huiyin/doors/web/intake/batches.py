"""What came of an import: every count opens its rows; what was refused is corrected here."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from huiyin.doors.web.asked import bad_request
from huiyin.doors.web.design.shapes import Figure, Link, Tone
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.intake.files import earlier_import
from huiyin.doors.web.problem.words import moment, refusal
from huiyin.records.accounts.queries import names
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.matters import visible_reports
from huiyin.records.reports import desk, outcomes
from huiyin.records.reports.actions.correct import CorrectionRefused
from huiyin.records.reports.actions.receive import Receipt
from huiyin.records.reports.correcting import StillWrong, correct_row, correctable
from huiyin.records.reports.models import ImportBatch, LandedRow, LandedState, Report

# Each count of a batch. What the reports were when they came in says so; what waits is as it is today.
OUTCOMES: dict[str, str | Promise] = {
    "read": gettext_lazy("读入"),
    "new": gettext_lazy("新增"),
    "linked": gettext_lazy("导入时已关联"),
    "pending": gettext_lazy("导入时待处理"),
    "changed": gettext_lazy("变更"),
    "known": gettext_lazy("已有"),
    "refused": gettext_lazy("待更正"),
    "corrected": gettext_lazy("已更正"),
    "replaced": gettext_lazy("已由新行取代"),
    "erased": gettext_lazy("内容已删除"),
}
# Shown where there are any, and how the sum of the rows that were read goes on then.
RARE: dict[str, str | Promise] = {
    "corrected": gettext_lazy("＋已更正"),
    "replaced": gettext_lazy("＋已由新行取代"),
    "erased": gettext_lazy("＋内容已删除"),
}
# Of rows that did not become reports it is told why.
HELD_UP = ("refused", "replaced", "erased")
# What is opened first: what waits for somebody, else what the file brought.
FIRST = ("refused", "new", "changed", "known", "corrected", "replaced", "erased")


@needs(Right.REPORT_IMPORT, Right.REPORT_TRIAGE)
@require_safe
def batch(request: DeskRequest, pk: int) -> HttpResponse:
    """One import: how its rows add up, and the rows behind each count."""
    one = _batch(request, pk)
    since = outcomes.since_then(one)
    counts = {key: getattr(since if key in ("refused", *RARE) else one, key) for key in OUTCOMES}
    shown = [key for key in OUTCOMES if counts[key] or key not in RARE]
    outcome = request.GET.get("rows", next((key for key in FIRST if counts[key]), "new"))
    if outcome not in OUTCOMES:
        raise Http404
    address = reverse("imports-batch", args=[pk])
    try:
        page = outcomes.rows_of(one.pk, outcome, after=request.GET.get("after", ""))
    except desk.BadCursor:
        return bad_request(request)
    tabs = [Link(str(OUTCOMES[key]), f"{address}?rows={key}", key == outcome, counts[key]) for key in shown]
    rest = [str(RARE[key]) for key in shown if key in RARE]
    notes = {
        "read": "".join([gettext("新增＋变更＋已有＋待更正"), *rest]),
        "known": _known(since),
    }
    figures = [
        Figure(
            str(OUTCOMES[key]),
            counts[key],
            f"{address}?rows={key}",
            notes.get(key) or _now(key, one, since),
            _tone(key, since),
        )
        for key in shown
    ]
    context = {
        "batch": one,
        **earlier_import(request, bytes(one.sha256), one.pk),
        "held_in": _held_in(request, page.rows),
        "sub": " · ".join(
            (one.unit.name, names({one.actor}).get(one.actor, one.actor), moment(one.started_at))
        ),
        "outcome": outcome,
        "held_up": HELD_UP,
        "tabs": tabs,
        "figures": figures,
        "page": page,
        "next": f"{address}?rows={outcome}&after={page.after}" if page.after else None,
    }
    return render(request, "web/intake/batch.html", context)


def _now(key: str, one: ImportBatch, since: outcomes.Since) -> str:
    """How many of its reports wait now, where any waited when they came in or wait since."""
    if key != "pending" or not (one.pending or since.pending):
        return ""
    return gettext("现待处理 %(count)d 件") % {"count": since.pending}


def _known(since: outcomes.Since) -> str:
    """What is said of the rows that brought nothing new, and how many of them wait to be corrected where they came first."""
    said = gettext("同样的行以前或在本文件中已导入，未作改动")
    if not since.held:
        return said
    return said + gettext("；其中 %(count)d 行仍待更正") % {"count": since.held}


def _held_in(request: DeskRequest, rows: Iterable[outcomes.BatchRow]) -> set[int]:
    """The imports of the area in which known rows wait to be corrected. One statement where any do."""
    ids = {row.landed_in for row in rows if row.known and row.waits and row.landed_in is not None}
    return set(desk.batches(request.scope).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


def _tone(key: str, since: outcomes.Since) -> Tone:
    if key == "refused" and since.refused:
        return "danger"
    return "waiting" if key == "pending" and since.pending else "neutral"


@needs(Right.REPORT_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: DeskRequest, pk: int, row: int) -> HttpResponse:
    """Correct the cells of a refused row; what it was stays kept as it came. Cells that tell who somebody is are not shown."""
    one = _batch(request, pk)
    landed = LandedRow.objects.select_related("batch").filter(batch=one, pk=row).first()
    if landed is not None and landed.state == LandedState.CORRECTED:
        return _corrected(request, one, landed)
    if landed is None or landed.state != LandedState.REFUSED or landed.key is None:
        raise Http404
    newer = outcomes.newest(landed)
    if newer is not None:
        return _replaced(request, one, landed, newer)
    said = ""
    try:
        shown = correctable(landed)
    except CorrectionRefused as error:
        tell(request, refusal(error), tone="danger")
        return redirect(reverse("imports-batch", args=[pk]) + "?rows=refused")
    values = (value.replace("\x00", "") for value in request.POST.getlist("value"))
    typed = dict(zip(request.POST.getlist("column"), values, strict=False))
    emptied = request.POST.getlist("emptied")
    if request.method == "POST":
        try:
            changes = shown.changes(typed, emptied)
            receipt = correct_row(request.user.username, request.now, "web", landed.pk, changes)
            tell(request, _became(receipt) % {"row": landed.position})
            rest = "refused" if outcomes.still_refused([pk]) else "corrected"
            return redirect(reverse("imports-batch", args=[pk]) + f"?rows={rest}")
        except CorrectionRefused as error:
            said = refusal(error)
            if isinstance(error, StillWrong):
                shown = shown.with_problems(error.problems)
    cells = [(cell, typed.get(cell.name, cell.value)) for cell in shown.cells]
    context = {
        "batch": one,
        "row": landed,
        "refusal": said,
        "cells": cells,
        "emptied": emptied,
        "problems": shown.problems,
    }
    return render(request, "web/intake/correct.html", context, status=400 if said else 200)


def _became(receipt: Receipt) -> str:
    if receipt.made:
        return gettext("第%(row)d行已更正并转为诉件。")
    if receipt.already is None:
        return gettext("第%(row)d行已更正，内容已更新到原有的诉件。")
    return gettext("第%(row)d行已更正：原有的诉件已是同样内容，未作改动，这一行不再等待。")


def _corrected(request: DeskRequest, one: ImportBatch, landed: LandedRow) -> HttpResponse:
    """That somebody has corrected the row already, and where it went; what was typed of it here changes nothing."""
    who = outcomes.corrected_by(landed.pk)
    said = (
        gettext("这一行已由%(who)s更正。") % {"who": names({who}).get(who, who)}
        if who
        else gettext("这一行已更正。")
    )
    # Under a number of the hotline it may be another unit's.
    seen = visible_reports(request.scope).filter(landed=landed).first()
    return _past(request, one, landed, said, seen, "corrected")


def _replaced(request: DeskRequest, one: ImportBatch, landed: LandedRow, newer: LandedRow) -> HttpResponse:
    """That a newer row has come under the number; to correct the older would put what is past in the place of what is known."""
    said = gettext("编号%(number)s后来又收到新的一行，以新行为准，这一行不用再更正。") % {
        "number": landed.number
    }
    # Under a number of the hotline it may have come to another unit.
    seen = visible_reports(request.scope).filter(landed=newer).first()
    return _past(request, one, landed, said, seen, "replaced")


def _past(
    request: DeskRequest, one: ImportBatch, landed: LandedRow, said: str, report: Report | None, outcome: str
) -> HttpResponse:
    context = {"batch": one, "row": landed, "said": said, "report": report, "outcome": outcome}
    status = 409 if request.method == "POST" else 200
    return render(request, "web/intake/past.html", context, status=status)


def _batch(request: DeskRequest, pk: int) -> ImportBatch:
    found = desk.batches(request.scope).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
