"""The responsibility table (责任表) as a page: looked through, added to, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from huiyin.doors.web.design.shapes import Crumb, Link, Tone
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import body_name, violation_name
from huiyin.doors.web.registry.fields import LastDay, NewRow, TableFilter
from huiyin.doors.web.registry.words import (
    boundary,
    chips,
    days,
    pager,
    place_in,
    put,
    size_of,
    standing,
    told,
    unit_of,
)
from huiyin.records.accounts.roles import Right
from huiyin.records.registry.actions.responsibilities import end, load
from huiyin.records.registry.csv_files import ResponsibilityRow
from huiyin.records.registry.duty_table import manageable, places_called, rows_to_end, table_page
from huiyin.records.registry.models import Responsibility
from huiyin.records.registry.refusal import Refused

MOST_PICKED = 200
# Which field of the form stands for which column of the table.
COLUMNS = {
    "违法行为": "violation",
    "层级": "area",
    "区域": "place",
    "牵头单位": "lead",
    "配合": "assisting",
    "开始日期": "from_date",
    "结束日期": "until",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table as it is shown. ``standing`` is its state on the day, with its tone."""

    pk: int
    violation: str
    area: str
    place: str
    around: str
    lead: str
    assisting: tuple[str, ...]
    days: str
    standing: str
    tone: Tone
    ended: bool
    may_end: bool


def line_of(row: Responsibility, today: date, *, may_end: bool = False) -> Line:
    """How a row stands on a day."""
    said, tone, ended = standing(row.from_date, row.until, today, gettext("适用中"))
    place, around = _named(row)
    return Line(
        row.pk,
        violation_name(row.violation),
        gettext(Responsibility.Area(row.area).label),
        place,
        around,
        row.lead.name,
        tuple(a.unit.short_name if a.unit else body_name(a.kind) for a in row.assists.all()),
        days(row.from_date, row.until),
        said,
        tone,
        ended,
        may_end and not ended,
    )


def _named(row: Responsibility) -> tuple[str, str]:
    """The place of a row and what lies around it."""
    if row.district is not None:
        return row.district.name, ""
    if row.subdistrict is not None:
        return row.subdistrict.name, row.subdistrict.district.name
    if row.neighbourhood is not None:
        return row.neighbourhood.name, row.neighbourhood.subdistrict.name
    if row.compound is not None:
        return row.compound.name, row.compound.address
    return "", ""


def tabs(current: str) -> list[Link]:
    """The two pages of the table: itself, and who leads by it."""
    names = (("responsibilities", gettext("责任表")), ("responsibilities-who", gettext("谁牵头")))
    return [Link(label, reverse(name), name == current) for name, label in names]


@needs(Right.REGISTRY_READ)
@require_safe
def table(request: DeskRequest) -> HttpResponse:
    """The rows that concern the area, with filters."""
    unit = unit_of(request)
    form = TableFilter(request.GET, unit)
    manages = request.user.may(Right.REGISTRY_MANAGE)
    found = table_page(unit, form.wanted(), size_of(request), **place_in(request))
    mine = manageable(unit, [row.pk for row in found.rows]) if manages else frozenset()
    context = {
        "tabs": tabs("responsibilities"),
        "form": form,
        "wrong": bool(form.errors),
        "chips": chips(request, form) if form.is_valid() else [],
        "lines": [line_of(row, request.today, may_end=row.pk in mine) for row in found.rows],
        "manages": manages,
        "everywhere": unit.everywhere,
        **pager(request, found),
    }
    return render(request, "web/registry/responsibilities.html", context)


@needs(Right.REGISTRY_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Add one row; what the table does not take is said at its field."""
    unit = unit_of(request)
    form = NewRow(
        request.POST or None, unit=unit, initial={"area": "subdistrict", "from_date": request.today}
    )
    if request.method == "POST" and form.is_valid():
        row = _row_of(form, request)
        if row is not None:
            try:
                loaded = load(request.by, [row], within=boundary(request))
            except Refused as refused:
                put(form, refused, COLUMNS)
            else:
                words = (
                    gettext("已新增一行责任分工。")
                    if loaded.new
                    else gettext("责任表中已有这一行，没有改动。")
                )
                tell(request, words)
                return redirect("responsibilities")
    context = {"form": form, "crumbs": _crumbs()}
    return render(
        request, "web/registry/responsibility-new.html", context, status=400 if form.errors else 200
    )


def _row_of(form: NewRow, request: DeskRequest) -> ResponsibilityRow | None:
    """The row that the form asks for; None, with an error at its field, where the place is none or one of several."""
    given: dict[str, Any] = form.cleaned_data
    area, text = given["area"], given["place"].strip()
    code = text
    if area != Responsibility.Area.CITY:
        found = places_called(unit_of(request), area, text)
        exact = [place for place in found if text in (place.code, place.name)]
        if len(exact) != 1 and not (len(found) == 1 and not exact):
            named = "；".join(f"{place.name}（{place.around}）{place.code}" for place in found)
            words = (
                gettext("有多处叫这个名字，请改填代码：%(places)s") % {"places": named}
                if found
                else gettext("本辖区内没有这个名称或代码的区域，请核对层级和名称。")
            )
            form.add_error("place", words)
            return None
        code = (exact or found)[0].code
    return ResponsibilityRow(
        violation=given["violation"],
        area=Responsibility.Area(area).label,
        place=code,
        lead=given["lead"].code,
        assisting=tuple(given["assisting"]),
        from_date=given["from_date"],
        until=given["until"],
    )


@needs(Right.REGISTRY_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: DeskRequest) -> HttpResponse:
    """Let chosen rows end with a day: which ones they are is shown before."""
    unit = unit_of(request)
    asked = request.POST if request.method == "POST" else request.GET
    ids = {
        int(pick)
        for pick in asked.getlist("pick")[:MOST_PICKED]
        if pick.isascii() and pick.isdigit() and len(pick) < 19
    }
    rows = rows_to_end(unit, ids)
    if not rows:
        raise Http404
    form = LastDay(request.POST or None, initial={"until": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            count = end(
                request.by, [row.pk for row in rows], form.cleaned_data["until"], within=boundary(request)
            )
        except Refused as refused:
            for fault in refused.faults:
                form.add_error("until", told(fault))
        else:
            tell(
                request,
                ngettext("已结束 %(count)d 行责任分工。", "已结束 %(count)d 行责任分工。", count)
                % {"count": count},
            )
            return redirect("responsibilities")
    context = {
        "form": form,
        "crumbs": _crumbs(),
        "lines": [line_of(row, request.today) for row in rows],
        "left_out": len(ids) - len(rows),
    }
    return render(
        request, "web/registry/responsibility-end.html", context, status=400 if form.errors else 200
    )


def _crumbs() -> list[Crumb]:
    return [Crumb(gettext("责任表"), reverse("responsibilities"))]
