"""The page of a report, what becomes of it there, the list of reports, and where the search of the bar leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType

import msgspec
import pytest
from django.conf import LazySettings
from django.test import Client
from test_pages import chinese_in

from desk import rows, signed_in, standing, unit
from huiyin.records.ledger.models import Entry
from huiyin.records.problems.models import Link, Problem
from huiyin.records.reports.actions.erase import erase
from huiyin.records.reports.models import Disposal, Fate, Look, ReplyState, Report
from records.reports.erasing import tick_off

pytestmark = pytest.mark.django_db
# Where an act refuses, its transaction ends: such a test has none around it.
refusing = pytest.mark.django_db(transaction=True)
DIALOG = {"HX-Request": "true"}
PHONE = "13800001111"
ACTS = (
    "open",
    "link",
    "hold",
    "transfer",
    "decline",
    "decline/confirm",
    "decline/reject",
    "withdraw",
    "interim",
    "answer",
    "identity",
)


@pytest.fixture(autouse=True)
def _moment(settings: LazySettings) -> None:
    settings.HUIYIN_NOW = (rows.AT + timedelta(hours=2)).isoformat()


@pytest.fixture
def desk() -> Iterator[ModuleType]:
    yield from standing()


def report(number: str) -> Report:
    return Report.objects.select_related("reply").get(number=number)


def address(number: str, act: str = "") -> str:
    pk = report(number).pk
    return f"/reports/{pk}/{act}/" if act else f"/reports/{pk}/"


def page_of(client: Client, number: str) -> str:
    return client.get(address(number)).content.decode()


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


# What the page shows.


def test_the_page_shows_what_was_said_masked_its_times_its_limits_and_its_problem(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(
        rows.order("B1", f"{rows.SUNROOM}联系电话{PHONE}。", dispatched="2022-09-14 11:00:00"), minutes=3
    )
    client, _ = signed_in("wu", "clerk")
    page = page_of(client, "B1")
    assert PHONE not in page
    assert "138******11" in page
    assert re.search(r'<mark class="evidence-mark">[^<]*违章搭建', page)
    assert "2022年9月14日 11:00" in page
    for name in ("先行联系", "办理"):
        assert name in page
    assert all(term in page for term in ("依据", "起算", "截止", "谁负责", "派单"))
    problem = Problem.objects.get(links__report__number="B1")
    assert f'href="/problems/{problem.pk}/"' in page


def test_a_time_without_its_hour_is_said_to_be_one(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(rows.order("B1", rows.SUNROOM, received="2022-09-14"), minutes=3)
    client, _ = signed_in("wu", "clerk")
    assert "来源只给了日期，按小时计的时限无法核定" in page_of(client, "B1")
    assert "来源只给了日期" not in page_of(client, "A1")


def test_why_the_reader_was_not_sure_is_said_in_words(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    page = page_of(client, "A3")
    assert report("A3").pending_reason == "reading"
    assert "判读没有把握" in page
    assert "待人工判读" in page


def test_the_page_takes_twelve_statements_at_most_whatever_hangs_at_the_report(
    desk: ModuleType, django_assert_max_num_queries: object
) -> None:
    client, _ = signed_in("wu", "clerk")
    for number in range(3):
        client.post(address("A1", "interim"), {"text": f"第{number}次答复"})
        client.post(address("A1", "identity"), {"reason": f"第{number}次联系"})
    at = address("A1")
    client.get(at)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page = client.get(at).content.decode()
    assert "第2次答复" in page
    assert "第2次联系" in page


def test_another_districts_people_find_neither_the_page_nor_its_acts(desk: ModuleType) -> None:
    client, _ = signed_in("other", "team-lead", "approver", code="minhang")
    assert client.get(address("A3")).status_code == 404
    answers = {act: client.post(address("A3", act), {"reason": "x"}).status_code for act in ACTS}
    assert answers == dict.fromkeys(ACTS, 404)
    assert Look.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "number", "offered", "withheld"),
    [
        ("clerk", "A3", {"open", "link", "hold", "transfer", "decline", "withdraw", "interim", "identity"}, {"decline/confirm"}),
        ("officer", "A3", {"interim", "identity"}, {"open", "link", "hold", "transfer", "decline", "withdraw"}),
        ("callback-clerk", "A1", {"interim", "identity"}, {"open", "link", "hold", "withdraw"}),
        ("inspector", "A3", set(), set(ACTS)),
    ],
)  # fmt: skip
def test_a_role_sees_the_acts_that_it_may_do_and_may_do_no_others(
    desk: ModuleType, role: str, number: str, offered: set[str], withheld: set[str]
) -> None:
    client, _ = signed_in("somebody", role)
    page = page_of(client, number)
    shown = {act for act in ACTS if f'"{address(number, act)}"' in page}
    assert shown == offered
    answers = {act: client.post(address(number, act), {"reason": "x"}).status_code for act in withheld}
    assert answers == dict.fromkeys(withheld, 403)


def test_who_may_read_no_report_gets_no_page_of_one(desk: ModuleType) -> None:
    client, _ = signed_in("audit", "auditor")
    assert client.get(address("A1")).status_code == 403
    assert client.get("/reports/").status_code == 403


def test_words_that_would_harm_a_page_stand_on_it_as_words(desk: ModuleType) -> None:
    text = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e\"'&" + "甲" * 3000
    hostile = rows.order("<b>A9</b>", text, address="</p><svg onload=alert(3)>", agency="<i>局</i>")
    rows.Desk(unit().pk).take(hostile, minutes=5)
    client, _ = signed_in("wu", "clerk")
    number = "<b>A9</b>"
    for path in (address(number), address(number, "transfer"), "/reports/", "/reports/?q=%3Cb%3EA9"):
        page = client.get(path).content.decode()
        assert "&lt;b&gt;A9&lt;/b&gt;" in page
        for raw in ("<script>alert(1)", "<img src=x", "<svg onload", "<b>A9", "<i>局"):
            assert raw not in page


def test_the_page_in_english_says_nothing_of_its_own_in_chinese(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    client.post("/language/", {"language": "en", "next": "/"})
    paths = ["/reports/", address("A1"), address("A3")]
    paths += [
        address("A3", act) for act in ("open", "link", "hold", "transfer", "decline", "withdraw", "identity")
    ]
    for path in paths:
        own = re.sub(
            r'<ol class="timeline".*?</ol>', "", main_of(client.get(path).content.decode()), flags=re.S
        )
        assert (path, chinese_in(own)) == (path, [])


# What becomes of it.


@refusing
def test_a_pending_report_is_linked_to_a_problem_by_its_number(desk: ModuleType) -> None:
    problem = Problem.objects.get(links__report__number="A1")
    client, _ = signed_in("wu", "clerk")
    at = address("A3", "link")
    unknown = client.post(at, {"number": "WT0009999"})
    assert unknown.status_code == 400
    assert "本辖区没有编号为WT0009999的未销号问题。" in unknown.content.decode()
    assert "二者取一" in client.post(at, {}).content.decode()
    assert client.post(at, {"number": f"wt{problem.pk:07}"}).status_code == 302
    assert report("A3").fate == Fate.LINKED
    assert Link.objects.filter(problem=problem, report=report("A3")).exists()


def test_the_open_problems_at_its_place_are_offered(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(rows.order("B1", rows.INQUIRY), minutes=3)
    assert (report("B1").fate, report("B1").compound) == (Fate.PENDING, rows.compound("t1"))
    problem = Problem.objects.get(links__report__number="A1")
    client, _ = signed_in("wu", "clerk")
    asked = client.get(address("B1", "link")).content.decode()
    assert f'value="{problem.pk}"' in asked
    assert client.post(address("B1", "link"), {"problem": problem.pk}).status_code == 302
    assert report("B1").fate == Fate.LINKED


def test_where_the_reader_could_not_decide_the_places_and_their_problems_are_offered(
    desk: ModuleType,
) -> None:
    client, _ = signed_in("wu", "clerk")
    problem = Problem.objects.get(links__report__number="A1")
    one = report("A3")
    reading = msgspec.json.decode(one.reading)
    reading["place"]["runners_up"] = [str(rows.compound(code).pk) for code in ("t1", "t3", "t2")]
    one.compound, one.reading = None, msgspec.json.encode(reading).decode()
    one.save(update_fields=["compound", "reading"])
    page = main_of(page_of(client, "A3"))
    assert "青梧雅苑（云帆路88弄）、丹枫别院（云帆路166弄）" in page
    # Outside the area.
    assert "白鹭新城" not in page
    assert f'value="{problem.pk}"' in client.get(address("A3", "link")).content.decode()


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


def test_what_a_report_waits_for_is_changed_with_owner_and_day(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    at = address("A3", "hold")
    past = {"reason": "place", "owner": unit().pk, "due": "2022-09-14"}
    assert client.post(at, past).status_code == 400
    assert client.post(at, past | {"due": "2022-09-20"}).status_code == 302
    now = report("A3")
    assert (now.pending_reason, str(now.pending_due), now.pending_owner.code) == (
        "place",
        "2022-09-20",
        "jingan",
    )


def test_a_transfer_needs_its_receipt_and_is_taken_back_by_its_notice(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    at = address("A4", "transfer")
    data = {"body": "燃气集团", "receipt": "RQ-1", "reason": "燃气计量"}
    assert client.post(at, data | {"receipt": ""}).status_code == 400
    assert client.post(at, data).status_code == 302
    assert report("A4").fate == Fate.TRANSFERRED
    page = page_of(client, "A4")
    assert "RQ-1" in page
    (undo,) = re.findall(r'action="(/reports/undo/[^"]+)"', page)
    undone = client.post(undo, follow=True)
    assert "已撤回，诉件恢复待处理。" in undone.content.decode()
    assert (report("A4").fate, report("A4").pending_reason) == (Fate.PENDING, "outside")


@refusing
def test_declining_takes_two_persons(desk: ModuleType) -> None:
    clerk, _ = signed_in("wu", "clerk")
    both, _ = signed_in("xu", "clerk", "approver")
    approver, _ = signed_in("zheng", "approver")
    data = {"ground": "found-untrue", "reason": "现场核查不存在"}
    assert clerk.post(address("A4", "decline"), data).status_code == 302
    assert report("A4").fate == Fate.PENDING
    assert "已提出不予受理，待确认" in page_of(clerk, "A4")

    assert approver.post(address("A4", "decline/reject"), {"reason": "证据不足"}).status_code == 302
    assert Disposal.objects.count() == 0
    assert both.post(address("A4", "decline"), data).status_code == 302
    assert f'"{address("A4", "decline/confirm")}"' not in page_of(both, "A4")
    own = both.post(address("A4", "decline/confirm"))
    assert own.status_code == 400
    assert "须由另一人确认。" in own.content.decode()
    assert address("A4", "decline/confirm") in page_of(approver, "A4")
    assert approver.post(address("A4", "decline/confirm")).status_code == 302
    assert report("A4").fate == Fate.DECLINED
    assert report("A4").reply.state == ReplyState.OWED


def test_a_clerk_takes_an_own_proposal_back_and_nobody_elses(desk: ModuleType) -> None:
    first, _ = signed_in("wu", "clerk")
    second, _ = signed_in("xu", "clerk")
    first.post(address("A4", "decline"), {"ground": "found-untrue", "reason": "不存在"})
    assert second.post(address("A4", "decline/reject"), {"reason": "x"}).status_code == 403
    assert first.post(address("A4", "decline/reject"), {"reason": "再核一次"}).status_code == 302
    assert Disposal.objects.count() == 0


def test_a_report_is_withdrawn_on_its_reporters_word(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    assert client.post(address("A3", "withdraw"), {"reason": ""}).status_code == 400
    assert client.post(address("A3", "withdraw"), {"reason": "已自行清理"}).status_code == 302
    assert (report("A3").fate, report("A3").reply.state) == (Fate.WITHDRAWN, ReplyState.RELEASED)


# Answers.


@refusing
def test_a_reporter_hears_meanwhile_and_once_for_good(desk: ModuleType) -> None:
    client, _ = signed_in("xu", "callback-clerk")
    early = client.post(address("A1", "answer"), {"text": "已办结"})
    assert early.status_code == 400
    assert "尚未办结，只能作阶段性答复。" in early.content.decode()
    assert "已办结</textarea>" in early.content.decode()
    assert client.post(address("A1", "interim"), {"text": "已上门，限期自拆"}).status_code == 302
    assert "已上门，限期自拆" in page_of(client, "A1")

    tick_off(30)
    asked = client.get(address("A1", "answer")).content.decode()
    assert "已恢复原状" in asked
    assert client.post(address("A1", "answer"), {"text": "阳光房已拆除"}).status_code == 302
    assert (report("A1").reply.state, report("A1").reply.text) == (ReplyState.SENT, "阳光房已拆除")
    page = page_of(client, "A1")
    assert "阳光房已拆除" in page
    assert address("A1", "answer") not in page


# Identities.


def test_an_identity_is_shown_once_not_stored_and_kept_as_looked_at(desk: ModuleType) -> None:
    client, _ = signed_in("chen", "officer")
    at = address("A1", "identity")
    assert PHONE not in client.get(at).content.decode()
    nothing = client.post(at, {"reason": "  "})
    assert nothing.status_code == 400
    assert Look.objects.count() == 0

    shown = client.post(at, {"reason": "约定上门时间"}, headers=DIALOG)
    assert PHONE in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    look = Look.objects.get()
    assert (look.actor, look.reason, look.report) == ("chen", "约定上门时间", report("A1"))
    assert PHONE not in page_of(client, "A1")
    assert "约定上门时间" in page_of(client, "A1")
    assert PHONE not in "".join(Entry.objects.values_list("content", flat=True))


def test_the_looks_of_others_are_shown_to_nobody_else(desk: ModuleType) -> None:
    officer, _ = signed_in("chen", "officer")
    officer.post(address("A1", "identity"), {"reason": "约定上门时间"})
    clerk, _ = signed_in("wu", "clerk")
    page = page_of(clerk, "A1")
    assert "约定上门时间" not in page
    assert "调阅反映人身份" not in page


@refusing
def test_of_an_erased_report_nobody_is_shown(desk: ModuleType) -> None:
    tick_off(30)
    client, _ = signed_in("wu", "clerk")
    client.post(address("A1", "answer"), {"text": "已拆除"})
    erase(rows.by(200), [report("A1").pk], "反映人要求删除")
    page = page_of(client, "A1")
    assert "内容已删除，只留去向和经过。" in page
    assert address("A1", "identity") not in page
    refused = client.post(address("A1", "identity"), {"reason": "回访"})
    assert refused.status_code == 400
    assert "反映人身份不复存在。" in refused.content.decode()


# The list and the search.


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
