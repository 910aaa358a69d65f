"""What the first page shows, made ready for its template: names in the reader's language, shares of a whole.

No figure is made here; every count comes from `records`. A share is a per cent between 0 and 100, 0 of an empty whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext

from huiyin.doors.web.language import either
from huiyin.knowledge.law.types import Campaign
from huiyin.records.problems.overview import SURVEY, Batch, Overview
from huiyin.records.reports.models import BatchState, Fate, PendingReason

# How many imports a narrow page shows before it is asked for the others.
UNFOLDED = 3


@dataclass(frozen=True, slots=True)
class Share:
    """A named part of a whole."""

    key: str
    name: str
    count: int
    percent: float


@dataclass(frozen=True, slots=True)
class Covered:
    """How far the survey has come: `done` of `whole` known compounds have a form. `late`: its phase is over without all."""

    done: int
    whole: int
    percent: float
    late: bool


@dataclass(frozen=True, slots=True)
class PhaseStep:
    """One phase. `percent` of its days have begun; `day` is today's number in it, 0 before it and `days` after it.

    `covered` is None but for the phase of the survey, where there is a compound to survey.
    """

    name: str
    first_day: dt.date
    last_day: dt.date
    state: Literal["past", "now", "coming"]
    day: int
    days: int
    percent: float
    covered: Covered | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Open (未销号) and settled (已销号) problems of one violation or class; `percent` of them are settled."""

    key: str
    name: str
    open: int
    settled: int
    total: int
    percent: float


@dataclass(frozen=True, slots=True)
class StandingGroup:
    """A class of the notice and the violations in it."""

    whole: Standing
    parts: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class BatchLine:
    """An import and its state in words; a narrow page keeps one that is `folded` until it is asked for."""

    batch: Batch
    state: str
    folded: bool


@dataclass(frozen=True, slots=True)
class FirstPage:
    """All that the first page shows.

    `settled_reports` have a fate other than pending; `pending_reasons` are shares of those that are pending.
    `replies_due` were or are owed; `replies_percent` of them are answered. `batches_folded` counts the folded lines.
    """

    overview: Overview
    number: str
    title: str
    title_zh: str
    steps: tuple[PhaseStep, ...]
    days_until: int
    days_since: int
    fates: tuple[Share, ...]
    pending_reasons: tuple[Share, ...]
    settled_reports: int
    settled_reports_percent: float
    problems: Standing
    replies_due: int
    replies_percent: float
    groups: tuple[StandingGroup, ...]
    batches: tuple[BatchLine, ...]
    batches_folded: int


def first_page(overview: Overview, campaign: Campaign, today: dt.date) -> FirstPage:
    """The first page on a day, in the language that is active."""
    reports = overview.reports_total
    settled = sum(count for key, count in overview.fates if key != Fate.PENDING)
    replies_due = overview.replies_owed + overview.replies_answered
    return FirstPage(
        overview=overview,
        number=campaign.number,
        title=either(campaign.title.zh, campaign.title.en),
        title_zh=campaign.title.zh,
        steps=tuple(_step(row, today, overview) for row in overview.phases),
        days_until=max((campaign.start - today).days, 0),
        days_since=max((today - campaign.end).days, 0),
        fates=_shares(((key, Fate(key).label, count) for key, count in overview.fates), reports),
        pending_reasons=_shares(
            ((key, PendingReason(key).label, count) for key, count in overview.pending_reasons),
            reports - settled,
        ),
        settled_reports=settled,
        settled_reports_percent=percent(settled, reports),
        problems=_standing("", "", overview.problems_open, overview.problems_settled),
        replies_due=replies_due,
        replies_percent=percent(overview.replies_answered, replies_due),
        groups=_groups(overview, campaign),
        batches=tuple(
            BatchLine(batch, gettext(BatchState(batch.state).label), folded=place >= UNFOLDED)
            for place, batch in enumerate(overview.batches)
        ),
        batches_folded=max(len(overview.batches) - UNFOLDED, 0),
    )


def percent(part: int, whole: int) -> float:
    """The share in per cent to one decimal; 100 and 0 are said only of all and of none."""
    if whole <= 0 or part <= 0:
        return 0.0
    if part >= whole:
        return 100.0
    return min(max(round(100 * part / whole, 1), 0.1), 99.9)


def _shares(rows: Iterable[tuple[str, object, int]], whole: int) -> tuple[Share, ...]:
    return tuple(Share(key, gettext(str(label)), count, percent(count, whole)) for key, label, count in rows)


def _step(row: tuple[str, str, str, dt.date, dt.date], today: dt.date, overview: Overview) -> PhaseStep:
    key, name_zh, name_en, first, last = row
    days = (last - first).days + 1
    day = min(max((today - first).days + 1, 0), days)
    state: Literal["past", "now", "coming"] = "coming" if today < first else "past" if today > last else "now"
    covered = _covered(overview, late=state == "past") if key == SURVEY else None
    return PhaseStep(either(name_zh, name_en), first, last, state, day, days, percent(day, days), covered)


def _covered(overview: Overview, *, late: bool) -> Covered | None:
    done, whole = overview.compounds_surveyed, overview.compounds_known
    return Covered(done, whole, percent(done, whole), late=late and done < whole) if whole else None


def _standing(key: str, name: str, still_open: int, settled: int) -> Standing:
    total = still_open + settled
    return Standing(key, name, still_open, settled, total, percent(settled, total))


def _groups(overview: Overview, campaign: Campaign) -> tuple[StandingGroup, ...]:
    names: dict[str, str] = {row.id: either(row.name.zh, row.name.en) for row in campaign.classes}
    parts: dict[str, list[Standing]] = {}
    for code, name_zh, name_en, class_, still_open, settled in overview.by_violation:
        parts.setdefault(class_, []).append(_standing(code, either(name_zh, name_en), still_open, settled))
    return tuple(
        StandingGroup(
            _standing(key, names.get(key) or gettext("通知未列明的行为"), still_open, settled),
            _parts(parts.get(key, ())),
        )
        for key, still_open, settled in overview.by_class
    )


def _parts(found: Sequence[Standing]) -> tuple[Standing, ...]:
    """Where the most is open stands first; the order of the book decides among equals."""
    return tuple(sorted(found, key=lambda row: (-row.open, -row.total)))
