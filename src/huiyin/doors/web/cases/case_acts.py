"""What is done in a case: opening it, its steps, another procedure beside, naming the party."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from huiyin.doors.web.cases.drafting import facts_beside
from huiyin.doors.web.cases.fields import OpenForm, PartyForm, StepForm
from huiyin.doors.web.cases.finding import to_act_on
from huiyin.doors.web.cases.words import RIGHT_OF, actor_name, cited, headed, procedure_name, said
from huiyin.doors.web.design.shapes import Crumb, Fact
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import either, label
from huiyin.doors.web.problem.acting import Act, Done, perform, sent, the_problem
from huiyin.doors.web.problem.problem_acts import about
from huiyin.doors.web.problem.problem_acts import back as to_the_problem
from huiyin.knowledge.law import book
from huiyin.knowledge.law.explaining import in_force
from huiyin.knowledge.law.money import yuan
from huiyin.knowledge.law.procedures import Edge, Incident
from huiyin.knowledge.law.steps.fields import fields_of
from huiyin.knowledge.law.steps.standing import OPEN, Standing
from huiyin.knowledge.law.steps.taking import Option, first_of
from huiyin.knowledge.law.telling import rule_in_words
from huiyin.records.accounts.roles import Right
from huiyin.records.cases.actions.keeping import Party
from huiyin.records.cases.actions.opening import Opening, open_case
from huiyin.records.cases.actions.parties import name_party
from huiyin.records.cases.actions.stepping import Taking, begin, step
from huiyin.records.cases.members import ROLE_OF, account_key, officer_key
from huiyin.records.cases.models import Case, MemberRole, PartyKind, PartyRole
from huiyin.records.cases.numbers import case_number
from huiyin.records.cases.queries import CasePage
from huiyin.records.problems.models import Condition, Problem
from huiyin.records.registry.models import Officer

_METHODS = require_http_methods(["GET", "HEAD", "POST"])
ANY = (Right.CASE_INVESTIGATE, Right.CASE_APPROVE, Right.CASE_REVIEW)


def back(case: Case) -> Crumb:
    """The page of a case."""
    return Crumb(case_number(case.pk), reverse("case", args=[case.pk]))


@needs(Right.CASE_INVESTIGATE)
@_METHODS
def open_from(request: DeskRequest, pk: int) -> HttpResponse:
    """Open a case from a problem that was found true."""
    problem = the_problem(request, pk)
    unit = request.scope.unit
    if unit is None:
        raise PermissionDenied(gettext("只有执法单位可以立案。"))
    under_way = _under_way(problem)
    procedures = first_of(problem.violation, under_way, book.load())
    form = OpenForm(
        sent(request),
        {"act_from": problem.first_on, "procedure": procedures[0].id, "party_kind": PartyKind.PERSON.value},
        [(one.id, headed(one.name)) for one in procedures],
        [(one.id, label(one.name.zh, one.name.en)) for one in book.load().details.get(problem.violation, ())],
    )
    act = Act(
        gettext("立为案件"),
        gettext("建立案件"),
        to_the_problem(problem),
        template="web/cases/open-fields.html",
        facts=(about(problem),),
        wide=True,
    )

    def do(given: dict[str, Any]) -> Done:
        named = Party(given["name"], given["number"], given["address"]) if given["name"].strip() else None
        case = open_case(
            request.by,
            Opening(
                problem.pk,
                unit.pk,
                given["procedure"],
                PartyKind(given["party_kind"]),
                PartyRole(given["party_role"]),
                given["act_from"],
                given["act_to"],
                given.get("detail") or "",
                under_way,
                float(given["area"]) if given["area"] is not None else None,
                given["competent"],
                named,
            ),
        )
        words = gettext("已建立案件 %(number)s。") % {"number": case_number(case.pk)}
        return Done(words, to=reverse("case", args=[case.pk]))

    return perform(request, act, form, do)


@needs(*ANY)
@_METHODS
def take_step(request: DeskRequest, pk: int, procedure: str, act: str) -> HttpResponse:
    """Take an act of one of the case's procedures."""
    return _take(request, to_act_on(request, pk), procedure, act)


@needs(*ANY)
@_METHODS
def take_incident(request: DeskRequest, pk: int, act: str) -> HttpResponse:
    """Record what moves no procedure."""
    return _take(request, to_act_on(request, pk), "", act)


