"""One frozen list: its rows as they stood, its way to being issued, its signatures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from huiyin.doors.web.design.shapes import Crumb
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import label, phase_name
from huiyin.doors.web.lists.kinds import SIZES
from huiyin.doors.web.lists.signing import Step, next_step, steps
from huiyin.doors.web.lists.words import kind_name, refusal, version_name
from huiyin.doors.web.registry.words import size_of
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.columns import LISTS, OF_REPORTS, SEQUENCE, Cell, Column
from huiyin.records.problems.lines import Line
from huiyin.records.problems.models import ListKind, ListState, ListVersion
from huiyin.records.problems.versions import ListRefused, lines_page, versions_within

SHOWN: dict[str, tuple[str, ...]] = {
    ListKind.PROBLEM: (
        "problem",
        "subdistrict",
        "compound",
        "place",
        "violation",
        "condition",
        "first_on",
        "reports",
        "verification",
        "firm",
        "first_version",
        "remarks",
    ),
    ListKind.TASK: (
        "task",
        "problem",
        "compound",
        "work",
        "done_mark",
        "due_on",
        "phase",
        "progress",
        "remarks",
    ),
    ListKind.RESPONSIBILITY: (
        "task",
        "problem",
        "lead",
        "officer",
        "assisting",
        "due_on",
        "stage",
        "overdue",
        "settled_on",
        "remarks",
    ),
}
"""The columns on the screen; the printed page and the workbook have all."""
WORD = 4
"""Characters that are not broken over lines."""
PRINTED = 1_000
"""Rows that a printed page holds; beyond it the workbook is the way."""


@needs(Right.PROBLEM_READ)
@require_safe
def version(request: DeskRequest, pk: int) -> HttpResponse:
    """A frozen list, some rows at a time."""
    return _page(request, of_area(request, pk))


@needs(Right.PROBLEM_READ)
@require_safe
def printed(request: DeskRequest, pk: int) -> HttpResponse:
    """A frozen list with all its columns, to be printed on A3."""
    found = of_area(request, pk)
    lines = lines_page(found, PRINTED)
    made, known = steps(found)
    columns = LISTS[ListKind(found.kind)]
    shown = readable(request, columns)
    context = {
        **_about(found),
        "steps": made,
        "columns": [_head(SEQUENCE), *map(_head, shown)],
        "rows": [(position, _cells(line, columns, shown)) for position, line in lines.lines],
        "most": PRINTED if lines.after else 0,
        "signers": [known.get(name, name) for name in _signers(found)],
    }
    return render(request, "web/lists/version-print.html", context)


def signing(step: Step) -> Callable[..., HttpResponseBase]:
    """The view of a signature. What the list refuses is said on its page."""

    @needs(step.right)
    @require_POST
    def sign(request: DeskRequest, pk: int) -> HttpResponse:
        found = of_area(request, pk)
        try:
            step.act(request.by, found.pk)
        except ListRefused as refused:
            return _page(request, found, refused=refusal(refused))
        words = {"list": version_name(found), "state": gettext(str(step.following.label))}
        tell(request, gettext("%(list)s：%(state)s已签署。") % words)
        return redirect("list-versions-one", pk=found.pk)

    return sign


def readable(request: DeskRequest, columns: Iterable[Column]) -> list[Column]:
    """Those of the columns that somebody may read: without what reports say, where they may read none."""
    reads = request.user.may(Right.REPORT_READ)
    return [column for column in columns if reads or column.key not in OF_REPORTS]


def of_area(request: DeskRequest, pk: int) -> ListVersion:
    """A frozen list of a unit in the area. Raises ``Http404`` for any other."""
    found = versions_within(request.scope.units()).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def place_in(request: DeskRequest, *names: str) -> dict[str, int]:
    """Whole numbers of an address that lead through a list, 0 for what is none."""
    given = {name: request.GET.get(name, "") for name in names}
    return {
        name: int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else 0
        for name, value in given.items()
    }


def _page(request: DeskRequest, found: ListVersion, refused: str = "") -> HttpResponse:
    size = size_of(request, SIZES[1])
    lines = lines_page(found, size, **place_in(request, "after", "before"))
    columns = LISTS[ListKind(found.kind)]
    shown = readable(
        request, [column for key in SHOWN[found.kind] for column in columns if column.key == key]
    )
    made, _known = steps(found)
    others = (
        versions_within(request.scope.units()).filter(unit=found.unit, kind=found.kind).exclude(pk=found.pk)
    )
    size_kept = f"&size={size}" if size != SIZES[1] else ""
    context = {
        **_about(found),
        "exports": request.user.may(Right.REPORT_READ),
        "steps": made,
        "next": next_step(found, request.user),
        "refused": refused,
        "columns": [_head(SEQUENCE), *map(_head, shown)],
        "rows": [(position, _cells(line, columns, shown)) for position, line in lines.lines],
        "others": [(other.pk, version_name(other)) for other in others],
        "previous": f"?before={lines.before}{size_kept}" if lines.before else None,
        "onward": f"?after={lines.after}{size_kept}" if lines.after else None,
        "crumbs": [Crumb(gettext("清单版本"), reverse("list-versions"))],
    }
    return render(request, "web/lists/version.html", context, status=409 if refused else 200)


def _about(found: ListVersion) -> dict[str, Any]:
    return {
        "version": found,
        "name": version_name(found),
        "kind": kind_name(found.kind),
        "phase": phase_name(found.phase),
        "issued": found.state == ListState.ISSUED,
    }


def _signers(found: ListVersion) -> tuple[str, str]:
    return found.drafted_by, found.reviewed_by


def _head(column: Column) -> tuple[str, bool]:
    """The name of a column, broken into lines as on paper, and whether it holds amounts."""
    return label(column.head, column.en), column.kind == "int"


def _cells(line: Line, columns: Sequence[Column], shown: Sequence[Column]) -> list[tuple[str, str, str]]:
    """The shown cells of a line with the names of their columns and how they stand: amounts, days and single words whole."""
    held = dict(zip((column.key for column in columns), line.cells, strict=True))
    return [
        (label(column.zh, column.en), said, _look(column, said))
        for column in shown
        for said in (words(held[column.key]),)
    ]


def _look(column: Column, said: str) -> str:
    if column.kind == "int":
        return "amount"
    return "nowrap" if column.kind == "date" or len(said) <= WORD else ""


def words(cell: Cell) -> str:
    """A cell in words; nothing for an empty one."""
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else f"{cell:,}" if isinstance(cell, int) else cell
