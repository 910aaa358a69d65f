"""Pages of reports that speak of other reports, that come back, and that are answered at once."""

from __future__ import annotations

import re
from datetime import datetime
from types import ModuleType

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import translation
from wording import chinese_in

from desk import rows, signed_in, unit
from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.ledger.queries import open_exceptions
from huiyin.records.problems.models import Problem
from huiyin.records.problems.numbers import problem_number
from huiyin.records.reports.actions.reply import Answer, send
from huiyin.records.reports.models import CallBack, Disposal, Report
from records.reports.erasing import tick_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
refusing = pytest.mark.django_db(transaction=True)
ORIGINAL, BACK, FEEDBACK = "20220901000503", "20220902000513", "20220903000601"
SECRET = "13800001111"


def take(*cells: dict[str, str]) -> None:
    rows.Desk(unit().pk).take(*cells, minutes=3)


def withdrawal(quoted: str) -> dict[str, str]:
    return rows.order(BACK, f"市民来电撤销工单：{quoted}，现要求撤销投诉，不再追究。")


def feedback(quoted: str, number: str = FEEDBACK) -> dict[str, str]:
    return rows.order(number, f"云帆街道城管中队来电：工单{quoted}已到现场查看，请转相关部门知悉。")


def report(number: str) -> Report:
    return Report.objects.select_related("reply").get(number=number)


def address(number: str, act: str = "") -> str:
    return f"/reports/{report(number).pk}/" + (f"{act}/" if act else "")


def page_of(client: Client, number: str, act: str = "") -> str:
    page = client.get(address(number, act)).content.decode()
    return page.partition("<main")[2].partition("</main>")[0]


def head_button(page: str) -> str:
    found = re.search(r'<a class="button phone-hide" href="([^"]+)"', page)
    return found[1] if found else ""


def test_a_withdrawal_shows_the_order_that_it_quotes_and_takes_both_back(desk: ModuleType) -> None:
    take(rows.order(ORIGINAL, f"{rows.OTHER_ROOM}电话{SECRET}"), withdrawal(ORIGINAL))
    client, _ = signed_in("wu", "clerk")
    page = page_of(client, BACK)
    assert f'<a href="{address(ORIGINAL)}">{ORIGINAL}</a>' in page
    assert "露台违章搭建阳光房" in page
    assert SECRET not in page
    assert head_button(page) == address(BACK, "withdraw")

    problem = Problem.objects.get(links__report__number=ORIGINAL)
    asked = page_of(client, BACK, "withdraw")
    assert f"{problem_number(problem.pk)} 违法搭建不再有别的诉件，仍须核实后销号，不自动销号。" in asked
    assert re.search(rf'name="quoted" value="{report(ORIGINAL).pk}"[^>]*checked', asked)
    told = {"quoted": [report(ORIGINAL).pk], "reason": "来电人不再追究"}
    assert client.post(address(BACK, "withdraw"), told).status_code == 302

    assert (report(ORIGINAL).fate, report(BACK).fate) == ("withdrawn", "withdrawn")
    disposals = dict(Disposal.objects.values_list("report__number", "withdrawn_through__number"))
    assert disposals == {ORIGINAL: BACK, BACK: None}
    assert set(Disposal.objects.values_list("reason", flat=True)) == {"来电人不再追究"}
    problem.refresh_from_db()
    assert problem.state == "open"


def test_a_problem_of_which_others_speak_is_said_to_go_on(desk: ModuleType) -> None:
    take(rows.order(ORIGINAL, rows.SUNROOM_AGAIN), withdrawal(ORIGINAL))
    client, _ = signed_in("wu", "clerk")
    assert "违法搭建另有 1 件诉件，继续办理。" in page_of(client, BACK, "withdraw")


def test_of_an_order_that_the_area_has_not_the_number_alone_is_told(desk: ModuleType) -> None:
    rows.Desk(unit("minhang").pk).take(
        rows.order(ORIGINAL, rows.OTHER_COMPOUND, district="闵行区"), minutes=3
    )
    take(withdrawal(ORIGINAL))
    client, _ = signed_in("wu", "clerk")
    page = page_of(client, BACK)
    assert "本辖区没有收到这件工单" in page
    assert "白鹭新城" not in page
    assert address(ORIGINAL) not in page
    assert "撤回只及本件" in page_of(client, BACK, "withdraw")
    assert client.post(address(BACK, "withdraw"), {"reason": "不再追究"}).status_code == 302
    assert (report(ORIGINAL).fate, report(BACK).fate) == ("linked", "withdrawn")


@refusing
def test_an_order_can_be_withdrawn_through_the_one_that_takes_it_back(desk: ModuleType) -> None:
    take(rows.order(ORIGINAL, rows.OTHER_ROOM), withdrawal(ORIGINAL))
    client, _ = signed_in("wu", "clerk")
    at = address(ORIGINAL, "withdraw")
    refused = client.post(at, {"through": "999", "reason": "不再追究"})
    assert "本辖区没有编号为999的诉件。" in refused.content.decode()
    assert "不能是本件" in client.post(at, {"through": ORIGINAL, "reason": "不再追究"}).content.decode()
    assert client.post(at, {"through": BACK, "reason": "不再追究"}).status_code == 302
    assert (report(ORIGINAL).fate, report(BACK).fate) == ("withdrawn", "withdrawn")
    assert Disposal.objects.get(report__number=ORIGINAL).withdrawn_through == report(BACK)


