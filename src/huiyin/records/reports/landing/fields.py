"""What a row comes to once its values are typed."""

from typing import Final

import msgspec

from huiyin.records.reports.landing.dates import Moment


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """A report as its source tells it. Texts are clean and "" when absent.

    `received` is 工单生成, `dispatched` 派单, `signed` 签收, `reached` 接报, `deadline` the hotline's own.
    `urgency`, `order_type` and `reporter_kind` hold a code of `CODES`. `category` runs from the broadest
    level, joined by " > "; `callback` is what was said when the reporter was called (回访), joined likewise.
    `notes` holds `row.short` when cells were missing at the end of the row.
    """

    number: str = ""
    text: str = ""
    title: str = ""
    address: str = ""
    district: str = ""
    agency: str = ""
    handled: str = ""
    service: str = ""
    outcome: str = ""
    callback: str = ""
    reporter_name: str = ""
    phone: str = ""
    call_id: str = ""
    clerk: str = ""
    category: str = ""
    new_category: str = ""
    urgency: str = ""
    order_type: str = ""
    reporter_kind: str = ""
    anonymous: bool | None = None
    received: Moment | None = None
    reached: Moment | None = None
    dispatched: Moment | None = None
    signed: Moment | None = None
    deadline: Moment | None = None
    notes: tuple[str, ...] = ()


TEXT_LIMITS: Final = {
    "number": 64,
    "text": 20_000,
    "title": 500,
    "address": 500,
    "district": 100,
    "agency": 200,
    "handled": 20_000,
    "service": 100,
    "outcome": 2_000,
    "reporter_name": 200,
    "phone": 200,
    "call_id": 100,
    "clerk": 100,
}
"""Free texts and the most characters of each."""

LEVELLED: Final = {"category": 500, "new_category": 500, "callback": 20_000}
"""Fields that several columns may feed, one a level, and the most characters of the joined text."""

AFTERWARDS: Final = frozenset({"handled", "outcome", "callback"})
"""Fields that tell what was done about the matter, and what the reporter said of that."""

MOMENTS: Final = frozenset({"received", "reached", "dispatched", "signed", "deadline"})

PAST: Final = MOMENTS - {"deadline"}
"""Those that a row tells as past; a deadline lies ahead."""

TELLING: Final = MOMENTS | {"number"}
"""Fields that tell which order a row is, and when: what stands there in error must not be taken for nothing."""

CODES: Final = {
    "urgency": frozenset({"routine", "pressing", "urgent"}),
    "order_type": frozenset({"help", "complaint", "consultation", "suggestion", "other"}),
    "reporter_kind": frozenset({"person", "organisation"}),
    "anonymous": frozenset({"yes", "no"}),
}
"""Fields with a closed set of values; a mapping says which words stand for which code."""

DIGITS: Final = ("number", "phone", "call_id")
"""Fields that Excel damages when it takes them for quantities."""

EXCEL_ERRORS: Final = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)
"""What a cell shows when its formula fails; it says as little as an empty one."""

NAMES: Final = (*TEXT_LIMITS, *LEVELLED, *CODES, *sorted(MOMENTS))
