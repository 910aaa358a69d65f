"""Looks at the container of a workbook before anything parses what is in it. Runs in the child."""

import struct
import zipfile
import zlib
from typing import BinaryIO, Final

from huiyin.records.reports.landing.errors import (
    AS_CSV_EN,
    AS_CSV_ZH,
    AS_XLSX_EN,
    AS_XLSX_ZH,
    FileRefused,
    refuse_file,
)
from huiyin.records.reports.landing.frames import Limits

ZIP_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

ERROR_MARK: Final = b't="e"'
"""In the XML of a sheet: a cell that holds an error."""

_CHUNK: Final = 1 << 20
# One cell of equal characters packs to a thousandth; below this the other limits are enough.
_RATIO_FLOOR: Final = 48 << 20
_ENCRYPTED_FLAG: Final = 0x1
_COMPRESSIONS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def check_zip(file: BinaryIO, limits: Limits) -> frozenset[str]:
    """Refuse a zip that is no plain .xlsx or would unpack to more than `limits` allow.

    Sizes are first read from the directory, then proved by unpacking each part that the reader will parse, so
    that a directory that lies is found too. Archives inside the archive are never opened. Returns the sheets'
    parts that hold `ERROR_MARK`.
    Raises `FileRefused`.
    """
    marked = set()
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_directory(entries, limits)
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    with archive.open(entry) as part:
                        end = b""
                        while chunk := part.read(_CHUNK):
                            if entry.filename.startswith("xl/worksheets/") and (
                                ERROR_MARK in chunk or ERROR_MARK in end + chunk[: len(ERROR_MARK)]
                            ):
                                marked.add(entry.filename)
                            end = chunk[-len(ERROR_MARK) :]
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        NotImplementedError,
        EOFError,
        ValueError,
        OSError,
    ) as error:
        raise damaged() from error
    return frozenset(marked)


def _check_directory(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise locked()
    if "xl/workbook.xml" not in names:
        raise refuse_file(
            "file.kind",
            zh="这个文件是压缩包或其他文档，不是 .xlsx 工作簿",
            en="this file is an archive or another kind of document, not an .xlsx workbook",
            advice_zh=f"若它是表格，{AS_XLSX_ZH}若是压缩包，请解压后上传其中的表格。",
            advice_en=f"If it is a sheet: {AS_XLSX_EN} If it is an archive, upload the sheet inside it.",
        )
    # Two parts of one name, or a rare compression, are read differently by different readers.
    if len(names) != len(entries) or any(entry.compress_type not in _COMPRESSIONS for entry in entries):
        raise damaged()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if (
        len(entries) > limits.zip_entries
        or unpacked > limits.unpacked_bytes
        or (unpacked > _RATIO_FLOOR and unpacked > limits.zip_ratio * packed)
        or any(
            entry.file_size
            > (limits.strings_bytes if entry.filename == "xl/sharedStrings.xml" else limits.sheet_bytes)
            for entry in entries
            if entry.filename.startswith("xl/") and entry.filename.endswith(".xml")
        )
    ):
        raise refuse_file(
            "workbook.unpacked",
            zh=f"工作簿解压后过大（{len(entries)} 个部件，{unpacked >> 20} MB）",
            en=f"the workbook unpacks to too much ({len(entries)} parts, {unpacked >> 20} MB)",
            advice_zh=f"请删除图片、空白格式区域和多余工作表；或者，{AS_CSV_ZH}",
            advice_en=f"Remove pictures, formatted blank areas and sheets not needed. Or: {AS_CSV_EN}",
        )


def check_ole(file: BinaryIO) -> None:
    """Refuse an OLE2 file that holds an encrypted workbook, or none at all. Raises `FileRefused`."""
    encrypted = "EncryptedPackage".encode("utf-16-le")
    workbook = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
    overlap, found = b"", False
    while chunk := file.read(_CHUNK):
        window = overlap + chunk
        if encrypted in window:
            raise locked()
        found = found or any(name in window for name in workbook)
        overlap = chunk[-len(encrypted) :]
    if not found:
        raise refuse_file(
            "file.kind",
            zh="这个文件不是 Excel 工作簿（可能是 Word 等旧版文档）",
            en="this file is not an Excel workbook (perhaps an old Word document)",
            advice_zh="请上传 .xlsx、.xls 或 .csv 文件。",
            advice_en="Upload an .xlsx, .xls or .csv file.",
        )


def locked() -> FileRefused:
    """The refusal of a workbook that needs a password."""
    return refuse_file(
        "workbook.password",
        zh="工作簿设有打开密码",
        en="the workbook is protected by a password",
        advice_zh="请在 Excel 中打开，在“文件 > 信息 > 保护工作簿”中清空密码，保存后再上传。",
        advice_en="In Excel, clear the password under File > Info > Protect Workbook; save and upload again.",
    )


def damaged() -> FileRefused:
    """The refusal of a workbook that cannot be read to its end."""
    return refuse_file(
        "workbook.damaged",
        zh="工作簿已损坏，或没有完整上传",
        en="the workbook is damaged or was not uploaded completely",
        advice_zh=f"请重新上传；若仍不行，{AS_XLSX_ZH}",
        advice_en=f"Upload it again. If that fails: {AS_XLSX_EN}",
    )
