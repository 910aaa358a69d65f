"""What the law says of an act: its rules by date, party and detail, and what their amounts bring along."""

from __future__ import annotations

from typing import Any

import pytest

from huiyin.knowledge.law import book, telling
from huiyin.knowledge.law.explaining import explain
from huiyin.knowledge.law.facts import FactsError, in_order, taken

BOOK = book.load()


def asked(
    violation: str, day: str = "2022-09-01", kind: str = "person", role: str | None = None, **more: Any
) -> dict[str, Any]:
    party = {"kind": kind} | ({"role": role} if role else {})
    facts = {"violation": violation, "party": party, "act_from": day, "act_to": day} | more
    return telling.explained(explain(taken(facts, BOOK), BOOK), BOOK)


def rules(*args: Any, **more: Any) -> list[tuple[str, float | None, float | None, str]]:
    """Id, range and mode of each rule."""
    return [
        (r["id"], r["fine"]["min"], r["fine"]["max"], r["fine"]["mode"])
        for r in asked(*args, **more)["rules"]
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (
            "2022-09-14",
            [("property-83", 10000, 200000, "optional"), ("building-quality-69", 50000, 100000, "due")],
        ),
        (
            "2023-12-27",
            [("property-83", 10000, 200000, "optional"), ("building-quality-69", 50000, 100000, "due")],
        ),
        (
            "2023-12-28",
            [("property-83-2023", 50000, 100000, "due"), ("building-quality-69", 50000, 100000, "due")],
        ),
    ],
)
def test_of_a_broken_structure_two_rules_stand_until_one_is_aligned_with_the_other(
    day: str, expected: list[tuple[str, float, float, str]]
) -> None:
    answer = asked("load-bearing", day)
    assert [
        (r["id"], r["fine"]["min"], r["fine"]["max"], r["fine"]["mode"]) for r in answer["rules"]
    ] == expected
    assert answer["choice_required"] is (day < "2023-12-28")
    assert (answer["hearing"], answer["legal_review"], answer["on_the_spot"]) == ("always", "always", "never")


@pytest.mark.parametrize(
    ("role", "day", "expected"),
    [
        (
            "owner",
            "2022-09-01",
            [("letting-22", 5000, 30000, "optional"), ("shanghai-letting-32", 10000, 100000, "optional")],
        ),
        (
            "sub-lessor",
            "2022-09-01",
            [("letting-22", 5000, 30000, "optional"), ("shanghai-letting-32", 10000, 100000, "optional")],
        ),
        ("agency", "2022-09-01", [("shanghai-letting-35-agency", 30000, 100000, "due")]),
        ("agent", "2022-09-01", [("shanghai-letting-35-agent", 1000, 10000, "due")]),
        (
            "owner",
            "2023-02-01",
            [("rental-52", 10000, 50000, "due"), ("rental-52-overdue", 50000, 200000, "due")],
        ),
        (
            "owner",
            "2025-11-27",
            [("rental-53", 10000, 50000, "due"), ("rental-53-overdue", 50000, 200000, "due")],
        ),
    ],
)
def test_of_group_renting_each_who_has_a_part_has_rules_of_their_own(
    role: str, day: str, expected: list[Any]
) -> None:
    assert rules("group-renting", day, role=role) == expected


@pytest.mark.parametrize(
    ("day", "choice", "refusal"), [("2022-09-01", True, True), ("2023-02-01", False, False)]
)
def test_group_renting_waited_for_the_term_until_the_regulations_of_2023(
    day: str, choice: bool, refusal: bool
) -> None:
    answer = asked("group-renting", day, role="owner")
    assert (answer["choice_required"], answer["needs_refusal"]) == (choice, refusal)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2022-08-20", []),
        ("2024-05-31", []),
        ("2024-06-01", [("ebike-44-lift", 200, 500, "due")]),
    ],
)
def test_an_ebike_in_a_lift_was_no_wrong_before_2024(day: str, expected: list[Any]) -> None:
    assert rules("ebike-common-parts", day, detail="in-lift") == expected


