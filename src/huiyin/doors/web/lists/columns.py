"""The columns of the three lists on the screen: the trade's, the most needed of them first, others by choice.

Cells are put together here and not in a template: a page has up to two hundred rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from huiyin.doors.web.design.states import state_of
from huiyin.doors.web.language import body_name, class_name, phase_name, violation_name
from huiyin.doors.web.lists import clocks
from huiyin.knowledge.law import book
from huiyin.records.problems.columns import LISTS, Cell
from huiyin.records.problems.desk import Row
from huiyin.records.problems.models import Assignment, ListKind, Role, Task
from huiyin.records.problems.numbers import task_number
from huiyin.records.problems.task_lines import days_late
from huiyin.records.problems.wording import UNNAMED_PLACE, risk, stage
from huiyin.records.registry.models import Compound
from huiyin.records.reports.models import Channel

NOTHING = mark_safe('<span class="soft">—</span>')


@dataclass(slots=True)
class Drawing:
    """What cells are drawn with: the day, what else was read for the chosen columns (``people`` by username, ``lines`` the
    cells of the printed list by record), and words that repeat."""

    today: date
    tasks: Mapping[int, Task] = field(default_factory=dict)
    parts: Mapping[int, Sequence[Assignment]] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[int, Sequence[Cell]] = field(default_factory=dict)
    badges: dict[tuple[str, str], SafeString] = field(default_factory=dict)

    def badge(self, kind: str, code: str) -> SafeString:
        """A code as a badge; nothing for an empty one."""
        if not code:
            return NOTHING
        if (kind, code) not in self.badges:
            words, tone = state_of(kind, code)
            self.badges[kind, code] = format_html('<span class="badge badge-{}">{}</span>', tone, words)
        return self.badges[kind, code]


Draw = Callable[[Row, Drawing], "SafeString | str"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A column on the screen. ``reads`` is what has to be read for it beyond the rows: ``tasks``, ``parts`` or ``lines``;
    ``reports`` says that it tells what reports say, for those who may read them."""

    key: str
    title: str | Promise
    draw: Draw
    usual: bool = True
    amount: bool = False
    chinese: bool = False
    reads: str = ""
    phone: bool = True
    reports: bool = False


def _under(first: object, second: object) -> SafeString:
    if not second:
        return format_html("{}", first) if first else NOTHING
    return format_html('{}<span class="under">{}</span>', first or NOTHING, second)


def _problem(row: Row, drawing: Drawing) -> SafeString:
    again = row.recurrence_of is not None
    link = format_html('<a class="row-link" href="{}">{}</a>', reverse("problem", args=[row.id]), row.number)
    return (
        format_html('{} <span class="badge badge-waiting">{}</span>', link, gettext("复发"))
        if again
        else link
    )


def _task(row: Row, drawing: Drawing) -> SafeString:
    number = task_number(row.task_id) if row.task_id else row.number
    link = format_html('<a class="row-link" href="{}">{}</a>', reverse("problem", args=[row.id]), number)
    return _under(link, row.number)


def _place(row: Row, drawing: Drawing) -> SafeString:
    place = gettext("未写明楼室号") if row.place == UNNAMED_PLACE else row.place
    note = (
        format_html(' <span class="badge badge-waiting">{}</span>', gettext("待核"))
        if row.compound_status == Compound.Status.PROVISIONAL
        else ""
    )
    return format_html(
        '<a href="{}">{}</a>{}<span class="under">{}</span>',
        reverse("compound", args=[row.compound_id]),
        row.compound,
        note,
        place,
    )


def _violation(row: Row, drawing: Drawing) -> SafeString:
    found = book.load().violations.get(row.violation)
    return _under(violation_name(row.violation), class_name(found.notice.class_code) if found else "")


def _area(row: Row, drawing: Drawing) -> SafeString:
    return _under(row.subdistrict or row.district, row.neighbourhood)


def _verified(row: Row, drawing: Drawing) -> SafeString:
    return (
        drawing.badge("verification", row.verification)
        if row.verification
        else format_html('<span class="soft nowrap">{}</span>', gettext("未核实"))
    )


def _reports(row: Row, drawing: Drawing) -> SafeString:
    if row.reports is None:
        return NOTHING
    callers = gettext("至少 %(n)d 人") % {"n": row.callers} if row.callers and row.callers > 1 else ""
    return _under(f"{row.reports:,}", callers)


def _clock(row: Row, drawing: Drawing) -> SafeString:
    return _under(clocks.drawn(clocks.chip(row, drawing.today)), clocks.first_deadline(row, drawing.today))


def _lead(row: Row, drawing: Drawing) -> SafeString:
    return _under(row.lead, row.officer)


