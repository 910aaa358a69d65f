"""A survey form that somebody else has recorded while one was filled in: who, when, and where the two differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from huiyin.doors.web.language import label
from huiyin.doors.web.places.survey_fields import Findings
from huiyin.doors.web.problem.words import moment
from huiyin.records.accounts.queries import people
from huiyin.records.problems.columns import SURVEY_FINDINGS
from huiyin.records.problems.models import SurveyForm
from huiyin.records.problems.survey import SAID
from huiyin.records.problems.survey_forms import Form, said
from huiyin.records.problems.survey_places import counts_of


@dataclass(frozen=True, slots=True)
class Differing:
    """Something of which two forms say different things: its name, what the recorded one says, what the other says."""

    name: str
    recorded: str
    typed: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Who recorded a form meanwhile and when, and all in which it differs from what was typed."""

    who: str
    at: str
    rows: tuple[Differing, ...]


def meanwhile(fields: Findings, typed: Form, recorded: SurveyForm) -> Meanwhile:
    """What the later of two is told of the earlier. One statement."""
    who = people({recorded.entered_by}).get(recorded.entered_by, recorded.entered_by)
    rows = (row for row in _rows(fields, typed, recorded) if row.recorded != row.typed)
    return Meanwhile(who, moment(recorded.entered_at), tuple(rows))


def _rows(fields: Findings, typed: Form, recorded: SurveyForm) -> Iterator[Differing]:
    theirs = counts_of(recorded)
    for name, value in zip(SAID, said(typed), strict=True):
        if name != "counts":
            yield Differing(str(fields[name].label), _words(getattr(recorded, name)), _words(value))
            continue
        for column in SURVEY_FINDINGS:
            key = column.key
            counts = (_words(form.get(key, 0)) for form in (theirs, typed.counts))
            yield Differing(label(column.zh, column.en), *counts)


def _words(value: object) -> str:
    return str(value) or "—"
