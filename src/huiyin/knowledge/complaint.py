"""What a complaint is about and where: the reading of its language joined with the place that it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huiyin.knowledge.language.keywords import KeywordReader, encodable
from huiyin.knowledge.language.reading import Reader, Reading
from huiyin.knowledge.places.gazetteer import Gazetteer
from huiyin.knowledge.places.mention import Mention
from huiyin.knowledge.places.reasons import Reason
from huiyin.knowledge.places.resolver import Resolution, Resolver

PLACE_SURE = 0.8
"""Least confidence at which a compound is taken without a person's look."""

_PARTS = ("compound", "road", "building", "unit", "room")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint, read and placed."""

    reading: Reading
    resolution: Resolution

    @property
    def place_needs_review(self) -> bool:
        """Whether a person should look at the place.

        So when a wrong is complained of, not plainly outside every compound, and no compound is certain.
        """
        return (
            bool(self.reading.violations)
            and self.reading.scope != "elsewhere"
            and (self.resolution.entry_id is None or self.resolution.confidence < PLACE_SURE)
        )

    def as_json(self, id: str) -> dict[str, Any]:
        """The line that `huiyin read` writes for the text with this `id`.

        The parts of the place are verbatim from the text, or from the ticket's address where the text lacks
        them, or null; all null without a wrong.
        """
        reading, resolution = self.reading, self.resolution
        place: dict[str, Any] = {
            "compound_id": resolution.entry_id,
            "confidence": resolution.confidence,
            "reason": str(resolution.reason),
        }
        for part in _PARTS:
            place[part] = (getattr(resolution.mention, part) or None) if reading.violations else None
        return {
            "id": id,
            "violations": [{"code": w.code, "confidence": w.confidence} for w in reading.violations],
            "scope": reading.scope,
            "act": reading.act,
            "in_progress": reading.in_progress,
            "place": place,
            "quotes": list(reading.quotes),
            "review": {"violations": not reading.sure, "place": self.place_needs_review},
        }


class ComplaintReader:
    """Reads complaints against one gazetteer; without one no compound is known, but places are cut out."""

    def __init__(self, gazetteer: Gazetteer | None = None, reader: Reader | None = None) -> None:
        self._resolver = Resolver(gazetteer if gazetteer is not None else Gazetteer(()))
        self._reader: Reader = reader if reader is not None else KeywordReader()

    def read(
        self, text: str, *, address: str = "", district: str | None = None, place_without_wrong: bool = True
    ) -> Complaint:
        """Read `text`; `address` and `district` are the ticket's own fields, where it has them. Never raises.

        With `place_without_wrong` false, a text that surely complains of no wrong is not looked up in the gazetteer: most of
        a hotline's texts are not ours, and nobody asks where.
        """
        text = encodable(text)
        reading = self._reader.read(text)
        if not place_without_wrong and reading.sure and not reading.violations:
            return Complaint(reading, _NOT_LOOKED_UP)
        return Complaint(reading, self._resolver.resolve(text, address=encodable(address), district=district))


_NOT_LOOKED_UP = Resolution(None, 0.0, Reason.NO_PLACE, (), Mention(None, None, None, None, None))
