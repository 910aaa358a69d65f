"""Survey forms that come back: each row read and checked by itself, so that a bad one holds no other up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from huiyin.records.problems.columns import SURVEY, SURVEY_FINDINGS
from huiyin.records.problems.models import SurveyForm
from huiyin.records.problems.numbers import compound_number, compound_of
from huiyin.records.problems.survey import compounds_to_survey, why_no_day
from huiyin.records.problems.survey_described import NONE, Described, as_frozen, differing, registered
from huiyin.records.registry.models import Compound, Unit
from huiyin.records.reports.landing.cleaning import canonical_json, clean, tidy
from huiyin.records.reports.landing.dates import parse_moment
from huiyin.records.reports.landing.errors import BadValue, HeaderRefused, Problem
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.header import Header, column_key, find_header
from huiyin.records.reports.landing.workbook import open_rows

R = TypeVar("R")

MOST_FOUND = 99_999
NOTES = 2_000
DEVICES = 255
SURVEYORS = 128

_NAMES = {column.key: column.zh for column in SURVEY}
# What the office fills in; the rest of a row goes out with the form.
_TO_FILL = (
    "surveyed_on",
    "surveyors",
    "heard",
    *(column.key for column in SURVEY_FINDINGS),
    "devices",
    "main_conflict",
    "proposal",
)
_NEEDED = ("compound_number", "surveyed_on", "surveyors")
_COUNT = re.compile(r"(\d{1,5})(?:处|起|户|人|个)?", re.ASCII)
_BETWEEN_NAMES = re.compile(r"[、,，;；/／\n]+")


@dataclass(frozen=True, slots=True)
class Form:
    """The survey of one compound. ``counts`` are findings by key of the form's columns; what is absent was not found."""

    compound_id: int
    surveyed_on: date
    surveyors: tuple[str, ...]
    heard: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    devices: str = ""
    main_conflict: str = ""
    proposal: str = ""


@dataclass(slots=True)
class Returned:
    """What came back: good forms, what is wrong with the other rows, rows that nobody has filled in, and rows of frozen forms
    that say what is frozen (``kept``): they change nothing and are not among the forms. ``notes`` are of cells that were not
    taken since they describe the compound: no row is refused for them."""

    forms: list[Form] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    blank: int = 0
    kept: int = 0
    notes: list[Problem] = field(default_factory=list)


def read_forms(path: Path, unit: Unit, phase: str, today: date, *, name: str | None = None) -> Returned:
    """Read the filled form of a unit for a phase (.xlsx, .xls or CSV).

    A row is refused for a compound that is not the unit's, was merged or stands twice, where it says otherwise than a form that
    is frozen, for a date that is none, lies ahead or outside the campaign, for fewer than two surveyors and for a count that is
    none. What it says of the compound otherwise than the registry is noted. Three statements, and one where a row's compound is
    none to survey.
    Raises ``FileRefused`` and ``HeaderRefused``.
    """
    surveyed = compounds_to_survey(unit)
    forms = SurveyForm.objects.filter(phase=phase, frozen_at__isnull=False, compound__in=surveyed)
    frozen = {form.compound_id: form for form in forms.select_related("frozen_place")}
    known = {pk: _Known(registry, frozen.get(pk)) for pk, registry in registered(surveyed, today).items()}
    became = cache(partial(_became, known))
    returned = Returned()
    seen: dict[int, int] = {}
    with open_rows(path, name=name) as stream:
        header, rows = find_header(stream, list(_NAMES.values()))
        at = _columns(header)
        for row in rows:
            _take(_Cells(row, at, today), known, became, seen, returned)
    return returned


def _became(known: Mapping[int, _Known]) -> dict[int, int]:
    """The compounds that were merged into those that are known, each with that one. One statement."""
    merged = Compound.objects.filter(merged_into__isnull=False)
    return {
        pk: into for pk, into in merged.values_list("pk", "merged_into") if into is not None and into in known
    }


