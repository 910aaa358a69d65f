"""The words of a case file: each act, what may be said of it, and what is refused with its place."""

from __future__ import annotations

import copy
import datetime as dt
import re
from typing import Any

import pytest

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.knowledge.law.facts import FactsError
from huiyin.knowledge.law.review.case_file import FIELDS, CaseFile, Person, case_file
from knowledge.law.review.case_making import PEOPLE, Case, event, structure, terrace, the, unpaid, with_event

# As whoever writes case files has it.
FORMAT = """
reported · arrived · inspected{id_shown, record, entry} · educated · ordered{deadline} · removal-ordered{deadline}
rechecked{corrected} · corrected{minor, first, harmless} · filed · preserved{approved_at} · preservation-ended
seized{approved_at, urgent} · seizure-extended{approved_at} · seizure-ended
recording-used{basis, legal_review, technical_review, sign, published, content_reviewed}
notified{amount, contents, hearing_offered} · defence{kind} · hearing-requested · hearing-notified{for} · hearing-held{chair}
legal-reviewed · deadline-extended{days, approved_at} · decided{kind, amount, contents} · served{mode, consent}
published{personal_data} · paid{amount, how} · surcharged{amount, days} · review-requested · review-ended · suit-filed
suit-ended · urged{by_body} · court-applied · removal-decided{by_body} · removal-announced · removed{urgent_approved_at}
utilities-cut{residents} · annotated · annotation-lifted · credit-referred{basis} · closed{order_met, paid}
"""
ACTS = {
    name: [one.strip() for one in fields.split(",")] if fields else []
    for name, fields in re.findall(r"([a-z-]+)(?:\{([^}]*)\})?", FORMAT.replace("·", " "))
}
FLAGS = [
    "id_shown",
    "corrected",
    "minor",
    "first",
    "harmless",
    "urgent",
    "basis",
    "legal_review",
    "technical_review",
    "sign",
    "published",
    "content_reviewed",
    "hearing_offered",
    "consent",
    "personal_data",
    "residents",
    "order_met",
    "paid",
]
MOMENTS = ("approved_at", "for", "urgent_approved_at")
CHOICES = {
    ("inspected", "record"): ("signed", "refusal-noted", "unsigned"),
    ("inspected", "entry"): ("public", "consent", "refused"),
    ("defence", "kind"): ("made", "waived", "none"),
    ("decided", "kind"): ("penalty", "no-penalty"),
    ("served", "mode"): ("direct", "household", "left", "post", "electronic", "announcement"),
    ("paid", "how"): ("bank", "electronic", "cash"),
    ("removal-decided", "by_body"): ("district-government", "enforcement"),
}


# What has to be said of an act in any case.
MUST = {"decided": {"kind": "penalty"}}


def read(act: str, **said: Any) -> CaseFile:
    said = MUST.get(act, {}) | said
    case = structure() | {"events": [event(act, "2022-09-17T09:00", "gu", **said)]}
    return case_file(case, book.load())


def refusal(case: Case) -> str:
    with pytest.raises(FactsError) as refused:
        case_file(case, book.load())
    return refused.value.en


def test_every_act_of_the_format_is_read_and_no_other() -> None:
    assert {act: list(fields) for act, fields in FIELDS.items()} == ACTS


@pytest.mark.parametrize(("act", "field"), [(act, field) for act, fields in ACTS.items() for field in fields])
def test_each_field_takes_its_kind_of_value_and_no_other(act: str, field: str) -> None:
    fits: list[Any]
    if field in FLAGS:
        fits, wrong, name = [True, False], "yes", "bool"
    elif field in MOMENTS:
        fits, wrong, name = ["2022-09-17T01:00:00+00:00"], "2022-09-17T09:00:00", "moment with its offset"
    elif field == "deadline":
        fits, wrong, name = ["2022-09-17"], "17.9.", "day"
    elif field == "amount":
        fits, wrong, name = [100, 0.5], True, "float"
    elif field == "days":
        fits, wrong, name = [3], True, "int"
    elif field == "contents":
        fits, wrong, name = [["facts"]], "facts", "list"
    else:
        fits, wrong, name = list(CHOICES.get((act, field), ("xie",))), 7, "str"
    for value in fits:
        (taken,) = read(act, **{field: value}).events
        expected: Any = value
        if field in MOMENTS:
            expected = dt.datetime(2022, 9, 17, 9, tzinfo=SHANGHAI)
        elif field == "deadline":
            expected = dt.date(2022, 9, 17)
        assert (taken.act, taken.by, taken.said) == (act, ("gu",), MUST.get(act, {}) | {field: expected})
    with pytest.raises(FactsError) as refused:
        read(act, **{field: wrong})
    assert refused.value.en == f"events[0].{field}: {wrong!r} is no {name}"


