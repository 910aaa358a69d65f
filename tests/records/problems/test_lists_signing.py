"""Freezing, signing and comparing lists."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from django.db import IntegrityError
from list_making import DAY, by, complain, compound, refused, registry, unit

from huiyin.records.invariants import Breach, run
from huiyin.records.ledger.queries import history
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.lists import approve, freeze, issue, review
from huiyin.records.problems.actions.moving import move
from huiyin.records.problems.listing import rows
from huiyin.records.problems.models import ListKind, ListRow, ListState, ListVersion, Verification
from huiyin.records.problems.versions import ListRefused, as_entered, compare, frozen_lines, versions_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _registry(db: None) -> None:
    registry()


def frozen(
    kind: ListKind = ListKind.PROBLEM, code: str = "sh-bureau", day=DAY, phase: str = "survey"
) -> ListVersion:
    return ListVersion.objects.get(pk=freeze(by("lin", day), unit(code).pk, kind, phase))


@pytest.mark.parametrize("kind", ListKind)
def test_a_frozen_list_holds_the_lines_as_they_stood(kind: ListKind) -> None:
    where = compound("T1", firm="安居物业有限公司")
    problem = complain(where, "A1", "litter")
    before = list(rows(kind, unit(), DAY, upcoming="调查排摸第1版"))
    version = frozen(kind)
    complain(where, "A2", "litter")
    verify(by(), [Finding(problem.pk, Verification.TRUE, DAY)])
    settle(by(), [problem.pk], "已清理")
    assert list(frozen_lines(version)) == before
    assert (version.state, version.drafted_by, version.number) == (ListState.DRAFT, "lin", 1)


def test_one_entry_of_the_ledger_holds_a_digest_that_any_change_breaks() -> None:
    where = compound("T1")
    for n in range(3):
        complain(where, f"A{n}", "litter", building=str(n + 1))
    version = frozen()
    (entry,) = history("list", version.pk)
    content = msgspec.json.decode(entry.content)
    assert entry.action == "list.freeze"
    assert {key: content[key] for key in ("unit", "kind", "phase", "number", "rows")} == {
        "unit": "sh-bureau",
        "kind": "problem",
        "phase": "survey",
        "number": 1,
        "rows": 3,
    }
    assert len(content["sha256"]) == 64
    assert as_entered(version.pk)
    row = ListRow.objects.get(version=version, position=2)
    ListRow.objects.filter(pk=row.pk).update(cells=row.cells.replace("乱扔垃圾", "其他"))
    assert not as_entered(version.pk)
    ListRow.objects.filter(pk=row.pk).update(cells=row.cells)
    assert as_entered(version.pk)
    ListRow.objects.filter(version=version, position=3).delete()
    assert not as_entered(version.pk)


def test_versions_are_numbered_within_unit_list_and_phase() -> None:
    compound("T1")
    assert [frozen().number, frozen().number, frozen(ListKind.TASK).number] == [1, 2, 1]
    assert [frozen(code="jingan").number, frozen(phase="enforcement").number] == [1, 1]
    assert [v.number for v in versions_of(unit("jingan").pk)] == [1]
    assert versions_of().count() == 5


def test_a_list_with_nothing_in_it_is_frozen_too() -> None:
    version = frozen(code="airport")
    assert list(frozen_lines(version)) == []
    assert as_entered(version.pk)


def test_a_problem_keeps_the_version_in_which_it_was_first_listed() -> None:
    where = compound("T1")
    complain(where, "A1", "litter")
    frozen()
    complain(where, "A2", "greenery")
    frozen()
    third = frozen(phase="enforcement")
    position = [c.cells[19] for c in frozen_lines(third)]
    assert position == ["调查排摸第1版", "调查排摸第2版"]
    # Another unit's lists have their own history.
    assert [c.cells[19] for c in rows(ListKind.PROBLEM, unit("jingan"), DAY)] == ["", ""]


def test_a_phase_that_the_campaign_lacks_is_refused() -> None:
    with refused(ListRefused, "专项行动没有“spring”阶段"):
        freeze(by(), unit().pk, ListKind.PROBLEM, "spring")
    assert not ListVersion.objects.exists()


def test_four_signatures_come_in_their_order() -> None:
    version = frozen()
    with refused(ListRefused, "清单处于“拟制”，须先“审核”方可“审定”"):
        approve(by("wu"), version.pk)
    with refused(ListRefused, "清单处于“拟制”，须先“审定”方可“签发”"):
        issue(by("wu"), version.pk)
    with refused(ListRefused, "拟制人不能审核自己拟制的清单"):
        review(by("lin"), version.pk)
    with refused(ListRefused, "拟制人不能审核自己拟制的清单"):
        review(by("ＬＩＮ\u200b"), version.pk)
    review(by("wu"), version.pk)
    with refused(ListRefused, "清单处于“审核”，须先“拟制”方可“审核”"):
        review(by("gu"), version.pk)
    for earlier in ("lin", "wu"):
        with refused(ListRefused, "拟制人、审核人不能审定、签发同一份清单，须由另一人办理"):
            approve(by(earlier), version.pk)
    approve(by("gu"), version.pk)
    for earlier in ("lin", "wu"):
        with refused(ListRefused, "拟制人、审核人不能审定、签发同一份清单，须由另一人办理"):
            issue(by(earlier), version.pk)
    issue(by("he", DAY + timedelta(days=1)), version.pk)
    version.refresh_from_db()
    assert (
        version.state,
        version.reviewed_by,
        version.approved_by,
        version.issued_by,
        version.issued_at,
    ) == (
        ListState.ISSUED,
        "wu",
        "gu",
        "he",
        by("he", DAY + timedelta(days=1)).at,
    )
    assert [e.action for e in history("list", version.pk)] == [
        "list.freeze",
        "list.review",
        "list.approve",
        "list.issue",
    ]
    with refused(ListRefused):
        issue(by("he"), version.pk)


def test_who_approves_a_list_may_issue_it_and_nothing_is_breached() -> None:
    version = frozen()
    review(by("wu"), version.pk)
    approve(by("gu"), version.pk)
    issue(by("gu"), version.pk)
    version.refresh_from_db()
    assert (version.state, version.approved_by, version.issued_by) == (ListState.ISSUED, "gu", "gu")
    assert [breach for breach in run(by().at) if breach.invariant == "list.signers"] == []


@pytest.mark.parametrize(
    ("field", "actor"), [("approved_by", "wu"), ("issued_by", "wu"), ("issued_by", "lin")]
)
def test_a_signature_behind_the_products_back_of_who_drafted_or_reviewed_is_a_breach(
    field: str, actor: str
) -> None:
    version = frozen()
    review(by("wu"), version.pk)
    approve(by("gu"), version.pk)
    issue(by("gu"), version.pk)
    ListVersion.objects.filter(pk=version.pk).update(**{field: actor})
    assert [breach for breach in run(by().at) if breach.invariant == "list.signers"] == [
        Breach(
            "list.signers",
            f"list:{version.pk}",
            f"{actor} drafted or reviewed it, and approved or issued it too",
        )
    ]


def test_signing_a_list_that_is_not_there_is_refused() -> None:
    with refused(ListRefused, "没有编号为999的清单版本"):
        review(by(), 999)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": ListState.REVIEWED, "reviewed_by": "lin"},
        {"state": ListState.REVIEWED},
        {"state": ListState.APPROVED, "approved_by": "gu"},
        {"state": ListState.ISSUED, "reviewed_by": "wu", "approved_by": "gu", "issued_by": "he"},
        {"state": ListState.DRAFT, "reviewed_by": "wu"},
    ],
)
def test_the_database_itself_keeps_the_order_of_signatures(fields: dict[str, str]) -> None:
    version = frozen()
    with refused(IntegrityError):
        ListVersion.objects.filter(pk=version.pk).update(**fields)


def test_comparing_names_lines_added_removed_and_changed_with_their_columns() -> None:
    one, other = compound("T1"), compound("T2", "柳岸苑")
    stays = complain(one, "A1", "greenery")
    changes = complain(one, "A2", "litter")
    goes = complain(other, "A3", "litter")
    first = frozen()
    complain(one, "A4", "litter", caller=b"q" * 16)
    comes = complain(other, "A5", "facade")
    move(by(), other.pk, one.pk)
    second = frozen(day=DAY + timedelta(days=1))

    found = {(d.kind, d.record_id): {c.key for c in d.columns} for d in compare(first, second)}
    assert found == {
        ("changed", changes.pk): {"reports"},
        ("removed", goes.pk): set(),
        ("added", comes.pk): set(),
    }
    assert stays.pk not in {record for _, record in found}
    changed = next(d for d in compare(first, second) if d.kind == "changed")
    assert (changed.before[13], changed.after[13]) == (1, 3)


def test_a_day_more_of_lateness_is_no_change() -> None:
    complain(compound("T1"), "A1", "litter")
    first = frozen(ListKind.RESPONSIBILITY, day=DAY + timedelta(days=100))
    second = frozen(ListKind.RESPONSIBILITY, day=DAY + timedelta(days=101))
    late = [next(frozen_lines(v)).cells[10] for v in (first, second)]
    assert late[1] == late[0] + 1
    assert list(compare(first, second)) == []


def test_only_versions_of_one_list_are_compared() -> None:
    with refused(ListRefused, "两个版本须为同一单位的同一清单"):
        compare(frozen(), frozen(ListKind.TASK))
    with refused(ListRefused):
        compare(frozen(), frozen(code="jingan"))
