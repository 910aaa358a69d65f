"""Django app of the reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Tables, actions and queries of reports."""

    name = "huiyin.records.reports"
    label = "reports"
