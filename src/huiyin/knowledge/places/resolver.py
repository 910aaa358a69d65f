"""From a complaint's words to one compound of the gazetteer, or to none with the reason and the runners-up.

A wrong compound costs more than none: a visit to the wrong door, and a complaint that nobody answers. So the resolver
answers only where one compound fits what is said and nothing said speaks against it.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from huiyin.knowledge.places.addresses import read_address
from huiyin.knowledge.places.beyond import lies_beyond
from huiyin.knowledge.places.districts import (
    district_before,
    normal_district,
    said_district,
    says_subdistrict,
)
from huiyin.knowledge.places.gazetteer import Entry, Gazetteer, Named, Posting, Strength
from huiyin.knowledge.places.likeness import Degree, Like
from huiyin.knowledge.places.mention import Mention, Normal, find_in
from huiyin.knowledge.places.reasons import Reason
from huiyin.knowledge.places.spelling import Line, name_key
from huiyin.knowledge.places.wording import ORDINARY

_MOST_RUNNERS_UP = 10
# No house has a longer number, and endless ones cannot be read.
_MOST_DIGITS = 6


# 三林新村468弄: a name and one of its lanes.
_LANE_BEHIND = re.compile(r"(?<=\D)(\d+)弄$")

ADDRESSES = 16_384

# Words of the sentence, each of which may also be the first character of a name by ear: 就 of 九龙府.
_LEADING = frozenset("就这那该是在被把给将和与向从由有为其对称")


_Likes = tuple[tuple[Like, Entry], ...]


class Candidate(Struct, frozen=True):
    """A compound that could be meant, and what speaks for it."""

    entry_id: str
    reason: Reason


class Resolution(Struct, frozen=True):
    """The outcome for one text.

    entry_id: the compound, or None when unsure. confidence: the share of such answers that are right, 0 without one.
    runners_up: for no answer, the compounds that a person may choose from. mention: the parts as the text has them.
    """

    entry_id: str | None
    confidence: float
    reason: Reason
    runners_up: tuple[Candidate, ...]
    mention: Mention


class _Heard:
    """The spellings that sound like a known road's, as far as a container must know."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def __contains__(self, road: object) -> bool:
        return isinstance(road, str) and bool(self._gazetteer.roads_like(road))


