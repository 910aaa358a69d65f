"""The only clock. Doors look at it and pass the moment down."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from huiyin.demo import record


def now() -> datetime:
    """The moment, with its time zone; where the clock stands still, that at which it stands."""
    return standing() or timezone.now()


def standing() -> datetime | None:
    """The moment at which the clock stands still, None where it goes.

    It stands where ``HUIYIN_NOW`` says so, and without that in the home of the demonstration, whose time has stopped for
    every command and not only for the one that set it up. Raises ``ValueError`` for a moment that is none.
    """
    moment = settings.HUIYIN_NOW or record.read(Path(settings.HUIYIN_HOME)).get(record.AS_OF)
    return datetime.fromisoformat(moment) if moment else None
