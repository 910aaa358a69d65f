"""Whose number a report has: the one rule for files, typed and pasted orders, programs and corrected rows.

An order of the hotline has its number from the hotline, for the whole city, whichever table or page brings it: it is one
report. Every other number belongs to the unit that received it, within the channel through which it came.
"""

from __future__ import annotations

from typing import Final

# The name under which the hotline's numbers stand; as a plain word, since the process that prepares rows loads no database.
HOTLINE: Final = "hotline.shanghai12345"


def source_of(channel: str, unit_id: int) -> str:
    """Within what the numbers of a channel are unique, at one unit."""
    return HOTLINE if channel == "hotline" else f"{channel}:{unit_id}"
