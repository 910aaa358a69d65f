"""A fresh home before a database that is in use: its own, new keys must not be taken for the database's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from canonical_dump import dump
from installations import Installation

pytestmark = pytest.mark.fault


def test_a_fresh_home_before_a_database_in_use_is_refused_until_it_has_the_keys(
    installation: Installation, tmp_path: Path
) -> None:
    # Given a database in use, and a home that never saw it
    before = dump(installation)
    fresh = Installation(tmp_path / "fresh", installation.url)
    fresh.home.mkdir()
    if installation.url is None:
        shutil.copy(installation.home / "huiyin.sqlite3", fresh.home / "huiyin.sqlite3")
    # When commands are run in that home, then each is refused
    for command in (("check",), ("tick",), ("registry", "units"), ("backup", tmp_path / "backup")):
        outcome = fresh.run(*command)
        assert outcome.code == 4
        line = outcome.one_line()
        assert "数据库是用另一套密钥写的（不符：ledger, vault, index）" in line
        assert f"replace {fresh.home / 'keys'} by the keys folder of the installation that wrote it" in line
    # And nothing was written, neither there nor here
    assert dump(fresh) == before
    assert sorted(path.name for path in fresh.home.iterdir() if "sqlite3" not in path.name) == ["keys"]
    # And when it is given the keys, it works
    shutil.rmtree(fresh.home / "keys")
    shutil.copytree(installation.home / "keys", fresh.home / "keys")
    fresh.done("tick")
    fresh.sound()
