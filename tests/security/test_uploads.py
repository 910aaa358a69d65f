"""Files that are not what they say: refused in words, and nothing of them is left lying open."""

from __future__ import annotations

import functools
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from every_address import browser
from planted_world import JINGAN, World

from huiyin.doors import clock
from huiyin.records.reports import uploads
from huiyin.records.reports.models import ImportBatch, Report, Upload

pytestmark = pytest.mark.django_db
CELLS = "工单编号,工单生成时间,内容描述\nU-1,2022-09-14 10:00:00,青梧雅苑门口有一堆东西。\n".encode()
SHEET = "xl/worksheets/sheet1.xml"


def zipped(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def workbook(sheet: bytes, **more: bytes) -> bytes:
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml"
    relations = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Override PartName="/xl/workbook.xml" ContentType="' + kind + b'.sheet.main+xml"/></Types>',
        "xl/workbook.xml": b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="' + relations
        + b'"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="' + relations + b'/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        SHEET: sheet,
    }  # fmt: skip
    return zipped(**parts, **more)


@functools.cache
def bomb() -> bytes:
    """A small file that would be a gigabyte."""
    target = io.BytesIO(workbook(b""))
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/media/a", "w") as part,
    ):
        for _ in range(1024):
            part.write(bytes(1 << 20))
    return target.getvalue()


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"z" * 1000 + b'">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (str(n - 1).encode() if n else b"") * 10) for n in range(9))
    + b'<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>&a8;&file;</t></is></c></row></sheetData></worksheet>'
)  # fmt: skip
UNREADABLE = {
    "a program called a workbook": ("orders.xlsx", lambda: b"MZ\x90\x00" + b"\0" * 5000),
    "a bomb of a workbook": ("orders.xlsx", bomb),
    "a workbook with entities": ("orders.xlsx", lambda: workbook(ENTITIES)),
    "a workbook of paths that lead out": ("orders.xlsx", lambda: zipped(**{"../../../etc/cron.d/x": b"* * * * * root x"})),
    "a page called a table": ("orders.csv", lambda: b"<html><script>alert(1)</script></html>"),
    "nothing that is text": ("orders.csv", lambda: bytes(range(256)) * 40),
}  # fmt: skip


def dropped(world: World, *files: SimpleUploadedFile) -> HttpResponse:
    client = browser(world, "jingan.clerk")
    return client.post(
        "/imports/", {"file": list(files)} if len(files) != 1 else {"file": files[0]}, follow=True
    )  # type: ignore[return-value]


def lying_open(home: Path) -> list[str]:
    """What is left in the folder of opened files, but for the locks that imports leave, which are empty."""
    return [
        path.name for path in (home / "opened").iterdir() if path.suffix != ".lock" or path.stat().st_size
    ]


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_read_is_refused_in_words(world: World, home: Path, kind: str) -> None:
    name, content = UNREADABLE[kind]
    reports, batches = Report.objects.count(), ImportBatch.objects.count()
    answer = dropped(world, SimpleUploadedFile(name, content()))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "文件不能读取" in page or "按现有列对照不能导入" in page
    assert "root:" not in page
    assert lying_open(home) == []
    # Nor does it come in when somebody insists.
    upload = Upload.objects.latest("pk")
    browser(world, "jingan.clerk").post(
        f"/imports/files/{upload.pk}/start/", {"channel": "hotline", "mapping": "generic"}
    )
    assert (Report.objects.count(), ImportBatch.objects.count()) == (reports, batches)
    assert lying_open(home) == []
    browser(world, "jingan.clerk").post(f"/imports/files/{upload.pk}/drop/")
    upload.refresh_from_db()
    assert (upload.state, upload.file_key) == ("dropped", None)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../../etc/passwd.csv", "passwd.csv"),
        ("..\\..\\windows\\system.csv", "system.csv"),
        ("/etc/cron.d/x.csv", "x.csv"),
        ("a\r\nSet-Cookie: x=1.csv", None),
        ("长" * 600 + ".csv", None),
        ("=HYPERLINK(1).csv", "=HYPERLINK(1).csv"),
        ("orders.csv/../../x", "x"),
    ],
)
def test_a_name_leads_nowhere(world: World, home: Path, given: str, kept: str | None) -> None:
    outside = sorted(path.name for path in home.parent.iterdir())
    answer = dropped(world, SimpleUploadedFile(given, CELLS))
    assert answer.status_code in (200, 400)
    if kept is not None:
        upload = Upload.objects.latest("pk")
        assert upload.name == kept
        # On disk a file is called by its digest.
        assert (home / "files" / f"{bytes(upload.sha256).hex()}.bin").is_file()
    assert "\n" not in Upload.objects.latest("pk").name
    assert len(Upload.objects.latest("pk").name) <= 255
    assert lying_open(home) == []
    assert sorted(path.name for path in home.parent.iterdir()) == outside


def test_two_files_at_once_are_one(world: World, home: Path) -> None:
    before = Upload.objects.count()
    answer = dropped(
        world, SimpleUploadedFile("one.csv", CELLS), SimpleUploadedFile("two.csv", CELLS + b"\n")
    )
    assert answer.status_code == 200
    assert Upload.objects.count() == before + 1
    assert lying_open(home) == []


@pytest.mark.parametrize("path", ["/responsibilities/file/", "/survey/file/"])
@pytest.mark.parametrize(
    "kind", ["a program called a workbook", "a bomb of a workbook", "nothing that is text"]
)
def test_other_tables_are_looked_at_as_strictly(world: World, home: Path, path: str, kind: str) -> None:
    name, content = UNREADABLE[kind]
    who = "jingan.district-supervisor" if path.startswith("/resp") else "jingan.team-lead"
    answer = browser(world, who).post(path, {"file": SimpleUploadedFile(name, content()), "phase": "survey"})
    assert answer.status_code == 400
    assert lying_open(home) == []


def test_a_file_is_taken_by_who_may_import_alone(world: World) -> None:
    before = Upload.objects.count()
    for role in ("officer", "district-supervisor", "inspector", "partner", "auditor"):
        client = browser(world, f"{JINGAN.unit}.{role}")
        assert client.post("/imports/", {"file": SimpleUploadedFile("a.csv", CELLS)}).status_code == 403
    assert Upload.objects.count() == before


def test_a_kept_file_holds_nothing_that_can_be_read(world: World, home: Path) -> None:
    for path in (home / "files").iterdir():
        content = path.read_bytes()
        assert "青梧雅苑".encode() not in content
        assert JINGAN.reporters[0].phone.encode() not in content
    assert (home / "opened").stat().st_mode & 0o077 == 0


def test_the_character_of_code_0_comes_into_no_record(world: World, home: Path) -> None:
    content = CELLS.replace("青梧雅苑门口".encode(), "青梧\0雅苑门口".encode()).replace(b"U-1", b"U-\0007")
    dropped(world, SimpleUploadedFile("orders.csv", content))
    upload = Upload.objects.latest("pk")
    browser(world, "jingan.clerk").post(
        f"/imports/files/{upload.pk}/start/", {"channel": "hotline", "mapping": "generic"}
    )
    uploads.run(upload.pk, clock.now)
    upload.refresh_from_db()
    assert upload.batch is not None
    assert upload.batch.read == 1
    assert not any("\0" in cell for told in Report.objects.values_list("number", "text") for cell in told)
    assert lying_open(home) == []
