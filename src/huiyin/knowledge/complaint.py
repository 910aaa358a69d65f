"""What a complaint is about and where: the reading of its language joined with the place that it names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from huiyin.knowledge.language.readers import READERS, USUAL
from huiyin.knowledge.language.reading import Reader, Reading
from huiyin.knowledge.language.signs import encodable
from huiyin.knowledge.places.gazetteer import Gazetteer
from huiyin.knowledge.places.mention import Mention
from huiyin.knowledge.places.reasons import Reason
from huiyin.knowledge.places.resolver import Resolution, Resolver

PLACE_SURE = 0.8
"""Least confidence at which a compound is taken without a person's look."""

_PARTS = ("compound", "road", "building", "unit", "room")


class Complaint(msgspec.Struct, frozen=True):
    """One complaint, read and placed. ``reader`` names who read its language, with the version."""

    reading: Reading
    resolution: Resolution
    reader: str

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

    def as_json(self, id: str | int) -> dict[str, Any]:
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
            "certainty": reading.certainty,
            "reader": self.reader,
        }


class Said(NamedTuple):
    """A complaint's text with the ticket's own address and district, where it has them."""

    text: str
    address: str = ""
    district: str | None = None


class ComplaintReader:
    """Reads complaints against one gazetteer; without one no compound is known, but places are cut out."""

    def __init__(self, gazetteer: Gazetteer | None = None, reader: Reader | None = None) -> None:
        self._resolver = Resolver(gazetteer if gazetteer is not None else Gazetteer(()))
        self._reader: Reader = reader if reader is not None else READERS[USUAL]()

    def read(self, text: str, *, address: str = "", district: str | None = None) -> Complaint:
        """Read `text`; `address` and `district` are the ticket's own fields, where it has them. Never raises."""
        (complaint,) = self.read_all([Said(text, address, district)])
        return complaint

    def read_all(self, said: Sequence[Said], *, place_without_wrong: bool = True) -> list[Complaint]:
        """Read many texts; one complaint for each, in order. Never raises.

        With `place_without_wrong` false, a text that surely complains of no wrong is not looked up in the gazetteer: most of
        a hotline's texts are not ours, and nobody asks where.
        """
        # All are read before any is placed: the words of the language and the names of the places are large tables, and
        # turn by turn each would push the other out of the processor's cache.
        texts = [encodable(one.text) for one in said]
        readings = self._reader.read_all(texts)
        return [
            Complaint(
                reading,
                self._resolver.resolve(text, address=encodable(one.address), district=one.district)
                if place_without_wrong or reading.violations or not reading.sure
                else _NOT_LOOKED_UP,
                self._reader.version,
            )
            for one, text, reading in zip(said, texts, readings, strict=True)
        ]


_NOT_LOOKED_UP = Resolution(None, 0.0, Reason.NO_PLACE, (), Mention(None, None, None, None, None))
