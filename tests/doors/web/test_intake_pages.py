"""Files and single orders come in through the pages: kept encrypted, looked at, told what is what, imported in the background."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django_tasks_db.models import DBTaskResult

from desk import rows, signed_in, standing
from huiyin.doors import clock
from huiyin.doors.cli.tick import tick
from huiyin.doors.web.intake import arriving, background
from huiyin.records.reports import files, uploads
from huiyin.records.reports.actions.fate import transfer
from huiyin.records.reports.identity import identities
from huiyin.records.reports.models import ImportBatch, LandedRow, Report, SavedMapping, Upload
from huiyin.records.reports.numbering import HOTLINE

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = ["工单编号", "工单生成时间", "诉求地址", "诉求区域", "内容描述", "联系电话"]


@pytest.fixture(autouse=True)
def _home(settings: LazySettings, tmp_path: Path) -> None:
    settings.HUIYIN_HOME = tmp_path
    settings.HUIYIN_NOW = (rows.AT + timedelta(hours=2)).isoformat()


@pytest.fixture
def desk() -> Iterator[ModuleType]:
    yield from standing()


def table(*lines: list[str], header: list[str] = HEADER, name: str = "orders.csv") -> SimpleUploadedFile:
    text = io.StringIO()
    csv.writer(text).writerows([header, *lines])
    return SimpleUploadedFile(name, text.getvalue().encode("utf-8-sig"))


def line(number: str, text: str = "", at: str = "2022-09-14 10:00:00") -> list[str]:
    return [number, at, "云帆路88弄", "静安区", text or rows.SUNROOM, "13800001111"]


def dropped(client: Client, file: SimpleUploadedFile) -> Upload:
    client.post("/imports/", {"file": file})
    return Upload.objects.latest("pk")


def imported(client: Client, upload: Upload, **told: str) -> ImportBatch:
    """Start the import as the page does, and let the worker's part happen."""
    client.post(f"/imports/files/{upload.pk}/start/", {"channel": "hotline", "mapping": "generic", **told})
    uploads.run(upload.pk, clock.now)
    upload.refresh_from_db()
    assert upload.batch is not None
    return upload.batch


def test_a_dropped_file_is_kept_encrypted_and_nothing_is_imported_yet(desk: ModuleType) -> None:
    client, account = signed_in("clerk", "clerk")
    upload = dropped(client, table(line("B1")))
    kept = files.folder() / f"{bytes(upload.sha256).hex()}.bin"
    assert (upload.state, upload.actor, upload.unit_id) == ("checking", "clerk", account.unit_id)
    assert "青梧雅苑".encode() not in kept.read_bytes()
    assert list((kept.parent.parent / "opened").iterdir()) == []
    assert not Report.objects.filter(number="B1").exists()


