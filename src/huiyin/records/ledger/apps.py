"""Django app of the ledger."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Tables, actions and queries of ledger."""

    name = "huiyin.records.ledger"
    label = "ledger"
