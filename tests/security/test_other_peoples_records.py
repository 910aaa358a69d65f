"""Every id of one unit, tried by every other unit's people: there is no such page, and nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from every_address import Address, Ids, browser, every, filled, rights_at
from planted_world import BRIGADE, CITY, JINGAN, MINHANG, NOW, World, problems_of, team

from huiyin.records.accounts.models import SavedFilter
from huiyin.records.accounts.roles import Role
from huiyin.records.ledger.models import Entry, ExceptionItem
from huiyin.records.problems.models import ListVersion, Task
from huiyin.records.registry.models import Compound, Officer, Responsibility, Unit
from huiyin.records.reports import readings
from huiyin.records.reports.intake import Order, import_file
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.models import Channel, LandedRow, Report, Upload

pytestmark = pytest.mark.django_db
# Base data that the whole city shares: every unit and firm is known to all who read the registry.
SHARED = {"units-one", "firms-one", "firms-mandate"}
# Accounts and clients are run for the whole installation by whoever has the right.
CITY_WIDE = {"accounts-one", "accounts-disable", "accounts-enable", "accounts-reset", "clients-revoke"}
# Nobody's: an outline or base map of the installation; the token of an undo or a calendar, which is tried in its own test.
NOBODYS = {"map-tiles", "task-undo", "report-undo", "case-calendar"}
WORDS = {
    "reason": "理由",
    "basis": "依据",
    "text": "您好",
    "outcome": "true",
    "condition": "new",
    "on": "2022-09-15",
    "due": "2022-10-30",
    "until": "2022-09-30",
    "body": "某局",
    "receipt": "R-1",
    "ground": "no-standing",
    "number": "X-1",
    "channel": "hotline",
    "mapping": "generic",
    "surveyed_on": "2022-09-14",
    "surveyors": "陈队员、林队员",
    "heard": "3",
    "value": "2022-09-14 10:00:00",
    "column": "工单生成时间",
}


def with_ids(*, outside: bool = True) -> list[Address]:
    left_out = SHARED | CITY_WIDE | NOBODYS if outside else NOBODYS
    return [one for one in every() if one.holes and not one.is_api and one.name not in left_out]


def foreign(address: Address) -> Iterator[Ids]:
    """A record of 闵行, one of each kind where an address takes several."""
    found = filled(address, MINHANG)
    yield from found if address.name == "ledger-chain" else found[:1]


# Of the team and the brigade those who between them have every right.
FEW = (Role.TEAM_LEAD, Role.DISTRICT_SUPERVISOR, Role.AUDITOR, Role.PROPERTY_MANAGER)


@pytest.mark.parametrize("place", [JINGAN.unit, "team", BRIGADE.unit])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_record_of_another_unit_is_there(world: World, place: str, method: str) -> None:
    before, wrong, tried = Entry.objects.count(), [], 0
    for role, account in world.of(team().code if place == "team" else place).items():
        if place != JINGAN.unit and role not in FEW:
            continue
        client = browser(world, account.username)
        for address in with_ids():
            expected = 404 if account.rights & set(rights_at(address)) else 403
            # A gate that is closed is closed before the method is asked.
            if expected == 403 and method == "post":
                continue
            for ids in foreign(address):
                path = address.at(ids)
                status = (
                    client.get(path).status_code if method == "get" else client.post(path, WORDS).status_code
                )
                # Where a page takes no such method, it is asked before the record.
                allowed = {expected, 405} if method == "get" or status == 405 else {expected}
                if status not in allowed:
                    wrong.append(f"{account.username} {method} {path}: {status}, not {expected}")
                tried += 1
                if expected == 403:
                    break
    assert wrong == []
    assert Entry.objects.count() == before
    assert tried > 60


def test_the_team_does_not_see_what_lies_elsewhere_in_its_district(world: World) -> None:
    client = browser(world, f"{team().code}.team-lead")
    problem, elsewhere = problems_of(JINGAN)[0], Compound.objects.get(code="ja2")
    assert client.get(f"/problems/{problem.pk}/").status_code == 404
    assert client.get(f"/compounds/{problem.compound_id}/").status_code == 404
    assert client.get(f"/compounds/{elsewhere.pk}/").status_code == 200


def test_who_looks_at_the_city_finds_all_of_them(world: World) -> None:
    for area in (JINGAN, MINHANG, BRIGADE):
        client = browser(world, f"{CITY}.city-supervisor")
        for name in ("problem", "report", "compound", "list-versions-one", "imports-batch", "ledger-chain"):
            (address,) = (one for one in every() if one.name == name)
            for ids in filled(address, area) if name != "imports-batch" else ():
                assert client.get(address.at(ids)).status_code == 200, address.at(ids)


def test_a_program_finds_nothing_of_another_unit(world: World) -> None:
    before = Entry.objects.count()
    sent = {"Authorization": f"Bearer {world.tokens[JINGAN.unit]}"}
    for address in every():
        if address.is_api and address.holes and "kind" not in address.holes:
            for ids in filled(address, MINHANG):
                assert Client().get(address.at(ids), headers=sent).status_code == 404
    for name in ("reports", "problems", "compounds"):
        page = Client().get(f"/api/v1/{name}?limit=100", headers=sent).content.decode()
        assert MINHANG.compound not in page
        assert JINGAN.compound in page
    assert Entry.objects.count() == before


def body_for(route: str) -> dict[str, object]:
    """Every name by which a form gives an id, with an id of 闵行; ``pick`` and ``row`` with those of the form's own kind."""
    tasks = [task.pk for task in Task.objects.filter(problem__in=problems_of(MINHANG))]
    reports = list(Report.objects.filter(unit__code=MINHANG.unit).values_list("pk", flat=True))
    item = ExceptionItem.objects.get(record="problem", record_id=problems_of(MINHANG)[0].pk)
    kept = SavedFilter.objects.get(account__username=f"{MINHANG.unit}.team-lead")
    row = Responsibility.objects.filter(district__name=MINHANG.district, area="district").first()
    assert row is not None
    picked = {"work/": tasks, "triage/": reports, "exceptions/": [item.pk], "responsibilities/": [row.pk]}
    pick = next((ids for beginning, ids in picked.items() if route.startswith(beginning)), [])
    return {
        **WORDS,
        "pick": pick,
        "row": pick,
        "filter": kept.pk,
        "officer-1": Officer.objects.get(unit__code=MINHANG.unit).pk,
        "tasks-1": ",".join(map(str, tasks)),
        "unit": MINHANG.unit,
        "kind": "problem",
        "phase": "enforcement",
        "all": "1",
    }


