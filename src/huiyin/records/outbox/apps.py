"""Django app of the outbox."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Tables, actions and queries of outbox."""

    name = "huiyin.records.outbox"
    label = "outbox"
