"""The inventory of existing illegal construction (存量违法建筑): what came in, what went out, and what stands, on any day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.accounts.scope import Scope
from huiyin.records.cases.models import Case, Event, Track
from huiyin.records.cases.queries import visible_cases
from huiyin.records.problems.scope import day_after

PROCEDURE = "existing-construction"
GONE = ("remove-oneself", "remove")
"""The acts by which a building leaves: its removal, or what makes it lawful. A note or a fine does not."""


ENDS = ("gone", "closed")
"""The states of a building that has left by one of these acts."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Buildings over some days: ``opening`` + ``came`` - ``went`` is ``closing``."""

    opening: int
    came: int
    went: int

    @property
    def closing(self) -> int:
        """What stands at the end."""
        return self.opening + self.came - self.went


def movements(scope: Scope) -> list[tuple[date, date | None]]:
    """When each building of an area came into the inventory and when it left, in days of Shanghai. Two statements."""
    cases = visible_cases(scope).values("pk")
    rows = Track.objects.filter(case__in=cases, procedure=PROCEDURE)
    came, left_for = {}, {}
    for case_id, begun, ended, state in rows.values_list("case_id", "begun_at", "ended_at", "state"):
        came[case_id] = begun
        # What turned out to be something else, or went to another body, stands in no inventory of ours.
        if ended is not None and state not in ENDS:
            left_for[case_id] = ended
    left = Event.objects.filter(case__in=list(came), procedure=PROCEDURE, act__in=GONE)
    gone: dict[int, datetime] = left_for | dict(left.values_list("case_id", "entered_at"))
    return [(_day(at), _day(gone[pk]) if pk in gone else None) for pk, at in came.items()]


def balance(scope: Scope, first: date, last: date) -> Balance:
    """The balance from the beginning of one day to the end of another; any past days can be asked for."""
    return balanced(movements(scope), first, last)


def balanced(moves: Iterable[tuple[date, date | None]], first: date, last: date) -> Balance:
    """The balance of such movements."""
    opening = came = went = 0
    for day_in, day_out in moves:
        if day_in < first and (day_out is None or day_out >= first):
            opening += 1
        if first <= day_in <= last:
            came += 1
        if day_out is not None and first <= day_out <= last:
            went += 1
    return Balance(opening, came, went)


def standing_on(scope: Scope, day: date) -> list[Case]:
    """The cases whose buildings stand at the end of a day, the oldest first."""
    over = day_after(day)
    begun = Track.objects.filter(procedure=PROCEDURE, begun_at__lt=over).values("case")
    left = Event.objects.filter(procedure=PROCEDURE, act__in=GONE, entered_at__lt=over).values("case")
    otherwise = (
        Track.objects.filter(procedure=PROCEDURE, ended_at__lt=over).exclude(state__in=ENDS).values("case")
    )
    found = visible_cases(scope).filter(pk__in=begun).exclude(pk__in=left).exclude(pk__in=otherwise)
    return list(found.select_related("problem__compound", "unit").order_by("opened_at", "pk"))


def days(first: date, last: date) -> list[date]:
    """Every day from one to another."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _day(at: datetime) -> date:
    return to_shanghai(at).date()
