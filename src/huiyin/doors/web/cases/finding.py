"""The case that a page is about, within the area of whoever asks."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext

from huiyin.doors.web.gate import DeskRequest
from huiyin.records.cases.models import Case
from huiyin.records.cases.queries import CasePage, case_page


def the_page(request: DeskRequest, pk: int) -> CasePage:
    """A case with everything on its page. Raises ``Http404``."""
    found = case_page(request.scope, pk, request.now)
    if found is None:
        raise Http404
    return found


def to_act_on(request: DeskRequest, pk: int) -> CasePage:
    """The same, of a case that one of the area's own units investigates.

    Raises ``Http404`` outside the area, ``PermissionDenied`` for one that another unit has: it is seen, not led.
    """
    found = the_page(request, pk)
    if not leads(request, found.case):
        raise PermissionDenied(gettext("这个案件由其他单位办理。"))
    return found


def leads(request: DeskRequest, case: Case) -> bool:
    """Whether the case is one of the asker's own units'."""
    return request.scope.units().filter(pk=case.unit_id).exists()
