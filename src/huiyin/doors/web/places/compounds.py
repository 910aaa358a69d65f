"""Compounds: the list of them, and the card of one with everything that is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_safe

from huiyin.doors.web.asked import bad_request, words_of
from huiyin.doors.web.design.clocks import clock_chip
from huiyin.doors.web.design.shapes import Crumb, Fact, Figure, Link
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import violation_name
from huiyin.doors.web.places.survey_phase import SEES
from huiyin.doors.web.problem.words import chinese
from huiyin.records.accounts.roles import Right
from huiyin.records.problems import compound_list
from huiyin.records.problems.cards import CompoundCard, compound_card
from huiyin.records.registry.models import Compound, CompoundAlias
from huiyin.records.reports.naming import proposals_waiting

NARROWED = {"provisional": gettext_lazy("只看待核小区"), "concentrated": gettext_lazy("只看群众反映集中的")}

# What the sources of other names are called; the name of a list stands for itself.
ORIGINS = {
    "list": gettext_lazy("名录"),
    "merge": gettext_lazy("归并而来"),
    "corrections": gettext_lazy("采纳的别名建议"),
    "person": gettext_lazy("人工登记"),
}


@needs(Right.PROBLEM_READ)
@require_safe
def compounds(request: DeskRequest) -> HttpResponse:
    """The compounds of the area, those with most open problems first."""
    q = words_of(request.GET.get("q"), 100)
    chosen = {key for key in NARROWED if request.GET.get(key) == "1"}
    try:
        page = compound_list.compounds(
            request.scope,
            q,
            provisional="provisional" in chosen,
            concentrated="concentrated" in chosen,
            after=request.GET.get("after", ""),
        )
    except compound_list.BadCursor:
        return bad_request(request)
    kept = {**({"q": q} if q else {}), **{key: "1" for key in NARROWED if key in chosen}}
    context = {
        "q": q,
        "narrowed": [
            Link(str(words), _address({**kept, key: "" if key in chosen else "1"}), key in chosen)
            for key, words in NARROWED.items()
        ],
        "page": page,
        "hidden": [(key, "1") for key in NARROWED if key in chosen],
        "next": _address({**kept, "after": page.after}) if page.after else None,
        "proposed": proposals_waiting(request.scope, request.user.username)
        if request.user.may(Right.REGISTRY_MANAGE)
        else 0,
    }
    return render(request, "web/places/compounds.html", context)


def _address(query: Mapping[str, str]) -> str:
    return f"{reverse('compounds')}?{urlencode({key: value for key, value in query.items() if value})}"


@needs(Right.PROBLEM_READ)
@require_safe
def compound(request: DeskRequest, pk: int) -> HttpResponse:
    """One compound: all its problems, repeats, firm, who leads, the next date, the survey before."""
    card = compound_card(request.scope, pk, request.today)
    if card is None:
        return _merged(request, pk)
    one = card.compound
    context = {
        "card": card,
        "compound": one,
        "crumbs": [Crumb(pgettext("page", "小区"), reverse("compounds"))],
        "area": "".join(
            part.name for part in (one.district, one.subdistrict, one.neighbourhood) if part is not None
        ),
        "figures": _figures(card, request),
        "facts": _facts(card),
        "next_due": clock_chip(
            card.next_due,
            request.today,
            basis=gettext("未完成任务中最早的完成时限"),
            provisional=bool(card.next_may_move),
            owner=chinese(
                "、".join(
                    dict.fromkeys(f"{one.unit}{one.officer and '／' + one.officer}" for one in card.leading)
                )
            ),
        )
        if card.next_due
        else None,
        "map": f"{reverse('map-compounds')}?{urlencode({'near': pk})}" if one.longitude is not None else "",
        "kinds": kinds(card),
        "aliases": [_alias(alias) for alias in card.aliases],
        "manages": request.user.may(Right.REGISTRY_MANAGE),
        "merges": one.status == Compound.Status.PROVISIONAL and request.user.may(Right.PLACE_MERGE),
        "sees_survey": any(request.user.may(right) for right in SEES),
    }
    return render(request, "web/places/compound.html", context)


def _merged(request: DeskRequest, pk: int) -> HttpResponse:
    """On to the compound into which this one was merged. Raises ``Http404`` where there is none in the area."""
    old = (
        Compound.objects.select_related("merged_into")
        .filter(pk=pk, merged_into__in=request.scope.compounds())
        .first()
    )
    if old is None or old.merged_into is None:
        raise Http404
    words = gettext("“%(old)s”已并入“%(new)s”，这里是后者的页面。")
    tell(request, words % {"old": old.name, "new": old.merged_into.name}, tone="info")
    return redirect("compound", old.merged_into.pk)


@dataclass(frozen=True, slots=True)
class OtherName:
    """An alias as the card shows it, whence it is known, and what is asked and sent where it is to be removed."""

    name: str
    origin: str
    ask: str
    hidden: list[tuple[str, str]]


def _alias(alias: CompoundAlias) -> OtherName:
    origin = ORIGINS.get(alias.source, alias.source)
    ask = gettext("“%(name)s”将不再是这个小区的别名：以后导入不按它识别，已归入的诉件和问题不变。")
    if alias.source == "list":
        ask += gettext("名录文件里还有这个别名的，再次载入时会重新加上。")
    return OtherName(alias.name, str(origin), ask % {"name": alias.name}, [("name", alias.name)])


def _figures(card: CompoundCard, request: DeskRequest) -> list[Figure]:
    listed = f"{reverse('list-problem')}?{urlencode({'compound': card.compound.pk})}"
    figures = [
        Figure(
            gettext("未销号问题"), card.open, f"{listed}&state=open", "", "waiting" if card.open else "done"
        ),
        Figure(gettext("已销号问题"), card.settled, f"{listed}&state=settled"),
        Figure(
            gettext("复发"),
            card.recurrences,
            f"{listed}&recurrence=1",
            "",
            "danger" if card.recurrences else "neutral",
        ),
    ]
    if card.reports is not None:
        callers = card.callers or 0
        words = ngettext("至少 %(count)d 人反映", "至少 %(count)d 人反映", callers) % {"count": callers}
        figures.append(Figure(gettext("诉件"), card.reports, "", words if callers else ""))
    return figures


def _facts(card: CompoundCard) -> list[Fact]:
    one = card.compound
    firm = card.mandate
    rows = [
        Fact(gettext("地址"), one.address or gettext("不详")),
        Fact(gettext("户数"), f"{one.households:,}" if one.households is not None else gettext("不详")),
        Fact(gettext("建成年份"), one.built or gettext("不详")),
        Fact(gettext("统计归属"), one.counting_unit.name),
        Fact(
            gettext("物业服务企业"),
            firm.firm.name if firm else gettext("没有登记今日有效的委托"),
            gettext("项目经理 %(name)s") % {"name": firm.manager} if firm and firm.manager else "",
        ),
    ]
    if card.reports is not None:
        told = card.per_thousand if card.per_thousand is not None else gettext("户数不详，无法计算")
        rows.append(Fact(gettext("每千户诉件"), told))
    return rows


def kinds(card: CompoundCard) -> list[tuple[str, int, int]]:
    """The violations of a compound by name, with open and settled problems, those with most first."""
    rows = [(violation_name(code), still, done) for code, still, done, _ in card.by_violation if still + done]
    return sorted(rows, key=lambda row: (-row[1], -row[2], row[0]))