class Resolver:
    """Resolves texts against one gazetteer. Safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        # Exports give the same addresses again and again; texts hardly ever repeat.
        self._heard = _Heard(gazetteer)
        self._named_like = lru_cache(maxsize=ADDRESSES)(gazetteer.named_like)
        self._read_address = lru_cache(maxsize=ADDRESSES)(self._read)

    def resolve(self, text: str, *, address: str = "", district: str | None = None) -> Resolution:
        """The compound in which the wrong of `text` lies.

        address: the order's own address field (诉求地址), which may be empty or as loose as a text. district: the
        order's district under any of its names; compounds of other districts are not answered. Without it, a district
        that the text names in full counts. An unknown district is taken as not given.
        """
        stated = normal_district(district)
        said = self._read(text, stated)
        if not address.strip():
            return said
        return _together(self._read_address(address, stated), said)

    def _read(self, text: str, stated: str | None) -> Resolution:
        line = Line.of(text)
        mention, rival = find_in(
            line, self._gazetteer.name_spans(line.text), self._gazetteer.roads, self._heard
        )
        meant = self._settle(line, mention, stated)
        if rival is None:
            return meant
        other = self._settle(line, rival, stated)
        if meant.entry_id == other.entry_id:
            return meant
        # Nobody can tell which of the two the wrong is at.
        told = [Candidate(one.entry_id, one.reason) for one in (meant, other) if one.entry_id]
        rivals = dict.fromkeys((*told, *meant.runners_up, *other.runners_up))
        return Resolution(None, 0.0, Reason.CONFLICT, tuple(rivals)[:_MOST_RUNNERS_UP], mention)

    def _settle(self, line: Line, mention: Mention, stated: str | None) -> Resolution:
        place = mention.normal
        lanes = self._at(place)
        names = self._called(mention.compound) if mention.compound else ()
        if not lanes and not names and not _is_somewhere(place):
            return _decide(mention, place, [], [])
        district = stated or said_district(line.text)
        heard = () if lanes else self._heard_at(place)
        likes = () if lanes or heard or names else self._likes(place, line.text)
        if not (lanes or heard or names or likes):
            return _decide(mention, place, [], [])
        if _lies_beyond(line.text, place):
            # What was taken for another city may be a slip (闽行区): who looks is shown what it would be here.
            alike = [entry for like, entry in likes if like.degree is not Degree.DOUBT]
            return _unsure(Reason.OTHER_CITY, mention, [*_entries(lanes or heard), *_entries(names), *alike])
        # A lane that is known needs no further hint.
        hint = district if district or (lanes and len(names) < 2) else _named_before(line.text, place)
        heard = tuple(posting for posting in heard if _may_lie_in(posting.entry, hint))
        if not lanes and not heard and not names:
            told = tuple((like, entry) for like, entry in likes if _is_said(entry, line.text, place))
            if self._is_strange(place) and not any(str(place.road) in entry.name for _, entry in likes):
                return _unsure(Reason.NOT_IN_GAZETTEER, mention, [entry for _, entry in likes])
            return _nearly(mention, place, told or likes, hint, pointed=bool(told))
        near = [posting for posting in lanes or heard if _may_lie_in(posting.entry, district)]
        called = [named for named in names if _may_lie_in(named.entry, district)]
        if not near and not called:
            return _unsure(Reason.DISTRICT_CONFLICT, mention, [*_entries(lanes), *_entries(names)])
        if len(called) > 1:
            called = [named for named in called if hint and named.entry.district == hint] or called
            called = [named for named in called if _is_said(named.entry, line.text, place)] or called
        if not near and hint and all(named.entry.district not in ("", hint) for named in called):
            return _unsure(Reason.DISTRICT_CONFLICT, mention, _entries(called))
        if not near and not hint and _is_ordinary(place):
            return _unsure(Reason.AMBIGUOUS_NAME, mention, _entries(called))
        if not near and self._is_strange(place) and _is_address(place, line.text):
            # A namesake far away is likelier than a compound on a road that none of the list is on.
            return _unsure(Reason.CONFLICT, mention, _entries(called))
        resolution = _decide(mention, place, near, called)
        if resolution.reason is Reason.AMBIGUOUS_LANE and mention.compound:
            return self._by_like_name(resolution, mention.compound)
        if heard and resolution.reason in _BY_ROAD:
            return replace(resolution, reason=Reason.LANE_ALIKE, confidence=Reason.LANE_ALIKE.confidence)
        return resolution

    def _called(self, name: str) -> tuple[Named, ...]:
        """The compounds called so; of one and its lane, which may be a compound by itself, those on that lane."""
        names = self._gazetteer.named(name)
        behind = _LANE_BEHIND.search(name_key(name)) if not names else None
        if behind is None:
            return names
        whole = self._gazetteer.named(name_key(name)[: behind.start()])
        return tuple(
            named
            for named in whole
            if any(access.lane == behind[1] for access in read_address(named.entry.address))
        )

    def _at(self, place: Normal) -> tuple[Posting, ...]:
        """The compounds at the road and lane, or the road and house number, of a place."""
        if place.road is None:
            return ()
        return self._on(place.road, place)

    def _on(self, road: str, place: Normal) -> tuple[Posting, ...]:
        if place.lane is not None:
            found = self._gazetteer.at_lane(road, place.lane)
            branch = tuple(posting for posting in found if posting.access.branch == place.branch)
            if place.branch is None:
                return branch or found
            # Another branch of the lane is another place; the lane as a whole may have the branch that the list leaves out.
            return branch or tuple(posting for posting in found if posting.access.branch is None)
        if place.house is not None and len(place.house) <= _MOST_DIGITS:
            return self._gazetteer.at_number(road, int(place.house))
        return ()

    def _heard_at(self, place: Normal) -> tuple[Posting, ...]:
        """As `_at`, for a road that no list has, on the roads for which it may have been heard or written down."""
        if place.road is None or place.road in self._gazetteer.roads or not (place.lane or place.house):
            return ()
        return tuple(
            posting for road in self._gazetteer.roads_like(place.road) for posting in self._on(road, place)
        )

    def _is_strange(self, place: Normal) -> bool:
        """Whether the road that is said is in no address of the list, nor like one that is."""
        return (
            place.road is not None
            and place.road not in self._gazetteer.roads
            and place.road not in self._heard
        )

    def _by_like_name(self, undecided: Resolution, name: str) -> Resolution:
        """Of the compounds of a lane the one that is called nearly so, if there is one."""
        rivals = {rival.entry_id for rival in undecided.runners_up}
        like = {entry.id: entry for _, entry in self._named_like(name) if entry.id in rivals}
        return _sure(Reason.LANE_NAME, undecided.mention, *like.values()) if len(like) == 1 else undecided

    def _likes(self, place: Normal, text: str) -> _Likes:
        """The compounds whose names are like the one said, or like it together with what was taken for something else."""
        if place.compound is None:
            return ()
        likes = self._named_like(place.compound)
        if not likes and place.road and not (place.lane or place.house):
            # What ends like a road may be the first part of a name: 金融街 of 金融街海棠府.
            likes = self._named_like(place.road + place.compound)
        if (at := text.find(place.compound)) > 0 and text[at - 1] in _LEADING:
            # The name may be cut short, and what it then lacks is no slip.
            likes = likes or self._named_like(text[at - 1] + place.compound)
            likes = tuple((like, entry) for like, entry in likes if like.heard and like.same_length)
        return likes


def _nearly(mention: Mention, place: Normal, likes: _Likes, hint: str | None, *, pointed: bool) -> Resolution:
    """The compound whose name is nearly the one said, when the district or the road said is its own.

    pointed: whether the subdistrict said is. Without any of them only a likeness that is enough by itself counts, and
    whatever else is like it is a doubt.
    """
    numbered = place.lane is not None or place.house is not None
    near = [(like, entry) for like, entry in likes if _may_lie_in(entry, hint)]
    beside = [(like, entry) for like, entry in near if place.road and _lies_on(entry, place.road)]
    if beside:
        near = beside
    if len({entry.id for _, entry in near}) == 1 and not numbered:
        like, entry = near[0]
        pointed = pointed or bool(beside) or (hint is not None and entry.district == hint)
        if like.degree is Degree.ALONE or (like.degree is Degree.HINT and pointed):
            return _sure(Reason.NAME_ALIKE if like.heard else Reason.NAME_PART, mention, entry)
    return _unsure(
        Reason.NOT_IN_GAZETTEER, mention, [entry for like, entry in near if like.degree is not Degree.DOUBT]
    )


def _decide(mention: Mention, place: Normal, lanes: list[Posting], names: list[Named]) -> Resolution:
    if lanes:
        return _by_lane(mention, place, lanes, names)
    if names:
        return _by_name(mention, place, names)
    said = mention.compound is not None or place.lane is not None or place.house is not None
    return _unsure(Reason.NOT_IN_GAZETTEER if said else Reason.NO_PLACE, mention, [])


def _by_lane(mention: Mention, place: Normal, lanes: list[Posting], names: list[Named]) -> Resolution:
    at = {posting.entry.id: posting.entry for posting in lanes}
    both = [named for named in names if named.entry.id in at]
    if len(both) == 1:
        return _sure(Reason.LANE_NAME, mention, both[0].entry)
    if names and not both:
        return _unsure(Reason.CONFLICT, mention, [*at.values(), *_entries(names)])
    if len(at) == 1:
        return _sure(Reason.LANE if place.lane else Reason.NUMBER, mention, *at.values())
    house = (
        int(place.building)
        if place.building and place.building.isdecimal() and len(place.building) <= _MOST_DIGITS
        else None
    )
    inside = {
        posting.entry.id: posting.entry
        for posting in lanes
        # Every part (区) of a lane counts its houses anew.
        if house
        and posting.access.has(house)
        and not (place.branch is None and (posting.access.branch or "").endswith("区"))
    }
    if len(inside) == 1:
        return _sure(Reason.LANE_HOUSE, mention, *inside.values())
    return _unsure(Reason.AMBIGUOUS_LANE, mention, list(at.values()))


def _by_name(mention: Mention, place: Normal, names: list[Named]) -> Resolution:
    best = names[0].strength
    top = [named.entry for named in names if named.strength is best]
    if place.road is not None:
        beside = [entry for entry in top if _lies_on(entry, place.road)]
        if not beside and (place.lane or place.house):
            # A known name at an unknown number of another road is more often a namesake than a second gate.
            return _unsure(Reason.CONFLICT, mention, _entries(names))
        top = beside or top
    if len(top) == 1 and (best is Strength.NAME or (best is Strength.ALIAS and len(names) == 1)):
        return _sure(Reason.NAME if best is Strength.NAME else Reason.ALIAS, mention, top[0])
    return _unsure(Reason.AMBIGUOUS_NAME, mention, _entries(names))


def _together(address: Resolution, text: Resolution) -> Resolution:
    """One resolution from those of the address field and of the text."""
    mention = _merged(text.mention, address.mention)
    if address.entry_id and text.entry_id and address.entry_id != text.entry_id:
        rivals = (Candidate(address.entry_id, address.reason), Candidate(text.entry_id, text.reason))
        return Resolution(None, 0.0, Reason.CONFLICT, rivals, text.mention)
    if address.entry_id and text.entry_id:
        stronger = max(address, text, key=lambda resolution: resolution.confidence)
        kinds = {address.reason in _BY_ROAD, text.reason in _BY_ROAD}
        reason = Reason.LANE_NAME if len(kinds) == 2 else stronger.reason
        return Resolution(address.entry_id, reason.confidence, reason, (), mention)
    for sure, other in ((address, text), (text, address)):
        if sure.entry_id:
            # What is merely like a name that no list has, or lies in another city, says nothing against a place that is known.
            fits = (
                not other.runners_up
                or other.reason in (Reason.NOT_IN_GAZETTEER, Reason.OTHER_CITY)
                or any(rival.entry_id == sure.entry_id for rival in other.runners_up)
            )
            if fits:
                return replace(sure, mention=mention)
            all_rivals = (Candidate(sure.entry_id, sure.reason), *other.runners_up)
            return Resolution(None, 0.0, Reason.CONFLICT, all_rivals[:_MOST_RUNNERS_UP], text.mention)
    shared = {rival.entry_id for rival in address.runners_up} & {rival.entry_id for rival in text.runners_up}
    settled = {Reason.DISTRICT_CONFLICT, Reason.OTHER_CITY}.isdisjoint((address.reason, text.reason))
    if len(shared) == 1 and settled:
        return Resolution(shared.pop(), Reason.LANE_NAME.confidence, Reason.LANE_NAME, (), mention)
    return replace(text if text.runners_up or not address.mention else address, mention=mention)


_BY_ROAD = frozenset({Reason.LANE, Reason.LANE_HOUSE, Reason.NUMBER, Reason.LANE_ALIKE})


def _merged(first: Mention, second: Mention) -> Mention:
    if not second:
        return first
    return Mention(
        compound=first.compound or second.compound,
        road=first.road or second.road,
        building=first.building or second.building,
        unit=first.unit or second.unit,
        room=first.room or second.room,
    )


def _may_lie_in(entry: Entry, district: str | None) -> bool:
    return district is None or not entry.district or entry.district == district


def _lies_on(entry: Entry, road: str) -> bool:
    return any(access.road == road for access in read_address(entry.address))


def _is_somewhere(place: Normal) -> bool:
    """Whether anything is said that could be looked up."""
    return place.compound is not None or place.road is not None


def _named_before(text: str, place: Normal) -> str | None:
    """The district that stands right before the road or the name, in full or short."""
    for part in (place.road, place.compound):
        at = text.find(part) if part else -1
        if at > 0 and (district := district_before(text, at)):
            return district
    return None


def _is_address(place: Normal, text: str) -> bool:
    """Whether the road is the name's address, rather than beside a door that has one of its own (云龙南路旁海棠花苑3号)."""
    numbered = place.lane is not None or place.house is not None
    return numbered or place.building is None or f"{place.road}{place.compound}" in text


