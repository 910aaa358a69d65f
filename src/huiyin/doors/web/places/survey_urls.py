"""Addresses of the survey."""

from django.urls import URLPattern, path

from huiyin.doors.web.places import survey, survey_books, survey_form

SURVEY: list[URLPattern] = [
    path("survey/", survey.coverage, name="survey"),
    path("survey/freeze/", survey.freeze, name="survey-freeze"),
    path("survey/table.xlsx", survey_books.out, name="survey-out"),
    path("survey/file/", survey_books.bring, name="survey-file"),
    path("survey/<int:pk>/", survey_form.form, name="survey-form"),
]
