"""Addresses of the pages that show what is left lying, what happened, and who looked."""

from django.urls import URLPattern, path

from huiyin.doors.web.oversight import answers, exceptions, ledger, looks

urlpatterns: list[URLPattern] = [
    path("answers/", answers.answers, name="answers"),
    path("exceptions/", exceptions.exceptions, name="exceptions"),
    path("exceptions/clear/", exceptions.clear, name="exceptions-clear"),
    path("ledger/", ledger.acts, name="ledger"),
    path("ledger/verify/", ledger.verified, name="ledger-verify"),
    path("ledger/<slug:kind>/<int:pk>/", ledger.chain, name="ledger-chain"),
    path("looks/", looks.looks, name="looks"),
]
