"""Erasing kept files: their keys in the ledger's sight, then what is left of them on disk."""

from __future__ import annotations

from datetime import date

from huiyin.records.ledger.action import By
from huiyin.records.reports import files
from huiyin.records.reports.actions.erase import erase_files
from huiyin.records.reports.models import ImportBatch, Upload


def erase_kept_files(by: By, until: date, reason: str) -> list[int]:
    """Erase the received files that were last read on or before ``until`` and need not be read again.

    Returns the batches whose file is gone. Raises :class:`EraseRefused` without a reason. Whoever is killed in between
    leaves files that nobody can open; the next call removes them.
    """
    with files.alone():
        gone = erase_files(by, until, reason)
        keyed: dict[str, bool] = {}
        # A file that was dropped in waits under the key of its upload, whatever became of earlier imports of the same bytes.
        for table in (ImportBatch, Upload):
            for sha256, key in table.objects.values_list("sha256", "file_key"):
                name = bytes(sha256).hex()
                keyed[name] = keyed.get(name, False) or key is not None
        for name, still_kept in keyed.items():
            if not still_kept:
                files.drop(name)
        return gone
