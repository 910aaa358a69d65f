"""Delivery into a folder: one file a message, for whoever fetches them.

The file's name is the message's id and it is put in place whole, so that a delivery cut off half-way and done again leaves
one file, not two. It is recorded as sent only when file and name are on disk.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from huiyin.home import keep_names
from huiyin.records.ledger.action import By
from huiyin.records.outbox.actions import failed, sent
from huiyin.records.outbox.queries import to_send

BATCH = 200


def deliver(folder: Path, clock: Callable[[], datetime]) -> tuple[int, int]:
    """Deliver what is due. Returns how many messages arrived and how many failed."""
    arrived = lost = 0
    for message in to_send(clock())[:BATCH]:
        name = f"{message.pk:012d}.json"
        text = json.dumps(
            {
                "id": message.pk,
                "kind": message.kind,
                "to": message.recipient,
                "about": f"{message.record}:{message.record_id}",
                "posted_at": message.posted_at.isoformat(),
                "body": json.loads(message.body),
            },
            ensure_ascii=False,
        )
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _put(folder / name, text)
        except OSError as error:
            failed(By("huiyin", clock(), "exchange"), message.pk, f"{error.strerror}: {name}")
            lost += 1
        else:
            sent(By("huiyin", clock(), "exchange"), message.pk, name)
            arrived += 1
    return arrived, lost


def _put(path: Path, text: str) -> None:
    aside = path.with_suffix(".part")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    keep_names(path.parent)