@pytest.mark.parametrize("role", ["team-lead", "district-supervisor", "clerk", "approver"])
def test_no_form_takes_an_id_of_another_unit(world: World, role: str) -> None:
    before = Entry.objects.count()
    client = browser(world, f"{JINGAN.unit}.{role}")
    for address in every():
        if address.holes or address.is_api or address.name == "sign-out":
            continue
        # What is pasted is the own unit's in any case; whose number it takes is told below.
        if address.name == "imports-paste":
            continue
        answer = client.post(f"/{address.route}", body_for(address.route))
        assert answer.status_code < 500, address.name
        assert MINHANG.compound not in answer.content.decode(), address.name
        new = list(Entry.objects.order_by("pk")[before:].values_list("action", "record_id"))
        assert new == [], f"{address.name} did {new}"


OWN, THEIRS = JINGAN, MINHANG


def own_task() -> Task:
    return Task.objects.filter(problem__in=problems_of(OWN), state="open")[0]


@pytest.mark.parametrize(
    ("role", "address", "body"),
    [
        ("team-lead", "/tasks/{task}/assign/", {"officer": "{officer}"}),
        ("team-lead", "/tasks/{task}/transfer/", {"unit": "{unit}", "reason": "理由"}),
        ("clerk", "/problems/{problem}/link/", {"number": "{number}", "reason": "理由"}),
        ("clerk", "/reports/{report}/link/", {"number": "{their_problem}", "problem": "{their_problem}", "reason": "理由"}),
        ("clerk", "/problems/{problem}/split/", {"reports": "{linked}", "violation": "litter", "compound": "{compound}", "reason": "理由"}),
        ("clerk", "/review/{unread}/correct/", {"seen": "{mark}", "violations": "litter", "scope": "compound", "act": "report", "compound": "{compound}"}),
        ("district-supervisor", "/compounds/{compound}/alias/accept/", {"name": "白鹭"}),
        ("district-supervisor", "/compounds/{compound}/alias/remove/", {"name": "白鹭"}),
        ("district-supervisor", "/problems/{provisional}/merge/", {"compound": "{compound}"}),
        ("district-supervisor", "/problems/{provisional}/merge/{compound}/", {"reason": "理由"}),
        ("clerk", "/problems/{problem}/unlink/{their_report}/", {"reason": "理由"}),
        ("clerk", "/imports/{batch}/rows/{row}/correct/", {"column": "工单生成时间", "value": "2022-09-14"}),
        ("clerk", "/imports/{their_batch}/rows/{own_row}/correct/", {"column": "工单生成时间", "value": "2022-09-14"}),
        ("clerk", "/lists/versions/freeze/", {"kind": "problem", "unit": "minhang", "phase": "enforcement"}),
        ("district-supervisor", "/officers/new/", {"name": "某人", "unit": "{unit}", "certificate": "证-新"}),
        ("district-supervisor", "/officers/{own_officer}/", {"name": "陈队员", "unit": "{unit}", "certificate": "证-jingan"}),
        ("district-supervisor", "/firms/{firm}/mandates/new/", {"compound": "mh1", "from_date": "2022-09-20"}),
        ("district-supervisor", "/responsibilities/new/", {"violation": "litter", "area": "district", "place": "310112", "lead": "jingan", "lead_unit": "{own_unit}"}),
    ],
)  # fmt: skip
def test_a_form_about_an_own_record_takes_no_id_of_another_unit(
    world: World, role: str, address: str, body: dict[str, str]
) -> None:
    batch, their_batch = (
        Upload.objects.get(unit__code=a.unit, batch__isnull=False).batch_id for a in (OWN, THEIRS)
    )
    own_row, row = (LandedRow.objects.filter(batch=b, state="refused")[0].pk for b in (batch, their_batch))
    their_report = Report.objects.filter(unit__code=THEIRS.unit, fate="linked")[0]
    unread = Report.objects.filter(unit__code=OWN.unit, pending_reason="reading")[0]
    open_ones = [one for one in problems_of(OWN) if one.state == "open"]
    ids: dict[str, object] = {
        "task": own_task().pk,
        "officer": Officer.objects.get(unit__code=THEIRS.unit).pk,
        "own_officer": Officer.objects.get(unit__code=OWN.unit).pk,
        "unit": Unit.objects.get(code=THEIRS.unit).pk,
        "own_unit": Unit.objects.get(code=OWN.unit).pk,
        "problem": open_ones[0].pk,
        "linked": open_ones[0].links.get().report_id,
        "provisional": next(one.pk for one in open_ones if one.compound.status == "provisional"),
        "report": Report.objects.filter(unit__code=OWN.unit, fate="pending")[0].pk,
        "unread": unread.pk,
        "mark": readings.mark(unread).hex(),
        "number": their_report.number,
        "their_report": their_report.pk,
        "their_problem": problems_of(THEIRS)[1].pk,
        "compound": Compound.objects.get(code=THEIRS.code).pk,
        "batch": batch,
        "their_batch": their_batch,
        "row": row,
        "own_row": own_row,
        "firm": Compound.objects.get(code=OWN.code).mandates.get().firm_id,
    }
    before, text = Entry.objects.count(), their_report.text
    client = browser(world, f"{OWN.unit}.{role}")
    answer = client.post(address.format(**ids), {name: value.format(**ids) for name, value in body.items()})
    assert answer.status_code < 500
    new = list(Entry.objects.order_by("pk")[before:].values_list("action", "record", "record_id"))
    assert new == []
    their_report.refresh_from_db()
    assert their_report.text == text


