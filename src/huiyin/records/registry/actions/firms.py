"""Property firms, their mandates for compounds, and the officers of units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.registry.days import overlap, spell
from huiyin.records.registry.models import Compound, Firm, Mandate, Officer, Unit
from huiyin.records.registry.models.duties import OFFICER_LENGTH
from huiyin.records.registry.refusal import Fault, Refused, refuse_if

MANDATE_COLUMNS = ("compound_id", "firm_id", "from_date", "until", "manager")


@dataclass(frozen=True, slots=True)
class NewFirm:
    """A firm by its full name; its credit code (统一社会信用代码) is empty when not known."""

    name: str
    credit_code: str = ""


@dataclass(frozen=True, slots=True)
class NewMandate:
    """A firm manages a compound from one day to another, both included; None is an open end."""

    compound_id: int
    firm_id: int
    from_date: date | None
    until: date | None = None
    manager: str = ""


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """An officer with the certificate that papers name, valid on its first and last day and between."""

    name: str
    unit_id: int
    certificate: str
    valid_from: date | None = None
    valid_until: date | None = None


@action("firm.add")
def add_firms(by: By, firms: Sequence[NewFirm]) -> dict[str, int]:
    """Find or make firms by name. Returns their ids by name. A credit code is set where none was known.

    Raises ``Refused`` where a name or a credit code belongs to another firm.
    """
    wanted: dict[str, str] = {}
    for firm in firms:
        wanted[firm.name] = wanted.get(firm.name) or firm.credit_code
    held = _firms_named(wanted)
    absent = [name for name in wanted if name not in held]
    ids = dict(zip(absent, bulk.reserve(Firm, len(absent)), strict=True))
    owners = {
        code: name
        for names in _parts([code for code in wanted.values() if code])
        for code, name in Firm.objects.filter(credit_code__in=names).values_list("credit_code", "name")
    }
    faults = [
        Fault(
            f"“{name}”的信用代码{code}属于“{owners.get(code, name)}”或与已登记的不符",
            f"credit code {code} of {name} belongs to {owners.get(code, name)} or differs from the one held",
        )
        for name, code in wanted.items()
        if code
        and (owners.get(code, name) != name or (name in held and held[name].credit_code not in ("", code)))
    ]
    refuse_if(faults)
    bulk.insert_absent(
        Firm, ("id", "name", "credit_code"), [(ids[n], n, wanted[n]) for n in absent], "(name)"
    )
    held |= _firms_named(absent)
    for name in absent:
        if held[name].pk == ids[name]:
            enter("firm", ids[name], {"name": name, "credit_code": wanted[name]}, first=True)
    for name, kept in sorted(held.items(), key=lambda pair: pair[1].pk):
        if wanted[name] and not kept.credit_code:
            Firm.objects.filter(pk=kept.pk).update(credit_code=wanted[name])
            enter("firm", kept.pk, {"credit_code": wanted[name]})
    return {name: firm.pk for name, firm in held.items()}


def _firms_named(names: Iterable[str]) -> dict[str, Firm]:
    return {firm.name: firm for part in _parts(list(names)) for firm in Firm.objects.filter(name__in=part)}


def _parts(values: Sequence[str]) -> Iterable[Sequence[str]]:
    """Values in parts that one statement takes on either database."""
    return (values[start : start + 10_000] for start in range(0, len(values), 10_000))


@action("mandate.add")
def add_mandates(by: By, mandates: Sequence[NewMandate]) -> list[int]:
    """Add mandates. Returns their ids in the order given. Each is entered with its compound.

    Raises ``Refused``, naming the other one, where it shares a day with another mandate of the same compound, and
    where its compound is merged or its days are not in order.
    """
    compounds = {
        compound.pk: compound
        for compound in Compound.objects.select_for_update()
        .filter(pk__in={mandate.compound_id for mandate in mandates})
        .order_by("pk")
    }
    spans: dict[int, list[tuple[date | None, date | None, int]]] = defaultdict(list)
    for compound_id, since, until, firm_id in Mandate.objects.filter(compound_id__in=compounds).values_list(
        "compound_id", "from_date", "until", "firm_id"
    ):
        spans[compound_id].append((since, until, firm_id))
    names = dict(Firm.objects.values_list("pk", "name").filter(pk__in={m.firm_id for m in mandates}))
    names |= dict(Firm.objects.values_list("pk", "name").filter(mandates__compound__in=compounds))
    faults: list[Fault] = []
    for mandate in mandates:
        faults += _mandate_faults(
            mandate, compounds.get(mandate.compound_id), names, spans[mandate.compound_id]
        )
        spans[mandate.compound_id].append((mandate.from_date, mandate.until, mandate.firm_id))
    refuse_if(faults)
    ids = bulk.reserve(Mandate, len(mandates))
    rows = [(m.compound_id, m.firm_id, m.from_date, m.until, m.manager) for m in mandates]
    bulk.insert(Mandate, ("id", *MANDATE_COLUMNS), [(pk, *row) for pk, row in zip(ids, rows, strict=True)])
    for pk, mandate in zip(ids, mandates, strict=True):
        content = {"mandate": pk, "firm": mandate.firm_id, "days": spell(mandate.from_date, mandate.until)}
        enter("compound", mandate.compound_id, content)
    return list(ids)


def _mandate_faults(
    mandate: NewMandate,
    compound: Compound | None,
    names: dict[int, str],
    held: list[tuple[date | None, date | None, int]],
) -> Iterable[Fault]:
    if compound is None or compound.merged_into_id is not None:
        yield Fault(
            f"小区{mandate.compound_id}不存在或已并入其他小区",
            f"compound {mandate.compound_id} is unknown or merged",
        )
        return
    if mandate.firm_id not in names:
        yield Fault(f"没有物业服务企业{mandate.firm_id}", f"there is no firm {mandate.firm_id}")
        return
    if mandate.from_date and mandate.until and mandate.until < mandate.from_date:
        days = spell(mandate.from_date, mandate.until)
        yield Fault(
            f"“{compound.name}”的合同起止颠倒：{days}",
            f"{compound.name}: the days end before they begin: {days}",
        )
        return
    for since, until, firm_id in held:
        if overlap(mandate.from_date, mandate.until, since, until):
            other = f"{names[firm_id]} {spell(since, until)}"
            yield Fault(
                f"“{compound.name}”已由{other}管理，请先结束该合同",
                f"{compound.name} is managed by {other}: end that mandate first",
            )


@action("mandate.end")
def end_mandate(by: By, mandate_id: int, last_day: date) -> None:
    """Let a mandate end with a day. Raises ``Refused`` when it has ended before or began later."""
    # The compound's lock is what keeps its mandates apart, here as where they are added.
    list(Compound.objects.select_for_update(of=("self",)).filter(mandates=mandate_id))
    mandate = Mandate.objects.filter(pk=mandate_id).first()
    if mandate is None:
        raise Refused(Fault(f"没有合同{mandate_id}", f"there is no mandate {mandate_id}"))
    if not overlap(mandate.from_date, mandate.until, last_day, last_day):
        days = spell(mandate.from_date, mandate.until)
        raise Refused(
            Fault(f"{last_day}不在合同期内：{days}", f"{last_day} is not within the mandate: {days}")
        )
    mandate.until = last_day
    mandate.save(update_fields=["until"])
    enter("compound", mandate.compound_id, {"mandate": mandate.pk, "until": last_day.isoformat()})


def succession(held: Sequence[Mandate], day: date) -> tuple[Mandate | None, tuple[date | None, date | None]]:
    """Where a firm that a list names for ``day`` comes in: the mandate that runs on that day, and the span of a new one.

    The firm manages the compound now; since when is not said. Where no earlier mandate is known the span therefore has
    no beginning, else it begins on ``day``. It ends before the next mandate that is known.
    """
    running = next((mandate for mandate in held if overlap(mandate.from_date, mandate.until, day, day)), None)
    later = [
        mandate.from_date for mandate in held if mandate.from_date is not None and mandate.from_date > day
    ]
    until = min(later) - timedelta(days=1) if later else None
    return running, (day if len(later) < len(held) else None, until)


@action("officer.add")
def add_officers(by: By, officers: Sequence[NewOfficer]) -> list[int]:
    """Add officers. Returns their ids in the order given. Blanks around names and certificates do not count.

    Raises ``Refused`` for a name or certificate that is empty or too long, a certificate that somebody has, an unknown
    unit, or days that are not in order.
    """
    officers = [replace(o, name=o.name.strip(), certificate=o.certificate.strip()) for o in officers]
    units = set(
        Unit.objects.filter(pk__in={officer.unit_id for officer in officers}).values_list("pk", flat=True)
    )
    taken = dict(
        Officer.objects.filter(certificate__in=[o.certificate for o in officers]).values_list(
            "certificate", "name"
        )
    )
    faults = []
    for officer in officers:
        certificate = officer.certificate
        if not officer.name or not certificate:
            faults.append(Fault("执法人员须有姓名和证号", "an officer needs a name and a certificate"))
        if max(len(officer.name), len(certificate)) > OFFICER_LENGTH:
            faults.append(
                Fault(
                    f"{officer.name[:OFFICER_LENGTH]}的姓名或证号超过{OFFICER_LENGTH}字",
                    f"the name or certificate of an officer exceeds {OFFICER_LENGTH} characters",
                )
            )
        if certificate in taken:
            other = taken[certificate]
            faults.append(Fault(f"证号{certificate}已属{other}", f"certificate {certificate} is {other}'s"))
        if officer.unit_id not in units:
            faults.append(Fault(f"没有单位{officer.unit_id}", f"there is no unit {officer.unit_id}"))
        if officer.valid_from and officer.valid_until and officer.valid_until < officer.valid_from:
            faults.append(
                Fault(f"证号{certificate}的有效期颠倒", f"certificate {certificate} ends before it begins")
            )
        taken[certificate] = officer.name
    refuse_if(faults)
    ids = bulk.reserve(Officer, len(officers))
    bulk.insert(
        Officer,
        ("id", "name", "unit_id", "certificate", "valid_from", "valid_until"),
        [
            (pk, o.name, o.unit_id, o.certificate, o.valid_from, o.valid_until)
            for pk, o in zip(ids, officers, strict=True)
        ],
    )
    for pk, officer in zip(ids, officers, strict=True):
        enter("officer", pk, {"unit": officer.unit_id, "certificate": officer.certificate}, first=True)
    return list(ids)
