"""Pages and records of the tests of watching."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import include, path
from django_tasks_db.models import DBTaskResult

from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.records.accounts.roles import Right
from huiyin.records.ledger.action import By
from huiyin.records.problems.models import Problem

NOW = dt.datetime(2022, 9, 15, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
TODAY = NOW.date()
YESTERDAY = TODAY - dt.timedelta(days=1)
BY = By("wang.min", NOW, "web")
OURS = "huiyin.doors.web.watch"
TOKEN = "a-token-of-the-monitoring-17"


@login_not_required
def named(request: HttpRequest) -> HttpResponse:
    """A page that shows its request's number, as the page 500 does: without the request in its context."""
    engine = Engine(libraries={"watching": f"{OURS}.tags"})
    return HttpResponse(engine.from_string("{% load watching %}{% request_id %}").render(Context()))


@needs(Right.PROBLEM_READ)
def desk(request: DeskRequest, number: int) -> HttpResponse:
    """A page behind the gate that reads one record."""
    return HttpResponse(Problem.objects.filter(pk=number).count())


urlpatterns = [
    path("named", named, name="named"),
    path("desk/<int:number>", desk, name="desk"),
    path("", include(f"{OURS}.urls")),
    path("", include("huiyin.doors.web.urls")),
]


def task(waiting: dt.timedelta, **more: Any) -> None:
    """A task that was enqueued so long ago."""
    made = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="huiyin.sample",
        backend_name="default",
        queue_name="default",
        worker_ids=[],
        exception_class_path="",
        traceback="",
        **more,
    )
    DBTaskResult.objects.filter(pk=made.pk).update(enqueued_at=machine_time() - waiting)


def machine_time() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
