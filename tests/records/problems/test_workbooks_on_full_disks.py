"""A workbook for which there is no room: it says so, and nothing of it is left, neither file nor row."""

from __future__ import annotations

import errno
import gc
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from list_making import moment

from huiyin.records.problems.columns import Column
from huiyin.records.problems.workbooks.page import Page, workbook
from small_disks import mounts, small_disk

pytestmark = mounts

PAGE = Page("表", "标题", "制表单位：市局", [Column("text", "内容", "Text", 40)])


def written(path: Path, rows: int = 600) -> None:
    with workbook(path, "标题", moment()) as book:
        book.add(PAGE, ([f"第 {number} 行 {number * 7919 % 100_003:032b}"] for number in range(rows)))


@pytest.fixture
def unraised() -> Iterator[list[object]]:
    """What would have been printed on the error stream of what is done away with too late."""
    said: list[object] = []
    hook, sys.unraisablehook = sys.unraisablehook, said.append
    yield said
    sys.unraisablehook = hook


@pytest.mark.parametrize("room", [8, 16, 32, 48, 64, 72, 80, 88, 96, 104])
def test_one_that_does_not_fit_leaves_the_disk_as_it_was(
    tmp_path: Path, unraised: list[object], room: int
) -> None:
    with small_disk(tmp_path / "disk", f"{room}k") as disk:
        path = disk / "问题清单.xlsx"
        with pytest.raises(OSError) as refused:
            written(path)
        assert (refused.value.errno, refused.value.filename) == (errno.ENOSPC, str(path))
        assert list(disk.iterdir()) == []
    del refused
    gc.collect()
    assert unraised == []


def test_one_that_does_not_fit_leaves_the_one_before_it(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "96k") as disk:
        path = disk / "问题清单.xlsx"
        written(path, rows=1)
        before = path.read_bytes()
        with pytest.raises(OSError, match="No space left"):
            written(path)
        assert [one.read_bytes() for one in disk.iterdir()] == [before]


@pytest.mark.parametrize(
    ("place", "number"), [(lambda here: here / "none", errno.ENOENT), (lambda _: Path("/proc"), errno.ENOENT)]
)
def test_one_that_has_no_place_names_the_file_that_was_wanted(
    tmp_path: Path, place: Callable[[Path], Path], number: int
) -> None:
    path = place(tmp_path) / "问题清单.xlsx"
    with pytest.raises(OSError) as refused:
        written(path)
    assert (refused.value.errno, refused.value.filename) == (number, str(path))


def test_one_whose_rows_fail_leaves_nothing(tmp_path: Path, unraised: list[object]) -> None:
    def rows() -> Iterator[list[str]]:
        yield ["第一行"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), workbook(tmp_path / "问题清单.xlsx", "标题", moment()) as book:
        book.add(PAGE, rows())
    assert list(tmp_path.iterdir()) == []
    gc.collect()
    assert unraised == []