def test_an_ebike_in_a_corridor_falls_under_the_common_parts_and_on_an_escape_route_to_the_fire_body() -> (
    None
):
    assert rules("ebike-common-parts") == [("property-85-ebike", 1000, 100000, "optional")]
    route = asked("ebike-common-parts", detail="evacuation-route")
    assert {(rule["competent_body"], *rule["bodies"]) for rule in route["rules"]} == {("fire", "fire")}


@pytest.mark.parametrize(
    ("day", "kind", "expected"),
    [
        (
            "2022-11-30",
            "person",
            [("sanitation-28-bag-person", 0, 200, "due"), ("solid-waste-111-person", 100, 500, "due")],
        ),
        ("2022-12-01", "person", [("solid-waste-111-person", 100, 500, "due")]),
        ("2026-08-14", "person", [("solid-waste-111-person", 100, 500, "due")]),
        ("2026-08-15", "person", [("ecology-1169-person", 100, 1000, "due")]),
        (
            "2022-11-30",
            "organisation",
            [
                ("sanitation-28-bag-organisation", 5000, 50000, "due"),
                ("solid-waste-111-organisation", 50000, 500000, "due"),
            ],
        ),
        ("2026-08-15", "organisation", [("ecology-1169-organisation", 100000, None, "due")]),
    ],
)
def test_a_bag_beside_the_bin_breaks_the_norms_of_its_day(day: str, kind: str, expected: list[Any]) -> None:
    assert rules("litter", day, kind) == expected


def test_of_several_norms_the_one_of_the_higher_amount_is_named() -> None:
    assert asked("litter")["higher_amount_rule"] == "solid-waste-111-person"
    assert asked("load-bearing")["higher_amount_rule"] is None
    assert asked("facade")["higher_amount_rule"] is None


@pytest.mark.parametrize(
    ("violation", "kind", "refusal"),
    [
        ("waste-unsorted", "person", True),
        ("pm-waste", "organisation", True),
        ("pm-sanitation", "organisation", True),
        ("litter", "person", False),
        ("facade", "person", False),
        ("pm-duty", "organisation", False),
    ],
)
def test_refusal_is_an_element_where_every_rule_says_so(violation: str, kind: str, refusal: bool) -> None:
    assert asked(violation, kind=kind)["needs_refusal"] is refusal


def test_the_frontage_area_needs_no_refusal_from_december_2022_on() -> None:
    """The last day of the campaign and the next have different law."""
    before, after = (
        asked("pm-sanitation", "2022-11-30", "organisation"),
        asked("pm-sanitation", "2022-12-01", "organisation"),
    )
    assert [(r["article"], r["needs_refusal"]) for one in (before, after) for r in one["rules"]] == [
        ("第十三条第三款", True),
        ("第六十条第三款", False),
    ]
    assert [r["version"] for one in (before, after) for r in one["rules"]] == ["2018-12-20", "2022-09-22"]


def test_the_thresholds_stand_beside_what_they_decide() -> None:
    thresholds = [
        asked("facade", kind=kind)["thresholds"] for kind in ("person", "individual-business", "organisation")
    ]
    assert [list(one.values()) for one in thresholds] == [
        [200, 5000, 5000],
        [3000, 5000, 5000],
        [3000, 50000, 50000],
    ]


def test_by_area_the_fine_comes_out_in_yuan() -> None:
    without, with_area = (
        asked("greenery", detail="occupied-without-permit", **more)["rules"][0]["fine"]
        for more in ({}, {"area_m2": 12.5})
    )
    assert (without["unit"], without["min"], without["max"]) == ("yuan-per-m2", 500, 2000)
    assert (with_area["unit"], with_area["min"], with_area["max"]) == ("yuan", 6250, 25000)


