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
from huiyin.records.problems.wording import CALLERS, phase_name, version_name
from huiyin.records.problems.workbooks.page import Page, workbook
from huiyin.records.registry.models import Unit

DRAFT = "未签发 · 仅供核对"
# Nothing in the column of deadlines says so line by line.
_NOTES = {ListKind.TASK: "备注未写明依据的完成时限为单位自定。", ListKind.PROBLEM: CALLERS}


def signing(state: ListState) -> tuple[str, ...]:
    """How far the signing of a frozen list has come, in words: its last step, and that it is not issued yet."""
    return (str(state.label),) if state == ListState.ISSUED else (str(state.label), "未签发")


def write_list(path: Path, kind: ListKind, unit: Unit, as_of: date, at: datetime) -> int:
    """Write a unit's list as it stands at the end of a day. Returns the number of lines. Raises ``TooLong``."""
    phase = book.load().campaign.phase_on(as_of)
    page = _page(
        kind,
        unit,
        (phase.name.zh if phase else "专项行动期外", "实时生成（未冻结）", "未签发，仅供核对", as_of),
        (("填报人", ""), ("审核人", ""), ("审定人", ""), ("签发人", ""), ("日期", "")),
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
        (
            phase_name(version.phase),
            version_name(version.phase, version.number),
            "，".join(signing(state)),
            frozen_on,
        ),
        (
            ("填报人", version.drafted_by),
            ("审核人", version.reviewed_by),
            ("审定人", version.approved_by),
            ("签发人", version.issued_by),
            ("日期", str(to_shanghai(version.issued_at).date()) if version.issued_at else ""),
        ),
        "" if state == ListState.ISSUED else f"{DRAFT}（{state.label}稿）",
    )
    return _write(path, page, frozen_lines(version), at)


def _page(
    kind: ListKind,
    unit: Unit,
    about: tuple[str, str, str, date],
    signatures: tuple[tuple[str, str], ...],
    draft: str,
) -> Page:
    phase, version, state, day = about
    words = (
        f"制表单位：{unit.name}",
        f"阶段：{phase}",
        f"版本：{version}",
        f"状态：{state}",
        f"数据截至：{day}",
        _NOTES.get(kind, ""),
    )
    return Page(
        name=str(kind.label),
        title=f"住宅小区环境专项执法行动{kind.label}",
        about="        ".join(word for word in words if word),
        columns=LISTS[kind],
        signatures=signatures,
        draft=draft,
    )


def _write(path: Path, page: Page, lines: Iterable[Line], at: datetime) -> int:
    with workbook(path, page.title, at) as made:
        return made.add(page, (line.cells for line in lines))
