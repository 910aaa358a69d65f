"""What a backup leaves behind: nothing of killed ones, nothing of those that are still being made taken away."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from doors.cli.homes import Home, on_sqlite
from huiyin.doors.cli.backup import ASIDE

pytestmark = on_sqlite


def left_over(shelf: Path, name: str) -> Path:
    """What a backup leaves that was killed."""
    folder = shelf / f"{ASIDE}{name}"
    (folder / "backup" / "files").mkdir(parents=True)
    (folder / "backup" / "files" / "half.bin").write_bytes(b"half")
    (folder / "lock").touch()
    return folder


def test_what_killed_backups_left_is_cleared_away_by_the_next(home: Home, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    left_over(shelf, "aaaa")
    (shelf / f"{ASIDE}bbbb").mkdir()
    (shelf / "yesterday").mkdir()
    (shelf / ".hidden").mkdir()
    home.done("backup", shelf / "today")
    assert sorted(path.name for path in shelf.iterdir()) == [".hidden", "today", "yesterday"]


def test_what_a_process_still_holds_stays(home: Home, tmp_path: Path) -> None:
    held = left_over(tmp_path / "shelf", "aaaa")
    with (held / "lock").open("r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        home.done("backup", tmp_path / "shelf" / "today")
        assert (held / "backup" / "files" / "half.bin").read_bytes() == b"half"
    home.done("backup", tmp_path / "shelf" / "tomorrow")
    assert not held.exists()


def test_a_backup_lists_its_files_with_size_and_digest(home: Home, tmp_path: Path) -> None:
    target = tmp_path / "today"
    told = home.done("backup", target, "--json").facts
    assert "files" not in told
    held = {
        path.relative_to(target).as_posix(): [
            path.stat().st_size,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        ]
        for path in target.rglob("*")
        if path.is_file() and path.name != "backup.json"
    }
    assert {"huiyin.sqlite3", "seals.jsonl"} < held.keys()
    assert json.loads((target / "backup.json").read_text())["files"] == held


@pytest.mark.parametrize("place", ["today", "files/today", "files/deep/today", "mappings/today"])
@pytest.mark.parametrize("by_link", [False, True])
def test_a_backup_into_the_home_is_refused_at_once(
    home: Home, tmp_path: Path, place: str, by_link: bool
) -> None:
    (tmp_path / "link").symlink_to(home.folder)
    target = (tmp_path / "link" if by_link else home.folder) / place
    before = sorted(str(path) for path in home.folder.rglob("*"))
    ended = home.run("backup", target)
    ended.failed(
        2, f"{target} lies in the home folder, where a backup would hold itself; choose another place"
    )
    assert len(ended.err) < 600
    assert sorted(str(path) for path in home.folder.rglob("*")) == before


# Says what is forced to disk, by name, and when the backup gets its own.
TELLING = """
import os, sys
said, sync, rename = open(sys.argv.pop(1), "w"), os.fsync, os.rename
def tell_sync(descriptor):
    sync(descriptor)
    print("sync", os.readlink(f"/proc/self/fd/{descriptor}"), file=said, flush=True)
def tell_rename(source, target, **more):
    rename(source, target, **more)
    print("rename", target, file=said, flush=True)
os.fsync, os.rename = tell_sync, tell_rename
from huiyin.doors.cli.main import main
main()
"""


def test_a_backup_is_on_disk_before_it_has_its_name_and_its_name_before_it_is_said_to_be_made(
    home: Home, tmp_path: Path
) -> None:
    target, told = tmp_path / "shelf" / "today", tmp_path / "told"
    subprocess.run(
        [sys.executable, "-c", TELLING, told, "backup", target],
        env=home.environment,
        check=True,
        capture_output=True,
        timeout=120,
    )
    lines = [line.split(" ", 1) for line in told.read_text().splitlines()]
    named = lines.index(["rename", str(target)])
    aside = next(path for what, path in lines if path.endswith("/backup.json")).removesuffix("/backup.json")
    before = {os.path.relpath(path, aside) for what, path in lines[:named] if path.startswith(aside)}
    held = {str(path.relative_to(target)) for path in target.rglob("*")}
    assert before == held | {"."}
    assert len([name for name in held if name.startswith("files/")]) == 1
    assert lines[named + 1 :][:1] == [["sync", str(target.parent)]]
