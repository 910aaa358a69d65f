"""A city of 80 problems in states of all kinds, what a reader of its lists would see, and the lists read from end to end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from huiyin.knowledge.law import book
from huiyin.records.accounts.scope import Scope
from huiyin.records.problems import desk
from huiyin.records.problems.actions.join import join
from huiyin.records.problems.claims import Claim
from huiyin.records.problems.desk import Page
from huiyin.records.problems.filters import NONE, Filters
from huiyin.records.problems.models import Assignment, Link, Problem, Task
from huiyin.records.registry.actions.amending import Amendment, amend, set_scopes
from huiyin.records.registry.models import Neighbourhood, Officer
from huiyin.records.reports.models import Channel
from records.problems import list_making as m

TODAY = date(2022, 8, 1)
CODES = ("load-bearing", "illegal-construction", "ebike-common-parts", "group-renting", "refuse-sorting")


def scope(code: str = "sh-bureau") -> Scope:
    return Scope(TODAY, m.unit(code))


def codes() -> list[str]:
    return [code for code in CODES if code in book.load().violations]


def stand_up_city() -> dict[int, dict[str, Any]]:
    """80 problems at six compounds of two districts, every fourth with two reports, with states of all kinds.

    Gives what a reader of the list would see of each, from the tables row by row.
    """
    m.registry()
    places = list(
        Neighbourhood.objects.filter(subdistrict__district__name__in=("静安区", "闵行区")).order_by("code")
    )
    chosen = [places[0], places[1], places[-1], places[-2], places[len(places) // 3], places[0]]
    compounds = []
    for n, place in enumerate(chosen):
        compound = m.compound(f"t{n}", f"{'青白丹紫翠金'[n]}梧苑", place.subdistrict.district.name)
        amend(m.by(), [Amendment(compound.pk, {"neighbourhood_id": place.pk})])
        compounds.append(compound)
    set_scopes(m.by(), {compounds[5].pk: [m.unit("airport").pk]})
    kinds = codes()
    for start in (0, 40):
        join(
            m.by(day=m.DAY + timedelta(days=start // 10)),
            [
                Claim(
                    m.report(f"{n}-{again}", caller=b"c" * 16 if n % 3 == 0 else None).pk,
                    kinds[n % len(kinds)],
                    compounds[n * n % len(compounds)].pk,
                    str(n % 9),
                    "",
                    str(100 + n),
                    n % 7 == 0,
                    list(Channel)[0 if n % 5 else n % 10],
                    m.DAY - timedelta(days=n % 11),
                )
                for n in range(start, start + 40)
                for again in range(2 if n % 4 == 0 else 1)
            ],
        )
    _work_on(list(Problem.objects.order_by("pk")))
    read = {problem.pk: _as_read(problem) for problem in Problem.objects.all()}
    told: dict[tuple[int, str], dict[int, tuple[date, bytes | None]]] = defaultdict(dict)
    for link in Link.objects.filter(removed_at=None).exclude(problem__state="merged"):
        about, caller = link.problem, link.report.caller
        told[about.compound_id, about.violation][link.report_id] = (
            link.report.created_on,
            None if caller is None else bytes(caller),
        )
    for seen in read.values():
        seen["concentrated"] = _together(
            told[seen["problem"].compound_id, seen["problem"].violation].values()
        )
    return read


def _together(told: Iterable[tuple[date, bytes | None]]) -> bool:
    """Five reports or three callers within thirty days, looked for day by day."""
    told = list(told)
    for last, _ in told:
        within = [(on, caller) for on, caller in told if last - timedelta(days=29) <= on <= last]
        if len(within) >= 5 or len({caller for _, caller in within if caller}) >= 3:
            return True
    return False


def _work_on(problems: list[Problem]) -> None:
    """Plant what people do in the course of weeks: checks, settlements, deadlines, officers."""
    officers = [
        Officer.objects.create(name=f"王{n}", unit=m.unit("jingan"), certificate=f"C{n}") for n in range(3)
    ]
    for n, problem in enumerate(problems):
        problem.verification = ("", "true", "untrue", "")[n % 4]
        problem.verified_on = TODAY if problem.verification else None
        problem.condition = problem.condition or ("", "", "new", "", "existing")[n % 5]
        problem.recurrence_of_id = problems[0].pk if n % 13 == 5 else None
        if n % 6 == 1:
            problem.state, problem.settled_at, problem.basis = "settled", m.moment(TODAY), "已拆除"
        if n % 20 == 2:
            problem.state, problem.merged_into_id = "merged", problems[0].pk
        problem.save()
        task = Task.objects.get(problem=problem)
        task.due_on = TODAY + timedelta(days=(n * 7) % 23 - 8)
        if problem.state == "settled":
            task.state, task.done_on = "done", TODAY
        elif problem.state == "merged":
            task.problem = problems[0]
        elif n % 9 == 0:
            task.recheck_on = TODAY + timedelta(days=n % 4 - 2)
        if n % 3 and task.state == "open" and task.problem_id != problems[0].pk:
            task.orders_due_on = TODAY + timedelta(days=(n * 5) % 17 - 8)
        if n % 10 == 0 and task.state == "open":
            task.returned_on, task.return_reason = TODAY, "缺照片"
        task.save()
        if n % 3 == 0:
            Assignment.objects.filter(task=task, role="lead").update(officer=officers[n % 9 // 3])


def _as_read(problem: Problem) -> dict[str, Any]:
    tasks = sorted(problem.tasks.all(), key=lambda t: (t.state != "open", t.due_on, t.pk))
    task = tasks[0] if tasks else None
    lead = Assignment.objects.filter(task=task, role="lead").first() if task else None
    links = problem.links.filter(removed_at=None).select_related("report")
    marks = {bytes(link.report.caller) for link in links if link.report.caller is not None}
    return {
        "problem": problem,
        "task": task,
        "lead": lead,
        "reports": len(links),
        "callers": len(marks) or min(len(links), 1),
        "units": set(problem.reach.values_list("unit_id", flat=True)),
    }


def fits(seen: dict[str, Any], wanted: Filters) -> bool:
    """Whether a problem belongs into a list, told independently of how lists are read."""
    problem, task, lead = seen["problem"], seen["task"], seen["lead"]
    place = problem.compound
    days = {
        "overdue": (date.min, TODAY - timedelta(days=1)),
        "today": (TODAY, TODAY),
        "tomorrow": (TODAY + timedelta(days=1),) * 2,
        "week": (TODAY, TODAY + timedelta(days=6)),
        "later": (TODAY + timedelta(days=7), date.max),
        "": (date.min, date.max),
    }[wanted.due]
    asked_of_task = wanted.due or wanted.recheck or wanted.returned or wanted.orders
    return (
        problem.state in (wanted.state or ("open", "settled"))
        and (not wanted.violation or problem.violation in wanted.violation)
        and (
            not wanted.classes
            or book.load().violations[problem.violation].notice.class_code in wanted.classes
        )
        and (not wanted.condition or (problem.condition or NONE) in wanted.condition)
        and (not wanted.verification or (problem.verification or NONE) in wanted.verification)
        and (not wanted.channel or problem.channel in wanted.channel)
        and (not wanted.district or place.district_id in wanted.district)
        and (not wanted.subdistrict or place.subdistrict_id in wanted.subdistrict)
        and (not wanted.neighbourhood or place.neighbourhood_id in wanted.neighbourhood)
        and (not wanted.compound or place.pk in wanted.compound)
        and (not wanted.lead or (lead is not None and lead.unit_id in wanted.lead))
        and (not wanted.officer or (lead is not None and lead.officer_id in wanted.officer))
        and (not wanted.unassigned or (lead is not None and lead.officer_id is None))
        and (not asked_of_task or (task is not None and task.state == "open"))
        and (task is None or days[0] <= task.due_on <= days[1])
        and (not wanted.recheck or task.recheck_on is not None)
        and (not wanted.returned or task.returned_on is not None)
        and (not wanted.orders or _presses(task))
        and (not wanted.recurrence or problem.recurrence_of_id is not None)
        and (not wanted.concentrated or seen["concentrated"])
        and (wanted.first_from or date.min) <= problem.first_on <= (wanted.first_to or date.max)
        and wanted.q in place.name
    )


def _presses(task: Task) -> bool:
    """A limit of its reports is over, or ends by tomorrow."""
    return task.orders_due_on is not None and task.orders_due_on <= TODAY + timedelta(days=1)


def expected(city: dict[int, dict[str, Any]], where: Scope, wanted: Filters, order: str) -> list[int]:
    there = [
        (pk, seen)
        for pk, seen in city.items()
        if fits(seen, wanted) and (where.everywhere or where.unit.pk in seen["units"])  # type: ignore[union-attr]
    ]
    if order == desk.NEWEST:
        return sorted((pk for pk, _ in there), reverse=True)
    by = {desk.DUE: "due_on", desk.PRESSING: "orders_due_on", desk.RECHECK: "recheck_on"}[order]
    due = [
        (getattr(seen["task"], by), seen["task"].pk, pk)
        for pk, seen in there
        if seen["task"]
        and seen["task"].state == "open"
        and (order != desk.PRESSING or _presses(seen["task"]))
        and getattr(seen["task"], by) is not None
    ]
    return [pk for _, _, pk in sorted(due)]


def read_through(where: Scope, wanted: Filters, order: str, size: int) -> tuple[list[int], list[int]]:
    """The ids of a whole list, read forward and then back again, page by page."""
    forward: list[Page] = [desk.page(where, wanted, size=size, order=order)]
    while forward[-1].next:
        forward.append(desk.page(where, wanted, after=forward[-1].next, size=size, order=order))
    back = [forward[-1]]
    while back[-1].previous:
        back.append(desk.page(where, wanted, before=back[-1].previous, size=size, order=order))
    assert all(len(page.rows) == size for page in forward[:-1])
    assert forward[0].previous is None
    return [row.id for page in forward for row in page.rows], [
        row.id for page in reversed(back) for row in page.rows
    ]


def some(values: list[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.one_of(
        st.just(()), st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True).map(tuple)
    )
