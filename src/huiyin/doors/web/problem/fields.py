"""The forms of what is done about a problem and its tasks. What may stand in them is said by the records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huiyin.doors.web.choosing import draw_from, offer
from huiyin.doors.web.language import violation_choices
from huiyin.doors.web.long_texts import LongText
from huiyin.doors.web.problem.words import chinese
from huiyin.doors.web.registry.words import day_field
from huiyin.records.problems.actions.assign import LEADER
from huiyin.records.problems.actions.lifecycle import FOUND
from huiyin.records.problems.actions.lifecycle import REASON as REASON_LENGTH
from huiyin.records.problems.models import Condition, Verification
from huiyin.records.registry.models import Compound, Officer, Unit
from huiyin.records.registry.models.areas import NAME_LENGTH
from huiyin.records.reports.masking import first_hidden

ATTEMPTS = 3
"""Visits of which the form of a finding asks; the book says how many are needed."""
NUMBER = 64
PLACE = 32


def words_field(
    label: Any, *, required: bool = True, help_text: Any = "", most: int = REASON_LENGTH
) -> LongText:
    """A field for a reason or another few words, which stay in the history for good: numbers that lead to a person do not."""
    return LongText(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[_names_no_number],
    )


def _names_no_number(words: str) -> None:
    if hidden := first_hidden(words):
        raise forms.ValidationError(
            gettext("“%(number)s”像是电话、证件或账号，请删去：这里写的会一直留在经过里。")
            % {"number": hidden[:NUMBER]}
        )


class NamedSelect(forms.Select):
    """Choices whose names are Chinese in every language of the page."""

    def __init__(self) -> None:
        super().__init__({"lang": "zh-Hans-CN"})


class OfficerChoice(forms.ModelChoiceField):
    """Officers by name and certificate."""

    widget = NamedSelect

    def label_from_instance(self, obj: Officer) -> str:
        """Name and certificate number."""
        return f"{obj.name}（{obj.certificate}）"


class UnitChoice(forms.ModelChoiceField):
    """Units by their full names, in the order of lists."""

    widget = NamedSelect

    def label_from_instance(self, obj: Unit) -> str:
        """A unit's full name."""
        return obj.name


