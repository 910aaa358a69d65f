"""Cases that were opened from a problem found true, and their steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.cases.actions.keeping import Party
from huiyin.records.cases.actions.opening import Opening, open_case
from huiyin.records.cases.actions.stepping import Taking, step
from huiyin.records.cases.members import officer_key
from huiyin.records.cases.models import Case, Event, PartyKind, PartyRole
from huiyin.records.ledger.action import By
from huiyin.records.problems.actions.lifecycle import Finding, verify
from huiyin.records.problems.models import Condition, Problem, Verification
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.models import Officer, Unit
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, order

NOTICE = ["facts", "reasons", "basis", "rights", "penalty"]
DECISION = ["party", "facts", "evidence", "kind", "basis", "performance", "remedies", "agency", "seal"]
VISIT = {"id_shown": True, "record": "signed", "entry": "consent", "findings": "露台上一处铝合金框，已封顶"}
SERVED = {"mode": "direct", "consent": False}
OWNER = Party("顾澄", "", "云帆路88弄7号楼1201室")


def at(text: str) -> datetime:
    """A moment of Shanghai: ``2022-09-17 09:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def by(text: str, actor: str = "lin") -> By:
    """Somebody who acts at that moment."""
    return By(actor, at(text), "cli")


def found_true(desk: Desk, text: str = rows.SUNROOM, condition: Condition = Condition.EXISTING) -> Problem:
    """A problem that was reported on 14 September 2022 and found true on the 15th."""
    desk.take(order("1001", text))
    problem = Problem.objects.get()
    verify(
        by("2022-09-15 10:00"),
        [Finding(problem.pk, Verification.TRUE, date(2022, 9, 15), condition, found="在")],
    )
    problem.refresh_from_db()
    return problem


def officers() -> list[str]:
    """Two officers of 静安 with certificates, as cases name them; added once."""
    unit = Unit.objects.get(code="jingan")
    if not Officer.objects.exists():
        add_officers(
            by("2022-09-15 08:00"),
            [NewOfficer("顾衡", unit.pk, "C-1", None, None), NewOfficer("何屹", unit.pk, "C-2", None, None)],
        )
    return [officer_key(pk) for pk in Officer.objects.order_by("pk").values_list("pk", flat=True)]


def opened(problem: Problem, procedure: str = "ordinary", **facts: Any) -> Case:
    """A case against the owner, opened at once."""
    given: dict[str, Any] = {
        "act_from": date(2022, 9, 1),
        "in_progress": False,
        "competent": True,
        "party": OWNER,
    } | facts
    return open_case(
        by("2022-09-15 10:30"),
        Opening(
            problem.pk,
            Unit.objects.get(code="jingan").pk,
            procedure,
            PartyKind.PERSON,
            PartyRole.OWNER,
            **given,
        ),
    )


def do(
    case: Case, act: str, when: str, *, procedure: str = "ordinary", who: Sequence[str] = (), **stated: Any
) -> Event:
    """Take a step of a case; ``besides`` and ``sworn`` stand among what is stated."""
    besides, sworn = dict(stated.pop("besides", {})), stated.pop("sworn", ())
    besides |= {name: stated.pop(name) for name in list(stated) if name in book.load().besides}
    after = stated.pop("after", None)
    last = Event.objects.filter(case=case).order_by("-position").values_list("position", flat=True)[0]
    return step(
        by(when),
        Taking(
            case.pk,
            procedure,
            act,
            at(when),
            list(who) or officers(),
            last if after is None else after,
            stated,
            besides,
            sworn,
        ),
    )
