"""Measuring a command from outside: wall time, processor time and the peak memory of all its processes together."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psutil

SAMPLE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Measured:
    """What a command took. ``wall`` and ``cpu`` in seconds, ``peak`` in bytes of resident memory."""

    wall: float
    cpu: float
    peak: int
    output: str


def measure(command: Sequence[str], env: Mapping[str, str] | None = None) -> Measured:
    """Run a command to its end. Raises ``CalledProcessError`` when it fails: a failed run has no figure."""
    before = os.times()
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, env=dict(os.environ) | dict(env or {}), stdout=subprocess.PIPE, text=True
    )
    peak = 0

    def watch() -> None:
        nonlocal peak
        parent = psutil.Process(process.pid)
        while process.poll() is None:
            total = 0
            try:
                for one in (parent, *parent.children(recursive=True)):
                    total += one.memory_info().rss
            except psutil.Error:
                # One of them ended while it was looked at; the next sample counts.
                pass
            peak = max(peak, total)
            time.sleep(SAMPLE_SECONDS)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    assert process.stdout is not None
    output = process.stdout.read()
    code = process.wait()
    wall = time.perf_counter() - begun
    watcher.join()
    after = os.times()
    if code:
        raise subprocess.CalledProcessError(code, command, output)
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Measured(wall, cpu, peak, output)
