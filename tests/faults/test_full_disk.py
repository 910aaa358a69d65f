"""A disk that is full: one clear line, nothing half-written, and the same command completes once there is room."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from canonical_dump import dump, same
from installations import ENGINE, Installation

from conftest import Undisturbed

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(ENGINE != "sqlite", reason="the server's disk is not ours to fill"),
    pytest.mark.skipif(os.getuid() != 0, reason="mounting a small disk needs root"),
    pytest.mark.skipif(shutil.which("mount") is None, reason="mounting a small disk needs the program mount"),
]
MIB = 1 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "huiyin-faults", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def leave(disk: Path, size: int) -> None:
    """Fill the disk until only ``size`` bytes are left."""
    with (disk / "ballast").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(disk).free - size)


def make_room(disk: Path) -> None:
    (disk / "ballast").unlink()


@pytest.mark.parametrize(
    ("size", "begun"),
    [
        pytest.param(1 * MIB, False, id="no-room-for-the-file"),
        pytest.param(4 * MIB, True, id="no-room-for-some-rows"),
        pytest.param(9 * MIB, True, id="no-room-for-all-rows", marks=pytest.mark.long),
    ],
)
def test_an_import_onto_a_full_disk_says_so_and_completes_once_there_is_room(
    size: int, begun: bool, prepared: Installation, disk: Path, hotline: Path, undisturbed: Undisturbed
) -> None:
    # Given a disk with less room than the import takes
    installation = prepared.copy(disk / "home")
    leave(disk, size)
    # When the file is imported
    outcome = installation.run("import", hotline, "--json")
    # Then it says in one line that the disk is full
    assert outcome.code == 4
    assert outcome.facts() == {"error": outcome.one_line().removeprefix("huiyin: "), "code": 4}
    assert "full" in outcome.one_line() or "No space left" in outcome.one_line()
    # And what it took is whole, nothing else is left
    make_room(disk)
    installation.sound()
    assert (installation.count("reports_importbatch") == 1) is begun
    assert not list(disk.glob("home/files/*.part"))
    # And the same import completes
    installation.done("import", hotline, "--json")
    installation.sound()
    same(undisturbed.dump, dump(installation))


def test_sealing_and_delivering_on_a_full_disk_do_the_rest_once_there_is_room(
    undisturbed: Undisturbed, disk: Path
) -> None:
    # Given messages to deliver, entries to seal, and a disk without room for either
    installation = undisturbed.installation.copy(disk / "home")
    leave(disk, 40 << 10)
    # When it is time for them
    outcome = installation.run("tick")
    assert outcome.code == 4
    assert "full" in outcome.one_line() or "No space left" in outcome.one_line()
    # Then nothing is lost
    make_room(disk)
    installation.sound()
    # And the next tick does it, once the pause after a failed attempt is over
    installation.done("tick")
    installation.sound()
    assert installation.count("ledger_entry", "seal_id IS NULL") == 0
