"""What the pages of base data share: words in the reader's language, whose unit it is, pages of long lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import Http404
from django.utils.translation import gettext

from huiyin.doors.web.design.shapes import Chip, Tone
from huiyin.doors.web.gate import DeskRequest
from huiyin.doors.web.language import label
from huiyin.records.registry.models import Unit
from huiyin.records.registry.paging import Page
from huiyin.records.registry.refusal import Fault, Refused

SIZES = (20, 50, 200)
SIZE = 50


def told(fault: Fault) -> str:
    """What is wrong, in the reader's language, without its place."""
    return label(f"{fault.zh}。", f"{fault.en}.")


def days(since: date | None, until: date | None) -> str:
    """A span of days as tables show it; an open end is said in words."""
    if since is None and until is None:
        return gettext("一直有效")
    if since is None:
        return gettext("至 %(until)s") % {"until": until}
    if until is None:
        return gettext("%(since)s 起") % {"since": since}
    return gettext("%(since)s 至 %(until)s") % {"since": since, "until": until}


def standing(since: date | None, until: date | None, day: date, running: str) -> tuple[str, Tone, bool]:
    """How a span stands on a day, in words with their tone, and whether it is over; ``running`` is said while it holds."""
    if until is not None and until < day:
        return gettext("已终止"), "neutral", True
    if since is not None and day < since:
        return gettext("尚未开始"), "waiting", False
    return running, "done", False


def unit_of(request: DeskRequest) -> Unit:
    """The unit of whoever asks. Raises ``Http404`` for people who are of none."""
    unit: Unit | None = request.user.unit
    if unit is None:
        raise Http404
    return unit


def boundary(request: DeskRequest) -> Unit | None:
    """The unit within whose area changes must stay; None is the whole city. Raises ``Http404`` as :func:`unit_of`."""
    unit = unit_of(request)
    return None if unit.everywhere else unit


def size_of(request: DeskRequest, usual: int = SIZE) -> int:
    """How many rows a page has: one of :data:`SIZES`, ``usual`` where none is asked for."""
    asked = request.GET.get("size", "")
    return next((size for size in SIZES if str(size) == asked), usual)


def place_in(request: DeskRequest) -> dict[str, str]:
    """From where a page of a list is read, as ``paging.page`` takes it."""
    return {name: request.GET.get(name, "") for name in ("after", "before")}


def pager(request: DeskRequest, page: Page[Any], usual: int = SIZE) -> dict[str, object]:
    """Context for ``{% pager %}``: addresses of the pages beside, and the sizes."""

    def address(name: str, value: str) -> str | None:
        return without(request, "after", "before", **{name: value}) if value else None

    return {
        "previous": address("before", page.before),
        "next": address("after", page.after),
        "size": size_of(request, usual),
        "sizes": SIZES,
    }


def without(request: DeskRequest, *names: str, **more: str) -> str:
    """The page's address without these parameters and with others."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    for name, value in more.items():
        query[name] = value
    return f"?{query.urlencode()}"


def chips(request: DeskRequest, form: forms.Form) -> list[Chip]:
    """The filters of a valid form that are set."""
    found = []
    for field in form:
        value = form.cleaned_data.get(field.name)
        if value not in (None, "", False):
            remove = without(request, field.name, "after", "before")
            found.append(Chip(str(field.label), _shown(field, value), remove))
    return found


def _shown(field: BoundField, value: object) -> str:
    choices = dict(getattr(field.field, "choices", ()))
    if value is True:
        return gettext("是")
    if isinstance(value, Unit):
        return value.short_name
    return str(choices.get(value, value))


def put(form: forms.Form, refused: Refused | Iterable[Fault], columns: Mapping[str, str]) -> None:
    """Say a refusal's faults at the fields that stand for their columns, the others above the form."""
    faults = refused.faults if isinstance(refused, Refused) else refused
    for fault in faults:
        field = columns.get(fault.column)
        form.add_error(field if field in form.fields else None, told(fault))


class DayInput(forms.DateInput):
    """A day, as browsers let it be chosen."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """A field for a day."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=DayInput())
