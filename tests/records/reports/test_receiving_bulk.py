"""A set of rows leaves the tables and the ledger as the same rows leave them that come one by one."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from typing import Any

import msgspec
import pytest
from django.db import models, transaction

from huiyin.records.ledger.models import Entry, ExceptionItem
from huiyin.records.outbox.models import Message
from huiyin.records.problems.models import Assignment, Link, Problem, Task
from huiyin.records.registry.models import Compound
from huiyin.records.reports.incoming import Incoming
from huiyin.records.reports.models import LandedRow, Reply, Report
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, order

TEXTS = (
    rows.SUNROOM,
    rows.SUNROOM_AGAIN,
    rows.SUNROOM_UNDER_WAY,
    rows.OTHER_ROOM,
    rows.NOT_KNOWN,
    rows.EBIKES,
    rows.OUTSIDE,
    rows.UNSURE,
    rows.NO_PLACE,
    rows.WITHDRAWN,
)


def sixty(seed: int) -> list[Incoming]:
    """Sixty rows: new, changed, changed back, known, refused and corrected ones, with and without numbers."""
    dice = random.Random(seed)
    cells = [
        order(str(3000 + n), TEXTS[n % len(TEXTS)], f"2022-09-{dice.randint(1, 14):02} 08:00:00")
        for n in range(40)
    ]
    for n in dice.sample(range(40), 12):
        cells.append(
            {**cells[n], "text": dice.choice(TEXTS)} if n % 2 else {**cells[n], "deadline": "2022-09-28"}
        )
    cells += [{**cells[n], "number": ""} for n in dice.sample(range(40), 3)]
    cells += [cells[n] for n in dice.sample(range(40), 2)]
    broken = order("4000", rows.SUNROOM, received="上周")
    cells += [broken, {**broken, "received": "2022-09-08 11:00:00"}, {**broken, "number": "4001"}]
    assert len(cells) == 60
    return rows.prepared(*cells)


def names() -> dict[tuple[str, int], str]:
    """What to call each record, whatever its id."""
    called: dict[tuple[str, int], str] = {}
    for one in Report.objects.prefetch_related("landed"):
        digest = min((row.version, bytes(row.digest).hex()) for row in one.landed.all())[1]
        called["report", one.pk] = one.number or digest
    for place in Compound.objects.all():
        called["compound", place.pk] = place.code or place.provisional_key
    for problem in Problem.objects.all():
        place_name = called["compound", problem.compound_id]
        called["problem", problem.pk] = f"{problem.violation} {place_name} {problem.place_key}"
    for task in Task.objects.all():
        called["task", task.pk] = f"task of {called['problem', task.problem_id]}"
    return called


MOMENTS = frozenset({"entered_at", "landed_at", "opened_at", "added_at", "assigned_at", "since", "position"})
POINTS = {"report_id": "report", "problem_id": "problem", "compound_id": "compound", "task_id": "task"}


def table(model: type[models.Model], called: dict[tuple[str, int], str], own: str = "") -> list[str]:
    """Every row of a table with names for ids and without moments, in the order of what it says."""
    said = []
    for row in model._default_manager.values():
        told: dict[str, Any] = {}
        for column, value in row.items():
            if column in MOMENTS or (column == "id" and not own):
                continue
            if column == "id":
                told[column] = called[own, value]
            elif column in POINTS and value is not None:
                told[column] = called[POINTS[column], value]
            else:
                told[column] = bytes(value).hex() if isinstance(value, memoryview | bytes) else str(value)
        said.append(json.dumps(told, ensure_ascii=False, sort_keys=True))
    return sorted(said)


def ledger(called: dict[tuple[str, int], str]) -> dict[str, Any]:
    """What the ledger says of each record: in full of a report, of a problem and its task what it comes to.

    Which links went into one entry, and in how many steps a task came to its deadline, depends on what came together.
    """
    entries: dict[str, list[Any]] = defaultdict(list)
    comes_to: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(set))
    for entry in Entry.objects.exclude(record__in=("unit", "registry")).order_by("id"):
        content = msgspec.json.decode(entry.content)
        name = called.get((entry.record, entry.record_id), f"{entry.record}:{entry.record_id}")
        if entry.record == "report":
            if entry.action == "report.place":
                content["compound"] = called["compound", content["compound"]]
            entries[name].append((entry.action, content, entry.actor, entry.door))
        elif entry.record in ("problem", "task") and entry.action == "problem.join":
            for report_id in content.pop("linked", ()):
                comes_to[name]["linked"].add(called["report", report_id])
            if entry.record == "task":
                content["problem"] = name
            for said, value in content.items():
                if said not in ("first_on", "condition", "under_way", "compound"):
                    comes_to[name][said] = value
    return {"entries": dict(entries), "comes to": {name: dict(said) for name, said in comes_to.items()}}


def everything() -> dict[str, Any]:
    called = names()
    notified = {
        (message.recipient, called["task", task])
        for message in Message.objects.all()
        for task in msgspec.json.decode(message.body)["tasks"]
    }
    listed = {
        (called["report", item.record_id], item.wanted, item.reason) for item in ExceptionItem.objects.all()
    }
    return {
        "report": table(Report, called, "report"),
        "landed": table(LandedRow, called),
        "reply": table(Reply, called),
        "compound": table(Compound, called, "compound"),
        "problem": table(Problem, called, "problem"),
        "link": table(Link, called),
        "task": table(Task, called, "task"),
        "assignment": table(Assignment, called),
        "notified": notified,
        "listed": listed,
        "ledger": ledger(called),
    }


@pytest.mark.parametrize("seed", range(4))
def test_sixty_rows_at_once_and_one_by_one_come_to_the_same(desk: Desk, seed: int) -> None:
    taken = sixty(seed)
    with transaction.atomic():
        counts = sum((desk.receive([row]).counts for row in taken), start=desk.receive([]).counts)
        one_by_one = everything()
        transaction.set_rollback(True)
    assert Report.objects.count() == 0

    assert desk.receive(taken).counts == counts
    at_once = everything()
    for what, expected in one_by_one.items():
        assert at_once[what] == expected, what
    assert counts["refused"] == 2
    assert len(at_once["listed"]) >= 1
