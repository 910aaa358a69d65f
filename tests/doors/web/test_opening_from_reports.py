"""A problem is opened from the page of a report: its kind, its place, and what comes next."""

from __future__ import annotations

import re
from types import ModuleType

import msgspec
import pytest
from report_pages import address, main_of, page_of, refusing, report

from desk import rows, signed_in, unit
from huiyin.records.problems.models import Link, Problem
from huiyin.records.reports.models import Fate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
OPENED = {
    "violation": "illegal-construction",
    "building": "7号楼",
    "unit": "",
    "room": "1201室",
    "under_way": "no",
}


def test_a_problem_is_opened_from_a_report_that_waits_and_the_next_of_its_kind_comes(
    desk: ModuleType,
) -> None:
    rows.Desk(unit().pk).take(rows.order("B1", rows.NO_PLACE), rows.order("B2", rows.NO_PLACE), minutes=3)
    client, _ = signed_in("wu", "clerk")
    asked = main_of(client.get(address("B1", "open")).content.decode())
    # The reading's own proposal comes first and is chosen; who decides reads the text.
    assert re.search(r'<optgroup label="判读所得">\s*<option value="illegal-construction" selected>', asked)
    assert "楼上业主在楼顶违章搭建阳光房" in asked
    # Damage to the structure has one deadline, whether or not work goes on.
    assert "违法搭建、损坏房屋承重结构正在实施的，任务按正在实施的安排。" in asked
    assert "。违法搭建的完成时限也按正在实施的确定，其他不变。" in asked

    nowhere = client.post(address("B1", "open"), OPENED)
    assert nowhere.status_code == 400
    assert "请选一个小区" in nowhere.content.decode()
    done = client.post(address("B1", "open"), OPENED | {"place": "云帆路88弄"})
    problem = Problem.objects.get(links__report__number="A1")
    assert (done.status_code, done.headers["Location"]) == (302, address("B2"))
    assert Link.objects.get(report=report("B1")).problem == problem
    assert (report("B1").fate, report("B1").compound) == (Fate.LINKED, rows.compound("t1"))
    page = client.get(address("B2")).content.decode()
    assert f"诉件 B1 已并入 WT{problem.pk:07}。接着是下一件。" in page

    last = client.post(address("B2", "open"), OPENED | {"place": "青梧雅苑", "room": "1301"}, follow=True)
    (opened,) = Problem.objects.filter(links__report__number="B2")
    assert f"诉件 B2 已新立 WT{opened.pk:07}。“地点待核”已全部处理。" in last.content.decode()
    assert (opened.place_key, opened.tasks.count()) == ("7//1301", 1)


def test_where_the_reader_could_not_decide_its_compounds_stand_to_be_chosen_from(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    one = report("A3")
    reading = msgspec.json.decode(one.reading)
    reading["place"]["runners_up"] = [str(rows.compound(code).pk) for code in ("t3", "t2")]
    one.compound, one.reading = None, msgspec.json.encode(reading).decode()
    one.save(update_fields=["compound", "reading"])
    asked = client.get(address("A3", "open")).content.decode()
    assert f'name="compound" value="{rows.compound("t3").pk}"' in asked
    assert "白鹭新城" not in asked
    elsewhere = client.post(address("A3", "open"), OPENED | {"compound": rows.compound("t2").pk})
    assert elsewhere.status_code == 400
    assert (
        client.post(address("A3", "open"), OPENED | {"compound": rows.compound("t3").pk}).status_code == 302
    )
    assert report("A3").compound == rows.compound("t3")


def test_a_place_that_the_gazetteer_lacks_is_made_as_an_import_would_make_it(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(rows.order("B1", rows.NO_PLACE), minutes=3)
    client, _ = signed_in("wu", "clerk")
    at = address("B1", "open")
    new = OPENED | {"unlisted": "on", "building": "9号楼", "room": "602"}
    assert "请填小区名称或路弄。" in client.post(at, new).content.decode()
    assert client.post(at, new | {"name": "碧岩花苑"}).status_code == 302
    place = report("B1").compound
    assert place is not None
    assert (place.name, place.status, place.scope_unit) == ("碧岩花苑", "provisional", unit())
    rows.Desk(unit().pk).take(rows.order("B2", rows.NOT_KNOWN), minutes=200)
    assert report("B2").compound == place
    assert Problem.objects.get(compound=place).links.count() == 2


@refusing
def test_words_that_name_no_compound_make_none(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(rows.order("B1", rows.NO_PLACE), minutes=3)
    client, _ = signed_in("wu", "clerk")
    refused = client.post(address("B1", "open"), OPENED | {"unlisted": "on", "name": "我家楼上12号楼"})
    assert refused.status_code == 400
    assert "不像小区的名称或路弄" in refused.content.decode()
    assert (report("B1").fate, report("B1").compound) == (Fate.PENDING, None)


@refusing
def test_a_further_wrong_of_a_linked_report_is_opened_and_its_page_stays(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    problem = Problem.objects.get(links__report__number="A1")
    at, here = address("A1", "open"), {"compound": rows.compound("t1").pk}
    again = client.post(at, OPENED | here)
    assert again.status_code == 400
    assert f"诉件A1已关联WT{problem.pk:07}。" in again.content.decode()
    done = client.post(at, OPENED | here | {"violation": "facade", "under_way": "yes"})
    assert done.headers["Location"] == address("A1")
    assert set(Link.objects.filter(report=report("A1")).values_list("problem__violation", flat=True)) == {
        "illegal-construction",
        "facade",
    }


def test_the_next_report_of_the_same_reason_is_a_press_away(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(rows.order("B1", rows.NO_PLACE), rows.order("B2", rows.NO_PLACE), minutes=3)
    client, _ = signed_in("wu", "clerk")
    assert f'href="{address("B1", "next")}"' in page_of(client, "B1")
    assert client.get(address("B1", "next")).headers["Location"] == address("B2")
    assert client.get(address("B2", "next")).headers["Location"] == address("B1")
    alone = client.get(address("A4", "next"), follow=True)
    assert "“疑非本单位职责，待分流”没有别的诉件了。" in alone.content.decode()
    assert client.get(address("A1", "next")).headers["Location"] == "/triage/"
    assert f'href="{address("A1", "next")}"' not in page_of(client, "A1")
