"""What pages read of lists beyond their rows: frozen lines page by page, names of filters, words and people of tasks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from list_making import DAY, by, complain, compound, registry, unit

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.actions.lists import freeze
from huiyin.records.problems.models import ListKind, ListVersion, Task
from huiyin.records.problems.queries import names_of, taking_part, task_words
from huiyin.records.problems.versions import frozen_lines, lines_page, versions_within
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.models import District, Subdistrict, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _registry(db: None) -> None:
    registry()


def frozen(code: str = "jingan", kind: ListKind = ListKind.PROBLEM) -> ListVersion:
    return ListVersion.objects.get(pk=freeze(by("lin"), unit(code).pk, kind, "survey"))


def test_frozen_lines_are_read_in_pages_forwards_and_back(django_assert_num_queries: object) -> None:
    where = compound("T1")
    for n in range(5):
        complain(where, f"A{n}", "litter", building=str(n + 1))
    version = frozen()
    whole = list(enumerate(frozen_lines(version), 1))
    with django_assert_num_queries(1):  # type: ignore[operator]
        first = lines_page(version, 2)
    assert (list(first.lines), first.after, first.before) == (whole[:2], 2, 0)
    second = lines_page(version, 2, after=first.after)
    assert (list(second.lines), second.after, second.before) == (whole[2:4], 4, 3)
    third = lines_page(version, 2, after=second.after)
    assert (list(third.lines), third.after, third.before) == (whole[4:], 0, 5)
    again = lines_page(version, 2, before=third.before)
    assert (again.lines, again.after, again.before) == (second.lines, 4, 3)
    start = lines_page(version, 2, before=again.before)
    assert (start.lines, start.after, start.before) == (first.lines, 2, 0)


def test_a_list_without_lines_has_an_empty_page() -> None:
    version = frozen()
    assert lines_page(version, 20).lines == ()
    assert lines_page(version, 20, after=7) == lines_page(version, 20, before=7) == lines_page(version, 20)


def test_versions_are_those_of_the_units_the_last_first() -> None:
    ours, theirs, later = frozen(), frozen("minhang"), frozen()
    assert list(versions_within(Unit.objects.filter(code="jingan"))) == [later, ours]
    assert list(versions_within(Unit.objects.all())) == [later, theirs, ours]


def test_names_are_given_for_ids_within_the_area_in_one_statement(django_assert_num_queries: object) -> None:
    ours, theirs = compound("T1"), compound("T2", "银杏苑", "闵行区")
    here, there = add_officers(
        by(),
        [NewOfficer("林队员", unit("jingan").pk, "T-1"), NewOfficer("别处的人", unit("minhang").pk, "T-2")],
    )
    district = District.objects.get(name="静安区")
    subdistrict = Subdistrict.objects.get(name="江宁路街道")
    wanted = {
        "compound": [ours.pk, theirs.pk],
        "officer": [here, there],
        "district": [district.pk],
        "subdistrict": [subdistrict.pk, 999_999],
        "lead": [unit("minhang").pk],
    }
    scope = Scope(DAY, unit("jingan"))
    with django_assert_num_queries(1):  # type: ignore[operator]
        names = names_of(scope, wanted)
    assert names == {
        ("compound", ours.pk): "梧桐苑",
        ("officer", here): "林队员",
        ("district", district.pk): "静安区",
        ("subdistrict", subdistrict.pk): "江宁路街道",
        ("lead", unit("minhang").pk): "闵行",
    }
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert names_of(scope, {}) == {}


def test_what_tasks_say_and_who_takes_part_is_read_for_many_at_once(
    django_assert_num_queries: object,
) -> None:
    where = compound("T1")
    for n in range(3):
        complain(where, f"A{n}", "litter", building=str(n + 1), day=DAY + timedelta(days=n))
    tasks = list(Task.objects.order_by("pk"))
    ids = [task.pk for task in tasks]
    with django_assert_num_queries(1):  # type: ignore[operator]
        said = task_words(ids)
        assert [(said[t.pk].work, said[t.pk].start_on, said[t.pk].phase) for t in tasks] == [
            (t.work, t.start_on, t.phase) for t in tasks
        ]
    with django_assert_num_queries(1):  # type: ignore[operator]
        parts = taking_part(ids)
        assert [[p.unit.short_name for p in parts[pk] if p.unit] for pk in ids] == [["静安"]] * 3
