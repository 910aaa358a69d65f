"""Files of orders as the page of imports gets them: made, dropped, and imported by the worker."""

from __future__ import annotations

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk import rows
from huiyin.doors import clock
from huiyin.records.reports import uploads
from huiyin.records.reports.models import ImportBatch, Upload

HEADER = ["工单编号", "工单生成时间", "诉求地址", "诉求区域", "内容描述", "联系电话"]


def table(*lines: list[str], header: list[str] = HEADER, name: str = "orders.csv") -> SimpleUploadedFile:
    text = io.StringIO()
    csv.writer(text).writerows([header, *lines])
    return SimpleUploadedFile(name, text.getvalue().encode("utf-8-sig"))


def line(number: str, text: str = "", at: str = "2022-09-14 10:00:00") -> list[str]:
    return [number, at, "云帆路88弄", "静安区", text or rows.SUNROOM, "13800001111"]


def dropped(client: Client, file: SimpleUploadedFile) -> Upload:
    client.post("/imports/", {"file": file})
    return Upload.objects.latest("pk")


def imported(client: Client, upload: Upload, **told: str) -> ImportBatch:
    """Start the import as the page does, and let the worker's part happen."""
    client.post(f"/imports/files/{upload.pk}/start/", {"channel": "hotline", "mapping": "generic", **told})
    uploads.run(upload.pk, clock.now)
    upload.refresh_from_db()
    assert upload.batch is not None
    return upload.batch
