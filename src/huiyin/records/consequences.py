"""What follows from what: the one page on which an event of one app calls an action of another."""

from __future__ import annotations

from huiyin.records.ledger.action import Consequence

CONSEQUENCES: tuple[Consequence, ...] = ()
