"""Feedbacks that wait are attached to the orders that they quote, the chosen ones or all of the area."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from huiyin.doors.web.asked import ids_of
from huiyin.doors.web.design.shapes import Crumb, Fact
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.problem.acting import Act, Done, perform, sent
from huiyin.doors.web.problem.fields import ReasonForm
from huiyin.doors.web.problem.report_fields import REASON
from huiyin.doors.web.problem.undo import undo_transfer
from huiyin.doors.web.problem.words import refusal
from huiyin.doors.web.work.bulk import first_wrong
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.matters import visible_reports
from huiyin.records.reports.actions.giving import FateRefused
from huiyin.records.reports.desk import owned
from huiyin.records.reports.models import PendingReason
from huiyin.records.reports.originals import Attachable, attach_in_parts, attachable

# As many as a page of triage has at most; an address that takes more back would be too long.
MOST = 200


@needs(Right.REPORT_TRIAGE)
@require_POST
def attach(request: DeskRequest) -> HttpResponse:
    """Attach the chosen feedbacks of which just one quoted order is held; the others are left."""
    query = request.POST.get("query", "")
    back = reverse("triage") + (f"?{query}" if query else "")
    found = _of_area(request, ids_of(request.POST.getlist("pick")[:MOST]))
    if not found.ready:
        said = gettext("所选的都不能成批归并：本辖区没有收到所引用的工单，或引用了几件。请打开诉件逐件处理。")
        tell(request, said, tone="caution")
        return redirect(back)
    form = ReasonForm(request.POST, most=REASON)
    if not form.is_valid():
        tell(request, first_wrong(form), tone="danger")
        return redirect(back)
    try:
        done = attach_in_parts(request.by, found, form.cleaned_data["reason"])
    except FateRefused as refused:
        tell(request, refusal(refused), tone="danger")
    else:
        tell(request, lambda: _told(done, found), undo=undo_transfer(request, done, back))
    return redirect(back)


@needs(Right.REPORT_TRIAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def attach_all(request: DeskRequest) -> HttpResponse:
    """Show how many of the area's feedbacks can be attached, and attach them."""
    found = _of_area(request)
    there = f"{reverse('triage')}?reason={PendingReason.FOLLOW_UP.value}"
    act = Act(
        gettext("全部归到原诉件"),
        gettext("归并 %(count)d 件") % {"count": len(found.ready)},
        Crumb(gettext("诉件分流"), there),
        intro=gettext("承办反馈归到所引用的工单：内容列在原诉件页，不单独答复。"),
        facts=(
            Fact(gettext("待归并"), found.total),
            Fact(gettext("可以归并"), len(found.ready), gettext("所引用的工单本辖区收到，且只有一件")),
            Fact(gettext("引用几件"), len(found.several), gettext("留下，逐件选定")),
            Fact(gettext("没有收到原诉件"), len(found.unknown), gettext("留下，逐件核对编号或另定去向")),
        ),
        warning=gettext("超过 200 件的一次归并不能整批撤回，请先核对几件。"),
    )

    def do(given: dict[str, Any]) -> Done:
        if not found.ready:
            raise FateRefused("none of them can be attached / 没有可以归并的反馈")
        done = attach_in_parts(request.by, found, given["reason"])
        undo = undo_transfer(request, done, there) if len(done) <= MOST else ""
        return Done(lambda: _told(done, found), undo)

    form = ReasonForm(sent(request), gettext("理由"), gettext("写入留痕，不要写人名。"), REASON)
    return perform(request, act, form, do)


def _of_area(request: DeskRequest, only: Collection[int] | None = None) -> Attachable:
    waiting = owned(request.scope)
    if only is not None:
        waiting = waiting.filter(pk__in=only)
    return attachable(waiting, visible_reports(request.scope))


def _told(done: list[int], found: Attachable) -> str:
    left = found.total - len(done)
    said = gettext("已归到原诉件 %(count)d 件。") % {"count": len(done)}
    return said + (gettext("另有 %(count)d 件留下，须逐件处理。") % {"count": left} if left else "")
