"""How the pages of problems and reports say what the records hold: places, limits, evidence, why something was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext

from huiyin.doors.web import faults
from huiyin.doors.web.design.clocks import ClockChip, clock_chip
from huiyin.doors.web.design.shapes import Mark
from huiyin.doors.web.language import either, violation_name
from huiyin.knowledge.law import book
from huiyin.knowledge.law.running import RunningClock
from huiyin.knowledge.places.reasons import Reason
from huiyin.records.cases.refusal import CaseRefused
from huiyin.records.problems.actions.lifecycle import ProblemRefused
from huiyin.records.problems.matters import Evidence
from huiyin.records.problems.models import Problem
from huiyin.records.problems.wording import UNNAMED_PLACE, place
from huiyin.records.registry.models import Compound
from huiyin.records.registry.refusal import Refused
from huiyin.records.reports.actions.fate import FateRefused
from huiyin.records.reports.actions.look import LookRefused
from huiyin.records.reports.actions.reply import ReplyRefused

REFUSALS = (Refused, ProblemRefused, FateRefused, ReplyRefused, LookRefused, CaseRefused)
"""What the acts of these pages refuse with; everything else is a fault of ours."""

_SEPARATOR = " / "


def refusal(error: Exception) -> str:
    """Why something was refused, in the reader's language; the records say both, apart by a stroke."""
    if isinstance(error, Refused):
        return faults.said(error)
    en, stroke, zh = str(error).partition(_SEPARATOR)
    if not stroke:
        return en
    return either(f"{zh}。", f"{en[:1].upper()}{en[1:]}.")


def chinese(text: str) -> str:
    """What the records say in Chinese, marked so for who reads the page in another language; nothing stays nothing."""
    return format_html('<span lang="zh-Hans-CN">{}</span>', text) if text else ""


def code_name(code: str) -> str:
    """What a code of a closed set stands for, in the words of the hotline's export: how urgent, of which type, who reports."""
    return {
        "routine": gettext("一般"),
        "pressing": gettext("次紧急"),
        "urgent": gettext("紧急"),
        "help": gettext("求助"),
        "complaint": gettext("投诉举报"),
        "consultation": gettext("咨询"),
        "suggestion": gettext("建议"),
        "other": gettext("其他"),
        "person": gettext("个人"),
        "organisation": gettext("单位"),
    }.get(code, code)


def scope_name(code: str) -> str:
    """Whether a text speaks of a residential compound."""
    return {
        "compound": gettext("住宅小区内"),
        "elsewhere": gettext("小区以外"),
        "unclear": gettext("看不出是否在小区内"),
    }.get(code, code)


def act_name(code: str) -> str:
    """What a text is for."""
    return {
        "report": gettext("反映问题"),
        "repeat": gettext("再次反映"),
        "withdraw": gettext("撤销诉求"),
        "inquiry": pgettext("act of a text", "咨询"),
        "suggestion": pgettext("act of a text", "建议"),
        "staff": gettext("承办单位反馈"),
    }.get(code, code)


def where(problem: Problem) -> str:
    """The place of a problem within its compound."""
    said = place(problem.building, problem.dwelling_unit, problem.room)
    return gettext("未写明楼室号") if said == UNNAMED_PLACE else said


def area(compound: Compound) -> str:
    """The areas in which a compound lies, from the largest in, as far as they are known; the compound comes with them."""
    parts = (compound.district, compound.subdistrict, compound.neighbourhood)
    return "".join(part.name for part in parts if part is not None)


def moment(at: datetime) -> str:
    """A moment by the clock of Shanghai."""
    return formats.date_format(timezone.localtime(at), gettext("Y年n月j日 H:i"))


def day(on: date) -> str:
    """A day in words."""
    return formats.date_format(on, gettext("Y年n月j日"))


def chip(running: RunningClock, today: date) -> ClockChip:
    """A limit as a page shows it: 依据 · 起算 · 截止 · 谁负责. The title of the chip is the page's."""
    shown = clock_chip(
        running.due_at or running.due,
        today,
        basis=either(running.basis, running.basis_en or running.basis),
        starts=_starts(running),
        owner=chinese(running.responsible),
        verified=running.verified,
        provisional=bool(running.provisional),
        unknown=gettext("来源只给了日期，没有时刻，按小时计的时限无法核定。") if running.due is None else "",
        done=running.done,
    )
    notes = tuple(either(note.zh, note.en) for note in running.notes)
    return replace(shown, notes=notes, stands_in=running.stands_in)


def _starts(running: RunningClock) -> str:
    if running.start is None:
        return ""
    start = day(running.start)
    event = book.load().starts.get(running.starts_by)
    said = f"{either(event.name.zh, event.name.en)} {start}" if event else start
    story = either(running.story_zh, running.story_en)
    return either(f"{said}（{story}）", f"{said} ({story})") if story else said


def clock_name(kind: str) -> str:
    """What a limit is called."""
    return {
        "task": gettext("完成时限"),
        "contact": gettext("先行联系"),
        "handle": gettext("办理"),
        "again": gettext("重新办理"),
        "reply": pgettext("answer", "回音"),
        "pending": gettext("待处理"),
        "transfer": gettext("移送"),
    }[kind]


def marks(evidence: Iterable[Evidence]) -> list[Mark]:
    """What in a text speaks for its violations, named in the reader's language; what touches is one."""
    return [
        Mark(start, end, violation_name(one.violation), one.violation)
        for one in evidence
        for start, end in _joined(one.spans)
    ]


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def why_unsure(code: str) -> str:
    """Why the reader left a text to a person; empty where it did not."""
    return {
        "no-words": gettext("没有可读的中文内容"),
        "too-long": gettext("内容长，未必都读到了"),
        "many-tickets": gettext("引用了多张以前的工单"),
        "weak-evidence": gettext("有所反映，但依据不足"),
        "several": gettext("反映多件事，可能多判或漏判"),
        "near-miss": gettext("接近某类违法行为，但不能确定"),
        "open-topic": gettext("说到垃圾或脏乱，但看不出违法行为"),
        "subject-without-wrong": gettext("说到专项行动的内容，但看不出违法行为"),
        "withdrawn": gettext("像是撤回以前的诉求"),
        "question": gettext("像是咨询"),
        "praise": gettext("像是表扬或感谢"),
    }.get(code, code)


def why_there(code: str, *, alike: bool = False) -> str:
    """Why a place was recognised, or was not. ``alike``: compounds are shown with it between which nothing decides."""
    try:
        reason = Reason(code)
    except ValueError:
        return code
    if alike and reason is Reason.NOT_IN_GAZETTEER:
        return gettext("名录里没有这个名称，所列小区只是名称相近")
    return either(reason.zh, reason.en)


def runners_up(reading: Mapping[str, Any]) -> list[int]:
    """The compounds, by id, between which the reader could not decide."""
    return [int(one) for one in (reading.get("place") or {}).get("runners_up") or ()]
