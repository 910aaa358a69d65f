"""An officer's single reports go in while a large file is imported into the embedded database."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hotline_files import write_plain
from installations import ENGINE, Installation
from process_trees import until

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(ENGINE != "sqlite", reason="a server lets many write at once"),
]
RECEIVER = Path(__file__).with_name("single_receiver.py")
ROWS, SINGLES = 60_000, 15


@pytest.mark.parametrize(
    "to_its_end",
    [pytest.param(True, marks=pytest.mark.long, id="to-its-end"), pytest.param(False, id="cut-short")],
)
def test_single_reports_go_in_while_a_large_file_is_imported(
    to_its_end: bool, installation: Installation, tmp_path: Path
) -> None:
    # Given an import of 60,000 rows under way, and 15 other reports
    large, singles = tmp_path / "large.csv", tmp_path / "singles.csv"
    write_plain(large, ROWS)
    write_plain(singles, SINGLES, desk="studio-")
    command = installation.start("import", large, "--json")
    try:
        assert until(lambda: installation.count("reports_landedrow") > 0)
        # When they are received one by one
        outcome = installation.script(RECEIVER, singles, 0.02).outcome()
        # Then all of them are in before the import has ended
        assert outcome.code == 0, outcome.err
        numbers = outcome.out.split()
        assert len(numbers) == SINGLES
        assert command.running()
        # And none is lost, whether the import goes on to its end or is killed
        if to_its_end:
            assert command.outcome().facts()["new"] == ROWS
        else:
            # What goes on behind them is what they went in between.
            landed = installation.count("reports_landedrow")
            assert until(lambda: installation.count("reports_landedrow") > landed)
            os.killpg(command.pid, signal.SIGKILL)
    finally:
        command.end()
    by_order = "SELECT id, number FROM reports_report WHERE channel = '{}' ORDER BY id"
    received = installation.rows(by_order.format("studio"))
    imported = installation.rows(by_order.format("hotline"))
    assert [number for _, number in received] == numbers
    if to_its_end:
        assert len(imported) == ROWS
    # And they went in between the rows of the file, not all behind its last
    between = [pk for pk, _ in received if imported[0][0] < pk < imported[-1][0]]
    assert len(between) >= SINGLES - 10
    installation.sound()
