"""The snapshot 'before' tells what was when each form was frozen, whatever becomes of its compound."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import msgspec
import pytest
from django.apps import apps
from django.db import connection
from list_making import DAY, by, compound, moment, registry, unit
from openpyxl import load_workbook

from huiyin.records.invariants import run
from huiyin.records.ledger.queries import history
from huiyin.records.problems.actions.survey import freeze, record
from huiyin.records.problems.models import FrozenPlace, SurveyForm
from huiyin.records.problems.numbers import compound_number
from huiyin.records.problems.survey import Coverage, compounds_to_survey, coverage, frozen_for
from huiyin.records.problems.survey_before import before_rows
from huiyin.records.problems.survey_forms import Form
from huiyin.records.problems.survey_places import Covered, Told, covered_by, forms_at
from huiyin.records.problems.workbooks.survey import export_forms
from huiyin.records.registry.actions.amending import Amendment, amend
from huiyin.records.registry.actions.firms import NewFirm, NewMandate, add_firms, add_mandates, end_mandate
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.models import Compound, Mandate, Subdistrict, Unit
from huiyin.records.registry.queries import compounds_of

pytestmark = pytest.mark.django_db
TWO = ("王一", "李二")
LATER = DAY + timedelta(days=30)


@pytest.fixture(autouse=True)
def _registry(db: None) -> None:
    registry()


@pytest.fixture
def pair() -> tuple[Compound, Compound]:
    """Two compounds of 静安 whose forms are frozen."""
    pair = (
        compound("T1", "梧桐苑", subdistrict="江宁路街道", firm="安居物业有限公司", households=600),
        compound("T2", "柳岸苑", subdistrict="曹家渡街道"),
    )
    record(by(), "survey", [Form(place.pk, DAY, TWO, counts={"waste": place.pk}) for place in pair])
    freeze(by(), unit("jingan").pk, "survey")
    return pair


def exported(path: Path, code: str = "jingan", day: date = LATER) -> list[tuple[object, ...]]:
    """The rows of the exported snapshot: what describes the compound, and its number."""
    count = export_forms(path, unit(code), "survey", day, moment(day), before=True)
    rows = [[cell.value for cell in row] for row in load_workbook(path).active.iter_rows(4, 3 + count)]
    return [(*row[:4], row[-1]) for row in rows]


def as_it_was(pair: tuple[Compound, Compound]) -> list[tuple[object, ...]]:
    one, other = (compound_number(place.pk) for place in pair)
    return [
        ("梧桐苑", "静安区／江宁路街道／待定", "安居物业有限公司", 600, one),
        ("柳岸苑", "静安区／曹家渡街道／待定", None, None, other),
    ]


def test_a_form_whose_compound_is_merged_stays_in_the_snapshot(
    tmp_path: Path, pair: tuple[Compound, Compound]
) -> None:
    one, other = pair
    assert exported(tmp_path / "a.xlsx") == as_it_was(pair)

    merge(by(day=LATER), other.pk, one.pk, "同一小区")

    # Both are in it as they were, though one of them is no compound any more.
    assert exported(tmp_path / "b.xlsx") == as_it_was(pair)
    assert coverage(unit("jingan"), "survey") == Coverage(known=1, surveyed=1, zero=0, frozen=2)
    jingan = compounds_to_survey(unit("jingan"))
    assert covered_by(jingan, frozen_for(unit("jingan"), "survey"), "survey", "subdistrict") == [
        Covered("310106006", "江宁路街道", Coverage(1, 1, 0, 1)),
        Covered("310106014", "曹家渡街道", Coverage(0, 0, 0, 1)),
    ]


def test_a_form_that_goes_along_with_a_merge_is_told_of_its_own_compound(
    tmp_path: Path, pair: tuple[Compound, Compound]
) -> None:
    one, _ = pair
    target = compound("T3", "枫桥苑", subdistrict="江宁路街道", households=900)

    merge(by(day=LATER), one.pk, target.pk, "同一小区")

    assert SurveyForm.objects.get(frozen_place__compound=one).compound == target
    assert exported(tmp_path / "form.xlsx") == as_it_was(pair)
    assert coverage(unit("jingan"), "survey") == Coverage(known=2, surveyed=2, zero=0, frozen=2)


def test_what_the_registry_says_later_changes_nothing_in_the_snapshot(
    tmp_path: Path, pair: tuple[Compound, Compound]
) -> None:
    one, other = pair
    later = by(day=LATER)

    changes = {"name": "梧桐新苑", "address": "新路1号", "households": 650}
    amend(later, [Amendment(one.pk, changes), Amendment(other.pk, {"name": "安柳苑"})])
    end_mandate(later, Mandate.objects.get(compound=one).pk, LATER - timedelta(days=1))
    firms = add_firms(later, [NewFirm("新居物业有限公司")])
    add_mandates(later, [NewMandate(one.pk, firms["新居物业有限公司"], LATER)])
    Subdistrict.objects.filter(name="江宁路街道").update(name="江宁街道")

    assert exported(tmp_path / "form.xlsx") == as_it_was(pair)


def test_a_compound_that_comes_to_another_unit_stays_in_the_snapshot_of_the_first(
    tmp_path: Path, pair: tuple[Compound, Compound]
) -> None:
    one, _ = pair
    putuo = unit("putuo")

    amend(by(day=LATER), [Amendment(one.pk, {"district_id": putuo.district_id})])

    assert compounds_to_survey(putuo).get() == one
    assert exported(tmp_path / "a.xlsx") == as_it_was(pair)
    assert exported(tmp_path / "b.xlsx", "putuo") == []
    assert coverage(unit("jingan"), "survey") == Coverage(known=1, surveyed=1, zero=0, frozen=2)
    assert coverage(putuo, "survey") == Coverage(known=1, surveyed=1, zero=0, frozen=0)
    assert coverage(unit(), "survey").frozen == 2


def test_a_team_has_the_snapshot_of_its_subdistrict_as_it_was(pair: tuple[Compound, Compound]) -> None:
    _, other = pair
    team = Unit.objects.get(kind="team", subdistrict__name="江宁路街道")

    amend(by(day=LATER), [Amendment(other.pk, {"subdistrict_id": team.subdistrict_id})])

    assert [row[0] for row in before_rows(team, "survey")] == ["梧桐苑"]


def test_each_form_is_told_as_of_its_own_freezing(pair: tuple[Compound, Compound]) -> None:
    one, other = pair
    third = compound("T3", "枫桥苑", subdistrict="江宁路街道", households=300)
    amend(by(day=LATER), [Amendment(place.pk, {"households": 1}) for place in (one, other, third)])
    record(by(day=LATER), "survey", [Form(third.pk, DAY, TWO)])

    freeze(by(day=LATER), unit("jingan").pk, "survey")

    assert [(row[0], row[3]) for row in before_rows(unit("jingan"), "survey")] == [
        ("枫桥苑", 1),
        ("梧桐苑", 600),
        ("柳岸苑", None),
    ]


def test_what_is_kept_is_entered_when_the_form_is_frozen(pair: tuple[Compound, Compound]) -> None:
    one, _ = pair
    form = SurveyForm.objects.get(compound=one)
    assert one.district is not None
    assert one.subdistrict is not None

    entry = history("survey", form.pk).get(action="survey.freeze")

    assert msgspec.json.decode(entry.content) == {
        "frozen": True,
        "place": {
            "compound_id": one.pk,
            "name": "梧桐苑",
            "address": "",
            "district_id": one.district.pk,
            "subdistrict_id": one.subdistrict.pk,
            "neighbourhood_id": None,
            "district_name": "静安区",
            "subdistrict_name": "江宁路街道",
            "neighbourhood_name": "",
            "counting_unit_id": unit("jingan").pk,
            "households": 600,
            "firm": "安居物业有限公司",
        },
    }


def test_a_frozen_form_stays_to_be_read_where_it_was_frozen(
    pair: tuple[Compound, Compound], django_assert_num_queries
) -> None:
    one, other = pair
    jingan, putuo = unit("jingan"), unit("putuo")
    merge(by(day=LATER), other.pk, one.pk, "同一小区")
    amend(by(day=LATER), [Amendment(one.pk, {"district_id": putuo.district_id, "name": "梧桐新苑"})])
    record(by(day=LATER), "enforcement", [Form(one.pk, LATER, TWO)])

    merged = forms_at(jingan, compounds_of(jingan), other.pk, LATER)
    moved = forms_at(jingan, compounds_of(jingan), one.pk, LATER)
    with django_assert_num_queries(3):
        there = forms_at(putuo, compounds_of(putuo), one.pk, LATER)

    assert merged is not None
    assert moved is not None
    assert there is not None
    assert (merged.current, [*merged.forms], merged.told("survey")) == (
        False,
        ["survey"],
        Told(other.pk, "柳岸苑", "", ("静安区", "曹家渡街道"), "", None),
    )
    was = Told(one.pk, "梧桐苑", "", ("静安区", "江宁路街道"), "安居物业有限公司", 600)
    # What another unit found there later is not shown to the first.
    assert (moved.current, [*moved.forms], moved.told("survey")) == (False, ["survey"], was)
    assert (there.current, {*there.forms}, there.told("survey")) == (True, {"survey", "enforcement"}, was)
    assert there.told("enforcement").name == "梧桐新苑"
    assert forms_at(putuo, compounds_of(putuo), other.pk, LATER) is None


@pytest.mark.parametrize(
    ("plant", "detail"),
    [
        ("DELETE FROM problems_frozenplace", "it is frozen, but what its compound was then is not kept"),
        (
            "UPDATE problems_surveyform SET frozen_at = NULL",
            "what its compound was is kept, but it is not frozen",
        ),
        (
            "UPDATE problems_frozenplace SET households = 601",
            "what is kept of its compound is not what the ledger has",
        ),
    ],
)
def test_a_snapshot_that_is_not_as_it_was_entered_is_a_breach(
    pair: tuple[Compound, Compound], plant: str, detail: str
) -> None:
    assert list(run(moment())) == []
    form = SurveyForm.objects.get(compound=pair[0])

    with connection.cursor() as cursor:
        cursor.execute(f"{plant} WHERE {'id' if 'surveyform' in plant else 'form_id'} = {form.pk}")

    assert [(b.invariant, b.record, b.detail) for b in run(moment())] == [
        ("survey.frozen", f"survey:{form.pk}", detail)
    ]


def test_forms_that_were_frozen_earlier_are_given_what_the_registry_says_now(
    tmp_path: Path, pair: tuple[Compound, Compound]
) -> None:
    one, _ = pair
    end_mandate(by(day=LATER), Mandate.objects.get(compound=one).pk, LATER)
    record(by(), "enforcement", [Form(one.pk, DAY, TWO)])
    FrozenPlace.objects.all().delete()

    import_module("huiyin.records.problems.migrations.0007_places_frozen_earlier").fill(apps, None)

    # The firm is that of the day of the freezing, though it is gone since; a form that is not frozen has nothing.
    assert exported(tmp_path / "form.xlsx") == as_it_was(pair)
    assert FrozenPlace.objects.count() == 2
    assert list(run(moment())) == []


@pytest.mark.parametrize("count", [1, 7])
def test_statements_of_the_snapshot_do_not_grow(count: int, django_assert_num_queries) -> None:
    made = [compound(f"T{n}", f"苑{n}", firm=f"物业{n}") for n in range(count)]
    record(by(), "survey", [Form(place.pk, DAY, TWO) for place in made])
    bureau = unit()

    # The unit, which compounds, their hold, the forms' lock, two of what is kept, forms and places written, two of the
    # coverage, and the ledger's: where the chains end, and the entries.
    with django_assert_num_queries(12):
        freeze(by(), bureau.pk, "survey")
    with django_assert_num_queries(2):
        assert len(list(before_rows(bureau, "survey"))) == count
