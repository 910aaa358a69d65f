"""The statute book: typed loading of `book/`, with every reference checked.

`load()` reads the book that ships with the package, once; `read_book(root)` any folder of the same shape.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from huiyin.knowledge.law import acting, defects, discretion, fines, procedures
from huiyin.knowledge.law.acting import Acting
from huiyin.knowledge.law.defects import Defect
from huiyin.knowledge.law.discretion import Discretion
from huiyin.knowledge.law.fines import Detail, Fine
from huiyin.knowledge.law.procedures import Besides, Guard, Incident, Procedure
from huiyin.knowledge.law.tables import BookError, Table, convert, name_of, parse
from huiyin.knowledge.law.types import (
    Basis,
    Campaign,
    Clock,
    Condition,
    Deadline,
    DecliningGround,
    Instrument,
    Kind,
    Outcome,
    Source,
    StartEvent,
    Text,
    Violation,
    ViolationClass,
    Window,
)

BOOK = Path(__file__).parent / "book"


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """All that the book says. Mappings are by id, in the files' order; violations in the notice's order."""

    campaign: Campaign
    violations: Mapping[str, Violation]
    clocks: Mapping[str, Clock]
    starts: Mapping[str, StartEvent]
    windows: Mapping[str, Window]
    declining: Mapping[str, DecliningGround]
    outcomes: Mapping[str, Outcome]
    conditions: Mapping[str, Condition]
    kinds: Mapping[str, Kind]
    instruments: Mapping[str, Instrument]
    sources: Mapping[str, Source]
    fines: Mapping[str, tuple[Fine, ...]]
    details: Mapping[str, tuple[Detail, ...]]
    defects: Mapping[str, Defect]
    procedures: Mapping[str, Procedure]
    guards: Mapping[str, Guard]
    incidents: Mapping[str, Incident]
    besides: Mapping[str, Besides]
    discretion: Mapping[str, Discretion]
    acting: Mapping[str, Acting]

    def violation_class(self, code: str) -> ViolationClass | None:
        """The notice's class of a violation, None where it has none. Raises KeyError for an unknown code."""
        wanted = self.violations[code].notice.class_code
        return next((row for row in self.campaign.classes if row.id == wanted), None)

    def notice_basis(self, code: str) -> Text:
        """Why the violation has its class: 依据列明, with the clause's heading and words; or why none."""
        place = self.violations[code].notice
        found = self.violation_class(code)
        if found is None:
            # read_book has checked that a violation without a class gives its reason.
            assert place.reason is not None
            return Text(zh=f"未列明：{place.reason.zh}", en=f"Not named: {place.reason.en}")
        return Text(
            zh=f"依据列明：{self.campaign.number}“{found.heading}”列明“{place.words}”",
            en=f"Named in the notice {self.campaign.number}, “{found.heading}”: “{place.words}”",
        )

    def cite(self, basis: Basis) -> str:
        """The basis as cited (《上海市绿化条例》第四十五条); a recalled one says that it is unverified.

        What a title has in brackets, such as the number of its document, stands behind it.
        """
        name, mark, number = self.instruments[basis.instrument].title.zh.partition("（")
        cited = f"《{name}》{mark}{number}{basis.article}"
        return cited if basis.citable else f"{cited}（未核实）"


@lru_cache(maxsize=1)
def load() -> Book:
    """The book that ships with the package. Raises BookError."""
    return read_book(BOOK)


