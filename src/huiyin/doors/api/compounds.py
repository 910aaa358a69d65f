"""Compounds: what lies in the area, with places in WGS-84."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from django.http import HttpResponse
from ninja import Path, Query, Router

from huiyin.doors.api.answers import declared, given, given_once, not_found
from huiyin.doors.api.asking import CompoundFilters, Id
from huiyin.doors.api.shapes import (
    CompoundPage,
    CompoundShown,
)
from huiyin.doors.api.tokens import ClientRequest, Token
from huiyin.records.accounts.roles import Right
from huiyin.records.accounts.scope import Scope
from huiyin.records.problems import programs
from huiyin.records.registry.models import Compound

router = Router()


@router.get(
    "",
    auth=Token(Right.PROBLEM_READ, CompoundFilters),
    response=declared(CompoundPage),
    operation_id="list_compounds",
    summary="小区列表",
)
def page(request: ClientRequest, filters: Query[CompoundFilters]) -> HttpResponse:
    """范围内的小区（已核与待核），按编号（id）升序分页。/ The compounds of the area, known and provisional, by rising id."""
    asked = programs.compounds(request.scope)
    if filters.status is not None:
        asked = asked.filter(status=filters.status)
    found, following = programs.rising(asked, filters.after, filters.limit)
    return given(CompoundPage(compounds=_shown(request.scope, found), next=following))


@router.get(
    "/{compound_id}",
    auth=Token(Right.PROBLEM_READ),
    response=declared(CompoundShown, 304),
    operation_id="read_compound",
    summary="一个小区",
)
def one(request: ClientRequest, compound_id: Annotated[Id, Path()]) -> HttpResponse:
    """一个小区。/ One compound."""
    found = list(programs.compounds(request.scope).filter(pk=compound_id))
    if not found:
        raise not_found()
    (shown,) = _shown(request.scope, found)
    return given_once(request, shown)


def _shown(scope: Scope, compounds: Sequence[Compound]) -> list[CompoundShown]:
    firms = programs.firms(scope, [compound.pk for compound in compounds])
    return [
        CompoundShown(
            id=compound.pk,
            code=compound.code,
            name=compound.name,
            aliases=sorted(alias.name for alias in compound.aliases.all()),
            address=compound.address,
            status=Compound.Status(compound.status),
            district=compound.district.name if compound.district else None,
            subdistrict=compound.subdistrict.name if compound.subdistrict else None,
            neighbourhood=compound.neighbourhood.name if compound.neighbourhood else None,
            counting_unit=compound.counting_unit.code,
            households=compound.households,
            built=compound.built,
            longitude=compound.longitude,
            latitude=compound.latitude,
            firm=firms.get(compound.pk),
        )
        for compound in compounds
    ]
