"""The lexicon, the rules and the weights speak of the same ideas."""

from __future__ import annotations

from huiyin.knowledge.language import act, scope
from huiyin.knowledge.language.figures import FIGURES
from huiyin.knowledge.language.lexicon import IDEAS
from huiyin.knowledge.language.lexicon.building import BUILDING
from huiyin.knowledge.language.lexicon.frame import FRAME
from huiyin.knowledge.language.lexicon.living import LIVING
from huiyin.knowledge.language.lexicon.refuse import REFUSE
from huiyin.knowledge.language.lexicon.speech import SPEECH
from huiyin.knowledge.language.lexicon.topics import TOPICS
from huiyin.knowledge.language.lexicon.wrongs import WRONGS
from huiyin.knowledge.language.reading import CODES
from huiyin.knowledge.language.rules import RULES


def test_no_idea_is_told_twice() -> None:
    tables = (WRONGS, BUILDING, LIVING, REFUSE, FRAME, SPEECH, TOPICS)

    assert sum(map(len, tables)) == len(IDEAS)


def test_rules_use_only_ideas_that_have_words() -> None:
    used = {idea for rule in RULES for idea in (*rule.ideas, *rule.unless, *rule.near)}

    assert used - {figure.name for figure in FIGURES} - IDEAS.keys() == set()


def test_scope_and_act_weigh_only_ideas_that_have_words() -> None:
    figures = {figure.name for figure in FIGURES}

    assert (scope.SCALE.ideas | act.SCALE.ideas) - {"ticket"} - figures - IDEAS.keys() == set()


def test_figures_are_made_of_ideas_that_have_words_and_hide_none() -> None:
    made_of = {idea for figure in FIGURES for idea in (figure.first, figure.second)}

    assert made_of - IDEAS.keys() == set()
    assert {figure.name for figure in FIGURES}.isdisjoint(IDEAS)


def test_every_code_but_other_and_the_firms_silence_has_a_rule() -> None:
    # pm-duty needs another wrong beside it, so it is found outside the rules.
    assert set(CODES) - {rule.code for rule in RULES} == {"other", "pm-duty"}


def test_words_are_short_enough_for_the_search_of_neighbours() -> None:
    assert max(len(word) for words in IDEAS.values() for word in words.split()) <= 12
