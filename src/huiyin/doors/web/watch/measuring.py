"""Middleware that measures each request: one log line, and the meters."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from huiyin.doors.web.watch.addresses import client_address
from huiyin.doors.web.watch.meters import meters

_log = logging.getLogger("huiyin.requests")
# Asked every few seconds by machines: a line each would hide what people do. They are counted all the same.
PROBES = frozenset({"health", "health-live", "health-ready", "metrics"})


def measured(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: measure what comes after it. Time ends when the answer begins: what is streamed is not in it.

    The line holds the path without its query, and no header and no body: these may hold names. User and unit are named where
    the page has asked for them (by the gate's ``request.scope``), so that measuring needs no statement.
    """
    ours = meters()

    def answer(request: HttpRequest) -> HttpResponseBase:
        statements = _Statements()
        started = time.perf_counter()
        with connection.execute_wrapper(statements):
            response = get_response(request)
        seconds = time.perf_counter() - started
        route = request.resolver_match.view_name if request.resolver_match else "unmatched"
        ours.count(route, request.method or "", response.status_code, seconds, statements.count)
        _write(request, response, route, seconds, statements.count)
        return response

    return answer


class _Statements:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


def _write(
    request: HttpRequest, response: HttpResponseBase, route: str, seconds: float, statements: int
) -> None:
    quiet = route in PROBES and response.status_code < 400
    level = logging.DEBUG if quiet else logging.INFO
    if not _log.isEnabledFor(level):
        return
    # Where Django keeps the user once somebody has asked for one; `request.user` would go and ask.
    user = getattr(request, "_cached_user", None)
    unit = getattr(getattr(request, "scope", None), "unit", None)
    _log.log(
        level,
        "request",
        extra={
            "address": client_address(request),
            "user": user.get_username() if user is not None else "",
            "unit": unit.code if unit is not None else "",
            "method": request.method,
            "path": request.path,
            "route": route,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "statements": statements,
        },
    )
