"""Reports: handed in one at a time under a key, and read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from django.http import HttpResponse
from ninja import Body, Header, Path, Query, Router

from huiyin.doors.api import errors
from huiyin.doors.api.answers import declared, given, given_once, not_found
from huiyin.doors.api.asking import Id, NewReport, ReportFilters
from huiyin.doors.api.shapes import (
    Clocks,
    Fault,
    Pending,
    PlaceRead,
    ReplyShown,
    ReportPage,
    ReportShown,
    WrongRead,
)
from huiyin.doors.api.tokens import ClientRequest, Token
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.knowledge.places.reasons import Reason
from huiyin.records.accounts.roles import Right
from huiyin.records.problems import programs
from huiyin.records.problems.wording import violation_name
from huiyin.records.reports.actions.submit import KeyReused, NumberHeld
from huiyin.records.reports.clocks import may_move
from huiyin.records.reports.desk import numbered
from huiyin.records.reports.masking import masked
from huiyin.records.reports.models import Channel, Fate, PendingReason, ReplyState, Report
from huiyin.records.reports.submitting import TellingRefused, Wrong, hand_in

router = Router()
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=64,
        pattern="^[!-~]+$",
        description="幂等键：每件诉件一个，重发同一内容时沿用",
    ),
]
# For what a program tells under a name, the field in which the records take it.
_TOLD = {
    "number": "number",
    "created_at": "received",
    "reached_at": "reached",
    "dispatched_at": "dispatched",
    "signed_at": "signed",
    "deadline_at": "deadline",
    "text": "text",
    "address": "address",
    "district": "district",
    "urgency": "urgency",
    "order_type": "order_type",
    "category": "category",
    "agency": "agency",
    "reporter_kind": "reporter_kind",
    "anonymous": "anonymous",
    "reporter.name": "reporter_name",
    "reporter.telephone": "phone",
}


@router.post(
    "",
    auth=Token(Right.REPORT_IMPORT, body=True),
    response=declared(ReportShown, 201, body=True),
    operation_id="hand_in_report",
    summary="提交一件诉件",
    openapi_extra={
        "responses": {
            200: {
                "headers": {
                    "Idempotent-Replayed": {"schema": {"type": "string", "enum": ["true"]}, "required": False}
                }
            }
        }
    },
)
def create(request: ClientRequest, key: Key, order: Annotated[NewReport, Body()]) -> HttpResponse:
    """提交一件诉件，由程序判读并归入问题，或转待处理。首次提交应答 201；同一幂等键、同一内容再次提交应答 200，不重复登记。
    编号已有的诉件按导入规则处理：内容相同不作变更，内容不同则更新原诉件。反映人身份加密保存，不再提供。

    Hand in one report. It is read and joined to its problems, or waits for a person. 201 the first time; 200 for the same
    key with the same content, and for a number that is known, whose report is changed where something else is told.
    """
    try:
        submitted = hand_in(
            request.by, request.client, request.scope, Channel(order.channel), key, _told(order)
        )
    except TellingRefused as refused:
        raise errors.Refusal(errors.INVALID, *map(_fault, refused.wrongs)) from refused
    except KeyReused as reused:
        raise errors.Refusal(errors.KEY_REUSED) from reused
    except NumberHeld as held:
        raise errors.Refusal(errors.NUMBER_HELD) from held
    report = programs.submitted(submitted.report_id)
    (shown,) = _shown([report])
    response = given(shown, status=201 if submitted.outcome == "new" else 200, private=True)
    response.headers["Location"] = f"{request.path}/{report.pk}"
    if submitted.outcome == "replayed":
        response.headers["Idempotent-Replayed"] = "true"
    return response


def _told(order: NewReport) -> dict[str, str]:
    whole = order.model_dump(mode="json", exclude_none=True)
    flat = {**whole, **{f"reporter.{name}": value for name, value in whole.get("reporter", {}).items()}}
    told = {field: flat[name] for name, field in _TOLD.items() if name in flat}
    if "anonymous" in told:
        told["anonymous"] = "yes" if told["anonymous"] else "no"
    return told


def _fault(wrong: Wrong) -> Fault:
    """What the records found wrong with a field, where the program told it."""
    name = next((name for name, field in _TOLD.items() if field == wrong.field), "")
    return Fault(where=f"body.{name}".rstrip("."), detail=wrong.zh, detail_en=wrong.en)


@router.get(
    "",
    auth=Token(Right.REPORT_READ, ReportFilters),
    response=declared(ReportPage),
    operation_id="list_reports",
    summary="诉件列表",
)
def page(request: ClientRequest, filters: Query[ReportFilters]) -> HttpResponse:
    """范围内的诉件，按编号（id）升序分页；number 为来源编号。/ The reports of the area by rising id; number is the source's."""
    asked = programs.reports(request.scope)
    if filters.number is not None:
        asked = asked.filter(numbered(filters.number))
    if filters.fate is not None:
        asked = asked.filter(fate=filters.fate)
    if filters.pending_reason is not None:
        asked = asked.filter(pending_reason=filters.pending_reason)
    if filters.created_from is not None:
        asked = asked.filter(created_on__gte=filters.created_from)
    if filters.created_to is not None:
        asked = asked.filter(created_on__lte=filters.created_to)
    found, following = programs.rising(asked, filters.after, filters.limit)
    return given(ReportPage(reports=_shown(found), next=following), private=True)


