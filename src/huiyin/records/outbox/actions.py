"""Posting messages and recording what became of each attempt. The attempt itself is a door's, outside a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from huiyin.records.ledger import bulk, chain
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.outbox.models import Message, MessageState

# Pauses after the first, second … failed attempt; after the last the message waits for a person.
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720))


@dataclass(frozen=True, slots=True)
class Post:
    """A message to be posted; ``key`` makes posting it twice the same as once."""

    key: str
    kind: str
    recipient: str
    record: str
    record_id: int
    body: dict[str, object]


@action("message.post")
def post(by: By, posts: Sequence[Post]) -> None:
    """Post messages, each with an entry. One whose key is known stays as it is and has none.

    Within one transaction a key is posted once: what is entered there is not to be seen before its end.
    """
    if not posts:
        return
    first = {p.key: p for p in reversed(posts)}
    bulk.insert_absent(
        Message,
        (
            "key",
            "kind",
            "recipient",
            "record",
            "record_id",
            "body",
            "state",
            "posted_at",
            "not_before",
            "attempts",
            "last_error",
            "sent_at",
            "receipt",
        ),
        [
            (
                p.key,
                p.kind,
                p.recipient,
                p.record,
                p.record_id,
                chain.canonical(p.body),
                MessageState.DUE.value,
                by.at,
                by.at,
                0,
                "",
                None,
                "",
            )
            for p in first.values()
        ],
        "(key)",
    )
    # The database has decided which of them are new. Whoever posts a message enters it in the same transaction, so that one
    # without an entry is ours.
    unentered = "NOT EXISTS (SELECT 1 FROM ledger_entry x WHERE x.record = 'message' AND x.record_id = t.id)"
    for pk, key in bulk.matching(
        Message, ("key",), [(key,) for key in sorted(first)], ("id", "key"), unentered
    ):
        p = first[key]
        enter(
            "message",
            pk,
            {"key": key, "kind": p.kind, "recipient": p.recipient},
            first=True,
            cause=(p.record, p.record_id),
        )


@action("message.send")
def sent(by: By, message_id: int, receipt: str) -> bool:
    """Record that a message has arrived. Returns ``False`` when that was known already."""
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.state == MessageState.SENT:
        return False
    message.state, message.sent_at, message.receipt, message.last_error = (
        MessageState.SENT,
        by.at,
        receipt,
        "",
    )
    message.attempts += 1
    message.save()
    enter("message", message.pk, {"receipt": receipt, "kind": message.kind})
    return True


@action("message.fail")
def failed(by: By, message_id: int, error: str) -> MessageState:
    """Record a failed attempt; after the last pause the message is stuck and waits for a person.

    Returns where it stands now. One that has arrived meanwhile, by another attempt, stays as it is.
    """
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.state == MessageState.SENT:
        return MessageState.SENT
    message.last_error = error
    message.state = MessageState.FAILED if message.attempts < len(PAUSES) else MessageState.STUCK
    if message.state == MessageState.FAILED:
        message.not_before = by.at + PAUSES[message.attempts]
    message.attempts += 1
    message.save()
    enter("message", message.pk, {"error": error, "attempts": message.attempts})
    return MessageState(message.state)


@action("message.retry")
def retry(by: By, message_ids: Sequence[int]) -> int:
    """Take stuck messages up again, on a person's word. Returns how many."""
    stuck = list(
        Message.objects.select_for_update()
        .filter(pk__in=message_ids, state=MessageState.STUCK)
        .order_by("pk")
    )
    for message in stuck:
        message.state, message.attempts, message.not_before = MessageState.DUE, 0, by.at
        enter("message", message.pk, {"retry": True})
    Message.objects.bulk_update(stuck, ["state", "attempts", "not_before"])
    return len(stuck)
