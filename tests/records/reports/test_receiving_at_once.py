"""Eight writers that hear of the same new wrong at once: one problem, and every report is linked to it."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from huiyin.records.ledger.models import Entry
from huiyin.records.problems.models import Assignment, Link, Problem, Task
from huiyin.records.registry.models import Compound
from huiyin.records.reports.models import Report
from made_tables import tables_in
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, order

WRITERS = 8
NUMBERS = [str(7001 + writer) for writer in range(WRITERS)]
TESTS = Path(__file__).parents[2]
RECEIVING = Path(__file__).with_name("receiving_writer.py")


def one_problem_of_all() -> None:
    """What must be there, whoever came first."""
    problem = Problem.objects.get()
    assert set(Report.objects.values_list("number", "fate")) == {(number, "linked") for number in NUMBERS}
    assert set(problem.links.values_list("report__number", flat=True)) == set(NUMBERS)
    assert Link.objects.count() == WRITERS
    assert (Task.objects.count(), Assignment.objects.filter(role="lead").count()) == (1, 1)
    chain = Entry.objects.filter(record="problem", record_id=problem.pk).order_by("position")
    # The opening with the first report, and each further report's link by its own transaction.
    assert list(chain.values_list("position", flat=True)) == list(range(1, WRITERS + 1))


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite the writers are processes")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("text", [rows.SUNROOM, rows.NOT_KNOWN])
def test_eight_threads_on_postgresql_open_one_problem(desk: Desk, text: str) -> None:
    start = Barrier(WRITERS)
    taken = [rows.prepared(order(number, text)) for number in NUMBERS]

    def write(writer: int) -> None:
        try:
            start.wait(timeout=20)
            desk.receive(taken[writer])
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(write, range(WRITERS)))

    one_problem_of_all()
    assert Compound.objects.filter(status="provisional").count() == (text == rows.NOT_KNOWN)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="on PostgreSQL the writers are threads")
def test_eight_processes_on_one_sqlite_file_open_one_problem(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "HUIYIN_HOME": str(tmp_path),
        "PYTHONPATH": os.pathsep.join((str(TESTS.parent / "src"), str(TESTS))),
    }

    def run(code: str) -> None:
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)

    tables_in(tmp_path, environment)
    run("import django; django.setup()\nfrom records.reports.report_rows import by, found; found(by(-60))")
    with subprocess.Popen(
        [sys.executable, str(RECEIVING), *NUMBERS],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as writers:
        assert writers.stdout is not None
        assert writers.stdout.readline() == "ready\n"
        writers.communicate("go\n", timeout=60)
    assert writers.returncode == 0

    run(
        "import django; django.setup()\n"
        "from records.reports.test_receiving_at_once import one_problem_of_all; one_problem_of_all()\n"
        "from records.reports.report_rows import LATER\n"
        "from huiyin.records.invariants import run; assert list(run(LATER)) == []\n"
        "from huiyin.records.ledger.verification import verify; assert verify().faults == ()"
    )
