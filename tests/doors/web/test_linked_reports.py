"""Which reports and which place a problem has: linked, unlinked, split off, and merged with its compound."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from problem_pages import address, page_of, problem_of, refusing

from desk import rows, signed_in, unit
from huiyin.records.ledger.models import ExceptionItem
from huiyin.records.problems.models import ProblemState
from huiyin.records.registry.models import Compound
from huiyin.records.reports.models import Fate, Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]


# Links.


def test_a_report_is_linked_by_its_number_when_the_area_sees_it(desk: ModuleType) -> None:
    problem = problem_of()
    rows.Desk(unit("minhang").pk).take(rows.order("M1", rows.OTHER_COMPOUND), minutes=3)
    client, _ = signed_in("wu", "clerk")
    refused = client.post(address(problem, "link"), {"number": "M1"})
    assert refused.status_code == 400
    assert "本辖区没有编号为M1的诉件。" in refused.content.decode()
    assert client.post(address(problem, "link"), {"number": " A3 "}).status_code == 302
    assert Report.objects.get(number="A3").fate == Fate.LINKED
    again = client.post(address(problem, "link"), {"number": "A3"})
    assert "诉件A3已关联本问题。" in again.content.decode()


def test_a_link_is_removed_with_a_reason_and_stays_to_be_seen(desk: ModuleType) -> None:
    problem, report = problem_of(), Report.objects.get(number="A1")
    client, _ = signed_in("wu", "clerk")
    at = address(problem, f"unlink/{report.pk}")
    assert client.post(at, {"reason": " "}).status_code == 400
    assert client.post(at, {"reason": "说的是另一户"}).status_code == 302
    report.refresh_from_db()
    assert (report.fate, report.pending_reason) == ("pending", "unlinked")
    page = page_of(client, problem)
    assert "已解除关联的 1 件" in page
    assert "没有诉件支持这一问题" in page
    assert ExceptionItem.objects.get().reason in page
    assert client.get(at).status_code == 404


@refusing
def test_reports_are_split_off_to_another_room(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(rows.order("B1", rows.SUNROOM_AGAIN), minutes=3)
    problem, report = problem_of(), Report.objects.get(number="B1")
    client, _ = signed_in("wu", "clerk")
    data = {
        "reports": [report.pk],
        "violation": problem.violation,
        "building": "7号楼",
        "unit": "",
        "room": "1101室",
        "reason": "是楼下一户",
    }
    same = client.post(address(problem, "split"), data | {"room": "1201"})
    assert same.status_code == 400
    assert "与原问题的违法行为和位置相同。" in same.content.decode()
    assert client.post(address(problem, "split"), data).status_code == 302
    into = problem_of("B1")
    assert (into.building, into.room) == ("7", "1101")
    assert f"已归入新立的 WT{into.pk:07}。" in page_of(client, problem)


def test_reports_of_another_problem_are_not_split_off(desk: ModuleType) -> None:
    problem, foreign = problem_of("A1"), Report.objects.get(number="A2")
    client, _ = signed_in("wu", "clerk")
    data = {"reports": [foreign.pk], "violation": problem.violation, "room": "9", "reason": "x"}
    assert client.post(address(problem, "split"), data).status_code == 400
    assert problem_of("A2") != problem


def test_another_compound_is_found_by_words_and_chosen_where_there_are_several(desk: ModuleType) -> None:
    problem, report = problem_of(), Report.objects.get(number="A1")
    client, _ = signed_in("wu", "clerk")
    data = {"reports": [report.pk], "violation": problem.violation, "reason": "地址记错"}
    several = client.post(address(problem, "split"), data | {"place": "云帆路"})
    assert several.status_code == 400
    assert "找到 2 个小区，请选定一个。" in several.content.decode()
    # Outside the area there is no such compound, by words or by id.
    assert (
        "没有找到这样的小区"
        in client.post(address(problem, "split"), data | {"place": "白鹭新城"}).content.decode()
    )
    outside = client.post(
        address(problem, "split"), data | {"place": "云帆路", "compound": rows.compound("t2").pk}
    )
    assert outside.status_code == 400
    assert client.post(address(problem, "split"), data | {"place": "丹枫别院"}).status_code == 302
    assert problem_of("A1").compound == rows.compound("t3")


def test_words_for_a_compound_bring_its_choices(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    part = client.get("/problems/places/", {"place": "云帆路"}).content.decode()
    assert "青梧雅苑" in part
    assert "丹枫别院" in part
    assert "白鹭新城" not in client.get("/problems/places/", {"place": "白鹭"}).content.decode()


# Merging places.


def test_a_provisional_compound_is_merged_after_its_counts_were_told(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(rows.order("C1", rows.NOT_KNOWN), minutes=3)
    problem = problem_of("C1")
    assert problem.compound.status == Compound.Status.PROVISIONAL
    client, _ = signed_in("shen", "district-supervisor")
    assert address(problem, "merge") in page_of(client, problem)

    asked = client.post(address(problem, "merge"), {"place": "丹枫别院"}).content.decode()
    target = rows.compound("t3")
    assert "确认归并" in asked
    assert "归并不能撤销。" in asked
    assert re.search(r"随迁的问题</dt><dd>1", asked)
    assert re.search(r"随迁的诉件</dt><dd>1", asked)
    problem.compound.refresh_from_db()
    assert problem.compound.status == Compound.Status.PROVISIONAL

    at = address(problem, f"merge/{target.pk}")
    assert f'action="{at}"' in asked
    assert client.post(at, {"reason": ""}).status_code == 400
    assert client.post(at, {"reason": "同一小区"}).status_code == 302
    problem.refresh_from_db()
    assert problem.compound == target
    page = page_of(client, problem)
    assert "问题 1 个随迁，0 个合并，诉件 1 件。" in page
    assert "/undo/" not in page


def test_a_twin_is_merged_and_its_page_leads_on(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(rows.order("C1", rows.NOT_KNOWN), minutes=3)
    problem = problem_of("C1")
    there = rows.order("C2", rows.NOT_KNOWN.replace("碧岩花苑", "云帆路166弄丹枫别院"))
    rows.Desk(unit().pk).take(there, minutes=4)
    twin = problem_of("C2")
    client, _ = signed_in("shen", "district-supervisor")
    at = address(problem, f"merge/{rows.compound('t3').pk}")
    assert "其中 1 个与并入小区的同一问题合并" in client.get(at).content.decode()
    assert client.post(at, {"reason": "同一小区"}).status_code == 302
    problem.refresh_from_db()
    assert (problem.state, problem.merged_into_id) == (ProblemState.MERGED, twin.pk)
    page = page_of(client, problem)
    assert "本问题已并入另一问题" in page
    assert f'href="{address(twin)}"' in page


def test_only_a_provisional_compound_is_merged_and_only_into_one_of_the_area(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(rows.order("C1", rows.NOT_KNOWN), minutes=3)
    client, _ = signed_in("shen", "district-supervisor")
    assert client.get(address(problem_of("A1"), "merge")).status_code == 403
    outside = address(problem_of("C1"), f"merge/{rows.compound('t2').pk}")
    assert client.post(outside, {"reason": "x"}).status_code == 404
    lead, _ = signed_in("lead", "team-lead")
    assert lead.get(address(problem_of("C1"), "merge")).status_code == 403
