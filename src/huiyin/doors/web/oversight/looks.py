"""Who looked at who a reporter or a party is: when, at which report or case, and why."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_safe

from huiyin.doors.web.asked import bad_request, id_of, words_of
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import columns_seen
from huiyin.doors.web.oversight.ledger import cases_of
from huiyin.records.accounts.queries import names
from huiyin.records.accounts.roles import Right
from huiyin.records.cases.numbers import case_number
from huiyin.records.problems import audit

SIZE = 50
_OF_A_PARTY = {
    "name": gettext_lazy("姓名或者名称"),
    "number": gettext_lazy("证件号码或者统一社会信用代码"),
    "address": gettext_lazy("送达地址"),
}


@needs(Right.LOOK_READ)
@require_safe
def looks(request: DeskRequest) -> HttpResponse:
    """The looks in the area, the newest first; by one person where named."""
    actor, before = words_of(request.GET.get("actor"), 64), request.GET.get("before", "")
    if before and id_of(before) is None:
        return bad_request(request)
    page = audit.looks(request.scope, actor, id_of(before), SIZE)
    tally = audit.look_tally(request.scope)
    at_parties = audit.acts(
        request.scope,
        audit.Filters(record="case", action="case.look", actor=actor),
        size=SIZE,
        besides=cases_of(request.scope),
    ).rows
    people = names(
        {look.actor for look in page.rows}
        | {one.actor for one in at_parties}
        | {counted[0] for counted in tally}
        | {actor}
    )
    context = {
        "actor": actor,
        "person": people.get(actor, actor),
        "rows": [(look, people.get(look.actor, look.actor), columns_seen(look.shown)) for look in page.rows],
        "parties": [
            (one, case_number(one.record_id), people.get(one.actor, one.actor), _shown(one.content["shown"]))
            for one in at_parties
        ],
        "next": f"{reverse('looks')}?{urlencode({'actor': actor, 'before': page.before})}"
        if page.before
        else None,
        "tally": [(people.get(counted[0], counted[0]), *counted) for counted in tally],
    }
    return render(request, "web/oversight/looks.html", context)


def _shown(names: str) -> str:
    """What a look at a party showed."""
    return gettext("、").join(str(_OF_A_PARTY[name]) for name in names.split(","))
