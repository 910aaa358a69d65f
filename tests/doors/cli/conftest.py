"""Fixtures of the command line's tests: homes that are prepared once and copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from doors.cli.homes import ORDERS, Home, write_compounds, write_export


@pytest.fixture(scope="session")
def with_compounds(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with three known compounds; not to be changed."""
    folder = tmp_path_factory.mktemp("with-compounds")
    home = Home.begun(folder / "home")
    home.done("registry", "compounds", write_compounds(folder / "compounds.csv"))
    return home


@pytest.fixture(scope="session")
def with_reports(with_compounds: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home into which the orders were imported and whose ledger is sealed; not to be changed."""
    folder = tmp_path_factory.mktemp("with-reports")
    home = with_compounds.copy(folder / "home")
    home.done(
        "import",
        write_export(folder / "orders.csv", ORDERS),
        "--mapping",
        "generic",
        "--unit",
        "jingan",
        "--json",
    )
    home.done("tick")
    return home


@pytest.fixture
def compounds_home(with_compounds: Home, tmp_path: Path) -> Home:
    """A home with three known compounds and no report."""
    return with_compounds.copy(tmp_path / "home")


@pytest.fixture
def home(with_reports: Home, tmp_path: Path) -> Home:
    """A home with seven rows imported: two linked, four waiting, one refused."""
    return with_reports.copy(tmp_path / "home")
