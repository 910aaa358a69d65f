"""What people complain of together, as lists ask for it: the same as 诉件梳理 finds by going through all reports."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection

from huiyin.records.problems import concentrated, sorting
from huiyin.records.problems.actions.join import join
from huiyin.records.problems.actions.links import remove_links
from huiyin.records.problems.claims import Claim
from huiyin.records.problems.models import Link
from huiyin.records.reports.actions.fate import withdraw
from huiyin.records.reports.models import Channel, Fate, Report
from records.problems.list_making import DAY, by, compound, registry, report, unit

pytestmark = pytest.mark.django_db
KINDS = ("load-bearing", "litter", "group-renting", "greenery")
MARKS = (None, None, *(bytes([n]) * 16 for n in range(1, 5)))
LAST = DAY + timedelta(days=80)


def pairs(*among: str) -> set[tuple[int, str]]:
    sql, values = concentrated.pairs(among)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {tuple(row) for row in cursor.fetchall()}


@pytest.mark.parametrize("seed", range(4))
def test_a_list_takes_for_concentrated_what_the_sorting_does(seed: int) -> None:
    registry()
    drawn = random.Random(seed)
    claims = []
    for place in range(12):
        where = compound(f"T{place}", f"{'青白丹紫翠金银玉云水星月'[place]}梧苑")
        for kind in KINDS:
            for n in range(drawn.randrange(1, 9)):
                day = DAY + timedelta(days=drawn.randrange(drawn.choice((12, 30, 70))))
                told = report(f"{place}-{kind}-{n}", day, drawn.choice(MARKS), violation=kind)
                # One report that speaks of two places there is one report.
                claims += [
                    Claim(told.pk, kind, where.pk, building, "", "", None, Channel.HOTLINE, day)
                    for building in drawn.choice((("",), ("1", "2")))
                ]
    join(by(day=DAY), claims)
    for link in drawn.sample(list(Link.objects.select_related("problem")), 10):
        remove_links(by(day=DAY), link.problem_id, [link.report_id], "判读有误")
    standing = Report.objects.filter(fate=Fate.LINKED).order_by("pk").values_list("pk", flat=True)
    withdraw(by(day=DAY), drawn.sample(list(standing), 20), "来电撤回")
    found = {(peak.compound_id, peak.violation) for _, peak in sorting.concentrated(unit(), LAST)}
    assert pairs() == found
    assert 5 < len(found) < 43


@pytest.mark.parametrize(("days", "together"), [(29, True), (30, False)])
def test_the_window_has_thirty_days_both_ends_included(days: int, together: bool) -> None:
    registry()
    where = compound("T1")
    claims = [
        Claim(
            report(str(n), day, bytes([n]) * 16).pk,
            KINDS[0],
            where.pk,
            "",
            "",
            "",
            None,
            Channel.HOTLINE,
            day,
        )
        for n, day in enumerate((DAY, DAY + timedelta(days=3), DAY + timedelta(days=days)))
    ]
    join(by(), claims)
    assert pairs() == ({(where.pk, KINDS[0])} if together else set())
    assert pairs("p.violation = 'litter'") == set()
