"""What is said of a row that could not be read as it stands, and what to do about it."""

from collections.abc import Sequence
from typing import Final

from huiyin.records.reports.landing.errors import Problem
from huiyin.records.reports.landing.frames import Row


def fault_of(row: Row, columns: Sequence[str]) -> Problem | None:
    """What is wrong with the shape of a row under a header of these columns; None where nothing is."""
    width = len(columns)
    if row.fault == "":
        extra = [cell for cell in row.cells[width:] if cell.strip()]
        if not extra:
            return None
        code, zh, en = (
            "row.long",
            f"有 {len(row.cells)} 个单元格，表头只有 {width} 列",
            f"has {len(row.cells)} cells under a header of {width} columns",
        )
    else:
        code = row.fault
        zh, en = _FAULTS[row.fault]
    lines_zh = lines_en = ""
    if row.lines is not None:
        lines_zh = f"，文本第 {row.lines[0]} 至 {row.lines[1]} 行都在其中，没有分开收入"
        lines_en = (
            f"; lines {row.lines[0]} to {row.lines[1]} of the text are in it and were not taken one by one"
        )
    advice_zh, advice_en = _ADVICE.get(code, _IN_THE_FILE)
    column = None
    if 0 <= row.at < width:
        column = columns[row.at] or f"第{row.at + 1}列"
    return Problem(
        code=code,
        message_zh=f"第 {row.position} 行{f'「{column}」' if column else ''}{zh}{lines_zh}",
        message_en=f"row {row.position}{f', column “{column}”,' if column else ''} {en}{lines_en}",
        advice_zh=advice_zh,
        advice_en=advice_en,
        position=row.position,
        column=column,
    )


_FAULTS: Final = {
    "cell.large": ("有一个单元格超过一百万个字符", "has a cell of more than a million characters"),
    "row.large": ("的内容总量过大", "holds too much altogether"),
    "row.quote": ("的英文双引号不配对", "has unpaired double quotes"),
    "row.lines": (
        "有一个单元格跨几行，其中有的行像单独的一件",
        "has a cell over several lines, some of which look like rows of their own",
    ),
    "row.bytes": ("有不能识别的字节（编码错误）", "holds bytes that cannot be read (wrong encoding)"),
}

_AGAIN_ZH: Final = "把整个文件重新上传（已收的行不会重复）"
_AGAIN_EN: Final = "upload the whole file again (rows that are in do not come in twice)"
_IN_THE_FILE: Final = (
    f"请在原文件中改正后，{_AGAIN_ZH}，或更正这一行；含分隔符或换行的单元格要用英文双引号括起。",
    f"Correct it in the file and {_AGAIN_EN}, or correct this row; cells with a delimiter or line break need quotes.",
)
_ADVICE: Final = {
    "row.quote": (
        f"请在原文件中改正双引号后，{_AGAIN_ZH}；或对照原文件更正这一行，补全各格。",
        f"Correct the quotes in the file and {_AGAIN_EN}; or correct this row, filling in its cells from the file.",
    ),
    "row.lines": (
        f"缺了双引号的，请在原文件中补上后，{_AGAIN_ZH}；确是一件的，不作改动直接更正。",
        f"If a quote is missing, add it in the file and {_AGAIN_EN}; if it is one row, confirm it as it is.",
    ),
    "row.bytes": (
        f"请在原文件中改正这一格的文字后，{_AGAIN_ZH}；或更正这一行，填好这一格。",
        f"Correct the text of this cell in the file and {_AGAIN_EN}; or correct this row, filling in the cell.",
    ),
}
