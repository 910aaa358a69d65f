"""The finding that stands at a problem, as the ledger tells of it: recorded there, or brought by a merge.

A further finding stands instead of the one before. Where two problems become one it is the later of theirs, and who turned a
finding round is known of both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db.models import Q

from huiyin.records.ledger.action import By
from huiyin.records.ledger.queries import acts_upon
from huiyin.records.problems.models import Problem, Verification

HOLDS = (Verification.TRUE, Verification.PARTLY)
"""Findings by which a complaint holds, wholly or in part."""
_CHECK, _MERGE = "problem.verify", "problem.move"
# What an entry of a merge holds, canonical JSON as all content is, where it brought a finding or let one give way.
_FINDINGS = Q(action=_CHECK) | Q(action=_MERGE, content__contains='"outcome":')


@dataclass(frozen=True, slots=True)
class Recorded:
    """A finding that stands, by the place of its entry in the problem's chain; who recorded it, and when.

    ``held`` says whether the complaint was last found to hold, findings that say neither left out; ``turned_by`` who last found
    untrue what had been found to hold, empty where nobody did.
    """

    position: int
    outcome: Verification
    by: str
    at: datetime
    held: bool
    turned_by: str


def recorded(problem_ids: Collection[int]) -> dict[int, Recorded]:
    """The finding of each of these problems that has one. One statement, none for no problems."""
    found: dict[int, Recorded] = {}
    acts = acts_upon([("problem", pk) for pk in problem_ids]).filter(_FINDINGS)
    for entry in acts.order_by("position"):
        content = msgspec.json.decode(entry.content)
        outcome, before = Verification(content["outcome"]), found.get(entry.record_id)
        if entry.action == _MERGE:
            by, at = content["checked_by"], datetime.fromisoformat(content["checked_at"])
            held, turned_by = content["held"], content["turned_by"]
        else:
            by, at = entry.actor, entry.at
            held, turned_by = before.held if before else False, before.turned_by if before else ""
            if outcome in HOLDS:
                held = True
            elif outcome == Verification.UNTRUE and held:
                held, turned_by = False, by
        found[entry.record_id] = Recorded(entry.position, outcome, by, at, held, turned_by)
    return found


def bring(by: By, stays: Problem, goes: Problem, said: Mapping[int, Recorded]) -> dict[str, object]:
    """Let a problem that stays have the finding of the one that becomes it, where that is the later or the only one.

    Returns what the entry of the merge tells of the finding that stands now; empty where the other had none. The condition is
    that of the finding; what is untrue is in no condition.
    """
    if not goes.verification:
        return {}
    content: dict[str, object] = {}
    later, standing, held, turned_by = goes, said[goes.pk], False, ""
    if stays.verification:
        earlier, other = stays, said[stays.pk]
        if (str(stays.verified_on), other.at) > (str(goes.verified_on), standing.at):
            later, earlier, standing, other = stays, goes, other, standing
        content["gave_way"] = {"outcome": earlier.verification, "on": str(earlier.verified_on)}
        held, turned_by = other.held, other.turned_by
    if standing.outcome == Verification.UNTRUE:
        turned_by, held = (standing.by if held else turned_by), False
    stays.condition = (
        ""
        if standing.outcome == Verification.UNTRUE
        else later.condition or stays.condition or goes.condition
    )
    if later is goes:
        # One that was checked before was so on the days before the merge as well.
        stays.brought_at = None if stays.verification else by.at
        stays.verification, stays.verified_on, stays.found = goes.verification, goes.verified_on, goes.found
    return content | {
        "outcome": stays.verification,
        "on": str(stays.verified_on),
        "condition": stays.condition,
        **({"found": stays.found} if stays.found else {}),
        "checked_by": standing.by,
        "checked_at": standing.at.isoformat(),
        "held": held or standing.held,
        "turned_by": standing.turned_by or turned_by,
    }
