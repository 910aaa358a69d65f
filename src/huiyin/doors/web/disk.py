"""What the server's disk does not take: a page that says so and what to do, where a person asked for a file or sent one."""

from __future__ import annotations

import errno
import logging

from django.http import HttpResponse
from django.shortcuts import render

from huiyin.doors.web.gate import DeskRequest

logger = logging.getLogger(__name__)


def disk_failed(request: DeskRequest, error: OSError) -> HttpResponse:
    """The page: 507 where there is no room, 503 where the disk fails otherwise. What the system said is logged.

    For what has changed no record yet.
    """
    logger.error("the disk failed a page: %s", error)
    status = 507 if error.errno in (errno.ENOSPC, errno.EDQUOT) else 503
    return render(request, "web/disk.html", {"status": status}, status=status)
