"""The filters' drawer: read when it is opened, or as a page of its own where there are no scripts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.doors.web.design.shapes import Crumb
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.lists.asking import Asked, asked, part_only
from huiyin.doors.web.lists.chips import FLAGS
from huiyin.doors.web.lists.kinds import Live
from huiyin.doors.web.lists.live import wrong
from huiyin.doors.web.lists.words import LABELS, choices, kind_name
from huiyin.knowledge.law import book
from huiyin.records.accounts.roles import Right
from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.desk import DUE
from huiyin.records.problems.queries import NAMED
from huiyin.records.registry.managing import leads_for, places_within
from huiyin.records.registry.models import District, Responsibility, Unit
from huiyin.records.registry.queries import officers

Area = Responsibility.Area
Option = tuple[str, str, bool]
"""The value of a choice, its name, and whether it is set."""


@dataclass(frozen=True, slots=True)
class Select:
    """A field of one choice; of several where several are set already. ``groups``: heading and options (value, name, set)."""

    key: str
    label: str
    groups: list[tuple[str, list[Option]]]
    several: bool
    again: bool = False


@needs(Right.PROBLEM_READ)
@require_safe
def drawer(request: DeskRequest, live: Live) -> HttpResponse:
    """The fields with what is set; a choice of area asks anew, so that what lies in it can be chosen."""
    ask = asked(request, live)
    if ask.wrong:
        return wrong(request, ask)
    selects = [*_fixed(ask), *_selects(ask, request.scope)]
    offered = {select.key for select in selects}
    context = {
        "live": live,
        "title": kind_name(live.kind),
        "list_url": reverse(live.name),
        "drawer_url": reverse(f"{live.name}-drawer"),
        "q": ask.filters.q,
        "size": ask.size,
        "filters": ask.filters,
        "selects": selects,
        # What is set and cannot be chosen here stays as it is.
        "kept": [(key, value) for key in NAMED if key not in offered for value in ask.query.get(key, ())],
        "violations": _violations(ask),
        "violation_label": LABELS["violation"],
        "flags": [(key, LABELS[key], getattr(ask.filters, key)) for key in FLAGS],
        "crumbs": [Crumb(kind_name(live.kind), reverse(live.name))],
    }
    template = "web/lists/fields.html" if part_only(request) else "web/lists/drawer.html"
    return render(request, template, context)


def _violations(ask: Asked) -> list[tuple[str, list[Option]]]:
    """The violations under the notice's classes."""
    asked_for = ask.query.get("violation", ())
    law = book.load()
    return [
        (
            name,
            [
                (value, words, value in asked_for)
                for value, words in choices("violation")
                if law.violations[value].notice.class_code == code
            ],
        )
        for code, name in choices("class")
    ]


def _fixed(ask: Asked) -> list[Select]:
    """What has the same few values everywhere. A list of open tasks does not ask whether its problems are settled."""
    keys = ["due", "class", "state", "condition", "verification", "channel"]
    if ask.live.order == DUE:
        keys.remove("state")
    made = []
    for key in keys:
        asked_for = ask.query.get(key, [])
        options = [(value, name, value in asked_for) for value, name in choices(key)]
        made.append(Select(key, str(LABELS[key]), [("", options)], several=len(asked_for) > 1))
    return made


def _selects(ask: Asked, scope: Scope) -> list[Select]:
    """Areas, units and officers within a unit's area, as far as a choice of them is of a size to choose from."""
    unit, filters = scope.unit, ask.filters
    if unit is None:
        return []
    found = []
    places = places_within(unit)
    if unit.everywhere:
        districts = District.objects.order_by("code").values_list("pk", "name")
        found.append(_select("district", [("", districts)], filters.district, again=True))
    if Area.SUBDISTRICT in places and unit.kind != Unit.Kind.TEAM:
        within = places[Area.SUBDISTRICT]
        if filters.district:
            within = within.filter(district__in=filters.district)
        rows = within.values_list("district__name", "pk", "name").order_by("code")
        found.append(_select("subdistrict", _grouped(rows), filters.subdistrict, again=True))
    if Area.NEIGHBOURHOOD in places and (filters.subdistrict or not unit.everywhere):
        within = places[Area.NEIGHBOURHOOD]
        if filters.subdistrict:
            within = within.filter(subdistrict__in=filters.subdistrict)
        rows = within.values_list("subdistrict__name", "pk", "name").order_by("code")
        found.append(_select("neighbourhood", _grouped(rows), filters.neighbourhood))
    leads = leads_for(unit).values_list("pk", "short_name")
    found.append(_select("lead", [("", leads)], filters.lead, again=True))
    if filters.lead or not unit.everywhere:
        among = officers().filter(unit__in=scope.units())
        if filters.lead:
            among = among.filter(unit__in=filters.lead)
        rows = among.values_list("unit__short_name", "pk", "name")
        found.append(_select("officer", _grouped(rows), filters.officer))
    return found


def _grouped(rows: Iterable[tuple[str, int, str]]) -> list[tuple[str, list[tuple[int, str]]]]:
    return [
        (head, [(pk, name) for _, pk, name in group]) for head, group in groupby(rows, key=lambda row: row[0])
    ]


def _select(
    key: str,
    groups: Iterable[tuple[str, Iterable[tuple[int, str]]]],
    set_: tuple[int, ...],
    *,
    again: bool = False,
) -> Select:
    options = [(head, [(str(pk), name, pk in set_) for pk, name in rows]) for head, rows in groups]
    return Select(key, str(LABELS[key]), options, several=len(set_) > 1, again=again)
