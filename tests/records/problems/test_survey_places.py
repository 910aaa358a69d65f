"""The survey as the desk shows it."""

from __future__ import annotations

from datetime import date

import pytest
from list_making import DAY, by, compound, registry, unit
from pytest_django import DjangoAssertNumQueries

from huiyin.records.problems.actions.survey import freeze, record
from huiyin.records.problems.survey import Coverage, compounds_to_survey, coverage, frozen_for
from huiyin.records.problems.survey_forms import Form
from huiyin.records.problems.survey_places import (
    counts_of,
    covered_by,
    forms_at,
    frozen_page,
    last_surveyors,
    places_page,
    total,
)
from huiyin.records.registry.models import Compound
from huiyin.records.registry.queries import compounds_of

pytestmark = pytest.mark.django_db
TWO = ("王一", "李二")


@pytest.fixture(autouse=True)
def _places(db: None) -> None:
    registry()
    for number, (district, subdistrict) in enumerate(
        (
            ("静安区", "江宁路街道"),
            ("静安区", "江宁路街道"),
            ("静安区", "曹家渡街道"),
            ("静安区", ""),
            ("普陀区", ""),
        )
    ):
        compound(f"T{number}", f"梧桐苑{number}", district, subdistrict=subdistrict, firm=f"物业{number}")


def place(code: str) -> Compound:
    return Compound.objects.get(code=code)


def survey(code: str, phase: str = "survey", **counts: int) -> None:
    record(by(), phase, [Form(place(code).pk, DAY, TWO, 3, counts)])


def test_each_area_has_its_own_coverage_and_they_add_up(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    survey("T0", group_renting=2)
    survey("T2")
    freeze(by(), unit("jingan").pk, "survey")
    survey("T1", "enforcement")
    jingan = compounds_to_survey(unit("jingan"))

    frozen = frozen_for(unit("jingan"), "survey")
    with django_assert_num_queries(2):
        parts = covered_by(jingan, frozen, "survey", "subdistrict")

    # By the codes of the subdistricts; what has none comes last.
    assert [(p.name, p.coverage) for p in parts] == [
        ("江宁路街道", Coverage(2, 1, 0, 1)),
        ("曹家渡街道", Coverage(1, 1, 1, 1)),
        ("", Coverage(1, 0, 0, 0)),
    ]
    assert total(parts) == coverage(unit("jingan"), "survey") == Coverage(4, 2, 1, 2)
    city = covered_by(compounds_to_survey(unit()), frozen_for(unit(), "survey"), "survey", "district")
    assert [(p.name, p.coverage) for p in city] == [
        ("静安区", Coverage(4, 2, 1, 2)),
        ("普陀区", Coverage(1, 0, 0, 0)),
    ]


def test_compounds_are_listed_by_how_far_they_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    survey("T0", group_renting=2)
    freeze(by(), unit("jingan").pk, "survey")
    survey("T1")
    jingan = compounds_to_survey(unit("jingan"))

    def codes(state: str, q: str = "") -> list[str]:
        return [row.code for row in places_page(jingan, "survey", 50, state=state, q=q).rows]

    assert codes("") == ["T0", "T1", "T2", "T3"]
    assert codes("missing") == ["T2", "T3"]
    assert codes("done") == ["T0", "T1"]
    assert codes("zero") == ["T1"]
    snapshot = frozen_for(unit("jingan"), "survey")
    with django_assert_num_queries(1):
        frozen = frozen_page(snapshot, 50, q="苑0").rows
        assert [(place.name, place.form.surveyed_on) for place in frozen] == [("梧桐苑0", DAY)]
    assert codes("", "苑3") == ["T3"]
    with django_assert_num_queries(1):
        rows = places_page(jingan, "survey", 50).rows
        shown = [(row.form_on, row.form_counts, row.form_frozen is not None) for row in rows]  # type: ignore[attr-defined]
    assert shown == [
        (DAY, '{"group_renting":2}', True),
        (DAY, "{}", False),
        (None, None, False),
        (None, None, False),
    ]
    assert [row.form_on for row in places_page(jingan, "enforcement", 50).rows] == [None] * 4  # type: ignore[attr-defined]


def test_a_compounds_forms_stand_beside_those_of_earlier_phases(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    survey("T0", group_renting=2)
    survey("T0", "consolidation")
    jingan, pk = unit("jingan"), place("T0").pk

    with django_assert_num_queries(3):
        found = forms_at(jingan, compounds_of(jingan), pk, DAY)
        assert found is not None
        assert found.compound.subdistrict is not None
        assert found.compound.subdistrict.name == "江宁路街道"
    assert found.firm == "物业0"
    assert found.before("survey") is None
    before = found.before("consolidation")
    assert before is found.forms["survey"]
    assert before is not None
    assert counts_of(before) == {"group_renting": 2}


def test_a_compound_of_another_area_has_no_form_here() -> None:
    jingan, putuo = unit("jingan"), unit("putuo")

    assert forms_at(jingan, compounds_of(jingan), place("T4").pk, DAY) is None
    assert forms_at(putuo, compounds_of(putuo), place("T0").pk, DAY) is None
    assert forms_at(putuo, compounds_of(jingan), place("T4").pk, DAY) is None


def test_the_last_pair_is_that_of_the_form_which_the_actor_entered_last() -> None:
    record(by("chen"), "survey", [Form(place("T0").pk, DAY, ("陈", "林"))])
    record(by("chen", date(2022, 7, 6)), "survey", [Form(place("T1").pk, DAY, ("陈", "周"))])
    record(by("lin", date(2022, 7, 7)), "survey", [Form(place("T2").pk, DAY, TWO)])

    assert last_surveyors("chen") == "陈、周"
    assert last_surveyors("nobody") == ""