def test_a_feedback_goes_to_the_order_that_it_quotes_and_can_be_taken_back(desk: ModuleType) -> None:
    take(rows.order(ORIGINAL, rows.OTHER_ROOM), feedback(ORIGINAL))
    client, _ = signed_in("wu", "clerk")
    assert head_button(page_of(client, FEEDBACK)) == address(FEEDBACK, "attach")
    asked = page_of(client, FEEDBACK, "attach")
    assert re.search(rf'name="original" value="{report(ORIGINAL).pk}"[^>]*checked', asked)
    told = {"original": report(ORIGINAL).pk, "reason": "承办反馈"}
    done = client.post(address(FEEDBACK, "attach"), told, follow=True).content.decode()
    assert report(FEEDBACK).fate == "attached"
    assert f'<a href="{address(ORIGINAL)}">{ORIGINAL}</a>' in done
    original = page_of(client, ORIGINAL)
    assert "归到本件的反馈" in original
    assert "已到现场查看，请转相关部门知悉" in original
    undo = re.search(r"/reports/undo/[^\"]+", done)
    assert undo is not None
    client.post(undo[0])
    assert report(FEEDBACK).pending_reason == "follow-up"


@refusing
def test_a_feedback_goes_to_an_order_that_a_person_names(desk: ModuleType) -> None:
    take(feedback("20220101000000"))
    client, _ = signed_in("wu", "clerk")
    at = address(FEEDBACK, "attach")
    assert "请选所引用的工单，或填原诉件的工单编号" in client.post(at, {"reason": "反馈"}).content.decode()
    assert (
        "本辖区没有编号为404的诉件。" in client.post(at, {"number": "404", "reason": "反馈"}).content.decode()
    )
    assert client.post(at, {"number": "A1", "reason": "反馈"}).status_code == 302
    assert Disposal.objects.get(report__number=FEEDBACK).original == report("A1")


def test_chosen_feedbacks_are_attached_in_bulk_and_what_is_unclear_is_left(desk: ModuleType) -> None:
    take(rows.order(ORIGINAL, rows.OTHER_ROOM), feedback(ORIGINAL), feedback("20220101000000", "F2"))
    client, _ = signed_in("wu", "clerk")
    page = client.get("/triage/?reason=follow-up").content.decode()
    assert 'data-dialog="attach"' in page
    assert 'data-dialog="attach"' not in client.get("/triage/?reason=outside").content.decode()
    picked = {
        "pick": [report(FEEDBACK).pk, report("F2").pk],
        "reason": "承办反馈",
        "query": "reason=follow-up",
    }
    said = client.post("/triage/attach/", picked, follow=True).content.decode()
    assert "已归到原诉件 1 件。" in said
    assert "另有 1 件留下，须逐件处理。" in said
    assert (report(FEEDBACK).fate, report("F2").fate) == ("attached", "pending")


def test_all_feedbacks_of_the_area_are_counted_first_and_then_attached(desk: ModuleType) -> None:
    take(
        rows.order(ORIGINAL, rows.OTHER_ROOM),
        feedback(ORIGINAL),
        feedback(ORIGINAL, "F2"),
        feedback("20220101000000", "F3"),
    )
    client, _ = signed_in("wu", "clerk")
    at = "/triage/attach/all/"
    asked = client.get(at).content.decode()
    counted = re.findall(r"<dt>([^<]+)</dt><dd>(\d+)", asked)
    assert counted == [("待归并", "3"), ("可以归并", "2"), ("引用几件", "0"), ("没有收到原诉件", "1")]
    assert Report.objects.filter(fate="attached").count() == 0
    client.post(at, {"reason": "承办反馈，不是新的反映"})
    assert sorted(Report.objects.filter(fate="attached").values_list("number", flat=True)) == [FEEDBACK, "F2"]
    officer, _ = signed_in("shen", "officer")
    assert officer.get(at).status_code == 403


def test_an_inquiry_is_answered_from_its_page_and_is_done(desk: ModuleType) -> None:
    take(rows.order("Q1", rows.INQUIRY))
    client, _ = signed_in("wu", "clerk")
    assert head_button(page_of(client, "Q1")) == address("Q1", "answer")
    assert client.post(address("Q1", "answer"), {"text": "属于违法建筑。"}).status_code == 302
    assert (report("Q1").fate, report("Q1").reply.state) == ("answered", "sent")
    page = page_of(client, "Q1")
    assert "属于违法建筑。" in page
    # What became of it says by whom and when.
    fate = page[page.index('id="fate"') :].partition("</section>")[0]
    assert re.search("直接答复.*周队长.*2022年9月15日 1", fate, re.DOTALL)


