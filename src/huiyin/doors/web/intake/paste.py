"""One order, typed or pasted: received just as a row of a file would be."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.intake.fields import NAMES, PasteForm
from huiyin.doors.web.language import either
from huiyin.records.accounts.roles import Right
from huiyin.records.reports.models import Channel
from huiyin.records.reports.submitting import TellingRefused, Wrong, read_pasted, type_in


@needs(Right.REPORT_IMPORT)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: DeskRequest) -> HttpResponse:
    """The form, and then the report that it became; of a pasted order first what is read out of it, to be looked at."""
    form = PasteForm(request.POST or None)
    page: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid() and request.user.unit_id is not None:
        told = {name: value for name, value in form.cleaned_data.items() if name != "channel" and value}
        try:
            pasted = read_pasted(told, request.now)
            if pasted is not None:
                page["pasted"] = [
                    (NAMES[one.field], one, [either(wrong.zh, wrong.en) for wrong in one.wrongs])
                    for one in pasted.fields
                ]
                if pasted.wrongs:
                    raise TellingRefused(list(pasted.wrongs))
                page["mark"] = pasted.mark
            if pasted is None or pasted.mark == request.POST.get("mark"):
                return _received(request, Channel(form.cleaned_data["channel"]), request.user.unit_id, told)
        except TellingRefused as refused:
            for wrong in refused.wrongs:
                _add(form, wrong)
    return render(request, "web/intake/paste.html", page, status=400 if form.errors else 200)


def _received(request: DeskRequest, channel: Channel, unit_id: int, told: dict[str, str]) -> HttpResponse:
    report_id, made = type_in(request.by, channel, unit_id, told)
    said = gettext("已收到，成为一件诉件。") if made else gettext("这件工单以前已收到，没有产生第二件。")
    tell(request, said)
    return redirect("report", report_id) if report_id is not None else redirect("imports")


def _add(form: PasteForm, wrong: Wrong) -> None:
    said = either(wrong.zh, wrong.en)
    if wrong.field in form.fields:
        form.add_error(wrong.field, said)
    else:
        form.add_error(None, f"{NAMES[wrong.field]}：{said}" if wrong.field in NAMES else said)
