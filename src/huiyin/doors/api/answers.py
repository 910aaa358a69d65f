"""How answers are given, and how the description of the interface declares them."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from pydantic import BaseModel

from huiyin.doors.api import errors
from huiyin.doors.api.shapes import Error

MEDIA_TYPE = "application/json"
_ALWAYS = (400, 401, 403, 404, 405, 406, 422, 429, 500, 503)
_WITH_BODY = (409, 413, 415)
# Reports and lists hold what people have said: no cache on the way keeps them.
PRIVATE, KEPT_BY_NOBODY = "private, no-cache", "no-store"


def declared(shape: type[BaseModel], *also: int, body: bool = False) -> dict[int, Any]:
    """The answers of an operation: its shape with status 200 (and ``also``), and every refusal."""
    shapes: dict[int, Any] = {200: shape}
    for status in also:
        shapes[status] = None if status == 304 else shape
    return shapes | dict.fromkeys((*_ALWAYS, *(_WITH_BODY if body else ())), Error)


def given(shape: BaseModel, *, status: int = 200, private: bool = False) -> HttpResponse:
    """An answer with its content; ``private`` for what nobody on the way may keep."""
    response = HttpResponse(shape.model_dump_json(), status=status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = KEPT_BY_NOBODY if private else PRIVATE
    return response


def given_once(request: HttpRequest, shape: BaseModel, *, private: bool = False) -> HttpResponse:
    """An answer about one record with its mark (ETag); without content to whoever has it already."""
    response = given(shape, private=private)
    mark = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in known or mark in {each.removeprefix("W/") for each in known}:
        cached = response.headers["Cache-Control"]
        response = HttpResponse(status=304, headers={"Cache-Control": cached})
        del response.headers["Content-Type"]
    response.headers["ETag"] = mark
    return response


def not_found() -> errors.Refusal:
    """What is not there, and what lies outside the area: the same answer."""
    return errors.Refusal(errors.NOT_FOUND)
