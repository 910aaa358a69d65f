"""The lists as workbooks: of a unit as it stands, and as it was frozen."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from huiyin.doors.web.costly import one_at_a_time
from huiyin.doors.web.design.shapes import Crumb
from huiyin.doors.web.disk import disk_failed
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import label
from huiyin.doors.web.lists.asking import Asked
from huiyin.doors.web.lists.chips import chips
from huiyin.doors.web.lists.kinds import LISTS, SIZE
from huiyin.doors.web.lists.live import wrong
from huiyin.doors.web.lists.version import of_area
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.desk import Filters
from huiyin.records.problems.desk import found as found_ids
from huiyin.records.problems.workbooks.lists import write_excerpt, write_list, write_version
from huiyin.records.problems.workbooks.page import TooLong
from huiyin.records.registry.models import Unit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# As much of the words that narrow a list as the head of a page has room for.
NARROWED = 1_000


# A workbook has what reports say.
@needs(Right.REPORT_READ)
@one_at_a_time
@require_safe
def export(request: DeskRequest) -> HttpResponse | FileResponse:
    """A list as it stands today. Narrowed by the filters of its page, it is what the page shows; else the whole list of a
    unit in the area, the own unit's where none is named."""
    kind, own = request.GET.get("kind", ""), request.scope.unit
    live = next((each for each in LISTS if each.kind == kind), None)
    if live is None or own is None:
        raise Http404
    given = {key: values for key, values in request.GET.lists() if key not in ("kind", "unit")}
    filters, misunderstood = Filters.from_query(given)
    ask = Asked(live, filters, "", "", SIZE, tuple(misunderstood))
    code = request.GET.get("unit", "") or own.code
    # The filters of a page are those of the own area.
    foreign = [f"unit={code}"] if ask.query and code != own.code else []
    if ask.wrong or foreign:
        return wrong(request, ask, *foreign)
    if ask.query:
        return _excerpt(request, ask, own)
    found = request.scope.units().filter(code=code).first()
    if found is None:
        raise Http404
    name = f"{kind}-{found.code}-{request.today}.xlsx"
    return _file(request, name, lambda path: write_list(path, live.kind, found, request.today, request.now))


def _excerpt(request: DeskRequest, ask: Asked, unit: Unit) -> HttpResponse | FileResponse:
    """What the page of a list shows, as a workbook that says by what it was narrowed."""
    ids = found_ids(request.scope, ask.filters, ask.live.order)
    name = f"{ask.live.kind.value}-{unit.code}-{request.today}-excerpt.xlsx"
    # Workbooks speak Chinese, whoever asks for them.
    with translation.override("zh-hans"):
        by_label = groupby(chips(ask, (), request.scope), key=lambda chip: chip.label)
        narrowed = "；".join(
            f"{label}：{'、'.join(chip.value for chip in group)}" for label, group in by_label
        )
    if len(narrowed) > NARROWED:
        narrowed = f"{narrowed[:NARROWED]}…"
    return _file(
        request,
        name,
        lambda path: write_excerpt(path, ask.live.kind, unit, request.today, request.now, ids, narrowed),
    )


@needs(Right.REPORT_READ)
@one_at_a_time
@require_safe
def export_version(request: DeskRequest, pk: int) -> HttpResponse | FileResponse:
    """A frozen list with its signatures."""
    found = of_area(request, pk)
    name = f"{found.kind}-{found.unit.code}-{found.phase}-{found.number}.xlsx"
    return _file(request, name, lambda path: write_version(path, found, request.now))


def _file(request: DeskRequest, name: str, write: Callable[[Path], int]) -> HttpResponse | FileResponse:
    """A workbook that is written aside and sent piece by piece; one that is too long for a sheet, or for which the disk has no
    room, is refused with a page."""
    aside = Path(settings.HUIYIN_HOME) / "opened"
    try:
        aside.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="list-", dir=aside) as folder:
            path = Path(folder) / "list.xlsx"
            write(path)
            # The name goes at once; the open file stays until it is sent.
            file = path.open("rb")
    except TooLong as error:
        english, _stroke, chinese = str(error).partition(" / ")
        context = {
            "title": gettext("导出清单"),
            "refused": label(f"{chinese}。", f"{english}."),
            "crumbs": [Crumb(gettext("清单版本"), reverse("list-versions"))],
        }
        return render(request, "web/lists/refused.html", context, status=400)
    except OSError as error:
        return disk_failed(request, error)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
