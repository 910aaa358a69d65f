"""The process that opens what nobody vouches for: `python -m huiyin.records.reports.landing.child`.

Standard input is the file, standard output the frames (`frames`), the one argument an `Order` as JSON. It
first takes from itself what it will not need: memory, time, core dumps, writing, forking.
"""

import gc
import resource
import sys
from collections.abc import Iterable
from itertools import islice
from typing import BinaryIO, Final

import msgspec

from huiyin.records.reports.landing.errors import AS_XLSX_EN, AS_XLSX_ZH, FileRefused, refuse_file
from huiyin.records.reports.landing.frames import Batch, End, Limits, Refusal, Row, Sheet, Source, write_frame

OUT_OF_MEMORY: Final = 77
"""Exit status when Python itself ran out of memory; native code aborts instead."""

_BATCH_ROWS: Final = 1000
_BATCH_CHARS: Final = 4 << 20


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What the parent asks for. `suffix` is that of a workbook if the file is named like one, else "".

    `beginnings`: of each visible sheet of a workbook so many rows, in place of all rows of one.
    """

    limits: Limits
    sheet: str | None
    suffix: str
    beginnings: int = 0


def confine(limits: Limits) -> None:
    """Give up, for the rest of this process, what reading a file does not take."""
    for what, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NPROC, 0, 0),
        (resource.RLIMIT_NOFILE, 32, 32),
        (resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes),
        # Past the soft limit comes SIGXCPU, which says why; at the hard one a bare SIGKILL.
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 2),
    ):
        _, ceiling = resource.getrlimit(what)
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(what, (soft, hard))


def read(file: BinaryIO, order: Order, out: BinaryIO) -> None:
    """Send the file's source and rows to `out`. Raises `FileRefused`."""
    # Imported here so that a CSV file never pays for the workbook reader's memory, nor the other way round.
    from huiyin.records.reports.landing import archive

    limits = order.limits
    magic = file.read(8)
    file.seek(0)
    if magic.startswith(archive.ZIP_MAGIC) or magic == archive.OLE_MAGIC:
        from huiyin.records.reports.landing import excel

        kind = "xls" if magic == archive.OLE_MAGIC else "xlsx"
        marked: frozenset[str] = frozenset()
        if kind == "xls":
            archive.check_ole(file)
        else:
            marked = archive.check_zip(file, limits)
        file.seek(0)
        if order.beginnings:
            _send_beginnings(file, kind, order, out)
            return
        sheet, visible = excel.open_sheet(file, order.sheet, limits)
        write_frame(out, Source(kind=kind, sheet=sheet.name if sheet else "", sheets=visible))
        errors = {}
        if sheet and marked:
            from huiyin.records.reports.landing import formulas

            errors = formulas.error_cells(file, sheet.name, marked)
        rows = excel.read_rows(sheet, limits, errors) if sheet else iter(())
    else:
        from huiyin.records.reports.landing import delimited, encoding

        written = encoding.decide_encoding(file)
        _refuse_false_name(order.suffix)
        text, delimiter = delimited.open_text(file, written)
        write_frame(out, Source(kind="csv", encoding=written.name, delimiter=delimiter))
        rows = delimited.read_rows(text, delimiter, limits, damaged=written.damaged)
    if not _send(rows, out):
        raise refuse_file(
            "file.empty",
            zh="文件是空的：没有一个有内容的单元格",
            en="the file is empty: not one cell holds anything",
            advice_zh="请核对是否选错了文件，或内容是否在隐藏的工作表里。",
            advice_en="Check that it is the right file and that its content is not on a hidden sheet.",
        )


def _send_beginnings(file: BinaryIO, kind: str, order: Order, out: BinaryIO) -> None:
    from huiyin.records.reports.landing import excel

    workbook, visible = excel.open_workbook(file)
    write_frame(out, Source(kind=kind, sheets=visible))
    for name in visible:
        sheet = excel.sheet_named(workbook, name)
        write_frame(out, Sheet(name))
        _send(islice(excel.read_rows(sheet, order.limits, {}), order.beginnings), out)


def _refuse_false_name(suffix: str) -> None:
    """Text under a workbook's name: somebody is mistaken about this file, and it is not ours to guess who."""
    if suffix:
        raise refuse_file(
            "file.name",
            zh=f"文件名是 {suffix}，内容却是纯文本",
            en=f"the file is named {suffix}, but it is plain text",
            advice_zh=f"{AS_XLSX_ZH}若它本来就是 CSV，请把扩展名改为 .csv。",
            advice_en=f"{AS_XLSX_EN} If it was CSV all along, rename it to .csv.",
        )


def _send(rows: Iterable[Row], out: BinaryIO) -> bool:
    """Send the rows in batches; False when there were none."""
    some = False
    batch: list[Row] = []
    chars = 0
    for row in rows:
        batch.append(row)
        chars += sum(map(len, row.cells)) + len(row.text)
        if len(batch) >= _BATCH_ROWS or chars >= _BATCH_CHARS:
            write_frame(out, Batch(batch))
            some, batch, chars = True, [], 0
    if batch:
        write_frame(out, Batch(batch))
        some = True
    return some


def main() -> int:
    """Serve one file. The exit status is 0 whenever the last frame says how it ended."""
    # Cells make no cycles, and this process lives for one file.
    gc.disable()
    order = msgspec.json.decode(sys.argv[1], type=Order)
    file, out = sys.stdin.buffer, sys.stdout.buffer
    confine(order.limits)
    try:
        read(file, order, out)
    except FileRefused as refused:
        write_frame(out, Refusal(refused.problem))
    except MemoryError:
        return OUT_OF_MEMORY
    else:
        write_frame(out, End())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
