"""Where the demonstration's bundled files lie."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def bundled(name: str) -> Path:
    """The path of a bundled file of the demonstration. The package is installed as a folder, never run from a zip."""
    return Path(str(files("huiyin.demo") / name))
