"""The parts of the design system, rendered."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory

TODAY = dt.date(2022, 9, 15)
NOW = dt.datetime(2022, 9, 15, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
HOSTILE = '"><script>alert(1)</script>'


def made(source: str, request: HttpRequest | None = None, **values: object) -> str:
    """A template that uses the parts, rendered."""
    return Template("{% load parts %}" + source).render(Context({"request": request, **values}))


def request_for(address: str) -> HttpRequest:
    return RequestFactory().get(address)
