"""What an address or a form gives, taken as far as it can be meant: ids that a table can hold, words that a column can hold."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BigIntegerField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def id_of(given: str | None) -> int | None:
    """An id; None for what is none."""
    if not given or not (given.isascii() and given.isdigit() and len(given) < 20):
        return None
    found = int(given)
    return found if found <= BigIntegerField.MAX_BIGINT else None


def ids_of(given: Iterable[str]) -> set[int]:
    """Those of the values that are ids."""
    return {found for value in given if (found := id_of(value)) is not None}


def words_of(given: str | None, most: int) -> str:
    """Words without what no database takes (the character of code 0) and without space around them, cut to a length."""
    return (given or "").replace("\x00", "")[:most].strip()


def bad_request(request: HttpRequest) -> HttpResponse:
    """The page for an address that no page of ours gave."""
    return render(request, "400.html", status=400)
