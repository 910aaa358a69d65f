"""Addresses of this part of the desk."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from huiyin.doors.web.lists import comparing, drawer, files, live, saved, signing, version, versions
from huiyin.doors.web.lists.kinds import LISTS


def _of_each_list() -> Iterator[URLPattern]:
    for each in LISTS:
        base, given = f"lists/{each.path}/", {"live": each}
        yield path(base, live.listed, given, name=each.name)
        yield path(f"{base}columns/", live.columns, given, name=f"{each.name}-columns")
        yield path(f"{base}filter/", drawer.drawer, given, name=f"{each.name}-drawer")
        yield path(f"{base}filters/", saved.kept, given, name=f"{each.name}-filters")
        yield path(f"{base}filters/keep/", saved.keep, given, name=f"{each.name}-keep")
        yield path(f"{base}filters/remove/", saved.forget, given, name=f"{each.name}-remove")


urlpatterns: list[URLPattern] = [
    *_of_each_list(),
    path("lists/export/", files.export, name="list-export"),
    path("lists/versions/", versions.versions, name="list-versions"),
    path("lists/versions/freeze/", versions.freeze, name="list-versions-freeze"),
    path("lists/versions/compare/", comparing.compared, name="list-versions-compare"),
    path("lists/versions/<int:pk>/", version.version, name="list-versions-one"),
    path("lists/versions/<int:pk>/print/", version.printed, name="list-versions-print"),
    path("lists/versions/<int:pk>/export/", files.export_version, name="list-versions-export"),
    *(
        path(f"lists/versions/<int:pk>/{step.name}/", version.signing(step), name=step.address)
        for step in signing.STEPS
    ),
]
