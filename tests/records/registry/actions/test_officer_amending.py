"""Officers whose facts change."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from huiyin.records.ledger.action import By
from huiyin.records.ledger.queries import history
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.actions.officers import amend_officer
from huiyin.records.registry.models import Officer, Unit
from huiyin.records.registry.refusal import Refused

Refusing = Callable[[str], AbstractContextManager[pytest.ExceptionInfo[Refused]]]


@pytest.fixture
def officer(registry: None, by: By) -> Officer:
    unit = Unit.objects.get(code="jingan")
    (pk,) = add_officers(by, [NewOfficer("陈队员", unit.pk, "C1")])
    return Officer.objects.get(pk=pk)


def facts(officer: Officer, **changed: object) -> NewOfficer:
    said = {
        "name": officer.name,
        "unit_id": officer.unit_id,
        "certificate": officer.certificate,
        "valid_from": officer.valid_from,
        "valid_until": officer.valid_until,
    }
    return NewOfficer(**(said | changed))  # type: ignore[arg-type]


def test_what_changed_is_entered_with_what_stood_before(officer: Officer, by: By) -> None:
    putuo = Unit.objects.get(code="putuo")
    until = date(2023, 6, 30)

    changed = amend_officer(by, officer.pk, facts(officer, unit_id=putuo.pk, valid_until=until))

    assert changed == ("unit_id", "valid_until")
    found = Officer.objects.get(pk=officer.pk)
    assert (found.unit_id, found.valid_until, found.name) == (putuo.pk, until, "陈队员")
    entry = history("officer", officer.pk).last()
    assert entry is not None
    assert entry.action == "officer.amend"
    assert json.loads(entry.content) == {
        "unit_id": {"from": officer.unit_id, "to": putuo.pk},
        "valid_until": {"from": None, "to": "2023-06-30"},
    }


def test_the_same_again_changes_and_enters_nothing(officer: Officer, by: By) -> None:
    before = len(history("officer", officer.pk))

    assert amend_officer(by, officer.pk, facts(officer, name=" 陈队员 ")) == ()
    assert len(history("officer", officer.pk)) == before


@pytest.mark.parametrize(
    ("changed", "column", "words"),
    [
        ({"name": "  "}, "name", "不能为空"),
        ({"certificate": "9" * 41}, "certificate", "超过40字"),
        ({"certificate": "C2"}, "certificate", "该证号已属林队员"),
        ({"unit_id": 0}, "unit", "没有单位0"),
        (
            {"valid_from": date(2022, 7, 2), "valid_until": date(2022, 7, 1)},
            "valid_until",
            "早于有效期起",
        ),
    ],
)
def test_facts_that_cannot_be_are_refused_at_their_field(
    officer: Officer, by: By, refusing: Refusing, changed: dict[str, object], column: str, words: str
) -> None:
    add_officers(by, [NewOfficer("林队员", officer.unit_id, "C2")])

    with refusing(words) as refused:
        amend_officer(by, officer.pk, facts(officer, **changed))
    assert [fault.column for fault in refused.value.faults] == [column]
    assert facts(Officer.objects.get(pk=officer.pk)) == facts(officer)


def test_an_officer_that_there_is_not_is_refused(officer: Officer, by: By, refusing: Refusing) -> None:
    with refusing("没有执法人员0"):
        amend_officer(by, 0, facts(officer))
