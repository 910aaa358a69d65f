"""Addresses of the compounds."""

from django.urls import URLPattern, path

from huiyin.doors.web.places import compounds

COMPOUNDS: list[URLPattern] = [
    path("compounds/", compounds.compounds, name="compounds"),
    path("compounds/<int:pk>/", compounds.compound, name="compound"),
]
