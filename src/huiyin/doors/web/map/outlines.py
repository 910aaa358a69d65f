"""What an installation can lay under its maps: outlines and a base map in the folder ``maps`` of its home.

Neither comes with the product: ``docs/map.md`` says how to get them. Files are looked up when they are asked for, so one
that is put in or exchanged shows at the next page.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

OUTLINES = "outlines.geojson"
BASE_MAP_SUFFIX = ".pmtiles"


def folder() -> Path:
    """Where the files lie; the folder may be absent."""
    return Path(settings.HUIYIN_HOME) / "maps"


def outlines() -> Path | None:
    """The file of outlines, GeoJSON in WGS-84, if there is one."""
    path = folder() / OUTLINES
    return path if path.is_file() else None


def base_map(name: str) -> Path | None:
    """The base map of a name without its suffix, if there is one. Only what lies in the folder itself is found."""
    return next((path for path in _base_maps() if path.stem == name), None)


def chosen_base_map() -> Path | None:
    """The base map that the pages use: of several the first by name."""
    return next(iter(_base_maps()), None)


def _base_maps() -> list[Path]:
    return sorted(path for path in folder().glob(f"*{BASE_MAP_SUFFIX}") if path.is_file())


def mark(path: Path) -> str:
    """A mark that changes with the file, for its address: what a browser has kept of an older one is then not used."""
    facts = path.stat()
    return f"{facts.st_mtime_ns:x}-{facts.st_size:x}"
