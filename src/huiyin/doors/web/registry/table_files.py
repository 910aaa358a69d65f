"""The responsibility table as a file: out as it stands, and in again, looked at before anything changes."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from huiyin.doors.web.design.shapes import Crumb
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import violation_name
from huiyin.doors.web.registry.fields import MOST_BYTES, TableFile
from huiyin.doors.web.registry.words import boundary, days, told, unit_of
from huiyin.records.accounts.roles import Right
from huiyin.records.registry.actions.responsibilities import LoadedRows, Planned, load, plan
from huiyin.records.registry.csv_files import read_responsibilities, write_table
from huiyin.records.registry.managing import rows_concerning
from huiyin.records.registry.queries import TABLE_COLUMNS, responsibility_rows
from huiyin.records.registry.refusal import Fault, Refused
from huiyin.records.registry.responsibility_rows import Row


@dataclass(frozen=True, slots=True)
class Change:
    """A row that loading would add or end. ``line`` counts the file's rows, 0 where the row is the table's."""

    line: int
    number: int
    violation: str
    area: str
    place: str
    lead: str
    days: str
    until: date | None


@needs(Right.REGISTRY_READ)
@require_safe
def out(request: DeskRequest) -> HttpResponse:
    """The rows that concern the area, as a file that can be loaded again."""
    content = write_table(TABLE_COLUMNS, responsibility_rows(rows_concerning(unit_of(request))))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="responsibilities-{request.today}.csv"'
    return response


@needs(Right.REGISTRY_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: DeskRequest) -> HttpResponse:
    """Load a table: what it would change is shown first, and done when it is sent again with that page."""
    form = TableFile()
    planned: Planned | None = None
    faults: tuple[Fault, ...] = ()
    content = b""
    if request.method == "POST":
        kept = _kept(request.POST.get("content", ""))
        form = TableFile(request.POST, request.FILES) if kept is None else TableFile()
        if kept is not None or form.is_valid():
            content = kept if kept is not None else form.cleaned_data["file"]
            try:
                if kept is None:
                    planned = _look(request, content)
                else:
                    loaded = _load(request, content)
            except Refused as refused:
                faults = refused.faults
            else:
                if kept is not None:
                    words = gettext("已载入责任表：新增 %(new)d 行，结束 %(ended)d 行，未变 %(known)d 行。")
                    tell(request, words % {"new": loaded.new, "ended": loaded.ended, "known": loaded.known})
                    return redirect("responsibilities")
    context = {
        "form": form,
        "crumbs": [Crumb(gettext("责任表"), reverse("responsibilities"))],
        "planned": planned,
        "changes": bool(planned and (planned.new or planned.ended)),
        "new": [_change(row) for row in planned.new] if planned else [],
        "ended": [_change(row) for row in planned.ended] if planned else [],
        "faults": [(fault.row or "", fault.column, told(fault)) for fault in faults],
        "content": base64.b64encode(content).decode() if planned else "",
        "columns": "、".join(TABLE_COLUMNS),
    }
    status = 400 if faults or form.errors else 200
    return render(request, "web/registry/responsibility-file.html", context, status=status)


def _look(request: DeskRequest, content: bytes) -> Planned:
    table = read_responsibilities(content)
    return plan(table.rows, table.faults, boundary(request))


def _load(request: DeskRequest, content: bytes) -> LoadedRows:
    table = read_responsibilities(content)
    return load(request.by, table.rows, faults=table.faults, within=boundary(request))


def _kept(text: str) -> bytes | None:
    """The file that the page before gave along; None where this is the first look at one."""
    if not text or len(text) > MOST_BYTES * 2:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _change(row: Row) -> Change:
    return Change(
        row.line,
        row.pk,
        violation_name(row.violation),
        gettext(row.area.label),
        row.place.name if row.place else "",
        row.lead.name,
        days(row.from_date, row.until),
        row.until,
    )
