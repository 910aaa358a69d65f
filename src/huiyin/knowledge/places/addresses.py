"""Reading the address of a compound: roads, lanes, branch lanes and spans of house numbers."""

import re
from dataclasses import dataclass

from huiyin.knowledge.places.spelling import name_key

_PART = re.compile(r"[,，、;；/]")
_PIECE = re.compile(
    r"(\d+)号?(?:-(\d+))?(?:\(([单双])号?\)|([单双])(?=号))?(支弄|弄|号|区|街坊|坊)?(?:\(?([单双])号?\)?)?"
)
_HEAD = re.compile(r"([^\d()]*)(.*)")
# An estate or town written before the road, as in 景江苑D区浦秀路518弄.
_BEFORE_ROAD = re.compile(r"^.+[区镇](?=..+[路街])")
_PARITY = {"单": 1, "双": 0}
# Longer spans than this are slips of the pen (1-2000号); the widest real one has 600 numbers.
_WIDEST = 1000


@dataclass(frozen=True, slots=True)
class Houses:
    """House numbers from `first` to `last`, both included: all of them, or only the odd (1) or even (0) ones."""

    first: int
    last: int
    parity: int | None = None

    def __contains__(self, house: int) -> bool:
        return self.first <= house <= self.last and self.parity in (None, house % 2)


@dataclass(frozen=True, slots=True)
class Access:
    """One way in: a road (or the estate whose name stands in its place) with a lane, or with numbers of its own.

    lane: the lane's number in Arabic digits, or None when houses stand on the road itself.
    branch: the branch lane (支弄) inside the lane, or its part (9区).
    houses: the house numbers given; empty when the address gives none.
    """

    road: str
    lane: str | None = None
    branch: str | None = None
    houses: tuple[Houses, ...] = ()

    def has(self, house: int) -> bool:
        """Whether the address names this house."""
        return any(house in span for span in self.houses)


def read_address(address: str) -> tuple[Access, ...]:
    """Every way in that an address names: 奎照路4,8弄,车站西路301-309(单)号 has three on two roads.

    A number without a road belongs to the road before it, and one without 弄 or 号 is of the kind of the next one.
    """
    found: list[Access] = []
    road = ""
    waiting: list[Houses] = []
    for part in _PART.split(name_key(address)):
        head = _HEAD.match(part)
        if head is None:
            continue
        if head[1]:
            found += _numbered(road, waiting)
            waiting = []
            road = _BEFORE_ROAD.sub("", head[1])
            if not _PIECE.search(head[2]):
                found.append(Access(road))
                continue
        if not road:
            continue
        lanes: list[str] = []
        branch: str | None = None
        for piece in _PIECE.finditer(head[2]):
            span = _houses(piece)
            match piece[5]:
                case "弄":
                    lanes = [str(number) for number in _all([*waiting, span])]
                    waiting = []
                case "支弄":
                    branch = piece[1]
                case "区" if lanes:
                    branch = f"{piece[1]}区"
                case "区" | "街坊" | "坊":
                    continue
                case _ if lanes:
                    found += [Access(road, lane, branch, (span,)) for lane in lanes]
                    lanes = []
                case "号":
                    found += _numbered(road, [*waiting, span])
                    waiting = []
                case _ if piece[0].endswith("号"):
                    found += _numbered(road, [*waiting, span])
                    waiting = []
                case _:
                    waiting.append(span)
        found += [Access(road, lane, branch) for lane in lanes]
    found += _numbered(road, waiting)
    return _merged(found)


def _houses(piece: re.Match[str]) -> Houses:
    first, last = int(piece[1]), int(piece[2] or piece[1])
    last = last if first <= last < first + _WIDEST else first
    return Houses(first, last, _PARITY.get(piece[3] or piece[4] or piece[6] or ""))


def _all(spans: list[Houses]) -> list[int]:
    return [number for span in spans for number in range(span.first, span.last + 1) if number in span]


def _numbered(road: str, spans: list[Houses]) -> list[Access]:
    return [Access(road, houses=tuple(spans))] if spans else []


def _merged(accesses: list[Access]) -> tuple[Access, ...]:
    """One access for each road, lane and branch, with all its houses: 水电路1321弄1-43号(单),10-34号(双)."""
    houses: dict[tuple[str, str | None, str | None], tuple[Houses, ...]] = {}
    last: Access | None = None
    for access in accesses:
        # Numbers that follow a lane's house numbers without a road of their own continue them.
        if (
            last is not None
            and last.lane
            and last.houses
            and access.lane is None
            and access.road == last.road
        ):
            access = Access(last.road, last.lane, last.branch, access.houses)
        key = (access.road, access.lane, access.branch)
        houses[key] = houses.get(key, ()) + access.houses
        last = access
    return tuple(Access(*key, houses=spans) for key, spans in houses.items())
