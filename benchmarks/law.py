"""The law: how long an act is explained, and how long all open clocks take to be counted anew.

``python -m benchmarks.law`` prints one JSON object: milliseconds of `explain` from the facts as JSON to the answer as told, and
seconds for 20,000 clocks with their stories, of open cases and of the book's own. Wall time, since nothing else works for it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

EXAMPLES = Path(__file__).resolve().parent.parent / "docs/examples/cases"
CLOCKS = 20_000
ROUNDS = 3


def main() -> None:
    """Measure in one process, once the book is read."""
    from huiyin.knowledge.law import book

    law = book.load()
    json.dump({"explain": _explain(law), "clocks": _clocks(law)}, sys.stdout)


def _explain(law: Any) -> dict[str, float]:
    """Milliseconds over every violation, detail, kind of party, and days on both sides of the changes of law."""
    from huiyin.knowledge.law import telling
    from huiyin.knowledge.law.explaining import explain
    from huiyin.knowledge.law.facts import taken
    from huiyin.knowledge.law.fines import PARTY_KINDS, Role

    acts = [(code, row.id) for code in law.violations for row in law.details.get(code, ())]
    acts += [(code, None) for code in law.violations]
    days = ("2022-08-01", "2022-11-30", "2022-12-01", "2023-12-28", "2026-08-15")
    roles = itertools.cycle((None, *get_args(Role)))
    facts = [
        {
            "violation": code,
            "detail": detail,
            "party": {"kind": kind, "role": next(roles)},
            "act_from": day,
            "act_to": day,
            "found": day,
            "decision_date": "2026-09-01",
            "area_m2": 12.5,
            "district": "静安区",
        }
        for code, detail in acts
        for kind in PARTY_KINDS
        for day in days
    ]
    random.Random(1).shuffle(facts)
    took = [
        _seconds(lambda one=one: telling.explained(explain(taken(one, law), law), law)) * 1000
        for one in facts * ROUNDS
    ]
    took.sort()
    return {
        "facts": len(facts),
        "p50": took[len(took) // 2],
        "p99": took[int(len(took) * 0.99)],
        "worst": took[-1],
    }


def _clocks(law: Any) -> dict[str, float]:
    """Seconds for 20,000 clocks of open cases, extensions and closed reviews among them, and of the book's own."""
    from huiyin.knowledge.law import clocks
    from huiyin.knowledge.law.steps.limits import running

    cases = list(_open_cases(law))
    held = sum(len(running(case, law)) for case in cases)
    times = -(-CLOCKS // held)
    told = [
        (dt.date(2022, 7, 1) + dt.timedelta(days=number % 153), row.limit, row.unit, row.roll)
        for number, row in zip(range(CLOCKS), itertools.cycle(law.clocks.values()), strict=False)
    ]

    def of_cases() -> None:
        for _ in range(times):
            for case in cases:
                running(case, law)

    def of_the_book() -> None:
        for start, limit, unit, roll in told:
            clocks.due(start, limit, unit, roll=roll)

    return {
        "of cases": _anew(of_cases) * CLOCKS / (held * times),
        "of the book": _anew(of_the_book),
    }


def _open_cases(law: Any) -> Iterator[Any]:
    """The examples, each broken off after each of its events, and begun on each of sixty days."""
    from huiyin.knowledge.law.review.case_file import case_file

    lines = [
        line
        for path in sorted(EXAMPLES.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    for line in lines:
        for later in range(0, 60, 7):
            whole = _moved(json.loads(line), dt.timedelta(days=later))
            for number in range(1, len(whole["events"])):
                yield case_file(whole | {"events": whole["events"][:number]}, law)


def _moved(case: dict[str, Any], by: dt.timedelta) -> dict[str, Any]:
    events = [
        event | {"at": (dt.datetime.fromisoformat(event["at"]) + by).isoformat()} for event in case["events"]
    ]
    return case | {"events": events}


def _anew(act: Callable[[], None]) -> float:
    """The middle of three, with nothing kept from the one before."""
    from huiyin.knowledge.law import clocks

    took = []
    for _ in range(ROUNDS):
        clocks._due_date.cache_clear()
        took.append(_seconds(act))
    return sorted(took)[ROUNDS // 2]


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
