"""Finding problems by words: two characters are enough, and no query does harm."""

from __future__ import annotations

import pytest
from django.db import connection

from huiyin.records.invariants import run
from huiyin.records.problems.models import Problem
from huiyin.records.problems.numbers import problem_number
from huiyin.records.problems.search import matching, words
from huiyin.records.registry.actions.amending import Amendment, NewAlias, add_aliases, amend, remove_aliases
from huiyin.records.registry.actions.compounds import load
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.csv_files import CompoundRow
from huiyin.records.registry.models import Compound
from records.problems import list_making as m

pytestmark = pytest.mark.django_db


@pytest.fixture
def compounds(db: None) -> tuple[Compound, Compound]:
    """梧桐苑 in 静安区 and 白鹭新城 in 闵行区."""
    m.registry()
    return (
        m.compound("t1", "梧桐苑", "静安区", address="云帆路88弄", aliases=("老梧桐",)),
        m.compound("t2", "白鹭新城", "闵行区", address="听潮路1201弄"),
    )


@pytest.fixture
def problems(compounds: tuple[Compound, Compound]) -> dict[str, Problem]:
    """Three problems, by the names that the tests give them."""
    here, there = compounds
    return {
        "wall": m.complain(here, "1", building="7", room="1201"),
        "cars": m.complain(here, "2", "ebike-common-parts", building="12", room="7"),
        "other": m.complain(there, "3", "illegal-construction", building="A3"),
    }


def found(query: str, problems: dict[str, Problem]) -> set[str]:
    names = {problem.pk: name for name, problem in problems.items()}
    return {names[pk] for pk in matching(Problem.objects.all(), query).values_list("pk", flat=True)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("梧桐苑7号楼", "梧桐 桐苑 7 号楼"),
        ("苑", "苑"),
        ("Ａ３栋", "a3 栋"),
        ("云帆路88弄", "云帆 帆路 88 弄"),
        ("“梧桐”（二期）", "梧桐 二期"),
        ("𠀀𠀁𠀂", "𠀀𠀁 𠀁𠀂"),
        ("", ""),
        ("……", ""),
    ],
)
def test_chinese_is_told_in_pairs_and_the_rest_whole(text: str, expected: str) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("梧桐", {"wall", "cars"}),
        ("桐苑", {"wall", "cars"}),
        ("梧桐苑", {"wall", "cars"}),
        ("老梧桐", {"wall", "cars"}),
        ("桐梧", set()),
        ("梧苑", set()),
        ("白", {"other"}),
        ("梧", {"wall", "cars"}),
        ("静安", {"wall", "cars"}),
        ("闵行区", {"other"}),
        ("云帆路88弄", {"wall", "cars"}),
        ("云帆路８８弄", {"wall", "cars"}),
        ("云帆路8弄", set()),
        ("听潮 新城", {"other"}),
        ("听潮　新城", {"other"}),
        ("听潮 梧桐", set()),
        ("7号楼", {"wall"}),
        ("7号", {"wall"}),
        ("12号楼", {"cars"}),
        ("1201", {"wall", "other"}),
        ("1201室", {"wall"}),
        ("120", {"wall", "other"}),
        ("201", set()),
        ("梧桐苑7号楼1201室", {"wall"}),
        ("梧桐苑12号楼1201室", set()),
        ("a3", {"other"}),
        ("A3号楼", {"other"}),
        ("承重", {"wall"}),
        ("违法搭建", {"other"}),
        ("违建", {"other"}),
        ("私搭", {"other"}),
        ("电瓶车", {"cars"}),
        ("飞线", {"cars"}),
        ("敲墙", {"wall"}),
        ("梧桐 电瓶车", {"cars"}),
        ("梧桐苑电瓶车", {"cars"}),
        ("梧桐苑7号楼敲墙", {"wall"}),
        ("白鹭新城电瓶车", set()),
        ("白鹭 违建", {"other"}),
        ("群租房", set()),
        ("", {"wall", "cars", "other"}),
        ("  ", set()),
        ("！？", set()),
    ],
)
def test_a_query_finds_what_people_mean(query: str, expected: set[str], problems: dict[str, Problem]) -> None:
    assert found(query, problems) == expected


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "'",
        "梧桐'",
        '梧桐" OR "白鹭',
        "梧桐 OR 白鹭",
        "梧桐 NOT 白鹭",
        "NEAR(梧桐 白鹭)",
        "words:梧桐",
        "梧桐*",
        "梧桐 & !白鹭",
        "'; DROP TABLE problems_problem; --",
        "(((",
        "\\",
        "%s %(a)s",
        "梧\x00桐",
        "梧桐<->白鹭",
        ":*",
        "桐" * 5000,
    ],
)
def test_the_syntax_of_an_index_does_no_harm(query: str, problems: dict[str, Problem]) -> None:
    assert found(query, problems) <= set(problems)
    assert Problem.objects.count() == 3


