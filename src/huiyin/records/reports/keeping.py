"""What a newer row of a known report leaves as it was: the one page of rules by which a poorer reading erases nothing.

A source that does not say something, or leaves its cell empty, does not say that it is not so. A person who empties a cell
does. The row itself is kept as it was received all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from huiyin.records.reports import readings, routing
from huiyin.records.reports.incoming import Place, Read, Said, Told, WaitsFor
from huiyin.records.reports.models import PendingReason, Report

WORDS = ("address", "district", "urgency", "order_type", "category", "agency", "reporter_kind")
"""What of a report is words, which can be empty."""
_TIMES = ("created", "dispatched", "signed", "reached")
_HIDDEN = "*"


def kept_over(report: Report, told: Told, renewed: str = "") -> Told:
    """What is known of a report once a newer row has told of it; ``report`` is as it stood before.

    A day does not replace the moment of the same day, nor the broader levels of a category the whole; a text that hides
    nobody's name does not uncover what was hidden. Where the row does not give a date, the day of its receipt does not stand
    for it; when the unit had the order (接报) follows its dispatch only where nothing else was known of it before.
    A new category (新分类) alone replaces only such a one: ``renewed`` is what it was, where nothing else was ever said.
    """
    known: dict[str, Any] = {
        name: getattr(report, name)
        for name in WORDS
        if name not in told.emptied
        and (not getattr(told, name) or (name in told.unsaid and getattr(report, name) not in ("", renewed)))
    }
    if told.category and report.category.startswith(f"{told.category} > "):
        known["category"] = report.category
    if _hides_only(report.text, told.text):
        known["text"] = report.text
    if told.caller is None and report.caller is not None and "caller" not in told.emptied:
        known["caller"] = bytes(report.caller)
    if "anonymous" in told.unsaid:
        known["anonymous"] = report.anonymous
    for name in _TIMES:
        day, moment = f"{name}_on", f"{name}_at"
        before = getattr(report, day)
        unsaid = day in told.unsaid or getattr(told, day) is None
        if unsaid:
            known[day] = before
        if unsaid or (getattr(told, day) == before and getattr(told, moment) is None):
            known[moment] = getattr(report, moment)
    if report.handle_due_given:
        if told.deadline_on is None:
            known["deadline_on"] = report.handle_due
        if told.deadline_on in (None, report.handle_due) and told.deadline_at is None:
            known["deadline_at"] = report.handle_due_at
    merged = msgspec.structs.replace(told, **known)
    if "reached_on" in told.unsaid and _reached(report) == _followed(report):
        on, at = _followed(merged)
        merged = msgspec.structs.replace(merged, reached_on=on, reached_at=at)
    return merged


def kept_place(report: Report, told: Told, merged: Told, read: Read) -> Read:
    """What the reader made of a newer text, at the place that was known before, where the row leaves out where that is."""
    place = read.place
    left_out = (told.address, told.district) != (merged.address, merged.district)
    if not left_out or report.compound_id is None or place.compound_id is not None or place.provisional_key:
        return read
    here = Place(
        report.compound_id,
        building=place.building or report.building,
        unit=place.unit or report.dwelling_unit,
        room=place.room or report.room,
    )
    content = msgspec.json.decode(read.content) | {"place": msgspec.json.decode(report.reading)["place"]}
    return msgspec.structs.replace(read, place=here, content=msgspec.json.encode(content).decode())


def kept_judgement(report: Report, told: Told, read: Read, said: Said) -> Read:
    """What a waiting report is read to say once a newer row has told of it, where a person has judged its reading before.

    The same text says what the person said. Where they wait for no more than a place, it is joined once the reader is sure of
    the row, and looked at once the reader has found one; else it goes on waiting as they left it, and as it waits for anything
    else since. What the reader makes of another text is done where it agrees with the person, and else is read by one.
    """
    as_said: WaitsFor = routing.waits_as_said(said)
    if told.text != report.text or readings.waits(report):
        agrees = read.waits_for == as_said and {wrong.code for wrong in read.wrongs} == set(said.violations)
        asks = read.waits_for not in ("", "outside", "inquiry")
        return read if agrees or asks else msgspec.structs.replace(read, waits_for="reading")
    if report.pending_reason != (as_said or PendingReason.UNPLACED):
        return msgspec.structs.replace(read, waits_for=msgspec.convert(report.pending_reason, WaitsFor))
    waiting = as_said
    if read.waits_for and not as_said:
        found = read.place.compound_id is not None and read.place.compound_id != report.compound_id
        waiting = "place" if found else "unplaced"
    return msgspec.structs.replace(
        read,
        content=_as_judged(read.content, said.violations),
        scope=said.scope,
        act=said.act,
        in_progress=said.in_progress,
        wrongs=tuple(routing.wrong(code, said.in_progress) for code in said.violations),
        place=read.place if said.place.compound_id is None else said.place,
        waits_for=waiting,
    )


def _as_judged(content: str, codes: Iterable[str]) -> str:
    """A reading with the violations that a person has found, each with the words that the reader marked for it, and none of the
    reader's doubts."""
    reading = msgspec.json.decode(content)
    spans = {found["code"]: found["spans"] for found in reading["violations"]}
    reading["violations"] = [
        {"code": code, "confidence": 1.0, "spans": spans.get(code, [])} for code in codes
    ]
    reading |= {"near": [], "why_unsure": ""}
    return msgspec.json.encode(reading).decode()


def _reached(of: Report | Told) -> tuple[Any, Any]:
    return of.reached_on, of.reached_at


def _followed(of: Report | Told) -> tuple[Any, Any]:
    """When the unit had an order of which the source does not say so: when it was dispatched, or else made."""
    return (of.dispatched_on, of.dispatched_at) if of.dispatched_on else (of.created_on, of.created_at)


def _hides_only(known: str, told: str) -> bool:
    """Whether two texts are the same but for what is hidden in the known one."""
    return (
        known != told
        and len(known) == len(told)
        and _HIDDEN in known
        and all(one in (other, _HIDDEN) for one, other in zip(known, told, strict=True))
    )
