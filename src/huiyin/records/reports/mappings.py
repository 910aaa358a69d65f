"""Finding a mapping by its name: those that ship with the product, and those that the installation saved."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
from django.conf import settings

from huiyin.records.reports.landing.mapping import SHIPPED, Mapping
from huiyin.records.reports.models import SavedMapping


def saved_mappings() -> list[str]:
    """Names of the mappings that people saved, and of those in the ``mappings`` folder of the home, one TOML file each."""
    files = {path.stem for path in _folder().glob("*.toml")}
    return sorted(files | set(SavedMapping.objects.values_list("name", flat=True)))


def load_mapping(name: str) -> Mapping:
    """The mapping called ``name``; a shipped one cannot be replaced by a saved one.

    Raises ``KeyError`` when there is none, ``landing.errors.MappingRefused`` or ``tomllib.TOMLDecodeError`` when a saved one
    is malformed.
    """
    if name in SHIPPED:
        return Mapping.load(name)
    saved = SavedMapping.objects.filter(name=name).first()
    if saved is not None:
        return Mapping.from_dict(msgspec.json.decode(saved.content))
    if name not in saved_mappings():
        raise KeyError(name)
    return Mapping.from_dict(tomllib.loads((_folder() / f"{name}.toml").read_text(encoding="utf-8")))


def _folder() -> Path:
    return Path(settings.HUIYIN_HOME) / "mappings"
