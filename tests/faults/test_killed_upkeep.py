"""Sealing, delivering and backing up, killed half-way: what is done is whole, and the next run does the rest."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest
from canonical_dump import dump, same
from installations import Installation, with_keys_of
from process_trees import Orphans, until

from conftest import Undisturbed
from huiyin.doors.cli.backup import ASIDE
from huiyin.doors.cli.restore import ASIDE as ASIDE_OF_RESTORE

pytestmark = pytest.mark.fault
TOO_LATE = 8
"""How often a kill may come when everything is done already."""


def run_and_kill(installation: Installation, *arguments: object, when: str, delay: float = 0.0) -> bool:
    """Run a command and kill it once the SELECT ``when`` finds something. False when it had ended before."""
    command = installation.start(*arguments)
    try:
        until(lambda: bool(installation.rows(when)) or not command.running(), pause=0.001)
        time.sleep(delay)
        running = command.running()
        if running:
            os.killpg(command.pid, signal.SIGKILL)
        command.process.communicate(timeout=30)
        return running
    finally:
        command.end()


@pytest.mark.parametrize("seals", [1, *(pytest.param(n, marks=pytest.mark.long) for n in (2, 3))])
def test_a_killed_sealing_leaves_a_ledger_that_verifies_and_the_next_one_seals_the_rest(
    seals: int, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    # Given entries for three seals, sealing killed as soon as so many seals are made
    when = f"SELECT 1 FROM ledger_seal WHERE number = {seals}"
    for attempt in range(TOO_LATE):
        installation = undisturbed.installation.copy(tmp_path / f"home-{attempt}")
        # Three seals are quickly made: on a busy machine it may all be over before the blow falls.
        if killed := run_and_kill(installation, "ledger", "seal", when=when):
            break
    assert killed
    assert installation.count("ledger_seal") >= seals
    # Then the ledger is whole, exported or not
    installation.sound()
    # And the next run seals and exports what is left
    installation.done("ledger", "seal")
    assert installation.count("ledger_entry", "seal_id IS NULL") == 0
    exported = [json.loads(line) for line in (installation.home / "seals.jsonl").read_text().splitlines()]
    assert [line["number"] for line in exported] == list(range(1, installation.count("ledger_seal") + 1))
    installation.sound()


@pytest.mark.parametrize("sent", [2, pytest.param(1, marks=pytest.mark.long)])
def test_a_killed_delivery_is_taken_up_again_and_each_message_arrives_once(
    sent: int, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    # Given messages that are due, their delivery killed when some have been sent
    due = undisturbed.installation.count("outbox_message")
    when = f"SELECT 1 FROM outbox_message WHERE state = 'sent' LIMIT 1 OFFSET {sent - 1}"
    for attempt in range(TOO_LATE):
        installation = undisturbed.installation.copy(tmp_path / f"home-{attempt}")
        killed = run_and_kill(installation, "tick", when=when)
        # They are few and quickly sent: on a busy machine all may be before the blow falls.
        if killed and installation.count("outbox_message", "state = 'sent'") < due:
            break
    assert killed
    assert sent <= installation.count("outbox_message", "state = 'sent'") < due
    installation.sound()
    # When the next tick runs
    counts = installation.done("tick", "--json").facts()
    # Then every message is there, whole and once
    assert counts["failed"] == 0
    assert installation.count("outbox_message", "state = 'sent'") == due
    arrived = {path.name: json.loads(path.read_text()) for path in (installation.home / "outbox").iterdir()}
    assert sorted(arrived) == [
        f"{pk:012d}.json" for (pk,) in installation.rows("SELECT id FROM outbox_message ORDER BY id")
    ]
    assert {message["kind"] for message in arrived.values()} == {"task-notice"}
    assert installation.count("ledger_entry", "action = 'message.send'") == due
    installation.sound()


@pytest.mark.parametrize("whole_group", [False, pytest.param(True, marks=pytest.mark.long)])
def test_a_killed_backup_is_never_taken_for_a_whole_one(
    whole_group: bool, undisturbed: Undisturbed, tmp_path: Path, orphans: Orphans
) -> None:
    # Given backups killed while they write
    source = undisturbed.installation
    shelf, chance = tmp_path / "shelf", random.Random(7)
    shelf.mkdir()
    target = shelf / "monday"
    for _ in range(2):
        back_up_and_kill(source, target, whole_group, chance.uniform(0, 0.03))
        # Then nothing stands under the backup's name, and what was left aside is no backup
        assert orphans.all_end()
        assert not target.exists()
        (aside,) = shelf.glob(f"{ASIDE}*")
        shutil.rmtree(tmp_path / "refused", ignore_errors=True)
        refused = with_keys_of(source, tmp_path / "refused").run("restore", aside / "backup")
        assert refused.code == 3
        assert "no backup" in refused.one_line()
    # And a backup that is let alone holds everything, and clears away what the killed ones have left
    source.done("backup", target)
    assert [path.name for path in shelf.iterdir()] == ["monday"]
    restored = with_keys_of(source, tmp_path / "restored")
    restored.done("restore", target)
    restored.sound()
    same(undisturbed.dump, dump(restored))


def back_up_and_kill(source: Installation, target: Path, whole_group: bool, delay: float) -> None:
    """Begin a backup and kill it so many seconds after its first file is begun."""
    command = source.start("backup", target)
    try:
        assert until(lambda: any(target.parent.glob(f"{ASIDE}*/backup/*")), pause=0.001)
        time.sleep(delay)
        assert command.running()
        (os.killpg if whole_group else os.kill)(command.pid, signal.SIGKILL)
        command.process.communicate(timeout=30)
    finally:
        command.end()


@pytest.mark.parametrize("whole_group", [True, False])
def test_a_killed_restore_is_done_wholly_or_begun_anew_by_the_next(
    whole_group: bool, undisturbed: Undisturbed, tmp_path: Path, orphans: Orphans
) -> None:
    # Given a backup, and restores of it killed as they give it its place
    source = undisturbed.installation
    backup, chance = tmp_path / "backup", random.Random(11)
    source.done("backup", backup)
    anew = 0
    for attempt in range(TOO_LATE):
        restored = with_keys_of(source, tmp_path / f"home-{attempt}")
        delay = chance.uniform(0, 0.02 if restored.url is None else 0.3)
        if not restore_and_kill(restored, backup, whole_group, delay):
            continue
        # When all that it started has ended, pg_restore above all, and the same command is given again
        assert orphans.all_end()
        again = restored.run("restore", backup)
        # Then it begins anew, unless all was in place already
        if again.code:
            assert (again.code, "is not empty; a restore never overwrites" in again.one_line()) == (3, True)
        else:
            anew += 1
            assert not (restored.home / ASIDE_OF_RESTORE).exists()
        restored.sound()
        same(undisturbed.dump, dump(restored))
        if anew:
            break
    # PostgreSQL's own program brings to its end what it has begun, where it is not killed as well.
    assert anew or (not whole_group and source.url is not None)


def restore_and_kill(installation: Installation, backup: Path, whole_group: bool, delay: float) -> bool:
    """Begin a restore and kill it so many seconds after its first file. False when it had ended before."""
    command = installation.start("restore", backup)
    try:
        until(
            lambda: any(installation.home.glob(f"{ASIDE_OF_RESTORE}/*")) or not command.running(), pause=0.001
        )
        time.sleep(delay)
        if not (running := command.running()):
            return False
        (os.killpg if whole_group else os.kill)(command.pid, signal.SIGKILL)
        command.process.communicate(timeout=30)
        return running
    finally:
        command.end()


def test_a_restore_into_a_database_in_use_is_refused(undisturbed: Undisturbed, tmp_path: Path) -> None:
    # Given a backup, and an empty home before a database that somebody works in
    source = undisturbed.installation
    source.done("backup", tmp_path / "backup")
    restored = with_keys_of(source, tmp_path / "home")
    restored.done("check")
    if restored.url is not None:
        # It is the database alone that says so.
        (restored.home / "seals.jsonl").unlink()
    held = sorted(path.name for path in restored.home.iterdir())
    # When the backup is restored there
    outcome = restored.run("restore", tmp_path / "backup")
    # Then it is refused, and both are as they were
    assert outcome.code == 3
    assert "is not empty; a restore never overwrites" in outcome.one_line()
    assert sorted(path.name for path in restored.home.iterdir()) == held
    assert restored.count("reports_report") == 0
