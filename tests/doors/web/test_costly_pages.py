"""What takes the server long is made once at a time for a person, who keeps it from nobody else."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from desk import signed_in
from records.problems.list_making import registry

EXPORT = "/lists/export/?kind=problem"


@pytest.fixture(autouse=True)
def _registry(db: None, tmp_path: Path, settings: LazySettings) -> None:
    settings.HUIYIN_HOME = tmp_path
    registry()


def exported(client: Client) -> int:
    response = client.get(EXPORT)
    assert b"".join(response.streaming_content)  # type: ignore[attr-defined]
    response.close()
    return response.status_code


def test_while_something_costly_is_made_for_somebody_the_next_is_refused_to_them_alone(
    tmp_path: Path,
) -> None:
    clerk, account = signed_in("clerk", "clerk")
    other, _ = signed_in("other", "clerk")
    assert exported(clerk) == 200
    held = os.open(tmp_path / "locks" / f"costly-{account.pk}", os.O_RDWR)
    fcntl.flock(held, fcntl.LOCK_EX)

    refused = clerk.get(EXPORT)
    assert (refused.status_code, "请求过于频繁" in refused.content.decode()) == (429, True)
    assert clerk.get("/lists/versions/").status_code == 200
    assert exported(other) == 200

    os.close(held)
    assert exported(clerk) == 200


def test_who_may_not_ask_for_it_takes_no_lock(tmp_path: Path) -> None:
    admin, _ = signed_in("admin", "admin", code="sh-bureau")
    assert admin.get(EXPORT).status_code == 403
    assert not (tmp_path / "locks").exists()
