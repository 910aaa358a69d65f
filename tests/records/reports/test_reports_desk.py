"""What the desk shows of reports: within an area, page by page, narrowed and found by their numbers."""

from __future__ import annotations

from datetime import date

import pytest

from huiyin.records.accounts.scope import Scope
from huiyin.records.registry.models import Neighbourhood, Unit
from huiyin.records.reports import desk as reports_desk
from huiyin.records.reports.actions.fate import Hold, hold, propose_declining
from huiyin.records.reports.desk import (
    BadCursor,
    Counts,
    Page,
    Proposal,
    WaitingFilter,
    find,
    owned,
    visible,
    waiting,
    waiting_counts,
)
from huiyin.records.reports.models import PendingReason
from records.reports import report_rows as rows
from records.reports.report_rows import TODAY, Desk, by, changed_read, order, prepared, report, unit


def scope(code: str = "jingan") -> Scope:
    return Scope(TODAY, unit=unit(code))


def numbers(page: Page[reports_desk.Waiting]) -> list[str]:
    return [row.number for row in page.rows]


def test_reports_are_seen_by_who_received_them_for_whom_they_wait_and_where_they_are(desk: Desk) -> None:
    desk.take(
        order("1001", rows.SUNROOM),
        order("1002", rows.OUTSIDE),
        order("1003", rows.OTHER_COMPOUND, district="闵行区"),
    )
    Desk(unit("pudong").pk).take(order("2001", rows.SUNROOM), order("2002", rows.OUTSIDE))
    hold(by(5), [Hold(report("2002").pk, PendingReason.OUTSIDE, unit("xuhui").pk, TODAY)])

    def seen(code: str) -> set[str]:
        return set(visible(scope(code)).values_list("number", flat=True))

    assert seen("jingan") == {"1001", "1002", "1003", "2001"}
    assert seen("minhang") == {"1003"}
    assert seen("pudong") == {"2001", "2002"}
    assert seen("xuhui") == {"2002"}
    assert seen("sh-bureau") == {"1001", "1002", "1003", "2001", "2002"}
    assert seen("hongkou") == set()
    assert set(owned(scope("pudong")).values_list("number", flat=True)) == set()
    assert set(owned(scope("xuhui")).values_list("number", flat=True)) == {"2002"}


def test_a_committee_sees_the_reports_at_its_compounds_alone(desk: Desk) -> None:
    team = Unit.objects.filter(kind="team", parent__code="jingan")[0]
    assert team.subdistrict is not None
    committee = Neighbourhood.objects.create(
        code="310106001001", name="青梧居委", subdistrict=team.subdistrict
    )
    place = rows.compound("t1")
    place.subdistrict, place.neighbourhood = team.subdistrict, committee
    place.save()
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.OUTSIDE))
    seen = visible(Scope(TODAY, neighbourhood=committee))
    assert list(seen.values_list("number", flat=True)) == ["1001"]
    assert list(visible(Scope(TODAY, unit=team)).values_list("number", flat=True)) == ["1001"]


@pytest.fixture
def pile(desk: Desk) -> list[str]:
    """Seven reports that wait; of the last two the work is under way. Their numbers in the order in which they are due."""
    told = [order(str(1000 + n), rows.OUTSIDE, dispatched=f"2022-09-0{9 - n % 3} 09:00:00") for n in range(5)]
    desk.take(*told)
    under_way = [
        changed_read(row, in_progress=True)
        for row in prepared(
            order("2001", rows.NO_PLACE, dispatched="2022-09-13 09:00:00"),
            order("2000", rows.NO_PLACE, dispatched="2022-09-13 09:00:00"),
        )
    ]
    desk.receive(under_way)
    return ["2001", "2000", "1002", "1001", "1004", "1000", "1003"]


def test_what_waits_is_read_page_by_page_work_under_way_first_then_the_soonest_due(pile: list[str]) -> None:
    found: list[str] = []
    after, pages = "", 0
    while True:
        page = waiting(scope(), TODAY, after=after, size=2)
        found += numbers(page)
        pages += 1
        after = page.after
        if not after:
            break
    assert (found, pages) == (pile, 4)
    assert waiting(scope("minhang"), TODAY).rows == ()
    assert numbers(waiting(scope("sh-bureau"), TODAY)) == pile


