"""The parts of the design system as template tags. Parameters and examples: `huiyin/doors/web/design/README.md`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField, Textarea
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from huiyin.doors.web.design import charts
from huiyin.doors.web.design.clocks import ClockChip
from huiyin.doors.web.design.evidence import FOLDED, Piece, cut, folded
from huiyin.doors.web.design.icons import ICONS
from huiyin.doors.web.design.shapes import Column, Crumb, Fact, Mark, Tone
from huiyin.doors.web.design.states import state_of
from huiyin.doors.web.design.tell import told_how

register = template.Library()

THEMES = ("light", "dark")
# Where the reader was in a list; a new order or filter begins at its start.
CURSORS = ("after", "before")
NOTICES = {"info": "info", "success": "check", "caution": "caution", "danger": "caution"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line drawing beside words; it is not read aloud. Raises `KeyError` for a name that `design/icons.py` lacks."""
    return format_html(
        '<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        ICONS[name],
    )


@register.simple_tag(takes_context=True)
def theme_attribute(context: Context) -> SafeString:
    """`data-theme="…"` for the root element where the reader chose a theme; nothing where the device decides."""
    request = context.get("request")
    chosen = request.COOKIES.get("huiyin_theme", "") if isinstance(request, HttpRequest) else ""
    return format_html('data-theme="{}"', chosen) if chosen in THEMES else SafeString("")


@register.simple_tag
def badge(label: str, tone: Tone = "neutral") -> SafeString:
    """A short state in words."""
    return format_html('<span class="badge badge-{}">{}</span>', tone, label)


@register.simple_tag
def state(kind: str, code: str | None) -> SafeString:
    """The badge of a record's code; an empty code is nothing. Raises as `state_of` does."""
    if not code:
        return SafeString("")
    label, tone = state_of(kind, code)
    return badge(label, tone)


@register.inclusion_tag("web/parts/clock.html")
def clock(chip: ClockChip) -> dict[str, ClockChip]:
    """A limit: how urgent, and on a click 依据 · 起算 · 截止 · 谁负责."""
    return {"chip": chip}


@register.simple_tag
def kbd(keys: str) -> SafeString:
    """Keys that are pressed one after the other, such as `g h`."""
    return format_html_join(" ", "<kbd>{}</kbd>", ((key,) for key in keys.split()))


@register.simple_tag
def evidence(text: str, marks: Iterable[Mark], fold: bool = False) -> SafeString:
    """A Chinese text with what speaks for a violation marked, and the violation named behind its first mark in the reader's
    language. `fold`: of a long text the beginning and what is around the marks are shown, and the whole on a click."""
    pieces = cut(text, marks)
    if not fold or len(text) <= FOLDED:
        return _evidence(pieces)
    return format_html(
        '<div class="evidence-folded"><details><summary>{}</summary>{}</details>{}</div>',
        gettext("展开全文（%(letters)s 字）") % {"letters": f"{len(text):,}"},
        _evidence(pieces),
        _evidence(folded(pieces)),
    )


def _evidence(pieces: Iterable[Piece]) -> SafeString:
    inner = format_html_join("", "{}", ((_piece(piece),) for piece in pieces))
    return format_html('<p class="evidence" lang="zh-Hans-CN">{}</p>', inner)


def _piece(piece: Piece) -> str:
    if piece.gap:
        return format_html('<span class="evidence-gap">{}</span>', " … ")
    if not piece.about:
        return piece.text
    spoken = get_language() or "zh-hans"
    names = format_html_join(
        "", '<b class="evidence-name" lang="{}">{}</b>', ((spoken, name) for name in piece.ends)
    )
    # What a mark speaks for is named once in a text: at the others it is told by the pointer.
    return format_html(
        '<mark class="evidence-mark" title="{}">{}{}</mark>',
        gettext("、").join(piece.about),
        piece.text,
        names,
    )


