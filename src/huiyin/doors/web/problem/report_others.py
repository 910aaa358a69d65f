"""How other reports are shown at one: those that it quotes, those that say nearly the same, those attached to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from huiyin.doors.web.design.shapes import Link
from huiyin.doors.web.language import violation_name
from huiyin.doors.web.problem.words import day
from huiyin.records.problems.kin import Kin
from huiyin.records.problems.models import Problem
from huiyin.records.problems.numbers import problem_number
from huiyin.records.problems.quoted import Quoted
from huiyin.records.reports.models import Report

# Characters of another report's text.
EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Other:
    """Another report that one quotes, that says nearly the same, or that was attached to it, with the open problems of which
    it speaks; ``url`` is empty where the area has none."""

    number: str
    url: str
    fate: str
    text: str
    day: str
    quoted: bool = False
    problems: tuple[Link, ...] = ()


def other(report: Report, problems: Iterable[Problem] = (), *, quoted: bool = False) -> Other:
    """A report of the area as it is shown at another one."""
    return Other(
        report.number or str(report.pk),
        reverse("report", args=[report.pk]),
        report.fate,
        report.text[:EXCERPT],
        day(report.created_on),
        quoted,
        tuple(
            Link(f"{problem_number(p.pk)} {violation_name(p.violation)}", reverse("problem", args=[p.pk]))
            for p in problems
        ),
    )


def quoted_others(quotes: Iterable[Quoted], kin: Iterable[Kin]) -> list[Other]:
    """The orders that a report quotes, those too that the area has not."""
    problems = {one.report.pk: one.problems for one in kin if one.quoted}
    return [
        other(one.report, problems.get(one.report.pk, ()), quoted=True)
        if one.report is not None
        else Other(one.number, "", "", "", "", quoted=True)
        for one in quotes
    ]


def said_of(kin: Kin) -> str:
    """In what a report says the same as another one."""
    words = gettext("引用诉件 %(number)s") if kin.quoted else gettext("与诉件 %(number)s 文字几乎相同")
    return words % {"number": kin.report.number or kin.report.pk}


def kin_others(kin: Iterable[Kin]) -> list[Other]:
    """The reports that say the same, as ``kin_of`` tells them."""
    return [other(one.report, one.problems, quoted=one.quoted) for one in kin]
