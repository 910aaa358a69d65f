"""What the desk shows of an import: behind each count, its rows, and what still waits of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from huiyin.records.accounts.scope import Scope
from huiyin.records.reports.actions.correct import correct
from huiyin.records.reports.actions.fate import transfer
from huiyin.records.reports.actions.receive import Source
from huiyin.records.reports.desk import batches
from huiyin.records.reports.intake import Order, import_file
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.models import Channel, ImportBatch, LandedRow
from huiyin.records.reports.outcomes import Since, rows_of, since_then, still_refused
from records.reports import report_rows as rows
from records.reports.report_rows import AT, TODAY, Desk, by, order, prepared, report, unit

COLUMNS = ("工单编号", "工单生成时间", "诉求区域", "内容描述")


def csv(path: Path, *lines: tuple[str, str, str]) -> Path:
    body = "\n".join(",".join((number, day, "静安区", text)) for number, day, text in lines)
    path.write_text(f"{','.join(COLUMNS)}\n{body}\n", encoding="utf-8")
    return path


def imported(path: Path, code: str = "jingan") -> ImportBatch:
    wanted = Order(path, path.name, Mapping.load("generic"), Channel.HOTLINE, unit(code).pk, "lin", "cli")
    return import_file(wanted, lambda: AT)


def test_each_count_of_an_import_opens_its_rows(
    desk: Desk, tmp_path: Path, django_assert_num_queries: object
) -> None:
    first = imported(
        csv(
            tmp_path / "a.csv",
            ("1001", "2022-09-14", rows.SUNROOM),
            ("1002", "2022-09-14", rows.OUTSIDE),
            ("1003", "不是日期", rows.EBIKES),
            ("1004", "2022-09-14", f"{rows.OUTSIDE}电话13812345678"),
        )
    )
    second = imported(
        csv(
            tmp_path / "b.csv",
            ("1001", "2022-09-14", rows.SUNROOM),
            ("1002", "2022-09-14", f"{rows.OUTSIDE}补充"),
            ("1005", "2022-09-14", rows.EBIKES),
        )
    )
    transfer(by(20), [report("1004").pk], "燃气管理处", "RQ-1", "非本单位职责")

    for batch in (first, second):
        for outcome in ("read", "new", "linked", "pending", "changed", "known", "refused"):
            assert len(rows_of(batch.pk, outcome).rows) == getattr(batch, outcome), outcome

    def behind(batch: ImportBatch, outcome: str) -> list[str]:
        return [row.number for row in rows_of(batch.pk, outcome).rows]

    assert behind(first, "new") == ["1001", "1002", "1004"]
    assert behind(first, "linked") == ["1001"]
    assert behind(first, "pending") == ["1002", "1004"]
    assert behind(first, "transferred") == ["1004"]
    assert behind(second, "changed") == ["1002"]
    assert behind(first, "read") == ["1001", "1002", "1003", "1004"]
    assert behind(second, "read") == ["1001", "1002", "1005"]
    (known,) = rows_of(second.pk, "known").rows
    # Which report it is already, and where it stands in the file that brought it once more.
    assert (known.number, known.report_id, known.position, known.known, known.fate) == (
        "1001",
        report("1001").pk,
        2,
        True,
        "linked",
    )
    paged, after = [], ""
    while page := rows_of(second.pk, "read", after, size=1):
        paged.extend(row.position for row in page.rows)
        if not (after := page.after):
            break
    assert paged == [2, 3, 4]
    (refused,) = rows_of(first.pk, "refused").rows
    assert (refused.number, refused.state, refused.report_id, refused.erased) == (
        "1003",
        "refused",
        None,
        False,
    )
    assert refused.refusal[0]["column"] == "工单生成时间"
    gone = rows_of(first.pk, "pending").rows[1]
    assert (gone.position, gone.fate, gone.text[-13:]) == (5, "transferred", "电话138******78")
    with django_assert_num_queries(1):  # type: ignore[operator]
        page = rows_of(first.pk, "new", size=2)
    assert [row.number for row in rows_of(first.pk, "new", page.after, size=2).rows] == ["1004"]
    assert rows_of(first.pk, "new", page.after, size=2).after == ""
    with pytest.raises(ValueError, match="'gone' is no count"):
        rows_of(first.pk, "gone")


def test_what_still_waits_of_an_import_is_counted_as_it_is_today(
    desk: Desk, tmp_path: Path, django_assert_num_queries: object
) -> None:
    batch = imported(
        csv(
            tmp_path / "a.csv",
            ("1001", "2022-09-14", rows.SUNROOM),
            ("1002", "2022-09-14", rows.OUTSIDE),
            ("1003", "不是日期", rows.EBIKES),
            ("1004", "不是日期", rows.OUTSIDE),
            ("1005", "不是日期", rows.OUTSIDE),
        )
    )
    other = imported(csv(tmp_path / "b.csv", ("1006", "2022-09-14", rows.OUTSIDE)))
    assert since_then(batch) == Since(refused=3, corrected=0, replaced=0, erased=0, pending=1)
    row = LandedRow.objects.get(number="1003")
    (right,) = prepared(order("1003", rows.EBIKES))
    correct(
        by(5),
        row.pk,
        Source(Channel.HOTLINE, unit().pk, batch.pk),
        msgspec.structs.replace(right, source=row.source),
    )
    LandedRow.objects.filter(number="1004").update(key=None)
    transfer(by(20), [report("1002").pk], "燃气管理处", "RQ-1", "非本单位职责")
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert since_then(batch) == Since(refused=1, corrected=1, replaced=0, erased=1, pending=0)
    assert {
        name: [row.number for row in rows_of(batch.pk, name).rows]
        for name in ("refused", "corrected", "erased")
    } == {
        "refused": ["1005"],
        "corrected": ["1003"],
        "erased": ["1004"],
    }
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert still_refused([batch.pk, other.pk]) == {batch.pk: 1}
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert since_then(other) == Since(0, 0, 0, 0, 1)


def test_a_row_that_was_corrected_waits_no_more_and_leads_to_its_report(desk: Desk, tmp_path: Path) -> None:
    batch = imported(csv(tmp_path / "a.csv", ("1003", "不是日期", rows.EBIKES)))
    row = LandedRow.objects.get()
    (right,) = prepared(order("1003", rows.EBIKES))
    right = msgspec.structs.replace(right, source=row.source)
    correct(by(5), row.pk, Source(Channel.HOTLINE, unit().pk, batch.pk), right)
    assert rows_of(batch.pk, "refused").rows == ()
    (shown,) = rows_of(batch.pk, "corrected").rows
    assert (shown.state, shown.report_id) == ("corrected", report("1003").pk)


def test_imports_are_seen_by_the_unit_that_received_the_file(desk: Desk, tmp_path: Path) -> None:
    ours = imported(csv(tmp_path / "a.csv", ("1001", "2022-09-14", rows.SUNROOM)))
    theirs = imported(csv(tmp_path / "b.csv", ("1002", "2022-09-14", rows.EBIKES)), "minhang")
    assert list(batches(Scope(TODAY, unit()))) == [ours]
    assert list(batches(Scope(TODAY, unit("minhang")))) == [theirs]
    assert list(batches(Scope(TODAY, unit("sh-bureau")))) == [theirs, ours]
