"""Opens a spreadsheet that may be hostile: the parent's side.

The parent parses nothing of the file. It hands the open file to a child process (`child`) and decodes the
frames that come back, for only as long and as large as `Limits` say.
"""

import os
import selectors
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from io import FileIO
from pathlib import Path, PurePath
from typing import Self

import msgspec

import huiyin
from huiyin.records.reports.landing.archive import OLE_MAGIC, ZIP_MAGIC
from huiyin.records.reports.landing.child import OUT_OF_MEMORY, Order
from huiyin.records.reports.landing.errors import AS_CSV_EN, AS_CSV_ZH, FileRefused, refuse_file
from huiyin.records.reports.landing.frames import (
    FRAME_BYTES,
    PREFIX_BYTES,
    Batch,
    End,
    Frame,
    Limits,
    Refusal,
    Row,
    Sheet,
    Source,
    decode_frame,
)

_PACKAGE_ROOT = str(Path(huiyin.__file__).resolve().parent.parent)
_DEFAULTS = Limits()
_FAREWELL_SECONDS = 5.0
_WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")


class RowStream:
    """The rows of one file, as they come from its child; also a context manager that ends the child.

    `source` says what the file turned out to be. Iterating raises `FileRefused` when the file proves
    unreadable further on: rows given before that must not be kept.
    """

    def __init__(self, child: "_Child", source: Source, path: Path, order: Order) -> None:
        self.source = source
        self._path = path
        self._order = order
        self._child = child
        self._rows = _read(child)

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def __next__(self) -> Row:
        return next(self._rows)

    def beginnings(self, most: int) -> dict[str, list[Row]]:
        """The first rows, at most so many, of each visible sheet of a workbook that holds anything.

        A further child reads them. Raises `FileRefused` as `open_rows` does.
        """
        child, _ = _begun(self._path, msgspec.structs.replace(self._order, beginnings=most))
        found: dict[str, list[Row]] = {}
        sheet = ""
        with closing(child):
            while not isinstance(frame := child.frame(), End):
                if isinstance(frame, Sheet):
                    sheet = frame.name
                elif isinstance(frame, Batch):
                    found.setdefault(sheet, []).extend(frame.rows)
                else:
                    raise child.garbled()
        return found

    def of_sheet(self, sheet: str) -> Self:
        """The rows of another sheet of the same workbook, through a child of their own."""
        order = msgspec.structs.replace(self._order, sheet=sheet)
        return type(self)(*_begun(self._path, order), self._path, order)

    def close(self) -> None:
        """End the child, whether or not all rows were taken."""
        self._rows.close()
        # A generator that was never begun runs nothing when it is closed.
        self._child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _read(child: "_Child") -> Generator[Row, None, None]:
    # No method of the stream: with no cycle of references, a loop that is left early ends the child at once.
    try:
        while not isinstance(frame := child.frame(), End):
            if not isinstance(frame, Batch):
                raise child.garbled()
            yield from frame.rows
    finally:
        child.close()


def open_rows(
    path: Path, *, sheet: str | None = None, name: str | None = None, limits: Limits = _DEFAULTS
) -> RowStream:
    """Open a spreadsheet and stream its rows, blank ones left out.

    The type is told by content: .xlsx, .xls, else CSV. `sheet` picks a workbook's sheet, by default the first
    visible one with content. `name` is the name under which the file was sent (default: that of `path`); a
    text file that calls itself a workbook is refused.

    Raises `FileRefused`, here or while iterating, and `OSError` when `path` cannot be opened.
    """
    suffix = PurePath(name or path.name).suffix.lower()
    order = Order(limits=limits, sheet=sheet, suffix=suffix if suffix in _WORKBOOK_SUFFIXES else "")
    return RowStream(*_begun(path, order), path, order)


def _begun(path: Path, order: Order) -> "tuple[_Child, Source]":
    """A child that reads the file, and its first frame. Raises as `open_rows` does."""
    check_regular(path)
    # Unbuffered: the child shares the position in the file.
    with path.open("rb", buffering=0) as file:
        _check_file(file, order.limits)
        child = _Child(file, order)
    try:
        first = child.frame()
        if not isinstance(first, Source):
            raise child.garbled()
    except BaseException:
        child.close()
        raise
    return child, first


