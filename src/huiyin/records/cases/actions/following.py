"""Cases whose problem became another: they are cases of that one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from huiyin.records.cases.models import Case
from huiyin.records.cases.queries import open_together
from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter


@dataclass(frozen=True, slots=True)
class Followed:
    """How many cases became those of another problem, and the problems of which several are open since, with these."""

    cases: int
    together: Mapping[int, list[int]]


@action("case.follow")
def follow(by: By, became: Mapping[int, int]) -> Followed:
    """Let the cases of merged problems, the closed ones too, be cases of the problems that those became.

    Nothing else of a case changes: its events, papers and evidence stay what they are. The same statements for any number, none
    where no problem was merged.
    """
    if not became:
        return Followed(0, {})
    cases = list(Case.objects.select_for_update().filter(problem__in=became).order_by("pk"))
    pairs = [(case.pk, became[case.problem_id]) for case in cases]
    for case, (_, problem_id) in zip(cases, pairs, strict=True):
        was = case.problem_id
        enter("case", case.pk, {"problem": problem_id, "was": was}, cause=("problem", was))
    bulk.update(Case, "problem_id", pairs)
    return Followed(len(cases), open_together({problem_id for _, problem_id in pairs}) if pairs else {})