def paste(world: World, username: str, text: str, number: str) -> int:
    told = {"channel": "hotline", "number": number, "text": text, "received": "2022-09-14 08:00"}
    return browser(world, username).post("/imports/paste/", told).status_code


def test_an_order_that_another_unit_has_is_not_rewritten_by_pasting_it(world: World) -> None:
    before = "听潮路1201弄白鹭新城门口有一堆东西。"
    assert paste(world, "minhang.clerk", before, "HL-1") == 302
    held = Report.objects.get(number="HL-1")
    acts = Entry.objects.count()
    assert paste(world, "jingan.clerk", "云帆路88弄青梧雅苑，改写他人诉件。", "HL-1") == 400
    held.refresh_from_db()
    assert (held.text, held.unit.code) == (before, "minhang")
    assert Entry.objects.count() == acts
    # Its own unit may tell it anew.
    assert paste(world, "minhang.clerk", before + "有人在搬。", "HL-1") == 302
    held.refresh_from_db()
    assert held.text == before + "有人在搬。"


def test_nor_by_correcting_a_row_to_its_number(world: World, tmp_path: Path) -> None:
    text = "听潮路1201弄白鹭新城6号楼门口有一堆东西。"
    assert paste(world, "minhang.clerk", text, "HL-2") == 302
    held = Report.objects.get(number="HL-2")
    row = refused_row_of_the_hotline(tmp_path)
    acts = Entry.objects.count()
    corrected = {"column": ["工单编号", "工单生成时间"], "value": [held.number, "2022-09-13 10:05:00"]}
    answer = browser(world, "jingan.clerk").post(f"/imports/{row.batch_id}/rows/{row.pk}/correct/", corrected)
    assert answer.status_code == 400
    assert "该编号属于其他单位接收的诉件" in answer.content.decode()
    held.refresh_from_db()
    assert (held.text, held.unit.code) == (text, "minhang")
    assert Entry.objects.count() == acts


