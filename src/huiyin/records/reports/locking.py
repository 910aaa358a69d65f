"""Holding reports while something is done with them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BigIntegerField

from huiyin.records.reports.models import Report


def locked(ids: Iterable[int], refused: type[ValueError]) -> list[Report]:
    """The reports, held in the order of their ids until the transaction ends. Raises ``refused`` for one that there is not."""
    wanted = set(ids)
    # SQLite cannot even be asked for a larger one.
    possible = [pk for pk in wanted if abs(pk) <= BigIntegerField.MAX_BIGINT]
    reports = list(Report.objects.select_for_update().filter(pk__in=possible).order_by("pk"))
    missing = sorted(wanted - {report.pk for report in reports})
    if missing:
        raise refused(f"there is no report {missing[0]} / 诉件不存在")
    return reports
