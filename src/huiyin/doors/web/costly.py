"""What takes the server long: of one person it makes one at a time, so that nobody keeps it from the others."""

from __future__ import annotations

import fcntl
import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.shortcuts import render

from huiyin.doors.web.disk import disk_failed
from huiyin.doors.web.gate import DeskRequest

View = Callable[..., HttpResponseBase]


def one_at_a_time(view: View) -> View:
    """Answer 429 to whoever is still having something costly made; for views behind the gate.

    The kernel keeps the lock, among all processes of a machine, and frees it when its holder dies.
    """

    @functools.wraps(view)
    def enter(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            descriptor = os.open(_folder() / f"costly-{request.user.pk}", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            return disk_failed(request, error)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return render(request, "429.html", status=429)
            return view(request, *args, **kwargs)
        finally:
            os.close(descriptor)

    return enter


def _folder() -> Path:
    folder = Path(settings.HUIYIN_HOME) / "locks"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
