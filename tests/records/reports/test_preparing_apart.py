"""The process that prepares rows stands apart from the database, and names reasons by the database's words."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from typing import get_args

from huiyin.knowledge.law.clocks import SHANGHAI, to_shanghai
from huiyin.records.reports.incoming import Arrival, WaitsFor
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.header import Header
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.models import PendingReason
from huiyin.records.reports.numbering import HOTLINE
from huiyin.records.reports.preparing import Preparer


def test_every_reason_of_a_reader_is_one_that_a_report_can_wait_for() -> None:
    assert set(get_args(WaitsFor)) == {"", *PendingReason.values} - {PendingReason.UNLINKED}


def test_rows_are_prepared_without_loading_the_database() -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, huiyin.records.reports.preparing; print('django.db' in sys.modules)",
        ],
        env=dict(os.environ) | {"DJANGO_SETTINGS_MODULE": "huiyin.site.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout == "False\n"


def test_the_four_times_of_an_order_are_kept_apart() -> None:
    header = Header(1, ("工单编号", "内容描述", "工单生成时间", "派单时间", "签收时间", "接报时间"))
    row = Row(
        2, ("1", "某事", "2022-09-29 16:40", "2022-09-29 16:55", "2022-09-29 16:58", "2022-09-29 17:00")
    )
    preparer = Preparer(Mapping.load("generic").bind(header), [])

    (prepared,) = preparer.prepare([row], Arrival(HOTLINE, datetime(2022, 9, 30, 9, tzinfo=SHANGHAI)))

    told = prepared.told
    assert told is not None
    moments = (told.created_at, told.dispatched_at, told.signed_at, told.reached_at)
    assert [to_shanghai(moment).strftime("%H:%M") for moment in moments if moment is not None] == [
        "16:40",
        "16:55",
        "16:58",
        "17:00",
    ]
