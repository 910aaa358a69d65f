"""Word of what was done, shown by the next page; where the law allows, with a way to take it back."""

from __future__ import annotations

import json
from typing import Literal

from django.contrib import messages
from django.http import HttpRequest

_LEVELS = {
    "info": messages.INFO,
    "success": messages.SUCCESS,
    "caution": messages.WARNING,
    "danger": messages.ERROR,
}


def tell(
    request: HttpRequest,
    words: str,
    *,
    tone: Literal["info", "success", "caution", "danger"] = "success",
    undo: str = "",
    seconds: int = 20,
) -> None:
    """Keep `words` for the next page. `undo` is the address to which a POST takes the act back, offered for `seconds`."""
    tags = json.dumps({"tone": tone, "undo": undo, "seconds": seconds})
    messages.add_message(request, _LEVELS[tone], words, extra_tags=tags)


def told_how(extra_tags: str | None) -> dict[str, object]:
    """Tone, undo and seconds of a message; one that `tell` did not make is calm and cannot be taken back."""
    try:
        found = json.loads(extra_tags or "")
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"tone": "info", "undo": "", "seconds": 0}