def _columns(header: Header) -> dict[str, int]:
    """Where each column of the form stands."""
    found = {column_key(name): index for index, name in reversed(list(enumerate(header.columns)))}
    at = {key: found[column_key(zh)] for key, zh in _NAMES.items() if column_key(zh) in found}
    missing = [_NAMES[key] for key in _NEEDED if key not in at]
    if missing:
        raise HeaderRefused(
            Problem(
                code="header.missing",
                message_zh=f"表头缺少列：{'、'.join(missing)}",
                message_en=f"the header lacks columns: {', '.join(missing)}",
                advice_zh="请使用导出的排摸表填写，不要改动表头。",
                advice_en="Fill in the form as it was exported, with its header.",
                position=header.position,
            )
        )
    return at


class _Cells:
    """One row's cells by column, gathering what is wrong with them."""

    def __init__(self, row: Row, at: Mapping[str, int], today: date) -> None:
        self.position = row.position
        self.faults: list[Problem] = []
        self._today = today
        self._texts = {
            key: tidy(row.cells[index]) if index < len(row.cells) else "" for key, index in at.items()
        }
        if row.fault:
            self.refuse(
                "compound_number", row.fault, "这一行无法读取", "the row cannot be read", "请重新填写。"
            )

    def __getitem__(self, key: str) -> str:
        return self._texts.get(key, "")

    @property
    def texts(self) -> Mapping[str, str]:
        """The cells that are there, by column."""
        return self._texts

    def refuse(self, key: str, code: str, zh: str, en: str, advice_zh: str) -> None:
        """Note what is wrong with a cell."""
        bad = BadValue(
            code, zh=zh, en=en, advice_zh=advice_zh, advice_en="Correct the cell and import again."
        )
        self.faults.append(bad.at(self.position, _NAMES[key]))

    def read(self, key: str, how: Callable[[str], R], otherwise: R) -> R:
        """The value of a cell, or ``otherwise`` when it is none, which is noted."""
        try:
            return how(self[key])
        except BadValue as bad:
            self.faults.append(bad.at(self.position, _NAMES[key]))
            return otherwise

    def day(self, text: str) -> date:
        """A day of the campaign that is not ahead. Raises ``BadValue``."""
        day = date.fromisoformat(parse_moment(text).date)
        if why := why_no_day(day, self._today):
            code = "date.ahead" if day > self._today else "date.outside"
            raise _bad(code, why[1], why[0], "请核对排摸日期。")
        return day


@dataclass(frozen=True, slots=True)
class _Known:
    """A compound that a row may speak of: as the registry describes it, and its form where that is frozen."""

    registry: Described
    form: SurveyForm | None

    @property
    def names(self) -> Collection[str]:
        """What the row may call it: the snapshot goes out with the name that it had then."""
        return [tidy(self.registry.compound), *([tidy(self.form.frozen_place.name)] if self.form else [])]

    def notes(self, cells: _Cells) -> Iterator[Problem]:
        """What a row says otherwise of it."""
        frozen = as_frozen(self.form.frozen_place) if self.form else None
        return differing(cells.texts, cells.position, self.registry, frozen)


def _take(
    cells: _Cells,
    known: Mapping[int, _Known],
    became: Callable[[], Mapping[int, int]],
    seen: dict[int, int],
    returned: Returned,
) -> None:
    if not cells.faults and not any(cells[key] for key in _TO_FILL):
        # Also the lines below a table, which have no number.
        returned.blank += bool(cells["compound_number"])
        there = known.get(compound_of(cells["compound_number"]) or 0)
        if there is not None and cells["compound"] in ("", *there.names):
            returned.notes.extend(there.notes(cells))
        return
    compound_id = _compound(cells, known, became, seen)
    if not cells.faults:
        returned.notes.extend(known[compound_id].notes(cells))
    surveyed_on = cells.read("surveyed_on", cells.day, date.min)
    form = Form(
        compound_id,
        surveyed_on,
        cells.read("surveyors", surveyors, ()),
        cells.read("heard", _count, 0),
        {c.key: found for c in SURVEY_FINDINGS if (found := cells.read(c.key, _count, 0))},
        cells.read("devices", lambda text: clean(text, DEVICES), ""),
        cells.read("main_conflict", lambda text: clean(text, NOTES), ""),
        cells.read("proposal", lambda text: clean(text, NOTES), ""),
    )
    frozen = known[compound_id].form if compound_id in known else None
    kept = not cells.faults and frozen is not None and _frozen(frozen) == said(form)
    if frozen is not None and not kept:
        cells.refuse(
            "compound_number",
            "form.frozen",
            "该小区的排摸表已冻结，这一行与冻结的不同",
            "the compound's form is frozen, and this row says otherwise",
            "“整治前”底数已固定，不能再改。",
        )
    if cells.faults:
        returned.faults.extend(cells.faults)
    elif kept:
        returned.kept += 1
    else:
        returned.forms.append(form)


