"""Reading the files of the statute book: TOML into typed rows, each error naming file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

import msgspec


class BookError(ValueError):
    """The book cannot be read or contradicts itself. The message names the file and the key."""


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


RowT = TypeVar("RowT", bound=_Identified)
ShapeT = TypeVar("ShapeT")
_FOLDERS = ("violations", "fines", "procedures")


def name_of(path: Path) -> str:
    """A file of the book as its errors name it."""
    return f"{path.parent.name}/{path.name}" if path.parent.name in _FOLDERS else path.name


def parse(path: Path) -> dict[str, Any]:
    """What stands in a file. Raises BookError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BookError(f"{name_of(path)}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BookError(f"{name_of(path)}: {error}") from error


def convert(data: Any, shape: type[ShapeT], path: Path, key: str = "") -> ShapeT:
    """A value in its shape. Raises BookError."""
    try:
        return msgspec.convert(data, shape)
    except msgspec.ValidationError as error:
        raise BookError(f"{name_of(path)}{key}: {error}") from error


class Table:
    """One file of arrays of tables, each row with its `id`."""

    def __init__(self, path: Path, *keys: str) -> None:
        self._path = path
        self._data = parse(path)
        for key in self._data:
            if key not in keys:
                raise BookError(f"{name_of(path)}, {key}: unknown; the file holds {' and '.join(keys)}")

    def rows(self, key: str, shape: type[RowT]) -> Mapping[str, RowT]:
        """The rows of one array, by id, in the file's order. Raises BookError."""
        if not isinstance(self._data.get(key), list):
            raise BookError(f"{name_of(self._path)}: no [[{key}]]")
        found: dict[str, RowT] = {}
        for number, data in enumerate(self._data[key]):
            row = convert(data, shape, self._path, f", {key}[{number}]")
            if row.id in found:
                raise BookError(f"{name_of(self._path)}, {key}[{number}].id: {row.id!r} stands twice")
            found[row.id] = row
        return MappingProxyType(found)
