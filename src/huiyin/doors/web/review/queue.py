"""One reading after the other: what a report says, what the reader makes of it and why it is not sure, where it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from huiyin.doors.web.asked import bad_request
from huiyin.doors.web.design.clocks import ClockChip
from huiyin.doors.web.design.shapes import Fact, Mark
from huiyin.doors.web.design.tell import KEPT, tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import either, violation_name
from huiyin.doors.web.map.views import GEOJSON, collection
from huiyin.doors.web.problem.acting import in_dialog, leave
from huiyin.doors.web.problem.report_acts import refuse_others
from huiyin.doors.web.problem.words import (
    act_name,
    chinese,
    chip,
    marks,
    runners_up,
    scope_name,
    why_there,
    why_unsure,
)
from huiyin.doors.web.review import looking
from huiyin.doors.web.review.fields import PLACE_KEYS, CorrectForm
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.limits import report_clocks
from huiyin.records.problems.mapping import points
from huiyin.records.problems.matters import evidence_in, visible_reports
from huiyin.records.problems.wording import place
from huiyin.records.registry.models import Compound
from huiyin.records.reports import desk, judging, readings
from huiyin.records.reports.incoming import Said
from huiyin.records.reports.masking import masked
from huiyin.records.reports.models import PendingReason, Report
from huiyin.records.reports.routing import waits_as_said


@dataclass(frozen=True, slots=True)
class Candidate:
    """A compound at which the report may be, with the key that chooses it. ``proposed``: that at which the reader takes it to
    be."""

    compound: Compound
    key: str
    proposed: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A report whose reading waits, as the page shows it; its text is masked.

    ``found`` and ``near`` are what is proposed and what may be right besides, with their chances in percent.
    ``mark`` is that of what is shown. ``lacks`` says why the reading cannot be confirmed as it is; empty where it can.
    ``confirms`` is what confirming does where it joins the report to no problem; empty where it does.
    """

    report: Report
    mark: str
    text: str
    marks: list[Mark]
    found: list[tuple[str, int]]
    near: list[tuple[str, int]]
    told: list[Fact]
    facts: list[Fact]
    unsure: list[str]
    clock: ClockChip | None
    candidates: list[Candidate]
    on_map: bool
    lacks: str
    confirms: str
    after: str


@needs(Right.REPORT_TRIAGE)
@require_safe
def review(request: DeskRequest) -> HttpResponse:
    """The next reading that waits in the area; ``after`` is a place in the queue."""
    try:
        pk = next_after(request, request.GET.get("after", ""))
    except desk.BadCursor:
        return bad_request(request)
    return page(request, pk)


def next_after(request: DeskRequest, after: str = "") -> int | None:
    """The next report after a place in the queue that nobody else has before them. Raises ``desk.BadCursor``."""
    return looking.choose(request, judging.following(request.scope, after, looking.CHOICE))


@needs(Right.REPORT_TRIAGE)
@require_safe
def one(request: DeskRequest, pk: int) -> HttpResponse:
    """One report whose reading waits; where it waits no more, the next."""
    report = waiting(request, pk)
    if report is None:
        # The whole page: of a correction that is given up only the part beside the text would be taken.
        return leave(request, reverse("review"))
    return page(request, report.pk)


@needs(Right.REPORT_TRIAGE)
@require_safe
def places(request: DeskRequest, pk: int) -> HttpResponse:
    """The compounds at which a report may be, as points for a map.

    A page asks for them behind its back, and somebody may have judged the report by then: they are told all the same.
    """
    report = of_the_area(request, pk)
    there = request.scope.compounds().filter(pk__in=_ids(report, msgspec.json.decode(report.reading)))
    return HttpResponse(msgspec.json.encode(collection(points(there, request.today))), content_type=GEOJSON)


def waiting(request: DeskRequest, pk: int) -> Report | None:
    """A report of the area whose reading waits for a unit of it; None where it waits no more, of which the reader is told.

    Raises ``Http404`` outside the area, ``PermissionDenied`` where another unit is to read it.
    """
    report = of_the_area(request, pk)
    if readings.waits(report):
        return report
    tell(request, too_late(report), tone="info")
    return None


def too_late(report: Report) -> str:
    """That a report waits for no reading any more, and what has become of it."""
    zh, en = judging.why_no_more(report)
    number = report.number or report.pk
    return either(
        f"诉件 {number} {zh}，不再等待判读。", f"Report {number} waits for no reading any more: {en}."
    )


def of_the_area(request: DeskRequest, pk: int) -> Report:
    """A report of the area; one that waits, waits for a unit of it. Raises ``Http404``, ``PermissionDenied``."""
    report = visible_reports(request.scope).filter(pk=pk).first()
    if report is None:
        raise Http404
    refuse_others(request, report)
    return report


