"""Reports that say the same as one which waits, for whoever decides about it: quoted by it, or nearly the same in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.matters import of_seen, visible_reports
from huiyin.records.problems.models import Link, Problem, ProblemState
from huiyin.records.reports.alike import pairs, quoting, sharing
from huiyin.records.reports.masking import masked
from huiyin.records.reports.models import Report
from huiyin.records.reports.originals import quotes_of


@dataclass(frozen=True, slots=True)
class Kin:
    """A report that another one quotes, or whose text is nearly the same; ``problems`` are the open ones of which it speaks.

    Its text is masked and must not be saved.
    """

    report: Report
    quoted: bool
    problems: tuple[Problem, ...]


def kin_of(scope: Scope, report_ids: Collection[int]) -> dict[int, tuple[Kin, ...]]:
    """By report, those of an area that say the same: the quoted first, then the likest. What has none is not among the keys.

    Five statements at most, whatever the number.
    """
    reports = list(visible_reports(scope).filter(pk__in=report_ids).order_by("pk")) if report_ids else []
    numbers = {number for one in reports for number in quotes_of(one.reading)}
    found = {*quoting(numbers), *sharing([one.pk for one in reports if one.likeness_1 is not None])}
    others = list(visible_reports(scope).filter(pk__in=found).order_by("pk")) if found else []
    paired = pairs(reports, others)
    problems: dict[int, list[Problem]] = defaultdict(list)
    if paired:
        links = Link.objects.filter(
            of_seen(scope),
            report__in={pair.other.pk for pair in paired},
            removed_at__isnull=True,
            problem__state=ProblemState.OPEN,
        )
        for link in links.select_related("problem__compound").order_by("problem_id"):
            problems[link.report_id].append(link.problem)
    kin: dict[int, list[Kin]] = defaultdict(list)
    for one in others:
        one.text, one.address = masked(one.text), masked(one.address)
    for pair in paired:
        kin[pair.report.pk].append(Kin(pair.other, pair.quoted, tuple(problems[pair.other.pk])))
    return {pk: tuple(those) for pk, those in kin.items()}