def _officer(row: Row, drawing: Drawing) -> SafeString:
    return format_html("{}", row.officer or format_html('<span class="soft">{}</span>', gettext("待定")))


def _progress(row: Row, drawing: Drawing) -> SafeString:
    said = drawing.badge("task", row.task_state or "")
    if row.returned_on:
        returned = format_html('<span class="badge badge-waiting">{}</span>', gettext("退回补充"))
        return _under(returned, row.return_reason)
    if row.recheck_on:
        return _under(said, gettext("%(day)s复查") % {"day": row.recheck_on})
    return _under(said, gettext("%(day)s延期") % {"day": row.extended_on} if row.extended_on else "")


def _stage(row: Row, drawing: Drawing) -> str:
    return gettext(stage(row.verification, settled=row.state == "settled"))


def _late(row: Row, drawing: Drawing) -> SafeString | str:
    days = days_late(row.due_on, drawing.today) if row.due_on and row.task_state == "open" else None
    return format_html("<strong>{}</strong>", days) if days else NOTHING


def _channel(row: Row, drawing: Drawing) -> str:
    return gettext(str(Channel(row.channel).label))


def _day(name: str, row: Row, drawing: Drawing) -> SafeString | str:
    day = getattr(row, name)
    return format_html('<span class="nowrap">{}</span>', day) if day else NOTHING


def _words(name: str, row: Row, drawing: Drawing) -> SafeString | str:
    task = drawing.tasks.get(row.task_id or 0)
    said = getattr(task, name) if task else ""
    return phase_name(said) if name == "phase" and said else said or NOTHING


def _extended(row: Row, drawing: Drawing) -> SafeString | str:
    task = drawing.tasks.get(row.task_id or 0)
    if task is None or not task.extended_by:
        return NOTHING
    return _under(drawing.people.get(task.extended_by, task.extended_by), row.extended_on)


def _leader(row: Row, drawing: Drawing) -> SafeString | str:
    parts = drawing.parts.get(row.task_id or 0, ())
    return next((part.leader for part in parts if part.role == Role.LEAD and part.leader), NOTHING)


def _assisting(row: Row, drawing: Drawing) -> SafeString | str:
    parts = (part for part in drawing.parts.get(row.task_id or 0, ()) if part.role == Role.ASSIST)
    return (
        gettext("、").join(part.unit.short_name if part.unit else body_name(part.body) for part in parts)
        or NOTHING
    )


_PROBLEM = Shown("problem", _("问题编号"), _problem)
_TASK = Shown("task", _("任务编号"), _task)
_PLACE = Shown("compound", _("小区、位置"), _place, chinese=True)
_KIND = Shown("violation", _("问题类型"), _violation)
_AREA = Shown("area", _("街镇、居委"), _area, chinese=True, phone=False)
_DISTRICT = Shown(
    "district", _("区"), lambda row, _drawing: row.district or NOTHING, usual=False, chinese=True
)
_CONDITION = Shown("condition", _("状态"), lambda row, drawing: drawing.badge("condition", row.condition))
_FIRST = Shown("first_on", _("首次反映"), partial(_day, "first_on"), phone=False)
_REPORTS = Shown("reports", _("诉件"), _reports, amount=True)
_VERIFIED = Shown("verification", _("核实结果"), _verified)
_CLOCK = Shown("due_on", _("完成时限"), _clock)
_LEAD = Shown("lead", _("牵头、责任人"), _lead, chinese=True)
_STATE = Shown("state", _("销号情况"), lambda row, drawing: drawing.badge("problem", row.state), phone=False)
_RISK = Shown("risk", _("风险等级"), lambda row, _drawing: gettext(risk(row.violation)), usual=False)
_CHANNEL = Shown("channel", _("来源"), _channel, usual=False)


def _printed(
    kind: ListKind, key: str, title: str | Promise, *, amount: bool = False, reports: bool = False
) -> Shown:
    """A column as the printed list has it."""
    at = next(at for at, column in enumerate(LISTS[kind]) if column.key == key)

    def draw(row: Row, drawing: Drawing) -> SafeString | str:
        record = row.id if kind == ListKind.PROBLEM else row.task_id
        cells = drawing.lines.get(record or 0)
        cell = cells[at] if cells else None
        if cell in (None, ""):
            return NOTHING
        return format_html('<span class="nowrap">{}</span>', cell) if isinstance(cell, date) else str(cell)

    chinese = LISTS[kind][at].kind == "text"
    return Shown(
        key,
        title,
        draw,
        usual=False,
        amount=amount,
        chinese=chinese,
        reads="lines",
        phone=False,
        reports=reports,
    )


_of_problem = partial(_printed, ListKind.PROBLEM)


