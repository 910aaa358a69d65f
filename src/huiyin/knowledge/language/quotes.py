"""The numbers of earlier tickets that a text quotes."""

from __future__ import annotations

import re

# Hotline tickets are numbered by their date and a counter: YYYYMMDD and six digits or more. Telephone numbers
# are shorter, and the numbers of identity cards begin with a region, never with 20.
_TICKET = re.compile(r"(?<![0-9A-Za-z])20[0-9]{12,18}(?![0-9])")


def quoted_tickets(text: str) -> tuple[str, ...]:
    """Every ticket number in `text`, once, in the order of its first appearance."""
    if "20" not in text:
        return ()
    return tuple(dict.fromkeys(_TICKET.findall(text)))
