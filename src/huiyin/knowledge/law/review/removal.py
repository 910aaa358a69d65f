"""Removing buildings, cutting supplies, and notes on the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from huiyin.knowledge.law.calendar import is_working_day
from huiyin.knowledge.law.clocks import months_after
from huiyin.knowledge.law.pudong import PUDONG_SINCE, is_pudong
from huiyin.knowledge.law.review.carrying_out import REMEDY_MONTHS
from huiyin.knowledge.law.review.case_file import CaseFile, Event
from huiyin.knowledge.law.review.finding import Finding

_NIGHT_ENDS, _NIGHT_BEGINS = dt.time(6), dt.time(22)
_NOTED = frozenset({"illegal-construction", "load-bearing"})
_NOTED_IN_PUDONG = _NOTED | {"facade", "group-renting"}


def removed(case: CaseFile) -> Iterator[Finding]:
    """What stands finished is removed after six months without remedy, by the district's decision, announced; nothing at night
    or on a day off without urgent approval."""
    for gone in case.all("removed"):
        if case.finished_building:
            yield from _of_finished(case, gone)
        approved = gone.get("urgent_approved_at")
        if at_rest(gone.at) and (approved is None or approved > gone.at):
            yield Finding("removal-night-or-holiday", gone)


def at_rest(at: dt.datetime) -> bool:
    """Whether a moment of Shanghai lies at night or on a day off, when nothing is removed (强制法 43)."""
    return not _NIGHT_ENDS <= at.time() < _NIGHT_BEGINS or not is_working_day(at.date())


def _of_finished(case: CaseFile, gone: Event) -> Iterator[Finding]:
    served = case.served(case.last("removal-ordered", before=gone))
    over = months_after(served.day, REMEDY_MONTHS) if served is not None and served.at < gone.at else None
    if over is None or gone.day <= over or case.in_remedy(gone.at):
        zh = "限期拆除决定未送达" if over is None else f"起诉期限至 {over}，或者复议、诉讼未结束"
        en = (
            "the order to remove was not served"
            if over is None
            else f"suit may be filed until {over}, or a review or suit is open"
        )
        yield Finding("removal-too-early", gone, zh, en)
    decided = (one for one in case.all("removal-decided") if one.at < gone.at)
    if not any(one.get("by_body") == "district-government" for one in decided):
        yield Finding("removal-wrong-body", gone)
    if case.last("removal-announced", before=gone) is None:
        yield Finding("removal-no-announcement", gone)


def supplies(case: CaseFile) -> Iterator[Finding]:
    """Residents' water, power, heat and gas are never cut."""
    for cut in case.all("utilities-cut"):
        if cut.get("residents"):
            yield Finding("residents-utilities-cut", cut)


def notes(case: CaseFile) -> Iterator[Finding]:
    """The register notes what the law names alone, and by a paper that was served."""
    for noted in case.all("annotated"):
        in_pudong = is_pudong(case.facts.district) and noted.day >= PUDONG_SINCE
        if case.facts.violation not in (_NOTED_IN_PUDONG if in_pudong else _NOTED):
            yield Finding("annotation-not-allowed", noted)
        papers = [case.served(case.last(act, before=noted)) for act in ("decided", "removal-ordered")]
        if not any(served is not None and served.at < noted.at for served in papers):
            yield Finding("annotation-before-effect", noted)
