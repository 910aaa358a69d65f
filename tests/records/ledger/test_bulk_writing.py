"""The fast writer writes what a single save writes, on every type of column that the records use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from ledger_acts import AT, SHANGHAI

from huiyin.records.ledger import bulk
from huiyin.records.ledger.models import ExceptionItem
from huiyin.records.outbox.models import Message

with isolate_apps("huiyin.records.ledger"):

    class Sample(models.Model):
        """One column of each type."""

        name = models.CharField(max_length=24)
        text = models.TextField()
        raw = models.BinaryField(null=True)
        flag = models.BooleanField(null=True)
        day = models.DateField(null=True)
        at = models.DateTimeField(null=True)
        big = models.BigIntegerField(null=True, db_index=True)
        large = models.PositiveBigIntegerField(null=True)
        count = models.PositiveIntegerField(null=True)
        small = models.PositiveSmallIntegerField(null=True)
        share = models.FloatField(null=True)
        plain = models.IntegerField(null=True)

        class Meta:
            app_label = "ledger"


NAMES = ("name", "text", "raw", "flag", "day", "at", "big", "large", "count", "small", "share", "plain")
NOTHING = ("", "", *[None] * 10)
# So many rows of the sample share a statement on SQLite.
BLOCK = bulk.BLOCK // len(NAMES)
ODD = "引号'\"反斜\\杠\t制表\n换行\r回车%s %% \\N \\. 😀𠮷｛｝,;\u3000\u200b末"
ROWS: list[tuple[Any, ...]] = [
    ("宝山", ODD, bytes(range(256)), True, date(2022, 9, 15), AT, 2**63 - 1, 2**63 - 1, 2**31 - 1, 32_767, 31.230416, 2**31 - 1),
    ("", "", b"", False, date(1, 1, 1), datetime(1, 1, 2, tzinfo=UTC), -(2**63), 0, 0, 0, -0.1, -(2**31)),
    ("\\N", "\\N", b"\\x00\\N\n", None, date(9999, 12, 31), datetime(9999, 12, 30, 23, 59, 59, 999_999, tzinfo=UTC), 0, 1, 1, 1, 1e-300, 0),
    ("NULL", "null", None, False, date(2024, 2, 29), AT.replace(microsecond=0), -1, 2**53 + 1, 7, 7, 1e300, -1),
    NOTHING,
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def sample_table(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Sample)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Sample)


def saved(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """What the ORM reads after saving ``rows`` one by one."""
    Sample.objects.all().delete()
    for row in rows:
        Sample(**dict(zip(NAMES, row, strict=True))).save()
    return read()


def inserted(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """What it reads after the fast writer."""
    Sample.objects.all().delete()
    bulk.insert(Sample, NAMES, rows)
    return read()


def read() -> list[tuple[Any, ...]]:
    rows = Sample.objects.order_by("id").values_list(*NAMES)
    return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows]


def kept_as() -> list[tuple[Any, ...]]:
    """The rows as SQLite keeps them, types included; PostgreSQL's columns have one type each."""
    if connection.vendor != "sqlite":
        return []
    columns = ", ".join(f"typeof({n}), quote({n})" for n in NAMES)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM ledger_sample ORDER BY id")
        return list(cursor.fetchall())


def test_the_sample_has_every_type_of_column_that_the_records_use() -> None:
    used = {
        type(field)
        for model in apps.get_models()
        if model.__module__.startswith("huiyin.records.")
        for field in model._meta.concrete_fields
        if not isinstance(field, models.ForeignKey)
    }
    assert used <= {type(field) for field in Sample._meta.concrete_fields}


