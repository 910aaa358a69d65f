"""The pages' views: take the moment from the clock, ask one query, render."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.presentation import first_page
from huiyin.knowledge.law import book
from huiyin.records.accounts.roles import Right
from huiyin.records.cases.queries import figures
from huiyin.records.problems.overview import overview


@require_safe
def home(request: DeskRequest) -> HttpResponseBase:
    """How the campaign stands at this moment; who manages accounts and sees no problems goes on to these."""
    if not request.user.may(Right.PROBLEM_READ):
        return redirect("accounts" if request.user.may(Right.ACCOUNT_MANAGE) else "own-password")
    return campaign(request)


@needs(Right.PROBLEM_READ)
def campaign(request: DeskRequest) -> HttpResponse:
    """The campaign in figures, as far as it is in the area of who asks."""
    page = first_page(overview(request.scope, request.now), book.load().campaign, request.today)
    cases = figures(request.scope, request.today) if request.user.may(Right.CASE_READ) else None
    return render(request, "web/home.html", {"page": page, "cases": cases, "now": request.now})


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """For a load balancer: 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})
