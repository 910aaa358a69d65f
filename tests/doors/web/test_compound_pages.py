"""Compounds in the browser: the list of an area, and the card of one with all that is known of it."""

from __future__ import annotations

import re
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from django.test import Client

from desk import rows, signed_in
from huiyin.records.problems.actions.survey import freeze, record
from huiyin.records.problems.models import Problem, Task
from huiyin.records.problems.survey_forms import Form
from huiyin.records.problems.tasks import deadlines_of, last_day
from huiyin.records.registry.actions.amending import Amendment, amend
from huiyin.records.registry.models import Compound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def place(code: str = "t1") -> Compound:
    return Compound.objects.get(code=code)


def test_the_list_leads_to_each_compound_of_the_area_and_to_no_other(desk: ModuleType) -> None:
    client, _ = signed_in("officer", "officer")
    shown = set(re.findall(r'href="/compounds/(\d+)/"', page(client, "/compounds/")))
    assert shown == {str(place("t1").pk), str(place("t3").pk)}


def test_it_is_searched_by_name_and_road_and_says_when_nothing_is_found(desk: ModuleType) -> None:
    client, _ = signed_in("officer", "officer")
    assert f"/compounds/{place('t3').pk}/" in page(client, "/compounds/?q=166弄")
    assert "没有找到小区" in page(client, "/compounds/?q=白鹭")


def test_it_is_narrowed_to_where_people_complain_together_and_keeps_what_was_sought(desk: ModuleType) -> None:
    client, _ = signed_in("inspector", "inspector")
    page = client.get("/compounds/?q=%E9%9D%92").content.decode()
    assert 'href="/compounds/?q=%E9%9D%92&amp;concentrated=1"' in page
    page = client.get("/compounds/?q=%E9%9D%92&concentrated=1").content.decode()
    assert "没有找到小区" in page
    assert 'href="/compounds/?q=%E9%9D%92" aria-current="true"' in page


@pytest.mark.parametrize("query", ["after=x", "after=1", "after=9999999999999999999.1"])
def test_a_place_that_no_page_gave_is_a_bad_request(desk: ModuleType, query: str) -> None:
    client, _ = signed_in("officer", "officer")
    assert client.get(f"/compounds/?{query}").status_code == 400


def test_words_with_a_character_that_no_database_takes_are_refused(desk: ModuleType) -> None:
    client, _ = signed_in("officer", "officer")
    assert client.get("/compounds/?q=青梧%00").status_code == 400


def test_a_card_shows_every_problem_who_leads_and_what_is_due_next(desk: ModuleType) -> None:
    client, _ = signed_in("officer", "officer")
    card = page(client, f"/compounds/{place().pk}/")
    for problem in Problem.objects.filter(compound=place()):
        assert f'href="/problems/{problem.pk}/"' in card
    assert f'href="/lists/problems/?compound={place().pk}&amp;state=open"' in card
    assert "下一时限" in card
    assert re.search(r"<dt>静安</dt><dd>\d 项，最早 \d{4}年\d+月\d+日到期", card) is not None


def test_a_next_date_that_may_still_move_is_marked_provisional(desk: ModuleType) -> None:
    client, _ = signed_in("officer", "officer")
    assert "暂定" not in page(client, f"/compounds/{place().pk}/")
    start = date(2039, 12, 28)
    for task in Task.objects.filter(problem__compound=place()).select_related("problem"):
        ordinary = deadlines_of(task.problem.violation)[0]
        Task.objects.filter(pk=task.pk).update(
            start_on=start, due_on=last_day(ordinary, start), due_source=""
        )
    card = page(client, f"/compounds/{place().pk}/")
    assert "该年工作日安排尚未公布，截止日为暂定。" in card
    assert re.search(r"<dt>静安</dt><dd>\d 项，最早 20(39|40)年\d+月\d+日到期（暂定）", card) is not None


def test_a_card_without_problems_says_so(desk: ModuleType) -> None:
    client, _ = signed_in("officer", "officer")
    card = page(client, f"/compounds/{place('t3').pk}/")
    assert "这个小区还没有问题" in card
    assert "没有未完成的任务" in card


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999"])
def test_a_compound_that_there_is_not_is_not_found(desk: ModuleType, pk: str) -> None:
    client, _ = signed_in("officer", "officer")
    assert client.get(f"/compounds/{pk}/").status_code == 404


