"""The exceptions list (例外清单): what a consequence could not do, kept until a person has dealt with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from ledger_acts import AT, by, entries

from huiyin.records.ledger.actions import clear_exceptions, raise_exceptions
from huiyin.records.ledger.models import Entry, ExceptionItem
from huiyin.records.ledger.queries import history, open_exceptions

pytestmark = pytest.mark.django_db

JOIN = ("report", 8, "problem.join", "判读结果与原关联不同，请核对")
OWE = ("report", 9, "reply.owe", "来电人未留联系方式")


def listed() -> list[tuple[str, int, str, str]]:
    return list(open_exceptions().values_list("record", "record_id", "wanted", "reason"))


def test_an_item_stands_on_the_list_and_in_the_records_history() -> None:
    raise_exceptions(by(), [JOIN])
    assert listed() == [JOIN]
    (entry,) = history("report", 8)
    assert (entry.action, entry.content) == (
        "exception.raise",
        '{"reason":"判读结果与原关联不同，请核对","wanted":"problem.join"}',
    )


def test_nothing_to_raise_writes_nothing() -> None:
    raise_exceptions(by(), [])
    assert (ExceptionItem.objects.count(), Entry.objects.count()) == (0, 0)


def test_what_stands_there_stays_as_it_is_without_another_entry() -> None:
    raise_exceptions(by(), [JOIN])
    raise_exceptions(by(9), [(*JOIN[:3], "另一理由"), OWE])
    assert listed() == [JOIN, OWE]
    assert [row[:3] for row in entries()] == [("report", 8, 1), ("report", 9, 1)]


def test_of_the_same_thing_named_twice_the_first_reason_stands() -> None:
    raise_exceptions(by(), [JOIN, (*JOIN[:3], "另一理由")])
    assert listed() == [JOIN]
    assert Entry.objects.count() == 1


def test_the_longest_waiting_come_first() -> None:
    raise_exceptions(by(5), [JOIN])
    raise_exceptions(by(1), [OWE])
    assert listed() == [OWE, JOIN]


def test_raising_any_number_takes_as_many_statements_as_raising_one(django_assert_num_queries: Any) -> None:
    raise_exceptions(by(), [("report", 0, "problem.join", "先")])
    with django_assert_num_queries(5):
        raise_exceptions(by(), [("report", 1, "problem.join", "因")])
    with django_assert_num_queries(5):
        raise_exceptions(by(), [("report", i, "problem.join", "因") for i in range(2, 32)])


def test_clearing_takes_off_the_list_with_who_when_and_why() -> None:
    raise_exceptions(by(), [JOIN, OWE])
    item = ExceptionItem.objects.get(record_id=8)
    assert clear_exceptions(by(30, "lin.min"), [item.pk], "已人工核对关联") == 1
    item.refresh_from_db()
    assert (item.cleared_at, item.cleared_by) == (AT + timedelta(minutes=30), "lin.min")
    assert listed() == [OWE]
    assert history("report", 8).last().content == '{"cleared":"已人工核对关联","wanted":"problem.join"}'


def test_clearing_again_clears_nothing() -> None:
    raise_exceptions(by(), [JOIN])
    ids = list(ExceptionItem.objects.values_list("pk", flat=True))
    clear_exceptions(by(1), ids, "已处理")
    assert clear_exceptions(by(2, "lin.min"), ids, "已处理") == 0
    assert ExceptionItem.objects.get().cleared_by == "chen.yi"


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_clearing_without_a_reason_is_refused_and_leaves_the_item(reason: str) -> None:
    raise_exceptions(by(), [JOIN])
    with pytest.raises(ValueError, match="needs a reason"), transaction.atomic():
        clear_exceptions(by(1), [ExceptionItem.objects.get().pk], reason)
    assert listed() == [JOIN]


def test_a_cleared_item_that_happens_again_is_a_new_one() -> None:
    raise_exceptions(by(), [JOIN])
    clear_exceptions(by(1), [ExceptionItem.objects.get().pk], "已处理")
    raise_exceptions(by(2), [JOIN])
    assert listed() == [JOIN]
    assert ExceptionItem.objects.count() == 2
    assert [row[2:4] for row in entries()] == [
        (1, "exception.raise"),
        (2, "exception.clear"),
        (3, "exception.raise"),
    ]
