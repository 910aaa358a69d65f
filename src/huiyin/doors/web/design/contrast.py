"""The tokens' colours, and which of them meet: measured against WCAG 2.2 (1.4.3 words, 1.4.11 shapes)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

TOKENS = Path(__file__).resolve().parent.parent / "assets/tokens.css"
SCHEMES = ("light", "dark")
# The least that the standard asks of words, and of shapes that carry meaning.
WORDS, SHAPES = 4.5, 3.0

_PAPERS = ("ground", "surface", "sunken", "hover", "selected")
TEXT = (
    *((front, back) for front in ("ink", "ink-soft", "accent") for back in _PAPERS),
    *(
        (front, back)
        for front in ("danger", "waiting")
        for back in ("ground", "surface", "hover", "selected")
    ),
    ("ink", "danger-soft"),
    ("ink", "accent-soft"),
    ("ink", "waiting-soft"),
    ("ink", "mark"),
    ("ink-soft", "accent-soft"),
    ("accent", "accent-soft"),
    ("danger", "danger-soft"),
    ("waiting", "waiting-soft"),
    ("surface", "waiting"),
    ("on-accent", "accent"),
    ("on-danger", "danger"),
    ("on-caution", "caution"),
    ("on-panel", "panel"),
    ("on-panel-soft", "panel"),
    ("on-toast", "toast"),
    ("toast-accent", "toast"),
)
SHAPE = (
    *(("edge", back) for back in ("ground", "surface", "sunken")),
    *(("accent", back) for back in ("track", "surface", "ground")),
    *(("elapsed", back) for back in ("track", "surface")),
    *(("waiting", back) for back in ("track", "mark", "waiting-soft")),
    ("danger", "surface"),
    ("danger", "track"),
    ("on-accent", "accent"),
    ("toast-accent", "toast"),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours that meet, the measure of it, and the least that is asked."""

    front: str
    back: str
    front_colour: str
    back_colour: str
    ratio: float
    least: float


def palettes(css: str | None = None) -> dict[str, dict[str, str]]:
    """Colours by token in each scheme, from the text of the tokens' style sheet (by default the one that is built).

    Raises `ValueError` where the schemes name different colours, or the dark one is not the same by the device and by choice.
    """
    text = TOKENS.read_text(encoding="utf-8") if css is None else css
    light, by_device, by_choice = re.split(
        r"@media \(prefers-color-scheme: dark\)|:root\[data-theme=\"dark\"\]", text
    )
    found = {"light": _colours(light), "dark": _colours(by_device)}
    if found["light"].keys() != found["dark"].keys():
        raise ValueError(
            f"colours of one scheme only: {sorted(found['light'].keys() ^ found['dark'].keys())}"
        )
    if _said(by_device) != _said(by_choice):
        raise ValueError("the dark scheme that the device asks for is not the one that the reader chooses")
    return found


def pairs(palette: dict[str, str]) -> list[Pair]:
    """Every pair of a scheme, measured. Raises `KeyError` for a colour that the palette lacks."""
    return [
        Pair(front, back, palette[front], palette[back], ratio(palette[front], palette[back]), least)
        for least, met in ((WORDS, TEXT), (SHAPES, SHAPE))
        for front, back in met
    ]


def ratio(one: str, other: str) -> float:
    """Contrast of two colours written as `#rrggbb`, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _said(css: str) -> list[str]:
    return re.findall(r"--[a-z-]+: [^;]+;", css)


def _colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css))


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