def page(
    request: DeskRequest,
    pk: int | None,
    form: CorrectForm | None = None,
    *,
    changed: bool = False,
    undone: str = "",
) -> HttpResponse:
    """The page that shows a report, or that none waits; for htmx the part of it that changes.

    ``form`` is a correction, asked for or sent with something wrong in it; ``changed``: the report was amended since the form
    was opened. ``undone`` is the address of an act that is offered to be taken back no more: its toast goes.
    """
    report = _read(request, pk) if pk is not None else None
    if report is not None:
        looking.look(request, report.pk)
    last = judging.last_judged(request.scope, request.user.username, request.now - KEPT)
    context: dict[str, Any] = {
        "shown": _shown(request, report) if report is not None else None,
        "tally": judging.tally(request.scope, request.user.username, request.now),
        "last": last,
        "form": form,
        "changed": changed,
    }
    if in_dialog(request):
        answer = render(request, "web/review/part.html", context)
        if report is not None:
            # Who loads the page anew has the same report before them.
            answer.headers["HX-Replace-Url"] = reverse("review-one", args=[report.pk])
        if undone:
            trigger_client_event(answer, "huiyin:taken-back", {"at": undone}, after="swap")
        return answer
    wrong = changed or (form is not None and bool(form.errors))
    return render(request, "web/review/review.html", context, status=400 if wrong else 200)


def on_from(report: Report) -> str:
    """The address of what comes after a report in the queue."""
    return f"{reverse('review')}?{urlencode({'after': judging.place_in_queue(report)})}"


def candidates(request: DeskRequest, report: Report) -> list[Compound]:
    """The compounds of the area at which a report may be, the proposed one first. One statement, none where there are none."""
    ids = _ids(report, msgspec.json.decode(report.reading))
    found = request.scope.compounds().select_related("subdistrict").in_bulk(ids) if ids else {}
    return [found[pk] for pk in ids if pk in found][: len(PLACE_KEYS)]


def _ids(report: Report, reading: dict[str, Any]) -> list[int]:
    ids = [pk for pk in (report.compound_id, *runners_up(reading)) if pk is not None]
    return list(dict.fromkeys(ids))


def _read(request: DeskRequest, pk: int) -> Report | None:
    """A report that waits, with what its limits need; None where somebody was faster."""
    found = judging.to_judge(request.scope).select_related("unit", "pending_owner", "reply", "compound")
    return found.filter(pk=pk).first()


def _shown(request: DeskRequest, report: Report) -> Shown:
    reading = msgspec.json.decode(report.reading)
    proposed = readings.proposed(report)
    there = candidates(request, report)
    evidence = list(evidence_in(report))
    unsure = [why_unsure(str(reading["why_unsure"]))]
    if not reading["place"]["confidence"] or len(there) > 1:
        unsure.append(why_there(str(reading["place"]["reason"]), alike=bool(runners_up(reading))))
    return Shown(
        report=report,
        mark=readings.mark(report).hex(),
        text=masked(report.text),
        marks=marks(evidence),
        found=[(violation_name(one.violation), round(100 * one.confidence)) for one in evidence],
        near=[
            (violation_name(one["code"]), round(100 * one["confidence"])) for one in reading.get("near", ())
        ],
        told=_told(report),
        facts=_facts(report, proposed),
        unsure=[why for why in unsure if why],
        clock=next((chip(limit, request.today) for limit in report_clocks(report, request.today)), None),
        candidates=[
            Candidate(compound, key, compound.pk == report.compound_id)
            for compound, key in zip(there, PLACE_KEYS, strict=False)
        ],
        on_map=any(compound.longitude is not None for compound in there),
        lacks=lacks(proposed),
        confirms=_confirms(proposed),
        after=on_from(report),
    )


def lacks(proposed: Said) -> str:
    """Why a reading cannot be confirmed as it is; empty where it can."""
    there = proposed.place
    if waits_as_said(proposed) or there.compound_id is not None or there.provisional_key:
        return ""
    return gettext("地点没有定下来，请更正；文中说不清的，选“地点说不清”。")


def _confirms(proposed: Said) -> str:
    """What confirming a reading does where the report is joined to no problem by it."""
    reason = waits_as_said(proposed)
    return gettext("转为“%(reason)s”") % {"reason": gettext(PendingReason(reason).label)} if reason else ""


def _told(report: Report) -> list[Fact]:
    """What the source says beside the text; it stays in view while the reading is corrected."""
    rows = [
        Fact(gettext("诉求地址"), chinese(masked(report.address))),
        Fact(gettext("诉求区域"), chinese(report.district)),
    ]
    return [row for row in rows if row.value]


def _facts(report: Report, proposed: Said) -> list[Fact]:
    there = proposed.place
    within = (
        place(there.building, there.unit, there.room) if there.building or there.unit or there.room else ""
    )
    at = report.compound.name if report.compound else there.provisional_name
    # What goes to somebody else makes no compound.
    made = bool(there.provisional_key) and not waits_as_said(proposed)
    note = gettext("名录里没有，确认后登记为待核小区") if made else ""
    under_way = {True: gettext("正在实施"), False: gettext("没有在实施"), None: gettext("没有说")}
    rows = [
        Fact(gettext("小区"), chinese(at) or gettext("未定"), note),
        Fact(gettext("位置"), chinese(within)),
        Fact(gettext("范围"), scope_name(proposed.scope)),
        Fact(gettext("诉求性质"), act_name(proposed.act)),
        Fact(gettext("是否正在实施"), under_way[proposed.in_progress]),
    ]
    return [row for row in rows if row.value]
