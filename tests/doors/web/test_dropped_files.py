"""A file comes in through the page: kept encrypted, looked at, told what is what; how large, from whom, and given up."""

from __future__ import annotations

import io
import re
from pathlib import Path
from types import ModuleType

import pytest
import xlsxwriter
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from dropped_files import HEADER, dropped, imported, line, table

from desk import rows, signed_in
from huiyin.doors.web.intake import arriving
from huiyin.records.reports import files
from huiyin.records.reports.models import LandedRow, Report, SavedMapping, Upload

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("home_of_its_own", "two_hours_later"),
]


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


def test_the_page_says_which_sheet_is_read_and_which_are_not(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet("说明").write_row(0, 0, ["填表说明"])
        sheet = book.add_worksheet("数据")
        for index, cells in enumerate((HEADER, line("B1"))):
            sheet.write_row(index, 0, cells)
    upload = dropped(client, SimpleUploadedFile("orders.xlsx", made.getvalue()))
    page = client.get(f"/imports/files/{upload.pk}/").content.decode()
    assert "只读取工作表“数据”，不读取：说明。" in page
    assert imported(client, upload).new == 1


def test_of_a_row_with_a_quote_amiss_its_cells_are_offered_and_its_line_is_not_shown(
    desk: ModuleType,
) -> None:
    client, _ = signed_in("clerk", "clerk")
    spoilt = f'B1,2022-09-14 10:00:00,云帆路88弄,静安区,"楼上"{rows.SUNROOM},13800001111\n'
    text = ",".join(HEADER) + "\n" + spoilt + '欧阳,"13800002222"1\n' + ",".join(line("B2")) + "\n"
    batch = imported(client, dropped(client, SimpleUploadedFile("orders.csv", text.encode())))
    assert (batch.read, batch.new, batch.refused) == (3, 1, 2)
    first, second = LandedRow.objects.filter(batch=batch, state="refused").order_by("position")

    page = client.get(f"/imports/{batch.pk}/rows/{first.pk}/correct/").content.decode()
    assert "第 2 行的英文双引号不配对" in page
    assert 'value="B1"' in page
    other = client.get(f"/imports/{batch.pk}/rows/{second.pk}/correct/").content.decode()
    for shown in (page, other):
        assert "整行原文" not in shown
        assert "1380000" not in shown

    cells = {"column": HEADER, "value": [*line("B1")[:4], rows.SUNROOM, ""]}
    assert client.post(f"/imports/{batch.pk}/rows/{first.pk}/correct/", cells).status_code == 302
    # What of it tells who somebody is was kept, though it is not shown.
    assert Report.objects.get(number="B1").caller is not None


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
