"""Addresses of this part of the desk."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from huiyin.doors.web.admin import accounts, clients, once, profile

urlpatterns: list[URLPattern] = [
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/new/", once.new_account, name="accounts-new"),
    path("accounts/belongings/", accounts.found_belongings, name="accounts-belongings"),
    path("accounts/<int:pk>/", accounts.one, name="accounts-one"),
    path("accounts/<int:pk>/disable/", accounts.disable, name="accounts-disable"),
    path("accounts/<int:pk>/enable/", once.enable, name="accounts-enable"),
    path("accounts/<int:pk>/reset/", once.reset, name="accounts-reset"),
    path("clients/", clients.listing, name="clients"),
    path("clients/new/", once.new_client, name="clients-new"),
    path("clients/<int:pk>/revoke/", clients.revoke, name="clients-revoke"),
    path("profile/", profile.profile, name="profile"),
    path("theme/", login_not_required(profile.theme), name="theme"),
]
