"""The three lists as they stand."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.lists.asking import Asked, asked, part_only
from huiyin.doors.web.lists.chips import chips
from huiyin.doors.web.lists.columns import COLUMNS, Drawing, Shown, chosen, rows
from huiyin.doors.web.lists.kinds import SIZES, Live
from huiyin.doors.web.lists.words import kind_name
from huiyin.records.accounts.queries import people
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.columns import Cell
from huiyin.records.problems.desk import DUE, Page
from huiyin.records.problems.listing import excerpt_rows
from huiyin.records.problems.models import ListKind
from huiyin.records.problems.outside import COLUMNS as OUTSIDE_COLUMNS
from huiyin.records.problems.outside import is_outside
from huiyin.records.problems.queries import taking_part, task_words
from huiyin.records.problems.search import asked as sought

YEAR = 365 * 24 * 3600


@needs(Right.PROBLEM_READ)
@require_safe
def listed(request: DeskRequest, live: Live) -> HttpResponse:
    """A page of a list: its filters, its rows, the ways on."""
    ask = asked(request, live)
    if ask.wrong:
        return wrong(request, ask)
    if not part_only(request) and any("" in values for _key, values in request.GET.lists()):
        # A form sends its empty fields along.
        return redirect(reverse(live.name) + ask.address())
    try:
        found = ask.read(request.scope)
    except ValueError:
        name, value = ("after", ask.after) if ask.after else ("before", ask.before)
        return wrong(request, ask, f"{name}={value}")
    offered = [column for column in COLUMNS[live.kind] if _may_see(request, column)]
    columns = tuple(one for one in chosen(live.kind, request.COOKIES.get(live.cookie, "")) if one in offered)
    query = urlencode(ask.query, doseq=True)
    response = render(
        request,
        "web/lists/live.html",
        {
            "live": live,
            "title": kind_name(live.kind),
            "place": _place(request),
            "due_order": live.order == DUE,
            "chips": chips(ask, found.rows, request.scope),
            "hidden": [(key, value) for key, values in ask.query.items() if key != "q" for value in values],
            "q": ask.filters.q,
            "nothing_sought": bool(ask.filters.q) and not any(sought(ask.filters.q)),
            "query": query,
            "size": ask.size,
            "sizes": SIZES,
            "columns": columns,
            "choices": [(column, column in columns) for column in offered[1:]],
            "rows": rows(found.rows, columns, _drawing(request, live, found, columns)),
            "previous": ask.address(before=found.previous) if found.previous else None,
            "next": ask.address(after=found.next) if found.next else None,
            "first": not (ask.after or ask.before),
            "exports": request.scope.unit is not None and request.user.may(Right.REPORT_READ),
            "imports": request.user.may(Right.REPORT_IMPORT),
            **_addresses(live),
        },
    )
    if part_only(request):
        # The fields that were left empty do not belong into the address.
        response.headers["HX-Push-Url"] = reverse(live.name) + ask.address()
    return response


def wrong(request: DeskRequest, ask: Asked, *more: str) -> HttpResponse:
    """The page that says what of an address is not understood."""
    context = {
        "title": kind_name(ask.live.kind),
        "wrong": (*ask.wrong, *more),
        "whole": reverse(ask.live.name),
        "kept": reverse(ask.live.name) + ask.address() if ask.query else "",
    }
    return render(request, "web/lists/wrong.html", context, status=400)


@needs(Right.PROBLEM_READ)
@require_POST
def columns(request: DeskRequest, live: Live) -> HttpResponse:
    """Keep which columns a list shows; none chosen means the usual ones."""
    known = [column.key for column in COLUMNS[live.kind][1:]]
    picked = [key for key in known if key in request.POST.getlist("column")]
    back = QueryDict(request.POST.get("query", ""))
    response = redirect(f"{reverse(live.name)}?{back.urlencode()}" if back else reverse(live.name))
    if picked and "usual" not in request.POST:
        response.set_cookie(
            live.cookie,
            ".".join(picked),
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    else:
        response.delete_cookie(live.cookie, samesite="Lax")
    return response


def _may_see(request: DeskRequest, column: Shown) -> bool:
    if column.reports and not request.user.may(Right.REPORT_READ):
        return False
    return column.key in OUTSIDE_COLUMNS or not is_outside(request.scope)


def _addresses(live: Live) -> dict[str, str]:
    parts = ("drawer", "filters", "columns", "keep")
    return {f"{part}_url": reverse(f"{live.name}-{part}") for part in parts}


def _drawing(request: DeskRequest, live: Live, found: Page, columns: tuple[Shown, ...]) -> Drawing:
    reads = {column.reads for column in columns}
    ids = [row.task_id for row in found.rows if row.task_id is not None]
    tasks = task_words(ids) if "tasks" in reads and ids else {}
    return Drawing(
        request.today,
        tasks,
        taking_part(ids) if "parts" in reads and ids else {},
        people({task.extended_by for task in tasks.values() if task.extended_by}),
        _lines(request, live, found) if "lines" in reads else {},
    )


def _lines(request: DeskRequest, live: Live, found: Page) -> dict[int, tuple[Cell, ...]]:
    """The rows as the printed list has them, by problem or by task."""
    unit = request.scope.unit
    of_problems = live.kind == ListKind.PROBLEM
    ids = sorted(pk for row in found.rows if (pk := row.id if of_problems else row.task_id) is not None)
    if unit is None or not ids:
        return {}
    return {line.record_id: line.cells for line in excerpt_rows(live.kind, unit, request.today, ids)}


def _place(request: DeskRequest) -> str:
    """Whose area the list speaks of."""
    scope = request.scope
    if scope.everywhere:
        return gettext("全市")
    seat = scope.unit or scope.neighbourhood or scope.firm or scope.partner
    return seat.name if seat is not None else ""
