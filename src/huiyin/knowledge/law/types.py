"""Shapes of the statute book: what each file under `book/` may say, and nothing more.

Every shape is frozen and refuses unknown fields. A fact of law carries a confidence and a source:

- ``V``  the text was read in the source named;
- ``VX`` an excerpt that quotes or reports the rule was read;
- ``R``  from memory only, never to be shown as law; ``R?`` the same, and the very number is doubtful.

What the law does not say and a unit may set for itself (default deadlines, windows) is marked
``set_by = "unit"`` and carries no basis.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

Confidence = Literal["V", "VX", "R", "R?"]
LimitUnit = Literal["working_days", "calendar_days", "months", "hours"]
SetBy = Literal["law", "service-rule", "unit"]
ClassCode = Literal["A", "B", "C", "none"]
BasisRole = Literal["prohibition", "order", "penalty", "clock", "firm-duty", "service"]
ClockSubject = Literal["hotline-order", "reporter", "firm", "arrival"]


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row or table of the book."""


class Text(Row, frozen=True):
    """One wording in both languages of the interface."""

    zh: str
    en: str


class Basis(Row, frozen=True):
    """One article that a rule rests on.

    `article` is written as it is cited (第五十六条第二款第（二）项); empty where none was read. `since` and
    `until` (both inclusive) bound the days on which the row may be cited.
    """

    instrument: str
    article: str
    role: BasisRole
    confidence: Confidence
    source: str
    since: dt.date | None = None
    until: dt.date | None = None
    note: Text | None = None

    def applies_on(self, day: dt.date) -> bool:
        """True when the row may be cited for an act of that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def citable(self) -> bool:
        """True when the text was read, so that the row may be shown to a user as law."""
        return self.confidence in ("V", "VX")


class Version(Row, frozen=True):
    """One version of an instrument.

    `in_force` is None where the date was not read; `until`, the last day in force, stands only where
    repealed. `confidence` is that of the version and its dates; `text_read` says whether its articles were
    read.
    """

    adopted: dt.date
    confidence: Confidence
    source: str
    in_force: dt.date | None = None
    until: dt.date | None = None
    text_read: bool = True


class Instrument(Row, frozen=True):
    """A statute, regulation, rule or service rule, with those versions that are known, oldest first.

    ``stands_in`` says for which rule it is taken, where the text of that one was not read.
    """

    id: str
    title: Text
    versions: tuple[Version, ...] = ()
    stands_in: Text | None = None


class Source(Row, frozen=True):
    """Where a text was read. All are third-party copies, never the gazette."""

    id: str
    title: Text
    where: str


class Kind(Row, frozen=True):
    """A kind of unit that leads or assists. Only those that enforce may lead."""

    id: str
    name: Text
    enforces: bool = False


class Assistance(Row, frozen=True):
    """What a kind of unit is asked to do when it assists."""

    kind: str
    duty: Text


class Deadline(Row, frozen=True):
    """A default time limit of a task, set by the unit unless a basis says otherwise."""

    limit: int
    unit: LimitUnit
    set_by: SetBy
    basis: Basis | None = None


class NoticePlace(Row, frozen=True, rename={"class_code": "class"}):
    """Where the notice names the violation: class and words, verbatim; or the reason why it has no class."""

    class_code: ClassCode
    words: str | None = None
    reason: Text | None = None


class Underway(Row, frozen=True):
    """What is different while the work is still going on (正在实施)."""

    arrival_clock: str
    task: Text
    measure: Text
    completion: Text
    deadline: Deadline


class Violation(Row, frozen=True):
    """One kind of wrong that a problem can be, with the defaults of its task.

    `hazard`: the notice counts it among acts that endanger safety (危及安全).
    `condition_needed`: a problem of this kind must say whether it is under way, new or existing.
    `companion_duty`: the code of the property firm's duty that is checked at the same time.
    `lead`: kinds of unit fit to lead, the first preferred.
    """

    code: str
    name: Text
    notice: NoticePlace
    legal_basis: tuple[Basis, ...]
    lead: tuple[str, ...]
    goal: Text
    task: Text
    measure: Text
    completion: Text
    deadline: Deadline
    hazard: bool = False
    condition_needed: bool = False
    companion_duty: str | None = None
    arrival_clock: str | None = None
    in_progress: Underway | None = None
    assisting: tuple[Assistance, ...] = ()

    def basis_on(self, day: dt.date) -> tuple[Basis, ...]:
        """The rows that may be cited for an act of that day, whatever their confidence."""
        return tuple(row for row in self.legal_basis if row.applies_on(day))


class Condition(Row, frozen=True):
    """State of a problem: under way 正在实施, new 新增, existing 存量."""

    id: str
    name: Text


class Phase(Row, frozen=True):
    """One phase of the campaign, both days inclusive.

    `words` is the notice's own; `derived` says how the dates were taken from it.
    """

    id: str
    name: Text
    start: dt.date
    end: dt.date
    words: str
    derived: Text


class ViolationClass(Row, frozen=True):
    """One of the notice's three classes: heading and clause verbatim, violations in the notice's order."""

    id: Literal["A", "B", "C"]
    name: Text
    heading: str
    clause: str
    hazard: bool
    violations: tuple[str, ...]


class StubbornProblem(Row, frozen=True):
    """One of the four 难题顽症 that the notice's goal names; `words` verbatim."""

    id: str
    words: str
    name: Text
    violations: tuple[str, ...]


class Campaign(Row, frozen=True):
    """The notice: number, title, the law that it cites, phases, classes, the four stubborn problems."""

    number: str
    title: Text
    issuer: Text
    cites: tuple[str, ...]
    phases: tuple[Phase, ...]
    classes: tuple[ViolationClass, ...]
    stubborn: tuple[StubbornProblem, ...]

    @property
    def start(self) -> dt.date:
        """First day of the campaign."""
        return self.phases[0].start

    @property
    def end(self) -> dt.date:
        """Last day of the campaign."""
        return self.phases[-1].end

    def phase_on(self, day: dt.date) -> Phase | None:
        """The phase that the day falls in, None outside the campaign."""
        return next((phase for phase in self.phases if phase.start <= day <= phase.end), None)


class StartEvent(Row, frozen=True):
    """An event that starts a clock: 派单, 接报, …"""

    id: str
    name: Text


class Clock(Row, frozen=True):
    """One time limit that runs on a record.

    `start` is the id of the event that starts it. `roll`: a last day that is no working day moves to the
    next working day (calendar days and months only). `on_approval`: the limit exists only once it has been
    approved.
    """

    id: str
    name: Text
    subject: ClockSubject
    start: str
    limit: int
    unit: LimitUnit
    set_by: SetBy
    basis: tuple[Basis, ...] = ()
    roll: bool = True
    on_approval: bool = False
    note: Text | None = None


class Window(Row, frozen=True):
    """A span within which reports are linked. `min_*` are thresholds, any one of which suffices."""

    id: str
    name: Text
    days: int
    set_by: SetBy
    note: Text
    min_callers: int | None = None
    min_orders: int | None = None


class DecliningGround(Row, frozen=True):
    """One kind of unreasonable demand (不合理诉求) for which a report may be declined, by two persons."""

    id: str
    name: Text
    set_by: SetBy
    basis: Basis


class Outcome(Row, frozen=True):
    """A result of checking a complaint (核实结果).

    `confirmed`: the complaint holds, wholly or in part. `attempts_needed`: visits at different times of day
    that must have failed before the result may be given.
    """

    id: str
    name: Text
    meaning: Text
    confirmed: bool = False
    attempts_needed: int = 0
