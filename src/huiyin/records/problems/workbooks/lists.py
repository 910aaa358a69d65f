"""The three lists as workbooks: as they stand, or as they were frozen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.problems.columns import LISTS
from huiyin.records.problems.lines import Line
from huiyin.records.problems.listing import rows
from huiyin.records.problems.models import ListKind, ListState, ListVersion
from huiyin.records.problems.versions import frozen_lines
from huiyin.records.problems.wording import phase_name, version_name
from huiyin.records.problems.workbooks.page import Page, workbook
from huiyin.records.registry.models import Unit

DRAFT = "未签发 · 仅供核对"


def write_list(path: Path, kind: ListKind, unit: Unit, as_of: date, at: datetime) -> int:
    """Write a unit's list as it stands at the end of a day. Returns the number of lines. Raises ``TooLong``."""
    phase = book.load().campaign.phase_on(as_of)
    page = _page(
        kind,
        unit,
        (phase.name.zh if phase else "专项行动期外", "实时生成（未冻结）", f"数据截至：{as_of}"),
        (("填报人", ""), ("审核人", ""), ("审定人", ""), ("签发人", "")),
        DRAFT,
    )
    return _write(path, page, rows(kind, unit, as_of), at)


def write_version(path: Path, version: ListVersion, at: datetime) -> int:
    """Write a frozen list with its signatures. Returns the number of lines. Raises ``TooLong``."""
    state = ListState(version.state)
    frozen_on = to_shanghai(version.frozen_at).date()
    page = _page(
        ListKind(version.kind),
        version.unit,
        (phase_name(version.phase), version_name(version.phase, version.number), f"数据截至：{frozen_on}"),
        (
            ("填报人", version.drafted_by),
            ("审核人", version.reviewed_by),
            ("审定人", version.approved_by),
            ("签发人", version.issued_by),
        ),
        "" if state == ListState.ISSUED else f"{DRAFT}（{state.label}稿）",
    )
    return _write(path, page, frozen_lines(version), at)


def _page(
    kind: ListKind,
    unit: Unit,
    about: tuple[str, str, str],
    signatures: tuple[tuple[str, str], ...],
    draft: str,
) -> Page:
    phase, version, day = about
    return Page(
        name=str(kind.label),
        title=f"住宅小区环境专项执法行动{kind.label}",
        about=f"制表单位：{unit.name}        阶段：{phase}        版本：{version}        {day}",
        columns=LISTS[kind],
        signatures=signatures,
        draft=draft,
    )


def _write(path: Path, page: Page, lines: Iterable[Line], at: datetime) -> int:
    with workbook(path, page.title, at) as made:
        return made.add(page, (line.cells for line in lines))
