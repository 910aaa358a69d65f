"""Finds the cells of a workbook's sheet that hold an Excel error. Runs in the child.

The workbook reader gives such a cell as an empty one; whoever filled the sheet sees ``#N/A`` in it and has to be told so.
Only .xlsx is looked at, and only when `archive.check_zip` has seen the mark of such a cell.
"""

import posixpath
import re
import zipfile
from collections.abc import Collection
from typing import BinaryIO, Final
from xml.etree import ElementTree

from huiyin.records.reports.landing.archive import ERROR_MARK
from huiyin.records.reports.landing.fields import EXCEL_ERRORS

Errors = dict[int, dict[int, str]]
"""By row from 1 and column from 0: the error."""

_CHUNK: Final = 1 << 20
# A formula has at most 8,192 characters; its cell lies whole in one of two windows that overlap by this much.
_OVERLAP: Final = 1 << 16
_ATTRIBUTES: Final = 300
_MOST: Final = 100_000
_PLACE: Final = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')


def error_cells(file: BinaryIO, sheet: str, marked: Collection[str]) -> Errors:
    """The first hundred thousand cells of the sheet that hold an error; `marked` are the parts that hold any."""
    errors: Errors = {}
    found = 0
    with zipfile.ZipFile(file) as archive:
        name = _part(archive, sheet)
        if name not in marked:
            return errors
        window = b""
        with archive.open(name) as part:
            while (chunk := part.read(_CHUNK)) and found < _MOST:
                window = window[-_OVERLAP:] + chunk
                found += _collect(window, errors)
    return errors


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The part that holds the sheet of this name; "" when the directory of sheets does not say."""
    try:
        # This process has little memory and time, and expat ends what would expand without end.
        book, relations = (
            ElementTree.fromstring(archive.read(name))  # noqa: S314
            for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
        )
    except (KeyError, ElementTree.ParseError):
        return ""
    for node in book.iter():
        if node.tag.endswith("}sheet") and node.get("name") == sheet:
            wanted = next((value for key, value in node.attrib.items() if key.endswith("}id")), None)
            for relation in relations:
                if relation.get("Id") == wanted:
                    return posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
    return ""


def _collect(window: bytes, errors: Errors) -> int:
    """Add the cells that lie whole in the window; returns how many marks it has."""
    count, at = 0, window.find(ERROR_MARK)
    while at >= 0 and count < _MOST:
        count += 1
        start, end = (
            window.rfind(b"<c ", max(0, at - _ATTRIBUTES), at),
            window.find(b"</v>", at, at + _OVERLAP),
        )
        # Anything closed in between: the mark stands in a text.
        if start >= 0 and end >= 0 and b">" not in window[start:at]:
            place = _PLACE.search(window, start, window.find(b">", at))
            error = window[window.rfind(b"<v>", at, end) + 3 : end].decode("ascii", "replace")
            if place is not None and error in EXCEL_ERRORS:
                errors.setdefault(int(place[2]), {})[_column(place[1])] = error
        at = window.find(ERROR_MARK, at + 1)
    return count


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
