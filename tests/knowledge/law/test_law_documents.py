"""What ``docs/`` shows of the statute book is what the book says."""

from __future__ import annotations

import importlib.util
import json
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from huiyin.knowledge.law.book import BOOK

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def documents() -> ModuleType:
    spec = importlib.util.spec_from_file_location("law_documents", ROOT / "tools" / "law_documents.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_drawn_procedures_are_the_books(documents: ModuleType) -> None:
    """Where this fails, run ``make law``."""
    assert (ROOT / "docs" / "procedures.md").read_text(encoding="utf-8") == documents.procedures()


def test_the_schema_is_the_books(documents: ModuleType) -> None:
    """Where this fails, run ``make law``."""
    assert (ROOT / "docs" / "law-book.schema.json").read_text(encoding="utf-8") == documents.schema()


def test_the_schema_has_every_file_of_the_book(documents: ModuleType) -> None:
    named = {name.split()[0] for name in json.loads(documents.schema())["files"]}
    there = {
        f"{path.parent.name}/*.toml" if path.parent != BOOK else path.name for path in BOOK.rglob("*.toml")
    }
    assert named == there
    assert all(tomllib.loads(path.read_text(encoding="utf-8")) for path in BOOK.rglob("*.toml"))
