"""The page of a report: what it shows, in few statements, to whom, and which acts it offers them."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from report_pages import ACTS, PHONE, address, main_of, page_of, report
from wording import chinese_in

from desk import rows, signed_in, unit
from huiyin.records.problems.models import Problem
from huiyin.records.reports import readings
from huiyin.records.reports.actions.judging import Correction, Seen, correct
from huiyin.records.reports.incoming import Place, Said
from huiyin.records.reports.models import Look, Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]


def test_the_page_shows_what_was_said_masked_its_times_its_limits_and_its_problem(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(
        rows.order("B1", f"{rows.SUNROOM}联系电话{PHONE}。", dispatched="2022-09-14 11:00:00"), minutes=3
    )
    client, _ = signed_in("wu", "clerk")
    page = page_of(client, "B1")
    assert PHONE not in page
    assert "138******11" in page
    assert re.search(r'<mark class="evidence-mark"[^>]*>[^<]*违章搭建', page)
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


def test_the_reading_says_whether_it_is_in_a_compound(desk: ModuleType) -> None:
    (row,) = rows.prepared(rows.order("B1", rows.SUNROOM))
    rows.Desk(unit().pk).receive([rows.elsewhere(row)])
    client, _ = signed_in("wu", "clerk")
    assert re.search(r"<dt>范围</dt>\s*<dd[^>]*>小区以外", page_of(client, "B1"))
    assert re.search(r"<dt>范围</dt>\s*<dd[^>]*>住宅小区内", page_of(client, "A1"))


@pytest.mark.parametrize(("code", "said"), [("routine", "一般"), ("pressing", "次紧急"), ("urgent", "紧急")])
def test_how_urgent_an_order_is_is_said_in_the_words_of_its_source(
    desk: ModuleType, code: str, said: str
) -> None:
    Report.objects.filter(number__in=("A1", "A3")).update(urgency=code)
    client, _ = signed_in("wu", "clerk")
    assert re.search(rf"<dt>紧急程度</dt>\s*<dd[^>]*>{said}<", page_of(client, "A1"))
    badges = re.findall(
        r'class="badge[^"]*">([^<]*紧急)<', client.get("/triage/?reason=reading").content.decode()
    )
    assert badges == (["紧急"] if code == "urgent" else [])


def test_what_a_person_said_of_the_reading_comes_before_what_the_reader_made_of_it(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(rows.order("B1", rows.NO_PLACE), minutes=3)
    one = report("B1")
    said = Said(("facade",), "compound", "report", None, Place(rows.compound("t1").pk, building="7"))
    correct(rows.by(10, "wu"), [Correction(Seen(one.pk, readings.mark(one)), said, {})])
    client, _ = signed_in("wu", "clerk")
    page = page_of(client, "B1")

    card = re.sub(r"<[^>]+>", "", page.partition('id="reading"')[2].partition("</section>")[0])
    person, words, reader = card.partition("程序判读")
    assert "人工判读已更正周队长，2022年9月15日 09:40" in person
    assert all(f in person for f in ("小区青梧雅苑", "位置7号楼", "范围住宅小区内", "诉求性质反映问题"))
    assert "违法行为" in person
    assert (words, "识别为未识别" in reader) == ("程序判读", True)
    assert "判读没有把握" not in page

    # What a report says since it was amended nobody has judged.
    rows.Desk(unit().pk).take(rows.order("B1", rows.NO_PLACE + "另有异味。"), minutes=20)
    assert "人工判读已更正" not in re.sub(r"<[^>]+>", "", page_of(client, "B1"))


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
