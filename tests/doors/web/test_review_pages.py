"""Readings one after the other, as a browser asks for them: with htmx, and as plain forms."""

from __future__ import annotations

import html
import re
from types import ModuleType

import msgspec
import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from report_pages import DIALOG, main_of, refusing, report

from desk import rows, signed_in, unit
from huiyin.records.problems.models import Link, Problem
from huiyin.records.reports.actions.teaching import refuse
from huiyin.records.reports.models import Fate, Judgement, Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
TWO = (
    "市民来电反映：云帆路88弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房，"
    "12号楼大堂内有住户停放电动自行车充电，要求处理，电话13800001111。"
)
NOTHING = "市民来电反映：云帆路88弄青梧雅苑垃圾房的位置离我家太近了。"
CONFLICT = "市民来电反映：云帆路166弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房，要求拆除。"


@pytest.fixture(autouse=True)
def _nobody_has_read() -> None:
    """Who had which report before them in another test does not count."""
    cache.clear()


def take(*cells: dict[str, str], code: str = "jingan") -> None:
    rows.Desk(unit(code).pk).take(*cells, minutes=3)


def address(number: str, act: str = "") -> str:
    pk = report(number).pk
    return f"/review/{pk}/{act}/" if act else f"/review/{pk}/"


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


def shown_in(page: str) -> str:
    """The number of the report that a page shows."""
    found = re.search(r'<h2 id="told"[^>]*>\D* <a href="[^"]+">([^<]+)</a>', page)
    return found[1] if found else ""


def seen_in(page: str) -> str:
    return re.findall(r'name="seen" value="([0-9a-f]{32})"', page)[0]


def as_shown(client: Client, number: str) -> dict[str, object]:
    """What the form of the correction holds when it opens."""
    page = words(client.get(address(number, "correct")))
    held: dict[str, object] = {"seen": seen_in(page)}
    for name in ("scope", "act", "compound", "under_way"):
        found = re.findall(rf'<input type="radio" name="{name}" value="([^"]*)"[^>]* checked', page)
        held[name] = found[0] if found else ""
    held["violations"] = re.findall(r'name="violations" value="([^"]+)"[^>]* checked', page)
    for name in ("named", "building", "unit", "room", "name", "road", "place"):
        found = re.findall(rf'name="{name}" (?:value="([^"]*)")?', page)
        held[name] = found[0] if found else ""
    return held


def test_the_page_says_what_is_read_where_and_why_nobody_is_sure(desk: ModuleType) -> None:
    take(rows.order("B1", TWO), rows.order("B2", CONFLICT))
    client, _ = signed_in("wu", "clerk")
    page = main_of(words(client.get("/review/")))
    assert shown_in(page) == "A3"
    assert "待判读 <strong>3</strong> 件" in page
    assert "我近一小时 0 件，今日 0 件" in page
    assert "有所反映，但依据不足" in page
    assert 'data-key="Enter" data-key-also="1"' in page

    page = main_of(words(client.get(address("B1"))))
    assert "138******11" in page
    assert "13800001111" not in page
    assert re.findall(r'<mark class="evidence-mark"[^>]*>([^<]+)<b[^>]*>([^<]+)', page) == [
        ("楼顶违章搭建阳光房", "违法搭建"),
        ("大堂内有住户停放电动自行车", "电动自行车占用公共部位"),
    ]
    assert re.findall(r"<strong>([^<]+)</strong> <span[^>]*>(\d+)%", page) == [
        ("违法搭建", "95"),
        ("电动自行车占用公共部位", "90"),
    ]
    assert "反映多件事，可能多判或漏判" in page
    told = re.sub("<[^>]+>", "", page)
    assert ("小区青梧雅苑" in told, "位置7号楼1201室" in told) == (True, True)

    page = main_of(words(client.get(address("B2"))))
    assert "还不能确认" in page
    assert 'data-key="Enter"' not in page
    assert re.search(r"云帆路166弄.*云帆路88弄", page.partition("可能的小区")[2], re.DOTALL)
    # Nothing of them has a place on a map.
    assert "compound-map" not in page


