"""One order, typed or pasted: received just as a row of a file would be."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.intake.fields import PasteForm
from huiyin.doors.web.language import either
from huiyin.records.accounts.roles import Right
from huiyin.records.reports.models import Channel
from huiyin.records.reports.submitting import TellingRefused, type_in


@needs(Right.REPORT_IMPORT)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: DeskRequest) -> HttpResponse:
    """The form, and then the report that it became."""
    form = PasteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and request.user.unit_id is not None:
        told = {name: value for name, value in form.cleaned_data.items() if name != "channel" and value}
        try:
            report_id, made = type_in(
                request.by, Channel(form.cleaned_data["channel"]), request.user.unit_id, told
            )
        except TellingRefused as refused:
            for wrong in refused.wrongs:
                form.add_error(
                    wrong.field if wrong.field in form.fields else None, either(wrong.zh, wrong.en)
                )
        else:
            tell(
                request,
                gettext("已收到，成为一件诉件。")
                if made
                else gettext("这件工单以前已收到，没有产生第二件。"),
            )
            return redirect("report", report_id) if report_id is not None else redirect("imports")
    return render(request, "web/intake/paste.html", {"form": form}, status=400 if form.errors else 200)
