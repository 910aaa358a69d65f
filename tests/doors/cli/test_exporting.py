"""Workbooks that the commands write where there is no room or no place: one line, code 4, and nothing left."""

from __future__ import annotations

from pathlib import Path

import pytest

from doors.cli.homes import Home, on_sqlite
from small_disks import mounts, small_disk

pytestmark = [on_sqlite, *mounts]


def exports(disk: Path) -> list[tuple[object, ...]]:
    return [
        ("lists", "export", "--out", disk, "--unit", "jingan"),
        ("survey", "export", "--out", disk / "s.xlsx"),
    ]


@pytest.mark.parametrize("which", [0, 1], ids=["lists", "survey"])
@pytest.mark.parametrize("room", [8, 20, 28])
def test_an_export_onto_a_full_disk_says_so_and_leaves_nothing(
    home: Home, tmp_path: Path, which: int, room: int
) -> None:
    with small_disk(tmp_path / "disk", f"{room}k") as disk:
        ended = home.run(*exports(disk)[which], "--json")
        ended.failed(4, f"磁盘已满，请腾出空间后再运行：{disk}")
        assert ended.facts == {"error": ended.err.removeprefix("huiyin: ").rstrip("\n"), "code": 4}
        assert [path.name for path in disk.iterdir() if path.suffix != ".xlsx"] == []
        assert sorted(str(path) for path in disk.iterdir()) == sorted(
            line["file"] for line in ended.lines[:-1]
        )


def test_an_export_to_a_place_where_nothing_can_be_made_says_so(home: Home) -> None:
    ended = home.run("survey", "export", "--out", "/proc/s.xlsx", "--json")
    ended.failed(
        4,
        "没有这个文件或文件夹，请核对路径：/proc/s.xlsx / No such file or directory: /proc/s.xlsx; look at the path",
    )
    assert ended.facts["code"] == 4
