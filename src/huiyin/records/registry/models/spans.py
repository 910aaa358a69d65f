"""Spans of days, the same in every table that has them.

Days are whole days in Shanghai. A span includes both its ends; an open beginning (null) means that nobody knows
since when, and counts as always; an open end means that it goes on.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


def days_in_order(name: str, since: str = "from_date", until: str = "until") -> models.CheckConstraint:
    """The end of a span is not before its beginning."""
    return models.CheckConstraint(
        condition=Q(**{f"{since}__isnull": True})
        | Q(**{f"{until}__isnull": True})
        | Q(**{f"{until}__gte": F(since)}),
        name=name,
    )
