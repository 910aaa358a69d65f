"""The database server taken away in the middle of an import: one clear line, and after its return the same result."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from canonical_dump import dump, same
from installations import ENGINE, Installation, database_like
from process_trees import until

from conftest import Undisturbed
from postgres_server import Server

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(ENGINE != "postgresql", reason="the embedded database has no server to lose"),
]


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of this test's own, to be taken away."""
    own = Server()
    try:
        yield own
    finally:
        own.stop()


@pytest.mark.parametrize(
    "losses",
    [
        pytest.param((2_000,), id="once"),
        pytest.param((1_000, 2_500, 4_500), id="thrice", marks=pytest.mark.long),
    ],
)
def test_an_import_whose_database_goes_away_ends_as_if_undisturbed_after_its_return(
    losses: tuple[int, ...],
    server: Server,
    prepared: Installation,
    gazetteer: Path,
    long_hotline: Path,
    long_undisturbed: Undisturbed,
    tmp_path: Path,
) -> None:
    # Given an installation on the server, with the keys of the undisturbed one
    home = tmp_path / "home"
    home.mkdir()
    shutil.copytree(prepared.home / "keys", home / "keys")
    installation = Installation(home, database_like(server.url, empty=True))
    installation.done("registry", "compounds", gazetteer)
    for rows in losses:
        # When the server is stopped under the import
        command = installation.start("import", long_hotline, "--json")
        try:
            assert until(lambda: installation.count("reports_landedrow") >= rows)  # noqa: B023
            server.kill()
            outcome = command.outcome()
        finally:
            command.end()
        # Then the import says so in one line, and so does whoever comes while the server is away
        assert outcome.code == 4
        assert outcome.facts() == {"error": outcome.one_line().removeprefix("huiyin: "), "code": 4}
        assert "the database refused or is gone" in outcome.one_line()
        away = installation.run("tick")
        assert away.code == 4
        assert "the database refused or is gone" in away.one_line()
        # And what was accepted is whole once it is back
        server.start()
        assert rows <= installation.count("reports_landedrow") < len(long_undisturbed.dump["landed"])
        installation.sound()
    # And the import, run again, ends as if undisturbed
    installation.done("import", long_hotline, "--json")
    installation.sound()
    same(long_undisturbed.dump, dump(installation))
