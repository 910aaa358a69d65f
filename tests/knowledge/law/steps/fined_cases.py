"""What the law of 2022 fines, one of each that a case is led for."""

from __future__ import annotations

from huiyin.knowledge.law.fines import PARTY_KINDS

# Violation, kind, role, detail, area, amount, and the rule that a person chose where two compete.
ALL = PARTY_KINDS
CASES = [
    *[("load-bearing", kind, "owner", None, None, 60_000, "building-quality-69") for kind in ALL],
    *[("load-bearing", kind, "owner", None, None, 20_000, "property-83") for kind in ALL],
    *[("ebike-common-parts", kind, "occupant", None, None, 1_000, None) for kind in ALL],
    *[("use-change", kind, "owner", None, None, 50_000, None) for kind in ALL],
    *[("facade", kind, "owner", None, None, 100_000, None) for kind in ALL],
    *[("common-parts", kind, "owner", None, None, 3_000, None) for kind in ALL],
    *[("group-renting", kind, "sub-lessor", None, None, 5_000, "letting-22") for kind in ALL],
    *[("group-renting", kind, "owner", None, None, 100_000, "shanghai-letting-32") for kind in ALL],
    ("group-renting", "organisation", "agency", None, None, 30_000, None),
    ("group-renting", "person", "agent", None, None, 1_000, None),
    ("waste-unsorted", "person", "occupant", None, None, 200, None),
    ("waste-unsorted", "individual-business", "occupant", None, None, 5_000, None),
    ("waste-unsorted", "organisation", "occupant", None, None, 50_000, None),
    ("litter", "person", "occupant", None, None, 500, None),
    ("litter", "individual-business", "occupant", None, None, 200, None),
    ("litter", "organisation", "occupant", None, None, 50_000, None),
    *[("greenery", kind, "owner", "occupied-without-permit", 6.0, 12_000, None) for kind in ALL],
    *[("greenery", kind, "owner", "damaged", None, 900, None) for kind in ALL],
    ("pm-duty", "organisation", "property-firm", None, None, 10_000, None),
    ("pm-waste", "organisation", "property-firm", None, None, 500, None),
    ("pm-sanitation", "organisation", "property-firm", None, None, 500, None),
    ("pm-sanitation", "organisation", "property-firm", None, None, 0, None),
    *[("renovation-waste", kind, "renovator", None, None, 1_000, None) for kind in ALL],
    *[("renovation-waste", kind, "renovator", "dumped", None, 5_000, None) for kind in ALL],
    ("renovation-waste", "organisation", "property-firm", "no-site", None, 1_000, None),
]