def read_book(root: Path) -> Book:
    """Read and check a book. Raises BookError at the first thing that is wrong, naming file and key."""
    clocks_file = Table(root / "clocks.toml", "start", "clock")
    violations = {}
    for path in sorted((root / "violations").glob("*.toml")):
        violation = convert(parse(path), Violation, path)
        if violation.code != path.stem:
            raise BookError(f"{name_of(path)}, code: {violation.code!r} is not the name of the file")
        violations[violation.code] = violation
    campaign_path = root / "campaign.toml"
    campaign = convert(parse(campaign_path), Campaign, campaign_path)
    paths = procedures.read(root)
    book = Book(
        campaign=campaign,
        violations=_ordered(campaign, violations),
        clocks=clocks_file.rows("clock", Clock),
        starts=clocks_file.rows("start", StartEvent),
        windows=Table(root / "windows.toml", "window").rows("window", Window),
        declining=Table(root / "declining.toml", "ground").rows("ground", DecliningGround),
        outcomes=Table(root / "outcomes.toml", "outcome").rows("outcome", Outcome),
        conditions=Table(root / "conditions.toml", "condition").rows("condition", Condition),
        kinds=Table(root / "kinds.toml", "kind").rows("kind", Kind),
        instruments=Table(root / "instruments.toml", "instrument").rows("instrument", Instrument),
        sources=Table(root / "sources.toml", "source").rows("source", Source),
        fines=fines.read(root, violations),
        details=fines.read_details(root),
        defects=defects.read(root),
        procedures=paths.procedures,
        guards=paths.guards,
        incidents=paths.incidents,
        besides=paths.besides,
        discretion=discretion.read(root),
        acting=acting.read(root),
    )
    for complaint in _contradictions(book):
        raise BookError(complaint)
    return book


def _ordered(campaign: Campaign, violations: Mapping[str, Violation]) -> Mapping[str, Violation]:
    """The notice's order first, then what it does not name, `other` last."""
    named = [code for row in campaign.classes for code in row.violations if code in violations]
    unnamed = sorted(
        (code for code in violations if code not in named), key=lambda code: (code == "other", code)
    )
    return MappingProxyType({code: violations[code] for code in [*named, *unnamed]})


def _contradictions(book: Book) -> Iterator[str]:
    for code, violation in book.violations.items():
        for complaint in _violation_complaints(book, violation):
            yield f"violations/{code}.toml, {complaint}"
    for complaint in _campaign_complaints(book):
        yield f"campaign.toml, {complaint}"
    for clock in book.clocks.values():
        where = f"clocks.toml, {clock.id}"
        if clock.start not in book.starts:
            yield f"{where}.start: no [[start]] {clock.start!r}"
        yield from _limit_complaints(where, clock.limit, clock.set_by, clock.basis)
        yield from _basis_complaints(book, f"{where}.basis", clock.basis)
    for ground in book.declining.values():
        yield from _basis_complaints(book, f"declining.toml, {ground.id}.basis", (ground.basis,))
    yield from fines.complaints(book.fines, book.details, book.instruments, book.sources)
    paths = procedures.Paths(
        procedures=book.procedures, guards=book.guards, incidents=book.incidents, besides=book.besides
    )
    yield from procedures.complaints(paths, book.clocks, book.defects, book.instruments, book.sources)
    yield from discretion.complaints(book.discretion, book.violations, book.sources)
    yield from acting.complaints(book.acting, book.sources)
    yield from defects.complaints(book.defects, book.instruments, book.sources)
    for instrument in book.instruments.values():
        for number, version in enumerate(instrument.versions):
            where = f"instruments.toml, {instrument.id}.versions[{number}]"
            if version.source not in book.sources:
                yield f"{where}.source: no source {version.source!r} in sources.toml"
            if number and version.adopted <= instrument.versions[number - 1].adopted:
                yield f"{where}.adopted: versions stand oldest first"


