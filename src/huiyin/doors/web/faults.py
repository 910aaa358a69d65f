"""Why something was refused, in the language of the page."""

from __future__ import annotations

from huiyin.doors.web.language import either
from huiyin.records.registry.refusal import Refused


def said(refused: Refused) -> str:
    """The faults of a refusal in the reader's language, one after the other."""
    return either(
        "".join(f"{fault.zh}。" for fault in refused.faults),
        " ".join(f"{fault.en[:1].upper()}{fault.en[1:]}." for fault in refused.faults),
    )