@pytest.mark.parametrize(("act", "field"), CHOICES)
def test_a_choice_has_its_words_alone(act: str, field: str) -> None:
    with pytest.raises(FactsError) as refused:
        read(act, **{field: "other"})
    words = ", ".join(CHOICES[act, field])
    assert refused.value.en == f"events[0].{field}: 'other' is not one of {words}"


def test_what_is_not_said_is_not_there_and_what_is_said_besides_is_left_out() -> None:
    (taken,) = read("decided", amount=None, weather="rain").events
    assert taken.said == {"kind": "penalty"}
    assert taken.get("amount") is None
    assert (taken.number, taken.day, taken.at) == (
        0,
        dt.date(2022, 9, 17),
        dt.datetime(2022, 9, 17, 9, tzinfo=SHANGHAI),
    )


def test_an_event_is_on_shanghais_day() -> None:
    case = structure() | {"events": [{"act": "filed", "at": "2022-09-16T17:00:00+00:00"}]}
    (taken,) = case_file(case, book.load()).events
    assert (taken.day, taken.by) == (dt.date(2022, 9, 17), ())


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"events": None}, "events: a case has at least one"),
        ({"events": []}, "events: a case has at least one"),
        ({"events": {"act": "filed"}}, "events: a case has at least one"),
        ({"events": ["filed"]}, "events[0].act: None is no act of a case"),
        (
            {"events": [event("filed", "2022-09-17T09:00"), event("danced", "2022-09-17T09:00")]},
            "events[1].act: 'danced' is no act of a case",
        ),
        (
            {"events": [{"act": "filed", "at": "2022-09-17T09:00:00"}]},
            "events[0].at: '2022-09-17T09:00:00' is no moment with its offset",
        ),
        ({"events": [{"act": "filed"}]}, "events[0].at: None is no moment with its offset"),
        (
            {"events": [event("filed", "2022-09-17T09:00") | {"by": "gu"}]},
            "events[0].by: a list of ids is wanted",
        ),
        (
            {"events": [event("filed", "2022-09-17T09:00") | {"by": [7]}]},
            "events[0].by: a list of ids is wanted",
        ),
        ({"procedure": "quick"}, "procedure: 'quick' is not one of on-the-spot, ordinary"),
        ({"procedure": None}, "procedure: None is not one of on-the-spot, ordinary"),
        ({"party": None}, "party: Expected `object`, got `null`"),
        ({"people": {"gu": {"role": "driver"}}}, "people: Invalid enum value 'driver' - at `$[...].role`"),
    ],
)
def test_a_file_that_cannot_be_meant_says_where_and_why(said: dict[str, Any], refused: str) -> None:
    assert refusal(structure() | said) == refused


def test_a_case_is_an_object() -> None:
    with pytest.raises(FactsError, match=r"^案卷应是一个 JSON 对象 / a case is an object$"):
        case_file([], book.load())


def test_a_file_says_who_it_is_about_and_who_took_part() -> None:
    held = case_file(structure() | {"fined_before": True, "competent": None}, book.load())
    assert (held.id, held.procedure, held.competent, held.fined_before) == ("wall", "ordinary", None, True)
    assert held.people == {name: Person(**said) for name, said in PEOPLE.items()}
    bare = structure()
    for key in ("id", "people", "competent", "fined_before"):
        bare.pop(key, None)
    told = case_file(bare, book.load())
    assert (told.id, told.people, told.competent, told.fined_before) == ("", {}, None, False)


