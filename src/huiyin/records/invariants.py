"""Everything that must always hold, app by app: loading this module loads every check."""

from huiyin.records.accounts import invariants as accounts
from huiyin.records.cases import invariants as cases
from huiyin.records.ledger.invariants import Breach, names, run
from huiyin.records.problems import invariants as problems
from huiyin.records.registry import invariants as registry
from huiyin.records.reports import invariants as reports

__all__ = ["Breach", "accounts", "cases", "names", "problems", "registry", "reports", "run"]
