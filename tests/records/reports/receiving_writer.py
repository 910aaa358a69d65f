"""Processes that each receive a report of one place at the same moment: ``receiving_writer.py NUMBER NUMBER ...``.

What all of them need is loaded once, and each is forked of that before anything is opened. It says that all are ready, waits for
a line on its input, and lets them receive. Its code is how many of them failed.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence


def main(numbers: Sequence[str]) -> int:
    import django

    django.setup()
    from records.reports import report_rows as rows

    ready, go = os.pipe(), os.pipe()
    writers = []
    for number in numbers:
        if writer := os.fork():
            writers.append(writer)
            continue
        code = 1
        try:
            taken = rows.prepared(rows.order(number, rows.SUNROOM))
            os.write(ready[1], b"r")
            os.close(ready[1])
            os.read(go[0], 1)
            rows.Desk(rows.unit().pk).receive(taken)
            code = 0
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(code)
    # Each leaves its end of the pipe when it is ready, or fails before: with the last of them the pipe ends.
    os.close(ready[1])
    waiting = len(numbers)
    while waiting and (said := os.read(ready[0], waiting)):
        waiting -= len(said)
    print("ready", flush=True)
    sys.stdin.readline()
    os.write(go[1], b"g" * len(numbers))
    return sum(os.waitstatus_to_exitcode(os.waitpid(writer, 0)[1]) != 0 for writer in writers)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
