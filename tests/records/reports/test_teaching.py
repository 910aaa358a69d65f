"""What people said of readings teaches: as labelled texts, and as names of compounds that a second person accepts."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.models import Condition, Problem, Verification
from huiyin.records.registry.actions.amending import NewAlias, add_aliases
from huiyin.records.registry.actions.compounds import load
from huiyin.records.registry.csv_files import CompoundRow
from huiyin.records.registry.models import CompoundAlias
from huiyin.records.registry.refusal import Refused
from huiyin.records.reports import readings
from huiyin.records.reports.actions.erase import erase
from huiyin.records.reports.actions.judging import Correction, Seen, confirm, correct, reject
from huiyin.records.reports.actions.reply import Answer, send
from huiyin.records.reports.actions.teaching import accept, export, refuse
from huiyin.records.reports.corrections import corrections
from huiyin.records.reports.incoming import Place, Said
from huiyin.records.reports.models import AliasVerdict, Judgement
from huiyin.records.reports.naming import name_proposed, proposals
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, by, history, order, refused, report

LABELLED = runpy.run_path(str(Path(__file__).parents[3] / "tools/reading/labelled.py"))
TWO = (
    "市民来电反映：云帆路88弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房，"
    "12号楼大堂内有住户停放电动自行车充电，要求处理，电话13800001111。"
)
NOTHING = "市民来电反映：云帆路88弄青梧雅苑垃圾房的位置离我家太近了。"
OLD_NAME = TWO.replace("云帆路88弄青梧雅苑", "老青梧大院")


def seen(number: str) -> Seen:
    one = report(number)
    return Seen(one.pk, readings.mark(one))


def called(number: str, actor: str, name: str = "老青梧大院", minutes: int = 20, at: str = "t1") -> None:
    """Somebody says that a report, whose text has this name, is of 青梧雅苑, or of the compound with a code."""
    place = Place(rows.compound(at).pk, building="7", room="1201")
    told = Said(("illegal-construction",), "compound", "report", False, place)
    correct(by(minutes, actor), [Correction(seen(number), told, {"compound": name, "building": "7号楼"})])


def test_confirmed_and_corrected_readings_are_labelled_texts(desk: Desk, tmp_path: Path) -> None:
    desk.take(order("B1", TWO), order("B2", OLD_NAME), order("B3", rows.UNSURE), order("B4", rows.UNSURE))
    confirm(by(10, "wu"), [seen("B1")])
    called("B2", "shen")
    reject(by(11, "wu"), [seen("B3")])
    found = list(corrections(rows.unit()))

    assert found[1] == {
        "id": str(report("B2").pk),
        "text": OLD_NAME.replace("13800001111", "138******11"),
        "violations": ["illegal-construction"],
        "scope": "compound",
        "act": "report",
        "in_progress": False,
        "place": {"compound": "老青梧大院", "building": "7号楼"},
        "by": "shen",
        "at": by(20).at.isoformat(),
        "model": "keywords-2",
    }
    assert (found[0]["place"], found[0]["by"]) == (
        {"compound": "青梧雅苑", "road": "云帆路88弄", "building": "7号楼", "room": "1201室"},
        "wu",
    )
    assert [one["id"] for one in corrections(rows.unit(), rejected=True)] == [
        str(report(number).pk) for number in ("B1", "B2", "B3")
    ]
    # The tools that teach a reader read them as they are.
    (tmp_path / "complaints-dev.jsonl").write_text(
        "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found), encoding="utf-8"
    )
    read = list(LABELLED["_of_json"](tmp_path / "complaints-dev.jsonl", "further"))
    assert [(one.codes, one.in_progress) for one in read] == [
        (frozenset({"illegal-construction", "ebike-common-parts"}), None),
        (frozenset({"illegal-construction"}), False),
    ]


def test_who_confirms_that_nothing_is_ours_teaches_as_little_as_who_rejects(desk: Desk) -> None:
    desk.take(order("B1", TWO), order("B2", NOTHING))
    confirm(by(10, "wu"), [seen("B1"), seen("B2")])
    assert report("B2").pending_reason == "outside"
    assert [one["id"] for one in corrections(rows.unit())] == [str(report("B1").pk)]
    assert [one["violations"] for one in corrections(rows.unit(), rejected=True)][1] == []


def test_a_unit_has_its_own_and_what_changed_or_was_erased_since_teaches_nothing(desk: Desk) -> None:
    desk.take(order("B1", TWO), order("B2", rows.UNSURE), order("B3", TWO))
    confirm(by(10, "wu"), [seen("B1"), seen("B2")])
    reject(by(10, "wu"), [seen("B3")])
    assert len(list(corrections(rows.unit("sh-bureau")))) == 2
    assert list(corrections(rows.unit("minhang"))) == []
    desk.take(order("B2", rows.UNSURE + "有异味。"), minutes=20)
    assert [one["id"] for one in corrections(rows.unit())] == [str(report("B1").pk)]


def test_handing_them_out_is_entered(desk: Desk) -> None:
    export(by(10, "wu"), rows.unit().pk, 3)
    assert history("unit", rows.unit().pk)[-1] == ("reading.export", {"texts": 3})


def test_an_erased_report_tells_no_dwelling_any_more(desk: Desk) -> None:
    desk.take(order("B1", OLD_NAME))
    called("B1", "wu")
    problem = Problem.objects.get()
    verify(by(29, "chen"), [Finding(problem.pk, Verification.TRUE, rows.TODAY, Condition.EXISTING)])
    settle(by(30), [problem.pk], "已拆除")
    send(by(31), [Answer(report("B1").pk, "已处理")])
    erase(by(32), [report("B1").pk], "反映人要求")
    judgement = Judgement.objects.get()
    assert "1201" not in f"{judgement.said}{judgement.proposed}{judgement.words}"
    assert json.loads(judgement.words) == {"compound": "老青梧大院"}
    assert list(corrections(rows.unit())) == []


def here(code: str = "jingan") -> Scope:
    return Scope(rows.TODAY, rows.unit(code))


def test_a_name_that_corrections_brought_up_is_proposed_until_a_second_person_accepts_it(desk: Desk) -> None:
    desk.take(*(order(f"B{n}", OLD_NAME) for n in range(4)))
    called("B0", "wu")
    called("B1", "shen")
    called("B2", "wu")
    compound = rows.compound("t1")
    area = here()
    with CaptureQueriesContext(connection) as asked:
        (found,) = proposals(area)
    assert len(asked) == 6
    assert (found.compound, found.name, found.corrections, found.actors) == (
        compound,
        "老青梧大院",
        3,
        ("shen", "wu"),
    )
    assert proposals(here("minhang")) == []

    accept(by(40, "zhou"), compound.pk, "老青梧大院")
    assert list(CompoundAlias.objects.values_list("compound", "name", "source")) == [
        (compound.pk, "老青梧大院", "corrections")
    ]
    assert proposals(here()) == []
    assert history("compound", compound.pk)[-2:] == [
        ("alias.accept", {"proposed_alias": "老青梧大院", "accepted": True, "corrections": 3}),
        ("alias.add", {"alias": "老青梧大院", "source": "corrections"}),
    ]
    # The next import finds the compound by it.
    desk.take(order("C1", rows.SUNROOM.replace("云帆路88弄青梧雅苑", "老青梧大院")), minutes=50)
    assert (report("C1").fate, report("C1").compound) == ("linked", compound)
    called("B3", "wu", minutes=60)
    assert proposals(here()) == []


def test_nobody_decides_upon_their_own_and_nothing_is_decided_twice(desk: Desk) -> None:
    desk.take(order("B0", OLD_NAME), order("B1", OLD_NAME))
    called("B0", "wu")
    compound = rows.compound("t1")
    for same in ("wu", "WU", "wu\u200b"):
        with refused(Refused, "another person decides"):
            accept(by(40, same), compound.pk, "老青梧大院")
    with refused(Refused, "this name is proposed no more"):
        accept(by(40, "zhou"), compound.pk, "青梧新村")
    with refused(Refused, "this name is proposed no more"):
        accept(by(40, "zhou"), compound.pk, "")
    refuse(by(41, "zhou"), compound.pk, "老青梧大院")
    assert proposals(here()) == []
    called("B1", "shen", minutes=45)
    assert proposals(here()) == []
    with refused(Refused, "this name is proposed no more"):
        accept(by(50, "zhou"), compound.pk, "老青梧大院")
    assert not CompoundAlias.objects.exists()


def test_one_name_is_not_given_to_two_compounds(desk: Desk) -> None:
    desk.take(*(order(f"B{n}", OLD_NAME) for n in range(3)))
    called("B0", "wu")
    called("B1", "shen", at="t3")
    one, other = rows.compound("t1"), rows.compound("t3")
    assert [(found.compound, found.against) for found in proposals(here())] == [
        (one, (other,)),
        (other, (one,)),
    ]
    for compound, rival in ((one, "丹枫别院"), (other, "青梧雅苑")):
        with refused(Refused, f"'老青梧大院' is proposed for {rival} as well: refuse one of the two first"):
            accept(by(40, "zhou"), compound.pk, "老青梧大院")
    assert not AliasVerdict.objects.exists()
    refuse(by(41, "zhou"), other.pk, "老青梧大院")
    accept(by(42, "zhou"), one.pk, "老青梧大院")
    # What one is called since is brought up for no other any more.
    called("B2", "wu", minutes=50, at="t3")
    assert Judgement.objects.get(report=report("B2")).named == ""


def test_a_name_that_another_compound_has_got_meanwhile_is_not_accepted(desk: Desk) -> None:
    desk.take(order("B0", OLD_NAME))
    called("B0", "wu")
    add_aliases(by(30, "operator"), [NewAlias(rows.compound("t3").pk, "老青梧大院", "corrections")])
    with refused(Refused, "'老青梧大院' is a name of 丹枫别院 already"):
        accept(by(40, "zhou"), rows.compound("t1").pk, "老青梧大院")
    refuse(by(41, "zhou"), rows.compound("t1").pk, "老青梧大院")


def test_a_proposal_names_the_reports_it_comes_from_and_the_compounds_that_are_called_alike(
    desk: Desk,
) -> None:
    load(
        by(1, "operator"),
        (CompoundRow(code="t8", name="老青梧大院北区", district="静安区", address="归帆路1弄"),),
    )
    desk.take(*(order(f"B{n}", OLD_NAME) for n in range(5)))
    for n in range(5):
        called(f"B{n}", "wu", minutes=20 + n)
    (found,) = proposals(here())
    assert (found.corrections, found.against) == (5, ())
    assert found.reports == tuple((report(f"B{n}").pk, f"B{n}") for n in (4, 3, 2))
    assert rows.compound("t8") in found.alike
    assert rows.compound("t1") not in found.alike


def test_a_name_is_said_to_be_proposed_only_where_somebody_is_to_decide_upon_it(desk: Desk) -> None:
    desk.take(order("B0", OLD_NAME), order("B1", OLD_NAME))
    called("B0", "wu")
    assert name_proposed(report("B0").pk) == "老青梧大院"
    refuse(by(40, "zhou"), rows.compound("t1").pk, "老青梧大院")
    called("B1", "wu", minutes=50)
    assert (name_proposed(report("B0").pk), name_proposed(report("B1").pk)) == ("", "")


@pytest.mark.parametrize("pk", [0, 10**6])
def test_no_name_is_given_to_a_compound_that_there_is_not(desk: Desk, pk: int) -> None:
    with refused(Refused, f"there is no compound {pk}"):
        accept(by(40, "zhou"), pk, "老青梧大院")
