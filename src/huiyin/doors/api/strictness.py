"""What a request must be before anybody looks at its values: known parameters, JSON of a bounded size, JSON wanted."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from huiyin.doors.api import errors
from huiyin.doors.api.shapes import Fault

LARGEST_BODY = 256 * 1024
_WANTED = ("application/json", errors.MEDIA_TYPE)
# Characters of a name that an answer repeats.
_SHOWN = 40


def check(request: HttpRequest, parameters: Collection[str], *, body: bool) -> None:
    """Raise :class:`errors.Refusal` for a parameter that the operation does not take, and for a body that is no JSON."""
    for name in request.GET:
        if name not in parameters:
            raise _refused(name, "没有这个查询参数", "there is no such query parameter")
        if len(request.GET.getlist(name)) > 1:
            raise _refused(name, "这个查询参数重复", "the query parameter stands twice")
    if not any(map(request.accepts, _WANTED)):
        raise errors.Refusal(errors.NOT_ACCEPTABLE)
    if body:
        _check_body(request)


def _refused(name: str, detail: str, detail_en: str) -> errors.Refusal:
    fault = Fault(where=f"query.{name[:_SHOWN]}", detail=detail, detail_en=detail_en)
    return errors.Refusal(errors.UNKNOWN_PARAMETER, fault)


def _check_body(request: HttpRequest) -> None:
    charset = (request.content_params or {}).get("charset", "utf-8")
    if request.content_type != "application/json" or charset.lower() not in ("utf-8", "utf8"):
        raise errors.Refusal(errors.MEDIA)
    # What the server hands on is never longer than the request says.
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise errors.Refusal(errors.TOO_LARGE)
    if not request.body:
        raise _malformed("请求没有内容", "the request has no content")


class StrictParser(Parser):
    """Reads JSON as its standard says (RFC 8259): UTF-8, no name twice, no NaN."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value of the body. Raises :class:`errors.Refusal`."""
        try:
            return json.loads(
                request.body.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_no_constant
            )
        except (ValueError, RecursionError) as error:
            raise _malformed("请求内容不是有效的 JSON", "the content is no valid JSON") from error


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _malformed(detail: str, detail_en: str) -> errors.Refusal:
    return errors.Refusal(errors.MALFORMED, Fault(where="body", detail=detail, detail_en=detail_en))
