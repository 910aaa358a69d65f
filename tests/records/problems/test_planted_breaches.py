"""What must always hold of reports and problems: a breach that is planted behind the product's back is found and named."""

from __future__ import annotations

import pytest
from django.db import connection

from huiyin.records.invariants import run
from huiyin.records.problems.models import Problem, Task
from huiyin.records.reports.actions import batch as batches
from huiyin.records.reports.actions.receive import Source
from huiyin.records.reports.models import Channel
from records.reports import report_rows as rows
from records.reports.report_rows import LATER, by, compound, found, order, prepared, report, unit

TASK = "problem_id, goal, work, measure, done_mark, start_on, due_on, due_source, phase, state, extended_by"


@pytest.fixture
def ids(db: None) -> dict[str, int]:
    """The ids of one imported order, its problem and what goes with them."""
    found(by(-60))
    batch = batches.begin(
        by(),
        name="orders.csv",
        sha256=b"s" * 32,
        size=400,
        mapping="generic",
        mapping_version=1,
        importer="0",
        channel=Channel.HOTLINE,
        unit_id=unit().pk,
        file_key=b"k",
    )
    source = Source(Channel.HOTLINE, unit().pk, batch.pk)
    batches.take(by(), batch.pk, source, prepared(order("1001", rows.SUNROOM), order("1002", rows.OUTSIDE)))
    batches.finish(by(), batch.pk)
    assert list(run(LATER)) == []
    return {
        "batch": batch.pk,
        "report": report("1001").pk,
        "waiting": report("1002").pk,
        "problem": Problem.objects.get().pk,
        "task": Task.objects.get().pk,
        "here": compound("t1").pk,
        "there": compound("t2").pk,
    }


@pytest.mark.parametrize(
    ("plants", "invariant", "record"),
    [
        (["DELETE FROM reports_reply WHERE report_id = {report}"], "report.reply", "report"),
        (["UPDATE problems_link SET removed_at = added_at"], "report.linked", "report"),
        (["UPDATE problems_link SET removed_at = added_at"], "problem.reported", "problem"),
        (["UPDATE problems_link SET report_id = {waiting}"], "report.linked", "waiting"),
        (["DELETE FROM problems_assignment"], "task.lead", "task"),
        (["DELETE FROM problems_assignment", "DELETE FROM problems_task"], "problem.task", "problem"),
        (
            ["UPDATE problems_task SET returned_on = start_on, return_reason = '缺照片'"],
            "task.returned",
            "task",
        ),
        (
            [
                f"INSERT INTO problems_task ({TASK}) SELECT {TASK} FROM problems_task",
            ],
            "task.open",
            "problem",
        ),
        (
            ["UPDATE problems_problem SET state = 'settled', basis = '无', settled_at = opened_at"],
            "task.open",
            "task",
        ),
        (["UPDATE problems_problem SET violation = 'noise'"], "problem.code", "problem"),
        (["UPDATE problems_problem SET first_on = '2022-09-01'"], "problem.first", "problem"),
        (["UPDATE problems_problem SET words = ''"], "problem.words", "problem"),
        (["UPDATE registry_compound SET name = '别处' WHERE id = {here}"], "problem.words", "problem"),
        (["UPDATE reports_importbatch SET read = 3, refused = 1"], "batch.rows", "batch"),
        (["UPDATE reports_landedrow SET batch_id = NULL"], "batch.rows", "batch"),
        (["UPDATE reports_report SET fate = 'transferred' WHERE id = {report}"], "report.disposal", "report"),
        (["DELETE FROM reports_landedrow WHERE report_id = {report}"], "landed.promoted", "report"),
        (["DELETE FROM ledger_entry WHERE record = 'problem'"], "problem.ledger", "problem"),
        (["DELETE FROM ledger_entry WHERE record = 'task'"], "problem.ledger", "task"),
        (["DELETE FROM ledger_entry WHERE record = 'report'"], "report.ledger", "report"),
        (
            ["UPDATE problems_problem SET state = 'settled', basis = '无', settled_at = opened_at"],
            "problem.reply",
            "report",
        ),
        (
            ["UPDATE registry_compound SET status = 'merged', merged_into_id = {there} WHERE id = {here}"],
            "problem.place",
            "problem",
        ),
        (["UPDATE reports_importbatch SET state = 'running'"], "batch.alive", "batch"),
    ],
)
def test_a_planted_breach_is_found_and_named(
    ids: dict[str, int], plants: list[str], invariant: str, record: str
) -> None:
    with connection.cursor() as cursor:
        for plant in plants:
            cursor.execute(plant.format(**ids))
            assert cursor.rowcount >= 1
    kind = "report" if record == "waiting" else record

    assert (invariant, f"{kind}:{ids[record]}") in {(b.invariant, b.record) for b in run(LATER)}