def test_a_waiting_report_tells_what_decides_its_fate_and_its_text_is_masked(desk: Desk) -> None:
    desk.take(
        order("1001", f"{rows.OUTSIDE}电话13812345678。", agency="燃气公司", dispatched="2022-09-12 09:00:00")
    )
    one = report("1001").pk
    propose_declining(by(5, "wu"), [one], "out-of-area", "不在受理范围")
    (row,) = waiting(scope(), TODAY).rows
    assert row == reports_desk.Waiting(
        report_id=one,
        number="1001",
        channel="hotline",
        reason="outside",
        due=date(2022, 9, 13),
        provisional=False,
        overdue=True,
        in_progress=False,
        urgency="",
        created_on=date(2022, 9, 14),
        district="静安区",
        agency="燃气公司",
        compound="",
        text=f"{rows.OUTSIDE}电话138******78。",
        violations=(),
        scope="unclear",
        why_unsure="",
        owner=unit().short_name,
        proposed=Proposal("out-of-area", "不在受理范围", "wu", by(5).at),
    )


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (WaitingFilter(reason="place"), {"2000", "2001"}),
        (WaitingFilter(reason="outside"), {"1000", "1001", "1002", "1003", "1004"}),
        (WaitingFilter(in_progress=True), {"2000", "2001"}),
        (WaitingFilter(overdue=True), {"1001", "1002", "1004", "1000", "1003", "2000", "2001"}),
        (WaitingFilter(agency="燃气公司"), set()),
        (WaitingFilter(channel="hotline", district="静安区", words="楼顶 阳光房"), {"2000", "2001"}),
        (WaitingFilter(channel="media"), set()),
        (WaitingFilter(proposed=True), {"1000"}),
        (WaitingFilter(proposed=False, reason="outside"), {"1001", "1002", "1003", "1004"}),
    ],
)
def test_what_waits_can_be_narrowed(pile: list[str], filters: WaitingFilter, expected: set[str]) -> None:
    propose_declining(by(5, "wu"), [report("1000").pk], "out-of-area", "不在受理范围")
    assert set(numbers(waiting(scope(), TODAY, filters))) == expected
    counted = waiting_counts(scope(), TODAY, filters)
    assert sum(c.reports for r, c in counted.items() if filters.reason in ("", r)) == len(expected)
    proposed = sum(c.proposed for r, c in counted.items() if filters.reason in ("", r))
    assert proposed == len(expected & {"1000"})


@pytest.fixture
def told(desk: Desk) -> None:
    """Four reports that wait, with numbers in their words: of two telephones, an identity card, an address of mail."""
    desk.take(
        order("1001", f"{rows.OUTSIDE}请回电13847500692。", dispatched="2022-09-12 09:00:00"),
        order("1002", f"{rows.OUTSIDE}身份证31010119800304475Ｘ。", dispatched="2022-09-13 09:00:00"),
        order(
            "1003", f"{rows.OUTSIDE}他住一楼475室，一三八四七五零零六九二。", dispatched="2022-09-14 09:00:00"
        ),
        order(
            "1004",
            f"{rows.OUTSIDE}请写信到Wang.Xiaoming475@example.cn。",
            address="云帆路88弄，１３８－４７５０－０６９２",
            dispatched="2022-09-14 10:00:00",
        ),
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # What is shown of a number finds it; what is hidden of it does not, nor does a part that is half hidden.
        ("138", ["1001"]),
        ("13847500692", []),
        ("1384", []),
        ("4750", []),
        ("69", []),
        ("7500692", []),
        ("92", ["1001"]),
        ("19800304", []),
        ("475Ｘ", []),
        ("5Ｘ", ["1002"]),
        ("475", ["1003"]),
        ("475室 一楼", ["1003"]),
        ("一三八四", []),
        ("七五", []),
        ("一三八", ["1003"]),
        ("xiaoming", []),
        ("Wang", []),
        ("EXAMPLE.cn", ["1004"]),
        ("１３８", ["1004"]),
        ("４７５０", []),
        ("云帆路88弄", ["1004"]),
        ("云帆路 4750", []),
        ("燃气", ["1001", "1002", "1003", "1004"]),
        ("138****", []),
    ],
)
def test_nothing_is_found_by_what_masking_hides(told: None, words: str, expected: list[str]) -> None:
    filters = WaitingFilter(words=words)
    found: list[str] = []
    after = ""
    while True:
        page = waiting(scope(), TODAY, filters, after, size=2)
        found += numbers(page)
        if not (after := page.after):
            break
    assert found == expected
    assert waiting_counts(scope(), TODAY, filters)["outside"].reports == len(expected)


