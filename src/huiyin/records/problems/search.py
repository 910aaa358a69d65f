"""Finding problems by words: Chinese in pairs of characters, so that two are enough and no dictionary is needed.

What a problem is found by stands in ``Problem.words``; the index over it is made in ``migrations/0002_words.py``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from huiyin.knowledge.language.everyday import meant
from huiyin.records.problems.models import Problem
from huiyin.records.problems.numbers import problem_of
from huiyin.records.problems.wording import violation_name

LIMIT = 100
"""Characters of a query that are looked at."""

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
IDS = {
    "sqlite": "SELECT rowid FROM problems_words WHERE problems_words MATCH %s",
    "postgresql": "SELECT id FROM problems_problem WHERE to_tsvector('simple', words) @@ to_tsquery('simple', %s)",
}
"""The ids of what an expression finds (see :func:`asked`), on each database."""


@lru_cache(maxsize=65_536)
def words(*texts: str) -> str:
    """The words by which texts are found, apart by spaces: 梧桐苑7号楼 gives 梧桐 桐苑 7 号楼.

    Runs of Chinese in pairs that overlap, other runs whole; half-width and small letters.
    """
    return more_words("", *texts)


def more_words(found: str, *texts: str) -> str:
    """The words of texts after those that were ``found`` before."""
    more = [pair for text in texts for run in _runs(text) for pair in _pairs(run)]
    return " ".join([found, *more] if found else more)


def _runs(text: str) -> list[str]:
    return _RUNS.findall(_normal(text))


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _pairs(run: str) -> Iterable[str]:
    if len(run) < 2 or not _IS_HAN.match(run):
        return (run,)
    return (run[at : at + 2] for at in range(len(run) - 1))


class Asked(NamedTuple):
    """What a query asks: an expression for the database's index, empty without words, and numbers of problems.

    A query of blanks and signs alone has neither: nothing can be sought with it.
    """

    expression: str
    numbers: tuple[int, ...]


def asked(query: str) -> Asked:
    """What a query asks, as people type it.

    Words apart by blanks must all be there; Chinese of three characters and more in this order; a single character and
    a number that nothing follows may be a beginning; 7号楼 is one thing, so that it is not found where a room is 7.
    A problem's number is taken as such. An everyday word for a wrong, by itself or behind a place's name, finds the wrong too.
    """
    phrases: list[str] = []
    numbers = []
    for word in _normal(query[:LIMIT]).split():
        if number := problem_of(word):
            numbers.append(number)
        else:
            phrases += _of_word(word)
    return Asked(_all(phrases), tuple(numbers))


def _of_word(word: str) -> list[str]:
    """The phrases of a word, all of which must be there; or else the names of the wrongs that it means in everyday speech."""
    phrases = _phrases(word)
    before, codes = meant(word)
    if not codes or len(before) == 1:
        return phrases
    names = [phrase for code in codes for phrase in _phrases(violation_name(code))]
    return [_any([_all(phrases), _all([*_phrases(before), _any(names)])])]


def _phrases(word: str) -> list[str]:
    phrases = []
    runs = _runs(word)
    at = 0
    while at < len(runs):
        group = [runs[at]]
        if not _IS_HAN.match(runs[at]) and at + 1 < len(runs):
            at += 1
            group.append(runs[at])
        at += 1
        begins = len(group[-1]) == 1 or not _IS_HAN.match(group[-1])
        phrases.append(_phrase([pair for run in group for pair in _pairs(run)], begins=begins))
    return phrases


def _all(phrases: Sequence[str]) -> str:
    return (" AND " if connection.vendor == "sqlite" else " & ").join(phrases)


def _any(expressions: Sequence[str]) -> str:
    either = " OR " if connection.vendor == "sqlite" else " | "
    return f"({either.join(f'({one})' for one in expressions)})"


def _phrase(pairs: Sequence[str], *, begins: bool) -> str:
    """Words in their order, the last of them as a beginning or whole. Words are letters and digits: nothing else gets in."""
    if connection.vendor == "sqlite":
        return f'"{" ".join(pairs)}"{" *" if begins else ""}'
    return "(" + " <-> ".join(f"'{pair}'" for pair in pairs) + (":*)" if begins else ")")


def roughly(expression: str) -> str:
    """An expression that finds what another finds and somewhat more: the words in any order.

    The index of PostgreSQL knows no order of words, so that for this one alone no row is opened.
    """
    return expression.replace(" <-> ", " & ")


def matching(problems: QuerySet[Problem], query: str) -> QuerySet[Problem]:
    """Those of the problems that a query finds; all of them where it is empty, none where nothing can be sought with it.

    No statement is run.
    """
    expression, numbers = asked(query)
    if query and not (expression or numbers):
        return problems.none()
    for number in numbers:
        problems = problems.filter(pk=number)
    if not expression:
        return problems
    return problems.filter(pk__in=RawSQL(IDS[connection.vendor], [expression]))  # noqa: S611 - a statement of ours
