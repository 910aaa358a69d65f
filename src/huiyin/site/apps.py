"""Start-up: hand the ledger the table of what follows from what."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The last app to become ready, so that every record it joins is loaded."""

    name = "huiyin.site"
    label = "huiyin_site"

    def ready(self) -> None:
        """Install the consequences; a cycle in the table stops the start."""
        from huiyin.records.consequences import CONSEQUENCES
        from huiyin.records.ledger import action

        action.install(CONSEQUENCES)
