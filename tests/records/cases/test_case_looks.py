"""Who looks at the party of a case says why; it stands in the ledger, and nothing of what was seen does."""

from __future__ import annotations

import pytest

from huiyin.records.cases.actions.looking import look_at_party
from huiyin.records.cases.refusal import CaseRefused
from huiyin.records.ledger.models import Entry
from records.cases.case_rows import OWNER, by, found_true, opened
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, history, refused


def test_a_look_shows_the_party_and_stands_in_the_ledger_without_what_was_seen(desk: Desk) -> None:
    case = opened(found_true(desk, rows.EBIKES))
    assert look_at_party(by("2022-09-16 09:00"), case.pk, " 邮寄决定书 ") == OWNER
    assert history("case", case.pk)[-1] == ("case.look", {"shown": "name,address", "reason": "邮寄决定书"})
    assert OWNER.name not in "".join(Entry.objects.values_list("content", flat=True))


@pytest.mark.parametrize(
    ("reason", "why"), [("  ", "查看当事人须写明理由"), ("因" * 256, "理由不得超过255字")]
)
def test_without_a_reason_nothing_is_shown(desk: Desk, reason: str, why: str) -> None:
    case = opened(found_true(desk, rows.EBIKES))
    with refused(CaseRefused, why):
        look_at_party(by("2022-09-16 09:00"), case.pk, reason)
    assert [name for name, _ in history("case", case.pk)] == ["case.open"]


def test_of_an_unknown_case_and_an_unknown_party_nothing_is_shown(desk: Desk) -> None:
    case = opened(found_true(desk, rows.EBIKES), party=None)
    with refused(CaseRefused, "当事人尚未查明"):
        look_at_party(by("2022-09-16 09:00"), case.pk, "邮寄决定书")
    with refused(CaseRefused, "案件不存在"):
        look_at_party(by("2022-09-16 09:00"), case.pk + 1, "邮寄决定书")
