"""Cases that are driven step by step as lawful officers would, and short ways to try what is not lawful."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.knowledge.law.review.case_file import CaseFile, case_file
from huiyin.knowledge.law.steps.standing import Around, Refusal, Standing, Step, begun
from huiyin.knowledge.law.steps.taking import beginnings, refusals, take

BOOK = book.load()
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
BY_ROLE = {"head": ("tao",), "reviewer": ("wen",), "chair": ("xie",), "district-government": ("tao",)}
VISIT = {"id_shown": True, "record": "signed", "entry": "consent", "findings": "露台上一处铝合金框，已封顶"}
SERVED = {"mode": "direct", "consent": False}
SWORN = frozenset(guard.id for guard in BOOK.guards.values() if guard.attested)
LATER = dt.datetime(2026, 1, 1, tzinfo=SHANGHAI)
SETTLED = Around(reporters_answered=True, firm_checked=True)


def at(text: str) -> dt.datetime:
    """A moment of Shanghai: ``2022-09-17 09:00``."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def opened(
    violation: str,
    kind: str = "person",
    role: str | None = "owner",
    *,
    reported: str = "2022-08-15 09:00",
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
        "events": [{"act": "reported", "at": at(reported).isoformat(), "by": []}],
        **facts,
    }
    return case_file(data, BOOK)


@dataclass
class Driven:
    """A case on its way in the procedure that was begun last; each act is taken if it is lawful, and the test fails otherwise."""

    standing: Standing
    procedure: str
    now: dt.datetime = field(default=LATER)

    @classmethod
    def of(cls, case: CaseFile, procedure: str = "ordinary", around: Around = SETTLED) -> Driven:
        start = BOOK.procedures[procedure].start
        return cls(Standing(case, MappingProxyType({procedure: start}), around=around), procedure)

    @property
    def case(self) -> CaseFile:
        return self.standing.case

    @property
    def tracks(self) -> dict[str, str]:
        return dict(self.standing.tracks)

    def step(self, act: str, when: str, *by: str, sworn: Any = SWORN, **said: Any) -> Step:
        """The step of such an act, by whoever acts in such a role; what the book asks besides stands among what is said."""
        besides = {
            name.replace("_", "-"): said.pop(name)
            for name in list(said)
            if name.replace("_", "-") in BOOK.besides
        }
        if act in BOOK.incidents:
            procedure, role = "", BOOK.incidents[act].role
        else:
            procedure = self.procedure
            roles = [edge.role for edge in BOOK.procedures[procedure].edges if edge.act == act]
            role = roles[0] if roles else "officers"
        who = by or BY_ROLE.get(role, ("gu", "he"))
        said = {name.removesuffix("_"): value for name, value in said.items()}
        return Step(procedure, act, at(when), who, said, besides, frozenset(sworn))

    def refused(self, act: str, when: str, *by: str, **said: Any) -> list[Refusal]:
        """Why such a step is refused; whatever the answer, the case is as it was."""
        before = self.standing
        found = refusals(before, self.step(act, when, *by, **said), BOOK, self.now)
        assert self.standing is before
        return found

    def keys(self, act: str, when: str, *by: str, **said: Any) -> list[str]:
        """The guards, or fields, for which such a step is refused."""
        return [one.guard or one.field for one in self.refused(act, when, *by, **said)]

    def take(self, act: str, when: str, *by: str, **said: Any) -> Driven:
        step = self.step(act, when, *by, **said)
        found = refusals(self.standing, step, BOOK, self.now)
        assert not found, (act, [(one.guard, one.field, one.zh) for one in found])
        self.standing, _ = take(self.standing, step, BOOK)
        return self

    def begin(self, procedure: str) -> Driven:
        """Begin a procedure beside the open ones, if it may begin now; what follows is taken in it."""
        path, how = next(one for one in beginnings(self.standing, BOOK) if one[0].id == procedure)
        self.standing, self.procedure = begun(self.standing, path, how), procedure
        return self

    def within(self, procedure: str) -> Driven:
        """Go on in another of the open procedures."""
        assert procedure in self.standing.tracks
        self.procedure = procedure
        return self

    def with_people(self, **people: Any) -> Driven:
        self.standing = replace(
            self.standing, case=replace(self.case, people=dict(self.case.people) | people)
        )
        return self

    def with_around(self, *, answered: bool = True, checked: bool = True) -> Driven:
        self.standing = replace(self.standing, around=Around(answered, checked))
        return self


