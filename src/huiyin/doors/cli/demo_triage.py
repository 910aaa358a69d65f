"""What the demonstration's people made of the reports that waited for them: all of it invented.

Each order has its turn by its number, so that the same are chosen every time and none is chosen again. What came within the
last days still waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from huiyin.doors.clock import now
from huiyin.knowledge.law.clocks import SHANGHAI, to_shanghai
from huiyin.records.ledger.action import By
from huiyin.records.reports.models import Fate, PendingReason, Report

OWN = "城市管理行政执法"
"""Stands in the name of the body by whose hand an order that is ours comes."""
DECLINED = {
    "20220816666156": ("out-of-area", "反映地点在宝山区，不属本区管辖"),
    "20220826445755": ("beyond-reason", "来电人系被反映人；撤单须由原反映人提出"),
}
"""Orders that are declined, with ground and reason."""
INQUIRY = "您好。您来电咨询、建议的事项已收悉。属城管执法职责的，我们已记录并在日常执法中参考；其他事项请向主管部门了解。"


def triage_some() -> None:
    """Let most of what waited longer than a week have found its fate by a person's hand."""
    _open_some()
    _answer_some()
    _take_back_some()
    _attach_some()
    _transfer_some()
    _decline_some()


def _waiting(reason: PendingReason, *, share: int) -> Iterator[tuple[Report, datetime]]:
    """The older reports that wait for this, ``share`` in ten of them, each with the moment at which a person came to it."""
    found = Report.objects.filter(fate=Fate.PENDING, pending_reason=reason).order_by("number")
    for report in found:
        turn = int(report.number) % 10
        monday = to_shanghai(report.entered_at).replace(hour=9, minute=0, second=0, microsecond=0)
        at = monday + timedelta(days=1 + turn % 4, hours=turn % 3)
        if turn < share and at < now() - timedelta(days=3):
            yield report, at


def _open_some() -> None:
    """What the reader found likely, at a compound that it knew, is opened as it stands."""
    from huiyin.records.problems.actions.opening import open_from
    from huiyin.records.problems.actions.splitting import Where
    from huiyin.records.reports.actions.answer import asks

    told: dict[tuple[datetime, Where], list[int]] = defaultdict(list)
    for report, at in _waiting(PendingReason.READING, share=7):
        wrongs = sorted({one["code"] for one in msgspec.json.decode(report.reading)["violations"]})
        if len(wrongs) == 1 and report.compound_id is not None and not asks(report):
            where = Where(wrongs[0], report.compound_id, report.building, report.dwelling_unit, report.room)
            told[at, where].append(report.pk)
    for (at, where), reports in sorted(told.items(), key=lambda item: (item[0][0], item[1])):
        open_from(By("clerk", at, "cli"), reports, where)


def _answer_some() -> None:
    """Who asked or suggested something was answered at once."""
    from huiyin.records.reports.actions.answer import answer_at_once, asks
    from huiyin.records.reports.actions.reply import Answer

    asked: dict[datetime, list[Answer]] = defaultdict(list)
    for reason in (PendingReason.READING, PendingReason.OUTSIDE, PendingReason.INQUIRY):
        for report, at in _waiting(reason, share=8):
            if asks(report):
                asked[at].append(Answer(report.pk, INQUIRY))
    for at, answers in sorted(asked.items()):
        answer_at_once(By("callback", at, "cli"), answers)


def _take_back_some() -> None:
    """Who took an own order back was called, and it was withdrawn with the one that said so."""
    from huiyin.records.reports.actions.fate import withdraw
    from huiyin.records.reports.originals import quotes_of

    for report, at in _waiting(PendingReason.WITHDRAWAL, share=6):
        quoted = Report.objects.filter(
            number__in=quotes_of(report.reading), fate__in=(Fate.PENDING, Fate.LINKED), entered_at__lt=at
        )
        if originals := sorted(quoted.values_list("pk", flat=True)):
            withdraw(By("callback", at, "cli"), originals, "经回访确认，系反映人本人要求撤回", report.pk)


def _attach_some() -> None:
    """Feedbacks of those who handle a matter belong to the order that they quote."""
    from huiyin.records.reports.originals import attach_in_parts, attachable

    waiting = [report.pk for report, _ in _waiting(PendingReason.FOLLOW_UP, share=8)]
    found = attachable(Report.objects.filter(pk__in=waiting), Report.objects.all())
    attach_in_parts(By("clerk", _at(2022, 9, 8, 10), "cli"), found, "承办单位对原诉件的反馈")


def _transfer_some() -> None:
    """What is not ours went to the bodies that the orders name, each week's with one receipt."""
    from huiyin.records.reports.actions.fate import transfer

    by_body: dict[tuple[datetime, str], list[int]] = defaultdict(list)
    for reason in (PendingReason.OUTSIDE, PendingReason.READING):
        for report, _ in _waiting(reason, share=9):
            doubted = msgspec.json.decode(report.reading)["violations"]
            if report.agency and OWN not in report.agency and not doubted and report.number not in DECLINED:
                monday = to_shanghai(report.entered_at).replace(hour=15, minute=0, second=0, microsecond=0)
                by_body[monday + timedelta(days=4), report.agency].append(report.pk)
    for number, ((at, body), reports) in enumerate(sorted(by_body.items()), start=1):
        transfer(By("clerk", at, "cli"), reports, body, f"演示-{number:03d}", "不属城管执法职责")


def _decline_some() -> None:
    """Two persons declined what this unit cannot take up."""
    from huiyin.records.reports.actions.fate import decline, propose_declining

    named = Report.objects.filter(number__in=DECLINED, fate=Fate.PENDING).order_by("number")
    for pk, number in named.values_list("pk", "number"):
        ground, reason = DECLINED[number]
        propose_declining(By("clerk", _at(2022, 9, 6, 10), "cli"), [pk], ground, reason)
        decline(By("approver", _at(2022, 9, 7, 9), "cli"), [pk])


def _at(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)
