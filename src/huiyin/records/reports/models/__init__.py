"""What came in: files, rows as received, the reports they became, and the reply that each is owed."""

from huiyin.records.reports.models.answers import (
    ERASED,
    Disposal,
    InterimAnswer,
    Look,
    Reply,
    ReplyState,
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
from huiyin.records.reports.models.reports import (
    Fate,
    LandedRow,
    LandedState,
    PendingReason,
    Report,
)

__all__ = [
    "ERASED",
    "BatchState",
    "Channel",
    "Disposal",
    "Fate",
    "ImportBatch",
    "InterimAnswer",
    "LandedRow",
    "LandedState",
    "Look",
    "PendingReason",
    "Reply",
    "ReplyState",
    "Report",
    "SavedMapping",
    "Submission",
    "Upload",
    "UploadState",
]
