"""A person judges a reading: confirmed, corrected or rejected, and what becomes of the report; and the way back."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from django.db import transaction

from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger.models import ExceptionItem
from huiyin.records.outbox.models import Message
from huiyin.records.problems.actions.lifecycle import Finding, verify
from huiyin.records.problems.actions.links import remove_links
from huiyin.records.problems.models import Condition, Link, Problem, Task, Verification
from huiyin.records.registry.actions.amending import NewAlias, add_aliases
from huiyin.records.registry.actions.compounds import load
from huiyin.records.registry.csv_files import CompoundRow
from huiyin.records.registry.models import Compound, Unit
from huiyin.records.reports import readings
from huiyin.records.reports.actions.fate import FateRefused, propose_declining, transfer, withdraw
from huiyin.records.reports.actions.judging import Correction, Seen, confirm, correct, reject, unplace
from huiyin.records.reports.actions.look import look
from huiyin.records.reports.actions.recalling import recall
from huiyin.records.reports.incoming import Place, Said
from huiyin.records.reports.judging import last_judged, to_judge
from huiyin.records.reports.models import Disposal, Judgement, Reply, Report
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, causes, history, order, refused, report

# Two wrongs, of which the reader is never sure; a road and a name that do not agree; a name that nobody knows.
TWO = (
    "市民来电反映：云帆路88弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房，"
    "12号楼大堂内有住户停放电动自行车充电，要求处理。"
)
CONFLICT = "市民来电反映：云帆路166弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房，要求拆除。"
NOWHERE = Place()
TWO_NOT_KNOWN = TWO.replace("云帆路88弄青梧雅苑", "老青梧大院")


def seen(number: str) -> Seen:
    one = report(number)
    return Seen(one.pk, readings.mark(one))


def here(code: str = "t1", building: str = "7", room: str = "1201") -> Place:
    return Place(rows.compound(code).pk, building=building, room=room)


def said(*codes: str, place: Place = NOWHERE, **other: str | bool | None) -> Said:
    return msgspec.structs.replace(Said(codes, "compound", "report", None, place), **other)


def correction(number: str, told: Said, **words: str) -> Correction:
    return Correction(seen(number), told, words)


def linked_to(number: str) -> set[tuple[str, str, str]]:
    links = Link.objects.filter(report=report(number), removed_at=None)
    return set(links.values_list("problem__violation", "problem__compound__name", "problem__place_key"))


def state(number: str) -> tuple[object, ...]:
    columns = ("fate", "pending_reason", "pending_owner_id", "pending_due", "scope", "act", "in_progress")
    return Report.objects.values_list(*columns, "compound_id", "building", "dwelling_unit", "room").get(
        number=number
    )


def test_a_confirmed_reading_is_done_as_if_the_reader_had_been_sure(desk: Desk) -> None:
    desk.take(order("A1", rows.SUNROOM), order("B1", TWO))
    assert (report("B1").pending_reason, report("B1").certainty) == ("reading", 0.85)
    propose_declining(by(9, "wu"), [report("B1").pk], "out-of-area", "不在受理范围")
    (judged,) = confirm(by(10, "wu"), [seen("B1")])

    assert (judged.read.waits_for, report("B1").fate, report("B1").pending_reason) == ("", "linked", "")
    # The problem of the other report is the same; the e-bikes are told of at the same room, and have a task of their own.
    assert linked_to("B1") == {
        ("illegal-construction", "青梧雅苑", "7//1201"),
        ("ebike-common-parts", "青梧雅苑", "7//1201"),
    }
    assert Problem.objects.filter(violation="illegal-construction").count() == 1
    assert Task.objects.count() == 2
    assert Message.objects.filter(kind="task-notice").count() == 2
    assert not Disposal.objects.exists()
    judgement = Judgement.objects.get()
    assert (judgement.kind, judgement.actor, judgement.at, judgement.reader) == (
        "confirmed",
        "wu",
        by(10).at,
        "keywords-2",
    )
    assert judgement.said == judgement.proposed
    act = history("report", report("B1").pk)[-1]
    assert act == (
        "reading.confirm",
        {
            "reading": {
                "violations": ["illegal-construction", "ebike-common-parts"],
                "scope": "compound",
                "act": "report",
                "in_progress": None,
                "compound": rows.compound("t1").pk,
            },
            "was": {"reason": "reading", "owner": desk.unit_id, "due": "2022-09-15"},
            "fate": "linked",
        },
    )
    opened = Problem.objects.get(violation="ebike-common-parts")
    assert (
        causes("problem", opened.pk)[0]
        == f"report:{report('B1').pk}#{len(history('report', report('B1').pk))}"
    )


def test_a_place_that_the_gazetteer_lacks_is_made_by_confirming(desk: Desk) -> None:
    desk.take(order("B1", TWO_NOT_KNOWN))
    confirm(by(10, "wu"), [seen("B1")])
    place = report("B1").compound
    assert place is not None
    assert (place.name, place.status) == ("老青梧大院", "provisional")
    assert {one[1] for one in linked_to("B1")} == {"老青梧大院"}


def test_what_is_confirmed_to_tell_of_nothing_waits_as_not_ours(desk: Desk) -> None:
    (row,) = rows.prepared(order("B1", rows.UNSURE))
    desk.receive([rows.changed_read(rows.with_wrongs(row), waits_for="reading")])
    confirm(by(10, "wu"), [seen("B1")])
    assert state("B1")[:2] == ("pending", "outside")
    assert linked_to("B1") == set()


def test_a_place_that_is_not_settled_cannot_be_confirmed(desk: Desk) -> None:
    desk.take(order("B1", CONFLICT), order("B2", rows.NO_PLACE))
    for number in ("B1", "B2"):
        with refused(FateRefused, f"report {report(number).pk}: the reading names no place; correct it"):
            confirm(by(10, "wu"), [seen(number)])


def test_a_correction_says_which_wrongs_and_where(desk: Desk) -> None:
    desk.take(order("B1", CONFLICT))
    told = said("facade", "illegal-construction", place=here("t3", "2", ""), in_progress=True)
    correct(by(10, "wu"), [correction("B1", told, compound="青梧雅苑", building="7号楼")])

    assert linked_to("B1") == {
        ("facade", "丹枫别院", "2//"),
        ("illegal-construction", "丹枫别院", "2//"),
    }
    one = report("B1")
    assert (one.fate, one.compound, one.building, one.room, one.in_progress) == (
        "linked",
        rows.compound("t3"),
        "2",
        "",
        True,
    )
    conditions = dict(Problem.objects.values_list("violation", "condition"))
    assert conditions == {"facade": "", "illegal-construction": "in_progress"}
    judgement = Judgement.objects.get()
    # What another compound is called is proposed as a name of none.
    assert (judgement.kind, judgement.compound, judgement.named) == ("corrected", None, "")
    assert msgspec.json.decode(judgement.words) == {"compound": "青梧雅苑", "building": "7号楼"}
    content = history("report", one.pk)[-1][1]
    assert (content["reading"]["compound"], content["said"]) == (
        None,
        {
            "violations": ["facade", "illegal-construction"],
            "scope": "compound",
            "act": "report",
            "in_progress": True,
            "compound": rows.compound("t3").pk,
        },
    )
    assert "青梧" not in str(history("report", one.pk))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (said("litter", act="withdraw"), "withdrawal"),
        (said("litter", act="staff"), "follow-up"),
        (said("litter", act="inquiry"), "inquiry"),
        (said("litter", scope="elsewhere"), "outside"),
        (said(), "outside"),
    ],
)
def test_a_correction_leads_to_whoever_deals_with_such_reports(desk: Desk, told: Said, reason: str) -> None:
    desk.take(order("B1", rows.UNSURE))
    correct(by(10, "wu"), [correction("B1", told)])
    assert (*state("B1")[:4], linked_to("B1")) == ("pending", reason, desk.unit_id, AT.date(), set())


def test_a_name_that_the_registry_does_not_know_is_noted(desk: Desk) -> None:
    desk.take(order("B1", TWO_NOT_KNOWN))
    correct(by(10, "wu"), [correction("B1", said("litter", place=here()), compound="老青梧大院")])
    assert list(Judgement.objects.values_list("named", "compound")) == [
        ("老青梧大院", rows.compound("t1").pk)
    ]


@pytest.mark.parametrize(
    "name",
    [
        "青梧雅苑",
        "",
        "我家楼上12号楼",
        # Another compound's own name, and what is accepted as one of it, in whatever width.
        "丹枫别院",
        "丹枫Ａ座",
        # A part of the names of several.
        "紫兰苑",
    ],
)
def test_a_name_that_tells_no_compound_from_the_others_is_not_noted(desk: Desk, name: str) -> None:
    load(
        by(1, "operator"),
        (
            CompoundRow(code="t8", name="紫兰苑(一期)", district="静安区", address="归帆路1弄"),
            CompoundRow(code="t9", name="紫兰苑(二期)", district="静安区", address="归帆路2弄"),
        ),
    )
    add_aliases(by(2, "operator"), [NewAlias(rows.compound("t3").pk, "丹枫A座", "corrections")])
    desk.take(order("B1", TWO))
    correct(by(10, "wu"), [correction("B1", said("litter", place=here()), compound=name)])
    assert list(Judgement.objects.values_list("named", "compound")) == [("", None)]


def test_a_name_of_which_the_reader_says_that_several_are_called_so_is_not_noted(desk: Desk) -> None:
    desk.take(order("B1", TWO_NOT_KNOWN), order("B2", TWO_NOT_KNOWN))
    one = report("B1")
    read = msgspec.json.decode(one.reading)
    read["place"]["reason"] = "ambiguous-name"
    Report.objects.filter(pk=one.pk).update(reading=msgspec.json.encode(read).decode())
    for number in ("B1", "B2"):
        correct(by(10, "wu"), [correction(number, said("litter", place=here()), compound="老青梧大院")])
    assert dict(Judgement.objects.values_list("report__number", "named")) == {"B1": "", "B2": "老青梧大院"}


def test_a_rejected_reading_waits_as_not_ours_with_the_same_unit_until_the_same_day(desk: Desk) -> None:
    desk.take(order("B1", rows.UNSURE))
    before = state("B1")
    reject(by(10, "wu"), [seen("B1")])
    assert state("B1") == (before[0], "outside", *before[2:])
    assert Judgement.objects.get().kind == "rejected"
    act, content = history("report", report("B1").pk)[-1]
    assert (act, content["reading"]["violations"], content["said"]["violations"], content["reason"]) == (
        "reading.reject",
        ["litter"],
        [],
        "outside",
    )


def test_a_report_of_which_nothing_tells_where_keeps_its_violations_and_waits_for_its_place(
    desk: Desk,
) -> None:
    desk.take(order("B1", CONFLICT))
    before = state("B1")
    assert before[1] == "place"
    unplace(by(10, "wu"), [seen("B1")])

    assert state("B1") == (before[0], "unplaced", *before[2:])
    assert linked_to("B1") == set()
    judgement = Judgement.objects.get()
    assert (judgement.kind, judgement.named) == ("corrected", "")
    told = msgspec.json.decode(judgement.said, type=Said)
    assert (told.violations, told.place) == (("illegal-construction",), Place(building="7", room="1201"))
    act, content = history("report", report("B1").pk)[-1]
    assert (act, content["said"]["violations"], content["said"]["compound"], content["reason"]) == (
        "reading.unplace",
        ["illegal-construction"],
        None,
        "unplaced",
    )
    # Nobody reads it again, and who said so can take it back.
    assert not to_judge(Scope(rows.TODAY, Unit.objects.get(pk=desk.unit_id))).exists()
    recall(by(11, "wu"), [report("B1").pk], AT)
    assert state("B1") == before


def test_a_correction_can_say_which_wrongs_and_that_nothing_tells_where(desk: Desk) -> None:
    desk.take(order("B1", TWO), order("B2", TWO))
    nowhere = replace(correction("B1", said("facade")), unplaced=True)
    correct(by(10, "wu"), [nowhere])
    assert (state("B1")[1], report("B1").compound) == ("unplaced", None)
    assert msgspec.json.decode(Judgement.objects.get().said, type=Said).violations == ("facade",)
    # What goes to somebody else needs no place anyway.
    correct(by(10, "wu"), [replace(correction("B2", said("facade", scope="elsewhere")), unplaced=True)])
    assert state("B2")[1] == "outside"


def test_a_place_and_that_there_is_none_are_not_said_at_once(desk: Desk) -> None:
    desk.take(order("B1", TWO))
    both = replace(correction("B1", said("facade", place=here())), unplaced=True)
    with refused(FateRefused, "a place is named where it is said that none can be told"):
        correct(by(10, "wu"), [both])
    assert state("B1")[1] == "reading"


def test_what_waits_for_its_place_is_read_again_once_it_says_more(desk: Desk) -> None:
    desk.take(order("B1", rows.NO_PLACE))
    unplace(by(10, "wu"), [seen("B1")])
    desk.take(order("B1", CONFLICT), minutes=20)
    assert state("B1")[1] == "place"
    desk.take(order("B1", rows.SUNROOM), minutes=30)
    assert linked_to("B1") == {("illegal-construction", "青梧雅苑", "7//1201")}


def test_who_comes_too_late_is_told_what_became_of_the_report(desk: Desk) -> None:
    desk.take(*(order(f"B{n}", rows.UNSURE) for n in range(1, 5)))
    shown = {number: seen(number) for number in ("B1", "B2", "B3", "B4")}
    confirm(by(10, "wu"), [shown["B1"]])
    desk.take(order("B2", rows.SUNROOM), minutes=20)
    withdraw(by(11, "wu"), [report("B3").pk], "反映人撤单")
    transfer(by(12, "shen"), [report("B4").pk], "燃气集团", "R-1", "不属本单位")
    for number, words in (
        ("B1", "诉件B1已由wu判读，不再等待判读"),
        ("B2", "诉件B2内容已变更，不再等待判读"),
        ("B3", "诉件B3已撤回，不再等待判读"),
        ("B4", "诉件B4已由shen另行办理，不再等待判读"),
    ):
        with pytest.raises(FateRefused) as caught, transaction.atomic():
            confirm(by(30, "shen"), [shown[number]])
        assert str(caught.value).endswith(words)


def test_the_second_of_two_persons_is_refused(desk: Desk) -> None:
    desk.take(order("B1", rows.UNSURE), order("B2", rows.UNSURE))
    shown = [seen("B1"), seen("B2")]
    confirm(by(10, "wu"), shown[:1])
    for act in (
        lambda: confirm(by(11, "shen"), shown),
        lambda: reject(by(11, "shen"), shown),
        lambda: correct(by(11, "shen"), [Correction(one, said(), {}) for one in shown]),
    ):
        with refused(FateRefused, f"report {shown[0].report_id} waits for no reading any more"):
            act()


def test_what_was_amended_since_it_was_seen_is_read_again(desk: Desk) -> None:
    desk.take(order("B1", rows.UNSURE))
    shown = seen("B1")
    desk.take(order("B1", rows.UNSURE + "有异味。"), minutes=5)
    with refused(FateRefused, f"report {shown.report_id} was amended meanwhile"):
        confirm(by(10, "wu"), [shown])
    confirm(by(11, "wu"), [seen("B1")])


def test_nothing_is_taken_that_the_book_or_the_registry_does_not_have(desk: Desk) -> None:
    desk.take(order("B1", rows.UNSURE))
    unknown = Compound.objects.order_by("-pk")[0].pk + 1000
    for told, words in (
        (said("parking", place=here()), "'parking' is not in the statute book"),
        (said("litter", place=here(), scope="moon"), "'moon', 'report' are no scope and act"),
        (said("litter", place=Place(unknown)), f"there is no compound {unknown}"),
        (said("litter"), "the reading names no place"),
    ):
        with refused(FateRefused, words):
            correct(by(10, "wu"), [correction("B1", told)])


def test_taking_back_leaves_the_report_waiting_as_it_did(desk: Desk) -> None:
    desk.take(order("B1", CONFLICT), order("B2", rows.UNSURE), order("B3", TWO_NOT_KNOWN))
    before = {number: state(number) for number in ("B1", "B2", "B3")}
    correct(by(10, "wu"), [correction("B1", said("facade", place=here("t3"), scope="unclear"))])
    reject(by(11, "wu"), [seen("B2")])
    confirm(by(12, "wu"), [seen("B3")])
    look(by(13), [report("B1").pk], "核对")
    for minute, number in enumerate(("B3", "B2", "B1"), start=14):
        recall(by(minute, "wu"), [report(number).pk], AT)
        assert state(number) == before[number]
        assert linked_to(number) == set()
    assert not Judgement.objects.exists()
    # What they alone had founded is gone with them, and waits for nobody.
    assert set(Problem.objects.values_list("state", "basis", "verification")) == {
        ("settled", "判读撤回，误立", "")
    }
    assert (Problem.objects.count(), Task.objects.filter(state="open").count()) == (3, 0)
    assert not ExceptionItem.objects.filter(cleared_at=None).exists()
    assert not Reply.objects.filter(state="owed").exists()
    opened = Problem.objects.order_by("pk")[0].pk
    assert ("problem.settle", {"settled": "判读撤回，误立"}) in history("problem", opened)
    assert [act for act, _ in history("report", report("B1").pk)][-1] == "reading.recall"

    # Confirmed once more, it opens what it speaks of; that is no recurrence of what never was.
    confirm(by(20, "wu"), [seen("B3")])
    assert (Problem.objects.filter(state="open").count(), len(linked_to("B3"))) == (2, 2)
    assert not Problem.objects.filter(recurrence_of__isnull=False).exists()


def test_a_problem_of_which_another_report_speaks_stays_open_when_the_judgement_is_taken_back(
    desk: Desk,
) -> None:
    desk.take(order("B1", CONFLICT), order("B2", CONFLICT.replace("要求拆除", "盼拆除")))
    for number in ("B1", "B2"):
        correct(by(10, "wu"), [correction(number, said("illegal-construction", place=here()))])
    recall(by(11, "wu"), [report("B2").pk], AT)
    assert Problem.objects.get().state == "open"
    assert linked_to("B1") == {("illegal-construction", "青梧雅苑", "7//1201")}


def test_a_judgement_stands_once_something_else_has_happened_or_its_time_is_over(desk: Desk) -> None:
    desk.take(order("A1", rows.SUNROOM), order("B1", TWO), order("B2", rows.UNSURE))
    one, other = report("B1").pk, report("B2").pk
    with refused(FateRefused, f"report {one}: there is nothing of your own to take back"):
        recall(by(9, "wu"), [one], AT)
    confirm(by(10, "wu"), [seen("B1"), seen("B2")])
    with refused(FateRefused, f"report {one}: there is nothing of your own to take back"):
        recall(by(11, "shen"), [one], AT)
    with refused(FateRefused, f"report {one}: there is nothing of your own to take back"):
        recall(by(30, "wu"), [one], by(11).at)
    opened = Problem.objects.get(violation="ebike-common-parts")
    verify(by(12, "chen"), [Finding(opened.pk, Verification.TRUE, rows.TODAY)])
    with refused(FateRefused, f"something newer has happened to report {one} or its problem"):
        recall(by(13, "wu"), [one], AT)
    recall(by(14, "wu"), [other], AT)


def test_of_judgements_at_the_same_moment_the_one_that_was_made_last_is_the_last(desk: Desk) -> None:
    desk.take(order("B1", TWO), order("B2", rows.UNSURE))
    assert report("B1").pk < report("B2").pk
    scope = Scope(rows.TODAY, Unit.objects.get(pk=desk.unit_id))

    reject(by(10, "wu"), [seen("B2")])
    confirm(by(10, "wu"), [seen("B1")])
    assert last_judged(scope, "wu", AT) == report("B1")
    recall(by(10, "wu"), [report("B1").pk], AT)
    assert last_judged(scope, "wu", AT) == report("B2")
    recall(by(10, "wu"), [report("B2").pk], AT)
    assert last_judged(scope, "wu", AT) is None


def test_what_happens_to_a_problem_that_was_there_before_keeps_nobody_from_taking_back(desk: Desk) -> None:
    desk.take(order("A1", rows.SUNROOM), order("B1", CONFLICT))
    correct(by(10, "wu"), [correction("B1", said("illegal-construction", place=here()))])
    problem = Problem.objects.get()
    verify(by(12, "chen"), [Finding(problem.pk, Verification.TRUE, rows.TODAY, Condition.EXISTING)])
    recall(by(13, "wu"), [report("B1").pk], AT)
    assert (linked_to("B1"), Link.objects.filter(removed_at=None).count()) == (set(), 1)


def test_an_amended_report_that_waits_again_has_one_judgement_the_last(desk: Desk) -> None:
    desk.take(order("B1", rows.UNSURE))
    reject(by(10, "wu"), [seen("B1")])
    desk.take(order("B1", TWO), minutes=20)
    assert report("B1").pending_reason == "reading"
    confirm(by(30, "shen"), [seen("B1")])
    judgement = Judgement.objects.get()
    assert (judgement.kind, judgement.actor) == ("confirmed", "shen")


HERE = "静安区云帆路88弄青梧雅苑7号楼1201室"


def placed(number: str, address: str, text: str = rows.NO_PLACE) -> dict[str, str]:
    """An order whose address tells where, if anything does."""
    return order(number, text, address=address)


def test_what_a_person_said_is_joined_once_an_address_comes_and_not_what_the_reader_says(desk: Desk) -> None:
    desk.take(placed("B1", "静安区"))
    correct(by(10, "wu"), [replace(correction("B1", said("facade")), unplaced=True)])
    assert state("B1")[1] == "unplaced"
    # Where it still is not told, it goes on waiting.
    desk.take(placed("B1", "静安区云帆街道"), minutes=20)
    assert (state("B1")[1], linked_to("B1")) == ("unplaced", set())

    desk.take(placed("B1", HERE), minutes=30)
    assert (report("B1").fate, linked_to("B1")) == ("linked", {("facade", "青梧雅苑", "7//1201")})
    assert not ExceptionItem.objects.exists()


def test_an_address_of_which_the_reader_is_not_sure_is_looked_at_with_what_a_person_said(desk: Desk) -> None:
    unsure = TWO.replace("云帆路88弄青梧雅苑", "")
    desk.take(placed("B1", "静安区", unsure))
    correct(by(10, "wu"), [replace(correction("B1", said("facade")), unplaced=True)])
    desk.take(placed("B1", HERE, unsure), minutes=20)
    assert (state("B1")[1], linked_to("B1")) == ("place", set())
    assert readings.proposed(report("B1")).violations == ("facade",)
    reading = msgspec.json.decode(report("B1").reading)
    assert (reading["near"], reading["why_unsure"]) == ([], "")
    confirm(by(30, "shen"), [seen("B1")])
    assert {code for code, _, _ in linked_to("B1")} == {"facade"}


def test_what_a_person_said_is_not_ours_waits_as_such_when_only_an_address_comes(desk: Desk) -> None:
    desk.take(placed("B1", "静安区"))
    reject(by(10, "wu"), [seen("B1")])
    assert state("B1")[1] == "outside"
    desk.take(placed("B1", HERE), minutes=20)
    assert (state("B1")[1], linked_to("B1")) == ("outside", set())


def test_another_text_than_the_one_that_was_judged_is_read_by_a_person_unless_it_says_the_same(
    desk: Desk,
) -> None:
    desk.take(order("B1", rows.UNSURE), order("B2", rows.NO_PLACE))
    reject(by(10, "wu"), [seen("B1")])
    unplace(by(10, "wu"), [seen("B2")])
    desk.take(order("B1", rows.SUNROOM), order("B2", rows.SUNROOM), minutes=20)
    assert (state("B1")[1], linked_to("B1")) == ("reading", set())
    assert linked_to("B2") == {("illegal-construction", "青梧雅苑", "7//1201")}
    # Nor does a further row change that without anybody.
    desk.take(order("B1", rows.EBIKES), minutes=30)
    assert (state("B1")[1], linked_to("B1")) == ("reading", set())


def under_way(number: str) -> Correction:
    return correction(number, said("illegal-construction", in_progress=True, place=here()))


def to_check() -> list[str]:
    items = ExceptionItem.objects.filter(wanted="problem.verify", cleared_at=None)
    return list(items.values_list("reason", flat=True))


def test_work_that_only_a_judgement_taken_back_said_to_be_under_way_is_checked_by_somebody(
    desk: Desk,
) -> None:
    desk.take(order("A1", rows.SUNROOM), order("B1", CONFLICT))
    correct(by(10, "wu"), [under_way("B1")])
    problem = Problem.objects.get()
    assert problem.condition == Condition.IN_PROGRESS
    assert to_check() == []

    recall(by(11, "wu"), [report("B1").pk], AT)
    assert to_check() == ["现有诉件均未反映正在实施，请核实现场情况；时限暂不变动。"]
    verify(by(12, "chen"), [Finding(problem.pk, Verification.TRUE, rows.TODAY, Condition.EXISTING)])
    assert to_check() == []


def test_work_of_which_another_report_says_that_it_is_under_way_needs_no_check(desk: Desk) -> None:
    desk.take(order("A1", rows.SUNROOM_UNDER_WAY), order("B1", CONFLICT))
    correct(by(10, "wu"), [under_way("B1")])
    recall(by(11, "wu"), [report("B1").pk], AT)
    assert Problem.objects.get().condition == Condition.IN_PROGRESS
    assert to_check() == []


def test_a_judged_report_that_was_taken_off_its_problem_stays_so_when_anything_else_of_it_changes(
    desk: Desk,
) -> None:
    desk.take(order("B1", TWO))
    confirm(by(10, "wu"), [seen("B1")])
    for problem_id in Link.objects.values_list("problem_id", flat=True):
        remove_links(by(11, "wu"), problem_id, [report("B1").pk], "说的是另一处")
    desk.take(order("B1", TWO, agency="静安区城管执法局"), minutes=20)
    assert (report("B1").agency, state("B1")[1], linked_to("B1")) == ("静安区城管执法局", "unlinked", set())


def test_a_text_that_takes_back_what_was_judged_goes_on_waiting_to_be_taken_back(desk: Desk) -> None:
    desk.take(order("B1", rows.UNSURE))
    reject(by(10, "wu"), [seen("B1")])
    desk.take(order("B1", rows.WITHDRAWN), minutes=20)
    assert state("B1")[1] == "withdrawal"
    desk.take(order("B1", rows.WITHDRAWN, address="静安区云帆路88弄"), minutes=30)
    assert (state("B1")[1], report("B1").act) == ("withdrawal", "withdraw")
