"""A city with two districts, a team, a brigade and the bureau, where everything has happened once: made by real actions.

Every kind of record is there for each of three areas, with planted identities wherever identities can come in, and people of
every role. The moment is that of :data:`NOW`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Q
from planted_cases import plant
from planted_identities import Reporter

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.accounts.actions.accounts import Seat, disable_account, open_account
from huiyin.records.accounts.actions.clients import open_client
from huiyin.records.accounts.actions.filters import save_filter
from huiyin.records.accounts.models import Account
from huiyin.records.accounts.roles import Role
from huiyin.records.ledger.action import By
from huiyin.records.ledger.actions import raise_exceptions
from huiyin.records.problems.actions import assign as tasks
from huiyin.records.problems.actions import lists
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.survey import record as record_survey
from huiyin.records.problems.models import Condition, ListKind, Problem, Task, Verification
from huiyin.records.problems.survey_forms import Form
from huiyin.records.registry.actions.base import set_up
from huiyin.records.registry.actions.compounds import load
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.csv_files import CompoundRow, Position
from huiyin.records.registry.models import Compound, Firm, Neighbourhood, Partner, Unit
from huiyin.records.reports import uploads
from huiyin.records.reports.actions import fate
from huiyin.records.reports.actions.look import look
from huiyin.records.reports.actions.mapping import save as save_mapping
from huiyin.records.reports.actions.reply import Answer, interim, send
from huiyin.records.reports.actions.upload import queue
from huiyin.records.reports.models import Channel, Report, Upload

NOW = datetime(2022, 9, 15, 9, 30, tzinfo=SHANGHAI)
EARLIER = NOW - timedelta(days=1)
DAY = NOW.date()
PASSWORD = "a-long-enough-word-17"


@dataclass(frozen=True, slots=True)
class Area:
    """Where a unit's people and records are: its compound, what it is called, who reports from there."""

    unit: str
    district: str
    code: str
    compound: str
    road: str
    subdistrict: str
    firm: str
    reporters: tuple[Reporter, ...]
    # What is put behind every word that a person could have written there.
    hostile: tuple[str, ...] = ()

    def say(self, words: str, most: int = 500) -> str:
        """Some words, and behind them as many of the hostile ones as there is room for."""
        for one in self.hostile:
            if len(words) + len(one) <= most:
                words += one
        return words

    @property
    def orders(self) -> tuple[str, ...]:
        """The numbers of the orders that came in, in their order."""
        return tuple(f"{self.code.upper()}-{number}" for number in range(1, 10))


def _reporters(area: int, marks: str) -> tuple[Reporter, ...]:
    return tuple(Reporter(f"查无此人{mark}", area, number) for number, mark in enumerate(marks, 1))


JINGAN = Area(
    "jingan",
    "静安区",
    "ja1",
    "青梧雅苑",
    "云帆路88弄",
    "江宁路街道",
    "安和物业",
    _reporters(7101, "甲乙丙丁戊己庚辛壬"),
)
MINHANG = Area(
    "minhang",
    "闵行区",
    "mh1",
    "白鹭新城",
    "听潮路1201弄",
    "江川路街道",
    "闵和物业",
    _reporters(7202, "子丑寅卯辰巳午未申"),
)
BRIGADE = Area(
    "lingang",
    "浦东新区",
    "lg1",
    "海棠家园",
    "望洋路15弄",
    "南汇新城镇",
    "港和物业",
    _reporters(7303, "金木水火土风雷云雨"),
)
AREAS = (JINGAN, MINHANG, BRIGADE)
REPORTERS = [reporter for area in AREAS for reporter in area.reporters]
# A compound of 静安 that lies in another subdistrict than that of its team.
ELSEWHERE = CompoundRow(
    code="ja2", name="丹枫别院", district="静安区", address="云帆路166弄", subdistrict="曹家渡街道"
)
CITY = "sh-bureau"


@dataclass(slots=True)
class World:
    """The people by their usernames, and the token of each area's program."""

    people: dict[str, Account] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def of(self, place: str) -> dict[str, Account]:
        """The people of a unit (or ``outside-`` and a unit), by role."""
        return {
            username.partition(".")[2]: account
            for username, account in self.people.items()
            if username.partition(".")[0] == place
        }


