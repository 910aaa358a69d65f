"""Which reports repeat an earlier one so plainly that they are linked to its open problems without a person.

The one page of rules for it, for what waits and for what the reader is sure of. A report repeats another one which it quotes
by number, or whose text is nearly the same; and nothing in it may speak against the problem: another receiving unit, another
compound, another place in it, another wrong. A wrong link harms more than a late one: whatever is in doubt here waits for a
person, who is shown the other report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from huiyin.knowledge.language import likeness
from huiyin.knowledge.language.quotes import only_presses
from huiyin.knowledge.places.districts import normal_district
from huiyin.knowledge.places.provisional import key
from huiyin.records.problems.models import Link, Problem, ProblemState
from huiyin.records.registry.models import Compound
from huiyin.records.reports.alike import Pair, likeness_of, pairs, quoting, sharing
from huiyin.records.reports.incoming import Place, Read
from huiyin.records.reports.models import Report
from huiyin.records.reports.originals import quotes_of

_TOO_MUCH = frozenset({"too-long", "several", "many-tickets"})
_ACTS = ("report", "repeat")
_BANDS = 2
"""So many of the four keys in common make a report worth comparing. Reckoned, 94 % of texts with nine tenths of their trigrams
in common have them, and 8 % of those with half, of which 41 % have one."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A report that says what ``original_id`` said, and the open problems of which it thereby speaks; ``quoted``: it
    names the original by its number, else their texts are alike."""

    report_id: int
    original_id: int
    problem_ids: tuple[int, ...]
    quoted: bool


@dataclass(frozen=True, slots=True)
class Meant:
    """Where the open problems are of which a report speaks that quotes another: their compound, and building, unit and room
    of each by its violation."""

    compound_id: int
    parts: Mapping[str, tuple[str, str, str]]


def may_repeat(read: Read) -> bool:
    """Whether a report that waits is worth asking about: whoever takes back, asks or passes on is a person's; so is what lies
    outside, unless it presses a quoted order."""
    if read.waits_for == "outside":
        return read.act == "repeat" and bool(quotes_of(read.content))
    return read.act in _ACTS and read.waits_for in ("reading", "place")


def repeats(reads: Mapping[int, Read]) -> list[Repeat]:
    """Those of the reports, which were just received and wait, that plainly repeat others, by their ids; what the reader made
    of each is given.

    Where several others are found they must speak of the same problems. Seven statements at most, whatever the number.
    """
    numbers = {number for read in reads.values() for number in quotes_of(read.content)}
    # What waits itself leads to no problem.
    quoted = {*quoting(numbers)} - reads.keys()
    told = [pk for pk, read in reads.items() if read.likeness is not None]
    problems = _open_problems(quoted | _on_same_ground(told, sharing(told, reads, _BANDS)))
    if not problems:
        return []
    others = list(Report.objects.filter(pk__in=problems).order_by("pk"))
    reports = Report.objects.filter(pk__in=_pairable(reads, others)).order_by("pk")
    by_report: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs(reports, others):
        by_report[pair.report.pk].append(pair)
    done = []
    for pk, those in sorted(by_report.items()):
        # What is quoted comes first, and says more than any likeness.
        named = [pair for pair in those if pair.quoted] or those
        spoken_of = [_spoken_of(pair, problems[pair.other.pk]) for pair in named]
        if spoken_of[0] and all(one == spoken_of[0] for one in spoken_of):
            done.append(Repeat(pk, named[0].other.pk, spoken_of[0], named[0].quoted))
    return done


def _on_same_ground(reads: Collection[int], others: Collection[int]) -> set[int]:
    """Those of the others that a report may repeat without quoting them, seen from columns alone: in a large import thousands
    share a key, and few of them ``_same_ground`` and an open problem."""
    grounds: set[tuple[object, ...]] = set()
    for *received, caller, address, compound_id in Report.objects.filter(
        pk__in=reads if others else ()
    ).values_list("unit_id", "scope", "caller", "address", "compound_id"):
        grounds.update((*received, one) for one in _grounds(caller, address, compound_id))
    if not grounds:
        return set()
    links = Link.objects.filter(
        report__in=others, removed_at__isnull=True, problem__state=ProblemState.OPEN
    ).values_list(
        "report_id",
        "report__unit_id",
        "report__scope",
        "report__caller",
        "report__address",
        "problem__compound_id",
    )
    return {
        pk
        for pk, *received, caller, address, compound_id in links
        # A report whose place is not known may be at any.
        if any(
            (*received, one) in grounds
            for where in (compound_id, None)
            for one in _grounds(caller, address, where)
        )
    }


def _grounds(
    caller: bytes | memoryview | None, address: str, compound_id: int | None
) -> Iterator[tuple[str, object]]:
    if caller is not None:
        yield "caller", bytes(caller)
    yield ("address", address) if address else ("compound", compound_id)


def _pairable(reads: Mapping[int, Read], others: Sequence[Report]) -> list[int]:
    """Those that share a key with one of the others or quote its number; the rest of an import is not read again."""
    numbers = {one.number for one in others}
    keys = {(band, key) for one in others for band, key in enumerate(likeness_of(one)) if key is not None}
    return [
        pk
        for pk, read in reads.items()
        if not keys.isdisjoint(enumerate(read.likeness or ()))
        or not numbers.isdisjoint(quotes_of(read.content))
    ]


def meant_by_quotes(reads: Mapping[int, Read]) -> dict[int, Meant]:
    """Of which open problems those of the reports speak, which were just received and surely complain of something, that quote
    others; by their ids. What the reader made of each is given.

    A report speaks of the one open problem of its wrong to which what it quotes is linked, where its own place is that
    problem's or says less: short words for a place would found it a second time. Four statements at most.
    """
    problems = _open_problems(
        quoting({number for read in reads.values() for number in quotes_of(read.content)})
    )
    if not problems:
        return {}
    reports = Report.objects.filter(pk__in=reads).order_by("pk")
    others = Report.objects.filter(pk__in=problems).order_by("pk")
    spoken_of: dict[int, dict[int, Problem]] = defaultdict(dict)
    for pair in pairs(reports, others):
        if pair.quoted and pair.report.unit_id == pair.other.unit_id:
            place = reads[pair.report.pk].place
            spoken_of[pair.report.pk] |= {
                problem.pk: problem
                for problem in problems[pair.other.pk]
                if _holds(place, problem) and _at(pair, place, problem)
            }
    found = {}
    for pk, those in spoken_of.items():
        codes = {wrong.code for wrong in reads[pk].wrongs}
        meant = [problem for problem in those.values() if problem.violation in codes]
        # Two of one kind, or at two compounds, leave open which is meant.
        if len({problem.compound_id for problem in meant}) == 1 and len(meant) == len(
            {problem.violation for problem in meant}
        ):
            parts = {one.violation: (one.building, one.dwelling_unit, one.room) for one in meant}
            found[pk] = Meant(meant[0].compound_id, parts)
    return found


def _at(pair: Pair, place: Place, problem: Problem) -> bool:
    """Whether a place is at the problem's compound: the same one, or where it is not a known one, one so named."""
    if place.compound_id is not None:
        return place.compound_id == problem.compound_id
    compound = problem.compound
    lies_in = compound.district.name if compound.district else pair.other.district
    districts = {normal_district(said) for said in (pair.report.district, lies_in)} - {None}
    return len(districts) < 2 and _so_named(place.provisional_key, compound)


