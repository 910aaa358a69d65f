"""Addresses of the maps."""

from django.urls import URLPattern, path

from huiyin.doors.web.map import views

urlpatterns: list[URLPattern] = [
    path("map/", views.compounds_page, name="map"),
    path("map/compounds.geojson", views.compounds, name="map-compounds"),
    path("map/outlines.geojson", views.outlines, name="map-outlines"),
    path("map/tiles/<str:name>.pmtiles", views.tiles, name="map-tiles"),
]
