"""A program: receives the rows of a file one by one, as an officer at a page would, while others write.

Run as ``single_receiver.py FILE PAUSE``; prints each number once its report is in.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path


def main(path: Path, pause: float) -> None:
    import django

    django.setup()
    from huiyin.doors.clock import now
    from huiyin.records.ledger.action import By
    from huiyin.records.registry.models import Unit
    from huiyin.records.registry.queries import gazetteer
    from huiyin.records.reports.actions.receive import Source, receive
    from huiyin.records.reports.incoming import Arrival
    from huiyin.records.reports.landing.mapping import Mapping
    from huiyin.records.reports.models import Channel
    from huiyin.records.reports.numbering import HOTLINE
    from huiyin.records.reports.preparing import prepare_file

    source = Source(Channel.STUDIO, Unit.objects.get(code="jingan").pk)
    arrival = Arrival(HOTLINE, now())
    prepared = prepare_file(path, path.name, Mapping.load("shanghai12345"), gazetteer(), arrival)
    for row in [row for part in prepared for row in part]:
        receipt = receive(By("officer", now(), "web"), source, [row])
        assert receipt.counts["new"] == 1
        print(row.number, flush=True)
        time.sleep(pause)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
