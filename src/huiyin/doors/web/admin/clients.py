"""The clients of the programming interface: listed and revoked."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from huiyin.doors.web.admin.forms import RevokeForm
from huiyin.doors.web.admin.words import right_names
from huiyin.doors.web.design.shapes import Crumb
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.faults import said
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.records.accounts.actions.clients import revoke_client
from huiyin.records.accounts.queries import clients, names
from huiyin.records.accounts.refusal import ClientRefused
from huiyin.records.accounts.roles import Right


@needs(Right.CLIENT_MANAGE)
@require_safe
def listing(request: DeskRequest) -> HttpResponse:
    """All clients; there are as many as there are systems around this one."""
    held = list(clients())
    makers = names({client.made_by for client in held})
    return render(
        request,
        "web/admin/clients.html",
        {
            "rows": [
                (client, right_names(client.rights.split()), makers.get(client.made_by, client.made_by))
                for client in held
            ]
        },
    )


@needs(Right.CLIENT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a program's token back, with the reason."""
    client = clients().filter(pk=pk).first()
    if client is None:
        raise Http404
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            revoke_client(request.by, pk, form.cleaned_data["reason"])
        except ClientRefused as refused:
            form.add_error(None, said(refused))
        else:
            tell(request, gettext("已收回“%(name)s”的令牌。") % {"name": client.name})
            return redirect("clients")
    return render(
        request,
        "web/admin/revoke.html",
        {"client": client, "form": form, "crumbs": [Crumb(gettext("接口令牌"), reverse("clients"))]},
        status=400 if form.errors else 200,
    )
