"""The compounds that are known, and the ways in which a text may call them."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import Path

import ahocorasick_rs

from huiyin.knowledge.places.addresses import Access, read_address
from huiyin.knowledge.places.districts import normal_district
from huiyin.knowledge.places.likeness import Degree, Like, Likeness, is_part
from huiyin.knowledge.places.numbers import arabic
from huiyin.knowledge.places.sounds import sounds
from huiyin.knowledge.places.spelling import name_key
from huiyin.knowledge.places.wording import LONGEST_NAME

_LONGEST_TOLD = 200
_REQUIRED = ("id", "name", "address", "district")
_ALIASES = re.compile(r"[|;；]")
_BRACKET = re.compile(r"\(([^()]*)\)?")
# What a list adds to tell kinds of flats apart; no caller says it, and lists disagree on it.
_KIND = re.compile(r"(?:酒店式公寓|公寓|别墅|商住楼|商业类|商业|商铺|住宅)$")
_PART = re.compile(r"(?:期|区|苑|园|块|侧|楼|座|馆|街坊|[东南西北中])$")
_ADDRESS_NAME = re.compile(r"(?:路|街|道|巷|村)\d[^小]*[弄号](?:小区|园区)?$")
_LANE = re.compile(r"\d+(?:支?弄|号)")
_SHORTEST_STEM = 3
# 中山路 is not 中山南路 with a character left out.
_ROAD_TELLING = frozenset("东南西北中新老支一二三四五六七八九十")
_SHORTEST_SHORT_ROAD = 4


class GazetteerError(ValueError):
    """A gazetteer file that cannot be read; the message names the row, the column and what to do, in both languages."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One compound: its id, the list's name for it, its address, and its district (present full name, "" if unknown).

    aliases: further names that people use. provisional: named by a text, not yet confirmed to exist (待核小区).
    subdistrict: the subdistrict or town (梅林街道, 云水镇) in which it lies, "" if unknown.
    """

    id: str
    name: str
    address: str
    district: str
    aliases: tuple[str, ...] = ()
    provisional: bool = False
    subdistrict: str = ""


class Strength(IntEnum):
    """How far a way of calling a compound goes towards naming it."""

    PART = 1
    """The name without the part (期, 区) that sets it apart: never enough by itself."""
    ALIAS = 2
    """Another name, or the name without what lists add in brackets."""
    NAME = 3
    """The list's own name, in any spelling of it."""


@dataclass(frozen=True, slots=True)
class Posting:
    """An entry found under a road, lane or number, with the access that was found."""

    entry: Entry
    access: Access


@dataclass(frozen=True, slots=True)
class Named:
    """An entry found under a name, and how strongly the name stands for it."""

    entry: Entry
    strength: Strength


