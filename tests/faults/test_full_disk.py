"""A disk that is full: one clear line, nothing half-written, and the same command completes once there is room."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from canonical_dump import dump, same
from installations import ENGINE, Installation, with_keys_of

from conftest import Undisturbed
from huiyin.doors.cli.restore import EMBEDDED
from small_disks import mounts, small_disk

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(ENGINE != "sqlite", reason="the server's disk is not ours to fill"),
    *mounts,
]
MIB = 1 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 MiB."""
    with small_disk(tmp_path / "disk", "64m") as place:
        yield place


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


def rooms(installation: Installation) -> list[int]:
    """Too little room for the first file, for the database, and for its end only."""
    files = sum(path.stat().st_size for path in (installation.home / "files").iterdir())
    database = (installation.home / EMBEDDED).stat().st_size
    assert database > 4 * MIB
    return [8 << 10, files + MIB, files + database - MIB]


def refused_for_want_of_room(installation: Installation, *arguments: object) -> None:
    outcome = installation.run(*arguments, "--json")
    assert outcome.code == 4
    assert outcome.facts() == {"error": outcome.one_line().removeprefix("huiyin: "), "code": 4}
    assert outcome.one_line().startswith("huiyin: 磁盘已满，请腾出空间后再运行：")
    assert outcome.one_line().endswith("; make room, then run it again")


def test_a_backup_onto_a_full_disk_says_so_and_leaves_nothing(
    undisturbed: Undisturbed, disk: Path, tmp_path: Path
) -> None:
    installation = undisturbed.installation
    for room in rooms(installation):
        # Given a disk with less room than the backup takes
        leave(disk, room)
        # When it is made there, then it says so, and nothing of it is left
        refused_for_want_of_room(installation, "backup", disk / "backup")
        assert [path.name for path in disk.iterdir()] == ["ballast"]
        make_room(disk)
    # And once there is room the same command makes it
    installation.done("backup", disk / "backup")
    assert [path.name for path in disk.iterdir()] == ["backup"]
    restored = with_keys_of(installation, tmp_path / "restored")
    restored.done("restore", disk / "backup")
    restored.sound()
    same(undisturbed.dump, dump(restored))


def test_a_restore_onto_a_full_disk_leaves_the_home_as_it_was(
    undisturbed: Undisturbed, disk: Path, tmp_path: Path
) -> None:
    # Given a backup, and on a small disk a home that has been given the keys
    undisturbed.installation.done("backup", tmp_path / "backup")
    restored = with_keys_of(undisturbed.installation, disk / "home")
    for room in rooms(undisturbed.installation):
        leave(disk, room)
        # When it is restored there, then it says that the disk is full, and nothing of it is left
        refused_for_want_of_room(restored, "restore", tmp_path / "backup")
        assert [path.name for path in restored.home.iterdir()] == ["keys"]
        make_room(disk)
    # And once there is room the same command completes
    restored.done("restore", tmp_path / "backup")
    restored.sound()
    same(undisturbed.dump, dump(restored))