@pytest.mark.django_db
class TestInsert:
    @pytest.mark.parametrize("row", ROWS, ids=["full", "least", "look-alikes", "mixed", "nothing"])
    def test_one_row_equals_its_save(self, row: tuple[Any, ...]) -> None:
        one, as_saved = saved([row]), kept_as()
        assert inserted([row]) == one == [row]
        assert kept_as() == as_saved

    @pytest.mark.parametrize(
        "count", [2, bulk.COPY_FROM - 1, bulk.COPY_FROM, BLOCK, BLOCK + 1, 2 * BLOCK + 7]
    )
    def test_many_rows_equal_their_saves_in_order(self, count: int) -> None:
        rows = (ROWS * count)[:count]
        one, as_saved = saved(rows), kept_as()
        assert inserted(rows) == one == rows
        assert kept_as() == as_saved

    def test_columns_may_come_in_any_order(self) -> None:
        names = tuple(reversed(NAMES))
        bulk.insert(Sample, names, [tuple(reversed(row)) for row in ROWS])
        assert read() == ROWS

    def test_no_rows_are_no_statement(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            bulk.insert(Sample, NAMES, [])

    @pytest.mark.parametrize("count", [1, 50])
    def test_a_moment_without_time_zone_is_refused(self, count: int) -> None:
        naive = (*ROWS[0][:5], datetime(2022, 9, 15, 9, 30), *ROWS[0][6:])
        with pytest.raises(ValueError, match="at was given a moment without time zone"):
            bulk.insert(Sample, NAMES, [*ROWS, *[naive] * count])
        assert Sample.objects.count() == 0

    @pytest.mark.parametrize("count", [1, 50])
    def test_what_a_constraint_refuses_is_refused_and_leaves_nothing(self, count: int) -> None:
        columns = ("record", "record_id", "wanted", "reason", "since", "cleared_at", "cleared_by")
        rows = [("report", i, "problem.join", "因", AT, None, "") for i in range(count)]
        with pytest.raises(IntegrityError), transaction.atomic():
            bulk.insert(ExceptionItem, columns, [*rows, rows[0]])
        assert ExceptionItem.objects.count() == 0

    def test_one_moment_from_two_time_zones_is_kept_alike(self) -> None:
        elsewhere = AT.astimezone(timezone(timedelta(hours=-5)))
        rows = [("", "", None, None, None, moment, *[None] * 6) for moment in (AT, elsewhere)]
        inserted(rows)
        assert Sample.objects.filter(at=AT).count() == 2


# PostgreSQL holds no NUL and neither holds lone surrogates: text is cleaned of both when it lands.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=24)
ROW = st.tuples(
    TEXT,
    TEXT,
    st.none() | st.binary(max_size=40),
    st.none() | st.booleans(),
    st.none() | st.dates(),
    st.none()
    | st.datetimes(datetime(1970, 1, 2), datetime(2900, 1, 1), timezones=st.sampled_from([UTC, SHANGHAI])),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.integers(0, 2**63 - 1),
    st.none() | st.integers(0, 2**31 - 1),
    st.none() | st.integers(0, 2**15 - 1),
    st.none() | st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False),
    st.none() | st.integers(-(2**31), 2**31 - 1),
)


class AnyRows(TestCase):
    """Whatever the values are."""

    @settings(max_examples=40)
    @given(rows=st.lists(ROW, min_size=1, max_size=4), times=st.sampled_from([1, bulk.COPY_FROM]))
    def test_any_rows_equal_their_saves(self, rows: list[tuple[Any, ...]], times: int) -> None:
        one = saved(rows)
        assert inserted(rows * times)[: len(rows)] == one == rows


@pytest.mark.django_db
class TestUpdate:
    @pytest.mark.parametrize("column", range(len(NAMES)), ids=NAMES)
    def test_a_column_of_many_rows_equals_their_saves(self, column: int) -> None:
        bulk.insert(Sample, NAMES, [NOTHING] * len(ROWS))
        ids = list(Sample.objects.order_by("id").values_list("id", flat=True))
        values = [row[column] for row in ROWS]
        bulk.update(Sample, NAMES[column], list(zip(ids, values, strict=True))[::-1])
        assert [row[column] for row in read()] == values
        fast = kept_as()
        for pk, value in zip(ids, values, strict=True):
            Sample.objects.filter(pk=pk).update(**{NAMES[column]: value})
        assert kept_as() == fast

    def test_other_rows_stay_as_they_are(self) -> None:
        bulk.insert(Sample, NAMES, ROWS)
        first = Sample.objects.order_by("id").values_list("id", flat=True)[0]
        bulk.update(Sample, "name", [(first, "杨浦")])
        assert [row[0] for row in read()] == ["杨浦", *[row[0] for row in ROWS[1:]]]

    def test_no_pairs_are_no_statement(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            bulk.update(Sample, "name", [])

    def test_a_moment_without_time_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="without time zone"):
            bulk.update(Sample, "at", [(1, datetime(2022, 9, 15))])


MESSAGE = ("key", "kind", "recipient", "record", "record_id", "body", "state", "posted_at", "not_before", "attempts",
           "last_error", "sent_at", "receipt")  # fmt: skip


def message(key: str, body: str = "{}") -> tuple[Any, ...]:
    return (key, "reply", "unit:1", "report", 1, body, "due", AT, AT, 0, "", None, "")


