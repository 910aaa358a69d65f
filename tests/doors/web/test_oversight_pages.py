"""What is left lying, what was done and who looked: each within the area of who asks."""

from __future__ import annotations

import re
from datetime import timedelta
from types import ModuleType

import pytest
from django.conf import LazySettings

import huiyin.records.cases.actions.redating
import huiyin.records.problems.actions.recounting  # noqa: F401 - the command line alone uses them, and they have titles too
from desk import rows, signed_in
from huiyin.doors.web.acts import ACTS
from huiyin.records.ledger import action
from huiyin.records.ledger.actions import raise_exceptions
from huiyin.records.ledger.models import Entry, ExceptionItem
from huiyin.records.problems.actions.links import remove_links
from huiyin.records.problems.models import Link, Problem, Task
from huiyin.records.reports.actions.fate import transfer
from huiyin.records.reports.actions.look import look
from huiyin.records.reports.models import Look, Report

# What is refused rolls its transaction back, which a test's own one around it would not survive.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _moment(settings: LazySettings) -> None:
    settings.HUIYIN_NOW = (rows.AT + timedelta(days=30)).isoformat()


def test_the_exceptions_list_counts_what_has_no_fate_and_opens_it(desk: ModuleType) -> None:
    client, _ = signed_in("inspector", "inspector")
    page = client.get("/exceptions/?kind=fate").content.decode()
    for number in ("A3", "A4"):
        assert f'href="/reports/{Report.objects.get(number=number).pk}/"' in page


def test_every_answer_that_is_owed_is_listed_with_its_limit_and_the_late_ones_apart(
    desk: ModuleType, settings: LazySettings
) -> None:
    transfer(rows.by(), [Report.objects.get(number="A4").pk], "燃气集团", "RQ-1", "非本单位职责")
    late, fresh = Report.objects.get(number="A4").pk, Report.objects.get(number="A3").pk
    settings.HUIYIN_NOW = (rows.AT + timedelta(days=9)).isoformat()
    transfer(rows.by(60 * 24 * 6), [fresh], "燃气集团", "RQ-2", "非本单位职责")
    client, _ = signed_in("inspector", "inspector")
    page = client.get("/exceptions/?kind=reply").content.decode()
    shown = page.split("<tbody>")[1].split("</tbody>")[0].split("<tr ")[1:]
    assert [f'href="/reports/{pk}/"' in row for pk, row in zip((late, fresh), shown, strict=True)] == [
        True,
        True,
    ]
    assert ['class="row-late"' in row for row in shown] == [True, False]
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", shown[0]))
    assert facts.keys() == {"依据", "起算", "截止", "谁负责"}
    assert facts["截止"] == "2022年9月22日"
    assert "静安" in facts["谁负责"]
    assert "其中超期 1 件" in page
    only = client.get("/exceptions/?kind=reply&late=1").content.decode()
    assert f'href="/reports/{late}/"' in only
    assert f'href="/reports/{fresh}/"' not in only


def test_who_calls_back_finds_every_answer_that_is_owed_the_late_ones_first(
    desk: ModuleType, settings: LazySettings
) -> None:
    transfer(rows.by(), [Report.objects.get(number="A4").pk], "燃气集团", "RQ-1", "非本单位职责")
    late, fresh = Report.objects.get(number="A4").pk, Report.objects.get(number="A3").pk
    settings.HUIYIN_NOW = (rows.AT + timedelta(days=9)).isoformat()
    transfer(rows.by(60 * 24 * 6), [fresh], "燃气集团", "RQ-2", "非本单位职责")
    client, _ = signed_in("cui", "callback-clerk")
    home = client.get("/").content.decode()
    assert 'href="/answers/"' in home
    assert 'href="/answers/?late=1"' in home
    page = client.get("/answers/").content.decode()
    shown = page.split("<tbody>")[1].split("</tbody>")[0].split("<tr ")[1:]
    assert [f'href="/reports/{pk}/"' in row for pk, row in zip((late, fresh), shown, strict=True)] == [
        True,
        True,
    ]
    assert ['class="row-late"' in row for row in shown] == [True, False]
    only = client.get("/answers/?late=1").content.decode()
    assert (f'href="/reports/{late}/"' in only, f'href="/reports/{fresh}/"' in only) == (True, False)
    assert client.get("/answers/?after=x").status_code == 400
    other, _ = signed_in("far", "callback-clerk", code="minhang")
    assert "没有待答复的诉件" in other.get("/answers/").content.decode()
    for reply, found in (("owed", {late, fresh}), ("late", {late}), ("sent", set())):
        listed = client.get(f"/reports/?reply={reply}").content.decode()
        assert {pk for pk in (late, fresh) if f'href="/reports/{pk}/"' in listed} == found


