"""What every request of somebody signed in passes: the end of an idle or old session, the change of a given password."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from huiyin.doors.web.signing_in import is_own_page

Respond = Callable[[HttpRequest], HttpResponse]
SEEN = "seen"
SINCE = "since"
# So that not each request writes: the moment of the last request is noted when it is older than a tenth of the limit.
NOTED_EVERY = 10
# Who signed in from where is kept for as long as the journal (docs/deployment.md): network logs are, six months at least.
SIGN_INS_KEPT = timedelta(days=400)
# Where somebody with a given password may go before they have changed it.
_FREE = ("own-password", "sign-out", "language", "theme", "jsi18n")


def end_idle_session(get_response: Respond) -> Respond:
    """Middleware: after ``HUIYIN_IDLE_SECONDS`` without a request the session ends, and its page asks for the sign-in.

    A session may live a tenth of the limit less than it: the last request is noted only so exactly. However busy, it ends
    ``SESSION_COOKIE_AGE`` seconds after its sign-in: Django alone would begin that time anew whenever something is noted.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return _asks_rightly(request, get_response(request))
        # The real time, also where the demonstration's clock stands.
        now = int(time.time())
        seen = request.session.get(SEEN)
        limit = settings.HUIYIN_IDLE_SECONDS
        since = request.session.get(SINCE, now)
        if (seen is not None and now - seen > limit) or now - since > settings.SESSION_COOKIE_AGE:
            logout(request)
            return _to_sign_in(request, idle=True)
        if seen is None or now - seen > limit // NOTED_EVERY:
            request.session[SEEN], request.session[SINCE] = now, since
        return get_response(request)

    return answer


def change_given_password(get_response: Respond) -> Respond:
    """Middleware: who signs in with a password that somebody else gave changes it before anything else."""

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def before_view(request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if not request.user.is_authenticated or not request.user.must_change:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        return None if name in _FREE else _go(request, reverse("own-password"))

    answer.process_view = before_view  # type: ignore[attr-defined]  # where Django looks for it
    return answer


def forget_ended() -> int:
    """Remove sessions that have ended, wrong passwords that no longer count, and sign-ins of long ago. Returns how many.

    Called at each tick. By the real time, as they were noted. Three statements, and three where there is something.
    """
    now = timezone.now()
    ended = (
        Session.objects.filter(expire_date__lt=now),
        AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME),
        AccessLog.objects.filter(attempt_time__lt=now - SIGN_INS_KEPT),
    )
    # Asked first: to delete nothing would take SQLite's only writer all the same.
    return sum(rows.delete()[0] for rows in ended if rows.exists())


def _asks_rightly(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A redirect to the sign-in, made so that this leads back to a page: not to a part of one, nor to what is only posted."""
    partial = request.headers.get("HX-Request") or request.method not in ("GET", "HEAD")
    if partial and isinstance(response, HttpResponseRedirect) and _is_sign_in(response.url):
        return _to_sign_in(request)
    return response


def _is_sign_in(address: str) -> bool:
    return urlsplit(address).path == reverse("sign-in")


def _to_sign_in(request: HttpRequest, *, idle: bool = False) -> HttpResponse:
    query = {"idle": 1} if idle else {}
    return _go(request, reverse("sign-in") + "?" + urlencode({**query, "next": _page(request)}))


def _page(request: HttpRequest) -> str:
    """The page on which somebody was: the one that is asked for, or on which the asked part or form stands."""
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        return request.get_full_path()
    stood = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not stood or not is_own_page(request, stood):
        return reverse("home")
    parts = urlsplit(stood)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _go(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        # A part of a page cannot hold another page: htmx is told to load it whole.
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
