"""How the pages of cases say what the law's functions answer: guards, articles, limits, states."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from huiyin.doors.web.design.clocks import ClockChip, clock_chip
from huiyin.doors.web.language import either, label
from huiyin.doors.web.problem.words import day, moment
from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.knowledge.law.defects import Article
from huiyin.knowledge.law.money import yuan
from huiyin.knowledge.law.procedures import Actor, Edge, Incident
from huiyin.knowledge.law.steps.fields import fields_of
from huiyin.knowledge.law.steps.limits import Limit
from huiyin.knowledge.law.steps.standing import Refusal
from huiyin.knowledge.law.types import Text
from huiyin.records.accounts.roles import Right
from huiyin.records.cases.models import Event

RIGHT_OF: Mapping[Actor, Right] = {
    "officers": Right.CASE_INVESTIGATE,
    "station": Right.CASE_INVESTIGATE,
    "party": Right.CASE_INVESTIGATE,
    "court": Right.CASE_INVESTIGATE,
    "clerk": Right.CASE_INVESTIGATE,
    "district-government": Right.CASE_APPROVE,
    "head": Right.CASE_APPROVE,
    "reviewer": Right.CASE_REVIEW,
    "chair": Right.CASE_REVIEW,
}
"""What somebody needs to do, or to record, an act of such an actor."""


def said(text: Text) -> str:
    """A wording of the book in the reader's language."""
    return either(text.zh, text.en)


def headed(text: Text) -> str:
    """The same at the head of something."""
    return label(text.zh, text.en)


def actor_name(actor: Actor) -> str:
    """By whom an act is done."""
    return {
        "officers": gettext("执法人员"),
        "station": gettext("中队"),
        "head": gettext("负责人"),
        "reviewer": gettext("法制审核人员"),
        "chair": gettext("听证主持人"),
        "party": gettext("当事人"),
        "district-government": gettext("区政府"),
        "court": gettext("法院"),
        "clerk": gettext("内勤"),
    }[actor]


def procedure_name(procedure: str) -> str:
    """A procedure by its name in the book."""
    found = book.load().procedures.get(procedure)
    return headed(found.name) if found is not None else procedure


def state_name(procedure: str, state: str) -> str:
    """Where a procedure stands."""
    found = book.load().procedures.get(procedure)
    names = {one.id: one.name for one in found.states} if found is not None else {}
    return headed(names[state]) if state in names else state


def cited(articles: Iterable[Article]) -> str:
    """Articles as they are cited; one that was not read says so."""
    held = book.load()
    return gettext("；").join(
        either(
            f"《{held.instruments[one.instrument].title.zh}》{one.article}{'' if one.citable else '（未核实）'}",
            f"{held.instruments[one.instrument].title.en} {one.article}{'' if one.citable else ' (unverified)'}",
        )
        for one in articles
    )


def refusal_words(refusal: Refusal) -> str:
    """Why a step was refused: the guard, what of it does not hold, and its article."""
    guard = book.load().guards.get(refusal.guard)
    why = either(refusal.zh, refusal.en)
    head = f"{said(guard.says)}{gettext('：')}" if guard is not None else ""
    article = cited(refusal.articles)
    return head + (either(f"{why}（{article}）", f"{why} ({article})") if article else why)


def limit_chip(limit: Limit, today: dt.date) -> ClockChip:
    """A limit as a page shows it: 依据 · 起算 · 截止 · 谁负责."""
    defect = book.load().defects.get(limit.defect)
    articles = defect.articles if defect is not None else ()
    start = limit.start if isinstance(limit.start, dt.datetime) else None
    begun = moment(start) if start is not None else day(limit.start)
    told = limit.counted
    story = either(told.story_zh, told.story_en) if told is not None else ""
    return clock_chip(
        limit.at or limit.last,
        today,
        basis=cited(articles) or gettext("责令书写明的期限"),
        starts=either(f"{begun}（{story}）", f"{begun} ({story})") if story else begun,
        owner=actor_name(limit.whose),
        verified=all(one.citable for one in articles),
        provisional=bool(told is not None and told.provisional),
    )


def event_name(event: Event) -> str:
    """What a step of a case is called, with its procedure."""
    edge = edge_of(event)
    name = headed(edge.name) if edge is not None else gettext("登记来源")
    return f"{procedure_name(event.procedure)} · {name}" if event.procedure else name


def edge_of(event: Event) -> Edge | Incident | None:
    """The act or incident of the book that a step was."""
    held = book.load()
    procedure = held.procedures.get(event.procedure)
    if procedure is None:
        return held.incidents.get(event.act)
    return next((edge for edge in procedure.edges if edge.act == event.act), None)


def event_lines(
    edge: Edge | Incident | None, violation: str, stated: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """What was said of an event, in words and in the order of its form."""
    if edge is None:
        return []
    held = book.load()
    found = [
        (_short(said(field.words)), _value(stated[field.name], dict(field.choices)))
        for field in fields_of(edge, violation, held)
        if field.name in stated
    ]
    return [(name, value) for name, value in found if value]


def _short(term: str) -> str:
    """What a form asks for without what explains it to whoever fills it in."""
    return re.split(r"（| \(", term, maxsplit=1)[0]


def _value(value: Any, choices: Mapping[str, Text]) -> str:
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, list):
        return gettext("、").join(said(choices[one]) if one in choices else str(one) for one in value)
    if isinstance(value, str) and value in choices:
        return said(choices[value])
    if isinstance(value, float | int):
        return yuan(value, grouped=True)
    if isinstance(value, str) and len(value) > 10 and value[4:5] == "-" and "T" in value:
        return moment(dt.datetime.fromisoformat(value).astimezone(SHANGHAI))
    return str(value)
