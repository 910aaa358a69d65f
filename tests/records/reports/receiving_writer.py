"""A process that receives one report of a place at the same moment as others do: ``receiving_writer.py NUMBER``.

It says that it is ready, waits for a line on its input, and receives.
"""

from __future__ import annotations

import sys


def main(number: str) -> None:
    import django

    django.setup()
    from records.reports import report_rows as rows

    taken = rows.prepared(rows.order(number, rows.SUNROOM))
    print("ready", flush=True)
    sys.stdin.readline()
    rows.Desk(rows.unit().pk).receive(taken)


if __name__ == "__main__":
    main(sys.argv[1])
