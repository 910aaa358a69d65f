"""Cases of every violation and kind of party, each led through its pages from the first report to the archive.

Which acts on which days is the law's own tests' (``tests/knowledge/law/steps``); here people take them, each at their screen.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from leading import Led
from playwright.sync_api import expect
from visiting import Visitor

from huiyin.records.accounts.models import Account
from knowledge.law.steps.case_driving import (
    concluded,
    decided,
    ordered,
    penalty_beside,
    performed,
    stopped,
    to_be_removed,
    told_to_go,
)
from knowledge.law.steps.fined_cases import ALL, CASES

FIRST_OF_EACH = list({(case[0], case[1]): case for case in reversed(CASES)}.values())[::-1]
# One of them is led for every commit.
EVERY_TIME = ("group-renting", "organisation")


@pytest.mark.parametrize(
    ("violation", "kind", "role", "detail", "area", "amount", "rule"),
    [
        pytest.param(
            *case,
            id=f"{case[0]}, {case[1]}",
            marks=[] if case[:2] == EVERY_TIME else pytest.mark.long,
        )
        for case in FIRST_OF_EACH
    ],
)
def test_an_ordinary_case_is_led_from_the_report_to_the_archive(
    desk: dict[str, Account],
    enter: Callable[..., Visitor],
    settings: LazySettings,
    violation: str,
    kind: str,
    role: str,
    detail: str | None,
    area: float | None,
    amount: float,
    rule: str | None,
) -> None:
    facts = {"detail": detail, "area": area}
    led = Led(enter, settings, violation)
    led.open("ordinary", kind, role, **{name: value for name, value in facts.items() if value is not None})
    ordered(led).check_firm("2022-08-26 10:10")
    decided(concluded(led), amount, rule)
    performed(led, amount).take("perform", "2022-10-10 11:00").answer("2022-10-10 14:00")
    led.take("close", "2022-10-11 10:00").take("archive", "2022-10-12 10:00", volume="2022-88")
    assert led.tracks == {"ordinary": "closed"}
    _nothing_unlawful(led)


@pytest.mark.long
@pytest.mark.parametrize("kind", ALL)
def test_what_is_being_built_is_removed_at_once_and_punished_beside(
    desk: dict[str, Account], enter: Callable[..., Visitor], settings: LazySettings, kind: str
) -> None:
    led = Led(enter, settings, "illegal-construction").open("construction-under-way", kind, "builder")
    stopped(led).take("recheck-again", "2022-08-15 14:00", corrected=False)
    led.take("remove", "2022-08-15 15:00").check_firm("2022-08-15 16:00")
    amount = 50_000 if kind == "organisation" else 20_000
    penalty_beside(led, amount).within("construction-under-way")
    led.take("pay", "2022-09-26 10:00", amount=amount, how="bank").answer("2022-09-26 15:00")
    led.take("close", "2022-09-27 10:00").within("ordinary")
    led.take("perform", "2022-09-28 10:00").take("close", "2022-09-29 10:00")
    led.take("archive", "2022-09-30 10:00", volume="2022-91")
    assert led.tracks == {"construction-under-way": "closed", "ordinary": "closed"}
    _nothing_unlawful(led)


@pytest.mark.long
@pytest.mark.parametrize("kind", ALL)
def test_what_stands_is_removed_by_the_government_after_six_months(
    desk: dict[str, Account], enter: Callable[..., Visitor], settings: LazySettings, kind: str
) -> None:
    led = Led(enter, settings, "illegal-construction")
    led.open("existing-construction", kind, "owner", act_from="2016-05-01")
    told_to_go(led).check_firm("2022-08-19 16:00")
    amount = 50_000 if kind == "organisation" else 20_000
    penalty_beside(led, amount)
    led.take("pay", "2022-09-26 10:00", amount=amount, how="bank").take("annotate", "2022-09-26 11:00")
    to_be_removed(led).take("remove", "2023-03-09 10:00").answer("2023-03-09 15:00")
    led.take("close", "2023-03-10 10:00").within("ordinary")
    led.take("perform", "2023-03-10 11:00").take("close", "2023-03-10 12:00")
    led.take("lift-annotation", "2023-03-13 10:00").take("archive", "2023-03-14 10:00", volume="2023-4")
    assert led.tracks == {"existing-construction": "closed", "ordinary": "closed"}
    _nothing_unlawful(led)


def _nothing_unlawful(led: Led) -> None:
    """The case's page says so, and that it is closed."""
    head = led.visitors["approver"]
    page = head.go(f"/cases/{led.row.pk}/")
    expect(page.get_by_role("main")).to_contain_text("已结案")
    expect(page.get_by_role("main")).to_contain_text("到目前为止未发现不合法之处")
    head.look(f"led-{led.row.violation}-{led.row.party_kind}")
