"""The forms of cases. What a step asks for comes from the statute book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huiyin.doors.web.cases.words import said
from huiyin.doors.web.choosing import draw_from, offer
from huiyin.doors.web.problem.fields import MomentInput, NamedSelect, words_field
from huiyin.doors.web.registry.words import day_field
from huiyin.knowledge.law.procedures import Guard
from huiyin.knowledge.law.steps.fields import Field
from huiyin.records.cases.models import PartyKind, PartyRole
from huiyin.records.registry.models import Officer

WORDS = 500
_FEW = 5


class OfficersChoice(forms.ModelMultipleChoiceField):
    """Officers by name and certificate, several of them."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Officer) -> str:
        """Name and certificate number."""
        return f"{obj.name}（{obj.certificate}）"


class StepForm(forms.Form):
    """A step of a case: when, by whom, what is said of it, and what whoever acts confirms. ``known`` is what the file has."""

    at = forms.DateTimeField(label=_("时间"), widget=MomentInput())
    after = forms.IntegerField(widget=forms.HiddenInput(), min_value=1)

    def __init__(
        self,
        data: Any,
        *,
        now: dt.datetime,
        after: int,
        asked: Sequence[Field],
        sworn: Sequence[Guard],
        officers: Any = None,
        own: int | None = None,
        rules: Iterable[tuple[str, str]] = (),
        known: Mapping[str, Any] | None = None,
    ) -> None:
        initial: dict[str, Any] = {"at": timezone.localtime(now), "after": after} | dict(known or {})
        if own is not None:
            initial["who"] = [own]
        super().__init__(data, initial=initial)
        self._asked, self._sworn = tuple(asked), tuple(sworn)
        if officers is not None:
            self.fields["who"] = OfficersChoice(Officer.objects.none(), label=gettext("执法人员"))
            draw_from(self, "who", officers)
        for one in asked:
            self.fields[one.name] = _rules(list(rules)) if one.name == "rule" else _field(one)
        for guard in sworn:
            self.fields[f"sworn-{guard.id}"] = forms.BooleanField(label=said(guard.says))

    def at_moment(self) -> dt.datetime:
        """When it happened, by the clock of Shanghai."""
        return timezone.localtime(self.cleaned_data["at"])

    def stated(self) -> dict[str, Any]:
        """What is said of the event, as a case file has it."""
        return {
            one.name: value
            for one in self._asked
            if not one.beside
            for value in [_given(one, self.cleaned_data.get(one.name))]
            if value is not None
        }

    def besides(self) -> dict[str, str]:
        """What is said besides."""
        return {one.name: self.cleaned_data.get(one.name) or "" for one in self._asked if one.beside}

    def confirmed(self) -> list[str]:
        """The guards for which who acts stands."""
        return [guard.id for guard in self._sworn if self.cleaned_data.get(f"sworn-{guard.id}")]


def _rules(rules: list[tuple[str, str]]) -> forms.Field:
    return forms.ChoiceField(
        label=gettext("适用的规定"),
        required=bool(rules),
        choices=rules,
        widget=forms.RadioSelect(),
        help_text=gettext("规定相互竞合的，由人选择并写明理由。")
        if rules
        else gettext("没有相互竞合的规定。"),
    )


def _field(one: Field) -> forms.Field:
    words, choices = said(one.words), [(pk, said(text)) for pk, text in one.choices]
    match one.kind:
        case "yes-no":
            return forms.ChoiceField(
                label=words,
                required=one.required,
                choices=[("yes", gettext("是")), ("no", gettext("否"))],
                widget=forms.RadioSelect(),
            )
        case "day":
            return day_field(words, required=one.required)
        case "moment":
            return forms.DateTimeField(label=words, required=one.required, widget=MomentInput())
        case "amount":
            return forms.DecimalField(
                label=words, required=one.required, min_value=0, max_digits=12, decimal_places=2
            )
        case "count":
            return forms.IntegerField(label=words, required=one.required, min_value=1, max_value=999)
        case "several":
            return forms.MultipleChoiceField(
                label=words, required=False, choices=choices, widget=forms.CheckboxSelectMultiple()
            )
        case "choice":
            few = len(choices) <= _FEW
            blank = [] if few else [("", gettext("请选择"))]
            return forms.ChoiceField(
                label=words,
                required=one.required,
                choices=[*blank, *choices],
                widget=forms.RadioSelect() if few else forms.Select(),
            )
        case "words":
            return words_field(words, required=one.required, most=WORDS)


def _given(one: Field, value: Any) -> Any:
    if value in ("", None):
        return None
    match one.kind:
        case "yes-no":
            return value == "yes"
        case "amount":
            return float(value)
        case "moment":
            return timezone.localtime(value)
    return value


class PartyForm(forms.Form):
    """Who the party is."""

    name = forms.CharField(label=_("姓名或者名称"), max_length=80)
    number = forms.CharField(
        label=_("证件号码或者统一社会信用代码"),
        max_length=40,
        required=False,
        help_text=_("加密保存；用来认出同一当事人。"),
    )
    address = forms.CharField(label=_("送达地址"), max_length=200, required=False)
    competent = forms.BooleanField(label=_("本机关有权管辖"), required=False)


class OpenForm(forms.Form):
    """What a case begins with."""

    procedure = forms.ChoiceField(label=_("程序"), widget=forms.RadioSelect())
    party_kind = forms.ChoiceField(label=_("当事人类型"), widget=forms.RadioSelect())
    party_role = forms.ChoiceField(label=_("当事人身份"))
    name = forms.CharField(
        label=_("姓名或者名称"),
        max_length=80,
        required=False,
        help_text=_("尚未查明的可以以后填写；立案前必须填写。"),
    )
    number = forms.CharField(label=_("证件号码或者统一社会信用代码"), max_length=40, required=False)
    address = forms.CharField(label=_("送达地址"), max_length=200, required=False)
    detail = forms.ChoiceField(label=_("情形"), required=False, widget=NamedSelect())
    act_from = day_field(_("行为开始"), required=True)
    act_to = day_field(_("行为终了"), help_text=_("仍在持续的留空。"))
    area = forms.DecimalField(
        label=_("面积（平方米）"), required=False, min_value=0, max_digits=9, decimal_places=2
    )
    competent = forms.BooleanField(label=_("本机关有权管辖"), required=False)

    def __init__(
        self,
        data: Any,
        initial: dict[str, Any],
        procedures: list[tuple[str, str]],
        details: list[tuple[str, str]],
    ) -> None:
        super().__init__(data, initial=initial)
        offer(self, "procedure", procedures)
        offer(self, "party_kind", [(one.value, gettext(one.label)) for one in PartyKind])
        offer(self, "party_role", [(one.value, gettext(one.label)) for one in PartyRole])
        offer(self, "detail", [("", gettext("不区分")), *details])
        if not details:
            del self.fields["detail"]
