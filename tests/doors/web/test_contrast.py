"""The design tokens against WCAG 2.2: 4.5:1 for text (1.4.3), 3:1 for what carries meaning without words (1.4.11)."""

from __future__ import annotations

import re

import pytest

from huiyin.doors.web.design import contrast

PALETTES = contrast.palettes()


def test_the_ratio_is_that_of_the_standard() -> None:
    assert contrast.ratio("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast.ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize(
    "pair",
    [
        pytest.param(pair, id=f"{scheme}: {pair.front} on {pair.back}")
        for scheme, palette in PALETTES.items()
        for pair in contrast.pairs(palette)
    ],
)
def test_words_and_shapes_stand_out(pair: contrast.Pair) -> None:
    assert pair.ratio >= pair.least


def test_words_are_asked_more_than_shapes() -> None:
    asked = {(pair.front, pair.back, pair.least) for pair in contrast.pairs(PALETTES["light"])}
    assert ("ink", "surface", 4.5) in asked
    assert ("edge", "surface", 3.0) in asked
    assert len(asked) == len(contrast.TEXT) + len(contrast.SHAPE)


def test_a_row_that_is_selected_is_not_the_colour_of_its_badges() -> None:
    for palette in PALETTES.values():
        assert len({palette[name] for name in ("surface", "selected", "hover", "accent-soft")}) == 4


def test_every_colour_is_a_token() -> None:
    """Style sheets name colours by their tokens; paper, and the shade behind a dialog, are the exceptions."""
    found = {}
    for sheet in sorted(contrast.TOKENS.parent.glob("*.css")):
        if sheet.name not in ("tokens.css", "print.css"):
            found[sheet.name] = re.findall(
                r"#[0-9a-fA-F]{3,8}\b|rgb\([^)]*\)", sheet.read_text(encoding="utf-8")
            )
    assert {name: colours for name, colours in found.items() if colours} == {
        "overlays.css": ["rgb(10 18 15 / 50%)"]
    }


def test_every_colour_that_a_sheet_names_is_there() -> None:
    sheets = contrast.TOKENS.parent.glob("*.css")
    text = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    said = set(re.findall(r"--([a-z0-9-]+):", contrast.TOKENS.read_text(encoding="utf-8")))
    assert set(re.findall(r"var\(--([a-z0-9-]+)\)", text)) - said == set()


SCHEMES = """:root { --ink: #000000; --sea: #0000ff; }
@media (prefers-color-scheme: dark) { :root { --ink: #ffffff; --sea: #8888ff; } }
:root[data-theme="dark"] { --ink: #ffffff; --sea: #8888ff; }"""


def test_a_scheme_is_read_from_the_sheet() -> None:
    assert contrast.palettes(SCHEMES) == {
        "light": {"ink": "#000000", "sea": "#0000ff"},
        "dark": {"ink": "#ffffff", "sea": "#8888ff"},
    }


def test_a_colour_of_one_scheme_only_is_refused() -> None:
    with pytest.raises(ValueError, match=r"colours of one scheme only: \['sea'\]"):
        contrast.palettes(SCHEMES.replace(" --sea: #8888ff;", ""))


def test_a_dark_scheme_by_choice_that_differs_is_refused() -> None:
    with pytest.raises(ValueError, match="is not the one that the reader chooses"):
        contrast.palettes(SCHEMES[::-1].replace("ff8888#", "ff9999#", 1)[::-1])
