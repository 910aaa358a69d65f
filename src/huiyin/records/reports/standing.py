"""What is landed already under the numbers of rows that come in, and which of these bring nothing new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from huiyin.records.ledger import bulk
from huiyin.records.reports.doubling import TWICE
from huiyin.records.reports.incoming import Incoming
from huiyin.records.reports.models import LandedRow, LandedState

_NONE: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is already landed under a number: its newest version, the row of every digest, and its report.

    ``taken`` is the newest version that became a report, None where none did, and ``taken_id`` its row; ``waits`` tells that
    the newest version could not become one and waits for its correction, ``replaceable`` that a later row would take its place.

    ``once_taken`` are the versions that became a report, told only where the newest waits. ``settled`` are those that the
    source said last, since when a person has said which is right. ``held`` stood behind another row of their number in one
    file, and wait for a person, or are another matter since a person said so.
    """

    version: int
    newest: bytes
    landed: Mapping[bytes, int]
    report_id: int | None
    taken: bytes | None
    waits: bool
    taken_id: int = 0
    replaceable: bool = False
    once_taken: frozenset[bytes] = _NONE
    settled: frozenset[bytes] = _NONE
    held: frozenset[bytes] = _NONE

    def knows(self, row: Incoming, taken_to: Callable[[], int]) -> bool:
        """Whether a row brings nothing new. An older version counts as known only where its very file was taken before:
        in a new file, or further on in one that was interrupted, it says that the source has gone back to it.

        A row that waits for its correction is not known when it can be taken now: its day has come, or its word is in the
        mapping; unless it was taken once and it is the very file of then that comes again. Without a number it stands once,
        and stays with whoever corrects it. What a person has settled is known as long as the source says nothing else.
        """
        digest = row.digest
        if digest == self.newest:
            if not self.waits or row.refusal or not row.number:
                return True
            return digest in self.once_taken and row.position <= taken_to()
        return (
            digest == self.taken
            or digest in self.settled
            or (bool(row.refusal) and digest in self.held)
            or (digest in self.landed and row.position <= taken_to())
        )

    def renews(self, row: Incoming, taken_to: Callable[[], int]) -> bool:
        """Whether a row that is known says once more what became the report, after another that waits: that one is past, unless
        it stands in the same file too.
        """
        return (
            self.replaceable
            and not row.refusal
            and row.digest == self.taken != self.newest
            and row.position > taken_to()
        )

    def followed_by(self, row: Incoming, report_id: int | None) -> Standing:
        """What stands under the number once ``row`` is landed, as that report or as none (None)."""
        refused = bool(row.refusal)
        twice = TWICE in row.refusal
        return replace(
            self,
            version=self.version + 1,
            newest=row.digest,
            landed={**self.landed, row.digest: 0},
            report_id=report_id,
            taken=self.taken if refused else row.digest,
            waits=refused,
            replaceable=refused and not twice,
            once_taken=self.once_taken if refused else self.once_taken | {row.digest},
            settled=_NONE,
            held=self.held | {row.digest} if twice else self.held - {row.digest},
        )


NOTHING = Standing(0, b"", {}, None, None, waits=False)
"""What is landed under a number that was never seen."""

_COLUMNS = ("source", "number", "version", "digest", "report_id", "id", "state", "refusal", "batch_id")
# Version, digest, report, id, state, refusal, import.
_Version = tuple[int, bytes, int | None, int, str, str, int | None]
# Read once: an enumeration's value is looked up by a descriptor each time.
_PROMOTED, _REFUSED = LandedState.PROMOTED.value, LandedState.REFUSED.value


def standing(rows: Sequence[Incoming]) -> dict[tuple[str, str], Standing]:
    """What is landed already under the numbers of ``rows`` (or, for rows without one, under their digests)."""
    found: dict[tuple[str, str], list[_Version]] = {}
    numbered = sorted({(row.source, row.number) for row in rows if row.number})
    unnumbered = sorted({(row.source, row.digest) for row in rows if not row.number})
    # The conditions repeat those of the table's unique indexes word for word.
    landed = bulk.matching(LandedRow, ("source", "number"), numbered, _COLUMNS, "NOT (t.number = '')")
    landed += bulk.matching(LandedRow, ("source", "digest"), unnumbered, _COLUMNS, "t.number = ''")
    for source, number, version, digest, *more in landed:
        name = (source, number or bytes(digest).hex())
        found.setdefault(name, []).append((version, bytes(digest), *more))
    return {name: _standing(versions) for name, versions in found.items()}


def _standing(versions: list[_Version]) -> Standing:
    versions.sort(key=lambda v: v[0])
    # A row that a person corrected led to a report too, but perhaps under the number that they gave it.
    taken = [v for v in versions if v[4] == _PROMOTED]
    version, newest, _, _, state, refusal, _ = versions[-1]
    _, digest, report_id, taken_id, *_ = taken[-1] if taken else (0, None, None, 0)
    plain = len(taken) == len(versions)
    return Standing(
        version,
        newest,
        {v[1]: v[3] for v in versions},
        report_id,
        digest,
        state == _REFUSED,
        taken_id,
        state == _REFUSED and TWICE not in refusal,
        frozenset(v[1] for v in taken) if state == _REFUSED else _NONE,
        _NONE if plain else _settled(versions, report_id),
        _NONE if plain else _held(versions, report_id),
    )


def _settled(versions: Iterable[_Version], report_id: int | None) -> frozenset[bytes]:
    """Of what the source said last, in files: the row that a person has corrected since, with the others that one file had
    under its number; and what was taken before they confirmed, of a row that stood behind it, that this is the newer.
    """
    said: set[bytes] = set()
    before, behind, file, of_file = b"", b"", 0, set[bytes]()
    for _, digest, report, _, state, refusal, batch in versions:
        if batch is None:
            # Typed, or made by a correction.
            if behind:
                said, behind = {before, behind}, b""
            continue
        if batch != file:
            file, of_file = batch, set()
        of_file.add(digest)
        said = set()
        if state == _PROMOTED:
            before = digest
        elif state != _REFUSED:
            said = set(of_file)
            behind = digest if TWICE in refusal and report == report_id else b""
    return frozenset(said)


def _held(versions: Iterable[_Version], report_id: int | None) -> frozenset[bytes]:
    held = set()
    for _, digest, report, _, state, refusal, _ in versions:
        if state == _PROMOTED:
            held.discard(digest)
        elif TWICE in refusal and (state == _REFUSED or report != report_id):
            held.add(digest)
    return frozenset(held)