def check_regular(path: Path) -> None:
    """Refuse what is no regular file before it is opened: a device has no end, and a pipe waits for somebody.

    Raises `FileRefused`, and `OSError` when there is nothing at `path`.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise refuse_file(
            "file.irregular",
            zh=f"{path} 不是普通文件（可能是设备、管道或文件夹）",
            en=f"{path} is no regular file (perhaps a device, a pipe or a folder)",
            advice_zh="请选择 .xlsx、.xls 或 .csv 文件；来自管道的，先存成文件。",
            advice_en="Choose an .xlsx, .xls or .csv file; save what comes from a pipe to a file first.",
        )


def _check_file(file: FileIO, limits: Limits) -> None:
    facts = os.fstat(file.fileno())
    if not stat.S_ISREG(facts.st_mode) or facts.st_size == 0:
        raise refuse_file(
            "file.empty",
            zh="文件是空的（0 字节）",
            en="the file is empty (0 bytes)",
            advice_zh="请核对是否选错了文件，或重新导出。",
            advice_en="Check that it is the right file, or export it again.",
        )
    workbook = file.read(2) in (ZIP_MAGIC[0][:2], OLE_MAGIC[:2])
    file.seek(0)
    most = limits.workbook_bytes if workbook else limits.file_bytes
    if facts.st_size > most:
        raise refuse_file(
            "file.large",
            zh=f"文件有 {facts.st_size >> 20} MB，超过上限 {most >> 20} MB",
            en=f"the file has {facts.st_size >> 20} MB, more than the {most >> 20} MB allowed",
            advice_zh=AS_CSV_ZH if workbook else "请按日期拆成几个文件上传。",
            advice_en=AS_CSV_EN if workbook else "Split it by date into several files.",
        )


class _Child:
    """The child process, its time and its frames."""

    def __init__(self, file: FileIO, order: Order) -> None:
        # No site of the user, no current directory on the path, nothing of our environment but what finds
        # this very package: the child has no business with database addresses or keys.
        environment = {"PYTHONPATH": _PACKAGE_ROOT}
        if "LD_LIBRARY_PATH" in os.environ:
            environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [
                *(sys.executable, "-P", "-s", "-B", "-m", "huiyin.records.reports.landing.child"),
                msgspec.json.encode(order).decode(),
            ],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/",
            bufsize=0,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        self._pipe = self._process.stdout.fileno()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._pipe, selectors.EVENT_READ)
        self._left = order.limits.wall_seconds

    def frame(self) -> Frame:
        """The next frame. Raises `FileRefused`: the one the child sent, or what its death means."""
        length = int.from_bytes(self._exactly(PREFIX_BYTES), "big")
        if length > FRAME_BYTES:
            raise self.garbled()
        try:
            frame = decode_frame(self._exactly(length))
        except msgspec.DecodeError:
            raise self.garbled() from None
        if isinstance(frame, Refusal):
            raise FileRefused(frame.problem)
        return frame

    def _exactly(self, length: int) -> bytearray:
        body = bytearray(length)
        view, filled = memoryview(body), 0
        while filled < length:
            asked = time.monotonic()
            # What is there already comes too late as well where no time is left.
            if self._left <= 0 or not self._selector.select(self._left):
                raise _too_slow()
            got = os.readv(self._pipe, [view[filled:]])
            self._left -= time.monotonic() - asked
            if not got:
                raise self._died()
            filled += got
        return body

    def _died(self) -> FileRefused:
        """The refusal for a child that hung up before its last frame."""
        try:
            status = self._process.wait(timeout=_FAREWELL_SECONDS)
        except subprocess.TimeoutExpired:
            return self.garbled()
        if status == -signal.SIGXCPU:
            return _too_slow()
        if status == -signal.SIGKILL:
            # Our own limits end it otherwise. Whether it was the kernel for want of memory, or a person, nobody tells us.
            return refuse_file(
                "file.killed",
                zh="读取程序在读完这个文件之前被强行终止（SIGKILL），原因不明",
                en="the reader was killed from outside (SIGKILL) before it had read this file; the cause is not known",
                advice_zh=(
                    "请重新导入一次。若仍如此，可能是整台机器内存不足（系统日志会有记录），请在内存空闲时再试；"
                    f"或者，{AS_CSV_ZH}"
                ),
                advice_en=(
                    "Import it again. If it stays so, the machine as a whole may lack memory, which the system's log "
                    f"would tell: try when it has some to spare. Or: {AS_CSV_EN}"
                ),
            )
        # Python says so by its status; native code that is refused memory aborts.
        if status in (OUT_OF_MEMORY, -signal.SIGABRT):
            return refuse_file(
                "file.memory",
                zh="读取这个文件所需的内存超过上限",
                en="reading this file takes more memory than allowed",
                advice_zh=f"请删除远离数据区的零散单元格和多余工作表；或者，{AS_CSV_ZH}",
                advice_en=f"Remove stray cells far from the data and sheets not needed. Or: {AS_CSV_EN}",
            )
        return self.garbled()

    def garbled(self) -> FileRefused:
        """The refusal for a child that crashed or does not speak as agreed; it is ended."""
        self.close()
        return refuse_file(
            "file.crash",
            zh=f"读取程序在这个文件上意外中止（状态 {self._process.returncode}）",
            en=f"the reader stopped unexpectedly on this file (status {self._process.returncode})",
            advice_zh=f"文件可能已损坏。{AS_CSV_ZH}",
            advice_en=f"The file may be damaged. {AS_CSV_EN}",
        )

    def close(self) -> None:
        """Kill the child if it still runs, and reap it."""
        self._selector.close()
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


def _too_slow() -> FileRefused:
    return refuse_file(
        "file.time",
        zh="读取这个文件所需的时间超过上限",
        en="reading this file takes longer than allowed",
        advice_zh=f"请拆成几个文件；或者，{AS_CSV_ZH}",
        advice_en=f"Split it into several files. Or: {AS_CSV_EN}",
    )
