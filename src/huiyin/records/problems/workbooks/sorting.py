"""诉件梳理 as a workbook: ranking of compounds, concentrated complaints, kinds by subdistrict, what is unsolved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from huiyin.knowledge.law import book
from huiyin.records.problems import sorting
from huiyin.records.problems.columns import PROBLEMS, Column
from huiyin.records.problems.wording import CALLERS, WITHDRAWN, violation_name
from huiyin.records.problems.workbooks.page import Page, Value, workbook
from huiyin.records.registry.models import Unit

TITLE = "住宅小区环境专项执法行动诉件梳理"
UNKNOWN_RATE = "无法计算（户数不详）"

_RANKING = (
    Column("district", "区", "district", 10, short=True),
    Column("subdistrict", "街镇", "subdistrict", 15, short=True),
    Column("compound", "小区名称", "compound", 26),
    Column("households", "户数", "homes", 9, "int"),
    Column("problems", "问题数", "problems", 9, "int"),
    Column("rate", "每千户问题数", "problems per 1,000 homes", 22, "int", short=True),
    Column("reports", "诉件数", "reports", 9, "int"),
    Column("repeats", "重复诉件数", "repeats", 9, "int", lines="重复\n诉件数"),
    Column("callers", "反映人数", "callers", 9, "int"),
    Column("unsolved", "未销号问题数", "unsolved", 9, "int", lines="未销号\n问题数"),
)
_CONCENTRATED = (
    Column("district", "区", "district", 10, short=True),
    Column("subdistrict", "街镇", "subdistrict", 15, short=True),
    Column("compound", "小区名称", "compound", 26),
    Column("violation", "问题类型", "kind", 26),
    Column("orders", "期内诉件数", "orders in the window", 10, "int", lines="期内\n诉件数"),
    Column("callers", "期内反映人数", "callers in the window", 10, "int", lines="期内\n反映人数"),
    Column("first", "期内首件日期", "first of them", 13, "date", lines="期内\n首件日期"),
    Column("last", "期内末件日期", "last of them", 13, "date", lines="期内\n末件日期"),
    Column("all_orders", "累计诉件数", "orders in all", 10, "int", lines="累计\n诉件数"),
)
_BY_KEY = {column.key: column for column in PROBLEMS}
_UNSOLVED = (
    *(_BY_KEY[key] for key in sorting.UNSOLVED_FROM_LIST),
    Column("lead", "牵头单位", "lead unit", 20),
    Column("due_on", "完成时限", "due", 11.5, "date"),
    Column("stage", "当前环节", "stage", 16, short=True),
    Column("overdue", "超期天数", "days late", 8, "int", strong=True, lines="超期\n天数"),
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows each sheet holds. One of ``areas`` may be of a place whose subdistrict is not known."""

    compounds: int
    concentrated: int
    areas: int
    unsolved: int


def write_sorting(path: Path, unit: Unit, as_of: date, at: datetime) -> Counts:
    """Write 诉件梳理 of a unit as things stood at the end of a day. Raises ``TooLong``."""
    window = book.load().windows["concentrated"]
    kinds, matrix = sorting.kinds_by_subdistrict(unit, as_of)
    by_kind = (
        Column("district", "区", "district", 12, short=True),
        Column("subdistrict", "街镇", "subdistrict", 16, short=True),
        *(Column(kind, violation_name(kind), kind, 13, "int") for kind in kinds),
        Column("total", "合计", "total", 10, "int"),
    )
    with workbook(path, TITLE, at) as made:

        def sheet(
            name: str,
            columns: Sequence[Column],
            rows: Iterable[Sequence[Value]],
            words: str,
            *,
            numbered: bool = True,
        ) -> int:
            about = f"制表单位：{unit.name}        数据截至：{as_of}        {words}"
            page = Page(
                name,
                f"{TITLE}：{name}",
                about,
                columns,
                (("填报人", ""), ("审核人", ""), ("日期", "")),
                numbered=numbered,
            )
            return made.add(page, rows)

        return Counts(
            sheet(
                "小区排名",
                _RANKING,
                _ranked(sorting.ranking(unit, as_of)),
                "按每千户问题数排列；户数不详的小区列后，按问题数排列。一件诉件反映几个问题的，只计一件；"
                f"所反映的问题中有一个此前已有诉件的，计为重复诉件。{WITHDRAWN}{CALLERS}",
            ),
            sheet(
                "集中反映",
                _CONCENTRATED,
                _together(sorting.concentrated(unit, as_of)),
                f"同一小区同一类型，任意连续{window.days}日内反映人达{window.min_callers}人，或诉件达{window.min_orders}件"
                "（默认口径，可由单位设定）；所列为诉件最多的一段，起止见期内首件、末件日期。"
                f"{WITHDRAWN}{CALLERS}",
            ),
            sheet("类型分布", by_kind, _with_totals(matrix, len(kinds)), "单位：个问题。", numbered=False)
            - 1,
            sheet("未销号", _UNSOLVED, sorting.unsolved(unit, as_of), ""),
        )


def _ranked(standings: Iterable[sorting.Standing]) -> Iterator[tuple[Value, ...]]:
    for s in standings:
        yield (
            s.district,
            s.subdistrict,
            s.name,
            s.households,
            s.problems,
            UNKNOWN_RATE if s.rate is None else s.rate,
            s.reports,
            s.repeats,
            s.callers,
            s.unsolved,
        )


def _together(found: Iterable[tuple[sorting.Place, sorting.Concentrated]]) -> Iterator[tuple[Value, ...]]:
    for place, peak in found:
        yield (
            place.district,
            place.subdistrict,
            place.name,
            violation_name(peak.violation),
            peak.orders,
            peak.callers,
            peak.first,
            peak.last,
            peak.all_orders,
        )


def _with_totals(rows: Iterable[tuple[str, str, list[int]]], width: int) -> Iterator[tuple[Value, ...]]:
    """The rows with their sums, and a last row with the sums of the columns."""
    sums = [0] * width
    for district, subdistrict, counts in rows:
        sums = [a + b for a, b in zip(sums, counts, strict=True)]
        yield (district, subdistrict, *counts, sum(counts))
    yield ("合计", "", *sums, sum(sums))
