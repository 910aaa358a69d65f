"""The design tokens against WCAG 2.2: 4.5:1 for text (1.4.3), 3:1 for what carries meaning without words (1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import huiyin.doors.web

TOKENS = Path(huiyin.doors.web.__file__).parent / "assets/tokens.css"

TEXT = [
    ("ink", "ground"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink", "danger-soft"),
    ("ink", "accent-soft"),
    ("ink-soft", "ground"),
    ("ink-soft", "surface"),
    ("ink-soft", "sunken"),
    ("accent", "ground"),
    ("accent", "surface"),
    ("accent", "accent-soft"),
    ("on-accent", "accent"),
    ("danger", "surface"),
    ("danger", "danger-soft"),
    ("on-caution", "caution"),
    ("on-panel", "panel"),
    ("on-panel-soft", "panel"),
]
SHAPES = [
    ("edge", "surface"),
    ("accent", "track"),
    ("elapsed", "track"),
    ("waiting", "track"),
    ("danger", "surface"),
    ("accent", "surface"),
    ("accent", "ground"),
]


def _palette(scheme: str) -> dict[str, str]:
    light, _, dark = TOKENS.read_text(encoding="utf-8").partition("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    darker = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark))
    assert found.keys() == darker.keys(), "each colour is said for both schemes"
    return darker if scheme == "dark" else found


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_ratio_is_that_of_the_standard() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21.0)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_words_stand_out(scheme: str, front: str, back: str) -> None:
    palette = _palette(scheme)
    assert ratio(palette[front], palette[back]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), SHAPES)
def test_shapes_that_carry_meaning_stand_out(scheme: str, front: str, back: str) -> None:
    palette = _palette(scheme)
    assert ratio(palette[front], palette[back]) >= 3.0
