"""Other names of compounds: those that corrections of readings brought up, accepted or refused by a second person, and
those that are taken back."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from huiyin.doors.web import faults
from huiyin.doors.web.asked import words_of
from huiyin.doors.web.design.shapes import Crumb
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.records.accounts.queries import people
from huiyin.records.accounts.roles import Right
from huiyin.records.ledger.action import By
from huiyin.records.registry.actions.amending import remove_aliases
from huiyin.records.registry.models import Compound
from huiyin.records.registry.models.areas import NAME_LENGTH
from huiyin.records.registry.refusal import Refused
from huiyin.records.reports.actions import teaching
from huiyin.records.reports.naming import proposals


@needs(Right.REGISTRY_MANAGE)
@require_safe
def aliases(request: DeskRequest) -> HttpResponse:
    """What is proposed for the compounds of the area."""
    found = proposals(request.scope)
    known = people({actor for one in found for actor in one.actors})
    context = {
        "crumbs": [Crumb(pgettext("page", "小区"), reverse("compounds"))],
        "rows": [
            (
                one,
                gettext("、").join(known.get(actor, actor) for actor in one.actors),
                request.user.username in one.actors,
                [("name", one.name)],
                one.corrections - len(one.reports),
            )
            for one in found
        ],
    }
    return render(request, "web/places/aliases.html", context)


@needs(Right.REGISTRY_MANAGE)
@require_POST
def accept(request: DeskRequest, pk: int) -> HttpResponse:
    """Let a compound have a name that was proposed."""
    return _decide(request, pk, teaching.accept, gettext("“%(name)s”成为%(place)s的别名，以后导入按它识别。"))


@needs(Right.REGISTRY_MANAGE)
@require_POST
def refuse(request: DeskRequest, pk: int) -> HttpResponse:
    """Let a name be proposed no more."""
    return _decide(request, pk, teaching.refuse, gettext("“%(name)s”不作为%(place)s的别名。"))


@needs(Right.REGISTRY_MANAGE)
@require_POST
def remove(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a name from a compound, from its page."""

    def act(by: By, compound_id: int, name: str) -> object:
        return remove_aliases(by, compound_id, [name])

    return _act(
        request, pk, act, gettext("“%(name)s”不再是%(place)s的别名。"), reverse("compound", args=[pk])
    )


def _decide(request: DeskRequest, pk: int, act: Callable[[By, int, str], object], words: str) -> HttpResponse:
    return _act(request, pk, act, words, reverse("compound-aliases"))


def _act(
    request: DeskRequest, pk: int, act: Callable[[By, int, str], object], words: str, back: str
) -> HttpResponse:
    compound: Compound | None = request.scope.compounds().filter(pk=pk).first()
    if compound is None:
        raise Http404
    name = words_of(request.POST.get("name"), NAME_LENGTH)
    try:
        act(request.by, pk, name)
    except Refused as refused:
        tell(request, faults.said(refused), tone="danger")
    else:
        tell(request, words % {"name": name, "place": compound.name})
    return redirect(back)
