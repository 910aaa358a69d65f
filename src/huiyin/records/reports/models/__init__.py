"""What came in: files, rows as received, the reports they became, and the reply that each is owed."""

from huiyin.records.reports.models.answers import (
    ERASED,
    AgainAfter,
    CallBack,
    Disposal,
    InterimAnswer,
    Look,
    Reply,
    ReplyState,
    Satisfaction,
    Submission,
)
from huiyin.records.reports.models.batches import (
    BatchState,
    Channel,
    ImportBatch,
    SavedMapping,
    Upload,
    UploadState,
)
from huiyin.records.reports.models.judging import AliasVerdict, Judgement, JudgementKind
from huiyin.records.reports.models.reports import (
    Fate,
    KnownRow,
    LandedRow,
    LandedState,
    PendingReason,
    Report,
)

__all__ = [
    "ERASED",
    "AgainAfter",
    "AliasVerdict",
    "BatchState",
    "CallBack",
    "Channel",
    "Disposal",
    "Fate",
    "ImportBatch",
    "InterimAnswer",
    "Judgement",
    "JudgementKind",
    "KnownRow",
    "LandedRow",
    "LandedState",
    "Look",
    "PendingReason",
    "Reply",
    "ReplyState",
    "Report",
    "Satisfaction",
    "SavedMapping",
    "Submission",
    "Upload",
    "UploadState",
]
