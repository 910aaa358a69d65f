"""Finding the place that a complaint speaks of, with or without a gazetteer.

The answer is where the wrong is, not where the reporter lives, with each part as it stands in the text.
"""

import re
from collections.abc import Container, Iterable, Iterator
from functools import cached_property, lru_cache

import msgspec

from huiyin.knowledge.places import around, wording
from huiyin.knowledge.places.choosing import Place, choose, homeless, read_door
from huiyin.knowledge.places.doors import sure_buildings
from huiyin.knowledge.places.numbers import arabic, normal_building, normal_room, normal_unit
from huiyin.knowledge.places.spelling import Line, name_key
from huiyin.knowledge.places.taken import Taken
from huiyin.knowledge.places.wording import Span

_FARTHEST = 16
_ROAD = re.compile(
    r"(?P<road>.+?)(?:(?P<lane>\d+)弄(?:(?P<branch>\d+)支弄|(?P<part>\d+区))?|(?P<house>\d+)(?:-\d+)*号)?$"
)
_NUMBERED = re.compile(r"(?<=[路街道巷村])[^路街道巷村]+$")
_LONGEST_LINK = 3
_LINK = re.compile(r"(?:的|上的?|旁的?|,|，)?原?")


class Normal(msgspec.Struct, frozen=True):
    """The parts of a mention in the forms that serve as keys; None where a part is absent, several or masked.

    road: without its number; lane, branch, house: Arabic digits (a part of a lane with its word: 9区); building, unit, room:
    bare number or letter.
    """

    compound: str | None
    road: str | None
    lane: str | None
    branch: str | None
    house: str | None
    building: str | None
    unit: str | None
    room: str | None


class Mention(msgspec.Struct, frozen=True, dict=True):
    """The parts of a place, each exactly as the text has it, or None.

    compound: the compound's name (海上花苑二期); road: the road with its lane or number (锦绣路1001弄);
    building: 43栋, A座; unit: 三单元; room: 706房.
    """

    compound: str | None = None
    road: str | None = None
    building: str | None = None
    unit: str | None = None
    room: str | None = None

    @cached_property
    def normal(self) -> Normal:
        """The parts as keys."""
        road, lane, branch, house = read_road(self.road) if self.road else (None, None, None, None)
        return Normal(
            compound=name_key(self.compound) if self.compound else None,
            road=road,
            lane=lane,
            branch=branch,
            house=house,
            building=normal_building(self.building),
            unit=normal_unit(self.unit),
            room=normal_room(self.room),
        )

    def __bool__(self) -> bool:
        return any((self.compound, self.road, self.building, self.unit, self.room))


def find(text: str) -> Mention:
    """The place that `text` speaks of, found by its wording alone; an empty Mention when it names none."""
    meant, _ = find_in(Line.of(text))
    return meant


def find_in(
    line: Line,
    names: Iterable[Span] = (),
    known_roads: Container[str] = frozenset(),
    heard_roads: Container[str] = frozenset(),
) -> tuple[Mention, Mention | None]:
    """As `find`, for a line in which the spans `names` of its folded text hold names of known compounds; and the place of
    which nobody can tell whether it is meant instead, where the text leaves that open.

    known_roads: folded names of roads, which are then found also where the wording alone does not tell their beginning.
    heard_roads: what may be one of them in the spelling of who heard it; only with a number is it taken for a road.
    """
    text = line.text
    names = list(names)
    roads = list(_not_in_names(text, _roads(text, known_roads, heard_roads), names))
    places = _places(text, roads, _compounds(text, roads, names))
    if not places:
        places = list(homeless(text, []))
    if not places:
        return Mention(), None
    meant, rival = choose(text, places)
    return _said(line, meant), _said(line, rival) if rival else None


def _said(line: Line, place: Place) -> Mention:
    def said(span: Span | None) -> str | None:
        return line.verbatim(*span) if span and not wording.is_masked(line.text[span[0] : span[1]]) else None

    return Mention(
        compound=said(place.compound),
        road=said(place.road),
        building=said(place.building),
        unit=said(place.unit),
        room=said(place.room),
    )


# Roads and numbers of doors come again and again, in one export as over the years.
@lru_cache(maxsize=16_384)
def read_road(road: str) -> tuple[str, str | None, str | None, str | None]:
    """The road, lane, branch lane (or part of the lane) and house number of a road as written, in normal form:
    木兰路一七二五弄 has lane 1725.
    """
    folded = name_key(road)
    numbered = _NUMBERED.search(folded)
    if numbered is None:
        return folded, None, None, None
    found = _ROAD.fullmatch(folded[: numbered.start()] + arabic(numbered[0]))
    if found is None:
        return folded, None, None, None
    return found["road"], found["lane"], found["branch"] or found["part"], found["house"]


def _roads(text: str, known: Container[str], heard: Container[str]) -> Iterator[tuple[Span, bool]]:
    """The roads in `text`, each with its number if it has one, and whether it has one."""
    floor = 0
    for word in wording.ROAD_END.finditer(text):
        number = wording.ROAD_NUMBER.match(text, word.end())
        if number is None and not wording.is_road(text, word.start()):
            continue
        begin = max(floor, word.start() - _FARTHEST)
        start = _known_road(text, begin, word.end(), known)
        if start is None and number is not None:
            start = _known_road(text, begin, word.end(), heard)
        if start is None:
            start = wording.name_start(text, begin, word.start(), road=True)
            if start == word.start() or wording.is_common_road(text, start, word.start()):
                continue
        floor = number.end() if number else word.end()
        yield (start, floor), number is not None


