"""拟制 → 审核 → 审定 → 签发: how far a list has come, and who takes the next step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huiyin.doors.web.design.shapes import Step as Shown
from huiyin.records.accounts.models import Account
from huiyin.records.accounts.queries import names
from huiyin.records.accounts.roles import Right, Role, roles_with
from huiyin.records.ledger.action import By
from huiyin.records.ledger.queries import history
from huiyin.records.problems.actions.lists import approve, issue, review
from huiyin.records.problems.models import ListState, ListVersion
from huiyin.records.problems.versions import may_sign


@dataclass(frozen=True, slots=True)
class Step:
    """A signature: from which state it leads on, who may give it, the act, and its words on buttons."""

    name: str
    wanted: ListState
    following: ListState
    right: Right
    act: Callable[[By, int], None]
    button: str | Promise

    @property
    def address(self) -> str:
        """The name of its address."""
        return f"list-versions-{self.name}"


STEPS = (
    Step("review", ListState.DRAFT, ListState.REVIEWED, Right.LIST_REVIEW, review, _("签署审核")),
    Step(
        "approve",
        ListState.REVIEWED,
        ListState.APPROVED,
        Right.LIST_APPROVE,
        approve,
        _("签署审定"),
    ),
    Step("issue", ListState.APPROVED, ListState.ISSUED, Right.LIST_ISSUE, issue, _("签发这份清单")),
)


@dataclass(frozen=True, slots=True)
class Next:
    """The step that comes next: whether somebody may take it, why not, and who may."""

    step: Step
    may: bool
    why: str
    who: str


def next_step(version: ListVersion, account: Account) -> Next | None:
    """What comes next for a list, as seen by somebody; None when it is issued."""
    step = next((step for step in STEPS if step.wanted == version.state), None)
    if step is None:
        return None
    who = gettext("、").join(gettext(str(role.label)) for role in Role if role in roles_with(step.right))
    has, free = account.may(step.right), may_sign(version, account.username)
    why = ""
    if not has:
        why = gettext("这一步由%(who)s办理。") % {"who": who}
    elif not free and step.name == "review":
        why = gettext("这份清单是您拟制的。拟制人不能审核自己拟制的清单，须由另一人审核。")
    elif not free:
        why = gettext("您拟制或审核了这份清单。拟制人、审核人不能再审定、签发，须由另一人办理。")
    return Next(step, has and free, why, who)


def steps(version: ListVersion) -> tuple[list[Shown], dict[str, str]]:
    """The way of a list with who signed when, and the signers' names by username. Two statements."""
    signed = {entry.action: (entry.actor, entry.at) for entry in history("list", version.pk)}
    known = names({actor for actor, _at in signed.values()})
    done = list(ListState).index(ListState(version.state))
    made = []
    for number, (state, act) in enumerate(
        zip(ListState, ("freeze", "review", "approve", "issue"), strict=True)
    ):
        actor, at = signed.get(f"list.{act}", ("", None))
        where: Literal["done", "now", "todo"] = (
            "done" if number <= done else "now" if number == done + 1 else "todo"
        )
        made.append(Shown(gettext(str(state.label)), where, known.get(actor, actor), at))
    return made, known
