"""Django app of the cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Tables, actions and queries of cases."""

    name = "huiyin.records.cases"
    label = "cases"
