"""How long somebody waits who writes while a big import runs: single reports received one after another."""

from __future__ import annotations

import json
import subprocess
import sys
import time


def main() -> None:
    """Receive one report after another until standard input closes; print the waiting times in milliseconds."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.site.settings")
    import django

    django.setup()
    import select

    from benchmarks.single import received_one

    waits = []
    number = 0
    while not select.select([sys.stdin], [], [], 0.05)[0]:
        number += 1
        begun = time.perf_counter()
        received_one(f"W{number:08d}")
        waits.append((time.perf_counter() - begun) * 1000)
    print(json.dumps(waits))


def start(env: dict[str, str]) -> subprocess.Popen[str]:
    """Start it beside an import; close its input to end it and read its times."""
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.interactive"],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


if __name__ == "__main__":
    main()