def test_a_report_is_called_by_its_order_number_on_the_exceptions_list_and_in_the_ledger(
    desk: ModuleType,
) -> None:
    report = Report.objects.get(number="A4")
    raise_exceptions(rows.by(), [("report", report.pk, "problem.join", "请核对关联")])
    client, _ = signed_in("inspector", "inspector")
    page = client.get("/exceptions/?kind=exception").content.decode()
    assert "待人处理" in page
    row = page.split("<tbody>")[1].split("</tbody>")[0]
    assert f'href="/reports/{report.pk}/">A4</a>' in row
    assert "静安" in row
    ledger = client.get("/ledger/?record=report").content.decode()
    assert f'href="/ledger/report/{report.pk}/">诉件 A4</a>' in ledger
    assert "诉件 A4" in client.get(f"/ledger/report/{report.pk}/").content.decode()


def test_who_may_not_read_reports_has_no_column_of_what_they_say(desk: ModuleType) -> None:
    head = '<th scope="col">内容</th>'
    auditor, _ = signed_in("auditor", "auditor", code="sh-bureau")
    inspector, _ = signed_in("inspector", "inspector")
    assert head not in auditor.get("/exceptions/?kind=fate").content.decode()
    assert head in inspector.get("/exceptions/?kind=fate").content.decode()
    # An exception's reason is no report's text.
    raise_exceptions(
        rows.by(), [("report", Report.objects.get(number="A4").pk, "problem.join", "请核对关联")]
    )
    raised = auditor.get("/exceptions/?kind=exception").content.decode()
    assert head in raised
    assert "请核对关联" in raised


def test_another_districts_list_is_empty_and_says_so(desk: ModuleType) -> None:
    client, _ = signed_in("other", "inspector", code="minhang")
    page = client.get("/exceptions/").content.decode()
    assert "辖区内没有超期未定去向" in page
    assert re.search(r'href="/reports/\d', page) is None


def test_an_exception_is_cleared_with_its_reason_by_who_may(desk: ModuleType) -> None:
    problem = Problem.objects.earliest("pk")
    item_of = ("problem", problem.pk, "problem.settle", "已无诉件支持该问题")
    raise_exceptions(rows.by(), [item_of])
    item = ExceptionItem.objects.get()
    inspector, _ = signed_in("inspector", "inspector")
    assert inspector.post("/exceptions/clear/", {"pick": item.pk, "reason": "x"}).status_code == 403
    lead, _ = signed_in("lead", "team-lead")
    lead.post("/exceptions/clear/", {"pick": item.pk, "reason": " "})
    item.refresh_from_db()
    assert item.cleared_at is None
    lead.post("/exceptions/clear/", {"pick": item.pk, "reason": "已重新关联"})
    item.refresh_from_db()
    assert item.cleared_by == "lead"


def test_an_exception_whose_cause_lasts_stays_on_the_list(desk: ModuleType) -> None:
    problem = Problem.objects.earliest("pk")
    report = Link.objects.get(problem=problem).report_id
    remove_links(rows.by(10), problem.pk, [report], "判读有误")
    item = ExceptionItem.objects.get()
    lead, _ = signed_in("lead", "team-lead")
    lead.post("/exceptions/clear/", {"pick": item.pk, "reason": "已看过"})
    item.refresh_from_db()
    assert item.cleared_at is None
    assert "其原因仍在" in lead.get("/exceptions/").content.decode()


def test_another_districts_lead_cannot_clear_our_exception(desk: ModuleType) -> None:
    problem = Problem.objects.earliest("pk")
    raise_exceptions(rows.by(), [("problem", problem.pk, "problem.settle", "x")])
    other, _ = signed_in("other", "team-lead", code="minhang")
    other.post("/exceptions/clear/", {"pick": ExceptionItem.objects.get().pk, "reason": "x"})
    assert ExceptionItem.objects.get().cleared_at is None


def test_the_ledger_shows_a_district_its_own_acts_alone(desk: ModuleType) -> None:
    ours, _ = signed_in("district", "district-supervisor")
    theirs, _ = signed_in("other", "district-supervisor", code="minhang")
    problem = Problem.objects.earliest("pk")
    address = f"/ledger/problem/{problem.pk}/"
    assert address in ours.get("/ledger/?record=problem").content.decode()
    assert address not in theirs.get("/ledger/?record=problem").content.decode()
    assert ours.get(address).status_code == 200
    assert theirs.get(address).status_code == 404