EXAMINED = ("examined_owner", "examined_tenant", "examined_sub_lessor", "examined_agency", "examined_agent")


def concluding(violation: str) -> dict[str, str]:
    """What concluding an investigation asks of such a case besides."""
    if violation == "group-renting":
        return dict.fromkeys(EXAMINED, "已询问") | {"rooms": "两间共 24 平方米，4 人，无家庭成员"}
    if violation in ("illegal-construction", "load-bearing"):
        return {"expert_finding": "房屋检测报告 2022-17 号，8 月 30 日"}
    return {}


def choosing(rule: str | None) -> dict[str, str]:
    """The choice between two rules that compete."""
    return {"rule": rule, "rule_reason": "通知所引"} if rule else {}


def ordered(driven: Driven) -> Driven:
    """From the lead to an order that is served and, by the re-check after its term, not obeyed: 08-15 to 08-26."""
    driven.take("inspect", "2022-08-15 10:30", **VISIT)
    driven.take("educate-first", "2022-08-15 10:40")
    driven.take("order", "2022-08-15 11:00", deadline=day("2022-08-25"))
    driven.take("serve-paper", "2022-08-15 11:10", **SERVED)
    return driven.take("recheck", "2022-08-26 10:00", corrected=False)


def concluded(driven: Driven) -> Driven:
    """Filed and investigated: 08-29 to 09-01."""
    driven.take("file", "2022-08-29 09:00")
    return driven.take("conclude", "2022-09-01 09:00", **concluding(driven.case.facts.violation))


def notified(driven: Driven, amount: float, rule: str | None = None) -> Driven:
    """Told and served on 09-02; the party waives its defence on 09-05."""
    hearing = amount >= (50_000 if driven.case.facts.party.kind == "organisation" else 5_000)
    driven.take(
        "notify",
        "2022-09-02 09:00",
        amount=amount,
        contents=NOTICE,
        hearing_offered=hearing,
        **choosing(rule),
    )
    driven.take("serve-paper", "2022-09-02 10:00", **SERVED)
    return driven.take("hear", "2022-09-05 10:00", kind="waived")


def decided(driven: Driven, amount: float, rule: str | None = None) -> Driven:
    """Notified, reviewed where the amount wants it, decided on 09-15 and served on 09-16."""
    notified(driven, amount, rule)
    grave = amount >= (50_000 if driven.case.facts.party.kind == "organisation" else 5_000)
    if grave:
        driven.take("review", "2022-09-14 10:00")
    said = {"discussion": "集体讨论记录 12 号，9 月 14 日"} if grave else {}
    driven.take(
        "decide", "2022-09-15 10:00", amount=amount, contents=DECISION, reason="初次，未造成损失", **said
    )
    return driven.take("serve", "2022-09-16 10:00", **SERVED)


def performed(driven: Driven, amount: float) -> Driven:
    """Paid and found corrected: 09-26 to 10-10."""
    if amount:
        driven.take("pay", "2022-09-26 10:00", amount=amount, how="bank")
    more = (
        {"restoration": "检测报告 2022-31 号，10 月 9 日"}
        if driven.case.facts.violation == "load-bearing"
        else {}
    )
    return driven.take("recheck-again", "2022-10-10 10:00", corrected=True, **more)


def fined(driven: Driven, amount: float, rule: str | None = None) -> Driven:
    """An ordinary case from the first report to the archived file, within the law of 2022."""
    performed(decided(concluded(ordered(driven)), amount, rule), amount)
    driven.take("perform", "2022-10-10 11:00")
    driven.take("close", "2022-10-11 10:00")
    return driven.take("archive", "2022-10-12 10:00", volume="2022-88")