def _rarely(column: Shown) -> Shown:
    return Shown(
        column.key, column.title, column.draw, usual=False, amount=column.amount, chinese=column.chinese
    )


def _by_task(key: str, title: str | Promise) -> Shown:
    return Shown(key, title, partial(_words, key), usual=False, chinese=key != "phase", reads="tasks")


COLUMNS: Mapping[ListKind, tuple[Shown, ...]] = {
    ListKind.PROBLEM: (
        _PROBLEM,
        _PLACE,
        _KIND,
        _DISTRICT,
        _AREA,
        _CONDITION,
        _FIRST,
        _REPORTS,
        _RISK,
        _of_problem("details", _("具体情况"), reports=True),
        _CHANNEL,
        _of_problem("number", _("来源编号"), reports=True),
        _of_problem("callers", _("反映人数"), amount=True),
        _VERIFIED,
        _of_problem("verified_on", _("核实日期")),
        _of_problem("firm", pgettext_lazy("column", "物业服务企业")),
        _CLOCK,
        _LEAD,
        _STATE,
        _of_problem("first_version", _("首次入单版本")),
        _of_problem("remarks", _("备注")),
    ),
    ListKind.TASK: (
        _TASK,
        _PLACE,
        _KIND,
        _DISTRICT,
        _rarely(_AREA),
        _by_task("goal", _("整治目标")),
        _by_task("work", _("工作任务")),
        _by_task("measure", _("执法措施")),
        _by_task("done_mark", _("完成标志")),
        _by_task("start_on", _("开始日期")),
        _CLOCK,
        _by_task("phase", _("所属阶段")),
        Shown("progress", _("进度"), _progress),
        Shown("extended", _("延期批准"), _extended, usual=False, chinese=True, reads="tasks"),
        _VERIFIED,
        _LEAD,
        _printed(ListKind.TASK, "remarks", _("备注")),
    ),
    ListKind.RESPONSIBILITY: (
        _TASK,
        _PLACE,
        _KIND,
        _DISTRICT,
        _rarely(_AREA),
        Shown("unit", _("牵头单位"), lambda row, _drawing: row.lead or NOTHING, chinese=True),
        Shown("leader", _("责任领导"), _leader, usual=False, chinese=True, reads="parts"),
        Shown("officer", _("责任人"), _officer, chinese=True),
        Shown("assisting", _("配合单位"), _assisting, usual=False, reads="parts"),
        _CLOCK,
        Shown("stage", _("当前环节"), _stage),
        Shown("overdue", _("超期天数"), _late, amount=True),
        _rarely(_REPORTS),
        # What is written in by hand, and what only a settled one has, is on the printed list alone.
        _printed(ListKind.RESPONSIBILITY, "remarks", _("备注")),
    ),
}
"""For each list all columns that it can show, in the trade's order; the first is always shown."""


def chosen(kind: ListKind, kept: str) -> tuple[Shown, ...]:
    """The columns of a list by the choice that was kept, keys apart by dots; the usual ones without any."""
    keys = set(kept.split("."))
    first, *others = COLUMNS[kind]
    picked = [column for column in others if column.key in keys]
    return (first, *(picked or (column for column in others if column.usual)))


def rows(found: Collection[Row], columns: Sequence[Shown], drawing: Drawing) -> list[SafeString]:
    """The rows of a table, each as an element."""
    first, *others = columns
    head = f'<th scope="row"{_lang(first)}>'
    openings = [(column, _opening(column), _opening(column, bare=True)) for column in others]
    drawn = []
    for row in found:
        cells = [f"{head}{conditional_escape(first.draw(row, drawing))}</th>"]
        for column, opening, bare in openings:
            cell = column.draw(row, drawing)
            cells.append(f"{bare if cell is NOTHING else opening}<div>{conditional_escape(cell)}</div></td>")
        drawn.append(mark_safe(f"<tr data-row{_standing(row, drawing.today)}>{''.join(cells)}</tr>"))  # noqa: S308 - escaped above
    return drawn


def _opening(column: Shown, *, bare: bool = False) -> str:
    """The beginning of a cell. On phones a cell that says nothing, and what is less needed, goes away."""
    classes = " ".join(
        name for name, given in (("amount", column.amount), ("phone-hide", bare or not column.phone)) if given
    )
    class_ = f' class="{classes}"' if classes else ""
    return f'<td data-label="{conditional_escape(str(column.title))}"{class_}{_lang(column)}>'


def _lang(column: Shown) -> str:
    return ' lang="zh-Hans-CN"' if column.chinese else ""


def _standing(row: Row, today: date) -> str:
    if row.state != "open":
        return ' class="row-done"'
    return ' class="row-late"' if row.due_on is not None and row.due_on < today else ""
