"""Fines as the book has them: which rule threatens what amount, for whom, from when to when, and what must come before it.

A row says one amount of one rule for one circle of parties. What is disputed or was not read says so: rules that compete
(``competes``) both stand, and a person chooses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from huiyin.knowledge.law.tables import BookError, Table, name_of
from huiyin.knowledge.law.types import Confidence, Instrument, Row, Source, Text

PartyKind = Literal["person", "individual-business", "organisation"]
Role = Literal[
    "owner", "occupant", "tenant", "sub-lessor", "agency", "agent", "property-firm", "renovator", "builder"
]
Mode = Literal["optional", "due"]
"""可处: the fine may be left out. 处: it is due once its elements are met."""
FineUnit = Literal[
    "yuan", "yuan-per-m2", "yuan-per-m2-day", "yuan-per-ton", "times-compensation", "percent-of-cost"
]
Needs = Literal["", "refusal", "overdue"]
"""What the rule itself wants before a fine: that an order was refused, or its term not kept."""
Body = Literal["enforcement", "housing", "planning", "construction", "fire", "greening"]
PARTY_KINDS: tuple[PartyKind, ...] = get_args(PartyKind)


class Tier(Row, frozen=True):
    """One range of a fine, in the rule's unit; no ``max`` is no upper end. ``serious``: where the circumstances are
    (情节严重)."""

    min: float
    max: float | None = None
    serious: bool = False


class Fine(Row, frozen=True):
    """What one rule threatens, from ``since`` to ``until`` (inclusive), for some parties and details of a violation.

    ``tiers`` is empty where the amount is not known. ``warning``: a warning stands ``instead`` of the fine or ``beside`` it.
    ``bodies``: who may impose it, the one that the rule names first. ``unread``: what of the row no text was read for
    and is shown as unverified: a day, for which that of its adoption or one from memory stands, or whether the fine is due.
    """

    id: str
    instrument: str
    article: str
    confidence: Confidence
    source: str
    since: dt.date
    order: Text
    mode: Mode
    bodies: tuple[Body, ...]
    until: dt.date | None = None
    unread: tuple[Literal["since", "until", "mode"], ...] = ()
    details: tuple[str, ...] = ()
    parties: tuple[PartyKind, ...] = PARTY_KINDS
    roles: tuple[Role, ...] = ()
    needs: Needs = ""
    unit: FineUnit = "yuan"
    tiers: tuple[Tier, ...] = ()
    warning: Literal["", "instead", "beside"] = ""
    competes: str = ""
    note: Text | None = None

    def holds(
        self, day: dt.date, details: Collection[str] | None, kind: PartyKind, role: Role | None
    ) -> bool:
        """Whether it is law on that day for such an act of such a party; whatever the detail where that is None."""
        return (
            self.since <= day
            and (self.until is None or day <= self.until)
            and (not self.details or details is None or not set(self.details).isdisjoint(details))
            and kind in self.parties
            and (not self.roles or role is None or role in self.roles)
        )

    def in_yuan(
        self, area_m2: float | None = None, days: int | None = None
    ) -> tuple[float, float | None] | None:
        """The lawful range in yuan over all tiers, of so many square metres on so many days; None where the facts give none."""
        factor = {"yuan": 1.0, "yuan-per-m2": area_m2}.get(self.unit)
        if self.unit == "yuan-per-m2-day" and area_m2 is not None and days is not None:
            factor = area_m2 * days
        if not self.tiers or factor is None:
            return None
        ends = [tier.max for tier in self.tiers]
        low = round(min(tier.min for tier in self.tiers) * factor, 2)
        if None in ends:
            return low, None
        return low, round(max(end for end in ends if end is not None) * factor, 2)

    @property
    def citable(self) -> bool:
        """Whether the text was read, so that it may be shown as law."""
        return self.confidence in ("V", "VX")


class Detail(Row, frozen=True):
    """How a violation was committed, where the law tells apart. What is ``usual`` is taken where nothing is said; that of a
    construction hangs on whether it is under way."""

    id: str
    violation: str
    name: Text
    usual: bool = False


def read(root: Path, violations: Iterable[str]) -> Mapping[str, tuple[Fine, ...]]:
    """The fines by violation. Raises BookError."""
    known = set(violations)
    found: dict[str, tuple[Fine, ...]] = {}
    for path in sorted((root / "fines").glob("*.toml")):
        if path.stem not in known:
            raise BookError(f"{name_of(path)}: no violation {path.stem!r}")
        found[path.stem] = tuple(Table(path, "fine").rows("fine", Fine).values())
    return MappingProxyType(found)


def read_details(root: Path) -> Mapping[str, tuple[Detail, ...]]:
    """The details by violation. Raises BookError."""
    found: dict[str, list[Detail]] = {}
    for detail in Table(root / "details.toml", "detail").rows("detail", Detail).values():
        found.setdefault(detail.violation, []).append(detail)
    return MappingProxyType({code: tuple(rows) for code, rows in found.items()})


def complaints(
    fines: Mapping[str, tuple[Fine, ...]],
    details: Mapping[str, tuple[Detail, ...]],
    instruments: Mapping[str, Instrument],
    sources: Mapping[str, Source],
) -> Iterator[str]:
    """What is wrong with them, each naming file and key."""
    seen: set[str] = set()
    for code, rows in fines.items():
        known = {detail.id for detail in details.get(code, ())}
        used = {detail for row in rows for detail in row.details}
        where = f"fines/{code}.toml"
        for unused in sorted(known - used):
            yield f"details.toml, {unused}: no fine of {code!r} names it"
        for row in rows:
            at = f"{where}, {row.id}"
            if row.id in seen:
                yield f"{at}: stands twice"
            seen.add(row.id)
            for unknown in sorted(set(row.details) - known):
                yield f"{at}.details: no detail {unknown!r} of {code!r} in details.toml"
            yield from _row_complaints(at, row, instruments, sources)
        yield from _overlaps(where, rows)


def _row_complaints(
    at: str, row: Fine, instruments: Mapping[str, Instrument], sources: Mapping[str, Source]
) -> Iterator[str]:
    if row.instrument not in instruments:
        yield f"{at}.instrument: no instrument {row.instrument!r} in instruments.toml"
    if row.source not in sources:
        yield f"{at}.source: no source {row.source!r} in sources.toml"
    if row.citable == (row.source == "recalled"):
        yield f"{at}.confidence: {row.confidence} does not go with source {row.source!r}"
    if row.until is not None and row.until < row.since:
        yield f"{at}.until: before since"
    if not row.parties or not row.bodies:
        yield f"{at}: no party or no body can be reached by it"
    if not row.tiers and row.citable:
        yield f"{at}.tiers: a rule that was read has an amount"
    for number, tier in enumerate(row.tiers):
        if tier.min < 0 or (tier.max is not None and tier.max < tier.min):
            yield f"{at}.tiers[{number}]: {tier.min} to {tier.max} is no range"


def _overlaps(where: str, rows: tuple[Fine, ...]) -> Iterator[str]:
    """Two versions of one article must not both be law for the same party and detail on one day."""
    for number, one in enumerate(rows):
        for other in rows[number + 1 :]:
            same = (
                (one.instrument, one.article) == (other.instrument, other.article)
                and one.needs == other.needs
                and _meet(one.details, other.details)
                and _meet(one.roles, other.roles)
                and set(one.parties) & set(other.parties) - {"individual-business"}
                and one.note == other.note
            )
            if (
                same
                and one.since <= (other.until or dt.date.max)
                and other.since <= (one.until or dt.date.max)
            ):
                yield f"{where}, {other.id}: is law on the same days as {one.id}"


def _meet(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return not some or not others or bool(set(some) & set(others))