def test_the_page_names_what_may_be_meant_besides(desk: ModuleType) -> None:
    take(rows.order("B1", "市民来电反映：云帆路88弄青梧雅苑7号楼楼道里堆放杂物，电瓶车乱停。"))
    client, _ = signed_in("wu", "clerk")
    page = main_of(words(client.get(address("B1"))))

    told = re.sub("<[^>]+>", "", page)
    assert re.search(r"也可能是\s*擅自占用、改建物业共用部分&nbsp;44%", told), told


def test_the_possible_compounds_are_points_of_a_map_where_they_have_a_place(desk: ModuleType) -> None:
    take(rows.order("B2", CONFLICT))
    there = rows.compound("t3")
    there.longitude, there.latitude, there.source_longitude, there.source_latitude = (
        121.45,
        31.24,
        121.45,
        31.24,
    )
    there.source_system = "wgs84"
    there.save()
    client, _ = signed_in("wu", "clerk")
    source = f"/review/{report('B2').pk}/places.geojson"
    assert f'data-source="{source}"' in words(client.get(address("B2")))
    points = client.get(source).json()
    assert [one["properties"]["name"] for one in points["features"]] == ["丹枫别院"]
    assert points["unplaced"]["compounds"] == 1


def test_a_map_that_asks_after_the_judgement_is_answered_and_tells_nothing(desk: ModuleType) -> None:
    take(rows.order("B2", CONFLICT))
    client, _ = signed_in("wu", "clerk")
    source = f"/review/{report('B2').pk}/places.geojson"
    before = client.get(source).json()
    seen = {"seen": seen_in(words(client.get(address("B2"))))}
    client.post(address("B2", "reject"), seen, headers=DIALOG)
    assert report("B2").pending_reason == "outside"
    assert client.get(source).json() == before
    assert "不再等待判读" not in words(client.get("/review/"))


def test_a_confirmation_is_told_and_the_next_report_is_there(desk: ModuleType) -> None:
    take(rows.order("B1", TWO))
    client, _ = signed_in("wu", "clerk")
    page = words(client.get("/review/"))
    done = client.post(address("A3", "confirm"), {"seen": seen_in(page)}, headers=DIALOG)
    part = words(done)
    problem = Problem.objects.get(links__report__number="A3")
    assert "<html" not in part
    assert (shown_in(part), done.headers["HX-Replace-Url"]) == ("B1", address("B1"))
    assert f"诉件 A3：新立 WT{problem.pk:07}。" in part
    assert f'action="{address("A3", "undo")}"' in part
    assert "待判读 <strong>1</strong> 件" in part
    assert "我近一小时 1 件，今日 1 件" in part
    assert (report("A3").fate, Judgement.objects.get().actor) == (Fate.LINKED, "wu")

    # The last: what it was joined to and what was opened are told apart.
    part = words(client.post(address("B1", "confirm"), {"seen": seen_in(part)}, headers=DIALOG))
    old, new = Link.objects.filter(report=report("B1")).order_by("problem").values_list("problem", flat=True)
    assert f"诉件 B1：并入 WT{old:07}、新立 WT{new:07}。" in part
    assert "没有等待判读的诉件" in part


def test_without_scripts_the_same_are_pages(desk: ModuleType) -> None:
    take(rows.order("B1", TWO))
    client, _ = signed_in("wu", "clerk")
    page = words(client.get("/review/"))
    done = client.post(address("A3", "reject"), {"seen": seen_in(page)}, follow=True)
    assert shown_in(words(done)) == "B1"
    assert "诉件 A3 转为“疑非本单位职责，待分流”。" in words(done)
    back = client.post(address("A3", "undo"), follow=True)
    assert shown_in(words(back)) == "A3"
    assert "已撤回，诉件 A3 重新等待判读。" in words(back)
    (skip,) = re.findall(r'href="(/review/\?after=[^"]+)"[^>]*data-key="s"', words(back))
    assert shown_in(words(client.get(skip))) == "B1"
    assert client.get("/review/?after=nowhere").status_code == 400


