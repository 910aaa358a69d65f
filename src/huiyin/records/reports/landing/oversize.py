"""What is too large to be passed on: left out and marked, with the mark of what it was. Runs in the child."""

import hashlib
from collections.abc import Sequence

from huiyin.records.reports.landing.frames import Limits, Row


def checked(position: int, cells: Sequence[str], limits: Limits) -> Row | None:
    """The row; None when it is only spaces; the row with its fault when it is too large to be passed on."""
    size = sum(map(len, cells))
    if size < 64 and "".join(cells).isspace():
        return None
    if size > limits.cell_chars:
        kept = tuple(cell if len(cell) <= limits.cell_chars else "" for cell in cells)
        if sum(map(len, kept)) > 4 * limits.cell_chars:
            return Row(position, (), "row.large", text=shortened("\t".join(cells), limits))
        if sum(map(len, kept)) < size:
            at = next(index for index, cell in enumerate(cells) if cell != kept[index])
            return Row(position, kept, "cell.large", at, shortened("\t".join(cells), limits))
    return Row(position, tuple(cells))


def shortened(text: str, limits: Limits) -> str:
    """The text where it is no larger than one cell may be; else its beginning, with its length and SHA-256 behind it."""
    if len(text) <= limits.cell_chars:
        return text
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{text[: limits.cell_chars]}…〔共 {len(text)} 个字符，SHA-256 {mark}〕"
