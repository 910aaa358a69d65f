"""Address of the living page."""

from django.urls import URLPattern, path

from huiyin.doors.web.design import views

urlpatterns: list[URLPattern] = [path("design/", views.living, name="design")]