@router.get(
    "/{report_id}",
    auth=Token(Right.REPORT_READ),
    response=declared(ReportShown, 304),
    operation_id="read_report",
    summary="一件诉件",
)
def one(request: ClientRequest, report_id: Annotated[Id, Path()]) -> HttpResponse:
    """一件诉件：去向、关联的问题、时限和回音。/ One report: its fate, problems, clocks and reply."""
    report = programs.reports(request.scope).filter(pk=report_id).first()
    if report is None:
        raise not_found()
    (shown,) = _shown([report])
    return given_once(request, shown, private=True)


def _shown(reports: Sequence[Report]) -> list[ReportShown]:
    linked = programs.linked_problems([report.pk for report in reports])
    return [_one(report, linked.get(report.pk, [])) for report in reports]


def _one(report: Report, problem_ids: list[int]) -> ReportShown:
    reading = msgspec.json.decode(report.reading)
    provisional = may_move(report)
    return ReportShown(
        id=report.pk,
        number=report.number,
        channel=Channel(report.channel),
        unit=report.unit.code,
        received_at=to_shanghai(report.entered_at),
        created_on=report.created_on,
        reached_on=report.reached_on,
        text=masked(report.text),
        address=masked(report.address),
        district=report.district,
        urgency=report.urgency,
        order_type=report.order_type,
        category=masked(report.category),
        agency=masked(report.agency),
        reporter_kind=report.reporter_kind,
        anonymous=report.anonymous,
        erased=report.erased_at is not None,
        fate=Fate(report.fate),
        pending=_pending(report),
        problems=problem_ids,
        wrongs=[
            WrongRead(violation=f["code"], name=violation_name(f["code"]), confidence=f["confidence"])
            for f in reading["violations"]
        ],
        place=_place(report, reading),
        clocks=Clocks(
            contact_due=report.contact_due,
            contact_provisional=provisional.get("contact_due", ""),
            handle_due=report.handle_due,
            handle_provisional=provisional.get("handle_due", ""),
            handle_due_at=to_shanghai(report.handle_due_at) if report.handle_due_at else None,
            handle_due_given=report.handle_due_given,
        ),
        reply=ReplyShown(
            state=ReplyState(report.reply.state),
            due=report.reply.due,
            due_provisional=provisional.get("reply_due", ""),
            sent_at=to_shanghai(report.reply.sent_at) if report.reply.sent_at else None,
        ),
    )


def _pending(report: Report) -> Pending | None:
    if report.pending_owner is None or report.pending_due is None:
        return None
    reason = PendingReason(report.pending_reason)
    return Pending(
        reason=reason, reason_zh=str(reason.label), owner=report.pending_owner.code, due=report.pending_due
    )


def _place(report: Report, reading: dict[str, dict[str, str]]) -> PlaceRead:
    reason = Reason(reading.get("place", {}).get("reason", Reason.NO_PLACE.value))
    return PlaceRead(
        compound=report.compound_id,
        compound_name=report.compound.name if report.compound is not None else None,
        building=report.building,
        unit=report.dwelling_unit,
        room=report.room,
        reason=reason.value,
        reason_zh=reason.zh,
        reason_en=reason.en,
    )
