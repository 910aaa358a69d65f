"""Merging a compound into another: what the one was called, managed by and made of becomes the other's."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.ledger.clashes import retried
from huiyin.records.registry.days import overlap
from huiyin.records.registry.models import (
    Building,
    Compound,
    CompoundAlias,
    CompoundScope,
    Dwelling,
    Mandate,
    Responsibility,
)
from huiyin.records.registry.refusal import Fault, refuse_if


@dataclass(frozen=True, slots=True)
class Relation:
    """A column that points at a compound or building, and what tells rows of one such from one another.

    ``same`` are the columns that may stand only once for one target; ``spans`` that rows equal in them may not share a
    day. A row of the source that clashes so with one of the target gives way, and its own parts go to that one.
    """

    model: type[models.Model]
    column: str
    same: tuple[str, ...] | None = None
    spans: bool = False
    parts: tuple[Relation, ...] = ()


RELATIONS = (
    Relation(Compound, "merged_into_id"),
    Relation(CompoundAlias, "compound_id", same=("name",)),
    Relation(CompoundScope, "compound_id", same=("unit_id",)),
    Relation(
        Building,
        "compound_id",
        same=("name",),
        parts=(Relation(Dwelling, "building_id", same=("entrance", "room")),),
    ),
    Relation(Mandate, "compound_id", same=(), spans=True),
    Relation(Responsibility, "compound_id", same=("violation",), spans=True),
)


@dataclass(frozen=True, slots=True)
class MergeCounts:
    """What a merge did: rows by table that went along or were changed for it, and that gave way to the target's own.

    The consequences add theirs: problems, links, open tasks, reports, survey forms, and tasks that have another lead unit
    since (``lead``).
    """

    source_id: int
    target_id: int
    moved: dict[str, int]
    dropped: dict[str, int]


@retried
@action("compound.merge")
def merge(by: By, source_id: int, target_id: int, reason: str) -> MergeCounts:
    """Merge the source into the target, once and for all. Its name becomes an alias of the target's.

    What stands at the target stays: a firm's mandate, a row of responsibility or a building of the source that clashes
    with one of the target's gives way and is kept in the ledger entry word for word. Facts that the target lacks
    (address, areas, households, year, position) are taken over.

    Compounds are locked first, before the reports and problems of the consequences; who opens a problem holds its compound
    until the commit, so that none is opened at one that is merged meanwhile. An import that amends reports has locked those
    before: when it and a merge wait for one another, either is done again.

    Raises ``Refused`` for a compound merged into itself, one that is merged already or unknown, a known one that would
    vanish in a provisional one, and without a reason.
    """
    # With those that were merged into the source before: they follow it, and locks are taken in the order of the keys.
    touched = Compound.objects.select_for_update().filter(
        Q(pk__in=(source_id, target_id)) | Q(merged_into=source_id)
    )
    compounds = {compound.pk: compound for compound in touched.order_by("pk")}
    source, target = compounds.get(source_id), compounds.get(target_id)
    refuse_if(_faults(source_id, target_id, source, target, reason))
    assert source is not None
    assert target is not None
    counts = MergeCounts(source_id, target_id, {}, {})
    gave_way: list[str] = []
    for relation in RELATIONS:
        _move(relation, source_id, target_id, counts, gave_way)
    _take_over(source, target)
    if source.name != target.name:
        bulk.insert_absent(
            CompoundAlias,
            ("compound_id", "name", "source"),
            [(target_id, source.name, "merge")],
            "(compound_id, name)",
        )
    source.status, source.merged_into = Compound.Status.MERGED, target
    source.save(update_fields=["status", "merged_into"])
    content: dict[str, object] = {"moved": counts.moved, "dropped": gave_way, "reason": reason}
    enter("compound", source_id, {"merged_into": target_id, **content})
    enter("compound", target_id, {"took_in": source_id, **content})
    return counts


def _faults(
    source_id: int, target_id: int, source: Compound | None, target: Compound | None, reason: str
) -> list[Fault]:
    if source_id == target_id:
        return [Fault("小区不能并入自身", "a compound cannot be merged into itself")]
    faults = [
        Fault(f"没有小区{pk}", f"there is no compound {pk}")
        for pk, compound in ((source_id, source), (target_id, target))
        if compound is None
    ]
    faults += [
        Fault(
            f"“{compound.name}”已并入小区{compound.merged_into_id}",
            f"{compound.name} was merged into compound {compound.merged_into_id} already",
        )
        for compound in (source, target)
        if compound is not None and compound.merged_into_id is not None
    ]
    if (
        source
        and target
        and source.status == Compound.Status.KNOWN
        and target.status == Compound.Status.PROVISIONAL
    ):
        faults.append(
            Fault(
                f"“{source.name}”是已核小区，不能并入待核的“{target.name}”；请反向合并",
                f"{source.name} is known and {target.name} provisional: merge the other way round",
            )
        )
    if not reason.strip():
        faults.append(Fault("合并须写明理由", "merging needs a reason"))
    return faults


def _move(
    relation: Relation, source_id: int, target_id: int, counts: MergeCounts, gave_way: list[str]
) -> None:
    """Point the rows of one relation from the source at the target, as far as they do not clash."""
    name = relation.model._meta.model_name or ""
    manager = relation.model._default_manager
    rows = manager.filter(**{relation.column: source_id}).order_by("pk")
    if relation.same is None:
        counts.moved[name] = counts.moved.get(name, 0) + rows.update(**{relation.column: target_id})
        return
    held = list(manager.filter(**{relation.column: target_id}).order_by("pk"))
    for row in rows:
        clash = next((other for other in held if _clash(relation, row, other)), None)
        if clash is None:
            manager.filter(pk=row.pk).update(**{relation.column: target_id})
            counts.moved[name] = counts.moved.get(name, 0) + 1
            continue
        for part in relation.parts:
            _move(part, row.pk, clash.pk, counts, gave_way)
        gave_way.append(_words(name, row))
        row.delete()
        counts.dropped[name] = counts.dropped.get(name, 0) + 1


def _clash(relation: Relation, row: models.Model, other: models.Model) -> bool:
    if any(getattr(row, column) != getattr(other, column) for column in relation.same or ()):
        return False
    if not relation.spans:
        return True
    assert isinstance(row, Mandate | Responsibility)
    assert isinstance(other, Mandate | Responsibility)
    return overlap(row.from_date, row.until, other.from_date, other.until)


def _words(name: str, row: models.Model) -> str:
    """A row that gives way, with all that it said."""
    said = [(field.attname, getattr(row, field.attname)) for field in row._meta.concrete_fields]
    if isinstance(row, Responsibility):
        said.append(
            ("assists", [kind or unit for kind, unit in row.assists.values_list("kind", "unit__code")])
        )
    return (
        name + " " + ", ".join(f"{column}={value}" for column, value in said if value not in (None, "", []))
    )


# Facts that are taken over together, where the target has none of them.
_FACTS = (
    ("address",),
    ("district_id", "subdistrict_id", "neighbourhood_id"),
    ("households",),
    ("built",),
    ("longitude", "latitude", "source_longitude", "source_latitude", "source_system"),
)


def _take_over(source: Compound, target: Compound) -> None:
    taken = [
        column
        for columns in _FACTS
        if all(getattr(target, column) in (None, "") for column in columns)
        for column in columns
    ]
    for column in taken:
        setattr(target, column, getattr(source, column))
    target.save(update_fields=[column.removesuffix("_id") for column in taken])
