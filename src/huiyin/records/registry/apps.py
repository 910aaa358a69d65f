"""Django app of the registry."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Tables, actions and queries of registry."""

    name = "huiyin.records.registry"
    label = "registry"

    def ready(self) -> None:
        """Declare what must always hold here."""
        from huiyin.records.registry import invariants  # noqa: F401 - importing declares them
