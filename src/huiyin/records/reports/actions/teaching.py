"""What corrections of readings teach: names of compounds, as a second person decides, and texts that are handed out."""

from __future__ import annotations

from dataclasses import dataclass

from huiyin.records.ledger.action import By, action, enter
from huiyin.records.ledger.persons import same_person
from huiyin.records.registry.models import Compound, Unit
from huiyin.records.registry.refusal import Fault, Refused
from huiyin.records.reports.models import AliasVerdict, Judgement
from huiyin.records.reports.naming import called, undecided


@dataclass(frozen=True, slots=True)
class Accepted:
    """A name that a compound has from now on."""

    compound_id: int
    name: str


@action("alias.accept")
def accept(by: By, compound_id: int, name: str) -> Accepted:
    """Say that a compound is called so. By the consequences it becomes one of its names, by which imports find it.

    Raises ``Refused`` for a compound that is unknown or merged, for a name that no correction brought up, that was decided upon
    already, or that the deciding person brought up themselves; for one that another known compound has, and as long as it is
    proposed for another compound as well.
    """
    _decide(by, compound_id, name, accepted=True)
    return Accepted(compound_id, name)


@action("alias.refuse")
def refuse(by: By, compound_id: int, name: str) -> None:
    """Say that a compound is not called so; it is proposed no more.

    Raises ``Refused`` as ``accept`` does, whatever other compounds are called.
    """
    _decide(by, compound_id, name, accepted=False)


def _decide(by: By, compound_id: int, name: str, *, accepted: bool) -> None:
    compound = Compound.objects.select_for_update().filter(pk=compound_id, merged_into__isnull=True).first()
    if compound is None:
        raise Refused(Fault("没有这个小区，或已并入别的小区", f"there is no compound {compound_id}"))
    actors = list(
        Judgement.objects.filter(compound=compound, named=name)
        .exclude(named="")
        .values_list("actor", flat=True)
    )
    # The compound is held, so that nobody else decides between this look and the insert.
    if not actors or AliasVerdict.objects.filter(compound=compound, name=name).exists():
        raise Refused(Fault("这条别名建议已有决定或已撤回", "this name is proposed no more"))
    if any(same_person(by.actor, actor) for actor in actors):
        raise Refused(Fault("您自己提出的别名，须由另一人决定", "you brought it up: another person decides"))
    if accepted:
        _refuse_anothers(compound, name)
    AliasVerdict.objects.create(compound=compound, name=name, accepted=accepted, at=by.at, actor=by.actor)
    enter("compound", compound.pk, {"proposed_alias": name, "accepted": accepted, "corrections": len(actors)})


def _refuse_anothers(compound: Compound, name: str) -> None:
    """Raises ``Refused`` for a name by which another compound is, or may be, called: imports would find neither by it."""
    holder = called([name]).get(name, compound.pk)
    if holder != compound.pk:
        other = Compound.objects.get(pk=holder)
        raise Refused(
            Fault(
                f"“{name}”已是{other.name}的名称，不能又作为{compound.name}的别名",
                f"{name!r} is a name of {other.name} already",
            )
        )
    rival = Compound.objects.filter(
        pk__in=undecided().filter(named=name).exclude(compound=compound).values("compound")
    ).first()
    if rival is not None:
        raise Refused(
            Fault(
                f"“{name}”还被建议作为{rival.name}的别名，请先对其中一条选“不采纳”",
                f"{name!r} is proposed for {rival.name} as well: refuse one of the two first",
            )
        )


@action("reading.export")
def export(by: By, unit_id: int, texts: int) -> None:
    """Enter that so many texts of a unit, with what people said of their readings, are handed out. Do it before they are."""
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    enter("unit", unit.pk, {"texts": texts})
