"""How the installation stands, for health and figures: counts and ages, no record, no name.

Moments in the records are the doors' clock's, which stands still in a demonstration; the queue of tasks and the mark of the
tick have the machine's. Each age is taken by the clock that wrote its moment.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Case, Count, F, Min, When
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger.models import Entry, Seal
from huiyin.records.ledger.queries import open_exceptions
from huiyin.records.outbox.models import Message, MessageState
from huiyin.records.problems.models import Problem, ProblemState
from huiyin.records.reports.models import Reply, ReplyState
from huiyin.records.reports.queries import overdue

# `huiyin tick` leaves it in the home folder after each run that came to its end.
TICK_MARK = ".ticked"


@dataclass(frozen=True, slots=True)
class Figures:
    """What is open, late or stuck at a moment."""

    problems_open: int
    pending_overdue: int
    replies_overdue: int
    exceptions_open: int
    messages_failed: int
    messages_stuck: int


@dataclass(frozen=True, slots=True)
class Sealing:
    """Ages of the oldest entry without a seal, and of the last seal; None where there is none."""

    unsealed: timedelta | None
    last_seal: timedelta | None


@dataclass(frozen=True, slots=True)
class Queue:
    """Tasks that no worker has begun although they may be, and the age of the oldest, None where there is none."""

    waiting: int
    oldest: timedelta | None


def figures(now: datetime) -> Figures:
    """Five statements."""
    today = to_shanghai(now).date()
    messages = dict(
        Message.objects.filter(state__in=[MessageState.FAILED, MessageState.STUCK])
        .values_list("state")
        .annotate(n=Count("pk"))
    )
    return Figures(
        problems_open=Problem.objects.filter(state=ProblemState.OPEN).count(),
        pending_overdue=overdue(today).count(),
        replies_overdue=Reply.objects.filter(state=ReplyState.OWED, due__lt=today).count(),
        exceptions_open=open_exceptions().count(),
        messages_failed=messages.get(MessageState.FAILED, 0),
        messages_stuck=messages.get(MessageState.STUCK, 0),
    )


def sealing(now: datetime) -> Sealing:
    """Two statements."""
    unsealed = Entry.objects.filter(seal__isnull=True).order_by("id").values_list("at", flat=True).first()
    sealed = Seal.objects.order_by("-number").values_list("at", flat=True).first()
    return Sealing(unsealed=now - unsealed if unsealed else None, last_seal=now - sealed if sealed else None)


def queue() -> Queue:
    """One statement."""
    now = timezone.now()
    # One that was put off waits from then on. Without such a moment, a far one stands there.
    since = Case(When(run_after__lte=now, then=F("run_after")), default=F("enqueued_at"))
    found = DBTaskResult.objects.ready().aggregate(waiting=Count("pk"), oldest=Min(since))
    return Queue(found["waiting"], now - found["oldest"] if found["waiting"] else None)


def free_bytes() -> int:
    """Room left on the disk of the home folder. Raises ``OSError``."""
    return shutil.disk_usage(settings.HUIYIN_HOME).free


def tick_age() -> timedelta | None:
    """Since when the last tick of this home has ended; None where none has left its mark."""
    try:
        ended = (Path(settings.HUIYIN_HOME) / TICK_MARK).stat().st_mtime
    except OSError:
        return None
    return timedelta(seconds=max(time.time() - ended, 0.0))
