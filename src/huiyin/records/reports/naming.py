"""Names that texts have for compounds and the registry does not know, as corrections of readings brought them up."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from huiyin.records.accounts.scope import Scope
from huiyin.records.registry.models import Compound, CompoundAlias
from huiyin.records.reports.models import AliasVerdict, Judgement

MOST = 200


@dataclass(frozen=True, slots=True)
class AliasProposal:
    """That a compound is also called so: how many corrections say it, and whose (usernames, sorted)."""

    compound: Compound
    name: str
    corrections: int
    actors: tuple[str, ...]


def proposals(scope: Scope) -> list[AliasProposal]:
    """What is proposed for the compounds of an area and nobody has decided upon: what most corrections say first, at most
    :data:`MOST`. Two statements."""
    counted: dict[tuple[int, str], dict[str, int]] = {}
    rows = _undecided().filter(compound__in=scope.compounds()).values_list("compound_id", "named", "actor")
    for compound_id, name, actor, count in rows.annotate(Count("pk")).order_by():
        counted.setdefault((compound_id, name), {})[actor] = count
    first = sorted(counted, key=lambda pair: (-sum(counted[pair].values()), *pair))[:MOST]
    compounds = Compound.objects.select_related("subdistrict").in_bulk({pk for pk, _ in first})
    return [
        AliasProposal(compounds[pk], name, sum(counted[pk, name].values()), tuple(sorted(counted[pk, name])))
        for pk, name in first
    ]


def proposals_waiting(scope: Scope, username: str) -> int:
    """How many names of compounds of an area wait for this person to decide: not those that they brought up. One statement."""
    rows = _undecided().filter(compound__in=scope.compounds()).values_list("compound_id", "named", "actor")
    brought_up: dict[tuple[int, str], set[str]] = {}
    for compound_id, name, actor in rows.distinct().order_by():
        brought_up.setdefault((compound_id, name), set()).add(actor)
    return sum(username not in actors for actors in brought_up.values())


def _undecided() -> QuerySet[Judgement]:
    decided = AliasVerdict.objects.filter(compound=OuterRef("compound"), name=OuterRef("named"))
    known = CompoundAlias.objects.filter(compound=OuterRef("compound"), name=OuterRef("named"))
    return Judgement.objects.exclude(named="").filter(~Exists(decided), ~Exists(known))