@pytest.mark.parametrize(
    ("violation", "kind", "more", "spot", "hearing", "review"),
    [
        ("litter", "person", {}, "by-amount", "never", "never"),
        ("waste-unsorted", "person", {}, "always", "never", "never"),
        ("waste-unsorted", "organisation", {}, "never", "by-amount", "by-amount"),
        ("facade", "person", {}, "never", "by-amount", "by-amount"),
        ("use-change", "person", {}, "never", "always", "always"),
        ("use-change", "organisation", {}, "never", "by-amount", "by-amount"),
        ("illegal-construction", "organisation", {"in_progress": False}, "never", "by-amount", "always"),
        ("illegal-construction", "organisation", {"in_progress": True}, "never", "by-amount", "by-amount"),
        ("greenery", "person", {}, "by-amount", "by-amount", "by-amount"),
        ("pm-duty", "organisation", {}, "by-amount", "never", "never"),
        ("ebike-common-parts", "person", {"detail": "in-lift"}, "never", "never", "never"),
    ],
)
def test_the_amounts_decide_what_procedure_they_bring(
    violation: str, kind: str, more: dict[str, Any], spot: str, hearing: str, review: str
) -> None:
    answer = asked(violation, kind=kind, **more)
    assert [answer[name] for name in ("on_the_spot", "hearing", "legal_review")] == [spot, hearing, review]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"act_to": None, "act_from": "2010-01-01"}, "no"),
        ({"act_to": "2020-09-01", "act_from": "2020-09-01", "found": "2022-09-01"}, "no"),
        ({"act_to": "2020-08-31", "act_from": "2020-08-01", "found": "2022-09-01"}, "needs-judgement"),
        ({"act_to": "2017-08-31", "act_from": "2017-08-01", "found": "2022-09-01"}, "yes"),
        ({}, "needs-judgement"),
    ],
)
def test_two_years_bar_and_five_are_a_persons_to_judge(more: dict[str, Any], expected: str) -> None:
    assert asked("facade", **more)["time_barred"] == expected


def test_litter_is_barred_after_two_years_whoever_judges() -> None:
    assert asked("litter", "2020-08-01", found="2022-08-02")["time_barred"] == "yes"


@pytest.mark.parametrize(("under_way", "hours"), [(True, 2), (False, 24), (None, 24)])
def test_of_a_construction_it_says_within_how_many_hours_to_be_there(
    under_way: bool | None, hours: int
) -> None:
    assert asked("illegal-construction", in_progress=under_way)["arrive_hours"] == hours
    assert asked("load-bearing", in_progress=under_way)["arrive_hours"] is None


def test_later_law_is_pointed_out_and_never_applied() -> None:
    answer = asked("load-bearing", "2022-09-14", decision_date="2024-01-10")
    assert [rule["id"] for rule in answer["rules"]] == ["property-83", "building-quality-69"]
    assert [rule["id"] for rule in answer["later_law"]] == ["property-83-2023"]
    assert "第三十七条" in answer["explanation"]["zh"]


def test_education_comes_first_by_the_notice_or_by_the_regulations() -> None:
    assert [asked(code)["educate_first"] for code in ("litter", "waste-unsorted", "facade")] == [
        "notice",
        "notice",
        "城管条例 18(2)",
    ]


def test_what_of_a_rule_was_not_read_is_shown_as_unverified() -> None:
    answer = asked("group-renting", role="owner")
    assert [(rule["id"], rule["unverified"]) for rule in answer["rules"]] == [
        ("letting-22", ["since", "until"]),
        ("shanghai-letting-32", ["since", "until"]),
    ]
    assert "施行日期、失效日期未核实" in answer["explanation"]["zh"]
    whether_due = asked("greenery", detail="occupied-without-permit")
    assert whether_due["rules"][0]["unverified"] == ["mode"]
    assert "whether the fine is due" in whether_due["explanation"]["en"]
    assert asked("facade")["rules"][0]["unverified"] == []


def test_what_is_recalled_alone_says_so() -> None:
    answer = asked("ebike-common-parts", "2022-08-01", detail="flying-wire")
    assert [(rule["confidence"], rule["fine"]["min"]) for rule in answer["rules"]] == [("R?", None)]
    assert "（未核实）" in answer["explanation"]["zh"]
    assert "(unverified)" in answer["explanation"]["en"]


def test_a_detail_that_the_book_does_not_have_shows_all_rules_and_says_so() -> None:
    answer = asked("litter", detail="sofa")
    assert [rule["id"] for rule in answer["rules"]] == [
        "sanitation-28-bag-person",
        "solid-waste-111-person",
        "sanitation-28-small",
    ]
    assert answer["detail"] is None
    assert "“sofa”" in answer["explanation"]["zh"]


