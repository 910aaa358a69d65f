"""Hotline files with what real ones have: refused rows, rows without a number, orders that come twice, unknown compounds."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks import generate

COMPOUNDS = Path(generate.__file__).parents[1] / "src/huiyin/demo/compounds.csv"
# Compounds that the file names and the gazetteer lacks.
UNKNOWN = 40
_NUMBER, _MOMENT, _TEXT = (generate.COLUMNS.index(name) for name in ("工单编号", "工单生成时间", "内容描述"))


def write_gazetteer(path: Path) -> None:
    """The demonstration's compounds but for the last ones."""
    lines = COMPOUNDS.read_text("utf-8-sig").splitlines(keepends=True)
    path.write_text("".join(lines[:-UNKNOWN]), "utf-8")


def write_hotline(path: Path, count: int, seed: int = generate.SEED) -> None:
    """``count`` rows: one in 101 has no readable date, one in 97 no number, one in 61 amends an order further up, five
    minutes later."""
    rows = list(generate.rows(count, generate.compounds(COMPOUNDS), seed))
    for index, row in enumerate(rows):
        if index % 101 == 50:
            row[_MOMENT] = "日期不详"
        elif index % 97 == 60:
            row[_NUMBER] = ""
        elif index % 61 == 30:
            earlier = rows[index // 2]
            row[:] = earlier
            row[_TEXT] += "来电人再次补充：情况没有改变。"
            # By its time it is known for the newer one.
            if index // 2 % 101 != 50:
                row[_MOMENT] = str(datetime.fromisoformat(row[_MOMENT]) + timedelta(minutes=5))
    _write(path, rows)


def write_plain(path: Path, count: int, desk: str = "") -> None:
    """``count`` rows as the generator makes them: each is a new order, its number led by the name of its ``desk``."""
    rows = list(generate.rows(count, generate.compounds(COMPOUNDS)))
    for row in rows:
        row[_NUMBER] = desk + row[_NUMBER]
    _write(path, rows)


def _write(path: Path, rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(generate.COLUMNS)
        writer.writerows(rows)
