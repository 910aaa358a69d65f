"""Addresses of the readings that wait for a person."""

from django.urls import URLPattern, path

from huiyin.doors.web.review import judging, queue

urlpatterns: list[URLPattern] = [
    path("review/", queue.review, name="review"),
    path("review/<int:pk>/", queue.one, name="review-one"),
    path("review/<int:pk>/places.geojson", queue.places, name="review-places"),
    path("review/<int:pk>/confirm/", judging.confirm, name="review-confirm"),
    path("review/<int:pk>/correct/", judging.correct, name="review-correct"),
    path("review/<int:pk>/reject/", judging.reject, name="review-reject"),
    path("review/<int:pk>/unplace/", judging.unplace, name="review-unplace"),
    path("review/<int:pk>/undo/", judging.undo, name="review-undo"),
]