@needs(Right.CASE_INVESTIGATE, Right.CASE_APPROVE)
@_METHODS
def begin_beside(request: DeskRequest, pk: int, procedure: str) -> HttpResponse:
    """Begin another procedure beside those that are open."""
    page = to_act_on(request, pk)
    found = next((how for path, how in page.beginnings if path.id == procedure), None)
    if found is None:
        raise Http404
    left = procedure_name(found.beside) if found.leaves else ""
    act = Act(
        gettext("转入%(procedure)s") % {"procedure": procedure_name(procedure)},
        gettext("转入"),
        back(page.case),
        facts=(_about(page),),
        warning=gettext("%(procedure)s不再继续。") % {"procedure": left} if left else "",
    )

    def do(given: dict[str, Any]) -> Done:
        begin(request.by, page.case.pk, procedure, page.last)
        return Done(gettext("已转入%(procedure)s。") % {"procedure": procedure_name(procedure)})

    return perform(request, act, forms.Form(sent(request)), do)


@needs(Right.CASE_INVESTIGATE)
@_METHODS
def party(request: DeskRequest, pk: int) -> HttpResponse:
    """Say who the party is."""
    page = to_act_on(request, pk)
    form = PartyForm(sent(request), initial={"competent": page.case.competent})
    act = Act(gettext("填写当事人"), gettext("保存"), back(page.case), facts=(_about(page),))

    def do(given: dict[str, Any]) -> Done:
        who = Party(given["name"], given["number"], given["address"])
        name_party(request.by, page.case.pk, who, competent=given["competent"])
        return Done(gettext("已保存当事人。"))

    return perform(request, act, form, do)


def _take(request: DeskRequest, page: CasePage, procedure: str, act: str) -> HttpResponse:
    option = next((one for one in page.options if (one.procedure, one.act) == (procedure, act)), None)
    if option is None:
        raise Http404
    edge, case, held = option.edge, page.case, book.load()
    if not request.user.may(RIGHT_OF[edge.role]):
        raise PermissionDenied(gettext("这一步由%(who)s办理。") % {"who": actor_name(edge.role)})
    by_officers = ROLE_OF[edge.role] == MemberRole.OFFICER
    form = StepForm(
        sent(request),
        now=request.now,
        after=page.last,
        asked=fields_of(edge, case.violation, held),
        sworn=[guard for guard, _ in option.guards if guard.attested],
        officers=Officer.objects.filter(unit=case.unit).order_by("certificate") if by_officers else None,
        own=request.user.officer_id if by_officers else None,
        rules=_competing(page.standing),
        known=_known(page, edge),
    )
    shown = Act(
        headed(edge.name),
        headed(edge.name),
        back(case),
        facts=(_about(page), *_paper(edge), *facts_beside(page, edge)),
        warning=_against(option),
        wide=True,
    )

    def do(given: dict[str, Any]) -> Done:
        who = [officer_key(one.pk) for one in given["who"]] if by_officers else [account_key(request.user)]
        step(
            request.by,
            Taking(
                case.pk,
                procedure,
                act,
                form.at_moment(),
                who,
                given["after"],
                form.stated(),
                form.besides(),
                form.confirmed(),
            ),
        )
        return Done(gettext("已记录：%(act)s。") % {"act": said(edge.name)})

    return perform(request, shown, form, do)


def _known(page: CasePage, edge: Edge | Incident) -> dict[str, Any]:
    """What the file has already, so that nobody types it twice: the amount that was notified, the fine that is to be paid."""
    of = {"decided": page.standing.case.last("notified"), "paid": page.standing.case.fine}.get(edge.event)
    amount = of.get("amount") if of is not None else None
    return {"amount": yuan(amount)} if amount else {}


def _competing(standing: Standing) -> list[tuple[str, str]]:
    facts, held = standing.case.facts, book.load()
    rules = [one for one in in_force(facts, held, facts.law_of) if one.competes]
    if len({one.id for one in rules}) < 2:
        return []
    words = [(one.id, rule_in_words(one, held)) for one in rules]
    return [(pk, either(text.zh, text.en)) for pk, text in words]


def _against(option: Option) -> str:
    """What stands against an act already, before anything is typed."""
    found = [
        f"{said(guard.says)}{gettext('：')}{either(why.zh, why.en)} {cited(guard.articles)}".strip()
        for guard, why in option.guards
        if why is not None and why is not OPEN
    ]
    return gettext("；").join(found)


def _paper(edge: Edge | Incident) -> list[Fact]:
    return [Fact(gettext("文书"), edge.paper)] if edge.paper else []


def _about(page: CasePage) -> Fact:
    problem = page.case.problem
    return Fact(gettext("案件"), f"{case_number(page.case.pk)} · {about(problem).value}")


def _under_way(problem: Problem) -> bool | None:
    """Whether it was under way when it was found; None where that does not matter."""
    if not book.load().violations[problem.violation].condition_needed:
        return None
    return problem.condition == Condition.IN_PROGRESS
