"""Looking at who the party of a case is (调阅): shown to a person, and kept for good that it was."""

from __future__ import annotations

from huiyin.records.cases.actions.keeping import Party, party_of
from huiyin.records.cases.models import Case
from huiyin.records.cases.refusal import refused
from huiyin.records.ledger.action import By, action, enter

REASON = 255


@action("case.look")
def look_at_party(by: By, case_id: int, reason: str) -> Party:
    """Show who the party of a case is. Who looked, when and why stands in the ledger, what was shown does not.

    Raises :class:`CaseRefused`, and shows nothing, without a reason or with one that is too long, for an unknown case, and
    where nobody has said yet who the party is.
    """
    said = reason.strip()
    if not said:
        raise refused("查看当事人须写明理由", "looking at who the party is needs a reason", "reason")
    if len(said) > REASON:
        raise refused(f"理由不得超过{REASON}字", f"a reason has at most {REASON} characters", "reason")
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise refused("案件不存在", f"there is no case {case_id}")
    party = party_of(case)
    if party is None:
        raise refused("当事人尚未查明", "nobody knows yet who the party is", "party")
    shown = [name for name in ("name", "number", "address") if getattr(party, name).strip()]
    enter("case", case.pk, {"shown": ",".join(shown), "reason": said})
    return party
