"""Keeping evidence: photos, sketches, records and recordings of a case."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from huiyin.records.cases.models import Case, Event, Evidence, EvidenceKind
from huiyin.records.cases.refusal import refused
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.reports import files

LARGEST = 50 << 20
"""Bytes that a piece may have."""
NAME, SAYS = 120, 200
# What a file is by its first bytes; a name proves nothing.
_BEGINNINGS = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"%PDF-", "application/pdf"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftyp", "video/mp4"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
)
SHOWN = frozenset({"image/jpeg", "image/png"})
"""Media that a page shows; the others are fetched."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that lies at ``path`` and is to be kept; ``position`` is that of the event that it shows, if any."""

    path: Path
    name: str
    kind: EvidenceKind
    says: str
    position: int | None = None


def keep_piece(by: By, case_id: int, piece: Piece) -> Evidence:
    """Keep a piece of evidence. Raises :class:`CaseRefused` for a case that is closed or not there, for one that is empty, too
    large or none of the media that are taken, and ``OSError`` when the disk is full: then nothing is kept."""
    size = piece.path.stat().st_size
    if not size or size > LARGEST:
        raise refused(
            f"文件须不大于 {LARGEST >> 20} MB 且不为空",
            f"a file has at most {LARGEST >> 20} MB and is not empty",
            "file",
        )
    media = _media(piece.path)
    if not media:
        raise refused(
            "只收 JPEG、PNG、HEIC 图片，PDF，MP4 和 MP3",
            "JPEG, PNG, HEIC, PDF, MP4 and MP3 are taken",
            "file",
        )
    name = secrets.token_hex(24)
    digest = files.fingerprint(piece.path)
    with files.alone():
        key = files.keep(piece.path, name)
        try:
            return keep_evidence(
                by, case_id, piece, media=media, size=size, sha256=digest, file=name, key=key
            )
        except BaseException:
            files.drop(name)
            raise


@action("case.evidence.keep")
def keep_evidence(
    by: By, case_id: int, piece: Piece, *, media: str, size: int, sha256: bytes, file: str, key: bytes
) -> Evidence:
    """Enter a piece whose bytes are kept. Raises :class:`CaseRefused` for a case or event that there is not."""
    case = Case.objects.select_for_update().filter(pk=case_id, closed_at__isnull=True).first()
    if case is None:
        raise refused("案件不存在或者已结案", f"case {case_id} is not open")
    event = None
    if piece.position is not None:
        event = Event.objects.filter(case=case, position=piece.position).first()
        if event is None:
            raise refused("没有这一步", f"there is no event {piece.position}", "event")
    kept = Evidence.objects.create(
        case=case,
        event=event,
        kind=piece.kind,
        name=piece.name[-NAME:],
        says=piece.says.strip()[:SAYS],
        media=media,
        size=size,
        sha256=sha256,
        file=file,
        key=key,
        at=by.at,
        actor=by.actor,
    )
    enter(
        "case",
        case.pk,
        {
            "evidence": kept.pk,
            "kind": piece.kind.value,
            "says": kept.says,
            "sha256": sha256.hex(),
            "size": size,
            "position": piece.position,
        },
    )
    return kept


def _media(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(16)
    return next((media for at, begins, media in _BEGINNINGS if head[at:].startswith(begins)), "")
