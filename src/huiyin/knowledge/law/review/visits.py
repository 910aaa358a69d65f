"""Competence, time limits of acting, and how visits were made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from huiyin.knowledge.law.book import Book
from huiyin.knowledge.law.clocks import months_after
from huiyin.knowledge.law.explaining import BARRED_MONTHS, arrival
from huiyin.knowledge.law.review.case_file import VISITS, CaseFile
from huiyin.knowledge.law.review.finding import Finding, moment

_OFFICERS = 2


def competence(case: CaseFile) -> Iterator[Finding]:
    """Whether the agency may act at all, and whether it may fine this act once more."""
    if case.competent is False:
        yield Finding("not-competent", case.decided)
    if case.fined_before and case.fine is not None:
        yield Finding("double-fine", case.fine)


def in_time(case: CaseFile, book: Book) -> Iterator[Finding]:
    """Found within two years, and at the place within the hours of an illegal construction."""
    found = case.first("reported", "inspected")
    ended = case.facts.act_to
    if found is not None and ended is not None and found.day > months_after(ended, BARRED_MONTHS):
        yield Finding(
            "time-barred",
            found,
            f"行为于 {ended} 终了，{found.day} 发现",
            f"the act ended on {ended} and was found on {found.day}",
        )
    yield from _arrival(case, book)


def _arrival(case: CaseFile, book: Book) -> Iterator[Finding]:
    reported, clock = case.first("reported"), arrival(case.facts, book)
    if reported is None or clock is None:
        return
    hours = dt.timedelta(hours=clock.limit)
    until = reported.at + hours
    if any(reported.at - hours <= one.at <= reported.at for one in case.all("arrived", "inspected")):
        # Whoever has just been there when it is reported is not late.
        return
    there = case.first("arrived", after=reported) or case.first("inspected", after=reported)
    if there is None:
        if case.events[-1].at > until:
            yield Finding(
                "late-arrival",
                reported,
                f"{clock.limit} 小时内无人到场",
                f"nobody came within {clock.limit} hours",
            )
    elif there.at > until:
        yield Finding(
            "late-arrival",
            there,
            f"{moment(reported.at)} 接报，{moment(there.at)} 到场，限 {clock.limit} 小时",
            f"reported {moment(reported.at)}, arrived {moment(there.at)}, within {clock.limit} hours",
        )


def made_lawfully(case: CaseFile) -> Iterator[Finding]:
    """Two officers with certificates who show them, a signed record, and a lawful entry."""
    for visit in case.all(*VISITS):
        officers = {
            who
            for who in visit.by
            if (person := case.people.get(who)) is not None and person.role == "officer"
        }
        if len(officers) < _OFFICERS:
            yield Finding("one-officer", visit, f"执法人员 {len(officers)} 人", f"{len(officers)} officer(s)")
        if any(not case.people[who].certificate for who in officers):
            yield Finding("no-certificate", visit)
        if visit.act == "inspected":
            if not visit.get("id_shown"):
                yield Finding("id-not-shown", visit)
            if visit.get("record") in (None, "unsigned"):
                yield Finding("unsigned-record", visit)
            if visit.get("entry") == "refused":
                yield Finding("unlawful-entry", visit)