def by(actor: str, at: datetime = EARLIER) -> By:
    """Somebody who acted on the day before, through the pages."""
    return By(actor, at, "web")


def unit(code: str) -> Unit:
    """A unit by its code."""
    return Unit.objects.get(code=code)


def make(folder: Path) -> World:
    """Let the city be. ``folder`` takes the files that are imported."""
    set_up(by("operator:test", NOW - timedelta(days=30)))
    load(by("operator:test", NOW - timedelta(days=20)), [*map(_compound, AREAS), ELSEWHERE])
    world = World()
    for area in AREAS:
        people(world, area)
    for code in (CITY, team().code):
        _open_accounts(world, code, lambda words, most: words)
    for area in AREAS:
        live(world, area, folder)
    return world


def settle_in(world: World, area: Area, folder: Path) -> None:
    """Let another area be, with all that happens there."""
    load(by("operator:test", NOW - timedelta(days=20)), [_compound(area)])
    people(world, area)
    live(world, area, folder)


def people(world: World, area: Area) -> None:
    """One person of each role, of the unit or of what stands outside it."""
    _open_accounts(world, area.unit, area.say)
    _open_outside(world, area)


def team() -> Unit:
    """The team of the subdistrict in which 静安's other compound lies: the first one is foreign to it."""
    return Unit.objects.get(
        kind=Unit.Kind.TEAM, subdistrict__name=ELSEWHERE.subdistrict, district__name=ELSEWHERE.district
    )


def compounds_of(area: Area) -> list[Compound]:
    """The compounds of an area: the known one, and then the places that its orders named."""
    there = Q(code=area.code) | Q(scope_unit__code=area.unit)
    return list(Compound.objects.filter(there).order_by("status", "pk"))


def problems_of(area: Area) -> list[Problem]:
    """The problems of an area, those at its known compound first."""
    return list(Problem.objects.filter(compound__in=compounds_of(area)).order_by("compound__status", "pk"))


def _compound(area: Area) -> CompoundRow:
    committee = Neighbourhood.objects.filter(
        subdistrict__name=area.subdistrict, subdistrict__district__name=area.district
    )
    named = committee.order_by("code").values_list("name", flat=True).first() or ""
    at = area.reporters[0].area / 100_000
    return CompoundRow(
        code=area.code,
        name=area.say(area.compound, 100),
        district=area.district,
        address=area.road,
        aliases=(area.compound, *(one for one in area.hostile if len(one) < 100)) if area.hostile else (),
        subdistrict=area.subdistrict,
        neighbourhood=named,
        firm=area.say(area.firm, 100),
        position=Position(121.4 + at, 31.2 + at, 121.4 + at, 31.2 + at, "wgs84"),
        scope_units=("lingang",) if area is BRIGADE else (),
    )


def _open_accounts(world: World, code: str, say: Callable[[str, int], str]) -> None:
    """One person of each role that goes with a unit, an officer with a certificate among them."""
    certified = NewOfficer(say("陈", 40), unit(code).pk, say(f"证-{code}", 40))
    (officer,) = add_officers(by("operator:test"), [certified])
    for role in Role:
        if role in (Role.PROPERTY_MANAGER, Role.NEIGHBOURHOOD_CONTACT, Role.PARTNER):
            continue
        seat = Seat(unit_id=unit(code).pk, officer_id=officer if role == Role.OFFICER else None)
        _open(world, f"{code}.{role}", role, seat, say)


def _open_outside(world: World, area: Area) -> None:
    compound = Compound.objects.get(code=area.code)
    body = Partner.objects.filter(district__name=area.district).order_by("pk")[0]
    seats = {
        Role.PROPERTY_MANAGER: Seat(firm_id=Firm.objects.get(name__startswith=area.firm).pk),
        Role.NEIGHBOURHOOD_CONTACT: Seat(neighbourhood_id=compound.neighbourhood_id),
        Role.PARTNER: Seat(partner_id=body.pk),
    }
    for role, seat in seats.items():
        _open(world, f"{area.unit}.{role}", role, seat, area.say)


