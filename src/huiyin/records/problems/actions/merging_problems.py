"""When a problem that comes along is open at the target already, the two become one: the one there, with all links.

Nothing here is an action; ``problem.move`` uses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, enter
from huiyin.records.problems.findings import bring, recorded
from huiyin.records.problems.models import Condition, Link, Problem, ProblemState, Verification


class Twins(NamedTuple):
    """An open problem that stays, and the one of the same wrong and place that becomes it."""

    stays: Problem
    goes: Problem


class Became(NamedTuple):
    """How many links went along, and those of the problems that stay of which the other was under way and they were not."""

    links: int
    hurried: frozenset[int]


def merge_problems(by: By, twins: Sequence[Twins]) -> Became:
    """Let one of two problems take over the reports, the first day, the condition and the finding of the other, each with its
    entry.

    Of two findings the later stands (``findings``). The problems are held. The same statements for any number.
    """
    if not twins:
        return Became(0, frozenset())
    new = _move_links(by, twins)
    checked = [one for one in twins if one.goes.verification]
    said = recorded([problem.pk for one in checked for problem in one])
    hurried = set()
    for one in twins:
        stays, goes = one.stays, one.goes
        was = stays.condition
        goes.state, goes.merged_into, goes.merged_at = ProblemState.MERGED, stays, by.at
        stays.first_on = min(stays.first_on, goes.first_on)
        if stays.verification != Verification.UNTRUE:
            stays.condition = stays.condition or goes.condition
        finding = bring(by, stays, goes, said)
        if goes.condition == stays.condition == Condition.IN_PROGRESS and not was:
            hurried.add(stays.pk)
        enter("problem", goes.pk, {"merged_into": stays.pk})
        content = {"linked": new[stays.pk], "from": goes.pk, **finding}
        enter("problem", stays.pk, content, cause=("problem", goes.pk))
    # The one goes before the other takes over anything of it.
    Problem.objects.bulk_update(
        [one.goes for one in twins], ["state", "merged_into", "merged_at"], batch_size=500
    )
    Problem.objects.bulk_update([one.stays for one in twins], ["first_on", "condition"], batch_size=500)
    found = ["verification", "verified_on", "found", "brought_at"]
    Problem.objects.bulk_update([one.stays for one in checked], found, batch_size=500)
    return Became(sum(map(len, new.values())), frozenset(hurried))


def _move_links(by: By, twins: Sequence[Twins]) -> dict[int, list[int]]:
    """Let the reports of the one speak of the other. Returns those that did not speak of it before, by the one that stays."""
    into = {one.goes.pk: one.stays.pk for one in twins}
    active = Link.objects.filter(removed_at__isnull=True)
    links = list(active.select_for_update().filter(problem__in=into).order_by("pk"))
    known = set(active.filter(problem__in=into.values()).values_list("problem_id", "report_id"))
    new: dict[int, list[int]] = {pk: [] for pk in into.values()}
    for link in links:
        stays = into[link.problem_id]
        if (stays, link.report_id) not in known:
            new[stays].append(link.report_id)
    Link.objects.filter(pk__in=[link.pk for link in links]).update(removed_at=by.at, removed_by=by.actor)
    bulk.insert(
        Link,
        ("problem_id", "report_id", "added_at", "added_by", "removed_at", "removed_by"),
        [(pk, report_id, by.at, by.actor, None, "") for pk, reports in new.items() for report_id in reports],
    )
    return new
