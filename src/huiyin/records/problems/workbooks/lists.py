"""The three lists as workbooks: as they stand, or as they were frozen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.accounts.queries import names
from huiyin.records.problems.columns import LISTS
from huiyin.records.problems.lines import Line
from huiyin.records.problems.listing import excerpt_rows, rows
from huiyin.records.problems.models import ListKind, ListState, ListVersion
from huiyin.records.problems.versions import frozen_lines
from huiyin.records.problems.wording import CALLERS, phase_name, version_name
from huiyin.records.problems.workbooks.page import Page, workbook
from huiyin.records.registry.models import Unit

DRAFT = "未签发 · 仅供核对"
SIGNERS = ("填报人", "审核人", "审定人", "签发人")
# Nothing in the column of deadlines says so line by line.
_NOTES = {ListKind.TASK: "备注未写明依据的完成时限为单位自定。", ListKind.PROBLEM: CALLERS}


def signing(state: ListState) -> tuple[str, ...]:
    """How far the signing of a frozen list has come, in words: its last step, and that it is not issued yet."""
    return (str(state.label),) if state == ListState.ISSUED else (str(state.label), "未签发")


def write_list(path: Path, kind: ListKind, unit: Unit, as_of: date, at: datetime) -> int:
    """Write a unit's list as it stands at the end of a day. Returns the number of lines. Raises ``TooLong``."""
    return _write(path, _live(kind, unit, as_of, "实时生成（未冻结）"), rows(kind, unit, as_of), at)


def write_excerpt(
    path: Path, kind: ListKind, unit: Unit, today: date, at: datetime, ids: Sequence[int], narrowed: str
) -> int:
    """Write what somebody of the unit sees of a list, the records of these rising ids. ``narrowed`` says by what it was
    narrowed; it stands on every page. Returns the number of lines. Raises ``TooLong``."""
    page = _live(kind, unit, today, "实时节选（未冻结，不是完整清单）", narrowed)
    return _write(path, page, excerpt_rows(kind, unit, today, ids), at)


def _live(kind: ListKind, unit: Unit, as_of: date, version: str, narrowed: str = "") -> Page:
    phase = book.load().campaign.phase_on(as_of)
    return _page(
        kind,
        unit,
        (phase.name.zh if phase else "专项行动期外", version, "未签发，仅供核对", as_of),
        tuple((signer, "") for signer in (*SIGNERS, "日期")),
        f"节选 · {DRAFT}" if narrowed else DRAFT,
        narrowed,
    )


def write_version(path: Path, version: ListVersion, at: datetime) -> int:
    """Write a frozen list with its signatures. Returns the number of lines. Raises ``TooLong``."""
    state = ListState(version.state)
    frozen_on = to_shanghai(version.frozen_at).date()
    signed = (version.drafted_by, version.reviewed_by, version.approved_by, version.issued_by)
    known = names(set(signed) - {""})
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
            *zip(SIGNERS, (known.get(who, who) for who in signed), strict=True),
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
    narrowed: str = "",
) -> Page:
    phase, version, state, day = about
    words = (
        f"制表单位：{unit.name}",
        f"阶段：{phase}",
        f"版本：{version}",
        f"状态：{state}",
        f"数据截至：{day}",
        f"筛选条件：{narrowed}" if narrowed else "",
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