def _open(world: World, username: str, role: Role, seat: Seat, say: Callable[[str, int], str]) -> None:
    name = say("某", 40)
    pk = open_account(by("operator:test"), username, name, (role,), seat, PASSWORD, must_change=False)
    world.people[username] = Account.objects.select_related("unit", "neighbourhood", "firm", "partner").get(
        pk=pk
    )


def live(world: World, area: Area, folder: Path) -> None:
    """Everything that can happen in an area, once."""
    here = unit(area.unit)
    actor = {role: f"{area.unit}.{role}" for role in Role}
    _import(area, here, actor[Role.CLERK], _file(area, folder, "done", _cells(area)))
    waiting = _file(area, folder, "waiting", [_line(area, "W1", "门口有一堆东西。", area.reporters[8])])
    uploads.receive(by(actor[Role.CLERK]), waiting, _called(area, waiting), here.pk)
    columns = {"内容描述": "text", area.say("列", 200): "category"}
    # The colon of an address is none of a mapping's name.
    named = area.say(area.unit, 24).partition("javascript:")[0]
    save_mapping(by(actor[Role.CLERK]), named, columns, "generic")
    problems = problems_of(area)
    assert len(problems) >= 3, "the planted orders have become problems"
    _work(area, actor, problems)
    plant(by(actor[Role.OFFICER]), EARLIER, problems[1], here, area.say, folder)
    _give_fates(area, actor)
    for kind in ListKind:
        version = lists.freeze(by(actor[Role.CLERK]), here.pk, kind, "enforcement")
    lists.review(by(actor[Role.DISTRICT_SUPERVISOR]), version)
    _survey(area, actor[Role.OFFICER])
    raise_exceptions(
        by("huiyin"), [("problem", problems[0].pk, "problem.settle", area.say("已无诉件支持该问题"))]
    )
    keeper = world.people[actor[Role.TEAM_LEAD]]
    save_filter(
        by(keeper.username), keeper.pk, "list-problem", area.say(f"{area.district}常用", 40), "state=open"
    )
    _, world.tokens[area.unit] = open_client(
        by("operator:test"),
        area.say(f"{area.district}平台", 64),
        here.pk,
        ("problem.read", "report.read", "report.import"),
    )
    gone = Seat(unit_id=here.pk)
    pk = open_account(by("operator:test"), f"{area.unit}.gone", "离职某", (Role.OFFICER,), gone, PASSWORD)
    disable_account(by("operator:test"), pk, area.say("调离"))


def _cells(area: Area) -> list[dict[str, str]]:
    home = f"市民来电反映：{area.road}{area.compound}"
    texts = (
        f"{home}7号楼1201室业主在楼顶违章搭建阳光房，要求拆除。",
        f"{home}12号楼大堂内有住户停放电动自行车充电，有火灾隐患，要求清理。",
        f"{home}9号楼1101室业主在露台违章搭建阳光房，要求拆除。",
        f"{home}门口有一堆东西，垃圾堆放了几天。",
        "市民来电：自家燃气表读数不对，要求燃气公司上门核对。",
        f"市民来电咨询：{area.road}{area.compound}在楼顶违章搭建阳光房，请问是否属于违法建筑、由哪个部门管？",
        "市民来电反映：碧岩花苑9号楼602室业主在楼顶违章搭建阳光房，要求拆除。",
    )
    cells = [
        _line(area, number, text, who)
        for number, text, who in zip(area.orders, texts, area.reporters, strict=False)
    ]
    # A place that the registry lacks; nothing else tells where it is.
    cells[6]["诉求地址"] = ""
    # Two rows that cannot become reports: what is wrong with the second quotes a telephone in the wrong column.
    impossible, misplaced = area.reporters[7], area.reporters[8]
    cells.append(
        _line(area, area.orders[7], texts[0], impossible) | {"工单生成时间": area.say("2022-02-31 10:00:00")}
    )
    cells.append(_line(area, area.orders[8], texts[0], misplaced) | {"工单生成时间": misplaced.phone})
    return cells


