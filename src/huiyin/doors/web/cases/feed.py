"""The limits of somebody's cases as a calendar that other programs subscribe to (iCalendar, RFC 5545).

The address holds who may read it, signed; a changed password or a disabled account ends it. It names no party.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from huiyin.doors import clock
from huiyin.doors.web.cases.words import headed, limit_chip
from huiyin.doors.web.design.shapes import Crumb
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import violation_name
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.accounts.models import Account
from huiyin.records.accounts.roles import Right
from huiyin.records.accounts.scope import scope_of
from huiyin.records.cases.members import account_key
from huiyin.records.cases.numbers import case_number
from huiyin.records.cases.queries import WARNED_DAYS, limits_of

_SALT = "huiyin.case-feed"


@needs(Right.CASE_READ)
@require_safe
def address(request: DeskRequest) -> HttpResponse:
    """Where the reader's own calendar is."""
    url = request.build_absolute_uri(reverse("case-calendar", args=[_token(request.user)]))
    crumbs = [Crumb(gettext("案件"), reverse("cases"))]
    return render(request, "web/cases/feed.html", {"url": url, "crumbs": crumbs, "days": WARNED_DAYS})


@login_not_required
@never_cache
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever the address was made for. Raises ``Http404`` for any other address."""
    account = _reader(token)
    if account is None or not account.may(Right.CASE_READ):
        raise Http404
    now = to_shanghai(clock.now())
    today = now.date()
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Huiyin//Cases//ZH", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_text(gettext('案件时限'))}")
    for case, limit in limits_of(scope_of(account, today), account_key(account)):
        if limit.last is None:
            continue
        chip = limit_chip(limit, today)
        name = f"{case_number(case.pk)} {headed(limit.name)} · {violation_name(case.violation)}"
        if chip.tone == "provisional":
            name += f" · {chip.words}"
        lines += [
            "BEGIN:VEVENT",
            f"UID:case-{case.pk}-{limit.kind}@huiyin",
            f"DTSTAMP:{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
            *_when(limit.last, limit.at),
            f"SUMMARY:{_text(name)}",
            f"DESCRIPTION:{_text(gettext('；').join(filter(None, (chip.basis, chip.starts, chip.why))))}",
            f"URL:{request.build_absolute_uri(reverse('case', args=[case.pk]))}",
            *_alarm(f"-P{WARNED_DAYS}D", name),
            *_alarm("PT0S", name),
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    body = "\r\n".join(folded for line in lines for folded in _folded(line)) + "\r\n"
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _when(last: dt.date, at: dt.datetime | None) -> list[str]:
    if at is not None:
        moment = f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
        return [f"DTSTART:{moment}", f"DTEND:{moment}"]
    return [f"DTSTART;VALUE=DATE:{last:%Y%m%d}", f"DTEND;VALUE=DATE:{last + dt.timedelta(days=1):%Y%m%d}"]


def _alarm(trigger: str, name: str) -> list[str]:
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:{trigger}",
        f"DESCRIPTION:{_text(name)}",
        "END:VALARM",
    ]


def _text(words: str) -> str:
    """A text as RFC 5545 (3.3.11) escapes it."""
    for character in "\\;,":
        words = words.replace(character, f"\\{character}")
    return words.replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """A line in pieces of at most 75 bytes (3.1), none within a character; what goes on begins with a blank."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > 74:
            pieces.append(piece)
            piece = " "
        piece += character
    return [*pieces, piece]


def _token(account: Account) -> str:
    return signing.dumps([account.pk, _mark(account)], salt=_SALT)


def _mark(account: Account) -> str:
    return salted_hmac(_SALT, account.password, algorithm="sha256").hexdigest()[:16]


def _reader(token: str) -> Account | None:
    try:
        pk, mark = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    account = Account.objects.select_related("unit").filter(pk=pk, disabled_at__isnull=True).first()
    return account if account is not None and mark == _mark(account) else None
