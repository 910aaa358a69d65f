"""What a person says of a reading of which the reader was not sure: that it is right, what is right, that nothing tells
where it is, that nothing is ours."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from huiyin.knowledge.language.reading import ACTS, SCOPES
from huiyin.knowledge.law import book
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.registry.queries import held
from huiyin.records.reports import readings, routing
from huiyin.records.reports.actions.giving import (
    FateRefused,
    drop_proposals,
    give,
    pend,
    save_said,
    say,
    waited,
)
from huiyin.records.reports.incoming import Place, Read, Said, Told, WaitsFor
from huiyin.records.reports.judging import why_no_more
from huiyin.records.reports.locking import locked
from huiyin.records.reports.models import (
    Channel,
    Fate,
    Judgement,
    JudgementKind,
    PendingReason,
    Report,
)
from huiyin.records.reports.naming import new_names

_json = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Seen:
    """A report, and the mark (:func:`readings.mark`) of what a person saw of it."""

    report_id: int
    mark: bytes


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says that a report says; ``words`` are those by which the text names the parts of the place
    (``readings.PARTS``). ``unplaced``: nothing that it says tells where it is, so that it waits for its place."""

    seen: Seen
    said: Said
    words: Mapping[str, str]
    unplaced: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A report whose reading was judged, as its consequences need it: they join it where it waits for nothing more."""

    report_id: int
    unit_id: int
    channel: Channel
    told: Told
    read: Read


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

    Raises :class:`FateRefused` as ``confirm`` does, for what is no violation, scope or act, for an unknown compound, and for a
    place where it is said that there is none.
    """
    for correction in corrections:
        _refuse_unknown(correction.said)
        there = correction.said.place
        if correction.unplaced and (there.compound_id is not None or there.provisional_key):
            raise FateRefused(
                "a place is named where it is said that none can be told / 已定小区的，不能同时说地点不明"
            )
    # Compounds before reports, as everybody takes them.
    chosen = {pk for one in corrections if (pk := one.said.place.compound_id) is not None}
    missing = sorted(chosen - held(chosen).keys())
    if missing:
        raise FateRefused(f"there is no compound {missing[0]} / 小区不存在")
    by_report = {one.seen.report_id: one for one in corrections}
    reports = _waiting([one.seen for one in corrections])
    return _judge(
        by,
        JudgementKind.CORRECTED,
        [(report, by_report[report.pk].said, by_report[report.pk].words) for report in reports],
        unplaced={pk for pk, one in by_report.items() if one.unplaced},
    )


@action("reading.unplace")
def unplace(by: By, seen: Sequence[Seen]) -> list[Judged]:
    """Say that the readings are right, but that nothing tells where: the reports keep the violations, and wait for their place
    with the same unit until the same day, out of the queue of readings.

    Raises :class:`FateRefused` as ``confirm`` does for a report that waits for no reading or was amended since it was seen.
    """
    reports = _waiting(seen)
    return _judge(
        by,
        JudgementKind.CORRECTED,
        [(report, _placeless(readings.proposed(report)), readings.words_of(report)) for report in reports],
        unplaced={report.pk for report in reports},
    )


def _placeless(said: Said) -> Said:
    """What was said, at no compound; the building and the room stay as they are known."""
    there = said.place
    return msgspec.structs.replace(
        said, place=Place(building=there.building, unit=there.unit, room=there.room)
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
            zh, en = why_no_more(report)
            raise FateRefused(
                f"report {report.pk} waits for no reading any more: {en} / 诉件{name}{zh}，不再等待判读"
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
    by: By,
    kind: JudgementKind,
    judged: Sequence[tuple[Report, Said, Mapping[str, str]]],
    unplaced: Container[int] = (),
) -> list[Judged]:
    """Give the reports what was said of them, with an entry and a judgement for each. ``unplaced`` are those of which nothing
    tells where they are."""
    done, judgements = [], []
    unknown = _unknown_names(judged) if kind == JudgementKind.CORRECTED else {}
    for report, said, words in judged:
        waits_for = routing.waits_as_said(said)
        if not waits_for and report.pk in unplaced:
            waits_for = "unplaced"
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
        say(report, said)
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
    save_said(reports)
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
    """By report, what the text calls the compound that was chosen, where that may be proposed as a name of it."""
    called = {
        report.pk: words["compound"].strip()
        for report, said, words in judged
        if said.place.compound_id is not None
        and words.get("compound", "").strip()
        and not readings.names_several(report, words["compound"].strip())
    }
    new = new_names(called.values())
    return {pk: name for pk, name in called.items() if name in new}
