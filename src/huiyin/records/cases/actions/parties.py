"""Naming the party of a case, or naming it anew."""

from __future__ import annotations

from huiyin.records.cases.actions.keeping import Party, keep_party
from huiyin.records.cases.models import Case
from huiyin.records.cases.refusal import refused
from huiyin.records.ledger.action import By, action, enter


@action("case.party.name")
def name_party(by: By, case_id: int, party: Party, *, competent: bool | None = None) -> Case:
    """Say who the party is; what was said before is gone with its key. The ledger holds the mark alone.

    ``competent`` confirms besides that the agency has the power; None leaves it. Raises :class:`CaseRefused` for a case that
    is closed or not there, and without a name.
    """
    case = Case.objects.select_for_update().filter(pk=case_id, closed_at__isnull=True).first()
    if case is None:
        raise refused("案件不存在或者已结案", f"case {case_id} is not open")
    keep_party(case, party)
    content: dict[str, object] = {
        "party": bytes(case.party_mark or b"").hex(),
        "address": bool(party.address.strip()),
    }
    if competent is not None:
        case.competent = competent
        content["competent"] = competent
    case.save(update_fields=["party_key", "party", "party_mark", "competent"])
    enter("case", case.pk, content)
    return case
