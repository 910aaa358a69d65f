"""The three lists as they stand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from list_making import DAY, TEXT, by, complain, compound, moment, registry, unit

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.accounts.actions.accounts import Seat, open_account
from huiyin.records.problems.actions.extending import extend
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.links import remove_links
from huiyin.records.problems.columns import LISTS, SEQUENCE, SURVEY
from huiyin.records.problems.excerpt import LIMIT, excerpt
from huiyin.records.problems.listing import excerpt_rows, rows
from huiyin.records.problems.models import Condition, Link, ListKind, Problem, Task, Verification
from huiyin.records.problems.numbers import compound_number, compound_of, problem_number, task_number
from huiyin.records.problems.wording import place
from huiyin.records.registry.actions.provisional import Provide, provide
from huiyin.records.registry.models import Compound, Subdistrict
from huiyin.records.reports.landing.cleaning import canonical_json

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _registry(db: None) -> None:
    registry()


def lines(kind: ListKind, code: str = "sh-bureau", as_of: date = DAY) -> list[dict[str, object]]:
    keys = [column.key for column in LISTS[kind]]
    return [dict(zip(keys, line.cells, strict=True)) for line in rows(kind, unit(code), as_of)]


def test_the_lists_have_the_offices_columns_in_its_order() -> None:
    assert "/".join([SEQUENCE.zh, *(c.zh for c in LISTS[ListKind.PROBLEM])]) == (
        "序号/问题编号/区/街镇/居（村）委/小区名称/具体位置/问题大类/问题类型/具体情况/状态/来源/来源编号/首次反映日期/"
        "关联诉件数/反映人数/风险等级/核实结果/核实日期/物业服务企业/首次入单版本/备注"
    )
    assert "/".join(c.zh for c in LISTS[ListKind.TASK]) == (
        "任务编号/问题编号/小区名称/整治目标/工作任务/执法措施/完成标志/开始日期/完成时限/所属阶段/进度/延期批准人及日期/备注"
    )
    assert "/".join(c.zh for c in LISTS[ListKind.RESPONSIBILITY]) == (
        "任务编号/问题编号/牵头单位/责任领导/责任人/协办人/配合单位及职责/居委联系人/完成时限/当前环节/超期天数/"
        "销号日期/销号依据/审核人/备注"
    )
    assert "/".join(c.zh for c in SURVEY) == (
        "小区/居委/物业企业/户数/排摸日期/排摸人（2人）/听取意见人数/违法搭建（在建，处）/违法搭建（存量，处）/承重结构/"
        "电动自行车/改变性质/破坏外貌/群租/垃圾/绿化/物业履职/其他/智能设备/主要矛盾/建议措施/小区编号（勿改）"
    )


def test_a_problem_line_holds_all_that_is_known() -> None:
    where = compound("T1", subdistrict="江宁路街道", firm="安居物业有限公司", households=600)
    problem = complain(where, "A1", building="12", room="302", on=date(2022, 7, 2), in_progress=True)
    verify(by(), [Finding(problem.pk, Verification.TRUE, DAY)])

    assert [line.cells for line in rows(ListKind.PROBLEM, unit(), DAY)] == [
        (
            problem_number(problem.pk),
            "静安区",
            "江宁路街道",
            "待定",
            "梧桐苑",
            "12号楼302室",
            "危及安全行为",
            "损坏房屋承重结构",
            "晾衣架旁新开了一个门洞，把原来的墙敲掉了",
            "正在实施",
            "市民反映（12345热线）",
            "A1",
            date(2022, 7, 2),
            1,
            1,
            "危及安全",
            "属实",
            DAY,
            "安居物业有限公司",
            "",
            "",
        )
    ]


def test_callers_are_those_who_can_be_told_apart_and_one_at_the_least() -> None:
    where = compound("T1")
    for number, caller in (
        ("A1", b"x" * 16),
        ("A2", b"x" * 16),
        ("A3", b"y" * 16),
        ("A4", None),
        ("A5", None),
    ):
        complain(where, number, "litter", caller=caller)
    for number in ("B1", "B2"):
        complain(where, number, "greenery", caller=None)
    waste, green = lines(ListKind.PROBLEM)
    assert (waste["reports"], waste["callers"]) == (5, 2)
    assert (green["reports"], green["callers"]) == (2, 1)


def test_a_link_that_was_removed_no_longer_counts_and_the_earliest_report_gives_its_number() -> None:
    where = compound("T1")
    complain(where, "late", "litter", on=DAY)
    problem = complain(where, "early", "litter", on=DAY - timedelta(days=9))
    gone = complain(where, "gone", "litter", on=DAY - timedelta(days=20))
    report_id = Link.objects.get(report__number="gone").report_id
    assert gone == problem
    remove_links(by(), problem.pk, [report_id], "另一小区的诉件")
    (line,) = lines(ListKind.PROBLEM)
    assert (line["reports"], line["number"]) == (2, "early")


def test_a_provisional_place_says_so() -> None:
    made = provide(by(), [Provide("桂花新村", "桂花新村", "", unit("jingan").pk)])
    where = Compound.objects.get(pk=next(iter(made.values())))
    complain(where, "A1", "litter")
    (line,) = lines(ListKind.PROBLEM, "jingan")
    assert (line["compound"], line["place"]) == ("桂花新村（待核）", "未写明楼室号")
    assert [line[key] for key in ("district", "subdistrict", "neighbourhood")] == ["待定"] * 3


def test_a_unit_lists_what_counts_for_it_and_a_team_what_lies_in_its_subdistrict() -> None:
    jingan = complain(compound("T1", subdistrict="江宁路街道"), "A1")
    putuo = complain(compound("T2", "柳岸苑", "普陀区"), "A2")
    code = Subdistrict.objects.get(name="江宁路街道").code

    def numbers(unit_code: str) -> set[object]:
        return {line["problem"] for line in lines(ListKind.PROBLEM, unit_code)}

    assert numbers("sh-bureau") == numbers("corps") == {problem_number(p.pk) for p in (jingan, putuo)}
    assert numbers("jingan") == numbers(f"jingan-{code}") == {problem_number(jingan.pk)}
    assert numbers("putuo") == {problem_number(putuo.pk)}
    assert numbers("airport") == set()
    for kind in (ListKind.TASK, ListKind.RESPONSIBILITY):
        assert [line["problem"] for line in lines(kind, "putuo")] == [problem_number(putuo.pk)]


def test_as_of_a_day_later_acts_are_not_seen() -> None:
    where = compound("T1")
    later = DAY + timedelta(days=3)
    problem = complain(where, "A1", "litter")
    complain(where, "A2", "litter", day=later)
    complain(where, "A3", "greenery", day=later)
    verify(by(day=later), [Finding(problem.pk, Verification.TRUE, later)])
    settle(by(day=later), [problem.pk], "已清理，复查无反复")

    (then,) = lines(ListKind.PROBLEM)
    now = lines(ListKind.PROBLEM, as_of=later)[0]
    assert (then["reports"], then["verification"], then["verified_on"], then["remarks"]) == (1, "", None, "")
    assert (now["reports"], now["verification"], now["verified_on"]) == (2, "属实", later)
    assert now["remarks"] == f"{later}销号"
    assert [line["stage"] for line in lines(ListKind.RESPONSIBILITY)] == ["待核实"]
    settled, fresh = lines(ListKind.RESPONSIBILITY, as_of=later)
    assert (settled["stage"], settled["settled_on"], settled["basis"]) == (
        "已销号",
        later,
        "已清理，复查无反复",
    )
    assert fresh["stage"] == "待核实"
    assert [line["progress"] for line in lines(ListKind.TASK)] == ["进行中"]
    assert [line["progress"] for line in lines(ListKind.TASK, as_of=later)] == ["已完成", "进行中"]


def test_a_day_ends_at_midnight_in_shanghai() -> None:
    where = compound("T1")
    complain(where, "A1", "litter")
    Problem.objects.update(opened_at=datetime(2022, 7, 6, 0, 0, tzinfo=SHANGHAI))
    assert lines(ListKind.PROBLEM, as_of=date(2022, 7, 5)) == []
    assert len(lines(ListKind.PROBLEM, as_of=date(2022, 7, 6))) == 1


def test_a_recurrence_names_the_problem_that_it_repeats() -> None:
    where = compound("T1")
    first = complain(where, "A1", "litter")
    verify(by(), [Finding(first.pk, Verification.TRUE, DAY)])
    settle(by(), [first.pk], "已清理")
    second = complain(where, "A2", "litter")
    assert second != first
    assert lines(ListKind.PROBLEM)[1]["remarks"] == f"复发，原{problem_number(first.pk)}"


def test_a_task_line_says_what_by_when_and_on_what_ground() -> None:
    problem = complain(compound("T1"), "A1", "litter")
    task = Task.objects.get(problem=problem)
    extend(by("chen", DAY), [task.pk], task.due_on + timedelta(days=10), "当事人在外地", confirmed=True)
    (line,) = lines(ListKind.TASK)
    assert line == {
        "task": task_number(task.pk),
        "problem": problem_number(problem.pk),
        "compound": "梧桐苑",
        "goal": task.goal,
        "work": task.work,
        "measure": task.measure,
        "done_mark": task.done_mark,
        "start_on": DAY,
        "due_on": task.due_on + timedelta(days=10),
        "phase": "调查排摸",
        "progress": "进行中",
        "extended": f"chen {DAY}",
        # That the office set the deadline itself is said once, at the head of the list.
        "remarks": f"原定时限{task.due_on}",
    }
    late = lines(ListKind.TASK, as_of=task.due_on + timedelta(days=3))[0]
    assert late["remarks"] == f"原定时限{task.due_on}，按原定已超期3天"
    assert task.due_source == "单位自定"
    Task.objects.update(due_source="《某条例》第1条")
    assert lines(ListKind.TASK)[0]["remarks"] == f"原定时限{task.due_on}；时限依据：《某条例》第1条"


def test_a_task_line_calls_who_extended_it_by_name() -> None:
    problem = complain(compound("T1"), "A1", "litter")
    open_account(
        by(), "chen", "陈明", ("team-lead",), Seat(unit_id=unit("jingan").pk), "a-long-enough-word-17"
    )
    task = Task.objects.get(problem=problem)
    extend(by("chen", DAY), [task.pk], task.due_on + timedelta(days=1), "当事人在外地")
    assert lines(ListKind.TASK)[0]["extended"] == f"陈明 {DAY}"


def test_an_excerpt_has_the_lines_of_what_was_chosen_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huiyin.records.problems.lines.CHUNK", 2)
    where = compound("T1", firm="安居物业有限公司")
    made = [complain(where, f"A{n}", "litter", building=str(n + 1)) for n in range(5)]
    elsewhere = complain(compound("T2", "银杏苑", "闵行区"), "B1", "litter")
    Problem.objects.filter(pk=made[3].pk).update(state="merged", merged_into=made[0], merged_at=moment())
    chosen = [made[0].pk, made[2].pk, made[3].pk, elsewhere.pk]
    found = list(excerpt_rows(ListKind.PROBLEM, unit("jingan"), DAY, chosen))
    assert [line.record_id for line in found] == chosen
    assert [line.cells[-1] for line in found] == ["", "", f"已并入{problem_number(made[0].pk)}", ""]
    tasks = list(Task.objects.filter(problem__in=made[1:3]).order_by("pk").values_list("pk", flat=True))
    for kind in (ListKind.TASK, ListKind.RESPONSIBILITY):
        whole = {line.record_id: line for line in rows(kind, unit(), DAY)}
        assert list(excerpt_rows(kind, unit(), DAY, tasks)) == [whole[pk] for pk in tasks]
        assert list(excerpt_rows(kind, unit(), DAY, [])) == []


def test_a_task_of_what_was_not_so_does_not_say_that_it_was_completed() -> None:
    where = compound("T1")
    outcomes = (Verification.TRUE, Verification.UNTRUE, Verification.NOT_OURS)
    problems = [complain(where, f"A{n}", "litter", building=str(n + 1)) for n in range(len(outcomes))]
    verify(
        by(),
        [Finding(p.pk, outcome, DAY, found="已核实") for p, outcome in zip(problems, outcomes, strict=True)],
    )
    assert [line["progress"] for line in lines(ListKind.TASK)] == ["进行中"] * 3
    settle(by(), [p.pk for p in problems], "经核实")
    assert [(line["progress"], line["remarks"]) for line in lines(ListKind.TASK)] == [
        ("已完成", f"{DAY}完成"),
        ("核实不属实，已销号", f"{DAY}销号"),
        ("不属本部门，已销号", f"{DAY}销号"),
    ]


def test_a_task_from_outside_the_campaign_says_so() -> None:
    where = compound("T1")
    days = (date(2022, 6, 30), date(2022, 7, 1), date(2022, 12, 1))
    for number, day in enumerate(days):
        complain(where, f"A{number}", "litter", building=str(number + 1), on=day, day=day)
    found = lines(ListKind.TASK, as_of=date(2022, 12, 2))
    assert [line["phase"] for line in found] == ["专项行动前", "调查排摸", "专项行动后"]


def test_a_responsibility_line_names_lead_and_assisting_bodies_with_their_duties() -> None:
    problem = complain(compound("T1"), "A1", "group-renting")
    task = Task.objects.get(problem=problem)
    (line,) = lines(ListKind.RESPONSIBILITY, as_of=task.due_on + timedelta(days=4))
    assert line["lead"] == unit("jingan").name
    assert "派出所：核查实有人口和租住登记" in str(line["assisting"]).split("；")
    assert (line["overdue"], line["due_on"]) == (4, task.due_on)
    assert line["remarks"] == "群租，梧桐苑"
    assert [line[key] for key in ("leader", "officer")] == ["待定", "待定"]
    # These are written in by hand, and need their room.
    assert [line[key] for key in ("helpers", "contact", "reviewer")] == [""] * 3
    assert lines(ListKind.RESPONSIBILITY, as_of=task.due_on)[0]["overdue"] is None


def test_the_stage_follows_what_checking_found() -> None:
    where = compound("T1")
    problems = {
        outcome: complain(where, outcome.value, "litter", building=str(number))
        for number, outcome in enumerate(Verification, 1)
    }
    checked = DAY + timedelta(days=3)
    attempts = tuple(moment(DAY + timedelta(days=n), hour) for n, hour in enumerate((7, 13, 20)))
    verify(
        by(day=checked),
        [
            Finding(p.pk, outcome, checked, Condition.NEW, attempts, slip_posted=True, found="已核实")
            for outcome, p in problems.items()
        ],
    )
    stages = {line["problem"]: line["stage"] for line in lines(ListKind.RESPONSIBILITY, as_of=checked)}
    assert [stages[problem_number(problems[outcome].pk)] for outcome in Verification] == [
        "整治中",
        "整治中",
        "不属实，待销号",
        "未能入户，待再次上门",
        "待移送",
    ]


@pytest.mark.parametrize(
    ("kind", "statements"), [(ListKind.PROBLEM, 6), (ListKind.TASK, 1), (ListKind.RESPONSIBILITY, 3)]
)
@pytest.mark.parametrize("count", [1, 12])
def test_statements_do_not_grow_with_the_lines(
    kind: ListKind, statements: int, count: int, django_assert_num_queries
) -> None:
    where = compound("T1", firm="安居物业有限公司")
    for number in range(count):
        complain(where, f"A{number}", "litter", building=str(number + 1))
    bureau = unit()
    with django_assert_num_queries(statements):
        assert len(list(rows(kind, bureau, DAY))) == count


def test_more_lines_than_are_read_at_once_all_come_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huiyin.records.problems.lines.CHUNK", 2)
    where = compound("T1")
    made = [complain(where, f"A{n}", "litter", building=str(n + 1)).pk for n in range(5)]
    assert [line.record_id for line in rows(ListKind.PROBLEM, unit(), DAY)] == made


def test_an_excerpt_is_the_sentence_about_the_wrong() -> None:
    at = TEXT.index("墙敲掉")
    reading = canonical_json({"violations": [{"code": "load-bearing", "spans": [[at, at + 3]]}]})
    assert excerpt(TEXT, reading, "load-bearing") == "晾衣架旁新开了一个门洞，把原来的墙敲掉了"
    assert excerpt(TEXT, reading, "litter") == "您好"


def test_a_long_sentence_is_cut_around_its_words() -> None:
    text = "楼" * 300 + "墙敲掉" + "道" * 300
    reading = canonical_json({"violations": [{"code": "load-bearing", "spans": [[300, 303]]}]})
    found = excerpt(text, reading, "load-bearing")
    assert found == "…" + "楼" * 40 + "墙敲掉" + "道" * 77 + "…"
    assert len(found) == LIMIT + 2


@given(st.text(alphabet="0123456789 -楼室电。", max_size=300), st.integers(0, 250), st.integers(1, 50))
def test_no_long_number_shows_wherever_a_text_is_cut(text: str, start: int, length: int) -> None:
    reading = canonical_json({"violations": [{"code": "litter", "spans": [[start, start + length]]}]})
    found = excerpt(text, reading, "litter")
    assert len(found) <= LIMIT + 2
    runs = "".join(c if c.isdigit() else " " for c in found).split()
    assert all(len(run) < 7 for run in runs)


def test_a_place_keeps_a_buildings_name() -> None:
    assert place("平海阁", "3", "") == "平海阁3单元"
    assert place("", "", "") == "未写明楼室号"


@given(st.integers(1, 10**15))
def test_a_compounds_number_leads_back_to_it(pk: int) -> None:
    assert compound_of(compound_number(pk)) == pk
    assert compound_of(f" {compound_number(pk).lower()} ") == pk


@pytest.mark.parametrize("text", ["", "XQ", "12", "WT0000001", "XQ１２", "XQ-1"])
def test_what_is_no_compounds_number_leads_nowhere(text: str) -> None:
    assert compound_of(text) is None
