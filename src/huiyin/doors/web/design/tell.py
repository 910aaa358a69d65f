"""Word of what was done, shown by the next page; where the law allows, with a way to take it back.

The toast goes after some seconds; the way back stays in the session for as long as it is good (:func:`recent`), with its
words in every language of the pages, for whoever reads them in another than that in which the act was done.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language, override

from huiyin.doors import clock

_LEVELS = {
    "info": messages.INFO,
    "success": messages.SUCCESS,
    "caution": messages.WARNING,
    "danger": messages.ERROR,
}


KEPT = dt.timedelta(minutes=10)
"""How long an act can be taken back."""
# As many of one's last acts as are kept.
_MOST = 10
_KEY = "last-acts"

Words = str | Callable[[], str]
"""What is said: as it stands, or as it reads in the language that is active when it is called."""


@dataclass(frozen=True, slots=True)
class Recent:
    """An act of one's own that can still be taken back: what was said of it in each language, when, and the address that
    takes it back."""

    said: dict[str, str]
    at: dt.datetime
    undo: str

    @property
    def words(self) -> str:
        """What was said of it, in the reader's language."""
        return self.said.get(get_language() or "", "") or self.said[settings.LANGUAGE_CODE]


def tell(
    request: HttpRequest,
    words: Words,
    *,
    tone: Literal["info", "success", "caution", "danger"] = "success",
    undo: str = "",
    seconds: int = 20,
    instead: str = "",
) -> None:
    """Keep `words` for the next page. `undo` is the address to which a POST takes the act back, offered for `seconds`.
    `instead` names a kind of word of which the last one stands alone.

    Of what can be taken back the words are to be callable: they are read for minutes.
    """
    tags = json.dumps({"tone": tone, "undo": undo, "seconds": seconds, "instead": instead})
    messages.add_message(request, _LEVELS[tone], _said(words), extra_tags=tags)
    if undo:
        _keep(request, [Recent(_in_each(words), clock.now(), undo), *recent(request)])


def _said(words: Words) -> str:
    return words if isinstance(words, str) else words()


def _in_each(words: Words) -> dict[str, str]:
    said = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            said[language] = _said(words)
    return said


def recent(request: HttpRequest) -> list[Recent]:
    """What of one's own in this session can still be taken back, the last first."""
    since = clock.now() - KEPT
    kept = (
        Recent(said, dt.datetime.fromisoformat(at), undo) for said, at, undo in request.session.get(_KEY, ())
    )
    return [one for one in kept if one.at > since]


def taken_back(request: HttpRequest, undo: str) -> None:
    """Offer an act no more, since it was taken back or cannot be."""
    _keep(request, [one for one in recent(request) if one.undo != undo])


def _keep(request: HttpRequest, acts: list[Recent]) -> None:
    request.session[_KEY] = [[one.said, one.at.isoformat(), one.undo] for one in acts[:_MOST]]


def told_how(extra_tags: str | None) -> dict[str, object]:
    """Tone, undo and seconds of a message; one that `tell` did not make is calm and cannot be taken back."""
    try:
        found = json.loads(extra_tags or "")
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"tone": "info", "undo": "", "seconds": 0}
