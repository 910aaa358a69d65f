"""The gate of every desk page: signed in, with the right, within the area, at one moment."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django_htmx.middleware import HtmxDetails

from huiyin.doors import clock
from huiyin.doors.web.asked import bad_request
from huiyin.records.accounts.models import Account
from huiyin.records.accounts.roles import Right
from huiyin.records.accounts.scope import Scope, scope_of
from huiyin.records.ledger.action import By


class DeskRequest(HttpRequest):
    """A request that has passed the gate: who asks, where they may look, and the moment at which everything is asked."""

    user: Account
    now: datetime
    today: date
    scope: Scope
    by: By
    htmx: HtmxDetails


def needs(*rights: Right) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let pass who is signed in and has one of the rights; the others get the page 403, with what is missing.

    What lies outside somebody's area is not refused but not found: queries take ``request.scope``.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @never_cache
        @functools.wraps(view)
        def enter(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(request.user.may(right) for right in rights):
                return render(request, "403.html", {"missing": gettext(rights[0].label)}, status=403)
            if "%00" in request.META["QUERY_STRING"]:
                # No database takes the character of code 0, and no page of ours gives it.
                return bad_request(request)
            request.now = clock.now()
            request.today = timezone.localdate(request.now)
            request.scope = scope_of(request.user, request.today)
            request.by = By(request.user.username, request.now, "web")
            return view(request, *args, **kwargs)

        return enter

    return decorate