def _so_named(spelled: str, compound: Compound) -> bool:
    """Whether the key of a provisional place may be a compound's: the same name and no other road, or without name the same
    road."""
    name, *road = spelled.split("|")[:3]
    held_name, *held_road = (compound.provisional_key or key(compound.name, compound.address)).split("|")[:3]
    if not name:
        return road == held_road
    return name == held_name and (road == held_road or not any(road) or not any(held_road))


def _open_problems(report_ids: Iterable[int]) -> Mapping[int, Sequence[Problem]]:
    """The open problems of which reports speak; a report that speaks of none is not among the keys."""
    ids = list(report_ids)
    found: dict[int, list[Problem]] = defaultdict(list)
    if ids:
        links = Link.objects.filter(report__in=ids, removed_at__isnull=True, problem__state=ProblemState.OPEN)
        for link in links.select_related("problem__compound__district").order_by("problem_id"):
            found[link.report_id].append(link.problem)
    return found


def _spoken_of(pair: Pair, problems: Sequence[Problem]) -> tuple[int, ...]:
    """Of which of the other's problems the report speaks beyond doubt; none where there is any."""
    report, other = pair.report, pair.other
    said, told = msgspec.json.decode(report.reading), msgspec.json.decode(other.reading)
    wrongs = {found["code"] for found in said["violations"]}
    whole = _says_the_whole(pair)
    if report.unit_id != other.unit_id or not (whole or (pair.quoted and _presses(pair, said, wrongs))):
        return ()
    meant = [problem for problem in problems if not wrongs or problem.violation in wrongs]
    if wrongs - {problem.violation for problem in meant} or any(
        _elsewhere(report, said, told, problem) for problem in meant
    ):
        return ()
    # Who presses one of several matters without a word on which may mean any of them.
    return tuple(problem.pk for problem in meant) if whole or wrongs or len(meant) == 1 else ()


