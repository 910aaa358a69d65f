"""Addresses of the web pages: each part of the desk hangs its own here."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from huiyin.doors.web import signing_in, views

PARTS = (
    "work",
    "review",
    "intake",
    "lists",
    "problem",
    "cases",
    "places",
    "registry",
    "admin",
    "oversight",
    "map",
    "design",
    "watch",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    # The name by which allauth finds it.
    path("sign-in/", signing_in.SignIn.as_view(), name="account_login"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign-out"),
    path("account/password/", signing_in.own_password, name="own-password"),
    path("language/", login_not_required(set_language), name="language"),
    path("health", views.health, name="health"),
    *(path("", include(f"huiyin.doors.web.{part}.urls")) for part in PARTS),
]
