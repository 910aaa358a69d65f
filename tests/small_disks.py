"""Small disks, mounted for a test: what does not fit says so."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

mounts = [
    pytest.mark.skipif(os.getuid() != 0, reason="mounting a small disk needs root"),
    pytest.mark.skipif(shutil.which("mount") is None, reason="mounting a small disk needs the program mount"),
]
"""Marks of tests that mount one."""


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    """A new folder on a disk of its own, of a size as ``mount`` has it: 64m, 120k."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "huiyin-faults", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    try:
        yield place
    finally:
        # Also where a test that failed still holds a file of it.
        subprocess.run(["umount", "-l", str(place)], check=True)
