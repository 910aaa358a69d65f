"""Every guard of the book is answered: a step that breaks one is refused with its article, and goes through when it holds."""

from __future__ import annotations

import pytest
from case_driving import BOOK, SWORN
from guards_afterwards import AFTERWARDS
from guards_in_words import WORDS
from guards_until_decided import UNTIL_DECIDED

from huiyin.knowledge.law.steps import taking
from huiyin.knowledge.law.steps.guarding import RULES, WHOLE

PAIRS = UNTIL_DECIDED | AFTERWARDS


def test_every_guard_has_a_step_that_breaks_it_and_one_that_mends_it() -> None:
    assert set(PAIRS) == set(BOOK.guards)


@pytest.mark.parametrize("guard", PAIRS)
def test_a_step_is_refused_for_the_guard_that_it_breaks_and_taken_when_it_holds(guard: str) -> None:
    pair = PAIRS[guard]
    broken = (pair.broken or pair.make)()
    before = broken.standing
    sworn = SWORN - {guard} if pair.unsworn else SWORN
    found = broken.refused(
        pair.act, pair.early or pair.when, *pair.by, **(dict(pair.said) | dict(pair.bad)), sworn=sworn
    )
    assert sorted(one.guard or one.field for one in found) == sorted([guard, *pair.also])
    refusal = next(one for one in found if one.guard == guard)
    assert refusal.articles == BOOK.guards[guard].articles
    assert (refusal.zh, refusal.en) == _told(guard)
    assert broken.standing == before
    mended = pair.make()
    mended.take(pair.act, pair.when, **pair.said)
    assert mended.standing != before


def _told(guard: str) -> tuple[str, str]:
    says = BOOK.guards[guard].says
    if BOOK.guards[guard].attested:
        return f"须由办理人确认：{says.zh}", f"who acts must confirm: {says.en}"
    return WORDS[guard]


def test_every_guard_is_answered_by_defects_by_who_acts_or_by_a_rule() -> None:
    unanswered = [g.id for g in BOOK.guards.values() if not (g.defects or g.attested or g.id in RULES)]
    assert unanswered == []


def test_no_rule_answers_a_guard_that_the_book_does_not_have_or_that_is_sworn() -> None:
    assert set(RULES) <= set(BOOK.guards)
    assert set(RULES) >= WHOLE
    assert not [name for name in RULES if BOOK.guards[name].attested]


def test_what_leans_on_the_calendar_is_a_guard_of_the_book() -> None:
    assert set(BOOK.guards) >= taking.LEANING
