"""``/metrics``: figures in Prometheus' text format, for programs on this machine and for who has the token."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache

from huiyin.doors import clock
from huiyin.doors.web.watch import standing
from huiyin.doors.web.watch.addresses import comes_from_this_machine
from huiyin.doors.web.watch.meters import meters

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily


@login_not_required
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """All figures. Whoever may not see them is told that there is no such page."""
    if request.method not in ("GET", "HEAD") or not (comes_from_this_machine(request) or _has_token(request)):
        raise Http404
    ours = meters()
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

    registry = CollectorRegistry()
    ours.hang_on(registry)
    registry.register(_Installation())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _has_token(request: HttpRequest) -> bool:
    token = getattr(settings, "HUIYIN_METRICS_TOKEN", "")
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return bool(token) and scheme.lower() == "bearer" and constant_time_compare(given.strip(), token)


class _Installation:
    """What the database and the home folder say at the moment of the scrape."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every figure, those of the database only while it answers."""
        yield from _of_home()
        try:
            # All before the first is given away: a database that goes meanwhile leaves no half of them.
            found = list(_of_database())
        except (DatabaseError, InterfaceError):
            yield _gauge("database_up", "1 while the database answers, else 0.", 0)
        else:
            yield _gauge("database_up", "1 while the database answers, else 0.", 1)
            yield from found

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: the registry must not ask the database only to learn names."""
        return []


def _of_home() -> Iterator[GaugeMetricFamily]:
    with suppress(OSError):
        yield _gauge("home_free_bytes", "Room left on the disk of the home folder.", standing.free_bytes())
    yield from _age("tick_age_seconds", "Since the last tick of this home ended.", standing.tick_age())


def _of_database() -> Iterator[GaugeMetricFamily]:
    now = clock.now()
    found = standing.figures(now)
    yield _gauge("problems_open", "Problems that are not settled.", found.problems_open)
    yield _gauge("reports_pending_overdue", "Pending reports past their date.", found.pending_overdue)
    yield _gauge("replies_owed_overdue", "Answers owed past their date.", found.replies_overdue)
    yield _gauge("exceptions_open", "Items on the exceptions list.", found.exceptions_open)
    yield _gauge("messages_failed", "Messages that are tried again.", found.messages_failed)
    yield _gauge("messages_stuck", "Messages that wait for a person.", found.messages_stuck)
    sealing = standing.sealing(now)
    yield _gauge(
        "ledger_unsealed_age_seconds",
        "Age of the oldest entry without a seal; 0 when all are sealed.",
        _seconds(sealing.unsealed or timedelta()),
    )
    yield from _age("ledger_last_seal_age_seconds", "Age of the last seal.", sealing.last_seal)
    queue = standing.queue()
    yield _gauge("tasks_waiting", "Background tasks that no worker has begun.", queue.waiting)
    yield _gauge(
        "tasks_oldest_age_seconds",
        "Age of the oldest task that waits; 0 when none does.",
        _seconds(queue.oldest or timedelta()),
    )


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    from prometheus_client.core import GaugeMetricFamily

    return GaugeMetricFamily(f"huiyin_{name}", meaning, value=value)


def _age(name: str, meaning: str, age: timedelta | None) -> Iterator[GaugeMetricFamily]:
    """A figure that is left out where there is nothing to have an age."""
    if age is not None:
        yield _gauge(name, meaning, _seconds(age))


def _seconds(age: timedelta) -> float:
    # A moment just ahead of ours, from another machine's clock, is no age below zero.
    return max(age.total_seconds(), 0.0)
