"""What a form that comes back says of the compound itself. It goes out with the row to be recognised and is not read from it:
where somebody has changed it, that is said, since the place to change it is the registry."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from huiyin.records.problems.columns import SURVEY
from huiyin.records.problems.lines import firms_on
from huiyin.records.problems.models import FrozenPlace
from huiyin.records.problems.survey import area_of
from huiyin.records.problems.survey_before import areas_of
from huiyin.records.registry.models import Compound
from huiyin.records.reports.landing.errors import BadValue, Problem

COLUMNS = {
    column.key: column.zh for column in SURVEY if column.key in ("neighbourhood", "firm", "households")
}
"""The columns that describe a compound beside its name, by key; a row is known by name and number, and refused for another."""
# How people write that there is none.
NONE = frozenset({"", "无", "/", "-", "—", "－"})
# Of a cell that somebody has filled with a story.
_QUOTED = 60


class Described(NamedTuple):
    """A compound as the cells of its row describe it, by the form's columns; empty is what is not known."""

    compound: str
    neighbourhood: str
    firm: str
    households: str


def registered(compounds: QuerySet[Compound], today: date) -> dict[int, Described]:
    """How the registry describes compounds on a day, by id. Two statements."""
    areas = ("district__name", "subdistrict__name", "neighbourhood__name")
    firms = firms_on(compounds.values("pk"), today)
    return {
        pk: Described(name, area_of(names), firms.get(pk, ""), _number(homes))
        for pk, name, homes, *names in compounds.values_list("pk", "name", "households", *areas)
    }


def as_frozen(place: FrozenPlace) -> Described:
    """How a frozen form describes its compound."""
    return Described(place.name, area_of(areas_of(place)), place.firm, _number(place.households))


def differing(
    cells: Mapping[str, str], position: int, registry: Described, frozen: Described | None = None
) -> Iterator[Problem]:
    """What a row says of its compound that neither the registry nor its frozen form has: what was typed, what the registry
    has, and that it is changed there. Nothing is said of empty cells."""
    for key, column in COLUMNS.items():
        typed = cells.get(key, "")
        held = getattr(registry, key)
        if not typed or any(_same(key, typed, getattr(known, key)) for known in (registry, frozen) if known):
            continue
        shown = _plain(typed)
        shown = shown if len(shown) <= _QUOTED else f"{shown[:_QUOTED]}…"
        yield BadValue(
            "registry.differs",
            zh=f"填写的“{shown}”与小区名录中的“{held}”不同，未采用"
            if held
            else f"填写的“{shown}”未采用，小区名录中没有登记",
            en=f"“{shown}” is not what the registry has, “{held}”, and is not taken"
            if held
            else f"“{shown}” is not taken, and the registry has nothing there",
            advice_zh="确需更改的，请在小区名录中更改。",
            advice_en="If it is to change, change it in the registry (小区名录).",
        ).at(position, column)


def _number(homes: int | None) -> str:
    return "" if homes is None else str(homes)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _same(key: str, typed: str, held: str) -> bool:
    said, known = ("".join(unicodedata.normalize("NFKC", text).split()) for text in (typed, held))
    if said in NONE:
        return not known
    if key == "households":
        said = said.replace(",", "").removesuffix("户")
    if key == "neighbourhood":
        # A part of the area's names says nothing else, such as the neighbourhood's alone.
        return set(said.split("/")) <= set(known.split("/"))
    return said == known
