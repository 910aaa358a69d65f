"""My work and triage: a selection is given its way in one step, wholly or not at all, and can be taken back."""

from __future__ import annotations

import re
from datetime import timedelta
from types import ModuleType

import pytest
from django.conf import LazySettings
from problem_pages import an_officer

from desk import rows, signed_in, unit
from huiyin.doors.web.language import ground_name
from huiyin.knowledge.law.calendar import Calendar, use
from huiyin.records.ledger.models import Entry
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.models import Assignment, Problem, Role, Task, Verification
from huiyin.records.problems.numbers import problem_number
from huiyin.records.reports.actions.fate import transfer
from huiyin.records.reports.models import Disposal, Fate, PendingReason, Report
from records.reports.new_year import BEFORE, arranged, take

# What is refused rolls its transaction back, which a test's own one around it would not survive.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("two_hours_later")]


def tasks() -> list[int]:
    return list(Task.objects.order_by("pk").values_list("pk", flat=True))


def everybodys() -> None:
    """Let an officer do all of them."""
    Assignment.objects.filter(role=Role.LEAD).update(officer=an_officer())


def undo_of(page: str) -> str:
    return re.findall(r'action="(/[^"]*undo[^"]*)"', page)[0]


def test_the_work_lists_the_open_tasks_of_the_area_and_links_each_problem(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    page = client.get("/work/?tab=all").content.decode()
    assert all(f'href="/problems/{pk}/"' in page for pk in Problem.objects.values_list("pk", flat=True))


def test_another_districts_lead_sees_none_of_them(desk: ModuleType) -> None:
    client, _ = signed_in("other", "team-lead", code="minhang")
    page = client.get("/work/?tab=all").content.decode()
    assert re.search(r'href="/problems/\d', page) is None
    assert "没有未完成的任务" in page


def test_the_page_takes_no_more_statements_for_more_tasks(
    desk: ModuleType, django_assert_max_num_queries: object
) -> None:
    client, _ = signed_in("lead", "team-lead")
    client.get("/work/?tab=all")
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        client.get("/work/?tab=all&size=200")


def test_a_selection_is_offered_by_neighbourhood_and_given_to_the_chosen_officer(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    officer = an_officer()
    shown = client.post("/work/groups/", {"pick": tasks()}).content.decode()
    assert "待定" in shown
    client.post("/work/dispatch/", {"officer-1": officer, "tasks-1": ",".join(map(str, tasks()))})
    led = Assignment.objects.filter(role=Role.LEAD).values_list("officer_id", flat=True)
    assert set(led) == {officer}


def test_a_dispatch_is_taken_back_by_the_button_of_its_notice(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    officer = an_officer()
    client.post("/work/dispatch/", {"officer-1": officer, "tasks-1": ",".join(map(str, tasks()))})
    notice = client.get("/work/").content.decode()
    client.post(undo_of(notice))
    assert set(Assignment.objects.filter(role=Role.LEAD).values_list("officer_id", flat=True)) == {None}


def test_an_officer_of_another_unit_is_refused_and_nothing_is_given(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    stranger = an_officer("minhang", "T-2")
    client.post("/work/dispatch/", {"officer-1": stranger, "tasks-1": ",".join(map(str, tasks()))})
    assert set(Assignment.objects.filter(role=Role.LEAD).values_list("officer_id", flat=True)) == {None}
    assert "牵头单位不是" in client.get("/work/").content.decode()


def test_tasks_of_another_area_in_a_selection_are_as_if_they_were_not_there(desk: ModuleType) -> None:
    client, _ = signed_in("other", "team-lead", code="minhang")
    before = Entry.objects.count()
    client.post("/work/return/", {"pick": tasks(), "reason": "缺照片"})
    assert Entry.objects.count() == before


def test_sending_back_needs_a_word_on_what_is_missing(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    client.post("/work/return/", {"pick": tasks(), "reason": " "})
    assert Task.objects.filter(returned_on__isnull=False).count() == 0
    everybodys()
    client.post("/work/return/", {"pick": tasks(), "reason": "缺复查照片"})
    assert set(Task.objects.values_list("return_reason", flat=True)) == {"缺复查照片"}


def test_a_recheck_is_planned_for_a_day_to_come(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    client.post("/work/recheck/", {"pick": tasks(), "on": "2022-09-01"})
    assert Task.objects.filter(recheck_on__isnull=False).count() == 0
    client.post("/work/recheck/", {"pick": tasks(), "on": "2022-09-20"})
    assert {str(day) for day in Task.objects.values_list("recheck_on", flat=True)} == {"2022-09-20"}


def test_what_is_to_be_looked_at_again_is_listed_by_its_day_and_red_from_then_on(
    desk: ModuleType, settings: LazySettings
) -> None:
    client, _ = signed_in("lead", "team-lead")
    first, *later = tasks()
    client.post("/work/recheck/", {"pick": [first], "on": "2022-09-20"})
    client.post("/work/recheck/", {"pick": later, "on": "2022-09-18"})

    def shown() -> list[tuple[str, bool]]:
        page = client.get("/work/?tab=recheck").content.decode()
        rows_ = page.split("<tbody>")[1].split("</tbody>")[0].split("<tr ")[1:]
        return [(re.search(r"2022-09-(18|20)", row)[0], "row-late" in row) for row in rows_]  # type: ignore[index]

    assert shown() == [*[("2022-09-18", False)] * len(later), ("2022-09-20", False)]
    settings.HUIYIN_NOW = (rows.AT + timedelta(days=3)).isoformat()
    assert shown() == [*[("2022-09-18", True)] * len(later), ("2022-09-20", False)]


def test_only_who_may_approve_extends_and_the_later_date_stands(desk: ModuleType) -> None:
    lead, _ = signed_in("lead", "team-lead")
    wanted = {"pick": tasks(), "due": "2022-12-30", "reason": "须等测绘"}
    assert lead.post("/work/extend/", wanted).status_code == 403
    approver, _ = signed_in("approver", "approver")
    approver.post("/work/extend/", wanted)
    assert "2022-12-30" not in {str(day) for day in Task.objects.values_list("due_on", flat=True)}
    approver.post("/work/extend/", wanted | {"confirmed": "on"})
    assert {str(day) for day in Task.objects.values_list("due_on", flat=True)} == {"2022-12-30"}
    assert set(Task.objects.values_list("extended_by", flat=True)) == {"approver"}


DIALOG = {"HX-Request": "true"}


def test_what_nobody_was_given_is_not_sent_back_with_the_others_and_is_named(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    given, *nobodys = tasks()
    Assignment.objects.filter(task=given, role=Role.LEAD).update(officer=an_officer())
    client.post("/work/return/", {"pick": tasks(), "reason": "缺照片"})
    assert list(Task.objects.filter(returned_on__isnull=False).values_list("pk", flat=True)) == [given]
    page = client.get("/work/").content.decode()
    numbers = "、".join(f"RW{pk:07}" for pk in nobodys)
    assert f"尚无责任人，未退回：{numbers}。请先派给责任人，再退回补充。" in page
    assert "已退回 1 项任务，待补充。" in page
    part = client.post(
        "/work/return/", {"pick": nobodys, "reason": "缺照片"}, headers=DIALOG
    ).content.decode()
    assert f"任务RW{nobodys[0]:07}尚无责任人，请先派给责任人，再退回补充" in part


def test_a_refused_dialog_keeps_what_was_typed_with_the_reason_at_its_field(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead", "approver")
    long = "缺" * 5000
    answer = client.post("/work/return/", {"pick": tasks(), "reason": long}, headers=DIALOG)
    part = answer.content.decode()
    assert answer.status_code == 200
    assert "HX-Redirect" not in answer.headers
    assert f"{long}</textarea>" in part
    assert 'id="return-reason_error"' in part
    assert 'data-most="255"' in part
    assert Task.objects.filter(returned_on__isnull=False).count() == 0

    part = client.post(
        "/work/transfer/", {"pick": tasks(), "reason": "他单位管"}, headers=DIALOG
    ).content.decode()
    assert "他单位管</textarea>" in part
    assert 'id="transfer-unit_error"' in part
    late = {"pick": tasks(), "due": "2023-12-31", "reason": "须等测绘"}
    part = client.post("/work/extend/", late, headers=DIALOG).content.decode()
    assert "新时限晚于专项行动结束日2022-11-30" in part
    assert 'name="confirmed"' in part
    everybodys()
    answer = client.post(
        "/work/return/", {"pick": tasks(), "reason": "缺照片", "query": "tab=all"}, headers=DIALOG
    )
    assert answer.headers["HX-Redirect"] == "/work/?tab=all"


def test_a_stale_selection_is_refused_in_the_dialog(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    problem = Task.objects.get(pk=tasks()[0]).problem_id
    verify(rows.by(60), [Finding(problem, Verification.UNTRUE, rows.AT.date(), found="未见")])
    settle(rows.by(61), [problem], "经核实不属实")
    settled = f"{problem_number(problem)}已由lin于2022-09-15 10:31销号，不再办理"
    part = client.post(
        "/work/return/", {"pick": tasks(), "reason": "缺照片"}, headers=DIALOG
    ).content.decode()
    assert settled in part
    assert "缺照片</textarea>" in part
    given = {"officer-1": an_officer(), "tasks-1": ",".join(map(str, tasks()))}
    answer = client.post("/work/dispatch/", given, headers=DIALOG)
    assert answer.headers["HX-Retarget"] == "#dispatch-refused"
    assert settled in answer.content.decode()


def test_ones_last_acts_can_be_taken_back_for_ten_minutes_on_the_page_of_the_work(
    desk: ModuleType, settings: LazySettings
) -> None:
    client, _ = signed_in("lead", "team-lead")
    everybodys()
    client.post("/work/return/", {"pick": tasks(), "reason": "缺复查照片"})
    client.get("/work/?tab=all")
    page = client.get("/work/?tab=all").content.decode()
    recent = page[page.index('id="recent"') :].partition("</details>")[0]
    assert f"已退回 {len(tasks())} 项任务，待补充。" in recent
    client.post(undo_of(recent))
    assert Task.objects.filter(returned_on__isnull=False).count() == 0
    client.get("/work/?tab=all")
    assert 'id="recent"' not in client.get("/work/?tab=all").content.decode()
    client.post("/work/return/", {"pick": tasks(), "reason": "缺复查照片"})
    client.get("/work/?tab=all")
    settings.HUIYIN_NOW = (rows.AT + timedelta(hours=2, minutes=11)).isoformat()
    assert 'id="recent"' not in client.get("/work/?tab=all").content.decode()


def test_the_limits_of_reports_that_press_are_a_page_of_the_work(
    desk: ModuleType, settings: LazySettings
) -> None:
    settings.HUIYIN_NOW = (rows.AT + timedelta(days=2)).isoformat()
    client, _ = signed_in("lead", "team-lead")
    page = client.get("/work/?tab=orders").content.decode()
    table = page[page.index('id="tasks"') :]
    assert "先行联系" in table
    assert "已超期" in table
    assert all(f">{number}</a>" in table for number in ("A1", "A2"))
    other, _ = signed_in("other", "team-lead", code="minhang")
    assert 'id="tasks"' not in other.get("/work/?tab=orders").content.decode()


def test_who_calls_back_is_led_from_the_first_answers_to_all_of_them(
    desk: ModuleType, settings: LazySettings
) -> None:
    rows.Desk(unit().pk).take(*(rows.order(f"C{n}", rows.OUTSIDE) for n in range(7)), minutes=3)
    owed = list(Report.objects.filter(number__startswith="C").values_list("pk", flat=True))
    transfer(rows.by(5), owed, "燃气集团", "RQ-1", "非本单位职责")
    settings.HUIYIN_NOW = (rows.AT + timedelta(days=20)).isoformat()
    client, _ = signed_in("cui", "callback-clerk")
    page = client.get("/work/?tab=orders").content.decode()
    assert '<a href="/answers/">另有 2 件，查看全部</a>' in page


def test_an_officer_changes_nothing_in_bulk(desk: ModuleType) -> None:
    client, _ = signed_in("officer", "officer")
    for act in ("groups", "dispatch", "return", "transfer", "recheck", "extend"):
        assert client.post(f"/work/{act}/", {"pick": tasks()}).status_code == 403


def test_what_is_not_ours_goes_to_its_body_with_one_receipt_and_can_be_taken_back(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    report = Report.objects.get(number="A4")
    page = client.get("/triage/?reason=outside").content.decode()
    assert "燃气集团" in page
    client.post(
        "/triage/transfer/",
        {"pick": report.pk, "body": "燃气集团", "receipt": "R-7", "reason": "不属城管职责"},
    )
    report.refresh_from_db()
    assert (report.fate, Disposal.objects.get().receipt) == (Fate.TRANSFERRED, "R-7")
    client.post(undo_of(client.get("/triage/").content.decode()))
    report.refresh_from_db()
    assert report.fate == Fate.PENDING


def test_triage_says_why_a_wrong_is_thought_to_be_outside(desk: ModuleType) -> None:
    # A wrong that the reader sees, at a street.
    text = "市民来电反映：云帆路人行道上有人违章搭建棚子，要求拆除。"
    (row,) = rows.prepared(rows.order("B1", text))
    rows.Desk(unit().pk).receive([rows.elsewhere(row)])
    client, _ = signed_in("clerk", "clerk")
    page = client.get("/triage/?reason=outside").content.decode()
    said, other = (
        page.partition(f"/reports/{Report.objects.get(number=number).pk}/")[2].partition("</tr>")[0]
        for number in ("B1", "A4")
    )
    assert '违法搭建<span class="under">范围：小区以外</span>' in said
    # Of what complains of no wrong nothing is said but that.
    assert "范围" not in other


def test_the_other_reasons_stay_in_reach_after_a_transfer_of_what_was_searched_for(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    report = Report.objects.get(number="A4")
    told = {"pick": report.pk, "body": "燃气集团", "receipt": "R-7", "reason": "不属", "query": "q=燃气表"}
    page = client.post("/triage/transfer/", told, follow=True).content.decode()
    tabs = re.findall(
        r'href="(/triage/\?reason=[^"]*)"', page.partition('class="tabs"')[2].partition("</nav>")[0]
    )
    assert len(tabs) == len(PendingReason) + 1
    assert all(tab.endswith("&amp;q=%E7%87%83%E6%B0%94%E8%A1%A8") for tab in tabs)


def test_a_transfer_without_a_receipt_is_refused_and_changes_nothing(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    report = Report.objects.get(number="A4")
    client.post("/triage/transfer/", {"pick": report.pk, "body": "燃气集团", "receipt": "", "reason": "不属"})
    report.refresh_from_db()
    assert report.fate == Fate.PENDING
    assert "回执号" in client.get("/triage/").content.decode()


def test_declining_takes_two_persons(desk: ModuleType) -> None:
    lead, _ = signed_in("lead", "team-lead", "approver")
    report = Report.objects.get(number="A3")
    lead.post("/triage/propose/", {"pick": report.pk, "ground": "out-of-area", "reason": "不在辖区"})
    lead.post("/triage/confirm/", {"pick": report.pk})
    report.refresh_from_db()
    assert report.fate == Fate.PENDING
    approver, _ = signed_in("approver", "approver")
    approver.post("/triage/confirm/", {"pick": report.pk})
    report.refresh_from_db()
    assert report.fate == Fate.DECLINED


def test_who_proposed_to_decline_is_called_by_name_and_seat(desk: ModuleType) -> None:
    clerk, _ = signed_in("wu-01", "clerk")
    report = Report.objects.get(number="A3")
    clerk.post("/triage/propose/", {"pick": report.pk, "ground": "out-of-area", "reason": "不在辖区"})
    approver, _ = signed_in("approver", "approver")
    for address in ("/triage/?reason=proposed", f"/reports/{report.pk}/decline/confirm/"):
        page = approver.get(address).content.decode()
        assert "周队长（静安）" in page
        assert ground_name("out-of-area") in page
        assert "wu-01" not in page


def test_another_districts_clerk_cannot_give_our_report_its_fate(desk: ModuleType) -> None:
    client, _ = signed_in("other", "clerk", code="minhang")
    report = Report.objects.get(number="A4")
    client.post("/triage/transfer/", {"pick": report.pk, "body": "x", "receipt": "y", "reason": "z"})
    report.refresh_from_db()
    assert report.fate == Fate.PENDING


def test_a_place_in_the_list_that_no_page_gave_is_a_bad_request(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    assert client.get("/work/?after=nonsense").status_code == 400
    assert client.get("/triage/?after=nonsense").status_code == 400


HUGE = ["9" * 30, str(2**63), "-1", "1e3", "٣", "x", ""]


def test_what_is_no_id_is_as_if_it_were_not_chosen(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead", "approver")
    officer = an_officer()
    before = Entry.objects.count()
    picks = {"pick": HUGE, "reason": "缺照片", "on": "2022-09-20", "due": "2022-12-30", "unit": HUGE[0]}
    for act in ("groups", "dispatch", "return", "transfer", "recheck", "extend"):
        assert client.post(f"/work/{act}/", picks).status_code in (200, 302)
    for number, chosen in enumerate(HUGE):
        told = {f"officer-{number}": chosen, f"tasks-{number}": ",".join(map(str, tasks()))}
        assert client.post("/work/dispatch/", told).status_code == 302
    assert (
        client.post("/work/dispatch/", {"officer-1": officer, "tasks-1": ",".join(HUGE)}).status_code == 302
    )
    for act in ("transfer", "propose", "confirm", "reject"):
        told = {"pick": HUGE, "body": "x", "receipt": "y", "reason": "z", "ground": "out-of-area"}
        assert client.post(f"/triage/{act}/", told).status_code == 302
    assert Entry.objects.count() == before


def test_what_no_database_takes_is_refused_in_words_and_in_addresses(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    client.post("/work/return/", {"pick": tasks(), "reason": "缺\x00照片"})
    assert set(Task.objects.values_list("return_reason", flat=True)) == {""}
    for address in ("/work/?tab=all&q=%00", "/triage/?q=%00&agency=%00"):
        assert client.get(address).status_code == 400


@pytest.mark.parametrize("query", ["whose=nobody", "tab=none", "size=7", "size=x", "whose=mine"])
def test_what_the_page_does_not_know_is_as_if_it_were_not_said(desk: ModuleType, query: str) -> None:
    client, _ = signed_in("lead", "team-lead")
    page = client.get(f"/work/?tab=all&{query}").content.decode()
    assert 'aria-current="true">本辖区</a>' in page


def test_what_came_in_with_markup_is_shown_as_it_was_written(desk: ModuleType) -> None:
    text = "<script>alert(1)</script>" + rows.UNSURE
    rows.Desk(unit().pk).take(rows.order("A9", text, agency='"><img src=x>'))
    client, _ = signed_in("clerk", "clerk")
    page = client.get("/triage/?reason=reading").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_triage_takes_no_more_statements_for_more_reports(
    desk: ModuleType, django_assert_max_num_queries: object
) -> None:
    client, _ = signed_in("clerk", "clerk")
    client.get("/triage/")
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        client.get("/triage/?size=200")


def test_triage_marks_a_day_that_may_still_move(desk: ModuleType, as_published: None) -> None:
    client, _ = signed_in("clerk", "clerk")
    use(Calendar(arrangements=[arranged(year=2039)]))
    take(BEFORE, rows.order("B1", rows.OUTSIDE))
    assert "暂定 2039年12月29日" in client.get("/triage/?reason=outside").content.decode()
