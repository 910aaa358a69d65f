"""A limit that runs on a record, told so that a red one can be argued with: 依据 · 起算 · 截止 · 谁负责."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Literal

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import Due, due, to_shanghai
from huiyin.knowledge.law.types import Basis, Confidence, Deadline, Text
from huiyin.knowledge.places.numbers import arabic

# Besides what was read or recalled of a law: set by the unit itself, by the source of the report, or by a person.
Standing = Confidence | Literal["unit", "given", "person"]
Tone = Literal["overdue", "today", "tomorrow", "later", "provisional", "unknown", "done"]

OWN_TERM_ZH, OWN_TERM_EN = "单位自定", "set by the unit itself"


@dataclass(frozen=True, slots=True)
class RunningClock:
    """One limit on one record.

    ``basis`` is where it comes from, with ``confidence`` how far that was verified. ``starts_by`` is the event of the book
    that starts it, empty where none is known. ``story_zh`` and ``story_en`` tell the count; they are empty where the date
    does not come from counting. ``provisional`` is the reason for which the date may still move, or empty. ``notes`` are what
    the book says about the basis, in Chinese and English; ``stands_in`` that it is taken for a rule whose text was not read.
    """

    kind: str
    basis: str
    basis_en: str
    confidence: Standing
    starts_by: str
    start: dt.date | None
    due: dt.date | None
    due_at: dt.datetime | None
    responsible: str
    done: dt.date | None
    tone: Tone
    provisional: str = ""
    story_zh: str = ""
    story_en: str = ""
    notes: tuple[Text, ...] = ()
    stands_in: bool = False

    @property
    def verified(self) -> bool:
        """False for a law that is only remembered (未核实)."""
        return self.confidence not in ("R", "R?")


def tone(
    due_on: dt.date | None, today: dt.date, *, done: dt.date | None = None, provisional: bool = False
) -> Tone:
    """How urgent a limit is on a day. What has no date is unknown, and never late."""
    if done is not None:
        return "done"
    if due_on is None:
        return "unknown"
    if due_on < today:
        return "overdue"
    if due_on == today:
        return "today"
    if provisional:
        return "provisional"
    return "tomorrow" if due_on == today + dt.timedelta(days=1) else "later"


def by_rule(
    kind: str,
    rule: str,
    start: dt.date | dt.datetime,
    today: dt.date,
    *,
    responsible: str,
    kept: dt.date | None = None,
    done: dt.date | None = None,
) -> RunningClock:
    """A clock of the book that runs from ``start``. ``kept`` is the date that the record holds; it stands where the two
    differ, and then no story is told. Raises ``KeyError`` for a rule that the book does not have."""
    law = book.load()
    found = law.clocks[rule]
    counted = due(start, found.limit, found.unit, roll=found.roll)
    basis, basis_en, confidence = _told(found.basis)
    running = _running(
        kind,
        (basis, basis_en, confidence),
        found.start,
        counted,
        today,
        responsible=responsible,
        kept=kept,
        done=done,
    )
    row = next(iter(found.basis), None)
    if row is None:
        return running
    stands_in = law.instruments[row.instrument].stands_in
    notes = tuple(note for note in (row.note, stands_in) if note is not None)
    return replace(running, notes=notes, stands_in=stands_in is not None)


def by_deadline(
    deadline: Deadline,
    start: dt.date,
    today: dt.date,
    *,
    kept: dt.date,
    responsible: str,
    done: dt.date | None = None,
) -> RunningClock:
    """A task's limit as the book sets it for its violation. ``kept`` is the date that the task holds; see ``by_rule``."""
    basis = _told(() if deadline.basis is None else (deadline.basis,))
    if deadline.unit == "hours":
        # A task holds a day: there is no count of hours to tell.
        return given("task", basis, kept, today, responsible=responsible, start=start, done=done)
    counted = due(start, deadline.limit, deadline.unit)
    return _running("task", basis, "", counted, today, responsible=responsible, kept=kept, done=done)


def given(
    kind: str,
    basis: tuple[str, str, Standing],
    due_on: dt.date | None,
    today: dt.date,
    *,
    responsible: str,
    start: dt.date | None = None,
    due_at: dt.datetime | None = None,
    done: dt.date | None = None,
) -> RunningClock:
    """A limit that somebody gave as a date, so that there is no count to tell: the source, or who extended it."""
    return RunningClock(
        kind, *basis, "", start, due_on, due_at, responsible, done, tone(due_on, today, done=done)
    )


def _running(
    kind: str,
    basis: tuple[str, str, Standing],
    starts_by: str,
    counted: Due,
    today: dt.date,
    *,
    responsible: str,
    kept: dt.date | None,
    done: dt.date | None,
) -> RunningClock:
    start = counted.start
    day = to_shanghai(start).date() if isinstance(start, dt.datetime) else start
    last = kept or counted.date
    told = last == counted.date
    provisional = (counted.provisional or "") if told else ""
    return RunningClock(
        kind,
        *basis,
        starts_by,
        day,
        last,
        counted.moment if told else None,
        responsible,
        done,
        tone(last, today, done=done, provisional=bool(provisional)),
        provisional,
        counted.story_zh if told else "",
        counted.story_en if told else "",
    )


def _told(rows: tuple[Basis, ...]) -> tuple[str, str, Standing]:
    """The first row of a basis as cited, in both languages, and how far it was verified."""
    if not rows:
        return OWN_TERM_ZH, OWN_TERM_EN, "unit"
    law = book.load()
    row = rows[0]
    cited = f"{law.instruments[row.instrument].title.en}, {article_en(row.article)}".rstrip(", ")
    return law.cite(row), cited if row.citable else f"{cited} (unverified)", row.confidence


_ARTICLE = re.compile(r"第(\d+)条(?:第(\d+)款)?(?:第[（(](\d+)[）)]项)?")


def article_en(article: str) -> str:
    """An article of the book as English cites it: 第五十六条第二款第（四）项 is “art. 56 para. 2 (4)”."""
    found = _ARTICLE.finditer(arabic(article))
    parts = (
        f"art. {one[1]}{f' para. {one[2]}' if one[2] else ''}{f' ({one[3]})' if one[3] else ''}"
        for one in found
    )
    return ", ".join(parts) or article
