"""A statute book that contradicts itself is refused, and the refusal says in full what is wrong."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from huiyin.knowledge.law.book import BOOK, BookError, read_book


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped book that a test may spoil."""
    return Path(shutil.copytree(BOOK, tmp_path / "book"))


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("clocks.toml", "limit = 1\n", "limit = 0\n", "clocks.toml, contact.limit: 0 is less than 1"),
        (
            "clocks.toml",
            'id = "first-handling"',
            'id = "contact"',
            "clocks.toml, clock[1].id: 'contact' stands twice",
        ),
        (
            "clocks.toml",
            'start = "dispatched"',
            'start = "signed"',
            "clocks.toml, contact.start: no [[start]] 'signed'",
        ),
        (
            "clocks.toml",
            'set_by = "service-rule"',
            'set_by = "unit"',
            "clocks.toml, contact.set_by: what a unit sets has no basis, what law or a service rule sets has one",
        ),
        (
            "clocks.toml",
            'confidence = "V"',
            'confidence = "R"',
            "clocks.toml, contact.basis[0].confidence: R does not go with source 'P-xiayang'",
        ),
        ("windows.toml", "[[window]]", "[[span]]", "windows.toml, span: unknown; the file holds window"),
        (
            "kinds.toml",
            'id = "planning"',
            'id = "plans"',
            "violations/illegal-construction.toml, assisting[0].kind: no kind 'planning' in kinds.toml",
        ),
        (
            "kinds.toml",
            "enforces = true",
            "enforces = false",
            "violations/illegal-construction.toml, lead: 'subdistrict-team' is no enforcing kind in kinds.toml",
        ),
        (
            "instruments.toml",
            'id = "fire-law"',
            'id = "fire"',
            "violations/ebike-common-parts.toml, legal_basis[4].instrument: no instrument 'fire-law' in instruments.toml",
        ),
        (
            "instruments.toml",
            "2020-12-30",
            "2023-12-30",
            "instruments.toml, property-rules.versions[1].adopted: versions stand oldest first",
        ),
        (
            "sources.toml",
            'id = "SGD"',
            'id = "SG"',
            "violations/group-renting.toml, legal_basis[1].source: no source 'SGD' in sources.toml",
        ),
        (
            "declining.toml",
            '"P-linyi"',
            '"P-lin"',
            "declining.toml, out-of-area.basis[0].source: no source 'P-lin' in sources.toml",
        ),
        (
            "campaign.toml",
            '"facade"]',
            '"front"]',
            "violations/facade.toml, notice.class: 'A', but campaign.toml lists it under []",
        ),
        (
            "campaign.toml",
            '"facade"]',
            '"facade", "front"]',
            "campaign.toml, classes.violations: no violation 'front'",
        ),
        (
            "campaign.toml",
            '["group-renting"]',
            '["load-bearing"]',
            "campaign.toml, stubborn.violations: 'load-bearing' stands twice",
        ),
        (
            "campaign.toml",
            '"ebike-rules"',
            '"bike-rules"',
            "campaign.toml, cites[1]: no instrument 'bike-rules' in instruments.toml",
        ),
        (
            "campaign.toml",
            "start = 2022-07-11",
            "start = 2022-07-12",
            "campaign.toml, phases[1].start: not the day after the phase before",
        ),
        (
            "campaign.toml",
            "end = 2022-11-30",
            "end = 2022-10-30",
            "campaign.toml, phases[2].end: before its start",
        ),
        (
            "violations/litter.toml",
            'code = "litter"',
            'code = "rubbish"',
            "violations/litter.toml, code: 'rubbish' is not the name of the file",
        ),
        (
            "violations/litter.toml",
            'words = "乱扔小包垃圾"',
            'words = "乱扔垃圾"',
            "violations/litter.toml, notice.words: '乱扔垃圾' does not stand in the clause of class B",
        ),
        (
            "violations/litter.toml",
            '"pm-waste"',
            '"pm-bags"',
            "violations/litter.toml, companion_duty: 'pm-bags' is no duty of a firm (class C)",
        ),
        (
            "violations/litter.toml",
            '"firm-duty"',
            '"order"',
            "violations/litter.toml, legal_basis: a companion duty needs a row with role firm-duty",
        ),
        (
            "violations/litter.toml",
            "until = 2022-11-30",
            "since = 2023-01-01, until = 2022-11-30",
            "violations/litter.toml, legal_basis[0].until: before since",
        ),
        (
            "violations/facade.toml",
            "hazard = true",
            "hazard = false",
            "violations/facade.toml, hazard: class A says True",
        ),
        (
            "violations/other.toml",
            'class = "none"',
            'class = "none"\nwords = "群租"',
            "violations/other.toml, notice: a class needs the notice's words, none needs a reason",
        ),
        (
            "violations/other.toml",
            '"subdistrict-team", "district-bureau"',
            "",
            "violations/other.toml, lead: empty",
        ),
        (
            "violations/load-bearing.toml",
            'clock = "arrival-structure"',
            'clock = "soon"',
            "violations/load-bearing.toml, arrival_clock: no clock 'soon' in clocks.toml",
        ),
        (
            "violations/load-bearing.toml",
            "condition_needed = true",
            "",
            "violations/load-bearing.toml, condition_needed: a variant in progress needs the condition",
        ),
        (
            "violations/load-bearing.toml",
            'unit = "calendar_days", set_by = "unit"',
            'unit = "calendar_days", set_by = "law"',
            "violations/load-bearing.toml, deadline.set_by: what a unit sets has no basis, what law or a service rule sets has one",
        ),
        (
            "fines/facade.toml",
            '"property-rules"',
            '"no-rules"',
            "fines/facade.toml, property-85-facade.instrument: no instrument 'no-rules' in instruments.toml",
        ),
        (
            "fines/facade.toml",
            'source = "LRB"',
            'source = "press"',
            "fines/facade.toml, property-85-facade.source: no source 'press' in sources.toml",
        ),
        (
            "fines/facade.toml",
            'confidence = "V"',
            'confidence = "R"',
            "fines/facade.toml, property-85-facade.confidence: R does not go with source 'LRB'",
        ),
        (
            "fines/facade.toml",
            "since = 2021-01-01",
            "since = 2021-01-01\nuntil = 2020-01-01",
            "fines/facade.toml, property-85-facade.until: before since",
        ),
        (
            "fines/facade.toml",
            "min = 10000, max",
            "min = 100000000, max",
            "fines/facade.toml, property-85-facade.tiers[1]: 100000000.0 to 100000.0 is no range",
        ),
        (
            "fines/litter.toml",
            'details = ["bag"]',
            'details = ["sack"]',
            "fines/litter.toml, sanitation-28-bag-person.details: no detail 'sack' of 'litter' in details.toml",
        ),
        (
            "fines/load-bearing.toml",
            "until = 2023-12-27",
            "until = 2023-12-28",
            "fines/load-bearing.toml, property-83-2023: is law on the same days as property-83",
        ),
        (
            "details.toml",
            'id = "in-lift"',
            'id = "in-cellar"',
            "details.toml, in-cellar: no fine of 'ebike-common-parts' names it",
        ),
        (
            "defects.toml",
            '"penalty-law"',
            '"no-law"',
            "defects.toml, not-competent.articles[0].instrument: no instrument 'no-law' in instruments.toml",
        ),
        (
            "violations/other.toml",
            'reason = { zh = "行为尚未确定，通知的三类行为无从对应。", en = "The act is not yet settled, so no class of the notice can be named." }',
            "",
            "violations/other.toml, notice: a class needs the notice's words, none needs a reason",
        ),
        (
            "violations/facade.toml",
            ', words = "破坏房屋外貌"',
            "",
            "violations/facade.toml, notice: a class needs the notice's words, none needs a reason",
        ),
        (
            "violations/facade.toml",
            'words = "破坏房屋外貌"',
            'words = "破坏房屋外貌", reason = { zh = "无", en = "none" }',
            "violations/facade.toml, notice: a class needs the notice's words, none needs a reason",
        ),
        (
            "violations/litter.toml",
            '"pm-waste"',
            '"facade"',
            "violations/litter.toml, companion_duty: 'facade' is no duty of a firm (class C)",
        ),
        (
            "violations/other.toml",
            '"subdistrict-team"',
            '"team"',
            "violations/other.toml, lead: 'team' is no enforcing kind in kinds.toml",
        ),
        (
            "violations/load-bearing.toml",
            '"arrival-structure-under-way"',
            '"soon"',
            "violations/load-bearing.toml, in_progress.arrival_clock: no clock 'soon' in clocks.toml",
        ),
        (
            "violations/load-bearing.toml",
            """en = "Work stopped, structure restored, proved by a test report and a re-check" }
deadline = { limit = 60""",
            """en = "Work stopped, structure restored, proved by a test report and a re-check" }
deadline = { limit = 0""",
            "violations/load-bearing.toml, in_progress.deadline.limit: 0 is less than 1",
        ),
        (
            "violations/load-bearing.toml",
            'set_by = "unit" }',
            'set_by = "law", basis = { instrument = "none", article = "一", role = "prohibition", confidence = "V", source = "LRB" } }',
            "violations/load-bearing.toml, deadline.basis[0].instrument: no instrument 'none' in instruments.toml",
        ),
        (
            "instruments.toml",
            'in_force = 2021-01-01, confidence = "V", source = "LRB"',
            'in_force = 2021-01-01, confidence = "V", source = "press"',
            "instruments.toml, property-rules.versions[0].source: no source 'press' in sources.toml",
        ),
        (
            "instruments.toml",
            "adopted = 2022-10-28",
            "adopted = 2020-12-30",
            "instruments.toml, property-rules.versions[1].adopted: versions stand oldest first",
        ),
        (
            "defects.toml",
            'confidence = "V", source = "LRB"',
            'confidence = "V", source = "press"',
            "defects.toml, not-competent.articles[0].source: no source 'press' in sources.toml",
        ),
        (
            "defects.toml",
            'confidence = "V"',
            'confidence = "R?"',
            "defects.toml, not-competent.articles[0].confidence: R? does not go with source 'LRB'",
        ),
        (
            "acting.toml",
            'source = "P-subdistrict"',
            'source = "press"',
            "acting.toml, subdistrict.source: no source 'press' in sources.toml",
        ),
        (
            "acting.toml",
            'confidence = "R"',
            'confidence = "V"',
            "acting.toml, district-bureau.confidence: V does not go with source 'recalled'",
        ),
        (
            "acting.toml",
            'confidence = "VX"',
            'confidence = "R?"',
            "acting.toml, subdistrict.confidence: R? does not go with source 'P-subdistrict'",
        ),
        (
            "acting.toml",
            "until = 2021-07-31",
            "until = 2021-08-01",
            "acting.toml, subdistrict.since: acts on the same days as district-bureau",
        ),
        (
            "acting.toml",
            "since = 2021-08-01",
            "",
            "acting.toml, subdistrict.since: acts on the same days as district-bureau",
        ),
        (
            "acting.toml",
            "until = 2021-07-31",
            "",
            "acting.toml, subdistrict.since: acts on the same days as district-bureau",
        ),
        (
            "acting.toml",
            "since = 2021-08-01",
            "until = 2021-01-01",
            "acting.toml, subdistrict.since: acts on the same days as district-bureau",
        ),
    ],
)
def test_a_book_that_contradicts_itself_is_refused_with_what_is_wrong(
    copy: Path, file: str, old: str, new: str, complaint: str
) -> None:
    spoil(copy / file, old, new)

    with pytest.raises(BookError) as refusal:
        read_book(copy)

    assert str(refusal.value) == complaint


