"""Frozen lists as pages: who sees and signs them, what they show, how two differ, and how they leave the house."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.conf import LazySettings
from list_pages import read

from desk import signed_in, unit
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.lists import approve, freeze, issue, review
from huiyin.records.problems.models import ListKind, ListState, ListVersion, Verification
from huiyin.records.problems.wording import violation_name
from huiyin.records.registry.models import Unit
from records.problems.list_making import DAY, by, complain, compound, moment, registry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _standing(settings: LazySettings, db: None) -> None:
    settings.HUIYIN_NOW = moment(DAY + timedelta(days=2)).isoformat()
    registry()


def frozen(code: str = "jingan", kind: ListKind = ListKind.PROBLEM, actor: str = "clerk") -> int:
    return freeze(by(actor), unit(code).pk, kind, "survey")


def sheet(response: object) -> list[list[object]]:
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return [list(row) for row in book.active.iter_rows(values_only=True)]  # type: ignore[union-attr]


def test_a_list_is_frozen_and_signed_by_those_whose_turn_it_is() -> None:
    complain(compound("T1"), "A1", "litter")
    clerk, _ = signed_in("clerk", "clerk")
    approver, _ = signed_in("approver", "approver")
    district, _ = signed_in("district", "district-supervisor")
    given = {"kind": "problem", "unit": "jingan", "phase": "enforcement"}
    response = clerk.post("/lists/versions/freeze/", given)
    version = ListVersion.objects.get()
    address = f"/lists/versions/{version.pk}/"
    assert response["Location"] == address
    page = read(clerk, address)
    assert "未签发 · 仅供核对" in page
    assert "这一步由街镇分管领导、区局督办、市局督办办理。" in page
    for client, step, state in (
        (approver, "review", ListState.REVIEWED),
        (district, "approve", ListState.APPROVED),
        (district, "issue", ListState.ISSUED),
    ):
        assert f'action="{address}{step}/"' in read(client, address)
        assert "不能撤回" in read(client, address)
        assert client.post(f"{address}{step}/")["Location"] == address
        version.refresh_from_db()
        assert version.state == state
    page = read(clerk, address)
    assert "未签发" not in page
    names = re.findall(r'<span class="under">(\S+) ', page.split('class="stepper"')[1])
    assert names == ["周队长"] * 4
    assert (version.drafted_by, version.reviewed_by, version.issued_by) == ("clerk", "approver", "district")


def test_who_may_read_no_reports_sees_a_list_without_what_they_say_and_takes_none_away() -> None:
    complain(compound("T1"), "A1", "litter")
    earlier = frozen()
    settled = complain(compound("T1"), "A2", "facade")
    later = frozen()
    addresses = [
        f"/lists/versions/{later}/",
        f"/lists/versions/{later}/print/",
        f"/lists/versions/compare/?from={earlier}&to={later}",
    ]
    inspector, _ = signed_in("inspector", "inspector", code="sh-bureau")
    auditor, _ = signed_in("auditor", "auditor", code="sh-bureau")
    assert all(words in read(inspector, addresses[1]) for words in ("具体情况", "来源编号", "晾衣架"))
    for address in addresses:
        page = read(auditor, address)
        assert str(settled.compound.name) in page
        assert [words for words in ("具体情况", "来源编号", "晾衣架") if words in page] == []
        assert "/export/" not in page
    for address in ("/lists/export/?kind=problem&unit=jingan", f"/lists/versions/{later}/export/"):
        assert "来源编号" in str(sheet(inspector.get(address)))
        assert "所缺权限：查看诉件" in read(auditor, address, 403)


@pytest.mark.django_db(transaction=True)
def test_who_drew_a_list_up_is_told_why_another_must_review_it() -> None:
    client, _ = signed_in("both", "clerk", "approver")
    pk = frozen(actor="both")
    page = read(client, f"/lists/versions/{pk}/")
    assert "拟制人不能审核自己拟制的清单" in page
    assert f"/lists/versions/{pk}/review/" not in page
    response = client.post(f"/lists/versions/{pk}/review/")
    assert response.status_code == 409
    assert "拟制人不能审核自己拟制的清单。" in response.content.decode()
    assert ListVersion.objects.get().state == ListState.DRAFT


@pytest.mark.django_db(transaction=True)
def test_who_reviewed_a_list_is_told_why_another_must_approve_and_issue_it() -> None:
    client, _ = signed_in("district", "district-supervisor")
    pk = frozen()
    assert client.post(f"/lists/versions/{pk}/review/").status_code == 302
    for step, state in (("approve", ListState.REVIEWED), ("issue", ListState.APPROVED)):
        page = read(client, f"/lists/versions/{pk}/")
        assert "您拟制或审核了这份清单。拟制人、审核人不能再审定、签发，须由另一人办理。" in page
        assert f"/lists/versions/{pk}/{step}/" not in page
        response = client.post(f"/lists/versions/{pk}/{step}/")
        assert response.status_code == 409
        assert "拟制人、审核人不能审定、签发同一份清单" in response.content.decode()
        assert ListVersion.objects.get().state == state
        approve(by("shen"), pk) if step == "approve" else None


@pytest.mark.django_db(transaction=True)
def test_a_step_out_of_turn_changes_nothing_and_says_so() -> None:
    client, _ = signed_in("district", "district-supervisor")
    pk = frozen()
    response = client.post(f"/lists/versions/{pk}/issue/")
    assert response.status_code == 409
    assert "须先“审定”方可“签发”" in response.content.decode()
    assert ListVersion.objects.get().state == ListState.DRAFT


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        ("clerk", ("review", "approve", "issue")),
        ("approver", ("approve", "issue")),
        ("officer", ("review", "approve", "issue")),
    ],
)
def test_who_lacks_the_right_does_not_sign(role: str, refused: tuple[str, ...]) -> None:
    client, _ = signed_in("somebody", role)
    pk = frozen()
    for step in refused:
        assert client.post(f"/lists/versions/{pk}/{step}/").status_code == 403
    if role != "clerk":
        assert client.post("/lists/versions/freeze/").status_code == 403


def test_no_list_of_one_unit_is_found_by_another() -> None:
    complain(compound("T1"), "A1", "litter")
    ours, later = frozen(), frozen()
    issued = frozen("minhang")
    theirs, _ = signed_in("minhang", "team-lead", "approver", "district-supervisor", code="minhang")
    assert f"/lists/versions/{issued}/" in read(theirs, "/lists/versions/")
    page = read(theirs, "/lists/versions/?unit=jingan")
    for pk in (ours, later):
        assert f"/lists/versions/{pk}/" not in page
        for part in ("", "print/", "export/"):
            read(theirs, f"/lists/versions/{pk}/{part}", 404)
        for step in ("review", "approve", "issue"):
            assert theirs.post(f"/lists/versions/{pk}/{step}/").status_code == 404
    for query in (f"from={ours}&to={later}", f"from={issued}&to={ours}", f"from={ours}&to={issued}"):
        read(theirs, f"/lists/versions/compare/?{query}", 404)
    read(theirs, "/lists/export/?kind=problem&unit=jingan", 404)
    given = {"kind": "problem", "unit": "jingan", "phase": "survey"}
    assert theirs.post("/lists/versions/freeze/", given).status_code == 404
    assert ListVersion.objects.filter(unit=unit()).count() == 2
    assert set(ListVersion.objects.values_list("state", flat=True)) == {ListState.DRAFT}


def test_a_district_sees_the_lists_of_its_teams_and_the_city_all() -> None:
    team = Unit.objects.filter(kind="team", parent=unit()).order_by("rank")[0]
    of_team, of_district = frozen(team.code), frozen()
    district, _ = signed_in("district", "district-supervisor")
    city, _ = signed_in("city", "city-supervisor", code="sh-bureau")
    member, _ = signed_in("member", "officer", code=team.code)
    for client in (district, city):
        read(client, f"/lists/versions/{of_team}/")
        read(client, f"/lists/versions/{of_district}/")
    read(member, f"/lists/versions/{of_team}/")
    read(member, f"/lists/versions/{of_district}/", 404)


@pytest.mark.parametrize("address", ["/lists/versions/0/", "/lists/versions/99999999999999999999/"])
def test_what_is_no_list_is_not_found(address: str) -> None:
    client, _ = signed_in("district", "district-supervisor")
    read(client, address, 404)


def test_a_frozen_list_shows_its_rows_as_they_stood_page_by_page() -> None:
    where = compound("T1")
    problems = [complain(where, f"A{n}", "litter", building=str(n)) for n in range(1, 61)]
    pk = frozen()
    verify(by(), [Finding(problems[0].pk, Verification.TRUE, DAY)])
    settle(by(), [problems[0].pk], "已清理")
    client, _ = signed_in("lead", "team-lead")
    first = read(client, f"/lists/versions/{pk}/")
    numbers = re.findall(r'<th scope="row" class="nowrap">(WT\d+)</th>', first)
    assert len(numbers) == 50
    assert "已销号" not in first.split("<tbody>")[1]
    onward = re.search(r'rel="next" href="([^"]+)"', first)[1]  # type: ignore[index]
    second = read(client, f"/lists/versions/{pk}/{onward}")
    rest = re.findall(r'<th scope="row" class="nowrap">(WT\d+)</th>', second)
    assert [int(number[2:]) for number in numbers + rest] == [problem.pk for problem in problems]
    back = re.search(r'rel="prev" href="([^"]+)"', second)[1]  # type: ignore[index]
    assert numbers == re.findall(
        r'<th scope="row" class="nowrap">(WT\d+)</th>', read(client, f"/lists/versions/{pk}/{back}")
    )


def test_two_versions_are_compared_row_by_row() -> None:
    where = compound("T1")
    kept, gone = complain(where, "A1", "litter"), complain(where, "A2", "greenery")
    earlier = frozen(kind=ListKind.PROBLEM)
    verify(by(), [Finding(kept.pk, Verification.TRUE, DAY)])
    new = complain(where, "A3", "group-renting")
    later = frozen(kind=ListKind.PROBLEM)
    client, _ = signed_in("lead", "team-lead")
    page = read(client, f"/lists/versions/compare/?from={later}&to={earlier}")
    body = page.split("<tbody>")[1]
    assert f"WT{new.pk:07}" in body
    assert f"WT{kept.pk:07}" in body
    assert f"WT{gone.pk:07}" not in body
    assert "<ins>属实</ins>" in body
    only = read(client, f"/lists/versions/compare/?from={earlier}&to={later}&kind=added").split("<tbody>")[1]
    assert f"WT{kept.pk:07}" not in only
    assert "两个版本没有差别" in read(client, f"/lists/versions/compare/?from={later}&to={later}")
    task = frozen(kind=ListKind.TASK)
    refused = read(client, f"/lists/versions/compare/?from={earlier}&to={task}", 400)
    assert "两个版本须为同一单位的同一清单" in refused
    read(client, "/lists/versions/compare/", 404)


def test_a_compared_row_of_who_is_responsible_says_of_which_problem_it_is_and_leads_there() -> None:
    one = complain(compound("T1"), "A1", "litter")
    earlier = frozen(kind=ListKind.RESPONSIBILITY)
    verify(by(), [Finding(one.pk, Verification.TRUE, DAY)])
    settle(by(), [one.pk], "已清理，已复查")
    later = frozen(kind=ListKind.RESPONSIBILITY)
    client, _ = signed_in("lead", "team-lead")
    body = read(client, f"/lists/versions/compare/?from={earlier}&to={later}").split("<tbody>")[1]
    (task,) = one.tasks.all()
    assert f'<a href="/problems/{one.pk}/">RW{task.pk:07}</a><span class="under">WT{one.pk:07}</span>' in body
    about = re.search(r'data-label="内容" lang="zh-Hans-CN">([^<]+)<', body)[1]  # type: ignore[index]
    assert about.startswith(f"{one.compound.name} · {violation_name(one.violation)} · ")


@pytest.mark.parametrize("kind", ListKind)
def test_a_list_leaves_as_a_workbook_as_it_stands_and_as_it_was_frozen(kind: ListKind) -> None:
    complain(compound("T1"), "A1", "litter")
    pk = frozen(kind=kind)
    client, _ = signed_in("lead", "team-lead")
    live = client.get(f"/lists/export/?kind={kind.value}")
    assert live["Content-Disposition"] == f'attachment; filename="{kind.value}-jingan-2022-07-07.xlsx"'
    rows = sheet(live)
    assert str(kind.label) in str(rows[0][0])
    assert "实时生成（未冻结）" in str(rows[1][0])
    assert rows[3][0] == 1
    version = sheet(client.get(f"/lists/versions/{pk}/export/"))
    assert "调查排摸第1版" in str(version[1][0])
    assert version[3][1] == rows[3][1]


@pytest.mark.parametrize("kind", ListKind)
def test_a_list_that_is_narrowed_leaves_as_it_is_shown_and_says_by_what(kind: ListKind) -> None:
    wanted = complain(compound("T1"), "A1", "group-renting")
    complain(compound("T1"), "A2", "litter")
    elsewhere = compound("T2", "银杏苑", "闵行区")
    complain(elsewhere, "A3", "group-renting")
    client, _ = signed_in("lead", "team-lead")
    client.cookies["django_language"] = "en"
    address = {"problem": "problems", "task": "tasks", "responsibility": "responsibilities"}[kind.value]
    query = "violation=group-renting&violation=greenery&q=%E6%A2%A7%E6%A1%90"
    page = read(client, f"/lists/{address}/?{query}")
    link = re.search(r'href="(/lists/export/[^"]*violation[^"]*)"', page)
    assert link is not None
    sent = client.get(link[1].replace("&amp;", "&"))
    assert sent["Content-Disposition"] == (
        f'attachment; filename="{kind.value}-jingan-2022-07-07-excerpt.xlsx"'
    )
    found = sheet(sent)
    assert "实时节选（未冻结，不是完整清单）" in str(found[1][0])
    assert "筛选条件：查找：梧桐；问题类型：群租、破坏绿化" in str(found[1][0])
    problem = 1 if kind == ListKind.PROBLEM else 2
    assert [row[problem] for row in found[3:] if row[0] == 1] == [f"WT{wanted.pk:07}"]
    assert not [row for row in found[3:] if row[0] == 2]
    # The whole list stays within reach.
    assert f'href="/lists/export/?kind={kind.value}"' in page
    # A filter leads nobody out of their area.
    outside = sheet(client.get(f"/lists/export/?kind={kind.value}&compound={elsewhere.pk}"))
    assert not [row for row in outside[3:] if row[0] == 1]
    assert "银杏苑" not in str(outside)


def test_the_open_tasks_leave_without_those_that_are_done() -> None:
    done, still = complain(compound("T1"), "A1", "litter"), complain(compound("T1"), "A2", "greenery")
    verify(by(), [Finding(done.pk, Verification.TRUE, DAY)])
    settle(by(), [done.pk], "已清理")
    client, _ = signed_in("lead", "team-lead")
    assert 'href="/lists/export/?kind=task&amp;state=open"' in read(client, "/lists/tasks/")
    found = sheet(client.get("/lists/export/?kind=task&state=open"))
    assert [row[2] for row in found[3:] if isinstance(row[0], int)] == [f"WT{still.pk:07}"]
    assert (
        len([row for row in sheet(client.get("/lists/export/?kind=task"))[3:] if isinstance(row[0], int)])
        == 2
    )


@pytest.mark.parametrize("wrong", ["colour=red", "due=never", "violation=litter&unit=minhang"])
def test_an_export_refuses_what_it_does_not_understand(wrong: str) -> None:
    client, _ = signed_in("city", "city-supervisor", code="sh-bureau")
    response = client.get(f"/lists/export/?kind=problem&{wrong}")
    assert response.status_code == 400


def test_nothing_is_left_of_a_workbook_that_was_sent(settings: LazySettings) -> None:
    client, _ = signed_in("lead", "team-lead")
    response = client.get("/lists/export/?kind=task")
    sheet(response)
    response.close()
    assert [
        path for path in (settings.HUIYIN_HOME / "opened").iterdir() if path.name.startswith("list-")
    ] == []


@pytest.mark.parametrize("query", ["", "kind=nothing", "kind=problem&unit=nowhere"])
def test_what_cannot_be_exported_is_not_found(query: str) -> None:
    client, _ = signed_in("lead", "team-lead")
    read(client, f"/lists/export/?{query}", 404)


def test_the_printed_page_has_all_columns_and_who_drew_up_and_reviewed() -> None:
    complain(compound("T1"), "A1", "litter")
    client, _ = signed_in("clerk", "clerk")
    signed_in("approver", "approver")
    signed_in("district", "district-supervisor")
    pk = frozen()
    draft = read(client, f"/lists/versions/{pk}/print/")
    assert "未签发 · 仅供核对" in draft
    review(by("approver"), pk)
    approve(by("district"), pk)
    issue(by("district"), pk)
    page = read(client, f"/lists/versions/{pk}/print/")
    assert "未签发" not in page
    assert 'class="print-a3"' in page
    assert len(re.findall(r'<th scope="col"', page)) == 22
    assert "<span>填报人：</span><b>周队长</b>" in page
    assert "<span>审核人：</span><b>周队长</b>" in page


def test_the_versions_are_narrowed_by_list_phase_and_progress() -> None:
    client, _ = signed_in("lead", "team-lead")
    problem, task = frozen(), frozen(kind=ListKind.TASK)
    review(by("approver"), task)
    for query, pks in (
        ("", [task, problem]),
        ("kind=task", [task]),
        ("state=draft", [problem]),
        ("phase=enforcement", []),
    ):
        page = read(client, f"/lists/versions/?{query}")
        assert [int(pk) for pk in re.findall(r'href="/lists/versions/(\d+)/"', page)] == pks


def test_a_phase_that_the_campaign_does_not_have_is_refused_at_its_field() -> None:
    client, _ = signed_in("clerk", "clerk")
    given = {"kind": "problem", "unit": "jingan", "phase": "never"}
    response = client.post("/lists/versions/freeze/", given)
    assert response.status_code == 400
    assert "freeze-phase_error" in response.content.decode()
    assert not ListVersion.objects.exists()
