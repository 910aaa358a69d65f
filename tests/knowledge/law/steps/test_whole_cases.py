"""Cases of every violation and kind of party that the law of 2022 fines, from the report to the archive."""

from __future__ import annotations

import pytest
from case_driving import BOOK, Driven, fined, opened

from huiyin.knowledge.law.explaining import explain
from huiyin.knowledge.law.facts import taken
from huiyin.knowledge.law.fines import PARTY_KINDS
from huiyin.knowledge.law.review.reviewing import review

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


@pytest.mark.parametrize(("violation", "kind", "role", "detail", "area", "amount", "rule"), CASES)
def test_an_ordinary_case_goes_from_the_report_to_the_archive_without_a_defect(
    violation: str,
    kind: str,
    role: str,
    detail: str | None,
    area: float | None,
    amount: float,
    rule: str | None,
) -> None:
    case = opened(violation, kind, role, detail=detail, area_m2=area)
    driven = fined(Driven.of(case), amount, rule)
    assert driven.tracks == {"ordinary": "closed"}
    assert [one.defect.id for one in review(driven.case, BOOK)] == []


def test_every_violation_and_kind_that_was_fined_in_2022_is_driven() -> None:
    fined_in_2022 = {
        (violation, kind)
        for violation in BOOK.violations
        for kind in ALL
        if explain(
            taken(
                {
                    "violation": violation,
                    "party": {"kind": kind},
                    "act_from": "2022-09-01",
                    "act_to": "2022-09-01",
                },
                BOOK,
            ),
            BOOK,
        ).rules
    }
    driven = {(case[0], case[1]) for case in CASES} | {("illegal-construction", kind) for kind in ALL}
    assert driven == fined_in_2022
