"""Evidence is kept encrypted with what it shows; what is no picture, paper or recording is refused, and a full disk keeps nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from huiyin.records.cases.actions.evidence import Piece, keep_piece
from huiyin.records.cases.models import Evidence, EvidenceKind
from huiyin.records.cases.refusal import CaseRefused
from huiyin.records.reports import files
from records.cases.case_rows import VISIT, by, do, found_true, opened
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, history, refused

PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8


def piece(folder: Path, content: bytes = PICTURE, position: int | None = None) -> Piece:
    path = folder / "IMG_0001.jpg"
    path.write_bytes(content)
    return Piece(path, path.name, EvidenceKind.PHOTO, " 大堂内停放的车辆 ", position)


def test_a_photo_is_kept_encrypted_with_its_step_and_given_out_as_it_came(desk: Desk, tmp_path: Path) -> None:
    case = opened(found_true(desk, rows.EBIKES))
    do(case, "inspect", "2022-09-15 11:00", **VISIT)
    kept = keep_piece(by("2022-09-15 11:30"), case.pk, piece(tmp_path, position=2))

    assert (kept.media, kept.says, kept.event and kept.event.position) == (
        "image/jpeg",
        "大堂内停放的车辆",
        2,
    )
    assert PICTURE not in (files.folder() / f"{kept.file}.bin").read_bytes()
    assert b"".join(files.reveal(kept.file, bytes(kept.key))) == PICTURE
    name, entered = history("case", case.pk)[-1]
    assert (name, entered["size"], entered["position"]) == ("case.evidence.keep", len(PICTURE), 2)


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00program", b"<html><script>", b"PK\x03\x04"])
def test_what_is_no_picture_paper_or_recording_is_refused_whatever_its_name(
    desk: Desk, tmp_path: Path, content: bytes
) -> None:
    case = opened(found_true(desk, rows.EBIKES))
    before = set(files.folder().iterdir())
    with refused(CaseRefused, "文件须不大于|只收"):
        keep_piece(by("2022-09-15 11:30"), case.pk, piece(tmp_path, content))
    assert set(files.folder().iterdir()) == before


def test_of_a_step_that_there_is_not_nothing_is_kept(desk: Desk, tmp_path: Path) -> None:
    case = opened(found_true(desk, rows.EBIKES))
    before = set(files.folder().iterdir())
    with refused(CaseRefused, "没有这一步"):
        keep_piece(by("2022-09-15 11:30"), case.pk, piece(tmp_path, position=9))
    assert set(files.folder().iterdir()) == before
    assert not Evidence.objects.exists()
