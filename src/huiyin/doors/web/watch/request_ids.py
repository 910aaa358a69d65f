"""A number for each request, by which its answer, its log lines and a proxy's own can be brought together."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING

from huiyin.doors.web.watch.addresses import comes_from_proxy, trusted_networks

if TYPE_CHECKING:
    # The settings come here, and with them the process that prepares rows, which answers no request.
    from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"
# 32 hexadecimal digits (nginx) or a UUID (Envoy, Caddy, Traefik): nothing else, since it goes into logs and pages as it is.
_GIVEN = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

_current: ContextVar[str] = ContextVar("huiyin_request_id", default="")


def current() -> str:
    """The id of the request that is being answered; empty outside of one."""
    return _current.get()


def identified(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, the first of all: give the request its ``request_id`` and name it in the answer's ``X-Request-ID``.

    An id that comes with the request is taken over from a trusted proxy alone: anybody else could make two requests
    look like one. A proxy's network that is none stops the start here, and not each request.
    """
    trusted_networks()

    def answer(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        taken = _GIVEN.fullmatch(given) is not None and comes_from_proxy(request)
        request_id = given.lower() if taken else secrets.token_hex(8)
        request.request_id = request_id  # type: ignore[attr-defined]
        mark = _current.set(request_id)
        try:
            response = get_response(request)
        finally:
            _current.reset(mark)
        response.headers[HEADER] = request_id
        return response

    return answer
