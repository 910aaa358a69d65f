"""What is done with chosen tasks: given to officers by neighbourhood, sent back, passed on, looked at again, extended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import retarget

from huiyin.doors.web.asked import id_of, ids_of
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.problem.acting import in_dialog, leave, refuse
from huiyin.doors.web.problem.undo import undo_tasks
from huiyin.doors.web.problem.words import refusal
from huiyin.doors.web.work.bulk import as_sent, first_wrong, form_of
from huiyin.records.accounts.roles import Right
from huiyin.records.problems import dispatch as dispatches
from huiyin.records.problems.actions import assign as acts
from huiyin.records.problems.actions.extending import extend as extend_tasks
from huiyin.records.problems.actions.lifecycle import ProblemRefused
from huiyin.records.problems.numbers import task_number
from huiyin.records.problems.queries import undispatched
from huiyin.records.registry.models import Officer

# As many as a page of the list can show.
MOST = 200


@needs(Right.TASK_ASSIGN)
@require_POST
def groups(request: DeskRequest) -> HttpResponse:
    """The chosen tasks by neighbourhood, each group with its officers to choose from: the inside of the dialog."""
    ids = ids_of(request.POST.getlist("pick")[:MOST])
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
    chosen_tasks = set().union(*given.values())
    led = _led(request, chosen_tasks)
    if chosen_tasks and not led:
        return _undone(request, _none_led(chosen_tasks))
    undo: acts.Undo = []
    try:
        for officer_id, chosen in sorted(given.items()):
            if chosen & led:
                undo.extend(acts.assign(request.by, sorted(chosen & led), officer_id=officer_id))
    except ProblemRefused as refused:
        if not undo:
            return _undone(request, refusal(refused))
        tell(request, refusal(refused), tone="danger")
    if not undo:
        return _undone(request, gettext("没有选定执法人员，任务未派发。"))
    count = len(undo)

    def words() -> str:
        return ngettext("已派发 %(count)d 项任务。", "已派发 %(count)d 项任务。", count) % {"count": count}

    tell(request, words, undo=undo_tasks(request, undo, _address(request)))
    _tell_left_out(request, chosen_tasks - led)
    return _back(request)


def _undone(request: DeskRequest, why: str) -> HttpResponse:
    """Nothing was dispatched: the dialog says why and stays as it is."""
    if in_dialog(request):
        response = render(request, "web/work/refused.html", {"why": why})
        return retarget(response, "#dispatch-refused")
    tell(request, why, tone="danger")
    return _back(request)


@needs(Right.TASK_ASSIGN)
@require_POST
def send_back(request: DeskRequest) -> HttpResponse:
    """Send the chosen tasks back to who does them, to supplement what is missing."""

    def act(ids: list[int], given: dict[str, Any]) -> tuple[str, int]:
        nobodys = undispatched(ids)
        # Where nobody does any of them, the records say so.
        sent = sorted(set(ids) - set(nobodys)) or ids
        undo = acts.return_(request.by, sent, given["reason"])
        if nobodys:
            words = gettext("尚无责任人，未退回：%(numbers)s。请先派给责任人，再退回补充。")
            tell(request, words % {"numbers": _numbers(set(nobodys))}, tone="caution")
        return _undo(request, undo), len(sent)

    return _act(request, "return", act, gettext_lazy("已退回 %(count)d 项任务，待补充。"))


@needs(Right.TASK_ASSIGN)
@require_POST
def transfer(request: DeskRequest) -> HttpResponse:
    """Let another unit lead the chosen tasks; it is told."""

    def act(ids: list[int], given: dict[str, Any]) -> tuple[str, int]:
        moved = acts.transfer(request.by, ids, given["unit"].pk, given["reason"])
        return _undo(request, moved.undo), len(ids)

    return _act(request, "transfer", act, gettext_lazy("已改派 %(count)d 项任务，对方单位已收到通知。"))


@needs(Right.TASK_ASSIGN)
@require_POST
def recheck(request: DeskRequest) -> HttpResponse:
    """Set the day on which the chosen tasks are looked at again."""

    def act(ids: list[int], given: dict[str, Any]) -> tuple[str, int]:
        return _undo(request, acts.recheck(request.by, ids, given["on"])), len(ids)

    return _act(request, "recheck", act, gettext_lazy("已为 %(count)d 项任务安排复查。"))


@needs(Right.TASK_EXTEND)
@require_POST
def extend(request: DeskRequest) -> HttpResponse:
    """Approve a later deadline for the chosen tasks. It stands in the ledger and is not taken back by a click."""

    def act(ids: list[int], given: dict[str, Any]) -> tuple[str, int]:
        extend_tasks(request.by, ids, given["due"], given["reason"], confirmed=given["confirmed"])
        return "", len(ids)

    return _act(request, "extend", act, gettext_lazy("已批准 %(count)d 项任务延期。"))


def _act(
    request: DeskRequest,
    name: str,
    act: Callable[[list[int], dict[str, Any]], tuple[str, int]],
    words: Promise,
) -> HttpResponse:
    """Do something with the chosen tasks that the area's units lead; ``act`` gives the way back, and with how many it was done.

    What is refused leaves the dialog as it is, with what was typed, and the selection below it.
    """
    form = form_of(request, name)
    chosen = ids_of(request.POST.getlist("pick")[:MOST])
    ids = sorted(_led(request, chosen))
    if form.is_valid():
        if not ids:
            form.add_error(None, _none_led(chosen))
        else:
            try:
                undo, count = act(ids, form.cleaned_data)
            except ProblemRefused as refused:
                refuse(form, refused)
            else:
                tell(request, lambda: str(words) % {"count": count}, undo=undo)
                _tell_left_out(request, chosen.difference(ids))
                return leave(request, _address(request))
    if in_dialog(request):
        return as_sent(request, form)
    tell(request, first_wrong(form), tone="danger")
    return redirect(_address(request))


def _undo(request: DeskRequest, undo: acts.Undo) -> str:
    return undo_tasks(request, undo, _address(request))


def _led(request: DeskRequest, ids: set[int]) -> set[int]:
    """Those of the tasks that units of the area lead; nothing is done with the others."""
    return set(dispatches.tasks_led(request.scope).filter(pk__in=ids).values_list("pk", flat=True))


def _none_led(chosen: set[int]) -> str:
    """Why nothing is done with the chosen tasks. A task of elsewhere and one that there is not are told alike."""
    if not chosen:
        return gettext("没有选中任务。")
    return gettext("所选任务都不由本单位牵头，未作改动：%(numbers)s。") % {"numbers": _numbers(chosen)}


def _tell_left_out(request: DeskRequest, left_out: set[int]) -> None:
    if left_out:
        words = gettext("另有 %(count)s 项不由本单位牵头，未作改动：%(numbers)s。")
        told = words % {"count": len(left_out), "numbers": _numbers(left_out)}
        tell(request, told, tone="caution")


def _numbers(ids: set[int]) -> str:
    return gettext("、").join(map(task_number, sorted(ids)))


def _back(request: DeskRequest) -> HttpResponse:
    return leave(request, _address(request))


def _address(request: DeskRequest) -> str:
    """The page of the work from which the act came."""
    query = request.POST.get("query", "")
    return reverse("work") + (f"?{query}" if query else "")
