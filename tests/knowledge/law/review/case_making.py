"""Case files composed for these tests: a clean one of each procedure, and short ways to change them."""

from __future__ import annotations

import copy
from typing import Any

from huiyin.knowledge.law import book
from huiyin.knowledge.law.review.case_file import case_file
from huiyin.knowledge.law.review.reviewing import review

Case = dict[str, Any]
NOTICE = ["facts", "reasons", "basis", "rights", "penalty"]
DECISION = ["party", "facts", "evidence", "kind", "basis", "performance", "remedies", "agency", "seal"]
GATE = ("basis", "legal_review", "technical_review", "sign", "published", "content_reviewed")
PEOPLE = {
    "gu": {"role": "officer", "certificate": True},
    "he": {"role": "officer", "certificate": True},
    "pan": {"role": "officer", "certificate": False},
    "tao": {"role": "approver", "certificate": True},
    "wen": {"role": "reviewer", "certificate": True},
    "xie": {"role": "chair", "certificate": True},
}


def event(act: str, at: str, *by: str, **said: Any) -> Case:
    return {"act": act, "at": f"{at}:00+08:00", "by": list(by), **said}


def inspected(at: str, *by: str, **said: Any) -> Case:
    said = {"id_shown": True, "record": "signed", "entry": "consent"} | said
    return event("inspected", at, *(by or ("gu", "he")), **said)


def structure() -> Case:
    """A load-bearing wall that was broken, fined in the ordinary procedure and restored."""
    return {
        "id": "wall",
        "violation": "load-bearing",
        "district": "静安区",
        "party": {"kind": "person", "role": "owner"},
        "act_from": "2022-08-29",
        "act_to": "2022-09-14",
        "procedure": "ordinary",
        "competent": True,
        "people": PEOPLE,
        "events": [
            event("reported", "2022-09-17T09:00"),
            inspected("2022-09-17T10:00"),
            event("ordered", "2022-09-17T11:00", "gu", deadline="2022-09-30"),
            event("served", "2022-09-17T11:10", "gu", mode="direct"),
            event("filed", "2022-09-19T09:00", "tao"),
            event("rechecked", "2022-10-08T09:00", "gu", "he", corrected=False),
            event("notified", "2022-10-10T09:00", "gu", amount=60000, contents=NOTICE, hearing_offered=True),
            event("served", "2022-10-10T10:00", "gu", mode="direct"),
            event("defence", "2022-10-12T10:00", kind="made"),
            event("legal-reviewed", "2022-10-20T10:00", "wen"),
            event("decided", "2022-10-21T10:00", "tao", kind="penalty", amount=60000, contents=DECISION),
            event("served", "2022-10-24T10:00", "gu", mode="direct"),
            event("paid", "2022-10-31T10:00", amount=60000, how="bank"),
            event("closed", "2022-11-10T10:00", "tao", order_met=True, paid=True),
        ],
    }


def terrace() -> Case:
    """A terrace that stands since long: order, no remedy sought, fined, removed by the district's decision."""
    return {
        "id": "terrace",
        "violation": "illegal-construction",
        "in_progress": False,
        "district": "闵行区",
        "party": {"kind": "person", "role": "owner"},
        "act_from": "2016-05-01",
        "procedure": "ordinary",
        "competent": True,
        "people": PEOPLE,
        "events": [
            event("reported", "2022-07-06T09:00"),
            event("arrived", "2022-07-06T15:00", "gu", "he"),
            inspected("2022-07-06T15:10"),
            event("filed", "2022-07-08T09:00", "tao"),
            event("legal-reviewed", "2022-07-18T09:00", "wen"),
            event("removal-ordered", "2022-07-19T09:00", "tao", deadline="2022-08-04"),
            event("served", "2022-07-20T10:00", "gu", mode="direct"),
            event("rechecked", "2022-08-05T09:00", "gu", "he", corrected=False),
            event("notified", "2022-08-10T09:00", "gu", amount=20000, contents=NOTICE, hearing_offered=True),
            event("served", "2022-08-10T10:00", "gu", mode="left"),
            event("defence", "2022-08-12T10:00", kind="waived"),
            event("decided", "2022-08-24T10:00", "tao", kind="penalty", amount=20000, contents=DECISION),
            event("served", "2022-08-26T10:00", "gu", mode="direct"),
            event("paid", "2022-09-05T10:00", amount=20000, how="electronic"),
            event("annotated", "2022-09-06T10:00"),
            event("removal-decided", "2023-02-06T10:00", by_body="district-government"),
            event("removal-announced", "2023-02-07T10:00"),
            event("removed", "2023-02-21T10:00", "gu", "he"),
            event("closed", "2023-03-01T10:00", "tao", order_met=True, paid=True),
        ],
    }


def bag() -> Case:
    """A bag beside the bin, fined on the spot after education and a re-check."""
    return {
        "id": "bag",
        "violation": "litter",
        "district": "普陀区",
        "party": {"kind": "person", "role": "occupant"},
        "act_from": "2022-08-01",
        "act_to": "2022-08-01",
        "procedure": "on-the-spot",
        "competent": True,
        "people": PEOPLE,
        "events": [
            inspected("2022-08-01T08:00", entry="public"),
            event("educated", "2022-08-01T08:05", "gu"),
            event("ordered", "2022-08-01T08:10", "gu", deadline="2022-08-01"),
            event("notified", "2022-08-01T08:20", "gu", amount=100, contents=NOTICE, hearing_offered=False),
            event("decided", "2022-08-01T08:30", "gu", kind="penalty", amount=100, contents=DECISION),
            event("served", "2022-08-01T08:31", "gu", mode="direct"),
            event("paid", "2022-08-01T08:40", amount=100, how="cash"),
            event("closed", "2022-08-02T09:00", "tao", order_met=True, paid=True),
        ],
    }


def unpaid() -> Case:
    """A façade whose owner neither pays nor sues, so that the court is asked."""
    case = structure() | {"id": "facade", "violation": "facade", "act_from": "2022-08-20"}
    rows = case["events"]
    the(case, "notified").update(amount=3000, hearing_offered=False)
    the(case, "decided").update(amount=3000)
    rows[-2:] = [
        event("surcharged", "2022-11-30T10:00", amount=1980, days=22),
        event("urged", "2023-04-28T10:00", "gu", by_body="enforcement"),
        event("court-applied", "2023-05-16T10:00", "tao"),
    ]
    return case


def the(case: Case, act: str, number: int = 0) -> Case:
    """The event of an act, the first unless said otherwise."""
    found: Case = [one for one in case["events"] if one["act"] == act][number]
    return found


def without(case: Case, act: str) -> Case:
    """The case without the events of an act."""
    case["events"] = [one for one in case["events"] if one["act"] != act]
    return case


def with_event(case: Case, *events: Case) -> Case:
    """The case with further events, wherever their moments put them."""
    case["events"] = sorted([*case["events"], *events], key=lambda one: one["at"])
    return case


def defects(case: Case) -> list[str]:
    """The codes of what the review finds, each once, in the book's order."""
    found = review(case_file(copy.deepcopy(case), book.load()), book.load())
    return list(dict.fromkeys(one.defect.id for one in found))
