"""What stands beside the form of a notice or a decision: the range, the factors, and what was decided in like cases."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huiyin.doors.web.cases.words import said
from huiyin.doors.web.design.shapes import Fact
from huiyin.doors.web.language import either
from huiyin.doors.web.problem.words import day
from huiyin.knowledge.law import book
from huiyin.knowledge.law.explaining import explain
from huiyin.knowledge.law.procedures import Edge, Incident
from huiyin.knowledge.law.telling import rule_in_words
from huiyin.records.cases.numbers import case_number
from huiyin.records.cases.queries import CasePage, alike

_DRAFTED = frozenset({"notified", "decided"})


def facts_beside(page: CasePage, edge: Edge | Incident) -> list[Fact]:
    """Range, thresholds, factors and like decisions, for an act that names an amount; nothing for others."""
    if edge.event not in _DRAFTED:
        return []
    held, facts = book.load(), page.standing.case.facts
    answer = explain(facts, held)
    rules = [rule_in_words(one, held) for one in answer.rules]
    none = gettext("法规库中没有当日有效的处罚规定")
    found = [Fact(gettext("幅度"), _listed([either(one.zh, one.en) for one in rules]) if rules else none)]
    if any(one.mode == "optional" for one in answer.rules):
        found.append(Fact(gettext("可处"), gettext("可以不予罚款，责令改正仍须作出")))
    if answer.hearing.threshold is not None:
        words = gettext("%(amount)s 元起告知听证权利、经法制审核") % {
            "amount": f"{answer.hearing.threshold:,.0f}"
        }
        found.append(Fact(gettext("听证"), words))
    told = page.standing.case.last("notified")
    if edge.event == "decided" and told is not None:
        amount = f"{told.get('amount') or 0:,.0f}"
        found.append(Fact(gettext("告知数额"), gettext("%(amount)s 元，决定不得高于它") % {"amount": amount}))
    for table in held.discretion.values():
        if table.violation == facts.violation:
            factors = [f"{said(one.name)} {one.share}%" for one in table.factors]
            found.append(Fact(gettext("裁量因素"), _listed(factors), said(table.note)))
    like = [
        f"{case_number(one.case_id)} {day(one.on)} {one.amount:,.0f} {gettext('元')} {one.reason}".strip()
        for one in alike(page.case)
    ]
    found.append(Fact(gettext("同类决定"), _listed(like) if like else gettext("还没有")))
    return found


def _listed(lines: list[str]) -> SafeString:
    return format_html(
        '<ul class="kin">{}</ul>', format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    )