def read_csv(path: Path) -> list[Entry]:
    """The entries of a UTF-8 CSV file (with or without BOM) in the order of its rows.

    Columns: id, name, address, district; optional aliases (several split by | or ;) and subdistrict. Others are ignored.
    Raises GazetteerError naming row and column when a required column is absent or empty, the district is not one of
    Shanghai's, an id comes twice, or the file is no UTF-8 or no CSV. An empty address is allowed.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_entries(csv.DictReader(file), path.name))
    except UnicodeDecodeError as error:
        raise GazetteerError(
            f"{path.name} 第 {error.start} 字节处不是 UTF-8，请另存为 UTF-8 的 CSV / "
            f"{path.name}: not UTF-8 at byte {error.start}; save it as UTF-8 CSV"
        ) from error
    except csv.Error as error:
        raise GazetteerError(
            f"{path.name} 不是可读的 CSV，请另存为 UTF-8 的 CSV / {path.name}: no CSV ({error}); save it as UTF-8 CSV"
        ) from error


def _entries(rows: "csv.DictReader[str]", name: str) -> Iterator[Entry]:
    header = rows.fieldnames or ()
    for column in _REQUIRED:
        if column not in header:
            # A file of another kind may have anything in its first line.
            held = " ".join(", ".join(header).split())[:_LONGEST_TOLD]
            raise GazetteerError(
                f"{name} 第 1 行：缺少列 {column}，表头有 {held or '（空）'}；请补上这一列 / "
                f"{name}, row 1: column {column!r} is missing; the header has {held or 'nothing'}; add it"
            )
    seen: dict[str, int] = {}
    for row in rows:
        zh, en = f"{name} 第 {rows.line_num} 行", f"{name}, row {rows.line_num}"
        values = {
            column: (row.get(column) or "").strip() for column in (*_REQUIRED, "aliases", "subdistrict")
        }
        for column in ("id", "name", "district"):
            if not values[column]:
                raise GazetteerError(
                    f"{zh}：列 {column} 为空，每个小区须有 id、name 和 district / "
                    f"{en}: column {column!r} is empty; give every compound an id, a name and a district"
                )
        if (first := seen.setdefault(values["id"], rows.line_num)) != rows.line_num:
            raise GazetteerError(
                f"{zh}：列 id 与第 {first} 行重复（{values['id']}），编号不能重复 / "
                f"{en}: column 'id' repeats {values['id']!r} of row {first}; ids must be unique"
            )
        district = normal_district(values["district"])
        if district is None:
            raise GazetteerError(
                f"{zh}：列 district 的“{values['district']}”不是上海的区，请更正 / "
                f"{en}: column 'district' has {values['district']!r}, which is no district of Shanghai; correct it"
            )
        aliases = tuple(alias.strip() for alias in _ALIASES.split(values["aliases"]) if alias.strip())
        yield Entry(
            values["id"],
            values["name"],
            values["address"],
            district,
            aliases,
            subdistrict=values["subdistrict"],
        )


class Gazetteer:
    """An index of compounds by road and lane, by name and alias, and by district. Immutable once built."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: tuple[Entry, ...] = tuple(entries)
        self._lanes: dict[tuple[str, str], list[Posting]] = defaultdict(list)
        self._numbers: dict[str, list[Posting]] = defaultdict(list)
        self._names: dict[str, dict[str, Named]] = defaultdict(dict)
        self._districts: dict[str, list[Entry]] = defaultdict(list)
        self._ids: dict[str, Entry] = {}
        spellings: set[str] = set()
        for entry in self.entries:
            self._ids[entry.id] = entry
            self._districts[entry.district].append(entry)
            for access in self._accesses(entry):
                posting = Posting(entry, access)
                if access.lane is not None:
                    self._lanes[access.road, access.lane].append(posting)
                else:
                    self._numbers[access.road].append(posting)
            for spelling, strength in _callings(entry):
                key = core(spelling)
                known = self._names[key].get(entry.id)
                if known is None or known.strength < strength:
                    self._names[key][entry.id] = Named(entry, strength)
                if not _ADDRESS_NAME.search(spelling):
                    spellings.add(name_key(spelling))
        self.roads: frozenset[str] = frozenset({road for road, _ in self._lanes} | set(self._numbers))
        self._like_roads: dict[str, list[str]] = defaultdict(list)
        for road in sorted(self.roads):
            for way in (*sounds(road), *_short_roads(road)):
                self._like_roads[way].append(road)
        self._like_names = Likeness(
            core(spelling)
            for entry in self.entries
            for spelling, strength in _callings(entry)
            if strength is not Strength.PART and not _ADDRESS_NAME.search(spelling)
        )
        self._finder = ahocorasick_rs.AhoCorasick(
            sorted(spelling for spelling in spellings if len(spelling) > 1),
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
        )

    @staticmethod
    def _accesses(entry: Entry) -> tuple[Access, ...]:
        bracketed = [text for text in _BRACKET.findall(name_key(entry.name)) if _LANE.search(text)]
        # A lane in a name's brackets without its road is on the road of the address: 博一小区(1支弄).
        return read_address(",".join([entry.address, *[text for text in bracketed if not text[0].isdigit()]]))

    def __len__(self) -> int:
        return len(self.entries)

    def get(self, entry_id: str) -> Entry | None:
        """The entry with this id."""
        return self._ids.get(entry_id)

    def at_lane(self, road: str, lane: str) -> tuple[Posting, ...]:
        """The compounds of a lane: road as written (folded), lane in Arabic digits."""
        return tuple(self._lanes.get((road, lane), ()))

    def at_number(self, road: str, house: int) -> tuple[Posting, ...]:
        """The compounds that have this house number on the road itself, outside any lane."""
        return tuple(posting for posting in self._numbers.get(road, ()) if posting.access.has(house))

    def named(self, name: str) -> tuple[Named, ...]:
        """The compounds called so, strongest first; several when the name alone does not decide.

        A name in a list's exact spelling hides weaker readings of it.
        """
        found = (self._names.get(core(name)) or self._names.get(core(name).removesuffix("小区"), {})).values()
        exact = _flat(name)
        same = [
            named for named in found if named.strength is Strength.NAME and _flat(named.entry.name) == exact
        ]
        if same:
            districts = {named.entry.district for named in same}
            # But 万达广场(嘉定) is called 万达广场 in its own district as well.
            apart = [
                named
                for named in found
                if named.strength is Strength.NAME and named.entry.district not in districts
            ]
            return (*same, *apart)
        weaker = [Named(named.entry, min(named.strength, Strength.ALIAS)) for named in found]
        return tuple(sorted(weaker, key=lambda named: (-named.strength, named.entry.id)))

    def roads_like(self, road: str) -> tuple[str, ...]:
        """The known roads that sound like a folded unknown one, or that it is when a character was left out."""
        return tuple(
            dict.fromkeys(known for way in (*sounds(road), road) for known in self._like_roads.get(way, ()))
        )

    def named_like(self, name: str) -> tuple[tuple[Like, Entry], ...]:
        """The compounds whose names are like one that none has, each with its likeness: the likeliest, and the doubts.

        Of several compounds that go by one of those names those count whose own it is. An endless name is like none.
        """
        if len(name) > LONGEST_NAME:
            return ()
        likes = self._like_names.of(core(name))
        if not likes:
            return self._as_short(name_key(name))
        said = set(sounds(_flat(name_key(name))))
        found: list[tuple[Like, Entry]] = []
        if any(like.degree is Degree.ALONE for like in likes):
            likes = [like for like in likes if like.degree is not Degree.HINT]
        for like in likes:
            named = [
                one
                for one in self._names[like.name].values()
                if like.heard or _is_whole(one.entry, like.name)
            ]
            if not named:
                continue
            best = max(one.strength for one in named)
            exact = [one for one in named if not said.isdisjoint(sounds(_flat(name_key(one.entry.name))))]
            found += [(like, one.entry) for one in exact or named if one.strength is best]
        return tuple(found) or self._as_short(name_key(name))

    def _as_short(self, name: str) -> tuple[tuple[Like, Entry], ...]:
        """The compounds called so with 小区 behind, or without what `name` has in brackets unless that is a part."""
        whole, brackets = name + "小区", _BRACKET.findall(name)
        if brackets:
            if any(is_part(_KIND.sub("", text)) for text in brackets):
                return ()
            whole = _BRACKET.sub("", name)
        like = Like(whole, Degree.HINT, heard=False)
        return tuple((like, one.entry) for one in self.named(whole) if one.strength is not Strength.PART)

    def in_district(self, district: str) -> tuple[Entry, ...]:
        """The compounds of a district, given under any of its names, present, short or former."""
        return tuple(self._districts.get(normal_district(district) or "", ()))

    def name_spans(self, text: str) -> list[tuple[int, int]]:
        """Where folded `text` has the name or alias of a compound: leftmost, then longest, not overlapping."""
        return [(start, end) for _, start, end in self._finder.find_matches_as_indexes(text)]