def test_what_must_be_ordered_hangs_on_whether_it_is_still_being_built() -> None:
    orders = [asked("illegal-construction", in_progress=one)["rules"][0]["order"] for one in (True, False)]
    assert orders == [
        "当场责令暂停施工，书面责令停止建设、自行拆除；拒不停止或者拒不拆除的，立即强制拆除",
        "书面责令限期拆除，并予公告",
    ]


def test_green_space_used_for_a_time_is_fined_by_area_and_days() -> None:
    answer = asked("greenery", "2022-08-01", detail="temporary-use", area_m2=4, act_to="2022-08-10")
    (rule,) = answer["rules"]
    assert (rule["fine"]["min"], rule["fine"]["max"], rule["fine"]["unit"]) == (400, 1200, "yuan")
    assert (answer["on_the_spot"], answer["hearing"]) == ("never", "never")
    going_on = asked("greenery", "2022-08-01", detail="temporary-use", area_m2=4, act_to=None)
    assert going_on["rules"][0]["fine"]["unit"] == "yuan-per-m2-day"


def test_where_two_ways_are_usual_both_are_told() -> None:
    answer = asked("pm-waste", kind="organisation", role="property-firm")
    assert [rule["id"] for rule in answer["rules"]] == ["household-waste-58-1", "household-waste-58-2"]
    assert (answer["detail"], answer["needs_refusal"], answer["higher_amount_rule"]) == (None, True, None)
    assert "未写明情形，列出未设置分类容器、设施、未分类驳运的规定。" in answer["explanation"]["zh"]


def test_what_is_law_no_more_on_the_day_of_the_decision_is_pointed_out() -> None:
    answer = asked("litter", "2022-11-20", decision_date="2022-12-10")
    assert answer["lapsed"] == ["sanitation-28-bag-person"]
    assert "在决定时已不适用" in answer["explanation"]["zh"]


def test_a_warning_beside_or_instead_of_the_fine_is_said() -> None:
    escape = asked("ebike-common-parts", detail="evacuation-route")["explanation"]
    assert "警告或者处 0–500 元" in escape["zh"]
    assert "a warning, or is fined 0–500 yuan" in escape["en"]
    firm = asked("pm-sanitation", kind="organisation", role="property-firm")["explanation"]
    assert "警告，可处 50–500 元" in firm["zh"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"found": "2022-08-31"}, "found: 2022-08-31 lies before act_from 2022-09-01"),
        ({"decision_date": "2022-08-31"}, "decision_date: 2022-08-31 lies before act_from 2022-09-01"),
        (
            {"found": "2022-09-03", "decision_date": "2022-09-02"},
            "decision_date: 2022-09-02 lies before found 2022-09-03",
        ),
    ],
)
def test_days_that_cannot_follow_each_other_are_no_question(more: dict[str, Any], said: str) -> None:
    facts = {"violation": "facade", "party": {"kind": "person"}, "act_from": "2022-09-01", "act_to": None}
    with pytest.raises(FactsError) as refused:
        in_order(taken(facts | more, BOOK))
    assert refused.value.en == said
    held = taken(facts | {"found": "2022-09-01", "decision_date": "2022-09-01"}, BOOK)
    assert in_order(held) is held


def test_whether_the_act_goes_on_must_be_said() -> None:
    with pytest.raises(FactsError) as refused:
        taken({"violation": "facade", "party": {"kind": "person"}, "act_from": "2022-09-01"}, BOOK)
    assert refused.value.en == "act_to: is missing; null says that the act goes on"


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"violation": "parking"}, "violation"),
        ({"party": {"kind": "firm"}}, "party.kind"),
        ({"party": {"kind": "person", "role": "cat"}}, "party.role"),
        ({"act_to": "2022-08-31"}, "act_to"),
        ({"area_m2": -1}, "area_m2"),
    ],
)
def test_facts_that_cannot_be_meant_are_refused_with_their_key(more: dict[str, Any], key: str) -> None:
    facts = {
        "violation": "facade",
        "party": {"kind": "person"},
        "act_from": "2022-09-01",
        "act_to": None,
    } | more
    with pytest.raises(FactsError, match=f"^{key}"):
        taken(facts, BOOK)