def test_a_campaign_has_phases(copy: Path) -> None:
    path = copy / "campaign.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text("phases = []\n" + re.sub(r"\[\[phases\]\]\n(?:.+\n)+", "", text), encoding="utf-8")

    with pytest.raises(BookError, match=r"^campaign\.toml, phases: empty$"):
        read_book(copy)


def test_a_phase_a_basis_and_a_name_may_hold_for_one_day(copy: Path) -> None:
    spoil(copy / "campaign.toml", "end = 2022-10-31", "end = 2022-11-29")
    spoil(copy / "campaign.toml", "start = 2022-11-01", "start = 2022-11-30")
    spoil(copy / "violations/litter.toml", "until = 2022-11-30", "since = 2022-11-30, until = 2022-11-30")
    spoil(copy / "acting.toml", "since = 2021-08-01", "since = 2021-08-01\nuntil = 2021-08-01")

    book = read_book(copy)

    assert (book.campaign.phases[2].start, book.campaign.phases[2].end) == (book.campaign.end,) * 2


def test_fines_are_those_of_a_violation(copy: Path) -> None:
    shutil.copy(copy / "fines/facade.toml", copy / "fines/kennels.toml")

    with pytest.raises(BookError, match=r"^fines/kennels\.toml: no violation 'kennels'$"):
        read_book(copy)


def test_names_may_stand_in_any_order_of_their_days(copy: Path) -> None:
    spoil(copy / "acting.toml", "until = 2021-07-31", "since = 2022-01-01")
    spoil(copy / "acting.toml", "since = 2021-08-01", "until = 2021-12-31")

    assert list(read_book(copy).acting) == ["district-bureau", "subdistrict"]


def test_two_bodies_act_on_the_same_days(copy: Path) -> None:
    spoil(copy / "acting.toml", "until = 2021-07-31", "")
    spoil(copy / "acting.toml", 'body = "enforcement"', 'body = "housing"')

    assert [one.body for one in read_book(copy).acting.values()] == ["housing", "enforcement"]
