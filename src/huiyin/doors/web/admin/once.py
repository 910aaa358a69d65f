"""What gives somebody a secret: the answer to the form shows it, once, and it is kept nowhere.

Not in the address, the session or a message: the page that follows is the answer itself, which no cache keeps.
The form carries the position of the last act upon the account, so that it works once: sent again, it changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from huiyin.doors.web.admin.accounts import account_or_404, crumbs_of
from huiyin.doors.web.admin.forms import ClientForm, NewAccountForm
from huiyin.doors.web.admin.words import Given
from huiyin.doors.web.design.shapes import Crumb
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.faults import said
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.signing_in import unlock
from huiyin.records.accounts.actions.accounts import enable_account, open_account, plain_username
from huiyin.records.accounts.actions.clients import open_client
from huiyin.records.accounts.actions.passwords import reset_password, temporary_password
from huiyin.records.accounts.models import Account
from huiyin.records.accounts.refusal import AccountRefused, ClientRefused
from huiyin.records.accounts.roles import Right
from huiyin.records.ledger.queries import last_positions


@needs(Right.ACCOUNT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("password")
def new_account(request: DeskRequest) -> HttpResponse:
    """Open an account and show its temporary password."""
    form = NewAccountForm.of(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        password = temporary_password()
        try:
            pk = open_account(
                request.by, told["username"], told["name"], told["roles"], form.chosen(), password
            )
        except AccountRefused as refused:
            form.add_error(None, said(refused))
        else:
            username = plain_username(told["username"])
            given = _password(gettext("账号已建立"), username, told["name"], password)
            return _once(request, given, reverse("accounts-one", args=(pk,)), reverse("accounts-new"))
    return render(
        request,
        "web/admin/account-new.html",
        {"form": form, "crumbs": [Crumb(gettext("账号"), reverse("accounts"))]},
        status=400 if form.errors else 200,
    )


@needs(Right.ACCOUNT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: DeskRequest, pk: int) -> HttpResponse:
    """Give an account another password, after asking; a lock-out ends with it."""

    def act(account: Account, password: str) -> None:
        reset_password(request.by, account.pk, password)
        unlock(account.username)

    return _give(request, pk, "web/admin/reset.html", gettext("密码已重置"), act)


@needs(Right.ACCOUNT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def enable(request: DeskRequest, pk: int) -> HttpResponse:
    """Let a disabled account sign in again with another password, after asking."""

    def act(account: Account, password: str) -> None:
        enable_account(request.by, account.pk, password)
        unlock(account.username)

    return _give(request, pk, "web/admin/enable.html", gettext("账号已恢复"), act)


@needs(Right.CLIENT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def new_client(request: DeskRequest) -> HttpResponse:
    """Open a client of the programming interface and show its token."""
    form = ClientForm.of(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        assert form.seat.chosen is not None
        name = form.cleaned_data["name"]
        try:
            _pk, token = open_client(request.by, name, form.seat.chosen.pk, form.cleaned_data["rights"])
        except ClientRefused as refused:
            form.add_error(None, said(refused))
        else:
            given = Given(
                gettext("令牌已发放"),
                f"{name} · {form.seat.chosen.name}",
                gettext("接口令牌"),
                token,
                (
                    gettext("复制后直接配置到对方系统，不经聊天工具或邮件转发。"),
                    gettext("令牌只显示这一次，系统不保存；遗失时收回后另发。"),
                    gettext("对方系统请求时带上：Authorization: Bearer 令牌。"),
                ),
            )
            return _once(request, given, reverse("clients"), reverse("clients-new"))
    return render(
        request,
        "web/admin/client-new.html",
        {"form": form, "crumbs": [Crumb(gettext("接口令牌"), reverse("clients"))]},
        status=400 if form.errors else 200,
    )


@sensitive_variables("password")
def _give(
    request: DeskRequest, pk: int, page: str, title: str, act: Callable[[Account, str], None]
) -> HttpResponse:
    account = account_or_404(pk)
    refusal = ""
    seen = last_positions("account", [pk]).get(pk, 0)
    if request.method == "POST":
        # Sent again by a reload, the form would give another password than the one that was read out.
        if request.POST.get("seen") != str(seen):
            words = gettext(
                "没有再次办理：打开那一页以后，这个账号已有改动。临时密码只显示一次，遗失的请重新重置。"
            )
            tell(request, words, tone="caution")
            return redirect("accounts-one", pk)
        password = temporary_password()
        try:
            act(account, password)
        except AccountRefused as refused:
            refusal = said(refused)
        else:
            given = _password(title, account.username, account.name, password)
            return _once(request, given, reverse("accounts-one", args=(pk,)))
    return render(
        request,
        page,
        {"account": account, "seen": seen, "refusal": refusal, "crumbs": crumbs_of(account)},
        status=400 if refusal else 200,
    )


def _password(title: str, username: str, name: str, password: str) -> Given:
    return Given(
        title,
        f"{name} · {username}",
        gettext("临时密码"),
        password,
        (
            gettext("当面或电话告知本人，不经聊天工具或邮件转发。"),
            gettext("临时密码只显示这一次；遗失时再次重置。"),
            gettext("本人登录后须先改为只有自己知道的密码。"),
        ),
    )


def _once(request: DeskRequest, given: Given, on: str, another: str = "") -> HttpResponse:
    return render(request, "web/admin/once.html", {"given": given, "on": on, "another": another})
