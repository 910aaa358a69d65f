"""What a freshly read report waits for, if anything: the one page of rules by which the machine holds back.

What it was not sure of waits for a person; a wrong link harms more than a late one.
"""

from __future__ import annotations

import re

import msgspec

from huiyin.knowledge.complaint import PLACE_SURE, Complaint
from huiyin.knowledge.language.reading import BUILDING
from huiyin.knowledge.places.provisional import key, plausible
from huiyin.records.reports.incoming import Place, Said, WaitsFor, Wrong
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
    if not reading.violations:
        return "outside"
    if reading.scope == "elsewhere":
        # A wrong at a compound that is known for sure may lie in it all the same: who reads decides, before it goes elsewhere.
        known = place.compound_id is not None and complaint.resolution.confidence >= PLACE_SURE
        return "reading" if known else "outside"
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
    here = Place(building=building, unit=unit, room=room)
    return unlisted(here, mention.compound or "", mention.road or "")


def unlisted(here: Place, name: str, road: str) -> Place:
    """``here``, at the provisional compound that is so named; as it is where the words name none."""
    # A road without a compound's name or a lane is a street, not a compound.
    named = name or "弄" in road
    # What does not look like a place was cut wrongly: a person looks before a compound is made of it.
    shown = _shows_nobody(name) and _shows_nobody(road)
    if named and shown and plausible(name, road):
        return msgspec.structs.replace(
            here,
            provisional_key=key(name, road),
            provisional_name=name or road,
            provisional_road=road,
        )
    return here


def nameable(name: str) -> bool:
    """Whether words that a text has for a compound may become a name of it: they could be one, and show nobody."""
    return _shows_nobody(name) and plausible(name, None)


def wrong(code: str, in_progress: bool | None) -> Wrong:
    """A violation of which a text tells; whether it goes on says something of building alone."""
    return Wrong(code, in_progress if code in BUILDING else None)


def waits_as_said(said: Said) -> WaitsFor:
    """For what a report waits whose reading a person has judged; empty where it can be joined to its problems."""
    if said.act == "withdraw":
        return "withdrawal"
    if said.act == "staff":
        return "follow-up"
    if not said.violations or said.scope == "elsewhere":
        return "outside"
    return "inquiry" if said.act in ("inquiry", "suggestion") else ""


def _shows_nobody(part: str) -> bool:
    """Whether nothing stands in a part of a place that masking would hide, nor how a caller is spoken to.

    Both come before a compound's name where the text has nothing between: 来电人张先生13800001234碧岩花苑.
    """
    return masked(part) == part and _SPOKEN_TO.search(part) is None
