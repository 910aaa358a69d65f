"""The lists as workbooks: of a unit as it stands, and as it was frozen."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from huiyin.doors.web.design.shapes import Crumb
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.lists.version import of_area
from huiyin.doors.web.registry.words import label
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.models import ListKind
from huiyin.records.problems.workbooks.lists import write_list, write_version
from huiyin.records.problems.workbooks.page import TooLong

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(Right.PROBLEM_READ)
@require_safe
def export(request: DeskRequest) -> HttpResponse | FileResponse:
    """A list of a unit in the area as it stands today; the own unit's where none is named."""
    kind, unit = request.GET.get("kind", ""), request.scope.unit
    code = request.GET.get("unit", "") or (unit.code if unit else "")
    found = request.scope.units().filter(code=code).first()
    if found is None or kind not in ListKind.values:
        raise Http404
    name = f"{kind}-{found.code}-{request.today}.xlsx"
    return _file(
        request, name, lambda path: write_list(path, ListKind(kind), found, request.today, request.now)
    )


@needs(Right.PROBLEM_READ)
@require_safe
def export_version(request: DeskRequest, pk: int) -> HttpResponse | FileResponse:
    """A frozen list with its signatures."""
    found = of_area(request, pk)
    name = f"{found.kind}-{found.unit.code}-{found.phase}-{found.number}.xlsx"
    return _file(request, name, lambda path: write_version(path, found, request.now))


def _file(request: DeskRequest, name: str, write: Callable[[Path], int]) -> HttpResponse | FileResponse:
    """A workbook that is written aside and sent piece by piece; one that is too long for a sheet is refused with a page."""
    aside = Path(settings.HUIYIN_HOME) / "opened"
    aside.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="list-", dir=aside) as folder:
        path = Path(folder) / "list.xlsx"
        try:
            write(path)
        except TooLong as error:
            english, _stroke, chinese = str(error).partition(" / ")
            context = {
                "title": gettext("导出清单"),
                "refused": label(f"{chinese}。", f"{english}."),
                "crumbs": [Crumb(gettext("清单版本"), reverse("list-versions"))],
            }
            return render(request, "web/lists/refused.html", context, status=400)
        # The name goes at once; the open file stays until it is sent.
        file = path.open("rb")
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
