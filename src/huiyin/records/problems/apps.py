"""Django app of the problems."""

from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    """Tables, actions and queries of problems."""

    name = "huiyin.records.problems"
    label = "problems"
