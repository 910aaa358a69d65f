"""What a reader of complaints hands back, whichever it is: keywords, or a model behind the same face."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol, get_args

import msgspec

Code = Literal[
    "illegal-construction",  # 违法搭建
    "load-bearing",  # 损坏房屋承重结构
    "ebike-common-parts",  # 电动自行车占用公共部位
    "use-change",  # 改变物业使用性质
    "facade",  # 破坏房屋外貌
    "group-renting",  # 群租
    "waste-unsorted",  # 生活垃圾不分类
    "litter",  # 乱扔垃圾
    "greenery",  # 破坏绿化
    "renovation-waste",  # 装修(建筑)垃圾
    "pm-duty",  # 物业未劝阻制止报告
    "pm-waste",  # 物业未履行垃圾分类/清运义务
    "pm-sanitation",  # 物业未履行环卫责任区义务
    "common-parts",  # 擅自占用、改建物业共用部分 (not by e-bikes, not by building)
    "other",  # a wrong of the campaign that has no code of its own; no keyword gives it
]
Scope = Literal["compound", "elsewhere", "unclear"]
Act = Literal["report", "repeat", "withdraw", "inquiry", "suggestion", "staff"]
WhyUnsure = Literal[
    "",
    "no-words",  # nothing that could be read: blanks, symbols, another language
    "too-long",  # much is said besides what was found, or not all was read
    "many-tickets",  # several earlier tickets are quoted
    "weak-evidence",  # something was found, but on weak ground
    "several",  # where there are several wrongs, one is easily too many or too few
    "near-miss",  # something was nearly found
    "open-topic",  # refuse or dirt is spoken of, but no wrong about it was found
    "subject-without-wrong",  # no wrong was found, but the text speaks of what the campaign is about
    "withdrawn",
    "question",  # it asks or wishes, and is too short to tell of a case as well
    "praise",  # somebody is praised or thanked, mostly for having put right what is named
]

CODES: tuple[Code, ...] = get_args(Code)
SCOPES: tuple[Scope, ...] = get_args(Scope)
ACTS: tuple[Act, ...] = get_args(Act)
BUILDING: frozenset[Code] = frozenset({"illegal-construction", "load-bearing"})
"""The wrongs of which it matters whether the work is under way or stands finished."""

_NEAR, _MOST_NEAR = 0.1, 3


class Found(msgspec.Struct, frozen=True):
    """One wrong that the text complains of.

    `confidence` is the share of such findings that are right, in (0, 1). `spans` are the half-open character
    ranges of the text that speak for it, in order and never empty.
    """

    code: Code
    confidence: float
    spans: tuple[tuple[int, int], ...]


class Reading(msgspec.Struct, frozen=True):
    """What one text says.

    `violations` are sorted by falling confidence. `in_progress` is true when the work is under way, false
    when it stands finished, None when not said or when nothing is built. `quotes` are the numbers of earlier
    tickets, each once, in half width. `certainty`, in [0, 1], is the chance that the set of violations is
    exactly right. `sure` is false when a person should look at the set of
    violations; `why_unsure` then names the reason and is empty otherwise. `near` are codes that are not among the violations
    although something speaks for them, with their chance, by falling chance: see :func:`nearest_of`.
    """

    violations: tuple[Found, ...]
    scope: Scope
    act: Act
    in_progress: bool | None
    quotes: tuple[str, ...]
    sure: bool
    why_unsure: WhyUnsure
    certainty: float = 1.0
    near: tuple[tuple[Code, float], ...] = ()


def nearest_of(left_out: Iterable[tuple[Code, float]]) -> tuple[tuple[Code, float], ...]:
    """Of the codes that were not claimed and their chances those that a person may look for: at most three, from a tenth on."""
    near = [(code, min(round(chance, 2), 0.99)) for code, chance in left_out if chance >= _NEAR]
    near.sort(key=lambda one: -one[1])
    return tuple(near[:_MOST_NEAR])


class Reader(Protocol):
    """Whatever can read complaints: one reading for each text. It never raises, whatever the texts.

    `version` names it, so that a reading can be told from another's.
    """

    @property
    def version(self) -> str: ...

    def read_all(self, texts: Sequence[str]) -> list[Reading]: ...