def test_a_correction_opens_in_the_page_as_the_reader_has_it(desk: ModuleType) -> None:
    take(rows.order("B2", CONFLICT))
    client, _ = signed_in("wu", "clerk")
    asked = client.get(address("B2", "correct"), headers=DIALOG)
    part = words(asked)
    assert re.findall(
        r'data-key="(.)"[^>]*>\s*<input type="checkbox" name="violations" value="(\w+-?\w*)', part
    )[:3] == [
        ("1", "illegal-construction"),
        ("2", "load-bearing"),
        ("3", "ebike-common"),
    ]
    assert re.findall(
        r'data-key="([a-z])"[^>]*>\s*<input type="radio" name="compound" value="(\d+)"', part
    ) == [
        ("a", str(rows.compound("t3").pk)),
        ("b", str(rows.compound("t1").pk)),
    ]
    held = as_shown(client, "B2")
    assert {
        key: held[key] for key in ("violations", "scope", "act", "compound", "named", "building", "room")
    } == {
        "violations": ["illegal-construction"],
        "scope": "compound",
        "act": "report",
        "compound": "",
        "named": "青梧雅苑",
        "building": "7号楼",
        "room": "1201室",
    }


def test_while_a_reading_is_corrected_the_address_stays_and_keys_lead_to_the_place(desk: ModuleType) -> None:
    take(rows.order("B2", CONFLICT, address="楼下，电话13800001111"))
    client, _ = signed_in("wu", "clerk")
    for at in (address("B2"), address("B2", "correct")):
        told = words(client.get(at, headers=DIALOG)).partition('id="review-judge"')[0]
        assert "诉求地址" in told
        assert "楼下，电话138******11" in told
    part = words(client.get(address("B2", "correct"), headers=DIALOG))
    assert re.search(r'<input[^>]*name="place"[^>]* data-key="/"', part)
    assert re.search(r'<input[^>]*name="building"[^>]* data-key="l"', part)
    assert ("其他小区 <kbd>/</kbd>" in part, "楼栋 <kbd>l</kbd>" in part) == (True, True)


def test_beside_the_button_stands_that_confirming_moves_a_report_to_what_is_not_ours(
    desk: ModuleType,
) -> None:
    take(rows.order("B1", NOTHING))
    client, _ = signed_in("wu", "clerk")
    page = words(client.get(address("B1")))
    (said,) = re.findall(r'data-key="Enter"[^>]* data-key-label="([^"]+)"><span>确认</span>', page)
    assert said == "确认：转为“疑非本单位职责，待分流”"
    assert '<span class="badge">确认后</span> 转为“疑非本单位职责，待分流”' in page
    client.post(address("B1", "confirm"), {"seen": seen_in(page)})
    assert report("B1").pending_reason == "outside"


def test_a_name_that_is_proposed_is_told_and_one_that_is_known_is_not(desk: ModuleType) -> None:
    old = TWO.replace("云帆路88弄青梧雅苑", "老青梧大院")
    take(rows.order("B1", old), rows.order("B2", CONFLICT), rows.order("B3", CONFLICT), rows.order("B4", old))
    client, _ = signed_in("wu", "clerk")
    proposed = "作为别名建议，由另一人决定。"
    # What it is called, what another compound is called, and upon what somebody has decided.
    for number, code, told in (
        ("B1", "t1", True),
        ("B2", "t3", False),
        ("B3", "t1", False),
        ("B4", "t1", False),
    ):
        held = as_shown(client, number) | {"place": rows.compound(code).name}
        part = words(client.post(address(number, "correct"), held, headers=DIALOG))
        assert (f"“老青梧大院”{proposed}" in part, proposed in part) == (told, told)
        if number == "B1":
            refuse(rows.by(30, "zhou"), rows.compound("t1").pk, "老青梧大院")


