"""Discretion is scored by what was measured, and by nothing that was not read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from huiyin.knowledge.law.book import BOOK, BookError, load, read_book
from huiyin.knowledge.law.discretion import Measure, Scored, scored

HARM, COOPERATION = load().discretion["load-bearing"].factors


@pytest.mark.parametrize(
    ("places", "area", "points", "by"),
    [
        # The heavier of the two counts.
        (2, 5.1, 30, "area"),
        (5, 1.0, 50, "places"),
        (1, None, 10, "places"),
        (None, 1.9, 10, "area"),
        (None, 2.0, 20, "area"),
        (None, 3.9, 20, "area"),
        (None, 8.9, 40, "area"),
        (None, 9.0, 50, "area"),
        (3, 4.0, 30, "area"),
        (12, 80.0, 50, "area"),
    ],
)
def test_harm_is_by_places_or_area_whichever_is_heavier(
    places: int | None, area: float | None, points: int, by: Measure
) -> None:
    assert scored(HARM, places=places, area_m2=area) == Scored(points, 50, by)


def test_what_was_not_measured_or_not_read_has_no_points() -> None:
    assert scored(HARM) is None
    assert scored(COOPERATION, places=3, area_m2=5.0) is None


@pytest.mark.parametrize(("places", "area"), [(0, 1.0), (1, 0.0), (-1, None)])
def test_no_place_and_no_area_are_wrong(places: int, area: float | None) -> None:
    with pytest.raises(ValueError, match="are none"):
        scored(HARM, places=places, area_m2=area)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('violation = "load-bearing"', 'violation = "roof"', "load-bearing.violation: no violation 'roof'"),
        ('source = "P-discretion"', 'source = "press"', "load-bearing.source: no source 'press'"),
        ("share = 40", "share = 60", "load-bearing.factors: they share more than a hundred"),
        ("places = 2, from_m2 = 2.0", "places = 2, from_m2 = 4.0", "harm.steps: they do not rise"),
        ("share = 50", "share = 45", "harm.steps: more points than its share"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    copy = Path(shutil.copytree(BOOK, tmp_path / "book"))
    path = copy / "discretion.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BookError, match=f"discretion.toml, .*{complaint}"):
        read_book(copy)
