"""Addresses of base data: the responsibility table, units, officers, firms."""

from django.urls import URLPattern, path

from huiyin.doors.web.registry import firms, officers, responsibilities, table_files, units, who_leads

urlpatterns: list[URLPattern] = [
    path("responsibilities/", responsibilities.table, name="responsibilities"),
    path("responsibilities/new/", responsibilities.new, name="responsibilities-new"),
    path("responsibilities/end/", responsibilities.finish, name="responsibilities-end"),
    path("responsibilities/file/", table_files.bring, name="responsibilities-file"),
    path("responsibilities/table.csv", table_files.out, name="responsibilities-out"),
    path("responsibilities/who/", who_leads.who_leads, name="responsibilities-who"),
    path("units/", units.units, name="units"),
    path("units/<int:pk>/", units.one, name="units-one"),
    path("officers/", officers.officers, name="officers"),
    path("officers/new/", officers.new, name="officers-new"),
    path("officers/<int:pk>/", officers.amend, name="officers-one"),
    path("firms/", firms.firms, name="firms"),
    path("firms/new/", firms.new, name="firms-new"),
    path("firms/<int:pk>/", firms.one, name="firms-one"),
    path("firms/<int:pk>/mandates/new/", firms.mandate, name="firms-mandate"),
    path("firms/<int:pk>/mandates/<int:mandate_id>/end/", firms.finish, name="firms-mandate-end"),
]