def test_what_is_taken_back_takes_its_earlier_word_with_it(desk: ModuleType) -> None:
    take(rows.order("B1", TWO))
    client, _ = signed_in("wu", "clerk")
    seen = seen_in(words(client.get(address("A3"))))
    part = words(client.post(address("A3", "confirm"), {"seen": seen}, headers=DIALOG))
    undo = address("A3", "undo")
    assert f'data-taken-back-at="{undo}"' in part
    answer = client.post(undo, headers=DIALOG)
    assert answer.headers["HX-Trigger-After-Swap"] == f'{{"huiyin:taken-back": {{"at": "{undo}"}}}}'
    assert "已撤回" in words(answer)


def test_while_a_correction_is_open_the_way_back_to_the_last_judgement_is_not_offered(
    desk: ModuleType,
) -> None:
    take(rows.order("B1", TWO))
    client, _ = signed_in("wu", "clerk")
    seen = seen_in(words(client.get(address("A3"))))
    client.post(address("A3", "confirm"), {"seen": seen})
    undo = f'action="{address("A3", "undo")}"'
    tally = words(client.get(address("B1"))).partition('id="review-tally"')[2].partition("review-pair")[0]
    assert undo in tally
    for headers in ({}, DIALOG):
        part = words(client.get(address("B1", "correct"), headers=headers))
        tally = part.partition('id="review-tally"')[2].partition("review-pair")[0]
        assert "今日 1 件" in tally
        assert undo not in tally


def test_a_part_beside_a_text_is_never_that_of_another_report(desk: ModuleType) -> None:
    take(rows.order("B1", TWO))
    client, _ = signed_in("wu", "clerk")
    seen = seen_in(words(client.get(address("A3"))))
    client.post(address("A3", "confirm"), {"seen": seen})
    # What was judged meanwhile cannot be corrected, nor come back to from a correction: the whole page is the next report's
    for act, there in (("correct", "/review/?after="), ("", "/review/")):
        answer = client.get(address("A3", act), headers=DIALOG)
        assert answer.headers["HX-Redirect"].startswith(there)
        assert words(answer) == ""


def test_a_correction_is_sent_and_the_next_report_is_there(desk: ModuleType) -> None:
    take(rows.order("B2", CONFLICT))
    client, _ = signed_in("wu", "clerk")
    held = as_shown(client, "B2") | {"compound": rows.compound("t3").pk, "violations": ["facade"]}
    part = words(client.post(address("B2", "correct"), held, headers=DIALOG))
    assert shown_in(part) == "A3"
    assert (report("B2").compound, report("B2").room) == (rows.compound("t3"), "1201")
    assert Problem.objects.get(links__report__number="B2").violation == "facade"
    judgement = Judgement.objects.get()
    assert (judgement.kind, judgement.named) == ("corrected", "")


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, "请选一个小区；名录里没有的，登记为待核小区；说不清的，勾选“地点说不清”。"),
        ({"place": "青梧雅苑", "unplaced": "on"}, "又定了小区，又说地点说不清，请留一项。"),
        ({"place": "没有这样的小区"}, "没有找到这样的小区"),
        ({"place": "云帆路"}, "请从查到的小区里选定一个"),
        ({"named": "梧桐苑", "place": "青梧雅苑"}, "原文里没有这几个字"),
        ({"unlisted": "on", "name": "我家楼上12号楼"}, "不像小区的名称或路弄"),
        ({"unlisted": "on", "name": "<script>"}, "不像小区的名称或路弄"),
        ({"place": "青梧雅苑", "building": "7号楼和8号楼"}, "不是一个确切的位置"),
    ],
)
@refusing
def test_a_correction_with_something_wrong_in_it_stays_with_what_was_written(
    desk: ModuleType, given: dict[str, str], wrong: str
) -> None:
    take(rows.order("B2", CONFLICT))
    client, _ = signed_in("wu", "clerk")
    held = as_shown(client, "B2") | given
    refused = client.post(address("B2", "correct"), held)
    assert (refused.status_code, shown_in(words(refused))) == (400, "B2")
    assert wrong in words(refused)
    assert report("B2").fate == Fate.PENDING


