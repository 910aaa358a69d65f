"""One switch, and every page is in English: no Chinese is left but names and what is said to be Chinese."""

from __future__ import annotations

from collections.abc import Callable

import planting
from names import untranslated
from playwright.sync_api import expect
from visiting import Visitor

from huiyin.records.accounts.models import Account
from huiyin.records.problems.actions.lists import freeze
from huiyin.records.problems.models import ListKind
from huiyin.records.reports.models import ImportBatch


def test_after_the_switch_every_page_of_a_matter_is_in_english(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    someone = enter("leader", 390)
    page = someone.go("/")
    page.locator("header summary").last.click()
    page.get_by_role("button", name="English").filter(visible=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")

    one, report, task = planting.problem("A1"), planting.report("A3"), planting.task("A1")
    compound = planting.compound("青梧雅苑")
    paths = (
        f"/problems/{one.pk}/",
        f"/problems/{one.pk}/verify/",
        f"/problems/{one.pk}/settle/",
        f"/problems/{one.pk}/split/",
        f"/problems/{one.pk}/link/",
        f"/tasks/{task.pk}/assign/",
        f"/tasks/{task.pk}/return/",
        f"/compounds/{compound.pk}/",
        f"/survey/{compound.pk}/",
        "/imports/paste/",
        "/responsibilities/who/?place=青梧雅苑&violation=illegal-construction",
        f"/units/{desk['leader'].unit_id}/",
        "/profile/",
    )
    strays = {}
    for path in paths:
        someone.go(path)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        if found := untranslated(someone.strays()):
            strays[path] = found
    assert strays == {}
    assert report.fate == "pending"


def test_the_pages_of_a_district_are_in_english_too(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    unit = desk["district"].unit_id
    versions = [freeze(planting.by("clerk", n), unit, ListKind.TASK, "enforcement") for n in range(2)]
    report = planting.report("A3")
    someone = enter("district", 1440, "dark", "en-GB")
    paths = (
        f"/lists/versions/{versions[0]}/",
        f"/lists/versions/{versions[0]}/print/",
        f"/lists/versions/compare/?from={versions[0]}&to={versions[1]}",
        "/lists/problems/filter/",
        f"/reports/{report.pk}/",
        f"/reports/{planting.report('A1').pk}/",
        f"/ledger/problem/{planting.problem('A1').pk}/",
        f"/problems/{planting.problem('N1').pk}/merge/",
        "/responsibilities/new/",
        "/responsibilities/file/",
        "/firms/new/",
        "/officers/new/",
    )
    strays = {}
    for path in paths:
        page = someone.go(path)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        if found := untranslated(someone.strays()):
            strays[path] = found
    assert strays == {}
    assert ImportBatch.objects.count() == 0
