"""Django app of the web pages: templates and static files, no tables."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web door."""

    name = "huiyin.doors.web"
    label = "web"
