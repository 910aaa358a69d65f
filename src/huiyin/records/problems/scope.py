"""Which records stand in a unit's lists."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.problems.models import Assignment, Role
from huiyin.records.registry.models import Unit


def counted_for(unit: Unit, to_counted: str = "", to_compound: str = "compound__") -> Q:
    """What counts for a unit: everything for the bureau and the corps, else what counts for it or a unit below.

    A team has the compounds of its subdistrict besides, which as a rule count for the district. So each problem stands in
    the list of one of the 20 units, and in those of the units at or above its place. ``to_counted`` and ``to_compound``
    lead from the filtered model to the one with ``counting_unit`` and to the compound. Lists of tasks hold besides what
    ``led_by`` says.
    """
    if unit.everywhere:
        return Q()
    own = Q(**{f"{to_counted}counting_unit": unit}) | Q(
        **{f"{to_counted}counting_unit__in": Unit.objects.filter(parent=unit)}
    )
    if unit.kind == Unit.Kind.TEAM:
        own |= Q(**{f"{to_compound}subdistrict": unit.subdistrict_id})
    return own


def led_by(unit: Unit) -> Q:
    """The tasks that a unit leads, or one below it, whosever count their problems are."""
    leads = Assignment.objects.filter(Q(unit=unit) | Q(unit__parent=unit), role=Role.LEAD)
    return Q(pk__in=leads.values("task"))


def day_after(day: date) -> datetime:
    """The moment at which a day in Shanghai is over."""
    return datetime.combine(day + timedelta(days=1), time.min, SHANGHAI)


def unmerged_on(day: date, to_problem: str = "") -> Q:
    """Problems that were not merged into others at the end of a day; ``to_problem`` leads to them from the filtered model."""
    return Q(**{f"{to_problem}merged_at": None}) | Q(**{f"{to_problem}merged_at__gte": day_after(day)})


def unsettled_on(day: date) -> Q:
    """Problems that were not settled at the end of a day."""
    return Q(settled_at=None) | Q(settled_at__gte=day_after(day))
