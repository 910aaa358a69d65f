"""What the cells of a responsibility table name: violations, units and areas, each by its code or by its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q

from huiyin.knowledge.law import book
from huiyin.knowledge.places.districts import normal_district
from huiyin.records.registry.csv_files import ResponsibilityRow
from huiyin.records.registry.models import (
    Compound,
    CompoundAlias,
    District,
    Neighbourhood,
    Responsibility,
    Subdistrict,
    Unit,
)

Area = Responsibility.Area
ANY_VIOLATION = "任何违法行为"
"""What the pages call the empty code of a violation."""
_AREA_MODELS = {
    Area.DISTRICT: (District, "code"),
    Area.SUBDISTRICT: (Subdistrict, "district__name"),
    Area.NEIGHBOURHOOD: (Neighbourhood, "subdistrict__name"),
    Area.COMPOUND: (Compound, "address"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A place or unit by id, with its code and name for messages."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """An area that a table names: what lies around it, for messages, and what else it is called."""

    named: Named
    around: str
    others: frozenset[str]

    def is_called(self, name: str) -> bool:
        """Whether the name is one of the place's own."""
        return name == self.named.name or name in self.others or normal_district(name) == self.named.name

    @property
    def zh(self) -> str:
        """Its name, what lies around it and its code, so that it is told from its namesakes."""
        return f"{self.named.name}（{self.around}，代码{self.named.code}）"


@lru_cache(maxsize=1)
def _violation_words() -> Mapping[str, str]:
    """The code for each code, name and wording of the notice."""
    violations = book.load().violations
    words = {"": "", ANY_VIOLATION: ""}
    for code, violation in violations.items():
        words[violation.name.zh] = code
        if violation.notice.words:
            words.setdefault(violation.notice.words, code)
    return words | {code: code for code in violations}


def violation_named(word: str) -> str | None:
    """The code of a violation by its code, its name or the notice's words; empty for any of them, None for no violation."""
    return _violation_words().get(word)


def violations_listed() -> str:
    """Every violation by name and code, as a refusal lists them."""
    return "、".join(f"{row.name.zh}（{code}）" for code, row in book.load().violations.items())


def units_by_word() -> Mapping[str, Sequence[Named]]:
    """The units that a code, a full name or a short name means; more than one only where a short name is shared."""
    rows = [
        (Named(pk, code, name), short)
        for pk, code, name, short in Unit.objects.order_by("rank").values_list(
            "pk", "code", "name", "short_name"
        )
    ]
    found: dict[str, list[Named]] = defaultdict(list)
    for unit, short in rows:
        found[short].append(unit)
    exact = {word: [unit] for unit, _ in rows for word in (unit.name, unit.code)}
    return {**found, **exact}


def places_by_word(
    rows: Sequence[ResponsibilityRow], areas: Mapping[str, Responsibility.Area]
) -> Mapping[tuple[Responsibility.Area, str], Sequence[Place]]:
    """The areas that rows name by code or name, by level and word; more than one where a name is shared.

    A code comes before a name. A compound that is not established yet has no code by which a row could mean it.
    """
    wanted: dict[Responsibility.Area, set[str]] = defaultdict(set)
    for row in rows:
        if row.area in areas and word_of(row):
            wanted[areas[row.area]].add(word_of(row))
    wanted.pop(Area.CITY, None)
    found: dict[tuple[Responsibility.Area, str], Sequence[Place]] = {}
    for area, words in wanted.items():
        model, around = _AREA_MODELS[area]
        names = {_full(area, word) for word in words}
        within = model._default_manager.filter(Q(code__in=words) | Q(name__in=names))
        others: dict[int, set[str]] = defaultdict(set)
        if area == Area.COMPOUND:
            within = within.filter(status=Compound.Status.KNOWN)
            aliases = CompoundAlias.objects.filter(compound__in=within)
            for compound_id, name in aliases.values_list("compound_id", "name"):
                others[compound_id].add(name)
        by_name: dict[str, list[Place]] = defaultdict(list)
        by_code: dict[str, list[Place]] = {}
        for pk, code, name, near in within.order_by("code").values_list("pk", "code", "name", around):
            place = Place(Named(pk, code, name), near, frozenset(others[pk]))
            by_name[name].append(place)
            by_code[code] = [place]
        for word in words:
            found[area, word] = by_code.get(word) or by_name[_full(area, word)]
    return found


def word_of(row: ResponsibilityRow) -> str:
    """The word by which a row names its area: its 区域, or where that is empty its 区域名称."""
    return row.place or row.place_name


def _full(area: Responsibility.Area, word: str) -> str:
    return (normal_district(word) or word) if area == Area.DISTRICT else word
