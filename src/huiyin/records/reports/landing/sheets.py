"""Which sheet of a workbook holds the orders: no sheet is taken for want of another, and none is left out unsaid."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from typing import Final

from huiyin.records.reports.landing.errors import HeaderRefused, Refused, refuse_file
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.header import SEARCHED_ROWS, find_header
from huiyin.records.reports.landing.mapping import Mapping

ENOUGH: Final = SEARCHED_ROWS + 2
"""So many rows of a sheet tell whether it has a header, of one line or two, and anything below it."""
_SHOWN: Final = 8


def sheet_of_orders(beginnings: AnyMapping[str, Sequence[Row]], mapping: Mapping) -> str:
    """Of the sheets that hold anything, by name with their first rows, the one to be read with this mapping.

    It is the one whose header the mapping fits; where it fits none, the first with any header that it knows, else the first.
    Raises `FileRefused` where it fits several: whoever filled them has to say which are meant.
    """
    ranks = {sheet: _rank(rows, mapping) for sheet, rows in beginnings.items()}
    fitting = [sheet for sheet, rank in ranks.items() if rank == _FITS]
    if len(fitting) > 1:
        more = len(fitting) - _SHOWN
        raise refuse_file(
            "workbook.sheets",
            zh=f"工作簿有 {len(fitting)} 张工作表都是诉件：{'、'.join(fitting[:_SHOWN])}{' 等' if more > 0 else ''}",
            en=f"the workbook has {len(fitting)} sheets with orders: {', '.join(fitting[:_SHOWN])}{' …' if more > 0 else ''}",
            advice_zh="请把每张工作表各存成一个文件，分别导入；不导入的工作表，删除或隐藏后再保存。",
            advice_en="Save each of them as a file of its own and import these; delete or hide sheets that are not meant.",
        )
    return max(ranks, key=ranks.__getitem__)


_FITS: Final = 2


def _rank(rows: Sequence[Row], mapping: Mapping) -> int:
    try:
        header, _ = find_header(rows, mapping.known)
        mapping.bind_file(header)
    except HeaderRefused as refused:
        return 0 if refused.problem.code == "header.not_found" else 1
    except Refused:
        # A header with nothing below.
        return 1
    return _FITS
