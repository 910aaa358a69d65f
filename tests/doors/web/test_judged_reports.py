"""What a person has said of a reading goes on through triage to the problem that is opened: the reader's word is none any more."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from django.core.cache import cache
from django.test import Client
from report_pages import main_of, report

from desk import rows, signed_in, unit
from huiyin.records.problems.models import Problem
from huiyin.records.reports import readings
from huiyin.records.reports.actions.judging import Correction, Seen, correct, reject, unplace
from huiyin.records.reports.incoming import Place, Said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
CONFLICT = "市民来电反映：云帆路166弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房，要求拆除。"


@pytest.fixture(autouse=True)
def _nobody_has_read() -> None:
    """Who had which report before them in another test does not count."""
    cache.clear()


def taken(text: str) -> Seen:
    """A report B1 whose reading waits, as somebody has it before them."""
    rows.Desk(unit().pk).take(rows.order("B1", text), minutes=3)
    one = report("B1")
    return Seen(one.pk, readings.mark(one))


def in_triage(client: Client, reason: str) -> str:
    """The row of B1 among those that wait for a reason."""
    page = client.get(f"/triage/?reason={reason}").content.decode()
    return page.partition(f"/reports/{report('B1').pk}/")[2].partition("</tr>")[0]


def opening(client: Client) -> str:
    """The form by which a problem is opened from B1."""
    return main_of(client.get(f"/reports/{report('B1').pk}/open/").content.decode())


def proposed(form: str) -> list[str]:
    """The violations that a form proposes, that which it has chosen with a star."""
    group = re.findall(r'<optgroup label="判读所得">(.*?)</optgroup>', form, re.S)
    found = re.findall(r'value="([^"]+)"( selected)?', "".join(group))
    return [f"{code}*" if chosen else code for code, chosen in found]


def chosen_place(form: str) -> list[str]:
    """By the compounds that a form offers, the id of the chosen one; and the words in the fields below."""
    compound = re.findall(r'name="compound" value="(\d+)"[^>]* checked', form)
    parts = [re.findall(rf'name="{name}" value="([^"]*)"', form) for name in ("building", "unit", "room")]
    return [*(compound or [""]), *("".join(part) for part in parts)]


def test_what_has_no_place_is_shown_and_opened_as_a_person_corrected_it(desk: ModuleType) -> None:
    # Given a report of litter by the reader's word, of something else and in a building by a person's
    seen = taken(rows.UNSURE)
    said = Said(("renovation-waste",), "compound", "report", None, Place(building="5", room="302"))
    correct(rows.by(30), [Correction(seen, said, {}, unplaced=True)])
    client, _ = signed_in("wu", "clerk")

    row = in_triage(client, "unplaced")
    form = opening(client)

    assert "装修（建筑）垃圾" in row
    assert "乱扔垃圾" not in row
    # Of what a person has read nobody is unsure
    assert "依据不足" not in row
    assert proposed(form) == ["renovation-waste*"]
    assert chosen_place(form) == ["", "5", "", "302"]

    sent = {
        "violation": "renovation-waste",
        "compound": "",
        "place": "青梧雅苑",
        "building": "5",
        "unit": "",
        "room": "302",
        "under_way": "",
    }
    assert client.post(f"/reports/{seen.report_id}/open/", sent).status_code == 302
    problem = Problem.objects.get(links__report=seen.report_id)
    assert (problem.violation, problem.place_key) == ("renovation-waste", "5//302")


def test_a_second_violation_that_a_person_added_is_offered(desk: ModuleType) -> None:
    seen = taken(rows.UNSURE)
    said = Said(("litter", "facade"), "compound", "report", None)
    correct(rows.by(30), [Correction(seen, said, {}, unplaced=True)])
    client, _ = signed_in("wu", "clerk")
    assert "乱扔垃圾、破坏房屋外貌" in in_triage(client, "unplaced")
    # Where there is a choice nothing is chosen
    assert proposed(opening(client)) == ["litter", "facade"]


def test_a_compound_that_a_person_chose_is_chosen_where_the_reader_could_not_decide(desk: ModuleType) -> None:
    seen = taken(CONFLICT)
    there = rows.compound("t3").pk
    said = Said(("facade",), "compound", "inquiry", None, Place(there, building="7", room="1203"))
    client, _ = signed_in("wu", "clerk")
    assert chosen_place(opening(client))[0] == ""
    correct(rows.by(30), [Correction(seen, said, {"compound": "青梧雅苑"})])
    form = opening(client)
    assert proposed(form) == ["facade*"]
    assert chosen_place(form) == [str(there), "7", "", "1203"]
    assert 'name="name" value="青梧雅苑"' in form


def test_what_is_unplaced_keeps_the_reading_and_chooses_no_compound(desk: ModuleType) -> None:
    unplace(rows.by(30), [taken(CONFLICT)])
    client, _ = signed_in("wu", "clerk")
    assert "违法搭建" in in_triage(client, "unplaced")
    form = opening(client)
    assert proposed(form) == ["illegal-construction*"]
    assert chosen_place(form) == ["", "7", "", "1201"]


def test_of_what_a_person_found_not_to_be_ours_no_violation_is_proposed(desk: ModuleType) -> None:
    reject(rows.by(30), [taken(rows.UNSURE)])
    client, _ = signed_in("wu", "clerk")
    row = in_triage(client, "outside")
    assert "未判出" in row
    assert "乱扔垃圾" not in row
    form = opening(client)
    assert proposed(form) == []
    assert chosen_place(form)[0] == str(rows.compound("t1").pk)


def test_what_was_said_of_an_earlier_text_is_said_of_that_alone(desk: ModuleType) -> None:
    seen = taken(rows.UNSURE)
    said = Said(("renovation-waste",), "compound", "report", None)
    correct(rows.by(30), [Correction(seen, said, {}, unplaced=True)])
    assert readings.as_judged([seen.report_id])[seen.report_id].said == said
    one = report("B1")
    one.text += "另有人停车。"
    one.save(update_fields=["text"])
    assert readings.as_judged([seen.report_id]) == {}
    client, _ = signed_in("wu", "clerk")
    assert "乱扔垃圾" in in_triage(client, "unplaced")
    assert proposed(opening(client)) == ["litter*"]
