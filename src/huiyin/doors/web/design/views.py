"""The living page: every part in all its states, in the theme and language of who looks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from huiyin.doors import clock
from huiyin.doors.web.design import contrast, samples
from huiyin.doors.web.design.icons import ICONS


@login_required
@never_cache
@require_safe
def living(request: HttpRequest) -> HttpResponse:
    """For maintainers; it shows invented rows and no record."""
    return render(request, "web/design/living.html", shown(clock.now()))


def shown(now: dt.datetime) -> dict[str, Any]:
    """What the living page shows at a moment, in the language that is active."""
    palettes = contrast.palettes()
    return {
        "samples": samples.made(now, timezone.localdate(now)),
        "toast": Message(*samples.toast(gettext("已派发 200 项任务。"))),
        "icons": tuple(ICONS),
        "measured": [(scheme, contrast.pairs(palette)) for scheme, palette in palettes.items()],
    }