def _is_ordinary(place: Normal) -> bool:
    """Whether the name could as well be meant as words, and no road or door is said with it."""
    return place.compound in ORDINARY and place.road is None and place.building is None


def _lies_beyond(text: str, place: Normal) -> bool:
    """Whether the text says of the road or the name, whichever stands first, that it lies in another city."""
    ats = [text.find(part) for part in (place.road, place.compound) if part]
    return any(at > 0 and lies_beyond(text, at) for at in ats)


def _is_said(entry: Entry, text: str, place: Normal) -> bool:
    """Whether the text says the subdistrict of `entry`, in full or right before its name (云水海棠花苑)."""
    at = text.find(place.compound) if entry.subdistrict and place.compound else -1
    return at >= 0 and says_subdistrict(text, at, entry.subdistrict)


def _entries(found: Iterable[Posting | Named]) -> list[Entry]:
    return [one.entry for one in found]


def _sure(reason: Reason, mention: Mention, entry: Entry) -> Resolution:
    return Resolution(entry.id, reason.confidence, reason, (), mention)


def _unsure(reason: Reason, mention: Mention, entries: list[Entry]) -> Resolution:
    ids = list(dict.fromkeys(entry.id for entry in entries))[:_MOST_RUNNERS_UP]
    return Resolution(None, 0.0, reason, tuple(Candidate(entry_id, reason) for entry_id in ids), mention)
