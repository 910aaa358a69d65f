"""The form 小区排摸表 as fields. What may stand in it is said by the records' own reading of filled forms."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huiyin.doors.web.language import label
from huiyin.doors.web.long_texts import LongText
from huiyin.doors.web.registry.words import day_field
from huiyin.records.problems.columns import SURVEY_FINDINGS, Column
from huiyin.records.problems.models import SurveyForm
from huiyin.records.problems.survey import mark, why_no_day
from huiyin.records.problems.survey_forms import DEVICES, MOST_FOUND, NOTES, SURVEYORS, Form, surveyors
from huiyin.records.problems.survey_places import counts_of
from huiyin.records.reports.landing.errors import BadValue


class Findings(forms.Form):
    """What two officers found in a compound. ``zero`` (no field) reports that there was nothing; ``seen`` is the mark of the
    form that they had before them."""

    surveyed_on = day_field(_("排摸日期"), required=True)
    surveyors = forms.CharField(
        label=_("排摸人（2人）"),
        max_length=SURVEYORS,
        help_text=_("两人姓名，以顿号分隔，如“王一、李二”。"),
    )
    heard = forms.IntegerField(
        label=_("听取意见人数"),
        min_value=0,
        max_value=MOST_FOUND,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    devices = forms.CharField(
        label=_("智能设备"),
        max_length=DEVICES,
        required=False,
        help_text=_("小区已有的，如电梯阻车、高空抛物监控。"),
    )
    main_conflict = LongText(
        label=_("主要矛盾"), max_length=NOTES, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    proposal = LongText(
        label=_("建议措施"), max_length=NOTES, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any = None, *, today: date, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.today = today
        self.zero = bool(data and data.get("zero"))
        for column in SURVEY_FINDINGS:
            self.fields[column.key] = forms.IntegerField(
                label=label(column.zh, column.en),
                min_value=0,
                max_value=MOST_FOUND,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def findings(self) -> list[tuple[Column, BoundField]]:
        """The fields of what is counted, in the order of the form."""
        return [(column, self[column.key]) for column in SURVEY_FINDINGS]

    def clean_surveyed_on(self) -> date:
        """A day of the campaign that is not ahead."""
        day: date = self.cleaned_data["surveyed_on"]
        if why := why_no_day(day, self.today):
            raise forms.ValidationError(label(f"{why[1]}，请核对排摸日期。", f"{why[0]}; check the day."))
        return day

    def clean_surveyors(self) -> tuple[str, ...]:
        """Two different names at least."""
        try:
            return surveyors(self.cleaned_data["surveyors"])
        except BadValue as bad:
            words = label(f"{bad.zh}。{bad.advice_zh}", f"{bad}. {bad.advice_en}")
            raise forms.ValidationError(words) from bad

    def clean(self) -> dict[str, Any]:
        """A zero report has no findings."""
        given = super().clean() or self.cleaned_data
        if self.zero:
            for column in SURVEY_FINDINGS:
                if given.get(column.key):
                    self.add_error(
                        column.key, gettext("已填了数量，不能作零报告；确无问题请清空，否则请按“保存”。")
                    )
        return given

    def look_again(self, held: SurveyForm) -> None:
        """What is sent next was filled in beside the form that is held by now."""
        assert isinstance(self.data, QueryDict)
        self.data = self.data.copy()
        self.data["seen"] = mark(held)

    def told(self, compound_id: int) -> Form:
        """The form as it is recorded."""
        given = self.cleaned_data
        return Form(
            compound_id,
            given["surveyed_on"],
            given["surveyors"],
            given["heard"] or 0,
            {c.key: given[c.key] for c in SURVEY_FINDINGS if given[c.key]},
            given["devices"],
            given["main_conflict"],
            given["proposal"],
        )


def as_initial(form: SurveyForm) -> dict[str, Any]:
    """A recorded form as the values of the fields."""
    return {
        "surveyed_on": form.surveyed_on,
        "surveyors": form.surveyors,
        "heard": form.heard,
        "devices": form.devices,
        "main_conflict": form.main_conflict,
        "proposal": form.proposal,
        "seen": mark(form),
        **counts_of(form),
    }
