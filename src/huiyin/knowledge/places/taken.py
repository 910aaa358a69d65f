"""Which parts of a text belong to a name already."""

from bisect import bisect_right, insort


class Taken:
    """The parts of a text that belong to a name already. Every question takes the same time however many there are."""

    def __init__(self, length: int) -> None:
        self._inside = bytearray(length + 1)
        self._ends: list[int] = [0]

    def add(self, start: int, end: int) -> None:
        """Take a part."""
        self._inside[start:end] = b"\x01" * (end - start)
        insort(self._ends, end)

    def holds(self, at: int) -> bool:
        """Whether the character at `at` is taken."""
        return self._inside[at] != 0

    def touches(self, at: int) -> bool:
        """Whether `at` is taken or a taken part ends right there."""
        return self.holds(at) or (at > 0 and self.floor(at) == at)

    def crosses(self, start: int, end: int) -> bool:
        """Whether anything from `start` to `end` is taken."""
        return self._inside.find(1, start, end) >= 0

    def floor(self, at: int) -> int:
        """Where the last taken part ends that ends by `at`, or 0."""
        return self._ends[bisect_right(self._ends, at) - 1]