def test_a_changed_act_is_shown_as_a_fault_of_its_chain(desk: ModuleType) -> None:
    client, _ = signed_in("auditor", "auditor", code="sh-bureau")
    problem = Problem.objects.earliest("pk")
    assert "未发现改动或缺失" in client.get(f"/ledger/problem/{problem.pk}/").content.decode()
    entry = Entry.objects.filter(record="problem", record_id=problem.pk).earliest("position")
    content = entry.content
    Entry.objects.filter(pk=entry.pk).update(content="{}")
    assert "核验未通过" in client.get(f"/ledger/problem/{problem.pk}/").content.decode()
    assert "核验未通过" in client.post("/ledger/verify/").content.decode()
    Entry.objects.filter(pk=entry.pk).update(content=content)


def test_the_whole_ledger_is_verified_by_who_sees_the_city(desk: ModuleType) -> None:
    district, _ = signed_in("district", "district-supervisor")
    assert district.post("/ledger/verify/").status_code == 404


def test_a_filter_that_is_none_is_a_bad_request(desk: ModuleType) -> None:
    client, _ = signed_in("auditor", "auditor", code="sh-bureau")
    for query in ("nonsense=1", "since=yesterday", "before=x"):
        assert client.get(f"/ledger/?{query}").status_code == 400


def test_who_looked_is_shown_to_the_auditor_with_the_reason_and_nothing_of_what_was_seen(
    desk: ModuleType,
) -> None:
    report = Report.objects.get(number="A1")
    signed_in("clerk", "clerk")
    look(rows.by(actor="clerk"), [report.pk], "回访核对电话")
    auditor, _ = signed_in("auditor", "auditor", code="sh-bureau")
    page = auditor.get("/looks/").content.decode()
    assert "回访核对电话" in page
    # Who looked stands by name with the account, above and in the rows.
    assert '<a href="?actor=clerk">周队长</a> <span class="soft">clerk</span>' in page
    assert '周队长<span class="under">clerk</span>' in page
    assert '<td data-label="内容">联系电话</td>' in page
    Look.objects.update(shown="通话编号,工号,客户备注")
    several = auditor.get("/looks/").content.decode()
    assert '<td data-label="内容">通话编号、工号、客户备注</td>' in several
    assert "clerk" in page
    assert "13800001111" not in page
    lead, _ = signed_in("lead", "team-lead")
    assert lead.get("/looks/").status_code == 403


def test_acts_are_narrowed_by_actor_and_day(desk: ModuleType) -> None:
    client, _ = signed_in("auditor", "auditor", code="sh-bureau")
    assert "没有符合条件的记录" in client.get("/ledger/?actor=nobody").content.decode()
    assert "没有符合条件的记录" in client.get("/ledger/?since=2023-01-01").content.decode()
    assert "/ledger/report/" in client.get("/ledger/?record=report&actor=lin").content.decode()
    turned = client.get("/ledger/?since=2022-09-16&until=2022-09-15").content.decode()
    assert "起止日期颠倒了" in turned
    assert "没有符合条件的记录" not in turned


def test_every_act_of_the_product_has_its_title() -> None:
    ours = {name for name, body in action._names.items() if body.__module__.startswith("huiyin.")}
    assert ours == set(ACTS)


def test_names_stand_where_entries_hold_ids(desk: ModuleType) -> None:
    client, _ = signed_in("auditor", "auditor", code="sh-bureau")
    task = Task.objects.earliest("pk")
    page = client.get(f"/ledger/task/{task.pk}/").content.decode()
    assert re.search(r"<dt>牵头单位</dt>\s*<dd>静安", page) is not None


@pytest.mark.parametrize(
    "address",
    ["/ledger/problem/99999999999999999999999/", "/ledger/nonsense/1/", "/ledger/problem/0/"],
)
def test_a_chain_that_there_is_not_is_not_found(desk: ModuleType, address: str) -> None:
    client, _ = signed_in("auditor", "auditor", code="sh-bureau")
    assert client.get(address).status_code == 404


def test_a_place_that_no_page_gave_is_a_bad_request(desk: ModuleType) -> None:
    client, _ = signed_in("auditor", "auditor", code="sh-bureau")
    for address in ("/looks/?before=x", f"/looks/?before={'9' * 30}", "/exceptions/?kind=owner&after=x"):
        assert client.get(address).status_code == 400
    assert client.get("/exceptions/?kind=nonsense").status_code == 404


def test_statements_do_not_grow_with_what_there_is(
    desk: ModuleType, django_assert_max_num_queries: object
) -> None:
    client, _ = signed_in("auditor", "auditor", code="sh-bureau")
    client.get("/ledger/")
    for address, most in (("/ledger/", 4), ("/exceptions/", 10), ("/looks/", 6)):
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            client.get(address)