class AssignForm(forms.Form):
    """Who does a task."""

    officer = OfficerChoice(
        Officer.objects.none(), label=_("责任人"), required=False, empty_label=_("不指定")
    )
    leader = forms.CharField(label=_("责任领导"), required=False, max_length=LEADER)

    def __init__(self, data: Any, unit: Unit, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        officers = Officer.objects.filter(unit=unit).order_by("certificate")
        draw_from(self, "officer", officers)
        self.fields["officer"].help_text = gettext("%(unit)s的执法人员") % {"unit": unit.name}


class TransferForm(forms.Form):
    """Which unit leads a task instead."""

    unit = UnitChoice(Unit.objects.none(), label=_("改由谁牵头"), empty_label=_("请选择"))
    reason = words_field(_("改派理由"))

    def __init__(self, data: Any, units: Any) -> None:
        super().__init__(data)
        draw_from(self, "unit", units)


class ReasonForm(forms.Form):
    """Nothing but a reason."""

    def __init__(self, data: Any, label: Any = "", help_text: Any = "", most: int = REASON_LENGTH) -> None:
        super().__init__(data)
        self.fields["reason"] = words_field(label or _("理由"), help_text=help_text, most=most)


class RecheckForm(forms.Form):
    """When somebody looks again."""

    on = day_field(_("复查日期"), help_text=_("留空即取消已安排的复查。"))


class ExtendForm(forms.Form):
    """A later date for a task."""

    due = day_field(_("延期至"), required=True, help_text=_("须晚于原时限。"))
    reason = words_field(_("延期理由"))
    # Asked for once the records have said what speaks against it.
    confirmed = forms.BooleanField(label=_("已知悉，仍然批准"), required=False, widget=forms.HiddenInput())


class MomentInput(forms.DateTimeInput):
    """A moment, as browsers let it be chosen."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class VerifyForm(forms.Form):
    """What checking found."""

    outcome = forms.ChoiceField(label=_("核实结果"), widget=forms.RadioSelect())
    on = day_field(_("核实日期"), required=True)
    condition = forms.ChoiceField(
        label=_("状态"),
        required=False,
        widget=forms.RadioSelect(),
        help_text=_("属实或部分属实的违法搭建、破坏承重结构等须注明。"),
    )
    found = words_field(
        _("现场情况"),
        required=False,
        most=FOUND,
        help_text=_("看到了什么、与反映是否一致；不属实的写明依据。不写反映人和当事人姓名。"),
    )
    slip = forms.BooleanField(label=_("已张贴联系单"), required=False)
    after = forms.IntegerField(widget=forms.HiddenInput(), min_value=0, required=False)

    def __init__(self, data: Any, today: dt.date, condition: str, after: int) -> None:
        super().__init__(data, initial={"on": today, "condition": condition, "after": after})
        offer(self, "outcome", [(each.value, gettext(each.label)) for each in Verification])
        offer(self, "condition", [(each.value, gettext(each.label)) for each in Condition])
        for number in range(1, ATTEMPTS + 1):
            self.fields[f"visit{number}"] = forms.DateTimeField(
                label=gettext("第 %(number)d 次上门") % {"number": number},
                required=False,
                widget=MomentInput(),
            )

    def told(self, after: int) -> None:
        """The reader is told now of a finding that they had not seen; sending the form again records a further one."""
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data["after"] = str(after)
        self.data = data

    def visits(self) -> list[Any]:
        """The fields of the visits at which nobody let the officers in."""
        return [self[f"visit{number}"] for number in range(1, ATTEMPTS + 1)]

    def attempts(self) -> tuple[dt.datetime, ...]:
        """The visits that were entered, with their time zone. Django has read them as of the desk's own."""
        given = (self.cleaned_data[f"visit{number}"] for number in range(1, ATTEMPTS + 1))
        return tuple(timezone.localtime(moment) for moment in given if moment is not None)


class SettleForm(forms.Form):
    """On what basis a problem is ticked off; one that was found true, only with word that it is put right."""

    basis = words_field(_("销号依据"), help_text=_("例如：违建已拆除，已现场复查并留影像。"), most=500)
    put_right = forms.BooleanField(label=_("已整改到位，完成标志已达到"))

    def __init__(self, data: Any, *, holds: bool) -> None:
        super().__init__(data)
        if not holds:
            del self.fields["put_right"]


class LinkForm(forms.Form):
    """Another report that speaks of the problem."""

    number = forms.CharField(
        label=_("工单编号"), max_length=NUMBER, help_text=_("完整的编号，本辖区可见的诉件。")
    )
    reason = words_field(_("理由"), required=False, help_text=_("可不填；填写后留痕。"))


class PlaceInput(forms.TextInput):
    """The words for a compound; what they may mean is shown beneath while they are written. ``known`` leaves provisional
    ones out."""

    input_type = "search"

    def __init__(self, *, known: bool = False) -> None:
        address = reverse_lazy("problem-places", query={"known": 1} if known else None)
        super().__init__(
            {
                "autocomplete": "off",
                "hx-get": address,
                "hx-trigger": "typed delay:250ms",
                "hx-target": "#places",
                "hx-swap": "innerHTML",
                # What the form around it selects of its own answer is not what is looked for here.
                "hx-select": "unset",
                "hx-sync": "this:replace",
            }
        )


class SplitForm(forms.Form):
    """Which reports speak of something else, of what, and where."""

    reports = forms.MultipleChoiceField(
        label=_("说的是别的问题的诉件"), widget=forms.CheckboxSelectMultiple()
    )
    violation = forms.ChoiceField(label=_("实际反映的违法行为"))
    place = forms.CharField(
        label=_("小区"),
        max_length=NAME_LENGTH,
        required=False,
        widget=PlaceInput(),
        help_text=_("同一小区不必填；别的小区填名称、别名、地址或代码，再从查到的里面选。"),
    )
    compound = forms.ChoiceField(label=_("查到的小区"), required=False, widget=forms.RadioSelect())
    building = forms.CharField(label=_("楼栋"), max_length=PLACE, required=False)
    unit = forms.CharField(label=_("单元"), max_length=PLACE, required=False)
    room = forms.CharField(label=_("室号"), max_length=PLACE, required=False)
    reason = words_field(_("理由"))

    def __init__(
        self, data: Any, reports: Iterable[tuple[str, str]], initial: dict[str, Any], found: list[Compound]
    ) -> None:
        super().__init__(data, initial=initial)
        offer(self, "reports", list(reports))
        offer(self, "violation", violation_choices())
        offer(self, "compound", places(found))

    def clean(self) -> dict[str, Any]:
        """Another compound must be one that was found; where just one was, it is meant."""
        return decided(self, super().clean() or self.cleaned_data)


class MergeForm(forms.Form):
    """Into which known compound a provisional one is merged: first which, then, with what will move told, why."""

    place = forms.CharField(
        label=_("并入哪个小区"),
        max_length=NAME_LENGTH,
        widget=PlaceInput(known=True),
        help_text=_("已核小区的名称、别名、地址或代码。"),
    )
    compound = forms.ChoiceField(label=_("查到的小区"), required=False, widget=forms.RadioSelect())

    def __init__(self, data: Any, found: list[Compound]) -> None:
        super().__init__(data)
        offer(self, "compound", places(found))

    def clean(self) -> dict[str, Any]:
        """See :meth:`SplitForm.clean`."""
        return decided(self, super().clean() or self.cleaned_data)


def places(found: Iterable[Compound]) -> list[tuple[str, str]]:
    """Compounds to choose from, each with what tells it from others of its name."""
    return [(str(one.pk), _told(one)) for one in found]


def _told(one: Compound) -> str:
    below = one.subdistrict.name if one.subdistrict else ""
    return chinese(" · ".join(part for part in (one.name, one.address, below) if part))


def decided(form: forms.Form, given: dict[str, Any]) -> dict[str, Any]:
    """What was given, with the one compound that its words mean; where they mean none or several, that is an error."""
    choices = form.fields["compound"].choices  # type: ignore[attr-defined]
    if given.get("place") and not given.get("compound") and "compound" not in form.errors:
        if not choices:
            form.add_error("place", gettext("没有找到这样的小区，请换个名称或地址再查。"))
        elif len(choices) > 1:
            form.add_error(
                "compound", gettext("找到 %(count)d 个小区，请选定一个。") % {"count": len(choices)}
            )
        else:
            given["compound"] = choices[0][0]
    return given
