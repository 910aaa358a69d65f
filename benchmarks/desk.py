"""The desk over 200,000 problems: what the lists and the search cost, by area, order and filter.

``python -m benchmarks.desk fill`` fills the home of ``HUIYIN_HOME`` (or ``DATABASE_URL``) with what is made up here, by the
product's own bulk writer; ``python -m benchmarks.desk`` measures the queries and prints one JSON object, with ``--all``
a line for each. Times are those of the processor, on PostgreSQL with the server's.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Any
from zlib import crc32

from benchmarks.spent import spent

SEED = 52
PROBLEMS = 200_000
COMPOUNDS = 13_000
ROUNDS = 40
TODAY = date(2022, 9, 15)
FEW = 5
"""Problems in the area of the smallest unit."""
FIRST = "青白丹紫翠金银玉云水星月海江松竹梅兰柳桐枫桂荷莲鹭鹤雁燕"
SECOND = "梧帆潮岩湾浦溪泉林苑坪洲塘桥渡陵峰岚霞晖光华茂盛安宁和祥"
KINDS = ("苑", "新村", "花苑", "公寓", "雅苑", "别院", "名邸", "小区", "佳园", "新城")
CHUNK = 5_000
READING = json.dumps(
    {
        "violations": [],
        "quotes": [],
        "sure": True,
        "why_unsure": "",
        "place": {"reason": "name", "confidence": 1, "runners_up": [], "compound": None, "road": None},
    }
)
LANDED = datetime(2022, 7, 1, 1, tzinfo=UTC)


def fill(problems: int = PROBLEMS) -> None:
    """Fill an empty installation: compounds by skewed districts, problems with task, lead, report and link."""
    from django.db import connection, transaction

    from huiyin.records.ledger import bulk
    from huiyin.records.ledger.action import By
    from huiyin.records.problems import reach
    from huiyin.records.problems.actions.join import _PROBLEM, ASSIGNMENT
    from huiyin.records.problems.models import Assignment, Link, Problem, Task
    from huiyin.records.registry.actions.base import set_up
    from huiyin.records.registry.models import Compound, CompoundScope, District, Officer, Unit
    from huiyin.records.reports.actions.receive import REPORT_COLUMNS
    from huiyin.records.reports.models import Reply, Report

    random_ = random.Random(SEED)
    set_up(By("bench", LANDED, "bench"))
    units = list(Unit.objects.order_by("rank"))
    with transaction.atomic():
        compounds = list(_compounds(random_, units))
        bulk.insert(Compound, _COMPOUND, compounds)
        bulk.insert(
            Officer, ("id", "name", "unit_id", "certificate", "valid_from", "valid_until"), _officers(units)
        )
    teams = {unit.subdistrict_id: unit.pk for unit in units if unit.kind == "team"}
    districts = dict(District.objects.values_list("pk", "name"))
    # A few large compounds have much, most have little.
    random_.shuffle(compounds)
    most = compounds[:-1]
    weights = list(accumulate(1 / (rank + 20) for rank in range(len(most))))
    airport = next(unit.pk for unit in units if unit.code == "airport")
    for first in range(0, problems, CHUNK):
        rows: dict[str, list[Any]] = {
            name: [] for name in ("problem", "task", "lead", "report", "reply", "link")
        }
        for pk in range(first + 1, min(first + CHUNK, problems) + 1):
            # The last compound is the smallest unit's own.
            own = pk % (problems // FEW) == 7
            compound = compounds[-1] if own else random_.choices(most, cum_weights=weights)[0]
            _problem(random_, pk, compound, teams, districts, first / problems, rows)
        with transaction.atomic():
            if not first:
                bulk.insert(CompoundScope, ("compound_id", "unit_id"), [(compounds[-1][0], airport)])
            bulk.insert(Report, REPORT_COLUMNS, rows["report"])
            bulk.insert(Reply, _REPLY, rows["reply"])
            bulk.insert(Problem, _PROBLEM, rows["problem"])
            bulk.insert(Task, _TASK, rows["task"])
            bulk.insert(Assignment, ASSIGNMENT, rows["lead"])
            bulk.insert(Link, _LINK, rows["link"])
            reach.make([row[0] for row in rows["problem"]])
    if connection.vendor == "postgresql":
        # As the server does by itself some minutes later.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


_COMPOUND = (
    "id", "code", "name", "address", "status", "merged_into_id", "district_id", "subdistrict_id", "neighbourhood_id",
    "counting_unit_id", "scope_unit_id", "provisional_key", "households", "built", "longitude", "latitude",
    "source_longitude", "source_latitude", "source_system",
)  # fmt: skip
_TASK = (
    "id", "problem_id", "goal", "work", "measure", "done_mark", "start_on", "due_on", "due_source", "phase", "state",
    "done_on", "extended_by", "extended_on", "orders_due_on", "recheck_on", "returned_on", "return_reason",
)  # fmt: skip
_REPLY = ("report_id", "state", "owed_since", "due", "text", "sent_at")
_LINK = ("problem_id", "report_id", "added_at", "added_by", "removed_at", "removed_by")


def _compounds(random_: random.Random, units: list[Any]) -> Iterator[tuple[Any, ...]]:
    from huiyin.records.registry.models import Neighbourhood

    places = list(
        Neighbourhood.objects.order_by("code").values_list("pk", "subdistrict_id", "subdistrict__district_id")
    )
    districts = {unit.district_id: unit.pk for unit in units if unit.kind == "district"}
    share = {pk: 1 / (rank + 3) for rank, pk in enumerate(sorted(districts))}
    weights = list(accumulate(share[district] for _, _, district in places))
    for pk in range(1, COMPOUNDS + 1):
        neighbourhood, subdistrict, district = random_.choices(places, cum_weights=weights)[0]
        name = random_.choice(FIRST) + random_.choice(SECOND) + random_.choice(SECOND) + random_.choice(KINDS)
        address = f"{random_.choice(FIRST)}{random_.choice(SECOND)}路{random_.randint(1, 2000)}弄"
        where = (district, subdistrict, neighbourhood, districts[district])
        yield (pk, f"b{pk}", name, address, "known", None, *where, None, "", *[None] * 6, "")


def _officers(units: list[Any]) -> list[tuple[Any, ...]]:
    numbered = ((unit.pk, unit.pk * 10 + n) for unit in units for n in range(3))
    return [(pk, f"王{SECOND[pk % len(SECOND)]}", unit, f"B{pk:06d}", None, None) for unit, pk in numbered]


def _problem(
    random_: random.Random,
    pk: int,
    compound: tuple[Any, ...],
    teams: dict[int, int],
    districts: dict[int, str],
    share: float,
    rows: dict[str, list[Any]],
) -> None:
    from huiyin.knowledge.law import book
    from huiyin.records.problems import tasks
    from huiyin.records.problems.named import found_by
    from huiyin.records.problems.search import words

    codes = list(book.load().violations)
    code = random_.choices(codes, [1 / (n + 1) for n in range(len(codes))])[0]
    building, room = str(random_.randint(1, 60)), f"{random_.randint(1, 18)}0{random_.randint(1, 4)}"
    told = LANDED.date() + timedelta(days=int(share * 75))
    opened = datetime(told.year, told.month, told.day, 2, pk % 60, tzinfo=UTC)
    settled = opened + timedelta(days=20) if random_.random() < 0.4 else None
    condition = random_.choices(("", "in_progress", "existing", "new"), (88, 7, 4, 1))[0]
    outcome = (
        random_.choices(("true", "partly-true", "untrue"), (80, 5, 15))[0]
        if settled or random_.random() < 0.2
        else ""
    )
    channel = random_.choices(("hotline", "survey", "housing", "media"), (9300, 500, 190, 10))[0]
    name = found_by(words(compound[2], "", compound[3], districts[compound[6]]), code, building, "", room)
    rows["problem"].append(
        (
            pk, code, compound[0], building, "", room, f"{building}//{room}#{pk}", compound[9],
            "settled" if settled else "open", condition, outcome, told if outcome else None, channel, told, opened,
            settled, "已拆除" if settled else "", pk - 1 if pk > 1 and random_.random() < 0.02 else None, None, name,
        )
    )  # fmt: skip
    plan = tasks.plan(code, False, told)
    due = told + timedelta(days=random_.randint(5, 90))
    open_ = settled is None
    rows["task"].append(
        (
            pk, pk, plan.goal, plan.work, plan.measure, plan.done_mark, told, due, plan.due_source, plan.phase,
            "open" if open_ else "done", None if open_ else told, "", None, told if open_ else None,
            TODAY + timedelta(days=random_.randint(-3, 3)) if open_ and random_.random() < 0.01 else None,
            *((told, "缺照片") if random_.random() < 0.003 else (None, "")),
        )
    )  # fmt: skip
    unit_id = teams.get(compound[7], compound[9])
    officer = unit_id * 10 + random_.randrange(3) if random_.random() < 0.3 else None
    rows["lead"].append((pk, "lead", unit_id, "", "", officer, opened))
    for n in range(1 if random_.random() < 0.9 else random_.randint(2, 6)):
        report = pk * 10 + n
        rows["report"].append(_report(random_, report, compound, told, opened))
        rows["reply"].append(_reply(report, settled))
        rows["link"].append((pk, report, opened, "bench", None, ""))


def _report(
    random_: random.Random, pk: int, compound: tuple[Any, ...], told: date, at: datetime
) -> tuple[Any, ...]:
    text = f"市民来电反映：{compound[2]}有人违法搭建，希望相关部门尽快到现场查看。" * 4
    caller = random_.randbytes(16) if random_.random() < 0.7 else None
    days = (told, None, None, None, None, None, told, None)
    told_ = (text, "", "", "", "", "", "", "", False, caller, *days)
    # Keys of likeness as texts that differ have them.
    likeness = tuple(crc32(f"{pk}/{band}".encode()) - (1 << 31) for band in range(4))
    read = ("bench", READING, "compound", "report", None, 1.0, compound[0], "", "", "", *likeness)
    return (
        pk,
        "bench",
        str(pk),
        "hotline",
        compound[9],
        at,
        *told_,
        told,
        told,
        None,
        False,
        *read,
        "linked",
        "",
        None,
        None,
    )


def _reply(report: int, settled: datetime | None) -> tuple[Any, ...]:
    """Of what is settled, one in ten is still owed its answer."""
    if settled is None:
        return (report, "waiting", None, None, "", None)
    due = settled.date() + timedelta(days=7)
    if report % 100 < 10:
        return (report, "owed", settled, due, "", None)
    return (report, "sent", settled, due, "您反映的情况已查实，现已整改完毕，感谢监督。", settled)


def areas() -> dict[str, Any]:
    """The areas in which is measured: the city, the largest district, its largest team, the unit with few problems."""
    from django.db.models import Count

    from huiyin.records.accounts.scope import Scope
    from huiyin.records.problems.models import Reach
    from huiyin.records.registry.models import Unit

    def largest(kind: str) -> Any:
        counted = (
            Reach.objects.filter(unit__kind=kind)
            .values("unit")
            .annotate(n=Count("problem_id"))
            .order_by("-n")
        )
        return Unit.objects.get(pk=counted[0]["unit"])

    units = {
        "city": Unit.objects.get(code="sh-bureau"),
        "district": largest("district"),
        "team": largest("team"),
        "few": Unit.objects.get(code="airport"),
    }
    return {name: Scope(TODAY, unit) for name, unit in units.items()}


def filters(scope: Any) -> dict[str, Any]:
    """Filters, frequent and rare."""
    from huiyin.records.problems.filters import Filters
    from huiyin.records.problems.models import Problem

    codes = list(Problem.objects.order_by("violation").values_list("violation", flat=True).distinct())
    common, rare = "ebike-common-parts", codes[-1]
    return {
        "none": Filters(),
        "open": Filters(state=("open",)),
        "settled": Filters(state=("settled",)),
        "violation": Filters(violation=(common,)),
        "rare violation": Filters(violation=(rare,)),
        "class B open": Filters(classes=("B",), state=("open",)),
        "in progress": Filters(condition=("in_progress",)),
        "new": Filters(condition=("new",)),
        "media": Filters(channel=("media",)),
        "media in progress": Filters(channel=("media",), condition=("in_progress",)),
        "unchecked": Filters(verification=("none",), state=("open",)),
        "subdistrict": Filters(subdistrict=(_compound().subdistrict_id,)),
        "compound": Filters(compound=(_compound().pk,)),
        "overdue": Filters(due="overdue"),
        "due today": Filters(due="today"),
        "due later": Filters(due="later"),
        "recheck": Filters(recheck=True),
        "returned": Filters(returned=True),
        "recurrence": Filters(recurrence=True),
        "first week": Filters(first_from=date(2022, 7, 1), first_to=date(2022, 7, 7)),
        "one old day": Filters(first_from=date(2022, 7, 20), first_to=date(2022, 7, 20)),
        "lead": Filters(lead=(scope.unit.pk,)),
        "unassigned": Filters(unassigned=True),
        "many": Filters(classes=("A",), state=("open",), condition=("existing",), due="overdue"),
        "search name": Filters(q="青梧"),
        "search kind": Filters(q="新村"),
        "search district": Filters(q="新村 花苑"),
        "search place": Filters(q="7号楼"),
        "search open": Filters(q="新城", state=("open",), classes=("A",)),
        "search one": Filters(q="青"),
    }


def _compound() -> Any:
    from huiyin.records.registry.models import Compound

    return Compound.objects.get(pk=COMPOUNDS // 2)


def main() -> None:
    """Fill, or measure."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.site.settings")
    import django

    django.setup()
    from django.core.management import call_command

    if "fill" in sys.argv:
        call_command("migrate", verbosity=0, skip_checks=True)
        fill()
        return
    from huiyin.records.problems import desk

    def listed(scope: Any, wanted: Any, order: str) -> float:
        return spent(lambda: desk.page(scope, wanted, order=order), rounds).mean

    def counted(scope: Any) -> float:
        return spent(lambda: desk.counts(scope), rounds).mean

    found: dict[str, float] = {}
    rounds = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else ROUNDS
    for area, scope in areas().items():
        for order in desk.ORDERS:
            for name, wanted in filters(scope).items():
                found[f"{area}, {order}, {name}"] = listed(scope, wanted, order)
        found[f"{area}, counts"] = counted(scope)
    if "--all" in sys.argv:
        for name, took in found.items():
            print(f"{took:8.1f} {name}")
        return
    searches = [took for name, took in found.items() if "search" in name]
    lists = [took for name, took in found.items() if "search" not in name and "counts" not in name]
    json.dump(
        {
            "list_median": statistics.median(lists),
            "list_worst": max(lists),
            "search_median": statistics.median(searches),
            "search_worst": max(searches),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
