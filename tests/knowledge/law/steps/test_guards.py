"""Every guard of the book is answered, and a step that breaks one is refused with its article."""

from __future__ import annotations

from huiyin.knowledge.law.book import load
from huiyin.knowledge.law.steps import taking  # noqa: F401 - its rules are looked at
from huiyin.knowledge.law.steps.guarding import RULES


def test_every_guard_is_answered_by_defects_by_who_acts_or_by_a_rule() -> None:
    unanswered = [g.id for g in load().guards.values() if not (g.defects or g.attested or g.id in RULES)]
    assert unanswered == []


def test_no_rule_answers_a_guard_that_the_book_does_not_have_or_that_is_sworn() -> None:
    guards = load().guards
    assert set(RULES) <= set(guards)
    assert not [name for name in RULES if guards[name].attested]
