"""What is done with chosen tasks: given to officers by neighbourhood, sent back, passed on, looked at again, extended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from huiyin.doors.web.asked import id_of, ids_of, words_of
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.problem.undo import undo_tasks
from huiyin.doors.web.problem.words import refusal
from huiyin.records.accounts.roles import Right
from huiyin.records.problems import dispatch as dispatches
from huiyin.records.problems.actions import assign as acts
from huiyin.records.problems.actions.lifecycle import ProblemRefused
from huiyin.records.problems.actions.lifecycle import extend as extend_tasks
from huiyin.records.registry.models import Officer
from huiyin.records.registry.queries import units_in_reach

# As many as a page of the list can show.
MOST = 200


@needs(Right.TASK_ASSIGN)
@require_POST
def groups(request: DeskRequest) -> HttpResponse:
    """The chosen tasks by neighbourhood, each group with its officers to choose from: the inside of the dialog."""
    ids = _chosen(request)
    found = dispatches.groups(ids, request.scope)
    officers: dict[int, list[Officer]] = defaultdict(list)
    for officer in Officer.objects.filter(unit__in={group.unit_id for group in found}).order_by(
        "certificate"
    ):
        officers[officer.unit_id].append(officer)
    context = {
        "groups": [(group, officers[group.unit_id]) for group in found],
        "count": sum(len(group.task_ids) for group in found),
        # The page of the work that asked, to which the dispatch leads back.
        "query": urlsplit(request.headers.get("HX-Current-URL", "")).query,
        "left_out": len(ids) - sum(len(group.task_ids) for group in found),
    }
    return render(request, "web/work/groups.html", context)


@needs(Right.TASK_ASSIGN)
@require_POST
def dispatch(request: DeskRequest) -> HttpResponse:
    """Give each group to the officer chosen for it; groups without one stay as they are."""
    given: dict[int, set[int]] = defaultdict(set)
    for name in request.POST:
        officer = id_of(request.POST.get(name)) if name.startswith("officer-") else None
        if officer is not None:
            tasks = request.POST.get(f"tasks-{name.removeprefix('officer-')}", "").split(",")
            given[officer] |= ids_of(tasks[:MOST])
    led = _led(request, set().union(*given.values()))
    undo: acts.Undo = []
    try:
        for officer_id, chosen in sorted(given.items()):
            if chosen & led:
                undo.extend(acts.assign(request.by, sorted(chosen & led), officer_id=officer_id))
    except ProblemRefused as refused:
        tell(request, refusal(refused), tone="danger")
        if not undo:
            return _back(request)
    if not undo:
        tell(request, gettext("没有选定执法人员，任务未派发。"), tone="caution")
        return _back(request)
    count = len(undo)
    words = ngettext("已派发 %(count)d 项任务。", "已派发 %(count)d 项任务。", count) % {"count": count}
    tell(request, words, undo=undo_tasks(request, undo, _address(request)))
    return _back(request)


@needs(Right.TASK_ASSIGN)
@require_POST
def send_back(request: DeskRequest) -> HttpResponse:
    """Send the chosen tasks back to who does them, to supplement what is missing."""
    reason = _reason(request)
    return _act(
        request,
        lambda ids: acts.return_(request.by, ids, reason),
        gettext("已退回 %(count)d 项任务，待补充。"),
    )


@needs(Right.TASK_ASSIGN)
@require_POST
def transfer(request: DeskRequest) -> HttpResponse:
    """Let another unit lead the chosen tasks; it is told."""
    unit, reason = id_of(request.POST.get("unit")), _reason(request)
    if unit is None or not units_in_reach(request.user.unit_id).filter(pk=unit).exists():
        tell(request, gettext("请选择改派的单位。"), tone="danger")
        return _back(request)
    return _act(
        request,
        lambda ids: acts.transfer(request.by, ids, unit, reason).undo,
        gettext("已改派 %(count)d 项任务，对方单位已收到通知。"),
    )


@needs(Right.TASK_ASSIGN)
@require_POST
def recheck(request: DeskRequest) -> HttpResponse:
    """Set the day on which the chosen tasks are looked at again."""
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        tell(request, gettext("请选择复查日期。"), tone="danger")
        return _back(request)
    return _act(
        request, lambda ids: acts.recheck(request.by, ids, on), gettext("已为 %(count)d 项任务安排复查。")
    )


@needs(Right.TASK_EXTEND)
@require_POST
def extend(request: DeskRequest) -> HttpResponse:
    """Approve a later deadline for the chosen tasks. It stands in the ledger and is not taken back by a click."""
    try:
        due = date.fromisoformat(request.POST.get("due", ""))
    except ValueError:
        tell(request, gettext("请选择新的完成时限。"), tone="danger")
        return _back(request)
    ids = _led(request, _chosen(request))
    if not ids:
        return _nothing(request)
    try:
        done = extend_tasks(request.by, sorted(ids), due, _reason(request))
    except ProblemRefused as refused:
        tell(request, refusal(refused), tone="danger")
        return _back(request)
    count = len(done)
    tell(
        request,
        ngettext("已批准 %(count)d 项任务延期。", "已批准 %(count)d 项任务延期。", count) % {"count": count},
    )
    return _back(request)


def _act(request: DeskRequest, act: Callable[[list[int]], acts.Undo], words: str) -> HttpResponse:
    """Do something with the chosen tasks that the area's units lead, wholly or not at all, and offer to take it back."""
    ids = sorted(_led(request, _chosen(request)))
    if not ids:
        return _nothing(request)
    try:
        undo = act(ids)
    except ProblemRefused as refused:
        tell(request, refusal(refused), tone="danger")
    else:
        tell(request, words % {"count": len(undo)}, undo=undo_tasks(request, undo, _address(request)))
    return _back(request)


def _nothing(request: DeskRequest) -> HttpResponse:
    tell(request, gettext("没有可操作的任务。"), tone="caution")
    return _back(request)


def _chosen(request: DeskRequest) -> set[int]:
    return ids_of(request.POST.getlist("pick")[:MOST])


def _reason(request: DeskRequest) -> str:
    return words_of(request.POST.get("reason"), acts.REASON + 1)


def _led(request: DeskRequest, ids: set[int]) -> set[int]:
    """Those of the tasks that units of the area lead; the others are as if they were not there."""
    return set(dispatches.tasks_led(request.scope).filter(pk__in=ids).values_list("pk", flat=True))


def _back(request: DeskRequest) -> HttpResponse:
    return redirect(_address(request))


def _address(request: DeskRequest) -> str:
    """The page of the work from which the act came."""
    query = request.POST.get("query", "")
    return reverse("work") + (f"?{query}" if query else "")
