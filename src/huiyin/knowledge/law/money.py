"""Sums of money as case files hold them, in yuan: compared in fen, since sums of fractions are not exact, and told in full."""

from __future__ import annotations


def fen(*amounts: float | None) -> int:
    """Amounts in yuan together, in fen; nothing where one is not said."""
    return sum(round((amount or 0) * 100) for amount in amounts)


def yuan(amount: float, *, grouped: bool = False) -> str:
    """An amount with all its digits, and without those after the point where there are none: ``1000000``, ``90.5``; where
    somebody reads it, in groups of three: ``1,000,000``."""
    return f"{amount:,.2f}".rstrip("0").rstrip(".") if grouped else f"{amount:.2f}".rstrip("0").rstrip(".")
