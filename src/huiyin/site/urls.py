"""Addresses of the installation: each door hangs its own beneath its own prefix."""

from django.urls import include, path

urlpatterns = [path("api/v1/", include("huiyin.doors.api.urls")), path("", include("huiyin.doors.web.urls"))]