def _short_roads(road: str) -> Iterator[str]:
    """`road` with one character left out, when enough of it remains and the character is none that tells roads apart."""
    if len(road) >= _SHORTEST_SHORT_ROAD:
        for at, character in enumerate(road[:-1]):
            if character not in _ROAD_TELLING:
                yield road[:at] + road[at + 1 :]


@lru_cache(maxsize=16_384)
def core(name: str) -> str:
    """A name without what lists disagree on: width, brackets as such, numerals' spelling, a kind of flat or a district
    in brackets. 招商花园城(公寓) becomes 招商花园城, 虹浦新城（南区） 虹浦新城南区, 曹杨二村 曹杨2村.
    """

    def kept(found: re.Match[str]) -> str:
        return "" if normal_district(found[1]) else _KIND.sub("", found[1])

    return arabic(_BRACKET.sub(kept, name_key(name)))


@lru_cache(maxsize=16_384)
def _flat(name: str) -> str:
    return arabic(name).replace("(", "").replace(")", "")


def _is_whole(entry: Entry, key: str) -> bool:
    """Whether `key` is the core of the entry's name or of an alias, not of what remains without 小区 or the city."""
    return any(core(name) == key for name in (entry.name, *entry.aliases))


def _callings(entry: Entry) -> Iterator[tuple[str, Strength]]:
    """The spellings under which an entry can be found, each with its strength."""
    name = name_key(entry.name)
    yield name, Strength.NAME
    for alias in entry.aliases:
        yield alias, Strength.ALIAS
    flat = name.replace("(", "").replace(")", "")
    brackets: list[str] = _BRACKET.findall(name)
    if brackets:
        plain = _BRACKET.sub("", name)
        kinds = all(not _KIND.sub("", text) or normal_district(text) for text in brackets)
        yield flat, Strength.NAME
        yield plain, Strength.ALIAS if kinds else Strength.PART
        for text in brackets:
            if (
                len(text) > _SHORTEST_STEM
                and not _LANE.search(text)
                and not _PART.search(_KIND.sub("", text))
            ):
                yield text, Strength.ALIAS
    else:
        plain = name
    if plain.startswith("上海") and len(plain) > 2 + _SHORTEST_STEM - 1:
        yield flat.removeprefix("上海"), Strength.ALIAS if plain == name else Strength.PART
    if plain.endswith("小区") and len(plain) > 2 + _SHORTEST_STEM - 1 and not _ADDRESS_NAME.search(plain):
        yield plain.removesuffix("小区"), Strength.ALIAS if plain == name else Strength.PART
