"""Triage: what waits for a person, by reason; what is not ours goes to its body in bulk, with one receipt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from huiyin.doors.web.asked import bad_request, ids_of, words_of
from huiyin.doors.web.design.clocks import clock_chip
from huiyin.doors.web.design.shapes import Chip, Link
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.problem.acting import in_dialog, leave, refuse
from huiyin.doors.web.problem.fields import ReasonForm
from huiyin.doors.web.problem.report_fields import REASON, DeclineForm, NothingForm, TransferReportForm
from huiyin.doors.web.problem.report_others import Other, kin_others
from huiyin.doors.web.problem.undo import undo_transfer
from huiyin.doors.web.work.bulk import as_sent, first_wrong
from huiyin.records.accounts.queries import people
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.kin import Kin, kin_of
from huiyin.records.reports import desk
from huiyin.records.reports.actions import fate
from huiyin.records.reports.models import PendingReason
from huiyin.records.reports.readings import TO_JUDGE

Form = TypeVar("Form", bound=forms.Form)
SIZES = (20, 50, 100, 200)
MOST = 200
# The report waits for a second person to decline it.
PROPOSED = "proposed"


@needs(Right.REPORT_TRIAGE, Right.REPORT_CONFIRM)
@require_safe
def triage(request: DeskRequest) -> HttpResponse:
    """One page of the reports that wait for one reason, under way first, then by their date."""
    agency, district = words_of(request.GET.get("agency"), 200), words_of(request.GET.get("district"), 100)
    words = words_of(request.GET.get("q"), 100)
    narrowed = desk.WaitingFilter(agency=agency, district=district, words=words)
    counts = desk.waiting_counts(request.scope, request.today, narrowed)
    only_confirms = not request.user.may(Right.REPORT_TRIAGE)
    reason = request.GET.get("reason", "")
    if reason not in (*PendingReason.values, PROPOSED):
        first = next(
            (key for key in PendingReason.values if counts[key].reports), PendingReason.OUTSIDE.value
        )
        reason = PROPOSED if only_confirms else first
    size = int(request.GET.get("size", "50")) if request.GET.get("size", "50") in map(str, SIZES) else 50
    wanted = desk.WaitingFilter(
        reason="" if reason == PROPOSED else reason,
        agency=agency,
        district=district,
        words=words,
        proposed=True if reason == PROPOSED else None,
    )
    try:
        page = desk.waiting(
            request.scope, request.today, wanted, after=request.GET.get("after", ""), size=size
        )
    except desk.BadCursor:
        return bad_request(request)
    known = people({row.proposed.by for row in page.rows if row.proposed})
    kin = kin_of(request.scope, [row.report_id for row in page.rows])
    narrowing = {
        key: value for key, value in (("agency", agency), ("district", district), ("q", words)) if value
    }
    kept = {
        "reason": reason,
        **narrowing,
        **({"size": str(size)} if size != 50 else {}),
    }
    context = {
        "tabs": [
            *(
                Link(
                    capfirst(gettext(PendingReason(key).label)),
                    _address(reason=key, **narrowing),
                    key == reason,
                    counts[key].reports,
                )
                for key in PendingReason.values
                # What is searched for may wait for nobody under one reason and still lead to the others.
                if counts[key].reports or key == reason or narrowing
            ),
            Link(
                gettext("待确认不予受理"),
                _address(reason=PROPOSED, **narrowing),
                reason == PROPOSED,
                sum(count.proposed for count in counts.values()) or None,
            ),
        ],
        "reason": reason,
        "proposed": reason == PROPOSED,
        "attaches": reason == PendingReason.FOLLOW_UP and not only_confirms,
        "rows": [
            (row, _clock(row, request), _proposer(row, known), _kin(kin.get(row.report_id, ())))
            for row in page.rows
        ],
        "links": request.user.may(Right.PROBLEM_LINK),
        "next": _address(**kept, after=page.after) if page.after else None,
        "size": size,
        "sizes": SIZES,
        "q": words,
        "agency": agency,
        "narrowed": [
            Chip(title, value, _address(**{key: kept[key] for key in kept if key != name}))
            for name, title, value in (
                ("agency", gettext("主办单位"), agency),
                ("district", gettext("所在区"), district),
            )
            if value
        ],
        "hidden": [(key, value) for key, value in kept.items() if key != "q"],
        "back": [("query", request.GET.urlencode())],
        "triages": request.user.may(Right.REPORT_TRIAGE),
        "reads": reason in TO_JUDGE,
        "confirms": request.user.may(Right.REPORT_CONFIRM),
        "transfer_form": _named("transfer", TransferReportForm(initial={"body": agency})),
        "propose_form": _named("propose", DeclineForm(None)),
        "most": REASON,
    }
    return render(request, "web/work/triage.html", context)


def _clock(row: desk.Waiting, request: DeskRequest) -> Any:
    return clock_chip(
        row.due,
        request.today,
        basis=gettext("待处理事项的期限"),
        owner=row.owner,
        provisional=row.provisional,
    )


def _kin(kin: Sequence[Kin]) -> Other | None:
    """The report that says the same of which most follows: one of which an open problem is known before the others."""
    first = sorted(kin, key=lambda one: not one.problems)[:1]
    return kin_others(first)[0] if first else None


def _proposer(row: desk.Waiting, known: dict[str, str]) -> str:
    return known.get(row.proposed.by, row.proposed.by) if row.proposed else ""


def _address(**query: str) -> str:
    """The page of what waits, narrowed by a query."""
    return f"{reverse('triage')}?{urlencode(query)}"


@needs(Right.REPORT_TRIAGE)
@require_POST
def transfer(request: DeskRequest) -> HttpResponse:
    """Transfer the chosen reports to a body, with its receipt."""
    return _act(
        request,
        _named("transfer", TransferReportForm(request.POST)),
        lambda ids, given: fate.transfer(request.by, ids, given["body"], given["receipt"], given["reason"]),
        gettext_lazy("已移送 %(count)d 件诉件。"),
        undo=True,
    )


@needs(Right.REPORT_TRIAGE)
@require_POST
def propose(request: DeskRequest) -> HttpResponse:
    """Propose to decline the chosen reports; another person confirms."""
    return _act(
        request,
        _named("propose", DeclineForm(request.POST)),
        lambda ids, given: fate.propose_declining(request.by, ids, given["ground"], given["reason"]),
        gettext_lazy("已对 %(count)d 件诉件提出不予受理，等另一人确认。"),
    )


@needs(Right.REPORT_CONFIRM)
@require_POST
def confirm(request: DeskRequest) -> HttpResponse:
    """Confirm, as a second person, that the chosen reports are declined."""
    return _act(
        request,
        NothingForm(request.POST),
        lambda ids, given: fate.decline(request.by, ids),
        gettext_lazy("%(count)d 件诉件不予受理，其反映人应予答复。"),
    )


@needs(Right.REPORT_TRIAGE, Right.REPORT_CONFIRM)
@require_POST
def reject(request: DeskRequest) -> HttpResponse:
    """Turn down what was proposed, or take an own proposal back."""
    return _act(
        request,
        ReasonForm(request.POST, most=REASON),
        lambda ids, given: fate.reject_declining(request.by, ids, given["reason"]),
        gettext_lazy("%(count)d 件诉件继续待处理。"),
    )


def _named(name: str, form: Form) -> Form:
    """A form whose fields are told apart by the name of their dialog."""
    form.auto_id = f"{name}-%s"
    return form


def _act(
    request: DeskRequest,
    form: forms.Form,
    act: Callable[[list[int], dict[str, Any]], list[int]],
    words: Promise,
    *,
    undo: bool = False,
) -> HttpResponse:
    """Do something with the chosen reports that wait for a unit of the area, wholly or not at all.

    What is refused leaves the dialog as it is, with what was typed, and the selection below it.
    """
    query = request.POST.get("query", "")
    back = reverse("triage") + (f"?{query}" if query else "")
    chosen = ids_of(request.POST.getlist("pick")[:MOST])
    ids = list(desk.owned(request.scope).filter(pk__in=chosen).order_by("pk").values_list("pk", flat=True))
    if not ids:
        tell(request, gettext("没有可操作的诉件。"), tone="caution")
        return leave(request, back)
    if form.is_valid():
        try:
            done = act(ids, form.cleaned_data)
        except fate.FateRefused as refused:
            refuse(form, refused)
        else:
            way_back = undo_transfer(request, done, back) if undo else ""
            tell(request, lambda: str(words) % {"count": len(done)}, undo=way_back)
            return leave(request, back)
    if in_dialog(request):
        return as_sent(request, form)
    tell(request, first_wrong(form), tone="danger")
    return redirect(back)
