"""What auditors and supervisors read: acts of the ledger within an area, and who looked at whom a report comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Generic, TypeVar

import msgspec
from django.db.models import Count, Max, Q, QuerySet

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.accounts.models import Account, Client
from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger.models import Entry
from huiyin.records.problems.matters import visible_problems, visible_reports, visible_tasks
from huiyin.records.problems.models import ListVersion, SurveyForm
from huiyin.records.problems.timeline import Happening, cause_of
from huiyin.records.reports.models import ImportBatch, Look, Upload

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which acts are wanted: of one kind of record, one action, one actor, on the days from one to another, all included."""

    record: str = ""
    action: str = ""
    actor: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> tuple[Filters, list[str]]:
        """The filters of an address's query, and the names in it that are none or are not understood."""
        told: dict[str, str | date] = {}
        wrong = []
        for key, value in query.items():
            if key == "before" or not value:
                continue
            if key in ("since", "until"):
                try:
                    told[key] = date.fromisoformat(value)
                except ValueError:
                    wrong.append(key)
            elif key in ("record", "action", "actor"):
                told[key] = value
            else:
                wrong.append(key)
        return cls(**told), wrong  # type: ignore[arg-type]  # each key has the type of its field


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, the newest first, and before which id the next ones come; None at the end."""

    rows: tuple[T, ...]
    before: int | None


Seen = Mapping[str, "QuerySet[Any, Any]"]
"""Ids of records in an area, by kind."""


def acts(
    scope: Scope, filters: Filters, before: int | None = None, size: int = 50, besides: Seen | None = None
) -> Page[Happening]:
    """Acts upon records in an area, the newest first. One statement. ``besides`` are records of apps above this one.

    Who sees the city sees every act. Others see those upon their problems, tasks, reports, survey forms, lists, imports and
    accounts; what concerns everybody (areas, the statute's table, keys) is the city's.
    """
    wanted = Entry.objects.filter(_chosen(filters))
    if not scope.everywhere:
        wanted = wanted.filter(_within(_seen(scope, besides)))
    if before is not None:
        wanted = wanted.filter(pk__lt=before)
    rows = list(wanted.order_by("-pk").defer("mac")[: size + 1])
    return Page(
        tuple(_happening(entry) for entry in rows[:size]), rows[size - 1].pk if len(rows) > size else None
    )


def _chosen(filters: Filters) -> Q:
    wanted = Q()
    for name in ("record", "action", "actor"):
        if value := getattr(filters, name):
            wanted &= Q(**{name: value})
    if filters.since is not None:
        wanted &= Q(at__gte=_midnight(filters.since))
    if filters.until is not None:
        wanted &= Q(at__lt=_midnight(filters.until + timedelta(days=1)))
    return wanted


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def _seen(scope: Scope, besides: Seen | None) -> dict[str, QuerySet[Any, Any]]:
    """The records in an area whose acts are shown, by kind."""
    units = scope.units()
    return {
        "problem": visible_problems(scope).values("pk"),
        "task": visible_tasks(scope).values("pk"),
        "report": visible_reports(scope).values("pk"),
        "survey": SurveyForm.objects.filter(compound__in=scope.compounds()).values("pk"),
        "compound": scope.compounds().values("pk"),
        "list": ListVersion.objects.filter(unit__in=units).values("pk"),
        "batch": ImportBatch.objects.filter(unit__in=units).values("pk"),
        "upload": Upload.objects.filter(unit__in=units).values("pk"),
        "account": Account.objects.filter(unit__in=units).values("pk"),
        "client": Client.objects.filter(unit__in=units).values("pk"),
        **(besides or {}),
    }


def _within(seen: Seen) -> Q:
    wanted = Q()
    for record, ids in seen.items():
        wanted |= Q(record=record, record_id__in=ids)
    return wanted


def sees(scope: Scope, record: str, record_id: int, besides: Seen | None = None) -> bool:
    """Whether the acts upon a record are shown to whom the area belongs. One statement at most."""
    if scope.everywhere:
        return True
    seen = _seen(scope, besides).get(record)
    return seen is not None and seen.filter(pk=record_id).exists()


def history(record: str, record_id: int) -> tuple[Happening, ...]:
    """Every act upon one record, the newest first. One statement."""
    entries = Entry.objects.filter(record=record, record_id=record_id).order_by("-position").defer("mac")
    return tuple(_happening(entry) for entry in entries)


def _happening(entry: Entry) -> Happening:
    return Happening(
        entry.record,
        entry.record_id,
        entry.position,
        entry.at,
        entry.actor,
        entry.door,
        entry.action,
        msgspec.json.decode(entry.content),
        cause_of(entry.cause),
    )


def looks(scope: Scope, actor: str = "", before: int | None = None, size: int = 50) -> Page[Look]:
    """Looks at reporters of an area's reports, the newest first; those of one person where named. One statement."""
    wanted = _looks(scope).select_related("report", "report__unit")
    if actor:
        wanted = wanted.filter(actor=actor)
    if before is not None:
        wanted = wanted.filter(pk__lt=before)
    rows = list(wanted.order_by("-pk")[: size + 1])
    return Page(tuple(rows[:size]), rows[size - 1].pk if len(rows) > size else None)


def look_tally(scope: Scope, most: int = 10) -> list[tuple[str, int, int, datetime]]:
    """Who looked most: the account's name, how many looks at how many reports, and the last one. One statement."""
    counted = (
        _looks(scope)
        .order_by()
        .values_list("actor")
        .annotate(looks=Count("pk"), reports=Count("report", distinct=True), last=Max("at"))
    )
    return list(counted.order_by("-looks", "actor")[:most])


def _looks(scope: Scope) -> QuerySet[Look]:
    return Look.objects.all() if scope.everywhere else Look.objects.filter(report__in=visible_reports(scope))
