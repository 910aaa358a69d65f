"""A file for which the server has no room: a page that says so and what to do, and nothing of it is left on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk import signed_in
from records.problems.list_making import registry
from small_disks import mounts, small_disk

pytestmark = mounts

SAID = "这一步没有完成，记录没有改动。请联系系统管理员腾出空间或检查磁盘，然后重做这一步。"
EXPORTS = ("/lists/export/?kind=problem", "/survey/table.xlsx")


@pytest.fixture
def disk(db: None, tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    """The home's disk, too small for a workbook."""
    registry()
    # What the process counts of itself is mapped into memory from its first request on, and lies elsewhere.
    assert Client().get("/health").status_code == 200
    with small_disk(tmp_path / "disk", "20k") as place:
        settings.HUIYIN_HOME = place
        yield place


def left(disk: Path) -> list[str]:
    return [str(path.relative_to(disk)) for path in disk.rglob("*") if not path.is_dir()]


@pytest.mark.parametrize("address", EXPORTS)
def test_a_download_for_which_there_is_no_room_says_so(disk: Path, address: str) -> None:
    clerk, account = signed_in("clerk", "clerk")
    refused = clerk.get(address)
    assert (refused.status_code, SAID in refused.content.decode()) == (507, True)
    assert left(disk) == [f"locks/costly-{account.pk}"]
    english = clerk.get(address, headers={"accept-language": "en"}).content.decode()
    assert "The server’s disk is full or cannot be written" in english
    assert "Ask your system’s administrator to make room or look at the disk" in english


@pytest.mark.parametrize("address", EXPORTS)
def test_a_folder_that_cannot_be_written_is_told_of_likewise(
    disk: Path, address: str, settings: LazySettings
) -> None:
    settings.HUIYIN_HOME = Path("/proc")
    clerk, _ = signed_in("clerk", "clerk")
    refused = clerk.get(address)
    assert (refused.status_code, SAID in refused.content.decode()) == (503, True)


def test_a_filled_form_for_which_there_is_no_room_changes_nothing(disk: Path, client: Client) -> None:
    clerk, account = signed_in("clerk", "clerk")
    file = SimpleUploadedFile("form.xlsx", b"x" * 40_000)
    refused = clerk.post("/survey/file/", {"phase": "survey", "file": file})
    assert (refused.status_code, SAID in refused.content.decode()) == (507, True)
    assert left(disk) == [f"locks/costly-{account.pk}"]
