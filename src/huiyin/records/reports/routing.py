"""What a freshly read report waits for, if anything: the one page of rules by which the machine holds back.

What it was not sure of waits for a person; a wrong link harms more than a late one.
"""

from __future__ import annotations

import re

from huiyin.knowledge.complaint import Complaint
from huiyin.knowledge.places.provisional import key, plausible
from huiyin.records.reports.incoming import Place, WaitsFor
from huiyin.records.reports.masking import masked

_SPOKEN_TO = re.compile("先生|女士|小姐|阿姨|师傅|来电人|反映人|投诉人")


def waits_for(complaint: Complaint, place: Place) -> WaitsFor:
    """The reason for which a report is pending, or an empty one when it can be joined to its problems at once."""
    reading = complaint.reading
    if reading.act == "withdraw":
        return "withdrawal"
    if reading.act == "staff":
        return "follow-up"
    if not reading.sure:
        return "reading"
    if not reading.violations or reading.scope == "elsewhere":
        return "outside"
    if reading.act in ("inquiry", "suggestion"):
        return "inquiry"
    if place.compound_id is not None and not complaint.place_needs_review:
        return ""
    if place.provisional_key and not complaint.resolution.runners_up:
        return ""
    return "place"


def placed(complaint: Complaint) -> Place:
    """The place of a report: the known compound, else what the text names, as the key of a provisional one."""
    resolution = complaint.resolution
    mention = resolution.mention
    normal = mention.normal
    # No door has a number as long as a telephone's: it is one, and a place is shown to many and for good.
    building, unit, room = (
        part if part and _shows_nobody(part) else "" for part in (normal.building, normal.unit, normal.room)
    )
    if resolution.entry_id is not None:
        return Place(int(resolution.entry_id), building=building, unit=unit, room=room)
    # A road without a compound's name or a lane is a street, not a compound.
    named = mention.compound or (mention.road and "弄" in mention.road)
    # What does not look like a place was cut wrongly: a person looks before a compound is made of it.
    shown = _shows_nobody(mention.compound or "") and _shows_nobody(mention.road or "")
    if named and shown and plausible(mention.compound, mention.road):
        return Place(
            provisional_key=key(mention.compound or "", mention.road or ""),
            provisional_name=mention.compound or mention.road or "",
            provisional_road=mention.road or "",
            building=building,
            unit=unit,
            room=room,
        )
    return Place(building=building, unit=unit, room=room)


def _shows_nobody(part: str) -> bool:
    """Whether nothing stands in a part of a place that masking would hide, nor how a caller is spoken to.

    Both come before a compound's name where the text has nothing between: 来电人张先生13800001234碧岩花苑.
    """
    return masked(part) == part and _SPOKEN_TO.search(part) is None