def test_what_the_reporter_said_when_called_back_is_recorded_and_the_matter_handled_again(
    desk: ModuleType, settings: LazySettings
) -> None:
    tick_off(30)
    send(rows.by(40), [Answer(report("A1").pk, "已责令拆除。")])
    settings.HUIYIN_NOW = datetime(2022, 10, 12, 10, 0, tzinfo=SHANGHAI).isoformat()
    client, _ = signed_in("xu", "callback-clerk")
    assert f'"{address("A1", "callback")}"' in page_of(client, "A1")
    told = {
        "on": "2022-10-12",
        "satisfaction": "dissatisfied",
        "solved": "no",
        "note": f"钢架未拆，电话{SECRET}",
    }
    assert client.post(address("A1", "callback"), told).status_code == 400
    told["note"] = "钢架未拆"
    assert client.post(address("A1", "callback"), told).status_code == 302

    assert CallBack.objects.values_list("satisfaction", "solved").get() == ("dissatisfied", False)
    page = page_of(client, "A1")
    assert "2022年10月12日获知反映人不满意，应重新办理，并在2022年10月17日前再次答复。" in page
    assert "问题仍在的，请“立为问题”，新问题注明复发。" in page
    assert "不满意、未解决" in page
    assert SECRET not in page
    assert "前次最终答复" in page
    form = client.get(address("A1", "answer")).content.decode()
    assert "重新办理后的最终答复，记录后不能改；前次最终答复保留。" in form
    assert "最终答复只有一次" not in form
    limits = page.partition('id="limits"')[2]
    assert "重新办理" in limits
    assert all(term in limits for term in ("依据", "起算", "截止", "谁负责", "回访不满意"))
    leader, _ = signed_in("leader", "team-lead")
    assert (
        "答复或办结后，2022-10-12获知反映人不满意" in leader.get("/exceptions/?kind=again").content.decode()
    )
    assert open_exceptions().filter(wanted="reply.send").count() == 1


@refusing
def test_a_call_back_before_the_answer_is_refused_in_words(desk: ModuleType) -> None:
    client, _ = signed_in("xu", "callback-clerk")
    told = {"on": "2022-09-15", "satisfaction": "satisfied"}
    assert "尚未答复，不能登记回访" in client.post(address("A1", "callback"), told).content.decode()


def test_a_transferred_order_that_came_back_is_taken_up_again(
    desk: ModuleType, settings: LazySettings
) -> None:
    client, _ = signed_in("wu", "clerk")
    client.post(address("A4", "transfer"), {"body": "燃气处", "receipt": "R1", "reason": "非本单位职责"})
    client.post(address("A4", "answer"), {"text": "已转燃气处。"})
    moment = datetime(2022, 10, 12, 9, 0, tzinfo=SHANGHAI)
    settings.HUIYIN_NOW = moment.isoformat()
    again = rows.order("A4", rows.OUTSIDE, agency="燃气集团", dispatched="2022-10-12 08:30:00")
    minutes = int((moment - rows.AT).total_seconds() // 60)
    rows.Desk(unit().pk).receive(rows.prepared(again, today=moment.date()), minutes)
    page = page_of(client, "A4")
    assert "属本单位职责的，请“重新受理”。" in page
    assert f'"{address("A4", "resume")}"' in page
    assert client.post(address("A4", "resume"), {"reason": "再次派单"}).status_code == 302
    assert (report("A4").fate, report("A4").pending_reason) == ("pending", "reading")


def test_these_pages_are_whole_in_english(desk: ModuleType) -> None:
    take(
        rows.order(ORIGINAL, rows.OTHER_ROOM),
        withdrawal(ORIGINAL),
        feedback(ORIGINAL),
        rows.order("Q1", rows.INQUIRY),
    )
    tick_off(30)
    send(rows.by(40), [Answer(report("A1").pk, "已责令拆除。")])
    # What the pages are read in does not stay for the tests that follow.
    with translation.override("zh-hans"):
        client, _ = signed_in("leader", "team-lead")
        client.post("/language/", {"language": "en", "next": "/"})
        paths = [
            address(BACK),
            address(BACK, "withdraw"),
            address(ORIGINAL, "withdraw"),
            address(FEEDBACK),
            address(FEEDBACK, "attach"),
            address("Q1", "answer"),
            address("A1", "callback"),
            "/triage/attach/all/",
        ]
        for path in paths:
            page = client.get(path).content.decode().partition("<main")[2].partition("</main>")[0]
            own = re.sub(r'<ol class="timeline".*?</ol>', "", page, flags=re.S)
            assert (path, chinese_in(own)) == (path, [])


def test_a_linked_order_is_withdrawn_by_itself_from_its_dialog(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    at, dialog = address("A1", "withdraw"), {"HX-Request": "true"}
    assert 'name="through"' in client.get(at, headers=dialog).content.decode()
    done = client.post(at, {"through": "", "reason": "不再追究"}, headers=dialog)
    assert done.headers["HX-Redirect"] == address("A1")
    assert report("A1").fate == "withdrawn"
