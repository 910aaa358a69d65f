"""A case file as it is handed in: the party, the people, and what happened when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import msgspec

from huiyin.knowledge.law.book import Book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.knowledge.law.facts import Facts, FactsError, Party, misshapen, not_one_of, quoted, taken, wrong

PersonRole = Literal["officer", "approver", "reviewer", "chair"]
Procedure = Literal["on-the-spot", "ordinary"]

FIELDS: dict[str, dict[str, type]] = {
    "reported": {},
    "arrived": {},
    "educated": {},
    "inspected": {"id_shown": bool, "record": str, "entry": str},
    "rechecked": {"corrected": bool},
    "ordered": {"deadline": dt.date},
    "removal-ordered": {"deadline": dt.date},
    "corrected": {"minor": bool, "first": bool, "harmless": bool},
    "filed": {},
    "preserved": {"approved_at": dt.datetime},
    "preservation-ended": {},
    "seized": {"approved_at": dt.datetime, "urgent": bool},
    "seizure-extended": {"approved_at": dt.datetime},
    "seizure-ended": {},
    "recording-used": dict.fromkeys(
        ("basis", "legal_review", "technical_review", "sign", "published", "content_reviewed"), bool
    ),
    "notified": {"amount": float, "contents": list, "hearing_offered": bool},
    "defence": {"kind": str},
    "hearing-requested": {},
    "hearing-notified": {"for": dt.datetime},
    "hearing-held": {"chair": str},
    "legal-reviewed": {},
    "deadline-extended": {"days": int, "approved_at": dt.datetime},
    "decided": {"kind": str, "amount": float, "contents": list},
    "served": {"mode": str, "consent": bool},
    "published": {"personal_data": bool},
    "paid": {"amount": float, "how": str},
    "surcharged": {"amount": float, "days": int},
    "review-requested": {},
    "review-ended": {},
    "suit-filed": {},
    "suit-ended": {},
    "urged": {"by_body": str},
    "court-applied": {},
    "removal-decided": {"by_body": str},
    "removal-announced": {},
    "removed": {"urgent_approved_at": dt.datetime},
    "utilities-cut": {"residents": bool},
    "annotated": {},
    "annotation-lifted": {},
    "credit-referred": {"basis": bool},
    "closed": {"order_met": bool, "paid": bool},
}
"""Each act with what may be said of it. Moments carry their offset; ``deadline`` is a day of Shanghai."""
WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("inspected", "record"): ("signed", "refusal-noted", "unsigned"),
    ("inspected", "entry"): ("public", "consent", "refused"),
    ("defence", "kind"): ("made", "waived", "none"),
    ("decided", "kind"): ("penalty", "no-penalty"),
    ("served", "mode"): ("direct", "household", "left", "post", "electronic", "announcement"),
    ("paid", "how"): ("bank", "electronic", "cash"),
    ("removal-decided", "by_body"): ("district-government", "enforcement"),
}
ORDERS = ("ordered", "removal-ordered")
PAPERS = (*ORDERS, "notified", "hearing-notified", "decided", "urged", "removal-decided")
"""What is served by the first ``served`` after it and before the next of them."""
VISITS = ("inspected", "rechecked")


class Person(msgspec.Struct, frozen=True):
    """Who took part for the agency."""

    role: PersonRole
    certificate: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: ``number`` counts from 0 as handed in; what is not said of it is not in ``said``."""

    number: int
    act: str
    at: dt.datetime
    by: tuple[str, ...]
    said: dict[str, Any]

    @property
    def day(self) -> dt.date:
        """Its day in Shanghai."""
        return self.at.date()

    def get(self, name: str) -> Any:
        """What is said of it, None where nothing is."""
        return self.said.get(name)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with its events in the order of their moments."""

    id: str
    facts: Facts
    procedure: Procedure
    competent: bool | None
    fined_before: bool
    people: dict[str, Person]
    events: tuple[Event, ...]

    def all(self, *acts: str) -> Iterator[Event]:
        """The events of some acts, in order."""
        return (event for event in self.events if event.act in acts)

    def first(self, *acts: str, after: Event | None = None) -> Event | None:
        """The first of them, after an event."""
        return next((event for event in self._from(after) if event.act in acts), None)

    def last(self, *acts: str, before: Event | None = None) -> Event | None:
        """The last of them, before an event."""
        found: Event | None = None
        for event in self.events:
            if event is before:
                break
            if event.act in acts:
                found = event
        return found

    def served(self, paper: Event | None) -> Event | None:
        """By what a paper was served."""
        if paper is None:
            return None
        for event in self._from(paper):
            if event.act == "served":
                return event
            if event.act in PAPERS:
                return None
        return None

    @property
    def decided(self) -> Event | None:
        """The decision, the last where there are several."""
        return self.last("decided")

    @property
    def penalty(self) -> Event | None:
        """The decision if it is a penalty."""
        decided = self.decided
        return decided if decided is not None and decided.get("kind") == "penalty" else None

    @property
    def fine(self) -> Event | None:
        """The decision if it is a fine of something."""
        penalty = self.penalty
        return penalty if penalty is not None and (penalty.get("amount") or 0) > 0 else None

    @property
    def ordinary(self) -> bool:
        """Whether the ordinary procedure was taken."""
        return self.procedure == "ordinary"

    @property
    def finished_building(self) -> bool:
        """Whether it is about an illegal construction that stands."""
        return self.facts.violation == "illegal-construction" and not self.facts.in_progress

    def going_on(self, event: Event) -> CaseFile:
        """The file with one more event, which is not before the last; its facts follow what the events say."""
        events = (*self.events, event)
        return replace(self, events=events, facts=msgspec.structs.replace(self.facts, **_told_by(events)))

    def known_until(self) -> dt.date:
        """The day up to which the file tells."""
        return self.events[-1].day

    def investigators(self) -> set[str]:
        """Who took part in a visit."""
        return {who for event in self.all(*VISITS) for who in event.by}

    def in_remedy(self, at: dt.datetime) -> bool:
        """Whether a review or suit is open at a moment."""
        return any(start <= at and (end is None or at < end) for start, end in self.remedies())

    def remedies(self) -> Iterator[tuple[dt.datetime, dt.datetime | None]]:
        """The moments from which to which reviews and suits ran; None while one is open."""
        for begun, ended in (("review-requested", "review-ended"), ("suit-filed", "suit-ended")):
            for event in self.all(begun):
                over = self.first(ended, after=event)
                yield event.at, over.at if over is not None else None

    def _from(self, after: Event | None) -> Sequence[Event]:
        return self.events if after is None else self.events[self.events.index(after) + 1 :]


def case_file(data: Any, book: Book) -> CaseFile:
    """A case file as a line of JSON holds it. Raises :class:`FactsError`, which names the key."""
    if not isinstance(data, dict):
        raise FactsError("案卷应是一个 JSON 对象", "a case is an object")
    case = str(data.get("id", ""))
    try:
        party = msgspec.convert(data.get("party"), Party)
    except msgspec.ValidationError as error:
        raise misshapen(error, "party") from error
    events = _events(data.get("events"))
    told = {key: day and day.isoformat() for key, day in _told_by(events).items()}
    stated = {
        key: data[key]
        for key in ("violation", "detail", "in_progress", "area_m2", "district", "act_from", "act_to")
        if data.get(key) is not None
    } | {"act_to": data.get("act_to")}
    facts = taken(stated | {"party": msgspec.to_builtins(party)} | told, book)
    procedure: Procedure | None = next((p for p in get_args(Procedure) if p == data.get("procedure")), None)
    if procedure is None:
        raise not_one_of("procedure", data.get("procedure"), get_args(Procedure))
    try:
        people = msgspec.convert(data.get("people", {}), dict[str, Person])
    except msgspec.ValidationError as error:
        raise misshapen(error, "people") from error
    for key in ("competent", "fined_before"):
        if data.get(key) not in (None, True, False):
            said = quoted(data[key])
            raise wrong(key, f"{said} 应为 true 或 false", f"{said} is neither true nor false")
    return CaseFile(
        case, facts, procedure, data.get("competent"), bool(data.get("fined_before")), people, events
    )


def _told_by(events: Sequence[Event]) -> dict[str, dt.date | None]:
    """What events say of the act: when it was found, and when it was decided."""
    decided = [event.day for event in events if event.act == "decided"]
    found = [event.day for event in events if event.act in ("reported", "inspected")]
    return {"found": min(found, default=None), "decision_date": decided[-1] if decided else None}


def _events(rows: Any) -> tuple[Event, ...]:
    if not isinstance(rows, list) or not rows:
        raise wrong("events", "案卷至少有一个事件", "a case has at least one")
    found = [_event(number, row) for number, row in enumerate(rows)]
    return tuple(sorted(found, key=lambda event: (event.at, event.number)))


def _event(number: int, row: Any) -> Event:
    where = f"events[{number}]"
    act = row.get("act") if isinstance(row, dict) else None
    if act not in FIELDS:
        raise wrong(f"{where}.act", f"{quoted(act)} 不是案卷中的事件", f"{quoted(act)} is no act of a case")
    at = _moment(f"{where}.at", row.get("at"))
    by = row.get("by") or []
    if isinstance(by, str) or not all(isinstance(who, str) for who in by):
        raise wrong(f"{where}.by", "应为人员编号的列表", "a list of ids is wanted")
    said = {}
    for name, value in row.items():
        if name in ("act", "at", "by"):
            continue
        # What a case file of elsewhere has besides says nothing here.
        shape = FIELDS[act].get(name)
        if shape is not None and value is not None:
            said[name] = _said(f"{where}.{name}", act, name, value, shape)
    if act == "decided" and "kind" not in said:
        raise wrong(
            f"{where}.kind",
            "缺少；没有它就不知道是不是处罚",
            "is missing; without it nobody knows whether it is a penalty",
        )
    return Event(number, act, at, tuple(by), said)


def _said(where: str, act: str, name: str, value: Any, shape: type) -> Any:
    if shape is dt.datetime:
        return _moment(where, value)
    if shape is dt.date:
        try:
            return dt.date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise wrong(where, f"{quoted(value)} 不是日期", f"{quoted(value)} is no day") from error
    fits = isinstance(value, int | float) if shape is float else isinstance(value, shape)
    if not fits or (shape in (int, float) and isinstance(value, bool)):
        raise wrong(where, f"{quoted(value)} 的类型不对", f"{quoted(value)} is no {shape.__name__}")
    if shape in (int, float) and value < 0:
        raise wrong(where, f"{quoted(value)} 小于零", f"{quoted(value)} is less than nothing")
    words = WORDS.get((act, name))
    if words is not None and value not in words:
        raise not_one_of(where, value, words)
    return value


def _moment(where: str, value: Any) -> dt.datetime:
    try:
        return to_shanghai(dt.datetime.fromisoformat(value))
    except (TypeError, ValueError) as error:
        raise wrong(
            where, f"{quoted(value)} 不是带时区的时刻", f"{quoted(value)} is no moment with its offset"
        ) from error
