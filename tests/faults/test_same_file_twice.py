"""The same file imported by two processes at once: each row is taken once, and the kept file opens with every key."""

from __future__ import annotations

from pathlib import Path

import pytest
from canonical_dump import dump, same, tasks_told
from installations import Installation

from conftest import ROWS, Undisturbed

pytestmark = pytest.mark.fault
COUNTS = ("read", "new", "changed", "known", "refused", "linked", "pending", "transferred")


def test_two_imports_of_one_file_at_once_take_each_row_once(
    installation: Installation, hotline: Path, undisturbed: Undisturbed
) -> None:
    # When two people import the same file at the same time
    both = [installation.start("import", hotline, "--json", "--as", name) for name in ("one", "two")]
    try:
        outcomes = [command.outcome() for command in both]
    finally:
        for command in both:
            command.end()
    # Then both end well, and between them they have taken each row once
    assert [outcome.code for outcome in outcomes] == [0, 0], outcomes
    counts = [outcome.facts() for outcome in outcomes]
    assert [count["read"] for count in counts] == [ROWS, ROWS]
    for name in ("new", "changed", "refused"):
        assert sum(count[name] for count in counts) == undisturbed.counts[name]
    installation.sound()
    same(undisturbed.dump, dump(installation))
    assert set(tasks_told(installation).values()) == {1}
    # And running it once more adds nothing
    again = installation.done("import", hotline, "--json").facts()
    assert again == {
        **dict.fromkeys(COUNTS, 0),
        "batch": 3,
        "file": hotline.name,
        "read": ROWS,
        "known": ROWS,
        "columns": {"unknown": [], "missing": ["新三级分类", "新四级分类", "新五级分类"]},
        "unread_sheets": [],
    }
    # And the file that was kept opens with the key of each of the three batches
    opened = installation.script(Path(__file__).with_name("kept_files.py")).outcome()
    assert opened.code == 0, opened.err
    assert opened.facts() == {"whole": 3, "unreadable": 0}
