"""The page of a problem: its matter, its limits and its task are shown whole, in few statements, and words stay words."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from problem_pages import address, page_of, problem_of, task_of
from wording import chinese_in

from desk import rows, signed_in, unit
from huiyin.records.problems.actions.assign import assign, return_
from huiyin.records.problems.actions.links import add_links
from huiyin.records.problems.matters import LINKS
from huiyin.records.problems.models import Link
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.reports.actions.fate import withdraw
from huiyin.records.reports.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]


def test_the_page_shows_the_matter_with_its_evidence_its_limit_and_its_past(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")

    page = page_of(client, problem)

    assert "青梧雅苑" in page
    assert "7号楼1201室" in page
    assert f"RW{task_of(problem).pk:07}" in page
    assert all(term in page for term in ("依据", "起算", "截止", "谁负责"))
    assert re.search(r'<mark class="evidence-mark"[^>]*>[^<]*违章搭建', page)
    assert "归入问题" in page
    assert "起因：" in page


def test_the_page_takes_twelve_statements_at_most_however_many_reports_speak_of_it(
    desk: ModuleType, django_assert_num_queries: object
) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")
    page_of(client, problem)
    with django_assert_num_queries(11):  # type: ignore[operator]
        page_of(client, problem)
    rows.Desk(unit().pk).take(*(rows.order(f"B{n}", rows.SUNROOM_AGAIN) for n in range(LINKS)), minutes=5)
    assert Link.objects.filter(problem=problem).count() == LINKS + 1
    with django_assert_num_queries(12):  # type: ignore[operator]
        page_of(client, problem)


def test_the_head_counts_the_orders_that_stand_and_names_those_that_were_withdrawn(desk: ModuleType) -> None:
    # Given
    problem = problem_of()
    rows.Desk(unit().pk).take(rows.order("B1", rows.SUNROOM_AGAIN), minutes=5)
    client, _ = signed_in("lead", "team-lead")
    before = page_of(client, problem)
    assert "2 件，至少 1 人反映" in before
    assert "件已撤回" not in before
    # When
    withdraw(rows.by(10), [Report.objects.get(number="B1").pk], "来电撤回")
    # Then
    page = page_of(client, problem)
    assert "1 件，至少 1 人反映；另有 1 件已撤回，不计" in page
    assert page.count('class="linked"') == 2


def test_an_impossible_id_is_not_found(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    for path in (f"/problems/{10**20}/", f"/tasks/{10**20}/assign/", f"/reports/{10**20}/"):
        assert client.get(path).status_code == 404


def test_words_that_would_harm_a_page_stand_on_it_as_words(desk: ModuleType) -> None:
    # Among them what turns the direction of writing, and one word without end.
    hostile = (
        "<script>alert(1)</script><img src=x onerror=alert(2)>‮\"'&"
        "云帆路88弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房，要求拆除。" + "甲" * 3000
    )
    rows.Desk(unit().pk).take(rows.order("<b>A9</b>", hostile), minutes=5)
    problem = problem_of()
    add_links(rows.by(6), problem.pk, [Report.objects.get(number="<b>A9</b>").pk])
    client, _ = signed_in("lead", "team-lead")
    for path in (address(problem), address(problem, "split")):
        page = client.get(path).content.decode()
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page
        assert "<b>A9</b>" not in page
        assert "&lt;b&gt;A9&lt;/b&gt;" in page
        assert " style=" not in page


def test_returned_words_are_shown_as_words(desk: ModuleType) -> None:
    problem = problem_of()
    (officer,) = add_officers(rows.by(), [NewOfficer("王岚", rows.unit().pk, "A-1")])
    assign(rows.by(9), [task_of(problem).pk], officer_id=officer)
    return_(rows.by(10), [task_of(problem).pk], "<script>x</script>")
    client, _ = signed_in("lead", "team-lead")
    page = page_of(client, problem)
    assert "<script>x" not in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page


def test_the_page_in_english_says_nothing_of_its_own_in_chinese(desk: ModuleType) -> None:
    problem = problem_of()
    client, _ = signed_in("lead", "team-lead")
    client.post("/language/", {"language": "en", "next": "/"})
    for path in (address(problem), address(problem, "verify"), address(problem, "split")):
        page = client.get(path).content.decode()
        own = re.sub(
            r"<ol class=\"timeline\".*?</ol>",
            "",
            page.partition("<main")[2].partition("</main>")[0],
            flags=re.S,
        )
        assert chinese_in(own) == []


def test_the_neighbours_are_the_other_problems_of_the_compound(desk: ModuleType) -> None:
    problem, other = problem_of("A1"), problem_of("A2")
    assert problem.compound_id == other.compound_id
    client, _ = signed_in("lead", "team-lead")
    part = client.get(address(problem, "neighbours")).content.decode()
    assert f'href="{address(other)}"' in part
    assert f'href="{address(problem)}"' not in part


def test_the_card_of_a_task_tells_its_days_its_basis_and_its_phase(desk: ModuleType) -> None:
    problem = problem_of()
    task = task_of(problem)
    client, _ = signed_in("lead", "team-lead")
    page = page_of(client, problem)
    card = page[page.index(f'aria-labelledby="task-{task.pk}"') :]
    card = card[: card.index("</section>")]
    assert all(
        term in card
        for term in ("开始日期", "2022年9月15日", "完成时限", task.due_source, "阶段", "执法整治")
    )


def test_the_page_shows_the_limits_of_its_reports_that_end_first(desk: ModuleType) -> None:
    client, _ = signed_in("lead", "team-lead")
    page = page_of(client, problem_of())
    card = page[page.index('id="limits"') :].partition("</section>")[0]
    assert "先行联系" in card
    assert "办理" in card
    assert card.count("依据") == 2
