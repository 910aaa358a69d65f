"""The dialogs of what is done with chosen tasks: which there are, and one that was refused, with what was typed in it."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from huiyin.doors.web.gate import DeskRequest
from huiyin.doors.web.problem import fields
from huiyin.doors.web.registry.words import day_field
from huiyin.records.accounts.roles import Right
from huiyin.records.registry.queries import units_in_reach


@dataclass(frozen=True, slots=True)
class Bulk:
    """A dialog for the chosen tasks: its name, the words on its buttons and above its fields, and where it is sent."""

    name: str
    title: str | Promise
    right: Right
    intro: str | Promise = ""

    @property
    def url(self) -> str:
        """Where its form is sent."""
        return reverse(f"work-{self.name}")


BULK = {
    one.name: one
    for one in (
        Bulk(
            "return",
            gettext_lazy("退回补充"),
            Right.TASK_ASSIGN,
            gettext_lazy("退回给责任人补充材料或情况，原时限不变。"),
        ),
        Bulk("transfer", gettext_lazy("改派单位"), Right.TASK_ASSIGN),
        Bulk("recheck", gettext_lazy("安排复查"), Right.TASK_ASSIGN),
        Bulk(
            "extend",
            gettext_lazy("批准延期"),
            Right.TASK_EXTEND,
            gettext_lazy("延期以您的名义批准并留痕，不能一键撤销。"),
        ),
    )
}


class RecheckForm(forms.Form):
    """When somebody looks again; of many at once the day is not dropped."""

    on = day_field(gettext_lazy("复查日期"), required=True)


def form_of(request: DeskRequest, name: str) -> forms.Form:
    """The form of a dialog, with what it was sent with, if it was. Its fields are told apart by the dialog's name."""
    data = request.POST if request.method == "POST" else None
    form: forms.Form
    if name == "return":
        form = fields.ReasonForm(data, gettext("缺什么"), gettext("责任人照此补充，例如：缺复查照片。"))
    elif name == "transfer":
        form = fields.TransferForm(data, units_in_reach(request.user.unit_id))
    else:
        form = RecheckForm(data) if name == "recheck" else fields.ExtendForm(data)
    form.auto_id = f"{name}-%s"
    return form


def dialogs(request: DeskRequest) -> list[tuple[Bulk, forms.Form]]:
    """The dialogs that somebody may use."""
    return [(one, form_of(request, name)) for name, one in BULK.items() if request.user.may(one.right)]


def as_sent(request: DeskRequest, form: forms.Form) -> HttpResponse:
    """The fields of a dialog as they were sent, each with what is wrong: the dialog stays open, and the selection stays."""
    return render(request, "web/work/bulk-fields.html", {"form": form})


def first_wrong(form: forms.Form) -> str:
    """What is wrong with a form, for who sees it nowhere else: the first that it says."""
    name, errors = next(iter(form.errors.items()))
    return f"{form.fields[name].label}{gettext('：')}{errors[0]}" if name in form.fields else str(errors[0])
