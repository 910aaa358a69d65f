"""Units and their teams: areas, figures, and the bodies outside that work with them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from huiyin.doors.web.design.shapes import Crumb, Fact, Figure
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import body_name
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.unit_figures import UnitFigures, figures_of
from huiyin.records.registry.directory import partners_within
from huiyin.records.registry.models import Unit

MOST_PARTNERS = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A unit as lists show it."""

    unit: Unit
    kind: str
    area: str
    figures: UnitFigures


def _line(unit: Unit, figures: UnitFigures) -> Line:
    return Line(unit, gettext(Unit.Kind(unit.kind).label), _area(unit), figures)


@needs(Right.REGISTRY_READ)
@require_safe
def units(request: DeskRequest) -> HttpResponse:
    """The units in the area with their figures: for the city the 20 of the notice, for a district its teams as well."""
    listed = request.scope.units().select_related("district", "subdistrict").order_by("rank")
    if request.scope.everywhere:
        listed = listed.exclude(kind=Unit.Kind.TEAM)
    found = list(listed)
    figures = figures_of(found)
    context = {
        "rows": [_line(unit, figures[unit.pk]) for unit in found],
        "everywhere": request.scope.everywhere,
        "addressed": sum(unit.addressed for unit in found),
    }
    return render(request, "web/registry/units.html", context)


@needs(Right.REGISTRY_READ)
@require_safe
def one(request: DeskRequest, pk: int) -> HttpResponse:
    """A unit: its area, figures, teams, and partners."""
    seen = request.scope.units().select_related("district", "subdistrict").order_by("rank")
    found = list(seen.filter(pk=pk) | seen.filter(parent=pk, kind=Unit.Kind.TEAM))
    unit = next((row for row in found if row.pk == pk), None)
    if unit is None:
        raise Http404
    figures = figures_of(found)
    context = {
        "unit": unit,
        "kind": gettext(Unit.Kind(unit.kind).label),
        "crumbs": [Crumb(pgettext("page", "单位"), reverse("units"))],
        "facts": _facts(unit),
        "figures": _figures(unit, figures[pk]),
        "teams": [_line(row, figures[row.pk]) for row in found if row.pk != pk],
        "partners": [
            (
                partner,
                body_name(partner.kind),
                partner.district or partner.subdistrict or partner.neighbourhood,
            )
            for partner in partners_within(unit)[:MOST_PARTNERS]
        ],
    }
    return render(request, "web/registry/unit.html", context)


def _area(unit: Unit) -> str:
    if unit.everywhere:
        return gettext("全市")
    if unit.subdistrict is not None:
        return unit.subdistrict.name
    if unit.district is not None:
        return unit.district.name
    return gettext("指定的小区")


def _facts(unit: Unit) -> list[Fact]:
    return [
        Fact(gettext("简称"), unit.short_name),
        Fact(gettext("类别"), gettext(Unit.Kind(unit.kind).label)),
        Fact(gettext("辖区"), _area(unit)),
        Fact(gettext("代码"), unit.code),
        Fact(gettext("通知所发单位"), gettext("是") if unit.addressed else gettext("否")),
    ]


def _figures(unit: Unit, figures: UnitFigures) -> list[Figure]:
    compounds = gettext("本街镇的小区") if unit.kind == Unit.Kind.TEAM else gettext("统计归属小区")
    officers = f"{reverse('officers')}?unit={unit.code}"
    return [
        Figure(compounds, figures.compounds),
        Figure(gettext("未销号问题"), figures.problems, tone="accent" if figures.problems else "neutral"),
        Figure(
            gettext("执法人员"),
            figures.officers,
            officers if unit.kind != Unit.Kind.DISTRICT else reverse("officers"),
        ),
        Figure(gettext("启用的账号"), figures.accounts),
    ]
