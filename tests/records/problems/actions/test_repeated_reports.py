"""Reports that say what an earlier one said: joined to its problems where nothing speaks against it, else left to a person."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.links import add_links, remove_links
from huiyin.records.problems.models import Link, Problem, Verification
from huiyin.records.registry.models import Compound
from huiyin.records.reports.actions.fate import withdraw
from huiyin.records.reports.alike import LATEST, sharing
from huiyin.records.reports.incoming import Incoming
from huiyin.records.reports.models import Channel, Report
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, causes, history, order, report
from told import blocks_as_one

ORIGINAL, AGAIN, THIRD = "20220901000503", "20220910000611", "20220911000702"
PRESSING = f"市民再次来电反映：工单{ORIGINAL}至今没有人处理，要求催办。"
# Nobody can tell from these words where it is.
SOMEWHERE = (
    "市民来电反映：我家楼上的业主这几天在楼顶违章搭建阳光房，电焊声从早响到晚，要求有关部门上门制止并且拆除。"
)
NEARLY = (
    SOMEWHERE.replace("市民来电反映", "市民微信反映").replace("并且拆除", "并且拆除掉") + "请尽快处理，谢谢！"
)
PHONE = "13800001111"


def problem_of(number: str) -> list[int]:
    """The problems of which a report speaks."""
    links = Link.objects.filter(report__number=number, removed_at=None)
    return list(links.order_by("problem").values_list("problem", flat=True))


def standing(desk: Desk, text: str = SOMEWHERE, **more: str) -> int:
    """A problem of which one report speaks by the reader's word, and one whose place nobody can read by a person's."""
    desk.take(order("1001", rows.SUNROOM), order(ORIGINAL, text, **more))
    assert report(ORIGINAL).fate == "pending"
    problem = Problem.objects.get()
    add_links(by(5, "wu"), problem.pk, [report(ORIGINAL).pk])
    return problem.pk


def quoting(text: str) -> str:
    """A follow-up that has the whole quoted ticket in it."""
    return f"市民来电催办：工单号{ORIGINAL}《关于违章搭建的问题》 工单内容：{text} 市民再次来电反映：没有人来过。"


def waiting(*cells: dict[str, str], **read: object) -> list[Incoming]:
    """Rows of which the reader was not sure."""
    return [rows.changed_read(row, waits_for="reading", **read) for row in rows.prepared(*cells)]


FINER = rows.NOT_KNOWN.replace("碧岩花苑", "临溪路碧岩花苑")


def sure_of(text: str, **more: str) -> list[Incoming]:
    """A row that quotes the first order and of which the reader is sure all the same, as the one with a model would be."""
    taken = rows.prepared(order(AGAIN, text, **more))
    told = [(row.read.wrongs, row.read.place) for row in taken if row.read and ORIGINAL in row.read.content]
    assert all(wrongs and (place.compound_id or place.provisional_key) for wrongs, place in told)
    assert len(told) == 1
    return [rows.changed_read(row, waits_for="") for row in taken]


@pytest.mark.parametrize("first", [FINER, rows.NOT_KNOWN], ids=["a-road-besides", "the-same-words"])
@pytest.mark.parametrize("district", ["静安区", ""], ids=["district", "no-district"])
@pytest.mark.parametrize("where", ["碧岩花苑9号楼602室", "碧岩花苑9号楼", "碧岩花苑"])
def test_a_sure_report_that_quotes_another_founds_no_second_place_of_the_same_name(
    desk: Desk, first: str, district: str, where: str
) -> None:
    desk.take(order(ORIGINAL, first))
    problem = Problem.objects.get()

    text = f"{where}楼顶违章搭建阳光房的事（工单{ORIGINAL}）怎么还没有人来？"
    receipt = desk.receive(sure_of(text, district=district), 10)

    assert problem_of(AGAIN) == [problem.pk]
    assert dict(receipt.fates()) == {"linked": 1, "pending": 0}
    assert report(AGAIN).compound_id == problem.compound_id
    assert list(Compound.objects.filter(status="provisional")) == [problem.compound]
    assert history("problem", problem.pk)[-1] == ("problem.join", {"linked": [report(AGAIN).pk]})


def test_a_sure_report_in_one_set_with_what_it_quotes_is_joined_whichever_comes_first(desk: Desk) -> None:
    text = f"碧岩花苑9号楼602室楼顶违章搭建阳光房的事（工单{ORIGINAL}）怎么还没有人来？"
    desk.receive([*sure_of(text), *rows.prepared(order(ORIGINAL, FINER))])
    assert problem_of(AGAIN) == problem_of(ORIGINAL) == [Problem.objects.get().pk]


def test_a_sure_report_that_says_less_of_a_known_place_speaks_of_the_quoted_problem(desk: Desk) -> None:
    desk.take(order(ORIGINAL, rows.SUNROOM))
    text = f"云帆路88弄青梧雅苑有人在楼顶违章搭建阳光房的事（工单{ORIGINAL}）怎么还没有人来？"
    desk.receive(sure_of(text), 10)
    assert problem_of(AGAIN) == [Problem.objects.get().pk]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("丹枫别院9号楼602室业主在楼顶违章搭建阳光房", {}),
        ("金桂花苑9号楼602室业主在楼顶违章搭建阳光房", {}),
        ("听潮路碧岩花苑9号楼602室业主在楼顶违章搭建阳光房", {}),
        ("碧岩花苑9号楼602室业主在楼顶违章搭建阳光房", {"district": "闵行区"}),
        ("碧岩花苑9号楼702室业主在楼顶违章搭建阳光房", {}),
        ("碧岩花苑8号楼业主在楼顶违章搭建阳光房", {}),
        ("碧岩花苑9号楼602室停放电动自行车充电，占用楼道", {}),
    ],
    ids=["known", "another-name", "another-road", "another-district", "room", "building", "another-wrong"],
)
def test_a_sure_report_that_quotes_another_but_speaks_of_something_else_goes_on_alone(
    desk: Desk, text: str, more: dict[str, str]
) -> None:
    desk.take(order(ORIGINAL, FINER))
    desk.receive(sure_of(f"{text}，要求处理（工单{ORIGINAL}）。", **more), 10)
    assert len(problem_of(AGAIN)) == 1
    assert problem_of(AGAIN) != problem_of(ORIGINAL)


def test_a_sure_report_that_quotes_two_problems_of_its_wrong_goes_on_alone(desk: Desk) -> None:
    desk.take(order(ORIGINAL, FINER), order(THIRD, FINER.replace("602室", "702室")))
    text = f"碧岩花苑9号楼楼顶违章搭建阳光房的事（工单{ORIGINAL}、工单{THIRD}）怎么还没有人来？"
    desk.receive(sure_of(text), 10)
    assert Problem.objects.count() == 3


def test_a_sure_report_whose_quoted_problem_is_settled_opens_its_own(desk: Desk) -> None:
    desk.take(order(ORIGINAL, FINER))
    problem = Problem.objects.get()
    verify(by(5), [Finding(problem.pk, Verification.UNTRUE, AT.date(), found="未见")])
    settle(by(6), [problem.pk], "经核查不属实")
    text = f"碧岩花苑9号楼602室楼顶违章搭建阳光房的事（工单{ORIGINAL}）怎么还没有人来？"
    desk.receive(sure_of(text), 10)
    assert problem.pk not in problem_of(AGAIN)


def test_who_presses_an_order_by_its_number_speaks_of_its_problem(desk: Desk) -> None:
    desk.take(order(ORIGINAL, rows.SUNROOM))
    problem = Problem.objects.get()

    receipt = desk.take(order(AGAIN, PRESSING), minutes=10)

    one = report(AGAIN)
    assert (one.act, one.fate, one.pending_reason, one.pending_owner) == ("repeat", "linked", "", None)
    assert problem_of(AGAIN) == [problem.pk]
    assert (receipt.repeated, dict(receipt.fates())) == ({one.pk}, {"linked": 1, "pending": 0})
    entry = ("problem.join.repeat", {"linked": [one.pk], "quotes": [report(ORIGINAL).pk]})
    assert history("problem", problem.pk)[-1] == entry
    assert causes("problem", problem.pk)[-1] == f"report:{one.pk}#1"
    assert history("report", one.pk)[-1] == ("report.link", {"fate": "linked"})
    assert Link.objects.get(report=one).added_by == "lin"


def test_who_presses_an_order_by_its_number_in_full_width_speaks_of_its_problem(desk: Desk) -> None:
    desk.take(order(ORIGINAL, rows.SUNROOM))
    wide = "".join(chr(ord(figure) + ord("０") - ord("0")) for figure in ORIGINAL)

    desk.take(order(AGAIN, PRESSING.replace(ORIGINAL, wide)), minutes=10)

    one, (problem,) = report(AGAIN), problem_of(ORIGINAL)
    assert (one.act, one.fate, problem_of(AGAIN)) == ("repeat", "linked", [problem])
    entry = ("problem.join.repeat", {"linked": [one.pk], "quotes": [report(ORIGINAL).pk]})
    assert history("problem", problem)[-1] == entry


def test_a_follow_up_in_the_same_set_is_joined_whichever_comes_first(desk: Desk) -> None:
    desk.take(order(AGAIN, PRESSING), order(ORIGINAL, rows.SUNROOM))
    assert problem_of(AGAIN) == problem_of(ORIGINAL) == [Problem.objects.get().pk]


def test_who_presses_what_pressed_another_speaks_of_its_problem_too(desk: Desk) -> None:
    desk.take(order(ORIGINAL, rows.SUNROOM))
    desk.take(order(AGAIN, PRESSING), minutes=10)
    desk.take(order(THIRD, PRESSING.replace(ORIGINAL, AGAIN)), minutes=20)
    assert problem_of(THIRD) == problem_of(ORIGINAL)


def test_a_follow_up_with_the_whole_ticket_in_it_follows_a_persons_link(desk: Desk) -> None:
    problem = standing(desk)
    desk.receive(waiting(order(AGAIN, quoting(SOMEWHERE)), act="repeat"), 10)
    assert problem_of(AGAIN) == [problem]


def test_nearly_the_same_words_by_the_same_caller_follow_a_persons_link(desk: Desk) -> None:
    problem = standing(desk, phone=PHONE)
    desk.take(order(AGAIN, NEARLY, phone=PHONE), minutes=10)
    assert (problem_of(AGAIN), report(AGAIN).fate) == ([problem], "linked")
    entry = ("problem.join.repeat", {"linked": [report(AGAIN).pk], "alike": [report(ORIGINAL).pk]})
    assert history("problem", problem)[-1] == entry


def test_nearly_the_same_words_at_the_same_address_follow_a_persons_link(desk: Desk) -> None:
    problem = standing(desk, address="近河边的老公房")
    desk.take(order(AGAIN, NEARLY, address="近河边的老公房"), minutes=10)
    assert problem_of(AGAIN) == [problem]


def test_a_dozen_who_hand_in_the_same_words_at_once_all_follow_a_persons_link(desk: Desk) -> None:
    problem = standing(desk, address="近河边的老公房")
    numbers = [str(20220912000800 + n) for n in range(12)]
    desk.take(*(order(number, NEARLY, address="近河边的老公房") for number in numbers), minutes=10)
    assert [problem_of(number) for number in numbers] == [[problem]] * 12


def test_no_more_than_the_latest_who_share_words_are_looked_at(desk: Desk) -> None:
    numbers = [str(20220912000800 + n) for n in range(30)]
    desk.take(*(order(number, SOMEWHERE) for number in numbers))
    last = report(numbers[-1]).pk
    assert sharing([last]) == list(range(last - LATEST, last + 1))
    assert sharing([last], but=[last]) == list(range(last - LATEST - 1, last))
    assert sharing([]) == []


@pytest.mark.parametrize(
    ("said", "instead", "keys"), [("电焊声", "敲打声", 1), ("这几天", "", 2), ("并且拆除", "并且拆除掉", 4)]
)
def test_what_shares_fewer_keys_than_asked_for_is_not_found(
    desk: Desk, said: str, instead: str, keys: int
) -> None:
    desk.take(order(ORIGINAL, SOMEWHERE), order(AGAIN, SOMEWHERE.replace(said, instead)))
    one, other = report(ORIGINAL).pk, report(AGAIN).pk
    assert [sharing([other], [other], least) for least in (1, 2, 3, 4)] == [
        [one] if least <= keys else [] for least in (1, 2, 3, 4)
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"phone": PHONE}, {"phone": "13900002222"}),
        ({"address": "近河边的老公房"}, {"address": "近铁路的老公房"}),
        ({"phone": PHONE, "received": "2022-08-10 10:00:00"}, {"phone": PHONE}),
        (
            {"address": "近河边的老公房", "received": "2022-08-25 10:00:00"},
            {"address": "近河边的老公房"},
        ),
    ],
    ids=["anybody", "another-caller", "another-address", "after-thirty-days", "another-after-fifteen-days"],
)
def test_the_same_words_that_may_be_anothers_wait(
    desk: Desk, first: dict[str, str], second: dict[str, str]
) -> None:
    standing(desk, **first)
    desk.take(order(AGAIN, SOMEWHERE, **second), minutes=10)
    assert (problem_of(AGAIN), report(AGAIN).pending_reason) == ([], "place")


def test_the_same_words_of_another_room_wait(desk: Desk) -> None:
    standing(desk, SOMEWHERE.replace("楼上的业主", "楼上701室的业主"), phone=PHONE)
    other = SOMEWHERE.replace("楼上的业主", "楼上801室的业主")
    desk.take(order(AGAIN, other, phone=PHONE), minutes=10)
    assert (problem_of(AGAIN), report(AGAIN).fate) == ([], "pending")


def test_who_presses_and_names_the_wrong_speaks_of_the_problem_of_that_wrong(desk: Desk) -> None:
    desk.take(order(ORIGINAL, rows.SUNROOM), order("1002", rows.EBIKES))
    other = Problem.objects.get(violation="ebike-common-parts")
    add_links(by(5), other.pk, [report(ORIGINAL).pk])
    text = f"市民再次来电反映：工单{ORIGINAL}，小区大堂里电动自行车充电没有人管。"
    desk.receive(waiting(order(AGAIN, text), act="repeat", scope="compound"), 10)
    assert problem_of(AGAIN) == [other.pk]


@pytest.mark.parametrize(
    "text",
    [
        f"市民再次来电反映：工单{ORIGINAL}已处理，现反映门口的路灯一直不亮，要求修复。",
        f"市民再次来电反映：工单{ORIGINAL}没有人处理，丹枫别院有人在楼顶违章搭建阳光房，要求拆除。",
        f"市民再次来电反映：工单{ORIGINAL}没有人处理，青梧雅苑9号楼有人在楼顶违章搭建阳光房，要求拆除。",
        f"市民再次来电反映：工单{ORIGINAL}没有人处理，青梧雅苑7号楼大堂里电动自行车在充电，要求清理。",
    ],
    ids=["another-matter", "another-compound", "another-building", "another-wrong"],
)
def test_a_quote_that_speaks_of_something_else_waits(desk: Desk, text: str) -> None:
    desk.take(order(ORIGINAL, rows.SUNROOM))
    problem = Problem.objects.get()
    desk.receive(waiting(order(AGAIN, text), act="repeat"), 10)
    assert (problem_of(AGAIN), report(AGAIN).pending_reason) == ([], "reading")
    assert [name for name, _ in history("problem", problem.pk)] == ["problem.join"]


def test_what_another_unit_received_waits(desk: Desk) -> None:
    desk.take(order(ORIGINAL, rows.SUNROOM))
    Desk(rows.unit("minhang").pk, Channel.HOTLINE).take(order(AGAIN, PRESSING), minutes=10)
    assert (problem_of(AGAIN), report(AGAIN).fate) == ([], "pending")


def test_several_orders_that_speak_of_different_problems_leave_it_to_a_person(desk: Desk) -> None:
    desk.take(order(ORIGINAL, rows.SUNROOM), order(THIRD, rows.EBIKES))
    text = f"市民再次来电反映：工单{ORIGINAL}、工单{THIRD}至今没有人处理，要求催办。"
    desk.receive(waiting(order(AGAIN, text), act="repeat"), 10)
    assert (problem_of(AGAIN), report(AGAIN).fate) == ([], "pending")


def test_one_who_presses_an_order_about_two_wrongs_without_a_word_waits(desk: Desk) -> None:
    desk.take(order(ORIGINAL, rows.SUNROOM), order("1002", rows.EBIKES))
    other = Problem.objects.get(violation="ebike-common-parts")
    add_links(by(5), other.pk, [report(ORIGINAL).pk])
    desk.take(order(AGAIN, PRESSING), minutes=10)
    assert (problem_of(AGAIN), report(AGAIN).fate) == ([], "pending")


def test_a_problem_that_is_settled_takes_none(desk: Desk) -> None:
    desk.take(order(ORIGINAL, rows.SUNROOM))
    problem = Problem.objects.get()
    verify(by(5), [Finding(problem.pk, Verification.UNTRUE, AT.date(), found="未见")])
    settle(by(6), [problem.pk], "经核查不属实")
    desk.take(order(AGAIN, PRESSING), minutes=10)
    assert (problem_of(AGAIN), report(AGAIN).fate) == ([], "pending")


@pytest.mark.parametrize("waits_for", ["withdrawal", "follow-up", "inquiry"])
def test_who_takes_back_passes_on_or_asks_is_a_persons(desk: Desk, waits_for: str) -> None:
    desk.take(order(ORIGINAL, rows.SUNROOM))
    act = {"withdrawal": "withdraw", "follow-up": "staff", "inquiry": "inquiry"}[waits_for]
    row = rows.prepared(order(AGAIN, quoting(rows.SUNROOM)))
    desk.receive([rows.changed_read(one, act=act, waits_for=waits_for) for one in row], 10)
    assert (problem_of(AGAIN), report(AGAIN).pending_reason) == ([], waits_for)


def test_what_a_person_took_off_is_not_joined_again(desk: Desk) -> None:
    desk.take(order(ORIGINAL, rows.SUNROOM))
    desk.take(order(AGAIN, PRESSING), minutes=10)
    problem = Problem.objects.get()
    assert remove_links(by(20, "wu"), problem.pk, [report(AGAIN).pk], "另一处").reports == (report(AGAIN).pk,)
    desk.take(order(AGAIN, PRESSING + "请尽快。"), minutes=30)
    assert (problem_of(AGAIN), report(AGAIN).pending_reason) == ([], "unlinked")


def test_withdrawing_the_quoted_report_leaves_the_problem_to_who_repeats_it(desk: Desk) -> None:
    desk.take(order(ORIGINAL, rows.SUNROOM))
    desk.take(order(AGAIN, PRESSING), minutes=10)
    problem = Problem.objects.get()
    taking_back = f"市民来电撤销工单：{ORIGINAL}，现要求撤销投诉，不再追究。"
    desk.take(order(THIRD, taking_back), minutes=20)
    assert (report(THIRD).pending_reason, problem_of(THIRD)) == ("withdrawal", [])

    done = withdraw(by(30), [report(ORIGINAL).pk], "反映人撤回", report(THIRD).pk)

    assert done == [report(ORIGINAL).pk, report(THIRD).pk]
    fates = dict(Report.objects.values_list("number", "fate"))
    assert fates == {ORIGINAL: "withdrawn", AGAIN: "linked", THIRD: "withdrawn"}
    problem.refresh_from_db()
    assert (problem.state, problem_of(AGAIN)) == ("open", [problem.pk])


def test_a_repeat_with_an_earlier_limit_moves_the_task(desk: Desk) -> None:
    desk.take(order(ORIGINAL, rows.SUNROOM))
    desk.take(order(AGAIN, PRESSING, deadline="2022-09-16"), minutes=10)
    assert Problem.objects.get().tasks.get().due_on == date(2022, 9, 16)


def test_five_hundred_repeats_take_as_many_statements_as_sixty(desk: Desk) -> None:
    desk.take(order(ORIGINAL, rows.SUNROOM))

    def statements(count: int, first: int) -> int:
        taken = rows.prepared(*(order(str(first + n), PRESSING) for n in range(count)))
        with CaptureQueriesContext(connection) as told:
            desk.receive(taken, 10)
        return len(blocks_as_one([query["sql"] for query in told.captured_queries]))

    assert statements(60, 20_000) == statements(500, 30_000)
    assert Link.objects.filter(problem=Problem.objects.get()).count() == 561
