"""Who the planted reporters are: invented people whose names, numbers and addresses must stand on no page.

What is planted in columns that tell who a person is must be shown nowhere. What a text repeats of it (telephone, identity
number, mail) must stand there masked. A name within a text is not planted: no machine can tell it from other words, and
docs/security.md says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reporter:
    """One invented person; ``area`` and ``number`` make each of their numbers unlike any other's."""

    name: str
    area: int
    number: int

    @property
    def phone(self) -> str:
        """A mobile telephone, as the column holds it."""
        return f"139{self.area:04}{self.number:04}"

    @property
    def spaced(self) -> str:
        """The telephone with blanks, as texts write it."""
        return f"{self.phone[:3]} {self.phone[3:7]} {self.phone[7:]}"

    @property
    def spoken(self) -> str:
        """The telephone as it is said."""
        return "".join("〇幺二三四五六七八九"[int(digit)] for digit in self.phone)

    @property
    def identity_number(self) -> str:
        """An identity number that nobody has: its month is the thirteenth."""
        return f"31010019881399{self.area % 10}{self.number:02}X"

    @property
    def mail(self) -> str:
        """An address for mail."""
        return f"nobody.{self.area}.{self.number}@mail.invalid"

    @property
    def call(self) -> str:
        """The number of the recorded call, as the column holds it."""
        return f"CALL-{self.area:04}-{self.number:04}-ZQ"

    @property
    def clerk(self) -> str:
        """Who took the call, as the column holds it."""
        return f"KF{self.area:04}{self.number:04}"

    @property
    def columns(self) -> dict[str, str]:
        """The columns that tell who a person is."""
        return {"姓名": self.name, "联系电话": self.phone, "通话编号": self.call, "工号": self.clerk}

    @property
    def said(self) -> str:
        """What a text says of its reporter."""
        return (
            f"联系人电话{self.phone}，或{self.spaced}（{self.spoken}），身份证{self.identity_number}，"
            f"邮箱{self.mail}。"
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """Whatever leads to the person, as any page, file or header could hold it."""
        mailbox = self.mail.partition("@")[0]
        return (
            self.name, self.phone, self.spaced, self.spoken, self.identity_number, self.call, self.clerk, mailbox,
        )  # fmt: skip


_BLANKS = re.compile(r"\s")
_MARKUP = re.compile(r"<[^>]*>")
# With one of these every secret begins: most pages hold none of them.
_BEGINNINGS = ("查无此人", "139", "幺三九", "310100", "CALL-", "KF", "nobody.")


def told_of(reporters: list[Reporter], content: str) -> list[str]:
    """The secrets that a content tells, also where markup or blanks stand within one."""
    plain = _BLANKS.sub("", _MARKUP.sub("", content))
    if not any(beginning in content or beginning in plain for beginning in _BEGINNINGS):
        return []
    return [
        secret
        for reporter in reporters
        for secret in reporter.secrets
        if secret in content or _BLANKS.sub("", secret) in plain
    ]
