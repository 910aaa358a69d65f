"""The lists of the desk: the right rows, in order, page by page, in few statements whatever there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from huiyin.knowledge.law import book
from huiyin.records.accounts.scope import Scope
from huiyin.records.problems import desk
from huiyin.records.problems.actions.join import Claim, join
from huiyin.records.problems.desk import Counts, Page, Row
from huiyin.records.problems.filters import CLASSES, DUE, NONE, Filters
from huiyin.records.problems.models import Assignment, Link, Problem, Task
from huiyin.records.registry.actions.amending import Amendment, amend, set_scopes
from huiyin.records.registry.models import Firm, Mandate, Neighbourhood, Officer, Unit
from huiyin.records.reports.models import Channel
from records.problems import list_making as m

pytestmark = pytest.mark.django_db
TODAY = date(2022, 8, 1)
CODES = ("load-bearing", "illegal-construction", "ebike-common-parts", "group-renting", "refuse-sorting")


def scope(code: str = "sh-bureau") -> Scope:
    return Scope(TODAY, m.unit(code))


def codes() -> list[str]:
    return [code for code in CODES if code in book.load().violations]


@pytest.fixture
def city(db: None) -> dict[int, dict[str, Any]]:
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


def test_any_filters_in_any_order_and_area_show_what_fits_and_nothing_else(
    city: dict[int, dict[str, Any]],
) -> None:
    compounds = [seen["problem"].compound for seen in city.values()]
    areas = [scope(code) for code in ("sh-bureau", "jingan", "minhang", "airport", "putuo")]
    leads = sorted({seen["lead"].unit_id for seen in city.values() if seen["lead"]})
    filters = st.builds(
        Filters,
        q=st.sampled_from(["", "", "", "梧苑", "青梧", "丹梧苑"]),
        state=some(["open", "settled", "merged"]),
        violation=some(codes()),
        classes=some(list(CLASSES)),
        condition=some(["in_progress", "new", "existing", NONE]),
        verification=some(["true", "untrue", NONE]),
        channel=some(["hotline", "survey", "housing", "media"]),
        district=some(sorted({c.district_id for c in compounds})),
        subdistrict=some(sorted({c.subdistrict_id for c in compounds})),
        neighbourhood=some(sorted({c.neighbourhood_id for c in compounds})),
        compound=some(sorted({c.pk for c in compounds})),
        lead=some(leads),
        officer=some(list(Officer.objects.values_list("pk", flat=True))),
        unassigned=st.booleans(),
        due=st.sampled_from(["", *DUE]),
        recheck=st.booleans(),
        returned=st.booleans(),
        orders=st.booleans(),
        recurrence=st.booleans(),
        concentrated=st.booleans(),
        first_from=st.one_of(st.none(), st.just(m.DAY - timedelta(days=6))),
        first_to=st.one_of(st.none(), st.just(m.DAY - timedelta(days=2))),
    )
    names = [field.name for field in fields(Filters)]
    # A list with all of these at once is empty; of each example a few are kept.
    few = st.tuples(filters, st.sets(st.sampled_from(names), max_size=3)).map(
        lambda drawn: Filters(**{name: getattr(drawn[0], name) for name in drawn[1]})
    )

    @settings(max_examples=100, deadline=None)
    @given(few, st.sampled_from(areas), st.sampled_from(desk.ORDERS), st.sampled_from([3, 20, 200]))
    @example(Filters(state=("settled",)), areas[0], desk.NEWEST, 20)
    def check(wanted: Filters, where: Scope, order: str, size: int) -> None:
        right = expected(city, where, wanted, order)
        assert read_through(where, wanted, order, size) == (right, right)
        listed = right if order == desk.NEWEST else [city[pk]["task"].pk for pk in right]
        assert desk.found(where, wanted, order) == sorted(listed)
        heads = {
            field.name: replace(wanted, **({"due": field.name} if field.name in DUE else {field.name: True}))
            for field in fields(Counts)
        }
        if not wanted.due:
            counted = desk.counts(where, wanted)
            for head, narrowed in heads.items():
                assert getattr(counted, head) == len(expected(city, where, narrowed, desk.DUE)), head

    check()


def test_a_row_shows_the_problem_its_place_its_task_and_who_leads(city: dict[int, dict[str, Any]]) -> None:
    pk = next(
        pk for pk, seen in city.items() if seen["reports"] == 2 and seen["lead"] and seen["lead"].officer
    )
    seen = city[pk]
    problem, task, lead, compound = seen["problem"], seen["task"], seen["lead"], seen["problem"].compound
    (row,) = (row for row in desk.page(scope(), Filters(), size=200).rows if row.id == pk)

    assert row == Row(
        id=pk,
        violation=problem.violation,
        compound_id=compound.pk,
        compound=compound.name,
        compound_status="known",
        district=compound.district.name,
        subdistrict=compound.subdistrict.name,
        neighbourhood=compound.neighbourhood.name,
        building=problem.building,
        entrance="",
        room=problem.room,
        condition=problem.condition,
        verification=problem.verification,
        state="open",
        channel=problem.channel,
        first_on=problem.first_on,
        opened_at=problem.opened_at,
        recurrence_of=problem.recurrence_of_id,
        merged_into=None,
        task_id=task.pk,
        task_state="open",
        due_on=task.due_on,
        due_source=task.due_source,
        extended_on=None,
        extended_from=None,
        orders_due_on=task.orders_due_on,
        recheck_on=task.recheck_on,
        returned_on=task.returned_on,
        return_reason=task.return_reason,
        lead_id=lead.unit_id,
        lead=lead.unit.short_name,
        officer_id=lead.officer_id,
        officer=lead.officer.name,
        reports=2,
        callers=1,
    )
    assert (row.number, row.place) == (f"WT{pk:07}", f"{problem.building}号楼{problem.room}室")


def test_reports_and_callers_are_those_of_present_links(city: dict[int, dict[str, Any]]) -> None:
    pk = next(pk for pk, seen in city.items() if seen["reports"] == 2)
    gone = Link.objects.filter(problem=pk).order_by("pk")[0]
    Link.objects.filter(pk=gone.pk).update(removed_at=m.moment(TODAY), removed_by="zhou")
    rows = {row.id: row for row in desk.page(scope(), Filters(), size=200).rows}
    assert {pk: (row.reports, row.callers) for pk, row in rows.items()} == {
        pk: (seen["reports"], seen["callers"]) if pk != gone.problem_id else (1, 1)
        for pk, seen in city.items()
        if seen["problem"].state != "merged"
    }


@pytest.mark.parametrize("q", [" ", "　", "，。！？", "（）", "_"])
def test_a_query_in_which_nothing_can_be_sought_finds_nothing(
    city: dict[int, dict[str, Any]], q: str
) -> None:
    wanted, wrong = Filters.from_query({"q": [q]})
    assert not wrong
    for order in desk.ORDERS:
        assert desk.page(scope(), wanted, order=order).rows == ()


def test_what_is_opened_meanwhile_moves_no_row_from_page_to_page(city: dict[int, dict[str, Any]]) -> None:
    first = desk.page(scope(), Filters())
    for n in range(3):
        m.complain(city[min(city)]["problem"].compound, f"new-{n}", building=f"99{n}")
    second = desk.page(scope(), Filters(), after=first.next)
    assert [row.id for row in (*first.rows, *second.rows)] == expected(city, scope(), Filters(), desk.NEWEST)[
        :40
    ]


@pytest.mark.parametrize(
    ("order", "cursors"),
    [
        (desk.NEWEST, ("0", "-1", "1.5", "x", "2022-08-01.4", "1 OR 1=1", "9" * 30, "١")),
        (desk.DUE, ("12", "2022-13-01.4", "2022-08-01", "2022-08-01.0", "2022-08-01.x", "2022-8-1.4")),
    ],
)
def test_a_place_in_the_list_that_no_page_gave_is_refused(
    db: None, order: str, cursors: tuple[str, ...]
) -> None:
    m.registry()
    for cursor in cursors:
        for side in ("after", "before"):
            with pytest.raises(ValueError):
                desk.page(scope(), Filters(), order=order, **{side: cursor})


@pytest.mark.parametrize(
    "asked", [{"size": 0}, {"size": 201}, {"order": "name"}, {"after": "3", "before": "4"}]
)
def test_another_size_or_order_and_two_places_at_once_are_refused(db: None, asked: dict[str, Any]) -> None:
    m.registry()
    with pytest.raises(ValueError):
        desk.page(scope(), Filters(), **asked)


def test_committees_and_firms_see_the_lists_of_their_compounds(city: dict[int, dict[str, Any]]) -> None:
    compound = city[min(city)]["problem"].compound
    firm = Firm.objects.create(name="碧岩物业")
    Mandate.objects.create(compound=compound, firm=firm)
    of_firm = Scope(TODAY, firm=firm)
    of_committee = Scope(TODAY, neighbourhood=compound.neighbourhood)
    for where, there in (
        (of_firm, {compound.pk}),
        (
            of_committee,
            {
                s["problem"].compound_id
                for s in city.values()
                if s["problem"].compound.neighbourhood_id == compound.neighbourhood_id
            },
        ),
    ):
        for order in (desk.NEWEST, desk.DUE):
            right = [
                pk
                for pk in expected(city, scope(), Filters(), order)
                if city[pk]["problem"].compound_id in there
            ]
            assert read_through(where, Filters(), order, 20) == (right, right)
        for order in (desk.PRESSING, desk.RECHECK):
            assert desk.page(where, Filters(), order=order) == Page((), None, None)
            assert desk.found(where, Filters(), order) == []
        overdue = expected(city, scope(), Filters(due="overdue", compound=tuple(there)), desk.DUE)
        assert desk.counts(where).overdue == len(overdue) > 0


Statements = Callable[..., Any]


def test_lists_take_one_statement_or_two_whatever_their_size_and_the_figures_of_my_work_one(
    city: dict[int, dict[str, Any]], django_assert_num_queries: Statements
) -> None:
    wanted = Filters(
        q="梧苑",
        state=("open",),
        violation=tuple(codes()),
        lead=tuple(Unit.objects.values_list("pk", flat=True)),
    )
    for code in ("sh-bureau", "jingan"):
        where = scope(code)
        for size in (1, 20, 200):
            with django_assert_num_queries(1):
                assert desk.page(where, Filters(), size=size).rows
            for order in desk.ORDERS:
                with django_assert_num_queries(2):
                    assert desk.page(where, wanted, order=order, size=size).rows
        with django_assert_num_queries(1):
            assert desk.counts(where).overdue > 0
        with django_assert_num_queries(1):
            assert desk.page(where, Filters(concentrated=True)).rows
        for order in desk.ORDERS:
            with django_assert_num_queries(2):
                assert desk.found(where, wanted, order)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(q="梧桐 7号楼", state=("open", "settled"), violation=("load-bearing",), classes=("A", NONE)),
        Filters(
            condition=(NONE, "new"), verification=("true",), channel=("hotline",), district=(3,), lead=(4, 5)
        ),
        Filters(
            subdistrict=(1,), neighbourhood=(2,), compound=(3,), officer=(4,), unassigned=True, due="week"
        ),
        Filters(q=" ", concentrated=True),
        Filters(recheck=True, returned=True, recurrence=True, first_from=date(2022, 7, 1), first_to=TODAY),
    ],
)
def test_filters_stand_in_an_address_and_are_read_from_it(filters: Filters) -> None:
    address = urlencode(filters.to_query(), doseq=True)
    assert Filters.from_query(parse_qs(address, strict_parsing=bool(address))) == (filters, [])


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"colour": ["red"]}, ["colour"]),
        ({"classes": ["A"]}, ["classes"]),
        ({"state": ["lost"]}, ["state=lost"]),
        ({"violation": ["noise"]}, ["violation=noise"]),
        ({"district": ["0"]}, ["district=0"]),
        ({"district": ["1", "x"]}, ["district=1", "district=x"]),
        ({"compound": ["９"]}, ["compound=９"]),
        ({"due": ["never"]}, ["due=never"]),
        ({"due": ["today", "week"]}, ["due=today", "due=week"]),
        ({"recheck": ["yes"]}, ["recheck=yes"]),
        ({"first_from": ["2022-02-30"]}, ["first_from=2022-02-30"]),
        ({"first_from": ["20220701"]}, ["first_from=20220701"]),
        ({"q": ["桐" * 101]}, [f"q={'桐' * 101}"]),
    ],
)
def test_what_an_address_says_wrongly_is_named(query: dict[str, list[str]], wrong: list[str]) -> None:
    assert Filters.from_query(query) == (Filters(), wrong)


def test_empty_values_and_the_keys_of_paging_are_passed_over() -> None:
    query = {"q": [""], "state": ["", "open"], "after": ["12"], "before": [""], "order": ["due"], "lead": "7"}
    assert Filters.from_query(query) == (Filters(state=("open",), lead=(7,)), [])
