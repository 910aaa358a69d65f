"""What must always hold in the registry and no constraint can say on both databases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from datetime import date, datetime

from django.db.models import F, Q

from huiyin.records.ledger.invariants import invariant
from huiyin.records.registry.days import overlap, spell
from huiyin.records.registry.models import (
    Building,
    Compound,
    CompoundAlias,
    CompoundScope,
    Mandate,
    Responsibility,
)

Span = tuple[int, date | None, date | None]


@invariant("registry.mandates", "同一小区不同物业的委托期不重叠")
def mandates_apart(now: datetime) -> Iterator[tuple[str, str]]:
    """Mandates of one compound that share a day."""
    rows = Mandate.objects.values_list("compound_id", "pk", "from_date", "until")
    for compound, first, second in _shared((row[0], row[1:]) for row in rows):
        yield f"compound:{compound}", f"mandates {_spell(first)} and {_spell(second)} share a day"


@invariant("registry.responsibility", "责任表同一行为同一区域的起止日期不重叠")
def responsibility_apart(now: datetime) -> Iterator[tuple[str, str]]:
    """Rows of responsibility with the same violation and area that share a day."""
    rows = Responsibility.objects.values_list(
        "violation",
        "area",
        "district_id",
        "subdistrict_id",
        "neighbourhood_id",
        "compound_id",
        "pk",
        "from_date",
        "until",
    )
    for _, first, second in _shared((row[:6], row[6:]) for row in rows):
        yield f"responsibility:{second[0]}", f"rows {_spell(first)} and {_spell(second)} share a day"


@invariant("registry.counting", "每个已核小区都归属一个发文单位统计")
def known_counted(now: datetime) -> Iterator[tuple[str, str]]:
    """Known compounds that would be missing from the 20 units' figures."""
    stray = Compound.objects.filter(status=Compound.Status.KNOWN, counting_unit__addressed=False)
    for pk, code, unit in stray.order_by("pk").values_list("pk", "code", "counting_unit__code"):
        yield f"compound:{pk}", f"{code} counts for {unit}, which is none of the 20 units"


@invariant("registry.areas", "小区的居委、街镇、区逐级对应")
def areas_nested(now: datetime) -> Iterator[tuple[str, str]]:
    """Compounds whose areas contradict one another."""
    torn = Compound.objects.filter(
        ~Q(subdistrict__district=F("district")) & Q(subdistrict__isnull=False)
        | ~Q(neighbourhood__subdistrict=F("subdistrict")) & Q(neighbourhood__isnull=False)
    )
    for pk in torn.order_by("pk").values_list("pk", flat=True):
        yield f"compound:{pk}", "its areas do not lie in one another"


@invariant("registry.merged", "登记资料不挂在已并入的小区上")
def merged_left_alone(now: datetime) -> Iterator[tuple[str, str]]:
    """Rows that a merge left behind or that came after it."""
    for model in (CompoundAlias, CompoundScope, Building, Mandate, Responsibility):
        rows = model._default_manager.filter(compound__status=Compound.Status.MERGED)
        for pk, compound in rows.order_by("pk").values_list("pk", "compound_id"):
            yield f"compound:{compound}", f"{model._meta.model_name} {pk} points at it though it is merged"
    chained = Compound.objects.filter(merged_into__status=Compound.Status.MERGED)
    for pk, into in chained.order_by("pk").values_list("pk", "merged_into_id"):
        yield f"compound:{into}", f"compound {pk} is merged into it though it is merged itself"


def _shared(rows: Iterable[tuple[Hashable, Span]]) -> Iterator[tuple[Hashable, Span, Span]]:
    """Spans under one key that share a day with an earlier one, each with that of them that lasts longest."""
    grouped: dict[Hashable, list[Span]] = defaultdict(list)
    for key, span in rows:
        grouped[key].append(span)
    for key, spans in grouped.items():
        spans.sort(key=lambda span: (span[1] or date.min, span[0]))
        lasting = spans[0]
        for span in spans[1:]:
            if overlap(lasting[1], lasting[2], span[1], span[2]):
                yield key, lasting, span
            lasting = max(lasting, span, key=lambda each: each[2] or date.max)


def _spell(span: Span) -> str:
    return f"{span[0]} ({spell(span[1], span[2])})"
