"""Sign-in, sign-out and one's own password: allauth's login with our page, axes' lock-out, Django's sign-out."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from allauth.core import ratelimit
from axes.utils import reset
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from huiyin.doors import clock
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.faults import said
from huiyin.doors.web.watch.addresses import client_address
from huiyin.records.accounts.actions.accounts import plain_username
from huiyin.records.accounts.actions.passwords import change_password
from huiyin.records.accounts.models import Account
from huiyin.records.accounts.refusal import AccountRefused
from huiyin.records.ledger.action import By


class Backend(AuthenticationBackend):
    """allauth's backend; it reads an account with what it belongs to in one statement."""

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session, unless it is disabled."""
        return (
            Account.objects.select_related("unit", "neighbourhood", "firm", "partner")
            .filter(pk=user_id, disabled_at=None)
            .first()
        )


class Adapter(DefaultAccountAdapter):
    """Accounts are opened by an administrator alone, and allauth says nothing of its own on our pages."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """A sign-in shows by the page that follows; no message is left for it."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where a sign-in without a wanted page leads."""
        return reverse("home")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """Whose username and password these are. That an account is disabled is told to nobody, not even with its password."""
        account = authenticate(request, **credentials)
        return account if isinstance(account, Account) else None

    def is_ajax(self, request: HttpRequest) -> bool:
        """Nobody is answered in allauth's JSON, which has its own words for the fields."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address by which sign-ins are counted; all for whom the server names none are counted together."""
        return client_address(request) or "unknown"

    def is_safe_url(self, url: str | None) -> bool:
        """Whether a sign-in may lead there: to pages of this very host alone."""
        return is_own_page(self.request, url)


class SignInForm(LoginForm):
    """allauth's form; what is typed is compared as usernames are kept."""

    def clean_login(self) -> str:
        """The username in its plain form, so that variants of one do not have five tries each."""
        return plain_username(self.cleaned_data["login"])

    def user_credentials(self) -> dict[str, str]:
        """With the username under the name by which axes counts wrong passwords."""
        credentials: dict[str, str] = super().user_credentials()
        return {**credentials, "login": self.cleaned_data["login"]}


class SignIn(LoginView):
    """Sign-in; who is signed in already goes on to the first page."""

    template_name = "web/sign-in.html"
    form_class = SignInForm


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """Sign-out is a POST; who comes by a link is asked first, and who is not signed in goes to the sign-in."""

    http_method_names = ("get", "head", "post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session, and let the browser forget what it has kept to show again when somebody goes back."""
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask."""
        if not request.user.is_authenticated:
            return redirect("sign-in")
        return render(request, "web/sign-out.html")


def is_own_page(request: HttpRequest, address: str | None) -> bool:
    """Whether an address leads to a page of the host that was asked, and nowhere else."""
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def lockout_address(request: HttpRequest) -> str | None:
    """The address by which axes counts wrong passwords; None where the server names none."""
    return client_address(request) or None


def locked_out(
    request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, str] | None = None
) -> HttpResponse:
    """After too many wrong passwords: say for how long, and whom to ask. Whether the account exists is not told."""
    return render(request, "web/locked-out.html", status=429)


def unlock(username: str) -> None:
    """Let somebody try again who was locked out, from every address: whoever resets a password means it."""
    reset(username=username)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def own_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; who was given one by somebody else is led here first."""
    account = request.user
    assert isinstance(account, Account)
    refusal = ""
    if request.method == "POST":
        # Who finds a session open shall not try out passwords on it.
        if not ratelimit.consume(request, action="change_password", user=account):
            return ratelimit.respond_429(request)
        refusal = _change(request, account)
        if not refusal:
            account.refresh_from_db()
            # Other sessions of the account end; this one goes on under a new key.
            update_session_auth_hash(request, account)
            tell(request, gettext("密码已修改，其他设备上的登录已全部退出。"))
            return redirect("home")
    return render(request, "web/own-password.html", {"refusal": refusal}, status=400 if refusal else 200)


def _change(request: HttpRequest, account: Account) -> str:
    """Change the password as the form says. Returns why not, if not."""
    new = request.POST.get("new", "")
    if new != request.POST.get("again", ""):
        return gettext("两次输入的新密码不一致。")
    by = By(account.username, clock.now(), "web")
    try:
        change_password(by, account.pk, request.POST.get("old", ""), new)
    except AccountRefused as refused:
        return said(refused)
    return ""
