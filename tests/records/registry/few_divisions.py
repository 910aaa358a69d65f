"""A city in which tests stand up quickly: all districts and units of the notice, below them 静安, 普陀 and 闵行 in part.

What ships has 6,500 neighbourhoods and 214 teams. Setting them up, and proving their entries after a test, would be most of
what a test takes; that they load is tested in ``actions/test_set_up.py``.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from huiyin.records.ledger.action import By
from huiyin.records.registry import base_data
from huiyin.records.registry.actions.base import SetUp, set_up
from records.laid_down import laid

DISTRICTS = ("310106", "310107", "310112")
NEIGHBOURHOODS = 4


@lru_cache(maxsize=1)
def few() -> base_data.BaseData:
    """Of what ships: every district, the subdistricts of three, and the first neighbourhoods of these, with their units."""
    whole = base_data.load()
    below = [
        row
        for _, rows in groupby(whole.neighbourhoods, lambda row: row[0][:9])
        for row in list(rows)[:NEIGHBOURHOODS]
    ]
    return base_data.BaseData(
        whole.districts,
        tuple(row for row in whole.subdistricts if row[0].startswith(DISTRICTS)),
        tuple(row for row in below if row[0].startswith(DISTRICTS)),
        tuple(unit for unit in whole.units if not unit.subdistrict or unit.district in DISTRICTS),
    )


def set_up_few(by: By) -> SetUp:
    """A registry as it is after installation, of the few."""
    return laid(("few", by), lambda: set_up(by, few()))
