"""The way through the desk: what stands in the navigation, for whom, and by which key it is reached."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huiyin.records.accounts.roles import Right


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the navigation: the name of its address, its title, the rights of which any shows it, its icon, and the
    letter after ``g``."""

    name: str
    title: str | Promise
    rights: tuple[Right, ...]
    icon: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Pages under one head."""

    title: str | Promise
    entries: tuple[Entry, ...]


R = Right
GROUPS: tuple[Group, ...] = (
    Group(
        _("工作台"),
        (
            Entry("home", _("总览"), (R.PROBLEM_READ,), "home", "h"),
            Entry("work", _("我的工作"), (R.PROBLEM_READ,), "work", "w"),
            Entry("triage", _("诉件分流"), (R.REPORT_TRIAGE, R.REPORT_CONFIRM), "inbox", "q"),
            Entry("review", pgettext_lazy("page", "判读"), (R.REPORT_TRIAGE,), "edit", "o"),
            Entry("imports", _("导入诉件"), (R.REPORT_IMPORT,), "upload", "i"),
            Entry("answers", _("待回音"), (R.REPORT_REPLY,), "send", "y"),
        ),
    ),
    Group(
        _("三张清单"),
        (
            Entry("list-problem", _("问题清单"), (R.PROBLEM_READ,), "problem", "p"),
            Entry("list-task", _("任务清单"), (R.PROBLEM_READ,), "task", "t"),
            Entry("list-responsibility", _("责任清单"), (R.PROBLEM_READ,), "duty", "r"),
            # For people outside enforcement no list is frozen.
            Entry("list-versions", _("清单版本"), (R.REPORT_READ, R.EXCEPTION_READ), "freeze", "v"),
        ),
    ),
    Group(
        _("执法办案"),
        (
            Entry("cases", pgettext_lazy("page", "案件"), (R.CASE_READ,), "file", "k"),
            Entry("case-stock", _("存量违法建筑"), (R.CASE_READ,), "compound", "x"),
        ),
    ),
    Group(
        _("小区与排摸"),
        (
            Entry("compounds", pgettext_lazy("page", "小区"), (R.PROBLEM_READ,), "compound", "c"),
            Entry("map", _("地图"), (R.PROBLEM_READ,), "map", "j"),
            Entry("survey", _("排摸"), (R.SURVEY_ENTER, R.SURVEY_FREEZE, R.EXCEPTION_READ), "survey", "f"),
            Entry("reports", _("诉件"), (R.REPORT_READ,), "report", "s"),
        ),
    ),
    Group(
        _("督办"),
        (
            Entry("exceptions", _("例外清单"), (R.EXCEPTION_READ,), "exception", "e"),
            Entry("ledger", _("留痕"), (R.LEDGER_READ,), "ledger", "l"),
            Entry("looks", _("身份调阅"), (R.LOOK_READ,), "eye", "a"),
        ),
    ),
    Group(
        _("基础数据"),
        (
            Entry("responsibilities", _("责任表"), (R.REGISTRY_READ,), "list", "d"),
            Entry("units", pgettext_lazy("page", "单位"), (R.REGISTRY_READ,), "people", "u"),
            Entry("officers", _("执法人员"), (R.REGISTRY_READ,), "person", "n"),
            Entry("firms", _("物业服务企业"), (R.REGISTRY_READ,), "compound", "m"),
            Entry("accounts", _("账号"), (R.ACCOUNT_MANAGE,), "lock", "z"),
            Entry("clients", _("接口令牌"), (R.CLIENT_MANAGE,), "link", "b"),
        ),
    ),
)

# How many entries a phone's bar shows beside 更多.
BAR = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a page shows it."""

    entry: Entry
    address: str
    current: bool


def shown(request: HttpRequest) -> dict[str, object]:
    """Context of every page: the navigation of whoever is signed in, and the entry on which the page stands."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    match = request.resolver_match
    groups: list[tuple[str | Promise, list[Shown]]] = []
    for group in GROUPS:
        entries = []
        for entry in group.entries:
            if not any(user.may(right) for right in entry.rights):
                continue
            view = match.view_name if match is not None else None
            entries.append(Shown(entry, reverse(entry.name), view is not None and _leads(entry.name, view)))
        if entries:
            groups.append((group.title, entries))
    flat = [shown for _, entries in groups for shown in entries]
    return {"navigation": groups, "navigation_bar": flat[:BAR]}


def _leads(entry: str, view: str) -> bool:
    """Whether a page stands under an entry: it is the entry's own, or its name begins with it (``survey-form``)."""
    return view == entry or view.startswith(f"{entry}-")
