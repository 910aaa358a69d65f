"""The exceptions list: what has no fate, no answer yet, no owner, what came back, and what needs a person; and since when."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from huiyin.doors.web.asked import bad_request, ids_of
from huiyin.doors.web.design.clocks import ClockChip
from huiyin.doors.web.design.shapes import Figure, Link
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.problem.fields import ReasonForm
from huiyin.doors.web.problem.words import chip
from huiyin.doors.web.work.bulk import first_wrong
from huiyin.records.accounts.roles import Right
from huiyin.records.ledger.actions import clear_exceptions
from huiyin.records.problems import unsettled
from huiyin.records.reports.desk import BadCursor

# As many as a page of the list shows, and how much of a reason is kept.
MOST, REASON = 50, 1000
# The kinds whose rows are items that a person takes off the list.
RAISED = ("again", "exception")
TITLES = {
    "fate": (gettext_lazy("超期未定去向"), gettext_lazy("诉件过了处理期限仍无去向")),
    "reply": (gettext_lazy("尚未回音"), gettext_lazy("应答复的反映人尚未收到答复")),
    "again": (gettext_lazy("应重新办理"), gettext_lazy("答复或办结后再次派单，或反映人不满意")),
    "limits": (gettext_lazy("诉件时限已过"), gettext_lazy("关联诉件的先行联系、办理或答复已超期")),
    "owner": (gettext_lazy("尚无责任人"), gettext_lazy("任务已有牵头单位，还没有落实到人")),
    "exception": (gettext_lazy("待人处理"), gettext_lazy("程序不能自行决定，须由人查看并处理")),
}


@needs(Right.EXCEPTION_READ)
@require_safe
def exceptions(request: DeskRequest) -> HttpResponse:
    """Six kinds, each with how many and since when, and the rows of one of them."""
    tallies = unsettled.counts(request.scope, request.today)
    kind = request.GET.get("kind") or next((k for k in unsettled.KINDS if tallies[k].total), "fate")
    if kind not in unsettled.KINDS:
        raise Http404
    late = "late" in request.GET
    try:
        page = unsettled.listed(
            kind, request.scope, request.today, after=request.GET.get("after", ""), late=late
        )
    except BadCursor:
        return bad_request(request)
    address = reverse("exceptions")
    kept = {"kind": kind, **({"late": "1"} if late else {})}
    figures = [
        Figure(
            str(TITLES[key][0]),
            tally.total,
            f"{address}?kind={key}",
            _since(tally) if tally.total else str(TITLES[key][1]),
            "danger"
            if tally.late or (key in RAISED and tally.total)
            else "waiting"
            if tally.total
            else "done",
        )
        for key, tally in tallies.items()
    ]
    tabs = [
        Link(str(name), f"{address}?kind={key}", key == kind, tallies[key].total)
        for key, (name, _) in TITLES.items()
    ]
    tally = tallies[kind]
    switch = [
        Link(gettext("全部"), f"{address}?kind={kind}", not late, tally.total),
        Link(gettext("只看超期"), f"{address}?kind={kind}&late=1", late, tally.late),
    ]
    context = {
        "kind": kind,
        "meaning": TITLES[kind][1],
        "figures": figures,
        "tabs": tabs,
        # Where all are late or none can be, there is nothing to choose.
        "switch": switch if late or 0 < tally.late < tally.total else (),
        "late": late,
        "rows": _rows(request, page.rows),
        # What a report says is for who may read reports; where that is all that there is, it takes no column.
        "says": request.user.may(Right.REPORT_READ)
        or any(row.record != "report" or row.exception_id for row in page.rows),
        "next": f"{address}?{urlencode({**kept, 'after': page.after})}" if page.after else None,
        "most": REASON,
        "clears": kind in RAISED and request.user.may(Right.EXCEPTION_CLEAR),
        "settled": not any(tally.total for tally in tallies.values()),
    }
    return render(request, "web/oversight/exceptions.html", context)


def _rows(
    request: DeskRequest, found: Sequence[unsettled.Unsettled]
) -> list[tuple[unsettled.Unsettled, ClockChip | None]]:
    """Each with the limit that stands behind its date, as far as it has one."""
    clocks = unsettled.clocks(found, request.today)
    return [
        (row, chip(clocks[row.record_id], request.today) if row.record_id in clocks else None)
        for row in found
    ]


def _since(tally: unsettled.Tally) -> str:
    """Since when the oldest waits; how many of them are late, where not all are."""
    oldest = gettext("最早自 %(day)s") % {"day": tally.since}
    if tally.late in (0, tally.total):
        return oldest
    return gettext("%(oldest)s，其中超期 %(late)d 件") % {"oldest": oldest, "late": tally.late}


@needs(Right.EXCEPTION_CLEAR)
@require_POST
def clear(request: DeskRequest) -> HttpResponse:
    """Take items off the list that somebody has dealt with, with the reason."""
    kind = request.GET.get("kind")
    back = f"{reverse('exceptions')}?kind={kind if kind in RAISED else RAISED[-1]}"
    wanted = ids_of(request.POST.getlist("pick")[:MOST])
    form = ReasonForm(request.POST, gettext("处理情况"), most=REASON)
    if not form.is_valid() and request.POST.get("reason", "").strip():
        tell(request, first_wrong(form), tone="danger")
        return redirect(back)
    try:
        cleared = clear_exceptions(
            request.by,
            unsettled.clearable(request.scope, request.today, wanted),
            form.cleaned_data.get("reason", ""),
        )
    except ValueError:
        tell(request, gettext("销除例外须写明理由。"), tone="danger")
        return redirect(back)
    if cleared < len(wanted):
        tell(
            request,
            gettext("有的例外其原因仍在：没有诉件支持的问题，须先销号或重新关联诉件。"),
            tone="caution",
        )
    tell(
        request,
        ngettext("已销除 %(count)d 项例外。", "已销除 %(count)d 项例外。", cleared) % {"count": cleared},
    )
    return redirect(back)
