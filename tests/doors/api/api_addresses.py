"""The interface's addresses where an installation has them."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("api/v1/", include("huiyin.doors.api.urls"))]