def refused_row_of_the_hotline(folder: Path) -> LandedRow:
    """A row of an export of the hotline that Jing'an could not take: its time is none."""
    path = folder / "orders.csv"
    path.write_text(
        "工单编号,工单生成时间,内容描述\nHL-3,2022-02-31 10:00:00,门口有一堆东西。\n", encoding="utf-8"
    )
    here = Unit.objects.get(code="jingan")
    order = Order(
        path, path.name, Mapping.load("shanghai12345"), Channel.HOTLINE, here.pk, "jingan.clerk", "web"
    )
    batch = import_file(order, lambda: NOW)
    return LandedRow.objects.get(batch=batch.pk, state="refused")


@pytest.mark.parametrize(
    "address",
    [
        "/lists/export/?kind=problem&unit=minhang",
        "/lists/versions/compare/?from={version}&to={version}",
        "/map/compounds.geojson?near={compound}",
        "/imports/files/{upload}/progress/",
        "/survey/{compound}/?phase=survey",
    ],
)
def test_no_query_opens_another_unit(world: World, address: str) -> None:
    ids = {
        "version": ListVersion.objects.filter(unit__code=THEIRS.unit)[0].pk,
        "compound": Compound.objects.get(code=THEIRS.code).pk,
        "upload": Upload.objects.filter(unit__code=THEIRS.unit)[0].pk,
    }
    client = browser(world, "jingan.team-lead")
    assert client.get(address.format(**ids)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/lists/problems/", "/lists/tasks/", "/lists/responsibilities/", "/compounds/", "/reports/", "/work/?tab=all", "/triage/",
        "/imports/", "/lists/versions/", "/exceptions/?kind=fate", "/exceptions/?kind=owner", "/exceptions/?kind=exception",
        "/survey/?state=all", "/map/compounds.geojson", "/responsibilities/", "/officers/", "/lists/problems/filter/", "/lists/problems/filters/",
    ],
)  # fmt: skip
def test_no_list_shows_what_is_another_units(world: World, path: str) -> None:
    client = browser(world, "jingan.team-lead")
    page = client.get(path).content.decode()
    for words in (
        MINHANG.compound,
        MINHANG.firm,
        *MINHANG.orders,
        "minhang-done.csv",
        "minhang-waiting.csv",
        "闵行区常用",
        "证-minhang",
    ):
        assert words not in page


@pytest.mark.parametrize("role", [Role.PROPERTY_MANAGER, Role.NEIGHBOURHOOD_CONTACT, Role.PARTNER])
def test_people_from_outside_see_their_own_places_alone(world: World, role: Role) -> None:
    client = browser(world, f"jingan.{role}")
    for path in (
        "/lists/problems/",
        "/compounds/",
        "/map/compounds.geojson",
        "/lists/versions/",
        "/work/?tab=all",
        "/",
    ):
        page = client.get(path).content.decode()
        assert MINHANG.compound not in page, path
        assert BRIGADE.compound not in page, path
        assert "-done.csv" not in page, path
