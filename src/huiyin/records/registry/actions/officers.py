"""Officers whose facts change: another unit, a renewed certificate, a name put right."""

from __future__ import annotations

from huiyin.records.ledger.action import By, action, enter
from huiyin.records.registry.actions.firms import NewOfficer
from huiyin.records.registry.models import Officer, Unit
from huiyin.records.registry.models.duties import OFFICER_LENGTH
from huiyin.records.registry.refusal import Fault, Refused, refuse_if

_COLUMNS = ("name", "unit_id", "certificate", "valid_from", "valid_until")


@action("officer.amend")
def amend_officer(by: By, officer_id: int, facts: NewOfficer) -> tuple[str, ...]:
    """Say anew who an officer is. Returns the columns that changed, none where all was so already.

    Blanks around name and certificate do not count. The entry keeps what stood before, since papers of the time name it.
    Raises ``Refused`` for an officer or unit that there is not, a name or certificate that is empty or too long, a
    certificate that somebody else has, and days that are not in order. Faults of one field name it as their column.
    """
    officer = Officer.objects.select_for_update().filter(pk=officer_id).first()
    if officer is None:
        raise Refused(Fault(f"没有执法人员{officer_id}", f"there is no officer {officer_id}"))
    wanted = (
        facts.name.strip(),
        facts.unit_id,
        facts.certificate.strip(),
        facts.valid_from,
        facts.valid_until,
    )
    faults = []
    for column, text in (("name", wanted[0]), ("certificate", wanted[2])):
        if not text:
            faults.append(Fault("不能为空", "must not be empty", column=column))
        elif len(text) > OFFICER_LENGTH:
            words = f"超过{OFFICER_LENGTH}字", f"longer than {OFFICER_LENGTH} characters"
            faults.append(Fault(*words, column=column))
    other = Officer.objects.filter(certificate=wanted[2]).exclude(pk=officer_id).first()
    if other is not None:
        faults.append(
            Fault(f"该证号已属{other.name}", f"this certificate is {other.name}'s", column="certificate")
        )
    if not Unit.objects.filter(pk=facts.unit_id).exists():
        faults.append(Fault(f"没有单位{facts.unit_id}", f"there is no unit {facts.unit_id}", column="unit"))
    if facts.valid_from and facts.valid_until and facts.valid_until < facts.valid_from:
        faults.append(Fault("早于有效期起", "before the first day", column="valid_until"))
    refuse_if(faults)
    before = tuple(getattr(officer, name) for name in _COLUMNS)
    changed = tuple(name for name, old, new in zip(_COLUMNS, before, wanted, strict=True) if old != new)
    if changed:
        for name, value in zip(_COLUMNS, wanted, strict=True):
            setattr(officer, name, value)
        officer.save(update_fields=changed)
        content: dict[str, object] = {
            name: {"from": _told(old), "to": _told(new)}
            for name, old, new in zip(_COLUMNS, before, wanted, strict=True)
            if old != new
        }
        enter("officer", officer.pk, content)
    return changed


def _told(value: object) -> object:
    return value if value is None or isinstance(value, str | int) else str(value)
