"""The accounts: found, looked at, amended, disabled."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from huiyin.doors.web.admin.forms import AccountForm, AccountsFilter, DisableForm, SeatChoice, plain_words
from huiyin.doors.web.admin.words import heirs_of, moments, role_names, seat_of
from huiyin.doors.web.design.shapes import Chip, Crumb
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.faults import said
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.records.accounts.actions.accounts import amend_account, disable_account
from huiyin.records.accounts.models import SEATS, Account
from huiyin.records.accounts.queries import accounts, found_accounts, names, successors
from huiyin.records.accounts.refusal import AccountRefused
from huiyin.records.accounts.roles import Right
from huiyin.records.ledger.queries import history
from huiyin.records.problems.queries import open_tasks_led

PAGE = 50


@needs(Right.ACCOUNT_MANAGE)
@require_safe
def listing(request: DeskRequest) -> HttpResponse:
    """The accounts, those in use first, by words, role, unit and state."""
    form = AccountsFilter(request.GET)
    chosen = form.chosen()
    words = plain_words(request.GET.get("q", ""))
    found = found_accounts(
        words,
        chosen.get("role", ""),
        int(chosen["unit"]) if "unit" in chosen else None,
        {"in-use": True, "disabled": False}.get(chosen.get("state", "")),
    )
    number = max(_number(request.GET.get("page", "")), 1)
    page = list(found[(number - 1) * PAGE : number * PAGE + 1])
    return render(
        request,
        "web/admin/accounts.html",
        {
            "rows": [(account, seat_of(account), role_names(account.roles)) for account in page[:PAGE]],
            "form": form,
            "q": words,
            "chips": _chips(request, form, chosen),
            "previous": _address(request, page=str(number - 1)) if number > 1 else None,
            "next": _address(request, page=str(number + 1)) if len(page) > PAGE else None,
        },
    )


def _chips(request: DeskRequest, form: AccountsFilter, chosen: dict[str, str]) -> list[Chip]:
    return [
        Chip(str(form[name].label), form.words(name, value), _address(request, **{name: "", "page": ""}))
        for name, value in chosen.items()
    ]


def _address(request: DeskRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
        if not value:
            del query[name]
    return f"?{query.urlencode()}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


@needs(Right.ACCOUNT_MANAGE, Right.CLIENT_MANAGE)
@require_safe
def found_belongings(request: DeskRequest) -> HttpResponse:
    """A part of a form: what an account or a client may belong to, by words."""
    kinds = [kind for kind in request.GET.getlist("kind") if kind in SEATS] or SEATS
    return render(request, "web/admin/belongings.html", {"seat": SeatChoice(request.GET, kinds)})


@needs(Right.ACCOUNT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: DeskRequest, pk: int) -> HttpResponse:
    """One account: what it is and may do, amended by the form, and its history."""
    account = account_or_404(pk)
    seat = seat_of(account)
    given: dict[str, Any] = {
        "name": account.name,
        "roles": account.roles.split(),
        "certificate": account.officer.certificate if account.officer else "",
    }
    form = AccountForm.of(request.POST if request.method == "POST" else None, initial=given, seat=seat)
    if form.is_bound and form.is_valid():
        try:
            changed = amend_account(
                request.by, pk, form.cleaned_data["name"], form.cleaned_data["roles"], form.chosen()
            )
        except AccountRefused as refused:
            form.add_error(None, said(refused))
        else:
            tell(request, gettext("已保存。") if changed else gettext("没有改动。"))
            return redirect("accounts-one", pk)
    entries = list(history("account", pk))
    known = names({entry.actor for entry in entries} | heirs_of(entries))
    return render(
        request,
        "web/admin/account.html",
        {
            "account": account,
            "seat": seat,
            "roles": role_names(account.roles),
            "form": form,
            "moments": moments(entries, known),
            "crumbs": [Crumb(gettext("账号"), reverse("accounts"))],
        },
        status=400 if form.errors else 200,
    )


@needs(Right.ACCOUNT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def disable(request: DeskRequest, pk: int) -> HttpResponse:
    """Disable an account, with the reason and who takes its work over."""
    account = account_or_404(pk)
    heirs = [
        (str(heir.pk), f"{heir.name}（{heir.username}，{heir.unit.short_name if heir.unit else ''}）")
        for heir in successors(pk)[:500]
    ]
    form = DisableForm(request.POST if request.method == "POST" else None, successors=heirs)
    tasks = open_tasks_led(account.officer_id) if account.officer_id is not None else []
    if form.is_bound and form.is_valid():
        heir_id = form.cleaned_data["successor"]
        try:
            disable_account(request.by, pk, form.cleaned_data["reason"], int(heir_id) if heir_id else None)
        except AccountRefused as refused:
            form.add_error(None, said(refused))
        else:
            tell(request, _handed_over(account, tasks, dict(heirs).get(heir_id, ""), heir_id))
            return redirect("accounts-one", pk)
    return render(
        request,
        "web/admin/disable.html",
        {
            "account": account,
            "form": form,
            "tasks": len(tasks),
            "own": account.pk == request.user.pk,
            "crumbs": crumbs_of(account),
        },
        status=400 if form.errors else 200,
    )


def _handed_over(account: Account, tasks: list[int], heir: str, heir_id: str) -> str:
    """That an account is disabled, how many of its open tasks went to whom, and how many nobody has."""
    words = gettext("已停用账号 %(username)s。") % {"username": account.username}
    taking = accounts().filter(pk=heir_id).first() if heir_id else None
    went = open_tasks_led(taking.officer_id, tasks) if taking is not None and taking.officer_id else []
    if went:
        words += gettext("%(count)d 项未完成任务已转给%(heir)s。") % {"count": len(went), "heir": heir}
    if left := len(tasks) - len(went):
        words += gettext("%(count)d 项未完成任务没有责任人，已列入例外清单。") % {"count": left}
    return words


def account_or_404(pk: int) -> Account:
    """The account of an id. Raises ``Http404``."""
    account = accounts().filter(pk=pk).first()
    if account is None:
        raise Http404
    return account


def crumbs_of(account: Account) -> list[Crumb]:
    """The way to what is done with an account."""
    return [
        Crumb(gettext("账号"), reverse("accounts")),
        Crumb(account.username, reverse("accounts-one", args=(account.pk,))),
    ]
