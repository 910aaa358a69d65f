"""The readers that there are, by name: an installation and ``huiyin read`` choose one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from huiyin.knowledge.language.reading import Reader


def _learned() -> Reader:
    # Imported when it is chosen: its weights are some megabytes, and numpy comes with it.
    from huiyin.knowledge.language.learned.reader import LearnedReader

    return LearnedReader()


def _keywords() -> Reader:
    from huiyin.knowledge.language.keywords import KeywordReader

    return KeywordReader()


READERS: Mapping[str, Callable[[], Reader]] = {"learned": _learned, "keywords": _keywords}
"""How each is made. ``learned`` weighs what the rules see by a trained model; ``keywords`` is the rules alone, less often right
and several times as fast (``docs/quality.md``)."""
USUAL = "learned"
"""The one that reads where nobody chose."""
