"""Somebody who tries acts at random in a case: mostly sensibly, so that cases come to their ends, and often enough not."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random
from types import MappingProxyType
from typing import Any

from case_driving import BOOK, BY_ROLE, LATER, PEOPLE, SWORN, opened

from huiyin.knowledge.law.explaining import in_force
from huiyin.knowledge.law.procedures import Edge, Incident
from huiyin.knowledge.law.review.reviewing import review
from huiyin.knowledge.law.steps.fields import Field, fields_of
from huiyin.knowledge.law.steps.standing import Around, Standing, Step, begun, has_ended, order_met
from huiyin.knowledge.law.steps.taking import Option, beginnings, first_procedures, open_acts, refusals, take

AMOUNTS = (0, 50, 100, 200, 500, 1_000, 3_000, 5_000, 10_000, 20_000, 50_000, 60_000, 100_000)
_LIKELY = {
    "record": "signed",
    "entry": "consent",
    "mode": "direct",
    "how": "bank",
    "personal_data": False,
    "residents": False,
    "consent": True,
}
_GAPS = (0, 0, 5, 20, 60, 180, 1_440, 1_440, 3 * 1_440)
"""Minutes from one try to the next; where something waits for the remedies to be over, half a year goes by now and then."""
_HALF_A_YEAR = 190 * 1_440
_BEGUN = {"transfer": 0.02, "no-penalty": 0.05, "pudong-fast": 0.3, "performance-by-others": 0.2}
"""How readily what ends a case soon, or lies beside it, is begun."""


@dataclass
class Walk:
    """One case, what was tried in it, and the defects that the guards of what was taken are there to keep out."""

    random: Random
    standing: Standing
    at: dt.datetime
    kept_out: set[str] = field(default_factory=set)
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    @classmethod
    def begin(cls, seed: int) -> Walk:
        random = Random(seed)
        violation = random.choice([code for code in BOOK.violations if BOOK.fines.get(code)])
        kind = random.choice(("person", "individual-business", "organisation"))
        facts: dict[str, Any] = {
            "district": random.choice(("静安区", "浦东新区")),
            "area_m2": random.choice((None, 6.0)),
            "fined_before": random.random() < 0.05,
            "competent": random.random() < 0.95,
        }
        if violation == "illegal-construction":
            facts["in_progress"] = random.random() < 0.5
        start = random.choice(("2022-07-04 09:00", "2022-09-28 09:00", "2022-11-01 09:00"))
        role = "property-firm" if violation.startswith("pm-") else random.choice(("owner", "occupant", None))
        case = opened(violation, kind, role, reported=start, **(facts | {"act_from": "2022-06-01"}))
        procedure = random.choice(
            [one for one in first_procedures(case, BOOK) if one.id != "transfer" or random.random() < 0.1]
            or list(first_procedures(case, BOOK))
        )
        standing = Standing(case, MappingProxyType({procedure.id: procedure.start}))
        return cls(random, standing, case.events[-1].at)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    @property
    def ended(self) -> bool:
        return has_ended(self.standing, BOOK)

    def go(self) -> bool:
        """Try something; whether it was taken."""
        self.standing = replace(self.standing, around=Around(self.chance(0.7), self.chance(0.7)))
        before, gap = self.standing, self.random.choice(_GAPS)
        waits = {"court", "existing-construction"} & set(before.tracks)
        self.at += dt.timedelta(minutes=_HALF_A_YEAR if self.chance(0.04 if waits else 0.002) else gap)
        if gap and self.chance(0.9):
            self.at = self.at.replace(hour=self.random.choice((9, 10, 14, 16)))
        possible = [one for one in beginnings(before, BOOK) if self.chance(_BEGUN.get(one[0].id, 1))]
        if possible and self.chance(0.15):
            self.standing = begun(before, *self.random.choice(possible))
            return True
        step, option = self.tried()
        found = refusals(before, step, BOOK, LATER)
        assert before == self.standing
        if found:
            assert all(one.zh and one.en for one in found)
            self.refused.update({one.guard for one in found})
            return False
        assert option is not None
        self.standing, _ = take(before, step, BOOK)
        self.at = step.at
        self.taken[step.procedure, step.act] += 1
        self.kept_out |= {code for guard, _ in option.guards for code in guard.defects}
        self.check(before, option.edge, step)
        return True

    def tried(self) -> tuple[Step, Option | None]:
        options = open_acts(self.standing, BOOK, self.at)
        if not options or self.chance(0.05):
            procedure = self.random.choice(list(BOOK.procedures.values()))
            edge = self.random.choice(procedure.edges)
            option = next(
                (one for one in options if (one.procedure, one.act) == (procedure.id, edge.act)), None
            )
            if option is None:
                return self.stated(procedure.id, edge.act, edge), None
            return self.stated(option.procedure, option.act, option.edge), option
        likely = [one for one in options if not one.barred] or options
        # What was done often already is tried less, so that cases move on.
        weights = [
            (8 if one.procedure else 1) / (1 + self.taken[one.procedure, one.act]) ** 2 for one in likely
        ]
        option = self.random.choices(likely, weights)[0] if self.chance(0.95) else self.random.choice(options)
        return self.stated(option.procedure, option.act, option.edge), option

    def stated(self, procedure: str, act: str, edge: Edge | Incident) -> Step:
        said: dict[str, Any] = {}
        besides: dict[str, str] = {}
        for one in fields_of(edge, self.standing.case.facts.violation, BOOK):
            if self.chance(0.03):
                continue
            value = self.value(one)
            if one.beside:
                besides[one.name] = value
            elif value is not None:
                said[one.name] = value
        if said.get("corrected") is False:
            besides.pop("restoration", None)
        by = BY_ROLE.get(edge.role, ("gu", "he"))
        if self.chance(0.08):
            by = tuple(self.random.sample([*PEOPLE, "nobody"], self.random.randint(0, 3)))
        sworn = SWORN if self.chance(0.95) else frozenset[str]()
        when = self.at - dt.timedelta(days=9) if self.chance(0.03) else self.at
        return Step(procedure, act, when, by, said, besides, sworn)

    def value(self, one: Field) -> Any:
        if one.beside:
            return self.besides(one)
        match one.kind:
            case "yes-no":
                return _LIKELY.get(one.name, True) if self.chance(0.8) else self.chance(0.5)
            case "day":
                return self.at.date() + dt.timedelta(days=self.random.randint(-1, 15))
            case "moment":
                if one.name == "for":
                    return self.at + dt.timedelta(days=self.random.randint(5, 20))
                return self.at + dt.timedelta(minutes=self.random.choice((-600, -60, 0, 60)))
            case "amount":
                told = [event.get("amount") for event in self.standing.case.all("notified", "decided")]
                return told[-1] if told and self.chance(0.8) else self.random.choice(self.amounts())
            case "count":
                return self.random.randint(1, 30)
            case "several":
                ids = [choice for choice, _ in one.choices]
                return ids if self.chance(0.95) else self.random.sample(ids, 3)
            case _:
                ids = [choice for choice, _ in one.choices]
                likely = _LIKELY.get(one.name)
                return likely if likely is not None and self.chance(0.85) else self.random.choice(ids)

    def amounts(self) -> list[float]:
        """Sums that some rule of the case may threaten, and some that none does."""
        facts = self.standing.case.facts
        ranges = [one.in_yuan(facts.area_m2) for one in in_force(facts, BOOK, self.at.date())]
        lawful = [low for found in ranges if found is not None for low in (found[0], max(found[0], 200))]
        return [*lawful, *lawful, self.random.choice(AMOUNTS)]

    def besides(self, one: Field) -> str:
        if one.choices:
            return self.random.choice([choice for choice, _ in one.choices])
        if one.name == "rule":
            rules = in_force(self.standing.case.facts, BOOK, self.at.date())
            return self.random.choice([rule.id for rule in rules] or [""])
        if one.name == "posted-on":
            return (self.at.date() - dt.timedelta(days=self.random.choice((3, 11, 61)))).isoformat()
        return "写明" if self.chance(0.9) else ""

    def check(self, before: Standing, edge: Edge | Incident, step: Step) -> None:
        """What no chance may bring about."""
        case, tracks = self.standing.case, self.standing.tracks
        violation = case.facts.violation
        found = {one.defect.id for one in review(case, BOOK)}
        if self.standing.besides.get("five-years"):
            # That five years run is a person's to say; the review of a file leaves it open.
            found.discard("time-barred")
        assert not found & self.kept_out, (step, found & self.kept_out)
        if isinstance(edge, Incident):
            return
        final = next(one.final for one in BOOK.procedures[step.procedure].states if one.id == edge.target)
        branch = BOOK.procedures[step.procedure].branch
        if final and not branch:
            assert before.around == Around(reporters_answered=True, firm_checked=True)
            if violation == "load-bearing" and step.procedure != "transfer":
                assert self.standing.besides["restoration"]
        if edge.event == "decided" and case.penalty is not None:
            assert case.last("ordered", "removal-ordered") is not None
            if violation in ("waste-unsorted", "litter") and case.fine is not None:
                assert case.last("educated", before=case.fine) is not None
        assert len(list(case.all("decided"))) <= 1
        if edge.target == "gone":
            assert step.act in ("remove-oneself", "remove")
            assert order_met(case)
        if self.ended and "transfer" not in tracks:
            self.closed_lawfully()

    def closed_lawfully(self) -> None:
        case = self.standing.case
        if case.facts.violation == "ebike-common-parts":
            assert case.last("ordered") is not None
        if case.facts.violation == "illegal-construction":
            assert case.last("ordered", "removal-ordered") is not None
            assert order_met(case)
            assert case.served(case.decided) is not None