@pytest.mark.django_db
class TestInsertAbsent:
    def test_what_is_there_stays_and_what_is_not_comes(self) -> None:
        bulk.insert_absent(Message, MESSAGE, [message("a", "先")], "(key)")
        bulk.insert_absent(Message, MESSAGE, [message("a", "后"), message("b", "后")], "(key)")
        assert list(Message.objects.order_by("key").values_list("key", "body")) == [("a", "先"), ("b", "后")]

    def test_of_two_equal_rows_in_one_call_the_first_stands(self) -> None:
        bulk.insert_absent(Message, MESSAGE, [message("a", "先"), message("a", "后")], "(key)")
        assert Message.objects.get().body == "先"

    def test_of_many_rows_those_that_came_are_counted(self) -> None:
        block = bulk.BLOCK // len(MESSAGE)
        there = [message(f"k{i:04}", "先") for i in range(0, 2 * block + 9, 5)]
        assert bulk.insert_absent(Message, MESSAGE, there, "(key)") == len(there)
        rows = [message(f"k{i:04}", "后") for i in range(2 * block + 9)]
        assert bulk.insert_absent(Message, MESSAGE, rows, "(key)") == len(rows) - len(there)
        assert Message.objects.filter(body="先").count() == len(there)

    def test_no_rows_write_nothing(self) -> None:
        bulk.insert_absent(Message, MESSAGE, [], "(key)")
        assert Message.objects.count() == 0

    @pytest.mark.parametrize("row", ROWS, ids=["full", "least", "look-alikes", "mixed", "nothing"])
    def test_a_row_of_every_type_equals_its_save(self, row: tuple[Any, ...]) -> None:
        one, as_saved = saved([row]), kept_as()
        Sample.objects.all().delete()
        pk = bulk.reserve(Sample, 1)[0]
        bulk.insert_absent(Sample, ("id", *NAMES), [(pk, *row)], "(id)")
        assert read() == one
        assert kept_as() == as_saved

    def test_a_row_equals_its_save(self) -> None:
        bulk.insert_absent(Message, MESSAGE, [message("a", ODD)], "(key)")
        fast = Message.objects.values_list(*MESSAGE).get()
        Message.objects.all().delete()
        Message(**dict(zip(MESSAGE, message("a", ODD), strict=True))).save()
        assert fast == Message.objects.values_list(*MESSAGE).get()

    def test_more_rows_than_one_statement_takes_all_come(self) -> None:
        count = bulk.VARIABLES // len(MESSAGE) + 3
        bulk.insert_absent(Message, MESSAGE, [message(f"k{i}") for i in range(count)], "(key)")
        assert Message.objects.count() == count

    def test_the_condition_of_a_partial_index_decides(self) -> None:
        columns = ("record", "record_id", "wanted", "reason", "since", "cleared_at", "cleared_by")
        target = "(record, record_id, wanted) WHERE cleared_at IS NULL"
        cleared = ("report", 1, "problem.join", "已处理", AT, AT, "chen.yi")
        still_open = ("report", 1, "problem.join", "待处理", AT, None, "")
        bulk.insert_absent(ExceptionItem, columns, [cleared, still_open, still_open], target)
        assert list(ExceptionItem.objects.order_by("id").values_list("reason", flat=True)) == [
            "已处理",
            "待处理",
        ]

    def test_a_clash_elsewhere_is_still_refused(self) -> None:
        wrong = (*message("a")[:6], "nowhere", *message("a")[7:])
        with pytest.raises(IntegrityError), transaction.atomic():
            bulk.insert_absent(Message, MESSAGE, [wrong], "(key)")


