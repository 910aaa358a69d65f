"""The list of reports, and where the search of the bar leads."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from report_pages import address, main_of

from desk import rows, signed_in, unit
from huiyin.records.problems.models import Problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]


def test_the_list_shows_the_areas_reports_and_is_narrowed(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    page = main_of(client.get("/reports/").content.decode())
    assert [n for n in ("A1", "A2", "A3", "A4") if f">{n}</a>" in page] == ["A1", "A2", "A3", "A4"]
    linked = main_of(client.get("/reports/?fate=linked").content.decode())
    assert re.findall(r">(A\d)</a>", linked) == ["A2", "A1"]
    outside = main_of(client.get("/reports/?reason=outside").content.decode())
    assert re.findall(r">(A\d)</a>", outside) == ["A4"]
    other, _ = signed_in("other", "clerk", code="minhang")
    assert "本辖区还没有诉件" in other.get("/reports/").content.decode()


def test_the_list_goes_on_page_by_page_and_back(desk: ModuleType, django_assert_num_queries: object) -> None:
    more = [rows.order(f"B{n:02}", rows.SUNROOM_AGAIN) for n in range(30)]
    rows.Desk(unit().pk).take(*more, minutes=3)
    client, _ = signed_in("wu", "clerk")

    def numbers(path: str) -> list[str]:
        return re.findall(r">([AB]\d+)</a>", main_of(client.get(path).content.decode()))

    first = numbers("/reports/?size=20")
    (after,) = re.findall(r"after=(\d+)", client.get("/reports/?size=20").content.decode())
    with django_assert_num_queries(3):  # type: ignore[operator]
        second = numbers(f"/reports/?size=20&after={after}")
    assert len(first) == 20
    assert first + second == [f"B{n:02}" for n in reversed(range(30))] + ["A4", "A3", "A2", "A1"]
    (before,) = re.findall(r"before=(\d+)", client.get(f"/reports/?size=20&after={after}").content.decode())
    assert numbers(f"/reports/?size=20&before={before}") == first
    assert numbers("/reports/?size=20&after=nonsense") == first


def test_a_number_is_found_whole_or_by_its_beginning(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(
        rows.order("20220914001", rows.SUNROOM_AGAIN), rows.order("20220914002", rows.EBIKES), minutes=3
    )
    client, _ = signed_in("wu", "clerk")
    page = main_of(client.get("/reports/?q=20220914").content.decode())
    assert re.findall(r">(\d{11})</a>", page) == ["20220914001", "20220914002"]
    assert "请至少输入工单编号的前 3 位" in client.get("/reports/?q=20").content.decode()
    assert "没有找到诉件" in client.get("/reports/?q=999999").content.decode()


def test_the_bar_leads_to_the_problem_the_report_the_reports_or_the_list(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(
        rows.order("20220914001", rows.SUNROOM_AGAIN), rows.order("20220914002", rows.EBIKES), minutes=3
    )
    problem = Problem.objects.get(links__report__number="A1")
    task = problem.tasks.get()
    client, _ = signed_in("wu", "clerk")

    def leads(q: str) -> str:
        return client.get("/search/", {"q": q}).headers["Location"]

    assert leads(f"wt{problem.pk:07}") == f"/problems/{problem.pk}/"
    assert leads(f"RW{task.pk:07}") == f"/problems/{problem.pk}/"
    assert leads("20220914001") == address("20220914001")
    assert leads("202209140") == "/reports/?q=202209140"
    listed = leads("阳光房")
    assert listed.endswith("?q=%E9%98%B3%E5%85%89%E6%88%BF")
    assert leads("WT9999999").endswith("?q=WT9999999")
    assert leads("  ") == "/lists/problems/?q=+"
    assert leads("") == "/lists/problems/"


def test_the_bar_finds_nothing_of_another_district(desk: ModuleType) -> None:
    problem = Problem.objects.get(links__report__number="A1")
    rows.Desk(unit().pk).take(rows.order("20220914001", rows.SUNROOM_AGAIN), minutes=3)
    client, _ = signed_in("other", "clerk", code="minhang")
    for q in (f"WT{problem.pk:07}", "20220914001"):
        assert client.get("/search/", {"q": q}).headers["Location"].endswith(f"?q={q}")
        assert "/reports/" not in client.get("/search/", {"q": q}).headers["Location"]