def test_a_place_is_found_by_its_words_or_made(desk: ModuleType) -> None:
    take(rows.order("B2", CONFLICT), rows.order("B3", rows.NO_PLACE), rows.order("B4", CONFLICT))
    client, _ = signed_in("wu", "clerk")
    client.post(address("B3", "correct"), as_shown(client, "B3") | {"place": "云帆路88弄"})
    assert report("B3").compound == rows.compound("t1")
    made = as_shown(client, "B2") | {"unlisted": "on", "name": "青梧新苑", "road": ""}
    client.post(address("B2", "correct"), made)
    place = report("B2").compound
    assert place is not None
    assert (place.name, place.status) == ("青梧新苑", "provisional")
    # No place is needed for what is not ours.
    client.post(address("B4", "correct"), as_shown(client, "B4") | {"scope": "elsewhere"})
    assert report("B4").pending_reason == "outside"


def test_what_no_place_is_told_of_is_left_waiting_for_it(desk: ModuleType) -> None:
    take(rows.order("B1", rows.NO_PLACE), rows.order("B2", rows.NO_PLACE), rows.order("B3", TWO))
    client, _ = signed_in("wu", "clerk")
    page = words(client.get(address("B1")))
    assert re.search(r'<button [^>]*data-key="p"[^>]*><span>地点说不清</span>', page)
    part = words(client.post(address("B1", "unplace"), {"seen": seen_in(page)}, headers=DIALOG))
    assert "诉件 B1 转为“地点不明，待查明”。" in part
    assert f'action="{address("B1", "undo")}"' in part
    one = report("B1")
    assert (one.fate, one.pending_reason, one.pending_owner, one.compound) == (
        Fate.PENDING,
        "unplaced",
        unit(),
        None,
    )
    # It stands in triage under its reason, and is read no more.
    assert "待判读 <strong>3</strong> 件" in part
    assert "B1" in main_of(words(client.get("/triage/?reason=unplaced")))
    held = as_shown(client, "B2") | {"unplaced": "on", "violations": ["facade"]}
    client.post(address("B2", "correct"), held, headers=DIALOG)
    assert (report("B2").pending_reason, Judgement.objects.get(report__number="B2").kind) == (
        "unplaced",
        "corrected",
    )
    # Where a place is proposed, that is said in the correction.
    assert 'data-key="p"' not in words(client.get(address("B3")))


def test_a_possible_compound_is_chosen_from_the_list_of_them(desk: ModuleType) -> None:
    take(rows.order("B1", TWO), rows.order("B2", CONFLICT))
    client, _ = signed_in("wu", "clerk")
    there = rows.compound("t3").pk
    page = main_of(words(client.get(address("B2"))))
    assert re.findall(
        r'href="(/review/[^"]+)"[^>]* data-key="([a-z])" data-key-label="更正为 ([^"]+)"', page
    ) == [
        (f"{address('B2', 'correct')}?compound={there}", "a", "丹枫别院"),
        (f"{address('B2', 'correct')}?compound={rows.compound('t1').pk}", "b", "青梧雅苑"),
    ]
    form = words(client.get(f"{address('B2', 'correct')}?compound={there}", headers=DIALOG))
    assert re.search(rf'name="compound" value="{there}"[^>]* checked', form)
    # One that is not among them is not chosen.
    form = words(client.get(f"{address('B1', 'correct')}?compound={there}", headers=DIALOG))
    assert re.search(rf'name="compound" value="{rows.compound("t1").pk}"[^>]* checked', form)
    assert "判读所得" in form


