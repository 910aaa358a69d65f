"""Addresses of the compounds."""

from django.urls import URLPattern, path

from huiyin.doors.web.places import aliases, compounds
from huiyin.doors.web.problem import merging

COMPOUNDS: list[URLPattern] = [
    path("compounds/", compounds.compounds, name="compounds"),
    path("compounds/aliases/", aliases.aliases, name="compound-aliases"),
    path("compounds/<int:pk>/alias/accept/", aliases.accept, name="compound-alias-accept"),
    path("compounds/<int:pk>/alias/refuse/", aliases.refuse, name="compound-alias-refuse"),
    path("compounds/<int:pk>/alias/remove/", aliases.remove, name="compound-alias-remove"),
    path("compounds/<int:pk>/", compounds.compound, name="compound"),
    path("compounds/<int:pk>/merge/", merging.choose_from_card, name="compound-merge"),
    path(
        "compounds/<int:pk>/merge/<int:target_id>/",
        merging.confirm_from_card,
        name="compound-merge-confirm",
    ),
]
