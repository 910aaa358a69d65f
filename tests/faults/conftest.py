"""What the fault tests share: a prepared installation to copy, a hotline file, and what importing it undisturbed gives."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

# For the generator of hotline rows, which the benchmarks and these tests share.
sys.path.append(str(Path(__file__).parents[2]))

from canonical_dump import Dump, dump
from hotline_files import write_gazetteer, write_hotline
from installations import ENGINE, Installation, database_like
from process_trees import Orphans, orphanage

ROWS = 3_000
# So many that processes which stand still behind one another cannot hold them all.
MANY = 8_000


@pytest.fixture(scope="session")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compounds that are known."""
    path = tmp_path_factory.mktemp("gazetteer") / "compounds.csv"
    write_gazetteer(path)
    return path


@pytest.fixture(scope="session")
def prepared(gazetteer: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with its tables, units and compounds, to be copied and never changed."""
    folder = tmp_path_factory.mktemp("prepared")
    url = database_like(os.environ["DATABASE_URL"], empty=True) if ENGINE == "postgresql" else None
    installation = Installation(folder / "home", url)
    installation.done("registry", "compounds", gazetteer)
    return installation


@pytest.fixture
def fresh(prepared: Installation, tmp_path: Path) -> Callable[[], Installation]:
    """Makes copies of the prepared installation."""
    numbers = count(1)
    return lambda: prepared.copy(tmp_path / f"home-{next(numbers)}")


@pytest.fixture
def installation(fresh: Callable[[], Installation]) -> Installation:
    """One copy of the prepared installation."""
    return fresh()


@pytest.fixture(scope="session")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 3,000 rows."""
    path = tmp_path_factory.mktemp("files") / "hotline.csv"
    write_hotline(path, ROWS)
    return path


@pytest.fixture(scope="session")
def long_hotline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 8,000 rows, for those who want to meet an import in its middle."""
    path = tmp_path_factory.mktemp("long-files") / "hotline.csv"
    write_hotline(path, MANY)
    return path


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """An import that nothing went wrong with: the installation, its dump, the command's counts, and how long it took."""

    installation: Installation
    dump: Dump
    counts: dict[str, int]
    seconds: float


@pytest.fixture(scope="session")
def undisturbed(
    prepared: Installation, hotline: Path, tmp_path_factory: pytest.TempPathFactory
) -> Undisturbed:
    """The hotline file, imported in peace. Not to be changed either."""
    return _in_peace(prepared.copy(tmp_path_factory.mktemp("undisturbed") / "home"), hotline)


@pytest.fixture(scope="session")
def long_undisturbed(
    prepared: Installation, long_hotline: Path, tmp_path_factory: pytest.TempPathFactory
) -> Undisturbed:
    """The long one, imported in peace."""
    return _in_peace(prepared.copy(tmp_path_factory.mktemp("long-undisturbed") / "home"), long_hotline)


def _in_peace(installation: Installation, file: Path) -> Undisturbed:
    begun = time.monotonic()
    counts = installation.done("import", file, "--json").facts()
    seconds = time.monotonic() - begun
    found = dump(installation)
    assert len(found["reports"]) > 2_000
    assert counts["refused"] > 20
    assert counts["changed"] > 20
    return Undisturbed(installation, found, counts, seconds)


@pytest.fixture
def orphans() -> Iterator[Orphans]:
    """Whoever loses its parent during the test; none may be left at its end."""
    with orphanage() as those:
        yield those
        assert those.all_end(), f"still running: {those.left()}"