def _not_in_names(
    text: str, roads: Iterable[tuple[Span, bool]], names: list[Span]
) -> Iterator[tuple[Span, bool]]:
    """`roads` without the alleys that are but part of a known compound's name, as those of old villages are (海棠巷小区)."""
    ahead = iter(names)
    name = next(ahead, None)
    for (start, end), numbered in roads:
        while name and name[1] < end:
            name = next(ahead, None)
        if numbered or name is None or start < name[0] or text[end - 1] != "巷":
            yield (start, end), numbered


def _known_road(text: str, floor: int, end: int, known: Container[str]) -> int | None:
    """Where the longest known road begins that ends at `end` and has no other name before it."""
    for start in range(max(floor, end - wording.LONGEST_ROAD), end - 1):
        if text[start:end] in known and wording.is_clear_of_road(text, floor, start):
            return start
    return None


def _compounds(text: str, roads: list[tuple[Span, bool]], names: Iterable[Span]) -> list[tuple[Span, bool]]:
    """The names of compounds in `text`, in order, and whether each is of a known compound."""
    taken = Taken(len(text))
    for span, _ in roads:
        taken.add(*span)
    ends = {end for (_, end), _ in roads}
    found: list[tuple[Span, bool]] = []

    def add(start: int, end: int, known: bool) -> None:
        longer = wording.EXTEND.match(text, end)
        last = longer.end() if longer else end
        # What follows a phase is a house of it.
        span = (start, last if text[last - 1] == "期" else around.residue(text, last))
        taken.add(*span)
        found.append((span, known))

    for start, end in names:
        # 菊园新区 is no compound of that name, but what the city calls a part of it.
        if text.startswith("新区", end):
            continue
        if not taken.crosses(start, end) and wording.is_clear(text, taken.floor(start), start):
            whole = around.goes_on(text, end)
            add(start, whole, whole == end)
    for start, end in _worded(text, taken, ends):
        add(start, end, False)
    for at in sure_buildings(text):
        if taken.touches(at):
            continue
        tail = wording.before_bracket(text, at)
        start = wording.name_start(text, max(taken.floor(at), tail - _FARTHEST), tail, stem=2)
        if tail - start >= 2 and not wording.COMMON.fullmatch(text, start, at):
            add(start, at, False)
    for at in around.owners(text):
        if not taken.touches(at):
            begin = max(taken.floor(at), at - _FARTHEST)
            start = wording.after_unit(text, begin, at)
            if start < at and (start > begin or begin in ends):
                add(start, at, False)
    return sorted(found)


def _worded(text: str, taken: Taken, roads: set[int]) -> Iterator[Span]:
    """The spans that end in a word for a compound, neighbouring words of one name joined."""
    words = wording.kind_words(text)
    words += [word.span() for word in wording.WEAK.finditer(text) if wording.ends_weak_name(text, word.end())]
    words.sort()
    runs: list[list[Span]] = []
    for at, end in words:
        if wording.in_bracket(text, at) or taken.holds(at):
            continue
        if runs and at < runs[-1][-1][1]:
            continue
        if runs and wording.joined(text, runs[-1][-1][1], at):
            runs[-1].append((at, end))
        else:
            runs.append([(at, end)])
    for run in runs:
        first, (at, end) = run[0][0], run[-1]
        begin = max(taken.floor(first), first - _FARTHEST)
        start = wording.name_start(
            text,
            begin,
            first if wording.is_joint(text, first) else at,
            office=text[at:end] in wording.OFFICES,
        )
        if begin in roads and wording.follows(text, begin, at):
            start = begin + text.startswith("原", begin)
        named = not wording.COMMON.fullmatch(text, start, at) or wording.is_masked_name(text, start, at, end)
        if start < at and named:
            yield start, wording.before_house(text, start, at) or end
        else:
            taken.add(at, end)


def _places(text: str, roads: list[tuple[Span, bool]], compounds: list[tuple[Span, bool]]) -> list[Place]:
    places: list[Place] = []
    free = dict(roads)
    before = {end: (start, end) for start, end in free}
    within = {start: (start, end) for (start, end), numbered in roads if numbered}
    for span, known in compounds:
        place = Place(*span, compound=span, known=known)
        for at in range(max(0, span[0] - _LONGEST_LINK), span[0] + 1):
            road = before.get(at)
            if road in free and _LINK.fullmatch(text, at, span[0]):
                place.start, place.road, place.numbered = road[0], road, free.pop(road)
                break
        if place.road is None and text.startswith("(", span[1]):
            for at in range(span[1] + 1, span[1] + 1 + around.FARTHEST_IN_BRACKET):
                road = within.get(at)
                if road in free and around.is_open(text, span[1], at):
                    place.end, place.road, place.numbered = road[1], road, free.pop(road)
                    break
        places.append(place)
    places += [Place(*span, road=span, numbered=numbered) for span, numbered in free.items()]
    places.sort(key=lambda place: place.start)
    for place in places:
        read_door(text, place, place.end)
    return places
