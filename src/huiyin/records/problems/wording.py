"""The words in which lists speak of places, wrongs, versions and stages."""

from __future__ import annotations

from functools import lru_cache

from huiyin.knowledge.law import book
from huiyin.records.problems.models import Verification
from huiyin.records.registry.models import Compound

UNNAMED_PLACE = "未写明楼室号"
UNDECIDED = "待定"
"""What a list says where an area or a person is not known yet; one word wherever it is printed."""
# Said wherever reports and callers are counted.
WITHDRAWN = "已撤回的诉件不计。"
CALLERS = "反映人数为可分辨的最少人数。"


@lru_cache(maxsize=256)
def violation_name(code: str) -> str:
    """问题类型: the name in the statute book, or the code itself where the book has none."""
    found = book.load().violations.get(code)
    return found.name.zh if found else code


@lru_cache(maxsize=256)
def class_name(code: str) -> str:
    """问题大类: the notice's class of a violation."""
    law = book.load()
    found = law.violation_class(code) if code in law.violations else None
    return found.name.zh if found else "通知未列明的行为"


@lru_cache(maxsize=256)
def risk(code: str) -> str:
    """风险等级: whether the notice counts the violation among acts that endanger safety. No finer grade is known."""
    found = book.load().violations.get(code)
    return "危及安全" if found is not None and found.hazard else "一般"


def place(building: str, entrance: str, room: str) -> str:
    """具体位置 within a compound, from parts in their normal form."""
    parts = (_worded(building, "号楼"), _worded(entrance, "单元"), _worded(room, "室"))
    return "".join(parts) or UNNAMED_PLACE


def _worded(part: str, word: str) -> str:
    """A number or letter with its word; what is called by a name keeps it."""
    return f"{part}{word}" if part.isascii() and part else part


def compound_name(name: str, status: str) -> str:
    """小区名称; a place that is not established yet says so."""
    return f"{name}（待核）" if status == Compound.Status.PROVISIONAL else name


@lru_cache(maxsize=16)
def phase_name(phase: str) -> str:
    """The name of a phase of the campaign, or its code where the book has none."""
    found = next((p for p in book.load().campaign.phases if p.id == phase), None)
    return found.name.zh if found else phase


def version_name(phase: str, number: int) -> str:
    """The name of a frozen list, such as 调查排摸第1版."""
    return f"{phase_name(phase)}第{number}版"


def stage(verification: str, *, settled: bool) -> str:
    """当前环节 of a problem."""
    return "已销号" if settled else _STAGES[verification]


_STAGES = {
    "": "待核实",
    Verification.TRUE.value: "整治中",
    Verification.PARTLY.value: "整治中",
    Verification.UNTRUE.value: "不属实，待销号",
    Verification.NO_ENTRY.value: "未能入户，待再次上门",
    Verification.NOT_OURS.value: "待移送",
}


@lru_cache(maxsize=256)
def assisting(code: str) -> tuple[tuple[str, str, str], ...]:
    """Who assists with a violation by the statute book: id and name of the kind of body, and its duty."""
    law = book.load()
    found = law.violations.get(code)
    return tuple((a.kind, law.kinds[a.kind].name.zh, a.duty.zh) for a in found.assisting) if found else ()


@lru_cache(maxsize=64)
def kind_name(kind: str) -> str:
    """The name of a kind of body, or the word itself where the book has no such kind."""
    found = book.load().kinds.get(kind)
    return found.name.zh if found else kind
