"""Which ideas, alone or close together, speak for which wrong."""

from __future__ import annotations

from typing import NamedTuple

from huiyin.knowledge.language.reading import Code


class Rule(NamedTuple):
    """`ideas` that together speak for `code`.

    All must stand in one sentence, the second and third at most `reach` characters from the first. `strength`
    is the share of such places that are right, as a development sample (not in this repository) suggests.
    `unless` names ideas whose presence in the sentence takes the evidence back, `near` ideas that must stand
    anywhere in the text.
    """

    code: Code
    strength: float
    ideas: tuple[str, ...]
    reach: int = 12
    unless: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


RULES: tuple[Rule, ...] = (
    Rule("illegal-construction", 0.92, ("illegal-building",), unless=("demolished",)),
    Rule("illegal-construction", 0.50, ("illegal-building",)),
    Rule("illegal-construction", 0.85, ("own-structure",), near=("demolish",)),
    Rule("illegal-construction", 0.75, ("own-structure",)),
    Rule("illegal-construction", 0.85, ("illicit", "build", "structure"), 16),
    Rule("illegal-construction", 0.65, ("illicit", "install", "structure"), 10, ("charge",)),
    Rule("illegal-construction", 0.65, ("illicit", "build"), 6, ("charge",)),
    Rule("illegal-construction", 0.55, ("open-ground", "build"), 8),
    Rule("load-bearing", 0.90, ("bearing", "break"), 10, ("crack",)),
    Rule("load-bearing", 0.55, ("bearing", "break"), 10),
    Rule("load-bearing", 0.75, ("wall-break", "danger"), 30),
    Rule("facade", 0.90, ("facade-break",)),
    Rule("facade", 0.75, ("outer-wall", "hole"), 8),
    Rule("facade", 0.60, ("outer-wall", "opened"), 12),
    Rule("facade", 0.55, ("guard-net", "jutting"), 6),
    Rule("ebike-common-parts", 0.90, ("ebike-inside",)),
    Rule("ebike-common-parts", 0.85, ("ebike", "indoors", "parked"), 16, ("shed", "towed")),
    Rule("ebike-common-parts", 0.70, ("ebike", "indoors"), 10, ("no-charging", "shed", "towed", "fee")),
    Rule("ebike-common-parts", 0.75, ("ebike", "fly-wire"), 20),
    Rule(
        "ebike-common-parts",
        0.55,
        ("ebike", "parked"),
        6,
        ("pavement", "towed", "fee", "at-estate"),
        ("inside",),
    ),
    Rule("use-change", 0.90, ("use-changed",)),
    Rule("use-change", 0.75, ("dwelling", "turned-into", "business"), 14, ("shop-unit",)),
    Rule("use-change", 0.55, ("store-room", "lived-in"), 12, ("parked",)),
    Rule("group-renting", 0.95, ("group-let",), unless=("deposit",)),
    Rule("group-renting", 0.45, ("group-let",)),
    Rule("group-renting", 0.95, ("partition", "rooms", "let"), 25),
    Rule("group-renting", 0.85, ("partition", "rooms"), 10),
    Rule("waste-unsorted", 0.60, ("unsorted", "waste"), 15),
    Rule("litter", 0.80, ("dump",), unless=("collecting", "rubble")),
    Rule("litter", 0.65, ("throw", "refuse"), 8, ("collecting", "rubble")),
    Rule("litter", 0.50, ("heaped", "refuse"), 4, ("collecting", "rubble")),
    Rule("renovation-waste", 0.90, ("rubble", "rubble-left"), 15, ("tipper",)),
    Rule("renovation-waste", 0.60, ("rubble",), unless=("tipper",)),
    Rule("greenery", 0.90, ("greenery-broken",), unless=("compensate", "greenery-wish")),
    Rule("greenery", 0.65, ("harm", "green"), 8, ("compensate", "greenery-wish")),
    Rule("greenery", 0.35, ("plots",), near=("inside",)),
    Rule("pm-waste", 0.55, ("waste", "uncollected"), 6, ("rubble",), ("inside-parts",)),
    Rule("pm-waste", 0.50, ("waste", "bins-lacking"), 10, near=("inside-parts",)),
    Rule("pm-sanitation", 0.75, ("dirty", "firm"), 40),
    Rule("pm-sanitation", 0.55, ("dirty", "inside-parts"), 10),
    Rule("common-parts", 0.70, ("cluttered",)),
)
"""In order of the codes; of the rules of one code that hold at one place the strongest counts."""
