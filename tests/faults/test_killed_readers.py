"""The processes that read the file for an import, killed: the import says so and keeps what it took."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from canonical_dump import dump, same
from installations import Installation
from process_trees import Orphans, command_line, descendants, until

from conftest import Undisturbed

pytestmark = pytest.mark.fault


@pytest.mark.parametrize(
    ("program", "code", "says"),
    [
        pytest.param(
            "huiyin.records.reports.landing.child", 3, "killed from outside (SIGKILL)", id="that-opens"
        ),
        pytest.param("multiprocessing.spawn", 4, "the reading process ended unexpectedly", id="that-reads"),
    ],
)
def test_an_import_whose_reading_process_is_killed_keeps_what_it_took_and_can_be_run_again(
    program: str,
    code: int,
    says: str,
    installation: Installation,
    long_hotline: Path,
    long_undisturbed: Undisturbed,
    orphans: Orphans,
) -> None:
    # Given an import that has taken some rows
    command = installation.start("import", long_hotline, "--json")
    try:
        assert until(lambda: installation.count("reports_landedrow") > 0)
        # When the process is killed
        (reader,) = [pid for pid in descendants(command.pid) if program in command_line(pid)]
        os.kill(reader, signal.SIGKILL)
        outcome = command.outcome()
    finally:
        command.end()
    # Then the import says so in one line, and nobody is left
    assert outcome.code == code
    assert says in outcome.one_line()
    assert orphans.all_end()
    # And what was taken stays
    taken = installation.count("reports_landedrow")
    assert 0 < taken < len(long_undisturbed.dump["landed"])
    installation.sound()
    # And the import, run again, takes the rest
    counts = installation.done("import", long_hotline, "--json").facts()
    assert (
        counts["new"] + counts["changed"] + counts["refused"] == len(long_undisturbed.dump["landed"]) - taken
    )
    installation.sound()
    same(long_undisturbed.dump, dump(installation))
