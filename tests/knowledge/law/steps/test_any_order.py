"""Whatever is tried in whatever order, what was taken stays lawful."""

from __future__ import annotations

from collections import Counter

import pytest
from random_walking import Walk

from huiyin.knowledge.law import book


def walked(steps: int, *, first_seed: int = 0) -> tuple[Counter[tuple[str, str]], Counter[str], int]:
    """Cases one after the other, each until it has ended for a while or leads nowhere any more; what was taken and refused."""
    taken: Counter[tuple[str, str]] = Counter()
    refused: Counter[str] = Counter()
    seed, ended = first_seed, 0
    while steps > 0:
        walk = Walk.begin(seed)
        for _ in range(min(steps, 120)):
            walk.go()
            steps -= 1
            if walk.ended and walk.chance(0.2):
                break
        taken += walk.taken
        refused += walk.refused
        ended += walk.ended
        seed += 1
    return taken, refused, ended


def test_random_acts_leave_nothing_unlawful_behind() -> None:
    taken, refused, ended = walked(1_500)
    assert sum(taken.values()) > 300
    assert sum(refused.values()) > 300
    assert ended > 0


@pytest.mark.long
def test_ten_thousand_random_acts_leave_nothing_unlawful_behind() -> None:
    taken, refused, ended = walked(10_000, first_seed=1_000)
    assert ended > 10
    # Every procedure is gone into, and two guards of three refuse something.
    assert {procedure for procedure, _ in taken} >= set(book.load().procedures) - {
        "court",
        "performance-by-others",
    }
    assert len(refused) > 2 * len(book.load().guards) // 3
