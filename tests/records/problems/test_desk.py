"""The lists of the desk: the right rows, in order, page by page, in few statements whatever there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from desk_city import TODAY, codes, expected, read_through, scope, some, stand_up_city
from hypothesis import example, given, settings
from hypothesis import strategies as st

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems import desk
from huiyin.records.problems.desk import Counts, Page, Row
from huiyin.records.problems.filters import CLASSES, DUE, NONE, Filters
from huiyin.records.problems.models import Link
from huiyin.records.registry.models import Firm, Mandate, Officer, Unit
from records.problems import list_making as m

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> dict[int, dict[str, Any]]:
    return stand_up_city()


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

    @settings(max_examples=60)
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
