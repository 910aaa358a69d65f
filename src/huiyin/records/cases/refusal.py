"""How a case refuses: each thing that stands against a step, with its guard and article; nothing is changed."""

from __future__ import annotations

from collections.abc import Sequence

from huiyin.knowledge.law.steps.standing import Refusal


class CaseRefused(ValueError):
    """A case does not do what was asked. ``refusals`` says why, all of it; ``field`` names what to change first."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        self.field = next((one.field for one in refusals if one.field), "")
        super().__init__(
            " / ".join(("; ".join(one.en for one in refusals), "；".join(one.zh for one in refusals)))
        )


class CaseOvertaken(CaseRefused):
    """Somebody else has acted on the case since the form was shown. ``position`` is that of the last event now."""

    def __init__(self, position: int) -> None:
        self.position = position
        super().__init__(
            [
                Refusal(
                    "他人已先行办理，案件状态已变化，请核对后再办",
                    "somebody else has acted since: look at the case again",
                    field="after",
                )
            ]
        )


def refused(zh: str, en: str, field: str = "") -> CaseRefused:
    """A refusal for one reason."""
    return CaseRefused([Refusal(zh, en, field=field)])