def _says_the_whole(pair: Pair) -> bool:
    """Whether the report says all that the other said first, and nothing of another house."""
    report, other = pair.report, pair.other
    if pair.quoted:
        # What has no keys says too little to be known again.
        return other.likeness_1 is not None and likeness.held_in(other.text, report.text) >= likeness.SAME
    return (
        report.scope == other.scope
        and likeness.similarity(report.text, other.text) >= likeness.SAME
        and likeness.figures(report.text) == likeness.figures(other.text)
        and _same_ground(report, other)
    )


def _same_ground(report: Report, other: Report) -> bool:
    """Whether something besides the words says that both speak of one place: these could be anybody's."""
    if report.caller is not None and other.caller is not None and bytes(report.caller) == bytes(other.caller):
        return True
    if report.address or other.address:
        return report.address == other.address
    mine, theirs = (msgspec.json.decode(one.reading)["place"] for one in (report, other))
    named = (mine["compound"], mine["road"])
    return any(named) and named == (theirs["compound"], theirs["road"])


def _presses(pair: Pair, said: Mapping[str, Any], wrongs: Collection[str]) -> bool:
    """Whether the report names the other alone, and says nothing besides or little more than what is wrong."""
    report = pair.report
    if report.act != "repeat" or len(said["quotes"]) != 1:
        return False
    if not wrongs:
        return only_presses(report.text)
    return said["why_unsure"] not in _TOO_MUCH and not ("elsewhere" == report.scope != pair.other.scope)


def _elsewhere(report: Report, said: Mapping[str, Any], told: Mapping[str, Any], problem: Problem) -> bool:
    """Whether the report names another place than the problem's, or a finer one, which is another problem's."""
    if report.compound_id is not None:
        if report.compound_id != problem.compound_id:
            return True
    elif any(said["place"][part] not in (None, "", told["place"][part]) for part in ("compound", "road")):
        return True
    return not _holds(Place(building=report.building, unit=report.dwelling_unit, room=report.room), problem)


def _holds(place: Place, problem: Problem) -> bool:
    """Whether building, unit and room of a place are the problem's, as far as they are said."""
    parts = (
        (place.building, problem.building),
        (place.unit, problem.dwelling_unit),
        (place.room, problem.room),
    )
    return all(mine in ("", theirs) for mine, theirs in parts)
