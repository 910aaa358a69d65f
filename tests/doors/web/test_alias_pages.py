"""Names that corrections brought up, on the side of the compounds."""

from __future__ import annotations

from types import ModuleType

import pytest
from report_pages import refusing, report

from desk import rows, signed_in, unit
from huiyin.records.registry.models import CompoundAlias
from huiyin.records.reports import readings
from huiyin.records.reports.actions.judging import Correction, Seen, correct
from huiyin.records.reports.incoming import Place, Said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
OLD_NAME = (
    "市民来电反映：老青梧大院7号楼1201室业主在楼顶违章搭建阳光房，12号楼大堂内有住户停放电动自行车充电。"
)


def brought_up(number: str, actor: str, code: str = "t1") -> None:
    """Somebody says of an order that its 老青梧大院 is 青梧雅苑, or the compound with a code."""
    rows.Desk(unit().pk).take(rows.order(number, OLD_NAME), minutes=3)
    one = report(number)
    told = Said(("litter",), "compound", "report", None, Place(rows.compound(code).pk))
    seen = Seen(one.pk, readings.mark(one))
    correct(rows.by(5, actor), [Correction(seen, told, {"compound": "老青梧大院"})])


def test_a_proposed_name_is_accepted_by_who_manages_the_registry(desk: ModuleType) -> None:
    signed_in("wu", "clerk")
    brought_up("B1", "wu")
    brought_up("B2", "wu")
    client, _ = signed_in("zhou", "district-supervisor")
    assert 'href="/compounds/aliases/"' in client.get("/compounds/").content.decode()
    page = client.get("/compounds/aliases/").content.decode()
    assert "老青梧大院" in page
    assert '<td class="amount" data-label="更正次数">2</td>' in page
    # It is asked before it is done.
    assert "“老青梧大院”将成为青梧雅苑的别名，以后导入按它识别。采纳错了的，可在小区页移除。" in page
    at = f"/compounds/{rows.compound('t1').pk}/alias/accept/"
    assert f'action="{at}"' in page
    told = client.post(at, {"name": "老青梧大院"}, follow=True).content.decode()
    assert "“老青梧大院”成为青梧雅苑的别名" in told
    assert "没有别名建议" in told
    assert CompoundAlias.objects.get().name == "老青梧大院"


@refusing
def test_names_that_are_proposed_for_several_compounds_are_marked_and_one_is_refused_first(
    desk: ModuleType,
) -> None:
    signed_in("wu", "clerk")
    brought_up("B1", "wu")
    brought_up("B2", "wu", "t3")
    client, _ = signed_in("zhou", "district-supervisor")
    page = client.get("/compounds/aliases/").content.decode()
    assert page.count("同一叫法另有建议") == 2
    assert page.count("先对其中一条选“不采纳”") == 2
    assert "data-dialog=" not in page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert f'<a href="/reports/{report("B1").pk}/">B1</a>' in page
    here, there = (f"/compounds/{rows.compound(code).pk}/alias" for code in ("t1", "t3"))
    told = client.post(f"{here}/accept/", {"name": "老青梧大院"}, follow=True).content.decode()
    assert "“老青梧大院”还被建议作为丹枫别院的别名，请先对其中一条选“不采纳”。" in told
    assert not CompoundAlias.objects.exists()
    client.post(f"{there}/refuse/", {"name": "老青梧大院"})
    page = client.get("/compounds/aliases/").content.decode()
    assert ("同一叫法另有建议" in page, "data-dialog=" in page) == (False, True)
    client.post(f"{here}/accept/", {"name": "老青梧大院"})
    assert CompoundAlias.objects.get().compound == rows.compound("t1")


def test_what_waits_for_oneself_to_decide_is_counted_on_the_button(desk: ModuleType) -> None:
    button = 'href="/compounds/aliases/">别名建议{}</a>'
    client, _ = signed_in("zhou", "district-supervisor", "clerk")
    assert button.format("") in client.get("/compounds/").content.decode()
    brought_up("B1", "wu")
    brought_up("B2", "wu")
    assert button.format(" 1") in client.get("/compounds/").content.decode()
    brought_up("B3", "zhou")
    assert button.format("") in client.get("/compounds/").content.decode()


def test_an_accepted_name_is_on_the_card_with_its_source_and_can_be_removed(desk: ModuleType) -> None:
    brought_up("B1", "wu")
    client, _ = signed_in("zhou", "district-supervisor")
    clerk, _ = signed_in("qian", "clerk")
    at = f"/compounds/{rows.compound('t1').pk}/"
    client.post(f"{at}alias/accept/", {"name": "老青梧大院"})

    card = client.get(at).content.decode()
    assert '<dt>采纳的别名建议</dt><dd><div class="row"><span lang="zh-Hans-CN">老青梧大院</span>' in card
    assert f'action="{at}alias/remove/"' in card
    read = clerk.get(at).content.decode()
    assert "老青梧大院" in read
    assert "老青梧大院" in read
    assert "alias/remove/" not in read
    assert clerk.post(f"{at}alias/remove/", {"name": "老青梧大院"}).status_code == 403

    told = client.post(f"{at}alias/remove/", {"name": "老青梧大院"}, follow=True)
    assert told.redirect_chain == [(at, 302)]
    assert "“老青梧大院”不再是青梧雅苑的别名。" in told.content.decode()
    assert "采纳的别名建议" not in told.content.decode()
    assert not CompoundAlias.objects.exists()


@refusing
def test_one_that_is_refused_or_ones_own_gives_no_name(desk: ModuleType) -> None:
    client, _ = signed_in("zhou", "district-supervisor", "clerk")
    other, _ = signed_in("qian", "district-supervisor")
    brought_up("B1", "zhou")
    at = f"/compounds/{rows.compound('t1').pk}/alias"
    assert "您提出的，由另一人决定" in client.get("/compounds/aliases/").content.decode()
    own = client.post(f"{at}/accept/", {"name": "老青梧大院"}, follow=True).content.decode()
    assert "您自己提出的别名，须由另一人决定。" in own
    told = other.post(f"{at}/refuse/", {"name": "老青梧大院"}, follow=True).content.decode()
    assert "“老青梧大院”不作为青梧雅苑的别名。" in told
    late = other.post(f"{at}/accept/", {"name": "老青梧大院"}, follow=True).content.decode()
    assert "这条别名建议已有决定或已撤回。" in late
    assert not CompoundAlias.objects.exists()


def test_it_is_for_who_manages_the_registry_of_the_area(desk: ModuleType) -> None:
    brought_up("B1", "wu")
    clerk, _ = signed_in("wu", "clerk")
    elsewhere, _ = signed_in("qian", "district-supervisor", code="minhang")
    at = f"/compounds/{rows.compound('t1').pk}/alias/accept/"
    assert clerk.get("/compounds/aliases/").status_code == 403
    assert clerk.post(at, {"name": "老青梧大院"}).status_code == 403
    assert "老青梧大院" not in elsewhere.get("/compounds/aliases/").content.decode()
    assert elsewhere.post(at, {"name": "老青梧大院"}).status_code == 404
