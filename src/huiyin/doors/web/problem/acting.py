"""One act upon a matter: a form in a dialog (or on a page of its own), which stays with what was typed until it is done.

The buttons are links. With scripts the dialog ``act`` is filled from the link's address; without them the same address is a
page. A refusal is said above the fields; what is done is told on the matter's page, with a way back where there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django_htmx.http import HttpResponseClientRedirect

from huiyin.doors.web.cases.words import refusal_words
from huiyin.doors.web.design.shapes import Crumb, Fact
from huiyin.doors.web.design.tell import Words, tell
from huiyin.doors.web.gate import DeskRequest
from huiyin.doors.web.problem.words import REFUSALS, refusal
from huiyin.records.cases.refusal import CaseRefused
from huiyin.records.problems.actions.lifecycle import SecondLook
from huiyin.records.problems.desk import visible as visible_problems
from huiyin.records.problems.dispatch import tasks_led
from huiyin.records.problems.matters import visible_reports
from huiyin.records.problems.models import Problem, Task
from huiyin.records.reports.models import Report


@dataclass(frozen=True, slots=True)
class Act:
    """What a form does: its title, the words on its button, the page to which it leads back.

    ``intro`` and ``facts`` stand above the fields, ``warning`` says what cannot be taken back. ``template`` is that of the
    fields, for forms that are more than one field after the other; ``action`` is where the form is sent, if not where it is
    shown.
    """

    title: str
    button: str
    back: Crumb
    intro: str = ""
    warning: str = ""
    facts: tuple[Fact, ...] = ()
    tone: str = ""
    template: str = "web/problem/act-fields.html"
    wide: bool = False
    action: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """Word of what was done; ``undo`` is the address that takes it back, ``to`` another page than the one the act names.

    The words of what can be taken back are callable, as :func:`tell` wants them.
    """

    words: Words
    undo: str = ""
    to: str = ""


def perform(
    request: DeskRequest, act: Act, form: forms.Form, do: Callable[[dict[str, Any]], Done]
) -> HttpResponse:
    """Show the form, or do what it says. A refusal keeps the form open with what was typed (400; 200 for htmx, which would
    not show it otherwise)."""
    if request.method == "POST" and form.is_valid():
        try:
            done = do(form.cleaned_data)
        except REFUSALS as refused:
            refuse(form, refused)
        else:
            tell(request, done.words, undo=done.undo)
            return leave(request, done.to or act.back.url)
    return shown(request, act, form)


def refuse(form: forms.Form, refused: Exception) -> None:
    """Say of a form why the records refused it, at the field that they name; what is to be looked at twice asks for a word."""
    if isinstance(refused, CaseRefused):
        # Each guard that does not hold is said, with its article.
        for one in refused.refusals:
            form.add_error(one.field if one.field in form.fields else None, refusal_words(one))
        return
    name = getattr(refused, "field", "")
    if isinstance(refused, SecondLook):
        form.fields[name].widget = forms.CheckboxInput()
        form.fields[name].required = True
    form.add_error(name if name in form.fields else None, refusal(refused))


def shown(request: DeskRequest, act: Act, form: forms.Form) -> HttpResponse:
    """The form as it stands: a dialog's content for htmx, else a page."""
    context = {"act": act, "form": form, "crumbs": [act.back], "in_dialog": in_dialog(request)}
    if in_dialog(request):
        return render(request, "web/problem/act-body.html", context)
    return render(request, "web/problem/act.html", context, status=400 if form.errors else 200)


def sent(request: DeskRequest) -> QueryDict | None:
    """What a form was sent with; None where it is only asked for."""
    return request.POST if request.method == "POST" else None


def in_dialog(request: DeskRequest) -> bool:
    """Whether htmx asks for a dialog's content, and not a browser for a page."""
    return request.headers.get("HX-Request") == "true"


def leave(request: DeskRequest, url: str) -> HttpResponse:
    """Go to a page, also out of a dialog."""
    return HttpResponseClientRedirect(url) if in_dialog(request) else redirect(url)


def the_problem(request: DeskRequest, pk: int) -> Problem:
    """A problem in the area. Raises ``Http404``."""
    found = visible_problems(request.scope).select_related("compound").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def the_report(request: DeskRequest, pk: int) -> Report:
    """A report in the area, not masked: its words are not for a page. Raises ``Http404``."""
    found = visible_reports(request.scope).select_related("unit", "compound").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def the_task(request: DeskRequest, pk: int) -> Task:
    """A task of a problem in the area that one of the area's own units leads.

    Raises ``Http404`` outside the area, ``PermissionDenied`` for one that another unit leads: it is seen, not given away.
    """
    found = Task.objects.filter(pk=pk, problem__in=visible_problems(request.scope))
    task = found.select_related("problem__compound").first()
    if task is None:
        raise Http404
    if not tasks_led(request.scope).filter(pk=pk).exists():
        raise PermissionDenied(gettext("这项任务由其他单位牵头。"))
    return task
