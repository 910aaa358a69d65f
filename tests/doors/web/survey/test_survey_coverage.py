"""How far the survey is: told down to the subdistrict of one's own area, in few statements, in either language."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from people import person
from small_registry import BY, MOST
from survey_pages import address, survey
from wording import main

from desk import unit
from huiyin.records.accounts.models import Account
from huiyin.records.problems.actions.survey import freeze
from huiyin.records.registry.actions.compounds import load as load_compounds
from huiyin.records.registry.csv_files import CompoundRow

pytestmark = pytest.mark.django_db


def test_coverage_is_told_for_the_own_area_down_to_the_subdistrict(client: Client, officer: Account) -> None:
    survey("T1", group_renting=2)
    survey("P1")

    body = main(client.get("/survey/"))
    deeper = client.get("/survey/?district=310106&subdistrict=310106006&state=all")

    assert "已核小区 2 已排摸 1 其中零报告 0 未排摸 1 已冻结 0" in body
    assert "曹家渡街道 0% 0 1 0 1 0" in body
    assert "江宁路街道 100% 1 1 0 0 0" in body
    assert "柳岸苑" in body
    assert "桂花苑" not in body
    assert "未排摸的小区" in body
    assert "梧桐苑" in main(deeper)
    assert "柳岸苑" not in main(deeper)


def test_the_city_begins_with_its_districts(client: Client) -> None:
    client.force_login(person("supervisor", "city-supervisor"))

    body = main(client.get("/survey/?state=all"))
    inside = main(client.get("/survey/?district=310107&state=all"))

    assert "各区进度" in body
    assert "静安区 0% 0 2 0 2 0" in body
    assert "桂花苑" in inside
    assert "梧桐苑" not in inside


def test_an_area_that_is_not_ones_own_is_not_found(client: Client, officer: Account) -> None:
    assert client.get("/survey/?subdistrict=310107005").status_code == 404
    assert client.get("/survey/?phase=tomorrow").status_code == 404


def test_compounds_without_an_area_can_be_looked_through(client: Client, officer: Account) -> None:
    load_compounds(BY, [CompoundRow(code="T3", name="无名苑", district="静安区")])

    body = main(client.get("/survey/?subdistrict=unknown&state=all"))

    assert "无名苑" in body
    assert "梧桐苑" not in body


def test_pages_of_the_survey_take_few_statements_whatever_they_show(client: Client, officer: Account) -> None:
    paths = ("/survey/?state=all&size=200", address("T1"), address("T1", "enforcement"), "/survey/file/")

    def statements() -> list[int]:
        counts = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            counts.append(len(queries))
        return counts

    survey("T1", group_renting=2)
    statements()
    few = statements()
    load_compounds(BY, [CompoundRow(code=f"M{n}", name=f"柳岸{n}村", district="静安区") for n in range(40)])
    for number in range(20):
        survey(f"M{number}")

    assert statements() == few
    assert max(few) <= MOST, few


@pytest.mark.parametrize("path", ["/survey/", "form", "later", "frozen", "/survey/file/"])
def test_in_english_only_names_are_chinese(client: Client, officer: Account, path: str) -> None:
    survey("T1", group_renting=2)
    if path == "frozen":
        freeze(BY, unit("jingan").pk, "survey")
    where = {"form": address("T1"), "later": address("T1", "enforcement"), "frozen": address("T1")}.get(
        path, path
    )

    page = client.get(where, headers={"accept-language": "en"}).content.decode()

    found = re.search(r"<main.*</main>", page, re.S)
    assert found is not None
    body = re.sub(r'<(\w+)[^>]*lang="zh"[^>]*>.*?</\1>', "", found[0], flags=re.S)
    left = re.findall(r"[\u4e00-\u9fff]+", body)
    # The record's own words: the compound's name and address, its areas, firm and who surveyed.
    assert set(left) <= {"梧桐苑", "静安区", "江宁路街道", "甲物业", "王一", "李二", "旧矛盾"}
