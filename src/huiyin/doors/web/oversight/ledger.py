"""The ledger as people read it: all acts, those upon one record, and whether anything was changed since."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_POST, require_safe

from huiyin.doors.web import acts as words
from huiyin.doors.web import entries
from huiyin.doors.web.asked import bad_request, id_of
from huiyin.doors.web.costly import one_at_a_time
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.records.accounts.roles import Right
from huiyin.records.accounts.scope import Scope
from huiyin.records.cases.queries import visible_cases
from huiyin.records.ledger.verification import verify, verify_chain
from huiyin.records.problems import audit
from huiyin.records.problems.entry_names import named_in

SIZE = 50


@needs(Right.LEDGER_READ)
@require_safe
def acts(request: DeskRequest) -> HttpResponse:
    """Every act in the area, the newest first, narrowed by kind of record, action, actor and day."""
    filters, wrong = audit.Filters.from_query(request.GET.dict())
    before = request.GET.get("before", "")
    if wrong or (before and id_of(before) is None):
        return bad_request(request)
    page = audit.acts(request.scope, filters, id_of(before), SIZE, cases_of(request.scope))
    query = {key: value for key, value in request.GET.items() if key != "before" and value}
    named = named_in(page.rows)
    context = {
        "filters": filters,
        "reversed": bool(filters.since and filters.until and filters.since > filters.until),
        "records": _by_name(words.RECORDS),
        "actions": _by_name(words.ACTS),
        "rows": [
            (act, moment, words.record(act.record, act.record_id, named))
            for act, moment in zip(page.rows, entries.moments(page.rows, named), strict=True)
        ],
        "next": f"{reverse('ledger')}?{urlencode({**query, 'before': page.before})}" if page.before else None,
    }
    return render(request, "web/oversight/ledger.html", context)


def _by_name(named: Mapping[str, str | Promise]) -> list[tuple[str, str]]:
    """The choices in the order of their names, as far as the language has one for them; codes among equals."""
    return sorted(((code, str(name)) for code, name in named.items()), key=lambda choice: choice[::-1])


@needs(Right.LEDGER_READ)
@require_safe
def chain(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    """Everything that was done to one record, with the verdict on its chain."""
    if not audit.sees(request.scope, kind, pk, cases_of(request.scope)):
        raise Http404
    rows = audit.history(kind, pk)
    if not rows:
        raise Http404
    named = named_in(rows)
    context = {
        "title": words.record(kind, pk, named),
        "moments": entries.moments(rows, named),
        "faults": verify_chain(kind, pk),
        "count": len(rows),
    }
    return render(request, "web/oversight/chain.html", context)


@needs(Right.LEDGER_READ)
@one_at_a_time
@require_POST
def verified(request: DeskRequest) -> HttpResponse:
    """Read the whole ledger and say what is wrong with it. For those whose area is the city."""
    if not request.scope.everywhere:
        raise Http404
    verdict = verify(Path(settings.HUIYIN_HOME) / "seals.jsonl")
    return render(request, "web/oversight/verdict.html", {"verdict": verdict, "at": request.now})


def cases_of(scope: Scope) -> audit.Seen:
    """The cases of an area, whose acts are shown with those upon problems and reports."""
    return {"case": visible_cases(scope).values("pk")}