def test_each_answer_of_a_correction_has_a_key_of_its_own(desk: ModuleType) -> None:
    take(rows.order("B2", CONFLICT))
    client, _ = signed_in("wu", "clerk")
    part = words(client.get(address("B2", "correct"), headers=DIALOG)).partition('id="review-judge"')[2]
    form = part.partition("</form>")[0]
    keys = [html.unescape(key) for key in re.findall(r'data-key="([^"]+)"', form)]
    assert len(keys) == len(set(keys))
    told = {
        html.unescape(key): said
        for key, said in re.findall(r'data-key="([^"]+)" data-key-label="([^"]+)"', form)
    }
    assert {key: told[key] for key in "ijkm,.-=[];'"} == {
        "i": "是否正在实施：没有说",
        "j": "是否正在实施：正在实施",
        "k": "是否正在实施：没有在实施",
        "m": "范围：住宅小区内",
        ",": "范围：小区以外",
        ".": "范围：看不出是否在小区内",
        "-": "诉求性质：反映问题",
        "=": "诉求性质：再次反映",
        "[": "诉求性质：撤销诉求",
        "]": "诉求性质：咨询",
        ";": "诉求性质：建议",
        "'": "诉求性质：承办单位反馈",
    }
    assert {key: told[key] for key in "nlyhpo"} == {
        "n": "文中怎么称呼小区",
        "l": "楼栋",
        "y": "单元",
        "h": "室号",
        "p": "地点说不清",
        "o": "名录里没有，登记为待核小区",
    }


def test_a_long_text_is_folded_around_its_evidence(desk: ModuleType) -> None:
    filling = "居民多次向物业反映，一直没有结果。" * 500
    take(
        rows.order(
            "B1", f"市民来电反映：{filling}云帆路88弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房。{filling}"
        )
    )
    client, _ = signed_in("wu", "clerk")
    page = main_of(words(client.get(address("B1"))))
    whole, short = re.findall(r'<p class="evidence" [^>]*>(.*?)</p>', page)
    assert "展开全文（" in page
    plain = re.sub("<[^>]+>", "", short)
    assert len(plain) < 600
    assert plain.startswith("市民来电反映：居民多次")
    assert "业主在楼顶违章搭建阳光房" in plain
    assert " … " in plain
    assert filling in re.sub("<[^>]+>", "", whole)


def test_a_name_is_said_to_make_a_compound_only_where_confirming_makes_one(desk: ModuleType) -> None:
    unknown = TWO.replace("云帆路88弄青梧雅苑", "老青梧大院")
    take(rows.order("B1", unknown), rows.order("B2", unknown.replace("市民来电反映", "市民来电咨询是否违法")))
    client, _ = signed_in("wu", "clerk")
    note = "名录里没有，确认后登记为待核小区"
    assert note in words(client.get(address("B1")))
    Report.objects.filter(number="B2").update(act="inquiry", pending_reason="reading")
    assert note not in words(client.get(address("B2")))


def test_compounds_that_are_only_called_alike_are_said_to_be_so(desk: ModuleType) -> None:
    take(rows.order("B2", CONFLICT))
    one = report("B2")
    read = msgspec.json.decode(one.reading)
    read["place"]["reason"] = "not-in-gazetteer"
    Report.objects.filter(pk=one.pk).update(reading=msgspec.json.encode(read).decode())
    client, _ = signed_in("wu", "clerk")
    page = words(client.get(address("B2")))
    assert "名录里没有这个名称，所列小区只是名称相近" in page
    assert "提到的地点不在小区名录中" not in page


def test_two_people_who_read_at_once_have_different_reports_before_them(desk: ModuleType) -> None:
    take(rows.order("B1", TWO))
    (wu, _), (shen, _) = signed_in("wu", "clerk"), signed_in("shen", "clerk")
    assert shown_in(words(wu.get("/review/"))) == "A3"
    assert shown_in(words(shen.get("/review/"))) == "B1"
    # Who loads the page anew keeps theirs; a third person has what there is.
    assert shown_in(words(wu.get("/review/"))) == "A3"
    third, _ = signed_in("lin", "clerk")
    assert shown_in(words(third.get("/review/"))) == "A3"


