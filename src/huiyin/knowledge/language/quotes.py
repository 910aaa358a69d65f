"""The numbers of earlier tickets that a text quotes, and whether it does anything but press them."""

from __future__ import annotations

import re

# Hotline tickets are numbered by their date and a counter: YYYYMMDD and six digits or more. Telephone numbers
# are shorter, and the numbers of identity cards begin with a region, never with 20. Figures may be typed in full
# width, but in one run: of a day, a blank and six figures nobody can tell whether they are a ticket, a moment or a
# day and a service number.
_TICKET = re.compile(r"(?<![0-9A-Za-z０-９Ａ-Ｚａ-ｚ])[2２][0０][0-9０-９]{12,18}(?![0-9０-９])")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")

# What a caller who presses a ticket says of it, and how they are spoken of.
_PRESSING = re.compile(
    r"政府|工单|编号|单号|市民|来电人|反映人|其|来电|再次|多次|已经|反映|投诉|咨询|补充|催办|催促|催|至今|一直|仍然|仍|还是|还|尚未|未|没有|没|不|无人|有人|人员|人"
    r"|处理|解决|答复|回复|结果|联系|进展|进度|情况|要求|希望|尽快|请|谢谢|相关|有关|部门|问题|事项|事情|事|的|了|过|到|与|和|对|也|都"
)
_MARKS = re.compile(r"[\W\d_]+")
# Characters that may be left of it: a particle or two.
_LEFT = 3


def quoted_tickets(text: str) -> tuple[str, ...]:
    """Every ticket number in `text`, once, in the order of its first appearance.

    In half width, however it was typed: so the hotline numbers its tickets, and by equal numbers they are joined.
    """
    if "20" not in text and "２" not in text and "０" not in text:
        return ()
    return tuple(dict.fromkeys(number.translate(_HALF_WIDTH) for number in _TICKET.findall(text)))


def only_presses(text: str) -> bool:
    """Whether a text says nothing but that what it quotes should be seen to: no matter of its own, no place."""
    return len(_PRESSING.sub("", _MARKS.sub("", text))) <= _LEFT
