"""Joining reports that repeat others to these others' problems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.problems.models import Link, Problem, ProblemState
from huiyin.records.problems.repeats import Repeat


@action("problem.join.repeat")
def join_repeats(by: By, repeats: Sequence[Repeat]) -> list[int]:
    """Link reports that wait, and speak of no problem, to the open problems of the reports which they repeat.

    Returns those linked. Each problem's entry says which they are, and which ones they quote or are like. What was settled
    meanwhile or is held by somebody else gets none: such a report waits on. Two statements for any number of them.
    """
    wanted: dict[int, list[Repeat]] = defaultdict(list)
    for repeat in repeats:
        for problem_id in repeat.problem_ids:
            wanted[problem_id].append(repeat)
    if not wanted:
        return []
    # The transaction has locked problems before, in their order: one that somebody else holds now is not waited for, lest two
    # wait for one another.
    standing = Problem.objects.select_for_update(skip_locked=True).filter(
        pk__in=wanted, state=ProblemState.OPEN
    )
    linked: set[int] = set()
    rows = []
    for problem_id in standing.order_by("pk").values_list("pk", flat=True):
        ids = sorted(repeat.report_id for repeat in wanted[problem_id])
        rows += [(problem_id, report_id, by.at, by.actor, None, "") for report_id in ids]
        linked.update(ids)
        content: dict[str, object] = {"linked": ids}
        for name, quoted in (("quotes", True), ("alike", False)):
            if originals := sorted({r.original_id for r in wanted[problem_id] if r.quoted == quoted}):
                content[name] = originals
        enter("problem", problem_id, content, cause=("report", ids[0]))
    bulk.insert(Link, ("problem_id", "report_id", "added_at", "added_by", "removed_at", "removed_by"), rows)
    return sorted(linked)
