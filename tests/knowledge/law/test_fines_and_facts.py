"""A rule holds for its days, parties, details and roles; an act is judged by its day; what decides a procedure is the amount."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from huiyin.knowledge.law import book
from huiyin.knowledge.law.explaining import Explained, Threshold, explain, in_force, version_on
from huiyin.knowledge.law.facts import Facts, FactsError, Party, details_of, taken
from huiyin.knowledge.law.fines import Fine, PartyKind, Role, Tier, complaints
from huiyin.knowledge.law.types import Text

BOOK = book.load()
ON = dt.date(2022, 9, 1)


def fine(**said: Any) -> Fine:
    """A rule composed for these tests."""
    row: dict[str, Any] = {
        "id": "rule",
        "instrument": "property-rules",
        "article": "第八十五条",
        "confidence": "V",
        "source": "LRB",
        "since": dt.date(2021, 1, 1),
        "order": Text(zh="责令改正", en="Correct it"),
        "mode": "optional",
        "bodies": ("enforcement",),
        "tiers": (Tier(1000, 10000), Tier(10000, 100000, serious=True)),
    }
    return Fine(**(row | said))


def act(violation: str = "facade", **said: Any) -> Facts:
    stated: dict[str, Any] = {"violation": violation, "party": Party("person"), "act_from": ON, "act_to": ON}
    return Facts(**(stated | said))


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2021-12-31", False), ("2022-01-01", True), ("2022-06-30", True), ("2022-07-01", False)],
)
def test_a_rule_holds_from_its_first_day_to_its_last(day: str, holds: bool) -> None:
    rule = fine(since=dt.date(2022, 1, 1), until=dt.date(2022, 6, 30))
    assert rule.holds(dt.date.fromisoformat(day), None, "person", None) is holds


def test_a_rule_without_a_last_day_holds_on() -> None:
    assert fine().holds(dt.date(2099, 1, 1), None, "person", None)


@pytest.mark.parametrize(
    ("detail", "kind", "role", "holds"),
    [
        ("felled", "person", "owner", True),
        ("moved", "person", "owner", False),
        ("", "person", "owner", False),
        (None, "person", "owner", True),
        ("felled", "organisation", "owner", False),
        ("felled", "person", "tenant", False),
        ("felled", "person", None, True),
    ],
)
def test_a_rule_holds_for_its_details_parties_and_roles(
    detail: str | None, kind: PartyKind, role: Role | None, holds: bool
) -> None:
    rule = fine(details=("felled",), parties=("person",), roles=("owner",))
    details = None if detail is None else (detail,)
    assert rule.holds(ON, details, kind, role) is holds
    assert fine().holds(ON, details, kind, role)


@pytest.mark.parametrize(
    ("said", "area", "yuan"),
    [
        ({}, None, (1000, 100000)),
        ({}, 3.0, (1000, 100000)),
        ({"tiers": (Tier(100000, None), Tier(500, 1000))}, None, (500, None)),
        ({"tiers": ()}, None, None),
        ({"unit": "yuan-per-m2"}, None, None),
        ({"unit": "yuan-per-m2"}, 2.5, (2500, 250000)),
        # No fraction of two is exactly 4.35: what is lawful for it ends on a fen all the same.
        ({"unit": "yuan-per-m2", "tiers": (Tier(100, 100),)}, 4.35, (435, 435)),
        ({"unit": "yuan-per-m2", "tiers": (Tier(100, None),)}, 4.35, (435, None)),
        ({"unit": "yuan-per-m2", "tiers": (Tier(1000, 2000),)}, 0.123456, (123.46, 246.91)),
        ({"unit": "yuan-per-m2", "tiers": (Tier(1000, None),)}, 0.123456, (123.46, None)),
        ({"unit": "yuan-per-m2-day"}, 2.5, None),
        ({"unit": "yuan-per-m2", "tiers": ()}, 2.5, None),
        ({"unit": "times-compensation"}, 2.5, None),
    ],
)
def test_the_range_in_yuan_is_over_all_tiers_where_the_facts_give_it(
    said: dict[str, Any], area: float | None, yuan: tuple[float, float | None] | None
) -> None:
    assert fine(**said).in_yuan(area) == yuan


def test_an_amount_by_area_and_day_wants_both() -> None:
    rule = fine(unit="yuan-per-m2-day", tiers=(Tier(10, 30),))
    assert rule.in_yuan(4.0, 10) == (400, 1200)
    assert (rule.in_yuan(4.0), rule.in_yuan(None, 10), fine().in_yuan(4.0, 10)) == (
        None,
        None,
        (1000, 100000),
    )


def test_the_days_of_an_act_are_counted_with_the_first_and_the_last() -> None:
    assert [act(act_to=day).days for day in (ON, dt.date(2022, 9, 10), None)] == [1, 10, None]


def test_what_was_read_may_be_shown_as_law() -> None:
    assert [fine(confidence=one).citable for one in ("V", "VX", "R", "R?")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((fine(),), []),
        ((fine(instrument="none"),), ["rule.instrument: no instrument 'none' in instruments.toml"]),
        ((fine(source="press"),), ["rule.source: no source 'press' in sources.toml"]),
        ((fine(confidence="R"),), ["rule.confidence: R does not go with source 'LRB'"]),
        ((fine(source="recalled"),), ["rule.confidence: V does not go with source 'recalled'"]),
        ((fine(confidence="R", source="recalled", tiers=()),), []),
        ((fine(tiers=()),), ["rule.tiers: a rule that was read has an amount"]),
        ((fine(until=dt.date(2020, 12, 31)),), ["rule.until: before since"]),
        ((fine(until=dt.date(2021, 1, 1)),), []),
        ((fine(parties=()),), ["rule: no party or no body can be reached by it"]),
        ((fine(bodies=()),), ["rule: no party or no body can be reached by it"]),
        ((fine(tiers=(Tier(-1, 5),)),), ["rule.tiers[0]: -1 to 5 is no range"]),
        ((fine(tiers=(Tier(0, 5), Tier(6, 5))),), ["rule.tiers[1]: 6 to 5 is no range"]),
        ((fine(tiers=(Tier(5, 5), Tier(0, None))),), []),
        ((fine(details=("gone",)),), ["rule.details: no detail 'gone' of 'facade' in details.toml"]),
        ((fine(), fine(article="第一条")), ["rule: stands twice"]),
        ((fine(), fine(id="other")), [", other: is law on the same days as rule"]),
    ],
)
def test_what_is_wrong_with_a_rule_is_told_with_file_and_key(rows: tuple[Fine, ...], said: list[str]) -> None:
    told = list(complaints({"facade": rows}, {}, BOOK.instruments, BOOK.sources))
    assert [one.removeprefix("fines/facade.toml") for one in told] == [
        one if one.startswith(",") else f", {one}" for one in said
    ]


EARLY, LATE = {"until": dt.date(2021, 12, 31)}, {"since": dt.date(2022, 1, 1)}


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ({}, {}, True),
        (EARLY, LATE, False),
        (LATE, EARLY, False),
        ({"until": dt.date(2022, 1, 1)}, LATE, True),
        (LATE, {"until": dt.date(2022, 1, 1)}, True),
        ({}, LATE, True),
        (LATE, {}, True),
        ({"article": "第一条"}, {}, False),
        ({"needs": "refusal"}, {}, False),
        ({"details": ("a",)}, {"details": ("b",)}, False),
        ({"details": ("a",)}, {"details": ("b", "a")}, True),
        ({"details": ("a",)}, {}, True),
        ({}, {"details": ("a",)}, True),
        ({"roles": ("owner",)}, {"roles": ("tenant",)}, False),
        ({"roles": ("owner",)}, {}, True),
        ({"parties": ("person",)}, {"parties": ("organisation",)}, False),
        # Which of the two applies to an individual business is not settled: it may fall under both.
        (
            {"parties": ("person", "individual-business")},
            {"parties": ("organisation", "individual-business")},
            False,
        ),
        ({"note": Text(zh="甲", en="a")}, {"note": Text(zh="乙", en="b")}, False),
    ],
)
def test_two_rows_of_one_article_are_never_law_for_the_same_party_on_one_day(
    one: dict[str, Any], other: dict[str, Any], meet: bool
) -> None:
    rows = (fine(**one), fine(id="other", **other))
    details = {"facade": tuple(book.load().details["greenery"][:0])}
    told = [
        one
        for one in complaints({"facade": rows}, details, BOOK.instruments, BOOK.sources)
        if "is law on the same days" in one
    ]
    assert told == (["fines/facade.toml, other: is law on the same days as rule"] if meet else [])


DAYS = {"act_from": dt.date(2022, 1, 1), "found": dt.date(2022, 3, 1), "decision_date": dt.date(2022, 4, 1)}


@pytest.mark.parametrize(
    ("said", "day"),
    [
        (DAYS | {"act_to": dt.date(2022, 2, 1)}, "2022-02-01"),
        (DAYS | {"act_to": None}, "2022-04-01"),
        (DAYS | {"act_to": None, "decision_date": None}, "2022-03-01"),
        (DAYS | {"act_to": None, "decision_date": None, "found": None}, "2022-01-01"),
    ],
)
def test_an_act_is_judged_by_its_last_day_and_one_that_goes_on_by_the_decision(
    said: dict[str, Any], day: str
) -> None:
    assert act(**said).law_of == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("violation", "said", "detail"),
    [
        ("illegal-construction", {"in_progress": True}, ("under-way",)),
        ("illegal-construction", {"in_progress": False}, ("existing",)),
        ("illegal-construction", {}, ("existing",)),
        ("illegal-construction", {"detail": "planning-correctable"}, ("planning-correctable",)),
        ("ebike-common-parts", {}, ("parked-common-part",)),
        ("ebike-common-parts", {"detail": "in-lift"}, ("in-lift",)),
        ("ebike-common-parts", {"detail": "felled"}, None),
        ("facade", {}, ()),
        ("facade", {"detail": "window"}, None),
        ("load-bearing", {}, ()),
        ("pm-waste", {}, ("no-containers", "mixed-transport")),
    ],
)
def test_how_it_was_committed_is_as_stated_or_the_usual_way(
    violation: str, said: dict[str, Any], detail: tuple[str, ...] | None
) -> None:
    assert details_of(act(violation, **said), BOOK) == detail


FACTS: dict[str, Any] = {
    "violation": "facade",
    "party": {"kind": "person"},
    "act_from": "2022-09-01",
    "act_to": None,
}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "Expected `object`, got `array`"),
        (FACTS | {"violation": 7}, f"violation: 7 is not one of {', '.join(BOOK.violations)}"),
        (FACTS | {"violation": []}, f"violation: [] is not one of {', '.join(BOOK.violations)}"),
        (
            FACTS | {"party": {"kind": "firm"}},
            "party.kind: 'firm' is not one of person, individual-business, organisation",
        ),
        (
            FACTS | {"party": {"kind": "person", "role": "cat"}},
            (
                "party.role: 'cat' is not one of owner, occupant, tenant, sub-lessor, agency, agent, property-firm, "
                "renovator, builder"
            ),
        ),
        (FACTS | {"party": "person"}, "Expected `object`, got `str` - at `$.party`"),
        (FACTS | {"colour": "red"}, "Object contains unknown field `colour`"),
        (FACTS | {"act_to": "2022-08-31"}, "act_to: 2022-08-31 lies before act_from 2022-09-01"),
        (FACTS | {"area_m2": 0}, "area_m2: 0.0 is no area"),
        (FACTS | {"area_m2": 1e7}, "area_m2: 10000000.0 is no area"),
    ],
)
def test_facts_that_cannot_be_meant_say_why(data: Any, said: str) -> None:
    with pytest.raises(FactsError) as refused:
        taken(data, BOOK)
    assert refused.value.en == said


def test_an_act_of_one_day_and_any_area_are_taken() -> None:
    assert taken(FACTS | {"act_to": "2022-09-01", "area_m2": 0.5}, BOOK) == act(area_m2=0.5)
    assert taken(FACTS | {"area_m2": 9999999.0}, BOOK).area_m2 == 9999999.0
    assert taken(FACTS | {"party": {"kind": "person", "role": None}}, BOOK).party == Party("person")


FIVE = ("illegal-construction", "load-bearing", "ebike-common-parts", "use-change", "facade")


AFTER = (dt.date(2024, 9, 1), dt.date(2024, 9, 2), dt.date(2027, 9, 1), dt.date(2027, 9, 2))


@pytest.mark.parametrize("violation", BOOK.violations)
def test_two_years_bar_and_five_where_life_may_be_at_stake(violation: str) -> None:
    answers = [explain(act(violation, found=day), BOOK).time_barred for day in AFTER]
    between = "needs-judgement" if violation in FIVE else "yes"
    assert answers == ["no", between, between, "yes"]


def test_a_late_decision_does_not_tell_that_it_was_found_late() -> None:
    answers = [explain(act("litter", decision_date=day), BOOK).time_barred for day in AFTER]
    assert answers == ["no", "needs-judgement", "needs-judgement", "needs-judgement"]
    assert explain(act("litter", found=AFTER[1], decision_date=AFTER[2]), BOOK).time_barred == "yes"


def test_what_goes_on_is_never_barred_and_what_was_not_found_cannot_be_told() -> None:
    assert explain(act(act_to=None, found=dt.date(2040, 1, 1)), BOOK).time_barred == "no"
    assert explain(act(), BOOK).time_barred == "needs-judgement"
    both = act(found=dt.date(2024, 9, 1), decision_date=dt.date(2024, 10, 1))
    assert explain(both, BOOK).time_barred == "no"


@pytest.mark.parametrize(
    ("kind", "area", "spot", "hearing"),
    [
        # 500 to 2,000 yuan a square metre; equal to a threshold is from it on, and up to it.
        ("person", 10.0, "never", "always"),
        ("person", 9.99, "never", "by-amount"),
        ("person", 2.5, "never", "by-amount"),
        ("person", 2.49, "never", "never"),
        ("person", 0.4, "by-amount", "never"),
        ("person", 0.41, "never", "never"),
        ("person", 0.1, "always", "never"),
        ("person", 0.11, "by-amount", "never"),
        ("organisation", 25.0, "never", "by-amount"),
        ("organisation", 24.99, "never", "never"),
        ("organisation", 100.0, "never", "always"),
        ("organisation", 6.0, "by-amount", "never"),
        ("organisation", 1.5, "always", "never"),
        ("individual-business", 10.0, "never", "always"),
        ("individual-business", 1.5, "always", "never"),
        ("person", None, "by-amount", "by-amount"),
    ],
)
def test_the_thresholds_count_themselves(
    kind: PartyKind, area: float | None, spot: str, hearing: str
) -> None:
    answer = explain(act("greenery", party=Party(kind), detail="occupied-without-permit", area_m2=area), BOOK)
    of_hearing = {"person": 5000, "individual-business": 5000, "organisation": 50000}[kind]
    on_the_spot = {"person": 200, "individual-business": 3000, "organisation": 3000}[kind]
    assert answer.on_the_spot == Threshold(spot, on_the_spot)  # type: ignore[arg-type]
    assert answer.hearing == answer.legal_review == Threshold(hearing, of_hearing)  # type: ignore[arg-type]


def test_one_amount_that_is_not_known_leaves_the_procedure_to_the_amount() -> None:
    firm = Party("organisation", "property-firm")
    answer = explain(act("greenery", party=firm, detail="pruned"), BOOK)
    assert [rule.in_yuan() for rule in answer.rules] == [None, (2000, 20000)]
    assert (answer.on_the_spot.when, answer.hearing.when) == ("by-amount", "by-amount")


def test_where_no_rule_threatens_nothing_is_brought_along() -> None:
    answer = explain(act("ebike-common-parts", detail="in-lift"), BOOK)
    assert (answer.rules, answer.needs_refusal, answer.choice_required) == ((), False, False)
    assert [one.when for one in (answer.on_the_spot, answer.hearing, answer.legal_review)] == ["never"] * 3


def test_an_order_to_remove_what_stands_is_always_reviewed() -> None:
    standing = explain(act("illegal-construction", in_progress=False, party=Party("organisation")), BOOK)
    under_way = explain(act("illegal-construction", in_progress=True, party=Party("organisation")), BOOK)
    assert (standing.legal_review, under_way.legal_review) == (
        Threshold("always", 50000),
        Threshold("by-amount", 50000),
    )


@pytest.mark.parametrize(
    ("decided", "later"),
    [(None, []), ("2023-12-27", []), ("2023-12-28", ["property-83-2023"])],
)
def test_rules_that_came_after_the_act_are_named_apart(decided: str | None, later: list[str]) -> None:
    day = dt.date.fromisoformat(decided) if decided else None
    answer = explain(act("load-bearing", decision_date=day), BOOK)
    assert [rule.id for rule in answer.rules] == ["property-83", "building-quality-69"]
    assert [rule.id for rule in answer.later] == later


def test_the_higher_of_several_norms_is_that_of_the_higher_end() -> None:
    assert [
        found.id if (found := explain(act("litter", party=Party(kind)), BOOK).higher) else None
        for kind in ("person", "organisation")
    ] == ["solid-waste-111-person", "solid-waste-111-organisation"]
    # Two amounts of one article are one norm.
    two = explain(act("group-renting", party=Party("person", "owner"), act_to=dt.date(2023, 3, 1)), BOOK)
    assert len(two.rules) == 2
    assert two.higher is None


def test_the_education_that_comes_first_is_told_with_its_source() -> None:
    by_notice, by_rules = explain(act("litter"), BOOK), explain(act("facade"), BOOK)
    assert by_notice.educate_first == Text(
        zh="通知第二类：加强教育、督促整改，拒不整改的依法处罚",
        en="The notice, class B: educate and urge; a penalty by law on refusal",
    )
    assert by_rules.educate_first.zh.startswith(
        "《上海市城市管理综合行政执法条例》第十八条第二款（2018年文本，2021年文本未取得）：情节较轻或者后果能及时消除的，"
    )
    assert by_rules.educate_first.en.endswith(
        "is first met with education, warning, guidance and an order to correct, unless a law says otherwise"
    )


def test_a_rule_shows_for_its_violation_alone() -> None:
    assert in_force(act("other"), BOOK, ON) == ()
    assert [rule.id for rule in in_force(act(), BOOK, dt.date(2020, 12, 31))] == []
    assert [rule.id for rule in in_force(act(), BOOK, dt.date(2021, 1, 1))] == ["property-85-facade"]


@pytest.mark.parametrize(
    ("day", "adopted"),
    [
        ("2018-12-19", None),
        ("2018-12-20", "2018-12-20"),
        ("2022-11-30", "2018-12-20"),
        ("2022-12-01", "2022-09-22"),
        ("2026-01-01", "2022-09-22"),
    ],
)
def test_the_version_in_force_is_named_by_the_day_of_its_adoption(day: str, adopted: str | None) -> None:
    found = version_on("sanitation-rules", dt.date.fromisoformat(day), BOOK)
    assert (found.isoformat() if found else None) == adopted


def composed(*rules: Fine, **said: Any) -> Explained:
    """What is explained of an act under rules that are composed."""
    return explain(act(**said), replace(BOOK, fines={"facade": rules}))


def tiers(low: float, high: float | None, **said: Any) -> Fine:
    return fine(tiers=(Tier(low, high),), **said)


UNKNOWN = fine(id="unknown", tiers=(Tier(3, 5),), unit="times-compensation")


@pytest.mark.parametrize(
    ("rules", "spot", "hearing"),
    [
        ((tiers(5000, 6000), tiers(5000, None)), "never", "always"),
        ((tiers(5000, 6000), tiers(100, 200)), "by-amount", "by-amount"),
        ((tiers(100, 200), tiers(50, 200)), "always", "never"),
        ((tiers(100, None),), "by-amount", "by-amount"),
        ((tiers(201, None),), "never", "by-amount"),
        ((tiers(201, 300), tiers(100, 300)), "by-amount", "never"),
        ((tiers(201, 4999), tiers(201, 5000)), "never", "by-amount"),
        ((tiers(5000, 6000), UNKNOWN), "by-amount", "by-amount"),
        ((tiers(100, 200), UNKNOWN), "by-amount", "by-amount"),
        ((UNKNOWN,), "by-amount", "by-amount"),
    ],
)
def test_every_range_must_agree_before_something_is_always_or_never_wanted(
    rules: tuple[Fine, ...], spot: str, hearing: str
) -> None:
    answer = composed(*rules)
    assert (answer.on_the_spot.when, answer.hearing.when) == (spot, hearing)


@pytest.mark.parametrize(
    ("rules", "higher"),
    [
        ((tiers(100, None, id="open", article="一"), tiers(200, 500, id="shut", article="二")), "open"),
        ((tiers(100, 500, id="low", article="一"), tiers(200, 500, id="high", article="二")), "high"),
        ((tiers(100, 500, id="one", article="一"), tiers(200, 900, id="two", article="一")), None),
        ((tiers(100, 500, id="one", article="一"), fine(id="none", article="二", tiers=())), None),
        ((tiers(1, 2, id="one", article="一"), tiers(3, 4, id="two", article="二", competes="x")), None),
        ((tiers(1, 4, id="one", article="一"), tiers(1, 4, id="two", article="二")), None),
        ((tiers(2, 4, id="one", article="一"), tiers(1, 4, id="two", article="二")), "one"),
        ((tiers(1, 2, id="one", article="一"), tiers(3, 4, id="two", article="二", needs="refusal")), None),
    ],
)
def test_the_norm_of_the_higher_amount_has_the_higher_end_or_none(
    rules: tuple[Fine, ...], higher: str | None
) -> None:
    found = composed(*rules).higher
    assert (found.id if found else None) == higher


def test_a_trader_is_fined_as_a_person_or_as_an_organisation_and_not_by_the_higher_of_both() -> None:
    trader = Party("individual-business")
    for violation in ("litter", "waste-unsorted"):
        answer = explain(act(violation, party=trader), BOOK)
        assert len(answer.rules) > 1
        assert answer.higher is None
    # Nor is one named where nobody knows which of the acts it was.
    assert explain(act("litter", detail="sofa"), BOOK).higher is None


def test_rules_compete_when_there_are_two_of_them() -> None:
    one, other = tiers(1, 2, id="one", competes="x"), tiers(3, 4, id="two", competes="x")
    assert composed(one).choice_required is False
    assert composed(one, other).choice_required is True
    assert composed(fine(needs="refusal"), fine(id="two")).needs_refusal is False
    assert composed(fine(needs="refusal"), fine(id="two", needs="overdue")).needs_refusal is True


def test_only_a_decision_after_the_act_has_later_law() -> None:
    early, late = fine(until=dt.date(2022, 9, 1)), fine(id="late", since=dt.date(2022, 9, 2))
    assert [rule.id for rule in composed(early, late, decision_date=dt.date(2022, 9, 2)).later] == ["late"]
    assert composed(early, late, decision_date=dt.date(2022, 9, 1)).later == ()


def test_what_was_no_wrong_when_it_was_done_has_no_later_law() -> None:
    late = fine(id="late", since=dt.date(2022, 9, 2))
    answer = composed(late, decision_date=dt.date(2022, 9, 2))
    assert (answer.rules, answer.later, answer.lapsed) == ((), (), ())


def test_a_rule_that_has_gone_by_the_decision_is_named_unless_its_instrument_has_another() -> None:
    gone, other = fine(until=ON), fine(id="other", instrument="sanitation-rules", since=dt.date(2022, 9, 2))
    same = fine(id="same", since=dt.date(2022, 9, 2))
    day = dt.date(2022, 9, 2)
    assert [rule.id for rule in composed(gone, other, decision_date=day).lapsed] == ["rule"]
    assert composed(gone, same, decision_date=day).lapsed == ()
    assert composed(gone, decision_date=ON).lapsed == ()


def test_only_a_building_is_existing() -> None:
    assert composed(tiers(1, 2), detail="existing").legal_review.when == "never"


@pytest.mark.parametrize(("day", "version"), [("2022-06-29", 1), ("2022-06-30", 1), ("2022-07-01", None)])
def test_a_version_that_ended_is_no_longer_in_force(day: str, version: int | None) -> None:
    held = BOOK.instruments["sanitation-rules"]
    row = msgspec.structs.replace(held.versions[0], until=dt.date(2022, 6, 30))
    alone = replace(BOOK, instruments={"sanitation-rules": msgspec.structs.replace(held, versions=(row,))})
    found = version_on("sanitation-rules", dt.date.fromisoformat(day), alone)
    assert found == (row.adopted if version else None)
