"""Reading problems, lists and compounds, as programs do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from doors.api.calling import COMPOUNDS, LISTS, PROBLEMS, Caller, opened, refusal
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.links import remove_links
from huiyin.records.problems.actions.lists import approve, freeze, issue, review
from huiyin.records.problems.columns import LISTS as COLUMNS
from huiyin.records.problems.models import (
    Assignment,
    Condition,
    Link,
    ListKind,
    ListVersion,
    Problem,
    Role,
    Task,
    Verification,
)
from huiyin.records.registry.actions.amending import NewAlias, add_aliases
from huiyin.records.registry.models import Compound
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, by, order, unit


@pytest.fixture
def problems(desk: Desk) -> list[Problem]:
    """Two problems at a compound of 静安, of which the first has two reports, and one in 闵行."""
    desk.take(order("1", rows.SUNROOM), order("2", rows.SUNROOM_AGAIN))
    desk.take(order("3", rows.OTHER_ROOM))
    Desk(unit("minhang").pk).take(order("4", rows.OTHER_COMPOUND, district="闵行区"))
    return list(Problem.objects.order_by("pk"))


Statements = Callable[[Callable[[], object]], int]


class TestProblems:
    def test_one_says_what_and_where_and_who_leads(self, jingan: Caller, problems: list[Problem]) -> None:
        problem = problems[0]
        task = Task.objects.get(problem=problem)
        for assisting in ({"unit": unit("minhang")}, {"body": "消防救援机构"}):
            Assignment.objects.create(task=task, role=Role.ASSIST, assigned_at=rows.AT, **assisting)
        told = jingan.read(f"{PROBLEMS}/{problem.pk}")

        assert (told["number"], told["violation"]) == (f"WT{problem.pk:07}", "illegal-construction")
        assert told["place"] == {
            "compound": rows.compound("t1").pk,
            "compound_name": "青梧雅苑",
            "building": "7",
            "unit": "",
            "room": "1201",
            "words": "7号楼1201室",
        }
        assert (told["state"], told["verification"], told["settled_at"]) == ("open", None, None)
        assert told["counting_unit"] == told["lead"] == "jingan"
        assert told["reports"] == list(
            Link.objects.filter(problem=problem).order_by("report_id").values_list("report_id", flat=True)
        )
        assert len(told["reports"]) == 2
        (shown,) = told["tasks"]
        assert (shown["id"], shown["number"]) == (task.pk, f"RW{task.pk:07}")
        assert (shown["due_on"], shown["state"], shown["lead"]) == (task.due_on.isoformat(), "open", "jingan")
        assert shown["assisting"] == ["minhang", "消防救援机构"]

    def test_one_that_is_settled_says_so(self, jingan: Caller, problems: list[Problem]) -> None:
        verify(by(5), [Finding(problems[0].pk, Verification.TRUE, rows.TODAY, Condition.EXISTING)])
        settle(by(10), [problems[0].pk], "已拆除")
        told = jingan.read(f"{PROBLEMS}/{problems[0].pk}")
        assert (told["state"], told["verification"], told["condition"]) == ("settled", "true", "existing")
        assert (told["settled_at"], told["basis"]) == ("2022-09-15T09:40:00+08:00", "已拆除")
        assert told["tasks"][0]["state"] == "done"
        assert told["lead"] == "jingan"

    def test_a_removed_link_does_not_count(self, jingan: Caller, problems: list[Problem]) -> None:
        told = jingan.read(f"{PROBLEMS}/{problems[0].pk}")["reports"]
        remove_links(by(10), problems[0].pk, told[:1], "误并")
        assert jingan.read(f"{PROBLEMS}/{problems[0].pk}")["reports"] == told[1:]

    def test_a_list_says_of_each_what_it_says_alone(self, jingan: Caller, problems: list[Problem]) -> None:
        listed = jingan.read(PROBLEMS)
        assert listed["next"] is None
        assert [one["id"] for one in listed["problems"]] == [problem.pk for problem in problems[:2]]
        for one in listed["problems"]:
            whole = jingan.read(f"{PROBLEMS}/{one['id']}")
            assert whole | one == whole

    def test_page_by_page_everything_comes_once(self, desk: Desk, problems: list[Problem]) -> None:
        city = opened("市平台", "sh-bureau")
        first = city.read(f"{PROBLEMS}?limit=2")
        rest = city.read(f"{PROBLEMS}?limit=2&after={first['next']}")
        assert [one["id"] for one in first["problems"] + rest["problems"]] == [p.pk for p in problems]
        assert rest["next"] is None

    @pytest.mark.parametrize(
        ("query", "which"),
        [
            ("state=settled", [0]),
            ("state=open", [1]),
            ("violation=illegal-construction", [0, 1]),
            ("violation=ebike-common-parts", []),
            ("state=merged", []),
        ],
    )
    def test_narrowed(self, jingan: Caller, problems: list[Problem], query: str, which: list[int]) -> None:
        verify(by(5), [Finding(problems[0].pk, Verification.TRUE, rows.TODAY, Condition.EXISTING)])
        settle(by(10), [problems[0].pk], "已拆除")
        found = jingan.read(f"{PROBLEMS}?{query}")["problems"]
        assert [one["id"] for one in found] == [problems[n].pk for n in which]

    def test_narrowed_to_a_compound(self, jingan: Caller, problems: list[Problem]) -> None:
        pk = rows.compound("t1").pk
        assert len(jingan.read(f"{PROBLEMS}?compound={pk}")["problems"]) == 2
        assert jingan.read(f"{PROBLEMS}?compound={rows.compound('t3').pk}")["problems"] == []

    def test_another_district_finds_none_of_them(self, minhang: Caller, problems: list[Problem]) -> None:
        unknown = minhang.get(f"{PROBLEMS}/999999")
        refusal(unknown, 404, "not-found")
        for problem in problems[:2]:
            assert minhang.get(f"{PROBLEMS}/{problem.pk}").content == unknown.content
        assert [one["id"] for one in minhang.read(PROBLEMS)["problems"]] == [problems[2].pk]

    def test_the_same_again_is_not_sent_again(self, jingan: Caller, problems: list[Problem]) -> None:
        address = f"{PROBLEMS}/{problems[0].pk}"
        mark = jingan.get(address).headers["ETag"]
        assert jingan.get(address, If_None_Match=mark).status_code == 304
        verify(by(5), [Finding(problems[0].pk, Verification.TRUE, rows.TODAY, Condition.EXISTING)])
        assert jingan.get(address, If_None_Match=mark).status_code == 200

    def test_statements_do_not_grow(
        self, jingan: Caller, problems: list[Problem], statements: Statements
    ) -> None:
        for query in ("limit=1", "limit=100"):
            assert statements(lambda: jingan.read(f"{PROBLEMS}?{query}")) == 3  # noqa: B023
        assert statements(lambda: jingan.read(f"{PROBLEMS}/{problems[0].pk}")) == 5


class TestLists:
    @pytest.fixture
    def version(self, problems: list[Problem]) -> ListVersion:
        """The problem list of 静安, frozen for the survey and issued; a problem more has come since."""
        pk = freeze(by(30, "zhou"), unit().pk, ListKind.PROBLEM, "survey")
        review(by(31, "wu"), pk)
        approve(by(32, "zheng"), pk)
        issue(by(33, "zheng"), pk)
        Desk(unit().pk).take(order("9", rows.OTHER_BUILDING), minutes=40)
        return ListVersion.objects.get(pk=pk)

    @pytest.mark.parametrize("kind", list(ListKind))
    def test_today_it_is_that_of_the_own_unit(
        self, jingan: Caller, problems: list[Problem], kind: ListKind
    ) -> None:
        told = jingan.read(f"{LISTS}/{kind.value}")
        assert (told["kind"], told["unit"], told["as_of"]) == (kind.value, "jingan", "2022-09-15")
        assert (told["phase"], told["version"], told["state"], told["frozen_at"]) == (None, None, None, None)
        assert [column["key"] for column in told["columns"]] == [column.key for column in COLUMNS[kind]]
        assert len(told["lines"]) == 2
        assert all(len(line["cells"]) == len(told["columns"]) for line in told["lines"])

    @pytest.mark.parametrize("asked", ["", "?phase=survey&version=1"])
    def test_what_reports_say_is_for_programs_that_may_read_reports(
        self, desk: Desk, version: ListVersion, asked: str
    ) -> None:
        told = opened("统计平台", rights=(Right.PROBLEM_READ,)).read(f"{LISTS}/problem{asked}")
        keys = [column["key"] for column in told["columns"]]
        assert keys == [c.key for c in COLUMNS[ListKind.PROBLEM] if c.key not in ("details", "number")]
        assert all(len(line["cells"]) == len(keys) for line in told["lines"])
        assert told["lines"][0]["cells"][keys.index("reports")] == 2
        assert "阳光房" not in str(told)

    def test_frozen_it_is_as_it_was(self, jingan: Caller, version: ListVersion) -> None:
        told = jingan.read(f"{LISTS}/problem?phase=survey&version=1")
        assert (told["state"], told["frozen_at"]) == ("issued", "2022-09-15T10:00:00+08:00")
        assert (told["phase"], told["version"], len(told["lines"])) == ("survey", 1, 2)
        assert len(jingan.read(f"{LISTS}/problem")["lines"]) == 3

    def test_no_cache_keeps_what_people_have_said(self, jingan: Caller, version: ListVersion) -> None:
        for asked in ("", "?phase=survey&version=1"):
            assert jingan.get(f"{LISTS}/problem{asked}").headers["Cache-Control"] == "no-store"

    def test_the_versions_are_listed(self, jingan: Caller, minhang: Caller, version: ListVersion) -> None:
        (told,) = jingan.read(LISTS)["versions"]
        assert told == {
            "id": version.pk,
            "kind": "problem",
            "unit": "jingan",
            "phase": "survey",
            "version": 1,
            "state": "issued",
            "frozen_at": "2022-09-15T10:00:00+08:00",
            "issued_at": "2022-09-15T10:03:00+08:00",
        }
        assert jingan.read(f"{LISTS}?kind=task")["versions"] == []
        assert jingan.read(f"{LISTS}?unit=minhang")["versions"] == []
        assert minhang.read(LISTS)["versions"] == []

    @pytest.mark.parametrize("query", ["", "phase=survey&version=1&"])
    def test_line_by_line_everything_comes_once(
        self, jingan: Caller, version: ListVersion, query: str
    ) -> None:
        whole = jingan.read(f"{LISTS}/problem?{query}")["lines"]
        found, after = [], 0
        while after is not None:
            page = jingan.read(f"{LISTS}/problem?{query}limit=1&after={after}")
            found += page["lines"]
            after = page["next"]
        assert found == whole

    @pytest.mark.parametrize("query", ["phase=survey", "version=1", "version=2", "phase=survey&version=2"])
    def test_of_several_that_fit_the_newest_is_taken(
        self, jingan: Caller, version: ListVersion, query: str
    ) -> None:
        freeze(by(50, "zhou"), unit().pk, ListKind.PROBLEM, "survey")
        told = jingan.read(f"{LISTS}/problem?{query}")
        assert told["version"] == (1 if query == "version=1" else 2)
        assert len(told["lines"]) == (2 if query == "version=1" else 3)

    @pytest.mark.parametrize(
        "query",
        ["unit=minhang", "unit=nowhere", "phase=survey&version=2", "unit=minhang&phase=survey&version=1"],
    )
    def test_what_is_not_there_or_not_theirs_is_not_found(
        self, jingan: Caller, version: ListVersion, query: str
    ) -> None:
        refusal(jingan.get(f"{LISTS}/problem?{query}"), 404, "not-found")

    def test_another_district_does_not_see_a_version(self, minhang: Caller, version: ListVersion) -> None:
        refusal(minhang.get(f"{LISTS}/problem?unit=jingan&phase=survey&version=1"), 404, "not-found")

    def test_a_list_that_there_is_not_is_refused(self, jingan: Caller) -> None:
        assert refusal(jingan.get(f"{LISTS}/wish"), 422, "invalid")["where"] == "path.kind"


class TestCompounds:
    def test_one_says_where_it_is(self, jingan: Caller) -> None:
        compound = rows.compound("t1")
        Compound.objects.filter(pk=compound.pk).update(
            longitude=121.45,
            latitude=31.23,
            source_longitude=121.45,
            source_latitude=31.23,
            source_system="wgs84",
        )
        add_aliases(by(), [NewAlias(compound.pk, "青梧小区", "person")])
        told = jingan.read(f"{COMPOUNDS}/{compound.pk}")
        assert (told["code"], told["name"], told["aliases"]) == ("t1", "青梧雅苑", ["青梧小区"])
        assert (told["longitude"], told["latitude"], told["status"]) == (121.45, 31.23, "known")
        assert (told["district"], told["subdistrict"], told["counting_unit"]) == ("静安区", None, "jingan")
        assert told["firm"] is None

    def test_those_of_the_area_are_listed(self, jingan: Caller, minhang: Caller) -> None:
        assert [c["code"] for c in jingan.read(COMPOUNDS)["compounds"]] == ["t1", "t3"]
        assert [c["code"] for c in minhang.read(COMPOUNDS)["compounds"]] == ["t2"]
        first = jingan.read(f"{COMPOUNDS}?limit=1")
        assert [c["code"] for c in jingan.read(f"{COMPOUNDS}?after={first['next']}")["compounds"]] == ["t3"]

    def test_a_provisional_one_is_there_for_the_unit_that_named_it(
        self, desk: Desk, jingan: Caller, minhang: Caller
    ) -> None:
        desk.take(order("1", rows.NOT_KNOWN))
        (told,) = jingan.read(f"{COMPOUNDS}?status=provisional")["compounds"]
        assert (told["name"], told["code"]) == ("碧岩花苑", "")
        assert jingan.read(f"{COMPOUNDS}/{told['id']}") == told
        refusal(minhang.get(f"{COMPOUNDS}/{told['id']}"), 404, "not-found")

    def test_the_same_again_is_not_sent_again(self, jingan: Caller) -> None:
        address = f"{COMPOUNDS}/{rows.compound('t1').pk}"
        first = jingan.get(address)
        assert first.headers["Cache-Control"] == "private, no-cache"
        assert jingan.get(address, If_None_Match=first.headers["ETag"]).status_code == 304

    def test_statements_do_not_grow(self, jingan: Caller, statements: Statements) -> None:
        for query in ("limit=1", "limit=100"):
            assert statements(lambda: jingan.read(f"{COMPOUNDS}?{query}")) == 4  # noqa: B023
