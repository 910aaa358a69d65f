"""What answers a guard: the defects that its act would bring about, who acts, or a rule of its own."""

from __future__ import annotations

from collections.abc import Callable

from huiyin.knowledge.law.procedures import Guard
from huiyin.knowledge.law.steps.standing import OPEN, Ask, Why

Rule = Callable[[Ask], Why | None]

RULES: dict[str, Rule] = {}
WHOLE: set[str] = set()
"""The guards whose rule is the whole answer: the defects that they name are told by the rule, or are left to a person."""


def rule(name: str, *, whole: bool = False) -> Callable[[Rule], Rule]:
    """Make a function the rule by which the guard ``name`` is answered, before its defects or instead of them."""

    def keep(function: Rule) -> Rule:
        if name in RULES:
            raise ValueError(f"two rules answer {name}")
        RULES[name] = function
        if whole:
            WHOLE.add(name)
        return function

    return keep


def answer(guard: Guard, ask: Ask) -> Why | None:
    """Why a guard does not hold; None where it does, and ``OPEN`` where only what is stated can tell."""
    if guard.attested:
        return _attested(guard, ask)
    own = RULES.get(guard.id)
    why = own(ask) if own is not None else None
    if why is not None or not guard.defects or guard.id in WHOLE:
        return why
    found = next((ask.found[code] for code in guard.defects if code in ask.found), None)
    if found is not None:
        zh, en = found.finding.zh, found.finding.en
        return Why(
            found.defect.says.zh + (f"（{zh}）" if zh else ""),
            found.defect.says.en + (f" ({en})" if en else ""),
        )
    return OPEN if ask.step is None else None


def _attested(guard: Guard, ask: Ask) -> Why | None:
    if ask.step is None:
        return OPEN
    if guard.id in ask.step.attested:
        return None
    return Why(f"须由办理人确认：{guard.says.zh}", f"who acts must confirm: {guard.says.en}")
