"""What differs between two frozen versions of a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from huiyin.doors.web.costly import one_at_a_time
from huiyin.doors.web.design.shapes import Crumb, Figure, Tone
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import label
from huiyin.doors.web.lists.version import of_area, place_in, readable, words
from huiyin.doors.web.lists.words import kind_name, refusal, version_name
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.columns import LISTS
from huiyin.records.problems.desk import visible
from huiyin.records.problems.models import ListKind, Problem
from huiyin.records.problems.numbers import problem_number, problem_of
from huiyin.records.problems.versions import Difference, ListRefused, compare
from huiyin.records.problems.wording import violation_name

SIZE = 100
KINDS: tuple[Literal["added", "removed", "changed"], ...] = ("added", "removed", "changed")
_TONES: dict[str, Tone] = {"added": "accent", "removed": "danger", "changed": "waiting"}
# What tells a reader which record a line speaks of, as far as the list has it.
_NAMED = ("compound", "place", "violation", "lead", "officer", "work", "remarks")


@dataclass(frozen=True, slots=True)
class Changed:
    """One line that differs: what became of it, its number and what it is about, and its cells before and after.

    ``problem`` is the number of the problem that a task is for, ``url`` the problem's page where it is in the area.
    """

    kind: str
    word: str
    tone: Tone
    number: str
    problem: str
    url: str
    about: str
    cells: list[tuple[str, str, str]]


@needs(Right.PROBLEM_READ)
@one_at_a_time
@require_safe
def compared(request: DeskRequest) -> HttpResponse:
    """The differences from an earlier to a later version, all counted, some shown at a time."""
    asked = place_in(request, "from", "to", "after")
    if not asked["from"] or not asked["to"]:
        raise Http404
    earlier, later = of_area(request, asked["from"]), of_area(request, asked["to"])
    if earlier.pk > later.pk:
        earlier, later = later, earlier
    crumbs = [
        Crumb(gettext("清单版本"), reverse("list-versions")),
        Crumb(version_name(later), reverse("list-versions-one", args=[later.pk])),
    ]
    try:
        differences = compare(earlier, later)
    except ListRefused as refused:
        said = {"title": gettext("比较版本"), "refused": refusal(refused), "crumbs": crumbs}
        return render(request, "web/lists/refused.html", said, status=400)
    only = request.GET.get("kind", "")
    if only not in ("", *KINDS):
        only = ""
    counts: Counter[str] = Counter()
    shown = list(islice(_counted(differences, counts, only, asked["after"]), SIZE + 1))
    # What is left is counted only.
    for difference in differences:
        counts[difference.kind] += 1
    base = f"?from={earlier.pk}&to={later.pk}"
    kept = f"{base}&kind={only}" if only else base
    more = len(shown) > SIZE
    context: dict[str, Any] = {
        "earlier": earlier,
        "later": later,
        "earlier_name": version_name(earlier),
        "later_name": version_name(later),
        "kind": kind_name(later.kind),
        "only": only,
        "whole": base,
        "figures": [
            Figure(
                _word(kind),
                counts[kind],
                f"{base}&kind={kind}",
                tone=_TONES[kind] if counts[kind] else "neutral",
            )
            for kind in KINDS
        ],
        "rows": _rows(request, shown[:SIZE], ListKind(later.kind)),
        "onward": f"{kept}&after={shown[SIZE - 1].record_id}" if more else None,
        "previous": kept if asked["after"] else None,
        "crumbs": crumbs,
    }
    return render(request, "web/lists/compare.html", context)


def _counted(
    differences: Iterable[Difference], counts: Counter[str], only: str, after: int
) -> Iterable[Difference]:
    """Those of the differences that are shown; all are counted on the way."""
    for difference in differences:
        counts[difference.kind] += 1
        if difference.record_id > after and only in ("", difference.kind):
            yield difference


def _word(kind: str) -> str:
    return {"added": gettext("新列入"), "removed": gettext("已移出"), "changed": gettext("有变化")}[kind]


def _rows(request: DeskRequest, differences: Sequence[Difference], kind: ListKind) -> list[Changed]:
    """The lines as they are shown. One statement, for the problems that are in the area."""
    columns = LISTS[kind]
    held = [
        {column.key: words(cell) for column, cell in zip(columns, one.after or one.before, strict=True)}
        for one in differences
    ]
    numbered = {pk for one in held if (pk := problem_of(one["problem"])) is not None}
    seen = {
        problem_number(one.pk): one
        for one in visible(request.scope).filter(pk__in=numbered).select_related("compound")
    }
    return [
        _changed(request, difference, kind, one, seen.get(one["problem"]))
        for difference, one in zip(differences, held, strict=True)
    ]


def _changed(
    request: DeskRequest,
    difference: Difference,
    kind: ListKind,
    held: Mapping[str, str],
    problem: Problem | None,
) -> Changed:
    columns = LISTS[kind]
    at = {column.key: place for place, column in enumerate(columns)}
    number = held[columns[0].key]
    if problem is not None:
        # What the list itself does not say, its record does.
        held = {"compound": problem.compound.name, "violation": violation_name(problem.violation), **held}
    return Changed(
        difference.kind,
        _word(difference.kind),
        _TONES[difference.kind],
        number,
        held["problem"] if held["problem"] != number else "",
        reverse("problem", args=[problem.pk]) if problem is not None else "",
        " · ".join(held[key] for key in _NAMED if held.get(key)),
        [
            (
                label(column.zh, column.en),
                words(difference.before[at[column.key]]),
                words(difference.after[at[column.key]]),
            )
            for column in readable(request, difference.columns)
        ],
    )
