"""What ``huiyin serve`` shows to whoever started it: the address, and what goes wrong."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path

from doors.cli.homes import NOW, ORDERS, Home, on_sqlite, write_export
from doors.cli.serving import serving

pytestmark = on_sqlite


def test_serving_says_its_address_and_nothing_else_while_all_goes_well(home: Home) -> None:
    # Given an act that is not sealed yet
    home.done("triage", "withdraw", "1001", "--why", "来电人撤回")
    assert home.sql("SELECT count(*) FROM ledger_seal") == [(1,)]
    with serving(home, "serve") as served:
        # When pages, worker and tick have all been at work
        served.until(
            served.healthy,
            served.worker_listens,
            lambda: home.sql("SELECT count(*) FROM ledger_seal") == [(2,)],
        )
        ended = served.end()
    # Then the person at the terminal was told where the pages are, and nothing of the parts
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == f"回音 {served.address}  （Ctrl+C 停止）\n"


def test_a_program_is_told_the_address_once_the_pages_listen_there(compounds_home: Home) -> None:
    with serving(compounds_home, "serve", "--json") as served:
        told = json.loads(served.line())
        # Whoever has read the line finds the pages there.
        socket.create_connection(("127.0.0.1", served.port), timeout=5).close()
        commands = {name: Path(f"/proc/{pid}/cmdline").read_text() for name, pid in told["processes"].items()}
        served.until(served.healthy)
        ended = served.end()
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert told["address"] == served.address
    parts = {"serve": "\0serve\0", "web": "granian", "worker": "db_worker", "tick": "\0tick\0"}
    assert {name: part in commands[name] for name, part in parts.items()} == dict.fromkeys(commands, True)


def test_what_goes_wrong_in_tick_and_worker_is_said_on_the_error_stream(
    compounds_home: Home, tmp_path: Path
) -> None:
    # Given messages that cannot be delivered, and a task that no program knows
    orders = write_export(tmp_path / "orders.csv", ORDERS)
    compounds_home.done("import", orders, "--mapping", "generic", "--unit", "jingan", "--json")
    ((messages,),) = compounds_home.sql("SELECT count(*) FROM outbox_message WHERE state = 'due'")
    (compounds_home.folder / "outbox").write_text("in the way")
    task = "0123456789abcdef0123456789abcdef"
    compounds_home.sql(
        "INSERT INTO django_tasks_database_dbtaskresult (id, args_kwargs, priority, task_path, queue_name,"
        " backend_name, run_after, enqueued_at, exception_class_path, traceback, worker_ids, status) VALUES"
        " (?, '{\"args\": [], \"kwargs\": {}}', 0, 'huiyin.nowhere.task', 'default', 'default', ?, ?, '', '', '[]',"
        " 'READY')",
        task,
        NOW[:19].replace("T", " "),
        NOW[:19].replace("T", " "),
    )
    with serving(compounds_home, "serve") as served:
        # When the tick and the worker have come upon them
        served.until(
            served.healthy,
            lambda: (
                compounds_home.sql("SELECT status FROM django_tasks_database_dbtaskresult") == [("FAILED",)]
            ),
            lambda: (
                compounds_home.sql("SELECT count(*) FROM outbox_message WHERE state = 'failed'")
                == [(messages,)]
            ),
            # The tick speaks when all of it is done: its last step exports the seals.
            lambda: (compounds_home.folder / "seals.jsonl").stat().st_size > 0,
        )
        ended = served.end()
    # Then both are said, and nothing else
    assert messages > 0
    assert ended.out == f"回音 {served.address}  （Ctrl+C 停止）\n"
    said = [line for line in ended.err.splitlines() if line.startswith("huiyin: ")]
    # What is logged bears its moment; long numbers are hidden, whatever they are.
    assert [
        re.sub(r"^huiyin: \d{4}-\d\d-\d\dT\S+ ", "huiyin: ", line).split(" id=")[0] for line in sorted(said)
    ] == [
        f"huiyin: {messages} 条消息未能投递，请检查 outbox 文件夹 / messages not delivered: {messages}; see to the outbox folder",
        "huiyin: Task",
    ]
    assert "failed unexpectedly" in sorted(said)[1]
    assert "No module named 'huiyin.nowhere'" in ended.err


def test_a_port_that_somebody_has_is_refused_in_one_line(compounds_home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ended = compounds_home.run("serve", "--port", port)
    ended.failed(4, f"Address already in use: 127.0.0.1:{port}")
    assert ended.out == ""


def test_a_host_that_is_not_ours_is_refused_in_one_line(compounds_home: Home) -> None:
    # 192.0.2.0/24 is kept for documentation (RFC 5737).
    compounds_home.run("serve", "--host", "192.0.2.7").failed(
        4, "Cannot assign requested address: 192.0.2.7:8000"
    )


def test_a_host_that_nobody_knows_is_named(compounds_home: Home) -> None:
    for host, words in (
        ("nope.invalid", "nope.invalid:18433"),
        ("a" * 70, f"no name of a host: {'a' * 70}:18433"),
    ):
        ended = compounds_home.run("serve", "--host", host, "--port", 18433)
        ended.failed(4, words)
        assert ended.err.startswith(f"huiyin: 不是本机的地址，请另选地址：{host}:18433 / ")
        assert ended.err.endswith(f": {host}:18433; choose an address of this machine\n")
