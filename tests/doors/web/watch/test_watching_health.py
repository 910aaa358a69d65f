"""Health and figures, as those who run the product and their programs get them."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from watched import BY, FAR, NOW, TODAY, TOKEN, YESTERDAY, machine_time, task

from huiyin.doors.web.watch import health, standing
from huiyin.records.accounts.models import Account
from huiyin.records.ledger.models import Entry, ExceptionItem, Seal
from huiyin.records.ledger.sealing import seal
from huiyin.records.outbox.models import Message, MessageState
from huiyin.records.problems.models import Problem
from huiyin.records.registry.actions.compounds import load
from huiyin.records.registry.csv_files import CompoundRow
from huiyin.records.registry.models import Compound, Unit
from huiyin.records.reports.models import Channel, Fate, PendingReason, Reply, ReplyState, Report
from records.registry.few_divisions import set_up_few

# Health


def ready(client: Client) -> tuple[int, list[str], dict[str, str]]:
    answer = client.get("/health/ready")
    facts = json.loads(answer.content)
    assert set(facts) == {"status", "failing", "parts"}
    assert facts["status"] == ("ready" if answer.status_code == 200 else "not ready")
    return answer.status_code, facts["failing"], facts["parts"]


def test_a_process_that_answers_is_live_without_a_database(client: Client) -> None:
    # The mark `django_db` is missing: a statement would fail the test.
    answer = client.get("/health/live")
    assert (answer.status_code, json.loads(answer.content)) == (200, {"status": "live"})
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_sound_installation_is_ready(client: Client, home: Path) -> None:
    parts = dict.fromkeys(("disk", "database", "migrations", "keys", "tick", "worker"), "ok")
    assert ready(client) == (200, [], parts)


def test_a_full_disk_is_named(client: Client, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE", standing.free_bytes() * 2)
    status, failing, parts = ready(client)
    assert (status, failing, parts["database"]) == (503, ["disk"], "ok")


def test_a_database_that_does_not_answer_is_named_and_what_hangs_on_it_is_unknown(
    client: Client, home: Path
) -> None:
    def refuse(*_: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly: secret")

    with connection.execute_wrapper(refuse):
        status, failing, parts = ready(client)
    assert (status, failing) == (503, ["database"])
    assert [name for name, state in parts.items() if state == "unknown"] == [
        "migrations",
        "keys",
        "tick",
        "worker",
    ]


def test_a_migration_that_was_not_applied_is_named(client: Client, home: Path) -> None:
    newest = dict(health._newest())["problems"]
    MigrationRecorder(connection).record_unapplied("problems", newest)
    status, failing, parts = ready(client)
    assert (status, failing, parts["keys"]) == (503, ["migrations"], "unknown")


def test_other_keys_are_named(client: Client, home: Path, settings: LazySettings) -> None:
    settings.HUIYIN_VAULT_KEY = bytes(32)
    assert ready(client)[:2] == (503, ["keys"])


@pytest.mark.parametrize(
    ("mark", "unsealed", "sealed", "state"),
    [
        # Minutes since the tick's mark, the oldest entry without a seal, and the last seal.
        (9, 11, None, "ok"),
        (11, None, 9, "ok"),
        (11, None, 11, "failing"),
        (None, 11, 1, "failing"),
        (None, 9, 11, "unknown"),
        (None, None, 9, "ok"),
        (None, None, None, "unknown"),
    ],
)
def test_whether_the_tick_runs_is_told_by_its_mark_and_its_seals(
    client: Client, home: Path, mark: int | None, unsealed: int | None, sealed: int | None, state: str
) -> None:
    def ago(minutes: int) -> dt.datetime:
        return NOW - dt.timedelta(minutes=minutes)

    Entry.objects.update(seal=None)
    Seal.objects.all().delete()
    if sealed is not None:
        list(seal(ago(sealed)))
    if unsealed is not None:
        Entry.objects.update(seal=None, at=ago(unsealed))
    path = home / standing.TICK_MARK
    path.unlink()
    if mark is not None:
        path.touch()
        moment = time.time() - mark * 60
        os.utime(path, (moment, moment))
    status, _, parts = ready(client)
    assert (parts["tick"], status) == (state, 503 if state == "failing" else 200)


def test_tasks_that_nobody_begins_are_named(client: Client, home: Path) -> None:
    task(dt.timedelta(minutes=9), run_after=FAR)
    assert ready(client)[0] == 200
    # One that was put off until a minute ago waits for a minute, however long it is known.
    task(dt.timedelta(days=2), run_after=machine_time() - dt.timedelta(minutes=1))
    assert ready(client)[0] == 200
    task(dt.timedelta(minutes=11), run_after=FAR)
    assert ready(client)[:2] == (503, ["worker"])


# Figures


def scrape(client: Client, **more: Any) -> dict[str, float]:
    """The figures by name with labels."""
    answer = client.get("/metrics", **more)
    assert answer.status_code == 200
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


@pytest.mark.parametrize(
    "more",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        # A proxy on the same machine that asks for somebody else.
        {"headers": {"X-Forwarded-For": "203.0.113.9"}},
        {"headers": {"X-Real-IP": "203.0.113.9"}},
        {"headers": {"Via": "1.1 proxy"}},
        {"REMOTE_ADDR": "203.0.113.9", "headers": {"Authorization": "Bearer "}},
        {"REMOTE_ADDR": "203.0.113.9", "headers": {"Authorization": f"Bearer {TOKEN}x"}},
        {"REMOTE_ADDR": "203.0.113.9", "headers": {"Authorization": f"Basic {TOKEN}"}},
    ],
)
@pytest.mark.parametrize("token", ["", TOKEN])
def test_who_may_not_see_the_figures_is_told_that_there_are_none(
    client: Client, settings: LazySettings, token: str, more: dict[str, Any]
) -> None:
    settings.HUIYIN_METRICS_TOKEN = token
    assert client.get("/metrics", **more).status_code == 404


def test_the_figures_are_for_the_machine_itself_and_for_who_has_the_token(
    client: Client, settings: LazySettings, db: None
) -> None:
    settings.HUIYIN_METRICS_TOKEN = TOKEN
    assert client.post("/metrics").status_code == 404
    answer = client.get("/metrics", REMOTE_ADDR="203.0.113.9", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200


def test_requests_are_counted_by_route_and_never_by_what_stands_in_the_address(
    client: Client, officer: Account
) -> None:
    client.force_login(officer)
    name = 'huiyin_request_seconds_count{method="GET",route="desk",status="2xx"}'
    lost = 'huiyin_request_seconds_count{method="other",route="unmatched",status="4xx"}'
    before = scrape(client)
    statements = 'huiyin_request_statements_{}{{route="desk"}}'.format
    for number in (41_001, 41_002):
        client.get(f"/desk/{number}")
    client.generic("BREW", "/nowhere/41003")
    after = scrape(client)
    assert after[name] - before.get(name, 0) == 2
    assert after[lost] - before.get(lost, 0) == 1
    assert after[statements("count")] - before.get(statements("count"), 0) == 2
    assert after[statements("sum")] - before.get(statements("sum"), 0) >= 2
    assert not [line for line in after if "4100" in line or "BREW" in line or "wang" in line]


@pytest.fixture
def planted(home: Path) -> None:
    """Of each figure another number, beside records that must not be counted."""
    set_up_few(BY)
    load(BY, [CompoundRow(code="JA-1", name="梧桐苑", district="静安区")])
    where, unit = Compound.objects.get(code="JA-1"), Unit.objects.get(code="sh-bureau")
    for number in range(4):
        Problem.objects.create(
            violation="load-bearing",
            compound=where,
            place_key=str(number),
            counting_unit=unit,
            channel=Channel.HOTLINE,
            first_on=TODAY,
            opened_at=NOW,
            **({"state": "settled", "settled_at": NOW, "basis": "已恢复"} if number == 3 else {}),
        )
    for number, due in enumerate([YESTERDAY, YESTERDAY, TODAY]):
        _report(
            f"p{number}",
            unit,
            fate=Fate.PENDING,
            pending_reason=PendingReason.PLACE,
            pending_owner=unit,
            pending_due=due,
        )
    for number, due in enumerate([YESTERDAY, TODAY]):
        told = _report(f"r{number}", unit, fate=Fate.LINKED)
        Reply.objects.create(report=told, state=ReplyState.OWED, owed_since=NOW, due=due)
    for number, cleared in enumerate([None, None, None, None, None, NOW]):
        ExceptionItem.objects.create(
            record="report", record_id=number, wanted="x.do", reason="r", since=NOW, cleared_at=cleared
        )
    states = [MessageState.STUCK] * 6 + [MessageState.FAILED] * 7 + [MessageState.DUE]
    for number, state in enumerate(states):
        Message.objects.create(
            key=str(number),
            kind="k",
            recipient="b",
            record="r",
            record_id=1,
            body="{}",
            state=state,
            posted_at=NOW,
            not_before=NOW,
        )
    list(seal(NOW - dt.timedelta(seconds=300)))
    Entry.objects.filter(pk=Entry.objects.latest("pk").pk).update(
        seal=None, at=NOW - dt.timedelta(seconds=90)
    )
    task(dt.timedelta(seconds=100), run_after=FAR)


def _report(number: str, unit: Unit, **fate: Any) -> Report:
    return Report.objects.create(
        source="12345",
        number=number,
        channel=Channel.HOTLINE,
        unit=unit,
        entered_at=NOW,
        text="t",
        created_on=TODAY,
        reached_on=TODAY,
        contact_due=TODAY,
        handle_due=TODAY,
        handle_due_given=False,
        reader="keywords-1",
        reading="{}",
        scope="compound",
        act="report",
        **fate,
    )


def test_the_figures_of_the_records_are_exact_and_take_eight_statements(
    client: Client, planted: None, django_assert_num_queries: Any
) -> None:
    client.get("/health/live")
    with django_assert_num_queries(8):
        found = scrape(client)
    exact = {name: value for name, value in found.items() if not name.startswith("huiyin_request_")}
    assert 100 <= exact.pop("huiyin_tasks_oldest_age_seconds") < 160
    assert 0 <= exact.pop("huiyin_tick_age_seconds") < 60
    assert exact.pop("huiyin_home_free_bytes") > 0
    assert exact == {
        "huiyin_database_up": 1,
        "huiyin_problems_open": 3,
        "huiyin_reports_pending_overdue": 2,
        "huiyin_replies_owed_overdue": 1,
        "huiyin_exceptions_open": 5,
        "huiyin_messages_stuck": 6,
        "huiyin_messages_failed": 7,
        "huiyin_ledger_unsealed_age_seconds": 90,
        "huiyin_ledger_last_seal_age_seconds": 300,
        "huiyin_tasks_waiting": 1,
    }


def test_without_a_database_the_other_figures_are_still_there(client: Client, home: Path) -> None:
    def refuse(*_: Any) -> None:
        raise OperationalError("gone")

    client.get("/health/live")
    with connection.execute_wrapper(refuse):
        found = scrape(client)
    assert found["huiyin_database_up"] == 0
    assert "huiyin_problems_open" not in found
    assert found['huiyin_request_seconds_count{method="GET",route="health-live",status="2xx"}'] >= 1


SCRIPT = """
import sys
from pathlib import Path
from huiyin.doors.web.watch.meters import Meters
ours = Meters(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    ours.count("home", "GET", 200, 0.004, 5)
from prometheus_client import CollectorRegistry, generate_latest
registry = CollectorRegistry()
ours.hang_on(registry)
print([line for line in generate_latest(registry).decode().splitlines() if "seconds_count" in line][0].split()[-1], flush=True)
sys.stdin.read()
"""


def test_processes_at_once_are_added_up_and_a_later_run_begins_anew(tmp_path: Path) -> None:
    def process(times: int) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(tmp_path / "figures"), str(times)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def total(running: subprocess.Popen[str]) -> float:
        assert running.stdout is not None
        return float(running.stdout.readline())

    # Given a process that counts, and another that counts beside it and dies
    first = process(3)
    assert total(first) == 3
    second = process(4)
    assert total(second) == 7
    second.kill()
    second.communicate()
    # Then what it has counted stays in the sum, as long as one of that run is alive
    third = process(5)
    assert total(third) == 12
    for each in (first, third):
        each.communicate()
    # And a later run begins at nothing
    last = process(1)
    assert total(last) == 1
    last.communicate()