def test_the_events_tell_when_an_act_was_found_and_decided() -> None:
    held = case_file(structure(), book.load())
    assert (held.facts.found, held.facts.decision_date) == (dt.date(2022, 9, 17), dt.date(2022, 10, 21))
    twice = with_event(
        structure(),
        event("inspected", "2022-09-15T09:00"),
        event("decided", "2022-10-25T10:00", kind="no-penalty"),
    )
    told = case_file(twice, book.load())
    assert (told.facts.found, told.facts.decision_date) == (dt.date(2022, 9, 15), dt.date(2022, 10, 25))
    before = case_file(with_event(structure(), event("reported", "2022-09-10T09:00")), book.load())
    assert before.facts.found == dt.date(2022, 9, 10)
    bare = case_file(structure() | {"events": [event("filed", "2022-09-17T09:00")]}, book.load())
    assert (bare.facts.found, bare.facts.decision_date) == (None, None)


def test_the_facts_of_a_file_are_those_of_its_act() -> None:
    said = {"detail": "existing", "area_m2": 8.5, "act_to": "2022-07-01"}
    facts = case_file(terrace() | said, book.load()).facts
    assert (facts.violation, facts.detail, facts.in_progress, facts.area_m2, facts.district) == (
        "illegal-construction",
        "existing",
        False,
        8.5,
        "闵行区",
    )
    assert (facts.party.kind, facts.party.role, facts.act_from, facts.act_to) == (
        "person",
        "owner",
        dt.date(2016, 5, 1),
        dt.date(2022, 7, 1),
    )


def test_events_stand_in_the_order_of_their_moments_and_those_of_one_moment_as_handed_in() -> None:
    case = structure()
    case["events"] = [
        event("filed", "2022-09-18T09:00"),
        event("served", "2022-09-17T09:00"),
        event("ordered", "2022-09-17T09:00"),
    ]
    held = case_file(case, book.load())
    assert [(one.act, one.number) for one in held.events] == [("served", 1), ("ordered", 2), ("filed", 0)]


PAPERS = ("ordered", "removal-ordered", "notified", "hearing-notified", "decided", "urged", "removal-decided")


@pytest.mark.parametrize("paper", PAPERS)
def test_each_paper_ends_the_service_of_the_one_before(paper: str) -> None:
    case = structure() | {
        "events": [
            event("decided", "2022-09-17T09:00", kind="penalty"),
            event("filed", "2022-09-17T09:30"),
            event(paper, "2022-09-17T10:00", **MUST.get(paper, {})),
            event("served", "2022-09-17T11:00"),
            event("served", "2022-09-17T12:00"),
        ]
    }
    held = case_file(case, book.load())
    first, second = held.events[0], held.events[2]
    assert held.served(first) is None
    assert held.served(second) is held.events[3]
    assert held.served(None) is None


def test_the_first_and_the_last_of_an_act_are_found_after_and_before_another() -> None:
    held = case_file(structure(), book.load())
    notified = held.first("notified")
    assert notified is not None
    numbers = [
        one and one.number
        for one in (
            held.first("served"),
            held.first("served", after=notified),
            held.last("served"),
            held.last("served", before=notified),
            held.first("ordered", after=notified),
            held.last("decided", before=notified),
            held.last("ordered", "filed"),
        )
    ]
    assert numbers == [3, 7, 11, 3, None, None, 4]
    assert [one.number for one in held.all("inspected", "rechecked")] == [1, 5]


@pytest.mark.parametrize(
    ("said", "penalty", "fine"),
    [
        ({}, True, True),
        ({"amount": 0}, True, False),
        ({"amount": None}, True, False),
        ({"amount": 0.5}, True, True),
        ({"kind": "no-penalty"}, False, False),
    ],
)
def test_a_penalty_is_a_fine_when_it_costs_something(said: dict[str, Any], penalty: bool, fine: bool) -> None:
    case = structure()
    the(case, "decided").update(said)
    held = case_file(case, book.load())
    assert held.decided is not None
    assert (held.penalty is held.decided, held.fine is held.decided) == (penalty, fine)


