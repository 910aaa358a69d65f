"""Why something was refused, in the language of the page."""

from __future__ import annotations

from django.utils.translation import get_language

from huiyin.records.registry.refusal import Refused


def said(refused: Refused) -> str:
    """The faults of a refusal in the reader's language, one after the other."""
    if get_language() == "en":
        return " ".join(f"{fault.en[:1].upper()}{fault.en[1:]}." for fault in refused.faults)
    return "".join(f"{fault.zh}。" for fault in refused.faults)
