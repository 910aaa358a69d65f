"""Taking back what was just done: an address that names the act, signed, good for ten minutes and for who did it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from huiyin.doors.web.design.tell import KEPT, taken_back, tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.problem.words import REFUSALS, refusal
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.actions.assign import Undo, restore
from huiyin.records.problems.matters import visible_reports, visible_tasks
from huiyin.records.reports.actions.fate import recall

LIMIT = KEPT
Kind = Literal["task", "report"]


def undo_tasks(request: DeskRequest, undo: Undo, to: str) -> str:
    """The address that takes the acts upon tasks back, and then leads to the page ``to``."""
    return _address("task", request, [list(pair) for pair in undo], to)


def undo_transfer(request: DeskRequest, report_ids: list[int], to: str) -> str:
    """The address that takes a transfer or an attaching of reports back, and then leads to the page ``to``."""
    return _address("report", request, report_ids, to)


def _address(kind: Kind, request: DeskRequest, what: list[Any], to: str) -> str:
    said = [request.user.pk, what, to]
    return reverse(f"{kind}-undo", args=[signing.dumps(said, salt=_salt(kind), compress=True)])


@needs(Right.TASK_ASSIGN, Right.PROBLEM_VERIFY)
@require_POST
def task_undo(request: DeskRequest, token: str) -> HttpResponse:
    """Take the last act upon tasks back."""

    def take_back(undo: list[list[int]]) -> str:
        # A transfer leaves the tasks in the area; who has moved elsewhere meanwhile takes nothing back here.
        if visible_tasks(request.scope).filter(pk__in=[pk for pk, _ in undo]).count() != len(undo):
            raise Http404
        restore(request.by, undo, request.now - LIMIT)
        return gettext("已撤销，任务恢复原状。")

    return _undone("task", request, token, take_back)


@needs(Right.REPORT_TRIAGE)
@require_POST
def report_undo(request: DeskRequest, token: str) -> HttpResponse:
    """Take a transfer of reports back, as long as nothing has come of it."""

    def take_back(ids: list[int]) -> str:
        if visible_reports(request.scope).filter(pk__in=ids).count() != len(ids):
            raise Http404
        recall(request.by, ids, request.now - LIMIT)
        return gettext("已撤回，诉件恢复待处理。")

    return _undone("report", request, token, take_back)


def _undone(
    kind: Kind, request: DeskRequest, token: str, take_back: Callable[[list[Any]], str]
) -> HttpResponse:
    """Take back what the address names, and lead where it leads.

    Raises ``Http404`` for an address that was not made here, or for somebody else.
    """
    try:
        who, what, to = signing.loads(token, salt=_salt(kind))
    except signing.BadSignature as error:
        raise Http404 from error
    if who != request.user.pk:
        raise Http404
    try:
        signing.loads(token, salt=_salt(kind), max_age=LIMIT)
        words = take_back(what)
    except signing.SignatureExpired:
        tell(request, gettext("已超过 10 分钟，不能再撤销。"), tone="caution")
    except REFUSALS as refused:
        tell(request, refusal(refused), tone="danger")
    else:
        tell(request, words)
    taken_back(request, request.path)
    return redirect(to)


def _salt(kind: Kind) -> str:
    return f"huiyin.undo.{kind}"
