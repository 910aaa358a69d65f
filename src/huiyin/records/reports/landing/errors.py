"""What a refusal says: what is wrong, where, and what to do, in Chinese and English."""

import msgspec


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a file, a header or a row, ready to be shown.

    `position` is the row as the user counts it (Excel row, or record of a CSV file, both from 1);
    `column` the name in the user's own header. Either is None where the whole file is meant.
    """

    code: str
    message_zh: str
    message_en: str
    advice_zh: str
    advice_en: str
    position: int | None = None
    column: str | None = None


class Refused(Exception):
    """A refusal that leaves everything as it was; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message_en)
        self.problem = problem


class FileRefused(Refused):
    """The file as a whole cannot be read."""


class HeaderRefused(Refused):
    """The header lacks a column, has one twice, or was not found."""


class MappingRefused(Refused):
    """A saved mapping contradicts itself or names what does not exist."""


class BadValue(ValueError):
    """A single value is impossible; `at` makes it a `Problem` once row and column are known."""

    def __init__(self, code: str, *, zh: str, en: str, advice_zh: str, advice_en: str) -> None:
        super().__init__(en)
        self.code = code
        self.zh = zh
        self.en = en
        self.advice_zh = advice_zh
        self.advice_en = advice_en

    def at(self, position: int, column: str) -> Problem:
        """The same complaint, naming its row and column."""
        return Problem(
            code=self.code,
            message_zh=f"第 {position} 行「{column}」：{self.zh}",
            message_en=f"row {position}, column “{column}”: {self.en}",
            advice_zh=self.advice_zh,
            advice_en=self.advice_en,
            position=position,
            column=column,
        )


def refuse_file(
    code: str, *, zh: str, en: str, advice_zh: str, advice_en: str, position: int | None = None
) -> FileRefused:
    """A `FileRefused` ready to be raised."""
    return FileRefused(
        Problem(
            code=code,
            message_zh=zh,
            message_en=en,
            advice_zh=advice_zh,
            advice_en=advice_en,
            position=position,
        )
    )


AS_CSV_ZH = "请在 Excel 中另存为“CSV UTF-8（逗号分隔）”后再上传。"
AS_CSV_EN = "In Excel, save it as “CSV UTF-8 (comma delimited)” and upload that file."
AS_XLSX_ZH = "请在 Excel 中打开，另存为“Excel 工作簿（.xlsx）”后再上传。"
AS_XLSX_EN = "Open it in Excel, save it as “Excel Workbook (.xlsx)” and upload that file."
