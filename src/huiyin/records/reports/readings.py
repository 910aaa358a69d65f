"""Readings as people judge them: what a report's reading proposes, and by which mark a judgement is known to be of its text."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from huiyin.knowledge.places.reasons import Reason
from huiyin.records.ledger import vault
from huiyin.records.reports import routing
from huiyin.records.reports.incoming import Place, Said
from huiyin.records.reports.masking import masked
from huiyin.records.reports.models import Fate, Judgement, JudgementKind, PendingReason, Report

TO_JUDGE = (PendingReason.READING, PendingReason.PLACE)
"""What a report waits for that somebody is to read it."""
JUDGING = ("reading.confirm", "reading.correct", "reading.reject", "reading.unplace")
"""The acts by which somebody says what they make of a reading."""
PARTS = ("compound", "road", "building", "unit", "room")
"""The parts of a place that a text can name."""


def waits(report: Report) -> bool:
    """Whether a report waits for somebody to read it."""
    return report.fate == Fate.PENDING and report.pending_reason in TO_JUDGE


def mark(report: Report) -> bytes:
    """A keyed mark of all that the reader had before it: whoever saw the same mark saw the same reading."""
    return vault.blind_index("reading", "\x00".join((report.text, report.address, report.district)).encode())


def proposed(report: Report) -> Said:
    """What the report is read to say. Its place is the compound that was found; where none was, and none could be meant, the
    provisional one that the text names."""
    reading = msgspec.json.decode(report.reading)
    here = place_of(report)
    named = reading["place"]
    if here.compound_id is None and not named["runners_up"]:
        here = routing.unlisted(here, named["compound"] or "", named["road"] or "")
    violations = tuple(dict.fromkeys(found["code"] for found in reading["violations"]))
    return Said(violations, report.scope, report.act, report.in_progress, here)


@dataclass(frozen=True, slots=True)
class AsJudged:
    """What a person said that a report says, and by which words the text names the parts of the place (:data:`PARTS`).

    Who rejected a reading said that nothing is ours: the place is the reader's then, and so is the rest.
    """

    kind: JudgementKind
    said: Said
    words: Mapping[str, str]


def as_judged(report_ids: Collection[int]) -> dict[int, AsJudged]:
    """By report, what a person said of its reading, where that stands: it takes the place of what the reader had proposed.
    One statement."""
    found = Judgement.objects.filter(report__in=report_ids).select_related("report")
    return {
        one.report_id: AsJudged(
            JudgementKind(one.kind), msgspec.json.decode(one.said, type=Said), msgspec.json.decode(one.words)
        )
        for one in found
        if stands(one)
    }


def stands(judgement: Judgement) -> bool:
    """Whether a judgement is of the text that its report has, or had until it was erased: nobody has judged what came since."""
    report = judgement.report
    return report.erased_at is not None or bytes(judgement.mark) == mark(report)


def place_of(report: Report) -> Place:
    """Where the report is, as it is known."""
    return Place(report.compound_id, building=report.building, unit=report.dwelling_unit, room=report.room)


def names_several(report: Report, name: str) -> bool:
    """Whether the reader took a name in the text for one that fits several compounds: it tells none of them from the others."""
    place: dict[str, Any] = msgspec.json.decode(report.reading)["place"]
    return place["reason"] == Reason.AMBIGUOUS_NAME and name == place["compound"]


def words_of(report: Report) -> dict[str, str]:
    """By which words the text or its address names the parts of the place, as the reader cut them out.

    What masking would hide something of was cut wrongly, and is none.
    """
    place: dict[str, Any] = msgspec.json.decode(report.reading)["place"]
    return {part: word for part in PARTS if (word := place[part]) and masked(word) == word}
