"""What the maps of the pages are drawn from, and the page that is a map."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]
from whitenoise.responders import StaticFile  # type: ignore[import-untyped]

from huiyin.doors import clock
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.map import outlines as files
from huiyin.records.accounts.roles import Right
from huiyin.records.accounts.scope import scope_of
from huiyin.records.problems.mapping import around, points
from huiyin.records.registry.models import Compound

GEOJSON = "application/geo+json"
# How many compounds the page lists beneath its map; the others are on the map and in the lists.
LISTED = 200
# About 10 cm; what the registry has beyond is noise.
DECIMALS = 6


@require_safe
def compounds(request: DeskRequest) -> HttpResponseBase:
    """The compounds of the reader's area that have a place, as GeoJSON points.

    ``?near=<id>`` leaves those about one compound, which is then ``selected``; ``?open`` those with open problems. Each
    feature has the properties of :func:`points`; ``unplaced`` counts the compounds without a place, and their open
    problems. 400 for what is not understood, 403 without the right, 404 for a compound outside the area.
    """
    # The pages' gate forbids a browser to keep an answer at all; here it may ask whether what it has is still so.
    if not request.user.may(Right.PROBLEM_READ):
        raise PermissionDenied
    today = timezone.localdate(clock.now())
    if complaint := _not_understood(request):
        return HttpResponse(
            complaint, status=HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8"
        )
    area = scope_of(request.user, today).compounds()
    near = int(request.GET["near"]) if "near" in request.GET else None
    found = points(area if near is None else _about(area, near), today)
    if "open" in request.GET:
        found = [point for point in found if point["open"]]
    return _cacheable(request, msgspec.json.encode(collection(found, near)))


def _not_understood(request: HttpRequest) -> str:
    if unknown := request.GET.keys() - {"near", "open"}:
        return gettext("不认识的参数：%(names)s") % {"names": "、".join(sorted(unknown))}
    near = request.GET.get("near", "1")
    # The database's keys have 63 bits: what is longer names none of them.
    if not (near.isascii() and near.isdecimal() and len(near) < 19):
        return gettext("near 须为小区编号（数字）")
    return ""


def _about(area: QuerySet[Compound], pk: int) -> QuerySet[Compound]:
    place = area.filter(pk=pk).values_list("longitude", "latitude").first()
    if place is None:
        raise Http404
    longitude, latitude = place
    return area.filter(pk=pk) if longitude is None or latitude is None else around(area, longitude, latitude)


def collection(found: Iterable[dict[str, Any]], selected: int | None = None) -> dict[str, Any]:
    """Points (:func:`huiyin.records.problems.mapping.points`) as GeoJSON, one of them perhaps ``selected``."""
    features = []
    unplaced = {"compounds": 0, "open": 0}
    for point in found:
        place = point.pop("lon"), point.pop("lat")
        if None in place:
            unplaced["compounds"] += 1
            unplaced["open"] += point["open"]
            continue
        if point["id"] == selected:
            point["selected"] = True
        features.append(
            {
                "type": "Feature",
                "id": point["id"],
                "geometry": {"type": "Point", "coordinates": [round(degrees, DECIMALS) for degrees in place]},
                "properties": point,
            }
        )
    return {"type": "FeatureCollection", "features": features, "unplaced": unplaced}


def _cacheable(request: HttpRequest, body: bytes) -> HttpResponseBase:
    """The body, or that what the browser has is still so."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    response = HttpResponse(body, content_type=GEOJSON, headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


@require_safe
@needs(Right.PROBLEM_READ)
def compounds_page(request: DeskRequest) -> HttpResponse:
    """The map of the reader's area, and beneath it the same compounds as a table: the most urgent first."""
    troubled = _troubled(request.scope.compounds(), request.today)
    context = {"listed": troubled[:LISTED], "total": len(troubled), "today": request.today}
    return render(request, "web/map/page.html", context)


def _troubled(area: QuerySet[Compound], today: date) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [point for point in points(area, today) if point["open"]]
    return sorted(found, key=lambda point: (-point["overdue"], -point["open"], point["id"]))


@require_safe
def outlines(request: HttpRequest) -> HttpResponseBase:
    """The installation's outlines, as its file has them; 404 without one."""
    return _file(request, files.outlines(), GEOJSON)


@require_safe
def tiles(request: HttpRequest, name: str) -> HttpResponseBase:
    """A base map, whole or the range of it that is asked for (206; 416 beyond its end); 404 without one.

    WhiteNoise answers as it does for static files, but here only to who has signed in.
    """
    return _file(request, files.base_map(name), "application/octet-stream")


def _file(request: HttpRequest, path: Path | None, content_type: str) -> HttpResponseBase:
    if path is None:
        raise Http404
    # The address carries a mark of the file, so that a browser may keep what it has for a day without asking again.
    headers = [
        ("Content-Type", content_type),
        ("Cache-Control", "private, max-age=86400"),
        ("Accept-Ranges", "bytes"),
    ]
    response: HttpResponseBase = WhiteNoiseMiddleware.serve(StaticFile(str(path), headers), request)
    return response