def test_words_that_could_be_hidden_are_counted_as_others_are_in_one_statement(
    told: None, django_assert_num_queries: object
) -> None:
    ours, late = scope(), date(2022, 9, 15)
    for words in ("自家燃气", "138"):
        with django_assert_num_queries(1):  # type: ignore[operator]
            counted = waiting_counts(ours, late, WaitingFilter(words=words))
        expected = {"自家燃气": Counts(4, 0, 2), "138": Counts(1, 0, 1)}[words]
        assert counted == {reason.value: Counts() for reason in PendingReason} | {"outside": expected}
        for size in (1, 20):
            with django_assert_num_queries(1):  # type: ignore[operator]
                waiting(ours, late, WaitingFilter(words=words), size=size)


def test_an_agency_is_shown_masked_and_its_number_finds_nothing(desk: Desk) -> None:
    desk.take(order("1001", rows.OUTSIDE, agency="燃气公司63800001"))
    (row,) = waiting(scope(), TODAY).rows
    assert row.agency == "燃气公司638***01"
    assert waiting(scope(), TODAY, WaitingFilter(agency="燃气公司63800001")).rows == ()
    assert waiting(scope(), TODAY, WaitingFilter(agency="燃气公司638***01")).rows == ()


def test_each_reason_is_counted_whether_anything_waits_for_it_or_not(
    pile: list[str], django_assert_num_queries: object
) -> None:
    ours = scope()
    with django_assert_num_queries(1):  # type: ignore[operator]
        counted = waiting_counts(ours, date(2022, 9, 10), WaitingFilter(reason="place"))
    assert counted == {reason.value: Counts() for reason in PendingReason} | {
        "outside": Counts(5, 0, 3),
        "place": Counts(2, 2, 0),
    }
    for size in (1, 20):
        with django_assert_num_queries(1):  # type: ignore[operator]
            waiting(ours, TODAY, size=size)


@pytest.mark.parametrize("after", ["1", "a~2022-09-14~1", "1~2022-13-14~1", "1~2022-09-14~1~2", "~~"])
def test_what_no_page_gave_is_no_place_in_a_list(desk: Desk, after: str) -> None:
    with pytest.raises(BadCursor):
        waiting(scope(), TODAY, after=after)


def test_a_report_is_found_by_its_number_or_the_beginning_of_it_within_the_area(
    desk: Desk, django_assert_num_queries: object
) -> None:
    desk.take(*(order(number, rows.OUTSIDE) for number in ("2022091500", "20220915001", "20220914", "A-1%")))
    Desk(unit("minhang").pk).take(order("2022091501", rows.OUTSIDE))
    ours = scope()
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = find(ours, " 2022091500 ")
    assert [one.number for one in found] == ["2022091500", "20220915001"]
    assert [one.number for one in find(scope(), "202209")] == ["20220914", "2022091500", "20220915001"]
    assert [one.number for one in find(scope("sh-bureau"), "202209", limit=2)] == ["20220914", "2022091500"]
    assert [one.number for one in find(scope(), "A-1%")] == ["A-1%"]
    assert find(scope(), "20") == []
    assert find(scope(), "%%%") == []