@refusing
def test_the_second_of_two_persons_is_told_and_gets_the_next(desk: ModuleType) -> None:
    take(rows.order("B1", TWO))
    (wu, _), (shen, _) = signed_in("wu", "clerk"), signed_in("shen", "clerk")
    seen = {"seen": seen_in(words(wu.get(address("A3"))))}
    held = as_shown(shen, "A3")
    wu.post(address("A3", "confirm"), seen)
    for act, data in (("confirm", seen), ("reject", seen), ("unplace", seen), ("correct", held)):
        part = words(shen.post(address("A3", act), data, headers=DIALOG))
        assert shown_in(part) == "B1"
        assert re.search("诉件 ?A3 ?已由周队长（静安）判读，不再等待判读。", part)
    undone = shen.post(address("A3", "undo"), follow=True)
    assert "诉件A3没有可撤回的本人判读。" in words(undone)
    assert Judgement.objects.get().actor == "wu"


@refusing
def test_a_report_that_changed_meanwhile_is_shown_again(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    seen = {"seen": seen_in(words(client.get(address("A3"))))}
    held = as_shown(client, "A3")
    take(rows.order("A3", rows.UNSURE + "有异味。"))
    part = words(client.post(address("A3", "confirm"), seen, headers=DIALOG))
    assert (shown_in(part), "有异味" in part, "内容已变更" in part) == ("A3", True, True)
    part = words(client.post(address("A3", "correct"), held, headers=DIALOG))
    assert ("有异味" in part, "诉件内容已变更" in part, "还不能保存" in part) == (True, True, False)
    assert not Judgement.objects.exists()
    again = held | {"seen": seen_in(part)}
    client.post(address("A3", "correct"), again, headers=DIALOG)
    assert report("A3").fate == Fate.LINKED


def test_who_may_not_triage_and_who_sees_elsewhere_judges_nothing(desk: ModuleType) -> None:
    take(rows.order("M1", rows.UNSURE.replace("青梧雅苑", "白鹭新城")), code="minhang")
    clerk, _ = signed_in("wu", "clerk")
    officer, _ = signed_in("lin", "officer")
    seen = {"seen": "0" * 32}
    assert officer.get("/review/").status_code == 403
    assert "/review/" not in words(officer.get("/work/"))
    assert 'href="/review/"' in words(clerk.get("/work/"))
    for act in ("confirm", "reject", "unplace", "correct", "undo"):
        assert officer.post(address("A3", act), seen).status_code == 403
        assert clerk.post(address("M1", act), seen).status_code == 404
    assert clerk.get(address("M1")).status_code == 404
    assert clerk.get(f"/review/{report('M1').pk}/places.geojson").status_code == 404
    # One of another unit at a compound of the area is seen, and left to that unit.
    take(rows.order("M2", rows.UNSURE), code="minhang")
    assert clerk.get(address("M2")).status_code == 403
    assert not Judgement.objects.exists()


def test_what_waits_no_more_leads_to_the_next(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    page = words(client.get(address("A1"), follow=True))
    assert shown_in(page) == "A3"
    assert "诉件 A1 已关联问题，不再等待判读。" in page
    assert client.get(address("A1", "correct")).headers["Location"].startswith("/review/?after=")


def test_the_page_takes_as_many_statements_whatever_waits(
    desk: ModuleType, django_assert_num_queries: object, settings: LazySettings
) -> None:
    # Who has which report before them is kept in the cache, which with PostgreSQL is a table.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    client, _ = signed_in("wu", "clerk")
    client.get("/review/")
    with django_assert_num_queries(8):  # type: ignore[operator]
        client.get("/review/")
    take(*(rows.order(f"B{n}", TWO) for n in range(20)), rows.order("C1", CONFLICT))
    with django_assert_num_queries(8):  # type: ignore[operator]
        client.get("/review/")
    at = address("C1")
    with django_assert_num_queries(9):  # type: ignore[operator]
        client.get(at)


def test_the_ledger_and_the_report_tell_what_was_said(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    client.post(address("A3", "correct"), as_shown(client, "A3") | {"violations": ["greenery", "pm-duty"]})
    page = re.sub(r"<[^>]+>", "", words(client.get(f"/reports/{report('A3').pk}/")))
    assert "更正判读" in page
    # Names of violations hold 、 themselves.
    assert re.search("违法行为：破坏绿化；[^；]+；范围：住宅小区内；", page)
