"""Which of the places that a text names is the wrong's, with the door that belongs to it.

Everything here reads folded text (`spelling.Line.text`) and spans of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from huiyin.knowledge.places import around, roles, wording
from huiyin.knowledge.places.doors import read_tail, sure_buildings
from huiyin.knowledge.places.roles import Standing
from huiyin.knowledge.places.taken import Taken
from huiyin.knowledge.places.wording import Span

_FARTHEST = 16
# How far behind the name a building may stand and still be the name's.
_NEAR = 60
# No complaint names more of them; what does is no complaint.
_MOST_PLACES = 64
# A comma or a bracket between a door and the name of its compound.
_LINK = 2


@dataclass(slots=True)
class Place:
    """One place in a line, by spans of its folded text."""

    start: int
    end: int
    compound: Span | None = None
    road: Span | None = None
    numbered: bool = False
    known: bool = False
    building: Span | None = None
    unit: Span | None = None
    room: Span | None = None


def homeless(text: str, places: list[Place]) -> Iterator[Place]:
    """The buildings that stand apart from any name: 某某花园的业主称，6号楼3单元…"""
    taken = Taken(len(text))
    for place in places:
        taken.add(place.start, place.end)
    for at in sure_buildings(text):
        if not taken.holds(at):
            place = Place(at, at)
            read_door(text, place, at)
            yield place


def read_door(text: str, place: Place, at: int) -> None:
    """Give `place` the building, unit and room that stand at `at`."""
    place.building, place.unit, place.room, end = read_tail(text, at)
    place.end = max(place.end, end)


def _is_home(text: str, place: Place) -> bool:
    return around.HOME.search(text, max(0, place.start - _FARTHEST), place.start) is not None


def _is_door(text: str, place: Place) -> bool:
    """Whether a place says by itself where one has to go: a known compound, or a lane or what is called like a compound,
    with a building."""
    if place.compound is None:
        return place.numbered and place.building is not None
    return place.known or (place.building is not None and wording.is_called_so(text[slice(*place.compound)]))


def _named(text: str, place: Place) -> str:
    return text[slice(*(place.compound or place.road or (0, 0)))]


def _is_lanes_door(text: str, place: Place) -> bool:
    return (
        place.compound is None
        and place.numbered
        and place.building is not None
        and "*" not in _named(text, place)
    )


def _best(text: str, places: list[Place], limit: int) -> Place:
    """The place that says most, the first of those that say as much."""
    best, best_weight = places[0], -99
    own = {place.start - link for place in places if place.compound for link in range(_LINK + 1)}
    for place in places:
        weight = 0
        if place.building is None and around.LANDMARK.match(text, place.end):
            place.compound = None
            weight -= place.road is None
        weight += (
            4 * (place.compound is not None) + 2 * place.known + 2 * place.numbered + (place.road is not None)
        )
        # A lane's door says more than a name without one, which does not follow on it as its own.
        weight += 2 * (_is_lanes_door(text, place) and place.end not in own)
        weight += 2 * (place.building is not None) - 10 * (place.start > limit) - 3 * _is_home(text, place)
        if weight > best_weight:
            best, best_weight = place, weight
    return best


def choose(text: str, places: list[Place]) -> tuple[Place, Place | None]:
    """The place of the wrong, and the one of which nobody can tell whether it is that instead, if there is one."""
    reply = around.REPLY.search(text, places[0].end)
    limit = reply.start() if reply else len(text)
    best, rival = _meant(text, places, limit)
    if best.road and not best.numbered:
        bare = text[slice(*best.road)]
        same = (
            place
            for place in places
            if place.road and place.numbered and place.start < limit and text.startswith(bare, place.road[0])
        )
        best.road = next((place.road for place in same), best.road)
    if best.compound is not None:
        parts = (p.compound for p in places if p.compound and best.end <= p.start < limit)
        best.compound = next(
            (part for part in parts if around.longer_by_part(text, best.compound, part)), best.compound
        )
    if best.room is not None and (room := around.neighbour(text, best.end)):
        best.room = room
    _complete(text, best, [place for place in places if best.end <= place.start < limit])
    if best.building is None and best.unit is None and best.room is None:
        for apart in homeless(text, places):
            if best.end <= apart.start < min(limit, best.end + _NEAR):
                best.building, best.unit, best.room = apart.building, apart.unit, apart.room
                break
    return best, rival


def _meant(text: str, places: list[Place], limit: int) -> tuple[Place, Place | None]:
    best = _best(text, places, limit)
    near = [place for place in places[:_MOST_PLACES] if place.start < limit]
    doors = {place.start: place for place in near if _is_door(text, place)}
    if best.start not in doors or len(near) == 1:
        return best, None
    by_the_way = roles.is_by_the_way(text, best.start, best.end)
    has_door = best.building is not None
    others = [
        place
        for place in doors.values()
        if (by_the_way or roles.comes_to(text, best.end, (place.start, place.end), has_door=has_door))
        and _named(text, place) != _named(text, best)
        and not roles.is_by_the_way(text, place.start, place.end)
    ]
    best = _best(text, others, limit) if others else best
    homes = _lived_in(text, doors)
    home = _home(text, doors, homes, best)
    if home is None:
        return best, None
    # Who says where they live and names another door speaks of that one, unless it is named by the way.
    wrongs, untold = [], []
    for place in near:
        is_door = place.start in doors
        if (
            not (is_door or place.numbered)
            or place.start in homes
            or _named(text, place) == _named(text, home)
        ):
            continue
        door = place.building[0] if place.building else None
        standing = roles.beside_home(text, (home.start, home.end), (place.start, place.end), door=door)
        if standing is Standing.WRONGS:
            wrongs.append(place)
        elif standing is Standing.UNTOLD and is_door:
            untold.append(place)
    if wrongs:
        return _best(text, wrongs, limit), None
    return home, untold[0] if untold else None


def _lived_in(text: str, doors: dict[int, Place]) -> set[int]:
    """Where the places start that are told as somebody's home."""
    found, floor = set(), 0
    for start, place in doors.items():
        if roles.is_home(text, floor, start, place.end):
            found.add(start)
        floor = place.end
    return found


def _home(text: str, doors: dict[int, Place], homes: set[int], best: Place) -> Place | None:
    """The reporter's home where it stands no later than `best`; of several the last before the wrong is told, as landlords
    and builders live somewhere too."""
    home: Place | None = None
    for start, place in doors.items():
        if start > best.start:
            break
        if start in homes and (home is None or not roles.is_told(text, home.end, start)):
            home = place
    return home


def _complete(text: str, best: Place, later: list[Place]) -> None:
    """Take the door from a later mention of the same compound when the first, as in a title, says less of it."""
    if best.compound is None or best.room is not None:
        return
    name = text[slice(*best.compound)]
    for place in later:
        if place.compound is None or text[slice(*place.compound)] != name or not (place.unit or place.room):
            continue
        same = best.building is None or (
            place.building is not None and text[slice(*place.building)] == text[slice(*best.building)]
        )
        if same and (best.unit is None or place.unit):
            best.building, best.unit, best.room = place.building, place.unit, place.room
            return
