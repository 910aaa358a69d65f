"""What the demonstration's people did at the desk, so that every page has something to show: all of it invented.

Each step is done once; a set-up that was cut short goes on where it stopped.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from huiyin.doors.cli.demo_accounts import DISTRICT
from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.ledger.action import By

SURVEY, ENFORCEMENT = "survey", "enforcement"
SURVEYORS = ("陈队员", "林队员")


def survey_most() -> None:
    """Let three in four compounds have their form of the survey, every fifth of these without findings."""
    from huiyin.records.problems.actions.survey import record
    from huiyin.records.problems.columns import SURVEY_FINDINGS
    from huiyin.records.problems.models import SurveyForm
    from huiyin.records.problems.survey_forms import Form
    from huiyin.records.registry.models import Compound

    if SurveyForm.objects.exists():
        return
    keys = [column.key for column in SURVEY_FINDINGS]
    known = Compound.objects.filter(status=Compound.Status.KNOWN).order_by("pk").values_list("pk", flat=True)
    forms = [
        Form(
            pk,
            date(2022, 7, 1) + timedelta(days=index % 9),
            SURVEYORS,
            heard=3 + index % 7,
            counts={}
            if index % 5 == 0
            else {keys[index % len(keys)]: 1 + index % 3, keys[(index * 3 + 1) % len(keys)]: 1},
        )
        for index, pk in enumerate(known)
        if index % 4 != 3
    ]
    record(By("clerk", _at(2022, 7, 10, 16), "cli"), SURVEY, forms)


def sign_lists() -> None:
    """Let the lists of July be issued, and those of September be reviewed."""
    from huiyin.records.problems.actions.lists import approve, freeze, issue, review
    from huiyin.records.problems.models import ListKind, ListVersion
    from huiyin.records.registry.models import Unit

    unit_id = Unit.objects.get(code=DISTRICT).pk
    for kind in ListKind:
        if ListVersion.objects.filter(kind=kind).exists():
            continue
        first = freeze(By("clerk", _at(2022, 7, 12, 10), "cli"), unit_id, kind, ENFORCEMENT)
        review(By("approver", _at(2022, 7, 12, 15), "cli"), first)
        approve(By("district", _at(2022, 7, 13, 9), "cli"), first)
        issue(By("district", _at(2022, 7, 13, 10), "cli"), first)
        second = freeze(By("clerk", _at(2022, 9, 14, 10), "cli"), unit_id, kind, ENFORCEMENT)
        review(By("approver", _at(2022, 9, 14, 16), "cli"), second)


def _at(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)
