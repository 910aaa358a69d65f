"""What a person says of a reading: it is done at once, told, and the next report is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from huiyin.doors.web.design.tell import KEPT, taken_back, tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import either
from huiyin.doors.web.problem.acting import in_dialog, leave, refuse
from huiyin.doors.web.problem.linking import candidates as compounds_called
from huiyin.doors.web.problem.words import REFUSALS, refusal
from huiyin.doors.web.review import queue
from huiyin.doors.web.review.fields import CorrectForm, SeenForm, as_read
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.models import Link
from huiyin.records.problems.numbers import problem_number
from huiyin.records.reports import judging, readings
from huiyin.records.reports.actions import judging as acts
from huiyin.records.reports.actions.recalling import recall
from huiyin.records.reports.models import PendingReason, Report
from huiyin.records.reports.naming import name_proposed


@needs(Right.REPORT_TRIAGE)
@require_POST
def confirm(request: DeskRequest, pk: int) -> HttpResponse:
    """Say that the reading is right as it stands."""
    return _at_once(request, pk, lambda seen: acts.confirm(request.by, [seen]))


@needs(Right.REPORT_TRIAGE)
@require_POST
def reject(request: DeskRequest, pk: int) -> HttpResponse:
    """Say that the text complains of nothing that is ours."""
    return _at_once(request, pk, lambda seen: acts.reject(request.by, [seen]))


@needs(Right.REPORT_TRIAGE)
@require_POST
def unplace(request: DeskRequest, pk: int) -> HttpResponse:
    """Say that the violations are right and that nothing tells where."""
    return _at_once(request, pk, lambda seen: acts.unplace(request.by, [seen]))


@needs(Right.REPORT_TRIAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: DeskRequest, pk: int) -> HttpResponse:
    """Say what the report says instead."""
    report = queue.of_the_area(request, pk)
    if not readings.waits(report):
        return _too_late(request, report)
    form = _correction(request, report)
    if request.method != "POST":
        return queue.page(request, report.pk, form)
    valid = form.is_valid()
    if form.amended(report):
        return queue.page(request, report.pk, form, changed=True)
    if not valid:
        return queue.page(request, report.pk, form)
    try:
        seen = acts.Seen(report.pk, form.mark())
        told = acts.Correction(seen, form.said(), form.words(), form.unplaced_said())
        judged = acts.correct(request.by, [told])
    except REFUSALS as refused:
        report.refresh_from_db()
        if not readings.waits(report):
            tell(request, refusal(refused), tone="danger")
            return _next(request, report)
        if form.amended(report):
            return queue.page(request, report.pk, form, changed=True)
        refuse(form, refused)
        return queue.page(request, report.pk, form)
    return _done(request, report, judged, name_proposed(report.pk))


@needs(Right.REPORT_TRIAGE)
@require_POST
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Take back what one said of a reading, as long as nothing has come of it; the report is there again."""
    report = queue.of_the_area(request, pk)
    try:
        recall(request.by, [report.pk], request.now - KEPT)
    except REFUSALS as refused:
        tell(request, refusal(refused), tone="danger")
    else:
        told = gettext("已撤回，诉件 %(number)s 重新等待判读。") % {"number": report.number or report.pk}
        tell(request, told)
    taken_back(request, request.path)
    found = judging.to_judge(request.scope).filter(pk=report.pk).exists()
    if in_dialog(request):
        return queue.page(request, report.pk if found else queue.next_after(request), undone=request.path)
    return redirect("review-one", report.pk) if found else redirect("review")


def _at_once(
    request: DeskRequest, pk: int, act: Callable[[acts.Seen], Sequence[acts.Judged]]
) -> HttpResponse:
    """Judge a reading as it was seen, and go on. What is refused is told, and the next one is there as well."""
    report = queue.of_the_area(request, pk)
    form = SeenForm(request.POST)
    if not form.is_valid():
        # No page of ours sends it so; who came with another is shown the report first.
        return redirect("review-one", report.pk)
    try:
        judged = act(acts.Seen(report.pk, form.mark()))
    except REFUSALS as refused:
        tell(request, refusal(refused), tone="danger")
        report.refresh_from_db()
        return _again(request, report) if readings.waits(report) else _next(request, report)
    return _done(request, report, judged)


def _too_late(request: DeskRequest, report: Report) -> HttpResponse:
    tell(request, queue.too_late(report), tone="caution")
    if request.method == "POST":
        return _next(request, report)
    # The whole page: who opens a correction takes only the part beside the text, and the text would be another report's.
    return leave(request, queue.on_from(report))


def _correction(request: DeskRequest, report: Report) -> CorrectForm:
    own = queue.candidates(request, report)
    words = request.POST.get("place", "").strip()
    found = compounds_called(request, words) if words else []
    initial = as_read(readings.proposed(report), report, readings.mark(report).hex())
    data = request.POST if request.method == "POST" else None
    asked = request.GET.get("compound", "")
    chosen = asked if asked in {str(one.pk) for one in own} else ""
    return CorrectForm(data, report, initial, own, found, chosen)


def _done(
    request: DeskRequest, report: Report, judged: Sequence[acts.Judged], named: str = ""
) -> HttpResponse:
    """Tell what became of a report, with the way back, and go on to the next. ``named`` is a name that was proposed by it."""
    (one,) = judged
    number = report.number or report.pk
    links = (
        Link.objects.filter(report=report, removed_at=None).select_related("problem").order_by("problem_id")
    )
    problems = [(problem_number(link.problem_id), link.problem.opened_at == request.now) for link in links]

    def words() -> str:
        proposed = gettext("“%(name)s”作为别名建议，由另一人决定。") % {"name": named} if named else ""
        return either("", " ").join(filter(None, (became(), proposed)))

    def became() -> str:
        if one.read.waits_for:
            reason = gettext(PendingReason(one.read.waits_for).label)
            return gettext("诉件 %(number)s 转为“%(reason)s”。") % {"number": number, "reason": reason}
        told = [
            (gettext("新立 %(problem)s") if opened else gettext("并入 %(problem)s")) % {"problem": problem}
            for problem, opened in problems
        ]
        return gettext("诉件 %(number)s：%(told)s。") % {"number": number, "told": gettext("、").join(told)}

    # Who reads on has one thing to take back before them, not all of the last twenty seconds.
    tell(request, words, undo=reverse("review-undo", args=[report.pk]), instead="judgement")
    return _next(request, report)


def _again(request: DeskRequest, report: Report) -> HttpResponse:
    """A report that must be looked at once more."""
    return queue.page(request, report.pk) if in_dialog(request) else redirect("review-one", report.pk)


def _next(request: DeskRequest, report: Report) -> HttpResponse:
    """On to what comes after a report in the queue."""
    if in_dialog(request):
        return queue.page(request, queue.next_after(request, judging.place_in_queue(report)))
    return redirect(queue.on_from(report))
