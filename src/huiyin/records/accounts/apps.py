"""Django app of the accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Tables, actions and queries of accounts."""

    name = "huiyin.records.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Declare what must always hold here."""
        from huiyin.records.accounts import invariants  # noqa: F401 - importing declares them
