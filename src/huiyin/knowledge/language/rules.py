"""Which ideas, alone or close together, speak for which wrong."""

from __future__ import annotations

from typing import NamedTuple

from huiyin.knowledge.language.reading import Code


class Rule(NamedTuple):
    """`ideas` that together speak for `code`.

    All must stand in one sentence, the second and third at most `reach` characters from the first, and behind it
    when `after` holds. `strength` is the share of such places that are right, as a development sample (not in
    this repository) suggests. `unless` names ideas whose presence in the sentence takes the evidence back, `near`
    ideas that must stand anywhere in the text.
    """

    code: Code
    strength: float
    ideas: tuple[str, ...]
    reach: int = 12
    unless: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    after: bool = False


RULES: tuple[Rule, ...] = (
    Rule(
        "illegal-construction", 0.92, ("illegal-building",), unless=("demolished", "cut-inside", "defended")
    ),
    Rule("illegal-construction", 0.50, ("illegal-building",), unless=("cut-inside", "defended")),
    Rule("illegal-construction", 0.85, ("own-structure",), near=("demolish",)),
    Rule("illegal-construction", 0.75, ("own-structure",)),
    Rule("illegal-construction", 0.75, ("shed-built", "build"), 10),
    Rule("illegal-construction", 0.75, ("shed-built", "wanted-gone"), 24),
    Rule("illegal-construction", 0.60, ("self-built", "illicit"), 12),
    Rule("illegal-construction", 0.60, ("self-built",), 12, ("defended",), ("illegal-building",)),
    Rule("illegal-construction", 0.85, ("illicit", "build", "structure"), 16, ("closed-kind",)),
    Rule("illegal-construction", 0.70, ("seizes", "build", "structure"), 14),
    Rule("illegal-construction", 0.65, ("illicit", "install", "structure"), 10, ("charge",)),
    Rule(
        "illegal-construction",
        0.65,
        ("illicit", "build"),
        6,
        ("charge", "cut-inside", "closed-kind", "defended"),
        after=True,
    ),
    Rule("illegal-construction", 0.72, ("build", "no-permit"), 10, ("charge",), after=True),
    Rule("illegal-construction", 0.55, ("common", "walled-up"), 12, ("build-wish",), ("home",)),
    Rule("illegal-construction", 0.42, ("open-ground", "build"), 8),
    Rule("illegal-construction", 0.75, ("farmland", "house-up"), 14, ("build-wish",)),
    Rule("illegal-construction", 0.75, ("seizes", "land", "build"), 14, ("build-wish", "charge")),
    Rule("illegal-construction", 0.75, ("shed-built", "there-is"), 6),
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
    Rule("use-change", 0.90, ("use-changed",), unless=("shop-named", "defended")),
    Rule("use-change", 0.75, ("dwelling", "turned-into", "business"), 14, ("shop-unit",)),
    Rule(
        "use-change",
        0.60,
        ("flat-no", "turned-hard", "business"),
        10,
        ("shop-unit", "as-customer"),
        ("home",),
    ),
    Rule("use-change", 0.72, ("spare-room", "turned-hard", "business"), 16, ("parked",)),
    Rule("use-change", 0.72, ("store-room", "lived-in"), 14, ("stored-vehicle",)),
    Rule("group-renting", 0.95, ("group-let",), unless=("deposit",)),
    Rule("group-renting", 0.44, ("group-let",)),
    Rule("group-renting", 0.95, ("partition", "rooms", "let"), 25),
    Rule("group-renting", 0.85, ("partition", "rooms"), 10),
    Rule("waste-unsorted", 0.60, ("unsorted", "waste"), 15),
    Rule("litter", 0.80, ("dump",), unless=("binned", "collecting", "rubble")),
    Rule("litter", 0.65, ("throw", "refuse"), 8, ("binned", "collecting", "rubble")),
    Rule("litter", 0.60, ("throw", "cast-off"), 6, ("binned", "collecting", "rubble")),
    Rule("litter", 0.60, ("heaped", "refuse", "actor"), 10, ("collecting", "rubble")),
    Rule("litter", 0.50, ("heaped", "refuse"), 4, ("collecting", "rubble")),
    Rule("litter", 0.60, ("scavenges", "keeps"), 16),
    Rule("litter", 0.60, ("actor", "dump-plain"), 6, ("binned", "collecting", "rubble"), after=True),
    Rule("litter", 0.50, ("littered",), 12, ("rubble",), ("open-place",)),
    Rule("renovation-waste", 0.90, ("rubble", "rubble-left"), 15, ("tipper",)),
    Rule("renovation-waste", 0.60, ("rubble",), unless=("tipper",)),
    Rule("renovation-waste", 0.66, ("soil", "soil-put"), 8),
    Rule("greenery", 0.90, ("greenery-broken",), unless=("compensate", "greenery-wish")),
    Rule("greenery", 0.65, ("harm", "green"), 8, ("compensate", "greenery-wish")),
    Rule("greenery", 0.65, ("green", "turned-away"), 10, ("compensate", "greenery-wish"), after=True),
    Rule("greenery", 0.60, ("tree", "felled-hard"), 8, ("compensate", "greenery-wish")),
    Rule("greenery", 0.35, ("plots",), near=("inside",)),
    Rule("pm-waste", 0.55, ("waste", "uncollected-hard"), 6, ("rubble",), ("home",)),
    Rule("pm-waste", 0.40, ("waste", "uncollected"), 6, ("rubble",), ("inside-parts",)),
    Rule("pm-waste", 0.50, ("waste", "bins-lacking"), 10, near=("inside-parts",)),
    Rule("pm-sanitation", 0.75, ("dirty", "firm"), 40),
    Rule("pm-sanitation", 0.55, ("dirty", "inside-parts"), 10, ("around-home",)),
    Rule("pm-sanitation", 0.55, ("dirt-signs", "inside-parts", "firm"), 24),
    Rule("pm-sanitation", 0.55, ("hygiene", "hygiene-bad"), 5, near=("inside-parts",)),
    Rule("pm-sanitation", 0.42, ("soiled", "uncleaned"), 14, ("rubble",), ("inside-parts",)),
    Rule("pm-sanitation", 0.65, ("soiled", "uncleaned", "firm"), 24, ("rubble",)),
    Rule("common-parts", 0.70, ("cluttered",)),
    # How people tell it who do not name the offence.
    Rule("illegal-construction", 0.70, ("booth-plain",), near=("home",)),
    Rule("illegal-construction", 0.70, ("raise-plain", "booth"), 8, ("build-wish",), near=("home",)),
    Rule("illegal-construction", 0.70, ("spot", "raise"), 14, ("build-wish", "developer"), near=("home",)),
    Rule("illegal-construction", 0.60, ("spot", "booth", "raise"), 16, ("build-wish",), near=("home",)),
    Rule("illegal-construction", 0.75, ("raise-plain", "booth"), 6, ("build-wish", "developer")),
    Rule("illegal-construction", 0.55, ("common", "own-room"), 14, near=("home",)),
    Rule("illegal-construction", 0.70, ("dig", "underneath"), 4, near=("home",)),
    Rule("load-bearing", 0.70, ("bearing-told", "knock"), 10, ("aged",), near=("home",)),
    Rule("load-bearing", 0.55, ("wall-knock",), 12, ("fence", "facade-break", "only-noise"), near=("home",)),
    Rule(
        "load-bearing",
        0.70,
        ("wall-knock", "shaken"),
        40,
        ("fence", "facade-break", "only-noise"),
        near=("home",),
    ),
    Rule("load-bearing", 0.60, ("knocked", "inner-wall"), 6, ("fence", "facade-break"), near=("home",)),
    Rule("load-bearing", 0.70, ("rebar", "rebar-cut"), 12, near=("home",)),
    Rule("facade", 0.70, ("outer-face", "pierce"), 12, near=("home",)),
    Rule("facade", 0.60, ("outer-face", "hang"), 10, ("developer", "renewal"), ("home",)),
    Rule("facade", 0.60, ("window", "replaced"), 8, ("developer", "renewal"), ("home",)),
    Rule("facade", 0.60, ("door-opened", "wall-or-window"), 16, near=("home",)),
    Rule("ebike-common-parts", 0.75, ("e-vehicle", "within", "standing"), 20, ("bike-wish", "towed")),
    Rule("ebike-common-parts", 0.60, ("e-vehicle", "within"), 12, ("bike-wish", "towed")),
    Rule(
        "ebike-common-parts",
        0.50,
        ("vehicles", "within", "standing"),
        10,
        ("bike-wish", "towed", "motor-car"),
        ("home",),
    ),
    Rule("ebike-common-parts", 0.75, ("wire", "let-down"), 12, ("bike-wish",), ("e-charge", "home")),
    Rule("ebike-common-parts", 0.75, ("charged-inside",), 12, ("bike-wish",), ("home", "e-vehicle")),
    Rule("ebike-common-parts", 0.40, ("charged-at-home",), 12, ("bike-wish",)),
    Rule("ebike-common-parts", 0.60, ("within", "charging"), 8, ("bike-wish", "fee"), ("home",)),
    Rule("use-change", 0.68, ("trade", "run", "flat-no"), 20, ("shop-unit", "as-customer"), ("home",)),
    Rule("use-change", 0.62, ("trade-opened", "flat-no"), 16, ("shop-unit", "as-customer"), ("home",)),
    Rule("use-change", 0.60, ("home-trade", "flat-no"), 16, ("shop-unit",)),
    Rule("use-change", 0.44, ("home-trade",), near=("home",)),
    Rule("use-change", 0.75, ("home-trade", "plain-dwelling"), 8, ("shop-unit", "as-customer")),
    Rule("use-change", 0.72, ("shop-opened",), 12, ("shop-unit", "as-customer"), ("home",)),
    Rule("use-change", 0.40, ("trade", "flat-no"), 4, ("shop-unit",)),
    Rule("use-change", 0.60, ("firm-at-home", "flat-no"), 12, ("shop-unit",)),
    Rule("group-renting", 0.80, ("lodged", "crowd"), 6, ("not-dwelling", "how-long"), ("home",), after=True),
    Rule("group-renting", 0.70, ("beds",), 8, ("not-dwelling",), ("home",)),
    Rule("group-renting", 0.70, ("dorm",), 8, ("not-dwelling",), ("flat-no",)),
    Rule("group-renting", 0.70, ("cut-up", "many-rooms"), 8, ("not-dwelling",), ("home",)),
    Rule("group-renting", 0.70, ("split-let",), 8, ("not-dwelling",), ("home",)),
    Rule("waste-unsorted", 0.70, ("sort", "mixed"), 12, near=("home",)),
    Rule("waste-unsorted", 0.50, ("sort", "mixed"), 10, ("rubble",)),
    Rule("litter", 0.60, ("cast-told",), 8, ("binned", "collecting", "rubble"), ("home",)),
    Rule(
        "litter",
        0.70,
        ("from-above", "cast"),
        10,
        (
            "binned",
            "collecting",
        ),
        ("home",),
        after=True,
    ),
    Rule("litter", 0.60, ("cast-hard", "thing"), 8, ("binned", "collecting", "rubble"), ("home",)),
    Rule("litter", 0.50, ("cast-hard", "thing"), 6, ("binned", "collecting", "rubble")),
    Rule("litter", 0.60, ("cast-place", "cast-hard"), 8, ("binned", "collecting", "rubble"), ("home",)),
    Rule("renovation-waste", 0.66, ("rubble-thing", "rubble-put"), 10, ("tipper",), ("home",)),
    Rule("greenery", 0.70, ("plant-told",), 8, ("compensate", "plant-wish"), ("home",)),
    Rule("greenery", 0.70, ("plant-kind", "felled"), 10, ("compensate", "plant-wish"), ("home",)),
    Rule("greenery", 0.70, ("plant", "plant-hurt"), 10, ("compensate", "plant-wish"), ("home",)),
    Rule("greenery", 0.55, ("green", "plant-hurt"), 6, ("compensate", "plant-wish")),
    Rule("pm-waste", 0.55, ("bin", "not-served"), 8, ("rubble",), ("home",)),
    Rule("pm-waste", 0.65, ("bin", "not-served", "firm-said"), 30, ("rubble",), ("home",)),
    Rule("pm-sanitation", 0.70, ("unswept", "clean-place"), 20, near=("home",)),
    Rule("pm-sanitation", 0.60, ("filth", "clean-place", "cleaner"), 30, near=("home",)),
    Rule("pm-sanitation", 0.40, ("filth", "clean-place"), 10, near=("home",)),
    Rule("common-parts", 0.65, ("common-told",), near=("home",)),
    Rule("common-parts", 0.70, ("common", "taken", "household"), 14, ("e-vehicle", "parts-wish"), ("home",)),
)
"""In order of the codes; of the rules of one code that hold at one place the strongest counts."""
