"""The statute book: what ships is whole, and a book that contradicts itself is refused with file and key."""

import datetime as dt
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from huiyin.knowledge.law.book import BOOK, BookError, load, read_book

CODES_IN_THE_NOTICES_ORDER = {
    "A": ["illegal-construction", "load-bearing", "ebike-common-parts", "use-change", "facade"],
    "B": ["group-renting", "waste-unsorted", "litter", "greenery"],
    "C": ["pm-duty", "pm-waste", "pm-sanitation"],
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped book that a test may spoil."""
    return Path(shutil.copytree(BOOK, tmp_path / "book"))


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_violations_stand_in_the_notices_order_and_what_it_does_not_name_comes_last():
    book = load()

    assert {row.id: list(row.violations) for row in book.campaign.classes} == CODES_IN_THE_NOTICES_ORDER
    named = [code for codes in CODES_IN_THE_NOTICES_ORDER.values() for code in codes]
    assert list(book.violations) == [*named, "common-parts", "renovation-waste", "other"]


def test_a_named_violation_quotes_the_clause_and_an_unnamed_one_says_why():
    book = load()

    assert book.notice_basis("facade").zh == (
        "依据列明：沪城管执〔2022〕52号“（一）加大对危及安全行为查处力度”列明“破坏房屋外貌”"
    )
    assert book.notice_basis("facade").en == (
        "Named in the notice 沪城管执〔2022〕52号, “（一）加大对危及安全行为查处力度”: “破坏房屋外貌”"
    )
    assert book.violation_class("renovation-waste") is None
    assert book.notice_basis("other").en == (
        "Not named: The act is not yet settled, so no class of the notice can be named."
    )
    assert book.notice_basis("renovation-waste").zh == (
        "未列明：通知把《上海市建筑垃圾处理管理规定》列为依据，但三类行为均未列明装修垃圾。"
    )


def test_only_class_a_endangers_safety():
    assert [code for code, row in load().violations.items() if row.hazard] == CODES_IN_THE_NOTICES_ORDER["A"]


def test_every_wrong_that_is_not_the_firms_own_has_a_companion_duty_except_the_unsettled_one():
    book = load()

    without = [code for code, row in book.violations.items() if row.companion_duty is None]

    assert without == ["pm-duty", "pm-waste", "pm-sanitation", "other"]
    assert book.violations["illegal-construction"].companion_duty == "pm-duty"
    assert book.violations["waste-unsorted"].companion_duty == "pm-waste"


def test_work_under_way_is_reached_in_two_hours_and_finished_work_in_a_day():
    book = load()

    for code in ("illegal-construction", "load-bearing"):
        violation = book.violations[code]
        assert violation.condition_needed
        assert violation.in_progress is not None
        assert violation.arrival_clock is not None
        under_way, finished = (
            book.clocks[violation.in_progress.arrival_clock],
            book.clocks[violation.arrival_clock],
        )
        assert [(clock.limit, clock.unit) for clock in (under_way, finished)] == [(2, "hours"), (24, "hours")]


def test_the_law_sets_arrival_for_illegal_building_only():
    clocks = load().clocks

    assert (clocks["arrival-under-way"].set_by, clocks["arrival-under-way"].basis[0].article) == (
        "law",
        "第七条",
    )
    assert (clocks["arrival-structure-under-way"].set_by, clocks["arrival-structure-under-way"].basis) == (
        "unit",
        (),
    )


def test_the_basis_changes_with_the_day_of_the_act():
    book = load()

    def cited(day: dt.date) -> list[str]:
        return [book.cite(row) for row in book.violations["pm-sanitation"].basis_on(day)]

    assert cited(dt.date(2022, 11, 30)) == [
        "《上海市市容环境卫生管理条例》第十二条第一款第（一）项、第十三条第一款",
        "《上海市市容环境卫生管理条例》第十三条第三款",
    ]
    assert cited(dt.date(2022, 12, 1)) == [
        "《上海市市容环境卫生管理条例》第五十九条第（一）项",
        "《上海市市容环境卫生管理条例》第六十条第三款",
    ]


def test_the_number_of_a_document_stands_behind_its_title():
    book = load()

    assert (
        book.cite(book.clocks["contact"].basis[0]) == "《青浦区夏阳街道热线办理规定》（青夏街〔2022〕22号）"
    )


def test_a_recalled_article_is_never_cited_as_law():
    book = load()
    recalled = [
        (code, book.cite(row))
        for code, violation in book.violations.items()
        for row in violation.basis_on(dt.date(2022, 8, 1))
        if not row.citable
    ]

    assert recalled == [
        ("ebike-common-parts", "《上海市非机动车安全管理条例》第二十九条（未核实）"),
        ("pm-duty", "《上海市房屋使用安全管理办法》第十四条第四款、第三十四条第二款（未核实）"),
    ]


def test_the_phases_cover_the_five_months_without_a_gap():
    campaign = load().campaign

    assert (campaign.start, campaign.end) == (dt.date(2022, 7, 1), dt.date(2022, 11, 30))
    days = [campaign.start + dt.timedelta(days=number) for number in range(153)]
    phases = [phase.id for phase in map(campaign.phase_on, days) if phase is not None]
    assert [phases.count(name) for name in ("survey", "enforcement", "consolidation")] == [10, 113, 30]
    assert campaign.phase_on(dt.date(2022, 6, 30)) is None
    assert campaign.phase_on(dt.date(2022, 12, 1)) is None


def test_clocks_have_the_limits_of_their_rules():
    limits = {name: (clock.limit, clock.unit, clock.set_by) for name, clock in load().clocks.items()}

    assert limits == {
        "contact": (1, "working_days", "service-rule"),
        "first-handling": (5, "working_days", "service-rule"),
        "consultation": (1, "working_days", "service-rule"),
        "supervised": (3, "working_days", "service-rule"),
        "complex": (15, "working_days", "service-rule"),
        "re-handling": (3, "working_days", "service-rule"),
        "reporter-informed": (5, "working_days", "law"),
        "transfer": (3, "working_days", "law"),
        "illegal-building-feedback": (1, "months", "law"),
        "firm-report": (24, "hours", "law"),
        "arrival-under-way": (2, "hours", "law"),
        "arrival": (24, "hours", "law"),
        "arrival-structure-under-way": (2, "hours", "unit"),
        "arrival-structure": (24, "hours", "unit"),
    }


def test_windows_outcomes_and_grounds_for_declining_are_complete():
    book = load()

    assert {name: row.days for name, row in book.windows.items()} == {
        "same-caller": 30,
        "different-callers": 15,
        "concentrated": 30,
    }
    assert (book.windows["concentrated"].min_callers, book.windows["concentrated"].min_orders) == (3, 5)
    assert [row.name.zh for row in book.outcomes.values()] == [
        "属实",
        "部分属实",
        "不属实",
        "暂无法核实（未能入户）",
        "不属本部门",
    ]
    assert [row.id for row in book.outcomes.values() if row.confirmed] == ["true", "partly-true"]
    assert book.outcomes["unverifiable"].attempts_needed == 3
    assert len(book.declining) == 8


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        (
            "clocks.toml",
            "limit = 1\n",
            "limit = 1\nlimits = 2\n",
            "clocks.toml, clock[0]: Object contains unknown field `limits`",
        ),
        (
            "clocks.toml",
            'confidence = "V"',
            'confidence = "VV"',
            "Invalid enum value 'VV' - at `$.basis[0].confidence`",
        ),
        ("clocks.toml", "[[clock]]", "[[clock]", "clocks.toml: "),
        (
            "violations/litter.toml",
            'en = "dumped rubbish"',
            'de = "Abfall"',
            "unknown field `de` - at `$.name`",
        ),
        ("fines/facade.toml", 'mode = "optional"', 'mode = "often"', "fine[0]: Invalid enum value 'often'"),
        ("fines/litter.toml", "since = 2022-12-01", "since = 2022-12-01\nparties = []", "fines/litter.toml"),
        ("defects.toml", 'level = "statute"', 'level = "custom"', "defect[0]: Invalid enum value 'custom'"),
    ],
)
def test_a_spoilt_book_is_refused_with_file_and_key(
    copy: Path, file: str, old: str, new: str, complaint: str
):
    spoil(copy / file, old, new)

    with pytest.raises(BookError) as refusal:
        read_book(copy)

    assert complaint in str(refusal.value)
    assert Path(file).name in str(refusal.value)


def test_a_missing_file_is_refused_by_name(copy: Path):
    (copy / "kinds.toml").unlink()

    with pytest.raises(BookError, match=r"^kinds\.toml: cannot be read \(No such file or directory\)$"):
        read_book(copy)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("clocks.toml", "[[clock]", r"^clocks\.toml: Expected"),
        ("procedures/transfer.toml", "id = ", r"^procedures/transfer\.toml: Invalid value"),
        ("violations/litter.toml", "code = 7", r"^violations/litter\.toml: Expected `str`, got `int`"),
        ("clocks.toml", "[[span]]", r"^clocks\.toml, span: unknown; the file holds start and clock$"),
    ],
)
def test_a_file_that_is_no_part_of_a_book_is_refused_by_name(copy: Path, file: str, text: str, said: str):
    (copy / file).write_text(text, encoding="utf-8")

    with pytest.raises(BookError, match=said):
        read_book(copy)


def test_an_empty_file_is_refused_by_name(copy: Path):
    (copy / "windows.toml").write_text("", encoding="utf-8")

    with pytest.raises(BookError, match=r"^windows\.toml: no \[\[window\]\]$"):
        read_book(copy)


def test_a_violation_is_added_by_data_alone(copy: Path):
    text = (copy / "violations" / "other.toml").read_text(encoding="utf-8")
    added = text.replace('code = "other"', 'code = "kennels"')
    (copy / "violations" / "kennels.toml").write_text(added, encoding="utf-8")

    assert list(read_book(copy).violations)[-3:] == ["kennels", "renovation-waste", "other"]


def test_reading_the_book_needs_neither_django_nor_the_calendar():
    program = (
        "import sys; from huiyin.knowledge.law.book import load; from huiyin.knowledge.law import clocks; load();"
        "print([name for name in ('django', 'chinese_calendar', 'pydantic') if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={
            "PYTHONPATH": str(Path(BOOK).parents[3]),
        },
    )

    assert done.stdout.strip() == "[]"


def test_what_a_row_does_not_say_is_the_ordinary_case():
    book = load()

    assert [one.id for one in book.kinds.values() if one.enforces] == ["subdistrict-team", "district-bureau"]
    assert all(one.roll for one in book.clocks.values())
    assert [one.id for one in book.clocks.values() if one.on_approval] == ["complex"]
    assert [(one.confirmed, one.attempts_needed) for one in book.outcomes.values()] == [
        (True, 0),
        (True, 0),
        (False, 0),
        (False, 3),
        (False, 0),
    ]
    unread = [
        one.id for one in book.instruments.values() if not all(version.text_read for version in one.versions)
    ]
    assert unread == [
        "ebike-rules",
        "house-safety-rules",
        "construction-waste-rules",
        "enforcement-rules",
        "enforcement-measures",
    ]
    assert all(row.citable for row in book.clocks["transfer"].basis)
