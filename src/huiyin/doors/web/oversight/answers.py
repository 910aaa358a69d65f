"""The answers that are owed: for those who give them, the late ones first."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from huiyin.doors.web.asked import bad_request
from huiyin.doors.web.design.shapes import Link
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.problem.words import chip
from huiyin.records.accounts.roles import Right
from huiyin.records.problems import unsettled
from huiyin.records.reports.desk import BadCursor


@needs(Right.REPORT_REPLY)
@require_safe
def answers(request: DeskRequest) -> HttpResponse:
    """Every answer that the area owes, the first due first; or the late ones alone."""
    late = "late" in request.GET
    try:
        page = unsettled.listed(
            "reply", request.scope, request.today, after=request.GET.get("after", ""), late=late
        )
    except BadCursor:
        return bad_request(request)
    tally = unsettled.tally("reply", request.scope, request.today)
    address = reverse("answers")
    kept = {"late": "1"} if late else {}
    context = {
        "tabs": [
            Link(gettext("全部待回音"), address, not late, tally.total),
            Link(gettext("只看超期"), f"{address}?late=1", late, tally.late),
        ],
        "late": late,
        "rows": [(row, chip(row.clock, request.today) if row.clock else None) for row in page.rows],
        "next": f"{address}?{urlencode({**kept, 'after': page.after})}" if page.after else None,
    }
    return render(request, "web/oversight/answers.html", context)
