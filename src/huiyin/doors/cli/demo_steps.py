"""The steps of the demonstration: compounds, complaints, what people did with them, and a summary to look at."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from huiyin.demo.record import FICTITIOUS
from huiyin.doors.cli.demo_files import bundled
from huiyin.doors.clock import now
from huiyin.knowledge.law.clocks import SHANGHAI, to_shanghai
from huiyin.records.ledger.action import By

if TYPE_CHECKING:
    from rich.table import Table

    from huiyin.records.problems.overview import Overview
    from huiyin.records.reports.models import ImportBatch

UNIT = "jingan"
SUBDISTRICT = "310106999"
"""No subdistrict that exists: who looks after which real compound is nobody's to invent."""
EXPORT = "hotline.csv"
FIRST_MONDAY = datetime.fromisoformat("2022-06-27T08:30:00+08:00")


def load_compounds() -> None:
    """Load the demonstration's compounds and the invented committees in whose areas they lie, unless they are there."""
    from huiyin.records.registry.actions.base import load_divisions
    from huiyin.records.registry.actions.compounds import load
    from huiyin.records.registry.base_data import BaseData
    from huiyin.records.registry.csv_files import read_compounds
    from huiyin.records.registry.models import District, Unit

    by = By("demo", now(), "cli")
    with bundled("committees.csv").open(encoding="utf-8", newline="") as file:
        committees = list(csv.DictReader(file))
    district = District.objects.get(pk=Unit.objects.values_list("district", flat=True).get(code=UNIT))
    load_divisions(
        by,
        BaseData(
            districts=((district.code, district.name),),
            subdistricts=((SUBDISTRICT, "演示街道"),),
            neighbourhoods=tuple((row["code"], row["name"]) for row in committees),
            units=(),
        ),
    )
    within = {compound: row["code"] for row in committees for compound in row["compounds"].split(";")}
    rows = read_compounds(bundled("compounds.csv").read_bytes()).rows
    load(by, [replace(row, neighbourhood=within[row.code]) for row in rows])


def import_all(*, quiet: bool = False) -> None:
    """Import the demonstration's orders as a desk would have: each Monday morning the export of the week before.

    A week that is in already is not imported again, so that an interrupted set-up goes on where it stopped. Says what came of
    it, unless it is to be ``quiet``.
    """
    from huiyin.doors.cli.imports import COUNTS, ImportBar, show_counts
    from huiyin.records.registry.models import Unit
    from huiyin.records.reports.models import BatchState, ImportBatch

    unit = Unit.objects.get(code=UNIT)
    done = set(ImportBatch.objects.filter(state=BatchState.DONE).values_list("name", flat=True))
    totals: Counter[str] = Counter()
    with TemporaryDirectory() as folder, ImportBar(EXPORT, quiet=quiet) as bar:
        for moment, path in _weeks(Path(folder)):
            if path.name not in done:
                batch = _import_week(path, moment, unit.pk, bar.advance)
                totals.update({count: getattr(batch, count) for count in COUNTS})
    if totals and not quiet:
        show_counts(EXPORT, totals)


def _import_week(path: Path, moment: datetime, unit_id: int, advance: Callable[[int], None]) -> ImportBatch:
    from huiyin.records.reports.intake import Order, import_file
    from huiyin.records.reports.landing.mapping import Mapping
    from huiyin.records.reports.models import Channel

    order = Order(path, path.name, Mapping.load("shanghai12345"), Channel.HOTLINE, unit_id, "clerk", "cli")
    return import_file(order, lambda: moment, advance)


def _weeks(folder: Path) -> Iterator[tuple[datetime, Path]]:
    """The bundled export cut into weeks: the moment at which each was dropped in, and its file."""
    with bundled(EXPORT).open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    created = header.index("工单生成时间")
    weeks: dict[datetime, list[list[str]]] = {}
    for row in rows:
        at = datetime.fromisoformat(row[created].replace("/", "-")).replace(tzinfo=SHANGHAI)
        after = max(0, -(-(at - FIRST_MONDAY) // timedelta(days=7)))
        weeks.setdefault(min(FIRST_MONDAY + after * timedelta(days=7), now()), []).append(row)
    for moment, part in sorted(weeks.items()):
        path = folder / f"12345-{moment:%Y%m%d}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([header, *part])
        yield moment, path


def standing() -> Overview:
    """The campaign as it stands."""
    from huiyin.records.accounts.scope import Scope
    from huiyin.records.problems.overview import overview
    from huiyin.records.registry.models import Unit

    moment = now()
    return overview(Scope(to_shanghai(moment).date(), Unit.objects.get(code="sh-bureau")), moment)


def summary(view: Overview) -> None:
    """Print how the campaign stands, with bars."""
    from rich.console import Console

    from huiyin.records.reports.models import Fate, PendingReason

    console = Console()
    console.print(f"住宅小区环境专项执法行动（{FICTITIOUS}）\n")
    reports = _table("诉件去向", "件")
    for fate, count in view.fates:
        reports.add_row(Fate(fate).label, f"{count:,}", _bar(count, view.reports_total))
        if fate == Fate.PENDING:
            for reason, n in view.pending_reasons:
                if n:
                    reports.add_row(f"　{PendingReason(reason).label}", f"{n:,}", _bar(n, view.reports_total))
    total = view.problems_open + view.problems_settled
    problems = _table("问题类型", "个")
    for _, name, _, klass, still_open, settled in view.by_violation:
        if still_open + settled:
            problems.add_row(
                f"{name}（{klass}类）" if klass != "none" else name,
                f"{still_open + settled:,}",
                _bar(still_open + settled, total),
            )
    for table in (reports, problems):
        console.print(table)
        console.print()
    console.print(
        f"问题 {total:,} 个，未销号 {view.problems_open:,}，已销号 {view.problems_settled:,}；"
        f"超期任务 {view.tasks_overdue:,}；待回音 {view.replies_owed:,}；待核小区 {view.provisional_places:,}"
    )


def _table(what: str, counted_in: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(what, min_width=30)
    table.add_column(counted_in, justify="right", min_width=5)
    table.add_column("")
    return table


def _bar(count: int, total: int, width: int = 32) -> str:
    return "█" * round(width * count / total) if total else ""
