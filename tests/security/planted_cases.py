"""A case of each area, with a party, words that somebody wrote, and a piece of evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from huiyin.records.cases.actions.evidence import Piece, keep_piece
from huiyin.records.cases.actions.keeping import Party
from huiyin.records.cases.actions.opening import Opening, open_case
from huiyin.records.cases.actions.stepping import Taking, step
from huiyin.records.cases.members import officer_key
from huiyin.records.cases.models import Case, Evidence, EvidenceKind, PartyKind, PartyRole
from huiyin.records.ledger.action import By
from huiyin.records.problems.models import Problem
from huiyin.records.registry.models import Unit

Ids = dict[str, object]
_PICTURE = b"\xff\xd8\xff\xe0" + bytes(64)


def plant(by: By, at: datetime, problem: Problem, here: Unit, say: Callable[..., str], folder: Path) -> None:
    """A case that was opened a while ago, with the check of the firm and a photo."""
    case = open_case(
        by,
        Opening(
            problem.pk,
            here.pk,
            "existing-construction",
            PartyKind.PERSON,
            PartyRole.OWNER,
            problem.first_on,
            competent=True,
            party=Party(say("当事人某", 80), say("无号", 40), say("本小区", 200)),
        ),
    )
    said = {"firm-check": say("已劝阻并报告", 500)}
    certified = [officer_key(here.officers.order_by("pk").first().pk)]  # type: ignore[union-attr]
    step(
        By(by.actor, at + timedelta(hours=1), by.door),
        Taking(case.pk, "", "check-firm", at + timedelta(minutes=30), certified, 1, besides=said),
    )
    photo = folder / f"{here.code}.jpg"
    photo.write_bytes(_PICTURE)
    shown = Piece(photo, say("IMG.jpg", 120), EvidenceKind.PHOTO, say("大堂", 200), 2)
    keep_piece(By(by.actor, at + timedelta(hours=1), by.door), case.pk, shown)


def of_cases(unit: str) -> list[Ids]:
    """What fills the addresses of an area's cases; of the acts one that is open."""
    found = Evidence.objects.filter(case__unit__code=unit).order_by("pk")
    return [
        {"pk": one.case_id, "evidence_id": one.pk, "procedure": "transfer", "act": "check-firm"}
        for one in found
    ]


def of_steps(unit: str) -> list[Ids]:
    """The same for acts of a procedure."""
    found = Case.objects.filter(unit__code=unit).order_by("pk")
    return [{"pk": one.pk, "procedure": "existing-construction", "act": "inspect"} for one in found]