def _line(area: Area, number: str, text: str, who: Reporter) -> dict[str, str]:
    return {
        "工单编号": number,
        "工单生成时间": "2022-09-13 10:05:00",
        "诉求地址": area.say(f"{area.road}，{who.phone}"),
        "诉求区域": area.district,
        # Of a longer text the reader is not sure; one that waits anyway may be long.
        "内容描述": area.say(f"{text}{who.said}", 500 if who in area.reporters[3:6] else 240),
        # A category or an agency that nobody knows makes a report wait.
        "问题大类": area.say("类") if who is area.reporters[3] else "",
        "主办单位": area.say("", 200) if who is area.reporters[4] else "",
        area.say("备注", 100): area.say("无"),
        **who.columns,
    }


def _file(area: Area, folder: Path, name: str, cells: list[dict[str, str]]) -> Path:
    path = folder / f"{area.unit}-{name}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(cells[0]))
        writer.writeheader()
        writer.writerows(cells)
    return path


def _called(area: Area, path: Path) -> str:
    return area.say(path.stem, 200) + path.suffix


def _import(area: Area, here: Unit, actor: str, path: Path) -> Upload:
    upload = uploads.receive(by(actor), path, _called(area, path), here.pk)
    queue(by(actor), upload.pk, "generic", Channel.HOTLINE)
    uploads.run(upload.pk, lambda: EARLIER)
    upload.refresh_from_db()
    assert (upload.state, upload.batch and upload.batch.refused) == ("taken", 2)
    return upload


def _work(area: Area, actor: dict[Role, str], problems: list[Problem]) -> None:
    lead, officer = actor[Role.TEAM_LEAD], actor[Role.OFFICER]
    done, returned, looked_after = problems[:3]
    task = {one.problem_id: one.pk for one in Task.objects.filter(problem__in=problems)}
    lead_unit = {pk: tasks_unit(pk) for pk in task.values()}
    found = DAY - timedelta(days=1)
    verify(
        by(officer), [Finding(one.pk, Verification.TRUE, found, Condition.NEW) for one in (done, returned)]
    )
    settle(by(lead), [done.pk], area.say("已拆除，经复查符合完成标志"))
    tasks.recheck(by(lead), [task[looked_after.pk]], DAY + timedelta(days=3))
    certified = lead_unit[task[looked_after.pk]].officers.first()
    if certified is not None:
        theirs = [task[one.pk] for one in (returned, looked_after)]
        tasks.assign(by(lead), theirs, officer_id=certified.pk, leader=area.say("周队长", 64))
        tasks.return_(by(lead), theirs[:1], area.say("缺照片", 255))


def tasks_unit(task_id: int) -> Unit:
    """The unit that leads a task."""
    return Unit.objects.get(assignments__task=task_id, assignments__role="lead")


def _give_fates(area: Area, actor: dict[Role, str]) -> None:
    clerk, officer = actor[Role.CLERK], actor[Role.OFFICER]
    settled = Report.objects.filter(unit__code=area.unit, reply__state="owed").order_by("pk")[0]
    answered, unsure, outside, inquiry = (Report.objects.get(number=area.orders[at]) for at in (1, 3, 4, 5))
    look(by(officer), [settled.pk], area.say("回访核对地址", 255))
    interim(by(officer), [Answer(answered.pk, area.say("正在核实，办结后再答复您。"))])
    send(by(officer), [Answer(settled.pk, area.say("您好，已拆除。如有新的情况请再反映。"))])
    fate.transfer(
        by(clerk), [outside.pk], area.say("燃气集团", 128), area.say("RQ-1", 96), area.say("不属本单位职责")
    )
    fate.propose_declining(by(clerk), [inquiry.pk], _ground(), area.say("咨询政策，无具体诉求"))
    assert unsure.fate == "pending"


def _ground() -> str:
    return next(iter(book.load().declining))


def _survey(area: Area, officer: str) -> None:
    pk = Compound.objects.get(code=area.code).pk
    found = {"group_renting": 2}
    surveyors = (area.say("陈队员", 60), "林队员")
    words = (area.say("电梯阻车", 255), area.say("停车难"), area.say("划线"))
    record_survey(by(officer), "survey", [Form(pk, DAY - timedelta(days=1), surveyors, 12, found, *words)])
