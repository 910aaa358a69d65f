"""Health: ``/health/live`` says that a process answers, ``/health/ready`` what of the installation does not work.

Both answer anybody, so they name parts and say nothing of them: amounts are among the figures.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from huiyin.doors import clock
from huiyin.doors.web.watch import standing
from huiyin.records.ledger import keys

OK, FAILING, UNKNOWN = "ok", "failing", "unknown"
# Less on the disk of the home folder, and an import or a backup may not come to its end.
LEAST_FREE = 200_000_000
# `tick` is to run every minute and must every five; twice that is no delay any more.
LATEST_TICK = timedelta(minutes=10)
LONGEST_WAIT = timedelta(minutes=10)


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nobody, the database least of all."""
    return JsonResponse({"status": "live"})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when nothing is known to fail, 503 naming what does; what cannot be told is ``unknown`` and no failure."""
    parts = {"disk": _disk(), "database": OK} | dict.fromkeys(_LOOKS, UNKNOWN)
    for name, look in _LOOKS.items():
        try:
            parts[name] = look(clock.now())
        except (DatabaseError, InterfaceError):
            parts["database"] = FAILING
            break
        if name == "migrations" and parts[name] == FAILING:
            # What the newer tables hold cannot be asked.
            break
    failing = sorted(name for name, state in parts.items() if state == FAILING)
    return JsonResponse(
        {"status": "not ready" if failing else "ready", "failing": failing, "parts": parts},
        status=503 if failing else 200,
    )


def _disk() -> str:
    try:
        return OK if standing.free_bytes() >= LEAST_FREE else FAILING
    except OSError:
        return FAILING


def _migrations(_: datetime) -> str:
    applied = MigrationRecorder(connection).applied_migrations()
    return OK if all(leaf in applied for leaf in _newest()) else FAILING


@functools.cache
def _newest() -> tuple[tuple[str, str], ...]:
    """The last migration of each app, as the installed program has them; they do not change while it runs."""
    return tuple(MigrationLoader(None).graph.leaf_nodes())


def _keys(_: datetime) -> str:
    try:
        return OK if keys.noted() else UNKNOWN
    except keys.OtherKeys:
        return FAILING


def _tick(now: datetime) -> str:
    """By the mark that it leaves in this home, and by what it must have sealed.

    Where another machine runs it and nothing is to be sealed, nothing tells whether it runs.
    """
    age = standing.tick_age()
    if age is not None and age <= LATEST_TICK:
        return OK
    sealing = standing.sealing(now)
    if sealing.unsealed is not None and sealing.unsealed > LATEST_TICK:
        return FAILING
    if sealing.last_seal is not None and sealing.last_seal <= LATEST_TICK:
        return OK
    return UNKNOWN if age is None else FAILING


def _worker(_: datetime) -> str:
    oldest = standing.queue().oldest
    return FAILING if oldest is not None and oldest > LONGEST_WAIT else OK


# In this order: without its tables the database can be asked nothing else.
_LOOKS: dict[str, Callable[[datetime], str]] = {
    "migrations": _migrations,
    "keys": _keys,
    "tick": _tick,
    "worker": _worker,
}
