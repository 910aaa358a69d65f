"""Invented rows for the living page."""

from __future__ import annotations

import datetime as dt
import json
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huiyin.doors.web.design.clocks import ClockChip, clock_chip
from huiyin.doors.web.design.shapes import (
    Chip,
    Column,
    Crumb,
    Fact,
    Figure,
    Legend,
    Link,
    Mark,
    Moment,
    Step,
)
from huiyin.doors.web.design.states import KINDS, codes_of

TEXT = "12栋301室业主在阳台外搭建玻璃房，施工噪音很大。\n物业说劝阻过，但没有上报。"
UNIT = _("静安区城管执法局")


class Filters(forms.Form):
    """Filters of a list."""

    district = forms.ChoiceField(
        label=_("区"), choices=[("", "—"), ("jingan", _("静安区")), ("putuo", _("普陀区"))], required=False
    )
    due = forms.ChoiceField(
        label=_("期限"),
        choices=[("", "—"), ("late", _("已超期")), ("today", _("今日到期"))],
        required=False,
    )


class Sample(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("小区名称"), help_text=_("按门牌上的写法填写。"))
    day = forms.DateField(label=_("复查日期"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("来源"), choices=[("hotline", _("热线")), ("survey", _("排摸发现"))])
    text = forms.CharField(label=_("说明"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    found = forms.ChoiceField(
        label=_("核实结果"),
        choices=[("true", _("属实")), ("partly-true", _("部分属实")), ("untrue", _("不属实"))],
        widget=forms.RadioSelect,
    )
    partners = forms.MultipleChoiceField(
        label=_("协同单位"),
        choices=[("housing", _("房管部门")), ("police", _("公安派出所")), ("fire", _("消防救援机构"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    told = forms.BooleanField(label=_("已告知反映人"), required=False)
    fixed = forms.CharField(label=_("编号"), disabled=True, required=False, initial="XF-2022-0417")
    file = forms.FileField(label=_("现场照片"), help_text=_("JPG 或 PNG，单张不超过 10 MB。"), required=False)


def wrong_form() -> Sample:
    """A form that was sent with mistakes."""
    form = Sample({"wrong-day": "2022-02-28", "wrong-kind": "hotline"}, prefix="wrong")
    form.is_valid()
    form.errors.clear()
    form.add_error("name", gettext("没有填写小区名称。请填写，例如“幸福里”。"))
    form.add_error("day", gettext("期限早于今天。请改成今天或以后的日期。"))
    form.add_error("found", gettext("没有选择核实结果。请选择一项。"))
    return form


def clocks(today: dt.date) -> list[ClockChip]:
    """A limit of each tone."""
    chip = partial(
        clock_chip,
        today=today,
        basis=gettext("某规定第五条（示例）"),
        starts=gettext("热线派单之日起 15 个工作日"),
        owner=str(UNIT),
    )
    day = dt.timedelta(days=1)
    return [
        chip(today - 3 * day),
        chip(today),
        chip(today + day),
        chip(today + 5 * day),
        chip(today + 40 * day),
        chip(today + 12 * day, provisional=True),
        chip(None, verified=False, unknown=gettext("工单没有派单日期，补上后自动核定。")),
        chip(today - day, done=today - 2 * day),
        chip(today - 3 * day, done=today - day),
    ]


def toast(words: str) -> tuple[int, str, str]:
    """A message with a way back, as `tell` makes it."""
    return messages.SUCCESS, words, json.dumps({"tone": "success", "undo": "/design/", "seconds": 20})


def made(now: dt.datetime, today: dt.date) -> dict[str, Any]:
    """All samples, by the names by which the living page calls them."""
    shown = clocks(today)
    return {
        "crumbs": [Crumb(gettext("问题清单"), "#"), Crumb(gettext("静安区"), "#")],
        "tabs": [
            Link(gettext("今日到期"), "#", True, 14),
            Link(gettext("明日到期"), "#", False, 6),
            Link(gettext("已超期"), "#", False, 3),
            Link(gettext("待复查"), "#", False, 0),
        ],
        "chips": [Chip(gettext("区"), gettext("静安区"), "#"), Chip(gettext("期限"), gettext("已超期"), "#")],
        "saved": [Link(gettext("本周到期的群租"), "#", True), Link(gettext("三次以上重复反映"), "#")],
        "filters": Filters({"district": "jingan", "due": "late"}),
        "choices": Filters(prefix="row"),
        "rows": _rows(shown),
        "clocks": shown,
        "states": [(kind, codes_of(kind)) for kind in KINDS],
        "facts": [
            Fact(gettext("小区"), gettext("幸福里")),
            Fact(gettext("物业企业"), gettext("安居物业服务有限公司"), gettext("合同期至 2023年6月30日")),
            Fact(gettext("下次检查"), None),
        ],
        "moments": _moments(now),
        "steps": [
            Step(gettext("拟制"), "done", gettext("周明"), now),
            Step(gettext("审核"), "returned", gettext("李岚"), now),
            Step(gettext("审定"), "now"),
            Step(gettext("签发"), "todo"),
        ],
        "figures": [
            Figure(gettext("已超期"), 3, "#", gettext("最久 12 天"), "danger"),
            Figure(gettext("今日到期"), 14, "#", "", "waiting"),
            Figure(gettext("明日到期"), 6, "#"),
            Figure(gettext("待复查"), 0, "#", "", "done"),
            Figure(gettext("未销号问题"), 12345, "", gettext("不可点开"), "neutral"),
        ],
        "text": TEXT,
        "marks": [
            Mark(0, 17, gettext("违法搭建"), "illegal-construction"),
            Mark(13, 23, gettext("噪声扰民"), "noise"),
        ],
        "legend": [
            Legend(gettext("已销号"), "accent", 1204),
            Legend(gettext("待处理"), "waiting", 310),
            Legend(gettext("已超期"), "danger", 3),
            Legend(gettext("其他"), "neutral"),
        ],
        "line": [4, 7, 6, 11, 9, 14, 12],
        "columns": [
            Column(gettext("第 %(week)s 周") % {"week": week}, value, "waiting" if week == 5 else "accent")
            for week, value in enumerate((12, 18, 9, 22, 31, 0, 14), start=1)
        ],
        "form": Sample(),
        "wrong": wrong_form(),
        "sizes": [20, 50, 200],
        "pages": [Link("1", "#"), None, Link("4", "#", True), Link("5", "#")],
        "now": now,
    }


def _rows(shown: list[ClockChip]) -> list[dict[str, Any]]:
    kept = (
        gettext("违法搭建玻璃房"),
        gettext("群租隔断"),
        gettext("楼道堆物"),
        gettext("破坏承重墙"),
        gettext("占道设摊"),
    )
    return [
        {
            "pk": number,
            "title": title,
            "place": gettext("幸福里 %(building)d号楼 %(room)d02室")
            % {"building": number + 3, "room": number + 1},
            "clock": shown[number],
            "state": "settled" if number == 4 else "open",
            "reports": number * 3 + 1,
            "late": number == 0,
        }
        for number, title in enumerate(kept)
    ]


def _moments(now: dt.datetime) -> list[Moment]:
    hour = dt.timedelta(hours=1)
    return [
        Moment(
            now,
            gettext("延长任务期限"),
            gettext("周明"),
            gettext("网页"),
            "waiting",
            lines=[
                Fact(gettext("期限"), gettext("9月20日 → 9月27日")),
                Fact(gettext("理由"), gettext("业主外出，约定27日入户复查")),
            ],
        ),
        Moment(now - 5 * hour, gettext("核实：属实"), gettext("李岚"), gettext("网页"), "danger"),
        Moment(
            now - 30 * hour,
            gettext("问题立案并派发任务"),
            gettext("系统"),
            gettext("导入"),
            "accent",
            cause=gettext("收到诉件 %(number)s") % {"number": "20220913-0042"},
            cause_url="#",
        ),
    ]
