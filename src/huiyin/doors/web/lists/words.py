"""In which words the lists speak: names of lists and versions in the reader's language, refusals, labels."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huiyin.doors.web.language import class_name, label, phase_name, violation_choices
from huiyin.records.problems.filters import NONE
from huiyin.records.problems.models import Condition, ListKind, ListVersion, ProblemState, Verification
from huiyin.records.problems.versions import ListRefused
from huiyin.records.reports.models import Channel

LABELS: dict[str, str | Promise] = {
    "q": _("查找"),
    "state": _("销号情况"),
    "due": _("完成时限"),
    "recheck": _("待复查"),
    "returned": _("退回补充"),
    "orders": _("诉件时限"),
    "unassigned": _("未派到人"),
    "recurrence": _("复发"),
    "concentrated": _("群众反映集中"),
    "class": _("问题大类"),
    "violation": _("问题类型"),
    "condition": _("状态"),
    "verification": _("核实结果"),
    "channel": _("来源"),
    "district": _("区"),
    "subdistrict": _("街镇"),
    "neighbourhood": _("居（村）委"),
    "compound": _("小区"),
    "lead": _("牵头单位"),
    "officer": _("责任人"),
    "first_from": _("首次反映不早于"),
    "first_to": _("首次反映不晚于"),
}
"""What the lists are narrowed by, by the key of the address."""
DUE: dict[str, str | Promise] = {
    "overdue": _("已超期"),
    "today": _("今日到期"),
    "tomorrow": _("明日到期"),
    "week": _("七日内到期"),
    "later": _("七日后到期"),
}


def kind_name(kind: str) -> str:
    """One of the three lists."""
    return gettext(str(ListKind(kind).label))


def version_name(version: ListVersion) -> str:
    """A frozen list by phase and number, such as 调查排摸第1版."""
    words = {"phase": phase_name(version.phase), "number": version.number}
    return gettext("%(phase)s第%(number)d版") % words


def refusal(refused: ListRefused) -> str:
    """Why a list refuses a step; its messages say it in English and then in Chinese."""
    english, _stroke, chinese = str(refused).partition(" / ")
    return label(f"{chinese or english}。", f"{english}.")


def choices(key: str) -> list[tuple[str, str]]:
    """The values of a filter that has a fixed set of them, with their names."""
    if key == "state":
        return [(v.value, gettext(str(v.label))) for v in ProblemState]
    if key == "due":
        return [(code, str(words)) for code, words in DUE.items()]
    if key == "condition":
        return [*((v.value, gettext(str(v.label))) for v in Condition), (NONE, gettext("未写明"))]
    if key == "verification":
        return [*((v.value, gettext(str(v.label))) for v in Verification), (NONE, gettext("未核实"))]
    if key == "channel":
        return [(v.value, gettext(str(v.label))) for v in Channel]
    if key == "class":
        return [(code, class_name(code)) for code in ("A", "B", "C", NONE)]
    assert key == "violation"
    return violation_choices()
