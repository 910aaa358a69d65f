"""The pages' views: take the moment from the clock, ask one query, render."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from huiyin.doors import clock
from huiyin.doors.web.presentation import first_page
from huiyin.knowledge.law import book
from huiyin.records.problems.queries import overview


class SignIn(LoginView):
    """Sign-in; who is signed in already goes on to the first page."""

    template_name = "web/sign-in.html"
    redirect_authenticated_user = True


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """Sign-out is a POST; who comes by a link is asked first, and who is not signed in goes to the sign-in."""

    http_method_names = ("get", "head", "post", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask."""
        if not request.user.is_authenticated:
            return redirect("sign-in")
        return render(request, "web/sign-out.html")


@login_required
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """How the campaign stands at this moment."""
    now = clock.now()
    page = first_page(overview(now), book.load().campaign, timezone.localdate(now))
    return render(request, "web/home.html", {"page": page, "now": now})


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """For a load balancer: 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})
