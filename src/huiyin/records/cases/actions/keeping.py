"""What the actions of a case share: the party's name kept encrypted, and the nearest date."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

import msgspec

from huiyin.knowledge.law.review.case_file import CaseFile
from huiyin.records.cases.models import Case
from huiyin.records.cases.refusal import refused
from huiyin.records.cases.standing import file_of, ours
from huiyin.records.ledger import vault

_PURPOSE = "case.party"


@dataclass(frozen=True, slots=True)
class Party:
    """Who the party is: the name, the number of an identity card or the credit code, and the address for papers."""

    name: str
    number: str = ""
    address: str = ""


def keep_party(case: Case, party: Party) -> None:
    """Keep who the party is under a key of its own. Raises :class:`CaseRefused` without a name."""
    if not party.name.strip():
        raise refused("当事人姓名或者名称不能为空", "a party needs a name", "name")
    key, wrapped = vault.new_key()
    case.party_key = wrapped
    case.party = vault.shut(key, _PURPOSE, msgspec.json.encode(asdict(party)))
    same = (party.number.strip() or party.name.strip()).encode()
    case.party_mark = vault.blind_index(_PURPOSE, same)


def party_of(case: Case) -> Party | None:
    """Who the party is; None while unknown. Raises ``vault.Unreadable``."""
    if case.party_key is None or case.party is None:
        return None
    return msgspec.json.decode(
        vault.disclose(vault.unwrap(bytes(case.party_key)), _PURPOSE, bytes(case.party)), type=Party
    )


def redate_one(case: Case) -> None:
    """Let the case's nearest date follow its limits."""
    due = nearest(file_of(case)) if case.closed_at is None else None
    if case.due_on != due:
        case.due_on = due
        case.save(update_fields=["due_on"])


def nearest(file: CaseFile) -> date | None:
    """The nearest date of an open case: of the limits that the agency itself must keep."""
    return min((one.last for one in ours(file) if one.last is not None), default=None)
