"""The answer that each reporter is owed: owed when the matter is settled or has left us, interim answers before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from huiyin.records.ledger import bulk, vault
from huiyin.records.ledger.action import By, Ref, action, enter
from huiyin.records.ledger.queries import acts_upon
from huiyin.records.reports import clocks
from huiyin.records.reports.models import AgainAfter, InterimAnswer, Reply, ReplyState, Report


class ReplyRefused(ValueError):
    """An answer that cannot be given; the message says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told to the reporter of one report."""

    report_id: int
    text: str


@action("reply.owe")
def owe(by: By, because: Mapping[int, Ref]) -> list[int]:
    """Make answers owed, due by the reporter's statutory term from now. Returns the reports whose answer is newly owed.

    ``because`` names for each report the record whose act in this transaction made its answer owed.
    """
    due = clocks.reply_due(timezone.localdate(by.at))
    waiting = Reply.objects.select_for_update().filter(pk__in=because, state=ReplyState.WAITING)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    if ids:
        Reply.objects.filter(pk__in=ids).update(state=ReplyState.OWED, owed_since=by.at, due=due)
    for pk in ids:
        enter("report", pk, {"reply": "owed", "due": due.isoformat()}, cause=because[pk])
    return ids


@dataclass(frozen=True, slots=True)
class Again:
    """That the matter of a report came back: the day from which its re-handling counts, after what, and until when."""

    report_id: int
    on: date
    after: AgainAfter
    due: date


@action("reply.owe.again")
def owe_again(by: By, backs: Sequence[Again]) -> list[int]:
    """Make answers owed once more, since their matters came back. Returns the reports.

    What was told as the final answer stays, among what was told before. The reports are locked.
    """
    wanted = {one.report_id: one for one in backs}
    replies = list(Reply.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    given = [reply for reply in replies if reply.sent_at is not None]
    said_by = _answered_by(reply.pk for reply in given)
    bulk.insert(
        InterimAnswer,
        ("report_id", "at", "actor", "text", "final"),
        [(reply.pk, reply.sent_at, said_by[reply.pk], reply.text, True) for reply in given],
    )
    for reply in replies:
        one = wanted[reply.pk]
        reply.interim_at = reply.sent_at or reply.interim_at
        reply.state, reply.owed_since, reply.due, reply.text, reply.sent_at = (
            ReplyState.OWED,
            by.at,
            one.due,
            "",
            None,
        )
        reply.again_on, reply.again_after = one.on, one.after.value
        enter(
            "report",
            reply.pk,
            {
                "reply": "owed",
                "again": one.after.value,
                "on": one.on.isoformat(),
                "due": one.due.isoformat(),
            },
            cause=("report", reply.pk),
        )
    Reply.objects.bulk_update(
        replies,
        ["state", "owed_since", "due", "text", "sent_at", "interim_at", "again_on", "again_after"],
        batch_size=500,
    )
    return [reply.pk for reply in replies]


def _answered_by(report_ids: Iterable[int]) -> dict[int, str]:
    """Who gave the final answer of each report, the last time."""
    acts = acts_upon([("report", pk) for pk in report_ids]).filter(action__in=("reply.send", "report.answer"))
    return dict(acts.order_by("position").values_list("record_id", "actor"))


@action("reply.interim")
def interim(by: By, answers: Sequence[Answer]) -> list[int]:
    """Record interim answers: the reporter hears where the matter stands; the final answer stays owed. Returns the reports."""
    texts = texts_of(answers)
    ids = [reply.pk for reply in _open(texts)]
    for pk in ids:
        enter("report", pk, {"reply": "interim", "digest": digest_of(texts[pk])})
    if ids:
        Reply.objects.filter(pk__in=ids).update(interim_at=by.at)
    bulk.insert(
        InterimAnswer, ("report_id", "at", "actor", "text"), [(pk, by.at, by.actor, texts[pk]) for pk in ids]
    )
    return ids


@action("reply.send")
def send(by: By, answers: Sequence[Answer]) -> list[Answer]:
    """Record final answers. Only an owed answer can be final: what is not settled gets an interim one."""
    texts = texts_of(answers)
    replies = _open(texts)
    for reply in replies:
        if reply.state != ReplyState.OWED:
            raise ReplyRefused(
                f"report {reply.pk}: its matter is not settled yet; give an interim answer / 尚未办结，只能作阶段性答复"
            )
        reply.state, reply.text, reply.sent_at = ReplyState.SENT, texts[reply.pk], by.at
        enter("report", reply.pk, {"reply": "sent", "digest": digest_of(reply.text)})
    Reply.objects.bulk_update(replies, ["state", "text", "sent_at"], batch_size=500)
    return list(answers)


def digest_of(text: str) -> str:
    """What the ledger holds of an answer: it speaks to a person, and the ledger cannot forget."""
    return vault.blind_index("answer", text.encode()).hex()


def texts_of(answers: Sequence[Answer]) -> dict[int, str]:
    texts = {answer.report_id: answer.text.strip() for answer in answers}
    empty = [report_id for report_id, text in texts.items() if not text]
    if empty:
        raise ReplyRefused(f"report {empty[0]}: an answer needs words / 答复内容不能为空")
    return texts


def _open(texts: dict[int, str]) -> list[Reply]:
    # Reports before replies, as everybody locks them: an answer and the erasing of its report cannot pass one another.
    reports = Report.objects.select_for_update().filter(pk__in=texts).order_by("pk")
    erased = dict(reports.values_list("pk", "erased_at"))
    missing = sorted(texts.keys() - erased.keys())
    if missing:
        raise ReplyRefused(f"there is no report {missing[0]} / 诉件不存在")
    replies = list(Reply.objects.select_for_update().filter(pk__in=texts).order_by("pk"))
    for reply in replies:
        if erased[reply.pk] is not None:
            raise ReplyRefused(
                f"report {reply.pk} was erased and is answered no more / 诉件内容已删除，不再答复"
            )
        if reply.state in (ReplyState.SENT, ReplyState.RELEASED):
            raise ReplyRefused(f"report {reply.pk}: its answer is {reply.state} already / 已答复或已撤回")
    return replies
