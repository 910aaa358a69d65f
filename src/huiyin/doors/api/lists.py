"""The three lists: as they stand today, and as they were frozen."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpResponse
from ninja import Path, Query, Router

from huiyin.doors.api.answers import declared, given, not_found
from huiyin.doors.api.asking import ListFilters, VersionFilters
from huiyin.doors.api.shapes import (
    ColumnShown,
    ListLine,
    ListShown,
    VersionPage,
    VersionShown,
)
from huiyin.doors.api.tokens import ClientRequest, Token
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.accounts.roles import Right
from huiyin.records.problems import programs
from huiyin.records.problems.columns import LISTS, OF_REPORTS, Cell
from huiyin.records.problems.lines import Line
from huiyin.records.problems.models import ListKind, ListState, ListVersion

router = Router()


@router.get(
    "",
    auth=Token(Right.PROBLEM_READ, VersionFilters),
    response=declared(VersionPage),
    operation_id="list_versions",
    summary="已冻结的清单版本",
)
def page(request: ClientRequest, filters: Query[VersionFilters]) -> HttpResponse:
    """范围内各单位已冻结的清单版本。/ The frozen lists of the area's units by rising id."""
    asked = programs.versions(request.scope)
    if filters.kind is not None:
        asked = asked.filter(kind=filters.kind)
    if filters.unit is not None:
        asked = asked.filter(unit__code=filters.unit)
    found, following = programs.rising(asked, filters.after, filters.limit)
    return given(VersionPage(versions=[_version(version) for version in found], next=following))


@router.get(
    "/{kind}",
    auth=Token(Right.PROBLEM_READ, ListFilters),
    response=declared(ListShown),
    operation_id="read_list",
    summary="一张清单",
)
def one(
    request: ClientRequest, kind: Annotated[ListKind, Path()], filters: Query[ListFilters]
) -> HttpResponse:
    """一个单位的问题清单、任务清单或责任清单。给出 phase 或 version 时为相符的最新冻结版本，否则为当日清单；
    不给 unit 时为令牌所属单位。

    A unit's list: the newest frozen version that fits phase and version, or without both that of today; of the token's own
    unit where none is named.
    """
    unit = programs.unit(request.scope, filters.unit)
    if unit is None:
        raise not_found()
    if filters.phase is None and filters.version is None:
        lines, following = programs.live_lines(request.scope, kind, unit, filters.after, filters.limit)
        return given(_list(request, kind, unit.code, request.today, None, lines, following), private=True)
    version = programs.newest_version(unit, kind, filters.phase, filters.version)
    if version is None:
        raise not_found()
    lines, following = programs.version_lines(version, filters.after, filters.limit)
    frozen_on = to_shanghai(version.frozen_at).date()
    return given(_list(request, kind, unit.code, frozen_on, version, lines, following), private=True)


def _list(
    request: ClientRequest,
    kind: ListKind,
    unit: str,
    as_of: date,
    version: ListVersion | None,
    lines: list[Line],
    following: int | None,
) -> ListShown:
    # What reports say is for programs that may read reports.
    reads = request.client.may(Right.REPORT_READ)
    shown = [at for at, column in enumerate(LISTS[kind]) if reads or column.key not in OF_REPORTS]
    columns = [LISTS[kind][at] for at in shown]
    return ListShown(
        kind=kind,
        unit=unit,
        as_of=as_of,
        phase=version.phase if version else None,
        version=version.number if version else None,
        state=ListState(version.state) if version else None,
        frozen_at=to_shanghai(version.frozen_at) if version else None,
        columns=[ColumnShown(key=c.key, zh=c.zh, en=c.en, kind=c.kind) for c in columns],
        lines=[
            ListLine(
                record=line.record_id,
                cells=[_plain(line.cells[at]) for at in shown],
            )
            for line in lines
        ],
        next=following,
    )


def _plain(cell: Cell) -> str | int | None:
    return cell.isoformat() if isinstance(cell, date) else cell


def _version(version: ListVersion) -> VersionShown:
    return VersionShown(
        id=version.pk,
        kind=ListKind(version.kind),
        unit=version.unit.code,
        phase=version.phase,
        version=version.number,
        state=ListState(version.state),
        frozen_at=to_shanghai(version.frozen_at),
        issued_at=to_shanghai(version.issued_at) if version.issued_at else None,
    )
