"""What a person said of a report's reading, and what the reader had made of it, each as such."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from django.utils.translation import gettext

from huiyin.doors.web.design.shapes import Fact
from huiyin.doors.web.gate import DeskRequest
from huiyin.doors.web.language import violation_name
from huiyin.doors.web.problem.words import act_name, chinese, moment, runners_up, scope_name, why_there
from huiyin.records.problems.matters import ReportPage
from huiyin.records.problems.wording import place
from huiyin.records.reports.incoming import Said
from huiyin.records.reports.masking import masked
from huiyin.records.reports.models import JudgementKind


def judged(page: ReportPage, people: Mapping[str, str]) -> list[Fact]:
    """Who judged the reading and when, and what they said of the report; nothing where nobody did.

    Who finds nothing that is ours says no more than that: scope and act are the reader's then.
    """
    one = page.judgement
    if one is None:
        return []
    kind = {
        JudgementKind.CONFIRMED: gettext("已确认"),
        JudgementKind.CORRECTED: gettext("已更正"),
        JudgementKind.REJECTED: gettext("不属本单位"),
    }[JudgementKind(one.kind)]
    who = gettext("%(who)s，%(at)s") % {"who": people.get(one.actor, one.actor), "at": moment(one.at)}
    rows = [Fact(gettext("人工判读"), kind, who)]
    if one.kind != JudgementKind.REJECTED:
        rows += _said(page, msgspec.json.decode(one.said, type=Said))
    return [row for row in rows if row.value]


def _said(page: ReportPage, said: Said) -> list[Fact]:
    there = said.place
    within = (
        place(there.building, there.unit, there.room) if there.building or there.unit or there.room else ""
    )
    codes = gettext("；").join(violation_name(code) for code in said.violations)
    under_way = {True: gettext("正在实施"), False: gettext("没有在实施"), None: gettext("没有说")}
    return [
        Fact(gettext("违法行为"), codes or gettext("没有本单位管的违法行为")),
        Fact(
            gettext("小区"), chinese(page.report.compound.name) if page.report.compound else gettext("未定")
        ),
        Fact(gettext("位置"), chinese(within)),
        Fact(gettext("范围"), scope_name(said.scope)),
        Fact(gettext("诉求性质"), act_name(said.act)),
        Fact(gettext("是否正在实施"), under_way[said.in_progress]),
    ]


def read(request: DeskRequest, page: ReportPage) -> list[Fact]:
    """What the reader made of the report, also where a person has said otherwise since."""
    there = page.reading.get("place") or {}
    said = " ".join(
        str(there[key]) for key in ("compound", "road", "building", "unit", "room") if there.get(key)
    )
    rows = [
        Fact(gettext("所说地点"), chinese(masked(said))),
        Fact(
            gettext("识别为"),
            chinese(_recognised(request, page)) or gettext("未识别"),
            why_there(str(there.get("reason") or ""), alike=bool(runners_up(page.reading))),
        ),
        Fact(gettext("可能是"), chinese(_runners_up(request, page))),
        Fact(gettext("范围"), scope_name(_proposed(page).scope if page.judgement else page.report.scope)),
        Fact(gettext("判读程序"), page.report.reader),
    ]
    return [row for row in rows if row.value]


def _recognised(request: DeskRequest, page: ReportPage) -> str:
    """The compound that the reader recognised. One statement where a person chose another."""
    here = page.report.compound
    if page.judgement is not None:
        proposed = _proposed(page).place.compound_id
        if proposed is None:
            return ""
        if proposed != page.report.compound_id:
            here = request.scope.compounds().filter(pk=proposed).first()
    return here.name if here is not None else ""


def _proposed(page: ReportPage) -> Said:
    """What the reader had said of a report that was judged."""
    assert page.judgement is not None
    return msgspec.json.decode(page.judgement.proposed, type=Said)


def _runners_up(request: DeskRequest, page: ReportPage) -> str:
    """The compounds of the area between which the reader could not decide. One statement where there are any."""
    ids = runners_up(page.reading)
    found = request.scope.compounds().filter(pk__in=ids).order_by("pk") if ids else ()
    return "、".join(f"{one.name}（{one.address}）" if one.address else one.name for one in found)
