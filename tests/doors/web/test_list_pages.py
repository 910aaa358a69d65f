"""The three lists as pages: who sees what, how they are narrowed, what they keep, and what a page costs."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from people import person

from desk import signed_in, unit
from huiyin.records.accounts.models import SavedFilter
from huiyin.records.problems.actions.assign import assign, return_
from huiyin.records.problems.actions.extending import extend
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.models import Assignment, Problem, Task, Verification
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.models import Compound, District, Subdistrict
from records.problems.list_making import DAY, by, complain, compound, moment, registry

pytestmark = pytest.mark.django_db
LISTS = ("problems", "tasks", "responsibilities")
LATER = DAY + timedelta(days=10)


@pytest.fixture(autouse=True)
def _standing(settings: LazySettings, db: None) -> None:
    settings.HUIYIN_NOW = moment(LATER).isoformat()
    registry()


def read(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return response.content.decode()


def shown(page: str) -> list[int]:
    """The problems whose rows stand on a page, in its order."""
    return [int(pk) for pk in re.findall(r'class="row-link" href="/problems/(\d+)/"', page)]


def many(where: Compound, count: int, violation: str = "litter") -> list[Problem]:
    return [complain(where, f"{where.code}-{n}", violation, building=str(n + 1)) for n in range(count)]


def test_the_problem_list_shows_the_newest_first_with_the_columns_of_the_trade() -> None:
    client, _ = signed_in("lead", "team-lead")
    where = compound("T1", subdistrict="江宁路街道")
    first = complain(where, "A1", "group-renting", building="3", room="501", caller=b"x" * 16)
    again = complain(where, "A2", "group-renting", building="3", room="501", caller=b"y" * 16)
    second = complain(where, "A3", "litter")
    page = read(client, "/lists/problems/")
    assert again == first
    assert shown(page) == [second.pk, first.pk]
    row = next(row for row in page.split("<tr ") if f"/problems/{first.pk}/" in row)
    for words in (
        "WT000",
        "梧桐苑",
        "3号楼501室",
        "群租",
        "破坏环境秩序行为",
        "江宁路街道",
        "2022-07-05",
        "至少 2 人",
    ):
        assert words in row
    assert f'href="/compounds/{where.pk}/"' in row


def test_the_task_and_responsibility_lists_show_what_is_open_by_its_date() -> None:
    client, _ = signed_in("lead", "team-lead")
    where = compound("T1")
    late, soon = complain(where, "A1", "group-renting"), complain(where, "A2", "litter")
    done = complain(where, "A3", "greenery")
    verify(by(), [Finding(done.pk, Verification.TRUE, DAY)])
    settle(by(), [done.pk], "已补种")
    Task.objects.filter(problem=late).update(due_on=LATER + timedelta(days=3))
    Task.objects.filter(problem=soon).update(due_on=LATER + timedelta(days=1))
    for name in LISTS[1:]:
        assert shown(read(client, f"/lists/{name}/")) == [soon.pk, late.pk]
    assert shown(read(client, "/lists/problems/")) == [done.pk, soon.pk, late.pk]


def test_a_late_row_says_basis_start_due_day_and_who_is_responsible() -> None:
    client, _ = signed_in("lead", "team-lead")
    problem = complain(compound("T1"), "A1", "litter")
    task = Task.objects.get(problem=problem)
    (officer,) = add_officers(by(), [NewOfficer("林队员", unit().pk, "T-1")])
    assign(by(), [task.pk], officer_id=officer)
    row = read(client, "/lists/tasks/").split("<tbody>")[1]
    assert "已超期" in row
    assert 'class="row-late"' in row
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", row.split("</table>")[0]))
    assert facts == {
        "依据": "单位自定",
        "起算": "2022年7月5日（列入清单之日）",
        "截止": f"{task.due_on.year}年{task.due_on.month}月{task.due_on.day}日",
        "谁负责": "静安 林队员",
    }


def test_a_limit_that_the_book_does_not_count_so_has_no_start() -> None:
    client, _ = signed_in("lead", "team-lead")
    problem = complain(compound("T1"), "A1", "litter")
    Task.objects.filter(problem=problem).update(due_on=DAY + timedelta(days=1))
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", read(client, "/lists/tasks/")))
    assert facts["起算"] == "未说明"


@pytest.mark.parametrize("name", LISTS)
def test_a_unit_sees_the_problems_of_its_own_area_alone(name: str) -> None:
    ours, theirs = complain(compound("T1"), "A1"), complain(compound("T2", "银杏苑", "闵行区"), "A2")
    for code, own in (("jingan", ours), ("minhang", theirs)):
        client, _ = signed_in(code, "team-lead", code=code)
        assert shown(read(client, f"/lists/{name}/")) == [own.pk]
    city, _ = signed_in("city", "city-supervisor", code="sh-bureau")
    assert sorted(shown(read(city, f"/lists/{name}/"))) == [ours.pk, theirs.pk]


@pytest.mark.parametrize("name", LISTS)
def test_who_may_not_read_problems_gets_no_list(name: str) -> None:
    client, _ = signed_in("admin", "admin", code="sh-bureau")
    for address in ("", "filter/", "filters/"):
        read(client, f"/lists/{name}/{address}", 403)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("size", [20, 200])
def test_a_page_takes_five_statements_at_most_whatever_its_size(name: str, size: int) -> None:
    client, _ = signed_in("lead", "team-lead")
    many(compound("T1"), 45)
    address = f"/lists/{name}/?size={size}&state=open&class=B"
    # The first request notes when the session was used.
    read(client, address)
    with CaptureQueriesContext(connection) as told:
        page = read(client, address)
    assert len(shown(page)) == min(size, 45)
    assert len(told) <= 5, [each["sql"] for each in told]


def test_pages_follow_one_another_without_a_gap_and_lead_back() -> None:
    client, _ = signed_in("lead", "team-lead")
    every = [problem.pk for problem in many(compound("T1"), 45)][::-1]
    first = read(client, "/lists/problems/?class=B")
    assert shown(first) == every[:20]
    after = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")  # type: ignore[index]
    assert "class=B" in after
    second = read(client, f"/lists/problems/{after}")
    assert shown(second) == every[20:40]
    before = re.search(r'rel="prev" href="([^"]+)"', second)[1].replace("&amp;", "&")  # type: ignore[index]
    assert shown(read(client, f"/lists/problems/{before}")) == every[:20]


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


def test_who_extended_a_task_is_called_by_name_and_seat() -> None:
    client, _ = signed_in("lead", "team-lead")
    problem = complain(compound("T1"), "A1", "litter")
    task = Task.objects.get(problem=problem)
    person("chen", "district-supervisor", name="陈明", unit=unit())
    extend(by("chen", LATER), [task.pk], task.due_on + timedelta(days=3), "当事人在外地")
    client.cookies["huiyin_columns_task"] = "extended"
    page = read(client, "/lists/tasks/")
    assert "陈明（静安）" in page
    assert "chen" not in page


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


def test_hostile_words_stay_words() -> None:
    client, _ = signed_in("lead", "team-lead")
    complain(compound("T1", '<img src=x onerror="1">苑'), "A1", building="<b>7</b>")
    page = read(client, f"/lists/problems/?q={quote('<script>')}") + read(client, "/lists/problems/")
    assert "<img src=x" not in page
    assert "<b>7</b>" not in page
    assert "<script>" not in page.replace('<script type="module"', "")


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


def test_columns_are_chosen_and_kept() -> None:
    client, _ = signed_in("lead", "team-lead")
    complain(compound("T1"), "A1", "litter")
    work = Task.objects.get().work
    assert work not in read(client, "/lists/tasks/")
    chosen = client.post(
        "/lists/tasks/columns/", {"column": ["work", "due_on", "nonsense"], "query": "due=overdue"}
    )
    assert chosen["Location"] == "/lists/tasks/?due=overdue"
    page = read(client, "/lists/tasks/")
    assert re.findall(r'<th scope="col">(.*?)</th>', page) == ["任务编号", "工作任务", "完成时限"]
    assert work in page
    client.post("/lists/tasks/columns/", {"column": ["work"], "usual": "1"})
    assert work not in read(client, "/lists/tasks/")


def test_every_column_can_be_shown(django_assert_max_num_queries: object) -> None:
    client, _ = signed_in("lead", "team-lead")
    complain(compound("T1"), "A1", "load-bearing")
    for name, kind in zip(LISTS, ("problem", "task", "responsibility"), strict=True):
        page = read(client, f"/lists/{name}/")
        keys = re.findall(r'name="column" value="(\w+)"', page)
        client.cookies[f"huiyin_columns_{kind}"] = ".".join(keys)
        assert len(re.findall(r'<th scope="col"', read(client, f"/lists/{name}/"))) == len(keys) + 1


def test_what_the_printed_lists_say_can_be_shown_for_one_page_in_as_many_statements_as_for_one_row() -> None:
    client, _ = signed_in("lead", "team-lead")
    where = compound("T1")
    problem = complain(where, "A1", "litter", text="楼上住户乱扔垃圾，请处理。电话13812345678")
    many(where, 5, "group-renting")
    verify(by("lead", LATER), [Finding(problem.pk, Verification.TRUE, LATER)])
    settle(by("lead", LATER), [problem.pk], "现场已清理")
    keys = ("details", "number", "callers", "verified_on", "firm", "first_version", "remarks")
    client.cookies["huiyin_columns_problem"] = ".".join(keys)
    page = read(client, "/lists/problems/")
    heads = [
        "问题编号",
        "具体情况",
        "来源编号",
        "反映人数",
        "核实日期",
        "物业服务企业",
        "首次入单版本",
        "备注",
    ]
    assert re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page) == heads
    row = next(row for row in page.split("<tr ") if f"/problems/{problem.pk}/" in row)
    assert "乱扔垃圾" in row
    assert "13812345678" not in row
    assert "A1" in row
    assert str(LATER) in row
    assert f"{LATER}销号" in row
    client.cookies["huiyin_columns_responsibility"] = "remarks"
    assert "群租，梧桐苑" in read(client, "/lists/responsibilities/")

    def statements(size: int) -> int:
        with CaptureQueriesContext(connection) as found:
            read(client, f"/lists/problems/?size={size}")
        return len(found)

    assert statements(50) == statements(20)


@pytest.mark.parametrize(("role", "sees"), [("auditor", False), ("inspector", True)])
def test_what_reports_say_is_a_column_for_those_alone_who_may_read_them(role: str, sees: bool) -> None:
    client, _ = signed_in("somebody", role)
    complain(compound("T1"), "A1", "litter", text="楼上住户乱扔垃圾")
    client.cookies["huiyin_columns_problem"] = "details.number.remarks"
    page = read(client, "/lists/problems/")
    assert ("楼上住户" in page, 'value="number"' in page) == (sees, sees)
    assert 'value="remarks"' in page


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


def test_an_empty_area_is_told_from_a_filter_that_nothing_fits() -> None:
    client, _ = signed_in("lead", "team-lead")
    assert "清单是空的" in read(client, "/lists/problems/")
    assert "没有未完成的任务" in read(client, "/lists/tasks/")
    assert "没有符合条件的问题" in read(client, "/lists/problems/?state=settled")


def test_the_lists_speak_english() -> None:
    client, _ = signed_in("lead", "team-lead")
    complain(compound("T1"), "A1", "litter")
    client.cookies["django_language"] = "en"
    page = read(client, "/lists/responsibilities/")
    assert "<h1>Responsibility list</h1>" in page
    assert "To be checked" in page
