"""Addresses of the programming interface, below /api/v1/. Whatever is asked there is answered in JSON."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt

from huiyin.doors.api import errors
from huiyin.doors.api.interface import api

View = Callable[..., HttpResponseBase]
_READ_ONLY = ("openapi-json", "openapi-view")


def _served(view: View, *, read_only: bool = False) -> View:
    """A view that needs no session and refuses in the interface's own way."""

    @csrf_exempt
    @login_not_required
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if read_only and request.method != "GET":
                return _not_allowed("GET")
            response = view(request, *args, **kwargs)
        except Http404 as error:
            return errors.answer(errors.refusal_of(error))
        if isinstance(response, HttpResponseNotAllowed):
            return _not_allowed(response.headers["Allow"])
        return response

    return answer


def _not_allowed(methods: str) -> HttpResponseBase:
    return errors.answer(errors.Refusal(errors.METHOD, headers={"Allow": methods}))


def _nothing(request: HttpRequest) -> HttpResponseBase:
    """An address that there is not."""
    raise Http404


def _all() -> tuple[list[URLPattern | URLResolver], str, str]:
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _served(pattern.callback, read_only=pattern.name in _READ_ONLY)
    return [*patterns, re_path("", _served(_nothing), name="nothing")], app, namespace


urlpatterns = [path("", _all())]
