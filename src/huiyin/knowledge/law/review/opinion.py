"""The paper 《案卷评查意见书》: the defects of a case file, grouped by their weight, as a page to print.

The weights are a score table that is data and the unit's own to change (``scores.toml``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from huiyin.knowledge.law.book import BOOK
from huiyin.knowledge.law.tables import Table
from huiyin.knowledge.law.types import Row, Text

FULL = 100


class Grade(Row, frozen=True):
    """A weight of defects: each of them takes ``points`` off a hundred; a ``veto`` fails the file whatever the rest."""

    id: str
    name: Text
    points: int
    defects: tuple[str, ...]
    veto: bool = False


@lru_cache(maxsize=1)
def grades() -> Mapping[str, Grade]:
    """The score table, the heaviest first. Raises BookError."""
    return Table(BOOK / "scores.toml", "grade").rows("grade", Grade)


def score(codes: Sequence[str]) -> tuple[int, bool]:
    """What of a hundred is left when each kind of defect is counted once, and whether a veto is among them."""
    there = set(codes)
    lost = sum(grade.points * len(there.intersection(grade.defects)) for grade in grades().values())
    return max(0, FULL - lost), any(
        grade.veto and there.intersection(grade.defects) for grade in grades().values()
    )


def opinion(reviewed: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]) -> str:
    """The paper for case files and what was found in each, as JSON tells it: one page of HTML to print, no script."""
    parts = [_HEAD]
    for name, defects in reviewed:
        left, veto = score([defect["code"] for defect in defects])
        parts.append(f"<section><h1>案卷评查意见书</h1><p>案卷编号：{escape(name)}</p>")
        if not defects:
            parts.append("<p>未发现不合法之处。</p>")
        for grade in grades().values():
            here = [defect for defect in defects if defect["code"] in grade.defects]
            if here:
                parts.append(f"<h2>{escape(grade.name.zh)}（{len(here)}）</h2><ol>")
                parts += [_item(defect) for defect in here]
                parts.append("</ol>")
        verdict = "不合格（有否决项）" if veto else f"{left} 分"
        parts.append(
            f"<p class=verdict>评查结果：{verdict}</p><p>评查人：　　　　　　日期：　　　　　　</p></section>"
        )
    return "".join([*parts, "</html>\n"])


def _item(defect: Mapping[str, Any]) -> str:
    event = defect["event"]
    when = f"（{escape(event['at'][:16].replace('T', ' '))}）" if event else ""
    return f"<li>{escape(defect['explanation']['zh'])}{when}<br><span>{escape(defect['article'])}</span></li>"


_HEAD = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>案卷评查意见书</title><style>'
    "@page{size:A4;margin:22mm 20mm}"
    "body{font:11pt/1.7 'Noto Serif CJK SC','Songti SC',SimSun,serif;max-width:46em;margin:2em auto}"
    "section{break-after:page}h1{font-size:18pt;text-align:center}h2{font-size:12pt;margin:1.2em 0 .3em}"
    "span{color:#555;font-size:10pt}.verdict{font-weight:bold;margin-top:1.5em}</style>"
)