def _violation_complaints(book: Book, violation: Violation) -> Iterator[str]:
    place = violation.notice
    listed = [row.id for row in book.campaign.classes if violation.code in row.violations]
    if listed != ([] if place.class_code == "none" else [place.class_code]):
        yield f"notice.class: {place.class_code!r}, but campaign.toml lists it under {listed}"
    if not (place.class_code == "none") == (place.reason is not None) == (place.words is None):
        yield "notice: a class needs the notice's words, none needs a reason"
    found = next((row for row in book.campaign.classes if row.id == place.class_code), None)
    if found is not None and place.words is not None and place.words not in found.clause:
        yield f"notice.words: {place.words!r} does not stand in the clause of class {found.id}"
    if found is not None and found.hazard != violation.hazard:
        yield f"hazard: class {found.id} says {found.hazard}"
    companion = violation.companion_duty
    if companion is not None:
        duty = book.violations.get(companion)
        if duty is None or duty.notice.class_code != "C":
            yield f"companion_duty: {companion!r} is no duty of a firm (class C)"
        if all(row.role != "firm-duty" for row in violation.legal_basis):
            yield "legal_basis: a companion duty needs a row with role firm-duty"
    clocks = {"arrival_clock": violation.arrival_clock}
    if violation.in_progress is not None:
        clocks["in_progress.arrival_clock"] = violation.in_progress.arrival_clock
        yield from _deadline_complaints(book, "in_progress.deadline", violation.in_progress.deadline)
        if not violation.condition_needed:
            yield "condition_needed: a variant in progress needs the condition"
    for key, clock in clocks.items():
        if clock is not None and clock not in book.clocks:
            yield f"{key}: no clock {clock!r} in clocks.toml"
    if not violation.lead:
        yield "lead: empty"
    for kind in violation.lead:
        if kind not in book.kinds or not book.kinds[kind].enforces:
            yield f"lead: {kind!r} is no enforcing kind in kinds.toml"
    for number, assistance in enumerate(violation.assisting):
        if assistance.kind not in book.kinds:
            yield f"assisting[{number}].kind: no kind {assistance.kind!r} in kinds.toml"
    yield from _deadline_complaints(book, "deadline", violation.deadline)
    yield from _basis_complaints(book, "legal_basis", violation.legal_basis)


def _campaign_complaints(book: Book) -> Iterator[str]:
    campaign = book.campaign
    for name, groups in (("classes", campaign.classes), ("stubborn", campaign.stubborn)):
        members = [code for group in groups for code in group.violations]
        for code in members:
            if code not in book.violations:
                yield f"{name}.violations: no violation {code!r}"
            if members.count(code) > 1:
                yield f"{name}.violations: {code!r} stands twice"
    for number, instrument in enumerate(campaign.cites):
        if instrument not in book.instruments:
            yield f"cites[{number}]: no instrument {instrument!r} in instruments.toml"
    if not campaign.phases:
        yield "phases: empty"
    for number, phase in enumerate(campaign.phases):
        if phase.end < phase.start:
            yield f"phases[{number}].end: before its start"
        if number and phase.start != campaign.phases[number - 1].end + dt.timedelta(days=1):
            yield f"phases[{number}].start: not the day after the phase before"


def _deadline_complaints(book: Book, where: str, deadline: Deadline) -> Iterator[str]:
    rows = () if deadline.basis is None else (deadline.basis,)
    yield from _limit_complaints(where, deadline.limit, deadline.set_by, rows)
    yield from _basis_complaints(book, f"{where}.basis", rows)


def _limit_complaints(where: str, limit: int, set_by: str, basis: tuple[Basis, ...]) -> Iterator[str]:
    if limit < 1:
        yield f"{where}.limit: {limit} is less than 1"
    if (set_by == "unit") == bool(basis):
        yield f"{where}.set_by: what a unit sets has no basis, what law or a service rule sets has one"


def _basis_complaints(book: Book, where: str, rows: Iterable[Basis]) -> Iterator[str]:
    for number, row in enumerate(rows):
        if row.instrument not in book.instruments:
            yield f"{where}[{number}].instrument: no instrument {row.instrument!r} in instruments.toml"
        if row.source not in book.sources:
            yield f"{where}[{number}].source: no source {row.source!r} in sources.toml"
        if row.citable == (row.source == "recalled"):
            yield f"{where}[{number}].confidence: {row.confidence} does not go with source {row.source!r}"
        if row.since is not None and row.until is not None and row.until < row.since:
            yield f"{where}[{number}].until: before since"
