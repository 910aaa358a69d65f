"""How accounts and clients refuse: in both languages, nothing is changed."""

from __future__ import annotations

from huiyin.records.registry.refusal import Fault, Refused


class AccountRefused(Refused):
    """An account cannot be so; the fault says why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(Fault(zh, en))


class ClientRefused(Refused):
    """A client of the programming interface cannot be so; the fault says why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(Fault(zh, en))
