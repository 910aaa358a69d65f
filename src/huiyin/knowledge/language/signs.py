"""Everything that the words of one text say by themselves: what readers of every kind start from."""

from __future__ import annotations

import re
from typing import NamedTuple

from huiyin.knowledge.language.act import act_of
from huiyin.knowledge.language.figures import with_figures
from huiyin.knowledge.language.marks import Marks, mark
from huiyin.knowledge.language.quotes import quoted_tickets
from huiyin.knowledge.language.reading import Act, Code, Found, Scope
from huiyin.knowledge.language.scope import scope_of
from huiyin.knowledge.language.violations import Grounds, find, gather
from huiyin.knowledge.language.writing import as_read

LONGEST = 20_000
"""Characters that are read; what stands behind them is not, and the reading says so."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_CHINESE = re.compile("[\u3400-\u9fff]")


class Signs(NamedTuple):
    """What the rules make of a text. `text` is the part that was read, without lone surrogates and as
    :func:`as_read` writes it; `length` that of the whole.

    `found` are the wrongs by falling confidence, `near` the codes that are not among them with what they are worth, `cleared`
    those of which who would answer for them is said to have done what could be done.
    """

    text: str
    length: int
    marks: Marks
    quotes: tuple[str, ...]
    scope: Scope
    act: Act
    grounds: Grounds
    found: list[Found]
    near: list[tuple[Code, float]]
    cleared: frozenset[Code]

    @property
    def left_out(self) -> float:
        """The worth of the best code that was left out."""
        return max([worth for _, worth in self.near], default=0.0)

    @property
    def says_nothing(self) -> bool:
        """Whether there is no word to read: the text is empty, blank, symbols, or in another language."""
        return _CHINESE.search(self.text) is None


def signs_of(text: str) -> Signs:
    """Apply lexicon and rules to `text`. Never raises; positions are those in `text` as given."""
    shown = as_read(encodable(text[:LONGEST]))
    marks = with_figures(mark(shown))
    quotes = quoted_tickets(shown)
    scope = scope_of(marks)
    act = act_of(marks, quotes, shown)
    grounds = gather(marks, shown)
    found, near, cleared = find(grounds, marks, scope, act, shown)
    return Signs(shown, len(text), marks, quotes, scope, act, grounds, found, near, cleared)


def encodable(text: str) -> str:
    """`text` with each lone surrogate replaced by U+FFFD, one for one, so that positions stay.

    Aho-Corasick automata take only what UTF-8 can say.
    """
    try:
        # Quicker than to look for what hardly any text has.
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text