@register.inclusion_tag("web/parts/facts.html")
def facts(rows: Iterable[Fact], wide: bool = False) -> dict[str, Any]:
    """A list of terms and values."""
    return {"rows": rows, "wide": wide}


@register.inclusion_tag("web/parts/field.html")
def field(
    bound: BoundField,
    *,
    label: str = "",
    hint: str = "",
    width: str = "full",
    unlabelled: bool = False,
    autofocus: bool = False,
    key: str = "",
) -> dict[str, Any]:
    """A field of a form with its label, hint and errors. `width`: short, half or full. `key` leads to it."""
    widget = bound.field.widget
    kind = {
        "CheckboxInput": "check",
        "CheckboxSelectMultiple": "group",
        "RadioSelect": "group",
        "FileInput": "drop",
        "ClearableFileInput": "drop",
    }.get(type(widget).__name__, "line")
    given = hint or bound.help_text
    attributes: dict[str, Any] = {}
    described = [f"{bound.auto_id}_helptext"] if given else []
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
        attributes["aria-invalid"] = "true"
    if described and kind != "group":
        attributes["aria-describedby"] = " ".join(described)
    if autofocus:
        attributes["autofocus"] = True
    # A box is pressed by its label.
    if key and kind != "check":
        attributes |= {"data-key": key, "data-key-label": label or bound.label}
    most = widget.attrs.get("maxlength") if isinstance(widget, Textarea) else None
    if most is not None:
        # A browser that knows it would cut what is pasted without a word.
        attributes |= {"maxlength": False, "data-most": most}
    control = bound if kind == "group" else bound.as_widget(attrs=attributes)
    return {
        "bound": bound,
        "control": control,
        "kind": kind,
        "label": label or bound.label,
        "hint": given,
        "width": width,
        "unlabelled": unlabelled,
        "key": key,
        "described": " ".join(described),
        "required": bound.field.required,
        "counted": most is not None,
        "accept": widget.attrs.get("accept", ""),
        "multiple": bool(getattr(widget, "allow_multiple_selected", False)),
    }


