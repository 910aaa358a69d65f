"""Django app of the registry."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Tables, actions and queries of registry."""

    name = "huiyin.records.registry"
    label = "registry"
