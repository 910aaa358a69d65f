"""Addresses of the pages through which reports come in."""

from django.urls import URLPattern, path

from huiyin.doors.web.intake import batches, files, paste

urlpatterns: list[URLPattern] = [
    path("imports/", files.imports, name="imports"),
    path("imports/files/<int:pk>/", files.check, name="imports-check"),
    path("imports/files/<int:pk>/start/", files.start, name="imports-start"),
    path("imports/files/<int:pk>/drop/", files.drop, name="imports-drop"),
    path("imports/files/<int:pk>/progress/", files.progress, name="imports-progress"),
    path("imports/paste/", paste.paste, name="imports-paste"),
    path("imports/<int:pk>/", batches.batch, name="imports-batch"),
    path("imports/<int:pk>/rows/<int:row>/correct/", batches.correct, name="imports-correct"),
]
