"""A process that takes turns to write, for the test of the turnstile: it tells on its output what it does.

Run as ``turnstile_writer.py NAME TURNS MODE LOG``: ``hold`` keeps its turn until it is told to let go on its input; ``write``
writes ledger entries, one action a turn.
"""

from __future__ import annotations

import os
import sys


def main(name: str, turns: int, mode: str, log: str) -> None:
    import django

    django.setup()
    from ledger_acts import by, note

    from huiyin.records.ledger.turnstile import turn

    book = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def tell(what: str) -> None:
        os.write(book, f"{name} {what}\n".encode())
        print(what, flush=True)

    for number in range(turns):
        tell("asks")
        if mode == "write":
            note(by(number, name), [number, 1_000 + number])
            tell("has written")
            continue
        with turn():
            tell("has")
            sys.stdin.readline()
            tell("lets go")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
