"""What a page in English may say in Chinese without marking it so: the names of people, bodies and places."""

from __future__ import annotations

import re

from huiyin.records.accounts.models import Account
from huiyin.records.registry.models import (
    Compound,
    District,
    Firm,
    Neighbourhood,
    Officer,
    Partner,
    Subdistrict,
    Unit,
)
from huiyin.records.reports.models import ImportBatch

_NAMES = {
    Account: ("name", "username"),
    Compound: ("name", "address"),
    District: ("name",),
    Firm: ("name",),
    ImportBatch: ("name",),
    Neighbourhood: ("name",),
    Officer: ("name", "certificate"),
    Partner: ("name",),
    Subdistrict: ("name",),
    Unit: ("name", "short_name"),
}
# A building and a room are the end of an address.
_ADDRESS = r"\d+号楼(?:\d+室)?"
_CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def untranslated(strays: list[str]) -> list[str]:
    """Those of the words that hold more Chinese than names."""
    known: set[str] = set()
    for model, fields in _NAMES.items():
        for row in model._default_manager.values_list(*fields):  # type: ignore[attr-defined]
            known.update(filter(None, row))
    # The longest first: the name of a team holds that of its subdistrict.
    names = re.compile("|".join([_ADDRESS, *map(re.escape, sorted(known, key=len, reverse=True))]))
    return [words for words in strays if _CHINESE.search(names.sub("", words))]
