"""Text lines behind a quote that does not end where its cell ends: which of them are rows of their own. Runs in the child."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

# Delimiters in a row, in lines one after the other, by which these are taken for rows and not for lines of a cell.
_EVIDENCE: Final = 4
# A list of fewer columns may well stand in a cell.
_WIDE: Final = 5
QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
"""A cell in quotes."""
_LINE_END: Final = "\r\n"


class TextLines:
    """A text line by line. `held` are those of the record in hand; `width` is how many cells the table's rows have, 0 as
    long as nobody knows.
    """

    def __init__(self, text: Iterable[str], delimiter: str) -> None:
        self.held: list[str] = []
        self.width = 0
        self._delimiter = delimiter
        self._text = iter(text)
        self._back: deque[str] = deque()

    def feed(self) -> Iterator[str]:
        """The lines, those given back first."""
        held, back, text = self.held, self._back, self._text
        while line := back.popleft() if back else next(text, ""):
            held.append(line)
            yield line

    def give_back(self, first: int) -> None:
        """End the record before the held line of this index; that and those behind it are fed once more."""
        self._back.extendleft(reversed(self.held[first:]))
        del self.held[first:]

    def next_row(self) -> int | None:
        """Of the held lines, of which the first is known to have a quote amiss, the index of the first further one that is a
        row of its own; None where none plainly is.
        """
        opened = len(self.before_quote(self.held[0]))
        evidence = start = 0
        for index, line in enumerate(self.held[1:], 1):
            if line.strip(_LINE_END):
                told = self._told(line, opened)
                start, evidence = (start, evidence + told) if evidence and told else (index, told)
                if evidence >= _EVIDENCE:
                    return start
        return None

    def swallowed(self, cells: list[str]) -> bool:
        """Whether a record over several lines, in which every quote ends where its cell ends, is plainly several rows."""
        behind = [line for line in self.held[1:] if line.strip(_LINE_END)]
        if len(behind) * (self.width - 1) < _EVIDENCE or not all(map(self._whole, behind)):
            return False
        # In a cell of the first column, the last line has as many cells as a row.
        return len(cells) != self.width or len(behind) > 1 or self.held[0][:1] != '"'

    @property
    def wide(self) -> bool:
        """Whether rows have so many cells that no list within a cell has just as many."""
        return self.width >= _WIDE

    def before_quote(self, line: str) -> list[str]:
        """The cells before the first whose quote does not end where the cell ends, within the line."""
        cells: list[str] = []
        at = 0
        while at < len(line):
            if line[at] == '"':
                quoted = QUOTED.match(line, at)
                if quoted is None or line[quoted.end() : quoted.end() + 1] not in (
                    "",
                    self._delimiter,
                    "\r",
                    "\n",
                ):
                    return cells
                cells.append(quoted[0][1:-1].replace('""', '"'))
                at = quoted.end() + 1
            else:
                end = line.find(self._delimiter, at)
                end = end if end >= 0 else len(line.rstrip(_LINE_END))
                cells.append(line[at:end])
                at = end + 1
        return cells

    def cells_of(self, line: str) -> list[str]:
        """The cells of one line as far as they can be told: all where they are as many as a row has, with quotes amiss left
        out, else those before the first quote amiss.
        """
        guessed = self._lenient(line)
        return guessed if len(guessed) == self.width else self.before_quote(line)

    def _told(self, line: str, opened: int) -> int:
        """How plainly the line begins a row, as so many delimiters: it is one, or opens a quote in the column of the first."""
        if self._whole(line):
            return self.width - 1
        alike = '"' in line and len(self.before_quote(line)) == opened
        return (_EVIDENCE if opened > 1 else opened) if alike else 0

    def _whole(self, line: str) -> bool:
        return line.count(self._delimiter) >= self.width - 1 > 0 and len(self._lenient(line)) == self.width

    def _lenient(self, line: str) -> list[str]:
        return next(csv.reader([line], delimiter=self._delimiter), [])