def on_the_spot(case: CaseFile, amount: float) -> Driven:
    """From what is found to what is decided on the spot and handed over, on 08-15 and after a re-check on 08-26."""
    driven = ordered(Driven.of(case, "on-the-spot"))
    driven.take("notify", "2022-08-26 10:10", amount=amount, contents=[], hearing_offered=False)
    driven.take("hear", "2022-08-26 10:12", kind="none")
    driven.take("decide", "2022-08-26 10:15", amount=amount, contents=DECISION, reason="首次")
    driven.take("serve", "2022-08-26 10:16", **SERVED)
    return driven.take("report", "2022-08-26 15:00")


def under_way(kind: str = "person", **facts: Any) -> Driven:
    """Something that is being built, and stopped."""
    case = opened("illegal-construction", kind, in_progress=True, **facts)
    return stopped(Driven.of(case, "construction-under-way"))


def stopped(driven: Driven) -> Driven:
    """What is being built is stopped within the hours, ordered in writing, and served on 08-15."""
    driven.take("arrive", "2022-08-15 10:30")
    driven.take("stop", "2022-08-15 10:40", **VISIT)
    driven.take("order", "2022-08-15 11:00", deadline=day("2022-08-16"))
    return driven.take("serve-paper", "2022-08-15 11:10", **SERVED)


def standing_long(kind: str = "person", **facts: Any) -> Driven:
    """Something that stands, and is told to go."""
    facts = {"act_from": "2016-05-01", "in_progress": False} | facts
    return told_to_go(Driven.of(opened("illegal-construction", kind, **facts), "existing-construction"))


def told_to_go(driven: Driven) -> Driven:
    """What stands is ordered to go by 08-31, served and announced on 08-19."""
    driven.take("inspect", "2022-08-15 10:30", **VISIT)
    driven.take("review", "2022-08-17 10:00")
    driven.take(
        "order", "2022-08-18 10:00", deadline=day("2022-08-31"), expert_finding="规划资源局认定函 8 号"
    )
    driven.take("serve-paper", "2022-08-19 10:00", **SERVED)
    return driven.take("announce", "2022-08-19 15:00")


def penalty_beside(driven: Driven, amount: float = 20_000) -> Driven:
    """The penalty for a building, beside what is done about the building itself: 09-01 to 09-16."""
    driven.begin("ordinary").take("file", "2022-08-29 09:00")
    driven.take("conclude", "2022-09-01 09:00", expert_finding="规划资源局认定函 8 号")
    return decided(driven, amount)


def to_be_removed(driven: Driven) -> Driven:
    """After the six months the government urges, hears the party, and decides that what stands is removed."""
    driven.within("existing-construction")
    driven.take("control", "2022-09-27 10:00")
    driven.take("urge", "2023-02-21 10:00")
    driven.take("serve-paper", "2023-02-21 11:00", **SERVED)
    driven.take("decide-removal", "2023-03-08 10:00")
    return driven.take("serve-paper", "2023-03-08 11:00", **SERVED)


def unpaid(violation: str = "facade", amount: float = 3_000) -> Driven:
    """A fine of 2022 that nobody paid, urged after the six months."""
    driven = decided(concluded(ordered(Driven.of(opened(violation)))), amount).begin("court")
    driven.take("urge", "2023-03-20 10:00")
    return driven.take("serve-paper", "2023-03-20 11:00", **SERVED)


def fast(amount: float = 3_000, **facts: Any) -> Driven:
    """A case of Pudong in November 2022, filed, and the party asks for the fast procedure."""
    facts = {"district": "浦东新区", "act_from": "2022-11-02", "reported": "2022-11-02 09:00"} | facts
    driven = Driven.of(opened("facade", **facts))
    driven.take("inspect", "2022-11-02 10:00", **VISIT)
    driven.take("order", "2022-11-02 10:30", deadline=day("2022-11-04"))
    driven.take("serve-paper", "2022-11-02 10:31", **SERVED)
    driven.take("file", "2022-11-03 09:00").begin("pudong-fast")
    driven.take("ask", "2022-11-03 10:00")
    hearing = amount >= 5_000
    driven.take("notify", "2022-11-03 11:00", amount=amount, contents=NOTICE, hearing_offered=hearing)
    driven.take("serve-paper", "2022-11-03 11:10", **SERVED)
    return driven.take("hear", "2022-11-03 11:30", kind="waived")
