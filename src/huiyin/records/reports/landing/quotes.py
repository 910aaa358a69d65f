"""Text lines behind a quote that does not end where its cell ends: which of them are rows of their own. Runs in the child."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from huiyin.records.reports.landing.row_marks import marked, shared_marks

# Delimiters in a row, in lines one after the other, by which these are taken for rows and not for lines of a cell.
_EVIDENCE: Final = 4
# A list of fewer columns may well stand in a cell.
_WIDE: Final = 5
# By which a line says that a list follows.
_ANNOUNCING: Final = ("：", ":")
QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
"""A cell in quotes."""
_LINE_END: Final = "\r\n"


class Swallowed(NamedTuple):
    """Rows that a cell has taken: the index of the line in which the first begins, and whether they plainly are rows."""

    first: int
    plain: bool


class TextLines:
    """A text line by line. `held` are those of the record in hand; `width` is how many cells the table's rows have, 0 as
    long as nobody knows.
    """

    def __init__(self, text: Iterable[str], delimiter: str) -> None:
        self.held: list[str] = []
        self.width = 0
        self._most = 0
        # How many cells a row had that fills more; below 0 once there were two rows of the width.
        self._longer = 0
        self._delimiter = delimiter
        self._text = iter(text)
        self._back: deque[str] = deque()

    def feed(self) -> Iterator[str]:
        """The lines, those given back first."""
        held, back, text = self.held, self._back, self._text
        while line := back.popleft() if back else next(text, ""):
            held.append(line)
            yield line

    def look_at(self, cells: list[str]) -> None:
        """Learn from one of the first rows how many cells rows have: the header names every column, and no other row fills
        more of them but one with something amiss. Above a header of less than twice its cells, a title is told by the rows
        below it.
        """
        filled = sum(map(bool, cells))
        if filled >= self._most * 2 or (filled > self._most and len(cells) == self._longer):
            self._most, self.width, self._longer = filled, len(cells), 0
        elif len(cells) == self.width:
            self._longer = -1
        elif filled > self._most and self._longer >= 0:
            self._longer = len(cells)

    def give_back(self, first: int) -> None:
        """End the record before the held line of this index; that and those behind it are fed once more."""
        self._back.extendleft(reversed(self.held[first:]))
        del self.held[first:]

    def next_row(self) -> int | None:
        """Of the held lines, of which the first is known to have a quote amiss, the index of the first further one that is a
        row of its own; None where none plainly is.
        """
        opened, head = len(self.before_quote(self.held[0])), self._divided(self.held[0])
        evidence = start = 0
        for index, line in enumerate(self.held[1:], 1):
            if line.strip(_LINE_END):
                told = self._told(line, head, opened)
                start, evidence = (start, evidence + told) if evidence and told else (index, told)
                if evidence >= _EVIDENCE:
                    return start
        return None

    def swallowed(self, cells: list[str]) -> Swallowed | None:
        """The rows behind the first line of a record over several lines, in which every quote ends where its cell ends; None
        where nothing tells them from lines of a cell.
        """
        if not any(self._delimiter in line for line in self.held[1:]):
            return None
        behind = [(index, line) for index, line in enumerate(self.held[1:], 1) if line.strip(_LINE_END)]
        # A record of too many cells has taken something, wherever its rows end.
        long, head = len(cells) > self.width, self._divided(self.held[0])
        begun = [(index, shared) for index, line in behind if (shared := self._begins(line, head, long))]
        if begun:
            first = begun[0][0]
            several = sum(shared > 1 for _, shared in begun) > 1
            return Swallowed(first, plain=several and not self.held[first - 1].rstrip().endswith(_ANNOUNCING))
        if len(behind) * (self.width - 1) < _EVIDENCE or not all(self._whole(line) for _, line in behind):
            return None
        # What stands behind a cell makes a row of its last line; that is none where it begins otherwise than the first.
        one = len(behind) == 1 and (self.held[0][:1] == '"' or marked(head))
        if len(cells) == self.width and (one or self.width < _WIDE):
            return None
        return Swallowed(1, plain=False)

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
        guessed = self._lenient(line.rstrip(_LINE_END))
        return guessed if len(guessed) == self.width else self.before_quote(line)

    def _told(self, line: str, head: list[str], opened: int) -> int:
        """How plainly the line begins a row, as so many delimiters: it begins as the first does, is a row by itself, or opens a
        quote in the column of the first.
        """
        if self._begins(line, head, True):
            return _EVIDENCE
        if self._whole(line):
            return self.width - 1
        alike = '"' in line and len(self.before_quote(line)) == opened
        return (_EVIDENCE if opened > 1 else opened) if alike else 0

    def _begins(self, line: str, head: list[str], amiss: bool) -> int:
        """How many marks the line shares with the first (`head`) where it begins a row as that does: one if it is a row by
        itself or something is amiss anyway, else two at least.
        """
        if self.width < 2 or self._delimiter not in line:
            return 0
        shared = shared_marks(head, self._divided(line))
        return shared if shared > 1 or (shared and (amiss or self._whole(line))) else 0

    def _divided(self, line: str) -> list[str]:
        """The cells of a line as if there were no quotes, those of one row at most."""
        return line.split(self._delimiter, self.width)[: self.width]

    def _whole(self, line: str) -> bool:
        return line.count(self._delimiter) >= self.width - 1 > 0 and len(self._lenient(line)) == self.width

    def _lenient(self, line: str) -> list[str]:
        return next(csv.reader([line], delimiter=self._delimiter), [])
