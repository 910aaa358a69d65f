"""What of a stated step cannot be taken, whatever the law says of its act: moments, people, and what was filled in."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from typing import Any

from huiyin.knowledge.law.book import Book
from huiyin.knowledge.law.procedures import Actor, Edge, Incident
from huiyin.knowledge.law.review.case_file import PersonRole
from huiyin.knowledge.law.steps.fields import Field, fields_of
from huiyin.knowledge.law.steps.standing import Refusal, Standing, Step

TWO = "two-officers"
_ROLES: dict[Actor, tuple[PersonRole, str, str]] = {
    "head": ("approver", "负责人", "a head"),
    "reviewer": ("reviewer", "法制审核人员", "a reviewer"),
    "chair": ("chair", "听证主持人", "a chair of hearings"),
}
_OFFICER: tuple[PersonRole, str, str] = ("officer", "执法人员", "an officer")


def misstated(
    standing: Standing, edge: Edge | Incident, step: Step, book: Book, now: dt.datetime
) -> Iterator[Refusal]:
    """Each with the field to change."""
    last = standing.case.events[-1]
    if step.at > now:
        yield Refusal("时间晚于现在", "its moment lies ahead", field="at")
    if step.at < last.at:
        yield Refusal(
            f"时间早于上一步（{last.at:%Y-%m-%d %H:%M}）",
            f"its moment lies before the last step ({last.at:%Y-%m-%d %H:%M})",
            field="at",
        )
    yield from _people(standing, edge, step)
    yield from _filled_in(standing, edge, step, book)


def unfit(standing: Standing, edge: Edge | Incident, step: Step, book: Book) -> Iterator[Refusal]:
    """What was filled in and is nothing of the kind, so that no guard can be asked about it."""
    for field in fields_of(edge, standing.case.facts.violation, book):
        value = step.besides.get(field.name) if field.beside else step.said.get(field.name)
        blank = isinstance(value, str) and not value.strip()
        if value is not None and not blank and not _fits(field, value):
            yield Refusal(
                f"{field.words.zh}：{value!r} 不能填写在此",
                f"{field.words.en}: {value!r} does not fit",
                field=field.name,
            )


def _people(standing: Standing, edge: Edge | Incident, step: Step) -> Iterator[Refusal]:
    if not step.by:
        yield Refusal("未写明办理人", "nobody is named who acts", field="by")
    if len(set(step.by)) < len(step.by):
        yield Refusal("办理人重复", "somebody is named twice", field="by")
    # Others record what a party, a court or a government does; who visits, decides, reviews and chairs must be that.
    wanted = _OFFICER if edge.role == "officers" and TWO in edge.guards else _ROLES.get(edge.role)
    for who in step.by:
        person = standing.case.people.get(who)
        if person is None:
            yield Refusal(f"{who} 不是本案人员", f"{who} is nobody of this case", field="by")
        elif wanted is not None and person.role != wanted[0]:
            yield Refusal(f"{who} 不是{wanted[1]}", f"{who} is not {wanted[2]}", field="by")


def _filled_in(standing: Standing, edge: Edge | Incident, step: Step, book: Book) -> Iterator[Refusal]:
    fields = fields_of(edge, standing.case.facts.violation, book)
    for field in fields:
        value = step.besides.get(field.name, "").strip() if field.beside else step.said.get(field.name)
        if value is None or value == "":
            held = field.beside and standing.besides.get(field.name, "").strip()
            if field.required and not held:
                yield Refusal(f"未填写{field.words.zh}", f"{field.words.en} is missing", field=field.name)
    told = {field.name for field in fields if not field.beside} | set(edge.fixed)
    asked = {field.name for field in fields if field.beside}
    for name in sorted((set(step.said) - told - _RECORDED) | (set(step.besides) - asked)):
        yield Refusal(f"这一步不填写 {name}", f"this step does not ask for {name}", field=name)
    if step.said.get("corrected") is False and step.besides.get("restoration", "").strip():
        yield Refusal(
            "复查认为未改正，不能同时写明已恢复",
            "what is found not corrected is not restored",
            field="restoration",
        )


_RECORDED = frozenset({"order_met", "paid", "chair"})
"""What the record has and nobody's word changes."""


def _fits(field: Field, value: Any) -> bool:
    """Whether a value is what such a field holds: of its kind, one of its choices, no amount below nothing."""
    known = {choice for choice, _ in field.choices}
    match field.kind, value:
        case "yes-no", bool():
            return True
        case _, bool():
            return False
        case "amount", int() | float():
            return math.isfinite(value) and value >= 0
        case "count", int():
            return value > 0
        case "moment", dt.datetime():
            return value.tzinfo is not None
        case "day", dt.date():
            return not isinstance(value, dt.datetime)
        case "several", list() | tuple():
            return all(one in known for one in value)
        case "choice", str():
            return value in known
        case "words", str():
            return True
    return False
