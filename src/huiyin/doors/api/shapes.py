"""The shapes of what programs are given, as the description of the interface shows them."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from huiyin.records.problems.models import (
    Condition,
    ListKind,
    ListState,
    ProblemState,
    TaskState,
    Verification,
)
from huiyin.records.registry.models import Compound
from huiyin.records.reports.models import Channel, Fate, PendingReason, ReplyState

PROVISIONAL = "该日期仍可能变动的原因（放假安排尚未收录）；确定时为空"


class _Shown(BaseModel):
    """What a program gets: always all fields named here, null where there is nothing."""

    model_config = ConfigDict(extra="forbid")


class Fault(_Shown):
    """One thing that is wrong with a request."""

    where: str = Field(description="如 body.reporter.telephone、query.limit；整个请求有误时为空")
    detail: str
    detail_en: str


class Error(_Shown):
    """A refusal (RFC 9457); detail and where are those of the first fault."""

    type: str = Field(description="urn:huiyin:error:…，拒绝原因的稳定代码")
    title: str
    title_en: str
    status: int
    detail: str
    detail_en: str
    where: str
    what_to_do: str
    what_to_do_en: str
    faults: list[Fault]


class Pending(_Shown):
    """What a report waits for, who deals with it, and until when."""

    reason: PendingReason
    reason_zh: str
    owner: str = Field(description="执法单位代码")
    due: date


class PlaceRead(_Shown):
    """The place as the reader understood it, and why."""

    compound: int | None
    compound_name: str | None
    building: str
    unit: str
    room: str
    reason: str
    reason_zh: str
    reason_en: str


class WrongRead(_Shown):
    """A violation that the reader found in the text."""

    violation: str
    name: str
    confidence: float


class Clocks(_Shown):
    """Until when the reporter is to be contacted and the report handled.

    A date that may still move says why: days off are not published by which it was counted.
    """

    contact_due: date
    contact_provisional: str = Field(description=PROVISIONAL)
    handle_due: date
    handle_provisional: str = Field(description=PROVISIONAL)
    handle_due_at: datetime | None
    handle_due_given: bool = Field(description="时限由来源给定")


class ReplyShown(_Shown):
    """How far the answer to the reporter has come."""

    state: ReplyState
    due: date | None
    due_provisional: str = Field(description=PROVISIONAL)
    sent_at: datetime | None


class ReportShown(_Shown):
    """A report, without anything that tells who reported; long numbers in its words are hidden."""

    id: int
    number: str
    channel: Channel
    unit: str = Field(description="接收单位代码")
    received_at: datetime
    created_on: date
    reached_on: date
    text: str
    address: str
    district: str
    urgency: str
    order_type: str
    category: str
    agency: str
    reporter_kind: str
    anonymous: bool
    erased: bool = Field(description="内容已按规定删除")
    fate: Fate
    pending: Pending | None
    problems: list[int]
    wrongs: list[WrongRead]
    place: PlaceRead
    clocks: Clocks
    reply: ReplyShown


class ReportPage(_Shown):
    """Some reports by rising id."""

    reports: list[ReportShown]
    next: int | None = Field(description="下一页的 after；没有下一页时为 null")


class PlaceShown(_Shown):
    """Where a problem is."""

    compound: int
    compound_name: str
    building: str
    unit: str
    room: str
    words: str


class ProblemShown(_Shown):
    """One wrong at one place."""

    id: int
    number: str
    violation: str
    violation_name: str
    class_name: str
    place: PlaceShown
    counting_unit: str
    state: ProblemState
    condition: Condition | None
    verification: Verification | None
    verified_on: date | None
    channel: Channel
    first_on: date
    opened_at: datetime
    settled_at: datetime | None
    basis: str
    recurrence_of: int | None
    merged_into: int | None
    lead: str | None = Field(description="牵头单位代码")


class TaskShown(_Shown):
    """What is to be done about a problem, by when, and by whom."""

    id: int
    number: str
    goal: str
    work: str
    measure: str
    done_mark: str
    start_on: date
    due_on: date
    due_provisional: str = Field(description=PROVISIONAL)
    due_source: str
    phase: str
    state: TaskState
    done_on: date | None
    lead: str | None
    assisting: list[str]


class ProblemWhole(ProblemShown):
    """A problem with its tasks and the reports that speak of it."""

    tasks: list[TaskShown]
    reports: list[int]


class ProblemPage(_Shown):
    """Some problems by rising id."""

    problems: list[ProblemShown]
    next: int | None


class CompoundShown(_Shown):
    """A compound. Longitude and latitude are degrees in WGS-84, null where they are not known."""

    id: int
    code: str
    name: str
    aliases: list[str]
    address: str
    status: Compound.Status
    district: str | None
    subdistrict: str | None
    neighbourhood: str | None
    counting_unit: str
    households: int | None
    built: int | None
    longitude: float | None
    latitude: float | None
    firm: str | None = Field(description="当日管理该小区的物业服务企业")


class CompoundPage(_Shown):
    """Some compounds by rising id."""

    compounds: list[CompoundShown]
    next: int | None


class ColumnShown(_Shown):
    """A column of a list."""

    key: str
    zh: str
    en: str
    kind: str


class ListLine(_Shown):
    """A line of a list: the problem or task that it speaks of, and its cells in the order of the columns."""

    record: int
    cells: list[str | int | None]


class ListShown(_Shown):
    """A part of a list of a unit: as it stands on a day, or as it was frozen."""

    kind: ListKind
    unit: str
    as_of: date
    phase: str | None
    version: int | None
    state: ListState | None
    frozen_at: datetime | None
    columns: list[ColumnShown]
    lines: list[ListLine]
    next: int | None


class VersionShown(_Shown):
    """A frozen list."""

    id: int
    kind: ListKind
    unit: str
    phase: str
    version: int
    state: ListState
    frozen_at: datetime
    issued_at: datetime | None


class VersionPage(_Shown):
    """Some frozen lists by rising id."""

    versions: list[VersionShown]
    next: int | None
