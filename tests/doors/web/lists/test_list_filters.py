"""How the lists are narrowed: searched, filtered, and the filters kept under a name."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.test import Client
from list_pages import LISTS, read, shown

from desk import signed_in, unit
from huiyin.records.accounts.models import SavedFilter
from huiyin.records.problems.actions.assign import assign, return_
from huiyin.records.problems.models import Assignment, Task
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.models import District, Subdistrict
from records.problems.list_making import by, complain, compound

pytestmark = pytest.mark.django_db


def test_two_chinese_characters_find_a_compound() -> None:
    client, _ = signed_in("lead", "team-lead")
    found = complain(compound("T1", "梧桐新苑"), "A1")
    complain(compound("T2", "银杏苑"), "A2")
    assert shown(read(client, f"/lists/problems/?q={quote('桐新')}")) == [found.pk]
    page = read(client, f"/lists/problems/?q={quote('不存在')}")
    assert "没有符合条件的问题" in page
    assert 'value="不存在"' in page


@pytest.mark.parametrize("q", ["，。", "  ", "?!", "　"])
def test_signs_and_blanks_alone_find_nothing_and_the_page_says_why(q: str) -> None:
    client, _ = signed_in("lead", "team-lead")
    complain(compound("T1"), "A1")
    for name in LISTS:
        page = read(client, f"/lists/{name}/?q={quote(q)}")
        assert shown(page) == []
        assert "没有可以查找的字词" in page
        assert "导出筛选结果" not in page


def test_what_people_complain_of_together_is_a_filter_like_the_others() -> None:
    client, _ = signed_in("lead", "team-lead")
    where = compound("T1")
    together = complain(where, "A1", "group-renting", caller=b"x" * 16)
    for number, caller in (("A2", b"y" * 16), ("A3", b"z" * 16)):
        complain(where, number, "group-renting", caller=caller)
    complain(where, "A4", "litter")
    for name in LISTS:
        page = read(client, f"/lists/{name}/?concentrated=1")
        assert shown(page) == [together.pk]
        assert '<span class="chip-name">群众反映集中</span><span>是</span>' in page
    assert 'name="concentrated" value="1" checked' in read(client, "/lists/problems/filter/?concentrated=1")
    client.post("/lists/problems/filters/keep/", {"name": "集中", "query": "concentrated=1"})
    assert SavedFilter.objects.get().query == "concentrated=1"


def test_each_filter_narrows_and_is_named_by_a_chip_that_takes_it_off() -> None:
    client, _ = signed_in("lead", "team-lead")
    where = compound("T1", subdistrict="江宁路街道")
    wanted = complain(where, "A1", "group-renting")
    complain(compound("T2", "银杏苑", subdistrict="曹家渡街道"), "A2", "litter")
    lead = Assignment.objects.get(task__problem=wanted, role="lead")
    (officer,) = add_officers(by(), [NewOfficer("林队员", lead.unit_id, "T-1")])
    assign(by(), [Task.objects.get(problem=wanted).pk], officer_id=officer)
    return_(by(), [Task.objects.get(problem=wanted).pk], "缺照片")
    subdistrict = Subdistrict.objects.get(name="江宁路街道")
    for query, label, value in (
        ("violation=group-renting", "问题类型", "群租"),
        (f"subdistrict={subdistrict.pk}", "街镇", "江宁路街道"),
        (f"compound={where.pk}", "小区", "梧桐苑"),
        (f"officer={officer}", "责任人", "林队员"),
        ("returned=1", "退回补充", "是"),
    ):
        page = read(client, f"/lists/tasks/?{query}&due=later")
        assert shown(page) == [wanted.pk], query
        chips = re.findall(r'<span class="chip-name">(.*?)</span><span>(.*?)</span><a href="(.*?)"', page)
        assert (label, value, "?due=later") in chips
        assert len(chips) == 2
        assert '<span class="pip">2</span>' in page


def test_a_chip_does_not_tell_names_from_outside_the_area() -> None:
    client, _ = signed_in("lead", "team-lead")
    elsewhere = compound("T2", "银杏苑", "闵行区")
    (officer,) = add_officers(by(), [NewOfficer("别处的人", unit("minhang").pk, "T-9")])
    page = read(client, f"/lists/problems/?compound={elsewhere.pk}&officer={officer}")
    assert "银杏苑" not in page
    assert "别处的人" not in page
    assert f"编号 {officer}" in page


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("colour=red", "colour"),
        ("due=never", "due=never"),
        ("district=x", "district=x"),
        ("size=7", "size=7"),
        ("after=x", "after=x"),
        ("order=name", "order=name"),
        ("first_from=2022-13-40", "first_from=2022-13-40"),
    ],
)
def test_what_is_not_understood_is_refused_and_named(query: str, named: str) -> None:
    client, _ = signed_in("lead", "team-lead")
    page = read(client, f"/lists/problems/?state=open&{query}", 400)
    assert f"<code>{named}</code>" in page
    assert 'href="/lists/problems/?state=open"' in page


def test_fields_that_a_form_leaves_empty_do_not_stay_in_the_address() -> None:
    client, _ = signed_in("lead", "team-lead")
    response = client.get("/lists/problems/?q=&state=open&due=&violation=litter&size=50")
    assert response.status_code == 302
    assert response["Location"] == "/lists/problems/?state=open&violation=litter&size=50"
    part = client.get("/lists/problems/?q=&state=open&due=", headers={"HX-Request": "true"})
    assert part["HX-Push-Url"] == "/lists/problems/?state=open"


def test_the_drawer_offers_only_what_lies_in_the_area() -> None:
    client, _ = signed_in("lead", "team-lead")
    add_officers(
        by(), [NewOfficer("林队员", unit().pk, "T-1"), NewOfficer("别处的人", unit("minhang").pk, "T-9")]
    )
    ours = Subdistrict.objects.get(name="江宁路街道")
    address = f"/lists/problems/filter/?subdistrict={ours.pk}&state=open"
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert f'<option value="{ours.pk}" selected>江宁路街道</option>' in part
    assert "林队员" in part
    assert "别处的人" not in part
    assert 'name="district"' not in part
    theirs = Subdistrict.objects.filter(district=District.objects.get(name="闵行区")).first()
    assert theirs is not None
    assert f'value="{theirs.pk}">{theirs.name}' not in part
    # Without scripts it is a page of its own.
    assert 'action="/lists/problems/"' in read(client, address)


def test_the_city_chooses_a_district_and_then_what_lies_in_it() -> None:
    client, _ = signed_in("city", "city-supervisor", code="sh-bureau")
    jingan = District.objects.get(name="静安区")
    part = client.get(
        f"/lists/tasks/filter/?district={jingan.pk}", headers={"HX-Request": "true"}
    ).content.decode()
    assert f'<option value="{jingan.pk}" selected>静安区</option>' in part
    offered = part.split('id="list-subdistrict"')[1].split("</select>")[0]
    assert "江宁路街道" in offered
    assert "莘庄镇" not in offered
    assert 'name="state"' not in part


# Kept filters.


def test_a_filter_is_kept_under_a_name_opened_and_forgotten_by_its_owner_alone() -> None:
    client, account = signed_in("lead", "team-lead")
    other, _ = signed_in("clerk", "clerk")
    saved = client.post(
        "/lists/tasks/filters/keep/", {"name": " 本周 群租 ", "query": "violation=group-renting&due=week"}
    )
    assert saved.status_code == 302
    kept = SavedFilter.objects.get()
    assert (kept.account_id, kept.page, kept.name) == (account.pk, "list-task", "本周 群租")
    menu = client.get("/lists/tasks/filters/", headers={"HX-Request": "true"}).content.decode()
    assert 'href="/lists/tasks/?violation=group-renting&amp;due=week"' in menu
    assert "本周 群租" not in read(other, "/lists/tasks/filters/")
    # The message of what was done is read with the first page.
    read(client, "/lists/tasks/")
    assert "本周 群租" not in read(client, "/lists/problems/filters/")
    assert other.post("/lists/tasks/filters/remove/", {"filter": kept.pk}).status_code == 404
    assert client.post("/lists/tasks/filters/remove/", {"filter": kept.pk}).status_code == 302
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("query", ["", "colour=red", "after=7"])
def test_nothing_is_kept_where_no_filter_is_set(query: str) -> None:
    client, _ = signed_in("lead", "team-lead")
    client.post("/lists/tasks/filters/keep/", {"name": "空", "query": query})
    assert not SavedFilter.objects.exists()


def test_changes_need_a_post_with_the_token_of_the_form() -> None:
    signed_in("lead", "team-lead")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(signed_in("clerk", "clerk")[1])
    for address in ("columns/", "filters/keep/", "filters/remove/"):
        assert strict.get(f"/lists/tasks/{address}").status_code == 405
        assert strict.post(f"/lists/tasks/{address}").status_code == 403
