"""Pudong, which has estate rules of its own (浦东新区推进住宅小区治理创新若干规定)."""

from __future__ import annotations

import datetime as dt

PUDONG_SINCE = dt.date(2022, 11, 1)
"""From this day on they are in force."""
_NAMES = frozenset({"浦东新区", "浦东", "pudong", "pudong new area"})


def is_pudong(district: str | None) -> bool:
    """Whether a district is Pudong, however its name is written."""
    return district is not None and district.strip().casefold() in _NAMES
