"""The frozen lists of an area, and freezing another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from huiyin.doors.web.choosing import draw_from, offer
from huiyin.doors.web.costly import one_at_a_time
from huiyin.doors.web.design.shapes import Chip
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import phase_name
from huiyin.doors.web.lists.version import place_in
from huiyin.doors.web.lists.words import kind_name, refusal, version_name
from huiyin.doors.web.registry.words import chips, size_of, without
from huiyin.knowledge.law import book
from huiyin.records.accounts.queries import names
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.actions.lists import freeze as freeze_list
from huiyin.records.problems.models import ListKind, ListState
from huiyin.records.problems.versions import ListRefused, versions_within
from huiyin.records.registry.models import Unit


class Units(forms.ModelChoiceField):
    """Units by the names that tables show."""

    def label_from_instance(self, obj: Unit) -> str:
        """A unit's full name."""
        return obj.name


class Narrowing(forms.Form):
    """Which frozen lists are shown."""

    kind = forms.ChoiceField(label=_("清单名称"), required=False)
    phase = forms.ChoiceField(label=_("阶段"), required=False)
    state = forms.ChoiceField(label=_("签发进度"), required=False)
    unit = Units(
        Unit.objects.none(), label=_("单位"), required=False, to_field_name="code", empty_label=_("全部")
    )

    def __init__(self, data: Any, units: Any) -> None:
        super().__init__(data)
        every = [("", gettext("全部"))]
        offer(self, "kind", [*every, *_kinds()])
        offer(self, "phase", [*every, *_phases()])
        offer(self, "state", [*every, *((s.value, gettext(str(s.label))) for s in ListState)])
        draw_from(self, "unit", units)


class Freezing(forms.Form):
    """Which list is frozen, or taken along as it stands."""

    kind = forms.ChoiceField(label=_("清单名称"))
    unit = Units(Unit.objects.none(), label=_("单位"), to_field_name="code", empty_label=None)
    phase = forms.ChoiceField(label=_("阶段"))

    def __init__(self, data: Any, units: Any, phase: str = "") -> None:
        super().__init__(data, initial={"phase": phase}, auto_id="freeze-%s")
        offer(self, "kind", _kinds())
        offer(self, "phase", _phases())
        draw_from(self, "unit", units)


class Exporting(Freezing):
    """Which list is taken along as it stands."""

    def __init__(self, data: Any, units: Any) -> None:
        super().__init__(data, units)
        del self.fields["phase"]
        self.auto_id = "export-%s"


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, kind_name(kind)) for kind in ListKind]


def _phases() -> list[tuple[str, str]]:
    return [(phase.id, phase_name(phase.id)) for phase in book.load().campaign.phases]


@needs(Right.PROBLEM_READ)
@require_safe
def versions(request: DeskRequest) -> HttpResponse:
    """The frozen lists, the last frozen first."""
    return _page(request)


@needs(Right.LIST_DRAFT)
@one_at_a_time
@require_POST
def freeze(request: DeskRequest) -> HttpResponse:
    """Freeze a list of a unit in the area as it stands now, and go to it."""
    form = Freezing(request.POST, request.scope.units().order_by("rank"))
    if not form.is_valid():
        if "unit" in form.errors:
            # A unit of another area is not told from none.
            raise Http404
        return _page(request, form)
    given = form.cleaned_data
    try:
        pk = freeze_list(request.by, given["unit"].pk, ListKind(given["kind"]), given["phase"])
    except ListRefused as refused:
        form.add_error(None, refusal(refused))
        return _page(request, form)
    tell(request, gettext("清单已冻结，等待审核。"))
    return redirect("list-versions-one", pk=pk)


def _page(request: DeskRequest, freezing: Freezing | None = None) -> HttpResponse:
    units = request.scope.units().order_by("rank")
    form = Narrowing(request.GET, units)
    size = size_of(request)
    after = place_in(request, "after")["after"]
    found = versions_within(units)
    set_: list[Chip] = []
    if form.is_valid():
        found = found.filter(**{key: value for key, value in form.cleaned_data.items() if value})
        set_ = chips(request, form)
    rows = list((found.filter(pk__lt=after) if after else found)[: size + 1])
    shown = rows[:size]
    known = names({row.drafted_by for row in shown})
    phase = book.load().campaign.phase_on(request.today)
    context = {
        "form": form,
        "chips": set_,
        "rows": [
            (row, version_name(row), kind_name(row.kind), known.get(row.drafted_by, row.drafted_by))
            for row in shown
        ],
        "next": without(request, "after", after=str(shown[-1].pk)) if len(rows) > size else None,
        "previous": without(request, "after") if after else None,
        "drafts": request.user.may(Right.LIST_DRAFT) and request.scope.unit is not None,
        "freezing": freezing or Freezing(None, units, phase.id if phase else ""),
        "exporting": Exporting(None, units)
        if request.scope.unit is not None and request.user.may(Right.REPORT_READ)
        else None,
        "open": freezing is not None,
    }
    return render(request, "web/lists/versions.html", context, status=400 if freezing else 200)
