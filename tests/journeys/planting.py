"""What stands on the desk when a journey begins: compounds, and orders of the hotline that the product itself received."""

from __future__ import annotations

from datetime import datetime

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.ledger.action import By
from huiyin.records.problems.models import Problem, Task
from huiyin.records.registry.actions.compounds import load
from huiyin.records.registry.csv_files import CompoundRow, Position
from huiyin.records.registry.models import Compound, Neighbourhood, Unit
from huiyin.records.reports.models import Report
from records.registry.few_divisions import set_up_few
from records.reports import report_rows as rows

NOW = datetime(2022, 9, 15, 11, 30, tzinfo=SHANGHAI)
# The committees are real divisions, as they ship; the compounds in them are made up.
SUBDISTRICT = "江宁路街道"


def by(actor: str = "lin", minutes: int = 0) -> By:
    """Somebody who acted so many minutes after half past nine of the journeys' day."""
    return rows.by(minutes, actor)


def found() -> None:
    """The registry of a city in which 静安 has three compounds, two committees and a firm, and 闵行 one compound."""
    early = rows.by(-30 * 24 * 60, "operator")
    set_up_few(early)
    first, second = committees()
    load(
        early,
        (
            _compound("t1", "青梧雅苑", "静安区", "云帆路88弄", SUBDISTRICT, first, (121.44, 31.24)),
            _compound("t3", "丹枫别院", "静安区", "云帆路166弄", SUBDISTRICT, second, (121.45, 31.24)),
            _compound("t4", "碧岩花园", "静安区", "归帆路9弄", SUBDISTRICT, second, (121.45, 31.25)),
            _compound("t2", "白鹭新城", "闵行区", "听潮路1201弄", "", "", (121.40, 31.05)),
        ),
    )


def committees() -> list[str]:
    """The names of two committees of the subdistrict."""
    names = Neighbourhood.objects.filter(subdistrict__name=SUBDISTRICT, subdistrict__district__name="静安区")
    return list(names.order_by("code").values_list("name", flat=True)[:2])


def _compound(
    code: str,
    name: str,
    district: str,
    address: str,
    subdistrict: str,
    committee: str,
    at: tuple[float, float],
) -> CompoundRow:
    return CompoundRow(
        code=code,
        name=name,
        district=district,
        address=address,
        subdistrict=subdistrict,
        neighbourhood=committee,
        households=420,
        built=2004,
        firm="安和物业服务有限公司",
        position=Position(*at, *at, "wgs84"),
    )


def take(*cells: dict[str, str], minutes: int = 0) -> None:
    """Receive orders, as the desk of 静安 would."""
    today = rows.by(minutes).at.date()
    rows.Desk(Unit.objects.get(code="jingan").pk).receive(rows.prepared(*cells, today=today), minutes)


def plant() -> None:
    """Orders that became five problems at two compounds and a provisional one, one that waits, and three that are not ours."""
    take(
        rows.order("A1", rows.SUNROOM, phone="13800001111", name="吕女士"),
        rows.order("A2", rows.EBIKES, phone="13800002222"),
        rows.order("A3", rows.UNSURE),
        rows.order("A4", rows.OUTSIDE, agency="燃气集团"),
        rows.order("A5", rows.OUTSIDE, agency="燃气集团"),
        rows.order("A6", rows.OUTSIDE, agency="燃气集团"),
        rows.order("B1", rows.SUNROOM.replace("云帆路88弄青梧雅苑7号楼", "云帆路166弄丹枫别院2号楼")),
        rows.order("B2", rows.EBIKES.replace("云帆路88弄青梧雅苑12号楼", "云帆路166弄丹枫别院5号楼")),
        rows.order("N1", rows.NOT_KNOWN),
        rows.order("A7", rows.SUNROOM_AGAIN, phone="13800003333"),
    )


def report(number: str) -> Report:
    """The report of an order number."""
    return Report.objects.get(number=number)


def problem(number: str) -> Problem:
    """The problem of which the order with this number speaks."""
    return Problem.objects.get(links__report__number=number, links__removed_at=None)


def task(number: str) -> Task:
    """The task of that problem."""
    return Task.objects.get(problem=problem(number))


def compound(name: str) -> Compound:
    """A compound by its name."""
    return Compound.objects.get(name=name)
