"""Opening a case from a problem that was found true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

import msgspec

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import SHANGHAI, to_shanghai
from huiyin.knowledge.law.facts import FactsError
from huiyin.knowledge.law.steps.taking import first_procedures
from huiyin.records.cases.actions.keeping import Party, keep_party, redate_one
from huiyin.records.cases.models import Case, Event, PartyKind, PartyRole, Track
from huiyin.records.cases.refusal import refused
from huiyin.records.cases.standing import DAY_ALONE, file_of
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.problems.models import Problem, ProblemState, Verification
from huiyin.records.problems.numbers import problem_number
from huiyin.records.registry.models import Unit
from huiyin.records.reports.models import Report


@dataclass(frozen=True, slots=True)
class Opening:
    """What a case begins with. ``party`` is None while nobody knows who it was; days are Shanghai's."""

    problem_id: int
    unit_id: int
    procedure: str
    party_kind: PartyKind
    party_role: PartyRole
    act_from: date
    act_to: date | None = None
    detail: str = ""
    in_progress: bool | None = None
    area_m2: float | None = None
    competent: bool = False
    party: Party | None = None


@action("case.open")
def open_case(by: By, opening: Opening) -> Case:
    """Open a case. Its first event is the first report of the problem, at the moment at which it was received.

    Raises :class:`CaseRefused` for a problem that is not open or was not found true, for a procedure that such a case cannot
    begin with, and for facts that contradict each other.
    """
    problem = (
        Problem.objects.select_for_update(of=("self",))
        .select_related("compound__district")
        .filter(pk=opening.problem_id)
        .first()
    )
    if problem is None or problem.state != ProblemState.OPEN:
        raise refused("问题不存在或者已销号", f"problem {opening.problem_id} is not open")
    if problem.verification not in (Verification.TRUE, Verification.PARTLY):
        raise refused(
            f"{problem_number(problem.pk)}尚未核实为属实，不能立为案件",
            f"problem {problem.pk} was not found true, so there is no case yet",
        )
    unit = Unit.objects.filter(pk=opening.unit_id).first()
    if unit is None:
        raise refused("办案单位不存在", f"there is no unit {opening.unit_id}", "unit")
    if opening.act_from > to_shanghai(by.at).date():
        raise refused("行为开始日期晚于今天", "the act began later than today", "act_from")
    if opening.act_to is not None and opening.act_to < opening.act_from:
        raise refused("行为终了早于开始", "the act ended before it began", "act_to")
    case = Case(
        problem=problem,
        unit=unit,
        violation=problem.violation,
        detail=opening.detail,
        in_progress=opening.in_progress,
        area_m2=opening.area_m2,
        act_from=opening.act_from,
        act_to=opening.act_to,
        competent=opening.competent,
        party_kind=opening.party_kind,
        party_role=opening.party_role,
        opened_at=by.at,
    )
    if opening.party is not None:
        keep_party(case, opening.party)
    case.save()
    reported_at, said = _reported(problem, by.at)
    reported = Event.objects.create(
        case=case,
        position=1,
        act="reported",
        event="reported",
        at=reported_at,
        said=said,
        besides="{}",
        entered_at=by.at,
        entered_by=by.actor,
    )
    try:
        procedures = {one.id: one for one in first_procedures(file_of(case, [reported]), book.load())}
    except FactsError as error:
        raise refused(f"案件事实有误：{error.zh}", error.en) from error
    begun = procedures.get(opening.procedure)
    if begun is None:
        names = "、".join(one.name.zh for one in procedures.values())
        raise refused(
            f"这类案件可以适用：{names}", f"such a case begins with {', '.join(procedures)}", "procedure"
        )
    Track.objects.create(case=case, procedure=begun.id, state=begun.start, begun_at=by.at)
    redate_one(case)
    enter(
        "case",
        case.pk,
        {
            "problem": problem.pk,
            "unit": unit.code,
            "violation": case.violation,
            "procedure": begun.id,
            "facts": msgspec.json.encode(
                [opening.detail, opening.in_progress, opening.area_m2, opening.act_from, opening.act_to]
            ).decode(),
            "party": [case.party_kind, case.party_role],
            "named": case.party_key is not None,
            "competent": case.competent,
        },
        first=True,
    )
    return case


def _reported(problem: Problem, at: datetime) -> tuple[datetime, str]:
    """When the first report of it reached us, with what is said of that; what nobody reported was found when it was opened.

    Of a report that has a day alone it is the beginning of that day, and hours are not counted from it.
    """
    reports = Report.objects.filter(links__problem=problem, links__removed_at__isnull=True)
    first = reports.order_by("reached_on", "reached_at", "pk").values_list("reached_on", "reached_at").first()
    if first is None:
        return min(problem.opened_at, at), "{}"
    day, moment = first
    if moment is not None:
        return min(moment, at), "{}"
    return min(datetime.combine(day, time.min, SHANGHAI), at), DAY_ALONE
