"""The forms of what becomes of a report. What may stand in them is said by the records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from huiyin.doors.web.choosing import draw_from, offer
from huiyin.doors.web.language import ground_name, violation_choices, violation_name
from huiyin.doors.web.long_texts import LongText
from huiyin.doors.web.problem.fields import PLACE, PlaceInput, UnitChoice, decided, places, words_field
from huiyin.doors.web.registry.words import day_field
from huiyin.knowledge.law import book
from huiyin.knowledge.law.types import Violation
from huiyin.records.registry.models import Compound, Unit
from huiyin.records.registry.models.areas import NAME_LENGTH
from huiyin.records.reports.actions.look import REASON as LOOK_REASON
from huiyin.records.reports.models import Disposal, Fate, PendingReason, ReplyState, Satisfaction

REASON = 500
ANSWER = 2000
BODY = Disposal._meta.get_field("body").max_length
RECEIPT = Disposal._meta.get_field("receipt").max_length
NUMBER = 20
# What is owed and past its date.
LATE = "late"
ORDER = 64
# As long as a compound's name can be.
UNLISTED = 40


def _said(label: Any, most: int) -> forms.CharField:
    """A field for a part of a place, which is Chinese in every language of the page."""
    widget = forms.TextInput({"lang": "zh-Hans-CN"})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget)


class JoinForm(forms.Form):
    """The problem of which a report speaks: one of those at its place, or another by its number."""

    problem = forms.ChoiceField(label=_("同一地点的未销号问题"), required=False, widget=forms.RadioSelect())
    number = forms.CharField(
        label=_("或填问题编号"), max_length=NUMBER, required=False, help_text=_("例如 WT0000123。")
    )
    reason = words_field(_("理由"), required=False, help_text=_("可不填；填写后留痕。"))

    def __init__(self, data: Any, candidates: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        offer(self, "problem", list(candidates))

    def clean(self) -> dict[str, Any]:
        """One or the other."""
        given = super().clean() or self.cleaned_data
        if bool(given.get("problem")) == bool(given.get("number")) and not self.errors:
            self.add_error("number", gettext("请选一个问题，或填一个问题编号，二者取一。"))
        return given


class OpenForm(forms.Form):
    """Of which wrong a report speaks, and where: at a compound that was found, or at one that the gazetteer lacks."""

    violation = forms.ChoiceField(label=_("反映的违法行为"))
    place = forms.CharField(
        label=_("小区"),
        max_length=NAME_LENGTH,
        required=False,
        widget=PlaceInput(),
        help_text=_("填名称、别名、路弄或代码，再从查到的里面选。"),
    )
    compound = forms.ChoiceField(label=_("可选的小区"), required=False, widget=forms.RadioSelect())
    unlisted = forms.BooleanField(label=_("登记为待核小区"), required=False)
    name = _said(_("小区名称"), UNLISTED)
    road = _said(_("路弄"), UNLISTED)
    building = _said(_("楼栋"), PLACE)
    unit = _said(_("单元"), PLACE)
    room = _said(_("室号"), PLACE)
    under_way = forms.ChoiceField(
        label=_("是否正在实施"),
        required=False,
        widget=forms.RadioSelect(),
    )
    stay = forms.BooleanField(label=_("还反映别的违法行为，办完留在这件"), required=False)

    def __init__(
        self, data: Any, proposed: Iterable[str], initial: dict[str, Any], found: list[Compound]
    ) -> None:
        super().__init__(data, initial=initial)
        names = dict(violation_choices())
        read = [(code, names[code]) for code in proposed if code in names]
        others = [(code, name) for code, name in names.items() if code not in dict(read)]
        groups = [(gettext("判读所得"), read), (gettext("其他"), others)] if read else others
        offer(self, "violation", [("", gettext("请选择")), *groups])
        offer(self, "compound", places(found))
        under_way = [
            ("", gettext("不清楚")),
            ("yes", gettext("正在实施")),
            ("no", gettext("没有在实施")),
        ]
        offer(self, "under_way", under_way)
        self.fields["under_way"].help_text = _of_under_way()

    def clean(self) -> dict[str, Any]:
        """One place: a compound that was found, or, where that is said, the words for one that was not."""
        given = super().clean() or self.cleaned_data
        if given.get("unlisted"):
            if not given.get("name") and not given.get("road"):
                self.add_error("name", gettext("请填小区名称或路弄。"))
        elif not given.get("place") and not given.get("compound") and "compound" not in self.errors:
            self.add_error("place", gettext("请选一个小区；名录里没有的，登记为待核小区。"))
        else:
            decided(self, given)
        return given

    def in_progress(self) -> bool | None:
        """Whether the work is still going on, as far as somebody knows."""
        return {"yes": True, "no": False}.get(self.cleaned_data["under_way"])


def _of_under_way() -> str:
    """What the book lets hang on whether work still goes on: the task of some wrongs, and of fewer their deadline."""
    kinds = [one for one in book.load().violations.values() if one.in_progress is not None]
    sooner = [one for one in kinds if one.in_progress and one.in_progress.deadline != one.deadline]
    said = gettext("%(kinds)s正在实施的，任务按正在实施的安排。") % {"kinds": _named(kinds)}
    if sooner:
        said += gettext("%(kinds)s的完成时限也按正在实施的确定，其他不变。") % {"kinds": _named(sooner)}
    return said


def _named(kinds: Iterable[Violation]) -> str:
    return gettext("、").join(violation_name(one.code) for one in kinds)


class HoldForm(forms.Form):
    """For what a report waits, whose it is, until when."""

    reason = forms.ChoiceField(label=_("等待什么"))
    owner = UnitChoice(Unit.objects.none(), label=_("由谁处理"), empty_label=_("请选择"))
    due = day_field(_("时限"), required=True)

    def __init__(self, data: Any, units: Any, today: dt.date, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.today = today
        offer(self, "reason", [(one.value, gettext(one.label)) for one in PendingReason])
        draw_from(self, "owner", units)

    def clean_due(self) -> dt.date:
        """A day that is not past."""
        day: dt.date = self.cleaned_data["due"]
        if day < self.today:
            raise forms.ValidationError(gettext("不能早于今天，请核对时限。"))
        return day


class TransferReportForm(forms.Form):
    """To whom a report goes, with the proof that it was taken."""

    body = forms.CharField(label=_("移送至"), max_length=BODY, help_text=_("接收部门的全称。"))
    receipt = forms.CharField(label=_("回执号"), max_length=RECEIPT)
    reason = words_field(_("移送理由"), most=REASON)


class DeclineForm(forms.Form):
    """On which ground it is proposed not to take a report on."""

    ground = forms.ChoiceField(label=_("情形"))
    reason = words_field(_("理由"), most=REASON, help_text=_("写明事实和依据，确认人据此决定。"))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        grounds = [(code, ground_name(code)) for code in book.load().declining]
        offer(self, "ground", [("", gettext("请选择")), *grounds])


class NothingForm(forms.Form):
    """Nothing is asked: the act is confirmed as it is told."""


class WithdrawForm(forms.Form):
    """Which quoted orders are taken back by this one; or, for an order itself, by which one that was said."""

    quoted = forms.MultipleChoiceField(
        label=_("一并撤回的原诉件"),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
        help_text=_("只勾选反映人要撤的；问题不会因此自动销号。"),
    )
    through = forms.CharField(
        label=_("据以撤回的工单编号"),
        max_length=ORDER,
        required=False,
        help_text=_("另有撤单工单的，填其编号，两件一并撤回；没有的不填。"),
    )
    reason = words_field(_("反映人怎么说"), most=REASON, help_text=_("写入留痕，不要写人名。"))

    def __init__(self, data: Any, quoted: list[tuple[str, Any]], *, takes_back: bool) -> None:
        only = [quoted[0][0]] if len(quoted) == 1 else []
        super().__init__(data, initial={"quoted": only})
        if takes_back:
            del self.fields["through"]
        if quoted:
            offer(self, "quoted", quoted)
        else:
            del self.fields["quoted"]


class AttachForm(forms.Form):
    """Of which order a feedback speaks: one that it quotes, or another by its number."""

    original = forms.ChoiceField(label=_("所引用的工单"), required=False, widget=forms.RadioSelect())
    number = forms.CharField(label=_("原诉件的工单编号"), max_length=ORDER, required=False)
    reason = words_field(_("理由"), most=REASON, help_text=_("例如：承办单位反馈，不是新的反映。"))

    def __init__(self, data: Any, quoted: list[tuple[str, Any]]) -> None:
        only = quoted[0][0] if len(quoted) == 1 else ""
        super().__init__(data, initial={"original": only})
        if quoted:
            offer(self, "original", quoted)
        else:
            del self.fields["original"]

    def clean(self) -> dict[str, Any]:
        """One or the other."""
        given = super().clean() or self.cleaned_data
        given["number"] = given.get("number", "").strip()
        if not given.get("original") and not given["number"] and not self.errors:
            self.add_error("number", gettext("请选所引用的工单，或填原诉件的工单编号。"))
        return given


class ResumeForm(forms.Form):
    """Why a report that had left us is taken up again."""

    reason = words_field(_("理由"), most=REASON, help_text=_("例如：再次派单，属本单位职责。"))


class CallBackForm(forms.Form):
    """What a reporter said when they were called back."""

    on = day_field(_("回访日期"), required=True)
    satisfaction = forms.ChoiceField(label=_("是否满意"), widget=forms.RadioSelect())
    solved = forms.ChoiceField(label=_("是否解决"), required=False, widget=forms.RadioSelect())
    note = words_field(
        _("反映人的话"), required=False, most=ANSWER, help_text=_("不写他人姓名和电话。可不填。")
    )

    def __init__(self, data: Any, today: dt.date) -> None:
        super().__init__(data, initial={"on": today})
        offer(self, "satisfaction", [(one.value, gettext(one.label)) for one in Satisfaction])
        offer(
            self, "solved", [("", gettext("没有说")), ("yes", gettext("已解决")), ("no", gettext("未解决"))]
        )

    def solved_(self) -> bool | None:
        """Whether the matter is solved to them, as far as they said."""
        return {"yes": True, "no": False}.get(self.cleaned_data["solved"])


class AnswerForm(forms.Form):
    """What the reporter is told."""

    text = LongText(
        label=_("对反映人说的话"),
        max_length=ANSWER,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("用反映人听得懂的话：核实到什么，做了什么，结果如何，还可以找谁。不写他人姓名和电话。"),
    )


class LookForm(forms.Form):
    """Why somebody looks at who a reporter is."""

    reason = words_field(
        _("查看理由"), most=LOOK_REASON, help_text=_("例如：约定上门时间。理由永久留痕，不要写人名。")
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        # What answers it is no page that is come back to: the browser keeps no draft of it.
        self.fields["reason"].widget.attrs["data-private"] = True


class ReportFilter(forms.Form):
    """Which reports are listed. ``reply`` is how far the answer has come, or :data:`LATE`."""

    fate = forms.ChoiceField(label=_("去向"), required=False)
    reason = forms.ChoiceField(label=_("待处理原因"), required=False)
    reply = forms.ChoiceField(label=pgettext_lazy("answer", "回音"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        every = [("", gettext("全部"))]
        offer(self, "fate", [*every, *((one.value, gettext(one.label)) for one in Fate)])
        reasons = ((one.value, gettext(one.label)) for one in PendingReason)
        offer(self, "reason", [*every, *reasons])
        replies = [(one.value, gettext(one.label)) for one in ReplyState]
        at = [value for value, _label in replies].index(ReplyState.OWED) + 1
        replies.insert(at, (LATE, gettext("待回复，已超期")))
        offer(self, "reply", [*every, *replies])
