"""Names that texts have for compounds and the registry does not know, as corrections of readings brought them up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet

from huiyin.knowledge.places.spelling import name_key
from huiyin.records.accounts.scope import Scope
from huiyin.records.registry.models import Compound, CompoundAlias
from huiyin.records.reports import routing
from huiyin.records.reports.desk import within
from huiyin.records.reports.incoming import Said
from huiyin.records.reports.models import AliasVerdict, Judgement

MOST = 200
# As many of the reports that a name comes from are named, the latest first.
_REPORTS = 3
_KNOWN = Compound.Status.KNOWN


@dataclass(frozen=True, slots=True)
class AliasProposal:
    """That a compound is also called so: how many corrections say it, and whose (usernames, sorted).

    ``reports`` are the latest of the area that brought it up, by id and number. ``alike`` are the other known compounds that
    are called so or alike; ``against`` those for which the same name is proposed: of these one is refused before another is
    accepted.
    """

    compound: Compound
    name: str
    corrections: int
    actors: tuple[str, ...]
    reports: tuple[tuple[int, str], ...]
    alike: tuple[Compound, ...]
    against: tuple[Compound, ...]


def proposals(scope: Scope) -> list[AliasProposal]:
    """What is proposed for the compounds of an area and nobody has decided upon: what most corrections say first, at most
    :data:`MOST`. Six statements; one where nothing is proposed."""
    found = undecided().filter(compound__in=scope.compounds())
    by_pair: dict[tuple[int, str], list[Judgement]] = {}
    shown = ("compound_id", "named", "actor", "proposed", "report__number", "report__reading")
    for one in found.select_related("report").only(*shown).order_by("-pk"):
        assert one.compound_id is not None
        by_pair.setdefault((one.compound_id, one.named), []).append(one)
    if not by_pair:
        return []
    first = sorted(by_pair, key=lambda pair: (-len(by_pair[pair]), *pair))[:MOST]
    names = {name for _, name in first}
    against = _proposed_for(names)
    alike = _containing(names)
    for pk, name in first:
        alike.setdefault(name, set()).update(_taken_for(by_pair[pk, name]))
    ids = {pk for pk, _ in first}.union(*against.values(), *alike.values())
    compounds = Compound.objects.select_related("subdistrict").in_bulk(ids)
    latest = {one.pk for pair in first for one in by_pair[pair][:_REPORTS]}
    seen = set(
        Judgement.objects.filter(within(scope, "report__"), pk__in=latest).values_list("pk", flat=True)
    )
    return [
        AliasProposal(
            compounds[pk],
            name,
            len(by_pair[pk, name]),
            tuple(sorted({one.actor for one in by_pair[pk, name]})),
            tuple(
                (one.pk, one.report.number or str(one.pk))
                for one in by_pair[pk, name][:_REPORTS]
                if one.pk in seen
            ),
            tuple(
                compounds[other]
                for other in sorted(alike[name] - {pk} - against[name])
                if compounds[other].status == _KNOWN
            ),
            tuple(compounds[other] for other in sorted(against[name] - {pk})),
        )
        for pk, name in first
    ]


def proposals_waiting(scope: Scope, username: str) -> int:
    """How many names of compounds of an area wait for this person to decide: not those that they brought up. One statement."""
    rows = undecided().filter(compound__in=scope.compounds()).values_list("compound_id", "named", "actor")
    brought_up: dict[tuple[int, str], set[str]] = {}
    for compound_id, name, actor in rows.distinct().order_by():
        brought_up.setdefault((compound_id, name), set()).add(actor)
    return sum(username not in actors for actors in brought_up.values())


def name_proposed(report_id: int) -> str:
    """The name by which a report calls a compound and upon which somebody is to decide since its correction; empty for none."""
    return undecided().filter(pk=report_id).values_list("named", flat=True).first() or ""


def undecided() -> QuerySet[Judgement]:
    """The corrections that brought up a name which is not the compound's, and upon which somebody can decide and nobody has."""
    decided = AliasVerdict.objects.filter(compound=OuterRef("compound"), name=OuterRef("named"))
    known = CompoundAlias.objects.filter(compound=OuterRef("compound"), name=OuterRef("named"))
    live = Judgement.objects.exclude(named="").exclude(compound__status=Compound.Status.MERGED)
    return live.filter(~Exists(decided), ~Exists(known))


def new_names(names: Iterable[str]) -> set[str]:
    """Those of the names by which texts call compounds that may be proposed as a name of one: they could be one, no known
    compound is called so, and at most one has a name of which this is a part. Four statements; none for no name."""
    wanted = {name for name in names if routing.nameable(name)}
    if not wanted:
        return set()
    taken, parts = called(wanted), _containing(wanted)
    return {name for name in wanted if name not in taken and len(parts[name]) < 2}


def called(names: Collection[str]) -> dict[str, int]:
    """By name the known compound that has it, as its own or as an accepted one; of several the first. Two statements."""
    spelled = {spelling: name for name in names for spelling in (name_key(name), name)}
    own = Compound.objects.filter(status=_KNOWN, name__in=spelled).values_list("name", "pk")
    other = CompoundAlias.objects.filter(compound__status=_KNOWN, name__in=spelled)
    found: dict[str, int] = {}
    for spelling, pk in sorted([*own, *other.values_list("name", "compound_id")]):
        found.setdefault(spelled[spelling], pk)
    return found


def _containing(names: Collection[str]) -> dict[str, set[int]]:
    """By name the known compounds that have a name of which it is a part: 紫兰苑 of 紫兰苑(一期). Two statements."""
    keys = {name: name_key(name) for name in names}
    part = reduce(or_, (Q(name__contains=key) for key in keys.values()))
    own = Compound.objects.filter(part, status=_KNOWN).values_list("name", "pk")
    other = CompoundAlias.objects.filter(part, compound__status=_KNOWN).values_list("name", "compound_id")
    called_ = [*own, *other]
    return {name: {pk for whole, pk in called_ if key in whole} for name, key in keys.items()}


def _proposed_for(names: Collection[str]) -> Mapping[str, set[int]]:
    """By name the compounds for which it is proposed, in every area. One statement."""
    found: dict[str, set[int]] = {name: set() for name in names}
    for name, pk in (
        undecided().filter(named__in=names).values_list("named", "compound_id").distinct().order_by()
    ):
        found[name].add(pk)
    return found


def _taken_for(brought_up: Iterable[Judgement]) -> set[int]:
    """The compounds for which the reader took a name that a person said is another's, or between which it could not decide."""
    found: set[int] = set()
    for one in brought_up:
        place = msgspec.json.decode(one.proposed, type=Said).place
        found.update([place.compound_id] if place.compound_id is not None else ())
        reading = msgspec.json.decode(one.report.reading)
        if one.named == reading["place"]["compound"]:
            found.update(int(pk) for pk in reading["place"]["runners_up"])
    return found
