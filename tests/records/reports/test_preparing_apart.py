"""The process that prepares rows stands apart from the database, and names reasons by the database's words."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import get_args

from huiyin.records.reports.incoming import WaitsFor
from huiyin.records.reports.models import PendingReason


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
