"""Addresses of cases."""

from django.urls import URLPattern, path

from huiyin.doors.web.cases import case_acts, case_list, case_page, evidence, feed, looking, reviewing, stock

urlpatterns: list[URLPattern] = [
    path("cases/", case_list.cases, name="cases"),
    path("cases/stock/", stock.stock, name="case-stock"),
    path("cases/limits/", feed.address, name="case-feed"),
    path("cases/limits/<str:token>.ics", feed.calendar, name="case-calendar"),
    path("cases/<int:pk>/", case_page.case, name="case"),
    path("cases/<int:pk>/review/", reviewing.opinion_of, name="case-review"),
    path("cases/<int:pk>/party/", case_acts.party, name="case-party"),
    path("cases/<int:pk>/party/look/", looking.look, name="case-party-look"),
    path("cases/<int:pk>/evidence/", evidence.add, name="case-evidence"),
    path("cases/<int:pk>/evidence/<int:evidence_id>/", evidence.give, name="case-evidence-one"),
    path("cases/<int:pk>/begin/<str:procedure>/", case_acts.begin_beside, name="case-begin"),
    path("cases/<int:pk>/step/<str:act>/", case_acts.take_incident, name="case-incident"),
    path("cases/<int:pk>/step/<str:procedure>/<str:act>/", case_acts.take_step, name="case-step"),
    path("problems/<int:pk>/cases/", case_list.of_one_problem, name="problem-cases"),
    path("problems/<int:pk>/case/", case_acts.open_from, name="case-open"),
]
