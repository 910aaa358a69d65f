"""A program: opens the kept file of every batch with the batch's key, and says how many are the very bytes received."""

from __future__ import annotations

import hashlib
import json


def main() -> None:
    import django

    django.setup()
    from huiyin.records.ledger.vault import Unreadable
    from huiyin.records.reports.files import reveal
    from huiyin.records.reports.models import ImportBatch

    counts = {"whole": 0, "unreadable": 0}
    for sha256, key in ImportBatch.objects.values_list("sha256", "file_key"):
        digest = hashlib.sha256()
        try:
            for block in reveal(bytes(sha256).hex(), bytes(key)):
                digest.update(block)
        except Unreadable:
            counts["unreadable"] += 1
            continue
        counts["whole" if digest.digest() == bytes(sha256) else "unreadable"] += 1
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
