"""What the fields of a report are called on the pages, and what a person may say of a column."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiyin.doors.web.language import either
from huiyin.records.reports.landing.errors import Problem
from huiyin.records.reports.models import Channel

FIELDS: tuple[tuple[str, Any], ...] = (
    ("number", _("工单编号")),
    ("text", _("诉求内容")),
    ("title", _("标题")),
    ("address", _("诉求地址")),
    ("district", _("所在区")),
    ("received", _("工单生成时间")),
    ("dispatched", _("派单时间")),
    ("signed", _("签收时间")),
    ("reached", _("接报时间")),
    ("deadline", _("办理时限")),
    ("urgency", _("紧急程度")),
    ("order_type", _("工单类型")),
    ("category", _("分类（可多列）")),
    ("new_category", _("新分类（可多列）")),
    ("agency", _("主办单位")),
    ("reporter_kind", _("反映人类型")),
    ("reporter_name", _("反映人姓名（加密）")),
    ("phone", _("联系电话（加密）")),
    ("call_id", _("通话编号（加密）")),
    ("clerk", _("话务员工号（加密）")),
    ("anonymous", _("是否匿名")),
    ("handled", _("办理情况")),
    ("service", _("受理渠道")),
    ("outcome", _("办理结果")),
    ("callback", _("回访情况（可多列）")),
)
# Where nobody chooses columns.
NAMES = dict(FIELDS) | {"category": _("分类"), "new_category": _("新分类"), "callback": _("回访情况")}
# Through which sources a file or a pasted order can come; the others have doors of their own.
CHANNELS = tuple(
    (c.value, _(str(c.label)))
    for c in (
        Channel.HOTLINE,
        Channel.HOUSING,
        Channel.MEDIA,
        Channel.THIRD_PARTY,
        Channel.POLICE,
        Channel.STUDIO,
        Channel.SURVEY,
    )
)


class DropForm(forms.Form):
    """A file to be imported."""

    file = forms.FileField(
        label=_("来件文件"),
        help_text=_(
            ".xlsx、.xls 或 .csv，工作簿不超过20万行、128 MB，更大的请另存为 .csv（不超过 2 GB）。文件收到后即加密保存。"
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )


class Words(forms.CharField):
    """Words without what no database takes (the character of code 0), as rows of files lose it too."""

    def to_python(self, value: Any) -> Any:
        """The words, cleaned."""
        return super().to_python(value.replace("\x00", "") if isinstance(value, str) else value)


class PasteForm(forms.Form):
    """One order, typed or pasted. How long a text may be the records say: a browser would cut it off without a word."""

    channel = forms.ChoiceField(label=_("来源"), choices=CHANNELS, initial=Channel.HOTLINE.value)
    number = Words(
        label=_("工单编号"),
        max_length=64,
        required=False,
        help_text=_("没有编号可不填；有编号的重复录入不会产生第二件。"),
    )
    text = Words(
        label=_("诉求内容"),
        widget=forms.Textarea(attrs={"rows": 8, "data-private": True}),
        help_text=_(
            "可直接粘贴工单全文：“工单编号：…”这样的行逐项读出，收下前请核对；读出或填写的姓名和电话另行加密，内容里出现的也隐去。"
        ),
    )
    address = Words(label=_("诉求地址"), max_length=500, required=False)
    received = Words(
        label=_("工单生成时间"),
        max_length=40,
        required=False,
        help_text=_("如 2022-09-15 08:30，不得晚于现在；不填按今日。"),
    )
    reporter_name = Words(
        label=_("反映人姓名"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"data-private": True}),
        help_text=_("加密保存，不在页面上显示。"),
    )
    phone = Words(
        label=_("联系电话"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"data-private": True}),
        help_text=_("加密保存，用于答复和识别同一反映人。"),
    )


def spoken(problem: Problem) -> tuple[str, str]:
    """What is wrong, and what to do, in the reader's language."""
    return either(problem.message_zh, problem.message_en), either(problem.advice_zh, problem.advice_en)