def test_the_file_is_shown_with_what_each_column_is_and_no_telephone(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    upload = dropped(client, table(line("B1")))
    page = client.get(f"/imports/files/{upload.pk}/").content.decode()
    assert re.findall(r'<option value="(\w+)" selected>[^<]*</option>', page).count("text") == 1
    assert "13800001111" not in page
    assert "身份信息，不显示" in page


def test_an_import_started_from_the_page_is_done_by_the_worker(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    batch = imported(client, dropped(client, table(line("B1"), line("B2", rows.OTHER_ROOM))))
    assert (batch.read, batch.new, batch.linked) == (2, 2, 2)
    assert Upload.objects.get().state == "taken"


def test_the_same_file_again_brings_nothing_new(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    imported(client, dropped(client, table(line("B1"))))
    batch = imported(client, dropped(client, table(line("B1"))))
    assert (batch.read, batch.new, batch.known) == (1, 0, 1)


def test_each_count_opens_its_rows_and_a_refused_row_says_why(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    batch = imported(client, dropped(client, table(line("B1"), line("B2", at="2022-02-31"))))
    refused = client.get(f"/imports/{batch.pk}/?rows=refused").content.decode()
    new = client.get(f"/imports/{batch.pk}/?rows=new").content.decode()
    assert "B2" in refused
    assert "工单生成时间" in refused
    assert "B1" in new
    assert "B2" not in re.sub(r"<script.*", "", new.split("<tbody>")[1])


def test_a_refused_row_is_corrected_on_its_page_and_becomes_a_report(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    batch = imported(client, dropped(client, table(line("B2", at="2022-02-31"))))
    row = LandedRow.objects.get(number="B2")
    address = f"/imports/{batch.pk}/rows/{row.pk}/correct/"
    page = client.get(address).content.decode()
    assert "13800001111" not in page
    answer = client.post(
        address, {"column": ["工单生成时间", "联系电话"], "value": ["2022-02-28 09:00", ""]}, follow=True
    )
    assert "第2行已更正并转为诉件。" in answer.content.decode()
    report = Report.objects.get(number="B2")
    assert str(report.created_on) == "2022-02-28"
    assert report.caller is not None


def test_a_correction_of_a_known_order_is_said_to_change_its_report(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    imported(client, dropped(client, table(line("B2"))))
    batch = imported(client, dropped(client, table(line("B2", at="2022-02-31"))))
    row = LandedRow.objects.get(number="B2", state="refused")
    told = {"column": ["工单生成时间"], "value": ["2022-02-28 09:00"]}
    answer = client.post(f"/imports/{batch.pk}/rows/{row.pk}/correct/", told, follow=True)
    assert "行已更正，内容已更新到原有的诉件。" in answer.content.decode()
    page = client.get(f"/reports/{Report.objects.get(number='B2').pk}/").content.decode()
    # What it was corrected to stands as a version of its own, and from what to what in the timeline.
    assert "更正录入" in page
    assert re.search(r"工单生成时间：2022年[^<]* → 2022年2月28日", page)


def figures(page: str) -> dict[str, tuple[str, str]]:
    """The counts at the head of an import's page, each with its value and what is said below it."""
    cells = re.findall(
        r'class="count-name">(?:<svg.*?</svg>)?(.*?)</span><span class="count-value">(.*?)</span>'
        r'(?:<span class="count-note">(.*?)</span>)?',
        page,
        re.DOTALL,
    )
    return {name: (value, note) for name, value, note in cells}


def test_what_was_corrected_or_given_its_fate_is_not_counted_as_waiting_any_more(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    lines = (line("B1", rows.OUTSIDE), line("B2", at="2022-02-31"), line("B3", at="2022-02-31"))
    batch = imported(client, dropped(client, table(*lines)))
    address = f"/imports/{batch.pk}/"
    before = figures(client.get(address).content.decode())
    assert before["待更正"] == ("2", "")
    assert before["导入时待处理"] == ("1", "现待处理 1 件")
    assert "已更正" not in before
    row = LandedRow.objects.get(number="B2")
    done = client.post(
        f"{address}rows/{row.pk}/correct/", {"column": "工单生成时间", "value": "2022-02-28 09:00"}
    )
    assert done["Location"] == f"{address}?rows=refused"
    transfer(rows.by(), [Report.objects.get(number="B1").pk], "燃气集团", "RQ-1", "非本单位职责")
    after = figures(client.get(address).content.decode())
    assert (after["读入"], after["待更正"], after["已更正"]) == (
        ("3", "新增＋变更＋已有＋待更正＋已更正"),
        ("1", ""),
        ("1", ""),
    )
    assert after["导入时待处理"] == ("1", "现待处理 0 件")
    listed = client.get("/imports/").content.decode()
    assert re.findall(r'data-label="待更正">(\d+)</td>', listed) == ["1"]
    corrected = client.get(f"{address}?rows=corrected").content.decode()
    assert f'href="/reports/{Report.objects.get(number="B2").pk}/"' in corrected
    rest = LandedRow.objects.get(number="B3")
    done = client.post(
        f"{address}rows/{rest.pk}/correct/", {"column": "工单生成时间", "value": "2022-02-28 09:00"}
    )
    assert done["Location"] == f"{address}?rows=corrected"


def test_a_correction_that_is_still_wrong_is_refused_with_what_was_typed(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    batch = imported(client, dropped(client, table(line("B2", at="2022-02-31"))))
    row = LandedRow.objects.get(number="B2")
    answer = client.post(
        f"/imports/{batch.pk}/rows/{row.pk}/correct/", {"column": "工单生成时间", "value": "2022-02-30"}
    )
    assert answer.status_code == 400
    assert 'value="2022-02-30"' in answer.content.decode()
    assert not Report.objects.filter(number="B2").exists()


def test_unknown_columns_are_told_what_they_are_and_that_is_kept_for_the_next_file(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    strange = ["甲", "乙", "丙"]
    file = table(["C1", rows.SUNROOM, "2022-09-14"], header=strange)
    upload = dropped(client, file)
    page = client.get(f"/imports/files/{upload.pk}/").content.decode()
    assert "按现有列对照不能导入" in page
    batch = imported(
        client,
        upload,
        own="1",
        name="移送表",
        column=strange,
        field=["number", "text", "received"],  # type: ignore[arg-type]
    )
    assert (batch.mapping, batch.new) == ("移送表", 1)
    again = dropped(client, table(["C2", rows.OTHER_ROOM, "2022-09-14"], header=strange))
    assert '<option value="移送表" selected>' in client.get(f"/imports/files/{again.pk}/").content.decode()


def test_a_mapping_without_the_text_is_refused_and_nothing_is_queued(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    upload = dropped(client, table(["C1", rows.SUNROOM], header=["甲", "乙"]))
    answer = client.post(
        f"/imports/files/{upload.pk}/start/",
        {"channel": "hotline", "own": "1", "name": "表", "column": ["甲", "乙"], "field": ["number", ""]},
    )
    upload.refresh_from_db()
    assert (answer.status_code, upload.state, SavedMapping.objects.count()) == (400, "checking", 0)


def test_a_file_that_is_none_is_refused_in_words(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    upload = dropped(client, SimpleUploadedFile("orders.xlsx", b"this is plain text"))
    page = client.get(f"/imports/files/{upload.pk}/").content.decode()
    assert "文件不能读取" in page
    assert ".csv" in page


def test_a_file_that_is_given_up_is_gone_from_disk(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    upload = dropped(client, table(line("B1")))
    client.post(f"/imports/files/{upload.pk}/drop/")
    upload.refresh_from_db()
    assert (upload.state, upload.file_key) == ("dropped", None)
    assert list(files.folder().iterdir()) == []


def test_giving_up_keeps_the_bytes_that_an_import_needs(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    imported(client, dropped(client, table(line("B1"))))
    again = dropped(client, table(line("B1")))
    client.post(f"/imports/files/{again.pk}/drop/")
    assert len(list(files.folder().iterdir())) == 1


def test_progress_says_how_many_rows_are_in_and_reloads_when_it_is_done(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    upload = dropped(client, table(line("B1")))
    client.post(f"/imports/files/{upload.pk}/start/", {"channel": "hotline", "mapping": "generic"})
    waiting = client.get(f"/imports/files/{upload.pk}/progress/")
    assert "HX-Refresh" not in waiting.headers
    uploads.run(upload.pk, clock.now)
    assert client.get(f"/imports/files/{upload.pk}/progress/").headers["HX-Refresh"] == "true"


def test_another_districts_clerk_finds_neither_file_nor_import(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    upload = dropped(client, table(line("B1")))
    batch = imported(client, upload)
    other, _ = signed_in("other", "clerk", code="minhang")
    for address in (f"/imports/files/{upload.pk}/", f"/imports/{batch.pk}/"):
        assert other.get(address).status_code == 404
    assert other.post(f"/imports/files/{upload.pk}/drop/").status_code == 404


def test_an_officer_does_not_import(desk: ModuleType) -> None:
    client, _ = signed_in("officer", "officer")
    assert client.get("/imports/").status_code == 403


def test_a_pasted_order_becomes_a_report_that_says_nothing_of_the_telephone(desk: ModuleType) -> None:
    client, account = signed_in("clerk", "clerk")
    answer = client.post(
        "/imports/paste/",
        {
            "channel": "hotline",
            "number": "P1",
            "text": rows.OTHER_ROOM,
            "phone": "13911112222",
            "received": "2022-09-14",
        },
    )
    report = Report.objects.get(number="P1")
    assert answer["Location"] == f"/reports/{report.pk}/"
    assert (report.unit_id, report.fate) == (account.unit_id, "linked")
    page = client.get(answer["Location"]).content.decode()
    assert "13911112222" not in page


def test_a_pasted_order_with_an_impossible_date_is_refused_at_its_field(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    answer = client.post(
        "/imports/paste/", {"channel": "hotline", "number": "P1", "text": "x" * 20, "received": "2022-02-31"}
    )
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Report.objects.filter(number="P1").exists()


def test_the_same_order_pasted_twice_is_one_report(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    told = {"channel": "hotline", "number": "P1", "text": rows.OTHER_ROOM}
    client.post("/imports/paste/", told)
    client.post("/imports/paste/", told)
    assert Report.objects.filter(number="P1").count() == 1


class TestPastedOrder:
    ORDER = (
        "工单编号：20220914000503\n来电时间：2022-09-14 10:05:00\n来电人：欧阳砚秋　联系电话：13911112222\n"
        f"办理时限：2022-09-19\n内容：{rows.OTHER_ROOM}"
    )

    def looked_at(self, client: Client, **told: str) -> tuple[str, str]:
        """The page that tells what was read, and the mark of what it shows."""
        answer = client.post("/imports/paste/", {"channel": "hotline", "text": self.ORDER, **told})
        assert answer.status_code == 200
        page = answer.content.decode()
        (mark,) = re.findall(r'name="mark" value="(\w+)"', page)
        return page.split('id="read-out"')[1].split("</dl>")[0], mark

    def test_its_lines_are_read_shown_and_received_as_the_fields_of_a_row(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        shown, mark = self.looked_at(client)
        assert not Report.objects.filter(number="20220914000503").exists()
        assert ("20220914000503" in shown, "2022-09-19" in shown) == (True, True)
        assert shown.count("已读出，加密保存，不显示") == 2
        assert ("欧阳砚秋" in shown, "13911112222" in shown) == (False, False)

        client.post("/imports/paste/", {"channel": "hotline", "text": self.ORDER, "mark": mark})
        report = Report.objects.get(number="20220914000503")
        versions = client.get(f"/reports/{report.pk}/").content.decode().partition("来件版本")[2]
        assert versions.index("录入") < versions.index("</section>")
        assert "接口或更正" not in versions
        assert (report.source, report.text) == (HOTLINE, rows.OTHER_ROOM)
        assert (str(report.created_on), str(report.handle_due), report.handle_due_given) == (
            "2022-09-14",
            "2022-09-19",
            True,
        )
        assert report.caller is not None
        assert report.reply.state == "waiting"
        assert {(one.field, one.value) for one in identities([report.pk])[report.pk]} == {
            ("reporter_name", "欧阳砚秋"),
            ("phone", "13911112222"),
        }

    def test_it_is_the_report_that_was_typed_or_comes_again(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        client.post(
            "/imports/paste/", {"channel": "hotline", "number": "20220914000503", "text": rows.OTHER_ROOM}
        )
        _, mark = self.looked_at(client)
        for _ in range(2):
            client.post("/imports/paste/", {"channel": "hotline", "text": self.ORDER, "mark": mark})
        report = Report.objects.get(number="20220914000503")
        assert str(report.handle_due) == "2022-09-19"

    def test_a_time_before_the_year_2000_is_refused_at_its_own_field_too(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        told = {"channel": "hotline", "text": self.ORDER.replace("2022-09-14 10:05", "1900-01-01 10:05")}
        answer = client.post("/imports/paste/", told)
        assert answer.status_code == 400
        assert re.search(r'<input[^>]*name="received"[^>]*aria-invalid="true"', answer.content.decode())
        client.post("/imports/paste/", {**told, "received": "2022-09-14"})
        assert not Report.objects.filter(number="20220914000503").exists()

    def test_a_name_is_hidden_where_the_text_says_it_too(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        told = {"channel": "hotline", "text": self.ORDER.replace("市民来电", "市民欧阳砚秋来电")}
        page = client.post("/imports/paste/", told).content.decode()
        (mark,) = re.findall(r'name="mark" value="(\w+)"', page)
        shown = page.split('id="read-out"')[1].split("</dl>")[0]
        assert ("欧阳砚秋" in shown, "市民欧***来电" in shown) == (False, True)
        client.post("/imports/paste/", {**told, "mark": mark})
        assert Report.objects.get(number="20220914000503").text.startswith("市民欧***来电反映")

    def test_what_is_typed_counts_before_what_is_pasted_and_the_page_says_so(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        shown, mark = self.looked_at(client, number="20220914000999")
        assert shown.count("下面已填写这一项，以填写的为准") == 1
        told = {"channel": "hotline", "text": self.ORDER, "number": "20220914000999", "mark": mark}
        client.post("/imports/paste/", told)
        assert [one.number for one in Report.objects.filter(text=rows.OTHER_ROOM)] == ["20220914000999"]

    def test_what_was_changed_since_it_was_looked_at_is_shown_again(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        _, mark = self.looked_at(client)
        other, _ = self.looked_at(client, mark=mark, address="云帆路90弄")
        assert "云帆路" not in other.split("<dt>")[1]
        assert not Report.objects.filter(number="20220914000503").exists()

    def test_a_time_that_cannot_be_is_refused_by_name_and_nothing_is_kept(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        told = {"channel": "hotline", "text": self.ORDER + "\n派单时间：2030-01-01"}
        answer = client.post("/imports/paste/", told)
        assert answer.status_code == 400
        page = answer.content.decode()
        assert "派单时间：“2030-01-01”晚于收件时间" in page
        # At the first look already, beside what was read; what cannot be taken is not there to be confirmed.
        read_out = page.split('id="read-out"')[1].split("</dl>")[0]
        assert "“2030-01-01”晚于收件时间" in read_out.split("派单时间")[1]
        assert ('name="mark"' in page, "核对无误，收下" in page) == (False, False)
        assert not Report.objects.filter(number="20220914000503").exists()

    def test_several_orders_at_once_are_led_to_the_import(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        text = "编号\t地址\t内容\n1\t云帆路\t甲\n2\t听潮路\t乙"
        answer = client.post("/imports/paste/", {"channel": "hotline", "text": text})
        assert answer.status_code == 400
        assert "多件请存成文件" in answer.content.decode()

    def test_a_text_that_is_too_long_is_refused_and_not_cut(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        answer = client.post("/imports/paste/", {"channel": "hotline", "text": "字" * 20_001})
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "内容有 20001 个字符，超过上限 20000" in page
        assert "字" * 20_001 in page
        textarea = page.split("<textarea")[1].split(">")[0]
        assert "maxlength" not in textarea

    def test_zero_bytes_are_dropped_as_from_files(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        client.post(
            "/imports/paste/", {"channel": "hotline", "number": "P\x001", "text": f"\x00{rows.OTHER_ROOM}"}
        )
        assert Report.objects.get(number="P1").text == rows.OTHER_ROOM


class TestMappingAssistant:
    def test_what_was_chosen_stays_when_the_name_is_missing(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        upload = dropped(client, table(["C1", rows.SUNROOM, "2022-09-14"], header=["甲", "乙", "丙"]))
        start = f"/imports/files/{upload.pk}/start/"
        answer = client.post(
            start,
            {
                "channel": "housing",
                "own": "1",
                "name": " ",
                "column": ["甲", "乙", "丙"],
                "field": ["number", "text", "received"],
            },
        )
        page = answer.content.decode()
        assert answer.status_code == 400
        assert re.findall(r'<option value="([\w-]+)" selected>', page)[1:] == [
            "number",
            "text",
            "received",
            "housing",
        ]
        assert "没有导入，请改正后再点一次" in page
        assert "按现有列对照不能导入" not in page
        assert 'aria-invalid="true"' in page
        assert "新列对照的名称（另存时必填）" in page
        assert client.get(start)["Location"] == f"/imports/files/{upload.pk}/"

    def test_order_numbers_and_days_are_shown_as_they_are(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        upload = dropped(client, table(line("20220914000503", at="2022-09-40")))
        page = client.get(f"/imports/files/{upload.pk}/").content.decode()
        assert ("20220914000503" in page, "2022-09-40" in page) == (True, True)
        batch = imported(client, upload)
        row = LandedRow.objects.get(number="20220914000503")
        for address in (f"/imports/{batch.pk}/?rows=refused", f"/imports/{batch.pk}/rows/{row.pk}/correct/"):
            page = client.get(address).content.decode()
            assert ("“2022-09-40”不是" in page, "202*" in page) == (True, False), address


class TestLimits:
    def test_a_file_that_is_larger_than_is_taken_is_refused_on_the_page_and_nothing_is_kept(
        self, desk: ModuleType, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
    ) -> None:
        client, _ = signed_in("clerk", "clerk")
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
        monkeypatch.setattr(arriving, "LIMIT", 500)
        answer = client.post("/imports/", {"file": table(*(line(f"B{n}") for n in range(20)))})
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "文件超过 2 GB，没有收下" in page
        assert "这个字段是必填项" not in page
        assert Upload.objects.count() == 0

    def test_a_file_that_does_not_fit_into_memory_arrives_in_the_folder_of_its_owner_alone(
        self, desk: ModuleType, settings: LazySettings, tmp_path: Path
    ) -> None:
        client, _ = signed_in("clerk", "clerk")
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
        upload = dropped(client, table(*(line(f"B{n}") for n in range(20)), name="<b>所有.csv"))
        assert list((tmp_path / "opened").iterdir()) == []
        page = client.get(f"/imports/files/{upload.pk}/").content.decode()
        assert "&lt;b&gt;所有.csv" in page
        assert "<b>所有" not in page
        assert imported(client, upload).read == 20

    @pytest.mark.parametrize(
        ("role", "address", "status"),
        [
            (None, "/sign-in/", 200),
            (None, "/imports/", 302),
            ("officer", "/imports/", 403),
            ("clerk", "/problems/1/verify/", 403),
            ("clerk", "/account/password/", 400),
        ],
    )
    def test_a_large_file_is_written_down_for_nobody_who_may_not_send_it_there(
        self,
        desk: ModuleType,
        settings: LazySettings,
        tmp_path: Path,
        role: str | None,
        address: str,
        status: int,
    ) -> None:
        client = Client() if role is None else signed_in("somebody", role)[0]
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
        file = table(*(line(f"B{n}") for n in range(20)))
        assert client.post(address, {"file": file}).status_code == status
        assert not (tmp_path / "opened").exists()
        assert Upload.objects.count() == 0

    def test_a_form_without_a_file_says_what_is_missing(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        answer = client.post("/imports/", {})
        assert answer.status_code == 400
        assert 'aria-invalid="true"' in answer.content.decode()

    @pytest.mark.parametrize("pk", ["0", "99999999999999999999999"])
    def test_a_file_that_there_is_not_is_not_found(self, desk: ModuleType, pk: str) -> None:
        client, _ = signed_in("clerk", "clerk")
        assert client.get(f"/imports/files/{pk}/").status_code == 404
        assert client.get(f"/imports/{pk}/").status_code == 404


class TestBackground:
    def started(self, client: Client) -> Upload:
        upload = dropped(client, table(line("B1")))
        client.post(f"/imports/files/{upload.pk}/start/", {"channel": "hotline", "mapping": "generic"})
        return upload

    def test_who_waits_is_told_since_when_and_after_half_a_minute_whom_to_ask(
        self, desk: ModuleType, settings: LazySettings
    ) -> None:
        client, _ = signed_in("clerk", "clerk")
        upload = self.started(client)
        address = f"/imports/files/{upload.pk}/progress/"
        page = client.get(address).content.decode()
        assert "排队中，自 11:30:00 起" in page
        assert "系统管理员" not in page
        settings.HUIYIN_NOW = (rows.AT + timedelta(hours=2, seconds=31)).isoformat()
        assert "请系统管理员检查" in client.get(address).content.decode()

    def test_who_waits_behind_another_file_is_told_so(self, desk: ModuleType, settings: LazySettings) -> None:
        client, _ = signed_in("clerk", "clerk")
        self.started(client)
        second = dropped(client, table(line("B2", rows.OTHER_ROOM)))
        client.post(f"/imports/files/{second.pk}/start/", {"channel": "hotline", "mapping": "generic"})
        settings.HUIYIN_NOW = (rows.AT + timedelta(hours=2, seconds=31)).isoformat()
        page = client.get(f"/imports/files/{second.pk}/progress/").content.decode()
        assert "前面还有 1 个文件" in page
        assert "系统管理员" not in page

    def test_the_background_is_asked_once_however_often_and_comes_to_it(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        upload = self.started(client)
        assert not background.nudge(upload.pk)
        assert DBTaskResult.objects.ready().count() == 1
        call_command("db_worker", batch=True, startup_delay=False, queue_name="*")
        upload.refresh_from_db()
        assert upload.state == "taken"

    def test_the_tick_asks_again_for_a_file_whose_worker_was_killed(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        upload = self.started(client)
        # Its worker took it up and died: nothing waits, nothing runs.
        DBTaskResult.objects.update(status="RUNNING")
        tick()
        assert DBTaskResult.objects.ready().count() == 1
        tick()
        assert DBTaskResult.objects.ready().count() == 1
        uploads.run(upload.pk, clock.now)

    def test_a_file_that_was_refused_says_why_and_can_be_tried_again(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        upload = dropped(client, table(["C1", rows.SUNROOM], header=["工单编号", "内容描述"]))
        client.post(f"/imports/files/{upload.pk}/start/", {"channel": "hotline", "mapping": "shanghai12345"})
        uploads.run(upload.pk, clock.now)
        page = client.get(f"/imports/files/{upload.pk}/").content.decode()
        assert "缺少必需的列" in page
        assert imported(client, upload).new == 1
