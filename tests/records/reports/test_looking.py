"""Looking at who a reporter is: shown as received, named in the ledger, never repeated there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import LazySettings

from huiyin.records.ledger.chain import canonical
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.queries import gazetteer
from huiyin.records.reports.actions.erase import erase
from huiyin.records.reports.actions.look import LookRefused, look
from huiyin.records.reports.actions.reply import Answer, send
from huiyin.records.reports.identity import Identity
from huiyin.records.reports.incoming import Arrival
from huiyin.records.reports.intake import Order, import_file
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.header import Header
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.mappings import load_mapping
from huiyin.records.reports.models import Channel, LandedRow, Look, SavedMapping
from huiyin.records.reports.numbering import HOTLINE
from huiyin.records.reports.preparing import Preparer
from huiyin.records.reports.queries import looks
from records.reports import report_rows as rows
from records.reports.erasing import NAME, PHONE, tick_off
from records.reports.report_rows import Desk, by, history, order, refused, report


def test_a_look_shows_the_identity_columns_as_received_and_is_kept(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM, name=f" {NAME}", phone=f"{PHONE} 转2"), order("1002", rows.EBIKES))
    ids = [report("1001").pk, report("1002").pk]
    shown = look(by(10, "wu"), ids, "回访核实地址")

    assert shown == {
        ids[0]: (Identity("reporter_name", "姓名", NAME), Identity("phone", "联系电话", f"{PHONE} 转2")),
        ids[1]: (),
    }
    kept = Look.objects.order_by("report_id").values_list("report_id", "actor", "at", "reason", "shown")
    assert list(kept) == [
        (ids[0], "wu", by(10).at, "回访核实地址", "姓名,联系电话"),
        (ids[1], "wu", by(10).at, "回访核实地址", ""),
    ]
    assert history("report", ids[0])[-1] == (
        "report.look",
        {"shown": "姓名,联系电话", "reason": "回访核实地址"},
    )
    told = "".join(Entry.objects.values_list("content", flat=True))
    assert NAME not in told
    assert PHONE not in told


def test_the_newest_row_counts(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM, name=NAME, phone=PHONE))
    desk.take(order("1001", rows.SUNROOM, name="上官", phone=""), minutes=1)
    (shown,) = look(by(10), [report("1001").pk], "回访").values()
    assert shown == (Identity("reporter_name", "姓名", "上官"),)


def from_a_file(desk: Desk, folder: Path, name: str, line: str) -> None:
    path = folder / name
    path.write_text(f"工单编号,工单生成时间,内容描述,姓名,联系电话\n{line}\n", encoding="utf-8")
    mapping = load_mapping("generic")
    import_file(Order(path, name, mapping, Channel.HOTLINE, desk.unit_id, "lin", "cli"), lambda: by().at)


def test_a_later_row_of_a_file_that_names_nobody_leaves_who_it_was(
    desk: Desk, tmp_path: Path, settings: LazySettings
) -> None:
    settings.HUIYIN_HOME = tmp_path / "home"
    from_a_file(desk, tmp_path, "one.csv", f"1001,2022-09-14 10:00,{rows.SUNROOM},{NAME},{PHONE}")
    from_a_file(desk, tmp_path, "two.csv", f"1001,2022-09-14 10:00,{rows.SUNROOM}请尽快。,,")
    (shown,) = look(by(10), [report("1001").pk], "回访").values()
    assert shown == (Identity("reporter_name", "姓名", NAME), Identity("phone", "联系电话", PHONE))
    # When a later row names another person, then nothing of the first is put to that name
    from_a_file(desk, tmp_path, "three.csv", f"1001,2022-09-14 10:00,{rows.SUNROOM}请尽快处理。,上官,")
    (shown,) = look(by(11), [report("1001").pk], "回访").values()
    assert shown == (Identity("reporter_name", "姓名", "上官"),)


def test_a_person_who_writes_an_order_without_its_caller_means_it(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM, name=NAME, phone=PHONE))
    desk.take(order("1001", rows.SUNROOM, name="", phone=""), minutes=1)
    (shown,) = look(by(10), [report("1001").pk], "回访").values()
    assert shown == ()


def test_the_hotlines_own_export_shows_its_call_and_its_clerk(desk: Desk) -> None:
    header = Header(1, ("工单编号", "工单生成时间", "内容描述", "通话编号", "工号"))
    preparer = Preparer(Mapping.load("shanghai12345").bind(header), gazetteer())
    row = Row(2, ("88", "2022-09-14 10:00:00", rows.SUNROOM, "20220914000123", "A071"))
    desk.receive(preparer.prepare([row], Arrival(HOTLINE, rows.AT)))
    (shown,) = look(by(10), [report("88").pk], "调听录音").values()
    assert [(one.field, one.value) for one in shown] == [("call_id", "20220914000123"), ("clerk", "A071")]


def test_a_mapping_that_people_saved_says_which_columns_tell_who_a_person_is(
    desk: Desk, tmp_path: Path
) -> None:
    columns = [
        {"field": "number", "names": ["编号"]},
        {"field": "text", "names": ["说了什么"], "required": True},
        {"field": "reporter_name", "names": ["谁说的"], "identity": True},
    ]
    saved = Mapping.from_dict({"name": "street", "version": 1, "columns": columns})
    SavedMapping.objects.create(
        name="street", version=1, content=canonical(saved.to_dict()), actor="lin", at=by().at
    )
    path = tmp_path / "street.csv"
    path.write_text(f"编号,说了什么,谁说的\n9,{rows.SUNROOM},{NAME}\n", encoding="utf-8")
    import_file(Order(path, path.name, saved, Channel.HOTLINE, desk.unit_id, "lin", "cli"), lambda: by().at)
    one = report("9").pk
    assert look(by(10), [one], "回访") == {one: (Identity("reporter_name", "谁说的", NAME),)}
    # When the mapping is gone, then only columns with usual names are known
    SavedMapping.objects.all().delete()
    assert look(by(11), [one], "回访") == {one: ()}


def test_looks_are_listed_newest_first_by_person_and_by_report(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM, name=NAME), order("1002", rows.EBIKES))
    one, other = report("1001").pk, report("1002").pk
    look(by(10, "wu"), [one], "回访")
    look(by(20, "lin"), [one, other], "核对")
    assert [(found.actor, found.report_id) for found in looks()] == [
        ("lin", other),
        ("lin", one),
        ("wu", one),
    ]
    assert [found.report_id for found in looks(actor="wu")] == [one]
    assert [found.actor for found in looks(report_id=one)] == ["lin", "wu"]


def test_an_erased_report_shows_nobody_and_refuses_the_whole_set(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM, name=NAME, phone=PHONE), order("1002", rows.EBIKES, name=NAME))
    gone, stays = report("1001").pk, report("1002").pk
    tick_off(5)
    send(by(6), [Answer(gone, "已处理"), Answer(stays, "已处理")])
    erase(by(7), [gone], "反映人要求删除")
    with refused(LookRefused, f"report {gone} was erased"):
        look(by(10), [stays, gone], "回访")
    assert not Look.objects.exists()


@pytest.mark.parametrize(("reason", "words"), [(" ", "needs a reason"), ("因" * 256, "at most 255")])
def test_looking_takes_a_reason_that_can_be_kept(desk: Desk, reason: str, words: str) -> None:
    desk.take(order("1001", rows.SUNROOM))
    with refused(LookRefused, words):
        look(by(10), [report("1001").pk], reason)


def test_what_is_not_there_or_cannot_be_opened_is_refused(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM, name=NAME), order("1002", rows.EBIKES, name=NAME))
    one, other = report("1001").pk, report("1002").pk
    for unknown in (one + 1000, 10**20):
        with refused(LookRefused, f"there is no report {unknown}"):
            look(by(10), [one, unknown], "回访")
    # Given a row whose content is another row's
    raw = LandedRow.objects.get(report=other).raw
    kept = LandedRow.objects.get(report=one).raw
    LandedRow.objects.filter(report=one).update(raw=raw)
    with refused(LookRefused, "a row as received cannot be opened"):
        look(by(10), [one], "回访")
    LandedRow.objects.filter(report=one).update(raw=kept)


def test_a_look_takes_the_same_statements_for_any_number(
    desk: Desk, django_assert_num_queries: object
) -> None:
    desk.take(*(order(str(1001 + n), rows.SUNROOM, name=NAME) for n in range(5)))
    ids = [report(str(1001 + n)).pk for n in range(5)]
    for some in (ids[:1], ids):
        with django_assert_num_queries(5):  # type: ignore[operator]
            look(by(10), some, "回访")
    assert json.loads(Entry.objects.order_by("-pk")[0].content)["reason"] == "回访"
