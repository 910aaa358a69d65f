"""What a person says of a reading of which the reader was not sure: that it is right, what is right, that nothing is ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from django.db.models import F

from huiyin.knowledge.language.reading import ACTS, SCOPES
from huiyin.knowledge.law import book
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.ledger.models import Entry
from huiyin.records.ledger.queries import acts_upon
from huiyin.records.registry.models import Compound, CompoundAlias
from huiyin.records.registry.queries import held
from huiyin.records.reports import readings, routing
from huiyin.records.reports.actions.giving import FateRefused, drop_proposals, give, pend, waited
from huiyin.records.reports.incoming import Read, Said, Told, WaitsFor
from huiyin.records.reports.locking import locked
from huiyin.records.reports.models import (
    Channel,
    Fate,
    Judgement,
    JudgementKind,
    PendingReason,
    Report,
)

_AS_SAID = ("scope", "act", "in_progress", "compound", "building", "dwelling_unit", "room")
_FATE = ("fate", "pending_reason", "pending_owner", "pending_due")
_json = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Seen:
    """A report, and the mark (:func:`readings.mark`) of what a person saw of it."""

    report_id: int
    mark: bytes


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says that a report says; ``words`` are those by which the text names the parts of the place
    (``readings.PARTS``)."""

    seen: Seen
    said: Said
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A report whose reading was judged, as its consequences need it: they join it where it waits for nothing more."""

    report_id: int
    unit_id: int
    channel: Channel
    told: Told
    read: Read


@dataclass(frozen=True, slots=True)
class Recalled:
    """A report whose judgement was taken back, the problems to which it had been joined by it, and those of them that were
    opened with it."""

    report_id: int
    problem_ids: tuple[int, ...]
    opened_ids: tuple[int, ...]


@action("reading.confirm")
def confirm(by: By, seen: Sequence[Seen]) -> list[Judged]:
    """Say that the readings are right as they are. What they propose is done as if the reader had been sure of it.

    Raises :class:`FateRefused` for a report that waits for no reading, that reads otherwise since it was seen, and for a
    reading that names a violation but no place.
    """
    # Compounds before reports, as everybody takes them.
    there = Report.objects.filter(pk__in=[one.report_id for one in seen], compound__isnull=False)
    held(set(there.values_list("compound_id", flat=True)))
    reports = _waiting(seen)
    return _judge(
        by,
        JudgementKind.CONFIRMED,
        [(report, readings.proposed(report), readings.words_of(report)) for report in reports],
    )


@action("reading.correct")
def correct(by: By, corrections: Sequence[Correction]) -> list[Judged]:
    """Say what the reports say instead. It is done as if the reader had read it so.

    A compound that the person chose although the text calls it by a name that the registry does not know is noted with it.

    Raises :class:`FateRefused` as ``confirm`` does, for what is no violation, scope or act, and for an unknown compound.
    """
    for correction in corrections:
        _refuse_unknown(correction.said)
    # Compounds before reports, as everybody takes them.
    there = {pk for one in corrections if (pk := one.said.place.compound_id) is not None}
    missing = sorted(there - held(there).keys())
    if missing:
        raise FateRefused(f"there is no compound {missing[0]} / 小区不存在")
    by_report = {one.seen.report_id: one for one in corrections}
    reports = _waiting([one.seen for one in corrections])
    return _judge(
        by,
        JudgementKind.CORRECTED,
        [(report, by_report[report.pk].said, by_report[report.pk].words) for report in reports],
    )


@action("reading.reject")
def reject(by: By, seen: Sequence[Seen]) -> list[Judged]:
    """Say that the texts complain of no violation of ours: the reports wait as not ours, with the same unit until the same day.

    Raises :class:`FateRefused` as ``confirm`` does.
    """
    reports = _waiting(seen)
    return _judge(
        by,
        JudgementKind.REJECTED,
        [
            (
                report,
                msgspec.structs.replace(
                    readings.proposed(report), violations=(), place=readings.place_of(report)
                ),
                readings.words_of(report),
            )
            for report in reports
        ],
    )


def _waiting(seen: Sequence[Seen]) -> list[Report]:
    """The reports, held. Raises :class:`FateRefused` for one of which somebody else was faster, or that changed meanwhile."""
    marks = {one.report_id: one.mark for one in seen}
    reports = locked(marks, FateRefused)
    for report in reports:
        name = report.number or report.pk
        if not readings.waits(report):
            raise FateRefused(
                f"report {report.pk} waits for no reading any more: somebody was faster / "
                f"诉件{name}已由他人办理，不再等待判读"
            )
        if readings.mark(report) != marks[report.pk]:
            raise FateRefused(
                f"report {report.pk} was amended meanwhile: read it again / 诉件{name}的内容已变更，请重新判读"
            )
    return reports


def _refuse_unknown(said: Said) -> None:
    known = book.load().violations
    for code in said.violations:
        if code not in known:
            raise FateRefused(f"{code!r} is not in the statute book / 法规库中没有该问题类型")
    if said.scope not in SCOPES or said.act not in ACTS:
        raise FateRefused(f"{said.scope!r}, {said.act!r} are no scope and act / 范围或诉求性质有误")


def _judge(
    by: By, kind: JudgementKind, judged: Sequence[tuple[Report, Said, Mapping[str, str]]]
) -> list[Judged]:
    """Give the reports what was said of them, with an entry and a judgement for each."""
    done, judgements = [], []
    unknown = _unknown_names(judged) if kind == JudgementKind.CORRECTED else {}
    for report, said, words in judged:
        waits_for = routing.waits_as_said(said)
        place = said.place
        if not waits_for and place.compound_id is None and not place.provisional_key:
            raise FateRefused(
                f"report {report.pk}: the reading names no place; correct it / "
                f"诉件{report.number or report.pk}没有确定地点，请更正后提交"
            )
        proposed = readings.proposed(report)
        content: dict[str, object] = {"reading": _told(proposed), "was": waited(report)}
        if kind != JudgementKind.CONFIRMED:
            content["said"] = _told(said)
        named = unknown.get(report.pk, "")
        judgements.append(
            Judgement(
                report=report,
                kind=kind,
                at=by.at,
                actor=by.actor,
                reader=report.reader,
                mark=readings.mark(report),
                proposed=_json.encode(
                    msgspec.structs.replace(proposed, place=readings.place_of(report))
                ).decode(),
                said=_json.encode(said).decode(),
                words=_json.encode(dict(words)).decode(),
                compound_id=place.compound_id if named else None,
                named=named,
            )
        )
        _say(report, said)
        if waits_for:
            assert report.pending_owner_id is not None
            assert report.pending_due is not None
            pend(report, PendingReason(waits_for), report.pending_owner_id, report.pending_due)
            content["reason"] = waits_for
        else:
            give(report, Fate.LINKED)
            content["fate"] = Fate.LINKED.value
        enter("report", report.pk, content)
        done.append(_judged(report, said, waits_for))
    reports = [report for report, _, _ in judged]
    Report.objects.bulk_update(reports, [*_FATE, *_AS_SAID], batch_size=500)
    drop_proposals(report.pk for report in reports if report.fate == Fate.LINKED)
    # One that was judged before, and waits again since it was amended, has one word said of it: the last.
    Judgement.objects.bulk_create(
        judgements,
        update_conflicts=True,
        unique_fields=["report"],
        update_fields=[f.name for f in Judgement._meta.concrete_fields if not f.primary_key],
    )
    return done


def _told(said: Said) -> dict[str, object]:
    """What was said, as an entry may hold it for good: codes and ids."""
    return {
        "violations": list(said.violations),
        "scope": said.scope,
        "act": said.act,
        "in_progress": said.in_progress,
        "compound": said.place.compound_id,
    }


def _say(report: Report, said: Said) -> None:
    place = said.place
    report.scope, report.act, report.in_progress = said.scope, said.act, said.in_progress
    report.compound_id, report.building = place.compound_id, place.building
    report.dwelling_unit, report.room = place.unit, place.room


def _judged(report: Report, said: Said, waits_for: WaitsFor) -> Judged:
    told = Told(
        text=report.text,
        district=report.district,
        created_on=report.created_on,
        reached_on=report.reached_on,
        deadline_on=report.handle_due if report.handle_due_given else None,
    )
    read = Read(
        report.reader,
        report.reading,
        said.scope,
        said.act,
        said.in_progress,
        tuple(routing.wrong(code, said.in_progress) for code in said.violations),
        said.place,
        waits_for,
    )
    return Judged(report.pk, report.unit_id, Channel(report.channel), told, read)


def _unknown_names(judged: Sequence[tuple[Report, Said, Mapping[str, str]]]) -> dict[int, str]:
    """By report, what the text calls the compound that was chosen, where the registry does not know it by that."""
    called = {
        report.pk: (said.place.compound_id, words["compound"].strip())
        for report, said, words in judged
        if said.place.compound_id is not None and words.get("compound", "").strip()
    }
    ids = {compound_id for compound_id, _ in called.values()}
    known = set(Compound.objects.filter(pk__in=ids).values_list("pk", "name"))
    known |= set(CompoundAlias.objects.filter(compound__in=ids).values_list("compound_id", "name"))
    return {
        pk: name
        for pk, (compound_id, name) in called.items()
        if (compound_id, name) not in known and routing.nameable(name)
    }


@action("reading.recall")
def recall(by: By, report_ids: Sequence[int], not_before: datetime) -> list[Recalled]:
    """Take back what one said of readings: the reports wait again as they did. The consequences take them off their problems.

    Raises :class:`FateRefused` for a report of whose reading one has said nothing since ``not_before``, and where anything
    else has happened to it since, or to a problem that was opened for it.
    """
    reports = locked(report_ids, FateRefused)
    judgements = {
        one.report_id: one
        for one in Judgement.objects.select_for_update().filter(report__in=reports).order_by("pk")
    }
    for report in reports:
        judgement = judgements.get(report.pk)
        if judgement is None or judgement.actor != by.actor or judgement.at < not_before:
            raise FateRefused(
                f"report {report.pk}: there is nothing of your own to take back / "
                f"诉件{report.number or report.pk}没有可撤回的本人判读"
            )
    joined = _joined(reports)
    acts = _acts(reports, joined)
    for report in reports:
        judgement = judgements[report.pk]
        was = _taken_back(report, judgement, acts, joined)
        enter("report", report.pk, {"fate": Fate.PENDING.value, "judged": judgement.kind, **was})
        _say(report, msgspec.json.decode(judgement.proposed, type=Said))
        pend(report, PendingReason(was["reason"]), was["owner"], date.fromisoformat(was["due"]))
    Report.objects.bulk_update(reports, [*_FATE, *_AS_SAID], batch_size=500)
    Judgement.objects.filter(report__in=reports).delete()
    return [
        Recalled(
            report.pk,
            tuple(sorted({pk for pk, _, _ in joined.get(report.pk, ())})),
            tuple(sorted({pk for pk, _, opened in joined.get(report.pk, ()) if opened})),
        )
        for report in reports
    ]


_Joined = dict[int, set[tuple[int, int | None, bool]]]


def _joined(reports: Sequence[Report]) -> _Joined:
    """By report the problems to which its judgement joined it, with a task of theirs and whether it opened them."""
    found: _Joined = {}
    # `links` is what the app above calls its rows at a report. Asked through it, nothing from above is imported.
    rows = Report.objects.filter(
        pk__in=[report.pk for report in reports],
        links__added_at=F("judgement__at"),
        links__added_by=F("judgement__actor"),
        links__removed_at__isnull=True,
    )
    columns = ("pk", "judgement__at", "links__problem", "links__problem__opened_at", "links__problem__tasks")
    for pk, at, problem_id, opened_at, task_id in rows.values_list(*columns):
        found.setdefault(pk, set()).add((problem_id, task_id, opened_at == at))
    return found


def _acts(reports: Sequence[Report], joined: _Joined) -> dict[tuple[str, int], list[Entry]]:
    """What happened to the reports and to the problems that were opened for them, oldest first."""
    refs = {("report", report.pk) for report in reports}
    for problem_id, task_id, opened in (one for those in joined.values() for one in those):
        if opened:
            refs.add(("problem", problem_id))
        if opened and task_id is not None:
            refs.add(("task", task_id))
    found: dict[tuple[str, int], list[Entry]] = {ref: [] for ref in refs}
    # Looking at who reported it changes nothing.
    for entry in acts_upon(refs).exclude(action="report.look").order_by("record", "record_id", "position"):
        found[entry.record, entry.record_id].append(entry)
    return found


def _taken_back(
    report: Report, judgement: Judgement, acts: Mapping[tuple[str, int], Sequence[Entry]], joined: _Joined
) -> dict[str, Any]:
    """For what a report waited before its reading was judged, if nothing has happened since."""
    own = acts["report", report.pk]
    at = max(n for n, entry in enumerate(own) if entry.action in readings.JUDGING)
    since = list(own[at:])
    for problem_id, task_id, opened in joined.get(report.pk, ()):
        if opened:
            since.extend(acts["problem", problem_id])
            since.extend(acts["task", task_id] if task_id is not None else ())
    if not _at_once(since, judgement):
        raise FateRefused(
            f"something newer has happened to report {report.pk} or its problem / "
            f"诉件{report.number or report.pk}或其问题判读后又有变动，不能撤回"
        )
    was: dict[str, Any] = msgspec.json.decode(own[at].content)["was"]
    return was


def _at_once(entries: Iterable[Entry], judgement: Judgement) -> bool:
    """Whether all that happened belongs to the judgement itself: by the same person at the same moment."""
    return all((entry.at, entry.actor) == (judgement.at, judgement.actor) for entry in entries)
