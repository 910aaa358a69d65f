"""The only clock. Doors look at it and pass the moment down."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The moment, with its time zone. Stands still where ``HUIYIN_NOW`` says so (the demonstration)."""
    if settings.HUIYIN_NOW:
        return datetime.fromisoformat(settings.HUIYIN_NOW)
    return timezone.now()
