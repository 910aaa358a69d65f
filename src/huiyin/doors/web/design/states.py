"""Codes of the records as badges: the record's own label, and a tone that says whether anything is to be done."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huiyin.doors.web.design.shapes import Tone
from huiyin.records.outbox.models import MessageState
from huiyin.records.problems.models import Condition, ListState, ProblemState, TaskState, Verification
from huiyin.records.registry.models import Compound
from huiyin.records.reports.models import BatchState, Fate, LandedState, PendingReason, ReplyState

# What is not named here is neutral.
_STATES: dict[str, tuple[type[TextChoices], dict[str, Tone]]] = {
    "problem": (ProblemState, {"open": "accent", "settled": "done", "merged": "neutral"}),
    "task": (TaskState, {"open": "accent", "done": "done"}),
    "fate": (Fate, {"pending": "waiting", "linked": "accent", "transferred": "done", "answered": "done"}),
    "pending": (PendingReason, {reason.value: "waiting" for reason in PendingReason}),
    "reply": (ReplyState, {"waiting": "accent", "owed": "waiting", "sent": "done", "unreachable": "danger"}),
    "batch": (
        BatchState,
        {"running": "accent", "done": "done", "interrupted": "danger", "refused": "danger"},
    ),
    "row": (LandedState, {"promoted": "done", "refused": "waiting", "corrected": "done"}),
    "list": (ListState, {"draft": "neutral", "reviewed": "waiting", "approved": "accent", "issued": "done"}),
    "message": (MessageState, {"due": "accent", "sent": "done", "failed": "waiting", "stuck": "danger"}),
    "verification": (
        Verification,
        {"true": "accent", "partly-true": "accent", "unverifiable": "waiting"},
    ),
    "condition": (Condition, {"in_progress": "danger", "new": "accent", "existing": "neutral"}),
    "compound": (Compound.Status, {"known": "done", "provisional": "waiting", "merged": "neutral"}),
}

# A list's state is named by the step that was taken; a badge says what it waits for as well.
_HOW_FAR: dict[str, str | Promise] = {
    "draft": _("已拟制，待审核"),
    "reviewed": _("已审核，待审定"),
    "approved": _("已审定，待签发"),
    "issued": _("已签发"),
}

KINDS = tuple(_STATES)


def state_of(kind: str, code: str) -> tuple[str, Tone]:
    """Label, in the reader's language, and tone of a code. Raises `KeyError` for a kind that is not known, `ValueError` for a
    code that the kind does not have."""
    choices, tones = _STATES[kind]
    label = _HOW_FAR[code] if kind == "list" and code in _HOW_FAR else choices(code).label
    return gettext(str(label)), tones.get(code, "neutral")


def codes_of(kind: str) -> tuple[str, ...]:
    """All codes of a kind, in the order of the records. Raises `KeyError` for a kind that is not known."""
    return tuple(_STATES[kind][0].values)
