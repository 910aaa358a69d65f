"""Cases that are driven step by step as lawful officers would, and short ways to try what is not lawful."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.knowledge.law.procedures import Begin
from huiyin.knowledge.law.review.case_file import CaseFile, case_file
from huiyin.knowledge.law.steps.standing import Around, Refusal, Standing, Step
from huiyin.knowledge.law.steps.taking import edge_of, refusals, take

NOTICE = ["facts", "reasons", "basis", "rights", "penalty"]
DECISION = ["party", "facts", "evidence", "kind", "basis", "performance", "remedies", "agency", "seal"]
PEOPLE = {
    "gu": {"role": "officer", "certificate": True},
    "he": {"role": "officer", "certificate": True},
    "pan": {"role": "officer", "certificate": False},
    "tao": {"role": "approver", "certificate": True},
    "wen": {"role": "reviewer", "certificate": True},
    "xie": {"role": "chair", "certificate": True},
}
VISIT = {"id_shown": True, "record": "signed", "entry": "consent"}
SERVED = {"mode": "direct", "consent": False}
LATER = dt.datetime(2026, 1, 1, tzinfo=SHANGHAI)


def at(text: str) -> dt.datetime:
    """A moment of Shanghai: ``2022-09-17 09:00``."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def opened(
    violation: str,
    kind: str = "person",
    role: str = "owner",
    *,
    reported: str = "2022-08-15T09:00:00+08:00",
    **facts: Any,
) -> CaseFile:
    """A case with its first report alone."""
    data = {
        "id": "case",
        "violation": violation,
        "party": {"kind": kind, "role": role},
        "act_from": "2022-08-01",
        "procedure": "ordinary",
        "competent": True,
        "people": PEOPLE,
        "events": [{"act": "reported", "at": reported, "by": []}],
        **facts,
    }
    return case_file(data, book.load())


@dataclass
class Driven:
    """A case on its way; each act is taken if it is lawful, and the test fails otherwise."""

    standing: Standing
    now: dt.datetime = field(default=LATER)

    @classmethod
    def of(cls, case: CaseFile, procedure: str = "ordinary", *, around: Around | None = None) -> Driven:
        start = book.load().procedures[procedure].start
        settled = around or Around(reporters_answered=True, firm_checked=True)
        return cls(Standing(case, MappingProxyType({procedure: start}), around=settled))

    @property
    def case(self) -> CaseFile:
        return self.standing.case

    def step(self, act: str, when: str, *by: str, procedure: str = "ordinary", **said: Any) -> Step:
        """The step of such an act; what the book asks besides and what is sworn stand among what is said."""
        besides = {name.replace("_", "-"): said.pop(name) for name in list(said) if name in _BESIDES}
        sworn = frozenset(said.pop("sworn", ()))
        incident = act in book.load().incidents
        return Step("" if incident else procedure, act, at(when), by or ("gu", "he"), said, besides, sworn)

    def refused(self, act: str, when: str, *by: str, **said: Any) -> list[Refusal]:
        """Why such a step is refused."""
        return refusals(self.standing, self.step(act, when, *by, **said), book.load(), self.now)

    def keys(self, act: str, when: str, *by: str, **said: Any) -> list[str]:
        """The guards, or fields, for which such a step is refused."""
        return [one.guard or one.field for one in self.refused(act, when, *by, **said)]

    def take(self, act: str, when: str, *by: str, **said: Any) -> Driven:
        step = self.step(act, when, *by, **said)
        found = refusals(self.standing, step, book.load(), self.now)
        assert not found, (act, [(one.guard, one.field, one.zh) for one in found])
        assert edge_of(self.standing, step, book.load()) is not None
        self.standing, _ = take(self.standing, step, book.load())
        return self

    def begin(self, procedure: str, begin: Begin) -> Driven:
        """Begin a procedure beside the open ones."""
        tracks: Mapping[str, str] = dict(self.standing.tracks)
        kept = {name: state for name, state in tracks.items() if not (begin.leaves and name == begin.beside)}
        held = book.load().procedures[procedure]
        self.standing = Standing(
            self.case,
            MappingProxyType(kept | {procedure: begin.at or held.start}),
            self.standing.besides,
            self.standing.around,
        )
        return self


_BESIDES = {
    "reason",
    "ground",
    "outcome",
    "receipt",
    "restoration",
    "examined_owner",
    "examined_tenant",
    "examined_sub_lessor",
    "examined_agency",
    "examined_agent",
}


def examined(violation: str) -> dict[str, str]:
    """What the notice wants said of a group renting."""
    if violation != "group-renting":
        return {}
    return {name: "已询问，无违法行为" for name in _BESIDES if name.startswith("examined_")}


def fined(violation: str, kind: str, amount: float, role: str = "owner", **facts: Any) -> Driven:
    """An ordinary case from the first report to the archived decision, within the law of 2022."""
    driven = Driven.of(opened(violation, kind, role, **facts))
    hearing = amount >= (50_000 if kind == "organisation" else 5_000)
    reviewed = hearing
    driven.take("inspect", "2022-08-15 10:30", **VISIT)
    driven.take("educate-first", "2022-08-15 10:40")
    driven.take("order", "2022-08-15 11:00", deadline=dt.date(2022, 8, 25))
    driven.take("serve-paper", "2022-08-15 11:10", **SERVED)
    driven.take("recheck", "2022-08-26 10:00", corrected=False)
    driven.take("file", "2022-08-29 09:00", "tao")
    driven.take("conclude", "2022-09-01 09:00", sworn=("no-recusal",), **examined(violation))
    driven.take(
        "notify",
        "2022-09-02 09:00",
        "tao",
        amount=amount,
        contents=NOTICE,
        hearing_offered=hearing,
        sworn=("facts-clear",),
    )
    driven.take("serve-paper", "2022-09-02 10:00", **SERVED)
    driven.take("hear", "2022-09-05 10:00", kind="waived")
    if reviewed:
        driven.take("review", "2022-09-14 10:00", "wen")
    driven.take(
        "decide", "2022-09-15 10:00", "tao", amount=amount, contents=DECISION, reason="初次，未造成损失"
    )
    driven.take("serve", "2022-09-16 10:00", **SERVED)
    driven.take("pay", "2022-09-26 10:00", amount=amount, how="bank")
    more = {"restoration": "检测报告 2022-10，10 月 9 日"} if violation == "load-bearing" else {}
    driven.take("recheck-again", "2022-10-10 10:00", corrected=True, **more)
    driven.take("perform", "2022-10-10 11:00")
    return driven.take("close", "2022-10-11 10:00", "tao")
