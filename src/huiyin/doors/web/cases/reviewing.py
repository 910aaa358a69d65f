"""The review of one of our own case files, as a paper to print."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from huiyin.doors.web.cases.finding import the_page
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.knowledge.law import book
from huiyin.knowledge.law.explaining import in_force
from huiyin.knowledge.law.review.opinion import opinion
from huiyin.knowledge.law.telling import found as found_words
from huiyin.records.accounts.roles import Right
from huiyin.records.cases.numbers import case_number


@needs(Right.CASE_READ)
@require_safe
def opinion_of(request: DeskRequest, pk: int) -> HttpResponse:
    """The 《案卷评查意见书》 of a case in the area, as a file: its style stands in it, which no page of ours allows."""
    page = the_page(request, pk)
    held, facts = book.load(), page.standing.case.facts
    rules = in_force(facts, held, facts.law_of)
    number = case_number(page.case.pk)
    text = opinion([(number, [found_words(one, held, rules) for one in page.defects])])
    response = HttpResponse(text, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{number}-review.html"'
    return response
