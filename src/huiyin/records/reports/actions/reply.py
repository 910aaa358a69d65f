"""The answer that each reporter is owed: owed when the matter is settled or has left us, interim answers before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from huiyin.records.ledger.action import By, Ref, action, enter
from huiyin.records.reports import clocks
from huiyin.records.reports.models import Reply, ReplyState


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
    replies = list(
        Reply.objects.select_for_update().filter(pk__in=because, state=ReplyState.WAITING).order_by("pk")
    )
    for reply in replies:
        reply.state, reply.owed_since, reply.due = ReplyState.OWED, by.at, due
        enter("report", reply.pk, {"reply": "owed", "due": due.isoformat()}, cause=because[reply.pk])
    Reply.objects.bulk_update(replies, ["state", "owed_since", "due"], batch_size=500)
    return [reply.pk for reply in replies]


@action("reply.interim")
def interim(by: By, answers: Sequence[Answer]) -> None:
    """Record interim answers: the reporter hears where the matter stands; the final answer stays owed."""
    texts = _texts(answers)
    replies = _open(texts)
    for reply in replies:
        reply.interim_at = by.at
        enter("report", reply.pk, {"reply": "interim", "text": texts[reply.pk]})
    Reply.objects.bulk_update(replies, ["interim_at"])


@action("reply.send")
def send(by: By, answers: Sequence[Answer]) -> list[Answer]:
    """Record final answers. Only an owed answer can be final: what is not settled gets an interim one."""
    texts = _texts(answers)
    replies = _open(texts)
    for reply in replies:
        if reply.state != ReplyState.OWED:
            raise ReplyRefused(
                f"report {reply.pk}: its matter is not settled yet; give an interim answer / 尚未办结，只能作阶段性答复"
            )
        reply.state, reply.text, reply.sent_at = ReplyState.SENT, texts[reply.pk], by.at
        enter("report", reply.pk, {"reply": "sent", "text": reply.text})
    Reply.objects.bulk_update(replies, ["state", "text", "sent_at"])
    return list(answers)


def _texts(answers: Sequence[Answer]) -> dict[int, str]:
    texts = {answer.report_id: answer.text.strip() for answer in answers}
    empty = [report_id for report_id, text in texts.items() if not text]
    if empty:
        raise ReplyRefused(f"report {empty[0]}: an answer needs words / 答复内容不能为空")
    return texts


def _open(texts: dict[int, str]) -> list[Reply]:
    replies = list(Reply.objects.select_for_update().filter(pk__in=texts).order_by("pk"))
    missing = sorted(texts.keys() - {reply.pk for reply in replies})
    if missing:
        raise ReplyRefused(f"there is no report {missing[0]} / 诉件不存在")
    for reply in replies:
        if reply.state in (ReplyState.SENT, ReplyState.RELEASED):
            raise ReplyRefused(f"report {reply.pk}: its answer is {reply.state} already / 已答复或已撤回")
    return replies