@register.inclusion_tag("web/parts/form-errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """What is wrong in a form, each with a link to its field; nothing where nothing is."""
    return {"form": form}


@register.inclusion_tag("web/parts/sort-head.html", takes_context=True)
def sort_head(
    context: Context, label: str, key: str, *, amount: bool = False, one_way: bool = False
) -> dict[str, Any]:
    """A column's head that orders the list by `key` (parameter `order`): downwards at the second click, or, where the list
    knows but one way, back to the list's own order."""
    query = _query(context)
    now = query.get("order", "")
    if now == key and one_way:
        del query["order"]
    else:
        query["order"] = f"-{key}" if now == key else key
    for cursor in CURSORS:
        query.pop(cursor, None)
    order = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    return {"label": label, "url": f"?{query.urlencode()}", "order": order, "amount": amount}


@register.inclusion_tag("web/parts/pager.html", takes_context=True)
def pager(
    context: Context,
    *,
    previous: str | None = None,
    next: str | None = None,  # the template's word
    shown: int | None = None,
    size: int | None = None,
    sizes: Sequence[int] = (),
) -> dict[str, Any]:
    """Back and on in a list whose total nobody asked for; `sizes` are the choices of how many rows a page has."""
    choices = []
    for count in sizes:
        query = _query(context)
        query["size"] = str(count)
        for cursor in CURSORS:
            query.pop(cursor, None)
        choices.append((count, f"?{query.urlencode()}", count == size))
    return {"previous": previous, "next": next, "shown": shown, "sizes": choices}


def _query(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if isinstance(request, HttpRequest) else QueryDict(mutable=True)


@register.simple_tag
def pick_all() -> SafeString:
    """The head of the column of checkboxes: all rows of this page."""
    return format_html(
        '<th scope="col" class="pick"><label class="check"><input type="checkbox" data-pick-all aria-label="{}"></label></th>',
        gettext("选择本页全部"),
    )


@register.simple_tag
def pick(value: object, label: str) -> SafeString:
    """A row's checkbox, named after the row."""
    return format_html(
        '<td class="pick"><label class="check"><input type="checkbox" name="pick" value="{}" aria-label="{}"></label></td>',
        value,
        gettext("选择：%(row)s") % {"row": label},
    )


@register.inclusion_tag("web/parts/progress.html")
def progress(done: int, total: int | None, label: str, *, note: str = "") -> dict[str, Any]:
    """How far a long work has come; of unknown length where `total` is None or 0."""
    return {"done": done, "total": total, "label": label, "note": note}


@register.inclusion_tag("web/parts/sparkline.html")
def sparkline(values: Sequence[float], label: str) -> dict[str, Any]:
    """A small line; `label` says what it shows, with its first and last value. Nothing of fewer than two values."""
    return {"line": charts.line(values), "label": label, "width": charts.WIDTH, "height": charts.HEIGHT}


@register.inclusion_tag("web/parts/columns.html")
def columns(bars: Sequence[Column], label: str) -> dict[str, Any]:
    """A small chart of columns, with its values as a list for who listens."""
    width = max(len(bars) * (charts.COLUMN + charts.GAP) - charts.GAP, 1)
    return {
        "blocks": charts.blocks(bars),
        "label": label,
        "width": width,
        "column": charts.COLUMN,
        "tall": charts.TALL,
    }


@register.filter
def told(message: Message) -> dict[str, object]:
    """How a message is shown: tone, undo, seconds."""
    return told_how(message.extra_tags)


@register.simple_tag
def dialog_foot(label: str, tone: str = "", *, cancel: str = "") -> SafeString:
    """The end of a form in a dialog: leave it, or do it."""
    return _rendered("dialog-foot", label=label, tone=tone, cancel=cancel)


@register.simple_block_tag
def pagehead(
    content: str, *, title: str, sub: str = "", kicker: str = "", crumbs: Sequence[Crumb] = ()
) -> SafeString:
    """The head of a page; its content are the actions."""
    return _rendered("page-head", content=content, title=title, sub=sub, kicker=kicker, crumbs=crumbs)


@register.simple_block_tag
def card(
    content: str,
    *,
    title: str = "",
    sub: str = "",
    id: str = "",
    level: int = 2,
    tone: str = "",
    flush: bool = False,
    actions: str = "",
) -> SafeString:
    """A section in a frame."""
    return _rendered(
        "card",
        content=content,
        title=title,
        sub=sub,
        id=id,
        level=level,
        tone=tone,
        flush=flush,
        actions=actions,
    )


@register.simple_block_tag
def dialog(content: str, *, id: str, title: str, wide: bool = False, open: bool = False) -> SafeString:
    """A dialog that `data-dialog="id"` opens; `open` opens it with the page."""
    return _rendered("dialog", content=content, id=id, title=title, wide=wide, open=open)


@register.simple_block_tag
def menu(
    content: str,
    *,
    label: str,
    icon: str = "",
    side: str = "start",
    look: str = "button-line",
    unlabelled: bool = False,
) -> SafeString:
    """A button that unfolds a list of links and buttons."""
    return _rendered(
        "menu", content=content, label=label, icon=icon, side=side, look=look, unlabelled=unlabelled
    )


@register.simple_block_tag
def bulk(content: str, *, table: str) -> SafeString:
    """What can be done with the selected rows of the table of that id; shown while rows are selected."""
    return _rendered("bulk", content=content, table=table)


@register.simple_block_tag
def notice(content: str, *, tone: str = "info", title: str = "") -> SafeString:
    """Words that the reader must see. Raises `KeyError` for a tone that is not known."""
    return _rendered("notice", content=content, tone=tone, title=title, icon=NOTICES[tone])


def _rendered(name: str, **values: object) -> SafeString:
    return render_to_string(f"web/parts/{name}.html", values)
