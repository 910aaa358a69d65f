"""What must always hold of reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec
from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from huiyin.home import open_to_others
from huiyin.records.ledger.invariants import invariant
from huiyin.records.ledger.models import Entry
from huiyin.records.reports.models import (
    ERASED,
    BatchState,
    CallBack,
    Disposal,
    Fate,
    ImportBatch,
    InterimAnswer,
    Judgement,
    LandedRow,
    LandedState,
    Reply,
    ReplyState,
    Report,
)


@invariant("report.pending", "每件待处理诉件都有原因、责任单位和时限")
def _pending_has_its_facts(now: datetime) -> Iterator[tuple[str, str]]:
    broken = Report.objects.filter(fate=Fate.PENDING).filter(
        Q(pending_reason="") | Q(pending_owner__isnull=True) | Q(pending_due__isnull=True)
    )
    for pk in broken.values_list("pk", flat=True):
        yield f"report:{pk}", "pending without reason, owner or due date"


@invariant("report.disposal", "移送、不予受理、撤回都有凭据")
def _gone_has_its_proof(now: datetime) -> Iterator[tuple[str, str]]:
    gone = Report.objects.filter(fate__in=[Fate.TRANSFERRED, Fate.DECLINED, Fate.WITHDRAWN, Fate.ATTACHED])
    for pk in gone.filter(
        ~Exists(Disposal.objects.filter(report=OuterRef("pk"), kind=OuterRef("fate")))
    ).values_list("pk", flat=True):
        yield f"report:{pk}", "it left us without a disposal that says why"
    unconfirmed = Disposal.objects.filter(
        kind=Fate.DECLINED, report__fate=Fate.DECLINED, confirmed_at__isnull=True
    )
    for pk in unconfirmed.values_list("pk", flat=True):
        yield f"report:{pk}", "declined by one person alone"
    lost = Disposal.objects.filter(kind=Fate.ATTACHED).filter(
        Q(original__fate=Fate.ATTACHED) | ~Q(report__fate=Fate.ATTACHED)
    )
    for pk in lost.values_list("pk", flat=True):
        yield f"report:{pk}", "it is attached to a report that is no original, or its fate does not say so"


@invariant("report.answered", "直接答复的诉件都有答复，重新办理的诉件（撤回的除外）都有时限")
def _answered_means_answered(now: datetime) -> Iterator[tuple[str, str]]:
    # An answer that is owed once more was given before.
    answered = Q(reply__state=ReplyState.SENT) | Q(reply__again_on__isnull=False)
    for pk in Report.objects.filter(fate=Fate.ANSWERED).exclude(answered).values_list("pk", flat=True):
        yield f"report:{pk}", "its fate says answered, but nobody has answered it"
    # What was taken back since is owed to nobody; that it had come back stays.
    back = Reply.objects.filter(again_on__isnull=False).exclude(state=ReplyState.RELEASED)
    for pk in back.filter(Q(due__isnull=True) | Q(state=ReplyState.WAITING)).values_list("pk", flat=True):
        yield f"report:{pk}", "its matter came back, but its answer is not owed by a day"
    told = InterimAnswer.objects.filter(report=OuterRef("pk"), final=True)
    released = Reply.objects.filter(state=ReplyState.OWED, again_on__isnull=False, report__fate=Fate.ANSWERED)
    for pk in released.filter(~Exists(told)).values_list("pk", flat=True):
        yield f"report:{pk}", "its answer is owed once more, but what was answered before is lost"


@invariant("report.reply", "每件诉件有且只有一份回音")
def _every_report_has_a_reply(now: datetime) -> Iterator[tuple[str, str]]:
    for pk in Report.objects.filter(~Exists(Reply.objects.filter(pk=OuterRef("pk")))).values_list(
        "pk", flat=True
    ):
        yield f"report:{pk}", "nobody owes its reporter an answer"


@invariant("report.ledger", "每件诉件都有接收记录")
def _every_report_is_in_the_ledger(now: datetime) -> Iterator[tuple[str, str]]:
    entered = Entry.objects.filter(
        record="report", record_id=OuterRef("pk"), position=1, action="report.receive"
    )
    for pk in Report.objects.filter(~Exists(entered)).values_list("pk", flat=True):
        yield f"report:{pk}", "the ledger has no entry of its receipt"


@invariant("landed.promoted", "每件诉件都能追溯到原始行")
def _every_report_was_landed(now: datetime) -> Iterator[tuple[str, str]]:
    for pk in Report.objects.filter(~Exists(LandedRow.objects.filter(report=OuterRef("pk")))).values_list(
        "pk", flat=True
    ):
        yield f"report:{pk}", "no landed row stands behind it"


@invariant("report.erased", "已删除的诉件没有可读的原始行、答复和判读摘引")
def _erased_means_unreadable(now: datetime) -> Iterator[tuple[str, str]]:
    erased = Report.objects.filter(erased_at__isnull=False)
    readable = LandedRow.objects.filter(report=OuterRef("pk"), key__isnull=False)
    for pk in erased.filter(Exists(readable)).values_list("pk", flat=True):
        yield f"report:{pk}", "it was erased, but a landed row of it can be opened"
    answered = Q(report__in=erased) & ~Q(text__in=["", ERASED])
    noted = Q(report__in=erased) & ~Q(note__in=["", ERASED])
    for answers in (
        Reply.objects.filter(answered),
        InterimAnswer.objects.filter(answered),
        CallBack.objects.filter(noted),
    ):
        for pk in answers.values_list("report_id", flat=True):
            yield f"report:{pk}", "it was erased, but an answer to it can be read"
    for pk, words in Judgement.objects.filter(report__in=erased).values_list("report_id", "words"):
        if not msgspec.json.decode(words).keys() <= {"compound", "road"}:
            yield f"report:{pk}", "it was erased, but the judgement of its reading tells where somebody lives"
    for pk, reading in erased.values_list("pk", "reading"):
        if msgspec.json.decode(reading)["quotes"]:
            yield f"report:{pk}", "it was erased, but its reading quotes from it"


@invariant("batch.rows", "每批导入的行数与落地行一致")
def _batches_count_their_rows(now: datetime) -> Iterator[tuple[str, str]]:
    batches = ImportBatch.objects.annotate(
        landed=Count("rows"), promoted=Count("rows", filter=Q(rows__state=LandedState.PROMOTED))
    )
    for batch in batches.filter(~Q(landed=F("new") + F("changed") + F("refused"))):
        yield (
            f"batch:{batch.pk}",
            f"counts {batch.new + batch.changed + batch.refused} landed rows, {batch.landed} are there",
        )
    for batch in batches.filter(~Q(promoted=F("new") + F("changed"))):
        yield f"batch:{batch.pk}", "counts of new and changed rows differ from the promoted ones"
    total = ImportBatch.objects.aggregate(n=Sum("new"))["n"] or 0
    earlier = LandedRow.objects.filter(
        report=OuterRef("report"), state=LandedState.PROMOTED, version__lt=OuterRef("version")
    )
    made = LandedRow.objects.filter(~Exists(earlier), batch__isnull=False, state=LandedState.PROMOTED).count()
    if total != made:
        yield "batch:all", f"the batches made {total} reports, {made} are there"


@invariant("batch.alive", "没有中断后未标记的导入")
def _no_import_is_silent(now: datetime) -> Iterator[tuple[str, str]]:
    from huiyin.records.reports.actions.batch import SILENCE

    for pk in ImportBatch.objects.filter(state=BatchState.RUNNING, seen_at__lt=now - SILENCE).values_list(
        "pk", flat=True
    ):
        yield f"batch:{pk}", "it runs no more but was not marked; run `huiyin tick`"


@invariant("home.private", "数据文件夹和密钥文件夹只有本账号可读")
def _nobody_else_reads_the_home(now: datetime) -> Iterator[tuple[str, str]]:
    for folder in open_to_others():
        yield f"folder:{folder}", "others can open it; run `chmod 700` on it as its owner"
