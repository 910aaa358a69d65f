"""Finding a mapping by its name: those that ship with the product, and those that the installation saved."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.conf import settings

from huiyin.records.reports.landing.mapping import SHIPPED, Mapping


def saved_mappings() -> list[str]:
    """Names of the mappings saved in the ``mappings`` folder of the home, one TOML file each."""
    return sorted(path.stem for path in _folder().glob("*.toml"))


def load_mapping(name: str) -> Mapping:
    """The mapping called ``name``; a shipped one cannot be replaced by a saved one.

    Raises ``KeyError`` when there is none, ``landing.errors.MappingRefused`` or ``tomllib.TOMLDecodeError`` when a saved one
    is malformed.
    """
    if name in SHIPPED:
        return Mapping.load(name)
    if name not in saved_mappings():
        raise KeyError(name)
    return Mapping.from_dict(tomllib.loads((_folder() / f"{name}.toml").read_text(encoding="utf-8")))


def _folder() -> Path:
    return Path(settings.HUIYIN_HOME) / "mappings"
