"""The shapes of what programs ask and tell, as the description of the interface shows them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.problems.models import ListKind, ProblemState
from huiyin.records.registry.models import Compound
from huiyin.records.reports.landing.cleaning import tidy
from huiyin.records.reports.models import Channel, Fate, PendingReason

LARGEST_ID = 2**63 - 1
LARGEST_PAGE = 100

_DIGITS = re.compile(r"[0-9]{1,19}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# As far as dates of an import reach, less what a time zone may move them.
_YEARS = "20(0[1-9]|[1-9][0-9])"
_DAY_TOLD = f"{_YEARS}-[0-9]{{2}}-[0-9]{{2}}"
_MOMENT_TOLD = rf"{_DAY_TOLD}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\.[0-9]{{1,9}})?(Z|[+-][0-9]{{2}}:[0-9]{{2}})"
_DAY_OR_MOMENT = re.compile(f"{_DAY_TOLD}|{_MOMENT_TOLD}")


def _whole(value: Any) -> Any:
    """An address says numbers in digits alone; what else Python would take for one is none."""
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise ValueError("write a whole number in digits")
    return value


def _day(value: Any) -> Any:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("write a date like 2022-07-15")
    return value


def _cleaned(value: Any) -> Any:
    """Clean as every text that lands is, before its length is looked at."""
    return tidy(value) if isinstance(value, str) else value


def _told_at(value: Any) -> Any:
    """A date, or a moment with its zone, as the text that a file of Shanghai would have."""
    if not isinstance(value, str):
        return value
    if not _DAY_OR_MOMENT.fullmatch(value):
        raise ValueError("write 2022-07-15, or 2022-07-15T08:03:00+08:00 with its time zone")
    if "T" not in value:
        return date.fromisoformat(value).isoformat()
    return datetime.fromisoformat(value).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


WHOLE = BeforeValidator(_whole)
Id = Annotated[int, Field(ge=1, le=LARGEST_ID), WHOLE]
After = Annotated[int, Field(ge=0, le=LARGEST_ID, description="上一页的 next：从这个编号之后继续"), WHOLE]
Limit = Annotated[int, Field(ge=1, le=LARGEST_PAGE, description="每页条数"), WHOLE]
Day = Annotated[date, BeforeValidator(_day)]
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
_TOLD_AT = {
    "anyOf": [
        {"type": "string", "format": "date", "pattern": f"^{_DAY_TOLD}$"},
        {"type": "string", "format": "date-time", "pattern": f"^{_MOMENT_TOLD}$"},
    ]
}
ToldAt = Annotated[str, BeforeValidator(_told_at), WithJsonSchema(_TOLD_AT)]
# The records refuse what is to come, by their own clock; a pattern cannot.
PastAt = Annotated[
    str,
    BeforeValidator(_told_at),
    WithJsonSchema(_TOLD_AT | {"description": "不得晚于提交时刻（时钟可快 10 分钟），否则应答 422"}),
]
CLEANED = BeforeValidator(_cleaned)
Absent = SkipJsonSchema[None]


class _Given(BaseModel):
    """What a program gives: nothing but the fields named here."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Reporter(_Given):
    """Who reports. Kept encrypted, and never given out here."""

    name: Annotated[str, Field(max_length=200, description="姓名"), CLEANED] | None = None
    telephone: Annotated[str, Field(max_length=200, description="联系电话"), CLEANED] | None = None


class NewReport(_Given):
    """One report to hand in. A date without a time is told as a date; moments carry their time zone."""

    number: (
        Annotated[str, Field(max_length=64, description="来源编号；热线工单即工单编号"), CLEANED] | None
    ) = None
    channel: Annotated[Channel, Field(strict=False, description="来源")]
    text: Annotated[
        str,
        Field(min_length=1, max_length=20_000, pattern="[0-9A-Za-z一-鿿]", description="诉求内容原文"),
        CLEANED,
    ]
    address: Annotated[str, Field(max_length=500, description="诉求地址"), CLEANED] | None = None
    district: Annotated[str, Field(max_length=100, description="所在区"), CLEANED] | None = None
    created_at: PastAt | None = None
    dispatched_at: PastAt | None = None
    signed_at: PastAt | None = None
    reached_at: PastAt | None = None
    deadline_at: ToldAt | None = None
    urgency: Literal["routine", "pressing", "urgent"] | None = None
    order_type: Literal["help", "complaint", "consultation", "suggestion", "other"] | None = None
    category: Annotated[str, Field(max_length=500, description="来源的分类"), CLEANED] | None = None
    agency: Annotated[str, Field(max_length=200, description="主办单位"), CLEANED] | None = None
    reporter_kind: Literal["person", "organisation"] | None = None
    anonymous: bool | None = None
    reporter: Reporter | None = None


class ReportFilters(BaseModel):
    """Which reports are asked for."""

    after: After = 0
    limit: Limit = 50
    number: (
        Annotated[
            str,
            Field(
                min_length=1,
                max_length=64,
                pattern="[0-9A-Za-z一-鿿]",
                description="来源编号，须完整；热线工单即工单编号",
            ),
            CLEANED,
        ]
        | Absent
    ) = None
    fate: Fate | Absent = None
    pending_reason: PendingReason | Absent = None
    created_from: Day | Absent = None
    created_to: Day | Absent = None


class ProblemFilters(BaseModel):
    """Which problems are asked for."""

    after: After = 0
    limit: Limit = 50
    state: ProblemState | Absent = None
    violation: Code | Absent = None
    compound: Id | Absent = None


class CompoundFilters(BaseModel):
    """Which compounds are asked for."""

    after: After = 0
    limit: Limit = 50
    status: Compound.Status | Absent = None


class ListFilters(BaseModel):
    """Which list is asked for: the newest frozen one that fits phase and version, without both the one of today."""

    unit: Code | Absent = None
    phase: Code | Absent = None
    version: Annotated[int, Field(ge=1, le=2**31 - 1), WHOLE] | Absent = None
    after: After = 0
    limit: Limit = 50


class VersionFilters(BaseModel):
    """Which frozen lists are asked for."""

    after: After = 0
    limit: Limit = 50
    kind: ListKind | Absent = None
    unit: Code | Absent = None