def test_words_of_an_index_are_words(problems: dict[str, Problem]) -> None:
    assert found("梧桐 OR 白鹭", problems) == set()


def test_a_number_finds_the_problem_that_has_it(problems: dict[str, Problem]) -> None:
    number = problem_number(problems["cars"].pk)
    assert found(number, problems) == found(f"{number.lower()} 梧桐", problems) == {"cars"}
    assert found(f"{number} 白鹭", problems) == set()
    assert found("WT999999999", problems) == set()


def test_a_compound_that_is_renamed_is_found_by_its_new_name_alone(
    compounds: tuple[Compound, Compound], problems: dict[str, Problem]
) -> None:
    amend(m.by(), [Amendment(compounds[1].pk, {"name": "丹枫别院"})])
    assert (found("丹枫", problems), found("白鹭", problems)) == ({"other"}, set())


def test_a_new_alias_finds_the_problems_that_were_open_before(
    compounds: tuple[Compound, Compound], problems: dict[str, Problem]
) -> None:
    add_aliases(m.by(), [NewAlias(compounds[1].pk, "鹭岛")])
    assert (found("鹭岛", problems), found("白鹭", problems)) == ({"other"}, {"other"})


def test_an_alias_that_is_removed_finds_them_no_more(
    compounds: tuple[Compound, Compound], problems: dict[str, Problem]
) -> None:
    add_aliases(m.by(), [NewAlias(compounds[1].pk, "鹭岛")])
    remove_aliases(m.by(), compounds[1].pk, ["鹭岛"])
    assert (found("鹭岛", problems), found("白鹭", problems)) == (set(), {"other"})


def test_a_list_that_names_a_compound_otherwise_is_followed(problems: dict[str, Problem]) -> None:
    load(m.by(), [CompoundRow(code="t2", name="丹枫别院", district="静安区", aliases=("枫院",))])
    assert (found("丹枫", problems), found("枫院", problems), found("白鹭", problems)) == (
        {"other"},
        {"other"},
        set(),
    )
    assert found("静安", problems) == {"wall", "cars", "other"}


def test_problems_of_a_merged_compound_are_found_by_both_names(
    compounds: tuple[Compound, Compound], problems: dict[str, Problem]
) -> None:
    here, there = compounds
    merge(m.by(), there.pk, here.pk, "同一小区")
    assert found("白鹭", problems) == found("梧桐", problems) == {"wall", "cars", "other"}
    assert found("听潮", problems) == set()


def test_a_merged_problem_that_stays_follows_the_names_that_its_compound_gives_away(
    problems: dict[str, Problem], compounds: tuple[Compound, Compound]
) -> None:
    here, there = compounds
    # Given the same wrong at the same place of both, of which one stays behind as merged
    m.complain(there, "4", building="7", room="1201")
    assert [one for one in run(m.moment()) if one.invariant == "problem.words"] == []
    merge(m.by(), here.pk, there.pk, "同一小区")
    assert Problem.objects.get(pk=problems["wall"].pk).state == "merged"
    assert [one for one in run(m.moment()) if one.invariant == "problem.words"] == []


def test_finding_takes_one_statement(
    problems: dict[str, Problem], django_assert_num_queries: pytest.fixture
) -> None:
    with django_assert_num_queries(1):
        assert len(matching(Problem.objects.all(), "梧桐")) == 2


def test_what_is_searched_is_what_stands_in_the_table(problems: dict[str, Problem]) -> None:
    """The index follows every change of the words, and their end."""
    Problem.objects.filter(pk=problems["other"].pk).update(words="丹枫")
    assert (found("丹枫", problems), found("白鹭", problems)) == ({"other"}, set())
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO problems_words(problems_words, rank) VALUES ('integrity-check', 1)")
