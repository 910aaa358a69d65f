"""Addresses of the day's work: what is due, and what waits for its way."""

from django.urls import URLPattern, path

from huiyin.doors.web.work import attaching, dispatching, tasks, triage

urlpatterns: list[URLPattern] = [
    path("work/", tasks.work, name="work"),
    path("work/groups/", dispatching.groups, name="work-groups"),
    path("work/dispatch/", dispatching.dispatch, name="work-dispatch"),
    path("work/return/", dispatching.send_back, name="work-return"),
    path("work/transfer/", dispatching.transfer, name="work-transfer"),
    path("work/recheck/", dispatching.recheck, name="work-recheck"),
    path("triage/", triage.triage, name="triage"),
    path("triage/transfer/", triage.transfer, name="triage-transfer"),
    path("triage/propose/", triage.propose, name="triage-propose"),
    path("triage/confirm/", triage.confirm, name="triage-confirm"),
    path("triage/attach/", attaching.attach, name="triage-attach"),
    path("triage/attach/all/", attaching.attach_all, name="triage-attach-all"),
    path("triage/reject/", triage.reject, name="triage-reject"),
    path("work/extend/", dispatching.extend, name="work-extend"),
]