def test_a_decision_says_whether_it_is_a_penalty() -> None:
    case = structure()
    the(case, "decided")["kind"] = None
    number = case["events"].index(the(case, "decided"))
    assert (
        refusal(case) == f"events[{number}].kind: is missing; without it nobody knows whether it is a penalty"
    )


@pytest.mark.parametrize(
    ("act", "field"), [("decided", "amount"), ("paid", "amount"), ("surcharged", "days")]
)
def test_less_than_nothing_is_refused(act: str, field: str) -> None:
    with pytest.raises(FactsError, match=f" / events\\[0\\].{field}: -1 is less than nothing$"):
        read(act, **{field: -1})


@pytest.mark.parametrize("key", ["competent", "fined_before"])
def test_what_is_neither_true_nor_false_is_refused(key: str) -> None:
    assert refusal(structure() | {key: "no"}) == f"{key}: 'no' is neither true nor false"


def test_the_last_of_several_decisions_counts() -> None:
    again = with_event(structure(), event("decided", "2022-10-25T10:00", kind="no-penalty"))
    held = case_file(again, book.load())
    assert held.decided is not None
    assert (held.decided.day, held.penalty) == (dt.date(2022, 10, 25), None)


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2022-12-10T08:59", False),
        ("2022-12-10T09:00", True),
        ("2023-01-10T08:59", True),
        ("2023-01-10T09:00", False),
        ("2023-02-01T09:00", True),
    ],
)
def test_a_remedy_is_open_from_its_moment_until_the_one_at_which_it_ends(moment: str, open_: bool) -> None:
    case = with_event(
        unpaid(),
        event("review-requested", "2022-12-10T09:00"),
        event("review-ended", "2023-01-10T09:00"),
        event("suit-filed", "2023-02-01T09:00"),
    )
    held = case_file(case, book.load())

    def at(text: str) -> dt.datetime:
        return dt.datetime.fromisoformat(f"{text}+08:00")

    assert held.in_remedy(at(moment)) is open_
    assert list(held.remedies()) == [
        (at("2022-12-10T09:00"), at("2023-01-10T09:00")),
        (at("2023-02-01T09:00"), None),
    ]


def test_each_remedy_ends_with_its_own_end() -> None:
    days = ("2022-12-10", "2022-12-20", "2023-01-10", "2023-01-20")
    acts = ("review-requested", "review-ended") * 2
    case = with_event(unpaid(), *(event(act, f"{day}T09:00") for act, day in zip(acts, days, strict=True)))
    begun, ended, again, over = (dt.datetime.fromisoformat(f"{day}T09:00+08:00") for day in days)
    assert list(case_file(case, book.load()).remedies()) == [(begun, ended), (again, over)]


def test_who_has_no_certificate_has_none_that_was_not_said() -> None:
    held = case_file(structure() | {"people": {"gu": {"role": "officer"}}}, book.load())
    assert held.people == {"gu": Person("officer", False)}


def test_who_made_a_visit_is_on_the_case() -> None:
    case = structure()
    the(case, "rechecked")["by"] = ["gu", "pan"]
    assert case_file(case, book.load()).investigators() == {"gu", "he", "pan"}


def test_a_file_that_goes_on_is_judged_by_what_it_says_then() -> None:
    case = structure() | {"act_to": None}
    whole = case_file(copy.deepcopy(case), book.load())
    case["events"] = [one for one in case["events"] if one["act"] != "decided"][:10]
    held = case_file(case, book.load())
    assert whole.decided is not None
    gone_on = held.going_on(whole.decided)
    assert (held.facts.decision_date, gone_on.facts.decision_date) == (None, dt.date(2022, 10, 21))
    assert gone_on.events == (*held.events, whole.decided)
    assert (gone_on.known_until(), gone_on.facts.found) == (dt.date(2022, 10, 21), dt.date(2022, 9, 17))


def test_what_stands_is_a_finished_building() -> None:
    assert [
        case_file(case, book.load()).finished_building
        for case in (
            terrace(),
            terrace() | {"in_progress": True},
            terrace() | {"in_progress": None},
            structure(),
        )
    ] == [True, False, True, False]
