"""Addresses of places: the compounds and their survey."""

from django.urls import URLPattern

from huiyin.doors.web.places.compound_urls import COMPOUNDS
from huiyin.doors.web.places.survey_urls import SURVEY

urlpatterns: list[URLPattern] = [*COMPOUNDS, *SURVEY]