def test_a_compound_of_another_area_is_as_if_it_were_not_there(desk: ModuleType) -> None:
    client, _ = signed_in("officer", "officer")
    assert client.get(f"/compounds/{place('t2').pk}/").status_code == 404


def test_a_name_with_markup_is_shown_as_it_is_written(desk: ModuleType) -> None:
    amend(rows.by(1), [Amendment(place().pk, {"name": "<img src=x onerror=alert(1)>"})])
    client, _ = signed_in("officer", "officer")
    for address in ("/compounds/", f"/compounds/{place().pk}/"):
        shown = page(client, address)
        assert "<img src=x" not in shown
        assert "&lt;img src=x" in shown


def test_statements_do_not_grow_with_what_there_is(
    desk: ModuleType, django_assert_max_num_queries: Any
) -> None:
    client, _ = signed_in("officer", "officer")
    client.get("/compounds/")
    with django_assert_max_num_queries(4):
        client.get("/compounds/")
    with django_assert_max_num_queries(12):
        client.get(f"/compounds/{place().pk}/")


def test_the_survey_before_is_a_link_for_who_may_open_it_and_a_fact_for_others(desk: ModuleType) -> None:
    record(rows.by(1), "survey", [Form(place().pk, rows.AT.date(), ("王一", "李二"), 3, {})])
    link = f'href="/survey/{place().pk}/"'
    for username, role, linked in (("officer", "officer", True), ("callback", "callback-clerk", False)):
        client, _ = signed_in(username, role)
        card = page(client, f"/compounds/{place().pk}/")
        assert "整治前底数" in card
        assert "未冻结" in card
        assert (link in card) is linked
    freeze(rows.by(2), rows.unit().pk, "survey")
    card = page(client, f"/compounds/{place().pk}/")
    assert "已冻结" in card
    assert "未冻结" not in card


def test_a_place_that_a_text_named_is_merged_from_its_own_page_by_who_may(desk: ModuleType) -> None:
    rows.Desk(rows.unit().pk).take(rows.order("C1", rows.NOT_KNOWN), minutes=3)
    source, target = Problem.objects.latest("pk").compound, place("t3")
    at = f"/compounds/{source.pk}/merge/"
    lead, _ = signed_in("lead", "team-lead")
    assert at not in page(lead, f"/compounds/{source.pk}/")
    assert lead.get(at).status_code == 403
    client, _ = signed_in("shen", "district-supervisor")
    assert f'href="{at}"' in page(client, f"/compounds/{source.pk}/")
    assert "/merge/" not in page(client, f"/compounds/{target.pk}/")

    asked = client.post(at, {"place": target.name}).content.decode()
    confirm = f"{at}{target.pk}/"
    assert f'action="{confirm}"' in asked
    assert re.search(r"随迁的问题</dt><dd>1", asked)
    assert "归并不能撤销。" in asked
    assert client.post(confirm, {"reason": " "}).status_code == 400
    done = client.post(confirm, {"reason": "同一小区"})
    assert (done.status_code, done["Location"]) == (302, f"/compounds/{target.pk}/")
    source.refresh_from_db()
    assert source.merged_into_id == target.pk

    # Its old address leads on, and says so; from another area it is still none.
    old = client.get(f"/compounds/{source.pk}/", follow=True)
    assert old.redirect_chain == [(f"/compounds/{target.pk}/", 302)]
    assert f"“{source.name}”已并入“{target.name}”，这里是后者的页面。" in old.content.decode()
    elsewhere, _ = signed_in("qian", "district-supervisor", code="minhang")
    assert elsewhere.get(f"/compounds/{source.pk}/").status_code == 404


def test_a_known_compound_is_not_merged_and_nothing_into_another_area(desk: ModuleType) -> None:
    client, _ = signed_in("shen", "district-supervisor")
    assert client.get(f"/compounds/{place('t1').pk}/merge/").status_code == 403
    assert client.get(f"/compounds/{place('t2').pk}/merge/").status_code == 404
    rows.Desk(rows.unit().pk).take(rows.order("C1", rows.NOT_KNOWN), minutes=3)
    source = Problem.objects.latest("pk").compound
    assert client.get(f"/compounds/{source.pk}/merge/{place('t2').pk}/").status_code == 404