@pytest.mark.django_db
class TestMatching:
    @pytest.fixture(autouse=True)
    def rows(self) -> None:
        names = ("name", "text", "big", "day", "at", "raw")
        rows = [
            (f"n{i % 7}", f"t{i}", i, date(2022, 1, 1) + timedelta(i % 300), AT + timedelta(minutes=i), bytes([i % 256, i // 256]))
            for i in range(20_000)
        ]  # fmt: skip
        bulk.insert(Sample, names, rows)

    def test_no_keys_are_no_statement(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            assert bulk.matching(Sample, ("name",), [], ("id",)) == []

    def test_rows_come_by_id_whatever_the_order_of_the_keys(self) -> None:
        keys = [("n5", 5), ("n1", 1), ("n2", 2), ("nothing", 3), ("n1", 2)]
        assert bulk.matching(Sample, ("name", "big"), keys, ("big", "text")) == [
            (1, "t1"),
            (2, "t2"),
            (5, "t5"),
        ]

    def test_thousands_of_keys_are_one_statement(self, django_assert_num_queries: Any) -> None:
        keys = [(i,) for i in reversed(range(10_000, 15_000))]
        with django_assert_num_queries(1):
            found = bulk.matching(Sample, ("big",), keys, ("big",))
        assert found == [(i,) for i in range(10_000, 15_000)]

    def test_more_keys_than_one_statement_takes_still_come_by_id(self) -> None:
        keys = [(f"n{i % 7}", i) for i in reversed(range(20_000))]
        assert len(keys) * 2 > bulk.VARIABLES
        found = bulk.matching(Sample, ("name", "big"), keys, ("big",))
        assert found == [(i,) for i in range(20_000)]

    def test_a_further_condition_narrows(self) -> None:
        found = bulk.matching(Sample, ("big",), [(1,), (2,), (3,)], ("big",), "t.text = 't2'")
        assert found == [(2,)]

    def test_one_key_finds_all_its_rows(self) -> None:
        assert len(bulk.matching(Sample, ("name",), [("n3",)], ("id",))) == 2857

    def test_days_moments_and_bytes_are_keys_too(self) -> None:
        at = (AT + timedelta(minutes=301)).astimezone(UTC)
        key = (date(2022, 1, 2), at, bytes([301 % 256, 1]))
        assert bulk.matching(Sample, ("day", "at", "raw"), [key], ("big",)) == [(301,)]

    def test_a_moment_without_time_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="without time zone"):
            bulk.matching(Sample, ("at",), [(datetime(2022, 9, 15),)], ("id",))

    def test_a_key_longer_than_its_column_matches_nothing(self) -> None:
        name = "长" * 24
        bulk.insert(Sample, NAMES, [(name, *NOTHING[1:])])
        assert bulk.matching(Sample, ("name",), [(name,)], ("name",)) == [(name,)]
        assert bulk.matching(Sample, ("name",), [(name + "久",)], ("name",)) == []

    def test_odd_text_is_matched_exactly(self) -> None:
        bulk.insert(Sample, NAMES, ROWS)
        assert bulk.matching(Sample, ("text",), [(ODD,)], ("name",)) == [("宝山",)]
        assert bulk.matching(Sample, ("text",), [(ODD + " ",)], ("name",)) == []


@pytest.mark.django_db
class TestParts:
    def test_everything_is_found_part_by_part_in_the_order_of_the_ids(self) -> None:
        ids = [Sample.objects.create(name="", text="", count=n).pk for n in range(5)]
        assert list(bulk.parts(Sample.objects.order_by("-count"), 2)) == [ids[:2], ids[2:4], ids[4:]]
        assert list(bulk.parts(Sample.objects.filter(count__gt=9))) == []

    def test_what_is_done_with_a_part_hides_nothing_of_the_next(self) -> None:
        ids = [Sample.objects.create(name="", text="", flag=True).pk for _ in range(4)]
        found = []
        for part in bulk.parts(Sample.objects.filter(flag=True), 2):
            found.append(part)
            Sample.objects.filter(pk__in=part).update(flag=False)
        assert found == [ids[:2], ids[2:]]


@pytest.mark.django_db(transaction=True)
class TestReserve:
    @pytest.fixture(autouse=True)
    def empty(self) -> Iterator[None]:
        yield
        Sample.objects.all().delete()

    def test_none_reserved_is_no_statement(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            assert list(bulk.reserve(Sample, 0)) == []

    def test_reserved_ids_are_fresh_and_rising(self) -> None:
        with transaction.atomic():
            first, second = list(bulk.reserve(Sample, 5)), list(bulk.reserve(Sample, 3))
        assert first == sorted(set(first))
        assert second == sorted(set(second))
        assert min(second) > max(first)

    def test_ids_given_by_the_database_go_on_above(self) -> None:
        with transaction.atomic():
            ids = list(bulk.reserve(Sample, 50))
            bulk.insert(Sample, ("id", *NAMES), [(pk, *NOTHING) for pk in ids])
        row = Sample.objects.create(name="", text="")
        assert row.pk > max(ids)
        assert min(bulk.reserve(Sample, 1)) > row.pk

    def test_ids_go_on_above_rows_that_the_database_numbered(self) -> None:
        rows = [Sample.objects.create(name="", text="").pk for _ in range(3)]
        assert min(bulk.reserve(Sample, 2)) > max(rows)

    def test_reserved_and_never_written_ids_leave_a_gap_only(self) -> None:
        with transaction.atomic():
            ids = list(bulk.reserve(Sample, 10))
        assert Sample.objects.create(name="", text="").pk > max(ids)

    def test_after_a_rollback_ids_are_disjoint_from_what_stands(self) -> None:
        standing = Sample.objects.create(name="", text="").pk
        with transaction.atomic():
            ids = list(bulk.reserve(Sample, 10))
            bulk.insert(Sample, ("id", *NAMES), [(pk, *NOTHING) for pk in ids])
            transaction.set_rollback(True)
        with transaction.atomic():
            again = list(bulk.reserve(Sample, 10))
            bulk.insert(Sample, ("id", *NAMES), [(pk, *NOTHING) for pk in again])
        assert standing not in again
        assert list(Sample.objects.order_by("id").values_list("id", flat=True)) == [standing, *again]

    def test_a_table_in_which_nothing_was_ever_written_can_be_reserved_from(self) -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'ledger_sample'")
            assert list(bulk.reserve(Sample, 3)) == [1, 2, 3]
        row = Sample.objects.create(name="", text="").pk
        assert list(bulk.reserve(Sample, 2)) == [row + 1, row + 2]
