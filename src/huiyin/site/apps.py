"""Start-up: hand the ledger the table of what follows from what, and the clocks the installation's days off."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The last app to become ready, so that every record it joins is loaded."""

    name = "huiyin.site"
    label = "huiyin_site"

    def ready(self) -> None:
        """Install the consequences and the calendar; a cycle in the table and a damaged calendar stop the start."""
        from django.conf import settings

        from huiyin.calendar_home import calendar_of
        from huiyin.knowledge.law import calendar
        from huiyin.records.consequences import CONSEQUENCES
        from huiyin.records.ledger import action

        action.install(CONSEQUENCES)
        calendar.use(calendar_of(settings.HUIYIN_HOME))