def said(form: Form) -> tuple[object, ...]:
    """What a form says, as the columns of its row: day, surveyors, heard, counts, devices, conflict, proposal."""
    return (
        form.surveyed_on,
        "、".join(form.surveyors),
        form.heard,
        canonical_json({key: found for key, found in form.counts.items() if found}),
        form.devices,
        form.main_conflict,
        form.proposal,
    )


def _frozen(form: SurveyForm) -> tuple[object, ...]:
    """What a frozen form says as it would come back from a file, where texts are tidied."""
    texts = (tidy(form.devices), tidy(form.main_conflict), tidy(form.proposal))
    return (form.surveyed_on, form.surveyors, form.heard, form.counts, *texts)


def _compound(
    cells: _Cells,
    known: Mapping[int, _Known],
    became: Callable[[], Mapping[int, int]],
    seen: dict[int, int],
) -> int:
    """The compound of a row; 0 when it is none, which is noted."""
    key = "compound_number"
    found = compound_of(cells[key])
    if found is not None and found not in known and (into := became().get(found)):
        name, number = known[into].registry.compound, compound_number(into)
        cells.refuse(
            key,
            "compound.merged",
            f"编号{cells[key]}的小区已并入“{name}”（{number}）",
            f"compound {cells[key]} was merged into “{name}” ({number})",
            f"一个小区只填一行：请把这一行填到“{name}”的一行，删去本行；已冻结的不必再导入。",
        )
        return 0
    if found is None or found not in known:
        cells.refuse(
            key,
            "compound.unknown",
            f"“{cells[key]}”不是本单位已核小区的编号",
            f"“{cells[key]}” is no number of a known compound of the unit",
            "请使用导出的排摸表填写，不要改动最后一列；待核小区须先核定。",
        )
        return 0
    if cells["compound"] and cells["compound"] not in known[found].names:
        cells.refuse(
            "compound",
            "compound.other",
            f"“{cells['compound']}”与编号{cells[key]}的小区“{known[found].registry.compound}”不符",
            f"“{cells['compound']}” is not the compound {cells[key]}, which is “{known[found].registry.compound}”",
            "可能只对部分列排了序，请核对整行。",
        )
    first = seen.setdefault(found, cells.position)
    if first != cells.position:
        cells.refuse(
            key,
            "compound.twice",
            f"该小区已在第{first}行填写",
            f"the compound stands in row {first} too",
            "请合并为一行。",
        )
    return found


def surveyors(text: str) -> tuple[str, ...]:
    """The names of those who surveyed, at least two different ones. Raises ``BadValue``."""
    names = [" ".join(name.split()) for name in _BETWEEN_NAMES.split(clean(text, SURVEYORS)) if name.strip()]
    apart = names[0].split() if len(names) == 1 else []
    # Blanks stand between names, but also within a short one (张 三).
    if len(apart) > 1 and all(len(name) > 1 for name in apart):
        names = apart
    found = tuple(dict.fromkeys(name.replace(" ", "") if len(name) == 3 else name for name in names))
    if len(found) < 2:
        raise _bad(
            "surveyors.few",
            "须有两名排摸人",
            "two surveyors are needed",
            "请填写两名排摸人，以顿号分隔，如“王一、李二”。",
        )
    return found


def _count(text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in NONE:
        return 0
    found = _COUNT.fullmatch(plain)
    if found is None:
        raise _bad(
            "count.unreadable",
            f"“{text[:20]}”不是0至{MOST_FOUND}的整数",
            f"“{text[:20]}” is no whole number from 0 to {MOST_FOUND}",
            "请只填数字；没有则填0或留空。",
        )
    return int(found[1])


def _bad(code: str, zh: str, en: str, advice_zh: str) -> BadValue:
    return BadValue(code, zh=zh, en=en, advice_zh=advice_zh, advice_en="Correct the cell and import again.")
