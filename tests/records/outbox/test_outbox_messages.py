"""A message is posted once, tried again after growing pauses, and waits for a person when all were in vain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from huiyin.records.ledger.action import By
from huiyin.records.ledger.queries import history
from huiyin.records.ledger.verification import verify
from huiyin.records.outbox.actions import PAUSES, Post, failed, post, retry, sent
from huiyin.records.outbox.models import Message, MessageState
from huiyin.records.outbox.queries import stuck, to_send

pytestmark = pytest.mark.django_db

AT = datetime(2022, 9, 15, 9, 30, tzinfo=timezone(timedelta(hours=8)))
UNREACHABLE = "No route to host: 000000000001.json"


def by(minutes: int = 0, actor: str = "huiyin") -> By:
    return By(actor, AT + timedelta(minutes=minutes), "tick")


def answer(number: int = 1, **changes: Any) -> Post:
    fields = {
        "key": f"reply:{number}",
        "kind": "reply",
        "recipient": "12345",
        "record": "report",
        "record_id": number,
        "body": {"text": "您反映的楼道堆物已清理，回音编号已生成。", "b": 1, "a": [2]},
    }
    return Post(**{**fields, **changes})


def posted(*numbers: int) -> list[Message]:
    post(by(), [answer(number) for number in numbers])
    return list(Message.objects.order_by("pk"))


def fail_until(message: Message, times: int) -> list[tuple[MessageState, int]]:
    """Fail so many attempts, each at the moment it falls due; returns the states and the pauses in minutes."""
    told = []
    for _ in range(times):
        message.refresh_from_db()
        at = message.not_before
        state = failed(By("huiyin", at, "tick"), message.pk, UNREACHABLE)
        message.refresh_from_db()
        told.append((state, int((message.not_before - at).total_seconds() // 60)))
    return told


class TestPost:
    def test_a_posted_message_is_due_at_once(self) -> None:
        (message,) = posted(7)
        assert (message.key, message.kind, message.recipient) == ("reply:7", "reply", "12345")
        assert (message.record, message.record_id, message.state) == ("report", 7, MessageState.DUE)
        assert (message.posted_at, message.not_before, message.sent_at) == (AT, AT, None)
        assert (message.attempts, message.last_error, message.receipt) == (0, "", "")
        assert message.body == '{"a":[2],"b":1,"text":"您反映的楼道堆物已清理，回音编号已生成。"}'

    def test_the_same_key_is_posted_once_and_stays_as_it_was(self) -> None:
        posted(7)
        post(by(5), [answer(7, recipient="elsewhere", body={"text": "另文"})])
        message = Message.objects.get()
        assert (message.recipient, message.posted_at) == ("12345", AT)

    def test_the_same_key_twice_in_one_posting_is_one_message(self) -> None:
        post(by(), [answer(7), answer(7, recipient="elsewhere")])
        assert Message.objects.get().recipient == "12345"

    def test_a_known_key_does_not_keep_new_ones_out(self) -> None:
        posted(7)
        post(by(5), [answer(7), answer(8)])
        assert list(Message.objects.order_by("pk").values_list("record_id", flat=True)) == [7, 8]

    def test_posting_a_sent_message_again_does_not_send_it_again(self) -> None:
        (message,) = posted(7)
        sent(by(1), message.pk, "R-1")
        post(by(2), [answer(7)])
        assert Message.objects.get().state == MessageState.SENT
        assert not to_send(by(99).at).exists()

    def test_nothing_to_post_writes_nothing(self) -> None:
        post(by(), [])
        assert Message.objects.count() == 0

    def test_each_new_message_has_an_entry_of_its_posting_and_a_known_one_none(self) -> None:
        posted(7)
        post(by(5), [answer(7), answer(8), answer(8, recipient="elsewhere")])
        first, second = Message.objects.order_by("pk")
        assert [(e.action, e.content, e.at) for e in history("message", first.pk)] == [
            ("message.post", '{"key":"reply:7","kind":"reply","recipient":"12345"}', AT)
        ]
        assert [(e.action, e.content, e.at) for e in history("message", second.pk)] == [
            ("message.post", '{"key":"reply:8","kind":"reply","recipient":"12345"}', by(5).at)
        ]
        assert verify().faults == ()

    @pytest.mark.parametrize("count", [1, 30])
    def test_posting_any_number_writes_looks_and_enters_once(
        self, django_assert_num_queries: Any, count: int
    ) -> None:
        with django_assert_num_queries(3):
            post(by(), [answer(number) for number in range(count)])


class TestToSend:
    def test_what_falls_due_later_waits(self) -> None:
        first, second = posted(1, 2)
        failed(by(), first.pk, UNREACHABLE)
        assert [m.pk for m in to_send(AT)] == [second.pk]
        assert [m.pk for m in to_send(by(1).at)] == [second.pk, first.pk]

    def test_sent_and_stuck_ones_are_not_sent(self) -> None:
        first, second = posted(1, 2)
        sent(by(), first.pk, "R-1")
        fail_until(second, 6)
        assert list(to_send(AT + timedelta(days=365))) == []


class TestSent:
    def test_what_arrived_is_kept_with_its_receipt_and_moment(self) -> None:
        (message,) = posted(7)
        assert sent(by(3), message.pk, "R-20220915-7") is True
        message.refresh_from_db()
        assert (message.state, message.sent_at, message.receipt) == (
            MessageState.SENT,
            by(3).at,
            "R-20220915-7",
        )
        assert (message.attempts, message.last_error) == (1, "")
        posting, entry = history("message", message.pk)
        assert posting.action == "message.post"
        assert (entry.action, entry.content) == ("message.send", '{"kind":"reply","receipt":"R-20220915-7"}')

    def test_a_second_arrival_changes_nothing(self) -> None:
        (message,) = posted(7)
        sent(by(3), message.pk, "R-1")
        assert sent(by(9), message.pk, "R-2") is False
        message.refresh_from_db()
        assert (message.sent_at, message.receipt, message.attempts) == (by(3).at, "R-1", 1)
        assert [e.action for e in history("message", message.pk)] == ["message.post", "message.send"]

    def test_it_arrives_after_failures_and_the_error_is_gone(self) -> None:
        (message,) = posted(7)
        fail_until(message, 2)
        sent(by(30), message.pk, "R-1")
        message.refresh_from_db()
        assert (message.state, message.attempts, message.last_error) == (MessageState.SENT, 3, "")

    def test_an_unknown_message_is_refused(self) -> None:
        with pytest.raises(Message.DoesNotExist), transaction.atomic():
            sent(by(), 404, "R-1")


class TestFailed:
    def test_the_pauses_are_1_5_30_120_and_720_minutes(self) -> None:
        assert [pause.total_seconds() / 60 for pause in PAUSES] == [1, 5, 30, 120, 720]

    def test_after_each_failure_the_next_pause_and_after_the_last_it_is_stuck(self) -> None:
        (message,) = posted(7)
        assert fail_until(message, 6) == [
            (MessageState.FAILED, 1),
            (MessageState.FAILED, 5),
            (MessageState.FAILED, 30),
            (MessageState.FAILED, 120),
            (MessageState.FAILED, 720),
            (MessageState.STUCK, 0),
        ]
        message.refresh_from_db()
        assert (message.state, message.attempts, message.last_error) == (MessageState.STUCK, 6, UNREACHABLE)
        assert [m.pk for m in stuck()] == [message.pk]

    def test_every_failure_is_entered_with_its_error(self) -> None:
        (message,) = posted(7)
        fail_until(message, 2)
        assert [(e.action, e.content) for e in history("message", message.pk)[1:]] == [
            ("message.fail", f'{{"attempts":1,"error":"{UNREACHABLE}"}}'),
            ("message.fail", f'{{"attempts":2,"error":"{UNREACHABLE}"}}'),
        ]
        assert verify().faults == ()

    def test_a_failure_told_after_the_arrival_changes_nothing(self) -> None:
        (message,) = posted(7)
        sent(by(1), message.pk, "R-1")
        assert failed(by(2), message.pk, UNREACHABLE) is MessageState.SENT
        message.refresh_from_db()
        assert (message.state, message.attempts, message.last_error) == (MessageState.SENT, 1, "")
        assert [e.action for e in history("message", message.pk)] == ["message.post", "message.send"]


class TestRetry:
    def test_a_stuck_message_is_taken_up_again_from_the_start(self) -> None:
        (message,) = posted(7)
        fail_until(message, 6)
        assert retry(by(2_000, "lin.min"), [message.pk]) == 1
        message.refresh_from_db()
        assert (message.state, message.attempts, message.not_before) == (MessageState.DUE, 0, by(2_000).at)
        assert [m.pk for m in to_send(by(2_000).at)] == [message.pk]
        assert history("message", message.pk).last().actor == "lin.min"
        assert fail_until(message, 1) == [(MessageState.FAILED, 1)]

    def test_only_stuck_ones_are_taken_up(self) -> None:
        due, gone, waiting = posted(1, 2, 3)
        sent(by(), gone.pk, "R-1")
        fail_until(waiting, 1)
        before = list(Message.objects.order_by("pk").values())
        assert retry(by(9), [due.pk, gone.pk, waiting.pk, 404]) == 0
        assert list(Message.objects.order_by("pk").values()) == before

    def test_taking_up_again_twice_is_once(self) -> None:
        (message,) = posted(7)
        fail_until(message, 6)
        retry(by(2_000), [message.pk])
        assert retry(by(2_001), [message.pk]) == 0


class TestConstraints:
    @pytest.mark.parametrize(
        "columns",
        [{"state": "lost"}, {"state": "sent"}, {"sent_at": datetime(2022, 9, 15, tzinfo=UTC)}],
        ids=["an unknown state", "sent without a moment", "a moment without being sent"],
    )
    def test_the_database_refuses(self, columns: dict[str, Any]) -> None:
        posted(7)
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.update(**columns)
