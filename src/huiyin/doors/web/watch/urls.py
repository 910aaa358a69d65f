"""Addresses for those who watch; included beneath the root."""

from django.urls import URLPattern, path

from huiyin.doors.web.watch import figures, health

urlpatterns: list[URLPattern] = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", figures.metrics, name="metrics"),
]
