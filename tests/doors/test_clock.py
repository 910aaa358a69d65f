"""The clock: when it goes, and when it stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.conf import LazySettings

from huiyin.demo import record
from huiyin.doors import clock

SHANGHAI = timezone(timedelta(hours=8))


@pytest.fixture
def home(tmp_path: Path, settings: LazySettings) -> Path:
    settings.HUIYIN_HOME = tmp_path
    settings.HUIYIN_NOW = ""
    return tmp_path


@pytest.mark.usefixtures("home")
def test_without_anything_said_the_clock_goes() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.standing() is None


def test_in_a_demonstrations_home_it_stands_at_the_demonstrations_moment(home: Path) -> None:
    record.write(home, {record.AS_OF: "2022-09-15T09:00:00+08:00"})
    moment = datetime(2022, 9, 15, 9, tzinfo=SHANGHAI)
    assert (clock.now(), clock.standing()) == (moment, moment)


def test_what_the_environment_says_counts_before_it(home: Path, settings: LazySettings) -> None:
    record.write(home, {record.AS_OF: "2022-09-15T09:00:00+08:00"})
    settings.HUIYIN_NOW = "2022-08-01T10:00:00+08:00"
    assert clock.now() == datetime(2022, 8, 1, 10, tzinfo=SHANGHAI)


def test_a_record_that_was_not_written_yet_stops_nothing_and_a_damaged_one_is_named(home: Path) -> None:
    (home / "demo.json").touch()
    assert clock.standing() is None
    assert record.notice(home) == "演示数据，诉件均为虚构"
    for damaged in ("{", "[]"):
        (home / "demo.json").write_text(damaged)
        with pytest.raises(ValueError, match=r"demo\.json is damaged"):
            clock.now()


def test_the_record_is_readable_by_its_owner_alone_and_leaves_nothing_beside_it(home: Path) -> None:
    record.write(home, {"leader": "x"})
    assert record.read(home) == {"leader": "x"}
    assert [(path.name, path.stat().st_mode & 0o777) for path in home.iterdir()] == [("demo.json", 0o600)]
